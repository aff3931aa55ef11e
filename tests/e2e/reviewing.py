"""What a reviewer does on the page before publishing."""

import re

from playwright.sync_api import Page, expect

from tests.dashboard_kit.boxes import choose


def answer_checklist(page: Page) -> None:
    """Answer every question of the safeguarding checklist with no, and confirm what was compared and read."""
    for question in ("private person", "allege a crime", "lose a job", "child, or a case"):
        box = page.locator("[data-testid=stSelectbox]").filter(has_text=question)
        choose(page, box, "No", exact=True)
        expect(box.get_by_role("combobox")).to_have_value("No")
    for ticked in ("I compared each name", "I read the final public text"):
        page.get_by_text(ticked).click()
        expect(page.get_by_role("checkbox", name=re.compile(ticked))).to_be_checked()
