"""What pages refuse and never do; what they say while a service is down."""

import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.testclient import TestClient

from dashboard.app import our_routes
from dashboard.web import Site
from dashboard.web.guard import Guard
from dashboard.web.policy import STRICT_POLICY
from tests.dashboard_kit.reading import MAILBOX, ORIGIN, page, read, words
from tests.dashboard_kit.world import World

OPEN_OF_STREAMLIT = ("/_stcore/health", "/_stcore/host-config", "/static/js/index.a1.js", "/static/css/a.css")
HOSTILE = '<img src="https://evil.example/p"><script>alert(1)</script> **x**'


def test_every_answer_carries_the_headers(reader: TestClient) -> None:
    plain = ("/", "/r/EX-R-1", "/r/EX-R-1.json", "/lines.csv", "/feed.atom", "/nowhere", "/healthz")
    for path in (*plain, "/assets/style.css", "/explore"):
        headers = reader.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert policy == STRICT_POLICY if path != "/explore" else "script-src 'self' 'sha256-" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy or path == "/explore"


def test_only_signing_in_may_frame_the_mailbox(reader: TestClient) -> None:
    assert reader.get("/sign-in").headers["content-security-policy"] == f"{STRICT_POLICY}; frame-src {MAILBOX}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/a/b",
        "/_stcore/bidi-components/a/b.js",
        "/_stcore/healthz",
        "/component/a/index.html",
        "/media/0123456789abcdef.html",
        "/media/../_stcore/metrics",
        "/app/static/a.txt",
        "/static/index.html",
        "/auth/login",
    ],
)
def test_doors_that_are_not_ours_to_open_stay_shut(site: Site, path: str, method: str) -> None:
    """Whatever is behind them: here something answers everywhere."""

    async def inside(_request: Request) -> Response:
        return PlainTextResponse("inside")

    everywhere = [Route("/{path:path}", inside, methods=["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])]
    app = Starlette(routes=everywhere, middleware=[Middleware(Guard, site=site, routes=our_routes(site))])
    with TestClient(app, base_url=ORIGIN) as client:
        answer = client.request(method, path, headers={"origin": ORIGIN})
        assert answer.status_code == 404
        assert answer.text != "inside"
        streamlit = [client.request(method, door, headers={"origin": ORIGIN}) for door in OPEN_OF_STREAMLIT]
        assert method == "HEAD" or {each.text for each in streamlit} == {"inside"}
        for each in (answer, *streamlit):
            assert each.headers["content-security-policy"] == STRICT_POLICY
            assert each.headers["x-content-type-options"] == "nosniff"
            assert each.headers["x-frame-options"] == "DENY"


@pytest.mark.covers("SEC 8")
def test_what_broke_is_answered_with_the_headers_and_says_nothing(site: Site) -> None:
    async def broken(_request: Request) -> Response:
        raise RuntimeError("a secret")

    routes: list[BaseRoute] = [Route("/broken", broken)]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client:
        answer = client.get("/broken")
    assert (answer.status_code, answer.text) == (500, "something broke here\n")
    assert answer.headers["content-security-policy"] == STRICT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.covers("SEC 11")
def test_text_of_people_is_shown_as_typed_and_nowhere_as_markup(reader: TestClient, world: World) -> None:
    for found in world.recommendations.values():
        for field in ("title", "text", "consultation_title"):
            getattr(found, field).bodies["en"] = HOSTILE
        for line in found.lines:
            line.title.bodies["en"] = line.addressee.name.bodies["en"] = HOSTILE
        for entry in found.timeline:
            entry.text.bodies["en"] = entry.verifier_organisation_name = HOSTILE
            entry.addressee.name.bodies["en"] = HOSTILE
    for addressee in world.addressees:
        addressee.name.bodies["en"] = HOSTILE
    for consultation, statements in world.consultations.values():
        consultation.title.bodies["en"] = consultation.place.bodies["en"] = HOSTILE
        consultation.attending_bodies.append(HOSTILE)
        consultation.source.name = consultation.source.url = HOSTILE
        for statement in statements:
            statement.speaker = HOSTILE
            statement.title.bodies["en"] = statement.source_sentence.bodies["en"] = HOSTILE
    paths = ["/", "/?show=published", "/r/EX-R-1", "/r/EX-R-2", "/c/EX-C-1", "/c/C-1", "/c/C-1/2"]
    for path in [*paths, "/a/video-platform-example", f"/?q={HOSTILE}", f"/find?q={HOSTILE}", f"/r/{HOSTILE}"]:
        answer = reader.get(path)
        assert "<script>alert" not in answer.text, path
        assert "<img" not in answer.text, path
        soup = read(answer)
        for each in soup.find_all(["a", "link", "form", "img", "iframe"]):
            where = each.get("href") or each.get("action") or each.get("src")
            assert where.startswith(("/", "#", f"{ORIGIN}/", "https://example.org/guide", MAILBOX)), each
    assert HOSTILE in words(page(reader, "/r/EX-R-2"))


def test_links_of_people_open_only_over_https(reader: TestClient, world: World) -> None:
    world.recommendations["EX-R-2"].timeline[1].evidence[0].url = "javascript:alert(1)"
    opened = page(reader, "/r/EX-R-2")
    assert "javascript:alert(1)" in words(opened)
    assert not opened.select('a[href^="javascript"]')


def test_a_page_with_old_data_says_how_old_it_is_and_recovers(reader: TestClient, world: World) -> None:
    page(reader, "/r/EX-R-2")
    world.down.add("recommendations")
    old = page(reader, "/r/EX-R-2")
    assert "We cannot reach all records right now." in words(old.select_one(".as-of.stale"))
    assert "Done – checked" in words(old)
    world.down.clear()
    site_ready(reader)
    assert not page(reader, "/r/EX-R-2").select(".stale")


def site_ready(reader: TestClient) -> None:
    """Wait until a service that was down is asked again."""
    for _ in range(100):
        if not page(reader, "/r/EX-R-2").select(".stale"):
            return
        time.sleep(0.1)


def test_without_any_data_the_page_is_a_503_that_looks_again(reader: TestClient, world: World) -> None:
    world.down.update(("recommendations", "consultations"))
    answer = reader.get("/r/EX-R-2?lang=ur")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    soup = read(answer)
    assert soup.find("meta", attrs={"http-equiv": "refresh"})["content"] == "10"
    assert soup.html["dir"] == "rtl"
    assert reader.get("/r/EX-R-2.json").status_code == 503
    assert reader.get("/healthz").status_code == 200


def test_one_service_down_takes_only_its_part_away(reader: TestClient, world: World) -> None:
    world.down.add("consultations")
    opened = page(reader, "/r/EX-R-2")
    assert "Done – checked" in words(opened)
    assert not opened.select(".room")
