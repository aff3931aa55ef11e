"""Merged, superseded, and back (row 6)."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition
from services.consultations.domain.errors import (
    AlreadyJoined,
    AlreadyWithdrawn,
    HiddenNow,
    NotJoined,
    NotPublishable,
    NotTheHost,
    Stale,
)
from services.consultations.domain.facts import evolve_statement
from services.consultations.domain.joining import Standalone, join, unmerge
from services.consultations.domain.record import Joining, StatementRecord, Withdrawal
from services.consultations.domain.values import Publication, Role, StatementType
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_consultation_record,
    a_draft,
    a_person,
    a_statement,
    a_statement_record,
    an_addressee,
    published,
    trackable,
    words,
)

FACILITATOR = a_person(Role.FACILITATOR)
WHY = words("both ask for the same hotline")


def alone(record: StatementRecord | None = None, **changed: Any) -> Standalone:
    fields: dict[str, Any] = {"consultation": a_consultation_record(), "stands_for_others": False}
    return Standalone(record=record or a_statement_record(), **(fields | changed))


def tracked() -> StatementRecord:
    [(first, second)] = published(a_draft(a_statement(trackable(an_addressee()))), Publication.TRACKED).statements
    return evolve_statement(evolve_statement(None, first), second)


def merged(source: Standalone, target: Standalone, kind: Joining = Joining.MERGED, **changed: Any) -> StatementRecord:
    context: dict[str, Any] = {"who": FACILITATOR, "seen_version": None, "keep": Kept(), "moment": NOW}
    return evolve_statement(source.record, join(source, target, kind, WHY, **(context | changed)))


def separate(source: Standalone, **changed: Any) -> StatementRecord:
    context: dict[str, Any] = {"who": FACILITATOR, "seen_version": None, "keep": Kept(), "moment": NOW}
    return evolve_statement(source.record, unmerge(source, WHY, **(context | changed)))


@pytest.mark.covers("row 6")
@pytest.mark.parametrize("kind", Joining)
def test_what_was_joined_stands_on_its_own_again_as_it_was(kind: Joining) -> None:
    before, target = a_statement_record(), tracked()
    joined = merged(alone(before), alone(target), kind)
    assert joined.joined
    assert (joined.joined.kind, joined.joined.target_number) == (kind, "R-1")
    after = separate(alone(joined))
    assert after == replace(before, version=before.version + 2)


GONE = Withdrawal(reason=uuid4(), asked_by=uuid4(), withdrawn_date=NOW.today)
JOINED = merged(alone(), alone())


@pytest.mark.parametrize("of_target", [False, True], ids=["source", "target"])
@pytest.mark.parametrize(
    ("other", "error"),
    [
        pytest.param(alone(replace(a_statement_record(), withdrawal=GONE)), AlreadyWithdrawn, id="withdrawn"),
        pytest.param(alone(replace(a_statement_record(), hidden=True)), HiddenNow, id="hidden"),
        pytest.param(
            alone(consultation=replace(a_consultation_record(), hidden=True)), HiddenNow, id="in a hidden consultation"
        ),
        pytest.param(alone(JOINED), AlreadyJoined, id="merged already"),
    ],
)
def test_what_stands_no_more_is_not_merged(other: Standalone, error: type[FailedPrecondition], of_target: bool) -> None:
    pair = (alone(), other) if of_target else (other, alone())
    with pytest.raises(error):
        merged(*pair)


def test_what_stands_for_others_is_not_merged_but_takes_more() -> None:
    with pytest.raises(AlreadyJoined):
        merged(alone(stands_for_others=True), alone())
    assert merged(alone(), alone(stands_for_others=True)).joined


SAME = alone()
INVENTED = a_statement_record()
INVENTED = replace(INVENTED, frame=replace(INVENTED.frame, illustrative=True))
INSIGHT = a_statement_record()
INSIGHT = replace(INSIGHT, frame=replace(INSIGHT.frame, type=StatementType.INSIGHT))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(SAME, SAME, id="itself"),
        pytest.param(alone(), alone(INVENTED), id="a real one into an invented one"),
        pytest.param(alone(), alone(INSIGHT), id="another type"),
        pytest.param(alone(tracked()), alone(), id="a tracked one into a recorded one"),
    ],
)
def test_what_does_not_fit_together_is_not_merged(source: Standalone, target: Standalone) -> None:
    with pytest.raises(NotPublishable) as refused:
        merged(source, target)
    assert [each.field for each in refused.value.violations] == ["target_number"]


@pytest.mark.parametrize(
    ("context", "error"),
    [
        pytest.param({"who": a_person(Role.REVIEWER)}, NotTheHost, id="a reviewer"),
        pytest.param({"seen_version": 1}, Stale, id="changed since"),
    ],
)
def test_who_may_not_and_when(context: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        merged(alone(), alone(), **context)
    with pytest.raises(error):
        separate(alone(JOINED), **context)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param(alone(), NotJoined, id="on its own"),
        pytest.param(alone(replace(JOINED, withdrawal=GONE)), AlreadyWithdrawn, id="withdrawn since"),
        pytest.param(alone(replace(JOINED, hidden=True)), HiddenNow, id="hidden"),
    ],
)
def test_what_is_not_taken_back(source: Standalone, error: type[FailedPrecondition]) -> None:
    with pytest.raises(error):
        separate(source)
