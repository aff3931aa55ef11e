"""When a day ends, and how what was known then is put together: never moved, never with a gap, by one at a time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import grpc
import psycopg
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.store import past
from services.recommendations.store.filters import searching
from tests.bench import copies
from tests.integration.recommendations_history import ask
from tests.integration.recommendations_house import House, Tracked, a_house
from tests.integration.recommendations_scene import accepted
from tests.integration.recommendations_things import a_text, key, words

YESTERDAY, TODAY, TOMORROW = "2026-03-01", "2026-03-02", "2026-03-03"
TABLES = ("addressees", "consultations", "recommendations", "assignments", "changes", "events", "calendar_corrections")


@pytest.fixture(scope="module")
async def shared(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def house(shared: House) -> House:
    """The house of this file, empty and on its first day."""
    await shared.empty()
    return shared


async def bodies(house: House, day: str) -> int | grpc.StatusCode:
    """Return how many bodies the register had at the end of a day, or why that is not told."""
    try:
        return len((await house.public.ListAddressees(pb.ListAddresseesRequest(as_at_date=day))).addressees)
    except grpc.aio.AioRpcError as refused:
        return refused.code()


async def at(house: House, hour: int, minute: int = 0, *, day: int = 2) -> None:
    """Register a body at an hour of March (UTC; Karachi is five hours ahead)."""
    house.clock.now = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    await house.body()


async def test_a_day_is_known_when_the_first_event_after_it_is_there_and_it_is_folded(house: House) -> None:
    await at(house, 18, 59)
    await at(house, 19, 1)
    assert await bodies(house, TODAY) is grpc.StatusCode.UNAVAILABLE
    await house.fold_days()
    assert await bodies(house, TODAY) == 1
    assert await bodies(house, YESTERDAY) == 0
    assert await bodies(house, TOMORROW) == 2, "today is now"


async def test_a_day_after_which_nothing_was_recorded_is_as_it_is_now(house: House) -> None:
    await at(house, 18, 59)
    house.clock.advance(days=3)
    await house.fold_days()
    assert await house.rows("SELECT FROM past_days") == []
    assert [await bodies(house, day) for day in (YESTERDAY, TODAY, TOMORROW)] == [0, 1, 1]


async def test_who_asks_too_early_is_told_when_to_come_back(house: House) -> None:
    """Events of the last second may still be on their way."""
    await at(house, 18, 59)
    house.clock.advance(minutes=1, seconds=59)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.public.ListAddressees(pb.ListAddresseesRequest(as_at_date=TODAY))
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
    told = error_details_pb2.RetryInfo()
    status = rpc_status.from_call(refused.value)  # type: ignore[arg-type]
    assert status is not None
    assert status.details[0].Unpack(told)
    assert told.retry_delay.seconds == 10
    house.clock.advance(seconds=1)
    assert await bodies(house, TODAY) == 1


async def test_what_follows_while_a_clock_was_ahead_belongs_to_the_day_it_had_reached(house: House) -> None:
    await at(house, 18)
    await at(house, 20)  # two hours ahead: tomorrow, in Karachi
    await at(house, 18, 30)
    await at(house, 19, 30)
    await house.fold_days()
    assert await bodies(house, TODAY) == 1
    await at(house, 19, 30, day=3)
    await house.fold_days()
    assert [await bodies(house, day) for day in (TODAY, TOMORROW)] == [1, 4]


async def test_an_end_does_not_move_when_a_clock_falls_behind(house: House) -> None:
    await at(house, 18)
    await at(house, 19, 30)
    await house.fold_days()
    await at(house, 17, 30)  # two hours behind: before the end of the day that is folded
    await at(house, 19, 45)
    await house.fold_days()
    assert await bodies(house, TODAY) == 1
    await at(house, 19, 30, day=3)
    await house.fold_days()
    assert [await bodies(house, day) for day in (TODAY, TOMORROW)] == [1, 4]


async def test_no_day_is_folded_while_an_earlier_event_may_still_arrive(house: House) -> None:
    await at(house, 18)
    async with house.database.transaction() as slow:
        await slow.execute(
            """
            INSERT INTO events (id, aggregate_type, aggregate_id, version, type, payload, actor, occurred_at,
                                recorded_at, prev_hash, hash)
            SELECT gen_random_uuid(), 'other', gen_random_uuid(), 1, type, payload, actor, occurred_at,
                   '2026-03-02T18:59Z', prev_hash, hash
              FROM events
            """
        )
        await at(house, 19, 30)
        folding = asyncio.create_task(house.fold_days())
        await asyncio.wait({folding}, timeout=0.3)
        assert not folding.done()
    await folding
    slowest = await house.rows("SELECT position FROM events WHERE aggregate_type = 'other'")
    assert await house.rows("SELECT last_position AS position FROM past_days") == slowest


async def test_an_interrupted_folding_goes_on_and_two_at_once_do_no_harm(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await house.body()
    for _ in range(3):
        await house.tracked(body)
    await at(house, 19, 30)
    asked = [pb.ListLinesRequest(), pb.GetOverviewRequest(), pb.ListAddresseesRequest()]
    monkeypatch.setattr(past, "_BATCH", 2)
    finish = past.finish

    async def interrupted(*_: object) -> None:
        raise InterruptedError

    monkeypatch.setattr(past, "finish", interrupted)
    with pytest.raises(InterruptedError):
        await house.fold_days()
    assert [await ask(house, each, TODAY) for each in asked] == [grpc.StatusCode.UNAVAILABLE] * 3
    monkeypatch.setattr(past, "finish", finish)
    await asyncio.gather(house.fold_days(), house.fold_days())
    await house.fold_days()
    then = await house.public.ListLines(pb.ListLinesRequest(as_at_date=TODAY))
    assert (len(then.lines), then.total) == (3, 3)
    assert (await house.public.GetOverview(pb.GetOverviewRequest(as_at_date=TODAY))).total == 3


@pytest.mark.parametrize("table", TABLES)
async def test_the_past_has_the_columns_of_now(house: House, table: str) -> None:
    """A revision that adds a column adds it to `past_…`, too, and calls `make_as_at_views()`."""
    columns = """
        SELECT a.attname, a.atttypid FROM pg_attribute a
         WHERE a.attrelid = %(table)s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
    """
    assert await house.rows(columns, table=f"as_at.{table}") == await house.rows(columns, table=table)


@pytest.mark.parametrize("each_evening", [True, False], ids=["folded each evening", "folded all at once"])
async def test_bars_of_past_days_moved_with_the_dates_that_passed(house: House, each_evening: bool) -> None:
    """Asked until 1 May; then quiet days, events of others, a word that leaves it open, and an answer."""
    body = await house.body()
    liaison = await house.liaison(body)
    (line,) = (await house.tracked(body)).assignments.values()
    await house.accepted(line)
    evenings = dict[str, pb.GetOverviewResponse]()

    async def state(position: pb.PositionAnswer) -> None:
        version = await house.version(line)
        request = pb.StatePositionRequest(
            idempotency_key=key(), assignment_id=str(line), expected_version=version, position=position
        )
        await house.call(liaison, "StatePosition", request)

    async def evening(month: int, day: int) -> None:
        house.clock.now = datetime(2026, month, day, 17, tzinfo=UTC)
        if (month, day) in ((4, 20), (5, 5), (5, 20)):
            await house.body()
        elif (month, day) == (5, 10):
            await state(pb.PositionAnswer(position=events.POSITION_ACKNOWLEDGED))
        elif (month, day) == (5, 15):
            await state(accepted())
        await house.fold()
        evenings[str(house.clock.today)] = await house.public.GetOverview(pb.GetOverviewRequest())
        if each_evening:
            await house.fold_days()

    for month, day in ((4, 19), (4, 20), (5, 1), (5, 2), (5, 4), (5, 5), (5, 7), (5, 10), (5, 12), (5, 15), (5, 20)):
        await evening(month, day)
    house.clock.advance(days=2)
    await house.body()
    await house.fold_days()
    told = {bar.parts[0].bar_group for answer in evenings.values() for bar in answer.bars}
    assert len(told) == 3, "waiting, then no answer, then accepted"
    for past_day, told_then in evenings.items():
        assert await house.public.GetOverview(pb.GetOverviewRequest(as_at_date=past_day)) == told_then, past_day


_OFFICES = {"A first": "پہلا دفتر", "A second": "دوسرا دفتر"}


async def _lines_due_around_the_turn_of_a_month(house: House) -> list[Tracked]:
    """Let two bodies be asked, and promise, to the last days of March, the first of April and one in its middle."""
    bodies = [await house.body(name=words(f"{name} office", ur=in_urdu)) for name, in_urdu in _OFFICES.items()]
    tracked = list[Tracked]()
    asked_until = {28: "30 March", 29: "31 March", 30: "1 April", 31: "2 April", 40: "13 April"}
    promised = ("2026-03-31", "2026-04-01", "2026-04-02", "2026-04-13")
    for number, period in enumerate([*asked_until, *[30] * len(promised)]):
        wording = a_text("An odd one", ur="ایک طاق") if number % 2 else a_text("An even one", ur="ایک جفت")
        body = bodies[number % 3 % 2]
        tracked.append(await house.tracked(body, title=wording, response_period_days=period))
        await house.accepted(*tracked[-1].assignments.values())
    for one, day in zip(tracked[len(asked_until) :], promised, strict=True):
        ((body, line),) = one.assignments.items()
        answer = pb.StatePositionRequest(
            idempotency_key=key(),
            assignment_id=str(line),
            expected_version=await house.version(line),
            position=accepted(delivery_date=day),
        )
        await house.call(await house.liaison(body), "StatePosition", answer)
    return tracked


async def _all(house: House, day: str, **wanted: Any) -> list[pb.Line]:
    """Return the lines of all pages of a day, two by two; and see that they are counted so, and in an overview."""
    request = pb.ListLinesRequest(filter=pb.LineFilter(**wanted), page_size=2, as_at_date=day)
    found = list[pb.Line]()
    while True:
        page = await house.public.ListLines(request)
        found += page.lines
        request.page_token = page.next_page_token
        if not page.next_page_token:
            break
    overview = await house.public.GetOverview(pb.GetOverviewRequest(filter=request.filter, as_at_date=day))
    assert (page.total, overview.total) == (len(found), len(found)), (day, wanted)
    told = {(bar.addressee.slug, part.bar_group): part.lines for bar in overview.bars for part in bar.parts}
    assert told == Counter((each.addressee.slug, each.headline.bar_group) for each in found), (day, wanted)
    named = [bar.addressee for bar in overview.bars]
    register = await house.public.ListAddressees(pb.ListAddresseesRequest(as_at_date=day))
    assert named == [each for each in register.addressees if each in named], "named, and in order, as on that day"
    return found


@pytest.mark.parametrize(
    ("text", "dense"),
    [
        pytest.param("", 8, id="no words"),
        pytest.param("odd", 8, id="lines by their words"),
        pytest.param("طاق", 0, id="words in Urdu, line by line"),
    ],
)
async def test_clocks_and_words_of_past_days_find_what_the_lines_of_those_days_say(
    house: House, monkeypatch: pytest.MonkeyPatch, text: str, dense: int
) -> None:
    """Around the turn of a month; since then one line is hidden, and a body named otherwise."""
    monkeypatch.setattr(searching, "_DENSE", dense)
    tracked = await _lines_due_around_the_turn_of_a_month(house)
    days = ["2026-03-21", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-14", "2026-04-30", "2026-05-01"]
    for day in days:
        house.clock.now = datetime.fromisoformat(f"{day}T12:00Z")
        await house.body()
        if day in ("2026-04-01", "2026-04-14"):  # some days one by one, others together
            await house.fold_days()
    house.clock.advance(days=1)
    await house.hide(tracked[1])
    renaming = pb.RenameAddresseeRequest(
        idempotency_key=key(),
        addressee_id=str(next(iter(tracked[0].assignments))),
        expected_version=1,
        name=words("Z last office", ur="آخری دفتر"),
        effective_date=house.clock.today.isoformat(),
        source_url="https://gazette.example/1",
    )
    await house.operator.RenameAddressee(renaming)
    await house.fold_days()
    seen: dict[tuple[str, Any], set[int]] = {}
    for day in days:
        lines = [each for each in await _all(house, day) if text in each.title.bodies["en"] + each.title.bodies["ur"]]
        for clock in ("response", "delivery"):
            for state in (pb.CLOCK_STATE_DUE_SOON, pb.CLOCK_STATE_PAST_DATE):
                found = await _all(house, day, text=text, **{clock: state})
                assert found == [each for each in lines if getattr(each, clock).state == state], (day, clock, state)
                seen.setdefault((clock, state), set()).add(len(found))
    assert all(len(each) > 1 for each in seen.values()), "each of them turned from one day to another"
    before_all = [await _all(house, "0001-01-01", text=text, response=state) for state in {state for _, state in seen}]
    assert not any(before_all)
    then, now = [await house.public.GetOverview(pb.GetOverviewRequest(as_at_date=day)) for day in (days[0], "")]
    assert [bar.addressee.name.bodies["en"][:2] for bar in (*then.bars, *now.bars)] == ["A ", "A ", "A ", "Z "]


async def test_a_day_that_ends_reads_no_more_of_the_past_than_it_changed(house: House) -> None:
    """However few lines changed, of all lines all states were read, to count the statements that are tracked."""
    await house.tracked(await house.body())
    await at(house, 19, 30)
    await house.fold_days()
    (day,) = await house.rows("SELECT last_position FROM past_days")
    with psycopg.connect(house.admin_url, autocommit=True) as admin:
        names = ", ".join(f'"{each}"' for each in copies.columns(admin, "past_assignments"))
        others = {"id": "gen_random_uuid()", "recommendation_id": "gen_random_uuid()", "valid_from": "0"}
        values = ", ".join(others.get(each.strip('"'), each) for each in names.split(", "))
        admin.execute(
            f"INSERT INTO past_assignments ({names}) SELECT {values} FROM past_assignments, generate_series(1, 20000)"
        )
        admin.execute("ANALYZE past_assignments")
        admin.execute("TRUNCATE past_counts, past_line_counts, past_response_counts")  # that day is counted again
    read = "SELECT seq_tup_read AS rows FROM pg_stat_xact_user_tables WHERE relname = 'past_assignments'"
    async with house.database.transaction() as tx:
        await past.finish(tx, day["last_position"])
        row = await (await tx.execute(read)).fetchone()
    assert row
    assert row["rows"] < 1_000, "of 20,001: the plan may look at some"
