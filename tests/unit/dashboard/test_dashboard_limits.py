"""What one network may ask of the dashboard, and how it is told that it was too much."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.__main__ import configured
from dashboard.app import our_routes
from dashboard.settings import Settings, SettingsError
from dashboard.web import Site, forms
from dashboard.web import limits as limits_module
from dashboard.web.guard import STRANGERS_BYTES, STREAMLIT_SOCKET, Guard
from dashboard.web.limits import FILES_AT_ONCE, FORMS_AT_ONCE, PAGES_AT_ONCE, Later, Limits
from dashboard.web.policy import STRICT_POLICY
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN
from tests.dashboard_kit.world import World

FEW = {
    "requests_per_network_minute": 6,
    "forms_per_network_minute": 3,
    "sign_ins_per_network_hour": 2,
    "sockets_per_network": 2,
}
BROWSER = "b" * 43

Browse = Callable[[str], TestClient]


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def few(settings: Settings) -> Settings:
    return settings.model_copy(update=FEW)


@pytest.fixture
def limits(few: Settings, clock: Clock) -> Limits:
    return Limits(few, clock)


@pytest.fixture
def narrow(site: Site, few: Settings, clock: Clock) -> Site:
    return Site(few, site.backend, clock)


@pytest.fixture
def browse(narrow: Site) -> Browse:
    """Browsers at the addresses that are named."""
    routes = our_routes(narrow)
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=narrow, routes=routes)])
    return lambda host: TestClient(app, base_url=ORIGIN, follow_redirects=False, client=(host, 1))


def refused(limits: Limits, network: str, path: str, *, form: bool = False) -> int:
    """Return in how many seconds there is room again; 0 if there is."""
    try:
        limits.count(network, path, form=form)
    except Later as later:
        return later.seconds
    return 0


@pytest.mark.covers("SEC 19")
def test_a_network_opens_so_many_pages_a_minute_and_others_are_not_kept_waiting(limits: Limits, clock: Clock) -> None:
    assert [refused(limits, "a", "/r/R-1") for _ in range(7)] == [0] * 6 + [10]
    assert refused(limits, "b", "/r/R-1") == 0
    clock.now += timedelta(seconds=10)
    assert [refused(limits, "a", "/") for _ in range(2)] == [0, 10]


@pytest.mark.covers("SEC 19")
def test_a_house_full_of_readers_behind_one_address_is_not_told_to_wait(settings: Settings, clock: Clock) -> None:
    """Sixty people of one network, by the limits as they are shipped: each opens a page every two seconds."""
    limits, waits = Limits(settings, clock), list[int]()
    for _ in range(60):
        clock.now += timedelta(seconds=1)
        waits += [refused(limits, "a", "/r/R-1") for _ in range(30)]
    assert not any(waits)


def test_ten_files_count_as_a_page(limits: Limits) -> None:
    for path in ("/assets/style.css", "/static/js/index.js", "/_stcore/health"):
        assert not any(refused(limits, path, path) for _ in range(59))
        assert any(refused(limits, path, path) for _ in range(2))


@pytest.mark.covers("SEC 19")
def test_forms_are_counted_apart_and_those_of_signing_in_by_the_hour(limits: Limits, clock: Clock) -> None:
    assert [bool(refused(limits, "a", "/capture", form=True)) for _ in range(4)] == [False] * 3 + [True]
    assert not refused(limits, "a", "/"), "what is read is read on"
    assert [refused(limits, "b", "/sign-in", form=True) for _ in range(3)] == [0, 0, 1800]
    clock.now += timedelta(minutes=29)
    assert refused(limits, "b", "/sign-in/code", form=True) == 60
    assert not refused(limits, "b", "/capture", form=True)


@pytest.mark.covers("SEC 19")
def test_health_is_never_refused(limits: Limits) -> None:
    assert not any(refused(limits, "a", "/healthz") for _ in range(1000))


@pytest.mark.covers("SEC 19")
async def test_pages_of_a_network_take_turns_and_leave_threads_for_others(limits: Limits) -> None:
    async with AsyncExitStack() as held:
        for _ in range(PAGES_AT_ONCE):
            await held.enter_async_context(limits.turn("a"))

        async def a_page() -> None:
            async with limits.turn("a"):
                pass

        waiting = [asyncio.create_task(a_page()) for _ in range(100)]
        await asyncio.sleep(0)
        assert not any(each.done() for each in waiting)
        with pytest.raises(Later):
            await a_page()
        async with limits.turn("b"):
            pass
    await asyncio.gather(*waiting)
    assert not limits._lines, "nothing is kept of who came"


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Try again in about 1 min."), ("ur", "تقریباً 1 منٹ بعد دوبارہ کوشش کریں۔")],
)
def test_a_reader_is_told_in_words_when_to_come_back(browse: Browse, clock: Clock, language: str, said: str) -> None:
    for _ in range(6):
        assert browse("203.0.113.7").get("/methodology").status_code == 200
    late = browse("203.0.113.250").get(f"/methodology?lang={language}")
    assert (late.status_code, late.headers["retry-after"]) == (429, "10")
    assert said in late.text
    assert f'<html lang="{language}"' in late.text
    assert late.headers["content-security-policy"] == STRICT_POLICY
    assert late.headers["cache-control"] == "no-store"
    assert browse("203.0.114.7").get("/methodology").status_code == 200
    assert browse("203.0.113.7").get("/healthz").status_code == 200
    clock.now += timedelta(seconds=10)
    assert browse("203.0.113.7").get("/methodology").status_code == 200


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("said", "expected"), [("", "10"), ("42", "42")])
def test_whatever_cannot_be_had_now_says_when_to_ask_again(narrow: Site, status: int, said: str, expected: str) -> None:
    headers = {"Retry-After": said} if said else {}
    routes = [Route("/busy", lambda _request: PlainTextResponse("later", status, headers=headers))]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=narrow, routes=routes)])
    told = TestClient(app, base_url=ORIGIN).get("/busy")
    assert (told.status_code, told.headers["retry-after"]) == (status, expected)


@pytest.mark.covers("SEC 19")
def test_one_network_asks_for_so_many_codes_an_hour_whomever_they_are_for(browse: Browse) -> None:
    reader = browse("203.0.113.7")
    reader.cookies.set("__Host-browser", BROWSER)
    token, sent = forms.token(BROWSER), []
    for number in range(3):
        typed = {
            "email": f"focal.point.{number}@agency.example",
            "form_token": token,
            "key": f"key-{number}",
            "next": "",
        }
        sent.append(reader.post("/sign-in", data=typed, headers={"origin": ORIGIN}).status_code)
    assert sent == [200, 200, 429]


@pytest.mark.covers("SEC 19")
def test_what_another_site_makes_readers_send_uses_up_no_sign_in_of_their_network(browse: Browse) -> None:
    reader, evil = browse("203.0.113.7"), {"origin": "https://evil.example"}
    assert [reader.post("/sign-in", headers=evil).status_code for _ in range(3)] == [403] * 3
    assert reader.post("/sign-in", headers={"origin": ORIGIN}).status_code == 403, "no form of ours, but counted"
    assert [reader.post("/sign-in", headers={"origin": ORIGIN}).status_code for _ in range(2)] == [403, 429]


@pytest.mark.covers("SEC 19")
def test_so_many_forms_and_files_of_a_network_are_read_at_once(narrow: Site, browse: Browse) -> None:
    network = narrow.network_of({"client": ("203.0.113.7", 1)})
    with ExitStack() as held:
        for _ in range(FORMS_AT_ONCE):
            held.enter_context(narrow.limits.form(network))
        for _ in range(FILES_AT_ONCE):
            held.enter_context(narrow.limits.file(network))
        with pytest.raises(Later):
            held.enter_context(narrow.limits.file(network))
        late = browse("203.0.113.7").post("/sign-in", headers={"origin": ORIGIN})
        assert (late.status_code, late.headers["retry-after"]) == (429, "1")
        assert browse("203.0.114.7").post("/sign-in", headers={"origin": ORIGIN}).status_code == 403
    assert browse("203.0.113.7").post("/sign-in", headers={"origin": ORIGIN}).status_code == 403


@pytest.fixture
def opened(narrow: Site) -> Callable[[str], Any]:
    """Pages of the desk, by the address at which somebody opens them."""

    async def stay(inside: WebSocket) -> None:
        await inside.accept()
        with suppress(WebSocketDisconnect):
            while True:
                await inside.send_text(await inside.receive_text())

    routes: list[BaseRoute] = [WebSocketRoute(STREAMLIT_SOCKET, stay)]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=narrow, routes=routes)])
    return lambda host: TestClient(app, base_url=ORIGIN, client=(host, 1)).websocket_connect(
        STREAMLIT_SOCKET, headers={"origin": ORIGIN}
    )


@pytest.mark.covers("SEC 19")
def test_a_message_on_a_socket_counts_as_a_page_and_waits(
    narrow: Site, opened: Callable[[str], Any], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += timedelta(seconds=seconds)

    monkeypatch.setattr(limits_module, "sleep", sleep)
    with opened("203.0.113.7") as page:
        for _ in range(7):
            page.send_text("again")
            assert page.receive_text() == "again"
    assert slept == [10, 10], "opening it was the first of six"
    assert refused(narrow.limits, narrow.network_of({"client": ("203.0.113.9", 1)}), "/")


@pytest.mark.covers("SEC 19")
async def test_a_message_that_has_to_wait_is_not_taken_from_where_its_bytes_are_counted(
    narrow: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, handled, held = 0, 0, list[int]()

    async def sleep(_seconds: float) -> None:
        held.append(taken - handled)
        raise TimeoutError

    async def send(_message: Any) -> None: ...

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        return {"type": "websocket.receive", "bytes": b"x"}

    async def page(_scope: Any, receive: Any, _send: Any) -> None:
        nonlocal handled
        while await receive():
            handled += 1

    monkeypatch.setattr(limits_module, "sleep", sleep)
    asked = {"path": STREAMLIT_SOCKET, "query_string": b"", "headers": [(b"origin", ORIGIN.encode())]}
    scope = {"type": "websocket", "client": ("203.0.113.7", 1), **asked}
    with suppress(TimeoutError):
        await Guard(page, narrow, [])(scope, receive, send)
    assert handled >= narrow.settings.requests_per_network_minute - 1
    assert held == [0]


def sockets(site: Site, session: str) -> tuple[list[int], Any]:
    """Return the sizes of the messages that a page of the desk is given, and its socket, still to be opened."""
    sizes = list[int]()

    async def note(inside: WebSocket) -> None:
        await inside.accept()
        with suppress(WebSocketDisconnect):
            while True:
                sizes.append(len(await inside.receive_bytes()))
                await inside.send_text("taken")

    routes: list[BaseRoute] = [WebSocketRoute(STREAMLIT_SOCKET, note)]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    headers = {"origin": ORIGIN, **({"cookie": f"sid={session}"} if session else {})}
    return sizes, TestClient(app, base_url=ORIGIN).websocket_connect(STREAMLIT_SOCKET, headers=headers)


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize(
    ("session", "size", "taken"),
    [
        pytest.param("", STRANGERS_BYTES, True, id="a stranger's short one"),
        pytest.param("", STRANGERS_BYTES + 1, False, id="a stranger's long one"),
        pytest.param("m" * 43, STRANGERS_BYTES + 1, False, id="with a session that nobody has"),
        pytest.param("s" * 43, STRANGERS_BYTES + 1, True, id="of somebody who is signed in"),
    ],
)
def test_a_long_message_is_taken_from_who_is_signed_in(
    site: Site, world: World, session: str, size: int, taken: bool
) -> None:
    """What Streamlit keeps of the last message lives as long as its session, and others of a network's beside it."""
    world.sessions["s" * 43] = FACILITATOR
    sizes, opened = sockets(site, session)
    with opened as page:
        page.send_bytes(b"x" * size)
        if taken:
            assert page.receive_text() == "taken"
        else:
            with pytest.raises(WebSocketDisconnect) as refused:
                page.receive_text()
            assert refused.value.code == 1009
    assert sizes == ([size] if taken else [])


def test_nobody_loses_a_long_text_because_the_session_ended_while_it_was_typed(site: Site, world: World) -> None:
    """The page takes it and asks to sign in again; a closed socket would say nothing, again and again."""
    world.sessions["s" * 43] = FACILITATOR
    sizes, opened = sockets(site, "s" * 43)
    with opened as page:
        page.send_bytes(b"x")
        assert page.receive_text() == "taken"
        del world.people[FACILITATOR]
        page.send_bytes(b"x" * (STRANGERS_BYTES + 1))
        assert page.receive_text() == "taken"
    assert sizes == [1, STRANGERS_BYTES + 1]


@pytest.mark.covers("SEC 19")
def test_a_network_has_so_many_pages_of_the_desk_open(opened: Callable[[str], Any]) -> None:
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(opened("203.0.113.7"))
        with pytest.raises(WebSocketDenialResponse) as late, opened("203.0.113.8"):
            pass
        assert (late.value.status_code, late.value.headers["retry-after"]) == (429, "1")
        held.enter_context(opened("203.0.114.7"))
    with opened("203.0.113.7") as again:
        again.send_text("still there")


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize(
    ("proxies", "peer", "known"),
    [
        pytest.param("", "127.0.0.1", "127.0.0.1", id="no proxy is named, and this machine is none"),
        pytest.param("10.0.0.0/8", "127.0.0.1", "127.0.0.1", id="another one is named"),
        pytest.param("10.0.0.0/8", "10.1.2.3", "203.0.113.7", id="it is named"),
        pytest.param("10.0.0.0/8,127.0.0.1", "127.0.0.1", "203.0.113.7", id="both are named"),
    ],
)
@pytest.mark.usefixtures("settings")
async def test_where_a_reader_comes_from_is_believed_of_a_named_proxy_alone(
    monkeypatch: pytest.MonkeyPatch, proxies: str, peer: str, known: str
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setenv("RT_PROXIES", proxies)
    seen = list[str]()

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    server = configured(app, Settings.load())
    server.load()
    headers = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.7, 10.9.9.9")]
    await server.loaded_app({"type": "http", "client": (peer, 1), "headers": headers}, None, None)
    assert seen == [known]


def test_a_proxy_is_an_address_or_a_network(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.proxies == ()
    monkeypatch.setenv("RT_PROXIES", "proxy.example")
    with pytest.raises(SettingsError, match="RT_PROXIES must be addresses or networks parted by commas"):
        Settings.load()
