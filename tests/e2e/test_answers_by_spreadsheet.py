"""Lines taken along as a spreadsheet and brought back with an answer: recorded once, however often they are brought."""

import io
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

from dashboard.spreadsheets.reading import read
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World

# A line that no story looks at.
NUMBER, SLUG = "EX-R-11", "ministry-for-rights-example"
SAID = "=The programme is agreed; the course is open for registration."


def _filled(packed: bytes) -> bytes:
    """Fill one answer in, as an office would, and one that cannot be read."""
    rows = read(packed)[0].rows
    place = {name: rows[0].index(name) for name in rows[0]}
    for row in rows[2:]:
        if row[place["tracked_number"]] == NUMBER:
            row[place["stage"]], row[place["stage_text"]] = "Under way", SAID
        elif row[place["tracked_number"]] == "EX-R-9":
            row[place["answer"]] = "Perhaps"
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Lines")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return written.getvalue()


def _bring(page: Page, url: str, packed: bytes) -> None:
    page.goto(f"{url}/my-lines?lang=en")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#file", {"name": "answers.xlsx", "mimeType": kind, "buffer": packed})
    page.get_by_role("button", name="Check the file").click()


@pytest.mark.timeout(200)
def test_what_was_brought_back_is_recorded_once(world: World, browser: Browser) -> None:
    url, person = world.stack.public_url, world.person("ministry-liaison")
    phone = browser.new_context(java_script_enabled=False)
    cookie: Any = {"name": "sid", "value": person.session, "url": url}
    phone.add_cookies([cookie])
    page = phone.new_page()
    page.set_default_timeout(60_000)
    answer = phone.request.get(f"{url}/my-lines.xlsx?lang=en")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    packed = _filled(answer.body())
    assert _told(world) == 0

    _bring(page, url, packed)
    expect(page.locator("main")).to_contain_text("To be changed in the file (1)")
    expect(page.locator("main")).to_contain_text("Ready to be sent (1)")
    assert _told(world) == 0, "nothing is sent before it is confirmed"
    page.get_by_role("button", name="Confirm and send 1").click()
    expect(page.locator("main")).to_contain_text("Recorded, and public now (1)")
    assert _says(world).progress == events.PROGRESS_IN_PROGRESS
    assert _says(world).progress_entry.text.bodies["en"] == SAID
    assert _told(world) == 1

    _bring(page, url, packed)
    expect(page.locator("main")).to_contain_text("Recorded already, nothing changes (1)")
    assert _told(world) == 1
    phone.close()


def _says(world: World) -> recommendations.SaysPanel:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    (line,) = world.client.recommendations.GetRecommendation(asked, timeout=10).lines
    return line.says


def _told(world: World) -> int:
    """How often the timeline has what the file says. It grows by itself, too: by mails, and by the clock."""
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    timeline = world.client.recommendations.GetRecommendation(asked, timeout=10).timeline
    return sum(SAID in each.text.bodies.values() for each in timeline)
