"""What a browser makes of hostile words: nothing but words, on every page and for everybody who reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Page, Request, WebSocket

from tests.canaries import hostile, tokens
from tests.canaries.sowing import PUBLIC, Canary, Field

_SETTLED: Final = """() => {
    const app = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]");
    const size = document.body.innerHTML.length, now = performance.now();
    const isDrawn = app && app.querySelector(".stHeading") && !app.querySelector("[data-testid=stSkeleton]");
    if (!isDrawn || window.sizeWas !== size) {
        [window.sizeWas, window.sizeSince] = [size, now];
        return false;
    }
    return now - window.sizeSince > 500;
}"""
"""Tells whether a page of Streamlit is drawn, and nothing of it has changed for a moment."""

_UNFOLD: Final = """() => {
    const closed = document.querySelectorAll("[data-testid=stExpander] details:not([open]) > summary");
    for (const each of closed) each.click();
    return closed.length;
}"""
_PATIENCE_MS: Final = 30_000

_LOOK: Final = """({foreign, mark}) => {
    for (const each of document.querySelectorAll("details")) each.open = true;
    for (const each of document.querySelectorAll("[data-testid=stHtml] del")) each.remove();
    const words = [document.body.innerText];
    const more = (said) => said.includes(mark) && words.push(said);
    const asking = [];
    const leadsAway = (to) => URL.canParse(to, location) && new URL(to, location).origin !== location.origin;
    const acts = (name, value) =>
        /^(src|href|action|data|poster)$/.test(name) ? leadsAway(value) : /^(srcset|style|on.*)$/.test(name);
    for (const each of document.querySelectorAll("*")) {
        if ("value" in each) more(String(each.value));
        if (each.tagName === "OPTION") more(each.textContent);
        for (const {name, value} of each.attributes) {
            more(value);
            if (value.includes(foreign) && acts(name, value)) asking.push(each.outerHTML);
        }
    }
    for (const each of document.querySelectorAll("b.tag, [onerror]")) asking.push(each.outerHTML);
    for (const each of document.querySelectorAll("link, base, object, embed, iframe, meta[http-equiv]")) {
        const to = each.getAttribute("href") || each.getAttribute("src") || each.getAttribute("data") || "";
        if (leadsAway(to) || each.httpEquiv === "refresh") asking.push(each.outerHTML);
    }
    const there = document.documentElement.outerHTML.match(new RegExp(mark + "[a-z]{12}", "g"));
    return {words, asking, there: there || [], ran: "pwn" in window};
}"""
"""Opens what is folded, takes away what is struck, and tells which words a reader meets, and which elements act."""


@dataclass
class Seen:
    """What was met.

    Attributes:
        pages: How many pages were looked at.
        fields: The fields whose words were read somewhere.
        faults: What was more than words, or not the words that were typed, and where.
    """

    pages: int = 0
    fields: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


class Reader:
    """Somebody who opens pages: everything that a page asks for is noted, and what is not ours is not let through.

    Args:
        browser: A browser.
        url: Where the dashboard answers.
        here: What was typed.
        seen: Where to note what is met.
        session: Whose pages; nobody's if empty.
        language: In which pages are read that do not say another one in their address.
        heard: Takes what a page is sent over its socket, shown or not: where, and the bytes.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        here: Field,
        seen: Seen,
        *,
        session: str = "",
        language: str = "en",
        heard: Callable[[str, bytes], None] = lambda _at, _data: None,
    ) -> None:
        self._url, self._here, self._seen, self._heard = url, here, seen, heard
        self._context: BrowserContext = browser.new_context(base_url=url)
        self._context.add_cookies([{"name": "lang", "value": language, "url": url}])
        if session:
            self._context.add_cookies([{"name": "sid", "value": session, "url": url}])
        self.page: Page = self._context.new_page()
        self._at = ""
        self._waits_for = set[Request]()
        self.page.on("websocket", self._opened)
        # What no event of a page tells: sockets that never opened, and whatever the page's policy had to stop.
        beneath = self._context.new_cdp_session(self.page)
        beneath.on("Network.webSocketCreated", lambda told: self._spoke(told["url"]))
        beneath.on("Network.webTransportCreated", lambda told: self._spoke(told["url"]))
        beneath.on("Network.requestWillBeSent", lambda told: self._spoke(told["request"]["url"]))
        beneath.on("Audits.issueAdded", lambda told: self._stopped(told["issue"]))
        beneath.send("Network.enable")
        beneath.send("Audits.enable")
        self._context.on("request", self._asked)
        self._context.on("requestfinished", self._answered)
        self._context.on("requestfailed", self._answered)
        self._context.on("dialog", lambda dialog: self._fault("a dialog opened", dialog.message))
        self._context.on("console", lambda message: self._complained(message.text))

    def close(self) -> None:
        """Leave."""
        self._context.close()

    def read(self, path: str) -> None:
        """Open a plain page and look at it."""
        self._at = path
        self.page.goto(path, wait_until="domcontentloaded")
        self.look()

    def search(self, field: str, *paths: str) -> None:
        """Type hostile words into the box of a search, and look at each page that repeats them."""
        typed = self._typed(field)
        for path in paths:
            self.read(f"{path}?{urlencode({'show': 'example', 'q': typed})}")

    def _typed(self, field: str) -> str:
        token = self._here.sow(field, PUBLIC, "a reader")
        typed = hostile.kept(hostile.dressed(token))
        self._here.typed(token, typed)
        return typed

    def work_at(self, path: str, *parts: str) -> None:
        """Open a page of Streamlit and all that is folded on it; and each of its parts, if it has such."""
        self._at = path
        self.page.goto(path, wait_until="domcontentloaded")
        self._settle()
        for part in parts or ("",):
            if part:
                self.page.get_by_role("radio", name=part, exact=True).click()
                self._settle()
            self._at = f"{path} {part}".strip()
            self._unfold()
            self.look()

    def look(self) -> None:
        """Look at the page as it is now."""
        found = self.page.evaluate(_LOOK, {"foreign": hostile.FOREIGN, "mark": tokens.MARK})
        self._seen.pages += 1
        for each in found["asking"]:
            self._fault("an element was made of", each[:300])
        if found["ran"]:
            self._fault("a script ran", "")
        words = [" ".join(each.split()) for each in found["words"]]
        for token in {*found["there"], *tokens.found_in("\n".join(words).encode())}:
            canary = self._here.book.get(token)
            if canary and canary.typed:
                self._compare(canary, words)

    def _compare(self, canary: Canary, words: list[str]) -> None:
        """Look whether what was typed in a field stands there, and nothing like it beside it."""
        met = [each for each in words if canary.token in each]
        # What was typed for capture and not sent comes back as it was typed.
        typed = canary.typed if canary.path == "SaveUnsentText.fields" else hostile.kept(canary.typed)
        if not any(typed in each for each in met):
            self._fault(f"{canary.path} is not what was typed", " … ".join(_around(each, canary.token) for each in met))
        elif words[0].count(canary.token) != words[0].count(typed):
            self._fault(f"{canary.path} is somewhere not what was typed", "")
        else:
            self._seen.fields.add(canary.path)

    def _settle(self) -> None:
        """Wait until the page is drawn: what draws a box is fetched when there is the first of its kind."""
        self.page.wait_for_function(_SETTLED, polling=100, timeout=_PATIENCE_MS)
        while self._waits_for:
            self.page.wait_for_timeout(100)
            self.page.wait_for_function(_SETTLED, polling=100, timeout=_PATIENCE_MS)

    def _unfold(self) -> None:
        """Open what is folded, and what is folded in it."""
        while self.page.evaluate(_UNFOLD):
            self._settle()

    def _opened(self, socket: WebSocket) -> None:
        socket.on(
            "framereceived",
            lambda sent: self._heard(self._at, sent.encode() if isinstance(sent, str) else sent),
        )

    def _asked(self, request: Request) -> None:
        self._waits_for.add(request)
        self._spoke(request.url)

    def _spoke(self, url: str) -> None:
        ours = (f"{self._url}/", f"{self._url.replace('http', 'ws', 1)}/", "data:", "blob:")
        if not url.startswith(ours):
            self._fault("asked", url)

    def _stopped(self, issue: dict[str, Any]) -> None:
        """Note what the policy of a page stopped: nothing of ours wants what it forbids.

        But one of Streamlit's scripts tries whether it may make WebAssembly, and does without.
        """
        told = issue["details"].get("contentSecurityPolicyIssueDetails")
        if told and told["contentSecurityPolicyViolationType"] != "kWasmEvalViolation":
            self._fault("the policy had to refuse", str(told.get("blockedURL") or told["violatedDirective"]))

    def _answered(self, request: Request) -> None:
        self._waits_for.discard(request)

    def _complained(self, text: str) -> None:
        if hostile.FOREIGN in text:
            self._fault("the policy had to refuse", text)

    def _fault(self, what: str, more: str) -> None:
        self._seen.faults.append(f"{self._at}: {what} {more}".strip())


def _around(words: str, token: str) -> str:
    place = words.index(token)
    return words[max(0, place - 220) : place + 40]
