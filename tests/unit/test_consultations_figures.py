"""Figures that contradict each other are found and told; small counts stay unknown however they are broken down."""

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.domain.contents import consultation_content
from services.consultations.domain.counting import EVERYBODY, FEWEST_PEOPLE, publishable_figures, same_counts
from services.consultations.domain.details import ConsultationDetails, Figure, ProgrammeDetails
from services.consultations.domain.errors import Missing, NotPublishable
from services.consultations.domain.facts import evolve_consultation
from services.consultations.domain.figures import NOT_STATED, conflicts, unexplained
from services.consultations.domain.record import CorrectedText, OwnCorrection, PublishedFigure
from services.consultations.domain.review import choose
from services.consultations.domain.submission import submit
from services.consultations.domain.values import FigureBy, RecordState, Role
from services.consultations.wire.drafts import figure_conflict, localized
from services.consultations.wire.printed import Printed
from services.consultations.wire.public import public_consultation
from services.consultations.wire.public_figures import figures as figures_of
from tests.unit.consultations_builders import (
    NOW,
    Kept,
    a_decision,
    a_draft,
    a_person,
    a_programme,
    a_statement,
    details_of_statement,
    published,
    words,
)

GENDER, SECTOR, REGION = FigureBy.GENDER, FigureBy.SECTOR, FigureBy.REGION


def everybody(value: int) -> Figure:
    return Figure(label=EVERYBODY, value=value)


def groups(by: FigureBy, **values: int) -> tuple[Figure, ...]:
    return tuple(Figure(label=EVERYBODY, value=value, by=by, group=group) for group, value in values.items())


def things(**values: int) -> tuple[Figure, ...]:
    return tuple(Figure(label=label, value=value) for label, value in values.items())


VIDEOS = (
    Figure(label="videos", value=141),
    Figure(label="interviews", value=131, part_of="videos"),
    Figure(label="digital_stories", value=21, part_of="videos"),
)


# Contradictions


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        pytest.param(VIDEOS, [("parts_exceed", "videos", None, (131, 21), 141, 152)], id="141 with 131 and 21"),
        pytest.param(
            (everybody(502), *groups(GENDER, women=186, not_stated=316)), [], id="not stated is a value: 186 and 316"
        ),
        pytest.param(
            (everybody(502), *groups(GENDER, women=186)),
            [("parts_fall_short", EVERYBODY, GENDER, (186,), 502, 186)],
            id="nobody says what the others are",
        ),
        pytest.param(
            (everybody(10), *groups(REGION, Sindh=6, Punjab=5)),
            [("parts_exceed", EVERYBODY, REGION, (6, 5), 10, 11)],
            id="more in the regions than there were",
        ),
        pytest.param(
            (everybody(502), everybody(520)), [("two_values", EVERYBODY, None, (502, 520), 0, 0)], id="two results"
        ),
        pytest.param(
            (everybody(50), *groups(GENDER, women=20), *groups(GENDER, women=22)),
            [("two_values", EVERYBODY, GENDER, (20, 22), 0, 0)],
            id="two results of a group are not added up",
        ),
        pytest.param(
            (things(women=186)[0], everybody(502), *groups(GENDER, women=190, men=312)),
            [("two_values", EVERYBODY, GENDER, (186, 190), 0, 0)],
            id="a label and a group of that word",
        ),
        pytest.param(
            (things(survivors_women=9)[0], Figure(label="survivors", value=8, by=GENDER, group="women")),
            [("two_values", "survivors", GENDER, (9, 8), 0, 0)],
            id="a label and a group of a part",
        ),
        pytest.param((*things(other=7), *groups(GENDER, other=9)), [], id="others are not the same others"),
        pytest.param((*things(women=190), *groups(GENDER, women=190)), [], id="a label and a group alike"),
        pytest.param((everybody(502), everybody(502)), [], id="the same twice"),
        pytest.param((things(videos=141)[0], VIDEOS[1]), [], id="named parts may leave something out"),
        pytest.param(things(videos=141, interviews=131, digital_stories=21), [], id="what nobody prints as a part"),
        pytest.param(groups(GENDER, women=186), [], id="no whole is printed"),
        pytest.param((), [], id="nothing"),
    ],
)
def test_figures_that_contradict_each_other_are_found(figures: tuple[Figure, ...], found: list[object]) -> None:
    told = [(each.kind, each.label, each.by, each.values, each.whole, each.sum) for each in conflicts(figures)]
    assert told == found


def test_what_is_found_is_told_as_printed_and_changes_no_figure() -> None:
    kept, entered = Kept(), (*VIDEOS, everybody(502), *groups(GENDER, women=186, not_stated=316))
    facts = published(
        a_draft(a_statement(details_of_statement()), figures=entered, figures_conflict=words("11 more")), keep=kept
    )
    content = facts.consultation[1].content  # type: ignore[union-attr]
    assert [(each.label, each.value, each.by, each.part_of) for each in content.figures] == [
        (each.label, each.value, each.by, each.part_of) for each in entered
    ]
    [told] = map(figure_conflict, conflicts(entered))
    assert (list(told.values), told.whole, told.sum) == ([131, 21], 141, 152)


@pytest.mark.covers("invariant 6")
def test_what_became_public_under_a_former_rule_is_read_by_todays() -> None:
    """A page of a past day is written by the same hand."""
    kept = Kept()
    small = (everybody(20), *groups(GENDER, women=17, men=3))
    facts = published(a_draft(a_statement(details_of_statement()), figures_conflict=words("3 men")), keep=kept)
    record = reduce(evolve_consultation, facts.consultation, None)
    assert record
    as_published = tuple(
        PublishedFigure(label=each.label, value=each.value, by=each.by, group=kept(words(each.group or "x")))
        for each in small
    )
    conflict = kept(words("3 of them are men"))
    record = replace(record, content=replace(record.content, figures=as_published, figures_conflict=conflict))
    printed = Printed(texts={key: made for key, text in kept.texts.items() if (made := localized(text))})
    page = public_consultation(record, printed)
    assert [(each.label, each.value) for each in page.figures] == [(EVERYBODY, 20)]
    assert not page.HasField("figures_conflict")


def test_groups_whose_names_were_erased_are_not_taken_for_one() -> None:
    erased = tuple(PublishedFigure(label=EVERYBODY, value=value, by=SECTOR) for value in (20, 30))
    assert conflicts(figures_of(erased, Printed())) == ()


def test_a_contradiction_has_to_be_explained_before_a_reviewer_reads_it() -> None:
    drafted = a_statement(details_of_statement(), RecordState.DRAFT)
    silent = a_draft(drafted, figures=VIDEOS)
    facilitator = a_person(Role.FACILITATOR)
    with pytest.raises(Missing) as refused:
        submit(silent, [], expected_version=1, who=facilitator, at=NOW.at, register={})
    assert [each.field for each in refused.value.violations] == ["details.figures_conflict"]
    told = a_draft(drafted, figures=VIDEOS, figures_conflict=words("11 more than the whole"))
    assert submit(told, [], expected_version=1, who=facilitator, at=NOW.at, register={})


def test_a_programmes_contradiction_has_to_be_explained_before_it_is_public() -> None:
    draft = a_draft(statement := a_statement())
    programme = a_programme(title=words("A programme"), figures=VIDEOS)
    with pytest.raises(NotPublishable) as refused:
        choose(draft, [a_decision(statement)], {}, programme=programme)
    assert [each.field for each in refused.value.violations] == ["programme.figures_conflict"]


def test_where_only_words_go_the_contradiction_is_explained_all_the_same() -> None:
    figures = (everybody(50), replace(everybody(60), as_printed="60, three of them minors"))
    assert same_counts(publishable_figures(figures), figures)
    assert publishable_figures(figures) != figures
    assert unexplained(ConsultationDetails(figures=figures), "details") != []
    kept = Kept()
    told = consultation_content(ConsultationDetails(figures=figures, figures_conflict=words("Two lists.")), kept)
    assert told.figures_conflict
    assert "Two lists." in kept.bodies


def test_words_that_figures_had_before_a_correction_tell_of_no_small_group_either() -> None:
    kept = Kept()
    facts = published(a_draft(a_statement()), keep=kept)
    record = reduce(evolve_consultation, facts.consultation, None)
    assert record
    for former, told in (("60 came", True), ("60, 5% of them transgender", False)):
        before, after = kept(words(former)), kept(words("60"))
        assert before
        assert after
        one = CorrectedText(field="figures[0].as_printed", former=before, text=after)
        counted = PublishedFigure(label=EVERYBODY, value=60, as_printed=one.text)
        now = replace(
            record,
            content=replace(record.content, figures=(counted,)),
            corrections=(OwnCorrection(texts=(one,), reason=kept(words("Typed wrongly.")), corrected_date=NOW.today),),
        )
        page = public_consultation(
            now, Printed(texts={key: made for key, text in kept.texts.items() if (made := localized(text))})
        )
        assert [each.as_printed for each in page.figures] == ["60"]
        assert bool(page.former) is told


def test_what_is_not_public_needs_no_explanation_which_would_not_be_public_either() -> None:
    figures = (everybody(50), everybody(60), *groups(GENDER, women=3))
    assert publishable_figures(figures) != figures
    assert unexplained(ConsultationDetails(figures=figures), "details") == []
    assert unexplained(ProgrammeDetails(figures=figures[:2]), "programme") != []


# Small counts


@pytest.mark.covers("invariant 6")
@pytest.mark.parametrize(
    ("entered", "left"),
    [
        pytest.param((everybody(502), *groups(GENDER, women=186, not_stated=316)), None, id="large ones stay"),
        pytest.param((everybody(50), *groups(SECTOR, press=4, state=46)), {(EVERYBODY, None)}, id="a small group"),
        pytest.param((everybody(50), *groups(SECTOR, press=48)), {(EVERYBODY, None)}, id="the rest of a group"),
        pytest.param(
            (everybody(98), *groups(GENDER, women=40, men=58), *groups(REGION, Sindh=55, Punjab=43)),
            None,
            id="groups of two traits are not taken from each other",
        ),
        pytest.param(
            (*groups(GENDER, women=25, men=25), *groups(REGION, Sindh=48)), set(), id="another trait tells the whole"
        ),
        pytest.param(
            (everybody(50), *groups(GENDER, women=25, men=25), *groups(REGION, Sindh=48)),
            {(EVERYBODY, None)},
            id="one trait that tells takes all groups with it",
        ),
        pytest.param(
            (Figure(label="survivors", value=40), Figure(label="survivors", value=37, by=GENDER, group="women")),
            set(),
            id="the rest of the groups of a part",
        ),
        pytest.param(
            (Figure(label="speakers", value=20), Figure(label="panellists", value=17, part_of="speakers")),
            set(),
            id="the rest of what is printed as a part",
        ),
        pytest.param(
            (*groups(GENDER, women=25, men=25), Figure(label="students", value=48)),
            set(),
            id="groups tell the whole of which a part is taken",
        ),
        pytest.param(
            (
                everybody(90),
                *(Figure(label=f"survivors{end}", value=n) for end, n in (("", 40), ("_women", 20), ("_men", 17))),
            ),
            {(EVERYBODY, None)},
            id="the rest of parts of a part",
        ),
        pytest.param(
            (
                *groups(GENDER, women=12, men=30),
                Figure(label="survivors", value=10, by=GENDER, group="women"),
            ),
            set(),
            id="the same group of everybody without a part",
        ),
        pytest.param((everybody(4), *groups(GENDER, women=6)), set(), id="the whole"),
        pytest.param(VIDEOS, None, id="things are no people"),
    ],
)
def test_fewer_than_five_people_of_a_group_are_never_counted(
    entered: tuple[Figure, ...], left: set[tuple[str, FigureBy | None]] | None
) -> None:
    kept = publishable_figures(entered)
    assert {(each.label, each.by) for each in kept} == left if left is not None else kept == entered


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("as_printed", "tells"),
    [
        pytest.param("60 participants", False, id="the figure itself"),
        pytest.param("1,200 were invited, 60 came on 12 March 2025", False, id="numbers of other things"),
        pytest.param("60 participants, 40% of them women", False, id="many"),
        pytest.param("60 participants, 5% of them transgender", True, id="a percentage of few"),
        pytest.param("۶۰ شرکاء، ۵ فیصد خواجہ سرا", True, id="in Urdu digits"),  # noqa: RUF001
        pytest.param("57 of the 60 were women", True, id="all but few"),
        pytest.param("95 per cent were men", True, id="all but few, as a percentage"),
        pytest.param("40 women, 17 men", True, id="what two leave"),
        pytest.param("Sixty, one of them a minor", True, id="a word"),
        pytest.param("one hundred and twenty", False, id="a word of a large number"),
        pytest.param("ایک سو بیس شرکاء", False, id="a word of a large number in Urdu"),
        pytest.param("ساٹھ، جن میں تین بچے", True, id="a word in Urdu"),
        pytest.param("60 شرکاء، ٪۵ خواجہ سرا", True, id="a percent sign that goes before"),  # noqa: RUF001
        pytest.param("5.5% of them transgender", True, id="a percentage with decimals"),
        pytest.param("۵٫۵٪ خواجہ سرا", True, id="a percentage with decimals in Urdu"),  # noqa: RUF001
        pytest.param("Sixty participants, five per cent of them transgender", True, id="a percentage in words"),
        pytest.param("پانچ فی‌صد خواجہ سرا", True, id="a percentage in words of Urdu"),
        pytest.param("60 came, 20 of them women, 10% of those minors", True, id="a percentage of a number beside it"),
        pytest.param("fifty-seven were women", True, id="all but few in words"),
        pytest.param("ستاون خواتین", True, id="all but few in words of Urdu"),
        pytest.param("59/60 were men", True, id="all but few as a fraction"),
        pytest.param("half were women, a third of them men", False, id="fractions of many"),
        pytest.param("one third were women", False, id="one of a fraction is not one person"),
        pytest.param("8 came early, half of them women", True, id="a fraction of few"),
        pytest.param("آٹھ پہلے آئے، آدھے بچے تھے", True, id="a fraction of few in Urdu"),
        pytest.param("including a transgender person", True, id="one by an article"),
        pytest.param("a handful of minors", True, id="few, uncounted"),
        pytest.param("ان میں سے دونوں بچے", True, id="both in Urdu"),
        pytest.param("1,20,000 were reached", False, id="grouped by lakh"),
        pytest.param("5 lakh were reached", False, id="a number and a scale"),
        pytest.param("three hundred and twenty two, ایک لاکھ", False, id="large ones in words"),
    ],
)
def test_words_that_tell_of_a_small_group_go_and_the_figure_stays(as_printed: str, *, tells: bool) -> None:
    figure = Figure(label="participants", value=60, as_printed=as_printed)
    videos = Figure(label="videos", value=3, as_printed="three videos")
    assert publishable_figures((figure, videos)) == (replace(figure, as_printed="" if tells else as_printed), videos)


def test_words_of_a_part_are_taken_from_the_whole_that_stands_beside_it() -> None:
    everybody, women = (
        Figure(label="participants", value=60),
        Figure(label="women", value=40, as_printed="40, and 17 men"),
    )
    assert publishable_figures((everybody, women)) == (everybody, replace(women, as_printed=""))
    of_all = replace(women, value=20, as_printed="20; 2% of all came alone")
    assert publishable_figures((replace(everybody, value=150), of_all))[1].as_printed == ""
    parts = (Figure(label="women", value=20), Figure(label="men", value=20))
    told = replace(everybody, as_printed="60, lawyers: 17")
    assert publishable_figures((told, *parts)) == (everybody, *parts), "of three parts the words print one"
    printed = replace(women, value=186, as_printed="186 women (37 %)")
    assert publishable_figures((replace(everybody, value=502), printed))[1] == printed


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize(
    ("as_printed", "tells"),
    [
        pytest.param("100, 43 of them women and transgender persons", True, id="more than a group"),
        pytest.param("100, 62 of Punjab and Sindh", True, id="more than two groups together"),
        pytest.param("100, 48 of them women and children", False, id="many more"),
        pytest.param("100, 60 of Punjab and Sindh", False, id="as many as two groups"),
    ],
)
def test_words_go_that_count_a_few_people_more_than_a_group(as_printed: str, *, tells: bool) -> None:
    people, women = Figure(label="participants", value=100, as_printed=as_printed), Figure(label="women", value=40)
    regions = groups(REGION, Punjab=30, Sindh=30, Balochistan=40)
    printed = replace(people, as_printed="" if tells else as_printed)
    assert publishable_figures((people, women, *regions)) == (printed, women, *regions)


@pytest.mark.covers("invariant 6", "SEC 2")
def test_so_do_words_of_things() -> None:
    women = Figure(label="women", value=40)
    posters = Figure(label="pictures", value=12, as_printed="12 posters by 43 women and transgender persons")
    assert publishable_figures((women, posters)) == (women, replace(posters, as_printed=""))


@pytest.mark.covers("invariant 6")
def test_words_about_things_do_not_tell_how_many_people_are_kept_back() -> None:
    sessions = Figure(label="sessions", value=12, as_printed="12 sessions, one with 3 survivors")
    assert publishable_figures((sessions, *groups(GENDER, women=3))) == (Figure(label="sessions", value=12),)


@pytest.mark.covers("invariant 6")
@pytest.mark.parametrize(
    ("as_printed", "tells"),
    [
        pytest.param("12 posters", False, id="the figure itself"),
        pytest.param("3 posters, two videos", False, id="few things"),
        pytest.param("12 posters: 4 in Urdu, 8 in English", False, id="few of the things, somewhere"),
        pytest.param("12 posters, 2 on display, made on 3 March 2026", False, id="a day"),
        pytest.param("12 posters by 40 students", False, id="many people"),
        pytest.param("بارہ پوسٹر، تین نشستوں میں", False, id="few things in Urdu"),
        pytest.param("posters made by the 3 transgender participants", True, id="who made them"),
        pytest.param("3 posters by three women", True, id="as many people as things"),
        pytest.param("12 posters, one with 2 survivors", True, id="who is in them"),
        pytest.param("12 posters by 3 hijras", True, id="people by a word of few lists"),
        pytest.param("12 posters by 3 zarlakhts", True, id="a word that no list knows"),
        pytest.param("posters by women: 4", True, id="listed"),
        pytest.param("12 posters, including a transgender person's", True, id="one by an article"),
        pytest.param("posters by 60 people, 57 women among them", True, id="all but few"),
        pytest.param("posters by 57 of the women", True, id="all but few of a figure that stands there"),
        pytest.param("12 posters, 5% of the participants made them", True, id="a percentage of few"),
        pytest.param("بارہ پوسٹر، تین خواجہ سرا شرکاء کے", True, id="in Urdu"),
        pytest.param("۱۲ پوسٹر، ۲ بچیوں کے بنائے ہوئے", True, id="in Urdu digits"),
    ],
)
def test_words_of_a_figure_of_things_go_if_they_tell_of_a_small_group(as_printed: str, *, tells: bool) -> None:
    """A thing is no person: how many there are stays, however few."""
    people, posters = everybody(60), Figure(label="pictures", value=3, as_printed=as_printed)
    assert publishable_figures((people, posters)) == (people, replace(posters, as_printed="" if tells else as_printed))


@st.composite
def attendance(draw: st.DrawFn) -> tuple[Figure, ...]:
    """Everybody counted by two traits, each of whose groups make the whole, of which the source prints some figures."""
    people = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=60))
    printed = [everybody(len(people))]
    for place, by, names in ((0, GENDER, ("women", "men", "other", NOT_STATED)), (1, REGION, ("a", "b", "c", "d"))):
        counted = [sum(each[place] == index for each in people) for index in range(4)]
        printed += groups(by, **dict(zip(names, counted, strict=True)))
    chosen = draw(st.sets(st.integers(0, len(printed) - 1)))
    return tuple(printed[index] for index in sorted(chosen))


@pytest.mark.covers("invariant 6")
@given(attendance())
def test_no_group_of_fewer_than_five_can_be_worked_out_of_two_traits(entered: tuple[Figure, ...]) -> None:
    """Whoever knows that each trait's groups make everybody takes groups from the whole, printed or added up."""
    shown = publishable_figures(entered)
    assert all(each.value >= FEWEST_PEOPLE for each in shown)
    by_trait = {by: [each.value for each in shown if each.by is by] for by in (GENDER, REGION)}
    wholes = [each.value for each in shown if each.by is None] or [sum(each) for each in by_trait.values() if each]
    for parts in filter(None, by_trait.values()):
        assert not [whole for whole in wholes if 0 < whole - sum(parts) < FEWEST_PEOPLE]
