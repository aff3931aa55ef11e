"""The clock on a real database: each step once, after days of silence, under jumps, not for the past; taken back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.recommendations_house import House, Tracked, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted
from tests.integration.recommendations_things import evidence, key, words

# Sixty days after the house's Monday lies Labour Day, a Friday: the due date is the Monday after.
DUE = date(2026, 5, 4)
TWO_HOURS = timedelta(hours=2)
Brought = tuple[int, list[tuple[int, str]], list[tuple[int, str]]]
TEN_LEFT, THREE_LEFT, PAST = (
    events.STEP_RULE_TEN_DAYS_LEFT,
    events.STEP_RULE_THREE_DAYS_LEFT,
    events.STEP_RULE_PAST_DATE,
)
TEN_PAST, THIRTY_PAST = events.STEP_RULE_TEN_WORKING_DAYS_PAST, events.STEP_RULE_THIRTY_DAYS_PAST
ALL_STEPS: list[tuple[int, str]] = [
    (TEN_LEFT, "2026-04-24"),
    (THREE_LEFT, "2026-05-01"),
    (PAST, "2026-05-05"),
    (TEN_PAST, "2026-05-18"),
    (THIRTY_PAST, "2026-06-03"),
]


@pytest.fixture(scope="module")
async def shared(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def house(shared: House) -> House:
    await shared.empty()
    await shared.timers.run()  # the clock's first look: nothing is announced for days before it
    return shared


def at(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return the instant of a time of day in Karachi."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)


async def asked(house: House, **changed: Any) -> tuple[Tracked, UUID]:
    body = await house.body()
    tracked = await house.tracked(body, **changed)
    await house.accepted(tracked.assignments[body])
    return tracked, tracked.assignments[body]


async def told(house: House, assignment: UUID) -> list[tuple[int, str]]:
    """Return the steps that were announced, in order: rule and day."""
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, assignment)
    return [(each.message.rule, each.message.date) for each in log if isinstance(each.message, events.StepAnnounced)]


async def taken_back(house: House, assignment: UUID) -> list[tuple[int, str, int]]:
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, assignment)
    return [
        (each.message.rule, each.message.date, each.message.reason)
        for each in log
        if isinstance(each.message, events.StepRetracted)
    ]


async def correct(house: House, day: str, kind: int = events.CALENDAR_DAY_KIND_HOLIDAY) -> None:
    version = (await house.public.GetCalendar(pb.GetCalendarRequest())).version
    request = pb.CorrectCalendarRequest(
        idempotency_key=key(),
        expected_version=version,
        date=day,
        kind=kind,  # type: ignore[arg-type]
        reason=words("The moon was seen a day later"),
        source="No. 4/2026",
        declared_date=house.clock.today.isoformat(),
    )
    await house.call(await house.person("registrar"), "CorrectCalendar", request)
    await house.timers.run()


async def _shown_done(scene: Scene) -> pb.RecordVerificationRequest:
    return pb.RecordVerificationRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_SERVICE_TESTED,
        finding=words("It answers"),
        evidence=[evidence("https://archive.example/call")],
        verifier_organisation_name="Checking house",
    )


@pytest.mark.covers("row 27")
async def test_every_step_is_announced_on_its_day_and_once(house: House) -> None:
    _, line = await asked(house)
    for _, day in ALL_STEPS:
        reached = date.fromisoformat(day)
        for now in (at(reached - timedelta(days=1), 23), at(reached, 0), at(reached), at(reached, 23, 59)):
            house.clock.now = now
            await house.timers.run()
    assert await told(house, line) == ALL_STEPS
    assert await taken_back(house, line) == []


@pytest.mark.covers("row 27")
async def test_after_three_days_of_silence_the_clock_catches_up_without_a_second_word(house: House) -> None:
    """Its steps are keyed by rule and day, so two copies of the service that start at once say each once, too."""
    _, line = await asked(house)
    house.clock.now = at(date(2026, 5, 3))
    await house.timers.run()
    house.clock.now = at(date(2026, 5, 6))
    await asyncio.gather(house.timers.run(), house.timers.run())
    await house.timers.run()
    assert await told(house, line) == ALL_STEPS[:3]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(at(DUE, 23, 0), timedelta(hours=2), id="two hours ahead over midnight, and back"),
        pytest.param(at(date(2026, 5, 5), 1, 0), timedelta(hours=-2), id="two hours back over midnight, and ahead"),
    ],
)
async def test_a_clock_that_jumps_two_hours_says_nothing_twice_and_forgets_nothing(
    house: House, before: datetime, after: timedelta
) -> None:
    _, line = await asked(house)
    house.clock.now = at(DUE)
    await house.timers.run()
    for now in (before, before + after, before, before + after, before):
        house.clock.now = now
        await house.timers.run()
    house.clock.now = at(date(2026, 5, 5))
    await house.timers.run()
    assert await told(house, line) == ALL_STEPS[:3]
    assert await taken_back(house, line) == []


async def test_a_step_of_a_day_that_a_wrong_clock_had_passed_is_not_lost(house: House) -> None:
    """A clock that was ahead and was put right: what falls on a day it had left behind is said all the same."""
    house.clock.now = at(date(2026, 4, 25))
    await house.timers.run()
    house.clock.now = at(date(2026, 3, 2))
    _, line = await asked(house)
    house.clock.now = at(date(2026, 4, 24))
    await house.timers.run()
    assert await told(house, line) == [(TEN_LEFT, "2026-04-24")]


@pytest.mark.covers("row 21", "row 22", "row 27")
async def test_of_two_clocks_that_differ_neither_brings_anything_about_alone(house: House) -> None:
    """Two hours ahead over midnight, the process or its database: nothing is closed, announced or looked at again."""
    scene = await a_scene(house)
    shown, asked_line = UUID(scene.assignment), (await asked(house))[1]
    await scene.call(scene.verifier, await _shown_done(scene))

    async def brought_about() -> Brought:
        closings = (await house.events_of(shown)).count("Closed")
        return closings, await told(house, asked_line), await told(house, shown)

    recheck = (int(events.STEP_RULE_RECHECK_DUE), "2027-03-02")
    eves: list[tuple[date, Brought, Brought]] = [
        (date(2026, 3, 16), (0, [], []), (1, [], [])),
        (DUE, (1, ALL_STEPS[:2], []), (1, ALL_STEPS[:3], [])),
        (date(2027, 3, 1), (1, ALL_STEPS, []), (1, ALL_STEPS, [recheck])),
    ]
    for eve, before, after in eves:
        for day in (each for _, each in ALL_STEPS if each <= eve.isoformat()):
            house.clock.now, house.clock.ahead = at(date.fromisoformat(day)), timedelta(0)
            await house.timers.run()
        for ahead in (TWO_HOURS, -TWO_HOURS, timedelta(minutes=4), -timedelta(minutes=4)):
            house.clock.now, house.clock.ahead = at(eve, 23, 58) + max(ahead, timedelta(0)), ahead
            await house.timers.run()
            assert await brought_about() == before, (eve, ahead)
        for ahead in (-TWO_HOURS, timedelta(0), timedelta(0)):
            house.clock.now, house.clock.ahead = at(eve + timedelta(days=1), 0, 30) + min(ahead, timedelta(0)), ahead
            await house.timers.run()
        assert await brought_about() == after, eve


@pytest.mark.parametrize(
    ("hour", "minute", "day", "past"),
    [
        pytest.param(23, 59, DUE, False, id="23:59 on the due day"),
        pytest.param(0, 0, date(2026, 5, 5), True, id="midnight"),
    ],
)
async def test_the_date_has_passed_from_midnight_on(
    house: House, hour: int, minute: int, day: date, past: bool
) -> None:
    tracked, line = await asked(house)
    house.clock.now = at(DUE)
    await house.timers.run()
    house.clock.now = at(day, hour, minute)
    await house.timers.run()
    assert await told(house, line) == ALL_STEPS[: 3 if past else 2]
    state = (await house.line(tracked)).response.state
    assert state == (pb.CLOCK_STATE_PAST_DATE if past else pb.CLOCK_STATE_DUE_SOON)


async def test_a_period_that_ends_with_a_month_is_past_on_the_first(house: House) -> None:
    house.clock.now = at(date(2026, 4, 1))
    tracked, line = await asked(house, response_period_days=90)
    await house.timers.run()
    due = (await house.line(tracked)).response.due_date
    assert due == "2026-06-30"
    house.clock.now = at(date(2026, 6, 30), 23, 59)
    await house.timers.run()
    house.clock.now = at(date(2026, 7, 1), 0, 0)
    await house.timers.run()
    assert (PAST, "2026-07-01") in await told(house, line)
    assert (PAST, "2026-06-30") not in await told(house, line)


async def test_a_request_entered_late_takes_its_place_and_announces_nothing_for_the_past(house: House) -> None:
    """Handed over 70 days ago and entered today: its date has passed, and of the days gone by nobody is reminded."""
    body = await house.body()
    tracked = await house.tracked(body)
    line = tracked.assignments[body]
    house.clock.now = at(date(2026, 5, 11))
    await house.timers.run()
    request = pb.RecordHandOverRequest(
        idempotency_key=key(),
        assignment_id=str(line),
        expected_version=1,
        channel=events.CHANNEL_BY_HAND,
        handed_over_date="2026-03-02",
        reference="Receipt 4",
    )
    await house.call(await house.person("facilitator", organisation_id=tracked.host_id), "RecordHandOver", request)
    await house.timers.run()
    assert (await house.line(tracked)).response.days_left == -7
    assert await told(house, line) == []
    house.clock.now = at(date(2026, 5, 18))
    await house.timers.run()
    assert await told(house, line) == [(TEN_PAST, "2026-05-18")]


@pytest.mark.parametrize("ahead", [timedelta(0), TWO_HOURS, -TWO_HOURS], ids=["right", "two hours ahead", "behind"])
async def test_a_letter_that_comes_to_light_late_takes_back_that_nobody_had_answered(
    house: House, ahead: timedelta
) -> None:
    """Whatever the clock of the process says meanwhile, the letter counts from its own date."""
    scene = await a_scene(house)
    line = UUID(scene.assignment)
    for day in (date(2026, 5, 5), date(2026, 5, 18)):
        house.clock.now = at(day)
        await house.timers.run()
    house.clock.now, house.clock.ahead = at(date(2026, 5, 18), 23) + ahead, ahead
    letter = pb.RecordOutsideAnswerRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        position=accepted(),
        source=events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-05-05", reference="No. 12"),
    )
    recorded = await scene.call(scene.facilitator, letter)
    decide = pb.DecideOutsideAnswerRequest(
        idempotency_key=key(), outside_answer_id=recorded.outside_answer.outside_answer_id, confirm=True
    )
    await scene.call(scene.reviewer, decide)
    await house.timers.run()
    await house.timers.run()
    reason = events.RETRACTION_REASON_ANSWERED_BEFORE
    assert await taken_back(house, line) == [(TEN_PAST, "2026-05-18", reason)], "on the fifth it was past the date"


async def test_a_mail_that_came_back_takes_back_that_the_date_had_passed(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body)
    line = tracked.assignments[body]
    mail = await house.accepted(line)
    house.clock.now = at(date(2026, 5, 5))
    await house.timers.run()
    await house.bounced(mail, line)
    await house.timers.run()
    assert await taken_back(house, line) == [(PAST, "2026-05-05", events.RETRACTION_REASON_NOT_DELIVERED)]


@pytest.mark.covers("row 26", "row 27")
async def test_of_a_body_that_is_no_more_nothing_is_announced_and_what_was_for_later_days_is_taken_back(
    house: House,
) -> None:
    """That it ended is recorded a week late: the date asked had passed on the day before, the ten days had not."""
    tracked, line = await asked(house)
    _, other = await asked(house)
    for _, day in ALL_STEPS[:4]:
        house.clock.now = at(date.fromisoformat(day))
        await house.timers.run()
    (body,) = tracked.assignments
    registrar = await house.person("registrar")
    entry = await house.call(registrar, "GetRegisterEntry", pb.GetRegisterEntryRequest(addressee_id=str(body)))
    ended = pb.RecordSuccessionRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=entry.addressee.version,
        kind=events.SUCCESSION_KIND_DISSOLUTION,
        effective_date="2026-05-06",
        source_url="https://gazette.example/7",
    )
    await house.call(registrar, "RecordSuccession", ended)
    house.clock.now = at(date(2026, 6, 4))
    await house.timers.run()
    assert await told(house, line) == ALL_STEPS[:4]
    assert await taken_back(house, line) == [(TEN_PAST, "2026-05-18", events.RETRACTION_REASON_BODY_ENDED)]
    assert (await told(house, other), await taken_back(house, other)) == (ALL_STEPS, [])
    page = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    (late,) = page.lines
    assert (late.body_ended_date, late.response.state) == ("2026-05-06", pb.CLOCK_STATE_STOPPED)
    assert (late.headline.headline, late.headline.days) == (pb.HEADLINE_BODY_ENDED, 0), "it was late for a day only"
    (note,) = [each for each in page.timeline if each.kind == pb.TIMELINE_KIND_STEP_RETRACTED]
    assert note.retraction_reason == events.RETRACTION_REASON_BODY_ENDED
    steps = {each.step_rule: each.retracted for each in page.timeline if each.kind == pb.TIMELINE_KIND_STEP}
    assert steps == {TEN_LEFT: False, THREE_LEFT: False, PAST: False, TEN_PAST: True}


async def test_a_holiday_inside_the_ten_working_days_moves_that_step_alone(house: House) -> None:
    _, line = await asked(house)
    for day in (date(2026, 5, 5), date(2026, 5, 18)):
        house.clock.now = at(day)
        await house.timers.run()
    await correct(house, "2026-05-18")
    assert await taken_back(house, line) == [(TEN_PAST, "2026-05-18", events.RETRACTION_REASON_DATE_MOVED)]
    house.clock.now = at(date(2026, 5, 19))
    await house.timers.run()
    assert await told(house, line) == [(PAST, "2026-05-05"), (TEN_PAST, "2026-05-18"), (TEN_PAST, "2026-05-19")]


async def test_steps_stand_in_the_timeline_and_are_no_news(house: House) -> None:
    tracked, _ = await asked(house)
    house.clock.now = at(date(2026, 5, 5))
    await house.timers.run()
    shown = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    step = shown.timeline[0]
    assert (step.kind, step.step_rule, step.response_due_date) == (pb.TIMELINE_KIND_STEP, PAST, "2026-05-04")
    changes = await house.public.ListChanges(pb.ListChangesRequest(page_size=10))
    assert pb.TIMELINE_KIND_STEP not in {each.entry.kind for each in changes.changes}


@pytest.mark.covers("row 4", "row 5", "row 5b", "row 27")
async def test_a_hidden_line_is_announced_nothing_and_no_answer_has_nothing_to_announce(house: House) -> None:
    hidden, hidden_line = await asked(house)
    await house.hide(hidden)
    withdrawn, withdrawn_line = await asked(house)
    await house.withdraw(withdrawn)
    recorded, recorded_line = await asked(house)
    await house.retrack(recorded.statement_id, recorded.tracked_number)
    house.clock.now = at(date(2026, 5, 5))
    await house.timers.run()
    assert await told(house, hidden_line) == []
    assert await told(house, withdrawn_line) == []
    assert await told(house, recorded_line) == [], "row 4: nobody is asked any more"


@pytest.mark.covers("row 21", "row 22")
async def test_what_was_shown_to_be_done_is_closed_then_looked_at_again_after_a_year(house: House) -> None:
    scene = await a_scene(house)
    line = UUID(scene.assignment)

    async def ask() -> None:
        request = pb.RequestEvidenceRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            expected_version=await scene.version(),
            question=words("Does it still answer?"),
            reply_by_date="2027-04-01",
            verifier_organisation_name="Checking house",
        )
        await scene.call(scene.verifier, request)

    await scene.call(scene.verifier, await _shown_done(scene))
    house.clock.now = at(date(2026, 3, 16))
    await house.timers.run()
    assert "Closed" not in await house.events_of(line)
    house.clock.now = at(date(2026, 4, 20))
    await house.timers.run()
    await house.timers.run()
    assert (await house.events_of(line)).count("Closed") == 1
    shown = await house.public.GetRecommendation(
        pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    )
    (closed,) = (each for each in shown.timeline if each.kind == pb.TIMELINE_KIND_CLOSED)
    assert closed.occurred_date == "2026-03-17", "the day after the tenth working day, however late it was noticed"
    with pytest.raises(grpc.aio.AioRpcError) as early:
        await ask()
    assert early.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    house.clock.now = at(date(2027, 3, 2))
    await house.timers.run()
    await house.timers.run()
    assert await told(house, line) == [(events.STEP_RULE_RECHECK_DUE, "2027-03-02")]
    await ask()
    await house.timers.run()
    assert await told(house, line) == [(events.STEP_RULE_RECHECK_DUE, "2027-03-02")]


@pytest.mark.covers("row 6", "row 27")
async def test_a_line_that_stands_on_its_own_again_hears_of_the_steps_to_come_and_of_none_that_passed(
    house: House,
) -> None:
    card = await house.tracked(await house.body())
    merged, line = await asked(house)
    await house.join(merged, card)
    for day in (date(2026, 4, 24), date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3)):
        house.clock.now = at(day)
        await house.timers.run()
    assert await told(house, line) == []
    await house.unmerge(merged, card)
    for day in (date(2026, 5, 3), date(2026, 5, 5), date(2026, 5, 5), date(2026, 5, 18)):
        house.clock.now = at(day)
        await house.timers.run()
    assert await told(house, line) == [(PAST, "2026-05-05"), (TEN_PAST, "2026-05-18")]
