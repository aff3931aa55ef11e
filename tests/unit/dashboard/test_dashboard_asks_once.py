"""No act of a desk is sent by the first press: the page says what will be public and who is told, and asks."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import labels
from dashboard.backend import errors
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as roles
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

PERSON = identity.Person(
    person_id="p-1",
    name="Somebody (example)",
    email="somebody@body.example",
    organisation=identity.Organisation(organisation_id="o-1"),
    mandates=[identity.Mandate(mandate_id="m-1", addressee_id="a-1")],
)
WAITING = recommendations.OutsideAnswer(
    outside_answer_id="w-1",
    position=recommendations.PositionAnswer(
        position=events.POSITION_ACCEPTED, decision_by_date="2027-02-01", delivery_date="2027-03-04"
    ),
    progress=recommendations.ProgressAnswer(
        progress=events.PROGRESS_IN_PROGRESS,
        evidence=[events.Evidence(url="https://example.org/minutes", seen_date="2026-11-02")],
    ),
    approval=events.Approval(on_behalf_of="Secretary (example)", file_number="F-7"),
)


SUGGESTED = recommendations.Suggestion(
    suggestion_id="s-1", url="https://archive.example/seen", note="Ask at house 12", suggested_date="2026-11-03"
)

CLOSING = recommendations.ClosureProposal(closure_proposal_id="k-1")


class Service:
    """What the panels read, and a note of what they ask to be done."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ListPeople(self, _request: Any) -> identity.ListPeopleResponse:
        """One person."""
        return identity.ListPeopleResponse(people=[PERSON])

    def ListOrganisations(self, _request: Any) -> identity.ListOrganisationsResponse:
        """Its organisation."""
        return identity.ListOrganisationsResponse(organisations=[PERSON.organisation])

    def ListOutsideAnswers(self, _request: Any) -> recommendations.ListOutsideAnswersResponse:
        """One answer by letter."""
        return recommendations.ListOutsideAnswersResponse(outside_answers=[WAITING])

    def ListSuggestions(self, _request: Any) -> recommendations.ListSuggestionsResponse:
        """One suggestion."""
        return recommendations.ListSuggestionsResponse(suggestions=[SUGGESTED])

    def ListClosureProposals(self, _request: Any) -> recommendations.ListClosureProposalsResponse:
        """One proposal to close a line."""
        return recommendations.ListClosureProposalsResponse(closure_proposals=[CLOSING])

    def Show(self, request: Any) -> consultations.ShowResponse:
        """The second of two who say so."""
        self.asked.append(request)
        return consultations.ShowResponse(shown=True)

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self.asked.append


def a_page(service: Service, language: str, module: str, *more: object) -> AppTest:
    def script(module: str, given: list[object]) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module(module).panel(*given)

    here = SimpleNamespace(
        language=language,
        me=None,
        person=SimpleNamespace(identity=service, recommendations=service, consultations=service),
    )
    return AppTest.from_function(script, kwargs={"module": module, "given": [here, *more]}, default_timeout=30).run()


@pytest.mark.parametrize(("language", "told"), [("en", "Nobody is mailed"), ("ur", "کسی کو ای میل نہیں جائے گی")])
@pytest.mark.parametrize(
    ("button", "request_type"),
    [
        (f"grant-role-p-1-{roles.ROLE_FACILITATOR}", identity.GrantRoleRequest),
        (f"end-role-p-1-{roles.ROLE_FACILITATOR}", identity.EndRoleRequest),
        ("register-person", identity.RegisterPersonRequest),
    ],
)
def test_a_registrar_is_asked_before_anything_changes(
    language: str, told: str, button: str, request_type: type[Any]
) -> None:
    service = Service()
    page = a_page(service, language, "dashboard.register.people", {"a-1": "A body (example)"})
    page.button(key=f"{button}-button").click().run()
    assert not service.asked
    assert any(told in each.proto.body for each in page.get("html"))
    page.button(key=f"{button}-yes").click().run()
    assert not page.exception
    assert [type(each) for each in service.asked] == [request_type]


def test_the_end_of_a_mandate_is_asked_about() -> None:
    service = Service()
    page = a_page(service, "en", "dashboard.register.people", {"a-1": "A body (example)"})
    page.button(key="end-mandate-m-1-button").click().run()
    page.button(key="end-mandate-m-1-no").click().run()
    assert not service.asked
    page.button(key="end-mandate-m-1-button").click().run()
    page.button(key="end-mandate-m-1-yes").click().run()
    assert [each.mandate_id for each in service.asked] == ["m-1"]


def test_a_letter_is_confirmed_after_saying_so() -> None:
    service = Service()
    page = a_page(service, "en", "dashboard.review.letters")
    assert "public at once" in page.info[0].value
    assert page.button(key="letter-w-1|confirm").disabled
    page.checkbox(key="letter-w-1|sure").check().run()
    page.button(key="letter-w-1|confirm").click().run()
    [request] = service.asked
    assert (request.outside_answer_id, request.confirm) == ("w-1", True)


def test_a_letter_is_refused_after_saying_so() -> None:
    service = Service()
    page = a_page(service, "en", "dashboard.review.letters")
    assert "Refused, nothing is public" in page.info[0].value
    assert page.button(key="letter-w-1|refuse").disabled
    page.text_input(key="letter-w-1|letters_reason").input("It is of another body.").run()
    page.checkbox(key="letter-w-1|sure").check().run()
    page.button(key="letter-w-1|refuse").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.confirm, request.reason) == (False, "It is of another body.")


def test_whoever_confirms_a_letter_reads_all_of_it_that_becomes_public() -> None:
    page = a_page(Service(), "en", "dashboard.review.letters")
    shown = " ".join(each.proto.body for each in page.get("html"))
    for said in (
        "Will do it",
        "1 Feb 2027",
        "4 Mar 2027",
        "Under way",
        "example.org/minutes",
        "Secretary (example)",
        "F-7",
    ):
        assert said in shown


@pytest.mark.covers("row 5b")
def test_hiding_is_not_asked_about_and_showing_again_is() -> None:
    service = Service()
    page = a_page(service, "en", "dashboard.review.hide")
    page.text_input(key="hide|hide_number").input("R-2").run()
    page.text_input(key="hide|hide_reason").input("A name stands in it").run()
    assert page.button(key="hide|show").disabled
    page.button(key="hide|hide").click().run()
    [hidden] = service.asked
    assert (type(hidden), hidden.number) == (consultations.HideRequest, "R-2")
    assert "public at once" in page.info[0].value
    page.checkbox(key="hide|sure|R-2").check().run()
    page.button(key="hide|show").click().run()
    assert not page.exception
    assert [type(each) for each in service.asked] == [consultations.HideRequest, consultations.ShowRequest]


class Away(Service):
    """Lost on the way: nobody knows whether the first act arrived."""

    def Show(self, request: Any) -> consultations.ShowResponse:
        """The second of two who say so."""
        return self._act(request)

    def __getattr__(self, _method: str) -> Any:
        """Take whatever changes something."""
        return self._act

    def _act(self, request: Any) -> consultations.ShowResponse:
        self.asked.append(request)
        if len(self.asked) == 1:
            raise errors.Unavailable("down")
        return consultations.ShowResponse(shown=True)


@pytest.mark.parametrize(
    ("module", "before", "button"),
    [
        pytest.param("dashboard.review.hide", "", "hide|hide", id="hiding"),
        pytest.param("dashboard.review.hide", "hide|sure|", "hide|show", id="showing again"),
        pytest.param("dashboard.review.closings", "closing-k-1|sure", "closing-k-1|confirm", id="closing"),
    ],
)
def test_a_press_after_a_lost_answer_is_the_same_act_and_the_next_one_another(
    module: str, before: str, button: str
) -> None:
    service = Away()
    page = a_page(service, "en", module)
    for _ in range(3):
        if before:
            page.checkbox(key=before).check().run()
        page.button(key=button).click().run()
        assert not page.exception
    first, again, another = (each.idempotency_key for each in service.asked)
    assert first == again != another


@pytest.mark.covers("row 28")
def test_a_suggestion_is_passed_on_without_the_words_that_the_reviewer_took_out() -> None:
    service = Service()
    page = a_page(service, "en", "dashboard.review.suggestions")
    assert "archive.example/seen" in " ".join(each.proto.body for each in page.get("html"))
    page.radio(key="suggestion-s-1|decision").set_value("suggestion_pass").run()
    assert "Nothing of it becomes public" in page.info[0].value
    assert page.button(key="suggestion-s-1|record").disabled
    page.text_area(key="suggestion-s-1|note").input("Ask at the office").run()
    page.checkbox(key="suggestion-s-1|sure|suggestion_public_pass|suggestion_pass").check().run()
    page.button(key="suggestion-s-1|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.suggestion_id, request.pass_on, request.note) == ("s-1", True, "Ask at the office")
    assert not request.discard_reason


@pytest.mark.covers("row 28")
def test_a_suggestion_is_discarded_with_a_reason() -> None:
    service = Service()
    page = a_page(service, "ur", "dashboard.review.suggestions")
    page.radio(key="suggestion-s-1|decision").set_value("suggestion_discard").run()
    page.selectbox(key="suggestion-s-1|why").set_value(recommendations.DISCARD_REASON_PERSONAL_DATA).run()
    page.checkbox(key="suggestion-s-1|sure|suggestion_public_discard|suggestion_discard").check().run()
    page.button(key="suggestion-s-1|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.pass_on, request.discard_reason) == (False, recommendations.DISCARD_REASON_PERSONAL_DATA)
    assert not request.HasField("note")


@pytest.mark.covers("row 1")
def test_what_is_entered_is_submitted_after_saying_that_nothing_is_public_yet() -> None:
    def script(here: object, draft: object) -> None:
        from dashboard.capture import check

        check.step(here, draft)  # type: ignore[arg-type]

    def not_yet(_request: Any) -> None:
        raise errors.NotNow("a title is missing")

    service = Service()
    stub = SimpleNamespace(PreviewPublication=not_yet, SubmitConsultation=service.asked.append)
    draft = consultations.Draft(
        consultation_id="c-1",
        version=3,
        statements=[consultations.Statement(statement_id="s-1", record_state=consultations.RECORD_STATE_DRAFT)],
    )
    here = SimpleNamespace(language="ur", person=SimpleNamespace(consultations=stub))
    page = AppTest.from_function(script, kwargs={"here": here, "draft": draft}, default_timeout=30).run()
    assert "کسی کو ای میل نہیں جائے گی" in page.info[0].value
    [submit] = [each for each in page.button if not each.key]
    assert submit.disabled
    page.checkbox(key="submit-c-1|sure|3").check().run()
    [submit] = [each for each in page.button if not each.key]
    submit.click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.consultation_id, request.expected_version) == ("c-1", 3)


@pytest.mark.parametrize(
    ("closure", "tasks"),
    [
        pytest.param(events.CLOSURE_OPEN, {"paper_close", "paper_moot"}, id="open"),
        pytest.param(events.CLOSURE_CLOSED_DECLINED, {"paper_moot", "paper_reopen"}, id="closed as declined"),
        pytest.param(events.CLOSURE_CLOSED_NOT_APPLICABLE, {"paper_reopen"}, id="closed as not applicable"),
        pytest.param(events.CLOSURE_CLOSED_VERIFIED, {"paper_reopen"}, id="closed as shown to be done"),
        pytest.param(events.CLOSURE_TRANSFERRED, set(), id="with another body"),
    ],
)
@pytest.mark.covers("row 23", "row 24", "row 25")
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_line_is_closed_only_while_it_is_open_and_opened_only_while_it_is_closed(
    language: str, closure: Any, tasks: set[str]
) -> None:
    def script(here: object, assignment: object, task: str) -> None:
        from dashboard.capture import closing  # the script runs apart from this file

        closing.form(here, assignment, task)  # type: ignore[arg-type]

    assignment = recommendations.Assignment(assignment_id="1", line=recommendations.Line(closure=closure))
    here = SimpleNamespace(language=language, person=SimpleNamespace(recommendations=None))
    for task in ("paper_close", "paper_moot", "paper_reopen"):
        kwargs = {"here": here, "assignment": assignment, "task": task}
        page = AppTest.from_function(script, kwargs=kwargs, default_timeout=30).run()
        assert not page.exception
        assert bool(page.button) is (task in tasks), task
        if task not in tasks:
            assert [each.value for each in page.info] == [labels.text(f"{task}_only", language)]
