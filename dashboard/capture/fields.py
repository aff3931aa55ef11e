"""Inputs that several steps share: a text in two languages, a day, a choice of an enum.

Each takes the form's name, the key of its label, and its path in the request, beside which a refusal is shown.
"""

from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

import streamlit as st
from google.protobuf.message import Message

from dashboard import desk, faults, labels, typed
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText

_EARLIEST: Final = date(1947, 1, 1)
_LATEST: Final = date(2099, 12, 31)
_LARGEST: Final = 2**31 - 1


def both(
    scope: str,
    name: str,
    stored: LocalizedText,
    language: labels.Language,
    *,
    path: str,
    long: bool = False,
    marks: bool = True,
    called: str = "",
) -> LocalizedText:
    """Show a text in English and Urdu side by side and return what is typed. Of two, it is asked which one counts.

    Args:
        scope: Name of the form.
        name: Key of the field's label in `labels`.
        stored: What is stored.
        language: Of the page.
        path: Of the field in the request.
        long: True for a passage.
        marks: False for a name, of which no body is a translation.
        called: The label, if it is no key of `labels`; `name` is then only the field's.
    """
    columns = st.columns(2)
    said: dict[str, str] = {}
    called = called or text(name, language)
    for column, spoken in zip(columns, labels.LANGUAGES, strict=True):
        label = f"{called} ({text(f'language_{spoken}', language)})"
        field = typed.area if long else typed.line
        value = field(label, stored.bodies.get(spoken, ""), key=f"{scope}|{name}|{spoken}", on=column).strip()
        if value:
            said[spoken] = value
    faults.beside(scope, path, called)
    if not said:
        return LocalizedText()
    counts = stored.authoritative_language if stored.authoritative_language in said else next(iter(said))
    if len(said) < len(labels.LANGUAGES) or not marks:
        return LocalizedText(authoritative_language=counts, bodies=said)
    return _translated(f"{scope}|{name}|translation", said, counts, bool(stored.machine_assisted), language)


def _translated(
    key: str, bodies: dict[str, str], counts: str, by_machine: bool, language: labels.Language
) -> LocalizedText:
    """Ask which of two bodies counts, and whether the other one is a machine's that nobody has reviewed."""
    states: dict[str, LocalizedText] = {}
    for original in labels.LANGUAGES:
        other = next(each for each in labels.LANGUAGES if each != original)
        for marked in ([], [other]):
            found = LocalizedText(authoritative_language=original, bodies=bodies, machine_assisted=marked)
            states[f"{original}|{'machine' if marked else 'human'}"] = found
    chosen = typed.choice(
        text("translation_which", language),
        list(states),
        index=list(states).index(f"{counts}|{'machine' if by_machine else 'human'}"),
        format_func=lambda state: labels.translation(states[state], language),
        key=key,
        box=True,
    )
    return states[str(chosen)]


def both_of(
    scope: str, details: Message, name: str, language: labels.Language, *, long: bool = False, prefix: str = "capture"
) -> None:
    """Show a text of the details in both languages and write it into them; a text that is empty is not set."""
    stored = getattr(details, name)
    entered = both(scope, f"{prefix}_{name}", stored, language, path=f"details.{name}", long=long)
    if entered.bodies:
        stored.CopyFrom(entered)
    else:
        details.ClearField(name)


def one_line(scope: str, name: str, stored: str, language: labels.Language, *, path: str, light: bool = False) -> str:
    """Show one line of text and return what is typed; `light` as `typed.line` has it."""
    said = typed.line(text(name, language), stored, key=f"{scope}|{name}", light=light)
    faults.beside(scope, path, text(name, language))
    return said.strip()


def contact(scope: str, name: str, language: labels.Language, *, path: str) -> str:
    """Show one line for a person's name or address, which identity alone may keep, and return what is typed."""
    said = st.text_input(text(name, language), key=f"{scope}|{name}") or ""
    faults.beside(scope, path, text(name, language))
    return said.strip()


def day(scope: str, name: str, stored: str, language: labels.Language, *, path: str) -> str:
    """Show a day that may be left empty, "not given"; return `YYYY-MM-DD` or nothing."""
    chosen = typed.day(
        text(name, language), labels.parse(stored), min_value=_EARLIEST, max_value=_LATEST, key=f"{scope}|{name}"
    )
    faults.beside(scope, path, text(name, language))
    return chosen.isoformat() if chosen else ""


def choice(scope: str, name: str, enum: Any, stored: int, language: labels.Language, *, path: str) -> Any:
    """Show the values of an enum, the unspecified one as "not given"; return the chosen number."""
    numbers = list(enum.values())
    chosen = typed.choice(
        text(name, language),
        numbers,
        index=numbers.index(stored) if stored in numbers else 0,
        format_func=lambda number: labels.value(enum, number, language) if number else text("not_given", language),
        key=f"{scope}|{name}",
        box=True,
    )
    faults.beside(scope, path, text(name, language))
    return chosen


def count(scope: str, name: str, stored: int, language: labels.Language, *, path: str, empty: bool = False) -> int:
    """Show a number as printed; return what is typed, 0 for nothing.

    Args:
        scope: Name of the form.
        name: Key of the field's label in `labels`.
        stored: What is stored.
        language: Of the page.
        path: Of the field in the request.
        empty: True if 0 means "not given" and shows as an empty field.
    """
    shown = None if empty and not stored else int(stored)
    counted = typed.number(text(name, language), shown, most=_LARGEST, key=f"{scope}|{name}")
    faults.beside(scope, path, text(name, language))
    return int(counted or 0)


def themes(scope: str, stored: list[str], language: labels.Language, *, path: str) -> list[str]:
    """Show the themes of the glossary; return the chosen keys, sorted."""
    known = sorted({*labels.THEMES, *stored})
    chosen = st.multiselect(
        text("capture_themes", language),
        known,
        default=stored,
        format_func=lambda key: labels.theme(key, language),
        key=f"{scope}|themes",
        placeholder=text("choose", language),
    )
    faults.beside(scope, path, text("capture_themes", language))
    return sorted(chosen)


def languages(scope: str, stored: list[str], language: labels.Language, *, path: str) -> list[str]:
    """Show the languages of a meeting; return the chosen codes, sorted."""
    known = [*labels.SPOKEN, *(each for each in stored if each not in labels.SPOKEN)]
    chosen = st.multiselect(
        text("capture_languages", language),
        known,
        default=stored,
        format_func=lambda code: labels.spoken(code, language),
        key=f"{scope}|languages",
        placeholder=text("choose", language),
    )
    faults.beside(scope, path, text("capture_languages", language))
    return sorted(chosen)


def zone(scope: str, name: str, stored: str, language: labels.Language, *, path: str) -> str:
    """Show the time zones of the world, the deployment's first; return the name of the chosen one, or nothing."""
    own = str(desk.settings().time_zone)
    known = ["", own, *sorted(available_timezones() - {own})]
    chosen = st.selectbox(
        text(name, language),
        known,
        index=known.index(stored) if stored in known else 0,
        format_func=lambda each: each or text("not_given", language),
        key=f"{scope}|{name}",
    )
    faults.beside(scope, path, text(name, language))
    return chosen


def lines(scope: str, name: str, stored: list[str], language: labels.Language, *, path: str) -> list[str]:
    """Show a box with one entry per line; return the entries."""
    said = typed.area(text(name, language), "\n".join(stored), key=f"{scope}|{name}")
    faults.beside(scope, path, text(name, language))
    return [line.strip() for line in said.splitlines() if line.strip()]
