"""The registrar's panel for lines that were published after something of their body went to others."""

from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import text

BODY, NEW, DONE, LINE = "body", "new", "done", "line"


class Service:
    """Recommendations, played: keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def PlaceLine(self, request: pb.PlaceLineRequest) -> pb.PlaceLineResponse:
        """Keep it."""
        self.asked.append(request)
        return pb.PlaceLineResponse()


def entry(*, ended: bool = False, letters: bool = False) -> pb.GetRegisterEntryResponse:
    new = pb.PublicAddressee(name=text("The new authority"), minimum_assurance=events.ASSURANCE_EMAIL_CODE)
    minimum = events.ASSURANCE_LETTER if letters else events.ASSURANCE_EMAIL_CODE
    public = pb.PublicAddressee(name=text("The body"), minimum_assurance=minimum)
    cut = pb.Cut(others=[new], effective_date="2026-02-02")
    undone = pb.Cut(others=[pb.PublicAddressee(name=text("Nobody"))], undone_date="2026-02-03")
    return pb.GetRegisterEntryResponse(
        addressee=pb.Addressee(addressee_id=BODY, version=4, ended_date="2026-02-02" if ended else "", public=public),
        lines=[
            pb.RegisterLine(assignment_id=LINE, tracked_number="R-7", title=text("A hotline"), to_place=True),
            pb.RegisterLine(assignment_id="other", tracked_number="R-8", title=text("Another")),
        ],
        successions=[
            pb.RegisterSuccession(succession_id=DONE, cut=cut, successor_ids=[NEW]),
            pb.RegisterSuccession(succession_id="undone", cut=undone, successor_ids=["nobody"]),
        ],
    )


def a_page(found: pb.GetRegisterEntryResponse, service: Service, language: str = "en") -> AppTest:
    def script(here: object, found: object, names: object) -> None:
        from dashboard.register import placing  # the script runs apart from this file

        placing.panel(here, found, names)  # type: ignore[arg-type]

    here = SimpleNamespace(language=language, person=SimpleNamespace(recommendations=service))
    kwargs = {"here": here, "found": found, "names": {NEW: "The new authority"}}
    return AppTest.from_function(script, kwargs=kwargs, default_timeout=30).run()


@pytest.mark.parametrize(
    ("place", "sent", "says"),
    [
        pytest.param(0, ("", ""), "Nobody is mailed.", id="it stays"),
        pytest.param(1, (DONE, NEW), "its liaisons get a mail", id="it goes"),
    ],
)
def test_a_line_is_placed_after_saying_what_is_public_and_who_is_told(
    place: int, sent: tuple[str, str], says: str
) -> None:
    service = Service()
    page = a_page(entry(), service)
    (where,) = page.radio
    assert len(where.options) == 2
    where.set_value([("", ""), (DONE, NEW)][place]).run()
    page.button(key=f"place-{LINE}-button").click().run()
    assert any(says in each.proto.body for each in page.get("html"))
    assert not service.asked
    page.button(key=f"place-{LINE}-yes").click().run()
    (request,) = service.asked
    assert (request.addressee_id, request.expected_version, request.assignment_id) == (BODY, 4, LINE)
    assert (request.succession_id, request.successor_id) == sent


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize("letters", [True, False])
def test_a_line_of_a_body_that_answers_by_letter_only_goes_to_one_that_takes_codes_after_saying_so(
    letters: bool,
) -> None:
    page = a_page(entry(letters=letters), Service())
    page.radio[0].set_value((DONE, NEW)).run()
    page.button(key=f"place-{LINE}-button").click().run()
    assert any("answers by letter only; for" in each.proto.body for each in page.get("html")) is letters


def test_with_a_body_that_ended_no_line_stays_and_without_any_the_page_says_so() -> None:
    page = a_page(entry(ended=True), Service())
    assert len(page.radio[0].options) == 1
    assert "because the body is no more: 1. If another body" in page.warning[0].value
    assert not a_page(entry(), Service()).warning
    page = a_page(pb.GetRegisterEntryResponse(), Service(), "ur")
    assert page.text[0].value == "کوئی سطر منتظر نہیں۔"
