"""Items as rows of a spreadsheet: what each column is called, what may stand in it, and an item written as a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import labels
from dashboard.spreadsheets.reading import LONGEST_CELL
from dashboard.spreadsheets.writing import Column, write
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

TEXTS: Final = ("title", "text", "source_sentence", "speaker_note", "addressee_note", "note")
ANSWERS: Final = ("who", "what", "by_when", "shown_how")
FLAGS: Final = ("garbled", "press_reported", "uncertain", "source_sentence_public")
_ENUMS: Final[Mapping[str, Any]] = {
    "type": events.StatementType,
    "addressee_basis": consultations.AddresseeBasis,
    "verifiable": consultations.Verifiable,
}


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{spoken}" for name in names for spoken in labels.LANGUAGES)


COLUMNS: Final = (
    *("number", "type"),
    *_both("title", "text"),
    "speaker",
    *_both("speaker_note"),
    *("addressees", "addressee_basis"),
    *_both("addressee_note"),
    "themes",
    *_both("source_sentence"),
    "source_sentence_public",
    "verifiable",
    *_both(*ANSWERS, "note"),
    *("garbled", "press_reported", "uncertain", "machine_assisted"),
)
"""The columns of a template and of an export, in their order. A name that ends in a language is a text in it."""

TRANSLATABLE: Final = _both(*TEXTS, *ANSWERS)
"""The columns whose words may be a translation."""

_WIDTHS: Final = {"text_en": 50, "text_ur": 50, "title_en": 34, "title_ur": 34, "addressees": 30}
_SPARE_ROWS: Final = 1000
SEPARATOR: Final = ";"


@dataclass(frozen=True)
class Names:
    """What ids of the consultation and of the register stand for, in one language."""

    people: Mapping[str, str]
    """Participants by id."""

    bodies: Mapping[str, str]
    """Addressees by id."""


def heading(name: str, language: str) -> str:
    """Return what a column is called."""
    base, _, spoken = name.rpartition("_")
    if spoken in labels.LANGUAGES and base in (*TEXTS, *ANSWERS):
        return f"{_heading(base, language)} ({labels.text(f'language_{spoken}', language)})"
    return _heading(name, language)


def _heading(name: str, language: str) -> str:
    key = {"title": "heading"}.get(name, name)
    return labels.text(f"answer_{name}" if name in ANSWERS else f"import_{key}", language)


def choices(name: str, language: str) -> dict[str, Any]:
    """Return the choices of a column by their words; none if anything can be written there."""
    if name in _ENUMS:
        enum = _ENUMS[name]
        return {labels.value(enum, each, language): each for each in enum.values() if each}
    if name in FLAGS:
        return {labels.text("yes", language): True, labels.text("no", language): False}
    return {}


def template(draft: consultations.Draft, names: Names, language: labels.Language, *, filled: bool) -> bytes:
    """Return a workbook to fill in, or one that holds the items of the draft."""
    speakers, bodies = list(names.people.values()), sorted(names.bodies.values())
    offered: dict[str, Sequence[str]] = {
        "speaker": speakers,
        "addressees": bodies,
        "machine_assisted": [heading(each, language) for each in TRANSLATABLE],
    }
    columns = [
        Column(
            name,
            heading(name, language),
            choices=list(choices(name, language)) or offered.get(name, ()),
            free=name in ("addressees", "machine_assisted"),
            note=labels.text("import_hint_" + name, language) if name in _HINTS else _longest(language),
            width=_WIDTHS.get(name, 18),
        )
        for name in COLUMNS
    ]
    rows = [row(each, names, language) for each in draft.statements] if filled else []
    titles = (labels.text("import_sheet", language), labels.text("sheet_choices", language))
    return write(columns, rows, titles=titles, spare=_SPARE_ROWS, right_to_left=language == "ur")


_HINTS: Final = frozenset({"number", "themes", "machine_assisted"})


def _longest(language: str) -> str:
    return labels.text("sheet_too_long", language, most=LONGEST_CELL)


def row(statement: consultations.Statement, names: Names, language: str) -> dict[str, str]:
    """Write an item as a row."""
    return {name: cell(statement, name, names, language) for name in COLUMNS}


def cell(statement: consultations.Statement, name: str, names: Names, language: str) -> str:
    """Return what stands in a column for an item."""
    details = statement.details
    written: dict[str, Callable[[], str]] = {
        "number": lambda: details.source_row or f"#{statement.position}",
        "speaker": lambda: names.people.get(details.participant_id, ""),
        "addressees": lambda: f"{SEPARATOR} ".join(names.bodies.get(each, each) for each in details.addressee_ids),
        "themes": lambda: f"{SEPARATOR} ".join(labels.theme(each, language) for each in details.themes),
        "machine_assisted": lambda: f"{SEPARATOR} ".join(heading(each, language) for each in _by_machine(details)),
    }
    if name in written:
        return written[name]()
    if name in _ENUMS:
        number = getattr(details, name)
        return labels.value(_ENUMS[name], number, language) if number else ""
    if name in FLAGS:
        return labels.text("yes", language) if getattr(details, name) else ""
    base, _, spoken = name.rpartition("_")
    return str(text_of(details, base).bodies.get(spoken, ""))


def text_of(details: consultations.StatementDetails, base: str) -> LocalizedText:
    """Return the text of an item that the columns of a name hold, one column for each language."""
    holder = details.verifiability if base in ANSWERS else details
    found: LocalizedText = getattr(holder, base)
    return found


def _by_machine(details: consultations.StatementDetails) -> list[str]:
    """Return the columns that hold machine-assisted translations which nobody has reviewed."""
    return [each for each in TRANSLATABLE if each[-2:] in text_of(details, each.rpartition("_")[0]).machine_assisted]
