"""`/c/C-7/sheet`: the outcome of a consultation on paper, for the next meeting's table.

Each item stands with its number, a short text, its state in words and a QR code of its permalink. Up to `ROOMY` items
stand one below the other with every body's sentence; more stand in two columns, with counts where several bodies were
asked. What does not fit on one page goes on on the next one, under the same heading: the browser repeats it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import segno
from markupsafe import Markup
from starlette.responses import Response

from dashboard.public import outcome
from dashboard.public.consultation import names_of, opened
from dashboard.public.outcome import Item
from dashboard.web import Visit
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1.events_pb2 import PUBLICATION_TRACKED

ROOMY: Final = 8
"""Up to so many items each has the width of the page."""

MOST: Final = 200
"""So many items stand on one sheet; those that follow have a sheet of their own."""

_ROOMY_CHARACTERS: Final = 160
_COMPACT_CHARACTERS: Final = 80


@dataclass(frozen=True)
class Entry:
    """One item as it stands on the sheet."""

    item: Item
    short: LocalizedText
    url: str
    code: Markup
    groups: list[tuple[int, int]]
    """How many of its lines stand where, where there is no room for each body's sentence."""


def sheet(visit: Visit) -> Response:
    """Show the outcome sheet of one published consultation."""
    found = opened(visit, "/sheet", MOST)
    if isinstance(found, Response):
        return found
    roomy = len(found.items) <= ROOMY
    limit = _ROOMY_CHARACTERS if roomy else _COMPACT_CHARACTERS
    entries = [_entry(visit, each, limit) for each in found.items]
    standing = [each for each in entries if each.item.stands]
    tracked = [each for each in standing if each.item.said.publication == PUBLICATION_TRACKED]
    parts = [
        ("outcome_tracked", tracked),
        ("outcome_recorded", [each for each in standing if each not in tracked]),
        ("outcome_gone", [each for each in entries if not each.item.stands]),
    ]
    return visit.render(
        "outcome_sheet.html",
        reading=found.reading,
        c=found.consultation,
        as_at=found.as_at,
        day_shown=found.as_at or visit.today.isoformat(),
        roomy=roomy,
        page=found,
        names=names_of(found.reading, [each.said for each in found.items]),
        parts=[(heading, each) for heading, each in parts if each],
    )


def shortened(words: LocalizedText, limit: int) -> LocalizedText:
    """Return a text of which each language has at most so many characters; an ellipsis stands where more was said."""
    made = LocalizedText(authoritative_language=words.authoritative_language, erased=words.erased)
    for language, body in words.bodies.items():
        flat = " ".join(body.split())
        if len(flat) > limit:
            flat = f"{flat[: limit - 1].rpartition(' ')[0] or flat[: limit - 1]}…"
        made.bodies[language] = flat
    return made


@lru_cache(maxsize=4096)
def code(url: str) -> Markup:
    """Return the QR code of an address as SVG. It is drawn by us: nothing in it is text of people."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - numbers and the letters of path commands


def _entry(visit: Visit, item: Item, limit: int) -> Entry:
    said = item.said
    path = f"/r/{said.tracked_number}" if said.tracked_number else f"/c/{said.number}"
    url = f"{visit.site.settings.public_url}{path}"
    short = shortened(said.title if any(said.title.bodies.values()) else said.text, limit)
    return Entry(item, short, url, code(url), outcome.groups(item.lines))
