"""Urdu, typed in every awkward way, is the same to the byte wherever it comes out; any letter forms find it."""

import csv
import html
import io
import json
import re
import secrets
import urllib.parse
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dashboard.spreadsheets import reading
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

# Urdu keyboards' letters and Arabic ones, both joiners, a right-to-left mark, digits of three scripts, a family of
# emoji, a vowel sign, and an ampersand.
TITLE = "ژرفکیہ: نمونہ\u200cساز (Meta) مؤرخ & ۴۷۱۹ 👩\u200d👧"
LINES = (
    "كتاب ي ة ک\u200d اَور R-42)\u200f) <ہے> ٤۲2",
    'Meta نے کہا: "2026ء تک" — آ، ۀ، ئ',
)
# Typed: what NFC joins is apart, and there are signs that are stripped.
TYPED = "\n".join(LINES).replace("آ", "ا\u0653").replace("Meta", "\u202eMe\x07ta\u2069")
FOUND_BY = {
    "as written": "ژرفکیہ نمونہ\u200cساز",
    "Arabic letters": "ژرفكيه نمونه\u200cساز",
    "teh marbuta": "ژرفكية",
    "vowel signs": "ژَرفکِیہ",
    "he with two eyes": "ژرفکیھ",
    "letters of a PDF": "\ufb8bرفکی\ufba7",
    "a blank for the joiner": "ژرفکیہ نمونہ ساز",
    "joined": "ژرفکیہ نمونہساز",
    "no hamza": "ژرفکیہ مورخ",
    "a hamza of its own": "ژرفکیہ مو\u0654رخ",
    "Latin digits": "ژرفکیہ 4719",
    "Arabic digits": "ژرفکیہ ٤٧١٩",
    "Urdu digits": "ژرفکیہ ۴۷۱۹",
}


def _filled(world: World, consultation_id: str) -> list[list[str]]:
    """Return the rows of the items as a facilitator gets them in a workbook."""
    url = f"{world.stack.public_url}/capture/items.xlsx?consultation={consultation_id}&filled=yes"
    request = urllib.request.Request(url, headers={"Cookie": f"sid={world.person('facilitator').session}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return reading.read(answer.read())[0].rows


def _without_numbers(mail: str) -> str:
    """Return a mail with neither numbers nor the line ends of the wire."""
    return re.sub(r"\b([RC])-[0-9]+", r"\1-n", mail.replace("\r\n", "\n")).strip()


def _bodies(found: Any) -> tuple[dict[str, str], dict[str, str]]:
    return dict(found.title.bodies), dict(found.text.bodies)


@pytest.mark.timeout(200)
def test_urdu_comes_out_as_it_was_typed_and_is_found(world: World) -> None:
    scene = Scene(world, "to-the-byte", "Byte Office (example)")
    scene.liaison()
    scene.liaison("ur")
    table = scene.table("a", "A title")
    table["statements"][0] |= {"title": {"ur": TITLE}, "text": {"ur": TYPED}}
    table["details"]["title"] = {"ur": TITLE}
    before = scene.entered(table)
    previews = _previews(world, scene, table, before)
    draft = scene.publish_entered(table, before)
    expected = ({"ur": TITLE}, {"ur": "\n".join(LINES)})
    [statement] = draft.statements
    number = statement.tracked_number

    assert _bodies(statement.details) == expected
    asked = consultations.GetStatementRequest(number=statement.number)
    assert _bodies(world.client.consultations.GetStatement(asked, timeout=10).statement) == expected
    assert _bodies(scene.page(number)) == expected
    assert {TITLE, "\n".join(LINES)} <= {cell for row in _filled(world, draft.consultation_id) for cell in row}

    page = json.loads(scene.read(f"/r/{number}.json"))["record"]
    assert (page["title"]["bodies"], page["text"]["bodies"]) == expected
    for language in ("en", "ur"):
        shown = html.unescape(scene.read(f"/r/{number}?lang={language}"))
        assert [each for each in (TITLE, *LINES) if each not in shown] == []
    chosen = f"show=example&body={scene.slug}&lang=ur"
    assert f'"{TITLE}"' in scene.read(f"/lines.csv?{chosen}")
    [line] = json.loads(scene.read(f"/lines.json?{chosen}"))["lines"]
    assert line["line"]["title"]["bodies"] == {"ur": TITLE}

    _is_found(scene, number)
    for language, mailbox in (("en", scene.email), ("ur", scene.email.replace("liaison", "liaison-ur", 1))):
        _is_mailed(world, mailbox, number, previews[language])


def _is_mailed(world: World, mailbox: str, number: str, preview: consultations.PreviewedMail) -> None:
    """The mail is its preview, letter for letter but for the numbers; its HTML runs as its language does."""
    mail = until(lambda: next((each for each in world.mails(mailbox) if number in each["text"]), None), "the mail")
    assert _without_numbers(mail["subject"]) == _without_numbers(preview.subject)
    assert _without_numbers(mail["text"]) == _without_numbers(preview.text)
    assert [each for each in (TITLE, *LINES) if each not in mail["text"]] == []
    direction = {"en": "ltr", "ur": "rtl"}[preview.language]
    assert f'lang="{preview.language}" dir="{direction}"' in mail["html"]
    shown = html.unescape(mail["html"])
    assert [each for each in (TITLE, *LINES) if each not in shown] == []


@pytest.mark.timeout(120)
def test_urdu_that_is_imported_or_typed_at_the_desk_is_kept_to_the_byte(world: World, browser: Browser) -> None:
    person, stub = world.person("facilitator"), world.client.consultations
    made = consultations.CreateConsultationRequest(
        idempotency_key=secrets.token_hex(8), details=consultations.ConsultationDetails(title=words("Typed"))
    )
    which = person.call(stub.CreateConsultation, made, "consultations").draft.consultation_id

    def draft() -> consultations.Draft:
        asked = consultations.GetDraftRequest(consultation_id=which)
        found: consultations.Draft = person.call(stub.GetDraft, asked, "consultations").draft
        return found

    context = browser.new_context(viewport={"width": 1280, "height": 2000}, locale="en-US")
    cookies: Any = [
        {"name": name, "value": value, "url": world.stack.public_url}
        for name, value in (("sid", person.session), ("lang", "en"))
    ]
    context.add_cookies(cookies)
    page = context.new_page()
    page.set_default_timeout(60_000)
    written = io.StringIO()
    csv.writer(written).writerows([["Kind", "Title (Urdu)", "What was said (Urdu)"], ["Insight", TITLE, TYPED]])
    page.goto(f"{world.stack.public_url}/capture/import?consultation={which}")
    content = written.getvalue().encode()
    page.set_input_files("#file", {"name": "items.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name=re.compile("Confirm and enter 1 ")).click()
    expect(page.locator("main")).to_contain_text("Entered: 1")
    [imported] = draft().statements
    assert _bodies(imported.details) == ({"ur": TITLE}, {"ur": "\n".join(LINES)})

    page.goto(f"{world.stack.public_url}/facilitator?consultation={which}&step=details")
    # One after the other: the page is drawn anew after each, and a box that is drawn anew forgets what is half typed.
    for field, label, typed in (("title", "Title (Urdu)", TITLE), ("summary", "What it was about (Urdu)", TYPED)):
        box = page.get_by_label(label, exact=True)
        box.fill(typed)
        box.press("Tab")
        until(lambda: "ur" in getattr(draft().details, field).bodies, "what was typed is saved")  # noqa: B023
    details = draft().details
    assert (details.title.bodies["ur"], details.summary.bodies["ur"]) == (TITLE, "\n".join(LINES))
    page.reload()
    expect(page.get_by_label("Title (Urdu)", exact=True)).to_have_value(TITLE)
    expect(page.get_by_label("What it was about (Urdu)", exact=True)).to_have_value("\n".join(LINES))
    context.close()


def _previews(
    world: World, scene: Scene, table: dict[str, Any], draft: consultations.Draft
) -> dict[str, consultations.PreviewedMail]:
    """Return the mail by language as the reviewer reads it before publication."""
    request = consultations.PreviewPublicationRequest(
        consultation_id=draft.consultation_id,
        decisions=scene.decisions(table, draft),
        mail_to_slug=scene.slug,
    )
    stub = world.client.consultations
    answer = world.person("reviewer").call(stub.PreviewPublication, request, "consultations")
    return {each.language: each for each in answer.mails}


def _is_found(scene: Scene, number: str) -> None:
    """Whichever letter forms were typed, the service and the page find the line."""
    for how, typed in FOUND_BY.items():
        wanted = pb.ListLinesRequest(filter=pb.LineFilter(illustrative=True, text=typed), page_size=10)
        lines = scene.stub.ListLines(wanted, timeout=10).lines
        assert [each.tracked_number for each in lines] == [number], how
        page = scene.read(f"/?show=example&q={urllib.parse.quote(typed)}")
        assert f"/r/{number}" in page, how
