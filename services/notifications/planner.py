"""Makes the mails that are due: what handlers, timers and senders do when a line may have to be told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from services.chassis import event_log
from services.chassis.database import Transaction
from services.notifications.domain import planning
from services.notifications.domain.assignment import Assignment
from services.notifications.domain.delivery import Delivery, Fact, RequestBounced, evolve
from services.notifications.store import changes, deliveries, findings, leases, lines
from services.notifications.wire import facts as wire

SELF: Final = "service:notifications"
"""Who causes what no person asked for."""


async def record(tx: Transaction, before: Delivery | None, facts: Sequence[Fact], *, actor: str = SELF) -> Delivery:
    """Save what the facts make of the delivery, and append them, in order.

    Raises:
        Aborted: Somebody else changed the delivery first.
    """
    after = before
    for fact in facts:
        after = evolve(after, fact)
    assert after is not None
    if before is None:
        await deliveries.add(tx, after)
    elif facts:
        await deliveries.save(tx, after, over=before.version)
    for fact in facts:
        said = await _of_contact(tx, fact) if isinstance(fact, RequestBounced) else fact
        await event_log.append(tx, wire.new_event(said, actor=actor))
    return after


async def _of_contact(tx: Transaction, bounced: RequestBounced) -> RequestBounced:
    """Add to which of the person's addresses the mail went, which changes nothing about the delivery."""
    if bounced.person_id is None:
        return bounced
    return replace(bounced, contact_id=await leases.contact_of(tx, bounced.delivery_id))


async def plan(
    tx: Transaction,
    addressee_id: UUID,
    *,
    at: datetime,
    today: date,
    publication_id: UUID | None = None,
    person_id: UUID | None = None,
) -> None:
    """See to it that each liaison of today is told of each line, finding and change that is still to be told.

    And each facilitator of a host of each answer.

    Doing it again does nothing.

    Args:
        tx: The transaction; it gets the addressee's lock.
        addressee_id: The addressee.
        at: Now.
        today: The day in the deployment's time zone.
        publication_id: Look only at the lines of this publishing act; findings and changes are looked at in any case.
        person_id: Look only at this liaison.
    """
    await lines.lock_addressee(tx, addressee_id)
    found = await lines.untold(tx, addressee_id, today=today, publication_id=publication_id, person_id=person_id)
    wanted = [(liaison, line) for liaison, line in found if line.wants_asking]
    for (liaison, act), group in groupby(wanted, key=lambda each: (each[0], each[1].publication_id)):
        told = [line for _, line in group]
        complete = await lines.is_complete(tx, publication_id=act, addressee_id=addressee_id)
        await _tell(tx, liaison, told, complete=complete, at=at)
    for each in await findings.untold(tx, addressee_id, today=today, person_id=person_id):
        if each.line.stands:
            opened = planning.open_finding_mail(
                each.line,
                each.person_id,
                finding_id=each.finding_id,
                taken_back=each.taken_back,
                earlier=each.earlier,
                at=at,
            )
            await record(tx, None, [opened])
    await _tell_changes(tx, addressee_id, at=at, today=today, person_id=person_id)


async def _tell_changes(
    tx: Transaction, addressee_id: UUID, *, at: datetime, today: date, person_id: UUID | None
) -> None:
    found = await changes.untold(tx, addressee_id, today=today, person_id=person_id)
    wanted = [each for each in found if each.news.wants_telling]
    wanted.sort(key=_mail_of)  # who holds a mandate and a role may be due one of each
    for (person, host, kind), group in groupby(wanted, key=_mail_of):
        news = [each.news for each in group]
        earlier = await deliveries.earlier_changes(
            tx, host_organisation_id=host, addressee_id=addressee_id, person_id=person, kind=kind
        )
        if gathering := await deliveries.gathering_changes(
            tx, host_organisation_id=host, addressee_id=addressee_id, person_id=person, kind=kind
        ):
            await record(tx, gathering, [planning.add_changes(gathering, news, last_at=earlier.last_at, at=at)])
            continue
        opened = planning.open_changes_mail(
            news, person, kind=kind, earlier=earlier.number, last_at=earlier.last_at, at=at
        )
        await record(tx, None, [opened])


def _mail_of(each: changes.Untold) -> tuple[UUID, UUID, str]:
    return each.person_id, each.news.line.host_organisation_id, each.kind


async def hurry(tx: Transaction, *, publication_id: UUID, addressee_id: UUID, at: datetime) -> None:
    """Let the mails about a publishing act go out now if all its lines are here. The addressee's lock is held."""
    if not await lines.is_complete(tx, publication_id=publication_id, addressee_id=addressee_id):
        return
    for waiting in await deliveries.gathering(tx, publication_id=publication_id, addressee_id=addressee_id):
        if fact := planning.add_lines(waiting, (), complete=True, at=at):
            await record(tx, waiting, [fact])


async def _tell(tx: Transaction, person_id: UUID, told: Sequence[Assignment], *, complete: bool, at: datetime) -> None:
    place = {
        "publication_id": told[0].publication_id,
        "addressee_id": told[0].addressee_id,
        "person_id": person_id,
    }
    gathering = await deliveries.gathering(tx, **place)
    if gathering:
        added = planning.add_lines(gathering[0], told, complete=complete, at=at)
        await record(tx, gathering[0], [added] if added else [])
        return
    earlier = await deliveries.count_earlier(tx, **place)
    opened = planning.open_delivery(told, person_id, complete=complete, earlier=earlier, at=at)
    await record(tx, None, [opened])
