"""Items as rows of a spreadsheet: what each column is called, what may stand in it, and an item written as a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard import labels
from dashboard.spreadsheets import cells
from dashboard.spreadsheets.cells import has_letters, language_of
from dashboard.spreadsheets.limits import LONGEST_READ
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
    *("addressees", "lead_addressee", "addressee_basis"),
    *_both("addressee_note"),
    "themes",
    *_both("source_sentence"),
    "source_sentence_public",
    "verifiable",
    *_both(*ANSWERS, "note"),
    *("garbled", "press_reported", "uncertain", "machine_assisted", "authoritative"),
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
        "lead_addressee": bodies,
        "machine_assisted": [heading(each, language) for each in TRANSLATABLE],
        "authoritative": [heading(each, language) for each in TRANSLATABLE],
    }
    columns = [
        Column(
            name,
            heading(name, language),
            choices=list(choices(name, language)) or offered.get(name, ()),
            free=name in ("addressees", "machine_assisted", "authoritative"),
            note=labels.text("import_hint_" + name, language) if name in _HINTS else _longest(language),
            width=_WIDTHS.get(name, 18),
        )
        for name in COLUMNS
    ]
    rows = [row(each, names, language) for each in draft.statements] if filled else []
    titles = (labels.text("import_sheet", language), labels.text("sheet_choices", language))
    return write(columns, rows, titles=titles, spare=_SPARE_ROWS, right_to_left=language == "ur")


_HINTS: Final = frozenset({"number", "themes", "machine_assisted", "authoritative"})


def _longest(language: str) -> str:
    return labels.text("sheet_too_long", language, most=LONGEST_READ)


def row(statement: consultations.Statement, names: Names, language: str) -> dict[str, str]:
    """Write an item as a row."""
    return {name: cell(statement, name, names, language) for name in COLUMNS}


def cell(statement: consultations.Statement, name: str, names: Names, language: str) -> str:
    """Return what stands in a column for an item."""
    details = statement.details
    written: dict[str, Callable[[], str]] = {
        "number": lambda: details.source_row or mark(statement),
        "speaker": lambda: names.people.get(details.participant_id, ""),
        "addressees": lambda: f"{SEPARATOR} ".join(names.bodies.get(each, each) for each in details.addressee_ids),
        "themes": lambda: f"{SEPARATOR} ".join(labels.theme(each, language) for each in details.themes),
        "lead_addressee": lambda: names.bodies.get(lead, lead) if (lead := _lead(details)) else "",
        "machine_assisted": lambda: f"{SEPARATOR} ".join(heading(each, language) for each in _by_machine(details)),
        "authoritative": lambda: f"{SEPARATOR} ".join(heading(each, language) for each in _not_as_usual(details)),
    }
    if name in written:
        return written[name]()
    if name in _ENUMS:
        number = getattr(details, name)
        return labels.value(_ENUMS[name], number, language) if number else ""
    if name in FLAGS:
        return labels.text("yes", language) if getattr(details, name) else ""
    base, _, spoken = name.rpartition("_")
    words = str(text_of(details, base).bodies.get(spoken, ""))
    return as_day(words) if base == "by_when" else words


def mark(statement: consultations.Statement) -> str:
    """Return what an item without a number is known by: its place, and what no other item of any consultation has."""
    return f"#{statement.position}-{statement.statement_id[-6:]}"


_QUOTE: Final = '"'


def as_day(words: str) -> str:
    """Return by-when words as a cell: in quotation marks where they would be read as another day than they say."""
    try:
        read = {cells.day(words, month_first=each) or words for each in (False, True)}
    except cells.NoDay:
        read = set()
    plain = read == {words} and not is_quoted(words)
    return words if plain or not words else f"{_QUOTE}{words}{_QUOTE}"


def is_quoted(words: str) -> bool:
    """Tell whether words stand in quotation marks: they are kept as they are."""
    return len(words) > 1 and words.startswith(_QUOTE) and words.endswith(_QUOTE)


def text_of(details: consultations.StatementDetails, base: str) -> LocalizedText:
    """Return the text of an item that the columns of a name hold, one column for each language."""
    holder = details.verifiability if base in ANSWERS else details
    found: LocalizedText = getattr(holder, base)
    return found


def _lead(details: consultations.StatementDetails) -> str:
    """Return the body that leads, where that is not the first one."""
    first = next(iter(details.addressee_ids), "")
    return details.lead_addressee_id if details.lead_addressee_id != first else ""


def _not_as_usual(details: consultations.StatementDetails) -> list[str]:
    """Return the columns whose words count though English does usually, or are in another language than they look."""
    found = []
    for base in (*TEXTS, *ANSWERS):
        written = text_of(details, base)
        by_people = [each for each in written.bodies if each not in written.machine_assisted]
        alone = next(iter(written.bodies)) if len(written.bodies) == 1 else ""
        strange = alone and has_letters(written.bodies[alone]) and language_of(written.bodies[alone]) != alone
        if strange or written.authoritative_language != min(by_people or written.bodies, default=""):
            found.append(f"{base}_{written.authoritative_language}")
    return found


def _by_machine(details: consultations.StatementDetails) -> list[str]:
    """Return the columns that hold machine-assisted translations which nobody has reviewed."""
    return [each for each in TRANSLATABLE if each[-2:] in text_of(details, each.rpartition("_")[0]).machine_assisted]
