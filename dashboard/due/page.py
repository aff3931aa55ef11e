"""`/due`: month by month, what is due of the lines of a liaison's bodies; and the calendar link, made and ended here.

The address is shown once, in answer to the form that made it: identity keeps a digest of its secret.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors, new_key
from dashboard.due.calendar import ALARMS
from dashboard.due.dates import Due, of_lines
from dashboard.liaison import bringing
from dashboard.liaison.kept import not_theirs
from dashboard.web import Form, Visit
from roundtable.identity.v1 import service_pb2 as identity

_NO_MANDATE: Final = "my_lines_no_mandate"


@dataclass(frozen=True)
class Month:
    """What is due in a month, or what is past."""

    heading: str
    days: list[Due]


def show(visit: Visit) -> Response:
    """List what is due, and tell whether there is a calendar link."""
    try:
        return _page(visit, ended=visit.query.get("ended", "") == "yes")
    except errors.Denied as denied:
        return not_theirs(visit, denied, _NO_MANDATE)


def make(visit: Visit, sent: Form) -> Response:
    """Make the calendar link, in place of the one before. Without the tick nothing happens."""
    try:
        if not sent["sure"]:
            return _page(visit, unsure="make", status=422)
        request = identity.MakeCalendarLinkRequest(idempotency_key=sent["key"][:128] or new_key())
        secret = visit.person().identity.MakeCalendarLink(request).secret
    except errors.NotFound:  # the answer of before is asked for anew, and its link has ended since
        return visit.redirect("/due")
    except errors.Denied as denied:
        return not_theirs(visit, denied, _NO_MANDATE)
    alarm = sent["alarm"] if sent["alarm"] in map(str, ALARMS) else ""
    address = f"{visit.site.settings.public_url}/calendar/{secret}.ics{f'?alarm={alarm}' if alarm else ''}"
    # What calendars of phones and computers open by themselves; it is read over the site's own scheme.
    opens = f"webcal://{address.partition('://')[2]}"
    return visit.render("calendar_link.html", address=address, opens=opens)


def back(visit: Visit) -> Response:
    """Lead a browser that asks for the answer to a form anew, in the other language perhaps, to the page."""
    visit.person()
    return visit.redirect("/due")


def end(visit: Visit, sent: Form) -> Response:
    """End the calendar link. Without the tick nothing happens."""
    if not sent["sure"]:
        return _page(visit, unsure="end", status=422)
    request = identity.RevokeCalendarLinkRequest(idempotency_key=sent["key"][:128] or new_key())
    visit.person().identity.RevokeCalendarLink(request)
    return visit.redirect("/due?ended=yes")


def _page(visit: Visit, *, ended: bool = False, unsure: str = "", status: int = 200) -> Response:
    found = of_lines(each.line for each in bringing.mine(visit))
    return visit.render(
        "due.html",
        status=status,
        months=list(_months(found, visit)),
        today=visit.today.isoformat(),
        made_date=visit.person().identity.GetMe(identity.GetMeRequest()).calendar_link_date,
        alarms=ALARMS,
        ended=ended,
        unsure=unsure,
        key=new_key,
    )


def _months(found: list[Due], visit: Visit) -> list[Month]:
    """Return what is past under one heading, then each month that has something."""
    today = visit.today.isoformat()
    past = [each for each in found if each.day < today]
    to_come = groupby((each for each in found if each.day >= today), key=lambda each: each.day[:7])
    months = [Month(labels.month(f"{month}-01", visit.language), list(days)) for month, days in to_come]
    return [Month(visit.text("due_past"), past), *months] if past else months
