"""What a programme and its sessions count tells together of no group of fewer than five people."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.domain.counting import EVERYBODY, FEWEST_PEOPLE, publishable_figures
from services.consultations.domain.counting_across import (
    PublicCounts,
    programme_beside,
    programme_now,
    session_beside,
)
from services.consultations.domain.details import Figure
from services.consultations.domain.publication import keep_back
from services.consultations.domain.values import ConsultationKind, FigureBy
from tests.unit.consultations_builders import a_consultation, a_programme, words

SESSIONS = Figure(label="sessions", value=3)


def people(value: int, **more: object) -> Figure:
    return Figure(label=EVERYBODY, value=value, **more)  # type: ignore[arg-type]


def by_gender(**values: int) -> tuple[Figure, ...]:
    return tuple(people(value, by=FigureBy.GENDER, group=group) for group, value in values.items())


def in_turn(programme: tuple[Figure, ...], *sessions: tuple[Figure, ...]) -> PublicCounts:
    """Publish sessions one after the other; return what is public in the end."""
    first = publishable_figures(programme_beside(programme, sessions[0], PublicCounts()))
    public = PublicCounts(programme=first, sessions=(publishable_figures(sessions[0]),))
    for each in sessions[1:]:
        shown = publishable_figures(session_beside(each, public))
        public = PublicCounts(programme=first, sessions=(*public.sessions, shown))
    return public


def differences(public: PublicCounts) -> set[int]:
    """Return what a reader can take from each other, of everybody."""
    wholes = [each.value for each in public.programme if each.label == EVERYBODY and not each.by]
    sums = {0}
    for session in public.sessions:
        sums |= {before + each.value for before in sums for each in session if each.label == EVERYBODY and not each.by}
    return {abs(whole - each) for whole in wholes for each in sums}


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize("values", list(permutations((60, 37, 3))))
def test_in_no_order_do_a_programme_and_its_sessions_tell_of_a_small_one(values: tuple[int, ...]) -> None:
    public = in_turn((people(100), SESSIONS), *((people(each),) for each in values))
    assert not differences(public) & set(range(1, FEWEST_PEOPLE))
    assert SESSIONS in public.programme


def test_what_tells_nothing_stays() -> None:
    programme, sessions = (people(100, as_printed="100 people"),), [(people(60),), (people(40),)]
    assert in_turn(programme, *sessions) == PublicCounts(programme=programme, sessions=tuple(sessions))


def test_the_later_session_keeps_back_what_with_the_public_ones_would_tell() -> None:
    public = PublicCounts(programme=(people(100),), sessions=((people(60),),))
    assert session_beside((people(37, as_printed="37 came"), SESSIONS), public) == (SESSIONS,)
    assert session_beside((people(43),), public) == ()  # 3 more than the programme counts: they came twice
    assert session_beside((people(35),), public) == (people(35),)


@pytest.mark.parametrize(
    ("programme", "session"),
    [
        ((people(63),), (people(60),)),
        (by_gender(women=33, men=30), (people(60),)),
        ((people(63),), by_gender(women=30, men=30)),
        ((people(100), *by_gender(women=50, men=50)), (people(60), *by_gender(women=47, men=13))),
        # Three of the others are no men.
        ((people(153), *by_gender(men=100)), (people(110), *by_gender(men=60))),
        ((Figure(label="survivors", value=23),), (Figure(label="survivors", value=20),)),
        # What the session keeps back the programme does not count either.
        ((people(100), Figure(label="survivors", value=20)), (Figure(label="survivors", value=3),)),
    ],
)
def test_a_programme_keeps_back_what_with_its_first_session_would_tell(
    programme: tuple[Figure, ...], session: tuple[Figure, ...]
) -> None:
    assert publishable_figures(programme) == programme  # alone it tells nothing
    assert programme_beside((*programme, SESSIONS), session, PublicCounts()) == (SESSIONS,)


WOMEN = Figure(label="women", value=40)


@pytest.mark.parametrize(
    ("programme", "session"),
    [
        pytest.param((WOMEN,), by_gender(women=38, men=30), id="a label, and a group of that word"),
        pytest.param(by_gender(women=40, men=30), (replace(WOMEN, value=38),), id="a group, and a label of that word"),
        pytest.param(by_gender(women=40, men=30), (replace(WOMEN, value=3),), id="kept back as a label"),
        pytest.param((WOMEN,), (people(30), *by_gender(women=3, men=27)), id="kept back as a group"),
        pytest.param(
            (Figure(label="survivors_women", value=40),),
            (Figure(label="survivors", value=36, by=FigureBy.GENDER, group="women"),),
            id="a group of a part",
        ),
    ],
)
def test_a_label_and_a_group_of_the_same_word_count_the_same_people(
    programme: tuple[Figure, ...], session: tuple[Figure, ...]
) -> None:
    assert publishable_figures(programme) == programme  # alone it tells nothing
    assert programme_beside((*programme, SESSIONS), session, PublicCounts()) == (SESSIONS,)


def test_groups_that_only_share_a_word_that_says_nothing_are_not_the_same_people() -> None:
    programme = (people(40, by=FigureBy.GENDER, group="not_stated"), people(50, by=FigureBy.GENDER, group="women"))
    session = (people(38, by=FigureBy.REGION, group="not_stated"), people(10, by=FigureBy.REGION, group="Sindh"))
    assert programme_beside(programme, session, PublicCounts()) == programme


def test_a_session_that_tells_of_the_programme_as_a_whole_is_no_part_of_it() -> None:
    """What a programme counted as a whole may stand on a session of kind `series`, and not on the programme."""
    public = PublicCounts(wholes=((people(100),),), sessions=((people(60),),))
    assert session_beside((people(37), SESSIONS), public) == (SESSIONS,)
    assert session_beside((people(30),), public) == (people(30),)
    sessions = PublicCounts(sessions=((people(60),), (people(37),)))
    assert session_beside((people(100), SESSIONS), sessions, whole=True) == (SESSIONS,)
    assert session_beside((people(62), SESSIONS), sessions) == (people(62), SESSIONS)  # two sessions are no whole
    assert session_beside((people(110),), sessions, whole=True) == (people(110),)


@pytest.mark.covers("invariant 6")
def test_a_series_that_is_only_a_part_of_its_programme_tells_nothing_either() -> None:
    """A hundred took part, sixty of them in a series: who counts 37 in one more session would tell of three."""
    programme, series, session = (people(100),), (people(60),), (people(37), SESSIONS)
    assert session_beside(session, PublicCounts(programme=programme, wholes=(series,))) == (SESSIONS,)
    public = PublicCounts(programme=programme, sessions=((people(37),),))
    assert session_beside((*series, SESSIONS), public, whole=True) == (SESSIONS,)
    assert programme_beside((people(63), SESSIONS), series, PublicCounts(), whole=True) == (SESSIONS,)
    assert programme_now((*programme, SESSIONS), replace(public, wholes=(series,))) == (SESSIONS,)
    same = (people(502), *by_gender(women=186, not_stated=316))
    assert programme_beside(same, same, PublicCounts(), whole=True) == same
    assert session_beside(same, PublicCounts(programme=same, sessions=(series,)), whole=True) == same
    assert programme_now(same, PublicCounts(wholes=(same,), sessions=(series,))) == same


def test_which_session_is_a_whole_its_kind_says() -> None:
    public = PublicCounts(sessions=((people(60),),))
    series = a_consultation(figures=(people(63),), kind=ConsultationKind.SERIES)
    assert keep_back(series, None, public)[0].details.figures == ()
    workshop = a_consultation(figures=(people(63),), kind=ConsultationKind.WORKSHOP)
    assert keep_back(workshop, None, public)[0] == workshop


def test_a_programme_that_became_public_under_a_former_rule_is_read_by_todays() -> None:
    former = (people(100, as_printed="100"), *by_gender(women=60, men=40), SESSIONS)
    assert programme_now(former, PublicCounts(sessions=((people(60),), (people(37),)))) == (SESSIONS,)
    assert programme_now(former, PublicCounts(sessions=((people(60),),))) == former
    small = (people(100), *by_gender(women=97, men=3))
    assert programme_now(small, PublicCounts()) == (people(100),)


KARACHI = people(100, as_printed="100 people, 40 of them in Karachi")


@pytest.mark.covers("invariant 6", "SEC 2")
def test_words_of_one_record_go_if_beside_figures_of_another_they_tell_of_few() -> None:
    """Of a hundred, forty were in Karachi and 57 in Lahore: three somewhere else. The words go, the figures stay."""
    lahore, hyderabad = (people(57),), (people(30),)
    assert programme_beside((KARACHI, SESSIONS), lahore, PublicCounts()) == (people(100), SESSIONS)
    assert programme_beside((KARACHI, SESSIONS), hyderabad, PublicCounts()) == (KARACHI, SESSIONS)
    public = PublicCounts(programme=(people(115),), sessions=((people(90),),))
    assert session_beside((people(10, as_printed="10 came, 22 were asked"),), public) == (people(10),)
    public = PublicCounts(programme=(KARACHI,), sessions=((people(30),),))
    assert session_beside((people(27), SESSIONS), public) == (SESSIONS,), "words that are public cannot be taken back"
    assert programme_now((KARACHI,), PublicCounts(sessions=(lahore,))) == (people(100),)


@given(st.integers(0, 60), st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_no_remainder_is_small(more: int, values: list[int]) -> None:
    programme = (people(sum(values) + more),)
    public = in_turn(programme, *((people(each),) for each in values))
    assert not differences(public) & set(range(1, FEWEST_PEOPLE))


ROOM = people(57, as_printed="57 in the room, 40 online")
POSTS = Figure(label="posts", value=12)


@pytest.mark.covers("invariant 6", "SEC 2")
def test_words_that_add_to_a_figure_are_weighed_with_it() -> None:
    assert session_beside((ROOM,), PublicCounts(programme=(people(100),))) == (people(57),)
    assert session_beside((ROOM,), PublicCounts(programme=(people(97),))) == (ROOM,)
    both = people(57, as_printed="57 in the room, 21 online, 19 by phone")
    assert session_beside((both,), PublicCounts(programme=(people(100),))) == (people(57),)
    public = PublicCounts(programme=(people(900),), sessions=((people(400, as_printed="400, and 200 online"),),))
    assert session_beside((people(297), SESSIONS), public) == (SESSIONS,), "words that are public are not taken back"
    many = people(9000, as_printed="9,000: 11, 12, 13, 14, 15, 16 and 17 on the stages")
    assert session_beside((many,), PublicCounts(programme=(people(90_000),))) == (people(9000),)


@pytest.mark.covers("invariant 6")
def test_words_of_things_go_before_figures_of_people_do() -> None:
    posts = replace(POSTS, as_printed="12 posts by 40 girls")
    public = PublicCounts(programme=(people(100),))
    assert session_beside((people(57), posts), public) == (people(57), POSTS)
    worded = people(57, as_printed="57 people")
    assert session_beside((worded, posts), public) == (worded, POSTS)
    assert session_beside((ROOM, posts), public) == (people(57), POSTS)


def of_regions(**values: int) -> tuple[Figure, ...]:
    return tuple(people(value, by=FigureBy.REGION, group=group) for group, value in values.items())


@pytest.mark.covers("invariant 6", "SEC 2")
@pytest.mark.parametrize(
    "said",
    [
        pytest.param((people(300, as_printed="300 people, 87 of Punjab"),), id="words of everybody"),
        pytest.param((people(300), replace(POSTS, as_printed="12 posters by 87 people of Punjab")), id="of things"),
        pytest.param((Figure(label="women", value=120, as_printed="120, 87 of Punjab"),), id="of another label"),
        pytest.param((replace(POSTS, as_printed="12 posters by 87 people of Punjab"),), id="beside no count of people"),
    ],
)
def test_a_number_in_words_may_count_a_group_of_another_record(said: tuple[Figure, ...]) -> None:
    """Of Punjab 87 by the words of one, 84 by the figures of another: three in a session that says nothing."""
    near, far = of_regions(Punjab=84, Sindh=120), of_regions(Punjab=60, Sindh=120)
    unworded = tuple(replace(each, as_printed="") for each in said)
    assert programme_beside(said, near, PublicCounts()) == unworded
    assert programme_beside(said, far, PublicCounts()) == said
    assert programme_now(said, PublicCounts(sessions=(near,))) == unworded
    assert session_beside(said, PublicCounts(programme=of_regions(Punjab=90, Sindh=400))) == unworded
    assert session_beside(said, PublicCounts(programme=of_regions(Punjab=400, Sindh=800))) == said
    assert session_beside((*near, SESSIONS), PublicCounts(programme=said)) == (SESSIONS,)


@pytest.mark.covers("invariant 6")
def test_words_of_a_group_add_to_its_figure() -> None:
    said = (people(57, by=FigureBy.REGION, group="Punjab", as_printed="57 in the room, 40 online"),)
    programme = of_regions(Punjab=100, Sindh=400)
    assert session_beside(said, PublicCounts(programme=programme)) == of_regions(Punjab=57)


@pytest.mark.covers("invariant 6")
def test_words_about_figures_that_are_kept_back_go_with_them() -> None:
    said = words("100 by the list, 63 by the report")
    consultation = a_consultation(figures=(people(60),), figures_conflict=said)
    programme = a_programme(figures=(people(63),), figures_conflict=said)
    entered, kept = keep_back(consultation, programme, PublicCounts())
    assert entered == consultation
    assert kept
    assert (kept.details.figures, kept.details.figures_conflict.bodies) == ((), ())
    entered, kept = keep_back(consultation, None, PublicCounts(programme=(people(63),)))
    assert (entered.details.figures, entered.details.figures_conflict.bodies, kept) == ((), (), None)
