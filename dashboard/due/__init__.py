"""What is due of the lines of a body: `/due` for its liaisons, and `/calendar/….ics` for their calendars."""

from starlette.routing import BaseRoute

from dashboard.due import calendar, page
from dashboard.web import Site


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of this area."""
    return [
        site.get("/due", page.show),
        site.get("/due/link", page.back),
        site.post("/due/link", page.make),
        site.get("/due/link/end", page.back),
        site.post("/due/link/end", page.end),
        site.get("/calendar/{secret}.ics", calendar.calendar),
    ]
