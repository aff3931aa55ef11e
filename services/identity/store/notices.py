"""Notices that wait to be mailed, and whom a change of a body's liaisons concerns."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.identity.domain.notices import Notice, NoticeKind
from services.identity.store.reading import ADDRESS
from services.identity.vault import Vault

_LOST: Final = {"table": "notices", "column": "address"}
_LEASE: Final = timedelta(minutes=5)
"""How long whoever took a notice alone tries it; longer than a try lasts."""


async def tell_person(
    tx: Transaction,
    person_id: UUID,
    kind: NoticeKind,
    *,
    day: date,
    at: datetime,
    addressee_id: UUID | None = None,
    only_to_sign_in: bool = False,
) -> None:
    """Let a notice wait for every address of the person, or for the one with which they sign in."""
    statement = """
        SELECT id AS contact_id, person_id
          FROM contacts
         WHERE person_id = %(person_id)s AND removed_at IS NULL AND (signs_in OR NOT %(only_to_sign_in)s)
    """
    found = await tx.execute(statement, {"person_id": person_id, "only_to_sign_in": only_to_sign_in})
    await _wait(tx, await found.fetchall(), kind, day=day, at=at, addressee_id=addressee_id)


async def tell_others(
    tx: Transaction, addressee_id: UUID, kind: NoticeKind, *, but: Collection[UUID], day: date, at: datetime
) -> None:
    """Let a notice wait for the others whom it concerns who answers for a body.

    Args:
        tx: The transaction.
        addressee_id: The body.
        kind: What is told.
        but: Whom it is about.
        day: The day on which it happened.
        at: Now.
    """
    found = [row for row in await _concerned(tx, addressee_id, day) if row["person_id"] not in but]
    await _wait(tx, found, kind, day=day, at=at, addressee_id=addressee_id)


async def tell_registrars(tx: Transaction, kind: NoticeKind, *, but: Collection[UUID], day: date, at: datetime) -> None:
    """Let a notice wait for every address of each registrar but some."""
    statement = """
        SELECT id AS contact_id, person_id
          FROM contacts
         WHERE removed_at IS NULL AND person_id <> ALL(%(but)s)
           AND person_id IN (SELECT person_id FROM roles WHERE role = 'registrar' AND to_date IS NULL)
         ORDER BY id
    """
    await _wait(
        tx, await (await tx.execute(statement, {"but": list(but)})).fetchall(), kind, day=day, at=at, addressee_id=None
    )


async def _concerned(tx: Transaction, addressee_id: UUID, day: date) -> list[dict[str, Any]]:
    """Return every address of each liaison of the body and of each facilitator of a host that asks it for something."""
    statement = """
        SELECT id AS contact_id, person_id
          FROM contacts
         WHERE removed_at IS NULL
           AND (bounced_at IS NULL OR bounced_at <= reached_at)
           AND (person_id IN (SELECT person_id FROM mandates
                               WHERE addressee_id = %(addressee_id)s AND to_date IS NULL AND from_date <= %(day)s)
             OR person_id IN (SELECT person_id FROM roles
                               WHERE role = 'facilitator' AND to_date IS NULL
                                 AND organisation_id IN (
                                     SELECT organisation_id FROM hosts WHERE addressee_id = %(addressee_id)s
                                      UNION
                                     SELECT organisation_id FROM asked_lines
                                      WHERE addressee_id = %(addressee_id)s AND NOT over
                                        AND NOT EXISTS (SELECT FROM unasked_statements AS unasked
                                                         WHERE unasked.statement_id = asked_lines.statement_id))))
         ORDER BY id
    """
    return await (await tx.execute(statement, {"addressee_id": addressee_id, "day": day})).fetchall()


async def _wait(
    tx: Transaction,
    found: Collection[dict[str, Any]],
    kind: NoticeKind,
    *,
    day: date,
    at: datetime,
    addressee_id: UUID | None,
) -> None:
    statement = """
        INSERT INTO notices (id, kind, person_id, contact_id, addressee_id, day, made_at, due_at)
        VALUES (%(id)s, %(kind)s, %(person_id)s, %(contact_id)s, %(addressee_id)s, %(day)s, %(at)s, %(at)s)
    """
    for row in found:
        values = {"id": new_id(), "kind": kind.value, "day": day, "at": at, "addressee_id": addressee_id}
        await tx.execute(statement, values | row)


async def keep_lost_address(tx: Transaction, vault: Vault, contact_id: UUID, key_id: UUID) -> None:
    """Let what waits for a contact that is about to be erased and says that something ended go there all the same.

    No invitation does: whoever reads that mailbox now may not be the person.
    """
    contact = await (await tx.execute("SELECT address FROM contacts WHERE id = %(id)s", {"id": contact_id})).fetchone()
    assert contact is not None, "the contact is the person's, who is locked"
    email = vault.unseal(key_id, contact["address"], **ADDRESS, row_id=contact_id)
    statement = """
        SELECT id FROM notices
         WHERE contact_id = %(id)s AND kind IN ('address_changed', 'handed_over', 'mandate_ended', 'removed')
    """
    waiting = await tx.execute(statement, {"id": contact_id})
    for row in await waiting.fetchall():
        sealed = vault.seal(key_id, email, **_LOST, row_id=row["id"])
        await tx.execute("UPDATE notices SET address = %(address)s WHERE id = %(id)s", row | {"address": sealed})


async def keep_addresses_of_removed(tx: Transaction, vault: Vault, person_id: UUID, key_id: UUID) -> None:
    """Let the notice that somebody was removed go to each address of theirs, which are about to be erased."""
    statement = "SELECT contact_id FROM notices WHERE person_id = %(id)s AND address IS NULL"
    found = await tx.execute(statement, {"id": person_id})
    for row in await found.fetchall():
        await keep_lost_address(tx, vault, row["contact_id"], key_id)


async def take_due_notice(tx: Transaction, at: datetime) -> Notice | None:
    """Return a notice whose time has come, and keep it from others while it is tried."""
    statement = """
        UPDATE notices SET due_at = %(until)s
         WHERE id = (SELECT id FROM notices WHERE due_at <= %(at)s ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, person_id, contact_id, addressee_id, day, made_at, tried
    """
    row = await (await tx.execute(statement, {"at": at, "until": at + _LEASE})).fetchone()
    return Notice(**row | {"kind": NoticeKind(row["kind"])}) if row else None


async def address_of_notice(tx: Transaction, vault: Vault, notice: Notice, today: date) -> str | None:
    """Return where a notice goes, if whoever is told still is to be told: removed people and former ones are not."""
    if notice.kind.to_others:
        assert notice.addressee_id is not None, "others are told of a body"
        concerned = await _concerned(tx, notice.addressee_id, today)
        if not any(row["contact_id"] == notice.contact_id for row in concerned):
            return None
    statement = """
        SELECT contacts.address, contacts.removed_at, notices.address AS lost, key_id,
               EXISTS (SELECT FROM mandates
                        WHERE mandates.person_id = people.id AND mandates.addressee_id = notices.addressee_id
                          AND to_date IS NULL) AS answers
          FROM notices JOIN contacts ON contacts.id = contact_id JOIN people ON people.id = notices.person_id
         WHERE notices.id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": notice.id})).fetchone()
    if row is None or (notice.kind is NoticeKind.INVITED and not row["answers"]):
        return None
    if row["lost"]:
        return vault.unseal(row["key_id"], row["lost"], **_LOST, row_id=notice.id)
    if row["removed_at"]:
        return None
    return vault.unseal(row["key_id"], row["address"], **ADDRESS, row_id=notice.contact_id)


async def language_of(tx: Transaction, person_id: UUID) -> str:
    """Return the language in which a person reads mails."""
    found = await tx.execute("SELECT language FROM people WHERE id = %(id)s", {"id": person_id})
    row = await found.fetchone()
    assert row is not None, "a notice is for somebody who is known"
    return str(row["language"])


async def put_off_notice(tx: Transaction, notice: Notice, until: datetime) -> None:
    """Note that a try was in vain, and when the next one is due."""
    statement = "UPDATE notices SET tried = tried + 1, due_at = %(until)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": notice.id, "until": until})


async def drop_notice(tx: Transaction, notice_id: UUID) -> None:
    """Forget a notice: it was mailed, or is not to be."""
    await tx.execute("DELETE FROM notices WHERE id = %(id)s", {"id": notice_id})


async def drop_notices_to(tx: Transaction, person_id: UUID) -> None:
    """Forget what waits for a person, who was removed, but for what tells a mailbox that it was taken from them."""
    await tx.execute("DELETE FROM notices WHERE person_id = %(id)s AND address IS NULL", {"id": person_id})
