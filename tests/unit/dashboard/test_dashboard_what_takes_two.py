"""What takes two, at the registrar's desk: each is offered what they may do, after reading what they have to know."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.register import people
from roundtable.identity.v1 import service_pb2 as identity

ISOLATES = str.maketrans("", "", "\u2068\u2069\\")


class Service:
    """Identity, played: a note of what is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def opened(script: Any, service: Service, person: identity.Person, me: str, language: str) -> AppTest:
    here = SimpleNamespace(
        language=language, me=identity.Person(person_id=me), person=SimpleNamespace(identity=service)
    )
    page = AppTest.from_function(script, kwargs={"here": here, "person": person}, default_timeout=30).run()
    assert not page.exception, page.exception
    return page


def a_page(service: Service, person: identity.Person, *, me: str, language: str = "en") -> AppTest:
    def script(here: object, person: object) -> None:
        from dashboard.register import recovery  # the script runs apart from this file

        recovery.panel(here, person)  # type: ignore[arg-type]

    return opened(script, service, person, me, language)


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
    assert "Nothing changes until another registrar agrees, or the operator" in shown(page)
    page.button(key="recovery-p-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.ProposeRecoveryRequest)
    assert (request.person_id, request.email) == ("p-1", "new@body.example")


def the_other_page(service: Service, person: identity.Person, *, me: str, language: str = "en") -> AppTest:
    def script(here: object, person: object) -> None:
        from dashboard.register import appointment  # the script runs apart from this file

        appointment.panel(here, person)  # type: ignore[arg-type]
        appointment.propose(here, person)  # type: ignore[arg-type]

    return opened(script, service, person, me, language)


def a_nominated_person() -> identity.Person:
    person = a_person(waits=False)
    person.appointment.appointment_id = "a-1"
    person.appointment.proposed_by_id = "first"
    person.appointment.proposed_by_name = "The first"
    person.appointment.proposed_date = "2026-03-02"
    return person


@pytest.mark.parametrize(
    ("language", "told"), [("en", "by telephone or letter that there is such a person"), ("ur", "فون یا خط سے")]
)
def test_a_second_registrar_is_told_to_make_sure_before_somebody_becomes_one(language: str, told: str) -> None:
    service = Service()
    page = the_other_page(service, a_nominated_person(), me="second", language=language)
    assert "The first" in shown(page)
    page.button(key="appoint-a-1-button").click().run()
    assert told in shown(page)
    assert "old@body.example" in shown(page)
    assert not service.asked
    page.button(key="appoint-a-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.AgreeToAppointmentRequest)
    assert request.appointment_id == "a-1"
    assert request.idempotency_key


@pytest.mark.parametrize("me", ["first", "p-1"])
def test_neither_who_proposed_a_registrar_nor_the_new_one_is_offered_to_agree(me: str) -> None:
    service = Service()
    page = the_other_page(service, a_nominated_person(), me=me)
    assert buttons(page) == ["unproposed"]
    page.button(key="unproposed-a-1-button").click().run()
    page.button(key="unproposed-a-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.DropAppointmentRequest)
    assert request.appointment_id == "a-1"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "The other registrars are told"), ("ur", "دوسرے رجسٹراروں کو نام کے بغیر")]
)
def test_a_registrar_is_proposed_after_it_was_read_who_is_told(language: str, told: str) -> None:
    service = Service()
    person = a_person(waits=False)
    person.organisation.organisation_id = "o-1"
    page = the_other_page(service, person, me="first", language=language)
    assert buttons(page) == ["appointment"]
    page.button(key="appointment-p-1-button").click().run()
    assert told in shown(page)
    page.button(key="appointment-p-1-yes").click().run()
    [request] = service.asked
    assert isinstance(request, identity.ProposeAppointmentRequest)
    assert (request.person_id, request.organisation_id) == ("p-1", "o-1")


@pytest.mark.parametrize(("language", "said"), [("en", "a proposal waits"), ("ur", "ایک تجویز منتظر ہے")])
def test_the_list_of_people_says_for_whom_something_waits(language: str, said: str) -> None:
    everybody = [a_person(), a_nominated_person(), a_person(waits=False)]
    for place, each in enumerate(everybody):
        each.person_id = str(place)
    service = SimpleNamespace(ListPeople=lambda _: identity.ListPeopleResponse(people=everybody))
    here: Any = SimpleNamespace(language=language, person=SimpleNamespace(identity=service))
    assert [said in each for each in people.called(here).values()] == [True, True, False]
