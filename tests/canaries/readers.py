"""What everybody who is signed in is answered, and whether they may read the canaries in it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from google.protobuf.message import Message

from deploy.local.names import SERVICES
from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.canaries.fields import SERVICES as GRPC
from tests.canaries.public_rpcs import everything
from tests.canaries.sowing import Canary, Field
from tests.fuzzing.target import methods_of

HOST: Final = frozenset({"facilitator", "reviewer", "second-reviewer"})
"""The people of the host that the canaries belong to."""

NOTHING_IS_THEIRS: Final = ("dashboard", "commission-liaison", "archivist", "archive-reviewer")
"""Those to whom nothing of the canaries belongs."""

READERS: Final = (
    *("facilitator", "reviewer", "second-reviewer", "registrar", "verifier", "liaison", "operator"),
    *("facilitator elsewhere", "reviewer elsewhere"),
    *NOTHING_IS_THEIRS,
)
"""Everybody who asks."""

_MAY: Final[Mapping[str, frozenset[str]]] = {
    "ORG": HOST,
    "OWNER": HOST | {"liaison", "verifier"},
    "RESTRICTED": HOST,
    "NEVER_PUBLIC": frozenset({"reviewer", "second-reviewer", "verifier"}),
    "IDENTITY": frozenset({"registrar", "operator"}),
    "SERVICE": frozenset({"registrar", "operator"}),
}
"""By data class, who may read it; see `proto/roundtable/common/v1/options.proto`."""

RESTRICTED_FILE: Final = "AttachEvidence.chunk of a restricted file"
_ALONE: Final[Mapping[str, frozenset[str]]] = {
    "SaveUnsentText.fields": frozenset({"facilitator"}),
    "SaveAnswerDraft.fields": frozenset({"liaison"}),
    "PutParticipant.details.contact": frozenset({"facilitator"}),
    "AttachEvidence.chunk": HOST | {"liaison", "verifier"},
    RESTRICTED_FILE: frozenset({"reviewer", "second-reviewer", "liaison", "verifier"}),
    "RegisterOrganisation.name": frozenset(
        {"registrar", "operator", "liaison", "facilitator elsewhere", "reviewer elsewhere"}
    ),
}
"""What others may read than the class says: what somebody types, how to reach a participant, files, one's own house."""


def may_read(who: str, canary: Canary, own: Mapping[str, Any]) -> bool:
    """Tell whether somebody may read a canary."""
    if canary.path in _ALONE:
        return who in _ALONE[canary.path]
    about_themselves = bool(canary.about) and own["people"].get(who) == canary.about
    return who in _MAY[canary.data_class] or who == canary.author or about_themselves


_READ: Final[Mapping[str, Callable[[Mapping[str, Any]], list[Message]]]] = {
    "ListSessions": lambda _: [identity.ListSessionsRequest()],
    "GetMe": lambda _: [identity.GetMeRequest()],
    "ListPeople": lambda _: [identity.ListPeopleRequest(page_size=200)],
    "ListOrganisations": lambda _: [identity.ListOrganisationsRequest(page_size=200)],
    "SearchAudit": lambda _: [identity.SearchAuditRequest(page_size=200)],
    "ResolveContact": lambda own: [identity.ResolveContactRequest(person_id=own["people"]["liaison"])],
    "ListSigningKeys": lambda _: [identity.ListSigningKeysRequest()],
    "ResolveCalendarLink": lambda own: [
        identity.ResolveCalendarLinkRequest(secret=own["calendar_secret"], network="a")
    ],
    "ExchangeSession": lambda _: [identity.ExchangeSessionRequest(session="a" * 43, audience="consultations")],
    "ListMyProgrammes": lambda _: [consultations.ListMyProgrammesRequest(page_size=200)],
    "ListMyConsultations": lambda _: [consultations.ListMyConsultationsRequest(page_size=200)],
    "GetDraft": lambda own: [
        consultations.GetDraftRequest(consultation_id=own[each])
        for each in ("consultation_id", "published_id", "reviewed_id")
    ],
    "ReadMyWords": lambda _: [consultations.ReadMyWordsRequest(code="ABCD-EFGH-JKMN-PQRS", network="a")],
    "ReadUnsentText": lambda own: [
        consultations.ReadUnsentTextRequest(
            page=consultations.UNSENT_PAGE_TABLE, consultation_id=own["consultation_id"]
        ),
        *(
            consultations.ReadUnsentTextRequest(page=each)
            for each in consultations.UnsentPage.values()
            if each >= consultations.UNSENT_PAGE_FACILITATOR
        ),
    ],
    "FindAlikeDrafts": lambda own: [consultations.FindAlikeDraftsRequest(consultation_id=own["consultation_id"])],
    "ReadDocument": lambda own: [
        consultations.ReadDocumentRequest(
            consultation_id=own["consultation_id"], document_id=own["document_id"], original=each
        )
        for each in (False, True)
    ],
    "FindCandidates": lambda own: [
        consultations.FindCandidatesRequest(consultation_id=own["consultation_id"], text="Answer every letter")
    ],
    "ListReviews": lambda _: [consultations.ListReviewsRequest(page_size=200)],
    "PreviewPublication": lambda own: [
        consultations.PreviewPublicationRequest(consultation_id=own[each])
        for each in ("consultation_id", "reviewed_id")
    ],
    "ListProposals": lambda _: [consultations.ListProposalsRequest(page_size=200)],
    "FindDuplicates": lambda own: [consultations.FindDuplicatesRequest(consultation_number=own["number"])],
    "GetRegisterEntry": lambda own: [recommendations.GetRegisterEntryRequest(addressee_id=own["addressee_id"])],
    "ListRegister": lambda _: [recommendations.ListRegisterRequest(page_size=200)],
    "ListMyAssignments": lambda _: [recommendations.ListMyAssignmentsRequest(page_size=200)],
    "GetAssignment": lambda own: [
        recommendations.GetAssignmentRequest(tracked_number=each, addressee_slug=own["slug"]) for each in own["tracked"]
    ],
    "ListOutsideAnswers": lambda _: [recommendations.ListOutsideAnswersRequest(page_size=200)],
    "ListClosureProposals": lambda _: [recommendations.ListClosureProposalsRequest(page_size=200)],
    "ListFollowUps": lambda own: [recommendations.ListFollowUpsRequest(assignment_id=own["assignment_id"])],
    "ListClaims": lambda _: [recommendations.ListClaimsRequest(page_size=200)],
    "ListToReword": lambda _: [recommendations.ListToRewordRequest(page_size=200)],
    "ReadEvidence": lambda own: [recommendations.ReadEvidenceRequest(file_id=each) for each in own["files"]],
    "ReadArchivedEvidence": lambda own: [
        recommendations.ReadArchivedEvidenceRequest(assignment_id=own["assignment_id"], sha256="a" * 64)
    ],
    "ListSuggestions": lambda _: [recommendations.ListSuggestionsRequest(page_size=200)],
    "ListPassedSuggestions": lambda _: [recommendations.ListPassedSuggestionsRequest(page_size=200)],
    "ListDeliveries": lambda _: [notifications.ListDeliveriesRequest(page_size=200)],
}
"""What everybody asks of each RPC that reads and is not for the public; one that is missing fails the sweep."""


def answers(here: Field, who: str, own: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield what somebody is answered to every read of every service; a refusal is an answer, too."""
    for service in SERVICES:
        for method in methods_of(GRPC[service]):
            policy = method.GetOptions().Extensions[options.policy]
            if policy.mutating or options.CALLER_ANYONE in policy.callers:
                continue
            for request in _READ[method.name](own):
                yield f"{who}: {method.name}", _answer(here, who, service, method, request)


def _answer(here: Field, who: str, service: str, method: Any, request: Message) -> bytes:
    return everything(
        lambda asked: here.once(who, service, getattr(here.stub(who, service), method.name), asked), method, request
    )
