"""How to read this: what was corrected in the holiday calendar is told to everybody, with its reason and its source."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

NOTIFICATION = "No. 2/5/2026-Public"


@pytest.fixture
def corrected(world: World) -> World:
    """A day that was taken for a holiday and is none after all; and one of another year."""
    world.corrections = [
        recommendations.CalendarCorrection(
            date="2026-03-21",
            kind=events.CALENDAR_DAY_KIND_WORKING_DAY,
            reason=text("The moon was seen a day earlier", "چاند ایک دن پہلے نظر آیا"),
            source=NOTIFICATION,
            declared_date="2026-03-19",
            entered_date="2026-03-20",
        ),
        recommendations.CalendarCorrection(
            date="2026-03-21",
            kind=events.CALENDAR_DAY_KIND_HOLIDAY,
            reason=text("An estimate", "ایک اندازہ"),
            source="https://gazette.example/1",
            declared_date="2026-03-01",
            entered_date="2026-03-02",
            superseded=True,
        ),
        recommendations.CalendarCorrection(
            date="2027-05-05",
            kind=events.CALENDAR_DAY_KIND_HOLIDAY,
            reason=text("A day of the year to come", "آنے والے سال کا دن"),
            source="Later",
            declared_date="2026-11-01",
            entered_date="2026-11-02",
        ),
    ]
    return world


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize(
    ("language", "day", "counts", "before"),
    [
        (
            "en",
            "21 March 2026 is",
            ("The moon was seen a day earlier", "entered on 20 March 2026"),
            "a later correction counts instead",
        ),
        (
            "ur",
            "21 مارچ 2026 کو",
            ("چاند ایک دن پہلے نظر آیا", "اندراج کی تاریخ 20 مارچ 2026"),
            "اب بعد کی درستی شمار ہوتی ہے",
        ),
    ],
)
def test_everybody_reads_what_was_corrected_why_and_where_it_was_declared(
    reader: TestClient, language: str, day: str, counts: tuple[str, str], before: str
) -> None:
    told = page(reader, f"/methodology?year=2026&lang={language}").select_one("section[aria-labelledby=calendar]")
    now, superseded = told.select("section[aria-labelledby=calendar] ul > li")
    for said in (day, NOTIFICATION, *counts):
        assert said in words(now)
    assert not now.select("del")
    assert day in words(superseded.select_one("del"))
    assert before in words(superseded)
    assert superseded.select_one("a")["href"] == "https://gazette.example/1"
    assert "Later" not in words(told), "of another year"


@pytest.mark.usefixtures("corrected")
def test_each_year_has_its_corrections_and_none_says_so(reader: TestClient) -> None:
    this_year = page(reader, "/methodology").select_one("section[aria-labelledby=calendar]")
    links = [each["href"] for each in this_year.select("a[href^='/methodology?year=']")]
    assert len(links) == 2
    other = words(page(reader, "/methodology?year=2027").select_one("section[aria-labelledby=calendar]"))
    assert "A day of the year to come" in other
    none = words(page(reader, "/methodology?year=2028").select_one("section[aria-labelledby=calendar]"))
    assert "Nothing was corrected in this year." in none


@pytest.mark.parametrize("year", ["1999", "9999"])
def test_a_year_too_far_away_leads_back(reader: TestClient, year: str) -> None:
    answer = reader.get(f"/methodology?year={year}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/methodology#calendar")


@pytest.mark.parametrize("year", ["", "x", "٢٠٢٧", "20261", "-026"])
def test_what_is_no_year_is_this_one(reader: TestClient, year: str) -> None:
    assert words(page(reader, f"/methodology?year={year}").select_one("#calendar")) == words(
        page(reader, "/methodology").select_one("#calendar")
    )


@pytest.mark.parametrize(("language", "told"), [("en", "cannot be read at the moment"), ("ur", "پڑھی نہیں جا سکتیں")])
@pytest.mark.parametrize("state", ["down", "busy"])
def test_everything_else_is_read_while_the_calendar_is_not_there(
    reader: TestClient, world: World, state: str, language: str, told: str
) -> None:
    getattr(world, state).add("recommendations")
    opened = page(reader, f"/methodology?lang={language}")
    assert told in words(opened.select_one("section[aria-labelledby=calendar]"))
    assert opened.select_one("#contact")


def test_where_a_date_moved_the_correction_is_one_click_away(reader: TestClient, world: World) -> None:
    entry = world.recommendations["EX-R-2"].timeline.add(kind=recommendations.TIMELINE_KIND_DUE_DATE_REDERIVED)
    entry.occurred_date, entry.corrected_date = "2026-03-20", "2026-03-21"
    entry.calendar_day_kind = events.CALENDAR_DAY_KIND_HOLIDAY
    link = page(reader, "/r/EX-R-2").select_one("a[href^='/methodology?year=']")
    assert link["href"] == "/methodology?year=2026#calendar"
    assert "21 Mar 2026" in words(link)
