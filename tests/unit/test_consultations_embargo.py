"""Row 2 under embargo: the instant, what was approved, and why it lapses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.chassis.errors import InvalidArgument
from services.consultations.domain import embargo
from services.consultations.domain.drafts import Schedule, may_publish, require_unscheduled
from services.consultations.domain.errors import (
    HiddenNow,
    NotAsDated,
    NotPublishable,
    NotScheduled,
    ScheduledNow,
    Stale,
)
from services.consultations.domain.review import Chosen, Review
from services.consultations.domain.safeguarding.gate import Part
from services.consultations.domain.values import LapseReason, Moment, Publication, RecordState, Role
from tests.unit.consultations_builders import ALL_CLEAR, NOW, a_decision, a_draft, a_person, a_statement

SCHEDULED = RecordState.SCHEDULED
local = datetime.fromisoformat
NEXT_WEEK = local("2026-03-09T09:00")


def a_part(body: str) -> Part:
    return Part(
        owner_id=uuid4(),
        path="decisions[0]",
        texts=(("text.bodies[en]", body),),
        marked=(),
        topics=(),
        entered_by=frozenset(),
        acts=(),
    )


@pytest.mark.covers("row 2")
def test_an_embargo_ends_at_an_instant_of_the_deployments_zone() -> None:
    ends = embargo.end_of_embargo(NEXT_WEEK, NOW, published_date=None)
    assert ends == datetime(2026, 3, 9, 4, tzinfo=UTC)
    assert embargo.end_of_embargo(None, NOW, published_date=date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("local", "day", "field"),
    [
        pytest.param(local("2026-03-02T12:00"), None, "embargo_until", id="this very instant"),
        pytest.param(local("2026-03-02T11:59:59"), None, "embargo_until", id="past"),
        pytest.param(local("2027-03-03T12:00:01"), None, "embargo_until", id="more than 366 days"),
        pytest.param(NEXT_WEEK, date(2026, 3, 1), "published_date", id="and a day"),
    ],
)
def test_an_instant_that_can_be_none(local: datetime, day: date | None, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        embargo.end_of_embargo(local, NOW, published_date=day)
    assert [each.field for each in refused.value.violations] == [field]


def test_an_instant_that_clocks_skip_is_refused() -> None:
    berlin = Moment(at=NOW.at, zone=ZoneInfo("Europe/Berlin"))
    with pytest.raises(NotAsDated):
        embargo.end_of_embargo(local("2026-03-29T02:30"), berlin, published_date=None)
    assert embargo.end_of_embargo(local("2026-03-29T03:30"), berlin, published_date=None)


def test_what_is_scheduled_is_no_draft_and_waits_for_nobody() -> None:
    statement = a_statement()
    [after] = embargo.schedule([Chosen(statement, Publication.RECORDED)])
    assert (after.state, after.version) == (SCHEDULED, statement.version + 1)
    schedule = Schedule(publishes_at=NOW.at + timedelta(days=1), statement_ids=(after.id,))
    draft = replace(a_draft(after, a_statement(position=2)), schedule=schedule)
    assert not may_publish(draft, a_person(Role.REVIEWER))
    assert may_publish(
        replace(draft, schedule=replace(schedule, lapse_reason=LapseReason.CHANGED)), a_person(Role.REVIEWER)
    )
    with pytest.raises(ScheduledNow):
        require_unscheduled(schedule)
    require_unscheduled(None)
    require_unscheduled(replace(schedule, lapse_reason=LapseReason.CHANGED))


def test_taking_back_gives_everything_to_the_reviewer_again() -> None:
    waiting, other = a_statement(state=SCHEDULED), a_statement(position=2, state=RecordState.DRAFT)
    draft = a_draft(waiting, other)
    with pytest.raises(NotScheduled):
        embargo.unschedule(draft, expected_version=1, who=a_person(Role.REVIEWER))
    draft = replace(draft, schedule=Schedule(publishes_at=NOW.at, statement_ids=(waiting.id,)))
    with pytest.raises(Stale):
        embargo.unschedule(draft, expected_version=2, who=a_person(Role.REVIEWER))
    [back] = embargo.unschedule(draft, expected_version=1, who=a_person(Role.REVIEWER))
    assert (back.id, back.state, back.version) == (waiting.id, RecordState.IN_REVIEW, waiting.version + 1)
    assert [each.state for each in embargo.as_approved(draft).statements] == [RecordState.IN_REVIEW, RecordState.DRAFT]


def test_only_what_was_read_becomes_public() -> None:
    first, second = a_part("one"), a_part("two")
    statement = a_statement()
    review = Review(checklist=ALL_CLEAR, decisions=(a_decision(statement),), note="")
    approval = embargo.approve(a_draft(statement), review, (first, second))
    assert [each.expected_version for each in approval.review.decisions] == [statement.version + 1]
    embargo.require_as_approved((first, second), approval)
    embargo.require_as_approved((second,), approval)
    with pytest.raises(Stale):
        embargo.require_as_approved((replace(first, texts=(("text.bodies[en]", "other"),)),), approval)
    with pytest.raises(Stale):
        embargo.require_as_approved((first, second, a_part("one")), approval)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (Stale("changed"), LapseReason.CHANGED),
        (HiddenNow("hidden"), LapseReason.HIDDEN),
        (NotPublishable("nobody can answer"), LapseReason.NOT_PUBLISHABLE),
    ],
)
def test_why_it_lapses(refused: Stale | HiddenNow | NotPublishable, reason: LapseReason) -> None:
    assert embargo.why_lapsed(refused) is reason


def test_a_week_ahead_is_soon() -> None:
    waiting = Schedule(publishes_at=NOW.at + timedelta(days=7), statement_ids=())
    assert not embargo.is_soon(waiting, NOW)
    assert embargo.is_soon(replace(waiting, publishes_at=NOW.at + timedelta(days=7, seconds=-1)), NOW)
    assert not embargo.is_soon(replace(waiting, publishes_at=NOW.at, lapse_reason=LapseReason.HIDDEN), NOW)
