"""Every door of the dashboard, from its own table of routes: who gets in, with which headers, sent from where."""

import secrets
from collections.abc import Iterator
from typing import Any, Final

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.app import our_routes
from dashboard.backend.public import Public
from dashboard.web import Site, Visit, forms
from dashboard.web.guard import STREAMLIT_SOCKET, Guard
from roundtable.consultations.v1 import service_pb2 as consultations
from tests.canaries.public_pages import OF_PAST_DAYS
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN
from tests.dashboard_kit.world import World

FOREIGN: Final = (
    "https://evil.example",
    "null",
    ORIGIN + ".evil.example",
    ORIGIN + "0",
    ORIGIN.replace("http:", "https:"),
    ORIGIN.upper(),
    "http://localhost:8501",
    "",
)
BROWSER: Final = secrets.token_urlsafe(32)

FOR_EVERYBODY: Final = frozenset(
    {
        "/",
        "/a/{slug}",
        "/assets/{path:path}",
        "/c/{number}",
        "/c/{number}/document/{sha256}",
        "/c/{number}/sheet",
        "/c/{number}/{item}",
        "/calendar/{secret}.ics",
        "/capture/check",
        "/capture/confirm",
        "/capture/grid/shell",
        "/capture/shell",
        "/capture/worker.js",
        "/enrol",
        "/evidence/file/{file_id}",
        "/explore",
        "/feed.atom",
        "/find",
        "/healthz",
        "/lines.csv",
        "/lines.json",
        "/methodology",
        "/my-words",
        "/p/{number}",
        "/p/{number}/report",
        "/p/{number}/report.xlsx",
        "/r/{number}",
        "/r/{number}.json",
        "/r/{number}/letter",
        "/sign-in",
        "/sign-out",
        "/start",
        "/suggest/{number}",
    }
)
"""What is read without signing in. What is not here leads a stranger to the sign-in page, and nowhere else.

Whether a file of evidence is public the service says, by who asks: the route is everybody's. So is that of a calendar,
whose address holds a secret. Of capture these are the empty page for a phone without a line, its script, and two ways
back.
"""
OPEN_DATA: Final = frozenset({"/feed.atom", "/lines.csv", "/lines.json", "/r/{number}.json"})
"""What a program on another site may read, too; a browser sends it no cookie for that."""
HELD_BY_THE_PAGE: Final = frozenset({"/facilitator", "/reviewer", "/verifier", "/registrar"})
"""Streamlit's pages: the route gives the empty shell, and what runs in it stops for a stranger (`desk.begin`)."""

EXAMPLES: Final = {
    "{number}": "EX-R-1",
    "{slug}": "video-platform-example",
    "{item}": "1",
    "{secret}": "a" * 43,
    "{sha256}": "0" * 64,
    "{file_id}": "00000000-0000-7000-8000-000000000000",
    "{path:path}": "style.css",
}


PAST_DAY: Final = "2026-03-02"


@pytest.fixture
def doors(site: Site) -> list[Route]:
    return [each for each in our_routes(site) if isinstance(each, Route)]


@pytest.fixture
def socket(site: Site) -> Iterator[TestClient]:
    """Where Streamlit listens, with something there that says who came in."""

    async def welcome(inside: WebSocket) -> None:
        await inside.accept()
        await inside.send_text(inside.cookies.get("__Host-sid", "nobody"))
        await inside.close()

    routes: list[BaseRoute] = [WebSocketRoute(path, welcome) for path in (STREAMLIT_SOCKET, "/_stcore/other")]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    with TestClient(app, base_url=ORIGIN) as client:
        yield client


def at(door: Route) -> str:
    path = door.path
    for part, example in EXAMPLES.items():
        path = path.replace(part, example)
    assert "{" not in path, f"{door.path}: say in EXAMPLES what could stand there"
    return path


def by_method(doors: list[Route], method: str) -> list[Route]:
    found = [each for each in doors if method in (each.methods or ())]
    assert len(found) > 20
    return found


def signed_in(reader: TestClient, world: World) -> str:
    """Sign in as the facilitator, in a browser to which forms were shown; return the session."""
    session = secrets.token_urlsafe(32)
    world.sessions[session] = FACILITATOR
    reader.cookies.set("sid", session)
    reader.cookies.set("browser", BROWSER)
    return session


def told(world: World) -> list[str]:
    """What the services were asked, but for who somebody is."""
    return [f"{service}.{method}" for service, method, _ in world.calls if service != "identity"]


def test_a_stranger_reads_what_is_for_everybody_and_is_led_to_sign_in_from_the_rest(
    reader: TestClient, doors: list[Route]
) -> None:
    open_to_all = set[str]()
    for door in by_method(doors, "GET"):
        answer = reader.get(at(door))
        where = answer.headers.get("location", "")
        if answer.status_code == 303 and where.startswith("/sign-in"):
            assert "no-store" in answer.headers["cache-control"], door.path
        else:
            open_to_all.add(door.path)
    assert open_to_all - HELD_BY_THE_PAGE == FOR_EVERYBODY
    assert open_to_all >= HELD_BY_THE_PAGE


def test_whatever_is_answered_carries_the_headers(reader: TestClient, doors: list[Route], world: World) -> None:
    for someone in ("stranger", "facilitator"):
        if someone == "facilitator":
            signed_in(reader, world)
        for door in doors:
            for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
                answer = reader.request(method, at(door))
                said = f"{method} {door.path} to a {someone}: {answer.status_code}"
                assert answer.headers["x-content-type-options"] == "nosniff", said
                assert answer.headers["x-frame-options"] == "DENY", said
                assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], said
                assert "unsafe-eval" not in answer.headers["content-security-policy"], said
                assert "access-control-allow-credentials" not in answer.headers, said
                assert door.path in OPEN_DATA or "access-control-allow-origin" not in answer.headers, said


def test_what_is_shown_to_somebody_who_is_signed_in_is_kept_by_no_cache(
    reader: TestClient, doors: list[Route], world: World
) -> None:
    signed_in(reader, world)
    seen = 0
    for door in by_method(doors, "GET"):
        if door.path not in FOR_EVERYBODY and door.path not in HELD_BY_THE_PAGE:
            answer = reader.get(at(door))
            assert "no-store" in answer.headers["cache-control"], f"{door.path}: {answer.status_code}"
            seen += 1
    assert seen > 10


@pytest.mark.covers("SEC 1")
def test_the_sweep_of_past_days_opens_each_door_behind_which_there_is_one(
    reader: TestClient, doors: list[Route], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever asks for answers as at the day in its address, whoever opens it."""
    world.public_programmes.append(consultations.PublicProgramme(consultation_numbers=["EX-C-1"]))
    address, asked, found = {"as_at": PAST_DAY, "from": PAST_DAY, "to": PAST_DAY}, list[str](), set[str]()
    at_day = Public.at

    def at_noted(public: Public, day: str) -> Public:
        asked.append(day)
        return at_day(public, day)

    monkeypatch.setattr(Public, "at", at_noted)
    for someone in ("stranger", "facilitator"):
        if someone == "facilitator":
            signed_in(reader, world)
        for door in by_method(doors, "GET"):
            asked.clear()
            for number in ("EX-R-1", "EX-C-1"):  # whichever of both the door is for
                reader.get(at(door).replace("EX-R-1", number), params=address, follow_redirects=True)
            if PAST_DAY in asked:
                found.add(door.path)
    assert found == set(OF_PAST_DAYS)


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("origin", FOREIGN)
def test_nothing_that_is_sent_from_elsewhere_is_taken(
    reader: TestClient, doors: list[Route], world: World, origin: str
) -> None:
    """Not even with the session and the form's token: as from a page that found a way to read one."""
    signed_in(reader, world)
    for door in by_method(doors, "POST"):
        headers = {"origin": origin} if origin else {}
        answer = reader.post(at(door), data={"form_token": forms.token(BROWSER)}, headers=headers)
        assert answer.status_code == 403, door.path
    assert world.calls == []


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("given", ["", "0" * 64, forms.token("b" * 43)], ids=["none", "made up", "of another browser"])
def test_no_form_is_taken_without_the_token_of_its_browser(
    reader: TestClient, doors: list[Route], world: World, given: str
) -> None:
    signed_in(reader, world)
    for door in by_method(doors, "POST"):
        fields = {"form_token": given} if given else {}
        for sent in ({"data": fields}, {"data": fields, "files": {"file": ("a.csv", b"a")}}, {"json": fields}):
            answer: Any = reader.post(at(door), headers={"origin": ORIGIN}, **sent)
            assert answer.status_code == 403, door.path
    assert told(world) == []


def test_a_browser_that_was_shown_no_form_sends_none(reader: TestClient, doors: list[Route], world: World) -> None:
    signed_in(reader, world)
    reader.cookies.delete("browser")
    for door in by_method(doors, "POST"):
        answer = reader.post(at(door), data={"form_token": forms.token("")}, headers={"origin": ORIGIN})
        assert answer.status_code == 403, door.path
    assert told(world) == []


@pytest.mark.covers("SEC 8")
@pytest.mark.parametrize("origin", FOREIGN)
def test_a_socket_without_our_origin_stays_shut(socket: TestClient, origin: str) -> None:
    headers = {"cookie": f"__Host-sid={secrets.token_urlsafe(32)}"} | ({"origin": origin} if origin else {})
    with pytest.raises(WebSocketDisconnect) as refused, socket.websocket_connect(STREAMLIT_SOCKET, headers=headers):
        pass
    assert refused.value.code == 1008


def test_a_socket_with_our_origin_opens_and_there_is_one_only(socket: TestClient) -> None:
    session = secrets.token_urlsafe(32)
    headers = {"cookie": f"__Host-sid={session}", "origin": ORIGIN}
    with socket.websocket_connect(STREAMLIT_SOCKET, headers=headers) as opened:
        assert opened.receive_text() == session
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        socket.websocket_connect("/_stcore/other", headers=headers),
    ):
        pass
    assert refused.value.code == 1008


def test_what_a_form_is_answered_with_leads_to_a_page_in_the_other_language(
    site: Site, doors: list[Route], reader: TestClient
) -> None:
    led = dict[str, str]()
    for door in by_method(doors, "POST"):
        scope = {"type": "http", "method": "POST", "path": at(door), "query_string": b"body=a&lang=en", "headers": []}
        led[door.path] = Visit(site, Request(scope)).other_language_url
        assert reader.get(led[door.path]).status_code not in {405, 500}, door.path
        assert any(each.path_regex.match(led[door.path].partition("?")[0]) for each in by_method(doors, "GET"))
    assert led["/my-words/hide"] == led["/my-words"] == "/my-words?body=a&lang=ur"
    assert led["/answer/{number}"] == "/answer/EX-R-1?body=a&lang=ur"
