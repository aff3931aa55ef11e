"""A wording that is public is corrected by two persons in the browser, and everybody reads what it said before.

What the desks show, unit tests tell; what services refuse, integration tests. Here is what only both together show:
a refused form keeps what is typed, and what a reviewer agrees to on a phone stands on the pages and in the mail.
"""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.labels import Language, text
from tests.e2e.conftest import World
from tests.e2e.scene import Scene
from tests.e2e.signing_in import signed_in
from tests.e2e.waiting import until

_SLOW: Final = 20_000


def _desk(world: World, browser: Browser, key: str, width: int) -> Page:
    return signed_in(world, browser, world.person(key), width=width)


def _part(page: Page, key: str, language: Language, holding: str) -> Locator:
    """Open the part of somebody's desk that holds these words in its heading."""
    page.goto(f"/{key}?lang={language}")
    part = page.locator("[data-testid=stExpander]").filter(has=page.locator("summary", has_text=holding)).first
    part.locator("summary").click(timeout=_SLOW)
    return part


def _type(form: Locator, label: str, typed: str) -> None:
    form.get_by_label(label, exact=True).fill(typed)
    form.get_by_label(label, exact=True).press("Tab")


def _send(form: Locator, button: str) -> None:
    ready = form.get_by_role("button", name=button, exact=True, disabled=False)
    expect(ready).to_have_count(1, timeout=_SLOW)
    ready.click()


def _tick(form: Locator, language: Language) -> None:
    box = form.locator("[data-testid=stCheckbox]").filter(has_text=text("ask_once", language))

    def ticked() -> bool:
        """Tick it: what was typed last may still be on its way, and is to be read before it is agreed to."""
        if not box.get_by_role("checkbox").is_checked():
            box.locator("label").click()
        form.page.wait_for_timeout(1_500)
        return box.get_by_role("checkbox").is_checked()

    until(ticked, "the tick")


@pytest.mark.covers("row 31")
@pytest.mark.timeout(120)
def test_what_a_second_person_agreed_to_is_public_beside_what_was_said_before(world: World, browser: Browser) -> None:
    scene = Scene(world, "corrected", "Bureau of Spelling (example)")
    scene.liaison()
    said = scene.asked("a", "Open a hotlin")
    title = f"{text('change_wording_title', 'en')} ({text('language_en', 'en')})"
    why = f"{text('change_reason', 'en')} ({text('language_en', 'en')})"

    form = _part(_desk(world, browser, "facilitator", 1280), "facilitator", "en", text("change_title", "en"))
    _type(form, text("change_number", "en"), said.number)
    form.locator("[data-testid=stRadio] label").filter(has_text=re.compile(f"^{text('change_correct', 'en')}$")).click()
    _type(form, title, "x" * 201)
    _type(form, why, "A slip of the pen")
    _tick(form, "en")
    _send(form, text("change_button", "en"))
    expect(form.locator("[role=alert]").first).to_be_visible(timeout=_SLOW)
    expect(form.get_by_label(title, exact=True)).to_have_value("x" * 201)
    expect(form.get_by_label(why, exact=True)).to_have_value("A slip of the pen")
    _type(form, title, "Open a hotline")
    expect(form.locator("ins").first).to_be_visible(timeout=_SLOW)
    _send(form, text("change_button", "en"))
    expect(form.page.get_by_text(text("change_waits", "en")).first).to_be_visible(timeout=_SLOW)
    form.page.context.close()

    waits = _part(_desk(world, browser, "reviewer", 360), "reviewer", "ur", said.tracked_number)
    _tick(waits, "ur")
    _send(waits, text("proposals_agree", "ur"))
    expect(waits.page.get_by_text(text("letters_done", "ur")).first).to_be_visible(timeout=_SLOW)
    waits.page.context.close()

    until(lambda: "Open a hotline" in scene.read(f"/r/{said.tracked_number}"), "the corrected wording")
    for path in (f"/r/{said.tracked_number}", f"/c/{said.number}"):
        assert all(each in scene.read(path) for each in ("Open a hotline", "Open a hotlin<", "A slip of the pen"))
    until(lambda: any("News of" in mail["subject"] for mail in world.mails(scene.email)), "the mail of news")
