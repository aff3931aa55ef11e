"""The verifier's page, run by Streamlit itself: why each claim waits, and that no act falls on another claim."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels
from dashboard.checking import possible
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb

PAGE = Path(desk.__file__).parent / "pages" / "verifier.py"


def words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


def a_claim(number: str, reason: Any, day: str, **more: Any) -> pb.Assignment:
    body = pb.PublicAddressee(slug="body", name=words("A body (example)"))
    claim = pb.Assignment(assignment_id=f"id-{number}", version=3, claim_reason=reason, claim_date=day, **more)
    claim.line.MergeFrom(pb.Line(tracked_number=number, title=words(f"Title of {number}"), addressee=body))
    return claim


def announced(number: str) -> pb.Assignment:
    claim = a_claim(number, pb.CLAIM_REASON_FINDING_ANNOUNCED, "2026-12-11")
    claim.finding.verification = events.VERIFICATION_CONTRADICTED
    claim.finding.finding.CopyFrom(words("Not so."))
    claim.line.checked.rechecked_until_date = "2026-12-11"
    return claim


class Service:
    """Recommendations, played: the queue, and what it was asked to do."""

    def __init__(self, *claims: pb.Assignment) -> None:
        self.claims = list(claims)
        self.asked: list[Any] = []
        self.suggestions: list[pb.Suggestion] = []
        self.another = a_claim("EX-R-9", pb.CLAIM_REASON_UNSPECIFIED, "")

    def ListClaims(self, _request: pb.ListClaimsRequest) -> pb.ListClaimsResponse:
        """The queue as it is now."""
        return pb.ListClaimsResponse(assignments=self.claims)

    def ListPassedSuggestions(self, _request: pb.ListPassedSuggestionsRequest) -> pb.ListPassedSuggestionsResponse:
        """What readers suggested."""
        return pb.ListPassedSuggestionsResponse(suggestions=self.suggestions)

    def SettleSuggestion(self, request: pb.SettleSuggestionRequest) -> pb.SettleSuggestionResponse:
        """Note what becomes of one."""
        self.asked.append(request)
        return pb.SettleSuggestionResponse()

    def RecordVerification(self, request: pb.RecordVerificationRequest) -> pb.RecordVerificationResponse:
        """Announce the finding."""
        self.asked.append(request)
        return pb.RecordVerificationResponse(assignment=announced("EX-R-1"))

    def RequestEvidence(self, request: pb.RequestEvidenceRequest) -> pb.RequestEvidenceResponse:
        """Note what is asked."""
        self.asked.append(request)
        return pb.RequestEvidenceResponse(assignment=self.claims[0])

    def GetRecommendation(self, request: pb.GetRecommendationRequest) -> pb.GetRecommendationResponse:
        """Return the line that does not wait."""
        return pb.GetRecommendationResponse(tracked_number=request.tracked_number, lines=[self.another.line])

    def GetAssignment(self, request: pb.GetAssignmentRequest) -> pb.GetAssignmentResponse:
        """Return it as a verifier works on it."""
        assert (request.tracked_number, request.addressee_slug) == (self.another.line.tracked_number, "body")
        return pb.GetAssignmentResponse(assignment=self.another)

    def TakeFindingBack(self, request: pb.TakeFindingBackRequest) -> pb.TakeFindingBackResponse:
        """Note which."""
        self.asked.append(request)
        return pb.TakeFindingBackResponse()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the page over a service."""

    def page(service: Service, language: str = "en") -> AppTest:
        here = SimpleNamespace(language=language, me=None, person=SimpleNamespace(recommendations=service))
        monkeypatch.setattr(desk, "begin", lambda _path: here)
        monkeypatch.setattr(desk, "today", lambda: date(2026, 11, 27))
        return AppTest.from_file(str(PAGE), default_timeout=30).run()

    return page


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        pytest.param(
            "en",
            [
                "says done, not shown since 1 Mar 2026",
                "new evidence since 2 Mar 2026",
                "shown twelve months ago: look again since 3 Mar 2026",
                "waits for a reply until 11 Dec 2026",
            ],
            id="English",
        ),
        pytest.param(
            "ur",
            [
                "کہا گیا کہ ہو گیا، ثابت نہیں 1 مارچ 2026 سے",
                "نیا ثبوت 2 مارچ 2026 سے",
                "بارہ ماہ پہلے ثابت ہوا: دوبارہ دیکھیں 3 مارچ 2026 سے",
                "جواب کا انتظار 11 دسمبر 2026 تک",
            ],
            id="Urdu",
        ),
    ],
)
def test_the_queue_says_why_each_claim_waits_and_since_or_until_when(
    opened: Any, language: str, reasons: list[str]
) -> None:
    page = opened(
        Service(
            a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01"),
            a_claim("EX-R-2", pb.CLAIM_REASON_NEW_EVIDENCE, "2026-03-02"),
            a_claim("EX-R-3", pb.CLAIM_REASON_RECHECK_DUE, "2026-03-03"),
            announced("EX-R-4"),
        ),
        language,
    )
    assert [each.rpartition(" · ")[2] for each in page.selectbox[0].options] == reasons
    assert reasons[0] in [each.value for each in page.caption]


@pytest.mark.covers("row 18")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Where was searched"), ("ur", "کہاں تلاش کیا گیا")],
)
def test_after_a_search_without_result_the_next_one_sees_where_and_when(opened: Any, language: str, said: str) -> None:
    claim = a_claim("EX-R-1", pb.CLAIM_REASON_NEW_EVIDENCE, "2026-03-01")
    checked = claim.line.checked
    checked.verification = events.VERIFICATION_NO_EVIDENCE_FOUND
    checked.entry.occurred_date = "2026-02-01"
    checked.entry.search_log.add(place="The annual report", searched_date="2026-01-31")
    page = opened(Service(claim), language)
    assert said in [each.value for each in page.caption]
    shown = " ".join(each.proto.body for each in page.get("html"))
    assert "The annual report" in shown
    assert labels.day("2026-01-31", language) in shown


def test_what_is_written_to_take_one_finding_back_takes_back_no_other(opened: Any) -> None:
    service = Service(announced("EX-R-1"), announced("EX-R-2"), announced("EX-R-3"))
    page = opened(service)
    page.selectbox[0].select(page.selectbox[0].options[1]).run()
    page.text_input(key="taking-back-id-EX-R-2|verify_take_back_why|en").input("An old version.").run()
    del service.claims[0]  # its window ended while the verifier wrote
    page.run()
    assert page.selectbox[0].value == "id-EX-R-2"
    del service.claims[0]  # and now somebody else decided on this one
    page.run()
    assert page.selectbox[0].value == "id-EX-R-3"
    assert page.text_input(key="taking-back-id-EX-R-3|verify_take_back_why|en").value == ""


def test_a_finding_is_taken_back_once_and_with_the_reason(opened: Any) -> None:
    service = Service(announced("EX-R-1"))
    page = opened(service)
    scope = "taking-back-id-EX-R-1"
    page.text_input(key=f"{scope}|verify_take_back_why|en").input("An old version.").run()
    assert page.button(key=f"{scope}|record").disabled
    page.checkbox(key=f"{scope}|sure|verify_public_take_back|id-EX-R-1").check().run()
    page.button(key=f"{scope}|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.assignment_id, request.expected_version) == ("id-EX-R-1", 3)
    assert request.reason.bodies["en"] == "An old version."
    assert page.session_state["desk-done"] == "The finding was taken back."


def test_of_a_finding_that_is_only_announced_the_page_does_not_say_that_it_is_public(opened: Any) -> None:
    page = opened(Service(a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01")))
    page.radio(key="id-EX-R-1|decision").set_value("verify_contradicted").run()
    page.text_area(key="id-EX-R-1|finding").input("Not so.").run()
    page.checkbox(key="id-EX-R-1-sure-verify_contradicted-3").check().run()
    page.button(key="id-EX-R-1-record").click().run()
    assert not page.exception
    [said] = [each.value for each in page.success]
    assert "may read the finding of `EX-R-1`" in said
    assert "11 Dec 2026" in said
    assert "now reads" not in said


def a_suggestion(claim: pb.Assignment, **more: Any) -> pb.Suggestion:
    fields: dict[str, Any] = {"url": "https://archive.example/seen", "note": "It answers", **more}
    return pb.Suggestion(
        suggestion_id=f"s-{claim.line.tracked_number}", assignment=claim, suggested_date="2026-11-03", **fields
    )


@pytest.mark.covers("row 28")
def test_what_readers_suggested_stands_beside_its_claim_and_its_address_is_taken_over(opened: Any) -> None:
    claim = a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01")
    service = Service(claim, a_claim("EX-R-2", pb.CLAIM_REASON_SAID_DONE, "2026-03-01"))
    service.suggestions = [a_suggestion(claim)]
    page = opened(service)
    page.button(key="use-s-EX-R-1").click().run()
    page.radio(key="id-EX-R-1|decision").set_value("verify_partial").run()
    assert not page.exception
    assert page.text_input(key="id-EX-R-1|url").value == "https://archive.example/seen"
    page.selectbox[0].select(page.selectbox[0].options[1]).run()
    assert "use-s-EX-R-1" not in [each.key for each in page.button]
    assert not service.asked


@pytest.mark.covers("row 28")
def test_a_suggestion_is_settled_also_when_its_line_is_not_in_the_queue(opened: Any) -> None:
    service = Service()
    service.suggestions = [a_suggestion(a_claim("EX-R-9", pb.CLAIM_REASON_UNSPECIFIED, ""))]
    page = opened(service)
    scope = "settling-s-EX-R-9"
    page.radio(key=f"{scope}|decision").set_value("suggestion_set_aside").run()
    assert page.button(key=f"{scope}|record").disabled
    page.checkbox(key=f"{scope}|sure|suggestion_public_settle|suggestion_set_aside").check().run()
    page.button(key=f"{scope}|record").click().run()
    assert not page.exception
    [request] = service.asked
    assert (request.suggestion_id, request.settlement) == ("s-EX-R-9", pb.SETTLEMENT_SET_ASIDE)


@pytest.mark.covers("row 28", "invariant 1")
@pytest.mark.parametrize(
    ("reason", "said"),
    [("own_recommendation", "the recommendation is your own"), ("screened_by_caller", "You passed it on")],
)
def test_whoever_may_not_decide_on_a_suggestion_is_told_why(opened: Any, reason: str, said: str) -> None:
    service = Service()
    claim = a_claim("EX-R-9", pb.CLAIM_REASON_UNSPECIFIED, "")
    service.suggestions = [a_suggestion(claim, conflict_reason=reason, url="", note="")]
    page = opened(service)
    assert any(said in each.value for each in page.error), [each.value for each in page.error]
    assert "settling-s-EX-R-9|decision" not in [each.key for each in page.radio]


@pytest.mark.covers("row 16")
def test_once_recorded_the_form_is_a_new_one(opened: Any) -> None:
    """What was asked of one claim is not sent again with the next decision on it."""
    service = Service(a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01"))
    page = opened(service)
    page.radio(key="id-EX-R-1|decision").set_value("verify_ask").run()
    page.text_area(key="id-EX-R-1|finding").input("Where is it?").run()
    page.checkbox(key="id-EX-R-1-sure-verify_ask-3").check().run()
    page.button(key="id-EX-R-1-record").click().run()
    assert not page.exception
    [request] = service.asked
    assert request.question.bodies["en"] == "Where is it?"
    assert page.radio(key="id-EX-R-1|1|decision").value is None
    page.radio(key="id-EX-R-1|1|decision").set_value("verify_words").run()
    assert page.text_area(key="id-EX-R-1|1|finding").value == ""


@pytest.mark.covers("row 16", "row 20", "row 21")
@pytest.mark.parametrize(
    ("found", "reason", "missing"),
    [
        pytest.param(events.VERIFICATION_UNASSESSED, pb.CLAIM_REASON_SAID_DONE, set(), id="nobody looked yet"),
        pytest.param(events.VERIFICATION_PARTIAL, pb.CLAIM_REASON_SAID_DONE, {"verify_ask"}, id="partly shown"),
        pytest.param(events.VERIFICATION_NO_EVIDENCE_FOUND, pb.CLAIM_REASON_SAID_DONE, {"verify_ask"}, id="searched"),
        pytest.param(
            events.VERIFICATION_VERIFIED_COMPLETE, pb.CLAIM_REASON_RECHECK_DUE, set(), id="shown twelve months ago"
        ),
        pytest.param(
            events.VERIFICATION_VERIFIED_COMPLETE, pb.CLAIM_REASON_UNSPECIFIED, {"verify_ask"}, id="shown lately"
        ),
        pytest.param(
            events.VERIFICATION_NOT_VERIFIABLE,
            pb.CLAIM_REASON_SAID_DONE,
            {"verify_ask", "verify_words"},
            id="not as it is worded",
        ),
    ],
)
def test_what_would_be_refused_in_any_case_is_not_offered(found: Any, reason: Any, missing: set[str]) -> None:
    claim = a_claim("EX-R-1", reason, "2026-03-01")
    claim.line.checked.verification = found
    offered = possible.decisions(claim)
    assert {"verify_ask", "verify_words"} - set(offered) == missing
    assert {"verify_partial", "verify_lapsed", "verify_nothing"} <= set(offered)


@pytest.mark.covers("row 19")
@pytest.mark.parametrize("waiting", [[], [a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01")]])
def test_a_line_that_does_not_wait_is_found_by_its_number(opened: Any, waiting: list[pb.Assignment]) -> None:
    """What was shown to be done may be undone long before twelve months are over."""
    service = Service(*waiting)
    service.another.line.checked.verification = events.VERIFICATION_VERIFIED_COMPLETE
    page = opened(service)
    page.text_input(key="another|verify_another").input("ex-r-9").run()
    page.radio(key="id-EX-R-9|decision").set_value("verify_lapsed").run()
    page.text_area(key="id-EX-R-9|finding").input("Gone since June.").run()
    page.checkbox(key="id-EX-R-9-sure-verify_lapsed-3").check().run()
    page.button(key="id-EX-R-9-record").click().run()
    assert not page.exception
    assert [each.assignment_id for each in service.asked] == ["id-EX-R-9"]


def test_the_message_of_what_was_done_moves_nothing_when_it_goes(opened: Any) -> None:
    """Streamlit knows what is open by its place."""
    page = opened(Service(a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01")))

    def kinds() -> list[str]:
        return [each.type for each in page.main.children.values() if each.type != "success"]

    before = kinds()
    page.session_state["verified-done"] = "It is done."
    page.run()
    assert [each.value for each in page.success] == ["It is done."]
    with_message = [each.type for each in page.main.children.values()]
    assert len(with_message) == len(before)
