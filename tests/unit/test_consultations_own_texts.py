"""Row 31 for what a consultation or programme says of itself: which texts, who, and what it said before."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations import wire
from services.consultations.domain.correcting import NewText
from services.consultations.domain.counting_across import PublicCounts
from services.consultations.domain.details import Figure
from services.consultations.domain.errors import HiddenNow, NotPublishable, NotTheHost, ProposedAlready
from services.consultations.domain.facts import evolve_consultation, evolve_programme
from services.consultations.domain.own_texts import Own, agree_own, corrected_now, own_fields, propose_own
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import (
    ConsultationContent,
    ConsultationRecord,
    ProgrammeContent,
    ProgrammeRecord,
    PublishedAgendaItem,
    PublishedFigure,
    PublishedOutput,
)
from services.consultations.domain.values import ConsultationKind, LocalizedText, OutputKind, Role
from tests.unit.consultations_builders import HOST, NOW, Kept, a_consultation_record, a_person, words


def fields(refused: pytest.ExceptionInfo[NotPublishable]) -> list[str]:
    return [each.field for each in refused.value.violations]


WHY = words("A slip of the pen")
TITLE, HOST_NAME, SUMMARY, BODY, LINE, OUTPUT, CAVEAT, PRINTED = (uuid4() for _ in range(8))
GONE = uuid4()
CONTENT = ConsultationContent(
    summary=SUMMARY,
    attending_bodies=(GONE, BODY),
    agenda=(PublishedAgendaItem(title=LINE),),
    outputs=(PublishedOutput(kind=OutputKind.GUIDE, title=OUTPUT),),
    figures=(PublishedFigure(label="participants", value=40, as_printed=PRINTED, group=uuid4()),),
    figures_conflict=CAVEAT,
)


def a_record() -> ConsultationRecord:
    record = a_consultation_record()
    return replace(record, frame=replace(record.frame, title=TITLE, host_name=HOST_NAME), content=CONTENT)


def an_own(record: ConsultationRecord | None = None, **changed: Any) -> Own:
    known = record or a_record()
    told = own_fields(known, {GONE}, figures=True)
    public = {name: words(name) for name in told}
    given: dict[str, Any] = {
        "record": known,
        "kind": ChangeKind.CORRECT_CONSULTATION,
        "host_organisation_id": HOST,
        "hidden": False,
        "fields": told,
        "public": public,
        "themes": (),
    }
    return Own(**given | changed)


def correcting(**texts: LocalizedText) -> Change:
    wording = tuple(
        NewText(field=name, text=text, path=f"correct_consultation.texts[{index}].text")
        for index, (name, text) in enumerate(texts.items())
    )
    return Change(kind=ChangeKind.CORRECT_CONSULTATION, reason=WHY, wording=wording)


@pytest.mark.covers("row 31")
def test_every_text_of_it_that_is_public_has_a_field_and_what_was_erased_has_no_place_in_a_list() -> None:
    told = own_fields(a_record(), {GONE}, figures=True)
    assert told == {
        "title": TITLE,
        "host_name": HOST_NAME,
        "summary": SUMMARY,
        "figures_conflict": CAVEAT,
        "attending_bodies[0]": BODY,
        "agenda[0].title": LINE,
        "outputs[0].title": OUTPUT,
        "figures[0].as_printed": PRINTED,
    }


@pytest.mark.covers("invariant 8")
def test_words_about_figures_are_none_of_them_while_a_figure_is_not_told() -> None:
    told = own_fields(a_record(), set(), figures=False)
    assert not {name for name in told if name.startswith("figures")}


WHOLE = Figure(label="participants", value=100, as_printed="100 came")
SESSION = Figure(label="participants", value=57, as_printed="57 came")


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("own", "beside", "words_now", "refused"),
    [
        pytest.param(WHOLE, PublicCounts(), "100 came, 3 of them survivors", True, id="alone"),
        pytest.param(WHOLE, PublicCounts(), "100 people came", False, id="alone, and nothing told"),
        pytest.param(
            SESSION, PublicCounts(programme=(WHOLE,)), "57 came, 97 with those online", True, id="a programme"
        ),
        pytest.param(
            SESSION, PublicCounts(programme=(WHOLE,)), "57 came, 20 online", False, id="nothing small is left"
        ),
        pytest.param(WHOLE, PublicCounts(sessions=((SESSION,),)), "100, 40 in Karachi", True, id="a series"),
        pytest.param(WHOLE, PublicCounts(), "100, 40 in Karachi", False, id="a series without sessions"),
    ],
)
def test_words_of_a_figure_that_would_tell_of_a_small_group_are_refused(
    own: Figure, beside: PublicCounts, words_now: str, refused: bool
) -> None:
    figures = (PublishedFigure(label="participants", value=own.value, as_printed=PRINTED),)
    kind = ConsultationKind.SERIES if own is WHOLE else ConsultationKind.WORKSHOP
    record = a_record()
    frame = replace(record.frame, kind=kind)
    record = replace(record, frame=frame, content=replace(CONTENT, figures=figures))
    public = {name: words(name) for name in own_fields(record, {GONE}, figures=True)}
    public["figures[0].as_printed"] = words(own.as_printed)
    known = an_own(record, figures=(own,), beside=beside, public=public)
    change = correcting(**{"title": words("Better"), "figures[0].as_printed": words(words_now)})
    if not refused:
        propose_own(known, change, who=a_person(Role.FACILITATOR), waiting=False, today=NOW.today)
        return
    for act in (
        lambda: propose_own(known, change, who=a_person(Role.FACILITATOR), waiting=False, today=NOW.today),
        lambda: agree_own(known, change, by=uuid4(), keep=Kept(), moment=NOW),
    ):
        with pytest.raises(NotPublishable) as fault:
            act()
        assert fields(fault) == ["correct_consultation.texts[1].text"]


@pytest.mark.covers("row 31", "invariant 2")
def test_a_corrected_text_takes_the_place_of_the_former_one_which_is_kept() -> None:
    own, kept = an_own(), Kept()
    change = correcting(**{"title": words("Better"), "agenda[0].title": words("As held"), "summary": words("summary")})
    names, others = agree_own(own, change, by=uuid4(), keep=kept, moment=NOW)
    assert [(each.field, each.former) for each in names.texts] == [("title", TITLE)], "what other services are told"
    assert [(each.field, each.former) for each in others.texts] == [("agenda[0].title", LINE)]
    assert isinstance(own.record, ConsultationRecord)
    after = evolve_consultation(evolve_consultation(own.record, names), others)
    new = {each.field: each.text for each in (*names.texts, *others.texts)}
    assert (after.frame.title, after.content.agenda[0].title) == (new["title"], new["agenda[0].title"])
    assert (after.content.summary, after.frame.host_name) == (SUMMARY, HOST_NAME)
    [former] = after.corrections
    assert (former.texts, former.corrected_date) == ((*names.texts, *others.texts), NOW.today)
    assert (former.reason, after.version) == (names.reason, own.record.version + 2)
    assert corrected_now(after, own_fields(after, {GONE}, figures=True)) == ("title", "agenda[0].title")


@pytest.mark.covers("row 31", "invariant 2")
def test_a_programme_is_corrected_alike() -> None:
    record = ProgrammeRecord(id=uuid4(), content=ProgrammeContent(title=TITLE, summary=SUMMARY), version=1)
    told = own_fields(record, set(), figures=True)
    own = an_own(kind=ChangeKind.CORRECT_PROGRAMME, fields=told, public={name: words(name) for name in told})
    own = replace(own, record=record)
    change = replace(correcting(summary=words("Better")), kind=ChangeKind.CORRECT_PROGRAMME)
    [fact] = agree_own(own, change, by=uuid4(), keep=Kept(), moment=NOW)
    after = evolve_programme(record, fact)
    assert (after.content.title, after.content.summary) == (TITLE, fact.texts[0].text)
    assert after.version == 2


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        pytest.param({}, "correct_consultation", id="nothing"),
        pytest.param({"title": words("title")}, "correct_consultation", id="the same"),
        pytest.param({"partners": words("A")}, "correct_consultation.texts[0].text", id="no such text is public"),
        pytest.param(
            {"title": LocalizedText("ur", (("ur", "عنوان"),))},
            "correct_consultation.texts[0].text.authoritative_language",
            id="another language counts",
        ),
    ],
)
def test_what_cannot_read_so_is_named(texts: dict[str, LocalizedText], field: str) -> None:
    with pytest.raises(NotPublishable) as refused:
        propose_own(an_own(), correcting(**texts), who=a_person(Role.FACILITATOR), waiting=False, today=NOW.today)
    assert fields(refused) == [field]


@pytest.mark.parametrize(
    ("own", "who", "waiting", "error"),
    [
        pytest.param(an_own(), a_person(Role.REVIEWER), False, NotTheHost, id="no facilitator of the host"),
        pytest.param(an_own(), a_person(Role.FACILITATOR), True, ProposedAlready, id="one waits"),
        pytest.param(an_own(hidden=True), a_person(Role.FACILITATOR), False, HiddenNow, id="hidden"),
    ],
)
def test_who_may_not_and_when(own: Own, who: Any, waiting: bool, error: type[Exception]) -> None:
    with pytest.raises(error):
        propose_own(own, correcting(title=words("Better")), who=who, waiting=waiting, today=NOW.today)


def a_request(*texts: tuple[str, text_pb2.LocalizedText]) -> pb.ProposeChangeRequest:
    said = [pb.OwnText(field=field, text=text) for field, text in texts]
    reason = text_pb2.LocalizedText(bodies={"en": "so"}, authoritative_language="en")
    return pb.ProposeChangeRequest(number="C-7", reason=reason, correct_consultation=pb.Rewording(texts=said))


ENGLISH = text_pb2.LocalizedText(bodies={"en": "A"}, authoritative_language="en")
BOTH = text_pb2.LocalizedText(bodies={"en": "A", "ur": "متن"}, authoritative_language="en")


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        pytest.param((("title", ENGLISH), ("title", ENGLISH)), "correct_consultation.texts[1].field", id="twice"),
        pytest.param((("title; DROP", ENGLISH),), "correct_consultation.texts[0].field", id="no field"),
        pytest.param((("source.name", BOTH),), "correct_consultation.texts[0].text", id="printed, in two languages"),
    ],
)
def test_a_text_that_has_no_place_stops_at_the_wire(texts: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        wire.change(a_request(*texts))
    assert refused.value.violations[0].field == field


def test_nothing_that_names_figures_is_told_of_before_while_a_figure_is_not_told() -> None:
    own = an_own()
    change = correcting(figures_conflict=words("Two counts"), title=words("Better"))
    names, others = agree_own(own, change, by=uuid4(), keep=Kept(), moment=NOW)
    assert isinstance(own.record, ConsultationRecord)
    after = evolve_consultation(evolve_consultation(own.record, names), others)
    known: dict[UUID, text_pb2.LocalizedText] = {each.former: ENGLISH for each in (*names.texts, *others.texts)}
    for figures, told in ((True, ["title", "figures_conflict"]), (False, ["title"])):
        [former] = wire.former_texts(after, known, figures=[figures])
        assert [each.field for each in former.texts] == told
