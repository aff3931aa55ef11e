"""Answers that are not sent yet: kept for their writer and for colleagues, ended when they are sent."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.chassis.principal import Principal
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import drafts
from services.recommendations.domain.drafts import DraftChanged
from services.recommendations.domain.guards import Line
from services.recommendations.domain.standing import Standing
from services.recommendations.store import answer_drafts as rows
from services.recommendations.store import history, lines

_TABLE = "answer_drafts"


class DraftRpcs(Base):
    """RPCs of liaisons who are not done yet."""

    async def SaveAnswerDraft(self, request: pb.SaveAnswerDraftRequest, context: Context) -> pb.SaveAnswerDraftResponse:
        """Keep the form as it was filled in, over what the caller kept there before."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        filled = wire.drafts.fields(request.fields)
        try:
            async with self._db.transaction() as tx:
                if reply := await replies.claim(tx, caller, request, pb.SaveAnswerDraftResponse):
                    return reply
                by = await self._standing(tx, caller)
                line = await lines.lock(tx, assignment_id)
                before = await rows.of_person(tx, assignment_id, by.person_id)
                draft = drafts.save_draft(
                    line,
                    before.draft if before else None,
                    new_id=new_id(),
                    by=by,
                    expected_version=request.expected_version,
                    assignment_version=request.assignment_version,
                    at=self._clock(),
                )
                key_id = before.key_id if before else await self._keys.create()
                sealed = self._keys.seal(
                    key_id, filled.SerializeToString(), table=_TABLE, column="sealed", row_id=draft.id
                )
                await rows.put(tx, rows.Row(draft=draft, key_id=key_id, sealed=sealed))
                await self._note_draft(tx, by, "answer_draft_saved", draft.id)
                shown = wire.drafts.shown(draft, filled, mine=True, zone=self._zone)
                response = pb.SaveAnswerDraftResponse(draft=shown)
                return await replies.remember(tx, caller, request, response, key_id=key_id)
        except DraftChanged as changed:
            current = pb.SaveAnswerDraftResponse(draft=await self._current(caller, changed))
            raise Aborted(str(changed), current=current) from changed

    async def DiscardAnswerDraft(
        self, request: pb.DiscardAnswerDraftRequest, context: Context
    ) -> pb.DiscardAnswerDraftResponse:
        """End a draft without sending it."""
        caller = access.caller(context)
        draft_id = wire.words.uuid(request.draft_id, field="draft_id")
        try:
            async with self._db.transaction() as tx:
                if reply := await replies.claim(tx, caller, request, pb.DiscardAnswerDraftResponse):
                    return reply
                by = await self._standing(tx, caller)
                draft = (await rows.lock(tx, draft_id, by.addressees)).draft
                drafts.unchanged(draft, request.expected_version)
                await rows.end(tx, draft.assignment_id, draft.person_id, at=self._clock())
                await self._note_draft(tx, by, "answer_draft_discarded", draft_id)
                return await replies.remember(tx, caller, request, pb.DiscardAnswerDraftResponse())
        except DraftChanged as changed:
            current = pb.DiscardAnswerDraftResponse(draft=await self._current(caller, changed))
            raise Aborted(str(changed), current=current) from changed

    async def _current(self, caller: Principal, changed: DraftChanged) -> pb.AnswerDraft | None:
        """Return the draft that a stale request met, as it is now; None if it has gone since."""
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            row = await rows.of_person(tx, changed.draft.assignment_id, changed.draft.person_id)
        return self._shown(row, by) if row else None

    async def _drafts(
        self, tx: Transaction, found: Sequence[Line], by: Standing, *, complete: bool
    ) -> dict[UUID, list[pb.AnswerDraft]]:
        """Return the drafts on lines that the person answers for, the own ones first; what they say if `complete`."""
        mine = [each.assignment.id for each in found if each.assignment.addressee_id in by.addressees]
        kept: dict[UUID, list[pb.AnswerDraft]] = {}
        for row in await rows.of_lines(tx, mine):
            try:
                shown = self._shown(row, by, complete=complete)
            except KeyDestroyed:
                continue  # erased on purpose
            kept.setdefault(row.draft.assignment_id, []).append(shown)
        for each in kept.values():
            each.sort(key=lambda draft: not draft.saved_by_caller)
        return kept

    async def _sent(self, tx: Transaction, assignment_id: UUID, by: Standing) -> None:
        """End the draft of an answer that was sent."""
        if ended := await rows.end(tx, assignment_id, by.person_id, at=self._clock()):
            await self._note_draft(tx, by, "answer_draft_sent", ended)

    async def forget_draft_keys(self) -> None:
        """Destroy the keys of drafts that have ended, then their rows. Begun again after a failure, it goes on."""
        async with self._db.transaction(read_only=True) as tx:
            found = await rows.ended(tx)
        for draft_id, key_id in found:
            self._keys.destroy(key_id)
            async with self._db.transaction() as tx:
                await rows.delete(tx, draft_id)

    def _shown(self, row: rows.Row, by: Standing, *, complete: bool = True) -> pb.AnswerDraft:
        filled = pb.AnswerDraft()
        if complete:
            opened = self._keys.open(row.key_id, row.sealed, table=_TABLE, column="sealed", row_id=row.draft.id)
            filled = pb.AnswerDraft.FromString(opened)
        return wire.drafts.shown(row.draft, filled, mine=row.draft.person_id == by.person_id, zone=self._zone)

    async def _note_draft(self, tx: Transaction, by: Standing, action: str, draft_id: UUID) -> None:
        await history.audit(tx, at=self._clock(), actor=str(by.person_id), action=action, row_id=draft_id)
