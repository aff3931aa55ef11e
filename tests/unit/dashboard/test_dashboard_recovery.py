"""A lost mailbox at the registrar's desk: each is offered what they may do, and both addresses are read before."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from roundtable.identity.v1 import service_pb2 as identity

ISOLATES = str.maketrans("", "", "\u2068\u2069\\")


class Service:
    """Identity, played: a note of what is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def a_page(service: Service, person: identity.Person, *, me: str, language: str = "en") -> AppTest:
    def script(here: object, person: object) -> None:
        from dashboard.register import recovery  # the script runs apart from this file

        recovery.panel(here, person)  # type: ignore[arg-type]

    here = SimpleNamespace(
        language=language, me=identity.Person(person_id=me), person=SimpleNamespace(identity=service)
    )
    page = AppTest.from_function(script, kwargs={"here": here, "person": person}, default_timeout=30).run()
    assert not page.exception, page.exception
    return page


def a_person(*, waits: bool = True) -> identity.Person:
    person = identity.Person(person_id="p-1", name="A", email="old@body.example")
    if waits:
        person.recovery.CopyFrom(
            identity.Recovery(
                recovery_id="r-1",
                email="new@body.example",
                proposed_by_id="first",
                proposed_by_name="The first",
                proposed_date="2026-03-02",
            )
        )
    return person


def shown(page: AppTest) -> str:
    return " ".join(each.proto.body for each in page.get("html")).translate(ISOLATES)


def buttons(page: AppTest) -> list[str]:
    return [each.key.removesuffix("-button").partition("-")[0] for each in page.button if each.key]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_second_registrar_reads_both_addresses_before_agreeing(language: str) -> None:
    service = Service()
    page = a_page(service, a_person(), me="second", language=language)
    assert "The first" in shown(page)
    page.button(key="agree-r-1-button").click().run()
    for address in ("old@body.example", "new@body.example"):
        assert address in shown(page)
    assert not service.asked
    page.button(key="agree-r-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.AgreeToRecoveryRequest)
    assert request.recovery_id == "r-1"
    assert request.idempotency_key


@pytest.mark.parametrize("me", ["first", "p-1"])
def test_neither_the_proposer_nor_the_person_is_offered_to_agree_and_both_may_drop(me: str) -> None:
    service = Service()
    page = a_page(service, a_person(), me=me)
    assert buttons(page) == ["drop"]
    page.button(key="drop-r-1-button").click().run()
    page.button(key="drop-r-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.DropRecoveryRequest)
    assert request.recovery_id == "r-1"


def test_an_address_is_proposed_after_what_follows_was_read() -> None:
    service = Service()
    page = a_page(service, a_person(waits=False), me="first")
    [field] = page.text_input
    field.input("new@body.example").run()
    page.button(key="recovery-p-1-button").click().run()
    assert "Nothing changes until another registrar agrees" in shown(page)
    page.button(key="recovery-p-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.ProposeRecoveryRequest)
    assert (request.person_id, request.email) == ("p-1", "new@body.example")
