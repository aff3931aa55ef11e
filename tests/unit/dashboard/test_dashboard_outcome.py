"""We asked, you said, they did: counts that are the lengths of lists, two voices that stay two, a sheet to print."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.public import sheet
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit import canned
from tests.dashboard_kit.messages import a_headline, a_line, a_recommendation, a_statement, text
from tests.dashboard_kit.reading import ORIGIN, page, words
from tests.dashboard_kit.world import World

PARTS = {
    "en": ["We asked", "You said", "They did"],
    "ur": ["ہم نے یہ پوچھا", "آپ نے یہ کہا", "انہوں نے یہ کیا"],
}
BOTH = ("/c/EX-C-1", "/c/EX-C-1/sheet")


def _statement(world: World, number: int) -> consultations.PublicStatement:
    return world.consultations["EX-C-1"][1][number - 1]


def _did(soup: Any, number: int) -> str:
    return words(soup.find(id=f"did{number}"))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_consultation_has_three_parts(reader: TestClient, language: str) -> None:
    shown = page(reader, "/c/EX-C-1", language=language)
    assert [words(heading) for heading in shown.select("main h2")] == PARTS[language]


def test_what_was_asked_of_whom_has_its_day(reader: TestClient) -> None:
    bodies = page(reader, "/c/EX-C-1").select(".asked-of > li")
    assert [words(body.a) for body in bodies][:2] == [
        "Child Rights Commission (example)",
        "Telecom Regulator (example)",
    ]
    assert "EX-R-1 Publish yearly figures on reports of harm to children (asked on 3 Feb 2026)" in words(bodies[0])
    group = next(body for body in bodies if "Parents and teachers" in words(body))
    assert "asked on" not in words(group)
    assert "nobody can be asked for it" in words(group)


def test_what_was_not_asked_yet_has_no_day(reader: TestClient, world: World) -> None:
    line = world.recommendations["EX-R-7"].lines[0]
    line.request, line.request_date = events.REQUEST_NOT_ASKED, ""
    line.milestones.asked_date = ""
    asked = words(page(reader, "/c/EX-C-1").select_one(".asked-of"))
    assert "A helpline number that works in all provinces (Not asked yet)" in asked


def test_a_promise_was_asked_of_nobody(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-7"].lines[0].type = consultations_events.STATEMENT_TYPE_COMMITMENT
    _statement(world, 7).type = consultations_events.STATEMENT_TYPE_COMMITMENT
    shown = page(reader, "/c/EX-C-1")
    assert "EX-R-7" not in words(shown.select_one(".asked-of"))
    assert "Nothing since the promise." in _did(shown, 7)


@pytest.mark.parametrize("count", ["asked", "answered", "say_done", "shown_done"])
def test_each_count_of_lines_is_the_length_of_the_list_it_opens(reader: TestClient, count: str) -> None:
    shown = page(reader, "/c/EX-C-1")
    [link] = [each for each in shown.select("#they-did ~ .result a") if f"count={count}&" in each["href"]]
    listed = page(reader, link["href"].partition("#")[0]).select("table.lines tbody tr")
    assert int(link.b.get_text()) == len(listed) > 0


def test_where_lines_stand_adds_up_to_all_lines_and_to_those_shown(reader: TestClient) -> None:
    did = page(reader, "/c/EX-C-1").select_one("section[aria-labelledby=they-did]")
    total = int(re.search(r"put to: (\d+)", words(did)).group(1))  # type: ignore[union-attr]
    assert sum(int(each.get_text()) for each in did.select(".legend b")) == total == len(did.select(".line"))


def test_a_promise_that_nobody_was_asked_about_is_shown_and_not_counted(reader: TestClient, world: World) -> None:
    line = world.recommendations["EX-R-7"].lines[0]
    line.unconfirmed, line.request = True, events.REQUEST_NOT_ASKED
    before = len([each for each in world.lines if each.consultation_number == "EX-C-1"])
    shown = page(reader, "/c/EX-C-1")
    assert f"put to: {before - 1}" in words(shown)
    assert "EX-R-7" in _did(shown, 7)


def test_items_by_type_are_counted_recorded_and_tracked_apart(reader: TestClient, world: World) -> None:
    recorded = _statement(world, 7)
    recorded.tracked_number, recorded.publication = "", consultations_events.PUBLICATION_RECORDED
    _statement(world, 6).type = consultations_events.STATEMENT_TYPE_INSIGHT
    shown = page(reader, "/c/EX-C-1")
    rows = [words(row) for row in shown.select(".said-by-type tbody tr")]
    assert rows == ["Insight 0 1", "Recommendation 1 5"]
    assert "1 recorded, 6 tracked" in words(shown)


def test_the_two_voices_stand_apart_with_their_days(reader: TestClient) -> None:
    shown = page(reader, "/c/EX-C-1")
    says, checked = shown.find(id="did3").select(".voices > div")
    assert words(says) == "Video Platform (example) says Already done (10 Mar 2026)"
    assert words(checked).startswith("Checked by others No evidence found (18 Nov 2026, Evidence Desk (example) )")
    says, checked = shown.find(id="did7").select(".voices > div")
    assert words(says).endswith("says No answer so far. answer asked by 6 Apr 2026")
    assert words(checked) == "Checked by others Nobody has checked this yet."


@pytest.mark.parametrize("path", BOTH)
def test_a_withdrawn_item_keeps_its_numbers_and_none_of_its_words(reader: TestClient, world: World, path: str) -> None:
    withdrawn = _statement(world, 3)
    title = withdrawn.title.bodies["en"]
    assert title in words(page(reader, path))
    kept = a_statement(number=withdrawn.number, tracked_number=withdrawn.tracked_number, withdrawn=True)
    kept.withdrawn_date = "2026-11-19"
    kept.ClearField("title")
    kept.ClearField("text")
    withdrawn.CopyFrom(kept)
    shown = words(page(reader, path))
    assert title not in shown  # although the line still has it
    assert "Withdrawn on 19 Nov 2026" in shown
    assert "EX-R-3" in shown


@pytest.mark.parametrize("heard", ["consultations", "recommendations"])
@pytest.mark.parametrize("path", BOTH)
def test_what_either_service_says_is_hidden_is_a_number_only(
    reader: TestClient, world: World, path: str, heard: str
) -> None:
    statement, found = _statement(world, 3), world.recommendations["EX-R-3"]
    title = statement.title.bodies["en"]
    if heard == "consultations":
        number, tracked = statement.number, statement.tracked_number
        statement.Clear()
        statement.number, statement.tracked_number, statement.hidden = number, tracked, True
    else:
        found.lines[0].headline.CopyFrom(a_headline(recommendations.HEADLINE_HIDDEN, recommendations.BAR_GROUP_OTHER))
    shown = words(page(reader, path))
    assert title not in shown
    assert "No evidence found" not in shown
    assert "Hidden while it is being checked" in shown
    assert "6 tracked" in shown or "Tracked: put to bodies that can answer (6)" in shown


@pytest.mark.parametrize("path", BOTH)
def test_an_item_merged_into_another_leads_there_and_counts_no_more(
    reader: TestClient, world: World, path: str
) -> None:
    _statement(world, 3).joined.CopyFrom(consultations.Joined(number="EX-R-2", merged=True, joined_date="2026-11-01"))
    shown = page(reader, path)
    assert "6 tracked" in words(shown) or "Tracked: put to bodies that can answer (6)" in words(shown)
    assert shown.select('.joined-row a[href="/r/EX-R-2"]')


@pytest.mark.parametrize("path", BOTH)
def test_while_recommendations_is_down_nobody_is_said_to_be_silent(reader: TestClient, world: World, path: str) -> None:
    world.down.add("recommendations")
    shown = words(page(reader, path))
    assert "What became of it we cannot reach right now." in shown
    assert "No answer" not in shown
    assert "Nothing was put to any body" not in shown


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        pytest.param("PLANNED", "ROUNDTABLE", ["has not taken place yet", "Nothing was said there yet."], id="planned"),
        pytest.param("CANCELLED", "SUMMIT", ["was cancelled and did not", "it did not take place."], id="cancelled"),
        pytest.param("HELD", "SERIES", ["a programme as a whole", "No item is published yet."], id="series"),
        pytest.param("HELD", "MEETUP", ["who called it together", "No item is published yet."], id="held"),
    ],
)
def test_a_consultation_says_in_plain_words_what_it_is(
    reader: TestClient, world: World, state: str, kind: str, said: list[str]
) -> None:
    shown, statements = world.consultations["C-1"]
    shown.state = consultations_events.ConsultationState.Value(f"CONSULTATION_STATE_{state}")
    shown.kind = consultations_events.ConsultationKind.Value(f"CONSULTATION_KIND_{kind}")
    statements.clear()
    told = words(page(reader, "/c/C-1"))
    assert [each for each in said if each not in told] == []
    assert said[1] in words(page(reader, "/c/C-1/sheet"))


def test_where_nothing_was_tracked_nobody_is_shown_as_not_answering(reader: TestClient) -> None:
    did = words(page(reader, "/c/C-1").select_one("section[aria-labelledby=they-did]"))
    assert "So nobody is shown as not answering." in did


def test_a_consultation_with_very_many_items_has_their_titles_and_stays_small(reader: TestClient, world: World) -> None:
    held, statements = canned.crowded("C-1", 61)
    statements[-1].text.bodies["en"] = "The very last words."
    world.consultations["C-1"] = held, statements
    answer = reader.get("/c/C-1?lang=en")
    assert "only titles stand here" in answer.text
    assert "The very last words." not in answer.text
    assert len(answer.content) < 60_000
    del statements[0]
    assert "The very last words." in reader.get("/c/C-1?lang=en").text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_page_is_under_sixty_kilobytes(reader: TestClient, language: str) -> None:
    answer = reader.get(f"/c/EX-C-1?lang={language}")
    sheets = [reader.get(each["href"]) for each in page(reader, "/c/EX-C-1").select('link[rel="stylesheet"]')]
    assert len(sheets) == 3
    assert "<script" not in answer.text
    assert len(answer.content) + sum(len(each.content) for each in sheets) < 100_000
    assert len(answer.content) < 60_000


# --- The outcome sheet


def test_the_page_leads_to_its_sheet_and_back(reader: TestClient) -> None:
    assert page(reader, "/c/EX-C-1").select('main a[href="/c/EX-C-1/sheet"]')
    assert page(reader, "/c/EX-C-1/sheet").select('nav a[href="/c/EX-C-1"]')
    answer = reader.get("/c/ex-c-1/sheet", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/c/EX-C-1/sheet")
    assert reader.get("/c/EX-C-99/sheet").status_code == 404


@pytest.mark.parametrize("language", ["en", "ur"])
def test_each_item_has_number_words_state_and_a_code_of_its_permalink(reader: TestClient, language: str) -> None:
    shown = page(reader, "/c/EX-C-1/sheet", language=language)
    entries = shown.select(".outcome")
    assert [words(each.b) for each in entries] == [f"EX-R-{number}" for number in range(1, 8)]
    assert [each.a["href"] for each in entries] == [f"{ORIGIN}/r/EX-R-{number}" for number in range(1, 8)]
    assert all(each.select("a.code svg path") and each.select(".status") for each in entries)
    assert len({str(each.svg) for each in entries}) == 7
    assert shown.html["dir"] == ("rtl" if language == "ur" else "ltr")


def test_a_recorded_item_has_the_code_of_its_own_page(reader: TestClient) -> None:
    shown = page(reader, "/c/C-1/sheet")
    assert [each["href"] for each in shown.select(".outcome a.code")] == [f"{ORIGIN}/c/C-1/1", f"{ORIGIN}/c/C-1/2"]
    assert "Recorded: kept as said, nobody was asked (2)" in words(shown)


def test_a_sheet_of_a_past_day_says_so(reader: TestClient) -> None:
    assert "As of 1 October 2026" in words(page(reader, "/c/EX-C-1/sheet?as_at=2026-10-01"))
    assert "As of" in words(page(reader, "/c/EX-C-1/sheet"))
    assert "1 October" not in words(page(reader, "/c/EX-C-1/sheet"))


def test_a_crowded_sheet_has_two_columns_and_counts_instead_of_every_sentence(reader: TestClient, world: World) -> None:
    roomy = page(reader, "/c/EX-C-1/sheet").select_one(".outcome")
    assert "Telecom Regulator (example) : Late – promised for 11 Oct 2026" in words(roomy)
    statements = world.consultations["EX-C-1"][1]
    for number in (8, 9):
        line = a_line(tracked_number=f"EX-R-{number}", statement_number=f"EX-C-1/{number}")
        world.recommendations[f"EX-R-{number}"] = a_recommendation([line])
        statements.append(a_statement(number=f"EX-C-1/{number}", tracked_number=f"EX-R-{number}"))
    shown = page(reader, "/c/EX-C-1/sheet?lang=en")
    assert shown.select("main.compact")
    first = words(shown.select_one(".outcome"))
    assert "Telecom Regulator" not in first
    assert "5 bodies: " in first
    assert "Under way, accepted or promised 2" in first


def test_a_long_text_is_shortened_where_everybody_can_see_it() -> None:
    long = text("word " * 40, "لفظ " * 60)
    for body in sheet.shortened(long, 80).bodies.values():
        assert len(body) <= 80
        assert body.endswith("…")
        assert not body.endswith(" …")
    assert sheet.shortened(text("short\nwords"), 80) == text("short words")


def test_the_sheet_and_the_page_of_an_example_say_so_everywhere(reader: TestClient) -> None:
    for path in BOTH:
        shown = page(reader, path)
        assert "EXAMPLE" in shown.title.get_text()
        assert shown.select('meta[name="robots"][content="noindex"]')
    assert "EXAMPLE" in words(page(reader, "/c/EX-C-1/sheet").thead)


def test_a_hidden_consultation_has_no_sheet(reader: TestClient, world: World) -> None:
    shown, _ = world.consultations["EX-C-1"]
    shown.Clear()
    shown.number, shown.hidden, shown.illustrative = "EX-C-1", True, True
    told = words(page(reader, "/c/EX-C-1/sheet"))
    assert "Hidden while it is being checked" in told
    assert "Publish yearly figures" not in told


MANY = 230


def _many(world: World) -> None:
    """Let the consultation have many items: its own, and recorded ones that follow them."""
    consultation, own = world.consultations["EX-C-1"]
    more = [
        a_statement(number=f"EX-C-1/{number}", tracked_number="", title=text(f"Item {number}"), illustrative=True)
        for number in range(len(own) + 1, MANY + 1)
    ]
    for each in more:
        each.publication = consultations_events.PUBLICATION_RECORDED
        each.type = consultations_events.STATEMENT_TYPE_INSIGHT
    world.consultations["EX-C-1"] = (consultation, [*own, *more])


def _numbers(soup: Any) -> list[int]:
    return [int(each["id"][1:]) for each in soup.select("#items > li")]


def test_many_items_stand_on_several_pages_that_lead_to_each_other(reader: TestClient, world: World) -> None:
    one = page(reader, "/c/EX-C-1")
    _many(world)
    first, last = page(reader, "/c/EX-C-1"), page(reader, "/c/EX-C-1?from=201")
    assert (_numbers(first), _numbers(last)) == (list(range(1, 101)), list(range(201, 231)))
    assert "Items 201 to 230 of 230" in words(last)
    for soup, rel, address in (
        (first, "next", "/c/EX-C-1?from=101#items"),
        (last, "prev", "/c/EX-C-1?from=101#items"),
    ):
        assert {each["href"] for each in soup.select(f"a[rel={rel}]")} == {address}
    assert not first.select("a[rel=prev]")
    assert not last.select("a[rel=next]")
    assert not one.select("nav.pages")
    assert {each["href"] for each in page(reader, "/c/EX-C-1?from=101").select("a[rel=prev]")} == {"/c/EX-C-1#items"}


def test_counts_are_those_of_all_pages(reader: TestClient, world: World) -> None:
    one = words(page(reader, "/c/EX-C-1").select_one(".did, #they-did").find_parent("section").select_one(".result"))
    _many(world)
    first, last = page(reader, "/c/EX-C-1"), page(reader, "/c/EX-C-1?from=201")
    for soup in (first, last):
        [table] = soup.select(".said-by-type")
        insights = next(each for each in table.select("tr") if "Insight" in words(each))
        assert words(insights).split()[-2:] == [str(MANY - len(_own(world))), "0"]
        assert words(soup.select_one("#they-did").find_parent("section").select_one(".result")) == one
    assert first.select(".asked-of")[0] == last.select(".asked-of")[0]
    assert "lines: " in words(first.select_one(".asked-of"))


def _own(world: World) -> list[Any]:
    return [each for each in world.consultations["EX-C-1"][1] if not each.title.bodies["en"].startswith("Item ")]


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("/c/EX-C-1?from=137", "/c/EX-C-1?from=101"),
        ("/c/EX-C-1?from=1", "/c/EX-C-1"),
        ("/c/EX-C-1?from=soon", "/c/EX-C-1"),
        ("/c/EX-C-1?from=99999999999999", "/c/EX-C-1"),
        ("/c/ex-c-1?from=137", "/c/EX-C-1?from=101"),
        ("/c/EX-C-1/sheet?from=137", "/c/EX-C-1/sheet"),
    ],
)
def test_a_page_of_items_has_one_address(reader: TestClient, world: World, asked: str, at: str) -> None:
    _many(world)
    found = reader.get(asked, follow_redirects=True)
    assert found.url.raw_path.decode() == at
    assert found.status_code == 200


def test_a_sheet_says_which_items_stand_on_it(reader: TestClient, world: World) -> None:
    _many(world)
    first, second = page(reader, "/c/EX-C-1/sheet"), page(reader, "/c/EX-C-1/sheet?from=201")
    assert (len(first.select(".outcome")), len(second.select(".outcome"))) == (200, 30)
    assert "Items 1 to 200 of 230" in words(first.table)
    assert "Items 201 to 230 of 230" in words(second.table)
    assert [each["href"] for each in first.select("a[rel=next]")] == ["/c/EX-C-1/sheet?from=201"]


def test_a_page_is_whole_however_many_answers_it_takes(reader: TestClient, world: World) -> None:
    _many(world)
    world.items_in_an_answer = 7
    first, last = page(reader, "/c/EX-C-1"), page(reader, "/c/EX-C-1?from=201")
    assert (_numbers(first), _numbers(last)) == (list(range(1, 101)), list(range(201, 231)))
    asked = [method for _, method, _ in world.calls]
    assert asked.count("GetConsultation") == asked.count("ListConsultationLines") == 15 + 5
    own = [each.tracked_number for each in _own(world) if each.tracked_number]
    assert [words(each.find("bdi")) for each in first.select(".did > li")] == own
    assert "What became of it we cannot reach" not in words(first)
