"""The holiday calendar over gRPC, and the due dates that follow it: once, batch by batch, from any stop on."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.clocks import Clocks
from services.chassis.public_holidays import PublicHolidays
from services.recommendations import wire
from services.recommendations.domain import calendar
from services.recommendations.domain.values import Moment
from services.recommendations.store import calendar as stored
from services.recommendations.timers import Timers
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_things import current_of, fields_at_fault, key, words

# Sixty days after the house's Monday lies Labour Day, a Friday: the due date is the Monday after.
DUE = date(2026, 5, 4)


@pytest.fixture(scope="module")
async def shared(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def house(shared: House) -> House:
    await shared.empty()
    return shared


def _request(**changed: Any) -> pb.CorrectCalendarRequest:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "date": "2026-05-04",
        "kind": events.CALENDAR_DAY_KIND_HOLIDAY,
        "reason": words("The moon was seen a day later", ur="چاند ایک دن بعد نظر آیا"),
        "source": "https://cabinet.example/notification-4",
        "declared_date": "2026-03-01",
    }
    return pb.CorrectCalendarRequest(**(fields | changed))


async def _correct(house: House, registrar: Person, **changed: Any) -> pb.GetCalendarResponse:
    answer = await house.call(registrar, "CorrectCalendar", _request(**changed))
    return answer.calendar  # type: ignore[no-any-return]


async def _an_asked_line(house: House) -> UUID:
    body = await house.body()
    assignment = (await house.tracked(body)).assignments[body]
    await house.accepted(assignment)
    return assignment


async def _due(house: House, *assignments: UUID) -> list[date]:
    rows = await house.rows("SELECT id, response_due_date FROM assignments WHERE id = ANY(%(ids)s)", ids=[*assignments])
    by_id = {row["id"]: row["response_due_date"] for row in rows}
    return [by_id[each] for each in assignments]


async def test_a_correction_stands_in_the_calendar_with_reason_and_source(house: House) -> None:
    registrar = await house.person("registrar")
    before = await house.public.GetCalendar(pb.GetCalendarRequest())
    assert (before.year, before.version, list(before.corrections)) == (2026, 0, [])
    named = {each.date: dict(each.name.bodies) for each in before.holidays}
    assert named["2026-03-23"] == {"en": "Pakistan Day", "ur": "یوم پاکستان"}
    await _correct(house, registrar)
    after = await _correct(house, registrar, date="2026-05-01", kind=events.CALENDAR_DAY_KIND_WORKING_DAY)
    assert after == await house.public.GetCalendar(pb.GetCalendarRequest(year=2026))
    holidays = {each.date: each.corrected for each in after.holidays}
    assert "2026-05-01" not in holidays
    assert holidays["2026-05-04"]
    newest, oldest = after.corrections
    assert (oldest.date, oldest.declared_date, oldest.entered_date) == ("2026-05-04", "2026-03-01", "2026-03-02")
    assert dict(oldest.reason.bodies)["ur"] == "چاند ایک دن بعد نظر آیا"
    assert (newest.kind, after.version) == (events.CALENDAR_DAY_KIND_WORKING_DAY, 2)


async def test_a_day_corrected_twice_keeps_both_and_the_last_one_counts(house: House) -> None:
    registrar = await house.person("registrar")
    await _correct(house, registrar)
    after = await _correct(house, registrar, kind=events.CALENDAR_DAY_KIND_WORKING_DAY, expected_version=1)
    assert [each.superseded for each in after.corrections] == [False, True]
    assert "2026-05-04" not in {each.date for each in after.holidays}


async def test_the_same_key_corrects_once(house: House) -> None:
    registrar, request = await house.person("registrar"), _request()
    first = await house.call(registrar, "CorrectCalendar", request)
    assert await house.call(registrar, "CorrectCalendar", request) == first
    assert await house.events_of(calendar.CALENDAR_ID) == ["CalendarCorrected"]


async def test_a_stale_correction_is_told_the_calendar_as_it_is(house: House) -> None:
    registrar = await house.person("registrar")
    now = await _correct(house, registrar)
    with pytest.raises(grpc.aio.AioRpcError) as stale:
        await _correct(house, registrar, kind=events.CALENDAR_DAY_KIND_WORKING_DAY)
    assert stale.value.code() is grpc.StatusCode.ABORTED
    assert current_of(stale.value, pb.CorrectCalendarResponse).calendar == now


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"date": "2026-02-30"}, "date", id="no such day"),
        pytest.param({"kind": 0}, "kind", id="neither holiday nor working day"),
        pytest.param({"kind": 9}, "kind", id="a kind of another build"),
        pytest.param({"reason": words("")}, "reason", id="no reason"),
        pytest.param({"source": " "}, "source", id="no source"),
        pytest.param({"source": "x" * 301}, "source", id="too long a source"),
        pytest.param({"declared_date": "2026-03-03"}, "declared_date", id="declared tomorrow"),
        pytest.param({"declared_date": ""}, "declared_date", id="never declared"),
        pytest.param({"expected_version": 5}, "expected_version", id="a version that never was"),
    ],
)
async def test_a_bad_correction_is_refused_by_field(house: House, changed: dict[str, Any], field: str) -> None:
    registrar = await house.person("registrar")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await _correct(house, registrar, **changed)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_at_fault(refused.value) == [field]


async def test_only_a_registrar_corrects_the_calendar(house: House) -> None:
    for role in ("facilitator", "reviewer", "verifier"):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await _correct(house, await house.person(role))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.operator.CorrectCalendar(_request())
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_due_dates_follow_a_correction_by_an_event_each_and_only_where_they_move(house: House) -> None:
    registrar = await house.person("registrar")
    moved = await _an_asked_line(house)
    house.clock.advance(days=2)
    stays = await _an_asked_line(house)
    assert await _due(house, moved, stays) == [DUE, date(2026, 5, 4)]
    await _correct(house, registrar, date="2026-05-01", kind=events.CALENDAR_DAY_KIND_WORKING_DAY)
    await house.timers.rederive_due_dates()
    await house.timers.rederive_due_dates()
    assert await _due(house, moved, stays) == [date(2026, 5, 1), DUE]
    assert (await house.events_of(moved)).count("DueDateRederived") == 1
    assert "DueDateRederived" not in await house.events_of(stays)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, moved)
    told = log[-1].message
    assert isinstance(told, events.DueDateRederived)
    assert (told.previous_due_date, told.response_due_date, told.corrected_date) == (
        "2026-05-04",
        "2026-05-01",
        "2026-05-01",
    )
    assert log[-1].actor == "clock"


async def test_the_line_says_when_and_why_its_date_moved(house: House) -> None:
    registrar, body = await house.person("registrar"), await house.body()
    tracked = await house.tracked(body)
    await house.accepted(tracked.assignments[body])
    await _correct(house, registrar)
    await house.timers.rederive_due_dates()
    shown = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    assert shown.lines[0].response.due_date == "2026-05-05"
    assert shown.lines[0].headline.date == "2026-05-05"
    entry = shown.timeline[0]
    assert entry.kind == pb.TIMELINE_KIND_DUE_DATE_REDERIVED
    assert (entry.previous_due_date, entry.response_due_date, entry.corrected_date) == (
        "2026-05-04",
        "2026-05-05",
        "2026-05-04",
    )
    assert entry.calendar_day_kind == events.CALENDAR_DAY_KIND_HOLIDAY
    assert entry.addressee.slug


async def test_what_stopped_half_way_goes_on_and_does_nothing_twice(house: House) -> None:
    """A process that dies after any batch leaves a place to go on from; another copy of the service takes over."""
    registrar = await house.person("registrar")
    asked = [await _an_asked_line(house) for _ in range(3)]
    await _correct(house, registrar)

    class Dies(Exception):
        pass

    calls = 0

    def dying() -> Moment:
        nonlocal calls
        calls += 1
        if calls == 5:  # each line asks twice: two are done
            raise Dies
        return Moment(at=house.clock(), zone=house.zone)

    timers = Timers(house.database, dying, PublicHolidays(), clocks=Clocks(house.clock), batch=1)
    with pytest.raises(Dies):
        await timers.rederive_due_dates()
    assert sorted(await _due(house, *asked)) == [DUE, date(2026, 5, 5), date(2026, 5, 5)]
    await house.timers.rederive_due_dates()
    assert await _due(house, *asked) == [date(2026, 5, 5)] * 3
    for each in asked:
        assert (await house.events_of(each)).count("DueDateRederived") == 1


async def test_what_is_asked_after_a_correction_knows_it(house: House) -> None:
    await _correct(house, await house.person("registrar"))
    assert await _due(house, await _an_asked_line(house)) == [date(2026, 5, 5)]


@pytest.mark.covers("row 7b", "invariant 4")
async def test_a_request_handed_over_long_ago_is_counted_by_the_calendar_of_today(house: House) -> None:
    """The event is late: it takes its place in history, and its due date knows what was declared since."""
    body, registrar = await house.body(), await house.person("registrar")
    tracked = await house.tracked(body)
    facilitator = await house.person("facilitator", organisation_id=tracked.host_id)
    house.clock.advance(days=70)
    await _correct(house, registrar)
    request = pb.RecordHandOverRequest(
        idempotency_key=key(),
        assignment_id=str(tracked.assignments[body]),
        expected_version=1,
        channel=events.CHANNEL_BY_HAND,
        handed_over_date="2026-03-02",
        reference="Receipt 4",
    )
    await house.call(facilitator, "RecordHandOver", request)
    line = await house.line(tracked)
    assert (line.response.due_date, line.response.state) == ("2026-05-05", pb.CLOCK_STATE_PAST_DATE)


async def test_the_calendar_is_the_fold_of_its_events(house: House) -> None:
    registrar = await house.person("registrar")
    await _correct(house, registrar)
    await _correct(house, registrar, kind=events.CALENDAR_DAY_KIND_WORKING_DAY, expected_version=1)
    await _correct(house, registrar, date="2026-05-05")
    state = calendar.Calendar()
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, calendar.CALENDAR_ID)
        event_log.verify(log)
        for each in log:
            state = calendar.evolve(state, wire.calendar.fact(each))
        assert state == await stored.read(tx)
