"""Who may be named, and what may be counted: the stricter of rule and choice, never fewer than five people."""

import pytest

from services.consultations.domain.attribution import public_name
from services.consultations.domain.details import Figure, Output, publishable_figures
from services.consultations.domain.values import Attribution, AttributionRule, OutputKind, Publication
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
        pytest.param({"survivors": 4, "bodies": 7}, {"bodies"}, id="an unknown label counts people"),
    ],
)
def test_fewer_than_five_people_are_never_counted(entered: dict[str, int], left: set[str] | None) -> None:
    kept = {each.label for each in publishable_figures(figures(**entered))}
    assert kept == (set(entered) if left is None else left)
