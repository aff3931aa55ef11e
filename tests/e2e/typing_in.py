"""What a facilitator types: many items on a phone, the rest at the desk."""

from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from dashboard import labels


def type_many(page: Page, title: str, lines: Sequence[str]) -> None:
    """Type a title and one item per line on `/capture`, and confirm them."""
    page.goto("/capture")
    page.fill("#title", title)
    page.fill("#text", "\n".join(lines))
    page.click("#quick button[type=submit]")
    page.click("#confirm button[type=submit]")
    expect(page.locator("#saved")).to_contain_text(f"{len(lines)}")


def type_in(box: Locator, words: str) -> None:
    """Type into a box of a Streamlit page and leave it."""
    box.fill(words)
    box.press("Tab")


def submit(page: Page, address: str, count: int, language: str = "en") -> None:
    """Submit so many items of a consultation for review, at the desk's last step."""
    page.goto(f"{address}&step=check")
    page.locator("[data-testid=stCheckbox]").filter(visible=True).last.locator("label").click()
    button = page.get_by_role("button", name=labels.text("capture_submit", language, count=count))
    expect(button).to_be_enabled()
    button.click()
