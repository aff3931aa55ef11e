"""A mail gateway at work: it opens what a mail links to, runs scripts, submits every form and presses every button."""

import contextlib
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Browser, BrowserContext, Error, Page
from psycopg import sql

from deploy.local.names import SERVICES
from deploy.local.stack import Stack

_LINK: Final = re.compile(r"https?://[^\s\"'<>\u2066-\u2069]+")
_PRESSED: Final = "button, input[type=submit], input[type=button], summary, a.button"
_PATIENCE_MS: Final = 5_000
_OURS: Final = 500  # an error of ours, from here on
# What anybody may suggest is a form for anybody, whoever they are; what comes of it is read by two people.
FOR_ANYBODY: Final = ("/suggest/",)
# "Code requested", and the answer that is given again to a request that is repeated.
ASKED_FOR: Final = {("identity", "sign_in_codes"), ("identity", "replies")}
_FILL: Final = """email => {
    const typed = {email: email, date: '2026-12-01', number: '1', url: 'https://scanner.example/'};
    for (const each of document.querySelectorAll('input, textarea, select')) {
        if (['hidden', 'submit', 'button', 'file'].includes(each.type)) continue;
        if (['checkbox', 'radio'].includes(each.type)) each.checked = true;
        else if (each.tagName === 'SELECT') each.selectedIndex = each.options.length - 1;
        else if (each.name === 'email') each.value = email;
        else each.value = typed[each.type] || 'CDFHJKMN';
        each.dispatchEvent(new Event('input', {bubbles: true}));
        each.dispatchEvent(new Event('change', {bubbles: true}));
    }
}"""
_NEXT: Final = "main form button"
_ACTION: Final = "each => new URL(each.form.action).pathname"
_CLICK: Final = "each => each.click()"
_SUBMIT: Final = "form => HTMLFormElement.prototype.submit.call(form)"


def links_in(mail: dict[str, Any]) -> set[str]:
    """Return every address in a mail, in its text and its HTML."""
    found = _LINK.findall(f"{mail.get('text', '')} {mail.get('html', '')}")
    return {each.rstrip(".,;:)۔،").replace("&amp;", "&") for each in found}


def shape(url: str) -> str:
    """Return what kind of page an address leads to: its path, with numbers and the name of a body left out."""
    return re.sub(r"^(.*/a/)[^/?]+", r"\1*", re.sub(r"\d+", "N", urlsplit(url).path))


class Scanner:
    """One gateway with a browser of its own that was never here before.

    Attributes:
        pressed: What it did, by kind of page.
    """

    def __init__(self, browser: Browser, stack: Stack, email: str) -> None:
        self.context: BrowserContext = browser.new_context()
        self.pressed: dict[str, int] = {}
        self._base = stack.public_url
        self._email = email

    def scan(self, urls: Iterable[str]) -> None:
        """Request all of them, then do whatever can be done on a page of each kind, and on those that it leads to."""
        waiting = sorted(urls)
        for url in waiting:
            for method in ("HEAD", "GET"):
                _request(url, method)
        while waiting:
            url = waiting.pop()
            if self._is_new(url):
                waiting += sorted(self._do_everything(url))
        self.context.close()

    def _is_new(self, url: str) -> bool:
        ours = url.startswith(f"{self._base}/") or url == self._base
        return ours and shape(url) not in self.pressed and not urlsplit(url).path.startswith(FOR_ANYBODY)

    def _do_everything(self, url: str) -> set[str]:
        """Press and submit all that a page has, each on the page as it was; return where it leads."""
        kind = shape(url)
        self.pressed[kind] = 0
        page = self._open(url)
        leads: set[str] = set(page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)"))
        acts = [(_PRESSED, _CLICK, page.locator(_PRESSED).count()), ("form", _SUBMIT, page.locator("form").count())]
        page.close()
        for selector, script, count in acts:
            for place in range(count):
                leads.add(self._act(url, selector, script, place))
                self.pressed[kind] += 1
        return leads

    def _act(self, url: str, selector: str, script: str, place: int) -> str:
        """Fill all in and do one thing, then send the form that comes of it, if one does; return where it leads."""
        page = self._open(url)
        self._do(page, selector, script, place)
        there = page.url
        if page.locator(_NEXT).count():
            then = f"{shape(url)}, then {page.locator(_NEXT).first.evaluate(_ACTION)}"
            self._do(page, _NEXT, _CLICK, 0)
            self.pressed[then] = self.pressed.get(then, 0) + 1
        # Not waited for: Chromium 156 now and then never says that a page is closed which has just sent a form.
        page.close(run_before_unload=True)
        return there

    def _do(self, page: Page, selector: str, script: str, place: int) -> None:
        page.evaluate(_FILL, self._email)
        if page.locator(selector).count() <= place:
            return  # another page than at first: something has changed, which the state will show
        page.locator(selector).nth(place).evaluate(script)
        page.wait_for_timeout(100)
        try:
            page.wait_for_load_state("load")
        except Error:  # it goes on loading: whatever it sends was sent
            page.wait_for_timeout(500)

    def _open(self, url: str) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("dialog", lambda dialog: dialog.accept())
        # A download is no page, and leaves an empty one.
        with contextlib.suppress(Error):
            page.goto(url, wait_until="load")
        return page


def _request(url: str, method: str) -> None:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        if refused.code >= _OURS:
            raise


def state(stack: Stack) -> dict[tuple[str, str], str]:
    """Return a hash of every table of every service but for those that hold what was asked for."""
    return {
        (service, table): digest
        for service in SERVICES
        for table, digest in _tables(stack, service)
        if (service, table) not in ASKED_FOR
    }


def _tables(stack: Stack, service: str) -> Iterator[tuple[str, str]]:
    listed = "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY relname"
    whole = "SELECT md5(coalesce(string_agg(md5(each::text), '' ORDER BY md5(each::text)), '')) FROM {} AS each"
    with psycopg.connect(stack.postgres.url(service, "operator")) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for (name,) in connection.execute(listed).fetchall():
            row = connection.execute(sql.SQL(whole).format(sql.Identifier(name))).fetchone()
            assert row is not None
            yield name, str(row[0])


def waits(stack: Stack) -> int:
    """Return how much waits for what comes by itself: rights of reply to end, sent drafts to go."""
    waiting = """
        SELECT (SELECT count(*) FROM findings WHERE ended_at IS NULL)
             + (SELECT count(*) FROM answer_drafts WHERE ended_at IS NOT NULL)
    """
    with psycopg.connect(stack.postgres.url("recommendations", "operator")) as connection:
        (found,) = connection.execute(waiting).fetchone() or (0,)
        return int(found)
