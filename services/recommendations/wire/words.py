"""Small things between wire and domain: days, ids, texts, enums. What cannot be right is refused here, by field."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis import days, localized, texts
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.values import Localized, Text

LONGEST_WORDS: Final = 300

Word = TypeVar("Word", bound=StrEnum)


def day(value: str, *, field: str) -> date | None:
    """Return the day `YYYY-MM-DD`; None if empty.

    Raises:
        InvalidArgument: It is no day.
    """
    if not value:
        return None
    if (found := days.read(value)) is None:
        raise InvalidArgument("a day as YYYY-MM-DD", field=field)
    return found


def required_day(value: str, *, field: str) -> date:
    """Return the day `YYYY-MM-DD`.

    Raises:
        InvalidArgument: It is empty or no day.
    """
    found = day(value, field=field)
    if found is None:
        raise InvalidArgument("a day as YYYY-MM-DD", field=field)
    return found


def written(value: date | None) -> str:
    """Return the day as the wire has it; empty for none."""
    return value.isoformat() if value else ""


def instant(value: str) -> datetime:
    """Return the instant of an own page token.

    Raises:
        ValueError: It is none, or has no time zone.
    """
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return found


def uuid(value: str, *, field: str) -> UUID:
    """Return the id.

    Raises:
        InvalidArgument: It is no uuid.
    """
    found = optional_uuid(value, field=field)
    if found is None:
        raise InvalidArgument("a uuid", field=field)
    return found


def optional_uuid(value: str, *, field: str) -> UUID | None:
    """Return the id; None if empty.

    Raises:
        InvalidArgument: It is neither empty nor a uuid.
    """
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise InvalidArgument("a uuid", field=field) from None


def line(value: str, *, field: str, longest: int = LONGEST_WORDS) -> str:
    """Return one line of words, made fit to keep.

    Raises:
        InvalidArgument: It is too long.
    """
    return localized.line(value, field=field, longest=longest)


def text(given: text_pb2.LocalizedText, *, field: str) -> Text | None:
    """Return a text as somebody entered it, made fit to keep, with a fresh id and commitments; None if it says nothing.

    Raises:
        InvalidArgument: A language is not one of ours or its body is too long, or it is not said which body counts.
    """
    bodies, language = localized.normalise(given.bodies, given.authoritative_language, field=field)
    marked = localized.marked(given.machine_assisted, bodies, language, field=field)
    return text_of(texts.new(bodies, language, machine_assisted=marked)) if bodies else None


def text_of(given: text_pb2.Text) -> Text | None:
    """Return the text of an event; None if it has none."""
    if not given.text_id:
        return None
    return Text(
        id=UUID(given.text_id),
        language=given.authoritative_language,
        localized=tuple(
            Localized(
                language=each.language,
                body=each.body,
                salt=each.salt,
                commitment=each.commitment,
                erased=each.erased,
                machine_assisted=each.machine_assisted,
            )
            for each in given.localized
        ),
    )


def text_message(given: Text | None) -> text_pb2.Text | None:
    """Return the text as an event carries it; None leaves the field unset."""
    if given is None:
        return None
    return text_pb2.Text(
        text_id=str(given.id),
        authoritative_language=given.language,
        localized=[
            text_pb2.Localized(
                language=each.language,
                body=each.body,
                salt=each.salt,
                commitment=each.commitment,
                erased=each.erased,
                machine_assisted=each.machine_assisted,
            )
            for each in given.localized
        ],
    )


def shown(known: Mapping[UUID, text_pb2.Text], text_id: UUID | None) -> text_pb2.LocalizedText | None:
    """Return the plain text of an id, if there is one."""
    found = known.get(text_id) if text_id else None
    return texts.localized(found) if found else None


def text_in(known: Mapping[UUID, text_pb2.Text], text_id: UUID | None) -> Text | None:
    """Return the text of an id as an event carries it, with what still exists of it."""
    found = known.get(text_id) if text_id else None
    return text_of(found) if found else None


def shown_text(given: Text | None) -> text_pb2.LocalizedText | None:
    """Return the plain text of a fact, if it has one."""
    message = text_message(given)
    return texts.localized(message) if message else None


def names(
    given: tuple[tuple[str, str], ...], language: str, machine_assisted: tuple[str, ...] = ()
) -> text_pb2.LocalizedText:
    """Return names of a body, or what it is responsible for, as the wire has them."""
    return text_pb2.LocalizedText(
        authoritative_language=language, bodies=dict(given), machine_assisted=machine_assisted
    )


def to_enum(enum: Any, prefix: str, word: StrEnum | None) -> Any:
    """Return the wire's value for a word of the domain; 0 for None. They have the same names."""
    return enum.Value(f"{prefix}_{word.name}") if word else 0


def from_enum(enum: Any, prefix: str, number: int, kind: type[Word]) -> Word | None:
    """Return the domain's word for a value of the wire; None if it is not stated, or not known to this build."""
    try:
        return kind[enum.Name(number).removeprefix(f"{prefix}_")]
    except (KeyError, ValueError):
        return None
