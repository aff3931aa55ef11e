"""Participants on the desk: what the public will see is shown as it is typed; a card bears a code and no name."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from dashboard import desk
from dashboard.settings import Settings
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import service_pb2 as identity
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CARD, CODE, World

NAME, BODY = "Somebody", "The Forum"


@dataclass
class Service:
    """Keeps one participant, whom the public sees as far as the consent goes."""

    draft: pb.Draft
    asked: list[pb.PutParticipantRequest] = field(default_factory=list)

    withdrawn: list[pb.WithdrawConsentRequest] = field(default_factory=list)

    removed: list[pb.RemoveParticipantRequest] = field(default_factory=list)

    def RemoveParticipant(self, request: pb.RemoveParticipantRequest) -> pb.RemoveParticipantResponse:
        """Note who is removed."""
        self.removed.append(request)
        return pb.RemoveParticipantResponse()

    def WithdrawConsent(self, request: pb.WithdrawConsentRequest) -> pb.WithdrawConsentResponse:
        """Note what is withdrawn."""
        self.withdrawn.append(request)
        return pb.WithdrawConsentResponse()

    def PutParticipant(self, request: pb.PutParticipantRequest) -> pb.PutParticipantResponse:
        """Keep what is typed."""
        self.asked.append(request)
        [person] = self.draft.participants
        person.details.CopyFrom(request.details)
        person.version += 1
        person.public_name = NAME if request.details.consent.name else BODY
        person.consent_recorded_by, person.consent_recorded_date = "me", "2026-03-02"
        return pb.PutParticipantResponse(participant=person)


def a_draft() -> pb.Draft:
    draft = pb.Draft(consultation_id="c-1", version=1)
    draft.details.attribution_rule = pb.ATTRIBUTION_RULE_ON_RECORD
    person = draft.participants.add(participant_id="p-1", version=1, public_name=BODY)
    person.details.name, person.details.organisation = NAME, BODY
    person.details.attribution = pb.ATTRIBUTION_NAMED
    person.details.consent.how, person.details.consent.organisation = pb.CONSENT_HOW_FORM, True
    return draft


def step(service: Service, language: str) -> AppTest:
    def script(here: object, draft: object) -> None:
        from dashboard.capture import people  # the script runs apart from this file

        read = type(draft).FromString(draft.SerializeToString())  # type: ignore[attr-defined]
        people.step(here, read)  # type: ignore[arg-type]

    here = SimpleNamespace(
        language=language, me=identity.Person(person_id="me"), person=SimpleNamespace(consultations=service)
    )
    shown = AppTest.from_function(script, kwargs={"here": here, "draft": service.draft}, default_timeout=30)
    shown.session_state["open-p-1"] = True
    shown.run()
    assert not shown.exception, shown.exception
    return shown


def seen(shown: AppTest) -> list[str]:
    """The names under "Who the public will see"."""
    said = [BeautifulSoup(each.proto.body, "html.parser").text for each in shown.get("html")]
    return [each.removeprefix("– ") for each in said if each.startswith("– ")]


@pytest.mark.parametrize(
    ("language", "recorded"), [("en", "Recorded by you on 2 Mar 2026"), ("ur", "آپ نے 2 مارچ 2026 کو درج کیا")]
)
def test_whom_the_public_will_see_changes_as_consent_is_typed(language: str, recorded: str, settings: Settings) -> None:
    desk.configure(settings)
    service = Service(a_draft())
    shown = step(service, language)
    assert seen(shown) == [BODY]
    shown.checkbox(key="person-p-1|consent-name").check().run()
    assert not shown.exception
    assert seen(shown) == [NAME]
    assert recorded in [each.value for each in shown.caption]
    [saved] = service.asked
    assert (saved.details.consent.name, saved.details.consent.organisation, saved.expected_version) == (True, True, 1)
    shown.text_input(key="person-p-1|capture_person_contact").input("0300 0000000").run()
    assert service.asked[-1].details.contact == "0300 0000000"


@pytest.mark.parametrize(
    ("language", "arrow", "act"),
    [("en", "→", "If this person withdraws consent"), ("ur", "←", "اگر یہ فرد رضامندی واپس لے")],
)
def test_a_person_points_the_way_one_reads_and_nobody_has_withdrawn_yet(
    language: str, arrow: str, act: str, settings: Settings
) -> None:
    desk.configure(settings)
    shown = step(Service(a_draft()), language)
    assert [each.label.replace("\u2068", "").replace("\u2069", "") for each in shown.expander] == [
        f"{NAME} {arrow} {BODY}"
    ]
    assert f"**{act}**" in [each.value for each in shown.markdown]


@pytest.mark.parametrize(("language", "told"), [("en", "nobody is mailed"), ("ur", "کسی کو ای میل نہیں جائے گی")])
def test_a_person_goes_only_when_somebody_says_yes_to_what_becomes_of_it(
    language: str, told: str, settings: Settings
) -> None:
    desk.configure(settings)
    service = Service(a_draft())
    shown = step(service, language)
    for answer, removed in (("stays", 0), ("goes", 1)):
        shown.button(key="person-p-1|remove").click().run()
        assert any(told in each.value for each in shown.text)
        assert not service.removed
        shown.button(key=f"person-p-1|{answer}").click().run()
        assert not shown.exception
        assert len(service.removed) == removed
        assert not any(told in each.value for each in shown.text)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Hid by a card on 2 Mar 2026"), ("ur", "2 مارچ 2026 کو پرچی سے")]
)
def test_who_hid_by_a_card_is_marked(language: str, told: str, settings: Settings) -> None:
    desk.configure(settings)
    draft = a_draft()
    assert not step(Service(draft), language).warning
    draft.participants[0].hidden_by_card_date = "2026-03-02"
    [warning] = step(Service(draft), language).warning
    assert warning.value.startswith(told)


@pytest.mark.parametrize(
    ("language", "told", "mailed"),
    [
        ("en", "What the person said is withdrawn", "are told by mail that it was withdrawn"),
        ("ur", "کہی ہوئی باتیں واپس لی جاتی ہیں", "انہیں ای میل سے بتایا جائے گا"),
    ],
)
def test_after_consent_is_withdrawn_what_was_said_is_all_that_is_left_to_withdraw(
    language: str, told: str, mailed: str, settings: Settings
) -> None:
    desk.configure(settings)
    service = Service(a_draft())
    service.draft.participants[0].consent_report.withdrawn_date = "2026-03-02"
    shown = step(service, language)
    [public] = shown.info
    assert public.value.startswith(told)
    assert mailed in public.value
    [sure] = shown.checkbox
    sure.check().run()
    shown.button(key="consent-p-1|record").click().run()
    assert not shown.exception
    assert [each.statements for each in service.withdrawn] == [True]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_card_bears_a_code_and_no_name(reader: TestClient, world: World, language: str) -> None:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    asked = page(reader, f"/capture/card?consultation=c-1&participant=p-1&lang={language}")
    assert CARD not in words(asked)
    made = send(reader, "/capture/card", asked)
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    card = read(made).select_one("section.card")
    assert CARD in card.text
    assert card.select('[lang="en"]')
    assert card.select('[lang="ur"][dir="rtl"]')
    request: Any = world.asked[-1]
    assert (request.consultation_id, request.participant_id) == ("c-1", "p-1")
    assert request.idempotency_key


def test_a_stranger_makes_no_card(reader: TestClient, world: World) -> None:
    answer = reader.get("/capture/card?consultation=c-1&participant=p-1")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    assert not world.asked
