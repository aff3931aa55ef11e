"""What comes in: single fields of requests, checked."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import available_timezones

from roundtable.common.v1 import text_pb2
from services.chassis import days, localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.transitions.entered import REASON
from services.consultations.domain.values import LocalizedText

LONGEST_LIST: Final = 200
_LONGEST_URL: Final = 1000
_MOST_THEMES: Final = 20
_MOST_LANGUAGES: Final = 20
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_LOCAL_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?", re.ASCII)
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NUMBER: Final = re.compile(r"(?:EX-)?(?:C-[1-9][0-9]{0,17}(?:/[1-9][0-9]{0,8})?|R-[1-9][0-9]{0,17})", re.ASCII)

Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")


def identifier(value: str, *, field: str) -> UUID:
    """Return the uuid.

    Raises:
        InvalidArgument: It is none.
    """
    try:
        return UUID(value)
    except ValueError:
        raise InvalidArgument("a uuid", field=field) from None


def optional_identifier(value: str, *, field: str) -> UUID | None:
    """Return the uuid, or None if none is given.

    Raises:
        InvalidArgument: It is neither.
    """
    return identifier(value, field=field) if value else None


def identifiers(values: Sequence[str], *, field: str, most: int = LONGEST_LIST) -> tuple[UUID, ...]:
    """Return the uuids, each once, in their order.

    Raises:
        InvalidArgument: One is none, or there are too many.
    """
    few_enough(values, field=field, most=most)
    return tuple(dict.fromkeys(identifier(each, field=f"{field}[{index}]") for index, each in enumerate(values)))


def few_enough(values: Sequence[Item], *, field: str, most: int) -> Sequence[Item]:
    """Return the list if it is not too long.

    Raises:
        InvalidArgument: It is.
    """
    if len(values) > most:
        raise InvalidArgument(f"at most {most} entries", field=field)
    return values


def word(kind: type[Word], names: Any, value: int, *, field: str) -> Word | None:
    """Return the word that an enum value stands for; None if it is not stated.

    Args:
        kind: The domain's words.
        names: The generated enum, such as `events_pb2.StatementType`.
        value: As received.
        field: Path of the field in the request.

    Raises:
        InvalidArgument: The enum has no such value.
    """
    if value == 0:
        return None
    try:
        return kind(names.Name(value).removeprefix(_prefix(names)).lower())
    except ValueError:
        expected = ", ".join(each.lower().removeprefix(_prefix(names).lower()) for each in names.keys()[1:])
        raise InvalidArgument(f"one of {expected}", field=field) from None


def number_of(names: Any, value: StrEnum | None) -> Any:
    """Return the enum value that stands for a word; 0 for None."""
    return names.Value(_prefix(names) + value.value.upper()) if value else 0


def _prefix(names: Any) -> str:
    return str(names.keys()[0]).removesuffix("UNSPECIFIED")


def text(
    given: text_pb2.LocalizedText,
    *,
    field: str,
    longest: int = localized.LONGEST_TEXT,
    one_line: bool = False,
    required: bool = False,
) -> LocalizedText:
    """Return the text, fit to keep.

    Raises:
        InvalidArgument: It is too long, in a language that is not ours, or it is not said which body counts.
    """
    bodies, language = localized.normalise(
        given.bodies,
        given.authoritative_language,
        field=field,
        longest=longest,
        one_line=one_line,
        required=required,
    )
    marked = localized.marked(given.machine_assisted, bodies, language, field=field)
    return LocalizedText(language, tuple(bodies.items()), marked)


def line_text(given: text_pb2.LocalizedText, *, field: str) -> LocalizedText:
    """Return a text of one line, at most 200 characters in each language.

    Raises:
        InvalidArgument: As `text`.
    """
    return text(given, field=field, longest=localized.LONGEST_LINE, one_line=True)


def lines(values: Sequence[str], *, field: str) -> tuple[str, ...]:
    """Return a list of lines, as printed; empty ones are left out.

    Raises:
        InvalidArgument: One is too long, or there are too many.
    """
    few_enough(values, field=field, most=LONGEST_LIST)
    cleaned = (localized.line(each, field=f"{field}[{index}]") for index, each in enumerate(values))
    return tuple(each for each in cleaned if each)


def keys(values: Sequence[str], *, field: str) -> tuple[str, ...]:
    """Return keys of the glossary, such as `child_safety`: each once, sorted.

    Raises:
        InvalidArgument: One is no key, or there are too many.
    """
    few_enough(values, field=field, most=_MOST_THEMES)
    return tuple(sorted({key(each, field=f"{field}[{index}]") for index, each in enumerate(values)}))


def languages(values: Sequence[str], *, field: str) -> tuple[str, ...]:
    """Return codes of languages, such as `ur`: each once, sorted.

    Raises:
        InvalidArgument: One is no code, or there are too many.
    """
    few_enough(values, field=field, most=_MOST_LANGUAGES)
    for index, each in enumerate(values):
        if not _LANGUAGE.fullmatch(each):
            raise InvalidArgument("a code of two or three letters, such as ur", field=f"{field}[{index}]")
    return tuple(sorted(set(values)))


def time_of_day(value: str, *, field: str) -> str:
    """Return a time as a clock shows it; empty if none is given.

    Raises:
        InvalidArgument: It is none.
    """
    if value and not _TIME.fullmatch(value):
        raise InvalidArgument("a time as HH:MM, 00:00 to 23:59, or nothing", field=field)
    return value


def zone(value: str, *, field: str) -> str:
    """Return the name of a time zone; empty if none is given.

    Raises:
        InvalidArgument: There is none of that name.
    """
    if value and value not in _zones():
        raise InvalidArgument("a time zone such as Asia/Karachi, or nothing", field=field)
    return value


@cache
def _zones() -> frozenset[str]:
    # Names that say something else on every machine name no zone.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def key(value: str, *, field: str) -> str:
    """Return a key.

    Raises:
        InvalidArgument: It is none.
    """
    if not _KEY.fullmatch(value):
        raise InvalidArgument("a key of at most 40 lower-case letters, digits and _", field=field)
    return value


def url(value: str, *, field: str) -> str:
    """Return an address of the web; empty if none is given.

    Raises:
        InvalidArgument: It is none.
    """
    given = localized.line(value, field=field, longest=_LONGEST_URL)
    try:
        parts = urlsplit(given)
        good = not given or (parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in given)
    except ValueError:
        good = False
    if not good:
        raise InvalidArgument("an address that begins with https:// or http://, or nothing", field=field)
    return given


def local_instant(value: str, *, field: str) -> datetime | None:
    """Return an instant as a clock of the deployment's time zone shows it, or None if none is given.

    Raises:
        InvalidArgument: It is none.
    """
    if not value:
        return None
    if not _LOCAL_INSTANT.fullmatch(value):
        raise InvalidArgument("an instant as YYYY-MM-DDTHH:MM, or nothing", field=field)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise InvalidArgument("an instant as YYYY-MM-DDTHH:MM, or nothing", field=field) from None


def day(value: str, *, field: str) -> date | None:
    """Return the day, or None if none is given.

    Raises:
        InvalidArgument: It is no day.
    """
    if not value:
        return None
    if (given := days.read(value)) is None:
        raise InvalidArgument("a day as YYYY-MM-DD, or nothing", field=field)
    return given


def reason(value: str) -> str:
    """Return the reason that an act has to carry.

    Raises:
        InvalidArgument: There is none, or it is too long.
    """
    given = localized.clean(value)
    if not 1 <= len(given) <= 2000:  # noqa: PLR2004 - said in the sentence
        raise InvalidArgument(REASON.expected, field=REASON.field)
    return given


def count(value: int, *, field: str) -> int:
    """Return a figure.

    Raises:
        InvalidArgument: It is negative.
    """
    if value < 0:
        raise InvalidArgument("0 or more", field=field)
    return value


def version(value: int, *, field: str = "expected_version") -> int:
    """Return the version that the caller saw.

    Raises:
        InvalidArgument: It is none.
    """
    if value < 1:
        raise InvalidArgument("the last version that you saw: 1 or more", field=field)
    return value


def no_version(value: int) -> None:
    """Refuse a version where something is added.

    Raises:
        InvalidArgument: There is one.
    """
    if value != 0:
        raise InvalidArgument("0: nothing is replaced", field="expected_version")


def public_number(value: str) -> str:
    """Return a public number in capitals; empty if it is none, which nothing is called."""
    given = value.strip().upper()
    return given if _NUMBER.fullmatch(given) else ""


def required_number(value: str, *, of_consultations: bool = True, field: str = "number") -> str:
    """Return a public number in capitals.

    Raises:
        InvalidArgument: It is none, or a consultation's where a statement's is wanted.
    """
    given = public_number(value)
    if not given or (not of_consultations and is_consultation(given)):
        expected = "C-7, C-7/12 or R-42" if of_consultations else "C-7/12 or R-42"
        raise InvalidArgument(f"a public number such as {expected}", field=field)
    return given


def is_consultation(number: str) -> bool:
    """Tell whether a public number is a consultation's."""
    return "C-" in number and "/" not in number
