"""Each service's roles at the real PostgreSQL: no other database, no other role, no restricted row unasked."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from deploy.local.names import SERVICES, WORKLOADS
from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate

ROLES = (*SERVICES, *(f"{name}_migrator" for name in SERVICES))

# Tables of consultations that hold something sealed, or of one organisation, and that row-level security cannot cover.
# A new one is covered, or stands here with its reason.
UNCOVERED = {
    "roles": "what identity says of who may do what: read before it is known for whom somebody acts",
    "schedules": "the clock looks for what is due in all organisations; what is sealed opens with the draft's key only",
    "cards": "a card is found by the digest of its code, before it is known whose it is; it holds nothing else",
    "unsent_texts": "a person's own and no organisation's (docs/decisions, 54)",
    "desk_texts": "as unsent_texts",
    "reasons": "of published things; sealed, and read by nobody but the audit",
    "public_speakers": "what the public is told",
    "keys_to_destroy": "ids of keys that go",
}


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[dict[str, Databases]]:
    """A database of each service; that of consultations at its newest schema."""
    with ExitStack() as stack:
        made = {name: stack.enter_context(postgres.throwaway(name)) for name in SERVICES}
        migrate.upgrade(made["consultations"].migration_url, service="consultations")
        yield made


@pytest.mark.covers("loss roles")
@pytest.mark.parametrize("role", ROLES)
def test_a_role_enters_its_own_database_alone(postgres: Postgres, databases: dict[str, Databases], role: str) -> None:
    for service, database in databases.items():
        url = postgres.url(database.name, role)
        if role.removesuffix("_migrator") == service:
            psycopg.connect(url).close()
        else:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(url)


@pytest.mark.covers("loss roles")
def test_a_certificate_opens_its_own_role_alone(postgres: Postgres, databases: dict[str, Databases]) -> None:
    refusals = {}
    for (service, database), workload in product(databases.items(), {*WORKLOADS, *ROLES}):
        url = database.url.replace(
            str(postgres.certificates.certificate(service)), str(postgres.certificates.certificate(workload))
        ).replace(str(postgres.certificates.key(service)), str(postgres.certificates.key(workload)))
        refusals[service, workload] = _refusal(url)
    assert {pair for pair, said in refusals.items() if not said} == {(name, name) for name in SERVICES}
    assert all("certificate authentication failed" in said for said in refusals.values() if said)


def _refusal(url: str) -> str:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError as refused:
        return str(refused)
    return ""


def _covered(databases: dict[str, Databases]) -> dict[str, tuple[bool, bool]]:
    """Return the tables of one organisation or with something sealed, and whether they are covered, and by force."""
    statement = """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity
          FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
           AND EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attname IN ('organisation_id', 'key_id') AND NOT a.attisdropped)
           AND c.relname NOT IN ('replies')
    """
    with psycopg.connect(databases["consultations"].admin_url) as admin:
        found = {name: (on, forced) for name, on, forced in admin.execute(statement)}
    assert found.keys() >= UNCOVERED.keys(), "a reason for a table that is not there"
    return {name: found[name] for name in found.keys() - UNCOVERED.keys()}


def test_every_restricted_table_has_row_level_security_forced(databases: dict[str, Databases]) -> None:
    covered = _covered(databases)
    assert {"participants", "statements", "proposals", "safeguarding_acts", "documents"} <= covered.keys()
    assert {name: state for name, state in covered.items() if state != (True, True)} == {}


@pytest.mark.covers("SEC 3")
@pytest.mark.parametrize("role", ["consultations", "consultations_migrator"])
def test_nobody_sees_a_restricted_row_of_whom_it_does_not_act_for(databases: dict[str, Databases], role: str) -> None:
    """Also the tables' owner, who may do everything else with them."""
    database, ours = databases["consultations"], uuid4()
    url = database.url if role == "consultations" else database.migration_url
    tables = sorted(_covered(databases))
    with psycopg.connect(database.admin_url) as admin:
        for table in tables:
            _put_a_row(admin, table, ours)
    for acting_for, expected in (("", 0), (str(uuid4()), 0), (str(ours), 1)):
        with psycopg.connect(url) as connection:
            connection.execute("SELECT set_config('roundtable.organisations', %s, true)", (acting_for,))
            seen = {
                table: connection.execute(
                    sql.SQL("SELECT count(*) FROM {} WHERE organisation_id = %s").format(sql.Identifier(table)), (ours,)
                ).fetchone()
                for table in tables
            }
        assert set(seen.values()) == {(expected,)}, acting_for
    with psycopg.connect(url) as connection:
        for table in tables:
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            assert connection.execute(count).fetchone() == (0,), f"{table}, and nobody said for whom"


@pytest.mark.covers("SEC 3")
@pytest.mark.parametrize("role", ["consultations", "consultations_migrator"])
def test_nobody_writes_a_restricted_row_of_whom_it_does_not_act_for(databases: dict[str, Databases], role: str) -> None:
    """Nor takes one over, nor gives one away."""
    database, ours, theirs = databases["consultations"], uuid4(), uuid4()
    url = database.url if role == "consultations" else database.migration_url
    tables = sorted(_covered(databases))
    with psycopg.connect(database.admin_url) as admin:
        for table, organisation in product(tables, (ours, theirs)):
            _put_a_row(admin, table, organisation)
    done = {}
    for table in tables:
        for what, statement, wanted in (
            ("changed", "UPDATE {} SET organisation_id = organisation_id WHERE organisation_id = %s", [ours]),
            ("took over", "UPDATE {} SET organisation_id = %s WHERE organisation_id = %s", [theirs, ours]),
            ("gave away", "UPDATE {} SET organisation_id = %s WHERE organisation_id = %s", [ours, theirs]),
            ("deleted", "DELETE FROM {} WHERE organisation_id = %s", [ours]),
            ("added", "INSERT INTO {} (organisation_id) VALUES (%s)", [ours]),
        ):
            with psycopg.connect(url) as connection:
                connection.execute("SELECT set_config('roundtable.organisations', %s, true)", (str(theirs),))
                try:
                    rows = connection.execute(sql.SQL(statement).format(sql.Identifier(table)), wanted).rowcount
                except psycopg.errors.InsufficientPrivilege:
                    connection.rollback()
                else:
                    done[table, what] = rows
                    connection.rollback()
    assert {attempt: rows for attempt, rows in done.items() if rows} == {}
    assert not [attempt for attempt in done if attempt[1] in ("gave away", "added")], "it was refused aloud"


def _put_a_row(admin: psycopg.Connection, table: str, organisation_id: object) -> None:
    """Insert a row of that organisation with anything in the other columns; no constraint is asked."""
    admin.execute("SET LOCAL session_replication_role = replica")
    checks = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'"
    for (name,) in admin.execute(checks, (table,)).fetchall():
        admin.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
    columns = """
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
         WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
           AND attnotnull AND attname <> 'organisation_id'
    """
    anything = {
        "uuid": "gen_random_uuid()",
        "text": "'x'",
        "bytea": "''",
        "date": "current_date",
        "timestamp with time zone": "now()",
        "boolean": "false",
        "jsonb": "'{}'",
        "uuid[]": "'{}'",
    }
    wanted = admin.execute(columns, (table,)).fetchall()
    admin.execute(
        sql.SQL("INSERT INTO {} (organisation_id, {}) VALUES (%s, {})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(sql.Identifier(name) for name, _ in wanted),
            sql.SQL(", ").join(sql.SQL(anything.get(kind, "1")) for _, kind in wanted),
        ),
        (organisation_id,),
    )
