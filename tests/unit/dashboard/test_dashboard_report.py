"""The report of a programme: each number counts a list, of what is public, as at two days."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_headline, text
from tests.dashboard_kit.reading import page, sheets, words
from tests.dashboard_kit.world import World

LISTS = ("sessions", "attendance", "outputs", "asked", "answered", "checked", "changed")
DAYS = "from=2026-02-01&to=2026-11-10"


@pytest.fixture
def report(world: World) -> str:
    """The address of the report of a programme with EX-C-1, some of whose lines changed between the days."""
    session = world.consultations["EX-C-1"][0]
    session.starts_date, session.ends_date = "2026-03-02", "2026-03-03"
    session.figures.append(pb.Figure(label="participants", value=24))
    session.outputs.append(pb.Output(kind=pb.OUTPUT_KIND_VIDEO, count_printed=3, title=text("=1+1", "ویڈیو")))
    details = pb.ProgrammeDetails(title=text("Safe online", "محفوظ آن لائن"), illustrative=True)
    world.public_programmes.append(pb.PublicProgramme(details=details, consultation_numbers=["EX-C-1"]))
    first, second, *others = [each for each in world.lines if each.illustrative]
    before = type(first)()
    before.CopyFrom(first)
    before.headline.CopyFrom(a_headline(recommendations.HEADLINE_NOT_ASKED_YET, recommendations.BAR_GROUP_WAITING))
    later = type(second)()
    later.CopyFrom(second)
    later.headline.days += 7  # a day that goes by is no change
    others[0].checked.verification = events.VERIFICATION_NO_EVIDENCE_FOUND
    world.lines_then["2026-02-01"] = [before, second, *others[1:]]
    world.lines_then["2026-11-10"] = [first, later, *others]
    return "/p/EX-C-1/report"


def _numbers(soup: Any) -> dict[str, int]:
    shown = soup.select(".facts.wide a[href^='#']")
    return {each["href"].removeprefix("#"): int(each.get_text()) for each in shown}


def test_each_number_counts_a_list_on_the_page(reader: TestClient, report: str, world: World) -> None:
    soup = page(reader, f"{report}?{DAYS}")
    counted = _numbers(soup)
    assert list(counted) == list(LISTS)
    for key, count in counted.items():
        found = soup.select_one(f"section[aria-labelledby={key}]")
        assert len(found.select("tbody tr, ul > li")) == count, key
        assert words(found.select_one("h2 b")) == str(count)
    lines = [each for each in world.lines if each.illustrative and each.consultation_number == "EX-C-1"]
    assert counted["asked"] == sum(bool(each.milestones.asked_date) for each in lines) > 0
    assert counted["answered"] == sum(bool(each.milestones.answered_date) for each in lines) > 0
    assert (counted["sessions"], counted["attendance"], counted["outputs"]) == (1, 1, 1)
    changed = soup.select("section[aria-labelledby=changed] tbody tr")
    assert [words(each.select("td")[-1]) for each in changed] == ["Not asked yet", "new"]
    assert counted["checked"] > 0


def test_it_is_asked_as_at_both_days_and_links_lead_to_the_last_one(
    reader: TestClient, report: str, world: World
) -> None:
    soup = page(reader, f"{report}?{DAYS}")
    asked = {day for rpc, day in world.days if rpc == "ListLines"}
    assert asked == {"2026-02-01", "2026-11-10"}
    assert soup.select('section[aria-labelledby=asked] a[href*="as_at=2026-11-10"]')


@pytest.mark.parametrize(
    ("days", "count"),
    [
        pytest.param("from=2026-03-03&to=2026-03-03", 1, id="its last day"),
        pytest.param("from=2026-03-04&to=2026-11-10", 0, id="after it"),
        pytest.param("from=2026-01-01&to=2026-03-01", 0, id="before it"),
    ],
)
def test_a_session_is_in_the_report_if_one_of_its_days_is(
    reader: TestClient, report: str, world: World, days: str, count: int
) -> None:
    world.consultations["EX-C-1"][0].published_date = "2026-01-01"
    soup = page(reader, f"{report}?{days}")
    assert _numbers(soup)["sessions"] == count
    assert ("No session of this programme from" in words(soup)) is (count == 0)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_day_that_has_not_ended_is_not_said_to_have_ended(reader: TestClient, report: str, language: str) -> None:
    said = {
        "en": ("as it is known now", "when 10 Nov 2026 ended"),
        "ur": ("جیسا اس وقت معلوم ہے", "کے اختتام پر معلوم تھا"),
    }[language]
    now, then = (
        words(page(reader, f"{report}?from=2026-02-01{last}&lang={language}").select_one("main .lead"))
        for last in ("", "&to=2026-11-10")
    )
    assert [each in now for each in said] == [True, False]
    assert [each in then for each in said] == [False, True]


@pytest.mark.parametrize(
    ("published", "told"),
    [pytest.param("2026-11-11", True, id="the day after"), pytest.param("2026-11-10", False, id="the last day")],
)
def test_before_anything_was_public_the_report_says_why_it_is_empty(
    reader: TestClient, report: str, world: World, published: str, told: bool
) -> None:
    world.consultations["EX-C-1"][0].published_date = published
    shown = words(page(reader, f"{report}?{DAYS}").select_one("main"))
    assert ("When 10 Nov 2026 ended nothing of this programme was public" in shown) is told


def test_of_a_day_that_has_not_ended_it_is_not_said_that_nothing_was_public_when_it_did(
    reader: TestClient, report: str, world: World
) -> None:
    """Every session was hidden a moment ago."""
    world.consultations["EX-C-1"][0].hidden = True
    shown = words(page(reader, f"{report}?from=2026-02-01").select_one("main"))
    assert "nothing of this programme was public" not in shown
    assert "as it is known now" in shown


def test_a_session_without_a_day_is_named_and_not_counted(reader: TestClient, report: str, world: World) -> None:
    world.consultations["EX-C-1"][0].starts_date = world.consultations["EX-C-1"][0].ends_date = ""
    soup = page(reader, f"{report}?{DAYS}")
    assert _numbers(soup)["sessions"] == 0
    assert "Not counted, because their days are not given: 1" in words(soup)


@pytest.mark.parametrize(
    ("days", "english", "urdu"),
    [
        ("from=2026-03-03&to=2026-03-02", "The first day is after the last one.", "پہلا دن آخری دن کے بعد ہے۔"),
        ("from=March", "A day is not as it should be", "دن درست نہیں"),
        ("to=2099-01-01", "The last day has not come yet.", "آخری دن ابھی نہیں آیا۔"),
    ],
)
def test_wrong_days_are_refused_beside_their_fields_in_both_languages(
    reader: TestClient, report: str, days: str, english: str, urdu: str
) -> None:
    for language, said in (("en", english), ("ur", urdu)):
        soup = page(reader, f"{report}?{days}", language=language, status=400)
        assert said in words(soup.select_one("form.report-days #fault"))
        assert not soup.select("section")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_workbook_holds_the_same_lists_as_text(reader: TestClient, report: str, language: str) -> None:
    counted = _numbers(page(reader, f"{report}?{DAYS}", language=language))
    answer = reader.get(f"{report}.xlsx?{DAYS}&lang={language}")
    assert answer.headers["content-disposition"] == 'attachment; filename="report-2026-02-01-2026-11-10.xlsx"'
    first, *lists = sheets(answer.content)
    assert [int(row[1]) for row in first[4:]] == list(counted.values())
    assert [len(rows) - 1 for rows in lists] == list(counted.values())
    assert ("=1+1" if language == "en" else "ویڈیو") in lists[2][1]


def test_what_is_hidden_is_in_no_report(reader: TestClient, report: str, world: World) -> None:
    world.consultations["EX-C-1"][0].hidden = True
    soup = page(reader, f"{report}?{DAYS}")
    assert set(_numbers(soup).values()) == {0}
    assert reader.get("/p/C-99/report").status_code == 404


@pytest.mark.covers("row 31", "invariant 2")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("As it read until 9 Mar 2026", "What they counted before is not shown")),
        ("ur", ("9 مارچ 2026 تک یوں لکھا تھا", "پہلے کتنے تھے یہ نہیں دکھایا جاتا")),
    ],
)
def test_page_and_workbook_tell_what_was_counted_before_a_correction_as_words(
    reader: TestClient, report: str, world: World, language: str, said: tuple[str, str]
) -> None:
    session = world.consultations["EX-C-1"][0]
    former = session.former.add(reason=text("A slip"), corrected_date="2026-03-09")
    former.figures.add(place=0, value=1214)
    session.former.add(reason=text("A slip"), corrected_date="2026-03-10", figures_withheld=True)
    shown = page(reader, f"{report}?{DAYS}", language=language).select_one("section[aria-labelledby=attendance]")
    rows = sheets(reader.get(f"{report}.xlsx?{DAYS}&lang={language}").content)[2]
    for each in said:
        assert each in words(shown)
        assert sum(each in str(row[3]) for row in rows) == 1
    assert [words(each) for each in shown.select("del")] == ["1,214"]
    assert not any(row[2] for row in rows[-2:]), "no column of numbers counts it"


@pytest.mark.covers("row 31", "invariant 2")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("As it read until 9 Mar 2026", "12 Feb 2026")),
        ("ur", ("9 مارچ 2026 تک یوں لکھا تھا", "12 فروری 2026")),
    ],
    ids=["en", "ur"],
)
def test_page_and_workbook_tell_on_which_day_a_session_was_said_to_be_until_that_was_corrected(
    reader: TestClient, report: str, world: World, language: str, told: tuple[str, str]
) -> None:
    said, days = told
    session = world.consultations["EX-C-1"][0]
    session.former.add(corrected_date="2026-03-09").particulars.days.starts_date = "2026-02-12"
    session.former.add(corrected_date="2026-03-10").particulars.online = True
    shown = page(reader, f"{report}?{DAYS}", language=language).select_one("section[aria-labelledby=sessions]")
    assert said in words(shown)
    assert [words(each) for each in shown.select("del")] == [days]
    rows = sheets(reader.get(f"{report}.xlsx?{DAYS}&lang={language}").content)[1]
    assert [row[0] for row in rows if f"{said}: {days}" in row] == ["EX-C-1"]
