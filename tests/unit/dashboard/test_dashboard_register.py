"""The registrar's panels for bodies: to which organisation one belongs, and names that were entered by mistake."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import text

BODY, FIRST, SECOND = "body", "o-1", "o-2"
REMIT = text("Networks", "نیٹ ورک")
REMIT.machine_assisted.append("ur")
NAMES = {FIRST: "First house", SECOND: "Second house"}


class Service:
    """Identity and recommendations, played: two pages of organisations, one body, and a note of what is asked."""

    def __init__(self, organisation_id: str = "") -> None:
        self.asked: list[Any] = []
        self.organisation_id = organisation_id
        self.ended_date = ""

    def ListOrganisations(self, request: identity.ListOrganisationsRequest) -> identity.ListOrganisationsResponse:
        """One of them on each page."""
        found = SECOND if request.page_token else FIRST
        return identity.ListOrganisationsResponse(
            organisations=[identity.Organisation(organisation_id=found, name=NAMES[found])],
            next_page_token="" if request.page_token else "more",
        )

    def GetRegisterEntry(self, _request: pb.GetRegisterEntryRequest) -> pb.GetRegisterEntryResponse:
        """A body that was renamed, once wrongly."""
        name, former, wrong = text("The authority"), text("The commission"), text("The authorty")
        return pb.GetRegisterEntryResponse(
            addressee=pb.Addressee(
                addressee_id=BODY,
                version=4,
                public=pb.PublicAddressee(name=name, minimum_assurance=events.ASSURANCE_EMAIL_CODE),
                organisation_id=self.organisation_id,
                ended_date=self.ended_date,
                names=[pb.AddresseeName(name=name), pb.AddresseeName(name=former)],
                remits=[events.Remit(remit_id=BODY, words=REMIT)],
            ),
            undone_names=[pb.UndoneName(name=wrong, undone_date="2026-02-03", undone_reason=text("Mistyped"))],
            organisation_changes=[
                pb.OrganisationChange(
                    organisation_id=FIRST, former_organisation_id=SECOND, set_date="2026-02-04", reason=text("Misread")
                )
            ],
        )

    def ListPeople(self, _request: identity.ListPeopleRequest) -> identity.ListPeopleResponse:
        """Somebody who answers for the body, somebody who did, and somebody who answers for another one."""
        mandates = {
            "The desk officer": identity.Mandate(addressee_id=BODY, from_date="2026-01-05"),
            "The one before": identity.Mandate(addressee_id=BODY, to_date="2026-01-04"),
            "Somebody else": identity.Mandate(addressee_id="another", from_date="2026-01-06"),
        }
        people = [identity.Person(name=name, mandates=[each]) for name, each in mandates.items()]
        return identity.ListPeopleResponse(people=people)

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def a_page(service: Service, module: str, language: str = "en") -> AppTest:
    def script(here: object, module: str, register: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module(module).panel(here, register)

    here = SimpleNamespace(language=language, person=SimpleNamespace(recommendations=service, identity=service))
    kwargs = {
        "here": here,
        "module": module,
        "register": [service.GetRegisterEntry(pb.GetRegisterEntryRequest()).addressee],
    }
    return AppTest.from_function(script, kwargs=kwargs, default_timeout=30).run()


def shown(page: AppTest) -> str:
    return re.sub("[\u2068\u2069]", "", " ".join(each.proto.body for each in page.get("html")))


def turn_to(page: AppTest, part: str) -> None:
    parts: Any = page.get("button_group")[0]
    parts.set_value(part).run()


def press(page: AppTest, form: str) -> str:
    """Press the button of a form and say yes; return what was asked in between."""
    page.button(key=f"{form}-button").click().run()
    asked = shown(page)
    page.button(key=f"{form}-yes").click().run()
    assert not page.exception
    return asked


@pytest.mark.parametrize("organisation_id", ["", SECOND])
def test_a_body_enters_the_register_with_the_organisation_that_is_chosen(organisation_id: str) -> None:
    service = Service()
    page = a_page(service, "dashboard.register.bodies")
    page.selectbox(key="register-body|organisation").set_value(organisation_id).run()
    press(page, "register-body")
    [request] = service.asked
    assert isinstance(request, pb.RegisterAddresseeRequest)
    assert request.organisation_id == organisation_id


@pytest.mark.parametrize(
    ("language", "says", "again"),
    [("en", "nobody of", "People of First house may check it"), ("ur", "تنظیم", "اب سے First house کے لوگ")],
)
def test_the_organisation_of_a_body_is_corrected_after_saying_what_follows(
    language: str, says: str, again: str
) -> None:
    service = Service(FIRST)
    page = a_page(service, "dashboard.register.changes", language)
    turn_to(page, "register_set_organisation")
    choice = page.selectbox(key=f"organisation-{BODY}|organisation")
    assert choice.value == FIRST, "the one that it has"
    choice.set_value(SECOND).run()
    asked = press(page, f"organisation-{BODY}")
    assert says in asked
    assert "Second house" in asked
    assert again in asked
    [request] = service.asked
    assert isinstance(request, pb.SetAddresseeOrganisationRequest)
    assert (request.addressee_id, request.expected_version, request.organisation_id) == (BODY, 4, SECOND)
    assert request.idempotency_key


def test_the_history_of_a_body_names_its_organisations_and_what_was_undone() -> None:
    said = shown(a_page(Service(FIRST), "dashboard.register.changes"))
    assert "The authority" in said
    assert "The commission (formerly)" in said
    for words in ("First house", "Second house", "Misread", "The authorty", "it never had this name", "Mistyped"):
        assert words in said


def test_a_remit_says_the_state_of_its_translation_which_a_name_has_not() -> None:
    service = Service()
    page = a_page(service, "dashboard.register.changes")
    assert "Networks (English counts, Urdu machine-assisted, not reviewed)" in shown(page)
    turn_to(page, "register_rename")
    page.text_input(key=f"rename-{BODY}|register_body_name|ur").input("ادارہ").run()
    assert not [each for each in page.selectbox if str(each.key).endswith("|translation")]
    turn_to(page, "register_remits")
    [state] = [each for each in page.selectbox if str(each.key).endswith("|translation")]
    state.set_value("en|human").run()
    press(page, f"remits-{BODY}")
    [request] = service.asked
    assert isinstance(request, pb.ChangeRemitsRequest)
    assert not request.remits[0].words.machine_assisted


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Who answers for it: The desk officer since 5 Jan 2026"),
        ("ur", "اس کی طرف سے جواب دینے والے: The desk officer 5 جنوری 2026 سے"),
    ],
)
def test_who_answers_for_a_body_now_stands_at_the_body(language: str, says: str) -> None:
    said = shown(a_page(Service(), "dashboard.register.changes", language))
    assert says in said
    assert "The one before" not in said
    assert "Somebody else" not in said


def test_of_a_body_that_is_no_more_nobody_is_said_to_answer() -> None:
    service = Service()
    service.ended_date = "2026-03-04"
    page = a_page(service, "dashboard.register.changes")
    assert not page.exception
    assert "Who answers for it" not in shown(page)


def test_the_last_renaming_is_undone_after_saying_which_name_counts_again() -> None:
    service = Service()
    page = a_page(service, "dashboard.register.changes")
    turn_to(page, "register_undo")
    asked = press(page, f"undo-rename-{BODY}")
    assert "The commission" in asked
    assert "The authority" in asked
    [request] = service.asked
    assert isinstance(request, pb.UndoRenamingRequest)
    assert (request.addressee_id, request.expected_version) == (BODY, 4)
    assert request.idempotency_key


@pytest.mark.parametrize(("language", "says"), [("en", "by letter only"), ("ur", "صرف خط سے")])
def test_a_registrar_lets_a_body_answer_by_letter_only_after_saying_what_follows(language: str, says: str) -> None:
    service = Service()
    page = a_page(service, "dashboard.register.changes", language)
    turn_to(page, "register_set_assurance")
    choice = page.radio(key=f"assurance-{BODY}|assurance")
    assert choice.value == events.ASSURANCE_EMAIL_CODE, "the one that it has"
    choice.set_value(events.ASSURANCE_LETTER).run()
    assert says in press(page, f"assurance-{BODY}")
    [request] = service.asked
    assert isinstance(request, pb.SetMinimumAssuranceRequest)
    assert (request.addressee_id, request.expected_version) == (BODY, 4)
    assert request.minimum_assurance == events.ASSURANCE_LETTER
    assert request.idempotency_key
