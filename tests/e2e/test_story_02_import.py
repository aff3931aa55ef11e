"""Story 2: 200 rows, 12 bad: a dry run lists them and writes nothing; mended, exactly 200 drafts and no mail."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import EMAILS, World
from tests.e2e.scene import words

HEAD = ["Number", "Kind", "Title", "What was said", "Addressees", "By when"]
# Rows of the file and what is put wrong in them: column and value.
BAD = {
    **dict.fromkeys((5, 15, 25), (4, "Ministry of Nowhere")),
    **dict.fromkeys((35, 45, 55), (5, "31/02/2031")),
    **dict.fromkeys((65, 75), (0, "S-1")),
    **dict.fromkeys((85, 95), (1, "شاید")),
    105: (0, "two words"),
}


def _rows(*, bad: bool) -> list[list[str]]:
    rows = [HEAD]
    for number in range(1, 201):
        urdu = number % 10 == 0
        title = f"نکتہ {number}" if urdu else f"Item {number}"
        row = [f"S-{number}", "سفارش" if urdu else "Recommendation", title, f"{title}.", "Meta", "1/3/2031"]
        if bad and number + 1 in BAD:
            place, value = BAD[number + 1]
            row[place] = value
        rows.append(["Second part", "", "", "", "", ""] if bad and number == 120 else row)
    return rows


def _csv(rows: list[list[str]]) -> bytes:
    return ("\ufeff" + "".join(";".join(row) + "\r\n" for row in rows)).encode()


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
    cookie: Any = {"name": "sid", "value": person.session, "url": world.stack.public_url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(90_000)
    main = page.locator("main")

    def bring(content: bytes, name: str = "items.csv") -> None:
        page.goto(f"{world.stack.public_url}/capture/import?consultation={consultation_id}&lang=en")
        page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Check it").click()

    bring(_csv(_rows(bad=True)))
    expect(main).to_contain_text("To be changed first (12)")
    told = {int(each.split("\t")[0]) for each in _table(page)}
    assert told == {*BAD, 121}
    assert not drafts(), "nothing is written before it is confirmed"

    bring(_csv(_rows(bad=False)))
    page.get_by_role("button", name="Confirm and enter 200 drafts").click()
    expect(main).to_contain_text("Entered: 200")
    entered = drafts()
    assert len(entered) == 200
    assert {each.record_state for each in entered} == {pb.RECORD_STATE_DRAFT}
    assert dict(entered[9].details.title.bodies) == {"ur": "نکتہ 10"}
    assert entered[0].details.verifiability.by_when.bodies["en"] == "2031-03-01"

    bring(_csv(_rows(bad=False)))
    expect(main).to_contain_text("There already, nothing changes: 200")
    exported = context.request.get(
        f"{world.stack.public_url}/capture/items.xlsx?consultation={consultation_id}&filled=yes"
    )
    bring(exported.body(), "items.xlsx")
    expect(main).to_contain_text("There already, nothing changes: 200")
    assert drafts() == entered
    # Requests of the sample data may still be on their way; each names a number, which no draft has.
    assert [text for name, text in _mails(world).items() if name not in mails and "/r/EX-R-" not in text] == []
    context.close()


def _mails(world: World) -> dict[str, str]:
    return {mail["id"]: mail["text"] for each in EMAILS.values() for mail in world.mails(each)}


def _table(page: Page) -> list[str]:
    return ["\t".join(each.locator("td").all_inner_texts()) for each in page.locator(".problem tbody tr").all()]
