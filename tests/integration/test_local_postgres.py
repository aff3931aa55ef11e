"""The local PostgreSQL: certificates instead of passwords, one role per service, survives a kill."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local import unprivileged
from deploy.local.certificates import Certificates
from deploy.local.names import Ports
from deploy.local.postgres import Databases, Postgres
from tests.conftest import CACHE


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Databases]:
    with postgres.throwaway("consultations") as made:
        yield made


def test_a_service_connects_by_certificate_over_tls(database: Databases) -> None:
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "SELECT ssl, version, current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()
    assert row == (True, "TLSv1.3", "consultations")


@pytest.mark.parametrize("mode", ["disable", "prefer"])
def test_nobody_connects_without_a_certificate(postgres: Postgres, database: Databases, mode: str) -> None:
    url = f"postgresql://consultations@127.0.0.1:{postgres.port}/{database.name}?sslmode={mode}&sslcert=/none"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_certificate_opens_only_its_own_role(database: Databases) -> None:
    foreign = database.url.replace("consultations/certificate.pem", "identity/certificate.pem").replace(
        "consultations/key.pem", "identity/key.pem"
    )
    assert foreign != database.url
    with pytest.raises(psycopg.OperationalError, match="certificate authentication failed"):
        psycopg.connect(foreign)


def test_a_service_cannot_enter_another_ones_database(postgres: Postgres, database: Databases) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(postgres.url(database.name, "identity"))


def test_a_service_cannot_change_the_schema_and_its_migrator_can(database: Databases) -> None:
    with psycopg.connect(database.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE nope (id int)")
    with psycopg.connect(database.migration_url) as connection:
        connection.execute("CREATE TABLE fine (id int)")


def test_the_operator_reads_and_cannot_write(database: Databases) -> None:
    with psycopg.connect(database.migration_url) as connection:
        connection.execute("CREATE TABLE facts (id int)")
        connection.execute("INSERT INTO facts VALUES (7)")
    with psycopg.connect(database.operator_url) as connection:
        assert connection.execute("SELECT id FROM facts").fetchone() == (7,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM facts")


def test_a_killed_server_keeps_what_was_committed(postgres: Postgres, database: Databases) -> None:
    with psycopg.connect(database.migration_url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    postgres.kill()
    began = time.monotonic()
    postgres.restart()
    assert time.monotonic() - began < 60, "promised within 10 s on an idle machine"
    with (
        psycopg.connect(database.url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT id FROM kept")
    with psycopg.connect(database.migration_url) as connection:
        assert connection.execute("SELECT id FROM kept").fetchone() == (1,)


def test_no_file_of_the_server_is_readable_by_others(postgres: Postgres) -> None:
    open_files = [path for path in postgres.home.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o006]
    assert open_files == []


def test_keys_and_authority_are_made_anew_and_the_authoritys_key_is_nowhere(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "certificates")
    certificates.make(["identity"])
    ca, key = certificates.ca.read_bytes(), certificates.key("identity").read_bytes()
    certificates.make(["identity"])
    assert certificates.ca.read_bytes() != ca
    assert certificates.key("identity").read_bytes() != key
    keys = [
        file for file in (tmp_path / "certificates").rglob("*") if file.is_file() and b"PRIVATE" in file.read_bytes()
    ]
    assert {file.parent.name for file in keys} == {"identity"}
    with pytest.raises(RuntimeError, match="only where it was made"):
        Certificates(tmp_path / "certificates").add("kafka")
    assert certificates.key("identity").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's homes can be closed to the server's user")
def test_a_home_below_a_closed_folder_has_its_data_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    certificates = Certificates(home / "certificates")
    certificates.make()
    server = Postgres(home, Ports.free().postgres, certificates, cache=CACHE, durable=False)
    try:
        server.start()
        assert not server.data.is_relative_to(home)
        with server.admin() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
        unprivileged.forget(home)
    assert not server.data.exists()
