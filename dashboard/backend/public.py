"""What anybody may read, with its age."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar, cast

from google.protobuf.message import Message

from dashboard.backend.cache import Answer, PublicCache
from dashboard.backend.channels import PUBLIC_DEADLINE_SECONDS, Channels
from roundtable.consultations.v1 import service_pb2 as consultations_pb2
from roundtable.consultations.v1.service_pb2_grpc import ConsultationServiceStub
from roundtable.recommendations.v1 import service_pb2 as recommendations_pb2
from roundtable.recommendations.v1.service_pb2_grpc import RecommendationServiceStub

_MOST_LINES: Final = 200  # of a page
_MOST_NEWS: Final = 10

ITEMS: Final = 100
"""So many items of a consultation stand on one page."""

T = TypeVar("T", bound=Message)


class Public:
    """Cached public reads; with `anew`, what is kept serves only while a service is silent.

    Each raises `errors.Unavailable` only if there is no earlier answer, and `errors.NotFound` or `errors.BadRequest` as
    its RPC says.
    """

    def __init__(self, channels: Channels, cache: PublicCache, *, anew: bool = False, as_at: str = "") -> None:
        self._channels = channels
        self._cache = cache
        self._anew = anew
        self._as_at = as_at
        self._consultations = cast(
            "ConsultationServiceStub", channels.stub("consultations", deadline=PUBLIC_DEADLINE_SECONDS)
        )
        self._recommendations = cast(
            "RecommendationServiceStub", channels.stub("recommendations", deadline=PUBLIC_DEADLINE_SECONDS)
        )

    def at(self, day: str) -> "Public":
        """Return the reads as they were known when a past day, `YYYY-MM-DD`, ended; of now if empty."""
        return Public(self._channels, self._cache, anew=self._anew, as_at=day) if day else self

    def overview(self, line_filter: recommendations_pb2.LineFilter) -> Answer[recommendations_pb2.GetOverviewResponse]:
        """Return counts and bars of the lines that match."""
        request = recommendations_pb2.GetOverviewRequest(filter=line_filter)
        return self._read("recommendations", self._recommendations.GetOverview, request)

    def lines(
        self, line_filter: recommendations_pb2.LineFilter, *, page_token: str = "", page_size: int = 0
    ) -> Answer[recommendations_pb2.ListLinesResponse]:
        """Return one page of the lines that match, newest publication first."""
        request = recommendations_pb2.ListLinesRequest(filter=line_filter, page_size=page_size, page_token=page_token)
        return self._read("recommendations", self._recommendations.ListLines, request)

    def all_lines(self, line_filter: recommendations_pb2.LineFilter) -> Iterator[recommendations_pb2.ListLinesResponse]:
        """Yield every page of the lines that match, each asked for when it is wanted; none is kept here, or was.

        All are about the day of the first one: once that day is over it is asked for as a past day.
        """
        request = recommendations_pb2.ListLinesRequest(
            filter=line_filter, page_size=_MOST_LINES, as_at_date=self._as_at
        )
        while True:
            page = self._channels.guarded("recommendations", lambda: self._recommendations.ListLines(request))
            yield page
            if not page.next_page_token:
                return
            request.page_token, request.as_at_date = page.next_page_token, page.as_of_date

    def recommendation(self, number: str) -> Answer[recommendations_pb2.GetRecommendationResponse]:
        """Return everything public about `R-42`."""
        request = recommendations_pb2.GetRecommendationRequest(tracked_number=number)
        return self._read("recommendations", self._recommendations.GetRecommendation, request)

    def consultation_lines(
        self, number: str, *, after_item: int = 0, page_size: int = ITEMS
    ) -> Answer[recommendations_pb2.ListConsultationLinesResponse]:
        """Return the headlines of so many statements of `C-7` after that item, or of as many of them as fit."""
        request = recommendations_pb2.ListConsultationLinesRequest(
            consultation_number=number, after_item=after_item, page_size=page_size
        )
        return self._read("recommendations", self._recommendations.ListConsultationLines, request)

    def addressees(self) -> Answer[recommendations_pb2.ListAddresseesResponse]:
        """Return the first 200 entries of the register, for filters."""
        request = recommendations_pb2.ListAddresseesRequest(page_size=200)
        return self._read("recommendations", self._recommendations.ListAddressees, request)

    def addressee(self, slug: str) -> Answer[recommendations_pb2.GetAddresseeResponse]:
        """Return one addressee's scorecard."""
        request = recommendations_pb2.GetAddresseeRequest(slug=slug)
        return self._read("recommendations", self._recommendations.GetAddressee, request)

    def calendar(self, year: int) -> Answer[recommendations_pb2.GetCalendarResponse]:
        """Return the holidays of a year and what was corrected of them."""
        request = recommendations_pb2.GetCalendarRequest(year=year)
        return self._read("recommendations", self._recommendations.GetCalendar, request)

    def changes(self, *, illustrative: bool) -> Answer[recommendations_pb2.ListChangesResponse]:
        """Return the ten changes that happened last, newest first."""
        request = recommendations_pb2.ListChangesRequest(illustrative=illustrative, page_size=_MOST_NEWS)
        return self._read("recommendations", self._recommendations.ListChanges, request)

    def changes_of(
        self, line_filter: recommendations_pb2.LineFilter, *, page_token: str = "", page_size: int = 0
    ) -> Answer[recommendations_pb2.ListChangesResponse]:
        """Return what changed on the lines that match, what was recorded last first."""
        request = recommendations_pb2.ListChangesRequest(
            filter=line_filter, by_recorded=True, page_token=page_token, page_size=page_size
        )
        return self._read("recommendations", self._recommendations.ListChanges, request)

    def consultations(
        self, *, illustrative: bool, page_token: str = "", page_size: int = 50
    ) -> Answer[consultations_pb2.ListConsultationsResponse]:
        """Return published consultations, newest publication first."""
        request = consultations_pb2.ListConsultationsRequest(
            illustrative=illustrative, page_token=page_token, page_size=page_size
        )
        return self._read("consultations", self._consultations.ListConsultations, request)

    def consultation(
        self, number: str, *, after_item: int = 0, page_size: int = ITEMS
    ) -> Answer[consultations_pb2.GetConsultationResponse]:
        """Return `C-7` with so many of its published statements after that item, or as many of them as fit."""
        request = consultations_pb2.GetConsultationRequest(number=number, after_item=after_item, page_size=page_size)
        return self._read("consultations", self._consultations.GetConsultation, request)

    def programme_of(self, number: str) -> Answer[consultations_pb2.ListProgrammesResponse]:
        """Return the programme that `C-7` belongs to; none if it belongs to none."""
        request = consultations_pb2.ListProgrammesRequest(consultation_number=number)
        return self._read("consultations", self._consultations.ListProgrammes, request)

    def statement(self, number: str) -> Answer[consultations_pb2.GetStatementResponse]:
        """Return `C-7/12`, or the statement behind `R-42`."""
        request = consultations_pb2.GetStatementRequest(number=number)
        return self._read("consultations", self._consultations.GetStatement, request)

    def document(self, number: str, sha256: str) -> Iterable[consultations_pb2.ReadPublicDocumentResponse]:
        """Return the pieces of a public document; it is too large to be kept here."""
        request = consultations_pb2.ReadPublicDocumentRequest(number=number, sha256=sha256)
        return self._consultations.ReadPublicDocument(request)

    def evidence_file(self, file_id: str) -> Iterable[recommendations_pb2.ReadPublicEvidenceResponse]:
        """Return the pieces of a public file; it is too large to be kept here."""
        request = recommendations_pb2.ReadPublicEvidenceRequest(file_id=file_id)
        return self._recommendations.ReadPublicEvidence(request)

    def _read(self, service: str, call: Callable[..., T], request: Message) -> Answer[T]:
        if self._as_at and "as_at_date" in request.DESCRIPTOR.fields_by_name:
            cast("Any", request).as_at_date = self._as_at  # so it is part of what is kept in the cache, too
        key = (type(request).__name__, request.SerializeToString(deterministic=True))
        return self._cache.read(key, lambda: self._channels.guarded(service, lambda: call(request)), anew=self._anew)
