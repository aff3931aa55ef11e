"""Who may be named, and what may be counted: the stricter of rule and choice, never fewer than five people."""

from dataclasses import replace
from datetime import date
from itertools import combinations, product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.domain.attribution import public_name, recorded
from services.consultations.domain.counting import EVERYBODY, FEWEST_PEOPLE, publishable_figures
from services.consultations.domain.details import Consent, Figure, Output, ParticipantDetails
from services.consultations.domain.errors import NotAsDated
from services.consultations.domain.values import Attribution, AttributionRule, ConsentHow, OutputKind, Publication
from tests.unit.consultations_builders import (
    Kept,
    a_draft,
    a_participant,
    a_statement,
    details_of_statement,
    published,
    words,
)

RECORD, CHATHAM, ANONYMOUS = AttributionRule.ON_RECORD, AttributionRule.CHATHAM_HOUSE, AttributionRule.ANONYMOUS
WHOLE, BODY, NOBODY = "Participant 4, Officer, A body", "A body", ""


@pytest.mark.parametrize(
    ("rule", "choice", "seen"),
    [
        (RECORD, Attribution.NAMED, WHOLE),
        (RECORD, Attribution.ORGANISATION_ONLY, BODY),
        (RECORD, Attribution.ANONYMOUS, NOBODY),
        (CHATHAM, Attribution.NAMED, NOBODY),
        (CHATHAM, Attribution.ORGANISATION_ONLY, NOBODY),
        (CHATHAM, Attribution.ANONYMOUS, NOBODY),
        (ANONYMOUS, Attribution.NAMED, NOBODY),
        (ANONYMOUS, Attribution.ORGANISATION_ONLY, NOBODY),
        (ANONYMOUS, Attribution.ANONYMOUS, NOBODY),
    ],
)
def test_the_stricter_of_rule_and_choice_wins(rule: AttributionRule, choice: Attribution, seen: str) -> None:
    assert public_name(rule, a_participant(attribution=choice).details) == seen


CONSENTS = [
    Consent(),
    *(Consent(how=ConsentHow.FORM, name=a, organisation=b) for a in (False, True) for b in (False, True)),
]


@pytest.mark.parametrize(("rule", "choice"), list(product(AttributionRule, Attribution)))
def test_of_every_combination_the_public_sees_no_more_than_rule_choice_and_consent_allow(
    rule: AttributionRule, choice: Attribution
) -> None:
    for there, consent in product(product([True, False], repeat=4), CONSENTS):
        given = dict(zip(("name", "role_title", "organisation", "consent_basis"), there, strict=True))
        entered: dict[str, Any] = {field: field if is_there else "" for field, is_there in given.items()}
        seen = public_name(rule, ParticipantDetails(attribution=choice, consent=consent, **entered))
        to_name = consent.name if consent.how else given["consent_basis"]
        to_body = consent.name or consent.organisation if consent.how else given["consent_basis"]
        named = rule is RECORD and choice is Attribution.NAMED and to_name and given["name"]
        told = rule is RECORD and choice is not Attribution.ANONYMOUS and to_body and given["organisation"]
        allowed = ["name"] * named + ["role_title"] * (named and given["role_title"]) + ["organisation"] * told
        assert seen == ", ".join(allowed), (there, consent)


def test_who_recorded_a_consent_is_noted_once_and_anew_when_it_changes() -> None:
    first, second = uuid4(), uuid4()
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    consent = Consent(how=ConsentHow.SPOKEN, name=True)
    entered = ParticipantDetails(consent=consent)
    noted = recorded(entered, None, by=first, on=monday)
    assert (noted.consent.recorded_by, noted.consent.recorded_date) == (first, monday)
    assert recorded(replace(entered, region="Sindh"), noted, by=second, on=tuesday).consent == noted.consent
    narrower = replace(entered, consent=replace(consent, name=False, organisation=True))
    assert recorded(narrower, noted, by=second, on=tuesday).consent.recorded_by == second
    assert recorded(ParticipantDetails(), noted, by=second, on=tuesday).consent == Consent()


def test_a_consent_is_not_given_tomorrow() -> None:
    tomorrow = ParticipantDetails(consent=Consent(how=ConsentHow.FORM, given_date=date(2026, 3, 3)))
    with pytest.raises(NotAsDated):
        recorded(tomorrow, None, by=uuid4(), on=date(2026, 3, 2))


def test_an_organisation_printed_within_the_role_is_not_said_twice() -> None:
    person = a_participant(attribution=Attribution.NAMED, role_title="Director ABC", organisation="ABC")
    assert public_name(RECORD, person.details) == "Participant 4, Director ABC"


@pytest.mark.parametrize("choice", [Attribution.NAMED, Attribution.ORGANISATION_ONLY])
def test_without_a_basis_for_consent_nobody_is_named(choice: Attribution) -> None:
    assert public_name(RECORD, a_participant(attribution=choice, consent_basis="").details) == NOBODY


@pytest.mark.parametrize("rule", [CHATHAM, ANONYMOUS])
def test_under_a_strict_rule_neither_speaker_nor_list_nor_note_becomes_public(rule: AttributionRule) -> None:
    speaker = a_participant()
    said = a_statement(details_of_statement(participant_id=speaker.id, speaker_note=words("the organisers")))
    kept = Kept()
    facts = published(a_draft(said, participants=(speaker,), attribution_rule=rule), keep=kept)
    assert facts.statements[0][1].content.participant_id is None
    assert [type(fact).__name__ for fact in facts.consultation] == ["ConsultationPublished", "ConsultationDetailed"]
    assert "the organisers" not in kept.bodies


def test_on_the_record_the_speaker_and_the_list_become_public() -> None:
    speaker, silent = a_participant(), a_participant(attribution=Attribution.ANONYMOUS)
    said = a_statement(details_of_statement(participant_id=speaker.id, speaker_note=words("the organisers")))
    also = a_statement(details_of_statement(participant_id=silent.id), position=2)
    kept = Kept()
    facts = published(a_draft(said, also, participants=(speaker, silent)), keep=kept)
    assert [detailed.content.participant_id for _, detailed in facts.statements] == [speaker.id, None]
    assert facts.consultation[-1].speakers == (speaker.id,)  # type: ignore[union-attr]
    assert "the organisers" in kept.bodies


@pytest.mark.parametrize("public", [True, False])
def test_the_source_sentence_becomes_public_only_if_it_may(public: bool) -> None:
    details = details_of_statement(source_sentence=words("As it was said."), source_sentence_public=public)
    kept = Kept()
    published(a_draft(a_statement(details)), Publication.RECORDED, keep=kept)
    assert ("As it was said." in kept.bodies) is public


@pytest.mark.parametrize("consented", [True, False])
def test_without_consent_nobody_is_led_to_where_people_can_be_seen(consented: bool) -> None:
    video = Output(kind=OutputKind.VIDEO, count_printed=3, url="https://a.example/v", consented=consented)
    detailed = published(a_draft(a_statement(details_of_statement()), outputs=(video,))).consultation
    found = [each for fact in detailed for each in getattr(getattr(fact, "content", None), "outputs", ())]
    assert [(each.count_printed, each.url) for each in found] == [(3, "https://a.example/v" if consented else "")]


def figures(**values: int) -> tuple[Figure, ...]:
    return tuple(Figure(label=label, value=value) for label, value in values.items())


@pytest.mark.covers("invariant 6")
@pytest.mark.parametrize(
    ("entered", "left"),
    [
        pytest.param({"participants": 502, "women": 186, "not_stated": 316}, None, id="large ones stay"),
        pytest.param({"videos": 3, "countries": 2}, None, id="things are no people"),
        pytest.param({"participants": 5, "women": 5}, None, id="five are enough"),
        pytest.param({"participants": 10, "women": 4, "men": 6, "videos": 3}, {"participants", "videos"}, id="a part"),
        pytest.param({"participants": 4, "women": 5}, set(), id="the whole"),
        pytest.param({"participants": 6, "women": 5, "men": 1}, {"participants"}, id="what would tell goes too"),
        pytest.param({"participants": 20, "women": 8, "men": 9}, {"participants"}, id="who is in no part"),
        pytest.param({"participants": 20, "women": 17}, {"participants"}, id="the rest of one part"),
        pytest.param({"survivors": 40, "survivors_women": 38}, set(), id="the rest of a part of a part"),
        pytest.param({"survivors": 4, "bodies": 7}, {"bodies"}, id="an unknown label counts people"),
    ],
)
def test_fewer_than_five_people_are_never_counted(entered: dict[str, int], left: set[str] | None) -> None:
    kept = {each.label for each in publishable_figures(figures(**entered))}
    assert kept == (set(entered) if left is None else left)


@st.composite
def attendance(draw: st.DrawFn) -> tuple[tuple[Figure, ...], dict[str, int]]:
    """People counted by one trait, whole and parts, of which the source prints some; and how many are in each."""
    parts = {label: draw(st.integers(0, 30)) for label in ("women", "men", "other", "not_stated")}
    printed = {EVERYBODY: sum(parts.values()), **parts}
    chosen = draw(st.sets(st.sampled_from(list(printed)), min_size=1))
    return figures(**{label: value for label, value in printed.items() if label in chosen}), parts


@pytest.mark.covers("invariant 6", "SEC 2")
@given(attendance())
def test_no_count_of_fewer_than_five_people_can_be_worked_out(drawn: tuple[tuple[Figure, ...], dict[str, int]]) -> None:
    """Whoever knows the whole and some parts takes them from each other, in whatever way."""
    entered, _ = drawn
    shown = {each.label: each.value for each in publishable_figures(entered)}
    assert all(value >= FEWEST_PEOPLE for value in shown.values())
    whole, parts = shown.pop(EVERYBODY, None), list(shown.values())
    known = [sum(some) for size in range(1, len(parts) + 1) for some in combinations(parts, size)]
    rests = [whole - each for each in known] if whole is not None else []
    assert not [each for each in rests if 0 < each < FEWEST_PEOPLE]


def test_what_stays_is_not_worded_as_the_source_words_it_and_nothing_is_said_of_contradictions() -> None:
    """Either may name the number that is left out."""
    printed = (
        Figure(label=EVERYBODY, value=12, as_printed="12 people, 3 of them women"),
        Figure(label="women", value=3),
    )
    conflict = words("3 women are printed, the list has 4.")
    kept = Kept()
    published(a_draft(a_statement(details_of_statement()), figures=printed, figures_conflict=conflict), keep=kept)
    assert not [each for each in kept.bodies if "3" in each]
