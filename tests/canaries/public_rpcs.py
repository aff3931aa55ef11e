"""What anybody is answered: every public RPC, asked for all that is known, to the last page, now and as at a day."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import grpc
from google.protobuf.message import Message

from deploy.local.names import SERVICES
from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.canaries.fields import SERVICES as GRPC
from tests.fuzzing.target import methods_of

_BOTH: Final = (False, True)
_LONGEST_PAGE: Final = 200
_MOST_PAGES: Final = 100


@dataclass
class Known:
    """What a stranger may know of and ask for: all that is listed, and all that a story of the canaries made.

    Attributes:
        own: Numbers, ids and slugs of what was sown.
        consultations: All public numbers `EX-C-1`.
        lines: All public numbers `EX-R-1`.
        slugs: All bodies.
        documents: Number and digest of each public document.
    """

    own: dict[str, Any]
    consultations: list[str]
    lines: list[str]
    slugs: list[str]
    documents: list[tuple[str, str]]


def known(stub_c: Any, stub_r: Any, own: dict[str, Any]) -> Known:
    """Read all lists that anybody can read."""
    found = Known(own, [], [], [], [])
    for illustrative in _BOTH:
        listed = consultations.ListConsultationsRequest(illustrative=illustrative, page_size=_LONGEST_PAGE)
        for page in pages(lambda asked: stub_c.ListConsultations(asked, timeout=20), listed):
            found.consultations += [each.number for each in page.consultations]
    bodies = recommendations.ListAddresseesRequest(page_size=_LONGEST_PAGE)
    for page in pages(lambda asked: stub_r.ListAddressees(asked, timeout=20), bodies):
        found.slugs += [each.slug for each in page.addressees]
    for number in found.consultations:
        answer = stub_c.GetConsultation(consultations.GetConsultationRequest(number=number), timeout=20)
        found.lines += [each.tracked_number for each in answer.statements if each.tracked_number]
        found.documents += [(number, each.sha256) for each in answer.consultation.documents]
    return found


def pages(call: Callable[[Any], Any], request: Message) -> Iterator[Any]:
    """Yield an answer, and where it has further pages each of them.

    Args:
        call: Asks.
        request: For the first page.

    Raises:
        AssertionError: There are more pages than anybody would read: none is left out in silence.
    """
    asked: Any = type(request)()
    asked.CopyFrom(request)
    for _ in range(_MOST_PAGES):
        answer = call(asked)
        yield answer
        token = getattr(answer, "next_page_token", "")
        if not token:
            return
        asked.page_token = token
    raise AssertionError(f"{type(request).__name__}: after {_MOST_PAGES} pages there are more, and nobody read them")


def _filters() -> list[recommendations.LineFilter]:
    return [recommendations.LineFilter(illustrative=each) for each in _BOTH]


def _pages(kind: Any) -> Callable[[Known], Iterable[Message]]:
    return lambda _: [kind(illustrative=each, page_size=_LONGEST_PAGE) for each in _BOTH]


_ASKED: Final[Mapping[str, Callable[[Known], Iterable[Message]]]] = {
    "ListConsultations": _pages(consultations.ListConsultationsRequest),
    "GetConsultation": lambda k: [consultations.GetConsultationRequest(number=each) for each in k.consultations],
    "GetStatement": lambda k: [consultations.GetStatementRequest(number=each) for each in k.own["statements"]],
    "ListProgrammes": lambda k: [
        consultations.ListProgrammesRequest(page_size=_LONGEST_PAGE),
        *(consultations.ListProgrammesRequest(consultation_number=each) for each in k.consultations),
    ],
    "ReadPublicDocument": lambda k: [
        consultations.ReadPublicDocumentRequest(number=number, sha256=sha256) for number, sha256 in k.documents
    ],
    "GetOverview": lambda _: [recommendations.GetOverviewRequest(filter=each) for each in _filters()],
    "ListLines": lambda k: [
        recommendations.ListLinesRequest(filter=each, page_size=_LONGEST_PAGE)
        for each in [*_filters(), recommendations.LineFilter(illustrative=True, addressee_slug=k.own["slug"])]
    ],
    "GetRecommendation": lambda k: [
        recommendations.GetRecommendationRequest(tracked_number=each)
        for each in dict.fromkeys([*k.lines, *k.own["tracked"]])
    ],
    "ListConsultationLines": lambda k: [
        recommendations.ListConsultationLinesRequest(consultation_number=each) for each in k.consultations
    ],
    "ListAddressees": lambda _: [recommendations.ListAddresseesRequest(page_size=_LONGEST_PAGE)],
    "GetAddressee": lambda k: [recommendations.GetAddresseeRequest(slug=each) for each in k.slugs],
    "ListChanges": _pages(recommendations.ListChangesRequest),
    "ReadPublicEvidence": lambda k: [
        recommendations.ReadPublicEvidenceRequest(file_id=each) for each in k.own["files"]
    ],
    "GetCalendar": lambda _: [recommendations.GetCalendarRequest()],
}
"""What the sweep asks of each public RPC; one that is missing fails it."""


def answers(stubs: Mapping[str, Any], what: Known, past: date) -> Iterator[tuple[str, bytes]]:
    """Yield what every public RPC answers to everything, and as at a past day if it answers for such.

    Args:
        stubs: By service.
        what: What is asked for.
        past: A day that has ended.
    """
    for service in SERVICES:
        for method in methods_of(GRPC[service]):
            if options.CALLER_ANYONE not in method.GetOptions().Extensions[options.policy].callers:
                continue
            for request in _ASKED[method.name](what):
                for asked in (request, *_as_at(past, request)):
                    yield f"{method.name} {asked}".strip(), _answer(stubs[service], method, asked)


def _as_at(day: date, request: Message) -> Iterator[Message]:
    if "as_at_date" in request.DESCRIPTOR.fields_by_name:
        past: Any = type(request)()
        past.CopyFrom(request)
        past.as_at_date = day.isoformat()
        yield past


def _answer(stub: Any, method: Any, request: Message) -> bytes:
    def ask(asked: Message) -> Any:
        return getattr(stub, method.name)(asked, timeout=20)

    return everything(ask, method, request, refusals=(grpc.StatusCode.NOT_FOUND,))


def everything(
    call: Callable[[Any], Any], method: Any, request: Message, refusals: Collection[grpc.StatusCode] = ()
) -> bytes:
    """Return all that is answered, to the last page, as bytes; a refusal is an answer, too.

    Args:
        call: Asks.
        method: The RPC.
        request: For the first page.
        refusals: The codes of refusals that are expected; whichever, if there are none.

    Raises:
        grpc.RpcError: It was refused otherwise, and so not read.
    """
    try:
        if method.server_streaming:
            return b"".join(each.SerializeToString() for each in call(request))
        return b"".join(each.SerializeToString() for each in pages(call, request))
    except grpc.RpcError as refused:
        if refusals and refused.code() not in refusals:
            raise
        return f"{refused}".encode()
