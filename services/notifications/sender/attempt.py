"""One try to hand one mail over.

The order is the guarantee: lease → entitlement looked at again, and the try announced (commit) → SMTP → result
(commit). A process that dies before the final dot has sent nothing; one that dies between the server's answer and the
second commit leads to one more copy with the same Message-ID, never to none.
"""

import asyncio
import random
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from opentelemetry.trace import SpanKind

from services.chassis import metrics, telemetry
from services.chassis.database import TRANSIENT, Database, Transaction
from services.mails.message import Stamps, UnfitAddress, compose, domain_of, fit_address
from services.notifications.domain import planning, sending
from services.notifications.domain.delivery import KIND_ANSWERS, Delivery, Fact, RequestBounced, SmtpMode, State
from services.notifications.domain.return_path import message_token, return_token
from services.notifications.domain.sending import Answer
from services.notifications.planner import plan, record
from services.notifications.sender import content
from services.notifications.sender.contacts import Contact, Contacts, ContactsAway
from services.notifications.sender.content import Circumstances, Content
from services.notifications.sender.hold import Hold, LeaseLost
from services.notifications.sender.scrub import scrub
from services.notifications.sender.slots import Slots
from services.notifications.sender.smtp import MailServer, Outcome
from services.notifications.store import changes, copies, deliveries, findings, leases, lines
from services.notifications.store.leases import Lease

log = structlog.get_logger(__name__)

_SECONDS_BETWEEN_RECORDINGS: Final = 0.2


class PutOff(Exception):
    """No try can be made just now, for a reason that is not the mail's: look again in a moment.

    Args:
        reason: For the log.
        patience: How many times longer than usual to wait.
    """

    def __init__(self, reason: str, *, patience: float = 1.0) -> None:
        self.patience = patience
        super().__init__(reason)


@dataclass(frozen=True, kw_only=True)
class Post:
    """What a try needs: whom to ask, where to hand over, and how mails are stamped."""

    database: Database
    contacts: Contacts
    server: MailServer
    mode: SmtpMode
    clock: Callable[[], datetime]
    zone: ZoneInfo
    holidays: Container[date]
    """Without any correction of the calendar."""
    public_url: str
    mail_from: str
    bounce_domain: str
    first_wait: timedelta
    """The wait after the first refusal that passes."""
    slots: Slots
    put_off_seconds: float = 2.0
    """How long a mail waits, give or take a half, that cannot be tried just now."""
    jitter: Callable[[], float] = field(default=random.random)

    def now(self) -> tuple[datetime, date]:
        """Return the instant, and the day in the deployment's time zone."""
        at = self.clock()
        return at, at.astimezone(self.zone).date()


async def deliver(post: Post, hold: Hold) -> None:
    """Try to hand the mail over, and record what came of it. Continues the trace in which the mail became due."""
    lease = hold.lease
    with telemetry.span("mail.deliver", traceparent=lease.traceparent, kind=SpanKind.PRODUCER):
        try:
            await _deliver(post, hold)
        except PutOff as reason:
            log.debug("mail_put_off", delivery_id=lease.delivery_id, reason=str(reason))
            await _let_go(post, lease, put_off_seconds=post.put_off_seconds * reason.patience * (0.5 + post.jitter()))
        except LeaseLost:
            log.warning("lease_lost", delivery_id=lease.delivery_id)


async def _deliver(post: Post, hold: Hold) -> None:
    lease = hold.lease
    try:
        contact, reply_to = await _contacts(post.contacts, lease)
    except ContactsAway as away:
        raise PutOff("identity does not answer") from away
    domain = domain_of(contact.address) if contact else ""
    with post.slots.taken(domain) as free:
        if not free:
            raise PutOff("the domain is busy", patience=post.slots.patience(domain))
        async with post.database.transaction() as tx:
            prepared = await _prepare(post, tx, lease, entitled=contact is not None)
            if prepared and contact:
                await _copy(post, tx, prepared, contact)
                await leases.note_contact(tx, lease.delivery_id, contact.id)
        if prepared is None or contact is None:
            return
        outcome = await _hand_over(post, hold, prepared, contact, reply_to)
        metrics.MAILS.labels(_word(outcome)).inc()
        await _record(post, lease, outcome, contact)


async def _contacts(contacts: Contacts, lease: Lease) -> tuple[Contact | None, Contact | None]:
    """Return where the mail goes, and where replies to it do."""
    if lease.kind == KIND_ANSWERS:
        return await contacts.facilitator(lease.person_id, lease.copy_contact_id), None
    contact = await contacts.liaison(lease.person_id, lease.addressee_id, lease.copy_contact_id)
    return contact, await contacts.facilitator(lease.facilitator_id) if contact else None


async def _prepare(post: Post, tx: Transaction, lease: Lease, *, entitled: bool) -> tuple[Delivery, Content] | None:
    """Look at the entitlement again and announce the first try; None if the mail does not go out.

    Raises:
        PutOff: Something that the mail prints is not known here yet.
        LeaseLost: Somebody else holds a later lease.
    """
    await lines.lock_addressee(tx, lease.addressee_id)
    if not await leases.lock_held(tx, lease):
        raise LeaseLost
    before = await deliveries.lock(tx, lease.delivery_id)
    if before.state is not State.PENDING:
        await leases.let_go(tx, lease)
        return None
    at, today = post.now()
    listed = await lines.lines(tx, before.assignment_ids)
    entitled = entitled and await _may_be_told(tx, before, today)
    heading = await lines.heading(tx, addressee_id=before.addressee_id, consultation_id=before.consultation_id)
    if heading is None and entitled:
        raise PutOff("the addressee or the consultation is not known yet")
    window = await findings.window(tx, before.finding_id) if before.finding_id else None
    news = await changes.listed(tx, before) if before.change_ids else []
    facts = sending.prepare(
        before,
        listed,
        entitled=entitled,
        mode=post.mode,
        at=at,
        today=today,
        reply_until=window.reply_until if window and not window.taken_back else None,
        news=news,
    )
    after = await record(tx, before, facts)
    if after.state is not State.PENDING or heading is None:
        await leases.let_go(tx, lease)
        await _tell_others(tx, after, facts, at=at, today=today)
        return None
    return after, await content.read(tx, after, heading, base=post.holidays, window=window, news=news)


async def _copy(post: Post, tx: Transaction, prepared: tuple[Delivery, Content], contact: Contact) -> None:
    """Let what tells of answers go to the person's other contacts, too, once to each."""
    delivery, says = prepared
    if delivery.copy_contact_id:
        return
    at, _ = post.now()
    for contact_id in contact.further:
        opened = planning.open_copy(delivery, contact_id, says.news, at=at)
        if opened and not await deliveries.is_there(tx, opened.delivery_id):
            await record(tx, None, [opened])


async def _may_be_told(tx: Transaction, delivery: Delivery, today: date) -> bool:
    person_id = delivery.person_id
    if delivery.kind == KIND_ANSWERS:
        host = delivery.host_organisation_id
        return await copies.is_facilitator(tx, person_id=person_id, organisation_id=host, today=today)
    return await copies.has_mandate(tx, person_id=person_id, addressee_id=delivery.addressee_id, today=today)


async def _hand_over(
    post: Post, hold: Hold, prepared: tuple[Delivery, Content], contact: Contact, reply_to: Contact | None
) -> Outcome:
    delivery, says = prepared
    at, today = post.now()
    stamps = Stamps(
        sender=post.mail_from,
        bounce_domain=post.bounce_domain,
        message_token=message_token(delivery.id),
        return_token=return_token(delivery.id),
        at=at.astimezone(post.zone),
    )
    now = Circumstances(
        language=contact.language,
        mode=post.mode,
        today=today,
        public_url=post.public_url,
        reply_reaches_facilitator=reply_to is not None,
    )
    mail = content.write(says, now)
    replies = _fit(reply_to)
    try:
        message = compose(mail, language=contact.language, recipient=contact.address, reply_to=replies, stamps=stamps)
    except UnfitAddress:
        # 5.1.3: bad destination mailbox address syntax (RFC 3463).
        return Outcome(
            accepted=False, answer=Answer(reply_code=0, status_code="5.1.3", final=True), words="unfit address"
        )
    with telemetry.span("mail.smtp", kind=SpanKind.CLIENT):
        return await post.server.hand_over(
            bytes(message), return_path=stamps.return_path, recipient=contact.address, hold=hold
        )


def _fit(reply_to: Contact | None) -> str | None:
    try:
        return fit_address(reply_to.address) if reply_to else None
    except UnfitAddress:
        return None


async def _record(post: Post, lease: Lease, outcome: Outcome, contact: Contact) -> None:
    """Record what came of the try, as soon as the database answers: the server's word must not be lost."""
    words = scrub(outcome.words, address=contact.address)
    while True:
        try:
            async with post.database.transaction() as tx:
                await _record_once(post, tx, lease, outcome, words)
        except TRANSIENT:
            await asyncio.sleep(_SECONDS_BETWEEN_RECORDINGS * (1 + 4 * post.jitter()))
        else:
            log.info("mail_tried", delivery_id=lease.delivery_id, outcome=_word(outcome))
            return


async def _record_once(post: Post, tx: Transaction, lease: Lease, outcome: Outcome, words: str) -> None:
    await lines.lock_addressee(tx, lease.addressee_id)
    ours = await leases.lock_held(tx, lease)
    before = await deliveries.lock(tx, lease.delivery_id)
    at, today = post.now()
    facts: tuple[Fact, ...] = ()
    if outcome.accepted:
        # True whoever holds the lease by now: what happened, happened. Recorded once, as the state says.
        facts = sending.accept(before, mode=post.mode, at=at, today=today)
    elif ours:
        facts = sending.fail(
            before, outcome.answer, first_wait=post.first_wait, jitter=post.jitter(), at=at, today=today
        )
    if facts:
        after = await record(tx, before, facts)
        await leases.note_answer(tx, lease.delivery_id, words)
        await _tell_others(tx, after, facts, at=at, today=today)
    await leases.let_go(tx, lease)


async def _tell_others(tx: Transaction, after: Delivery, facts: tuple[Fact, ...], *, at: datetime, today: date) -> None:
    """A mail that will not arrive may leave lines of which nobody has been told: a later liaison is, then."""
    if any(isinstance(fact, RequestBounced) for fact in facts):
        await plan(tx, after.addressee_id, at=at, today=today, publication_id=after.publication_id)


async def _let_go(post: Post, lease: Lease, *, put_off_seconds: float) -> None:
    async with post.database.transaction() as tx:
        await leases.let_go(tx, lease, put_off_seconds=put_off_seconds)


def _word(outcome: Outcome) -> str:
    if outcome.accepted:
        return "accepted"
    return "refused" if outcome.answer.final else "put_off"
