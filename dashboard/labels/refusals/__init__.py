"""What services say when they refuse, in Urdu. A service speaks English; its sentence is the key, as it stands there.

`{}` stands for what the service fills in. A test reads every sentence out of the services' source, and fails for one
that is missing here. What a person wrote, a number or a day is left as it is.
"""

import re
from functools import cache
from typing import Final

from dashboard.labels import Language, spoken, text
from dashboard.labels.refusals import capture, common, lines, register, suggestions, values
from dashboard.labels.texts.keys import SPOKEN

WORDS: Final[dict[str, str]] = {
    **common.WORDS,
    **lines.WORDS,
    **register.WORDS,
    **capture.WORDS,
    **suggestions.WORDS,
}
# Why no row of the table leads there, where the field stands, and where it leads instead.
_NO_STEP: Final = re.compile(r"(?P<why>.+); the (?P<field>[a-z ]+) is (?P<before>\w+), and leads to: (?P<onward>.+)")
_STATE: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_FIELD: Final = re.compile(r"`([^`]+)`")
_LANGUAGES: Final = re.compile(r"(?:(?<=of the languages )|(?<= characters in ))[a-z]{2}(?:, [a-z]{2})*\b")
_NOBODY: Final = re.compile(r"nobody moves the (?P<field>[a-z ]+) to (?P<after>\w+) as (?P<by>\w+)")


def said(sentence: str, language: str) -> str | None:
    """Return a service's sentence in the language; None if it is known in English only.

    Args:
        sentence: As the service says it; of several fields, joined by `; `.
        language: Of the page.
    """
    if language == "en":
        return _plain(sentence)
    return _whole(sentence) or _several(sentence)


def _plain(sentence: str) -> str:
    """Return an English sentence with its states, fields and languages as words, not as programs write them."""
    told = _LANGUAGES.sub(lambda found: _languages(found[0], "en"), sentence)
    named = _FIELD.sub(lambda found: f"“{SPOKEN.get(found[1], (found[1], ''))[0].replace('_', ' ')}”", told)
    return _STATE.sub(lambda found: found[0].replace("_", " ") if found[0] in values.WORDS else found[0], named)


def _languages(codes: str, language: Language) -> str:
    """Return the names of languages, in a language."""
    return text("comma", language).join(spoken(each, language) for each in codes.split(", "))


def _whole(sentence: str) -> str | None:
    if plain := WORDS.get(sentence):
        return plain
    if found := _NO_STEP.fullmatch(sentence):
        return _no_step(found)
    if found := _NOBODY.fullmatch(sentence):
        field, after, by = (_value(found[name]) for name in ("field", "after", "by"))
        return f"{by} کی حیثیت سے کوئی {field} کو {after} تک نہیں لے جاتا"
    for pattern, urdu in _patterns():
        if found := pattern.fullmatch(sentence):
            return urdu.format(*(_value(each) for each in found.groups()))
    return None


def _several(sentence: str) -> str | None:
    parts = sentence.split("; ")
    told = [_whole(each) for each in parts] if len(parts) > 1 else []
    return "؛ ".join(each for each in told if each) if told and all(told) else None


def _no_step(found: re.Match[str]) -> str | None:
    why = said(found["why"], "ur")
    if why is None:
        return None
    onward = "، ".join(_value(each) for each in found["onward"].split(", "))
    return f"{why}؛ {_value(found['field'])} کی حالت: {_value(found['before'])}، آگے: {onward}"


def _value(given: str) -> str:
    """Return a word of ours in Urdu, and what is a number, a day or a name as it is, kept apart from what is around."""
    if all(each in SPOKEN for each in given.split(", ")):
        return _languages(given, "ur")
    return values.WORDS.get(given) or f"\u2068{given}\u2069"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the sentences that something is filled into, those with most words of their own first."""
    filled = sorted((each for each in WORDS if "{}" in each), key=lambda each: -len(each.replace("{}", "")))
    return tuple((re.compile("(.+?)".join(map(re.escape, each.split("{}")))), WORDS[each]) for each in filled)
