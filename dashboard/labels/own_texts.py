"""How pages call a text that a consultation or programme says of itself, by its field: `agenda[2].title`."""

import re
from typing import Final

from dashboard.labels import text
from dashboard.labels.particulars import CALLED

_FIELD: Final = re.compile(r"([a-z_]+)(?:\[(\d+)\])?(\.value)?")
_KEYS: Final = {
    "title": "capture_title",
    "host_name": "host",
    "summary": "own_summary",
    "organisers": "organisers",
    "partners": "partners",
    "place": "where",
    "date_note": "own_date_note",
    "funder": "funder",
    "attending_bodies": "attending_bodies",
    "foreseen_addressees": "foreseen_addressees",
    "source": "own_source",
    "agenda": "agenda",
    "outputs": "outputs",
    "figures": "own_figures",
    "figures_conflict": "own_figures_conflict",
}


def own_text(field: str, language: str) -> str:
    """Return what a page calls it, with its place in a list."""
    if called := CALLED.get(field.removeprefix("particulars.")):
        return text(called, language)
    found = _FIELD.match(field)
    if found is None or found[1] not in _KEYS:
        return field
    words = text("own_count" if found[3] else _KEYS[found[1]], language)
    return f"{words} {int(found[2]) + 1}" if found[2] else words
