"""Story 18: a holiday declared late moves computed dates and takes back a wrong "past the date asked".

Months pass on an own clock in front of the real service; on the whole stack a registrar corrects the calendar on her
page, and the public page of a line follows. That nobody can type lateness is read from every command's descriptor in
`tests/contract/test_lateness.py`.
"""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.boxes import choose
from tests.e2e.conftest import EMAILS, World
from tests.e2e.signing_in import sign_in
from tests.e2e.waiting import until
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import key, words

PAST = events.STEP_RULE_PAST_DATE
_SLOW = 60_000


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def _morning_of(house: House, day: date) -> None:
    house.clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) - timedelta(hours=5)
    await house.timers.run()


@pytest.mark.covers("row 27")
async def test_a_holiday_declared_late_takes_back_past_the_date_asked(house: House) -> None:
    """Sixty days after a Monday lies Labour Day, a Friday: the date asked is Monday, the fourth of May."""
    await house.timers.run()
    body = await house.body()
    tracked = await house.tracked(body)
    await house.accepted(tracked.assignments[body])
    await _morning_of(house, date(2026, 5, 4))
    assert (await house.line(tracked)).headline.headline == recommendations.HEADLINE_WAITING
    await _morning_of(house, date(2026, 5, 5))
    late = (await house.line(tracked)).headline
    assert (late.headline, late.days) == (recommendations.HEADLINE_NO_ANSWER, 1), "by the clock alone"

    declared = recommendations.CorrectCalendarRequest(
        idempotency_key=key(),
        date="2026-05-04",
        kind=events.CALENDAR_DAY_KIND_HOLIDAY,
        reason=words("The moon was seen a day later", ur="چاند ایک دن بعد نظر آیا"),
        source="No. 4/2026",
        declared_date="2026-05-03",
    )
    await house.call(await house.person("registrar"), "CorrectCalendar", declared)
    await house.timers.run()
    line = await house.line(tracked)
    assert (line.headline.headline, line.headline.date) == (recommendations.HEADLINE_WAITING, "2026-05-05")
    await _morning_of(house, date(2026, 5, 6))
    await house.timers.run()

    asked = recommendations.GetRecommendationRequest(tracked_number=tracked.tracked_number)
    timeline = list(reversed((await house.public.GetRecommendation(asked)).timeline))
    said = [
        (each.occurred_date, each.retracted)
        for each in timeline
        if each.kind == recommendations.TIMELINE_KIND_STEP and each.step_rule == PAST
    ]
    assert said == [("2026-05-05", True), ("2026-05-06", False)], "the wrong one is struck, not removed"
    notes = [each for each in timeline if each.step_date == "2026-05-05"]
    assert [each.retraction_reason for each in notes] == [events.RETRACTION_REASON_DATE_MOVED]
    (moved,) = (each for each in timeline if each.kind == recommendations.TIMELINE_KIND_DUE_DATE_REDERIVED)
    assert (moved.previous_due_date, moved.response_due_date) == ("2026-05-04", "2026-05-05")


def _a_line_that_waits(world: World) -> recommendations.Line:
    asked = recommendations.ListLinesRequest(filter=recommendations.LineFilter(illustrative=True), page_size=200)
    lines = world.client.recommendations.ListLines(asked, timeout=10).lines
    waiting = (recommendations.CLOCK_STATE_ON_TIME, recommendations.CLOCK_STATE_DUE_SOON)
    return next(each for each in lines if each.response.state in waiting)


def _due_date(world: World, line: recommendations.Line) -> str:
    asked = recommendations.GetRecommendationRequest(tracked_number=line.tracked_number)
    lines = world.client.recommendations.GetRecommendation(asked, timeout=10).lines
    return next(each.response.due_date for each in lines if each.addressee.slug == line.addressee.slug)


def _correct_on_the_page(page: Page, day: date) -> None:
    page.get_by_text("Holiday calendar", exact=True).click()
    parts = page.get_by_role("group", name="Day", exact=True).get_by_role("spinbutton")
    for place, typed in enumerate((f"{day:%Y}", f"{day:%m}", f"{day:%d}")):
        parts.nth(place).click()
        page.keyboard.type(typed)
    page.keyboard.press("Tab")
    choose(page, page.get_by_label("What it is", exact=True), "a public holiday")
    page.get_by_label("Why (English)").fill("Declared after the moon was seen")
    page.get_by_label("Why (Urdu)").fill("چاند نظر آنے کے بعد اعلان ہوا")
    source = page.get_by_label("Where it was declared: an address or the number of a notification")
    source.fill("Notification 4 (example)")
    source.press("Enter")
    page.get_by_text("I have read what will be public and who is told").click()
    page.get_by_role("button", name="Correct the calendar").click()
    expect(page.get_by_text("Done.", exact=True).first).to_be_visible()


@pytest.mark.timeout(300)
def test_a_registrar_corrects_the_calendar_and_the_date_on_the_page_moves(world: World, browser: Browser) -> None:
    line = _a_line_that_waits(world)
    due = date.fromisoformat(line.response.due_date)
    page = browser.new_page()
    page.set_default_timeout(_SLOW)
    expect.set_options(timeout=_SLOW)
    sign_in(world, page, EMAILS["registrar"], "/registrar")
    _correct_on_the_page(page, due)
    until(lambda: _due_date(world, line) > due.isoformat(), "the date asked moves")
    for language, told in (
        ("en", "The date asked moved: the holiday calendar was corrected"),
        ("ur", "مانگی گئی تاریخ بدل گئی: تعطیلات کا کیلنڈر درست کیا گیا"),
    ):
        page.goto(f"{world.stack.public_url}/r/{line.tracked_number}?lang={language}")
        expect(page.locator("ol.timeline")).to_contain_text(told)
    page.close()

    now = world.client.recommendations.GetCalendar(recommendations.GetCalendarRequest(year=due.year), timeout=10)
    assert now.corrections[0].date == due.isoformat()
    # What other stories look at stands as it stood.
    back = recommendations.CorrectCalendarRequest(
        idempotency_key=secrets.token_hex(16),
        expected_version=now.version,
        date=due.isoformat(),
        kind=events.CALENDAR_DAY_KIND_WORKING_DAY,
        reason=LocalizedText(authoritative_language="en", bodies={"en": "The declaration was withdrawn"}),
        source="Notification 5 (example)",
        declared_date=now.as_of_date,
    )
    world.person("registrar").call(world.client.recommendations.CorrectCalendar, back, "recommendations")
    until(lambda: _due_date(world, line) == due.isoformat(), "the date asked moves back")
