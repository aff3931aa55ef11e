"""The choice of lines in an address."""

import pytest

from dashboard import filters
from dashboard.filters import Query
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations


def test_a_choice_survives_the_way_through_an_address() -> None:
    asked = {"q": "بچے", "theme": "child_safety", "body": "ncrc", "says": "declined", "timing": "answer_past_date"}
    query = Query.read(asked)
    assert query.parameters() == asked
    assert query.url() == ("/?q=%D8%A8%DA%86%DB%92&theme=child_safety&body=ncrc&says=declined&timing=answer_past_date")


def test_it_becomes_the_filter_of_the_service() -> None:
    query = Query.read({"says": "in_progress", "timing": "work_due_soon", "checked": "partial", "count": "say_done"})
    assert query.line_filter(illustrative=True) == recommendations.LineFilter(
        illustrative=True,
        progress=events.PROGRESS_IN_PROGRESS,
        delivery=recommendations.CLOCK_STATE_DUE_SOON,
        verification=events.VERIFICATION_PARTIAL,
        count=recommendations.COUNT_SAY_DONE,
    )


def test_a_clock_that_stopped_is_a_choice_of_its_own() -> None:
    for word, wanted in {
        "answer_stopped": recommendations.LineFilter(response=recommendations.CLOCK_STATE_STOPPED),
        "work_stopped": recommendations.LineFilter(delivery=recommendations.CLOCK_STATE_STOPPED),
    }.items():
        assert Query.read({"timing": word}).line_filter(illustrative=False) == wanted
    assert filters.word_label("timing", "work_stopped", "ur") == "کام: کسی کا انتظار نہیں"


def test_nothing_said_is_a_choice_of_its_own() -> None:
    chosen = Query.read({"says": "nothing"}).line_filter(illustrative=False)
    assert chosen.position == events.POSITION_NONE


@pytest.mark.parametrize("name", ["says", "checked", "timing", "stands", "count", "show"])
def test_a_word_nobody_knows_narrows_nothing(name: str) -> None:
    assert Query.read({name: "'; drop table"}) == Query()


def test_words_are_cut_to_what_the_service_takes() -> None:
    assert len(Query.read({"q": "x" * 900}).q) == 200


def test_the_side_of_the_record_is_no_filter() -> None:
    assert Query(show="example").chosen == {}


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_word_has_a_label(language: str) -> None:
    offered = {
        "says": [filters.NOTHING_SAID, *filters.POSITIONS, *filters.PROGRESS],
        "checked": filters.CHECKED,
        "stands": filters.STANDS,
        "count": filters.COUNTS,
        "timing": [f"{clock}_{word}" for clock in ("answer", "work") for word in filters.CLOCKS],
    }
    for name, words in offered.items():
        for word in words:
            assert filters.word_label(name, word, language) not in ("", word)


def test_positions_and_progress_share_no_word() -> None:
    assert not filters.POSITIONS.keys() & filters.PROGRESS.keys()
