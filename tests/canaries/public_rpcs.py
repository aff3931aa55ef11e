"""What anybody is answered: every public RPC, asked for everything that is known."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
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
        listed = stub_c.ListConsultations(
            consultations.ListConsultationsRequest(illustrative=illustrative, page_size=_LONGEST_PAGE), timeout=20
        )
        found.consultations += [each.number for each in listed.consultations]
    bodies = stub_r.ListAddressees(recommendations.ListAddresseesRequest(page_size=_LONGEST_PAGE), timeout=20)
    found.slugs += [each.slug for each in bodies.addressees]
    for number in found.consultations:
        answer = stub_c.GetConsultation(consultations.GetConsultationRequest(number=number), timeout=20)
        found.lines += [each.tracked_number for each in answer.statements if each.tracked_number]
        found.documents += [(number, each.sha256) for each in answer.consultation.documents]
    return found


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


def answers(stubs: Mapping[str, Any], what: Known) -> Iterator[tuple[str, bytes]]:
    """Yield what every public RPC answers to everything, refusals included."""
    for service in SERVICES:
        for method in methods_of(GRPC[service]):
            if options.CALLER_ANYONE not in method.GetOptions().Extensions[options.policy].callers:
                continue
            for request in _ASKED[method.name](what):
                yield f"{method.name} {request}".strip(), _answer(stubs[service], method, request)


def _answer(stub: Any, method: Any, request: Message) -> bytes:
    try:
        answer = getattr(stub, method.name)(request, timeout=20)
        if method.server_streaming:
            return b"".join(each.SerializeToString() for each in answer)
        return bytes(answer.SerializeToString())
    except grpc.RpcError as refused:
        return f"{refused}".encode()
