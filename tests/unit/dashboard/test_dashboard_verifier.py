"""The verifier's page, run by Streamlit itself: why each claim waits, and that no act falls on another claim."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk
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
    assert "The finding was taken back." in [each.value for each in page.toast]


def test_of_a_finding_that_is_only_announced_the_page_does_not_say_that_it_is_public(opened: Any) -> None:
    page = opened(Service(a_claim("EX-R-1", pb.CLAIM_REASON_SAID_DONE, "2026-03-01")))
    page.radio(key="id-EX-R-1-decision").set_value("verify_contradicted").run()
    page.text_area(key="id-EX-R-1-finding").input("Not so.").run()
    page.checkbox(key="id-EX-R-1-sure-verify_contradicted-3").check().run()
    page.button(key="id-EX-R-1-record").click().run()
    assert not page.exception
    [said] = [each.value for each in page.success]
    assert "may read the finding of EX" in said
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
    page.radio(key="id-EX-R-1-decision").set_value("verify_partial").run()
    assert not page.exception
    assert page.text_input(key="id-EX-R-1-url").value == "https://archive.example/seen"
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
