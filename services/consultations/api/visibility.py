"""Hidden, shown again, withdrawn: rows 5 and 5b."""

from typing import Any, Final
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Rpcs
from services.consultations.domain.errors import NoSuchRow, Stale
from services.consultations.domain.facts import Shown, VisibilityFact, evolve_consultation, evolve_statement
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import Moment
from services.consultations.domain.visibility import hide, show, withdraw

# How log and audit name somebody who acts by a card: an id would tell in clear who said what.
CARD: Final = "service:consultations"

Context = grpc.aio.ServicerContext[Any, Any]


class VisibilityRpcs(Rpcs):
    """Hides, shows and withdraws."""

    async def Hide(self, request: pb.HideRequest, context: Context) -> pb.HideResponse:
        """Hide a published statement or consultation at once (row 5b). One person suffices."""
        caller, now = access.caller(context), self._now()
        number, reason = wire.required_number(request.number), wire.reason(request.reason)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.HideResponse):
                return reply
            who = await self._acting(tx, caller, now)
            record = await _lock(tx, number)
            if fact := hide(record, who=who, moment=now):
                await save_visibility(tx, record, fact)
            await self._note_reason(tx, record, "hide", reason, by=who.person_id, now=now)
            return await replies.remember(tx, caller, request, pb.HideResponse())

    async def Show(self, request: pb.ShowRequest, context: Context) -> pb.ShowResponse:
        """Ask to show something again, or agree to it (row 5b). Two persons are needed."""
        caller, now = access.caller(context), self._now()
        number, reason = wire.required_number(request.number), wire.reason(request.reason)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.ShowResponse):
                return reply
            who = await self._acting(tx, caller, now)
            record = await _lock(tx, number)
            by_card = await store.was_hidden_by_card(tx, record.id)
            fact = show(record, who=who, by_card=by_card, moment=now)
            await save_visibility(tx, record, fact)
            await self._note_reason(tx, record, "show", reason, by=who.person_id, now=now)
            return await replies.remember(tx, caller, request, pb.ShowResponse(shown=isinstance(fact, Shown)))

    async def WithdrawStatement(
        self, request: pb.WithdrawStatementRequest, context: Context
    ) -> pb.WithdrawStatementResponse:
        """Withdraw a published statement (row 5). Number and tombstone stay."""
        caller, now = access.caller(context), self._now()
        number = wire.required_number(request.number, of_consultations=False)
        reason = wire.text(request.reason, field="reason", longest=2000, required=True)
        asked_by = wire.text(request.asked_by, field="asked_by", longest=200, one_line=True, required=True)
        seen = wire.version(request.expected_version) if request.expected_version else None
        texts = wire.Texts()
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.WithdrawStatementResponse):
                return reply
            who = await self._acting(tx, caller, now)
            await self._require_nobody_named(tx, reason=reason, asked_by=asked_by)
            before = await _lock(tx, number)
            assert isinstance(before, StatementRecord)
            host = before.frame.host_organisation_id
            # What the caller saw counts the changes of the row as entered and those of the record together.
            seen_version = None if seen is None else seen - await store.entered_version(tx, before.id, host)
            try:
                fact = withdraw(
                    before, reason, asked_by, who=who, seen_version=seen_version, keep=texts.keep, moment=now
                )
            except Stale as stale:
                raise Stale(str(stale), await self._tombstone(tx, before)) from None
            after = evolve_statement(before, fact)
            await store.save_statement_record(tx, after)
            await event_log.append(tx, wire.statement_event(fact, texts))
            await store.audit(
                tx, at=now.at, actor=who.person_id, action="withdraw", table="statements", row_id=after.id
            )
            consultation = await store.consultation_record(tx, after.frame.consultation_id)
            assert consultation
            key_id = await store.replies_key(tx, consultation)
            return await replies.remember(tx, caller, request, await self._tombstone(tx, after), key_id=key_id)

    async def _tombstone(self, tx: Transaction, record: StatementRecord) -> pb.WithdrawStatementResponse:
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        printed = await self._printed(tx, record, consultation)
        return pb.WithdrawStatementResponse(statement=wire.public_statement(record, consultation, printed))

    async def _note_reason(
        self,
        tx: Transaction,
        record: ConsultationRecord | StatementRecord,
        action: str,
        reason: str,
        *,
        by: UUID | None,
        now: Moment,
    ) -> None:
        """Keep why; `by` is None for somebody who acts by a card."""
        table = "consultations" if isinstance(record, ConsultationRecord) else "statements"
        await store.keep_reason(
            tx,
            self._keys,
            reason,
            row_id=new_id(),
            key_id=await self._keys.create(),
            aggregate_id=record.id,
            action=action,
            by=by or store.BY_CARD,
            at=now.at,
        )
        await store.audit(tx, at=now.at, actor=by or CARD, action=action, table=table, row_id=record.id)


async def _lock(tx: Transaction, number: str) -> ConsultationRecord | StatementRecord:
    record: ConsultationRecord | StatementRecord | None
    if wire.is_consultation(number):
        consultation = await store.consultation_numbered(tx, number)
        record = await store.lock_consultation_record(tx, consultation.id) if consultation else None
    else:
        statement = await store.statement_numbered(tx, number)
        record = await store.lock_statement_record(tx, statement.id) if statement else None
    if record is None:
        raise NoSuchRow("consultation" if wire.is_consultation(number) else "statement")
    return record


async def save_visibility(tx: Transaction, before: ConsultationRecord | StatementRecord, fact: VisibilityFact) -> None:
    """Write what the fact leaves, and announce it."""
    texts = wire.Texts()
    if isinstance(before, ConsultationRecord):
        await store.save_consultation_record(tx, evolve_consultation(before, fact))
        await event_log.append(tx, wire.consultation_event(fact, texts))
    else:
        await store.save_statement_record(tx, evolve_statement(before, fact))
        await event_log.append(tx, wire.statement_event(fact, texts))
