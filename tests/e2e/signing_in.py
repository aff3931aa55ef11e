"""Signing in with a code from the local mailbox, in a browser."""

import re

from playwright.sync_api import Page

from tests.e2e.conftest import World, secret_cookies
from tests.e2e.waiting import until


def sign_in(world: World, page: Page, email: str, path: str) -> None:
    """Sign in as anybody would, and end on a page."""
    seen = {mail["id"] for mail in world.mails(email)}
    page.goto(f"{world.stack.public_url}/sign-in?lang=en&next={path}")
    page.fill("#email", email)
    page.click("form[action='/sign-in'] button[type=submit]")

    def code() -> str | None:
        for mail in world.mails(email):
            if mail["id"] not in seen and (found := re.search(r"^\s+([A-Z0-9]{8})\s*$", mail["text"], re.MULTILINE)):
                return found.group(1)
        return None

    page.fill("input[name=code]", until(code, f"a code for {email}"))
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**{path.partition('?')[0]}*")
    world.sessions += secret_cookies(page.context)
