"""What happens when a participant withdraws consent: in the domain, without a database."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import reduce
from typing import Any
from uuid import UUID, uuid4

from services.consultations.domain.consent import Withdrawn, withdraw_consent
from services.consultations.domain.details import (
    ConsentReport,
    Output,
    ParticipantDetails,
    Source,
    StatementDetails,
    Verifiability,
)
from services.consultations.domain.drafts import Draft, Participant
from services.consultations.domain.erasing import Public, Unnamed, carried, names_in_act
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    StatementWithdrawn,
    TextErased,
    evolve_consultation,
    evolve_programme,
    evolve_statement,
)
from services.consultations.domain.record import AddedAddressee, ProgrammeContent, ProgrammeRecord
from services.consultations.domain.safeguarding.acts import Act, ActKind, Mark
from services.consultations.domain.safeguarding.spans import Kind
from services.consultations.domain.values import (
    Attribution,
    AttributionRule,
    OutputKind,
    RecordState,
    StatementType,
)
from services.consultations.wire.printed import ids_in
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_draft,
    a_participant,
    a_programme,
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

    def withdraw(
        self, *, statements: bool = False, person: Participant | None = None, searched: bool = True
    ) -> Withdrawn | None:
        """Let her withdraw it."""
        return withdraw_consent(
            self.draft,
            person or self.person,
            self.public,
            statements=statements,
            by="somebody",
            keep=self.kept,
            moment=NOW,
            searched=searched,
        )


def texts_of(*records: Any) -> dict[UUID, tuple[UUID, ...]]:
    """Return the texts that each record has, as if its log had carried no others."""
    return {each.id: tuple(ids_in(each)) for each in records if each}


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
    public = Public(consultation=record, statements=statements, texts=texts_of(record, *statements), bodies=bodies)
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
    statements = tuple(evolve_statement(evolve_statement(None, first), then) for first, then in facts.statements)
    scene.public = Public(
        consultation=reduce(evolve_consultation, facts.consultation, None),
        statements=statements,
        texts=texts_of(*statements),
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


def of_a_programme(scene: Scene, **texts: str) -> ProgrammeRecord:
    """Let the scene's consultation be one of a public programme with these texts."""
    ids: dict[str, Any] = {name: scene.kept(words(body)) for name, body in texts.items()}
    record = ProgrammeRecord(id=uuid4(), content=replace(ProgrammeContent(title=None), **ids), version=4)
    bodies = {text_id: tuple(body for _, body in text.bodies) for text_id, text in scene.kept.texts.items()}
    first = TODAY - timedelta(days=90)
    ids_of = {**scene.public.texts, **texts_of(record)}
    scene.public = replace(scene.public, programme=record, programme_from_date=first, texts=ids_of, bodies=bodies)
    return record


def test_texts_of_the_programme_are_erased_and_read_again_as_those_of_its_consultation_are() -> None:
    scene = a_scene()
    record = of_a_programme(
        scene, title="Safe", summary=f"Led by {NAME}.", partners="Nargis and friends", organisers=f"{NAME}, a host"
    )
    done = scene.withdraw()
    assert done
    assert {each.text_id for each in done.programme} == {record.content.summary, record.content.organisers}
    assert [(each.id, each.version) for each in done.programme] == [(record.id, 5), (record.id, 6)]
    assert reduce(evolve_programme, done.programme, record) == replace(record, version=6)
    assert (done.report.programme_erased, done.report.programme_reread) == (True, True)
    assert done.report.shown_from_date == TODAY - timedelta(days=90)
    assert done.report.erased_numbers == ()


def test_a_programme_is_touched_though_nothing_of_the_consultation_is_public() -> None:
    scene = a_scene()
    of_a_programme(scene, summary=f"Led by {NAME}.", partners="Friends")
    scene.public = replace(scene.public, consultation=None, statements=())
    done = scene.withdraw()
    assert done
    assert (len(done.programme), done.consultation, done.statements) == (1, (), ())
    assert (done.report.programme_erased, done.report.programme_reread) == (True, False)


def test_a_programme_that_does_not_name_the_person_stays_as_it_is() -> None:
    scene = a_scene()
    of_a_programme(scene, summary="Led by Nargisa Qaziabadi.")
    done = scene.withdraw()
    assert done
    assert (done.programme, done.report.programme_erased, done.report.programme_reread) == ((), False, False)
    assert done.report.shown_from_date == TODAY


def test_a_text_of_a_former_state_and_a_reason_that_names_the_person_are_erased_too() -> None:
    """Past days show what would have counted as done before, and pages why something was done."""
    scene = a_scene({})
    _, other = scene.public.statements
    former, reason = scene.kept(words(f"{NAME} says so")), scene.kept(words(f"Asked by {NAME}"))
    assert former
    assert reason
    added = AddedAddressee(addressee_id=uuid4(), reason=reason, added_date=TODAY)
    scene.public = replace(
        scene.public,
        statements=(scene.public.statements[0], replace(other, added=(added,))),
        texts={**scene.public.texts, other.id: (*scene.public.texts[other.id], former, reason)},
        bodies={text_id: tuple(body for _, body in text.bodies) for text_id, text in scene.kept.texts.items()},
    )
    done = scene.withdraw()
    assert done
    assert [each.text_id for each in done.statements if isinstance(each, TextErased)] == [former, reason]
    assert done.report.erased_numbers == ("C-7/2",)


def test_of_the_own_words_a_former_state_goes_too_and_reasons_stay() -> None:
    scene = a_scene()
    [own] = scene.public.statements
    former, reason = scene.kept(words("A year ago")), scene.kept(words("It was asked for."))
    assert former
    assert reason
    added = AddedAddressee(addressee_id=uuid4(), reason=reason, added_date=TODAY)
    scene.public = replace(
        scene.public,
        statements=(replace(own, added=(added,)),),
        texts={own.id: (*scene.public.texts[own.id], former, reason)},
        bodies={text_id: tuple(body for _, body in text.bodies) for text_id, text in scene.kept.texts.items()},
    )
    done = scene.withdraw(statements=True)
    assert done
    erased = {each.text_id for each in done.statements if isinstance(each, TextErased)}
    assert former in erased
    assert own.frame.text in erased
    assert reason not in erased


def test_what_was_to_be_read_again_still_is_when_the_own_words_go_later() -> None:
    scene = a_scene({"text": words("Qaziabad came too late")})
    first = scene.withdraw()
    assert first
    again = scene.withdraw(statements=True, person=first.participant)
    assert again
    assert again.report.reread_numbers == first.report.reread_numbers == ("C-7/2",)


def test_a_name_that_is_nobodys_is_erased_in_no_text_and_what_has_it_is_to_be_read_again() -> None:
    scene = a_scene({"text": words(f"As {NAME} put it, open a hotline.")})
    done = scene.withdraw(searched=False)
    assert done
    assert (done.statements, done.entered.statements) == ((), ())
    assert isinstance(done.consultation[0], ConsentWithdrawn), "the person is seen no more all the same"
    assert (done.report.erased_numbers, done.report.reread_numbers) == ((), ("C-7/2",))


def test_what_a_namesake_said_stays_and_is_to_be_read_again() -> None:
    """Whoever enters a second person of that name, and withdraws, empties nothing that the first one said."""
    namesake = a_participant(name=NAME.lower())
    scene = a_scene(
        {"text": words(f"I, {NAME}, will open it."), "participant_id": namesake.id},
        {"text": words(f"{NAME} spoke.")},
    )
    scene.draft = replace(scene.draft, participants=(scene.person, namesake))
    done = scene.withdraw()
    assert done
    assert (done.report.erased_numbers, done.report.reread_numbers) == (("C-7/3",), ("C-7/2",))
    assert [each.id for each in done.entered.statements] == [scene.draft.statements[2].id]


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


def test_what_was_entered_of_items_that_stay_names_the_person_no_more() -> None:
    why = {"who": words(f"{NAME} and the ministry"), "what": words("A hotline")}
    scene = a_scene(
        {"text": words(f"As Ms {NAME.upper()} put it, open a hotline."), "verifiability": Verifiability(**why)},
        {"text": words("Nothing."), "source_row": f"Row 7, {NAME}"},
        {"text": words("Nothing of anybody.")},
    )
    done = scene.withdraw()
    assert done
    second, third = done.entered.statements
    assert second.details.text == words("As Ms [name removed] put it, open a hotline.")
    assert second.details.verifiability == Verifiability(who=words("[name removed] and the ministry"), what=why["what"])
    assert third.details.source_row == "Row 7, [name removed]"
    assert [each.version for each in done.entered.statements] == [
        each.version + 1 for each in scene.draft.statements[1:3]
    ]
    assert NAME not in repr(scene.withdraw(statements=True).entered)  # type: ignore[union-attr]


def test_what_was_entered_of_the_consultation_and_its_programme_names_the_person_no_more() -> None:
    scene = a_scene()
    details = replace(
        scene.draft.consultation.details,
        summary=words(f"Opened by {NAME.upper()}.", ur="نرگس"),
        attending_bodies=("A trust", f"Office of {NAME}"),
        outputs=(Output(kind=OutputKind.VIDEO, title=words("A talk"), url="https://a.example/nargis-qaziabad"),),
        source=Source(name="A paper", url="https://a.example/paper"),
        themes=("child_safety",),
    )
    scene.draft = replace(scene.draft, consultation=replace(scene.draft.consultation, details=details))
    programme = a_programme(summary=words(f"Founded by {NAME}."))
    done = withdraw_consent(
        scene.draft,
        scene.person,
        scene.public,
        programme=programme,
        statements=False,
        by="somebody",
        keep=scene.kept,
        moment=NOW,
    )
    assert done
    assert done.entered.consultation
    assert done.entered.programme
    after = done.entered.consultation
    assert after.version == scene.draft.consultation.version + 1
    assert after.details == replace(
        details,
        summary=words("Opened by [name removed].", ur="نرگس"),
        attending_bodies=("A trust", "Office of [name removed]"),
        outputs=(replace(details.outputs[0], url=""),),
    )
    assert done.entered.programme.details.summary == words("Founded by [name removed].")
    assert NAME not in repr(done.entered)


def test_what_is_entered_without_the_name_stays_as_it_is_and_under_its_key() -> None:
    scene = a_scene()
    done = scene.withdraw()
    assert done
    assert done.entered == Unnamed()


def test_words_of_a_span_that_was_cleared_go_with_the_key_although_the_text_has_them_no_more() -> None:
    scene = a_scene({"text": words("Nothing of anybody.")})
    other = scene.draft.statements[1]
    mark = Mark(field="text.bodies[en]", kind=Kind.NAME, words=NAME)
    act = Act(owner_id=other.id, kind=ActKind.CLEAR, by=uuid4(), at=NOW.at, mark=mark)
    done = withdraw_consent(
        scene.draft,
        scene.person,
        scene.public,
        acts=[act],
        statements=False,
        by="somebody",
        keep=scene.kept,
        moment=NOW,
    )
    assert done
    assert [each.id for each in done.entered.statements] == [other.id]


def test_a_role_of_somebody_else_that_tells_of_the_person_is_to_be_read_again() -> None:
    scene = a_scene()
    other = a_participant(name="Participant 2", role_title=f"Assistant of {NAME}")
    scene.draft = replace(scene.draft, participants=(*scene.draft.participants, other))
    done = scene.withdraw()
    assert done
    assert done.report.reread_numbers == ("C-7",)


def test_of_what_reviewers_did_only_words_go_and_no_label() -> None:
    given: dict[str, Any] = {"owner_id": uuid4(), "by": uuid4(), "at": NOW.at}
    label = Act(kind=ActKind.RESTRICT, reason=f"The case of {NAME}", **given)
    assert carried(label, NAME) == replace(label, reason="The case of [name removed]")
    other = Act(kind=ActKind.CLEAR, mark=Mark(field="text.bodies[en]", kind=Kind.NAME, words="Taimoor Wazir"), **given)
    assert carried(other, NAME) == other
    own = replace(other, mark=replace(other.mark, words=f"Ms {NAME}"))  # type: ignore[type-var]
    assert carried(own, NAME) is None
    assert [names_in_act(each, NAME) for each in (label, other, own)] == [True, False, True]
