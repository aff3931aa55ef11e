"""Related statements are linked by a person, and the link is taken back; both stay as they are."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition
from services.consultations.domain.errors import (
    AlreadyJoined,
    AlreadyLinked,
    AlreadyWithdrawn,
    HiddenNow,
    NotLinked,
    NotPublishable,
    NotTheHost,
    Stale,
)
from services.consultations.domain.facts import evolve_statement
from services.consultations.domain.joining import Standalone
from services.consultations.domain.linking import link, unlink
from services.consultations.domain.record import Joined, Joining, StatementRecord, Withdrawal
from services.consultations.domain.values import Role, RoleGrant, Standing
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_consultation_record,
    a_person,
    a_statement_record,
    words,
)

FACILITATOR = a_person(Role.FACILITATOR)
HOW = words("both are about the same hotline")
JOINED = Joined(kind=Joining.MERGED, target_id=uuid4(), target_number="R-1", reason=None, joined_date=NOW.today)
WITHDRAWN = Withdrawal(reason=None, asked_by=None, withdrawn_date=NOW.today)
CONTEXT: dict[str, Any] = {"who": FACILITATOR, "seen_version": None, "keep": Kept(), "moment": NOW}


def alone(record: StatementRecord | None = None, **changed: Any) -> Standalone:
    fields: dict[str, Any] = {"consultation": a_consultation_record(), "stands_for_others": False}
    return Standalone(record=record or replace(a_statement_record(), id=uuid4()), **(fields | changed))


def linked(one: Standalone, other: Standalone, **changed: Any) -> tuple[StatementRecord, StatementRecord]:
    first, second = link(one, other, HOW, **(CONTEXT | changed))
    return evolve_statement(one.record, first), evolve_statement(other.record, second)


def test_each_of_the_two_names_the_other_and_stays_as_it_is() -> None:
    one, other = alone(), alone()
    first, second = linked(one, other)
    for record, to, before in ((first, other.record, one.record), (second, one.record, other.record)):
        [made] = record.links
        assert (made.other_id, made.other_number, made.linked_date) == (to.id, to.frame.number, NOW.today)
        assert made.reason
        assert replace(record, links=(), version=before.version) == before


def test_a_link_that_is_taken_back_leaves_both_as_they_were() -> None:
    one, other, third = alone(), alone(), alone()
    first, second = linked(one, other)
    first, _ = linked(alone(first), third)
    facts = unlink(alone(first), alone(second), HOW, **CONTEXT)
    after, back = (evolve_statement(each, fact) for each, fact in zip((first, second), facts, strict=True))
    assert [each.other_id for each in after.links] == [third.record.id]
    assert not back.links


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        pytest.param({"withdrawal": WITHDRAWN}, AlreadyWithdrawn, id="withdrawn"),
        pytest.param({"hidden": True}, HiddenNow, id="hidden"),
        pytest.param({"joined": JOINED}, AlreadyJoined, id="merged"),
    ],
)
def test_what_does_not_stand_is_not_linked_on_either_side(
    changed: dict[str, Any], refusal: type[FailedPrecondition]
) -> None:
    gone = alone(replace(alone().record, **changed))
    for one, other in ((gone, alone()), (alone(), gone)):
        with pytest.raises(refusal):
            linked(one, other)


def test_the_same_statement_and_an_invented_one_do_not_fit() -> None:
    one = alone()
    invented = alone(replace(alone().record, frame=replace(one.record.frame, illustrative=True)))
    for other in (one, invented):
        with pytest.raises(NotPublishable) as refused:
            linked(one, other)
        assert [each.field for each in refused.value.violations] == ["other_number"]


def test_two_are_linked_once_and_only_what_is_linked_is_taken_apart() -> None:
    one, other = alone(), alone()
    first, second = linked(one, other)
    with pytest.raises(AlreadyLinked):
        linked(alone(first), alone(second))
    with pytest.raises(NotLinked):
        unlink(one, other, HOW, **CONTEXT)


def test_the_host_of_the_first_links_and_the_host_of_either_takes_it_back() -> None:
    stranger = Standing(person_id=uuid4(), roles=frozenset({RoleGrant(Role.FACILITATOR, uuid4())}))
    one, other = alone(), alone()
    with pytest.raises(NotTheHost):
        linked(one, other, who=stranger)
    theirs = alone(replace(other.record, frame=replace(other.record.frame, host_organisation_id=uuid4())))
    first, second = linked(one, theirs)
    assert unlink(alone(second), alone(first), HOW, **CONTEXT)
    with pytest.raises(NotTheHost):
        unlink(alone(first), alone(second), HOW, **(CONTEXT | {"who": stranger}))


def test_neither_follows_a_version_that_nobody_saw_or_changes_what_is_hidden() -> None:
    one, other = alone(), alone()
    first, second = linked(one, other)
    stale = {"seen_version": first.version + 1}
    with pytest.raises(Stale):
        linked(one, other, **stale)
    with pytest.raises(Stale):
        unlink(alone(first), alone(second), HOW, **(CONTEXT | stale))
    with pytest.raises(HiddenNow):
        unlink(alone(first), alone(replace(second, hidden=True)), HOW, **CONTEXT)
