"""The texts in what was entered: every one of them, unless it is said here that it is a key."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

from services.consultations.domain.attribution import may_note_speaker
from services.consultations.domain.counting import EVERYBODY, THINGS
from services.consultations.domain.details import ConsultationDetails, StatementDetails, Verifiability
from services.consultations.domain.values import NOTHING, AttributionRule, LocalizedText

# Never words of people: keys of the glossary, days and times, as the wire let them in. Labels of figures are keys that
# somebody chose: they are read, and nothing is taken out of them.
_KEYS: Final = frozenset(
    {
        *("label", "part_of", "type", "source_row", "themes", "languages"),
        *("from_date", "to_date", "starts_time", "ends_time", "time_zone"),
    }
)

_LABELS: Final = ("label", "part_of")

Value = TypeVar("Value")
Change: TypeAlias = Callable[[str, str], str]
"""Takes a text's field, such as `title.bodies[ur]`, and the text; returns what becomes of it."""


def rewrite(details: Value, change: Change) -> Value:
    """Return the details with every text in them changed."""
    return _rewritten(details, change, "")  # type: ignore[no-any-return]


def _rewritten(value: Any, change: Change, field: str) -> Any:
    if isinstance(value, LocalizedText):
        bodies = tuple((language, change(f"{field}.bodies[{language}]", body)) for language, body in value.bodies)
        return replace(value, bodies=bodies) if bodies != value.bodies else value
    if isinstance(value, str) and not isinstance(value, Enum):
        return change(field, value) if value else value
    if isinstance(value, tuple):
        return tuple(_rewritten(each, change, f"{field}[{index}]") for index, each in enumerate(value))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: _rewritten(getattr(value, each.name), change, f"{field}.{each.name}".lstrip("."))
            for each in fields(value)
            if each.name not in _KEYS
        }
        return replace(value, **changed)
    return value


def texts_of(details: object) -> tuple[tuple[str, str], ...]:
    """Return every text in the details, with its field."""
    found: list[tuple[str, str]] = []

    def note(field: str, body: str) -> str:
        found.append((field, body))
        return body

    rewrite(details, note)
    for index, figure in enumerate(getattr(details, "figures", ())):
        for name in _LABELS:
            note(f"figures[{index}].{name}", _read(getattr(figure, name)))
    return tuple((field, body) for field, body in found if body)


def is_label(field: str) -> bool:
    """Tell whether a field holds the label of a figure."""
    return field.rpartition(".")[2] in _LABELS


def _read(label: str) -> str:
    """Write `first_last` as a name is written, or nothing if it is a word that everybody uses."""
    return "" if label in THINGS or label == EVERYBODY else label.replace("_", " ").title()


def public_part_of_statement(details: StatementDetails, rule: AttributionRule, *, tracked: bool) -> StatementDetails:
    """Return what of a statement becomes public in that way, and nothing else."""
    return replace(
        details,
        source_sentence=details.source_sentence if details.source_sentence_public else NOTHING,
        speaker_note=details.speaker_note if may_note_speaker(rule) else NOTHING,
        verifiability=details.verifiability if tracked else Verifiability(),
    )


def public_part_of_consultation(details: ConsultationDetails) -> ConsultationDetails:
    """Return what of a consultation becomes public, and nothing else."""
    outputs = tuple(each if each.consented else replace(each, url="") for each in details.outputs)
    return replace(details, outputs=outputs)
