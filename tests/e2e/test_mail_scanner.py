"""A gateway scans all mails and does all that their links allow, and somebody gets them forwarded: nothing changes."""

import re
import sys
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import liaisons, scanning
from tests.e2e.conftest import World
from tests.e2e.scanning import Scanner, links_in, shape
from tests.e2e.waiting import until

LIAISON = "scanned@ministry-for-rights.example"
MOST_CODES = 5
_CODE = re.compile(r"^\s+([A-Z0-9]{8})\s*$", re.MULTILINE)


@pytest.fixture(scope="module")
def mailbox(world: World) -> str:
    """The mailbox of a further liaison of the ministry, in which the request mail lies."""
    liaisons.of_the_ministry(world, name="Liaison whose mail is scanned (example)", email=LIAISON)
    until(lambda: any("/r/EX-R-" in mail["text"] for mail in world.mails(LIAISON)), "a request mail")
    return LIAISON


def codes(world: World, mailbox: str) -> list[str]:
    """Return the codes that were mailed, the newest first."""
    return [found.group(1) for mail in world.mails(mailbox) if (found := _CODE.search(mail["text"]))]


def ask_for_a_code(world: World, page: Page, mailbox: str) -> None:
    page.goto(f"{world.stack.public_url}/sign-in?next=/my-lines")
    page.fill("#email", mailbox)
    page.click("form[action='/sign-in'] button[type=submit]")


def settled(world: World) -> dict[tuple[str, str], str]:
    """Return the state once nothing that came before goes on in it, nor will by itself."""

    def still() -> dict[tuple[str, str], str] | None:
        if scanning.waits(world.stack):
            return None
        before = scanning.state(world.stack)
        time.sleep(3)
        return before if before == scanning.state(world.stack) else None

    return until(still, "the product is at rest", seconds=120)


@pytest.mark.covers("SEC 5", "loss links")
@pytest.mark.timeout(400)
def test_whatever_a_scanner_does_with_mails_only_codes_are_asked_for(
    world: World, browser: Browser, mailbox: str
) -> None:
    owner = browser.new_page()
    ask_for_a_code(world, owner, mailbox)
    own = until(lambda: codes(world, mailbox), "the code of the owner")[0]
    mails = world.mails()
    links = set().union(*(links_in(mail) for mail in mails))
    request = set().union(*(links_in(mail) for mail in world.mails(mailbox)))
    assert any(shape(each) == "/r/EX-R-N" for each in request), request
    # Some page of a body leads there, but of each kind of page only one is looked at.
    request.add(f"{world.stack.public_url}/my-lines")
    before = settled(world)

    here = Scanner(browser, world.stack, mailbox)
    here.scan(links | request)
    forwarded = Scanner(browser, world.stack, mailbox)
    forwarded.scan(request)
    stranger = browser.new_page()
    ask_for_a_code(world, stranger, mailbox)
    stranger.fill("input[name=code]", own)  # forwarded, too
    stranger.click("main form button[type=submit]")
    expect(stranger.locator(".problem")).to_be_visible()

    after = settled(world)
    assert {each for each in before | after if before.get(each) != after.get(each)} == set()
    for scanner in (here, forwarded):
        assert "/r/EX-R-N" in scanner.pressed
        for kind in ("/sign-in", "/sign-in, then /sign-in/code", "/answer/EX-R-N", "/my-lines"):
            assert scanner.pressed.get(kind), f"nothing was pressed on {kind}: {scanner.pressed}"
    assert len(codes(world, mailbox)) <= MOST_CODES, "asked for by far more buttons than that"
    assert sum(each.pressed["/sign-in"] for each in (here, forwarded)) + 2 > MOST_CODES

    # None of it took the owner's code away.
    owner.fill("input[name=code]", own)
    owner.click("main form button[type=submit]")
    owner.wait_for_url("**/my-lines*")
    said = f"{len(mails)} mails, {len(links)} links, {len(before)} tables; {here.pressed}; {forwarded.pressed}\n"
    sys.stdout.write(said)
