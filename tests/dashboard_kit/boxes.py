"""Choosing in a box of a Streamlit page."""

import re
import time
from typing import Final

from playwright.sync_api import Error, Locator, Page

_PATIENCE: Final = 60.0
_TRIES_FOR: Final = 1_000  # milliseconds


def choose(page: Page, box: Locator, option: str | re.Pattern[str], *, exact: bool = False, typed: str = "") -> None:
    """Choose an option. A list that is open while the page is drawn anew closes: then it is opened again.

    Of a long list only what is in sight is there: what is typed into the box leaves the others out.
    """
    shown = page.get_by_role("option", name=option, exact=exact).first
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if not shown.is_visible():
            box.click()
            if typed:
                box.fill(typed)
            page.wait_for_timeout(300)
        try:
            shown.click(timeout=_TRIES_FOR)
        except Error:
            continue
        return
    raise AssertionError(f"not within {_PATIENCE:.0f} s: {option} in the list of {box}")
