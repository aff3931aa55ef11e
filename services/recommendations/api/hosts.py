"""What the host does for a line: a request handed over, and an answer given outside the tracker."""

from dataclasses import replace
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies, texts
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import readable
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.scans import ScanRpcs
from services.recommendations.domain import delivery, evidence, outside
from services.recommendations.domain.evidence import AttachedFile
from services.recommendations.domain.guards import Line
from services.recommendations.domain.outside import OutsideAnswer, OutsideState
from services.recommendations.store import files, history, lines, records
from services.recommendations.store import waiting as rows
from services.recommendations.store.waiting import Table

_TABLE = Table.OUTSIDE_ANSWERS


class HostRpcs(ScanRpcs):
    """RPCs of facilitators, registrars and reviewers."""

    async def RecordHandOver(self, request: pb.RecordHandOverRequest, context: Context) -> pb.RecordHandOverResponse:
        """Record that the request was given by hand, courier or letter."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        hand_over = wire.requests.hand_over(request)
        scan_id = wire.words.optional_uuid(request.scan_file_id, field="scan_file_id")
        async with self._writing(pb.RecordHandOverResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordHandOverResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            if scan := await self._scan(tx, scan_id):
                hand_over = replace(hand_over, scan=scan.as_scan(public=False))
            fact = delivery.record_hand_over(before, hand_over, act, holidays=await self._holidays(tx))
            await self._name_scan(tx, scan_id, assignment_id)
            if scan:
                await files.tell_scan(tx, scan.id)
            after = await self._record(tx, before, fact)
            response = pb.RecordHandOverResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def RecordOutsideAnswer(
        self, request: pb.RecordOutsideAnswerRequest, context: Context
    ) -> pb.RecordOutsideAnswerResponse:
        """Write down an answer given outside the tracker; nothing is public until it is confirmed."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        scan_id = wire.words.optional_uuid(request.scan_file_id, field="scan_file_id")
        async with self._writing(pb.RecordOutsideAnswerResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.RecordOutsideAnswerResponse):
                return reply
            act = await self._act(tx, caller, request.expected_version)
            before = await lines.lock(tx, assignment_id)
            answer = wire.requests.outside_answer(request, outside_answer_id=new_id(), recorded_by=act.by.person_id)
            answer = _with_scan(answer, await self._scan(tx, scan_id), public=False)
            fact = outside.record_outside_answer(before, answer, act)
            await self._name_scan(tx, scan_id, assignment_id)
            request_kept = await self._with_host(tx, request, before)
            key_id = await self._keys.create()
            sealed = self._keys.seal(
                key_id, request_kept.SerializeToString(), table=_TABLE, column="sealed", row_id=answer.id
            )
            row = rows.Row(
                id=answer.id,
                assignment_id=assignment_id,
                key_id=key_id,
                sealed=sealed,
                state=OutsideState.WAITING,
                recorded_by=act.by.person_id,
                recorded_at=act.moment.at,
            )
            await rows.add(tx, _TABLE, row)
            after = await self._record(tx, before, fact)
            await history.audit(
                tx, at=act.moment.at, actor=act.actor, action="outside_answer_recorded", row_id=answer.id
            )
            response = pb.RecordOutsideAnswerResponse(
                outside_answer=await self._waiting(tx, row, request_kept, after, reader=act.by.person_id)
            )
            return await replies.remember(tx, caller, request, response)

    async def _with_host(
        self, tx: Transaction, request: pb.RecordOutsideAnswerRequest, line: Line
    ) -> pb.RecordOutsideAnswerRequest:
        """Return the request with the host's name, whatever the caller wrote there."""
        kept = wire.keeping.kept(request)
        consultation = (await records.consultations(tx, [line.record.consultation_id])).get(line.record.consultation_id)
        if consultation and consultation.host_name_id:
            known = await texts.load(tx, [consultation.host_name_id])
            if name := wire.words.shown(known, consultation.host_name_id):
                kept.source.recorded_by.CopyFrom(name)
        return kept

    async def ListOutsideAnswers(
        self, request: pb.ListOutsideAnswersRequest, context: Context
    ) -> pb.ListOutsideAnswersResponse:
        """List answers that wait for confirmation, oldest first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, wire.filters.waited, values=2)
        async with self._db.transaction(read_only=True) as tx:
            hosts = outside.reviewed_hosts(await self._standing(tx, caller, lock=False))
            found = await rows.waiting(tx, _TABLE, hosts, after=after, limit=size + 1)
            kept = dict(readable(lambda each: (each.id, self._opened(each)), found[:size]))
            scans = await self._shown_scans(tx, kept.values())
            views = await self._by_id(tx, {each.assignment_id for each in found[:size]})
        answers = [
            wire.views.outside_answer(
                each.id,
                kept[each.id],
                views[each.assignment_id],
                recorded_by_caller=each.recorded_by == caller.person_id,
                scan=scans.get(kept[each.id].scan_file_id),
            )
            for each in found[:size]
            if each.id in kept
        ]
        return pb.ListOutsideAnswersResponse(
            outside_answers=answers,
            next_page_token=wire.filters.next_token(found, size, rows.place_of),
        )

    async def DecideOutsideAnswer(
        self, request: pb.DecideOutsideAnswerRequest, context: Context
    ) -> pb.DecideOutsideAnswerResponse:
        """Confirm an answer given outside the tracker, or refuse it. Confirmed, it counts from its own date."""
        caller = access.caller(context)
        answer_id = wire.words.uuid(request.outside_answer_id, field="outside_answer_id")
        reason = wire.words.line(request.reason, field="reason", longest=1000)
        moment = self._moment()
        async with self._writing(pb.DecideOutsideAnswerResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.DecideOutsideAnswerResponse):
                return reply
            by = await self._standing(tx, caller)
            hosts = outside.reviewed_hosts(by)
            line = await lines.lock(tx, await rows.assignment_of(tx, _TABLE, answer_id, hosts))
            row = await rows.lock(tx, _TABLE, answer_id)
            scan = await self._scan(tx, self._scan_id(row))
            answer = _with_scan(self._read(row), scan, public=request.scan_may_be_public)
            decided = outside.decide_outside_answer(
                line, answer, confirm=request.confirm, reason=reason, by=by, moment=moment
            )
            if request.scan_may_be_public:
                evidence.publish_scan(scan, confirm=request.confirm, by=by)
            if request.confirm:
                line = await self._make_public(tx, line, answer)
                if scan:
                    await files.tell_scan(tx, scan.id)
            else:
                await self._release_scan(tx, scan)
            decided = replace(decided, version=line.assignment.version + 1)
            line = await self._record(tx, line, decided)
            await self._note_decision(tx, row, decided.confirmed, by=by.person_id, reason=reason)
            response = pb.DecideOutsideAnswerResponse(assignment=await self._answer(tx, line))
            return await replies.remember(tx, caller, request, response)

    async def _make_public(self, tx: Transaction, line: Line, answer: OutsideAnswer) -> Line:
        moment = self._moment()
        if stated := outside.stated_outside(line, answer, moment=moment):
            line = await self._record_position(tx, line, stated)
        if reported := outside.reported_outside(line, answer, moment=moment):
            line = await self._record_progress(tx, line, reported)
        if moved := outside.moved_outside(line, answer, moment=moment):
            line = await self._record(tx, line, moved)
        return line

    async def _note_decision(self, tx: Transaction, row: rows.Row, confirmed: bool, *, by: UUID, reason: str) -> None:
        refusal = None
        if not confirmed and row.key_id:
            refusal = self._keys.seal(row.key_id, reason.encode(), table=_TABLE, column="refusal", row_id=row.id)
        state = OutsideState.CONFIRMED if confirmed else OutsideState.REFUSED
        at = self._clock()
        await rows.decide(tx, _TABLE, row.id, state=state, by=by, at=at, refusal=refusal)
        await history.audit(tx, at=at, actor=str(by), action=f"outside_answer_{state.value}", row_id=row.id)

    def _opened(self, row: rows.Row) -> pb.RecordOutsideAnswerRequest:
        """Return what was recorded; empty once its key is destroyed or it is public."""
        if row.key_id is None or row.sealed is None:
            return pb.RecordOutsideAnswerRequest()
        opened = self._keys.open(row.key_id, row.sealed, table=_TABLE, column="sealed", row_id=row.id)
        return pb.RecordOutsideAnswerRequest.FromString(opened)

    def _scan_id(self, row: rows.Row) -> UUID | None:
        return wire.words.optional_uuid(self._opened(row).scan_file_id, field="scan_file_id")

    def _read(self, row: rows.Row) -> OutsideAnswer:
        """Return the recorded answer as the domain decides on it."""
        state = OutsideState(row.state)
        if row.sealed is None:
            raise outside.already_decided(state)
        answer = wire.requests.outside_answer(self._opened(row), outside_answer_id=row.id, recorded_by=row.recorded_by)
        return replace(answer, state=state)

    async def _waiting(
        self,
        tx: Transaction,
        row: rows.Row,
        kept: pb.RecordOutsideAnswerRequest,
        line: Line,
        *,
        reader: UUID,
    ) -> pb.OutsideAnswer:
        view = (await self._views(tx, [line]))[0]
        scan = (await self._shown_scans(tx, [kept])).get(kept.scan_file_id)
        return wire.views.outside_answer(row.id, kept, view, recorded_by_caller=row.recorded_by == reader, scan=scan)

    async def forget_keys(self) -> None:
        """Destroy the keys of what was decided long ago. Begun again after a failure, it does the rest."""
        for table in Table:
            async with self._db.transaction(read_only=True) as tx:
                found = await rows.keys_to_destroy(tx, table, now=self._clock())
            for row_id, key_id in found:
                self._keys.destroy(key_id)
                async with self._db.transaction() as tx:
                    await rows.key_destroyed(tx, table, row_id)


def _with_scan(answer: OutsideAnswer, scan: AttachedFile | None, *, public: bool) -> OutsideAnswer:
    """Return the answer with what events and the public are told of its scan."""
    if scan is None:
        return answer
    return replace(answer, source=replace(answer.source, scan=scan.as_scan(public=public)))
