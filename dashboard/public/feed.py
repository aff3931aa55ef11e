"""`/feed.atom`: what changed lately of the lines of a choice, for whoever follows it (Atom 1.0, RFC 4287).

An entry is one recommendation or commitment with what changed last. Its id is its permalink: it stays when title or
body are called otherwise, when it is merged or withdrawn, and when it was hidden and is shown again; while it is hidden
there is no entry.

The record has days and no times: `updated` is the beginning of the day on which something was recorded last, and a
second more for each further change of that day, so that a second change of one day is newer than the first.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement
from zoneinfo import ZoneInfo

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors
from dashboard.filters import Query, on_day
from dashboard.labels.sentences import cited, happened
from dashboard.public import downloads
from dashboard.public.reading import Reading
from dashboard.web import Visit
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2 as pb

MOST: Final = 50
"""Entries of a feed: those that changed last."""

MOST_PAGES: Final = 20
"""Pages of changes that are asked for: of each the service looks through 5,000 changes of all lines at most."""

_CHANGES_A_PAGE: Final = 200
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _News:
    """One recommendation or commitment with those of its lines that were chosen."""

    found: pb.GetRecommendationResponse
    lines: list[pb.Line]

    @classmethod
    def of(cls, found: pb.GetRecommendationResponse, bodies: Collection[str]) -> Self:
        """Tell of the lines of these bodies. Of a body that has one and had another, of the one it has."""
        lines = [each for each in found.lines if each.addressee.slug in bodies]
        return cls(found, [each for each in lines if not each.HasField("transferred_to")] or lines)

    @property
    def day(self) -> str:
        """Day on which something was recorded last."""
        return max(map(_recorded, self._told), default=self.found.published_date)

    @property
    def last(self) -> list[pb.TimelineEntry]:
        """What was recorded on that day, newest first."""
        return [each for each in self._told if _recorded(each) == self.day]

    def updated(self, zone: ZoneInfo) -> datetime:
        """Return the instant that stands for the last change."""
        return _began(self.day, zone) + timedelta(seconds=max(len(self.last) - 1, 0))

    @property
    def _told(self) -> list[pb.TimelineEntry]:
        """What concerns the lines that were chosen: of others nothing is told."""
        bodies = {line.addressee.slug for line in self.lines}
        return [each for each in self.found.timeline if not each.HasField("addressee") or each.addressee.slug in bodies]


@dataclass(frozen=True)
class _Changed:
    """What changed last of a choice."""

    bodies: dict[str, set[str]]
    """Number of a recommendation to slugs of bodies whose lines of it were chosen, what changed last first."""
    back_to: str
    """Day up to which changes were looked through, if there may be more behind it; else empty."""


def feed(visit: Visit) -> Response:
    """Give what changed last, in the language of the page."""
    return downloads.in_turn(visit, lambda: _made(visit))


def _made(visit: Visit) -> Response:
    reading = Reading(visit, Query.read(visit.query).as_at)
    query, as_of_date, _ = downloads.asked(visit, reading.public)
    changed = _changed(reading, query)
    read = [(reading.take(reading.public.recommendation(each)), slugs) for each, slugs in changed.bodies.items()]
    shown = (_News.of(found, slugs) for found, slugs in read if not found.hidden)
    news = sorted(shown, key=lambda each: each.day, reverse=True)
    if reading.stale:  # an earlier answer may hold what was hidden since
        raise errors.Unavailable("a feed is made of answers of now")
    return Response(
        written(news, query, as_of_date, visit, back_to=changed.back_to),
        media_type="application/atom+xml; charset=utf-8",
        headers=downloads.headers(visit),
    )


def _changed(reading: Reading, query: Query) -> _Changed:
    """Find what changed last of a choice, page by page; how far back, if it is rare and there may be more."""
    wanted = query.line_filter(illustrative=query.show == "example")
    bodies: dict[str, set[str]] = {}
    token = ""
    for _ in range(MOST_PAGES):
        page = reading.take(reading.public.changes_of(wanted, page_token=token, page_size=_CHANGES_A_PAGE))
        for each in page.changes:
            if len(bodies) < MOST or each.tracked_number in bodies:
                bodies.setdefault(each.tracked_number, set()).update(each.addressee_slugs)
        token = page.next_page_token
        if not token or len(bodies) == MOST:
            return _Changed(bodies, back_to="")
    return _Changed(bodies, back_to=page.looked_back_to_date)


def written(news: list[_News], query: Query, as_of_date: str, visit: Visit, *, back_to: str = "") -> bytes:
    """Return the feed as XML. Whatever people wrote stands in it as text.

    Args:
        news: Its entries, newest first.
        query: The choice.
        as_of_date: Day of the answers.
        visit: For language, time zone and address.
        back_to: Day up to which changes were looked through, if the feed may lack older ones.
    """
    language, site, zone = visit.language, visit.site.settings.public_url, visit.site.settings.time_zone
    address = query.url(f"{site}/feed.atom", lang=language)
    body = next((each.lines[0].addressee.name for each in news if each.lines), LocalizedText())
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language})
    _add(root, "id", address)
    told = query.with_(q=labels.isolated(query.q))
    choice = downloads.choice(told, language, labels.isolated(labels.name(body, language)) or query.body)
    _add(root, "title", labels.text("feed_title", language, site=labels.text("site_name", language), choice=choice))
    if back_to:
        _add(root, "subtitle", labels.text("feed_back_to", language, day=labels.long_day(back_to, language)))
    updated = max((each.updated(zone) for each in news), default=_began(as_of_date, zone))
    _add(root, "updated", updated.isoformat())
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": query.url(f"{site}/", lang=language)})
    _add(SubElement(root, "author"), "name", labels.text("site_name", language))
    for each in news:
        _add_entry(root, each, query, visit)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add_entry(root: Element, news: _News, query: Query, visit: Visit) -> None:
    language, zone = visit.language, visit.site.settings.time_zone
    permalink = f"{visit.site.settings.public_url}/r/{news.found.tracked_number}"
    entry = SubElement(root, "entry")
    _add(entry, "id", permalink)
    _add(entry, "title", _title(news.found, language))
    _add(entry, "updated", news.updated(zone).isoformat())
    _add(entry, "published", _began(news.found.published_date, zone).isoformat())
    page = on_day(f"{permalink}?lang={language}", query.as_at)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _add(entry, "summary", "\n".join(_summary(news, language)))


def _title(found: pb.GetRecommendationResponse, language: str) -> str:
    numbered = f"{labels.isolated(found.tracked_number)}: {_named(found.title, language)}"
    return f"{labels.text('example', language)} – {numbered}" if found.illustrative else numbered


def _summary(news: _News, language: str) -> Iterable[str]:
    """Yield what counts, of a title that is translated; that it was withdrawn, and why; what changed last; each line.

    A machine's translation is marked in the title itself.
    """
    title = news.found.title
    if not labels.said(title, language).machine_assisted:
        yield from filter(None, [labels.translated(title, language)])
    found = news.found
    if found.withdrawn:
        day = labels.long_day(found.withdrawn_date, language)
        told = [labels.text("withdrawn_on", language, day=day), _said(found.withdrawn_reason, language)]
        yield ": ".join(filter(None, told))
        yield labels.text("withdrawn_stays", language)
    for each in news.last:
        if each.kind != pb.TIMELINE_KIND_WITHDRAWN:
            told = [labels.long_day(each.occurred_date, language), happened(each, language)]
            yield ": ".join(filter(None, [*told, _said(each.reason, language)]))
    for line in news.lines:
        yield cited(line, language)


def _named(localized: LocalizedText, language: str) -> str:
    """Return words of people as one line that runs in its own direction; whether they were erased, or by a machine."""
    found = labels.said(localized, language)
    if found.erased:
        return labels.text("download_erased", language)
    words = labels.isolated(" ".join(found.words.split()))
    return f"{words} ({labels.text('machine_assisted', language)})" if found.machine_assisted else words


def _said(localized: LocalizedText, language: str) -> str:
    """Return the same, and which body counts if it is not the one that stands there."""
    words = _named(localized, language)
    if labels.said(localized, language).machine_assisted:
        return words
    state = labels.translated(localized, language)
    return f"{words} ({state})" if state else words


def _recorded(entry: pb.TimelineEntry) -> str:
    return entry.recorded_date or entry.occurred_date


def _began(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.min, zone)


def _add(parent: Element, name: str, words: str) -> None:
    """Add an element with text, without the characters that XML has no place for."""
    SubElement(parent, name).text = _NOT_IN_XML.sub("", words)
