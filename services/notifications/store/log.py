"""The delivery log as people see it: no address, no name of a person."""

from collections.abc import Collection
from uuid import UUID

from services.chassis.database import Transaction
from services.notifications.domain.errors import UnknownDelivery
from services.notifications.domain.log import Entry, Place


async def entries(
    tx: Transaction,
    *,
    hosts: Collection[UUID] | None,
    state: str | None = None,
    consultation_number: str | None = None,
    delivery_id: UUID | None = None,
    after: Place | None = None,
    limit: int = 1,
) -> list[Entry]:
    """Return entries, newest first.

    Args:
        tx: The transaction.
        hosts: Only deliveries of these host organisations; None for all.
        state: Only those in this state; None for any.
        consultation_number: Only those of this consultation; None for any.
        delivery_id: Only this one; None for any.
        after: Where to go on; None to begin.
        limit: How many at most.
    """
    statement = """
        SELECT entry.id, entry.kind, entry.state, entry.attempts, entry.last_answer, entry.recorded_at,
               entry.next_attempt_at, entry.accepted_at, entry.version,
               coalesce(addressees.names ->> 'en', addressees.names ->> addressees.authoritative_language, '')
                   AS addressee_name,
               coalesce(addressees.names, '{}') AS addressee_names,
               coalesce(addressees.authoritative_language, '') AS addressee_language,
               coalesce(consultations.number, '') AS consultation_number,
               ARRAY(SELECT assignments.tracked_number
                       FROM assignments
                      WHERE id IN (SELECT assignment_id FROM delivery_items WHERE delivery_id = entry.id)
                         OR (addressee_id = entry.addressee_id
                             AND EXISTS (SELECT FROM delivery_changes
                                           JOIN changes ON changes.id = delivery_changes.change_id
                                          WHERE delivery_changes.delivery_id = entry.id
                                            AND (changes.assignment_id = assignments.id
                                                 OR changes.statement_id = assignments.statement_id)))
                      ORDER BY assignments.number_order, assignments.id) AS tracked_numbers
          FROM (SELECT id, kind, attempts, last_answer, recorded_at, next_attempt_at, accepted_at, version,
                       host_organisation_id, addressee_id, consultation_id,
                       CASE WHEN state = 'pending' AND leased_until > clock_timestamp() THEN 'leased' ELSE state END
                           AS state
                  FROM deliveries) AS entry
          LEFT JOIN addressees ON addressees.id = entry.addressee_id
          LEFT JOIN consultations ON consultations.id = entry.consultation_id
         WHERE (%(hosts)s::uuid[] IS NULL OR entry.host_organisation_id = ANY(%(hosts)s))
           AND (%(state)s::text IS NULL OR entry.state = %(state)s)
           AND (%(consultation_number)s::text IS NULL OR consultations.number = %(consultation_number)s)
           AND (%(delivery_id)s::uuid IS NULL OR entry.id = %(delivery_id)s)
           AND (%(after_at)s::timestamptz IS NULL OR (entry.recorded_at, entry.id) < (%(after_at)s, %(after_id)s))
         ORDER BY entry.recorded_at DESC, entry.id DESC
         LIMIT %(limit)s
    """
    parameters = {
        "hosts": None if hosts is None else list(hosts),
        "state": state,
        "consultation_number": consultation_number,
        "delivery_id": delivery_id,
        "after_at": after.recorded_at if after else None,
        "after_id": after.id if after else None,
        "limit": limit,
    }
    return [Entry(**row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def entry(tx: Transaction, delivery_id: UUID) -> Entry:
    """Return one entry, whoever's it is.

    Raises:
        UnknownDelivery: There is none.
    """
    found = await entries(tx, hosts=None, delivery_id=delivery_id)
    if not found:
        raise UnknownDelivery
    return found[0]
