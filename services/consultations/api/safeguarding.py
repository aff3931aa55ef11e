"""The safeguarding gate: what reviewers clear, redact, read and restrict before anything is public."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.consultations import store, wire
from services.consultations.api.gate import Before, GatedRpcs
from services.consultations.domain.drafts import require, require_unscheduled
from services.consultations.domain.errors import AlreadyPublic, NoSuchRow, Stale
from services.consultations.domain.safeguarding.acts import Act, ActKind
from services.consultations.domain.safeguarding.gate import Part
from services.consultations.domain.safeguarding.parts import Gate, accept, lowers, require_in_review
from services.consultations.domain.values import Moment, Role, Standing

Context = grpc.aio.ServicerContext[Any, Any]


class SafeguardingRpcs(GatedRpcs):
    """Records what reviewers do in the gate."""

    async def SafeguardConsultation(
        self, request: pb.SafeguardConsultationRequest, context: Context
    ) -> pb.SafeguardConsultationResponse:
        """Record what a reviewer did before something becomes public."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        given = wire.safeguarding_acts(request.acts)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.SafeguardConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            before = await self._before(tx, consultation_id, who)
            require(Role.REVIEWER, before.draft.consultation.organisation_id, who)
            try:
                # Long texts take their time: beside the loop.
                done = await asyncio.to_thread(_accepted, before, given, who=who, now=now)
            except Stale as stale:
                current = pb.SafeguardConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale(str(stale), current) from None
            await self._keep(tx, before, done)
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.SafeguardConsultationResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def _keep(self, tx: Transaction, before: Before, done: Sequence[tuple[Act, Part]]) -> None:
        consultation = before.draft.consultation
        rows = []
        for act, part in done:
            statement = before.draft.statement(act.owner_id)
            document = before.draft.document(act.owner_id)
            key_id = (statement or document or consultation).key_id
            rows.append((act, statement.id if statement else None, key_id))
            action = ActKind.LOWER if lowers(act, part) else act.kind
            table = "statements" if statement else "documents" if document else _table(before, act.owner_id)
            if document and act.kind in (ActKind.RESTRICT, ActKind.LOWER):
                await store.let_wait(tx, [document], waits=not part.after(act).label.restricted)
            await store.audit(tx, at=act.at, actor=act.by, action=action, table=table, row_id=act.owner_id)
        await store.keep_acts(tx, self._keys, consultation, rows)


def _table(before: Before, owner_id: UUID) -> str:
    return "consultations" if owner_id == before.draft.consultation.id else "programmes"


def _accepted(before: Before, given: Sequence[wire.GivenAct], *, who: Standing, now: Moment) -> list[tuple[Act, Part]]:
    """Return what was done, each with the part as it was just before: a later act sees the earlier ones."""
    parts = _parts(before.gate, given)
    done: list[tuple[Act, Part]] = []
    for each in given:
        for owner_id in _owners(before, each, parts):
            act = accept(each.by(who.person_id, owner_id, at=now.at), parts[owner_id])
            done.append((act, parts[owner_id]))
            parts[owner_id] = parts[owner_id].after(act)
    return done


def _parts(gate: Gate, given: Sequence[wire.GivenAct]) -> dict[UUID, Part]:
    """Return the parts that the acts are about, each examined once."""
    draft = gate.draft
    paths = {each.statement_id: each.path for each in given if each.statement_id}
    for statement_id in paths:
        statement = draft.statement(statement_id)
        if statement is None:
            raise NoSuchRow("statement")
        require_in_review(statement)
    documents: dict[UUID, Part] = {}
    if any(each.document_id for each in given):
        require_unscheduled(draft.schedule)
        documents = {each.owner_id: each for each in gate.documents()}
    for each in given:
        if each.document_id and each.document_id not in documents:
            raise NoSuchRow("document")
    frame: Sequence[Part] = ()
    if any(each.statement_id is None and each.document_id is None for each in given):
        require_unscheduled(draft.schedule)
        frame = gate.frame()
        if not frame:
            raise AlreadyPublic("the consultation's own texts are public already")
    return documents | {each.owner_id: each for each in (*frame, *gate.statements(paths))}


def _owners(before: Before, given: wire.GivenAct, parts: Mapping[UUID, Part]) -> Sequence[UUID]:
    """Return what an act is about: a statement; or the consultation, its programme, or both if they were read."""
    draft = before.draft
    if given.document_id:
        return [given.document_id]
    statement = draft.statement(given.statement_id) if given.statement_id else None
    if given.expected_version != (statement or draft.consultation).version:
        raise Stale(f"{'a statement' if statement else 'the consultation'} changed meanwhile", draft)
    if statement:
        return [statement.id]
    frame = {each.path: owner_id for owner_id, each in parts.items() if each.path in ("details", "programme")}
    if given.kind is ActKind.READ:
        return list(frame.values())
    wanted = "programme" if given.programme else "details"
    if wanted not in frame:
        raise InvalidArgument("a text of the consultation: no programme becomes public with it", field=given.path)
    return [frame[wanted]]
