"""Who works on a delivery now. By the database's clock, so that all senders agree on when a lease has run out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.chassis.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Lease:
    """The right to send one mail, until it runs out or somebody holds a later one."""

    delivery_id: UUID
    kind: str
    """What the mail says."""
    number: int
    """Grows with every lease of the delivery: an older one counts for nothing."""
    person_id: UUID
    addressee_id: UUID
    facilitator_id: UUID
    copy_contact_id: UUID | None
    """The one contact to which it goes."""
    traceparent: str
    """The trace in which the mail became due; empty if there was none."""


async def lease(
    tx: Transaction, *, now: datetime, seconds: float, limit: int, but_not: Collection[UUID]
) -> list[Lease]:
    """Take deliveries that are due, the longest due first; one that was put off queues up again at the end.

    Several senders never get the same.

    Args:
        tx: The transaction.
        now: The service's clock, against which the time of the next try counts.
        seconds: How long the lease lasts if it is not renewed.
        limit: How many at most.
        but_not: Deliveries on which this sender works already.
    """
    statement = """
        UPDATE deliveries
           SET lease_number = lease_number + 1, leased_until = clock_timestamp() + %(lasting)s
         WHERE id IN (SELECT id
                        FROM deliveries
                       WHERE state = 'pending'
                         AND next_attempt_at <= %(now)s
                         AND not_before <= clock_timestamp()
                         AND leased_until <= clock_timestamp()
                         AND NOT id = ANY(%(but_not)s)
                       ORDER BY greatest(next_attempt_at, not_before)
                       LIMIT %(limit)s
                         FOR UPDATE SKIP LOCKED)
        RETURNING id AS delivery_id, kind, lease_number AS number, person_id, addressee_id, facilitator_id,
                  copy_contact_id,
                  (SELECT traceparent FROM events
                    WHERE aggregate_id = deliveries.id
                    ORDER BY version DESC
                    LIMIT 1) AS traceparent
    """
    parameters = {"now": now, "lasting": timedelta(seconds=seconds), "limit": limit, "but_not": list(but_not)}
    return [Lease(**row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def renew(tx: Transaction, held: Lease, *, seconds: float) -> bool:
    """Make the lease last from now on again; False if somebody else holds a later one."""
    statement = """
        UPDATE deliveries
           SET leased_until = clock_timestamp() + %(lasting)s
         WHERE id = %(id)s AND lease_number = %(number)s
    """
    parameters = {"id": held.delivery_id, "number": held.number, "lasting": timedelta(seconds=seconds)}
    return (await tx.execute(statement, parameters)).rowcount == 1


async def lock_held(tx: Transaction, held: Lease) -> bool:
    """Lock the delivery until the transaction ends; False if somebody else holds a later lease on it."""
    statement = "SELECT FROM deliveries WHERE id = %(id)s AND lease_number = %(number)s FOR UPDATE"
    return (await tx.execute(statement, {"id": held.delivery_id, "number": held.number})).rowcount == 1


async def let_go(tx: Transaction, held: Lease, *, put_off_seconds: float = 0.0) -> None:
    """Give the lease back; others may take the delivery after that many seconds. No try was made, or it is recorded."""
    statement = """
        UPDATE deliveries
           SET leased_until = 'epoch', not_before = clock_timestamp() + %(put_off)s
         WHERE id = %(id)s AND lease_number = %(number)s
    """
    put_off = timedelta(seconds=put_off_seconds)
    await tx.execute(statement, {"id": held.delivery_id, "number": held.number, "put_off": put_off})


async def note_answer(tx: Transaction, delivery_id: UUID, answer: str) -> None:
    """Keep the mail server's last answer, from which everything that tells of people was removed."""
    statement = "UPDATE deliveries SET last_answer = %(answer)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": delivery_id, "answer": answer})


async def note_contact(tx: Transaction, delivery_id: UUID, contact_id: UUID | None) -> None:
    """Keep to which of the person's contacts the mail goes now."""
    statement = "UPDATE deliveries SET contact_id = %(contact_id)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": delivery_id, "contact_id": contact_id})


async def contact_of(tx: Transaction, delivery_id: UUID) -> UUID | None:
    """Return the contact to which the mail went last; None if it is not known."""
    found = await tx.execute("SELECT contact_id FROM deliveries WHERE id = %(id)s", {"id": delivery_id})
    row = await found.fetchone()
    return row["contact_id"] if row else None


async def count_by_state(tx: Transaction) -> dict[str, int]:
    """Return how many deliveries there are in each state, leased ones apart."""
    statement = """
        SELECT CASE WHEN state = 'pending' AND leased_until > clock_timestamp() THEN 'leased' ELSE state END AS state,
               count(*) AS number
          FROM deliveries
         GROUP BY 1
    """
    return {row["state"]: row["number"] for row in await (await tx.execute(statement)).fetchall()}
