"""What is entered of a statement, text by text."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from services.consultations.domain.details import StatementDetails, Verifiability
from services.consultations.domain.mentions import without
from services.consultations.domain.values import LocalizedText

_Texts = TypeVar("_Texts", StatementDetails, Verifiability)


def without_name(details: _Texts, name: str) -> _Texts:
    """Return the details with somebody's name taken out of each text: consent was withdrawn."""
    return replace(details, **{each.name: _without(getattr(details, each.name), name) for each in fields(details)})


def _without(value: Any, name: str) -> Any:  # whatever a field holds
    match value:
        case LocalizedText():
            return replace(value, bodies=tuple((language, without(body, name)) for language, body in value.bodies))
        case Verifiability():
            return without_name(value, name)
        case _:
            return without(value, name) if type(value) is str else value
