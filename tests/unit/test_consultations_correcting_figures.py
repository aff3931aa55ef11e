"""Row 31 for figures: what they count is corrected, and neither the new nor the former number tells of a few people."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations import wire
from services.consultations.domain.correcting import NewFigure, NewText, reading
from services.consultations.domain.counting import tell_together
from services.consultations.domain.counting_across import PublicCounts, session_beside
from services.consultations.domain.details import Figure
from services.consultations.domain.errors import NotPublishable
from services.consultations.domain.facts import evolve_consultation
from services.consultations.domain.own_texts import Own, agree_own, figures_entered, own_fields, propose_own
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import (
    ConsultationContent,
    ConsultationRecord,
    CorrectedFigure,
    CorrectedText,
    OwnCorrection,
    ProgrammeContent,
    ProgrammeRecord,
    PublishedFigure,
)
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.values import FigureBy, LocalizedText, Role
from tests.unit.consultations_builders import HOST, NOW, Kept, a_consultation_record, a_person, words

GENDER = FigureBy.GENDER
WHY = words("Typed wrongly")
PRINTED, REASON = uuid4(), uuid4()


def people(value: int, **more: Any) -> Figure:
    return Figure(label="participants", value=value, **more)


def by_gender(**groups: int) -> tuple[Figure, ...]:
    return tuple(people(value, by=GENDER, group=group) for group, value in groups.items())


def a_record(*figures: Figure, **content: Any) -> ConsultationRecord:
    published = tuple(
        PublishedFigure(
            label=each.label,
            value=each.value,
            by=each.by,
            part_of=each.part_of,
            as_printed=PRINTED if each.as_printed else None,
            group=GROUPS[each.group] if each.group else None,
        )
        for each in figures
    )
    return replace(a_consultation_record(), content=ConsultationContent(figures=published, **content))


GROUPS = {each: uuid4() for each in ("women", "men", "not_stated")}


def an_own(*figures: Figure, **changed: Any) -> Own:
    record = a_record(*figures, **changed.pop("content", {}))
    fields = own_fields(record, (), figures=True)
    said = {PRINTED: next((each.as_printed for each in figures if each.as_printed), "")}
    given: dict[str, Any] = {
        "record": record,
        "kind": ChangeKind.CORRECT_CONSULTATION,
        "host_organisation_id": HOST,
        "hidden": False,
        "fields": fields,
        "public": {name: words(said.get(text_id, name)) for name, text_id in fields.items()},
        "themes": (),
        "figures": figures,
    }
    return Own(**given | changed)


def recounting(values: dict[int, int], **texts: LocalizedText) -> Change:
    return Change(
        kind=ChangeKind.CORRECT_CONSULTATION,
        reason=WHY,
        wording=tuple(NewText(field=name, text=text, path=f"said.{name}") for name, text in texts.items()),
        figures=tuple(NewFigure(place=place, value=value, path=f"at[{place}]") for place, value in values.items()),
    )


def proposed(own: Own, change: Change) -> list[str]:
    """Return the fields at fault of a proposal; a reviewer is refused alike."""
    found: list[list[str]] = []
    for act in (
        lambda: propose_own(own, change, who=a_person(Role.FACILITATOR), waiting=False, today=NOW.today),
        lambda: agree_own(own, change, by=uuid4(), keep=Kept(), moment=NOW),
    ):
        try:
            act()
            found.append([])
        except NotPublishable as refused:
            found.append([each.field for each in refused.violations])
    assert found[0] == found[1]
    return found[0]


BROKEN_DOWN = (people(100), *by_gender(women=60, men=40))
KARACHI = people(60)


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("own", "change", "at_fault"),
    [
        pytest.param(an_own(people(214)), recounting({0: 241}), [], id="digits that changed places"),
        pytest.param(an_own(people(214)), recounting({0: 215}), [], id="one more: the former one is told no more"),
        pytest.param(an_own(people(214)), recounting({0: 214}), ["at[0].value"], id="the same"),
        pytest.param(an_own(people(214)), recounting({1: 20}), ["at[1].place"], id="no such figure"),
        pytest.param(
            an_own(people(214), figures_told=False), recounting({0: 241}), ["at[0].place"], id="one is kept back"
        ),
        pytest.param(an_own(people(214)), recounting({0: 4}), ["at[0].value"], id="too few"),
        pytest.param(an_own(*BROKEN_DOWN), recounting({1: 70, 2: 30}), [], id="groups"),
        pytest.param(an_own(*BROKEN_DOWN), recounting({2: 3}), ["at[2].value"], id="a small group"),
        pytest.param(an_own(*BROKEN_DOWN), recounting({0: 103}), ["at[0].value"], id="a small rest"),
        pytest.param(an_own(*BROKEN_DOWN), recounting({0: 110}), ["at[0].value"], id="parts fall short, unexplained"),
        pytest.param(
            an_own(*BROKEN_DOWN, content={"figures_conflict": uuid4()}),
            recounting({0: 110}),
            [],
            id="parts fall short, and a text says why",
        ),
        pytest.param(
            an_own(people(214, as_printed="214 people")),
            recounting({0: 216}),
            ["at[0].value"],
            id="words that stay tell of two",
        ),
        pytest.param(
            an_own(people(214, as_printed="214 people")),
            recounting({0: 216}, **{"figures[0].as_printed": words("216 people")}),
            [],
            id="words corrected with the number",
        ),
        pytest.param(
            an_own(people(84, as_printed="all who came")),
            recounting({0: 100}, **{"figures[0].as_printed": words("100, 87 of them in the room")}),
            ["at[0].value", "said.figures[0].as_printed"],
            id="new words are three from the former number",
        ),
        pytest.param(
            an_own(people(84, as_printed="all who came")),
            recounting({0: 100}, **{"figures[0].as_printed": words("100, 60 of them in the room")}),
            [],
            id="new words are far from the former number",
        ),
        pytest.param(
            an_own(people(20), beside=PublicCounts(programme=(people(100),), sessions=((KARACHI,),))),
            recounting({0: 37}),
            ["at[0].value"],
            id="beside the programme and its other session",
        ),
        pytest.param(
            an_own(
                people(20),
                beside=PublicCounts(
                    programme=(people(200),),
                    sessions=((KARACHI,),),
                    former=(PublicCounts(programme=(people(100),), sessions=((KARACHI,),)),),
                ),
            ),
            recounting({0: 37}),
            ["at[0].value"],
            id="beside what the programme counted before a correction",
        ),
    ],
)
def test_a_number_is_corrected_unless_it_tells_of_a_few_people_or_contradicts_others(
    own: Own, change: Change, at_fault: list[str]
) -> None:
    assert proposed(own, change) == at_fault


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
def test_a_programme_is_weighed_beside_what_its_sessions_ever_counted() -> None:
    record = ProgrammeRecord(
        id=uuid4(),
        content=ProgrammeContent(title=None, figures=(PublishedFigure(label="participants", value=50),)),
        version=1,
    )
    former = PublicCounts(sessions=((people(97),),))
    own = an_own(people(50), kind=ChangeKind.CORRECT_PROGRAMME)
    own = replace(own, record=record, beside=PublicCounts(sessions=((people(79),),), former=(former,)))
    change = replace(recounting({0: 100}), kind=ChangeKind.CORRECT_PROGRAMME)
    assert proposed(own, change) == ["at[0].value"]
    assert proposed(replace(own, beside=replace(own.beside, former=())), change) == []


@pytest.mark.covers("invariant 6")
def test_what_a_session_counted_before_a_correction_is_weighed_when_another_becomes_public() -> None:
    now = PublicCounts(programme=(people(100),), sessions=((people(40),),))
    assert session_beside((people(37),), now) == (people(37),)
    assert session_beside((people(37),), replace(now, former=(replace(now, sessions=((people(60),),)),))) == ()


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("before", "after", "tells"),
    [
        pytest.param([people(214)], [people(241)], False, id="many"),
        pytest.param([people(214)], [people(217)], True, id="three were forgotten"),
        pytest.param([people(217)], [people(214)], True, id="three came twice"),
        pytest.param(BROKEN_DOWN, [people(110), *by_gender(women=67, men=40)], True, id="three of no printed group"),
        pytest.param(BROKEN_DOWN, [people(110), *by_gender(women=70, men=40)], False, id="all of one group"),
        pytest.param(BROKEN_DOWN, [people(100), *by_gender(women=67, men=36)], True, id="three left the groups"),
        pytest.param(BROKEN_DOWN, [people(100), *by_gender(women=70, men=30)], False, id="from one group to another"),
        pytest.param(
            [people(100), Figure(label="survivors", value=20)],
            [people(112), Figure(label="survivors", value=29)],
            True,
            id="three who are no survivors",
        ),
        pytest.param([Figure(label="videos", value=3)], [Figure(label="videos", value=4)], False, id="things"),
        pytest.param([people(214)], [people(214)], False, id="nothing"),
    ],
)
def test_two_states_of_figures_tell_of_the_few_by_whom_they_differ(
    before: list[Figure], after: list[Figure], tells: bool
) -> None:
    assert tell_together(before, after) is tells


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("beside", "withheld"),
    [
        pytest.param(PublicCounts(sessions=((people(12),),)), True, id="a session's women, so its men are two"),
        pytest.param(PublicCounts(sessions=((people(40),),)), False, id="of a larger session"),
        pytest.param(PublicCounts(differences=((people(12),),)), True, id="by whom a session was corrected"),
        pytest.param(
            PublicCounts(sessions=((people(40),),), former=(PublicCounts(sessions=((people(12),),)),)),
            True,
            id="what a session counted before",
        ),
    ],
)
def test_a_difference_is_weighed_as_if_it_were_people_of_another_record(beside: PublicCounts, withheld: bool) -> None:
    own = an_own(*by_gender(women=60), beside=beside)
    [fact] = agree_own(own, recounting({0: 70}), by=uuid4(), keep=Kept(), moment=NOW)
    assert fact.withheld is withheld
    assert isinstance(own.record, ConsultationRecord)
    page = wire.public_consultation(evolve_consultation(own.record, fact), wire.Printed(texts=TEXTS))
    assert [[each.value for each in former.figures] for former in page.former] == ([[]] if withheld else [[60]])
    assert page.former[0].figures_withheld is withheld


@pytest.mark.covers("row 31", "invariant 6")
def test_what_is_withheld_once_hides_every_state_before_it() -> None:
    record = corrected(100, 200, 300, now=400, later=500)
    first, second, third = record.corrections
    record = replace(record, corrections=(first, replace(second, withheld=True), third))
    assert read(record) == ([400], [[], [], [300]], [True, True, False])
    [later] = record.corrected_later
    record = replace(record, corrected_later=(replace(later, withheld=True),))
    assert read(record) == ([], [[], [], []], [True, True, True]), "as at the day, too"


@pytest.mark.covers("invariant 6", "SEC 2")
def test_a_session_that_becomes_public_is_weighed_beside_what_others_were_corrected_by() -> None:
    differing = PublicCounts(differences=(by_gender(women=10),))
    assert session_beside((people(12),), differing) == ()
    assert session_beside((people(40),), differing) == (people(40),)
    record = replace(corrected(214, 300, now=241))
    programme = ProgrammeRecord(id=uuid4(), content=ProgrammeContent(title=None), version=1)
    counts = wire.public_counts(programme, [record], wire.Printed(texts=TEXTS), ever=True)
    assert [[each.value for each in more] for more in counts.differences] == [[27], [59]]
    hidden = replace(record, corrections=tuple(replace(each, withheld=True) for each in record.corrections))
    assert not wire.public_counts(programme, [hidden], wire.Printed(texts=TEXTS), ever=True).differences


@pytest.mark.covers("row 31", "invariant 2")
def test_a_corrected_number_takes_the_place_of_the_former_one_which_is_kept() -> None:
    own, kept = an_own(people(214, as_printed="214 people"), Figure(label="videos", value=3)), wire.Texts()
    change = recounting({0: 241, 1: 2}, **{"figures[0].as_printed": words("241 people")})
    [fact] = agree_own(own, change, by=uuid4(), keep=kept.keep, moment=NOW)
    assert isinstance(own.record, ConsultationRecord)
    after = evolve_consultation(own.record, fact)
    assert [each.value for each in after.content.figures] == [241, 2]
    [done] = after.corrections
    assert done.figures == (
        CorrectedFigure(place=0, former=214, value=241),
        CorrectedFigure(place=1, former=3, value=2),
    )
    assert [each.former for each in done.texts] == [PRINTED]
    event = wire.consultation_event(replace(fact, withheld=True), kept)
    assert event.message.figures_withheld  # type: ignore[attr-defined]
    assert event.message.DESCRIPTOR.name == "ConsultationDetailsCorrected", "other services copy no figures"
    again = replace(own, record=after, figures=(people(241), Figure(label="videos", value=2)))
    assert figures_entered(again, recounting({1: 5, 0: 42})) == ((1, 3), (0, 214)), "as they were published first"


@pytest.mark.covers("row 31")
def test_title_and_number_corrected_together_are_one_correction() -> None:
    own = an_own(people(214))
    title = uuid4()
    assert isinstance(own.record, ConsultationRecord)
    record = replace(own.record, frame=replace(own.record.frame, title=title))
    own = replace(own, record=record, fields={"title": title}, public={"title": words("A")})
    names, others = agree_own(own, recounting({0: 241}, title=words("B")), by=uuid4(), keep=Kept(), moment=NOW)
    after = evolve_consultation(evolve_consultation(record, names), others)
    [done] = after.corrections
    assert (len(done.texts), len(done.figures), done.reason) == (1, 1, names.reason)


def test_what_a_reviewer_agrees_to_names_the_numbers() -> None:
    def digest(*figures: tuple[int, int, int]) -> str:
        read = reading({}, {}, (), themes=(), marked_sensitive=False, sensitivity=Sensitivity(), figures=tuple(figures))
        return read.digest

    assert len({digest(), digest((0, 214, 241)), digest((0, 214, 242)), digest((0, 213, 241))}) == 4


TEXTS = {
    PRINTED: text_pb2.LocalizedText(bodies={"en": "214 people"}, authoritative_language="en"),
    REASON: text_pb2.LocalizedText(bodies={"en": "Typed wrongly"}, authoritative_language="en"),
    **{
        text_id: text_pb2.LocalizedText(bodies={"en": group}, authoritative_language="en")
        for group, text_id in GROUPS.items()
    },
}


def corrected(*formers: int, now: int, later: int | None = None) -> ConsultationRecord:
    """Return a record whose only figure was corrected once per former value, and perhaps again after the day."""
    values = [*formers, now]
    done = [
        OwnCorrection(
            texts=(),
            figures=(CorrectedFigure(place=0, former=was, value=value),),
            reason=REASON,
            corrected_date=date(2026, 3, 9),
        )
        for was, value in pairwise(values)
    ]
    after: tuple[OwnCorrection, ...] = ()
    if later is not None:
        one = CorrectedFigure(place=0, former=now, value=later)
        after = (OwnCorrection(texts=(), figures=(one,), reason=REASON, corrected_date=date(2026, 3, 10)),)
    return replace(a_record(people(now)), corrections=tuple(done), corrected_later=after)


def read(record: ConsultationRecord) -> tuple[list[int], list[list[int]], list[bool]]:
    page = wire.public_consultation(record, wire.Printed(texts=TEXTS))
    return (
        [each.value for each in page.figures],
        [[one.value for one in each.figures] for each in page.former],
        [each.figures_withheld for each in page.former],
    )


@pytest.mark.covers("row 31", "invariant 2", "invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("record", "shown"),
    [
        pytest.param(corrected(214, now=241), ([241], [[214]], [False]), id="told"),
        pytest.param(corrected(214, now=217), ([217], [[]], [True]), id="the difference tells of three"),
        pytest.param(corrected(40, 80, now=41), ([41], [[], [80]], [True, False]), id="that of the first and the last"),
        pytest.param(corrected(214, now=3), ([], [[]], [True]), id="what is kept back now is not told of before"),
        pytest.param(corrected(now=214, later=241), ([214], [], []), id="as at a day before"),
        pytest.param(corrected(now=214, later=217), ([], [], []), id="as at a day before, three were forgotten"),
        pytest.param(
            corrected(40, now=80, later=41), ([80], [[]], [True]), id="as at a day between, the first one is not told"
        ),
    ],
)
def test_what_a_figure_counted_before_is_read_unless_it_tells_of_a_few(record: ConsultationRecord, shown: Any) -> None:
    assert read(record) == shown


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
def test_words_of_a_number_that_is_not_told_are_not_told_either() -> None:
    own = an_own(people(214, as_printed="214 people"))
    change = recounting({0: 216}, **{"figures[0].as_printed": words("so many people")})
    [fact] = agree_own(own, change, by=uuid4(), keep=Kept(), moment=NOW)
    assert isinstance(own.record, ConsultationRecord)
    after = evolve_consultation(own.record, fact)
    page = wire.public_consultation(after, wire.Printed(texts=TEXTS))
    [former] = page.former
    assert (list(former.texts), list(former.figures), former.figures_withheld) == ([], [], True)


@pytest.mark.covers("invariant 6")
def test_all_that_a_programme_and_its_sessions_ever_counted_is_weighed() -> None:
    programme = ProgrammeRecord(
        id=uuid4(),
        content=ProgrammeContent(title=None, figures=(PublishedFigure(label="participants", value=300),)),
        corrections=(
            OwnCorrection(
                texts=(),
                figures=(CorrectedFigure(place=0, former=200, value=300),),
                reason=REASON,
                corrected_date=NOW.today,
            ),
        ),
        version=2,
    )
    sessions = [corrected(60, 70, now=80), corrected(now=90)]
    counts = wire.public_counts(programme, sessions, wire.Printed(texts=TEXTS), ever=True)
    told = [
        ([each.value for each in state.programme], [[one.value for one in each] for each in state.sessions])
        for state in counts.ever
    ]
    assert told == [
        ([300], [[80], [90]]),
        ([200], [[80], [90]]),
        ([300], [[60], [90]]),
        ([300], [[70], [90]]),
    ]
    assert not wire.public_counts(programme, sessions, wire.Printed(texts=TEXTS)).former


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        pytest.param([(0, 4), (0, 5)], "correct_programme.figures[1].place", id="twice"),
        pytest.param([(-1, 4)], "correct_programme.figures[0].place", id="no place"),
        pytest.param([(0, -4)], "correct_programme.figures[0].value", id="less than nobody"),
        pytest.param([(place, 4) for place in range(101)], "correct_programme.figures", id="too many"),
    ],
)
def test_a_number_that_has_no_place_stops_at_the_wire(figures: list[tuple[int, int]], field: str) -> None:
    reason = text_pb2.LocalizedText(bodies={"en": "so"}, authoritative_language="en")
    given = pb.Rewording(figures=[pb.FigureValue(place=place, value=value) for place, value in figures])
    with pytest.raises(InvalidArgument) as refused:
        wire.change(pb.ProposeChangeRequest(number="C-7", reason=reason, correct_programme=given))
    assert refused.value.violations[0].field == field


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("label", "before", "after", "tells"),
    [
        pytest.param("participants", "100: 84 of Punjab", "100: 87 of Punjab", True, id="three of Punjab"),
        pytest.param("participants", "100: 84 of Punjab", "100: 48 of Punjab", False, id="digits that changed places"),
        pytest.param("participants", "100 peple", "100 people", False, id="no number"),
        pytest.param("pictures", "12 posters by 84 people", "12 posters by 87 people", True, id="of things, by people"),
        pytest.param("pictures", "12 posters", "14 posters", False, id="of things"),
    ],
)
def test_numbers_in_words_that_were_corrected_do_not_tell_together_either(
    label: str, before: str, after: str, tells: bool
) -> None:
    now, reason = uuid4(), REASON
    said = {PRINTED: before, now: after, REASON: "so"}
    texts = {
        text_id: text_pb2.LocalizedText(bodies={"en": words_}, authoritative_language="en")
        for text_id, words_ in said.items()
    }
    done = OwnCorrection(
        texts=(CorrectedText(field="figures[0].as_printed", former=PRINTED, text=now),),
        reason=reason,
        corrected_date=NOW.today,
    )
    figure = PublishedFigure(label=label, value=100, as_printed=PRINTED)
    then = replace(a_record(), content=ConsultationContent(figures=(figure,)), corrected_later=(done,))
    page = wire.public_consultation(then, wire.Printed(texts=texts))
    assert [each.as_printed for each in page.figures] == ["" if tells else before], "as at a day before"
    content = ConsultationContent(figures=(replace(figure, as_printed=now),))
    since = replace(a_record(), content=content, corrections=(done,))
    page = wire.public_consultation(since, wire.Printed(texts=texts))
    assert [each.as_printed for each in page.figures] == [after]
    assert bool(page.former) is not tells
