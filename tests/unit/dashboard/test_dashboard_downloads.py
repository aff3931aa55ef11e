"""Lines as a file: the same rows as on the page, in its words, of one day, and nothing in it that acts."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import labels
from dashboard.backend import errors
from dashboard.filters import Query
from dashboard.public import downloads
from dashboard.public.downloads import data, table
from dashboard.spreadsheets import comma
from roundtable.consultations.v1.events_pb2 import STATEMENT_TYPE_COMMITMENT
from roundtable.recommendations.v1 import events_pb2
from roundtable.recommendations.v1.service_pb2 import (
    BAR_GROUP_OTHER,
    CLOCK_STATE_STOPPED,
    HEADLINE_BODY_ENDED,
    Clock,
    HeadlineValue,
    ListLinesResponse,
    SaysPanel,
)
from tests.dashboard_kit.messages import a_line, an_entry, text
from tests.dashboard_kit.reading import ORIGIN, page
from tests.dashboard_kit.world import World

CHOICES = ["", "&body=video-platform-example&stands=says_done", "&q=zzzz"]


def rows(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file by heading."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(*lines: Any, language: str = "en") -> list[dict[str, str]]:
    """Return what a file has of lines."""
    pages = [ListLinesResponse(lines=lines, as_of_date="2026-11-20")]
    return rows(b"".join(table(pages, Query(as_at="2026-11-20", show="example"), language, ORIGIN)))


@pytest.mark.parametrize("choice", CHOICES)
def test_the_files_hold_the_lines_of_the_page(reader: TestClient, choice: str) -> None:
    shown = [each.text for each in page(reader, f"/?show=example{choice}").select("table.lines tbody td.number")]
    as_csv = rows(reader.get(f"/lines.csv?show=example{choice}").content)
    as_json = reader.get(f"/lines.json?show=example{choice}").json()
    assert [each["Number"] for each in as_csv] == shown
    assert [each["line"]["tracked_number"] for each in as_json["lines"]] == shown
    assert as_json["count"] == len(shown)


@pytest.mark.covers("row 26")
@pytest.mark.parametrize("day", ["", "&as_at=2026-11-19"])
def test_files_say_of_a_line_whose_body_is_no_more_what_the_page_says(
    reader: TestClient, world: World, day: str
) -> None:
    (line,) = world.recommendations["EX-R-2"].lines
    line.headline.CopyFrom(HeadlineValue(headline=HEADLINE_BODY_ENDED, bar_group=BAR_GROUP_OTHER, date="2026-11-01"))
    line.response.CopyFrom(Clock(state=CLOCK_STATE_STOPPED, due_date="2026-10-20", days_left=-12))
    line.body_ended_date = "2026-11-01"
    table_rows = page(reader, f"/?show=example{day}").select("table.lines tbody tr")
    (shown,) = [each for each in table_rows if each.select_one("td.number").text == "EX-R-2"]
    (row,) = [each for each in rows(reader.get(f"/lines.csv?show=example{day}").content) if each["Number"] == "EX-R-2"]
    assert row["Where it stands"] == shown.select_one(".status").text == "Nobody answers any more: the body has ended"
    assert (row["Body no more since"], row["Answer"]) == ("2026-11-01", "Nobody is waited for")
    assert "1 Nov 2026" in shown.text
    assert not shown.select("td[data-label=Date] small"), "no day is counted"
    told = reader.get(f"/lines.json?show=example{day}").json()["lines"]
    (told_of,) = [each for each in told if each["line"]["tracked_number"] == "EX-R-2"]
    assert told_of["sentence"]["en"] == row["Where it stands"]
    assert told_of["line"]["response"]["state"] == "CLOCK_STATE_STOPPED"
    assert told_of["line"]["body_ended_date"] == row["Body no more since"]


@pytest.mark.parametrize("path", ["/?show=example", "/a/child-rights-commission-example"])
def test_a_page_leads_to_the_files_of_its_choice_and_day(reader: TestClient, path: str) -> None:
    opened = page(reader, f"{path}{'&' if '?' in path else '?'}as_at=2026-10-01", language="ur")
    links = [each["href"] for each in opened.select("a[download]")]
    assert [each.partition("?")[0] for each in links] == ["/lines.csv", "/lines.json"]
    assert all("show=example" in each and "as_at=2026-10-01" in each for each in links)
    assert "lang=ur" in links[0]
    assert "نمبر" in rows(reader.get(links[0]).content)[0]


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_no_two_columns_have_one_heading(language: str) -> None:
    heading = next(table([], Query(), language, ORIGIN)).decode("utf-8-sig").strip()
    assert len(set(heading.split(","))) == len(heading.split(",")) > 40


def test_a_spreadsheet_knows_the_script_and_a_reader_the_words() -> None:
    (english,) = written(a_line())
    (urdu,) = written(a_line(), language="ur")
    assert comma.written([["سلام"]]) == '"سلام"\r\n'.encode()
    assert english["Title in Urdu"] == urdu["عنوان اردو میں"] == "سالانہ اعداد و شمار شائع کریں"
    assert english["Where it stands"] == "No answer – 80 days past the date asked"
    assert (english["Body"], urdu["ادارہ"]) == ("Child Rights Commission (example)", "بچوں کے حقوق کا کمیشن (مثال)")
    assert (english["The body says about the request"], english["Checked by others"]) == ("", "Nobody has checked")


def test_words_of_a_body_that_are_translated_say_which_text_counts() -> None:
    said = text("We will do it", "ہم کریں گے", authoritative="ur")
    entry = an_entry(1, "2026-11-01", text=said)
    line = a_line(says=SaysPanel(position=events_pb2.POSITION_ACCEPTED, position_entry=entry))
    told = {(words, language) for language in ("en", "ur") for words in written(line, language=language)[0].values()}
    assert ("We will do it (Urdu counts, English by a person)", "en") in told
    assert ("ہم کریں گے", "ur") in told


def test_each_row_says_of_which_day_and_choice_it_is_and_that_it_is_an_example(reader: TestClient) -> None:
    answer = reader.get("/lines.csv?show=example&body=video-platform-example&as_at=2026-10-01")
    assert answer.headers["content-disposition"] == 'attachment; filename="EXAMPLE-lines-2026-10-01.csv"'
    assert answer.content.startswith(comma.MARK)
    for each in rows(answer.content):
        assert each["Example"] == "EXAMPLE"
        assert each["As known at the end of"] == "2026-10-01"
        assert each["Chosen by"] == "Worked example; Body: Video Platform (example)"
        assert each["Page"] == f"{ORIGIN}/r/{each['Number']}?as_at=2026-10-01"
    published = reader.get("/lines.csv")
    assert published.headers["content-disposition"] == 'attachment; filename="lines-2026-11-20.csv"'
    assert b"EXAMPLE" not in published.content
    about = reader.get("/lines.json?show=example&theme=child_safety").json()["about"]
    assert about["page"] == f"{ORIGIN}/?theme=child_safety&show=example&as_at=2026-11-20"
    assert (about["as_at_date"], about["illustrative"]) == ("2026-11-20", True)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_of_today_is_that_of_the_day_when_it_is_over(reader: TestClient, ending: str) -> None:
    now, later = (reader.get(f"/lines.{ending}?show=example{day}") for day in ("", "&as_at=2026-11-20"))
    assert now.content == later.content
    assert now.headers["content-disposition"] == later.headers["content-disposition"]


@pytest.mark.covers("SEC 13")
@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@sum", "\t=1", "  =1", "\u2068=1", "\uff1d1", "\r\n=1", "|cmd"], ids=repr
)
def test_no_cell_is_a_formula(typed: str) -> None:
    (row,) = csv.reader(io.StringIO(comma.written([[typed, "plain", "5 - 3"]]).decode(), newline=""))
    assert row == [f"'{typed}", "plain", "5 - 3"]
    (line,) = written(a_line(title=text("=HYPERLINK(1)")))
    assert line["Title in English"] == "'=HYPERLINK(1)"


def test_what_was_erased_says_so() -> None:
    erased = a_line()
    erased.title.CopyFrom(text())
    erased.title.erased = True
    (line,) = written(erased)
    assert (line["Title in English"], line["Title in Urdu"]) == ("[erased]", "[مٹایا گیا]")


def test_a_promise_is_told_as_one() -> None:
    (line,) = written(a_line(type=STATEMENT_TYPE_COMMITMENT, slips=2, promised_date="2026-12-01"))
    assert (line["Kind"], line["Times the date was moved"], line["Now promised for"]) == (
        "Commitment",
        "2",
        "2026-12-01",
    )


def test_pages_are_read_one_by_one_and_all_are_of_one_day(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-1"].lines.extend(a_line(title=text(f"Another {number}")) for number in range(450))
    found = rows(reader.get("/lines.csv?show=example").content)
    assert len(found) == 461
    assert world.days == [("ListLines", day) for day in ("", "2026-11-20", "2026-11-20")]


def test_no_page_is_asked_for_before_it_is_wanted() -> None:
    asked = []

    def pages() -> Iterator[ListLinesResponse]:
        for number in range(3):
            asked.append(number)
            yield ListLinesResponse(lines=[a_line()])

    file = table(pages(), Query(), "en", ORIGIN)
    next(file), next(file)
    assert asked == [0]


def test_a_file_that_breaks_off_cannot_be_taken_for_a_whole_one() -> None:
    def pages() -> Iterator[ListLinesResponse]:
        yield ListLinesResponse(lines=[a_line()])
        raise errors.Unavailable("down")

    sent: list[bytes] = []
    with pytest.raises(errors.Unavailable):
        sent.extend(data(pages(), Query(), "en", ORIGIN))
    with pytest.raises(json.JSONDecodeError):
        json.loads(b"".join(sent))
    with pytest.raises(errors.Unavailable):
        list(table(pages(), Query(), "en", ORIGIN))


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_day_that_is_none_is_refused_and_silence_is_said(reader: TestClient, world: World, ending: str) -> None:
    refused = reader.get(f"/lines.{ending}?as_at=yesterday")
    assert (refused.status_code, refused.text) == (400, "as_at_date: a day as YYYY-MM-DD\n")
    world.waits = {"2026-10-01"}
    waits = reader.get(f"/lines.{ending}?as_at=2026-10-01")
    assert (waits.status_code, waits.headers["retry-after"]) == (503, "7")
    reader.get(f"/lines.{ending}")
    world.down = {"recommendations"}
    assert reader.get(f"/lines.{ending}").status_code == 503, "no earlier answer is given: nobody could tell its age"


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Too many files are being made just now."), ("ur", "اس وقت بہت زیادہ فائلیں بن رہی ہیں۔")],
)
def test_while_six_files_are_made_a_seventh_is_asked_to_wait(reader: TestClient, language: str, told: str) -> None:
    networks = ["a", "a", "a", "b", "b", "c", "c", "d", "e", "f"]
    taken = [each for each in networks if downloads._AT_WORK.begin(each)]  # as files that nobody has read to the end
    try:
        assert taken == ["a", "a", "b", "c", "d", "e"], "a second one while half are free, six of all"
        for ending in ("csv", "json"):
            late = reader.get(f"/lines.{ending}?lang={language}")
            assert (late.status_code, late.headers["retry-after"]) == (429, "60")
            assert late.text.startswith(told)
    finally:
        for each in taken:
            downloads._AT_WORK.end(each)
    assert reader.get("/lines.csv").status_code == 200


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize("order", ["aabb", "abab", "abba", "aaaabbbb"])
def test_two_networks_that_ask_at_once_leave_a_place_for_a_third(order: str) -> None:
    at_work = downloads._AtWork()
    assert {each for each in order if at_work.begin(each)} == {"a", "b"}
    assert at_work.begin("c")
    assert at_work.begin("d")
    assert at_work.begin("e")
    for each in "cde":
        at_work.end(each)
    assert at_work.begin("f"), "what has ended is free again"


def test_a_file_lets_the_next_one_begin_however_it_ends(reader: TestClient, world: World) -> None:
    for _ in range(5):
        assert reader.get("/lines.csv").status_code == 200
        assert reader.get("/lines.csv?as_at=yesterday").status_code == 400
    world.down = {"recommendations"}
    assert {reader.get("/lines.csv").status_code for _ in range(5)} == {503}


def test_a_file_that_cannot_be_made_whole_is_no_file(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Iterator[bytes]:
        yield b"the first page"
        raise errors.Unavailable("down")

    monkeypatch.setattr(downloads, "data", broken)
    answer = reader.get("/lines.json")
    assert answer.status_code == 503
    assert "the first page" not in answer.text


@pytest.mark.parametrize(
    ("language", "headings", "given"),
    [
        (
            "en",
            ("How it was given", "How its word about the work was given"),
            "Answered by letter of 2026-03-01, recorded by Child Safety Forum",
        ),
        (
            "ur",
            ("یہ کیسے دیا گیا", "کام کے بارے میں بات کیسے دی گئی"),
            "جواب خط کے ذریعے دیا گیا، تاریخ 2026-03-01، درج کرنے والے فورم",
        ),
    ],
)
def test_an_answer_that_the_host_recorded_does_not_look_like_the_bodys_own(
    language: str, headings: tuple[str, str], given: str
) -> None:
    recorded = a_line()
    for entry in (recorded.says.position_entry, recorded.says.progress_entry):
        entry.outside.channel, entry.outside.date = events_pb2.CHANNEL_LETTER, "2026-03-01"
        entry.outside.recorded_by.CopyFrom(text("Child Safety Forum", "فورم"))
    said = a_line()
    said.says.position_entry.assurance = events_pb2.ASSURANCE_EMAIL_CODE
    rows_then = written(recorded, said, a_line(), language=language)
    by_itself = labels.value(events_pb2.Assurance, events_pb2.ASSURANCE_EMAIL_CODE, language)
    assert [[each[heading] for heading in headings] for each in rows_then] == [
        [given, given],
        [by_itself, ""],
        ["", ""],
    ]
