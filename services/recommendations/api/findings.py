"""Right of reply: a finding is announced, the addressee replies, and once its time has passed both become public."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.recommendations import wire
from services.recommendations.api.base import Context, log
from services.recommendations.api.evidence import EvidenceRpcs
from services.recommendations.api.right_of_reply import RightOfReply
from services.recommendations.domain import findings
from services.recommendations.domain.checks import Finding
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.standing import Role
from services.recommendations.store import calendar, lines
from services.recommendations.store import findings as rows

_TABLE: Final = "findings"


class FindingRpcs(EvidenceRpcs, RightOfReply):
    """RPCs and the timer of findings in their right of reply."""

    async def _announce(
        self, tx: Transaction, before: Line, request: pb.RecordVerificationRequest, finding: Finding, act: Act
    ) -> tuple[Line, UUID]:
        """Seal the finding and announce it. Return the line as it is now, and the key that keeps the answer."""
        instead = self._settings.reply_window_seconds
        window = findings.window(
            replace(act.moment, at=await self._clocks.later(tx)),
            working_days=self._settings.reply_working_days,
            holidays=await self._holidays(tx),
            instead=timedelta(seconds=instead) if instead else None,
        )
        finding_id = new_id()
        fact = findings.announce_finding(before, finding, act, finding_id=finding_id, until_date=window.until_date)
        key_id = await self._keys.create()
        row = rows.Row(
            id=finding_id,
            assignment_id=before.assignment.id,
            key_id=key_id,
            sealed=self._sealed(key_id, request, row_id=finding_id, column="sealed"),
            verifier_id=act.by.person_id,
            verifier_organisation_id=min(act.by.organisations_as(Role.VERIFIER)),
            announced_date=fact.announced_date,
            ends_at=window.ends_at,
            calendar_version=(await calendar.read(tx)).version,
        )
        await rows.add(tx, row)
        return await self._record(tx, before, fact), key_id

    async def AnswerFinding(self, request: pb.AnswerFindingRequest, context: Context) -> pb.AnswerFindingResponse:
        """Keep what the addressee replies until the finding becomes public."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        reply = wire.requests.reply(request)
        async with self._writing(pb.AnswerFindingResponse) as tx:
            if answered := await replies.claim(tx, caller, request, pb.AnswerFindingResponse):
                return answered
            act = await self._act(tx, caller, request.expected_version)
            act = replace(act, moment=replace(act.moment, at=await self._clocks.earlier(tx)))
            before = await lines.lock(tx, assignment_id)
            row = await self._row(tx, before)
            fact = findings.answer_finding(before, reply, act, ends_at=row.ends_at if row else None)
            assert row is not None
            assert row.key_id is not None
            kept = wire.findings.reply(request, replied_by_id=findings.replied_by(before, act))
            sealed = self._sealed(row.key_id, kept, row_id=row.id, column="reply")
            await rows.put_reply(tx, row.id, sealed, replied_date=act.moment.today)
            after = await self._record(tx, before, fact)
            found = (await self._findings(tx, [after], act.by)).get(assignment_id)
            view = await self._view(tx, after)
            response = pb.AnswerFindingResponse(assignment=wire.views.assignment(view, finding=found))
            return await replies.remember(tx, caller, request, response, key_id=row.key_id)

    async def _take_back(
        self, tx: Transaction, before: Line, request: pb.TakeFindingBackRequest, taking: findings.TakingBack, act: Act
    ) -> tuple[Line, UUID]:
        """Let go of what was sealed. Return the line as it is now, and the key under which the reason is kept."""
        fact = findings.take_finding_back(before, taking, act)
        row = await self._row(tx, before)
        assert row is not None
        key_id = await self._keys.create()
        taken = rows.TakenBack(
            id=row.id,
            assignment_id=before.assignment.id,
            announced_date=row.announced_date,
            taken_back_date=fact.taken_back_date,
            reason_key_id=key_id,
            sealed_reason=self._sealed(key_id, request, row_id=row.id, column="sealed_reason"),
        )
        await rows.take_back(tx, taken, by=act.by.person_id, at=act.moment.at)
        return await self._record(tx, before, fact), key_id

    async def end_rights_of_reply(self) -> None:
        """Make public what has waited long enough: once each, whatever copy of the service comes first.

        Of a calendar that was corrected since, the time for a reply is computed first. While the clocks are apart, all
        of them wait: nothing takes back what is public.
        """
        async with self._db.transaction(read_only=True) as tx:
            now = await self._clocks.agreed(tx)
            due = await rows.due(tx, now=now) if now else []
        for assignment_id, finding_id in due:
            try:
                await self._see_to(assignment_id, finding_id)
            except KeyDestroyed:
                # Erased on purpose: nothing is left that could become public.
                log.warning("finding_erased_before_it_was_public", assignment_id=str(assignment_id))
                async with self._db.transaction() as tx:
                    await rows.key_destroyed(tx, finding_id)

    async def _see_to(self, assignment_id: UUID, finding_id: UUID) -> None:
        async with self._db.transaction() as tx:
            before = await lines.lock(tx, assignment_id)
            row = await self._row(tx, before)
            if row is None or row.id != finding_id or row.key_id is None or row.sealed is None:
                return
            before, row = await self._by_calendar(tx, before, row)
            now = await self._clocks.agreed(tx)
            if now is None or now < row.ends_at:
                return
            opened, reply = self._opened_finding(row)
            announced = wire.findings.announced(
                opened,
                reply,
                finding_id=row.id,
                verifier_id=row.verifier_id,
                verifier_organisation_id=row.verifier_organisation_id,
                announced_date=row.announced_date,
                ends_at=row.ends_at,
                replied_date=row.replied_date,
            )
            announced = replace(announced, finding=await self._with_files(tx, before, announced.finding))
            fact = findings.end_right_of_reply(before, announced, replace(self._moment(), at=now))
            if fact is not None:
                await self._record(tx, before, fact)
                await rows.end(tx, finding_id, at=now)

    async def _by_calendar(self, tx: Transaction, before: Line, row: rows.Row) -> tuple[Line, rows.Row]:
        """Return line and finding with the time for a reply that the calendar of now gives."""
        await self._holidays(tx)  # nobody corrects the calendar until this is done
        known = await calendar.read(tx)
        if known.version == row.calendar_version:
            return before, row
        after, ends_at, moment = before, row.ends_at, self._moment()
        fact = findings.extend(
            before,
            row.announced_date,
            moment,
            working_days=self._settings.reply_working_days,
            calendar=known,
            base=self._base,
        )
        if fact is not None and not self._settings.reply_window_seconds:
            after, ends_at = await self._record(tx, before, fact), findings.end_of(fact.reply_until_date, moment)
        await rows.compute(tx, row.id, ends_at=ends_at, calendar_version=known.version)
        return after, replace(row, ends_at=ends_at, calendar_version=known.version)

    async def forget_finding_keys(self) -> None:
        """Destroy the keys of findings that became public long ago, or taken back. Begun again, it does the rest."""
        async with self._db.transaction(read_only=True) as tx:
            found = await rows.keys_to_destroy(tx, now=self._clock())
        for finding_id, key_id in found:
            self._keys.destroy(key_id)
            async with self._db.transaction() as tx:
                await rows.key_destroyed(tx, finding_id)

    async def _row(self, tx: Transaction, line: Line) -> rows.Row | None:
        finding_id = line.assignment.finding_id
        return (await rows.of_lines(tx, [finding_id])).get(finding_id) if finding_id else None

    def _sealed(self, key_id: UUID, message: Any, *, row_id: UUID, column: str) -> bytes:
        written = wire.keeping.kept(message).SerializeToString()
        return self._keys.seal(key_id, written, table=_TABLE, column=column, row_id=row_id)
