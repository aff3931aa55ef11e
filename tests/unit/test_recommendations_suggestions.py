"""Row 28 in the domain and on the wire: who may suggest what for which line, who decides on it, and in which order."""

from dataclasses import replace
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import networks
from services.chassis.errors import InvalidArgument
from services.recommendations import wire
from services.recommendations.domain import errors, suggestions
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.suggestions import Screening, Suggested, Suggestion
from services.recommendations.domain.transitions import TABLE, Field
from services.recommendations.domain.values import Closure, DiscardReason, Publication, RecordState, SuggestionState
from tests.unit.recommendations_builders import HOST, a_line, a_record, somebody, the_liaison

SEEN = Suggested(url="https://archive.example/hotline", note="It answers")
PASS_ON, DISCARD = Screening(pass_on=True), Screening(pass_on=False, discard_reason=DiscardReason.ABUSE)
PEOPLE = {
    "liaison": the_liaison(),
    "facilitator": somebody(Role.FACILITATOR, HOST),
    "reviewer": somebody(Role.REVIEWER, HOST),
    "verifier": somebody(Role.VERIFIER),
    "registrar": somebody(Role.REGISTRAR),
}


def a_suggestion(state: SuggestionState = SuggestionState.WAITING, **changed: Any) -> Suggestion:
    return replace(Suggestion(id=uuid4(), assignment_id=uuid4(), state=state), **changed)


@pytest.mark.covers("row 28")
@pytest.mark.parametrize("closure", [each for each in Closure if each is not Closure.TRANSFERRED])
def test_anybody_suggests_evidence_for_a_line_that_is_followed_up(closure: Closure) -> None:
    assert suggestions.suggest(a_line(closure=closure), SEEN) is SuggestionState.WAITING


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(None, id="absent"),
        pytest.param(a_line(hidden=True), id="hidden"),
        pytest.param(a_line(record=a_record(state=RecordState.WITHDRAWN)), id="withdrawn"),
        pytest.param(a_line(record=a_record(state=RecordState.MERGED)), id="merged"),
        pytest.param(a_line(record=a_record(publication=Publication.RECORDED)), id="recorded only"),
        pytest.param(a_line(closure=Closure.TRANSFERRED), id="gone to another body"),
    ],
)
def test_what_is_not_followed_up_reads_like_what_is_not_there(line: Any) -> None:
    with pytest.raises(errors.NoSuchLine) as refused:
        suggestions.suggest(line, SEEN)
    assert str(refused.value) == "no such line is followed up"


@pytest.mark.covers("row 28", "invariant 1")
@pytest.mark.parametrize("screening", [PASS_ON, DISCARD], ids=["passed on", "discarded"])
def test_the_hosts_reviewer_screens_and_nobody_else(screening: Screening) -> None:
    after = SuggestionState.PASSED if screening.pass_on else SuggestionState.DISCARDED
    assert suggestions.screen(a_line(), a_suggestion(), screening, PEOPLE["reviewer"]) is after
    for name, by in PEOPLE.items():
        if name != "reviewer":
            with pytest.raises(errors.RoleMissing):
                suggestions.screen(a_line(), a_suggestion(), screening, by)
    with pytest.raises(errors.NoSuchSuggestion):
        suggestions.screen(a_line(), a_suggestion(), screening, somebody(Role.REVIEWER, uuid4()))
    with pytest.raises(errors.NoSuchSuggestion):
        suggestions.screen(a_line(hidden=True), a_suggestion(), screening, PEOPLE["reviewer"])


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(
    ("screening", "field"),
    [
        pytest.param(Screening(pass_on=False), "discard_reason", id="without a reason"),
        pytest.param(replace(PASS_ON, discard_reason=DiscardReason.ABUSE), "discard_reason", id="both"),
        pytest.param(replace(DISCARD, note="Words"), "note", id="words in what is discarded"),
    ],
)
def test_a_screening_that_cannot_be_is_refused_by_its_field(screening: Screening, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        suggestions.screen(a_line(), a_suggestion(), screening, PEOPLE["reviewer"])
    assert [each.field for each in refused.value.violations] == [field]


@pytest.mark.covers("row 28", "invariant 1")
@pytest.mark.parametrize("after", [SuggestionState.TAKEN_UP, SuggestionState.SET_ASIDE])
def test_a_verifier_settles_and_nobody_else(after: SuggestionState) -> None:
    passed = a_suggestion(SuggestionState.PASSED)
    assert suggestions.settle(a_line(), passed, after, PEOPLE["verifier"]) is after
    for name, by in PEOPLE.items():
        if name != "verifier":
            with pytest.raises(errors.RoleMissing):
                suggestions.settle(a_line(), passed, after, by)
    for line, early in ((a_line(hidden=True), passed), (a_line(), a_suggestion())):
        with pytest.raises(errors.NoSuchSuggestion):
            suggestions.settle(line, early, after, PEOPLE["verifier"])


@pytest.mark.covers("row 28", "invariant 1")
def test_a_verifier_with_a_stake_or_who_passed_it_on_does_not_settle() -> None:
    passed = a_suggestion(SuggestionState.PASSED)
    of_the_host = somebody(Role.VERIFIER, HOST)
    with pytest.raises(errors.ConflictOfInterest) as refused:
        suggestions.settle(a_line(), passed, SuggestionState.TAKEN_UP, of_the_host)
    assert refused.value.reason == "own_recommendation"
    assert suggestions.why_not_to_settle(a_line(), passed, of_the_host) == "own_recommendation"
    verifier: Standing = PEOPLE["verifier"]
    screened = replace(passed, screened_by=verifier.person_id)
    with pytest.raises(errors.SamePerson):
        suggestions.settle(a_line(), screened, SuggestionState.SET_ASIDE, verifier)
    assert suggestions.why_not_to_settle(a_line(), screened, verifier) == "screened_by_caller"
    assert not suggestions.why_not_to_settle(a_line(), passed, verifier)


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before, after in product(SuggestionState, SuggestionState)
        if after not in {SuggestionState.NONE, SuggestionState.WAITING} and before is not SuggestionState.NONE
    ],
)
def test_what_no_row_names_is_refused(before: SuggestionState, after: SuggestionState) -> None:
    def decide() -> SuggestionState:
        if after in {SuggestionState.PASSED, SuggestionState.DISCARDED}:
            screening = PASS_ON if after is SuggestionState.PASSED else DISCARD
            return suggestions.screen(a_line(), a_suggestion(before), screening, PEOPLE["reviewer"])
        return suggestions.settle(a_line(), a_suggestion(before), after, PEOPLE["verifier"])

    if any(row.field is Field.SUGGESTION and row.leads(before, after) for row in TABLE):
        assert decide() is after
    else:
        with pytest.raises((errors.NoSuchStep, errors.NoSuchSuggestion)):
            decide()


def asked(**fields: str) -> Suggested:
    return wire.suggestions.suggested(pb.SuggestEvidenceRequest(**({"url": SEEN.url} | fields)))


@pytest.mark.covers("row 28")
@pytest.mark.parametrize(
    "url",
    [
        *(
            "ftp://archive.example/a",
            "javascript:alert(1)",
            "archive.example/a",
            "https://",
            "http:///a",
            "https://:443/a",
        ),
        *(
            "https://name:secret@archive.example/a",
            "https://name@archive.example",
            "https://[::1",
            "https://a.example:99999",
        ),
        *("https://archive.example/a b", "https://archive.example/" + "a" * 2000),
    ],
)
def test_an_address_that_cannot_be_opened_by_others_is_refused(url: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        asked(url=url)
    assert [each.field for each in refused.value.violations] == ["url"]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://archive.example",
            "http://archive.example:8080/a?b=c#d",
            "https://xn--mgbh0fb.example/خبر",
            "https://[2001:db8::1]/",
        ),
        "https://archive.example/" + "a" * 1976,
    ],
)
def test_an_address_on_the_web_is_kept_as_it_is(url: str) -> None:
    assert asked(url=url).url == url


def test_no_address_is_asked_for_by_the_table() -> None:
    with pytest.raises(errors.Missing) as refused:
        suggestions.suggest(a_line(), asked(url=" "))
    assert [each.field for each in refused.value.violations] == ["url"]


@pytest.mark.covers("row 28")
def test_words_are_made_fit_to_keep_and_are_at_most_five_hundred_characters() -> None:
    assert asked(note="\u202eIt\tanswers\r\nin\u200c Urdu\x07 ").note == "It answers\nin\u200c Urdu"
    assert len(asked(note="آ" * 500).note) == 500
    with pytest.raises(InvalidArgument) as refused:
        asked(note="a" * 501)
    assert [each.field for each in refused.value.violations] == ["note"]


def test_a_network_is_a_word() -> None:
    assert networks.network("a1b2") == "a1b2"
    for wrong in ("", "a" * 65, "a\n"):
        with pytest.raises(InvalidArgument):
            networks.network(wrong)


def test_the_same_words_from_another_network_are_the_same_request() -> None:
    here, there = (pb.SuggestEvidenceRequest(url=SEEN.url, network=each) for each in ("a", "b"))
    assert networks.the_same(here) == networks.the_same(there) == pb.SuggestEvidenceRequest(url=SEEN.url)
    assert here.network == "a"
