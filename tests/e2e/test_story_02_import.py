"""Story 2: 200 rows, 12 bad: a dry run tells each and writes nothing; mended, exactly 200 drafts and no mail."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Browser, BrowserContext, Page, expect

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import EMAILS, World
from tests.e2e.scene import words

HEAD = ["Number", "Kind", "Title", "What was said", "Addressees", "By when"]
NUMBER, KIND, TITLE, ADDRESSEES, WHEN = 0, 1, 2, 4, 5
SHEET, FORMULA, HEADING = "Outcome of May", '="Item "&24', "Second part"
# What is put wrong in the file, by row as a spreadsheet counts: column and value.
BAD = {
    **dict.fromkeys((5, 15), (ADDRESSEES, "Ministry of Nowhere")),
    25: (TITLE, FORMULA),
    **dict.fromkeys((35, 45, 55), (WHEN, "31/02/2031")),
    **dict.fromkeys((65, 75), (NUMBER, "S-1")),
    **dict.fromkeys((85, 95), (KIND, "شاید")),
    105: (NUMBER, "two words"),
    121: (NUMBER, HEADING),
}
_NOWHERE = (
    "E Addressees",
    "Ministry of Nowhere",
    "Bodies of the register, separated by semicolons; Ministry of Nowhere is none",
)
_NO_DAY = ("F By when (English)", "31/02/2031", "A day such as 2026-12-31")
_TWICE = ("A", "S-1", "Each item once: it stands in row 2")
_NO_KIND = (
    "B Kind",
    "شاید",
    "One of: Insight, Recommendation, Commitment, Appeal, Outcome claim, Context",
)
# What the page tells of each: column, value, what was expected.
TOLD = {
    **dict.fromkeys((5, 15), _NOWHERE),
    25: ("C Title (English)", "Item 24", "The words or the day themselves, not a formula"),
    **dict.fromkeys((35, 45, 55), _NO_DAY),
    **dict.fromkeys((65, 75), _TWICE),
    **dict.fromkeys((85, 95), _NO_KIND),
    105: ("A Number", "two words", "At most 40 letters, digits, . _ and -, such as C0-03"),
    121: ("A", HEADING, "A row with a title or a text. A heading across the row is no item."),
}


def _rows() -> list[list[str]]:
    rows = [HEAD]
    for number in range(1, 201):
        urdu = number % 10 == 0
        title = f"نکتہ {number}" if urdu else f"Item {number}"
        rows.append([f"S-{number}", "سفارش" if urdu else "Recommendation", title, f"{title}.", "Meta", "1/3/2031"])
    return rows


def _csv() -> bytes:
    return ("\ufeff" + "".join(";".join(row) + "\r\n" for row in _rows())).encode()


def _bad() -> bytes:
    """The rows as a workbook, with everything wrong in it, a formula and a heading across merged cells included."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(SHEET)
    for at, row in enumerate(_rows()):
        place, value = BAD.get(at + 1, (NUMBER, row[NUMBER]))
        if value == HEADING:
            sheet.merge_range(at, 0, at, len(HEAD) - 1, HEADING)
            continue
        sheet.write_row(at, 0, row)
        if value == FORMULA:
            sheet.write_formula(at, place, FORMULA, None, row[place])
        else:
            sheet.write_string(at, place, value)
    book.close()
    return packed.getvalue()


class _Page:
    """The page of a consultation on which a file is brought, on a machine without scripts."""

    def __init__(self, world: World, context: BrowserContext, consultation_id: str) -> None:
        person = world.person("facilitator")
        cookie: Any = {"name": "sid", "value": person.session, "url": world.stack.public_url}
        context.add_cookies([cookie])
        self._context, self._url, self._id = context, world.stack.public_url, consultation_id
        self.page = context.new_page()
        self.page.set_default_timeout(90_000)
        self.main = self.page.locator("main")

    def bring(self, content: bytes, name: str) -> None:
        self.page.goto(f"{self._url}/capture/import?consultation={self._id}&lang=en")
        self.page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
        self.page.get_by_role("button", name="Check it").click()

    def exported(self) -> bytes:
        return self._context.request.get(f"{self._url}/capture/items.xlsx?consultation={self._id}&filled=yes").body()


@pytest.mark.timeout(300)
def test_two_hundred_rows_become_drafts_once(world: World, browser: Browser) -> None:
    person, stub = world.person("facilitator"), world.client.consultations
    made = pb.CreateConsultationRequest(
        idempotency_key="story-2", details=pb.ConsultationDetails(title=words("Story 2"))
    )
    consultation_id = person.call(stub.CreateConsultation, made, "consultations").draft.consultation_id
    asked = pb.GetDraftRequest(consultation_id=consultation_id)
    mails = _mails(world)

    def drafts() -> list[pb.Statement]:
        return list(person.call(stub.GetDraft, asked, "consultations").draft.statements)

    context = browser.new_context(java_script_enabled=False)
    at = _Page(world, context, consultation_id)
    at.bring(_bad(), "items.xlsx")
    _all_problems_are_told(at.page, drafts)

    at.bring(_csv(), "items.csv")
    at.page.get_by_role("button", name="Confirm and enter 200 drafts").click()
    expect(at.main).to_contain_text("Entered: 200")
    entered = drafts()
    assert len(entered) == 200
    assert {each.record_state for each in entered} == {pb.RECORD_STATE_DRAFT}
    assert dict(entered[9].details.title.bodies) == {"ur": "نکتہ 10"}
    assert entered[0].details.verifiability.by_when.bodies["en"] == "2031-03-01"

    at.bring(_csv(), "items.csv")
    expect(at.main).to_contain_text("There already, nothing changes: 200")
    at.bring(at.exported(), "items.xlsx")
    expect(at.main).to_contain_text("There already, nothing changes: 200")
    assert drafts() == entered
    # Requests of the sample data may still be on their way; each names a number, which no draft has.
    assert [text for name, text in _mails(world).items() if name not in mails and "/r/EX-R-" not in text] == []
    context.close()


def _all_problems_are_told(page: Page, drafts: Callable[[], list[pb.Statement]]) -> None:
    """Look at the dry run: sheet, row, column, value and what was expected of the 12; and the file with them marked."""
    expect(page.locator("main")).to_contain_text("To be changed first (12)")
    assert _plain(page.locator(".problem > p").first.inner_text()) == f"In the sheet {SHEET}"
    cells = [[_plain(each) for each in row.locator("td").all_inner_texts()] for row in _told(page)]
    assert [int(row) for row, *_ in cells] == sorted(TOLD)
    assert {int(row): tuple(rest) for row, *rest in cells} == TOLD
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file with these cells marked (XLSX)").click()
    parts = zipfile.ZipFile(Path(download.value.path()))
    notes = "".join(parts.read(each).decode() for each in parts.namelist() if "comments" in each)
    assert set(re.findall(r'<comment ref="(\w+)"', notes)) == {
        f"{'ABCDEF'[place]}{at}" for at, (place, _) in BAD.items()
    }
    assert not drafts(), "nothing is written before it is confirmed"


def _told(page: Page) -> list[Any]:
    return page.locator(".problem tbody tr").all()


def _plain(words: str) -> str:
    """Return words without the signs that keep directions apart."""
    return re.sub("[\u2066-\u2069]", "", words).strip()


def _mails(world: World) -> dict[str, str]:
    return {mail["id"]: mail["text"] for each in EMAILS.values() for mail in world.mails(each)}
