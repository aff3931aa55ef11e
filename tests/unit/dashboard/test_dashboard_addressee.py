"""The page of one body: its names, and what its lines say of it."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import page, words
from tests.dashboard_kit.world import World

SLUG = "child-rights-commission-example"
OLD = "child-board-example"


@pytest.fixture
def renamed(world: World) -> World:
    """The commission under a name and a slug that it has not always had."""
    names = [
        recommendations.AddresseeName(
            name=text("Child Rights Commission (example)"),
            from_date="2026-02-02",
            source_url="https://gazette.example/1",
        ),
        recommendations.AddresseeName(
            name=text("Child Board (example)", "بچوں کا بورڈ (مثال)"), until_date="2026-02-02"
        ),
    ]
    remits = [
        recommendations.PublicRemit(words=text("Rights of children")),
        recommendations.PublicRemit(words=text("Schools"), from_date="2026-03-01"),
    ]
    addressee = recommendations.PublicAddressee(slug=SLUG)
    card = recommendations.GetAddresseeResponse(names=names, remits=remits)
    world.cards = {SLUG: card, OLD: recommendations.GetAddresseeResponse(addressee=addressee)}
    return world


@pytest.mark.usefixtures("renamed")
def test_an_old_slug_leads_to_the_present_one_for_ever(reader: TestClient) -> None:
    answer = reader.get(f"/a/{OLD}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/a/{SLUG}")


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["since 2 Feb 2026", "Child Board (example)", "until 2 Feb 2026", "Schools since 1 Mar 2026"]),
        ("ur", ["بچوں کا بورڈ (مثال)", "اس کے نام"]),
    ],
)
def test_names_and_remits_stand_with_their_days(reader: TestClient, language: str, expected: list[str]) -> None:
    opened = page(reader, f"/a/{SLUG}?lang={language}")
    for each in expected:
        assert each in words(opened.main)
    assert opened.main.select_one(".names a")["href"] == "https://gazette.example/1"


def test_a_body_with_one_name_has_no_list_of_names(reader: TestClient) -> None:
    assert not page(reader, f"/a/{SLUG}").main.select(".names")
