"""Story 3: items of a pasted text point to their sentence; none is saved unless accepted; damage is flagged."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import words

# Of our own, in the manner of the meetup's article.
FIRST = "Muneezeh Khan of Women The foundation said civil society organisations should reach further by March 2031."
DAMAGED = "She asked digital outlets and influencers to avoid content that promotes human rights."
PROMISE = "Meta will keep working with them on safe connections."
ARTICLE = f"Bloggers and charities meet\n\n{FIRST} {DAMAGED} Tea was served.\n\n{PROMISE}"
ASKED_UR = "میٹا کو ۳۰ جون ۲۰۳۱ تک شکایات کے اعداد شائع کرنے چاہئیں۔"
DAMAGED_UR = "فارم مختصر ہونا چاہیے اور۔"
SAID_UR = "شریک ۴ کا کہنا تھا کہ اساتذہ بے خبر ہیں۔"
NOTES_UR = f"اساتذہ کی بیٹھک\n\n{ASKED_UR} چائے پیش کی گئی۔\n\n{DAMAGED_UR} {SAID_UR}"


@pytest.mark.timeout(200)
def test_an_article_becomes_drafts_sentence_by_sentence(world: World, browser: Browser) -> None:
    consultation_id, drafts = _entered(world, "story-3")
    page = _opened(world, browser, consultation_id, "en")
    page.fill("#text", ARTICLE)
    page.get_by_role("button", name="Find items").click()
    assert _sentences(page) == [FIRST, DAMAGED, PROMISE]
    expect(page.locator(".candidate").nth(1)).to_contain_text("It asks to avoid what is good")
    expect(page.locator(".candidate").nth(2)).to_contain_text("Promise known only from the press")
    assert not drafts(), "none is saved until it is accepted"

    _decide_by_keyboard(page)
    first, damaged = drafts()
    assert (first.type, first.source_sentence.bodies["en"]) == (events.STATEMENT_TYPE_RECOMMENDATION, FIRST)
    assert first.speaker_note.bodies["en"] == "Muneezeh Khan"
    assert first.verifiability.by_when.bodies["en"] == "by March 2031"
    assert len(first.addressee_ids) == 1, "civil society organisations, as the register has them"
    assert (damaged.garbled, damaged.source_sentence.bodies["en"]) == (True, DAMAGED)
    assert not damaged.HasField("text"), "flagged, not repaired"
    expect(page.locator("main")).to_contain_text("Every sentence that was found is decided.")
    page.context.close()


@pytest.mark.timeout(200)
def test_notes_in_urdu_become_drafts_in_urdu(world: World, browser: Browser) -> None:
    consultation_id, drafts = _entered(world, "story-3-ur")
    page = _opened(world, browser, consultation_id, "ur")
    page.fill("#text", NOTES_UR)
    page.get_by_role("button", name="نکات تلاش کریں").click()
    assert _sentences(page) == [ASKED_UR, DAMAGED_UR, SAID_UR]
    quoted = page.locator("blockquote").all()
    assert {(each.get_attribute("lang"), each.get_attribute("dir")) for each in quoted} == {("ur", "rtl")}
    expect(page.locator(".candidate").nth(1)).to_contain_text("جملہ ادھورا ہے")
    assert not drafts(), "none is saved until it is accepted"

    for place in range(3):
        page.locator("input[value=accept]").nth(place).check()
    assert not drafts(), "nor by a tick that was not sent"
    page.locator("form.candidates button[type=submit]").click()
    page.wait_for_url("**/capture/notes/decide")
    asked, damaged, said = drafts()
    assert [dict(each.source_sentence.bodies) for each in (asked, damaged, said)] == [
        {"ur": ASKED_UR},
        {"ur": DAMAGED_UR},
        {"ur": SAID_UR},
    ]
    assert (asked.type, len(asked.addressee_ids)) == (events.STATEMENT_TYPE_RECOMMENDATION, 1)
    assert asked.verifiability.by_when.bodies["ur"] == "۳۰ جون ۲۰۳۱ تک"
    assert damaged.garbled
    assert not damaged.HasField("text"), "flagged, not repaired"
    assert (said.type, said.speaker_note.bodies["ur"]) == (events.STATEMENT_TYPE_INSIGHT, "شریک ۴")
    page.context.close()


def _entered(world: World, key: str) -> tuple[str, Callable[[], list[pb.StatementDetails]]]:
    """Enter a consultation known from an article; its id, and what reads its drafts."""
    person, stub = world.person("facilitator"), world.client.consultations
    made = pb.CreateConsultationRequest(idempotency_key=key, details=pb.ConsultationDetails(title=words("Story 3")))
    made.details.source.type = "published_article"
    consultation_id = person.call(stub.CreateConsultation, made, "consultations").draft.consultation_id
    asked = pb.GetDraftRequest(consultation_id=consultation_id)

    def drafts() -> list[pb.StatementDetails]:
        return [each.details for each in person.call(stub.GetDraft, asked, "consultations").draft.statements]

    return consultation_id, drafts


def _opened(world: World, browser: Browser, consultation_id: str, language: str) -> Page:
    """Open notes intake on a phone without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    session = world.person("facilitator").session
    cookie: Any = {"name": "sid", "value": session, "url": world.stack.public_url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{world.stack.public_url}/capture/notes?consultation={consultation_id}&lang={language}")
    return page


def _sentences(page: Page) -> list[str]:
    """Return what is highlighted of each candidate."""
    return ["".join(each.locator("mark:not(.apart)").all_text_contents()) for each in page.locator("blockquote").all()]


def _decide_by_keyboard(page: Page) -> None:
    """Accept the first two and skip the third, without a mouse."""
    page.locator("input[value=accept]").nth(0).focus()
    page.keyboard.press("Space")
    page.locator("input[value=accept]").nth(1).focus()
    page.keyboard.press("Space")
    page.locator("input[value=accept]").nth(2).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[value=skip]").nth(2)).to_be_checked()
    page.get_by_role("button", name="Add what is accepted").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/capture/notes/decide")
