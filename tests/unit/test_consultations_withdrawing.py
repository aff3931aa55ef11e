"""What happens when a participant withdraws consent: in the domain, without a database."""

from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from services.consultations.domain.consent import Public, Withdrawn, withdraw_consent
from services.consultations.domain.details import ConsentReport, ParticipantDetails, StatementDetails
from services.consultations.domain.drafts import Draft, Participant
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    StatementWithdrawn,
    TextErased,
    evolve_consultation,
    evolve_statement,
)
from services.consultations.domain.values import Attribution, AttributionRule, RecordState, StatementType
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_draft,
    a_participant,
    a_statement,
    details_of_statement,
    published,
    words,
)

NAME = "Nargis Qaziabad"
TODAY = NOW.today


@dataclass
class Scene:
    """A published consultation with one named person, and what she said."""

    draft: Draft
    person: Participant
    public: Public
    kept: Kept

    def withdraw(self, *, statements: bool = False, person: Participant | None = None) -> Withdrawn | None:
        """Let her withdraw it."""
        return withdraw_consent(
            self.draft,
            person or self.person,
            self.public,
            statements=statements,
            by="somebody",
            keep=self.kept,
            moment=NOW,
        )


def a_scene(*said: dict[str, Any], rule: AttributionRule = AttributionRule.ON_RECORD, **person: Any) -> Scene:
    who = a_participant(name=NAME, organisation="Trust of Qaziabad", **person)
    entered = [a_statement(details_of_statement(participant_id=who.id), position=1)]
    entered += [a_statement(details_of_statement(**each), position=place) for place, each in enumerate(said, start=2)]
    kept = Kept()
    draft = a_draft(*entered, participants=(who,), attribution_rule=rule)
    facts = published(draft, keep=kept)
    record = reduce(evolve_consultation, facts.consultation, None)
    statements = tuple(evolve_statement(evolve_statement(None, first), then) for first, then in facts.statements)
    bodies = {text_id: tuple(body for _, body in text.bodies) for text_id, text in kept.texts.items()}
    done = tuple(replace(each, state=RecordState.PUBLISHED) for each in entered)
    public = Public(consultation=record, statements=statements, bodies=bodies)
    return Scene(replace(draft, statements=done, published=True), who, public, kept)


def test_a_person_in_the_list_and_on_an_item_is_seen_no_more_and_the_item_stays() -> None:
    scene = a_scene()
    done = scene.withdraw()
    assert done
    [fact] = done.consultation
    assert isinstance(fact, ConsentWithdrawn)
    after = evolve_consultation(scene.public.consultation, fact)
    assert (after.speakers, after.consent_withdrawn_date(scene.person.id)) == ((), TODAY)
    assert done.statements == ()
    assert done.participant.details == ParticipantDetails(consent_report=done.report)
    assert done.report == ConsentReport(
        withdrawn_date=TODAY, statements=False, shown_numbers=("C-7", "C-7/1"), shown_from_date=TODAY
    )


def test_of_a_person_whom_nobody_saw_the_record_says_nothing() -> None:
    for scene in (a_scene(attribution=Attribution.ANONYMOUS), a_scene(rule=AttributionRule.CHATHAM_HOUSE)):
        done = scene.withdraw()
        assert done
        assert (done.consultation, done.statements) == ((), ())
        assert done.report == ConsentReport(withdrawn_date=TODAY, statements=False)


def test_texts_that_name_the_person_are_erased_whoever_spoke() -> None:
    scene = a_scene({"text": words(f"As Ms {NAME.upper()} put it, open a hotline.")}, {"text": words("Nothing.")})
    done = scene.withdraw()
    assert done
    [fact] = done.statements
    assert isinstance(fact, TextErased)
    assert (fact.text_id, fact.version) == (scene.public.statements[1].frame.text, 3)
    assert done.report.erased_numbers == ("C-7/2",)
    assert done.report.shown_numbers == ("C-7", "C-7/1", "C-7/2")


def test_the_affiliation_goes_from_what_tells_of_the_person_and_is_to_be_read_again_in_what_was_said() -> None:
    scene = a_scene()
    first, *_ = scene.draft.statements
    details = replace(
        first.details,
        note=words("She leads the Trust of Qaziabad."),
        text=words("The Trust of Qaziabad will help."),
    )
    again = a_draft(replace(first, details=details), participants=(scene.person,))
    kept = Kept()
    facts = published(again, keep=kept)
    scene.public = Public(
        consultation=reduce(evolve_consultation, facts.consultation, None),
        statements=tuple(evolve_statement(evolve_statement(None, first), then) for first, then in facts.statements),
        bodies={text_id: tuple(body for _, body in text.bodies) for text_id, text in kept.texts.items()},
    )
    done = scene.withdraw()
    assert done
    assert [each.text_id for each in done.statements] == [scene.public.statements[0].content.note]  # type: ignore[union-attr]
    assert done.report.reread_numbers == ("C-7/1",)


def test_what_holds_a_part_of_the_name_stays_and_is_to_be_read_again() -> None:
    known = "Qaziabad came too late", "As NARGIS told us, hotlines help.", "Qaziabadi sweets were served."
    scene = a_scene(*({"text": words(each)} for each in known))
    done = scene.withdraw()
    assert done
    assert (done.statements, done.report.erased_numbers) == ((), ())
    assert done.report.reread_numbers == ("C-7/2", "C-7/3")


def test_of_a_stand_in_for_a_name_nothing_has_to_be_read_again() -> None:
    scene = a_scene({"text": words("Every participant was heard.")})
    done = scene.withdraw(person=replace(scene.person, details=replace(scene.person.details, name="Participant 4")))
    assert done
    assert done.report.reread_numbers == ()


def test_what_was_said_becomes_tombstones_and_every_text_of_it_is_erased() -> None:
    scene = a_scene()
    draft = a_statement(details_of_statement(participant_id=scene.person.id), RecordState.DRAFT, position=2)
    scene.draft = replace(scene.draft, statements=(*scene.draft.statements, draft))
    done = scene.withdraw(statements=True)
    assert done
    [tombstone, *erased] = done.statements
    assert isinstance(tombstone, StatementWithdrawn)
    assert "Consent was withdrawn." in scene.kept.bodies
    frame = scene.public.statements[0].frame
    assert {each.text_id for each in erased} == {frame.title, frame.text}  # type: ignore[union-attr]
    assert [each.version for each in done.statements] == [3, 4, 5]
    [emptied] = done.emptied
    assert emptied.details == StatementDetails(type=StatementType.RECOMMENDATION)
    assert done.removed == (draft,)
    assert (done.report.withdrawn_numbers, done.report.removed) == (("C-7/1",), 1)


def test_asked_again_nothing_happens_and_asked_for_more_only_the_rest() -> None:
    scene = a_scene()
    first = scene.withdraw()
    assert first
    assert scene.withdraw(person=first.participant) is None
    record = evolve_consultation(scene.public.consultation, first.consultation[0])
    scene.public = replace(scene.public, consultation=record)
    whole = scene.withdraw(statements=True, person=first.participant)
    assert whole
    assert whole.consultation == ()
    assert (whole.report.statements, whole.report.shown_numbers) == (True, ("C-7", "C-7/1"))
    assert scene.withdraw(statements=True, person=whole.participant) is None
