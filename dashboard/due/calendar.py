"""`/calendar/SECRET.ics`: what is due of the bodies that somebody answers for, as iCalendar (RFC 5545).

The secret opens nothing else: identity tells for which bodies its holder answers, and what stands in the calendar is
what anybody reads of their lines. So a link that got into the wrong hands tells who answers for which body, no more.

An event is one day of one line. Its UID stays when the day moves, when the title is corrected and when the body is
called otherwise, so the new day takes the place of the old one; what is due no more is left out. `SEQUENCE` counts the
moves of a date that the body gave itself; between two of one number the later `DTSTAMP` counts (RFC 5546), which is
when the calendar was asked for.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event
from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors
from dashboard.due.dates import Due, Kind, of_lines
from dashboard.web import Visit
from dashboard.web.site import answer
from roundtable.recommendations.v1.service_pb2 import Line, LineFilter

ALARMS: Final = (1, 3, 7)
"""How many days before, at nine in the morning, a calendar may be asked to remind."""

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_ALARM_HOUR: Final = timedelta(hours=9)
_READ_AGAIN: Final = timedelta(hours=6)
_PRODUCT: Final = "-//Roundtable//due calendar//EN"
_UNTOLD: Final = ("Cc", "Cs")  # characters that no calendar shows


@dataclass(frozen=True)
class Told:
    """One event of a calendar."""

    uid: str
    due: Due


def calendar(visit: Visit) -> Response:
    """Give the calendar, in the language of whoever made the link; or the page for what is absent: it lives no more.

    No cache keeps any answer: a page that says what went wrong leads by the same address to its other language.
    """
    given = answer(visit, lambda: _made(visit))
    given.headers["Cache-Control"] = "no-store"
    return given


def _made(visit: Visit) -> Response:
    secret = visit.request.path_params["secret"]
    if not _SECRET.fullmatch(secret):
        raise errors.NotFound("no calendar link")
    link = visit.site.backend.calendar_link(secret=secret, network=visit.network)
    if not all(body.slug for body in link.bodies):
        raise errors.Unavailable("the register has not been heard of a body")  # without it, its days would go
    told = [each for body in link.bodies for each in _of_body(visit, UUID(body.addressee_id), body.slug)]
    language: labels.Language = "ur" if link.language == "ur" else "en"
    asked = visit.query.get("alarm", "")
    alarm = next((days for days in ALARMS if str(days) == asked), 0)
    return Response(
        written(told, language, site=visit.site.settings.public_url, now=visit.now, alarm=alarm),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Language": language, "X-Robots-Tag": "noindex"},
    )


def _of_body(visit: Visit, addressee_id: UUID, slug: str) -> list[Told]:
    """Return what is due of a body: of published lines and of illustrative ones."""
    public = visit.site.backend.public
    filters = (LineFilter(addressee_slug=slug, illustrative=each) for each in (False, True))
    lines = (line for each in filters for page in public.all_lines(each) for line in page.lines)
    return [Told(uid(addressee_id, each), each) for each in of_lines(lines)]


def uid(addressee_id: UUID, due: Due) -> str:
    """Return what tells an event from every other one, for ever. Nobody reads the addressee's id from it."""
    return str(uuid5(addressee_id, f"{due.line.tracked_number}/{due.kind}"))


def written(told: Iterable[Told], language: labels.Language, *, site: str, now: datetime, alarm: int = 0) -> bytes:
    """Return the calendar as a file. Whatever people wrote stands in it as text.

    Args:
        told: Its events.
        language: `en` or `ur`.
        site: Address of this site, without a slash at its end.
        now: When it was asked for.
        alarm: How many days before each event a calendar reminds; 0 for never.
    """
    made, name = Calendar(), labels.text("due_calendar", language, site=labels.text("site_name", language))
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _READ_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{_READ_AGAIN // timedelta(hours=1)}H")
    for each in told:
        made.add_component(_event(each, language, site=site, now=now, alarm=alarm))
    content: bytes = made.to_ical()
    return content


def _event(told: Told, language: labels.Language, *, site: str, now: datetime, alarm: int) -> Event:
    due, event = told.due, Event()
    summary = _summary(due, language)
    event.add("uid", told.uid)
    event.add("dtstamp", now)
    event.add("dtstart", date.fromisoformat(due.day))
    event.add("sequence", due.line.slips if due.kind is Kind.PROMISE else 0)
    event.add("summary", summary, parameters={"LANGUAGE": language})
    event.add("description", "\n".join(_description(due.line, due.kind, language)), parameters={"LANGUAGE": language})
    event.add("url", f"{site}/r/{due.line.tracked_number}?lang={language}")
    event.add("transp", "TRANSPARENT")
    if alarm:
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", summary)
        reminder.add("trigger", _ALARM_HOUR - timedelta(days=alarm))
        event.add_component(reminder)
    return event


def _summary(due: Due, language: labels.Language) -> str:
    words = labels.text(f"due_event_{due.kind}", language, number=labels.isolated(due.line.tracked_number))
    return f"{labels.text('example', language)} – {words}" if due.line.illustrative else words


def _description(line: Line, kind: Kind, language: labels.Language) -> Iterable[str]:
    said = labels.said(line.title, language)
    words = labels.text("download_erased", language) if said.erased else labels.isolated(_one_line(said.words))
    state = labels.translated(line.title, language)
    yield f"{words} ({state})" if state else words
    yield labels.isolated(_one_line(labels.name(line.addressee.name, language)))
    if kind is Kind.ANSWER:
        yield labels.text("due_not_legal", language)


def _one_line(words: str) -> str:
    shown = "".join(each for each in words if each.isspace() or unicodedata.category(each) not in _UNTOLD)
    return " ".join(shown.split())
