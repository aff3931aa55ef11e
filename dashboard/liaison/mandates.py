"""For which bodies the reader answers today, so that nobody is shown a form whose answer would be refused."""

from dashboard.web import Visit
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 200


def of_today(visit: Visit) -> list[identity.Mandate]:
    """Return the reader's mandates that last."""
    today = visit.today.isoformat()
    return [each for each in visit.person().me().mandates if not each.to_date and each.from_date <= today]


def answers_for(visit: Visit, slug: str) -> bool:
    """Tell whether the reader answers for a body."""
    held = {each.addressee_id for each in of_today(visit)}
    stub, token, more = visit.person().recommendations, "", bool(held)
    while more:
        page = stub.ListRegister(recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token))
        if any(each.public.slug == slug for each in page.addressees):
            return any(each.public.slug == slug and each.addressee_id in held for each in page.addressees)
        token = page.next_page_token
        more = bool(token)
    return False
