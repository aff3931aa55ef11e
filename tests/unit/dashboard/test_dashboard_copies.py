"""Copies of pages that evidence points to: listed to those at work on a line, and given as bytes to be saved."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CODE, World

SHA256 = "ab" * 32
COPY = f"/evidence/EX-R-2/copy/{SHA256}"
HOSTILE = b"<script>alert(1)</script>"


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of somebody who is signed in, and a line with a page of which a copy is held."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    line = a_line(tracked_number="EX-R-2")
    held = events.Evidence(url="https://example.org/page", archive_sha256=SHA256, archived_date="2026-11-02")
    said = [recommendations.TimelineEntry(evidence=[held]) for _ in range(2)]
    world.assignments["EX-R-2"] = recommendations.Assignment(
        assignment_id="7", version=4, line=line, timeline=said, may_answer=True
    )
    world.copies["7", SHA256] = ("text/html", HOSTILE)
    return reader


@pytest.mark.parametrize(
    ("language", "said"), [("en", "copy taken on 2 Nov 2026"), ("ur", "2 نومبر 2026")], ids=["English", "Urdu"]
)
def test_each_copy_is_listed_once_with_its_day_and_sum(liaison: TestClient, language: str, said: str) -> None:
    listed = page(liaison, f"/evidence/EX-R-2/attach?lang={language}").select_one("section[aria-labelledby=copies]")
    assert said in words(listed)
    assert SHA256 in words(listed)
    assert [each["href"].partition("?")[0] for each in listed.select("a")] == [COPY]


def test_a_copy_is_saved_and_never_shown_within_a_page_of_ours(liaison: TestClient) -> None:
    answer = liaison.get(COPY)
    assert (answer.status_code, answer.content) == (200, HOSTILE)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="copy-abababab.bin"'
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "no-store"


def test_a_picture_keeps_its_kind(liaison: TestClient, world: World) -> None:
    world.copies["7", SHA256] = ("image/png", b"picture")
    answer = liaison.get(COPY)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].endswith('.png"')


def test_another_sum_is_not_found(liaison: TestClient) -> None:
    assert liaison.get(f"/evidence/EX-R-2/copy/{'cd' * 32}").status_code == 404


def test_nobody_who_is_not_signed_in_gets_a_copy(reader: TestClient) -> None:
    answer = reader.get(COPY)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Fevidence")
