"""Choosing in a box of a Streamlit page."""

import contextlib
import re
import time
from typing import Final

from playwright.sync_api import Error, Locator, Page

_PATIENCE: Final = 60.0
_TRIES_FOR: Final = 1_000  # milliseconds
_LOOKS: Final = 10
_WHAT_IT_HOLDS: Final = """
    place => {
        const box = place.closest("[data-testid=stSelectbox], [data-testid=stMultiSelect]");
        return box ? [box.innerText, ...[...box.querySelectorAll("input")].map(each => each.value)].join(" ") : "";
    }
"""


def choose(page: Page, box: Locator, option: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Choose an option, and see that it was chosen.

    A list that is open while the page is drawn anew closes, or is clicked when it is a list no more: then once more.
    """
    shown = page.get_by_role("option", name=option, exact=exact).first
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if not shown.is_visible():
            box.click()
            page.wait_for_timeout(300)
        try:
            shown.click(timeout=_TRIES_FOR)
        except Error:
            continue
        if _comes_to_hold(page, box, option):
            return
    raise AssertionError(f"not within {_PATIENCE:.0f} s: {option} in the list of {box}")


def _comes_to_hold(page: Page, box: Locator, option: str | re.Pattern[str]) -> bool:
    wanted = option if isinstance(option, re.Pattern) else re.compile(re.escape(option), re.IGNORECASE)
    for _ in range(_LOOKS):
        if not box.count():
            return True  # the page went on to what was chosen
        with contextlib.suppress(Error):  # it went while it was looked at
            if wanted.search(box.evaluate(_WHAT_IT_HOLDS, timeout=_PATIENCE * 1_000)):
                return True
        page.wait_for_timeout(_TRIES_FOR / _LOOKS)
    return False
