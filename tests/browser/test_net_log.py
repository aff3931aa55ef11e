"""What no event of a page tells is found in what the browser's network stack wrote down."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.canaries import net_log
from tests.conftest import another_browser

WAYS: Final = {
    "image": '<img src="http://image.x.example/i">',
    "prefetch": '<link rel="prefetch" href="http://prefetch.x.example/p">',
    "frame": '<iframe src="http://frame.x.example/f"></iframe>',
    "socket": '<script>new WebSocket("ws://socket.x.example/s")</script>',
    "events": '<script>new EventSource("http://events.x.example/e")</script>',
    "beacon": '<script>navigator.sendBeacon("http://beacon.x.example/b", "x")</script>',
    "transport": '<script>new WebTransport("https://transport.x.example/t").ready.catch(() => 0)</script>',
}
CALL: Final = """async (url) => {
    const call = new RTCPeerConnection({iceServers: [{urls: url}]});
    call.createDataChannel("d");
    await call.setLocalDescription(await call.createOffer());
    await new Promise((later) => setTimeout(later, 500));
}"""
ANY: Final = {"0.0.0.0", "::"}
"""Where a call waits for whoever it called."""


@pytest.fixture
def ours() -> Iterator[str]:
    """A page of this machine that asks everybody else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write("".join(WAYS.values()).encode() if self.path == "/asks" else b"nothing")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_whoever_was_asked_stands_there_whatever_way_it_was(browser: Browser, tmp_path: Path, ours: str) -> None:
    log = tmp_path / "log.json"
    with another_browser(browser.browser_type, net_log.option(log)) as logged:
        page = logged.new_page()
        page.goto(f"{ours}/asks", wait_until="commit")
        page.wait_for_timeout(1500)
    assert net_log.strangers(log) == {f"{way}.x.example" for way in WAYS}


@pytest.mark.parametrize(("called", "found"), [("stun:203.0.113.9:3478", {"203.0.113.9"}), ("stun:x.example", set())])
def test_a_call_stands_there(browser: Browser, tmp_path: Path, ours: str, called: str, found: set[str]) -> None:
    log = tmp_path / "log.json"
    with another_browser(browser.browser_type, net_log.option(log)) as logged:
        page = logged.new_page()
        page.goto(ours)
        page.evaluate(CALL, called)
    assert net_log.strangers(log) == ANY | found


def test_where_nothing_asks_nobody_stands_there(browser: Browser, tmp_path: Path, ours: str) -> None:
    log = tmp_path / "log.json"
    with another_browser(browser.browser_type, net_log.option(log)) as logged:
        logged.new_page().goto(ours)
    assert net_log.strangers(log) == set()


def test_a_browser_that_went_nowhere_proves_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log.json"
    log.write_text('{"events": []}', encoding="utf-8")
    with pytest.raises(AssertionError, match="not even our own"):
        net_log.strangers(log)
