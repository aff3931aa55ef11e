"""The words of each area: key → (English, Urdu). No key may occur twice."""

from typing import Final

from dashboard.labels.texts import (
    audit,
    capture,
    changes,
    common,
    consultation,
    documents,
    downloads,
    due,
    framework,
    handing_over,
    importing,
    intake,
    liaison,
    methodology,
    my_words,
    outcome,
    overview,
    own_words,
    paper,
    quick,
    recommendation,
    recovering,
    registrar,
    review,
    sheet,
    sign_in,
    start,
    suggesting,
    verifier,
)

_AREAS: Final = (
    common,
    framework,
    overview,
    downloads,
    recommendation,
    consultation,
    outcome,
    methodology,
    sign_in,
    start,
    capture,
    quick,
    intake,
    importing,
    changes,
    paper,
    review,
    registrar,
    audit,
    recovering,
    liaison,
    handing_over,
    due,
    own_words,
    my_words,
    sheet,
    suggesting,
    documents,
    verifier,
)


def _merged() -> dict[str, tuple[str, str]]:
    merged: dict[str, tuple[str, str]] = {}
    for area in _AREAS:
        if twice := merged.keys() & area.WORDS.keys():
            raise ValueError(f"words given twice: {', '.join(sorted(twice))}")
        merged |= area.WORDS
    return merged


TEXTS: Final[dict[str, tuple[str, str]]] = _merged()
