"""A liaison hands over to a colleague on one page."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import service_pb2 as identity
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CODE, World

BODY, FORMER = {"en": "The body", "ur": "وہ ادارہ"}, {"en": "The former body", "ur": "سابق ادارہ"}
TYPED = {"email": "colleague@body.example", "name": "Colleague", "language": "ur"}


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser in which somebody is signed in who answers for one body, and did for another."""
    held = {"m-1": (BODY, "2026-01-01", ""), "m-2": (FORMER, "2025-01-01", "2025-12-31")}
    world.people[FACILITATOR].mandates.extend(
        identity.Mandate(
            mandate_id=each,
            addressee_name=name["en"],
            addressee=LocalizedText(authoritative_language="en", bodies=name),
            from_date=first,
            to_date=last,
        )
        for each, (name, first, last) in held.items()
    )
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    return reader


def test_handing_over_is_one_act_and_signs_out(liaison: TestClient, world: World) -> None:
    opened = page(liaison, "/hand-over")
    assert "You hand over: The body" in words(opened)
    assert "The former body" not in words(opened)
    done = send(liaison, "/hand-over", opened, sure="yes", **TYPED)
    assert "Your colleague answers for The body now" in words(read(done))
    (asked,) = world.asked
    assert isinstance(asked, identity.HandOverMandateRequest)
    assert (asked.mandate_id, asked.email, asked.name, asked.language) == ("m-1", *TYPED.values())
    assert "sid" not in liaison.cookies
    assert not world.sessions


def test_pages_in_urdu_call_the_body_by_its_urdu_name(liaison: TestClient, world: World) -> None:
    another = deepcopy(world.people[FACILITATOR].mandates[1])
    another.ClearField("to_date")
    opened = page(liaison, "/hand-over?lang=ur")
    assert "وہ ادارہ" in words(opened)
    world.people[FACILITATOR].mandates.append(another)
    of_two = page(liaison, "/hand-over?lang=ur").select("[type=radio][name=mandate]")
    chosen = [words(each.find_next("label")) for each in of_two]
    done = send(liaison, "/hand-over", opened, sure="yes", **TYPED)
    assert chosen == ["وہ ادارہ", "سابق ادارہ"]
    assert "وہ ادارہ" in words(read(done))
    assert "The body" not in words(opened) + words(read(done))


def test_nothing_is_handed_over_without_the_tick(liaison: TestClient, world: World) -> None:
    opened = page(liaison, "/hand-over")
    answer = send(liaison, "/hand-over", opened, sure="", **TYPED)
    assert answer.status_code == 422
    assert read(answer).select_one("#email")["value"] == TYPED["email"]
    assert world.asked == []


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(liaison: TestClient, world: World) -> None:
    opened = page(liaison, "/hand-over")
    answer = send(liaison, "/hand-over", opened, sure="yes", **(TYPED | {"email": FACILITATOR}))
    soup = read(answer)
    assert answer.status_code == 422
    assert "a colleague's address, not your own" in words(soup.select_one("#email-error"))
    assert soup.select_one("#name")["value"] == TYPED["name"]
    assert world.asked == []


@pytest.mark.parametrize(
    ("prepare", "status"),
    [
        pytest.param(lambda world: world.down.add("identity"), 503, id="the service is away"),
        pytest.param(lambda world: world.sessions.clear(), 401, id="the session has ended"),
    ],
)
def test_what_was_typed_stays_while_it_cannot_be_handed_over(
    liaison: TestClient, world: World, prepare: Callable[[World], Any], status: int
) -> None:
    opened = page(liaison, "/hand-over")
    prepare(world)
    answer = send(liaison, "/hand-over", opened, sure="yes", **TYPED)
    kept = read(answer).find("form", action="/hand-over")
    assert answer.status_code == status
    assert kept.find(attrs={"name": "email"}).text.strip() == TYPED["email"]
    assert kept.find(attrs={"name": "key"}).text.strip() == opened.find(attrs={"name": "key"})["value"]
    assert world.asked == []


def test_who_answers_for_no_body_has_nothing_to_hand_over(reader: TestClient) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    assert page(reader, "/hand-over").find("form", action="/hand-over") is None
