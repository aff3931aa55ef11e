"""What a verifier records: rows 16 to 18, and never of the own organisation or the own recommendation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import InvalidArgument, PermissionDenied
from services.recommendations.domain import checks, errors
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.checks import EmptySearch, Finding, Question
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Search
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import Method, Verification
from tests.unit.recommendations_builders import (
    ADDRESSEE,
    ADDRESSEE_ORGANISATION,
    AUTHOR,
    HOST,
    TODAY,
    a_line,
    a_text,
    an_act,
    some_evidence,
    somebody,
)

NAME = "Checking house"


def the_verifier(**changed: Any) -> Standing:
    return somebody(Role.VERIFIER, **changed)


def a_question(**changed: Any) -> Question:
    question = Question(question=a_text(), reply_by_date=TODAY, verifier_organisation_name=NAME)
    return replace(question, **changed)


def a_finding(**changed: Any) -> Finding:
    finding = Finding(
        verification=Verification.PARTIAL,
        method=Method.SITE_VISIT,
        finding=a_text(),
        evidence=(some_evidence("https://archive.example/visit"),),
        verifier_organisation_name=NAME,
    )
    return replace(finding, **changed)


def a_search(**changed: Any) -> EmptySearch:
    search = EmptySearch(
        search_log=(Search(place="The gazette", searched_date=TODAY - timedelta(days=1)),),
        finding=a_text(),
        verifier_organisation_name=NAME,
    )
    return replace(search, **changed)


ACTS: list[Callable[[Line, Act], Any]] = [
    lambda line, act: checks.request_evidence(line, a_question(), act),
    lambda line, act: checks.record_verification(line, a_finding(), act),
    lambda line, act: checks.record_no_evidence_found(line, a_search(), act),
]
every_act = pytest.mark.parametrize("check", ACTS, ids=["row 16", "row 17", "row 18"])


@every_act
@pytest.mark.parametrize(
    ("by", "reason"),
    [
        pytest.param(the_verifier(organisation_id=ADDRESSEE_ORGANISATION), "own_organisation", id="its organisation"),
        pytest.param(
            replace(the_verifier(), affiliations=frozenset({uuid4(), ADDRESSEE_ORGANISATION})),
            "own_organisation",
            id="another role in its organisation",
        ),
        pytest.param(the_verifier(speaks_for=frozenset({ADDRESSEE})), "own_organisation", id="its liaison"),
        pytest.param(the_verifier(person_id=AUTHOR), "own_recommendation", id="the author"),
        pytest.param(the_verifier(organisation_id=HOST), "own_recommendation", id="the host"),
    ],
)
def test_nobody_checks_their_own(check: Callable[[Line, Act], Any], by: Standing, reason: str) -> None:
    with pytest.raises(errors.ConflictOfInterest) as refused:
        check(a_line(), an_act(by))
    assert refused.value.reason == reason
    assert isinstance(refused.value, PermissionDenied)


@every_act
def test_only_a_verifier_checks(check: Callable[[Line, Act], Any]) -> None:
    for other in (somebody(Role.FACILITATOR), somebody(Role.REVIEWER), somebody(addressees=frozenset({ADDRESSEE}))):
        with pytest.raises(errors.RoleMissing):
            check(a_line(), an_act(other))


@every_act
def test_a_check_is_stale_if_another_was_recorded_since(check: Callable[[Line, Act], Any]) -> None:
    stale = a_line(version=4, verification_version=4)
    with pytest.raises(errors.Stale):
        check(stale, an_act(the_verifier(), version=3))
    assert check(a_line(version=4, progress_version=4), an_act(the_verifier(), version=3)).version == 5


@every_act
def test_what_is_hidden_is_not_checked(check: Callable[[Line, Act], Any]) -> None:
    with pytest.raises(errors.Stale):
        check(a_line(hidden=True), an_act(the_verifier()))


def _fields(refusal: InvalidArgument) -> list[str]:
    return [each.field for each in refusal.violations]


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"evidence": ()}, "evidence"),
        ({"method": None}, "method"),
        ({"finding": None}, "finding"),
        ({"verifier_organisation_name": " "}, "verifier_organisation_name"),
        ({"verification": Verification.CONTRADICTED}, "verification"),
        ({"verification": Verification.UNASSESSED}, "verification"),
    ],
)
def test_a_finding_carries_evidence_method_finding_and_organisation(without: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Missing) as refused:
        checks.record_verification(a_line(), a_finding(**without), an_act(the_verifier()))
    assert _fields(refused.value) == [field]


def test_the_addressees_own_report_alone_never_shows_that_it_is_done() -> None:
    own, other = some_evidence(), some_evidence("https://archive.example/visit")
    line = a_line(own_evidence=(own.place,))
    with pytest.raises(errors.Missing) as refused:
        checks.record_verification(line, a_finding(evidence=(own,)), an_act(the_verifier()))
    assert _fields(refused.value) == ["evidence"]
    fact = checks.record_verification(line, a_finding(evidence=(own, other)), an_act(the_verifier()))
    assert evolve(line.assignment, fact).verification is Verification.PARTIAL


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"question": None}, "question"),
        ({"reply_by_date": TODAY - timedelta(days=1)}, "reply_by_date"),
        ({"verifier_organisation_name": ""}, "verifier_organisation_name"),
    ],
)
def test_a_question_carries_a_text_and_a_day(without: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        checks.request_evidence(a_line(), a_question(**without), an_act(the_verifier()))
    assert _fields(refused.value) == [field]


@pytest.mark.parametrize("before", [each for each in Verification if each is not Verification.UNASSESSED])
def test_evidence_is_asked_for_before_anything_was_found(before: Verification) -> None:
    with pytest.raises(errors.NoSuchStep):
        checks.request_evidence(a_line(verification=before), a_question(), an_act(the_verifier()))


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"search_log": ()}, "search_log"),
        ({"search_log": (Search(place=" ", searched_date=TODAY),)}, "search_log[0].place"),
        (
            {"search_log": (Search(place="A site", searched_date=TODAY + timedelta(days=1)),)},
            "search_log[0].searched_date",
        ),
        ({"finding": None}, "finding"),
    ],
)
def test_an_empty_search_says_where_and_when(without: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        checks.record_no_evidence_found(a_line(), a_search(**without), an_act(the_verifier()))
    assert _fields(refused.value) == [field]


def test_no_evidence_found_holds_as_of_the_last_search() -> None:
    days = [TODAY - timedelta(days=9), TODAY - timedelta(days=2)]
    log = tuple(Search(place="A site", searched_date=day) for day in days)
    line = a_line()
    fact = checks.record_no_evidence_found(line, a_search(search_log=log), an_act(the_verifier()))
    after = evolve(line.assignment, fact)
    assert (after.verification, after.verification_date) == (Verification.NO_EVIDENCE_FOUND, days[1])


def test_a_check_changes_nothing_that_the_addressee_said() -> None:
    line = a_line()
    before = line.assignment
    after = evolve(before, checks.record_verification(line, a_finding(), an_act(the_verifier())))
    kept = {"position", "progress", "answered_date", "request", "position_version", "progress_version"}
    assert all(getattr(before, name) == getattr(after, name) for name in kept)
