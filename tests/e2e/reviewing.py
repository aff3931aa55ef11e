"""What a reviewer does on the page before publishing."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.dashboard_kit.boxes import choose

SLOW = 60_000
_TRIES = 6


def open_review(page: Page, title: str) -> None:
    """Open the reviewer's page at a consultation, and wait until its texts stand there."""
    page.goto("/reviewer")
    choose(
        page,
        page.locator("[data-testid=stSelectbox]").filter(has_text="Consultation").first,
        re.compile(re.escape(title)),
    )
    expect(page.locator(".beside").first).to_contain_text(title, timeout=SLOW)


def side(page: Page, which: str) -> Locator:
    """Return the one of the two columns of texts that is so called."""
    return page.locator(".beside > section").filter(has=page.locator(".side", has_text=which))


def leave_out(page: Page, item: str) -> None:
    """Leave an item out of what is decided on."""
    chip = page.get_by_role("button", name=f"Remove {item}")
    chip.click()
    expect(chip).to_have_count(0, timeout=SLOW)


def say_of_each_span(page: Page, outcomes: Mapping[str, str], otherwise: str) -> int:
    """Say of everything marked whether it stays or goes, record that, and return of how many it was said.

    Args:
        page: The reviewer's.
        outcomes: By words that are marked, the choice.
        otherwise: Choice for all others.
    """
    groups = page.locator("[data-testid=stRadio]").filter(has_text="Take it out")
    expect(groups.first).to_be_visible(timeout=SLOW)
    count = groups.count()
    for index in range(count):
        group = groups.nth(index)
        name = group.get_by_role("radiogroup").get_attribute("aria-label") or ""
        choice = next((each for words, each in outcomes.items() if words in name), otherwise)
        group.locator("label").filter(has_text=choice).click()
        expect(group.get_by_role("radio", name=choice)).to_be_checked()
    press(page, "Record what stays and what goes")
    return count


def press(page: Page, button: str) -> None:
    """Press a button that records something, once it can be pressed, and wait until it is recorded."""
    ready = page.get_by_role("button", name=button, disabled=False)
    expect(ready).to_have_count(1, timeout=SLOW)
    ready.click()
    expect(page.get_by_text("Recorded.", exact=True).first).to_be_visible(timeout=SLOW)


def answer_checklist(page: Page) -> None:
    """Answer every question of the safeguarding checklist with no, and confirm what was compared and read."""
    for question in ("private person", "allege a crime", "lose a job", "child, or a case"):
        box = page.locator("[data-testid=stSelectbox]").filter(has_text=question)
        expect(box).to_have_count(1, timeout=SLOW)  # while the page is drawn anew, the former one stands beside it
        choose(page, box, "No", exact=True)
        expect(box.get_by_role("combobox")).to_have_value("No")
    for ticked in ("I compared each name", "I read the final public text"):
        _tick(page, ticked)


def _tick(page: Page, words: str) -> None:
    """Tick a box. A click while the page is drawn anew may meet a box that takes none: then it is ticked again."""
    box = page.get_by_role("checkbox", name=re.compile(words))
    for _ in range(_TRIES):
        expect(box).to_be_enabled(timeout=SLOW)
        page.get_by_text(words).click()
        try:
            expect(box).to_be_checked(timeout=SLOW / _TRIES)
        except AssertionError:
            continue
        return
    raise AssertionError(f"not ticked: {words}")


def publish(page: Page, button: str) -> str:
    """Publish, by the button that says just this, and return the number of the consultation."""
    page.get_by_role("button", name=button, exact=True).click()
    done = page.get_by_text(re.compile(r"Published as (EX-)?C-\d+")).first
    expect(done).to_be_visible(timeout=SLOW)
    found = re.search(r"(EX-)?C-\d+", done.inner_text())
    assert found
    return found.group()
