"""Signing in with a code from the local mailbox, in a browser."""

import re
from typing import Any

from playwright.sync_api import Browser, Page

from deploy.local.sample_data.client import Person
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


def signed_in(
    world: World, browser: Browser, who: Person, *, width: int = 1280, height: int = 2200, language: str = "en"
) -> Page:
    """Open a page of somebody who is signed in already: codes are few. Its context is its own."""
    url = world.stack.public_url
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="en-US")
    cookies: Any = [{"name": "sid", "value": who.session, "url": url}, {"name": "lang", "value": language, "url": url}]
    context.add_cookies(cookies)
    context.set_default_timeout(60_000)
    return context.new_page()
