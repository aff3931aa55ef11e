"""The sweep reads lists to their last page, past days too, and says so when it could not."""

from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any, Final

import grpc
import pytest
from google.protobuf.descriptor import Descriptor, MethodDescriptor

from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import service_pb2 as consultations
from tests.canaries import public_pages, public_rpcs
from tests.canaries.fields import SERVICES as GRPC
from tests.fuzzing.target import methods_of

METHODS = {each.name: each for each in methods_of(GRPC["consultations"])}
LIST = METHODS["ListConsultations"]
READS: Final = [
    each
    for service in GRPC.values()
    for each in methods_of(service)
    if not each.GetOptions().Extensions[options.policy].mutating
]


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


def test_what_goes_on_within_an_answer_is_read_to_its_end() -> None:
    """A draft comes in pieces: its answers are the same request with the place where the one before ended."""
    asked = []

    def in_pieces(request: Any) -> Any:
        asked.append((request.consultation_id, request.statements_token))
        number = len(asked)
        one = consultations.Statement(number=f"C-1/{number}")
        more = f"after {number}" if number < 3 else ""
        return consultations.GetDraftResponse(draft=consultations.Draft(statements=[one], next_statements_token=more))

    said = public_rpcs.everything(in_pieces, METHODS["GetDraft"], consultations.GetDraftRequest(consultation_id="c"))
    assert asked == [("c", ""), ("c", "after 1"), ("c", "after 2")]
    assert [f"C-1/{each}".encode() in said for each in (1, 2, 3)] == [True] * 3


def _goes_on(
    message: Descriptor, *, once: bool = True, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[str, bool]]:
    """Yield the fields of an answer that say where the rest is, and whether there is one of each."""
    for each in message.fields:
        there = once and not each.is_repeated
        if each.message_type is None:
            if each.name.startswith(public_rpcs.NEXT):
                yield each.name, there
        elif each.message_type.full_name not in seen:
            yield from _goes_on(each.message_type, once=there, seen=seen | {each.message_type.full_name})


@pytest.mark.parametrize("method", [pytest.param(each, id=each.name) for each in READS])
def test_the_sweep_can_read_every_answer_to_its_end(method: MethodDescriptor) -> None:
    """Each place where an answer goes on stands in it once, and its request can ask for it, as for nothing else."""
    told = dict(_goes_on(method.output_type))
    asked = set(method.input_type.fields_by_name)
    assert [name for name, is_one in told.items() if not is_one] == []
    assert {name.removeprefix(public_rpcs.NEXT) for name in told} - asked == set()
    places = {each for each in asked if each.endswith("_token") or each.startswith("after_")}
    assert {f"{public_rpcs.NEXT}{each}" for each in places} == set(told)


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
    stubs: dict[str, Any] = {"consultations": Stub(), "recommendations": Stub()}
    known = [each for day in (None, date(2026, 3, 1)) for each in public_rpcs.answers(stubs, what, day)]
    assert len(known) == len(asked)
    days = {name: {day for each, day in asked if each == name} for name, _ in asked}
    assert days == {
        name: {"none"} if name.startswith("ReadPublic") else {"", "2026-03-01"} for name in public_rpcs._ASKED
    }


@pytest.fixture
def leading() -> Iterator[Any]:
    """A site whose first page leads to its second one, and whose third leads away."""

    class Handler(BaseHTTPRequestHandler):
        """Answers, and says by which way in a header."""

        def do_GET(self) -> None:
            goes = {"/first": "/second?said=words", "/third": "http://x.example/"}
            self.send_response(302 if self.path in goes else 404)
            if leads := goes.get(self.path):
                self.send_header("Location", leads)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"here")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield SimpleNamespace(public_url=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def test_a_page_that_leads_to_another_is_searched_with_it(leading: Any) -> None:
    said = public_pages.ask(leading, "/first")
    assert b"Location: /second?said=words" in said
    assert said.count(b"here") == 2
    with pytest.raises(AssertionError, match="leads away"):
        public_pages.ask(leading, "/third")
