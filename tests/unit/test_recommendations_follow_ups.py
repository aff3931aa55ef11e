"""Row 30: a note of the host is dated, public if ticked, and moves nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.recommendations.domain import errors, follow_ups, transitions
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.facts import FollowUpKept, FollowUpNoted
from services.recommendations.domain.follow_ups import FollowUp
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import Actor, Need
from services.recommendations.domain.values import FollowUpKind
from services.recommendations.wire import requests
from tests.unit.recommendations_builders import HOST, TODAY, a_line, a_text, an_act, somebody, the_liaison

CALLED = FollowUp(id=uuid4(), kind=FollowUpKind.CALLED, text=a_text(), contact_date=TODAY, public=True)


def the_host() -> Standing:
    return somebody(Role.FACILITATOR, HOST)


@pytest.mark.parametrize(("public", "kind"), [(True, FollowUpNoted), (False, FollowUpKept)])
def test_a_note_moves_nothing(public: bool, kind: type) -> None:
    line = a_line()
    fact = follow_ups.note(line, replace(CALLED, public=public), an_act(the_host()))
    assert type(fact) is kind
    assert evolve(line.assignment, fact) == replace(line.assignment, version=2)


def test_what_is_not_public_is_not_in_its_fact() -> None:
    fact = follow_ups.note(a_line(), replace(CALLED, public=False), an_act(the_host()))
    assert not hasattr(fact, "text")


def test_a_note_is_of_a_day_that_has_been() -> None:
    with pytest.raises(errors.NotAsDated):
        follow_ups.note(a_line(), replace(CALLED, contact_date=TODAY + timedelta(days=1)), an_act(the_host()))


(ROW,) = (row for row in transitions.TABLE if row.row == "30")


def noted(given: pb.FollowUp) -> FollowUpNoted | FollowUpKept:
    entered = requests.follow_up(given, follow_up_id=uuid4(), public=True)
    return follow_ups.note(a_line(), entered, an_act(the_host()))


@pytest.mark.covers("row 30")
@pytest.mark.parametrize("need", ROW.carries, ids=lambda need: need.field)
def test_what_the_row_asks_for_is_asked_for_in_its_words(need: Need) -> None:
    given = pb.FollowUp(
        kind=events.FOLLOW_UP_KIND_CALLED,
        text={"authoritative_language": "en", "bodies": {"en": "They will write"}},  # type: ignore[arg-type]
        contact_date=TODAY.isoformat(),
    )
    given.ClearField(need.field)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument) as refused:
        noted(given)
    (violation,) = refused.value.violations
    assert (violation.field, violation.expected) == (f"follow_up.{need.field}", need.expected)


@pytest.mark.covers("row 30", "invariant 1")
def test_only_the_host_notes_and_only_its_people_read() -> None:
    assert ROW.who == (Actor.FACILITATOR,)
    for other in (
        the_liaison(),
        somebody(Role.FACILITATOR),
        *(somebody(role, HOST) for role in Role if role is not Role.FACILITATOR),
    ):
        with pytest.raises(errors.NotTheHost):
            follow_ups.note(a_line(), CALLED, an_act(other))
    for other in (the_liaison(), somebody(Role.FACILITATOR), somebody(Role.VERIFIER, HOST)):
        with pytest.raises(errors.NotTheHost):
            follow_ups.may_read(a_line(), other)
    for own in (the_host(), somebody(Role.REVIEWER, HOST)):
        follow_ups.may_read(a_line(), own)
