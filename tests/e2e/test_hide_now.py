"""Row 5b: one person hides an item, and within a minute no page has a word of it; it comes back by two persons."""

import secrets
import time
import urllib.error
import urllib.request
from functools import partial

import pytest

from deploy.local.sample_data.client import Refused
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World
from tests.e2e.waiting import until

NUMBER = "EX-R-2"


def _pages(world: World) -> dict[str, str]:
    """Every kind of public page that has to do with the item, in both languages, as a stranger gets it."""
    found = world.client.recommendations.GetRecommendation(
        recommendations.GetRecommendationRequest(tracked_number=NUMBER), timeout=10
    )
    slugs = [line.addressee.slug for line in found.lines]
    paths = ["/?show=example", f"/r/{NUMBER}", f"/c/{found.consultation_number}", f"/c/{found.statement_number}"]
    paths += [f"/a/{slug}" for slug in slugs]
    addresses = [f"{path}{'&' if '?' in path else '?'}lang={language}" for path in paths for language in ("en", "ur")]
    return {path: _read(world, path) for path in [*addresses, f"/r/{NUMBER}.json"]}


def _read(world: World, path: str) -> str:
    try:
        with urllib.request.urlopen(f"{world.stack.public_url}{path}", timeout=20) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as refused:
        return refused.read().decode()


def _shows(world: World, path: str, words: list[str]) -> bool:
    page = _read(world, path)
    return any(each in page for each in words)


def _hides(world: World, path: str, words: list[str]) -> bool:
    return not _shows(world, path, words)


def _show(world: World, who: str, patience: float = 60) -> bool:
    request = consultations.ShowRequest(idempotency_key=secrets.token_hex(8), number=NUMBER, reason="It was checked.")
    show = world.client.consultations.Show
    return bool(world.person(who).call(show, request, "consultations", patience=patience).shown)


@pytest.mark.covers("row 5b")
def test_what_one_person_hides_is_gone_from_every_page_within_a_minute(world: World) -> None:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    public = world.client.recommendations.GetRecommendation(asked, timeout=10)
    words = [body for text in (public.title, public.text) for body in text.bodies.values() if body]
    before = _pages(world)
    seen = {path for path, page in before.items() if any(each in page for each in words)}
    assert any("/r/" in path for path in seen)
    assert any("/c/" in path for path in seen)

    hide = consultations.HideRequest(idempotency_key=secrets.token_hex(8), number=NUMBER, reason="Somebody asked.")
    world.person("registrar").call(world.client.consultations.Hide, hide, "consultations")
    hidden = time.monotonic()
    try:
        for path in seen:
            until(partial(_hides, world, path, words), f"{path} without it", 60)
        assert time.monotonic() - hidden < 60
        assert not [path for path, page in _pages(world).items() if any(each in page for each in words)]
        assert "Hidden while it is being checked" in _read(world, f"/r/{NUMBER}?lang=en")
    finally:
        assert _show(world, "registrar") is False
        with pytest.raises(Refused, match="a second person has to agree"):
            _show(world, "registrar", patience=0)
        assert _show(world, "reviewer") is True
    for path in seen:
        until(partial(_shows, world, path, words), f"{path} with it again", 60)
