"""Deliveries and their items: written only as facts leave them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg.rows import DictRow

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.notifications.domain.delivery import KINDS_OF_NEWS, Delivery, State
from services.notifications.domain.errors import UnknownDelivery
from services.notifications.domain.return_path import return_token

_FIELDS: Final = tuple(
    name for name in Delivery.__dataclass_fields__ if name not in {"state", "assignment_ids", "change_ids"}
)


async def add(tx: Transaction, delivery: Delivery) -> None:
    """Write a new delivery with its items.

    Raises:
        psycopg.errors.UniqueViolation: Another mail tells the person of one of the lines.
    """
    statement = """
        INSERT INTO deliveries (
            id, kind, person_id, addressee_id, publication_id, consultation_id, host_organisation_id, facilitator_id,
            finding_id, copy_contact_id, claims, state, attempts, trying_since, next_attempt_at, accepted_at,
            recorded_at, version, return_token)
        VALUES (
            %(id)s, %(kind)s, %(person_id)s, %(addressee_id)s, %(publication_id)s, %(consultation_id)s,
            %(host_organisation_id)s, %(facilitator_id)s, %(finding_id)s, %(copy_contact_id)s, %(claims)s, %(state)s,
            %(attempts)s, %(trying_since)s, %(next_attempt_at)s, %(accepted_at)s, %(recorded_at)s, %(version)s,
            %(return_token)s)
    """
    await tx.execute(statement, {**_row(delivery), "return_token": return_token(delivery.id)})
    await _write_items(tx, delivery)


async def save(tx: Transaction, changed: Delivery, *, over: int) -> None:
    """Write a changed delivery over the version it was made from.

    Args:
        tx: The transaction.
        changed: The delivery as one or several facts left it.
        over: The version before them.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE deliveries
           SET claims = %(claims)s, state = %(state)s, attempts = %(attempts)s, trying_since = %(trying_since)s,
               next_attempt_at = %(next_attempt_at)s, accepted_at = %(accepted_at)s, version = %(version)s
         WHERE id = %(id)s AND version = %(over)s
    """
    if (await tx.execute(statement, {**_row(changed), "over": over})).rowcount == 0:
        raise Aborted("the delivery has changed; look at it again")
    await _write_items(tx, changed)


async def is_there(tx: Transaction, delivery_id: UUID) -> bool:
    """Tell whether there is such a delivery."""
    statement = "SELECT FROM deliveries WHERE id = %(id)s"
    return (await tx.execute(statement, {"id": delivery_id})).rowcount > 0


async def lock(tx: Transaction, delivery_id: UUID) -> Delivery:
    """Return the delivery, locked until the transaction ends.

    Raises:
        UnknownDelivery: There is none.
    """
    statement = "SELECT * FROM deliveries WHERE id = %(id)s FOR UPDATE"
    return await _one(tx, await (await tx.execute(statement, {"id": delivery_id})).fetchone())


async def lock_by_token(tx: Transaction, token: str) -> Delivery:
    """Return the delivery that a return path names, locked until the transaction ends.

    Raises:
        UnknownDelivery: There is none.
    """
    statement = "SELECT * FROM deliveries WHERE return_token = %(token)s FOR UPDATE"
    return await _one(tx, await (await tx.execute(statement, {"token": token})).fetchone())


async def addressee_of_delivery(tx: Transaction, delivery_id: UUID) -> UUID:
    """Return the addressee of a delivery: it never changes, so no lock is needed to read it.

    Raises:
        UnknownDelivery: There is none.
    """
    statement = "SELECT addressee_id FROM deliveries WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": delivery_id})).fetchone()
    if row is None:
        raise UnknownDelivery
    addressee_id: UUID = row["addressee_id"]
    return addressee_id


async def addressee_by_token(tx: Transaction, token: str) -> UUID:
    """Return the addressee of the delivery that a return path names.

    Raises:
        UnknownDelivery: There is none.
    """
    statement = "SELECT addressee_id FROM deliveries WHERE return_token = %(token)s"
    row = await (await tx.execute(statement, {"token": token})).fetchone()
    if row is None:
        raise UnknownDelivery
    addressee_id: UUID = row["addressee_id"]
    return addressee_id


async def gathering(
    tx: Transaction, *, publication_id: UUID, addressee_id: UUID, person_id: UUID | None = None
) -> list[Delivery]:
    """Return the request mails about the act that can still take lines, locked.

    They were never tried, and nobody works on them now.

    Args:
        tx: The transaction, holding the addressee's lock.
        publication_id: The publishing act.
        addressee_id: The addressee.
        person_id: Only this liaison's.
    """
    statement = """
        SELECT *
          FROM deliveries
         WHERE publication_id = %(publication_id)s
           AND addressee_id = %(addressee_id)s
           AND (%(person_id)s::uuid IS NULL OR person_id = %(person_id)s)
           AND kind = 'request'
           AND state = 'pending'
           AND trying_since IS NULL
           AND attempts = 0
           AND leased_until <= clock_timestamp()
         ORDER BY recorded_at, id
           FOR UPDATE
    """
    parameters = {"publication_id": publication_id, "addressee_id": addressee_id, "person_id": person_id}
    return await _all(tx, await (await tx.execute(statement, parameters)).fetchall())


async def count_earlier(tx: Transaction, *, publication_id: UUID, addressee_id: UUID, person_id: UUID) -> int:
    """Return how many request mails about the act and the addressee the person has been due."""
    statement = """
        SELECT count(*) AS earlier
          FROM deliveries
         WHERE publication_id = %(publication_id)s AND addressee_id = %(addressee_id)s AND person_id = %(person_id)s
           AND kind = 'request'
    """
    parameters = {"publication_id": publication_id, "addressee_id": addressee_id, "person_id": person_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return int(row["earlier"]) if row else 0


async def gathering_changes(
    tx: Transaction, *, host_organisation_id: UUID, addressee_id: UUID, person_id: UUID, kind: str
) -> Delivery | None:
    """Return the mail about changes of the host's lines that can still take more, locked; None if there is none.

    Args:
        tx: The transaction, holding the addressee's lock.
        host_organisation_id: The host.
        addressee_id: The addressee.
        person_id: Whom it tells.
        kind: One of `KINDS_OF_NEWS`.
    """
    statement = """
        SELECT *
          FROM deliveries
         WHERE host_organisation_id = %(host_organisation_id)s
           AND addressee_id = %(addressee_id)s
           AND person_id = %(person_id)s
           AND kind = %(kind)s
           AND copy_contact_id IS NULL
           AND state = 'pending'
           AND trying_since IS NULL
           AND attempts = 0
           AND leased_until <= clock_timestamp()
         ORDER BY recorded_at, id
         LIMIT 1
           FOR UPDATE
    """
    place = {
        "host_organisation_id": host_organisation_id,
        "addressee_id": addressee_id,
        "person_id": person_id,
        "kind": kind,
    }
    found = await _all(tx, await (await tx.execute(statement, place)).fetchall())
    return found[0] if found else None


class Earlier(NamedTuple):
    """The mails about changes that a person has been due."""

    number: int
    last_at: datetime | None
    """When the last one went out; None if none did."""


async def earlier_changes(
    tx: Transaction, *, host_organisation_id: UUID, addressee_id: UUID, person_id: UUID, kind: str
) -> Earlier:
    """Return which mails of the kind about changes of the host's lines the person has been due for the addressee."""
    statement = """
        SELECT count(*) AS earlier, max(trying_since) AS last_at
          FROM deliveries
         WHERE host_organisation_id = %(host_organisation_id)s
           AND addressee_id = %(addressee_id)s
           AND person_id = %(person_id)s
           AND kind = %(kind)s
           AND copy_contact_id IS NULL
    """
    place = {
        "host_organisation_id": host_organisation_id,
        "addressee_id": addressee_id,
        "person_id": person_id,
        "kind": kind,
    }
    row = await (await tx.execute(statement, place)).fetchone()
    return Earlier(row["earlier"], row["last_at"]) if row else Earlier(0, None)


async def waiting_for(tx: Transaction, *, person_id: UUID, addressee_id: UUID) -> list[Delivery]:
    """Return the liaison's pending mails for the addressee on which nobody works now, locked."""
    statement = """
        SELECT *
          FROM deliveries
         WHERE person_id = %(person_id)s
           AND addressee_id = %(addressee_id)s
           AND kind <> 'answers'
           AND state = 'pending'
           AND leased_until <= clock_timestamp()
         ORDER BY id
           FOR UPDATE
    """
    parameters = {"person_id": person_id, "addressee_id": addressee_id}
    return await _all(tx, await (await tx.execute(statement, parameters)).fetchall())


async def told_otherwise(tx: Transaction, delivery: Delivery) -> set[UUID]:
    """Return the lines of the delivery of which another mail tells the person."""
    statement = """
        SELECT assignment_id
          FROM delivery_items
         WHERE assignment_id = ANY(%(assignment_ids)s)
           AND person_id = %(person_id)s
           AND kind = %(kind)s
           AND finding_id IS NOT DISTINCT FROM %(finding_id)s
           AND claims
           AND delivery_id <> %(id)s
    """
    parameters = {
        "assignment_ids": list(delivery.assignment_ids),
        "person_id": delivery.person_id,
        "kind": delivery.kind,
        "finding_id": delivery.finding_id,
        "id": delivery.id,
    }
    return {row["assignment_id"] for row in await (await tx.execute(statement, parameters)).fetchall()}


async def _write_items(tx: Transaction, delivery: Delivery) -> None:
    listed = list(delivery.assignment_ids)
    left_out = "DELETE FROM delivery_items WHERE delivery_id = %(id)s AND NOT assignment_id = ANY(%(listed)s)"
    await tx.execute(left_out, {"id": delivery.id, "listed": listed})
    statement = """
        INSERT INTO delivery_items (delivery_id, assignment_id, place, person_id, kind, finding_id, claims)
        SELECT %(id)s, assignment_id, place, %(person_id)s, %(kind)s, %(finding_id)s, %(claims)s
          FROM unnest(%(listed)s::uuid[]) WITH ORDINALITY AS given (assignment_id, place)
            ON CONFLICT (delivery_id, assignment_id) DO UPDATE SET place = excluded.place, claims = excluded.claims
    """
    row = {
        "id": delivery.id,
        "person_id": delivery.person_id,
        "kind": delivery.kind,
        "finding_id": delivery.finding_id,
        "claims": delivery.claims,
        "listed": listed,
    }
    await tx.execute(statement, row)
    if delivery.kind in KINDS_OF_NEWS:
        await _write_changes(tx, delivery)


async def _write_changes(tx: Transaction, delivery: Delivery) -> None:
    listed = list(delivery.change_ids)
    left_out = "DELETE FROM delivery_changes WHERE delivery_id = %(id)s AND NOT change_id = ANY(%(listed)s)"
    await tx.execute(left_out, {"id": delivery.id, "listed": listed})
    statement = """
        INSERT INTO delivery_changes (delivery_id, change_id, place, person_id, addressee_id, claims)
        SELECT %(id)s, change_id, place, %(person_id)s, %(addressee_id)s, %(claims)s
          FROM unnest(%(listed)s::uuid[]) WITH ORDINALITY AS given (change_id, place)
            ON CONFLICT (delivery_id, change_id) DO UPDATE SET place = excluded.place, claims = excluded.claims
    """
    row = {
        "id": delivery.id,
        "person_id": delivery.person_id,
        "addressee_id": delivery.addressee_id,
        "claims": delivery.claims,
        "listed": listed,
    }
    await tx.execute(statement, row)


def _row(delivery: Delivery) -> dict[str, Any]:
    return {**asdict(delivery), "state": delivery.state.value}


async def _one(tx: Transaction, row: DictRow | None) -> Delivery:
    if row is None:
        raise UnknownDelivery
    (found,) = await _all(tx, [row])
    return found


async def _all(tx: Transaction, rows: Sequence[DictRow]) -> list[Delivery]:
    """Make deliveries of rows, with their items in the order in which they came."""
    statement = """
        SELECT delivery_id, assignment_id
          FROM delivery_items
         WHERE delivery_id = ANY(%(ids)s)
         ORDER BY delivery_id, place
    """
    items: dict[UUID, list[UUID]] = {row["id"]: [] for row in rows}
    for item in await (await tx.execute(statement, {"ids": list(items)})).fetchall():
        items[item["delivery_id"]].append(item["assignment_id"])
    changes = await _changes_of(tx, [row["id"] for row in rows if row["kind"] in KINDS_OF_NEWS])
    return [
        Delivery(
            **{name: row[name] for name in _FIELDS},
            state=State(row["state"]),
            assignment_ids=tuple(items[row["id"]]),
            change_ids=tuple(changes.get(row["id"], ())),
        )
        for row in rows
    ]


async def _changes_of(tx: Transaction, delivery_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    """Return the changes of which mails tell, in the order in which they came."""
    found: dict[UUID, list[UUID]] = {each: [] for each in delivery_ids}
    if not found:
        return found
    statement = """
        SELECT delivery_id, change_id
          FROM delivery_changes
         WHERE delivery_id = ANY(%(ids)s)
         ORDER BY delivery_id, place
    """
    for item in await (await tx.execute(statement, {"ids": delivery_ids})).fetchall():
        found[item["delivery_id"]].append(item["change_id"])
    return found
