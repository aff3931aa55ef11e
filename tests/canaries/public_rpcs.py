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
        whole = consultations.GetConsultationRequest(number=number)
        for page in pages(lambda asked: stub_c.GetConsultation(asked, timeout=20), whole):
            found.lines += [each.tracked_number for each in page.statements if each.tracked_number]
            found.documents += [(number, each.sha256) for each in page.consultation.documents]
    return found


def pages(call: Callable[[Any], Any], request: Message) -> Iterator[Any]:
    """Yield an answer, and where it says how to go on, all that follows.

    Whatever a list is called and wherever it stands: `next_page_token` of an answer goes into `page_token` of its
    request, `draft.next_statements_token` into `statements_token`, `next_after_item` into `after_item`.

    Args:
        call: Asks.
        request: For the first page.

    Raises:
        AssertionError: There are more pages than anybody would read: none is left out in silence.
    """
    waiting: list[Any] = [request]
    for _ in range(_MOST_PAGES):
        answer = call(waiting.pop())
        yield answer
        for name, place in _goes_on(answer):
            asked: Any = type(request)()
            asked.CopyFrom(request)
            setattr(asked, name, place)
            waiting.append(asked)
        if not waiting:
            return
    raise AssertionError(f"{type(request).__name__}: after {_MOST_PAGES} pages there are more, and nobody read them")


def _goes_on(answer: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of the request that ask for what follows, each with what to say there."""
    if not isinstance(answer, Message):
        return
    for field, value in answer.ListFields():
        if isinstance(value, Message):
            yield from _goes_on(value)
        elif field.name.startswith(NEXT) and not field.is_repeated:
            yield field.name.removeprefix(NEXT), value


NEXT: Final = "next_"
"""How fields of answers begin that say where the rest is: `next_X` goes into `X` of the request."""


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


def answers(stubs: Mapping[str, Any], what: Known, day: date | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield what every public RPC answers to everything.

    Args:
        stubs: By service.
        what: What is asked for.
        day: A day that has ended: then what is known of it, by every RPC that answers for such. None: now.
    """
    for service in SERVICES:
        for method in methods_of(GRPC[service]):
            if options.CALLER_ANYONE in method.GetOptions().Extensions[options.policy].callers:
                for request in _ASKED[method.name](what):
                    for asked in _as_at(day, request) if day else [request]:
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
