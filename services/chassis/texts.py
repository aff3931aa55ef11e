"""Free text that can be erased although the event that carries it cannot.

An event's payload keeps a text's id and its salted commitment; body and salt lie in the table `texts`, one row per
language, and every service keeps its own copy under the same id. Erasing empties body and salt in all copies.
"""

import functools
import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from psycopg.rows import tuple_row

from roundtable.common.v1 import text_pb2
from services.chassis.database import Transaction


class CommitmentMismatch(ValueError):
    """A text's bytes are not what its commitment says, or one id stands for two texts."""


def new(
    bodies: Mapping[str, str], authoritative_language: str, *, machine_assisted: Collection[str] = ()
) -> text_pb2.Text:
    """Make a text with a fresh id, salts and commitments; without bodies, the empty message.

    Args:
        bodies: BCP 47 language tag to body.
        authoritative_language: The language that counts where the bodies differ; one of `bodies`.
        machine_assisted: Languages whose body is a machine-assisted translation that nobody has reviewed.

    Raises:
        ValueError: `authoritative_language` has no body.
    """
    if not bodies:
        return text_pb2.Text()
    if authoritative_language not in bodies:
        raise ValueError(f"the authoritative language {authoritative_language!r} has no body")
    text = text_pb2.Text(text_id=str(uuid4()), authoritative_language=authoritative_language)
    for language, body in sorted(bodies.items()):
        salt = secrets.token_bytes(32)
        text.localized.add(
            language=language,
            body=body,
            salt=salt,
            commitment=_commitment(salt, body),
            machine_assisted=language in machine_assisted,
        )
    return text


def localized(text: text_pb2.Text) -> text_pb2.LocalizedText:
    """Turn the text of an event into the plain one that a reply carries, without ids, salts and commitments."""
    return text_pb2.LocalizedText(
        authoritative_language=text.authoritative_language,
        bodies={each.language: each.body for each in text.localized if not each.erased},
        erased=any(each.erased for each in text.localized),
        machine_assisted=[each.language for each in text.localized if each.machine_assisted and not each.erased],
    )


async def load(tx: Transaction, text_ids: Iterable[UUID]) -> dict[UUID, text_pb2.Text]:
    """Return the texts by id. An erased one comes without bodies and marked so; an id never stored here is left out."""
    wanted = list(set(text_ids))
    if not wanted:
        return {}
    statement = """
        SELECT text_id, language, body, salt, commitment, authoritative, machine_assisted
          FROM texts
         WHERE text_id = ANY(%(wanted)s)
         ORDER BY text_id, language
    """
    found: dict[UUID, text_pb2.Text] = {}
    for row in await (await tx.execute(statement, {"wanted": wanted})).fetchall():
        text = found.setdefault(row["text_id"], text_pb2.Text(text_id=str(row["text_id"])))
        if row["authoritative"]:
            text.authoritative_language = row["language"]
        text.localized.add(
            language=row["language"],
            body=row["body"] or "",
            salt=row["salt"] or b"",
            commitment=row["commitment"],
            erased=row["body"] is None,
            machine_assisted=row["machine_assisted"],
        )
    return found


async def store(tx: Transaction, texts: Iterable[text_pb2.Text]) -> None:
    """Keep a copy of each text. One that is here already stays as it is; one that was erased stays erased.

    Raises:
        CommitmentMismatch: A body does not match its commitment, or the id is known with another one.
    """
    copies = copies_of(texts)
    if copies.expected:
        copies.check((await tx.execute(STORE, copies.parameters)).rowcount)


STORE: Final = """
    INSERT INTO texts AS known (text_id, language, body, salt, commitment, authoritative, machine_assisted,
                                erased_at)
    SELECT text_id, language, body, salt, commitment, authoritative, machine_assisted,
           CASE WHEN body IS NULL THEN now() END
      FROM unnest(%(text_id)s::uuid[], %(language)s::text[], %(body)s::text[], %(salt)s::bytea[],
                  %(commitment)s::bytea[], %(authoritative)s::boolean[], %(machine_assisted)s::boolean[])
           AS given (text_id, language, body, salt, commitment, authoritative, machine_assisted)
     ORDER BY text_id, language
        ON CONFLICT (text_id, language) DO UPDATE SET commitment = known.commitment
     WHERE known.commitment = excluded.commitment
"""
"""Keeps copies: a statement with the parameters of `Copies`, so that others can make it a part of theirs."""


@dataclass(frozen=True)
class Copies:
    """Copies of texts that are to be kept, one of each in every language."""

    expected: int
    """How many rows the statement writes."""
    parameters: dict[str, Any]

    def check(self, stored: int) -> None:
        """Make sure that so many rows were all of them.

        Raises:
            CommitmentMismatch: The id of a text is known with another commitment.
        """
        if stored != self.expected:
            raise CommitmentMismatch("a text's id is known with another commitment")


def copies_of(texts: Iterable[text_pb2.Text]) -> Copies:
    """Return the copies to keep of some texts.

    Raises:
        CommitmentMismatch: A body does not match its commitment.
    """
    rows = {(UUID(text.text_id), each.language): (text, each) for text in texts for each in text.localized}
    for _, each in rows.values():
        if not each.erased and _commitment(each.salt, each.body) != each.commitment:
            raise CommitmentMismatch("a text does not match its commitment")
    parameters = {
        "text_id": [text_id for text_id, _ in rows],
        "language": [language for _, language in rows],
        "body": [None if each.erased else each.body for _, each in rows.values()],
        "salt": [None if each.erased else each.salt for _, each in rows.values()],
        "commitment": [each.commitment for _, each in rows.values()],
        "authoritative": [text.authoritative_language == each.language for text, each in rows.values()],
        "machine_assisted": [each.machine_assisted for _, each in rows.values()],
    }
    return Copies(len(rows), parameters)


async def erase(tx: Transaction, text_id: UUID) -> None:
    """Empty this service's copy in every language, now and for ever: a copy that arrives later is emptied, too."""
    # The same lock as in the trigger `keep_erased`: a text being stored just now is seen below, or sees the tombstone.
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%(text_id)s::uuid::text, 0))", {"text_id": text_id})
    statement = """
        WITH tombstone AS (
            INSERT INTO erased_texts (text_id, erased_at) VALUES (%(text_id)s, now()) ON CONFLICT DO NOTHING
        ), parked AS (
            UPDATE dead_letters SET payload = NULL
             WHERE position(convert_to(%(text_id)s::uuid::text, 'UTF8') IN payload) > 0
        )
        UPDATE texts SET body = NULL, salt = NULL, erased_at = now()
         WHERE text_id = %(text_id)s AND body IS NOT NULL
    """
    await tx.execute(statement, {"text_id": text_id})


def strip(message: Message) -> list[text_pb2.Text]:
    """Clear bodies and salts in the message, at any depth, and return the texts as they were."""
    taken = []
    for text in find(message):
        if not text.text_id:
            continue
        original = text_pb2.Text()
        original.CopyFrom(text)
        taken.append(original)
        for each in text.localized:
            each.body, each.salt, each.erased = "", b"", False
    return taken


async def fill_in(tx: Transaction, messages: Iterable[Message]) -> None:
    """Put bodies and salts back into the messages, as far as this service's copies still have them."""
    found = [text for message in messages for text in find(message) if text.text_id]
    if not found:
        return
    statement = """
        SELECT text_id::text, language, body, salt
          FROM texts
         WHERE text_id = ANY(%(wanted)s::uuid[]) AND body IS NOT NULL
    """
    wanted = list({text.text_id for text in found})
    # Plain tuples and no messages of their own: the relay does this for every event.
    rows = await tx.cursor(row_factory=tuple_row).execute(statement, {"wanted": wanted})
    fill(found, {(text_id, language): (body, salt) for text_id, language, body, salt in await rows.fetchall()})


async def fill_in_and_load(
    tx: Transaction, messages: Iterable[Message], text_ids: Iterable[UUID]
) -> dict[UUID, text_pb2.Text]:
    """Do what `fill_in` does and what `load` does, in one read; what the messages carry is returned, too."""
    found = [text for message in messages for text in find(message) if text.text_id]
    known = await load(tx, {*text_ids, *(UUID(text.text_id) for text in found)})
    localized = [(text.text_id, each) for text in known.values() for each in text.localized if not each.erased]
    fill(found, {(text_id, each.language): (each.body, each.salt) for text_id, each in localized})
    return known


def fill(found: Iterable[text_pb2.Text], known: Mapping[tuple[str, str], tuple[str, bytes]]) -> None:
    """Put bodies and salts back: id and language to body and salt. What is not known counts as erased."""
    for text in found:
        for each in text.localized:
            copy = known.get((text.text_id, each.language))
            if copy is None:
                each.body, each.salt, each.erased = "", b"", True
            else:
                each.body, each.salt = copy
                each.erased = False


def find(message: Message) -> Iterator[text_pb2.Text]:
    """Yield every `Text` inside the message, at any depth: in fields, lists and the values of maps."""
    if isinstance(message, text_pb2.Text):
        yield message
        return
    for field in _leading_to_text(message.DESCRIPTOR):
        value = getattr(message, field.name)
        if _is_map(field):
            parts: Iterable[Message] = value.values()
        elif field.is_repeated:
            parts = value
        else:
            parts = (value,) if message.HasField(field.name) else ()
        for part in parts:
            yield from find(part)


def can_carry(kind: type[Message]) -> bool:
    """Tell whether messages of this type can hold a text at all."""
    return kind is text_pb2.Text or bool(_leading_to_text(kind.DESCRIPTOR))


@functools.cache
def _leading_to_text(descriptor: Descriptor) -> tuple[FieldDescriptor, ...]:
    """Return the fields through which a `Text` can be reached."""
    return tuple(field for field in descriptor.fields if field.message_type and _reaches_text(field.message_type))


def _reaches_text(start: Descriptor) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        descriptor = waiting.pop()
        if descriptor.full_name == text_pb2.Text.DESCRIPTOR.full_name:
            return True
        if descriptor.full_name not in seen:
            seen.add(descriptor.full_name)
            waiting += [field.message_type for field in descriptor.fields if field.message_type]
    return False


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def _commitment(salt: bytes, body: str) -> bytes:
    return hashlib.sha256(salt + body.encode()).digest()
