"""The consultations of the own organisations, all of them: a list may have more pages than one."""

from dashboard.backend import Person
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 200


def all_mine(person: Person) -> list[consultations.DraftSummary]:
    """Return them, what changed last first."""
    found, token, more = list[consultations.DraftSummary](), "", True
    while more:
        request = consultations.ListMyConsultationsRequest(page_size=_PAGE, page_token=token)
        page = person.consultations.ListMyConsultations(request)
        found += page.consultations
        token = page.next_page_token
        more = bool(token)
    return found
