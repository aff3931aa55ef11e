"""The stack as a whole: started in order, watched, stopped without a trace. Stand-ins take the services' places."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from grpc_health.v1 import health_pb2, health_pb2_grpc
from typer.testing import CliRunner

from deploy.local import background, preflight, unprivileged
from deploy.local.__main__ import app
from deploy.local.failure import CannotStart
from deploy.local.names import REPOSITORY, SERVICES, Ports
from deploy.local.process import Birth
from deploy.local.progress import Silent
from tests.conftest import CACHE
from tests.stand_ins.stack import stack as a_stack
from tests.stand_ins.stack import stand_in

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="roundtable-test-"))
    yield made
    for birth in _running(made).values():  # what a failed test has left
        with suppress(ProcessLookupError):
            os.kill(birth.pid, signal.SIGKILL)
    unprivileged.forget(made)
    shutil.rmtree(made, ignore_errors=True)


def _running(home: Path) -> dict[str, Birth]:
    files = (home / "run").glob("*.pid")
    return {file.stem: birth for file in files if (birth := Birth.read(file))}


def _wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


class _Supervised:
    """A stack under its supervisor, in a process of its own."""

    def __init__(self, home: Path, ports: Ports | None = None) -> None:
        self.log = home / "said"
        arguments = [str(home), str(CACHE), json.dumps(asdict(ports or Ports.free()))]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.stand_ins.stack", *arguments], cwd=REPOSITORY, stdout=log, stderr=log
            )
        assert _wait_for(lambda: (home / "run" / "ready").exists() or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.said

    @property
    def said(self) -> str:
        return self.log.read_text()


def test_ctrl_c_stops_everything_within_15_seconds_and_a_second_start_keeps_the_data(
    home: Path, tmp_path: Path
) -> None:
    ports, former = Ports.free(), tmp_path / "former"
    assert background.status(home, Silent()) == 3
    first = _Supervised(home, ports)
    births = _running(home)
    assert sorted(births) == sorted(["supervisor", "postgres", "kafka", "mail", "dashboard", *SERVICES])
    assert "liaison@commission.example" in first.said
    began = time.monotonic()
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(20) == 0
    assert time.monotonic() - began < 15
    assert not any(birth.alive for birth in births.values())
    assert _running(home) == {}
    shutil.copytree(home / "clients", former)

    second = _Supervised(home, ports)
    assert background.status(home, Silent()) == 0
    with psycopg.connect(a_stack(home, ports, CACHE).postgres.url("identity", "operator")) as connection:
        assert connection.execute("SELECT count(*) FROM migrations").fetchone() == (2,)
    assert (home / "loads").read_text() == "x"
    _check_clients(home / "clients", ports)
    _check_refused(former, home / "clients" / "ca.pem", ports)
    readable = [path for path in home.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o006]
    assert [path for path in readable if path != first.log] == []

    births = _running(home)
    with pytest.raises(CannotStart, match="end it with `make down` first"):
        background.clean(home, everything=False)
    assert background.down(home, Silent()) == 0
    assert second.process.wait(5) == 0
    assert not any(birth.alive for birth in births.values())
    assert background.status(home, Silent()) == 3


def _check_refused(former: Path, ca: Path, ports: Ports) -> None:
    """A certificate of a former start opens nothing, also to somebody who trusts the new authority."""
    (former / "ca.pem").write_bytes(ca.read_bytes())
    for file in (former / "psql.env", former / "kcat.conf", former / "grpcurl.args"):
        file.write_text(file.read_text().replace(str(ca.parent), str(former)))
    with pytest.raises(psycopg.OperationalError, match=r"certificate|unknown ca"):
        _psql(former)
    with pytest.raises(KafkaException):
        _kcat(former, seconds=3)
    with pytest.raises(grpc.RpcError) as refused:
        _grpcurl(former, ports)
    assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


def _check_clients(folder: Path, ports: Ports) -> None:
    assert _psql(folder) == ("operator",)
    assert _kcat(folder, seconds=10)
    assert _grpcurl(folder, ports) == health_pb2.HealthCheckResponse.SERVING


def _psql(folder: Path) -> Any:
    """Ask PostgreSQL who one is, with the settings that psql would use."""
    shown = subprocess.run(["sh", "-c", f". {folder}/psql.env; env"], capture_output=True, text=True, check=True).stdout
    libpq = {name: value for name, _, value in (line.partition("=") for line in shown.splitlines()) if name[:2] == "PG"}
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"}
    parameters = " ".join(f"{names.get(name, name[2:].lower())}='{value}'" for name, value in libpq.items())
    with psycopg.connect(parameters) as connection:
        return connection.execute("SELECT current_user").fetchone()


def _kcat(folder: Path, *, seconds: float) -> Any:
    """Return Kafka's brokers, found with the settings that kcat would use."""
    lines = (folder / "kcat.conf").read_text().splitlines()
    settings = {name: value for name, _, value in (line.partition("=") for line in lines)}
    return AdminClient({**settings, "log_level": 0}).list_topics(timeout=seconds).brokers


def _grpcurl(folder: Path, ports: Ports) -> Any:
    """Ask a service how it is, with the files that grpcurl would use."""
    arguments = shlex.split((folder / "grpcurl.args").read_text())
    ca, key, certificate = (
        Path(arguments[arguments.index(name) + 1]).read_bytes() for name in ("-cacert", "-key", "-cert")
    )
    credentials = grpc.ssl_channel_credentials(ca, key, certificate)
    with grpc.secure_channel(f"127.0.0.1:{ports.identity}", credentials) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        return stub.Check(health_pb2.HealthCheckRequest(), timeout=10).status


def test_nothing_outlives_a_killed_supervisor(home: Path) -> None:
    supervised = _Supervised(home)
    births = _running(home)
    assert len(births) == 9
    supervised.process.kill()
    supervised.process.wait()
    assert _wait_for(lambda: not any(birth.alive for birth in births.values()), 15)


def test_a_part_that_dies_is_named_with_its_last_words_and_the_rest_is_stopped(home: Path) -> None:
    supervised = _Supervised(home)
    births = _running(home)
    (home / "log" / "notifications.log").write_text("the last words\n")
    os.kill(births["notifications"].pid, signal.SIGKILL)
    assert supervised.process.wait(20) == 1
    assert "notifications ended (killed by SIGKILL)" in supervised.said
    assert "the last words" in supervised.said
    assert not any(birth.alive for birth in births.values())


def test_a_part_that_never_starts_is_named_and_the_rest_is_stopped(home: Path) -> None:
    stack = a_stack(home, Ports.free(), CACHE, mail=stand_in("fails"))
    with pytest.raises(CannotStart, match=r"(?s)Mail server ended \(exit status 1\).*the reason it gave"):
        stack.start()
    assert _running(home) == {}


def test_a_second_stack_in_the_same_home_is_refused_and_leaves_the_first_alone(home: Path) -> None:
    handle = preflight.take(home)
    pid_file = home / "run" / "supervisor.pid"
    pid_file.touch()
    refused = a_stack(home, Ports.free(), CACHE)
    with pytest.raises(CannotStart, match="already runs"):
        refused.start()
    refused.stop()
    assert pid_file.exists()
    preflight.release(handle)


def test_a_port_in_use_is_named_with_its_variable_and_its_user(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        expected = rf"port {port} \(smtp\) is in use by .*\(process {os.getpid()}\).*RT_PORT_SMTP"
        with pytest.raises(CannotStart, match=expected):
            preflight.check(home, Ports(smtp=port), {})


def test_too_little_space_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "NEEDED_BYTES", 2**60)
    with pytest.raises(CannotStart, match="make room, or name another folder in RT_HOME"):
        preflight.check(home, Ports.free(), {})


def test_a_folder_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    (home / "file").touch()
    with pytest.raises(CannotStart, match=r"cannot write to the folder .* or name another one in RT_HOME"):
        preflight.check(home / "file" / "below", Ports.free(), {})


@pytest.mark.parametrize("address", ["0.0.0.0:8501", "192.0.2.7:8501", "[::]:8501"])
def test_an_address_for_strangers_is_refused_without_tls(address: str) -> None:
    with pytest.raises(CannotStart, match="without TLS"):
        preflight.check_address({"RT_LISTEN": address})


def test_an_environment_moves_a_port() -> None:
    assert Ports.from_environment({"RT_PORT_KAFKA": "29092"}) == Ports(kafka=29092)
    with pytest.raises(CannotStart, match="RT_PORT_KAFKA must be a port"):
        Ports.from_environment({"RT_PORT_KAFKA": "many"})
    with pytest.raises(CannotStart, match="given to both RT_PORT_DASHBOARD and RT_PORT_KAFKA"):
        Ports.from_environment({"RT_PORT_KAFKA": "8501"})


@pytest.mark.parametrize(
    ("answer", "status", "left"), [("y", 0, ["cache"]), ("n", 1, ["cache", "mail"]), ("", 1, ["cache", "mail"])]
)
def test_clean_asks_and_then_deletes_data_but_not_downloads(
    home: Path, monkeypatch: pytest.MonkeyPatch, answer: str, status: int, left: list[str]
) -> None:
    monkeypatch.setenv("RT_HOME", str(home))
    for name in ("mail", "cache"):
        (home / name).mkdir()
    done = CliRunner().invoke(app, ["clean"], input=f"{answer}\n")
    assert f"Delete every consultation, mail, key and log in {home}?" in done.output
    assert done.exit_code == status
    assert sorted(path.name for path in home.iterdir()) == left
