"""`/methodology`: what is kept apart, what every word means, corrections, also of the calendar, contact.

The words are those of the tags.
"""

from typing import Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors
from dashboard.labels.texts.headlines import HEADLINES
from dashboard.public.reading import Reading
from dashboard.web import Visit
from roundtable.recommendations.v1 import events_pb2, service_pb2

_GROUP: Final = {
    "DONE_CHECKED": ["HEADLINE_DONE_CHECKED"],
    "CONTRADICTED": ["HEADLINE_CONTRADICTED", "HEADLINE_SINCE_UNDONE"],
    "SAYS_DONE": [
        "HEADLINE_SAYS_DONE_PARTLY_SHOWN",
        "HEADLINE_SAYS_DONE_NO_EVIDENCE_FOUND",
        "HEADLINE_SAYS_DONE_NOT_CHECKED",
    ],
    "STOPPED": ["HEADLINE_DROPPED", "HEADLINE_PAUSED", "HEADLINE_DECLINED", "HEADLINE_SAYS_NOT_RESPONSIBLE"],
    "UNDER_WAY": [
        "HEADLINE_LATE",
        "HEADLINE_WORK_UNDER_WAY",
        "HEADLINE_ACCEPTED",
        "HEADLINE_ACCEPTED_IN_PART",
        "HEADLINE_WORK_PLANNED",
        "HEADLINE_PROMISED",
        "HEADLINE_REPORTED_IN_THE_PRESS",
    ],
    "WAITING": [
        "HEADLINE_RECEIVED_NO_DECISION",
        "HEADLINE_UNDER_CONSIDERATION",
        "HEADLINE_NOT_ASKED_YET",
        "HEADLINE_NOT_DELIVERED",
        "HEADLINE_WAITING",
    ],
    "NO_ANSWER": ["HEADLINE_NO_ANSWER"],
    "OTHER": [
        "HEADLINE_HIDDEN",
        "HEADLINE_WITHDRAWN",
        "HEADLINE_NO_LONGER_APPLIES",
        "HEADLINE_TRANSFERRED",
        "HEADLINE_SUPERSEDED",
        "HEADLINE_MERGED",
        "HEADLINE_KEPT_AS_SAID",
        "HEADLINE_NO_LONGER_FOLLOWED_UP",
        "HEADLINE_ADDRESSED_TO_A_GROUP",
        "HEADLINE_BODY_ENDED",
    ],
}
"""On which bar each sentence counts."""


def group_of(headline: str) -> int:
    """Return the bar on which a sentence counts.

    Raises:
        KeyError: Nobody said.
    """
    for group, headlines in _GROUP.items():
        if headline in headlines:
            return service_pb2.BarGroup.Value(f"BAR_GROUP_{group}")
    raise KeyError(headline)


def methodology(visit: Visit) -> Response:
    """Show it, with what was corrected in the calendar of `?year=`, of this year if none is asked for."""
    this_year = visit.today.year
    year, reading = _year(visit.query.get("year", "")) or this_year, Reading(visit)
    try:
        calendar = reading.if_there(lambda: reading.public.calendar(year))
    except errors.TooMany:
        calendar = None
    except errors.BadRequest:
        return visit.redirect("/methodology#calendar")
    index = labels.LANGUAGES.index(visit.language)
    shown = {
        "date": visit.text("sentence_example_date"),
        "days": visit.text("sentence_example_days"),
        "body": visit.text("the_body"),
    }
    return visit.render(
        "methodology.html",
        reading=reading,
        year=year,
        years=sorted({this_year - 1, this_year, this_year + 1, year}),
        calendar=calendar,
        headlines=[(words[index].format(**shown), group_of(key)) for key, words in HEADLINES.items()],
        fields=[
            ("apart_request", "by_host", "Request", events_pb2.Request.values()[1:]),
            ("apart_position", "by_liaison", "Position", events_pb2.Position.values()[1:]),
            ("apart_progress", "by_liaison", "Progress", events_pb2.Progress.values()[1:]),
            ("apart_verification", "by_verifier", "Verification", events_pb2.Verification.values()[1:]),
            ("apart_closure", "by_several", "Closure", events_pb2.Closure.values()[1:]),
            ("apart_clock", "by_nobody", "ClockState", service_pb2.ClockState.values()[1:]),
        ],
    )


def _year(typed: str) -> int:
    """Return the year that an address names; 0 if it names none."""
    return int(typed) if len(typed) == len("2026") and typed.isascii() and typed.isdecimal() else 0
