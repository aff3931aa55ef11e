"""Desks show a long list page by page, and nothing of it is out of reach."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels
from dashboard.capture import mine
from dashboard.settings import Settings
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations

LAST = 3


def assignment(number: str) -> recommendations.Assignment:
    return recommendations.Assignment(line=recommendations.Line(tracked_number=number))


def closing(number: str) -> Any:
    one = recommendations.ClosureProposal(assignment=assignment(number), proposed_by_caller=True)
    return recommendations.ListClosureProposalsResponse(closure_proposals=[one])


def letter(number: str) -> Any:
    one = recommendations.OutsideAnswer(assignment=assignment(number), recorded_by_caller=True)
    return recommendations.ListOutsideAnswersResponse(outside_answers=[one])


def proposal(number: str) -> Any:
    one = consultations.Proposal(
        proposal_id=number,
        statement=consultations.PublicStatement(number=number),
        record_only=consultations.RecordOnly(),
        proposed_by_caller=True,
    )
    return consultations.ListProposalsResponse(proposals=[one])


def to_reword(number: str) -> Any:
    return recommendations.ListToRewordResponse(assignments=[assignment(number)])


def mail(number: str) -> Any:
    one = notifications.Delivery(tracked_numbers=[number], recorded_at=Timestamp(seconds=1_795_000_000))
    return notifications.ListDeliveriesResponse(deliveries=[one])


def note(number: str) -> Any:
    one = recommendations.FollowUp()
    one.text.bodies["en"], one.text.authoritative_language = number, "en"
    return recommendations.ListFollowUpsResponse(follow_ups=[one])


class Service:
    """Answers one entry a page, and notes which pages are asked for."""

    def __init__(self, made: Callable[[str], Any]) -> None:
        self.made = made
        self.asked: list[str] = []

    def __getattr__(self, _method: str) -> Callable[[Any], Any]:
        """Any list; all are of the same things."""
        return self.listed

    def listed(self, request: Any) -> Any:
        """One page."""
        self.asked.append(request.page_token)
        place = int(request.page_token or 1)
        page = self.made(f"R-{place}")
        page.next_page_token = str(place + 1) if place < LAST else ""
        return page


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    desk.configure(settings)


def page_of(part: str, service: Service, *given: str, language: str = "en") -> AppTest:
    def script(part: str, here: object, given: tuple[str, ...]) -> None:
        import importlib  # the script runs apart from this file

        module, _, name = part.rpartition(".")
        getattr(importlib.import_module(module), name)(here, *given)

    person = SimpleNamespace(consultations=service, recommendations=service, notifications=service)
    here = SimpleNamespace(language=language, me=None, person=person)
    page = AppTest.from_function(script, kwargs={"part": part, "here": here, "given": given}, default_timeout=30).run()
    assert not page.exception, page.exception
    return page


def read(page: AppTest) -> list[int]:
    """Return which entries are on the page, in their order."""
    shown = [each.label for each in page.expander] + [each.proto.body for each in page.get("html")]
    return [place for place in range(1, LAST + 1) if any(f"R-{place}" in each for each in shown)]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(
    ("part", "made", "given"),
    [
        ("dashboard.review.closings.panel", closing, ()),
        ("dashboard.review.letters.panel", letter, ()),
        ("dashboard.review.proposals.panel", proposal, ()),
        ("dashboard.review.reword.panel", to_reword, ()),
        ("dashboard.register.mails.panel", mail, ()),
        ("dashboard.capture.noting._kept", note, ("a1",)),
    ],
)
def test_a_list_shows_a_page_and_the_next_one_when_asked(
    part: str, made: Callable[[str], Any], given: tuple[str, ...], language: str
) -> None:
    service = Service(made)
    page = page_of(part, service, *given, language=language)
    assert read(page) == [1]

    def offered() -> list[Any]:
        return [each for each in page.button if each.label == {"en": "Show more", "ur": "مزید دکھائیں"}[language]]

    for pages in range(2, LAST + 1):
        [more] = offered()
        service.asked.clear()
        more.click().run()
        assert read(page) == list(range(1, pages + 1))
        assert service.asked == ["", *map(str, range(2, pages + 1))]
    assert not offered(), "nothing is left to show"


@pytest.mark.parametrize(
    ("listed", "response"),
    [
        (mine.all_mine, consultations.ListMyConsultationsResponse),
        (mine.all_waiting, consultations.ListReviewsResponse),
    ],
)
def test_what_is_chosen_from_is_the_whole_list(listed: Any, response: Any) -> None:
    def page(number: str) -> Any:
        return response(consultations=[consultations.DraftSummary(number=number)])

    service = Service(page)
    found = listed(SimpleNamespace(consultations=service))
    assert [each.number for each in found] == ["R-1", "R-2", "R-3"]


@pytest.mark.parametrize(("name", "language"), [("reviewer", "en"), ("facilitator", "ur")])
def test_what_is_erased_is_told_and_cannot_be_opened(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [consultations.DraftSummary(consultation_id="c1", number="C-1", erased=True)]

    class Desk:
        def __getattr__(self, method: str) -> Any:
            response = getattr(consultations, f"{method}Response", None) or getattr(
                recommendations, f"{method}Response"
            )
            listed = {"ListReviews": gone, "ListMyConsultations": gone}.get(method)
            return lambda _: response(consultations=listed) if listed else response()

    here = SimpleNamespace(language=language, me=None)
    here.person = SimpleNamespace(consultations=Desk(), recommendations=Desk())
    monkeypatch.setattr(desk, "begin", lambda _path: here)
    script = Path(desk.__file__).parent / "pages" / f"{name}.py"
    page = AppTest.from_file(str(script), default_timeout=30).run()
    assert not page.exception, page.exception
    shown = " ".join(each.proto.body for each in page.get("html"))
    assert labels.text("capture_erased", language) in shown
    assert "C-1" in shown
    assert not [each for each in page.button if each.key == "open-c1"]
