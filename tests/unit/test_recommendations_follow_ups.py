"""Row 30: a note of the host is dated, public if ticked, and moves nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.recommendations.domain import errors, follow_ups
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.facts import FollowUpKept, FollowUpNoted
from services.recommendations.domain.follow_ups import FollowUp
from services.recommendations.domain.values import FollowUpKind, Role, Standing
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


def test_a_note_is_of_a_day_that_has_been_and_says_something() -> None:
    with pytest.raises(errors.NotAsDated):
        follow_ups.note(a_line(), replace(CALLED, contact_date=TODAY + timedelta(days=1)), an_act(the_host()))
    with pytest.raises(errors.Missing):
        follow_ups.note(a_line(), replace(CALLED, text=None), an_act(the_host()))


def test_only_the_host_notes_and_only_its_people_read() -> None:
    for other in (the_liaison(), somebody(Role.FACILITATOR), somebody(Role.VERIFIER, HOST)):
        with pytest.raises(errors.NotTheHost):
            follow_ups.note(a_line(), CALLED, an_act(other))
        with pytest.raises(errors.NotTheHost):
            follow_ups.may_read(a_line(), other)
    for own in (the_host(), somebody(Role.REVIEWER, HOST)):
        follow_ups.may_read(a_line(), own)
