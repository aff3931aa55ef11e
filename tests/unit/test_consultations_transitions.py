"""The rows of the record: what they name happens, by their people; the rest is refused in their words.

Requests go through the wire's readers into the domain, as the machine of records sends them.
"""

import importlib
from collections.abc import Callable
from typing import Any, Final

import pytest

from roundtable.common.v1 import options_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.transitions import (
    STATES,
    TABLE,
    Field,
    Need,
    Part,
    Record,
    Transition,
    entered,
    public,
)
from tests.record_machine.in_domain import ROLES
from tests.unit.consultations_scenes import Scene, scene

# What each row is asked by, about the statement that a scene is about.
ASKS: Final[dict[str, Callable[[Scene], Any]]] = {
    "SubmitConsultation": Scene.submission,
    "PublishConsultation": Scene.publication,
    "UnschedulePublication": Scene.unscheduling,
    "ReturnStatements": Scene.giving_back,
    "WithdrawStatement": Scene.withdrawal,
    "Hide": Scene.hiding,
    "Show": Scene.showing,
    "MergeStatement": lambda scene: scene.joining(pb.MergeStatementRequest),
    "SupersedeStatement": lambda scene: scene.joining(pb.SupersedeStatementRequest),
    "UnmergeStatement": Scene.unmerging,
}
PROPOSED: Final[dict[Field, Callable[[Scene, Transition], Any]]] = {
    Field.PUBLICATION: lambda scene, row: scene.retracking(tracked=row is public.TRACK),
    Field.ADDRESSEES: lambda scene, _: scene.adding(),
    Field.RECORD: lambda scene, _: scene.correcting(),
}
BY_PEOPLE: Final = [row for row in TABLE if row.rpcs]
# Before which somebody else had a hand in it: whoever submitted, asked, or proposed.
HANDS: Final = {"1": "facilitator", "2": "facilitator", "5b": "registrar"}
HOST: Final = "facilitator"  # their host is the one whose statements these are
ELSEWHERE: Final = ("other_host", "other_reviewer", "registrar")


def named(given: Any) -> str:
    if isinstance(given, Transition):
        return f"row {given.row} to {' or '.join(sorted(given.after))}"
    return given.field if isinstance(given, Need) else str(getattr(given, "path", given))


def asking(row: Transition, there: Scene) -> Any:
    (rpc,) = row.rpcs
    if rpc == "ProposeChange":
        return PROPOSED[row.field](there, row)
    if row is entered.PUBLISH:
        return there.publication(low=False)
    return ASKS[rpc](there)


def holding(row: Transition) -> set[str]:
    """Return who holds a role of the row: of the host, or anywhere."""
    here = {name for name, (where, _) in ROLES.items() if row.anywhere or where == ROLES[HOST][0]}
    return {name for name in here if set(ROLES[name][1]) & set(row.who)}


def allowed(row: Transition) -> set[str]:
    """Return who may do it: whoever a row of the same act names, but nobody who had a hand in it before."""
    rows = [each for each in TABLE if (each.rpcs, each.before, each.after) == (row.rpcs, row.before, row.after)]
    if not row.provided:
        rows = [each for each in rows if not each.provided]
    hands = {HANDS[row.row]} if row.not_again and not row.confirmed_by else set()
    return set().union(*(holding(each) for each in rows)) - hands


def told(row: Transition, name: str) -> set[str]:
    """Return what somebody may be told who may not do it."""
    assert row.not_they
    said = {row.not_they.says.format(role=" or ".join(row.who))}
    if row.not_again:
        said.add(row.not_again.says)
    if not ROLES[name][1]:
        said = {"you hold no role that allows this"}
    # What is entered, nobody elsewhere knows of.
    before_it_is_public = row.row in {"1", "2", "3"}
    role_counts = name in {"other_host", "other_reviewer", "registrar", "verifier"}
    return {"no such consultation"} if before_it_is_public and role_counts else said


MOVES: Final = [(row, before) for row in BY_PEOPLE for before in sorted(row.before)]


@pytest.mark.covers("row 1", "row 2", "row 3", "row 4", "row 5", "row 5b", "row 6", "row 29", "row 31", "invariant 1")
@pytest.mark.parametrize(("row", "before"), MOVES, ids=named)
def test_every_move_of_a_row_is_made_by_its_people_and_by_nobody_else(row: Transition, before: Any) -> None:
    may = allowed(row)
    assert may
    for name in ROLES:
        there = scene(before)
        refused = there.send(name, asking(row, there))
        if name in may:
            assert refused is None, f"{name}: {refused}"
            assert row.confirmed_by or there.state(row.field) in row.after
        else:
            assert refused, f"{name} did it"
            assert refused.code in {"PERMISSION_DENIED", "NOT_FOUND"}, refused
            assert refused.says in told(row, name), f"{name}: {refused.says}"


CONFIRMED: Final = [row for row in BY_PEOPLE if row.confirmed_by]


@pytest.mark.covers("row 4", "row 29")
@pytest.mark.parametrize("row", CONFIRMED, ids=named)
def test_what_takes_two_is_confirmed_by_another_person_of_the_row(row: Transition) -> None:
    assert row.confirmed_by
    assert row.not_confirmer
    assert row.not_again
    proposer = "both"
    for name, (org, roles) in ROLES.items():
        there = scene(*row.before)
        assert there.send(proposer, asking(row, there)) is None
        assert there.state(row.field) in row.before, "nothing happens before a second person agrees"
        refused = there.send(name, there.decision())
        if name != proposer and row.confirmed_by in roles and org == ROLES[HOST][0]:
            assert refused is None, f"{name}: {refused}"
            assert there.state(row.field) in row.after
        else:
            said = {row.not_confirmer.says} | ({row.not_again.says} if name == proposer else set())
            said |= {"no such proposal"} if name in (*ELSEWHERE, "verifier") else set()
            said = said if roles else {"you hold no role that allows this"}
            assert refused, f"{name} agreed"
            assert (refused.says in said, refused.code in {"PERMISSION_DENIED", "NOT_FOUND"}) == (True, True), refused


NEEDS: Final = [(row, part, need) for row in BY_PEOPLE for part in row.carries for need in part.needs]


@pytest.mark.covers("row 1", "row 2", "row 3", "row 4", "row 5", "row 5b", "row 6", "row 29")
@pytest.mark.parametrize(("row", "part", "need"), NEEDS, ids=named)
def test_what_a_row_asks_for_is_asked_for_in_its_words(row: Transition, part: Part, need: Need) -> None:
    there = scene(min(row.before))
    refused = there.send(min(allowed(row)), there.without(asking(row, there), part, need))
    path = ".".join(filter(None, (part.path.replace("[]", "[0]"), need.field)))
    assert refused
    assert (refused.code, path in refused.fields, need.expected in refused.says) == ("INVALID_ARGUMENT", True, True), (
        f"{path}: {need.expected}, and not {refused}"
    )


IN_THE_WAY: Final = [(row, state) for row in BY_PEOPLE for state in row.refusals]


@pytest.mark.covers("row 1", "row 2", "row 3", "row 4", "row 5", "row 5b", "row 6", "row 29")
@pytest.mark.parametrize(("row", "state"), IN_THE_WAY, ids=named)
def test_what_no_row_names_is_refused_in_its_words(row: Transition, state: Any) -> None:
    there = scene(state)
    refused = there.send(min(allowed(row)), asking(row, there))
    expected = row.refusals[state]
    where = {Record.IN_REVIEW: "in review", Record.SCHEDULED: "scheduled"}.get(state, "public")
    said = expected.says.format(number=there.number, state=where)
    assert refused
    if expected.field:
        assert (refused.code, expected.field in refused.fields) == ("INVALID_ARGUMENT", True)
        assert said in refused.says
    else:
        assert (refused.code, refused.says) == ("FAILED_PRECONDITION", said)


@pytest.mark.parametrize("rpc", sorted({rpc for row in BY_PEOPLE for rpc in row.rpcs} - {"ProposeChange"}))
def test_every_state_leads_on_or_is_refused_in_words(rpc: str) -> None:
    rows = [row for row in BY_PEOPLE if rpc in row.rpcs]
    known = {state for row in rows for state in (*row.before, *row.refusals)}
    unknown = set(STATES[rows[0].field]) - known
    assert not unknown or unknown == {Record.DRAFT, Record.IN_REVIEW, Record.SCHEDULED}, "only they have no number"


@pytest.mark.parametrize("number", ["C-1/9", "C-1/3"], ids=["not there", "not public"])
def test_what_is_not_public_has_no_number_to_act_on(number: str) -> None:
    for row in (public.WITHDRAW, public.MERGE, public.SUPERSEDE, public.UNMERGE, public.TRACK, public.ADD_ADDRESSEE):
        there = scene(Record.PUBLISHED)
        request = asking(row, there)
        request.number = number
        refused = there.send("facilitator", request)
        assert refused
        assert (refused.code, refused.says) == ("NOT_FOUND", "no such statement")


def test_the_rows_are_those_of_the_record() -> None:
    assert {row.row for row in TABLE} == {"1", "2", "3", "4", "5", "5b", "6", "29", "31"}


def test_what_guards_besides_is_there() -> None:
    for name in {name for row in TABLE for name in row.guards}:
        module, _, function = name.rpartition(".")
        assert callable(getattr(importlib.import_module(f"services.consultations.domain.{module}"), function)), name


METHODS: Final = pb.DESCRIPTOR.services_by_name["ConsultationService"].methods_by_name


@pytest.mark.covers("invariant 1")
@pytest.mark.parametrize("rpc", sorted({rpc for row in TABLE for rpc in (*row.rpcs, row.confirming) if rpc}))
def test_the_wire_lets_in_exactly_the_people_of_the_rows(rpc: str) -> None:
    policy = METHODS[rpc].GetOptions().Extensions[options_pb2.policy]
    callers = {options_pb2.Caller.Name(each).removeprefix("CALLER_").lower() for each in policy.callers}
    doing = {role.value for row in TABLE if rpc in row.rpcs for role in row.who}
    confirming = {row.confirmed_by.value for row in TABLE if row.confirming == rpc and row.confirmed_by}
    assert callers == doing | confirming
    assert policy.mutating
