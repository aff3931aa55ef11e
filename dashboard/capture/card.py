"""`/capture/card`: the card of a participant, to be printed on A6. It bears a code and no name, and is shown once."""

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard.backend import new_key
from dashboard.web import Form, Site, Visit
from roundtable.consultations.v1 import service_pb2 as consultations


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the card."""
    return [site.get("/capture/card", ask), site.post("/capture/card", make)]


def ask(visit: Visit) -> Response:
    """Say what the card is, before one is made."""
    visit.person()
    asked = {name: visit.query.get(name, "") for name in ("consultation", "participant")}
    return visit.render("card_ask.html", asked=asked, key=new_key())


def make(visit: Visit, sent: Form) -> Response:
    """Make the card and show it."""
    request = consultations.MakeCardRequest(
        idempotency_key=sent["key"], consultation_id=sent["consultation"], participant_id=sent["participant"]
    )
    code = visit.person().consultations.MakeCard(request).code
    return visit.render("card.html", code=code, url=f"{visit.site.settings.public_url}/my-words")
