"""Rows of a backup: snapshots that fit together while everything goes on, and what comes back is what was there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.backup import archive, rows
from deploy.local.failure import CannotStart
from deploy.local.names import SERVICES
from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate

_EVENT = """
    INSERT INTO events (id, aggregate_type, aggregate_id, version, public_version, type, payload, actor, occurred_at,
                        recorded_at, prev_hash, hash)
    SELECT gen_random_uuid(), 'thing', '00000000-0000-0000-0000-000000000001', coalesce(max(version), 0) + 1,
           coalesce(max(version), 0) + 1, 'roundtable.x', '', 'clock', now(), now(), decode(repeat('00', 32), 'hex'),
           decode(repeat('00', 32), 'hex')
      FROM events
    RETURNING public_version
"""
_CONSUMED = """
    INSERT INTO consumed (consumer, aggregate_id, source, public_version)
    VALUES ('x', '00000000-0000-0000-0000-000000000001', 'y', %s)
        ON CONFLICT (consumer, aggregate_id) DO UPDATE SET public_version = excluded.public_version
"""


@pytest.fixture(scope="module")
def pair(postgres: Postgres) -> Iterator[tuple[Databases, Databases]]:
    """Two databases with what every service has."""
    with postgres.throwaway("identity") as one, postgres.throwaway("identity") as other:
        for each in (one, other):
            migrate.upgrade(each.migration_url, service="identity", only_chassis=True)
        yield one, other


def _busy(owner: str, follower: str, stop: threading.Event) -> None:
    with psycopg.connect(owner) as at_owner, psycopg.connect(follower) as at_follower:
        while not stop.is_set():
            row = at_owner.execute(_EVENT).fetchone()
            at_owner.commit()
            assert row is not None
            at_follower.execute(_CONSUMED, row)
            at_follower.commit()


def test_no_snapshot_has_consumed_what_another_does_not_record(pair: tuple[Databases, Databases]) -> None:
    urls = {"one": pair[0].admin_url, "other": pair[1].admin_url}
    stop = threading.Event()
    # Both ways, so that no order of looking is right by itself.
    threads = [
        threading.Thread(target=_busy, args=(pair[here].url, pair[1 - here].url, stop), daemon=True) for here in (0, 1)
    ]
    for thread in threads:
        thread.start()
    seen = []
    try:
        for _ in range(10):
            with rows.snapshots(urls) as readers:
                heads, known = [], []
                for reader in readers.values():
                    head = reader.execute("SELECT coalesce(max(public_version), 0) FROM events").fetchone()
                    here = reader.execute("SELECT coalesce(max(public_version), 0) FROM consumed").fetchone()
                    assert head is not None
                    assert here is not None
                    heads.append(head[0])
                    known.append(here[0])
            seen.append((known[0] <= heads[1], known[1] <= heads[0], heads[0]))
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert {(one, other) for one, other, _ in seen} == {(True, True)}
    assert seen[-1][2] > seen[0][2], "nothing was written meanwhile: this test shows nothing"


def test_people_write_while_consumers_are_held(pair: tuple[Databases, Databases]) -> None:
    with psycopg.connect(pair[0].admin_url) as fence, psycopg.connect(pair[0].url) as service:
        rows._hold_consumers(fence, seconds=2)
        service.execute("SET LOCAL lock_timeout = '1s'")
        assert service.execute(_EVENT).fetchone()
        with pytest.raises(psycopg.errors.LockNotAvailable):
            service.execute(_CONSUMED, (1,))


def test_all_consumers_together_are_waited_for_no_longer_than_one(
    pair: tuple[Databases, Databases], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, hold = [], rows._hold_consumers

    def told(fence: psycopg.Connection, *, seconds: float) -> None:
        left.append(seconds)
        hold(fence, seconds=seconds)

    monkeypatch.setattr(rows, "_hold_consumers", told)
    with rows.snapshots({"one": pair[0].admin_url, "other": pair[1].admin_url}):
        pass
    assert rows._SECONDS_HELD >= left[0] > left[1]


@pytest.mark.parametrize("seconds", [0.05, 0.0])
def test_a_consumer_that_never_lets_go_is_one_sentence(
    pair: tuple[Databases, Databases], monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(rows, "_SECONDS_HELD", seconds)
    monkeypatch.setattr(rows, "_SECONDS_BETWEEN_TRIES", 0.0)
    with psycopg.connect(pair[1].url) as consumer:
        consumer.execute(_CONSUMED, (0,))
        with pytest.raises(CannotStart, match="at work on one event"), rows.snapshots({"one": pair[1].admin_url}):
            pass


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_of_a_service_comes_back_but_those_that_are_left_out(
    postgres: Postgres, tmp_path: Path, service: str
) -> None:
    file = tmp_path / "data.zip"
    with postgres.throwaway(service) as before, postgres.throwaway(service) as after:
        for each in (before, after):
            migrate.upgrade(each.migration_url, service=service)
        with psycopg.connect(before.admin_url) as admin:
            admin.execute(_EVENT)
            admin.execute("INSERT INTO outbox SELECT position FROM events")
            admin.execute(_CONSUMED, (3,))
        with archive.written(file) as writer, rows.snapshots({service: before.admin_url}) as readers:
            told = rows.dump(service, readers[service], writer)
            writer.close("data", {"databases": {service: told}})
        with archive.opened(file, "data") as reader:
            rows.load(service, after.admin_url, reader)
        with psycopg.connect(before.admin_url) as one, psycopg.connect(after.admin_url) as other:
            tables = {row[0]: row[1] for row in one.execute(rows._TABLES)}
            assert tables.keys() - told["tables"].keys() == {"alembic_version", *rows.LEFT_OUT.get(service, ())}
            assert told["revisions"] == sorted(
                row[0] for row in other.execute("SELECT version_num FROM alembic_version")
            )
            compared = "SELECT to_jsonb(e) - 'transaction_id' FROM events e"
            assert one.execute(compared).fetchall() == other.execute(compared).fetchall() != []
            # The next event stands after the restored ones, and carries a number of this cluster's.
            other.execute(_EVENT)
            positions = [row[0] for row in other.execute("SELECT position FROM events ORDER BY version")]
            assert positions == sorted(set(positions))
            ahead = "SELECT count(*) FROM events WHERE transaction_id > pg_current_xact_id()::text::bigint"
            assert other.execute(ahead).fetchone() == (0,)
