"""`/p/C-7`: the programme that a published consultation belongs to, with all its sessions.

A programme has no number of its own: each of its consultations leads to it. What it says of itself became public with
the first of them; a past day shows it as it read then, with the sessions that were known then.
"""

from itertools import groupby

from starlette.responses import Response

from dashboard import numbers
from dashboard.backend import errors
from dashboard.filters import on_day, past_day
from dashboard.public.consultation import came_later
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1.service_pb2 import PublicConsultation, PublicProgramme

_STATES = (
    events.CONSULTATION_STATE_PLANNED,
    events.CONSULTATION_STATE_HELD,
    events.CONSULTATION_STATE_CANCELLED,
)


def programme(visit: Visit) -> Response:
    """Show one programme."""
    typed = visit.request.path_params["number"]
    number = numbers.consultation(typed)
    if not number:
        return lost(visit, typed)
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    if number != typed or as_at != visit.query.get("as_at", ""):
        return visit.redirect(on_day(f"/p/{number}", as_at), 308 if number != typed else 303)
    reading = Reading(visit, as_at)
    found = found_by(reading, number)
    if found is None and as_at and found_by(Reading(visit), number):
        return came_later(visit, number)
    if found is None:
        return lost(visit, number)
    known = sessions(reading, found)
    if as_at and not known:
        return came_later(visit, number)
    return visit.render(
        "programme.html", reading=reading, p=found, sessions=by_state(known), count=len(known), as_at=as_at
    )


def found_by(reading: Reading, number: str) -> PublicProgramme | None:
    """Return the programme of a published consultation; None if it belongs to none, or is hidden."""
    found = reading.take(reading.public.programme_of(number)).programmes
    return found[0] if found else None


def sessions(reading: Reading, found: PublicProgramme) -> list[PublicConsultation]:
    """Return the consultations of a programme, in order of number; those hidden a moment ago are left out."""
    shown = []
    for number in found.consultation_numbers:
        try:
            session = reading.take(reading.public.consultation(number)).consultation
        except errors.NotFound:
            continue
        if not session.hidden:
            shown.append(session)
    return shown


def by_state(found: list[PublicConsultation]) -> list[tuple[int, list[PublicConsultation]]]:
    """Return consultations by their states, planned ones first; states of which there is none are left out."""
    ordered = sorted(found, key=lambda each: _STATES.index(each.state))
    return [(state, list(group)) for state, group in groupby(ordered, key=lambda each: each.state)]
