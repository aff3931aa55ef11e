"""Story 15, and the main job in a real browser: review, mail, sign-in with a code from that mailbox, answer in Urdu.

Opening, scanning or forwarding the mail changes nothing; the answer needs the mailbox; a code works once.
"""

import re
import time
import urllib.request

import pytest
from playwright.sync_api import Browser, Page, expect

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import EMAILS, World
from tests.e2e.reviewing import answer_checklist
from tests.e2e.scene import on_any_day
from tests.e2e.waiting import until

LIAISON = "commission-liaison"
_SLOW = 60_000
_CODE = re.compile(r"^\s+([A-Z0-9]{8})\s*$", re.MULTILINE)


def _sign_in(world: World, page: Page, email: str, path: str) -> str:
    """Sign in on the page as anybody would; return the code."""
    before = {mail["id"] for mail in world.mails(email)}
    page.goto(f"{world.stack.public_url}/sign-in?next={path}")
    page.fill("#email", email)
    page.click("form[action='/sign-in'] button[type=submit]")

    def code() -> str | None:
        new = (mail for mail in world.mails(email) if mail["id"] not in before)
        found = next(filter(None, (_CODE.search(mail["text"]) for mail in new)), None)
        return found.group(1) if found else None

    arrived = until(code, f"a code for {email}")
    page.fill("input[name=code]", arrived)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**{path.partition('?')[0]}*")
    return arrived


def _publish_what_waits(world: World, browser: Browser) -> None:
    """Read and publish the follow-up meeting on the reviewer's page."""
    page = browser.new_page(viewport={"width": 1280, "height": 2200})
    page.set_default_timeout(_SLOW)
    _sign_in(world, page, EMAILS["reviewer"], "/reviewer")
    expect(page.get_by_text("Put the guide for schools on paper too").first).to_be_visible(timeout=_SLOW)
    answer_checklist(page)
    page.get_by_role("button", name="Publish 1 item").click()
    expect(page.get_by_text(re.compile(r"Published as EX-C-\d+")).first).to_be_visible(timeout=_SLOW)
    page.close()


@pytest.mark.covers("row 7", "row 9", "SEC 5")
@pytest.mark.timeout(400)
def test_a_liaison_answers_from_an_email(world: World, browser: Browser) -> None:
    _publish_what_waits(world, browser)
    published = time.monotonic()

    def request_mail() -> str | None:
        texts = [mail["text"] for mail in world.mails(EMAILS[LIAISON])]
        return next((text for text in texts if "Put the guide for schools on paper too" in text), None)

    mail = until(request_mail, "the request mail")
    assert time.monotonic() - published < 60
    assert "not a legal deadline" in mail
    link = next(iter(re.findall(r"http\S+/r/EX-R-\d+", mail)))
    number = link.rpartition("/")[2]
    # The line hears by events, a moment later, that the mail was sent and that the mailbox took it.
    until(lambda: _line(world, number).response.due_date, "the clock of the line runs")
    before = _page(world, number)

    # A scanner asks; what one does that presses every button is in `test_mail_scanner`.
    for method in ("HEAD", "GET"):
        with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=10) as answer:
            assert answer.status == 200
    assert _page(world, number) == before

    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = phone.new_page()
    page.goto(link)
    page.get_by_role("link", name="Sign in and answer here").click()
    assert "/sign-in" in page.url
    code = _sign_in(world, page, EMAILS[LIAISON], f"/answer/{number}")
    page.goto(f"{world.stack.public_url}/answer/{number}?lang=ur")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.check("#ours-yes")
    page.check("#answer-accepted")
    page.fill("#answer_text", "ہم یہ رہنما کتاب چھاپ کر بھیجیں گے۔")
    page.click("button[value=send]")
    assert page.locator("#delivery_date-error").count() == 1
    assert page.input_value("#answer_text") == "ہم یہ رہنما کتاب چھاپ کر بھیجیں گے۔"
    page.fill("#delivery_date", "2099-03-01")
    page.click("button[value=preview]")
    assert _page(world, number) == before
    page.click("button[value=send]")
    page.wait_for_url("**/sent*")
    assert _line(world, number).headline.headline == recommendations.HEADLINE_ACCEPTED

    page.goto(f"{world.stack.public_url}/r/{number}")
    assert "ہم یہ رہنما کتاب چھاپ کر بھیجیں گے۔" in page.content()
    phone.close()
    _a_code_works_once(world, browser, code)


def _a_code_works_once(world: World, browser: Browser, code: str) -> None:
    page = browser.new_page()
    page.goto(f"{world.stack.public_url}/sign-in")
    page.fill("#email", EMAILS[LIAISON])
    page.click("form[action='/sign-in'] button[type=submit]")
    page.fill("input[name=code]", code)
    page.click("main form button[type=submit]")
    expect(page.locator(".problem")).to_be_visible()
    page.close()


def _page(world: World, number: str) -> recommendations.GetRecommendationResponse:
    asked = recommendations.GetRecommendationRequest(tracked_number=number)
    return on_any_day(world.client.recommendations.GetRecommendation(asked, timeout=10))


def _line(world: World, number: str) -> recommendations.Line:
    return _page(world, number).lines[0]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_public_pages_fit_and_ask_no_other_host(world: World, browser: Browser, language: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 900})
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for path in ("/", "/r/EX-R-1", "/r/EX-R-2", "/c/C-1", "/c/EX-C-1/1", "/a/video-platform-example", "/methodology"):
        answered = page.goto(f"{world.stack.public_url}{path}?lang={language}")
        assert answered is not None
        assert answered.status == 200, path
        assert "default-src" in answered.headers["content-security-policy"]
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    lost = page.goto(f"{world.stack.public_url}/r/R-999")
    assert lost is not None
    assert lost.status == 404
    assert hosts == {world.stack.public_url.split("/")[2]}
    context.close()
