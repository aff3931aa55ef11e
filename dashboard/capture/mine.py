"""The consultations of the own organisations, all of them: a list may have more pages than one."""

from collections.abc import Sequence

from dashboard import labels, paging, show
from dashboard.backend import Person
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 200


def all_mine(person: Person) -> list[consultations.DraftSummary]:
    """Return them, what changed last first."""
    stub = person.consultations
    pages = paging.every(
        lambda token: stub.ListMyConsultations(
            consultations.ListMyConsultationsRequest(page_size=_PAGE, page_token=token)
        )
    )
    return [each for page in pages for each in page.consultations]


def all_waiting(person: Person) -> list[consultations.DraftSummary]:
    """Return those of which something waits for a reviewer, the longest waiting first."""
    stub = person.consultations
    pages = paging.every(
        lambda token: stub.ListReviews(consultations.ListReviewsRequest(page_size=_PAGE, page_token=token))
    )
    return [each for page in pages for each in page.consultations]


def tell_erased(listed: Sequence[consultations.DraftSummary], language: labels.Language) -> None:
    """Say of which nothing can be read any more: they cannot be opened."""
    for each in listed:
        if each.erased:
            show.show_string(f"{each.number} {text('capture_erased', language)}".strip())
