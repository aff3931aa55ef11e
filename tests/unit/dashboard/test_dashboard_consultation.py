"""A consultation's page: who is named, who is said to have promised what, and what is counted."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_headline, text
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World


def _promise(world: World, **changed: Any) -> None:
    """Turn the second item of C-1 into a promise known from the press."""
    promise = world.consultations["C-1"][1][1]
    promise.ClearField("addressee_note")
    promise.type = consultations_events.STATEMENT_TYPE_COMMITMENT
    promise.press_reported = True
    promise.MergeFrom(type(promise)(**changed))
    world.recorded_headlines["C-1/2"] = a_headline(
        recommendations.HEADLINE_REPORTED_IN_THE_PRESS, recommendations.BAR_GROUP_UNDER_WAY
    )


@pytest.mark.parametrize("path", ["/c/C-1", "/c/C-1/2"])
@pytest.mark.parametrize(
    ("changed", "body"),
    [
        pytest.param({"addressee_slugs": ["video-platform-example"]}, "Video Platform (example)", id="of the register"),
        pytest.param({"addressee_note": text("the campaign partners")}, "the campaign partners", id="as printed"),
        pytest.param({}, "the body", id="nobody named"),
    ],
)
def test_a_promise_from_the_press_says_who_has_not_confirmed_it(
    reader: TestClient, world: World, path: str, changed: dict[str, Any], body: str
) -> None:
    _promise(world, **changed)
    said = words(page(reader, path))
    assert f"Reported in the press – not confirmed by {body}" in said
    assert "Addressed to" not in said
    assert (f"Promised by: {body}" in said or f"Promised by {body}" in said) is bool(changed)


@pytest.mark.parametrize(
    ("source", "said"), [("published_article", "Source Published article: Media Baithak"), ("own_notes", "")]
)
def test_any_item_from_an_article_says_from_which(reader: TestClient, world: World, source: str, said: str) -> None:
    held, items = world.consultations["C-1"]
    held.source.type = source
    assert not items[1].press_reported
    facts = words(page(reader, f"/c/{items[1].number}").select_one(".room dl"))
    assert (said in facts) if said else ("Media Baithak" not in facts)


def test_each_person_named_stands_on_a_line_of_its_own(reader: TestClient, world: World) -> None:
    world.consultations["C-1"][0].speakers.append("Second, Director, A Body")
    soup = page(reader, "/c/C-1", language="ur")
    named = [item.get_text() for item in soup.select("dd .plain-list li")]
    assert named[-2:] == ["Founder of the programme", "Second, Director, A Body"]


def test_speaker_and_addressee_of_an_item_are_said_apart(reader: TestClient, world: World) -> None:
    world.consultations["C-1"][1][1].speaker = "Founder of the programme"
    item = page(reader, "/c/C-1").find(id="i2")
    notes = [words(note) for note in item.select("p.note")]
    assert notes == ["Said by: Founder of the programme", "Addressed to: civil society organisations"]


@pytest.mark.parametrize(("language", "said"), [("en", "participant 482917"), ("ur", "شریک 482917")])
def test_a_speaker_who_is_not_named_is_told_apart_by_a_number(
    reader: TestClient, world: World, language: str, said: str
) -> None:
    item = world.consultations["C-1"][1][1]
    item.ClearField("speaker_note")
    item.speaker_pseudonym = "482917"
    assert said in words(page(reader, "/c/C-1", language=language).find(id="i2"))
    assert said in words(page(reader, f"/c/{item.number}", language=language).select_one("main"))


def test_a_hidden_item_is_of_no_type_and_counted_under_none(reader: TestClient, world: World) -> None:
    hidden = world.consultations["C-1"][1][1]
    hidden.Clear()
    hidden.number, hidden.hidden = "C-1/2", True
    shown = page(reader, "/c/C-1")
    assert [words(row) for row in shown.select(".said-by-type tbody tr")] == ["Context 1 0"]
    assert "1 recorded, 0 tracked" in words(shown)
    assert "Not counted: 1, withdrawn, hidden" in words(shown)


def test_numbers_in_the_404_stay_in_one_piece(reader: TestClient) -> None:
    numbers = [each.get_text() for each in page(reader, "/r/R-999", 404, language="ur").select("bdi.number")]
    assert numbers == ["R-42", "C-7", "C-7/12", "EX-"]


def test_a_single_line_is_not_called_lines(reader: TestClient) -> None:
    totals = {words(cell) for cell in page(reader, "/").select("td.total")}
    assert totals == {"1 line", "2 lines", "3 lines"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["The wording was corrected on 9 Mar 2026", "Reason: A slip", "As it read until 9 Mar 2026"]),
        ("ur", ["الفاظ 9 مارچ 2026 کو درست کیے گئے", "9 مارچ 2026 تک یوں لکھا تھا"]),
    ],
)
@pytest.mark.covers("row 31")
def test_an_item_says_when_and_why_its_wording_was_corrected_and_how_it_read(
    reader: TestClient, world: World, language: str, said: list[str]
) -> None:
    item = world.consultations["C-1"][1][1]
    former = item.former.add(corrected_date="2026-03-09")
    former.title.CopyFrom(text("A hotlin"))
    former.reason.CopyFrom(text("A slip"))
    former.text.CopyFrom(LocalizedText(authoritative_language="en", erased=True))
    main = page(reader, f"/c/{item.number}", language=language).select_one("main")
    assert main
    told = main.select_one("details:has(del)")
    assert told
    for each in said:
        assert each in words(told)
    assert words(told.select("del")[0]).startswith("A hotlin")
    assert "erased" in words(told.select("del")[1]) or "مٹا" in words(told.select("del")[1])
