"""The sweep reads lists to their last page, past days too, and says so when it could not."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import grpc
import pytest

from roundtable.consultations.v1 import service_pb2 as consultations
from tests.canaries import public_rpcs
from tests.canaries.fields import SERVICES as GRPC
from tests.fuzzing.target import methods_of

METHODS = {each.name: each for each in methods_of(GRPC["consultations"])}
LIST = METHODS["ListConsultations"]


class Refused(grpc.RpcError):
    """A refusal with a code."""

    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__("refused")
        self._code = code

    def code(self) -> grpc.StatusCode:
        """Return it."""
        return self._code


def listing(last: int) -> Any:
    """Return a list of pages of one each, numbered from 0."""

    def answer(request: Any, **_: Any) -> Any:
        number = int(request.page_token or 0)
        more = str(number + 1) if number < last else ""
        one = consultations.PublicConsultation(number=f"C-{number}")
        return consultations.ListConsultationsResponse(consultations=[one], next_page_token=more)

    return answer


def test_every_page_is_read() -> None:
    said = public_rpcs.everything(listing(50), LIST, consultations.ListConsultationsRequest())
    assert [f"C-{each}".encode() in said for each in (0, 1, 49, 50, 51)] == [True, True, True, True, False]


def test_a_list_without_an_end_fails_instead_of_being_cut() -> None:
    with pytest.raises(AssertionError, match="nobody read them"):
        public_rpcs.everything(listing(10**6), LIST, consultations.ListConsultationsRequest())


def test_what_is_refused_otherwise_than_expected_was_not_read() -> None:
    def away(_: Any) -> Any:
        raise Refused(grpc.StatusCode.UNAVAILABLE)

    expected = (grpc.StatusCode.NOT_FOUND,)
    with pytest.raises(Refused):
        public_rpcs.everything(away, LIST, consultations.ListConsultationsRequest(), expected)
    assert public_rpcs.everything(away, LIST, consultations.ListConsultationsRequest()) == b"refused"


def test_whatever_answers_for_a_past_day_is_asked_for_one() -> None:
    asked: list[tuple[str, str]] = []

    class Stub:
        """Answers everything with nothing."""

        def __getattr__(self, name: str) -> Any:
            def answer(request: Any, **_: Any) -> Any:
                asked.append((name, getattr(request, "as_at_date", "none")))
                return iter([]) if name.startswith("ReadPublic") else request

            return answer

    what = public_rpcs.Known(
        {"statements": ["C-1/1"], "tracked": ["R-1"], "slug": "a", "files": ["a"]}, ["C-1"], [], ["a"], [("C-1", "a")]
    )
    known: Iterator[Any] = public_rpcs.answers(
        {"consultations": Stub(), "recommendations": Stub()}, what, date(2026, 3, 1)
    )
    assert len(list(known)) == len(asked)
    days = {name: {day for each, day in asked if each == name} for name, _ in asked}
    assert days == {
        name: {"none"} if name.startswith("ReadPublic") else {"", "2026-03-01"} for name in public_rpcs._ASKED
    }
