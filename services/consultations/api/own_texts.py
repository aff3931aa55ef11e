"""What a consultation or programme says of itself, as far as a correction of it asks (row 31)."""

import asyncio
from dataclasses import replace
from uuid import UUID

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.gate import GatedRpcs
from services.consultations.domain.correcting import Reading, reading
from services.consultations.domain.correcting_particulars import following
from services.consultations.domain.counting_across import PublicCounts
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.own_texts import Own, agree_own, figures_read, particulars_read, themes_read
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord
from services.consultations.domain.values import Moment


class OwnTextRpcs(GatedRpcs):
    """Finds, locks, corrects and writes them."""

    async def _own_numbered(self, tx: Transaction, number: str, kind: ChangeKind) -> Own:
        """Lock what a consultation's number names: that, or its programme.

        Raises:
            NoSuchRow: There is none.
        """
        found = await store.consultation_numbered(tx, number)
        if found is None:
            raise NoSuchRow("consultation")
        programme_id, host = found.content.programme_id, found.frame.host_organisation_id
        if kind is ChangeKind.CORRECT_CONSULTATION:
            await store.hold_consultation(tx, found.id)
            return await self._own(tx, kind, found.id, host)
        if programme_id is None:
            raise NoSuchRow("programme")
        return await self._own(tx, kind, programme_id, host)

    async def _own(self, tx: Transaction, kind: ChangeKind, subject_id: UUID, host: UUID, *, lock: bool = True) -> Own:
        """Return a published consultation or programme, locked if something of it is to change."""
        if kind is ChangeKind.CORRECT_PROGRAMME:
            if lock:  # what a session counts that becomes public meanwhile is weighed beside it, or the other way round
                await store.hold_programme(tx, subject_id)
            found = store.lock_programme_record if lock else store.published_programme
            programme = await found(tx, subject_id)
            assert programme  # rows are never deleted
            return await self._own_programme(tx, programme, host)
        find = store.lock_consultation_record if lock else store.consultation_record
        record = await find(tx, subject_id)
        assert record  # rows are never deleted
        printed = await self._printed(tx, record)
        fields = wire.consultation_fields(record, printed)
        return Own(
            record=record,
            kind=kind,
            host_organisation_id=host,
            hidden=record.hidden,
            fields=fields,
            public=wire.own_wording(fields, printed.texts),
            themes=record.frame.themes,
            figures=wire.figures(record.content.figures, printed),
            figures_told=wire.consultation_told(record, printed),
            beside=await self._counted_beside(tx, record) if lock else PublicCounts(),
        )

    async def _counted_beside(self, tx: Transaction, record: ConsultationRecord) -> PublicCounts:
        """Hold the programme and return what it and its other sessions count: of two, the second sees the first."""
        if (programme_id := record.content.programme_id) is None:
            return PublicCounts()
        await store.hold_programme(tx, programme_id)
        programme = await store.published_programme(tx, programme_id)
        assert programme  # it became public with its first session
        others = [each for each in await store.sessions_of(tx, programme_id) if each.id != record.id]
        return wire.public_counts(programme, others, await self._printed(tx, programme, *others), ever=True)

    async def _own_programme(self, tx: Transaction, record: ProgrammeRecord, host: UUID) -> Own:
        sessions = await store.sessions_of(tx, record.id)
        printed = await self._printed(tx, record, *sessions)
        counts = wire.public_counts(record, sessions, printed)
        fields = wire.programme_fields(record, printed, counts)
        return Own(
            record=record,
            kind=ChangeKind.CORRECT_PROGRAMME,
            host_organisation_id=host,
            hidden=all(each.hidden for each in sessions),
            fields=fields,
            public=wire.own_wording(fields, printed.texts),
            themes=record.content.themes,
            figures=wire.figures(record.content.figures, printed),
            figures_told=wire.programme_told(record, printed, counts),
            beside=wire.public_counts(_uncounted(record), sessions, printed, ever=True),
        )

    async def _own_reading(self, tx: Transaction, own: Own, change: Change) -> Reading:
        """Return what a reviewer has to read before a correction of own texts is public."""
        return await asyncio.to_thread(
            reading,
            change.texts,
            own.public,
            await store.body_names(tx),
            themes=themes_read(own, change),
            marked_sensitive=await self._is_marked_sensitive(tx, own),
            sensitivity=self._sensitivity,
            figures=figures_read(own, change),
            particulars=particulars_read(own, change),
        )

    async def _is_marked_sensitive(self, tx: Transaction, own: Own) -> bool:
        """Tell whether the host marked the consultation as sensitive, or one of the programme's."""
        of_programme = isinstance(own.record, ProgrammeRecord)
        sessions = [each.id for each in await store.sessions_of(tx, own.record.id)] if of_programme else [own.record.id]
        for each in sessions:
            entered = await store.read_consultation(tx, self._keys, each, [own.host_organisation_id])
            if entered.details.sensitive:
                return True
        return False

    async def _agree_own(self, tx: Transaction, own: Own, change: Change, *, by: UUID, now: Moment) -> None:
        kept = wire.Texts()
        record = own.record
        for fact in agree_own(own, change, by=by, keep=kept.keep, moment=now):
            if isinstance(record, ConsultationRecord):
                record = evolve_consultation(record, fact)
                await store.save_consultation_record(tx, record)
                await event_log.append(tx, wire.consultation_event(fact, kept))
            else:
                record = evolve_programme(record, fact)
                await store.save_programme_record(tx, record)
                await event_log.append(tx, wire.programme_event(fact, kept))
        followed = change.particulars.only("days", "state", "themes")
        if followed and isinstance(record, ConsultationRecord) and isinstance(own.record, ConsultationRecord):
            await self._follow(tx, own.record, record, by=by, now=now)

    async def _follow(
        self, tx: Transaction, before: ConsultationRecord, after: ConsultationRecord, *, by: UUID, now: Moment
    ) -> None:
        """Let the statements have the day and the themes of their corrected consultation, which is locked."""
        statements = {each.id: each for each in await store.lock_statement_records(tx, after.id)}
        facts = following(statements.values(), before, after, at=now.at, by=by, today=now.today)
        await store.save_statement_frames(tx, [evolve_statement(statements[each.id], each) for each in facts])
        await event_log.append_each(tx, [wire.statement_event(each, wire.Texts()) for each in facts])

    async def _write_own(self, tx: Transaction, message: pb.Proposal | pb.DecideProposalResponse, own: Own) -> None:
        """Write what a proposal is about as the public sees it now."""
        if isinstance(own.record, ConsultationRecord):
            printed = await self._printed(tx, own.record)
            message.consultation.CopyFrom(wire.public_consultation(own.record, printed))
            return
        sessions = await store.sessions_of(tx, own.record.id)
        printed = await self._printed(tx, own.record, *sessions)
        numbers = [each.number for each in sessions if not each.hidden]
        counts = wire.public_counts(own.record, sessions, printed)
        message.programme.CopyFrom(wire.public_programme(own.record, numbers, printed, counts))


def _uncounted(record: ProgrammeRecord) -> ProgrammeRecord:
    """Return a programme without figures of its own: what it counts is weighed beside others."""
    return replace(record, content=replace(record.content, figures=()), corrections=())
