"""The safeguarding gate: what is examined, what keeps a text from becoming public, and what the public reads then."""

from dataclasses import fields, replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.errors import InvalidArgument
from services.consultations.domain.details import AgendaItem, Figure, Output, ProgrammeDetails, Source, Verifiability
from services.consultations.domain.drafts import Programme, change_programme
from services.consultations.domain.errors import (
    NamesSomebody,
    NotPublishable,
    NotRestricted,
    OwnWork,
    SamePerson,
    Stale,
)
from services.consultations.domain.publication import Numbers, Publishing, publish
from services.consultations.domain.review import Chosen, require_passed
from services.consultations.domain.safeguarding import Kind
from services.consultations.domain.safeguarding.acts import Act, ActKind, Mark, Outcome
from services.consultations.domain.safeguarding.gate import Part, digest, final
from services.consultations.domain.safeguarding.parts import Gate, Sensitivity, accept, final_draft, lowers
from services.consultations.domain.safeguarding.reasons import require_nobody_named
from services.consultations.domain.safeguarding.topics import OTHER, Topic, topics_in
from services.consultations.domain.values import (
    NOTHING,
    AttributionRule,
    FigureBy,
    LocalizedText,
    OutputKind,
    Publication,
    RecordState,
    Risk,
)
from tests.unit.consultations_builders import (
    AUTHOR,
    COLLEAGUE,
    HOST,
    NOW,
    REVIEWER,
    a_decision,
    a_draft,
    a_programme,
    a_statement,
    details_of_statement,
    words,
)

WAITING = RecordState.IN_REVIEW
SECOND = uuid4()


def a_gate(*statements: Any, acts: tuple[Act, ...] = (), programme: Programme | None = None, **changed: Any) -> Gate:
    sensitivity = changed.pop("sensitivity", Sensitivity())
    published = changed.pop("published", False)
    draft = replace(a_draft(*statements, **changed), published=published)
    return Gate(draft=draft, programme=programme, known=frozenset(), acts=acts, sensitivity=sensitivity)


def a_part(english: str = "Ask Zarqa Bhattani.", *, acts: tuple[Act, ...] = (), **more: Any) -> Part:
    statement = a_statement(details_of_statement(text=words(english), **more))
    [part] = a_gate(statement).statements({statement.id: "decisions[0]"})
    for each in acts:
        part = part.after(replace(each, owner_id=part.owner_id))
    return part


def a_mark(name: str = "Zarqa Bhattani", **changed: Any) -> Mark:
    return replace(Mark(field="text.bodies[en]", kind=Kind.NAME, words=name), **changed)


def an_act(kind: ActKind, by: UUID = REVIEWER, mark: Mark | None = None, owner_id: UUID = HOST) -> Act:
    return Act(owner_id=owner_id, kind=kind, by=by, at=NOW.at, mark=mark)


def clear(by: UUID = REVIEWER, mark: Mark | None = None) -> Act:
    return an_act(ActKind.CLEAR, by, mark or a_mark())


def redact(by: UUID = REVIEWER, mark: Mark | None = None) -> Act:
    return an_act(ActKind.REDACT, by, mark or a_mark())


def refused(*parts: Part, publisher: UUID = REVIEWER, risk: Risk = Risk.HIGH, tracked: bool = False) -> set[str]:
    way = Publication.TRACKED if tracked else Publication.RECORDED
    decisions = [replace(a_decision(a_statement()), statement_id=parts[0].owner_id, publication=way, risk=risk)]
    try:
        require_passed(parts, decisions, publisher=publisher)
    except NotPublishable as refusal:
        fields_at_fault = {each.field for each in refusal.violations}
        sentence = str(refusal)
    else:
        return set()
    assert "Zarqa" not in sentence
    return fields_at_fault


# What is examined


def filled(details: Any, **more: Any) -> Any:
    """Fill every text of an entry with words of its own."""
    given = {
        each.name: words(f"The {each.name}") for each in fields(details) if isinstance(each.default, LocalizedText)
    }
    return replace(details, **given | more)


def test_every_text_that_is_published_was_examined() -> None:
    kept: list[str] = []

    def keep(text: LocalizedText) -> UUID | None:
        kept.extend(body for _, body in text.bodies)
        return uuid4() if text else None

    output = Output(kind=OutputKind.VIDEO, title=words("An output"), url="https://a.example/v", consented=True)
    answers = filled(Verifiability())
    statement = a_statement(filled(details_of_statement(), source_sentence_public=True, verifiability=answers))
    figures = (
        Figure(label="participants", value=9, as_printed="nine"),
        Figure(label="participants", value=9, by=FigureBy.REGION, group="A region"),
    )
    source = Source(type="published_article", name="A paper", url="https://a.example/s")
    programme = a_programme(**vars(filled(ProgrammeDetails(), figures=figures, outputs=(output,), source=source)))
    blank = a_gate(statement, programme=programme)
    consultation = blank.draft.consultation
    details = filled(
        consultation.details,
        figures=figures,
        outputs=(output,),
        source=source,
        agenda=(AgendaItem(title=words("A line of the agenda")),),
        attending_bodies=("A body",),
        foreseen_addressees=("Another",),
    )
    gate = replace(blank, draft=replace(blank.draft, consultation=replace(consultation, details=details)))
    act = Publishing(
        id=uuid4(),
        draft=gate.draft,
        chosen=(Chosen(statement, Publication.TRACKED),),
        record=None,
        programme=programme,
        numbers=Numbers(consultation="C-1", items=("C-1/1",), tracked=("R-1",)),
        published_date=NOW.today,
        by=REVIEWER,
        keep=keep,
        moment=NOW,
    )
    publish(act)
    parts = (*gate.frame(), *gate.statements({statement.id: "decisions[0]"}))
    examined = {body for part in parts for _, body in part.texts}
    assert len(kept) > 25
    assert set(kept) - examined == set()
    assert {output.url, source.url} <= examined
    assert {"A region", "A line of the agenda", "The partners"} <= set(kept)


def test_what_does_not_become_public_is_not_examined() -> None:
    name = words("Zarqa Bhattani")
    statement = a_statement(
        details_of_statement(source_sentence=name, speaker_note=name, verifiability=Verifiability(who=name))
    )
    gate = a_gate(statement, attribution_rule=AttributionRule.CHATHAM_HOUSE)
    [part] = gate.statements({statement.id: "decisions[0]"})
    assert {each.mark.field for each in part.found} == {"verifiability.who.bodies[en]"}
    assert refused(part) == set()
    assert refused(part, tracked=True) == {"decisions[0].verifiability.who.bodies[en]"}


def test_the_frame_is_examined_until_it_is_public() -> None:
    title = words("Help for Zarqa Bhattani")
    [own] = a_gate(title=title).frame()
    assert [each.mark.field for each in own.found] == ["title.bodies[en]"]
    assert a_gate(title=title, published=True).frame() == ()


def test_the_host_is_no_person_where_it_is_named_as_the_host() -> None:
    host = words("Zarqa Bhattani Circle")
    assert [
        each.mark.field for each in a_gate(host_name=host, place=words("with Zarqa Bhattani")).frame()[0].found
    ] == ["place.bodies[en]"]


@pytest.mark.covers("SEC 2")
def test_a_host_that_is_only_a_persons_name_is_a_person_to_the_gate() -> None:
    gate = a_gate(host_name=words("Zarqa Bhattani"), summary=words("Zarqa Bhattani asked for a hotline."))
    fields = {each.mark.field for each in gate.frame()[0].found}
    assert fields >= {"host_name.bodies[en]", "summary.bodies[en]"}


# Cleared, redacted


def test_nothing_is_public_before_each_span_is_decided() -> None:
    part = a_part("Ask Zarqa Bhattani or Zarqa Bhattani's brother, 0300-1234567.")
    assert refused(part) == {"decisions[0].text.bodies[en]"}
    part = part.after(replace(clear(), owner_id=part.owner_id))
    assert refused(part) == {"decisions[0].text.bodies[en]"}
    part = part.after(replace(redact(mark=a_mark("0300-1234567", kind=Kind.PHONE)), owner_id=part.owner_id))
    assert [each.outcome for each in part.found] == [Outcome.CLEARED, Outcome.OPEN, Outcome.REDACTED]
    part = part.after(replace(clear(mark=a_mark("Zarqa Bhattani's")), owner_id=part.owner_id))
    assert refused(part) == set()


@pytest.mark.parametrize(
    ("field", "entered", "public"),
    [
        ("en", "Ask Zarqa Bhattani, then 0300-1234567.", "Ask [name removed], then [removed]."),
        ("ur", "زرقا بھٹانی سے پوچھیں۔", "[نام ہٹا دیا گیا] سے پوچھیں۔"),
    ],
)
def test_what_is_redacted_is_gone_from_the_final_text(field: str, entered: str, public: str) -> None:
    text = LocalizedText(field, ((field, entered),))
    statement = a_statement(details_of_statement(text=text))
    gate = a_gate(statement)
    [part] = gate.statements({statement.id: "decisions[0]"})
    for each in part.found:
        part = (
            part.after(redact(mark=each.mark))
            if part.owner_id == HOST
            else part.after(replace(redact(mark=each.mark), owner_id=part.owner_id))
        )
    assert final(part, statement.details).text.authoritative == public
    draft = final_draft(gate.draft, [part])
    assert draft.statements[0].details.text.authoritative == public
    assert gate.draft.statements[0].details.text.authoritative == entered


def test_of_a_redacted_address_nothing_stays() -> None:
    source = Source(url="https://facebook.com/zarqa.b")
    gate = a_gate(source=source)
    [own] = gate.frame()
    [found] = own.found
    own = own.after(replace(redact(mark=found.mark), owner_id=own.owner_id))
    assert final_draft(gate.draft, [own]).consultation.details.source.url == ""


def test_the_last_word_on_a_span_counts() -> None:
    assert a_part(acts=(clear(), redact())).found[0].outcome is Outcome.REDACTED
    assert a_part(acts=(redact(), clear())).found[0].outcome is Outcome.CLEARED


def test_an_edit_undoes_what_was_decided_on_changed_spans_and_on_no_others() -> None:
    acts = (clear(), clear(mark=a_mark("Taimoor Kundi")))
    part = a_part("First ask Zarqa Bhattani, later Taimoor Wazir.", acts=acts)
    assert [(each.mark.words, each.outcome) for each in part.found] == [
        ("Zarqa Bhattani", Outcome.CLEARED),
        ("Taimoor Wazir", Outcome.OPEN),
    ]


# Restriction follows content


@pytest.mark.parametrize(
    ("text", "restricts"),
    [
        pytest.param("The girl Zarqa Bhattani was there.", True, id="an identifiable child"),
        pytest.param("A child of Iqra Model School was filmed.", True, id="a child by its school"),
        pytest.param("It is FIR No. 45/2025.", True, id="details of a case"),
        pytest.param("The rape video is at https://clips.example/v/1 still.", True, id="where abuse material is"),
        pytest.param("بچی زرقا بھٹانی وہاں تھی۔", True, id="an identifiable child, in Urdu"),
        pytest.param("Zarqa Bhattani spoke of children.", False, id="many children"),
        pytest.param("Iqra Model School has a laboratory.", False, id="a school and no child"),
    ],
)
def test_restriction_follows_content(text: str, restricts: bool) -> None:
    part = a_part(text)
    assert [each.restricts for each in part.found] == [restricts]
    assert part.restricted is restricts


def test_what_restricts_is_cleared_by_two_persons_or_redacted() -> None:
    text = "The girl Zarqa Bhattani was there."
    once = a_part(text, acts=(clear(REVIEWER),))
    assert once.found[0].outcome is Outcome.CLEARING
    assert refused(once) == {"decisions[0].text.bodies[en]"}
    with pytest.raises(SamePerson):
        accept(replace(clear(REVIEWER), owner_id=once.owner_id), once)
    assert refused(a_part(text, acts=(clear(REVIEWER), clear(REVIEWER)))) == {"decisions[0].text.bodies[en]"}
    assert refused(a_part(text, acts=(clear(REVIEWER), clear(SECOND)))) == set()
    assert refused(a_part(text, acts=(redact(REVIEWER),))) == set()
    assert refused(a_part(text, acts=(clear(REVIEWER), redact(SECOND), clear(SECOND)))) == {
        "decisions[0].text.bodies[en]"
    }


def test_to_clear_what_restricts_lowers_a_label() -> None:
    assert lowers(clear(), a_part("The girl Zarqa Bhattani was there."))
    assert not lowers(clear(), a_part())
    assert not lowers(redact(), a_part("The girl Zarqa Bhattani was there."))


def test_a_label_is_raised_by_one_person_and_lowered_by_two() -> None:
    raised = a_part("A rule.", acts=(an_act(ActKind.RESTRICT, COLLEAGUE),))
    assert refused(raised) == {"decisions[0].restricted"}
    lowered = raised.after(accept(an_act(ActKind.LOWER, REVIEWER, owner_id=raised.owner_id), raised))
    assert refused(lowered) == {"decisions[0].restricted"}
    with pytest.raises(SamePerson):
        accept(an_act(ActKind.LOWER, REVIEWER, owner_id=raised.owner_id), lowered)
    agreed = lowered.after(accept(an_act(ActKind.LOWER, SECOND, owner_id=raised.owner_id), lowered))
    assert refused(agreed) == set()
    with pytest.raises(NotRestricted):
        accept(an_act(ActKind.LOWER, SECOND, owner_id=raised.owner_id), agreed)
    again = agreed.after(an_act(ActKind.RESTRICT, COLLEAGUE, owner_id=raised.owner_id))
    assert refused(again) == {"decisions[0].restricted"}


def test_nobody_decides_on_what_they_entered() -> None:
    part = a_part()
    with pytest.raises(OwnWork):
        accept(replace(clear(AUTHOR), owner_id=part.owner_id), part)


def test_a_span_that_is_not_in_the_text_is_not_decided_on() -> None:
    part = a_part()
    with pytest.raises(Stale):
        accept(replace(clear(mark=a_mark(occurrence=2)), owner_id=part.owner_id), part)


# The second reading


def test_a_sensitive_topic_asks_for_a_second_reading_by_another_reviewer() -> None:
    part = a_part("Forced marriage has to end.")
    assert refused(part) == {"decisions[0].second_reading"}
    own = part.after(accept(an_act(ActKind.READ, REVIEWER, owner_id=part.owner_id), part))
    assert refused(own, publisher=REVIEWER) == {"decisions[0].second_reading"}
    assert refused(own, publisher=SECOND) == set()


def test_a_second_reading_is_of_the_final_text_as_it_is_now() -> None:
    part = a_part("Forced marriage: ask Zarqa Bhattani.")
    read = part.after(accept(an_act(ActKind.READ, SECOND, owner_id=part.owner_id), part))
    changed = read.after(replace(redact(), owner_id=part.owner_id))
    assert refused(changed) == {"decisions[0].second_reading"}
    assert digest([changed]) != digest([read])
    cleared = read.after(replace(clear(), owner_id=part.owner_id))
    assert refused(cleared) == set()


def test_what_is_marked_as_sensitive_asks_for_one_whatever_it_says() -> None:
    statement = a_statement()
    [part] = a_gate(statement, sensitive=True).statements({statement.id: "decisions[0]"})
    assert refused(part) == {"decisions[0].second_reading"}


def test_the_risk_of_a_sensitive_statement_is_not_low() -> None:
    part = a_part("Forced marriage has to end.")
    read = part.after(accept(an_act(ActKind.READ, SECOND, owner_id=part.owner_id), part))
    assert refused(read, risk=Risk.LOW) == {"decisions[0].risk"}
    assert refused(a_part("A rule."), risk=Risk.LOW) == set()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Child sexual abuse is a crime.", Topic.CHILD_ABUSE),
        ("بچوں کے ساتھ زیادتی جرم ہے۔", Topic.CHILD_ABUSE),
        ("Honour killings go on.", Topic.GENDER_BASED_VIOLENCE),
        ("گھریلو تشدد بڑھ رہا ہے۔", Topic.GENDER_BASED_VIOLENCE),
        ("گھر\u200cیلو تشدد بڑھ رہا ہے۔", Topic.GENDER_BASED_VIOLENCE),  # a joiner that nobody sees
        ("Accusations of blasphemy spread online.", Topic.RELIGION_AND_BLASPHEMY),
        ("مذہبی آزادی", Topic.RELIGION_AND_BLASPHEMY),
        ("The Transgender Persons Act", Topic.TRANSGENDER_PERSONS),
        ("خواجہ سراؤں کے حقوق", Topic.TRANSGENDER_PERSONS),
        ("Families of missing persons", Topic.ENFORCED_DISAPPEARANCE),
        ("جبری گمشدگیاں", Topic.ENFORCED_DISAPPEARANCE),
        ("Intelligence agencies", Topic.SECURITY_AGENCIES),
        ("خفیہ اداروں کا کردار", Topic.SECURITY_AGENCIES),
    ],
)
def test_topics_are_known_by_their_words(text: str, topic: Topic) -> None:
    assert topics_in([text], [], topics=frozenset(Topic), words=()) == (topic,)
    assert topics_in([text], [], topics=frozenset(Topic) - {topic}, words=()) == ()


def test_topics_are_known_by_theme_and_by_the_deployments_own_words() -> None:
    assert topics_in(["A rule."], ["child_abuse"], topics=frozenset(Topic), words=()) == (Topic.CHILD_ABUSE,)
    assert topics_in(["Land grabbing"], [], topics=(), words=["land grab"]) == (OTHER,)
    assert topics_in(["A hotline for children, open to all"], [], topics=frozenset(Topic), words=()) == ()


def test_an_item_without_themes_asks_for_a_second_reading_by_those_of_its_consultation() -> None:
    plain, own = a_statement(), a_statement(details_of_statement(themes=("land",)))
    gate = a_gate(plain, own, themes=("child_abuse",), published=True)
    paths = {plain.id: "decisions[0]", own.id: "decisions[1]"}
    assert [each.topics for each in gate.statements(paths)] == [(Topic.CHILD_ABUSE,), ()]


# Reasons


def test_a_reason_that_is_public_at_once_leads_to_nobody() -> None:
    with pytest.raises(NamesSomebody) as refusal:
        require_nobody_named(
            {"reason": words("Asked by Zarqa Bhattani"), "track": Verifiability(who=words("@zarqa_b"))}, ()
        )
    assert {each.field for each in refusal.value.violations} == {"reason.bodies[en]", "track.who.bodies[en]"}
    assert "arqa" not in str(refusal.value)
    require_nobody_named({"reason": words("recorded wrongly"), "asked_by": NOTHING}, ())


def test_a_programme_whose_figures_changed_is_another_one_than_was_read() -> None:
    """Figures, days and languages are no texts: the request names no version of the programme that would tell."""
    programme = a_programme(title=words("A programme"))
    read, now = (
        next(part for part in a_gate(programme=each).frame() if part.path == "programme").digest
        for each in (programme, replace(programme, version=programme.version + 1))
    )
    assert read != now


def test_a_label_that_is_a_name_is_read_and_nothing_is_taken_out_of_it() -> None:
    figures = (Figure(label="zarlakht_khan", value=9), Figure(label="women", value=9, part_of="bushra_bibi"))
    [part] = a_gate(figures=figures).frame()
    assert [(each.mark.field, each.mark.words) for each in part.found] == [
        ("figures[0].label", "Zarlakht Khan"),
        ("figures[1].part_of", "Bushra Bibi"),
    ]
    with pytest.raises(NotPublishable):
        require_passed([part], [], publisher=REVIEWER)
    redaction = an_act(ActKind.REDACT, mark=part.found[0].mark, owner_id=part.owner_id)
    with pytest.raises(InvalidArgument):
        accept(redaction, part)
    for each in part.found:
        part = part.after(accept(an_act(ActKind.CLEAR, mark=each.mark, owner_id=part.owner_id), part))
    require_passed([part], [], publisher=REVIEWER)


def test_whoever_changed_a_programme_does_not_clear_what_is_in_it() -> None:
    programme = change_programme(
        a_programme(), ProgrammeDetails(title=words("Ask Zarqa Bhattani")), by=REVIEWER, expected_version=1,
        published=False, at=NOW.at,
    )  # fmt: skip
    part = next(each for each in a_gate(programme=programme).frame() if each.path == "programme")
    assert part.entered_by == {AUTHOR, REVIEWER}
    for by in (AUTHOR, REVIEWER):
        with pytest.raises(OwnWork):
            accept(an_act(ActKind.READ, by, owner_id=part.owner_id), part)
