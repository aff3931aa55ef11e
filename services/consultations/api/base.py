"""What all RPCs of the service share."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

import structlog
from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import texts
from services.chassis.clocks import Clocks, of_database
from services.chassis.database import TRANSIENT, Database, Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.keys import Keys
from services.chassis.principal import Principal
from services.consultations import past, store, wire
from services.consultations.domain.drafts import Consultation, Draft
from services.consultations.domain.errors import RoleMissing, Stale
from services.consultations.domain.pseudonyms import public_pseudonyms
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.safeguarding.hosts import bodies_of
from services.consultations.domain.safeguarding.reasons import require_nobody_named
from services.consultations.domain.values import Moment, Role, RoleGrant, Standing
from services.consultations.past import PastDay

log = structlog.get_logger(__name__)

_ROLES: Final = frozenset(Role)
# Half of what an answer may hold: a page of a list that would be longer ends earlier.
_PAGE_BYTES: Final = 512 * 1024


class Rpcs:
    """RPCs over one database.

    Args:
        database: The service's database.
        keys: The service's data keys.
        clock: Tells the time, in UTC.
        zone: Where days begin and end.
        database_clock: Tells it by the database's clock.
    """

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        database_clock: Callable[[Transaction], Awaitable[datetime]] = of_database,
    ) -> None:
        self._db = database
        self._keys = keys
        self._clock = clock
        self._zone = zone
        self._clocks = Clocks(clock, database_clock)  # for what time ends for good

    def _now(self) -> Moment:
        return Moment(at=self._clock(), zone=self._zone)

    async def _acting(self, tx: Transaction, caller: Principal, now: Moment) -> Standing:
        """Return what the caller may do today by token *and* by our own copy; the transaction sees no other's rows."""
        assert caller.person_id
        who = await store.standing(tx, caller.person_id, _claimed(caller), today=now.today)
        if not who.roles:
            raise RoleMissing("you hold no role that allows this")
        return who

    async def _reading(self, tx: Transaction, caller: Principal) -> Standing:
        """Return what the caller may see by token; the transaction sees no other's rows."""
        assert caller.person_id
        who = Standing(person_id=caller.person_id, roles=_claimed(caller))
        await store.act_for(tx, hosts(who))
        return who

    async def _written(self, tx: Transaction, consultation_id: UUID, who: Standing) -> tuple[pb.Draft, UUID]:
        """Return the draft as it is now, and the data key under which an answer that holds it is kept."""
        draft = await store.read_draft(tx, self._keys, consultation_id, hosts(who))
        return await self._as_message(tx, draft, who), draft.consultation.replies_key_id

    async def _as_message(self, tx: Transaction, draft: Draft, who: Standing) -> pb.Draft:
        record, records = None, dict[UUID, StatementRecord]()
        # Of thousands of statements only those of the first piece are looked up and written.
        first = wire.first_piece(draft, who.person_id)
        if draft.published:
            record = await store.consultation_record(tx, draft.consultation.id)
            records = {each.id: each for each in await store.statement_records_of(tx, [each.id for each in first])}
        message = wire.draft(draft, first, record, records, who, now=self._now())
        message.documents.extend(wire.document(each, record, who.person_id) for each in draft.documents)
        if record:
            await self._write_corrected(tx, message, record, records)
        wire.cut(message)
        return message

    async def _more_statements(
        self, tx: Transaction, consultation: Consultation, after: UUID, caller_id: UUID
    ) -> pb.Draft:
        """Return the statements that follow one of them, as many as fit into an answer."""
        # Their sizes are those of the rows, which are longer than what is sent of them.
        found, last = await store.statements_after(tx, self._keys, consultation, after, most_bytes=wire.PIECE_BYTES)
        record = await store.consultation_record(tx, consultation.id)
        ids = [each.id for each in found]
        records = {each.id: each for each in await store.statement_records_of(tx, ids)} if record else {}
        message = pb.Draft(
            consultation_id=str(consultation.id),
            version=consultation.version,
            revision=wire.revision(consultation),
            statements=[wire.statement(each, records.get(each.id), caller_id) for each in found],
        )
        if record:
            await self._write_corrected(tx, message, record, records)
            del message.corrected[:]  # the first answer has them
        wire.cut(message)
        if last and not message.next_statements_token:
            _, more = await store.statements_after(tx, self._keys, consultation, last, most_bytes=1)
            message.next_statements_token = wire.page_token([last]) if more else ""
        return message

    async def _titles(self, tx: Transaction, found: Sequence[store.Summary]) -> Mapping[UUID, text_pb2.LocalizedText]:
        """Return the titles that were corrected since they were published, by consultation."""
        numbered = [each.consultation.id for each in found if each.number]
        records = [each for each in await store.consultation_records_of(tx, numbered) if each.corrections]
        known = wire.plain(await texts.load(tx, [each.frame.title for each in records if each.frame.title]))
        return {each.id: known[each.frame.title] for each in records if each.frame.title in known}

    async def _write_corrected(
        self, tx: Transaction, message: pb.Draft, record: ConsultationRecord, records: Mapping[UUID, StatementRecord]
    ) -> None:
        """Write how the public reads now what was corrected since it was published."""
        published: tuple[ConsultationRecord | StatementRecord, ...] = (record, *records.values())
        reworded = [each for each in published if each.corrections]
        if not reworded:
            return
        known = wire.plain(await texts.load(tx, wire.ids_in(*reworded)))
        message.corrected.extend(wire.corrected_texts(record, known))
        for each in message.statements:
            if wording := wire.statement_corrected(records[UUID(each.statement_id)], known) if each.number else None:
                each.corrected.CopyFrom(wording)

    async def _printed(self, tx: Transaction, *records: Any, then: PastDay | None = None) -> wire.Printed:
        """Return what the ids in published records stand for; records of a past day with what was merged then."""
        consultations = {each.id for each in records if isinstance(each, ConsultationRecord)}
        bodies = [each for each in records if isinstance(each, StatementRecord)]
        named = {to.addressee_id for each in bodies for to in each.addressees}
        others = {other for each in bodies for other in each.others}
        ids = [each.id for each in bodies]
        merged: Mapping[UUID, list[tuple[StatementRecord, bool]]] = {}
        if ids:
            merged = await past.merged_into(tx, ids, then) if then else await store.merged_into(tx, ids)
        told_apart = await store.pseudonyms(tx, {each.frame.consultation_id for each in bodies})
        return wire.Printed(
            texts=wire.plain(await texts.load(tx, wire.ids_in(*records))),
            speakers=await store.speakers(tx, self._keys, consultations),
            pseudonyms={said: each for known in told_apart.values() for said, each in public_pseudonyms(known).items()},
            register=await store.register(tx, named),
            merged=merged,
            shown=await past.shown(tx, others, then) if then else await store.shown(tx, others),
        )

    async def _require_nobody_named(self, tx: Transaction, **given: object) -> None:
        """Refuse texts that are public at once, without a reviewer, if something in them could lead to a person."""
        require_nobody_named(given, await store.body_names(tx))

    async def _called(self, tx: Transaction, draft: Draft) -> frozenset[str]:
        """Return what bodies of the register are called, and the host of a consultation if its name is a body's."""
        return await store.body_names(tx) | bodies_of(draft.consultation.details.host_name)

    async def _destroy_keys(self) -> None:
        """Destroy keys at once after the commit that asked for it; what fails, the service's task does."""
        try:
            await store.destroy_keys(self._db, self._keys)
        except (*TRANSIENT, OSError) as error:
            log.warning("keys_not_destroyed_yet", reason=type(error).__name__)


def hosts(who: Standing) -> frozenset[UUID]:
    """Return the organisations whose drafts the person may know of."""
    return who.organisations(Role.FACILITATOR, Role.REVIEWER)


def _claimed(caller: Principal) -> frozenset[RoleGrant]:
    return frozenset(RoleGrant(Role(each.role), each.organisation_id) for each in caller.roles if each.role in _ROLES)


def host_of(who: Standing, organisation_id: UUID | None) -> UUID:
    """Return the organisation for which something new is entered: the one named, or the only one.

    Raises:
        RoleMissing: The person is no facilitator of it.
        InvalidArgument: None is named, and there are several.
    """
    own = who.organisations(Role.FACILITATOR)
    if organisation_id is None and len(own) > 1:
        raise InvalidArgument("the host: you are facilitator of several organisations", field="organisation_id")
    if not own or (organisation_id is not None and organisation_id not in own):
        raise RoleMissing("you are no facilitator of that organisation")
    return organisation_id or next(iter(own))


@contextlib.contextmanager
def stale_as(write: Callable[[Any], Message]) -> Iterator[None]:
    """Turn the row that a stale act came upon into the message that the RPC would have answered with."""
    try:
        yield
    except Stale as stale:
        raise Stale(str(stale), write(stale.current)) from None


class Page:
    """Takes the entries of one page until it is full.

    Args:
        size: How many entries at most.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._bytes = 0
        self.entries: list[Any] = []
        self.token = ""
        self._last = ""

    def add(self, entry: Message | None, place: tuple[object, ...]) -> bool:
        """Take an entry and its place in the list. False if the page is full: the next one begins with it.

        What is erased is None. It takes its place on the page, so that one without a single entry may have a next.
        """
        self._bytes += entry.ByteSize() if entry else 0
        if self._taken == self._size or (self.entries and self._bytes > _PAGE_BYTES):
            self.token = self._last
            return False
        self._taken += 1
        if entry:
            self.entries.append(entry)
        self._last = wire.page_token(place)
        return True
