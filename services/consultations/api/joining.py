"""Merged, superseded, and back (row 6); linked, and back."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import grpc

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import Rpcs
from services.consultations.domain.errors import NoSuchRow, Stale
from services.consultations.domain.facts import (
    StatementJoined,
    StatementLinked,
    StatementUnlinked,
    StatementUnmerged,
    evolve_statement,
)
from services.consultations.domain.joining import Standalone, join, unmerge
from services.consultations.domain.linking import link, unlink
from services.consultations.domain.record import ConsultationRecord, Joining, StatementRecord
from services.consultations.domain.values import LocalizedText, Standing

Context = grpc.aio.ServicerContext[Any, Any]
Response = TypeVar(
    "Response",
    pb.MergeStatementResponse,
    pb.SupersedeStatementResponse,
    pb.UnmergeStatementResponse,
    pb.LinkStatementsResponse,
    pb.UnlinkStatementsResponse,
)
Request: TypeAlias = (
    pb.MergeStatementRequest
    | pb.SupersedeStatementRequest
    | pb.UnmergeStatementRequest
    | pb.LinkStatementsRequest
    | pb.UnlinkStatementsRequest
)
Fact: TypeAlias = StatementJoined | StatementUnmerged | StatementLinked | StatementUnlinked
# Decides, from the caller, the version seen and the statements named, what happens to the first of them, and so on.
Decide: TypeAlias = Callable[[Standing, int | None, list[Standalone]], Sequence[Fact]]


class JoiningRpcs(Rpcs):
    """Merges, supersedes, links, and takes it back."""

    async def MergeStatement(self, request: pb.MergeStatementRequest, context: Context) -> pb.MergeStatementResponse:
        """Merge a published statement into another one that says the same."""
        return await self._join(request, context, Joining.MERGED, pb.MergeStatementResponse)

    async def SupersedeStatement(
        self, request: pb.SupersedeStatementRequest, context: Context
    ) -> pb.SupersedeStatementResponse:
        """Let another published statement take the place of one."""
        return await self._join(request, context, Joining.SUPERSEDED, pb.SupersedeStatementResponse)

    async def UnmergeStatement(
        self, request: pb.UnmergeStatementRequest, context: Context
    ) -> pb.UnmergeStatementResponse:
        """Let a merged or superseded statement stand on its own again."""
        reason, texts, now = _reason(request.reason), wire.Texts(), self._now()

        def decide(who: Standing, seen_version: int | None, found: list[Standalone]) -> Sequence[Fact]:
            return [unmerge(found[0], reason, who=who, seen_version=seen_version, keep=texts.keep, moment=now)]

        numbers = [wire.required_number(request.number, of_consultations=False)]
        return await self._change(
            request, context, numbers, decide=decide, texts=texts, answer=pb.UnmergeStatementResponse
        )

    async def LinkStatements(self, request: pb.LinkStatementsRequest, context: Context) -> pb.LinkStatementsResponse:
        """Link two published statements that are related."""
        reason, texts, now = _reason(request.reason), wire.Texts(), self._now()

        def decide(who: Standing, seen_version: int | None, found: list[Standalone]) -> Sequence[Fact]:
            one, other = found
            return link(one, other, reason, who=who, seen_version=seen_version, keep=texts.keep, moment=now)

        return await self._change(
            request, context, _pair(request), decide=decide, texts=texts, answer=pb.LinkStatementsResponse
        )

    async def UnlinkStatements(
        self, request: pb.UnlinkStatementsRequest, context: Context
    ) -> pb.UnlinkStatementsResponse:
        """Take a link between two statements back."""
        reason, texts, now = _reason(request.reason), wire.Texts(), self._now()

        def decide(who: Standing, seen_version: int | None, found: list[Standalone]) -> Sequence[Fact]:
            one, other = found
            return unlink(one, other, reason, who=who, seen_version=seen_version, keep=texts.keep, moment=now)

        return await self._change(
            request, context, _pair(request), decide=decide, texts=texts, answer=pb.UnlinkStatementsResponse
        )

    async def _join(
        self,
        request: pb.MergeStatementRequest | pb.SupersedeStatementRequest,
        context: Context,
        kind: Joining,
        answer: type[Response],
    ) -> Response:
        reason, texts, now = _reason(request.reason), wire.Texts(), self._now()

        def decide(who: Standing, seen_version: int | None, found: list[Standalone]) -> Sequence[Fact]:
            source, target = found
            return [join(source, target, kind, reason, who=who, seen_version=seen_version, keep=texts.keep, moment=now)]

        numbers = [
            wire.required_number(request.number, of_consultations=False),
            wire.required_number(request.target_number, of_consultations=False, field="target_number"),
        ]
        return await self._change(request, context, numbers, decide=decide, texts=texts, answer=answer)

    async def _change(
        self,
        request: Request,
        context: Context,
        numbers: list[str],
        *,
        decide: Decide,
        texts: wire.Texts,
        answer: type[Response],
    ) -> Response:
        caller, now = access.caller(context), self._now()
        seen = wire.version(request.expected_version) if request.expected_version else None
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, answer):
                return reply
            who = await self._acting(tx, caller, now)
            await self._require_nobody_named(tx, reason=_reason(request.reason))
            found = await _lock(tx, numbers)
            before = found[0].record
            host = before.frame.host_organisation_id
            seen_version = None if seen is None else seen - await store.entered_version(tx, before.id, host)
            try:
                facts = decide(who, seen_version, found)
            except Stale as stale:
                current = answer(statement=await self._public(tx, before, found[0].consultation))
                raise Stale(str(stale), current) from None
            changed = [
                await self._happened(tx, each.record, fact, texts) for each, fact in zip(found, facts, strict=False)
            ]
            await store.audit(
                tx, at=now.at, actor=who.person_id, action=_action(facts[0]), table="statements", row_id=before.id
            )
            response = answer(statement=await self._public(tx, changed[0], found[0].consultation))
            # Who said it stands in the answer, and whom its words name: it goes when one of them withdraws consent.
            key_id = await store.replies_key(tx, found[0].consultation)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def _happened(
        self, tx: Transaction, before: StatementRecord, fact: Fact, texts: wire.Texts
    ) -> StatementRecord:
        after = evolve_statement(before, fact)
        await store.save_statement_record(tx, after)
        await event_log.append(tx, wire.statement_event(fact, texts))
        return after

    async def _public(
        self, tx: Transaction, record: StatementRecord, consultation: ConsultationRecord
    ) -> pb.PublicStatement:
        return wire.public_statement(record, consultation, await self._printed(tx, record, consultation))


def _action(fact: Fact) -> str:
    """Return what the audit calls an act."""
    match fact:
        case StatementJoined():
            return fact.joined.kind.value
        case StatementUnmerged():
            return "unmerge"
        case StatementLinked():
            return "link"
        case StatementUnlinked():
            return "unlink"


def _pair(request: pb.LinkStatementsRequest | pb.UnlinkStatementsRequest) -> list[str]:
    return [
        wire.required_number(request.number, of_consultations=False),
        wire.required_number(request.other_number, of_consultations=False, field="other_number"),
    ]


def _reason(given: text_pb2.LocalizedText) -> LocalizedText:
    return wire.text(given, field="reason", longest=2000, required=True)


async def _lock(tx: Transaction, numbers: list[str]) -> list[Standalone]:
    """Lock the statements of these numbers, in order of their ids, and return them in the order given."""
    ids = []
    for number in numbers:
        known = await store.statement_numbered(tx, number)
        if known is None:
            raise NoSuchRow("statement")
        ids.append(known.id)
    found = {}
    for statement_id in sorted(set(ids)):
        record = await store.lock_statement_record(tx, statement_id)
        consultation = await store.consultation_record(tx, record.frame.consultation_id)
        assert consultation
        found[statement_id] = Standalone(
            record=record,
            consultation=consultation,
            stands_for_others=await store.stands_for_others(tx, statement_id),
        )
    return [found[each] for each in ids]
