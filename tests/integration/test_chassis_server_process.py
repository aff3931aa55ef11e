"""A service is one process: it says what it lacks, tells the truth about its health, and drains."""

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import event_log_pb2, event_log_pb2_grpc
from services.chassis import migrate
from tests.chassis_kit import channel
from tests.chassis_program import NOT_SERVING, SERVING, Make, Program, making


@pytest.fixture
def make(certificates: Certificates, tmp_path: Path) -> Iterator[Make]:
    with making(certificates, tmp_path) as program:
        yield program


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[Databases]:
    """A database without tables."""
    with postgres.throwaway("identity") as made:
        yield made


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[Databases]:
    """A migrated database."""
    with postgres.throwaway("identity") as made:
        migrate.upgrade(made.migration_url, service="identity")
        yield made


@pytest.fixture
async def served(make: Make, database: Databases) -> Program:
    """A running service of this test's own."""
    program = make(RT_DATABASE_URL=database.url)
    program.start()
    await program.until(SERVING)
    return program


@pytest.fixture(scope="module")
async def shared(
    certificates: Certificates, database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Program]:
    """A running service for tests that leave it running."""
    with making(certificates, tmp_path_factory.mktemp("shared")) as make_shared:
        program = make_shared(RT_DATABASE_URL=database.url)
        program.start()
        await program.until(SERVING)
        yield program


def look(certificates: Certificates, address: str, text: str) -> Any:
    """Call the RPC of the program with a plain client: its request has the text as field 2."""
    to = channel(certificates, "dashboard", address)
    rpc: Any = to.unary_unary("/roundtable.testing.v0.EchoService/Look")
    return to, rpc(b"\x12" + bytes([len(text)]) + text.encode(), timeout=8)


def test_missing_settings_are_all_named_and_nothing_starts(make: Make) -> None:
    program = make(RT_DATABASE_URL="", RT_TLS_KEY="", RT_KEYS_DIR="")
    refused = program.command()
    assert refused.returncode == 2
    named = [line.split()[0] for line in refused.stderr.splitlines() if line.startswith("RT_")]
    assert named == ["RT_DATABASE_URL", "RT_TLS_KEY", "RT_KEYS_DIR"]
    assert "Traceback" not in refused.stderr


def test_settings_are_shown_with_secrets_masked(make: Make) -> None:
    shown = make(RT_DATABASE_URL="postgresql://identity:canary@127.0.0.1/identity").command("settings")
    assert shown.returncode == 0
    assert "RT_DATABASE_URL=postgresql://identity:***@127.0.0.1/identity" in shown.stdout
    assert "canary" not in shown.stdout


def test_a_service_whose_protos_leave_something_unsaid_does_not_start(make: Make, database: Databases) -> None:
    refused = make(TEST_FAULT="private reply", RT_DATABASE_URL=database.url).command()
    assert refused.returncode == 1
    assert "EchoResponse.text, which is not public" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("setting", ["RT_LISTEN", "RT_METRICS_LISTEN"])
def test_an_address_in_use_is_named(make: Make, database: Databases, setting: str) -> None:
    with in_use() as address:
        refused = make(RT_DATABASE_URL=database.url, **{setting: address}).command()
    assert refused.returncode == 1
    assert address in refused.stderr
    assert "Traceback" not in refused.stderr


@contextmanager
def in_use() -> Iterator[str]:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(("fault", "says"), [("task fails", "ValueError"), ("task ends", "ended")])
async def test_a_part_that_dies_ends_the_process_with_its_name(
    make: Make, database: Databases, fault: str, says: str
) -> None:
    program = make(TEST_FAULT=fault, RT_DATABASE_URL=database.url)
    program.start()
    code, said = await asyncio.to_thread(program.ended)
    assert code == 1
    assert "'clock'" in said
    assert says in said
    assert "Traceback" not in said
    assert "canary" not in said + json.dumps(program.lines())
    assert "part_died" in [line["event"] for line in program.lines()]


async def test_a_task_begins_anew_after_the_database_was_away(make: Make, database: Databases) -> None:
    program = make(TEST_FAULT="database away from the task", RT_DATABASE_URL=database.url)
    program.start()
    for _ in range(300):
        if any(line["event"] == "task runs" for line in program.lines()):
            break
        await asyncio.sleep(0.1)
    assert [line["tries"] for line in program.lines() if line["event"] == "task runs"] == [2]
    assert program.process is not None
    assert program.process.poll() is None


async def test_it_serves_without_a_broker_and_says_so(shared: Program) -> None:
    assert await shared.health("roundtable.common.v1.EventLogService") == SERVING
    await shared.until(NOT_SERVING, "relay")
    assert await shared.health("consumer") == SERVING
    assert await shared.health() == SERVING


async def _until_it_looks(program: Program) -> None:
    """Wait until a call has got in."""
    async with asyncio.timeout(60):
        while not any(line["event"] == "looks" for line in program.lines()):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def test_it_drains_within_ten_seconds_and_finishes_what_is_under_way(served: Program) -> None:
    to, call = look(served.certificates, served.environment["RT_LISTEN"], "2")
    under_way = asyncio.ensure_future(call)
    await _until_it_looks(served)
    stopping = asyncio.create_task(asyncio.to_thread(served.stop))
    assert b"done" in await under_way
    await to.close()
    code, seconds = await stopping
    assert code == 0
    assert seconds < 10
    assert [line["event"] for line in served.lines() if line["event"] in {"serving", "draining"}] == [
        "serving",
        "draining",
    ]


async def test_a_service_that_is_still_starting_stops_at_once(make: Make, database: Databases) -> None:
    program = make(TEST_FAULT="start hangs", RT_DATABASE_URL=database.url)
    program.start()
    while not program.lines():  # noqa: ASYNC110 - it is another process
        await asyncio.sleep(0.1)
    code, seconds = await asyncio.to_thread(program.stop)
    assert code == 0
    assert seconds < 10


async def test_an_idle_service_stops_at_once(served: Program) -> None:
    code, seconds = await asyncio.to_thread(served.stop)
    assert code == 0
    assert seconds < 10


async def test_a_call_that_hangs_does_not_hold_up_the_drain(served: Program) -> None:
    to, call = look(served.certificates, served.environment["RT_LISTEN"], "60")
    await _until_it_looks(served)
    code, seconds = await asyncio.to_thread(served.stop)
    call.cancel()
    await to.close()
    assert code == 0
    assert seconds < 10


async def test_health_says_not_serving_until_the_migrations_have_been_applied(make: Make, empty: Databases) -> None:
    program = make(RT_DATABASE_URL=empty.url, RT_MIGRATION_DATABASE_URL=empty.migration_url)
    program.start()
    await program.until(NOT_SERVING)
    await asyncio.sleep(1.5)
    assert await program.health() == NOT_SERVING
    assert program.command("migrate").returncode == 0
    await program.until(SERVING)


async def test_health_follows_the_database_and_rpcs_fail_fast_meanwhile(shared: Program, postgres: Postgres) -> None:
    await asyncio.to_thread(postgres.stop)
    try:
        await shared.until(NOT_SERVING)
        assert await shared.health("roundtable.common.v1.EventLogService") == NOT_SERVING
        async with channel(shared.certificates, "operator", shared.environment["RT_LISTEN"]) as to:
            stub: Any = event_log_pb2_grpc.EventLogServiceStub(to)
            started = time.monotonic()
            with pytest.raises(grpc.aio.AioRpcError) as away:
                await anext(aiter(stub.ListHeads(event_log_pb2.ListHeadsRequest(), timeout=5)))
        assert away.value.code() is grpc.StatusCode.UNAVAILABLE
        assert time.monotonic() - started < 4
    finally:
        await asyncio.to_thread(postgres.start)
    await shared.until(SERVING)
    assert shared.process is not None
    assert shared.process.poll() is None


async def test_metrics_are_served(shared: Program) -> None:
    to, call = look(shared.certificates, shared.environment["RT_LISTEN"], "0")
    await call
    await to.close()
    address = shared.environment["RT_METRICS_LISTEN"]
    text = await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://{address}/metrics").read().decode())
    handled = [line for line in text.splitlines() if line.startswith("grpc_server_handled_total{") and "Look" in line]
    assert any('grpc_code="OK"' in line and line.endswith(" 1.0") for line in handled)
    assert "roundtable_ready 1.0" in text


async def test_every_line_of_the_log_is_json_with_service_and_time(served: Program) -> None:
    await asyncio.to_thread(served.stop)
    lines = served.lines()
    assert lines
    assert all(line["service"] == "identity" for line in lines if line["event"] != "task runs")
    assert (served.folder / "err").read_text() == ""


def test_dead_letters_are_looked_after_from_the_command_line(make: Make, database: Databases) -> None:
    program = make(RT_DATABASE_URL=database.url)
    listed = program.command("dead-letters", "list")
    assert (listed.returncode, listed.stdout) == (0, "")
    shown = program.command("dead-letters", "show", "1")
    assert (shown.returncode, shown.stderr) == (1, "there is no dead letter 1\n")
    replayed = program.command("dead-letters", "replay", "00000000-0000-0000-0000-000000000001")
    assert (replayed.returncode, replayed.stdout) == (0, "0 applied, 0 still parked\n")


def test_migrate_says_in_a_sentence_why_it_cannot(make: Make) -> None:
    refused = make(RT_MIGRATION_DATABASE_URL="postgresql://127.0.0.1:1/identity").command("migrate")
    assert refused.returncode == 1
    assert "the database of identity was not migrated" in refused.stderr
    assert "Traceback" not in refused.stderr


async def test_no_rebuild_begins_beside_a_running_service(shared: Program) -> None:
    refused = await asyncio.to_thread(shared.command, "rebuild")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("not rebuilt: the service is running")


def test_no_service_starts_beside_an_unfinished_rebuild(make: Make, empty: Databases) -> None:
    migrate.upgrade(empty.migration_url, service="identity")
    with psycopg.connect(empty.url) as connection:
        connection.execute("INSERT INTO rebuilds VALUES (true, 0, gen_random_uuid(), 0, 1, 1)")
    program = make(RT_DATABASE_URL=empty.url)
    program.start()
    code, said = program.ended()
    assert code == 1
    assert "its state is being rebuilt, or a rebuild was interrupted" in said
    assert "Traceback" not in said
