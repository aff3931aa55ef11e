"""Files that a page made for its reader: for that session, while it may see the page, and kept by no cache."""

import secrets

import pytest
from starlette.testclient import TestClient

from dashboard import desk
from dashboard.web import held
from tests.dashboard_kit.reading import FACILITATOR
from tests.dashboard_kit.world import World


@pytest.fixture
def session(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """The facilitator's, for whom the page is drawn."""
    made = secrets.token_urlsafe(32)
    world.sessions[made] = FACILITATOR
    monkeypatch.setattr(desk, "session", lambda: made)
    return made


def signed_in(reader: TestClient, world: World, session: str, who: str = FACILITATOR) -> TestClient:
    world.sessions[session] = who
    reader.cookies.set("sid", session)
    return reader


def test_its_reader_gets_it_to_be_saved_and_no_cache_does(reader: TestClient, world: World, session: str) -> None:
    address = held.hold("facilitator", "c-1", "letter.html", "<p>Draft</p>")
    answer = signed_in(reader, world, session).get(address)
    assert answer.text == "<p>Draft</p>"
    assert answer.headers["content-disposition"] == 'attachment; filename="letter.html"'
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_made_anew_it_is_the_same_address_with_what_it_is_now(reader: TestClient, world: World, session: str) -> None:
    first, second = (held.hold("facilitator", "c-1", "letter.html", each) for each in ("before", "after"))
    assert first == second
    assert signed_in(reader, world, session).get(first).text == "after"


@pytest.mark.covers("SEC 8")
def test_nobody_else_gets_it(reader: TestClient, world: World, session: str) -> None:
    address = held.hold("facilitator", "c-1", "letter.html", "<p>Draft</p>")
    stranger = reader.get(address, follow_redirects=False)
    assert (stranger.status_code, "Draft" in stranger.text) == (303, False)
    assert stranger.headers["location"].startswith("/sign-in")
    other = signed_in(reader, world, secrets.token_urlsafe(32)).get(address)
    assert (other.status_code, "Draft" in other.text) == (404, False)
    assert signed_in(reader, world, session).get(f"{address}x").status_code == 404


def test_who_may_not_see_the_page_any_more_gets_nothing_of_it(reader: TestClient, world: World, session: str) -> None:
    address = held.hold("reviewer", "c-1", "letter.html", "<p>Draft</p>")
    answer = signed_in(reader, world, session).get(address)
    assert (answer.status_code, "Draft" in answer.text) == (403, False)


def test_the_letters_of_two_consultations_to_one_body_are_two(reader: TestClient, world: World, session: str) -> None:
    first, second = (held.hold("facilitator", about, "letter.html", about) for about in ("c-1", "c-2"))
    signed_in(reader, world, session)
    assert [reader.get(each).text for each in (first, second)] == ["c-1", "c-2"]


def test_who_signed_out_gets_nothing_of_it(reader: TestClient, world: World, session: str) -> None:
    address = held.hold("facilitator", "c-1", "letter.html", "<p>Draft</p>")
    signed_in(reader, world, session)
    del world.sessions[session]
    answer = reader.get(address, follow_redirects=False)
    assert (answer.status_code, "Draft" in answer.text) == (303, False)


def test_what_is_held_is_bounded_however_long_each_is(reader: TestClient, world: World, session: str) -> None:
    addresses = [held.hold("facilitator", "c-1", f"long-{number}.html", "x" * 3_000_000) for number in range(3)]
    signed_in(reader, world, session)
    assert [reader.get(each).status_code for each in addresses] == [404, 200, 200]
    alone = held.hold("facilitator", "c-1", "longest.html", "x" * 9_000_000)
    assert reader.get(alone).status_code == 200
    assert reader.get(addresses[-1]).status_code == 404


def test_so_many_are_held_and_the_oldest_goes(reader: TestClient, world: World, session: str) -> None:
    addresses = [held.hold("facilitator", "c-1", f"letter-{number}.html", str(number)) for number in range(201)]
    signed_in(reader, world, session)
    assert reader.get(addresses[0]).status_code == 404
    assert reader.get(addresses[-1]).text == "200"
