"""Preview and publication: row 2."""

import asyncio
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.calendar import RELAY_DELAY_DAYS, due_date
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.gate import Before
from services.consultations.api.publishing import After, Approved, PublishingRpcs, evolve, examined
from services.consultations.domain import embargo
from services.consultations.domain.attribution import public_name
from services.consultations.domain.drafts import Schedule, require_unscheduled
from services.consultations.domain.embargo import Approval, approve, end_of_embargo
from services.consultations.domain.errors import Stale
from services.consultations.domain.pseudonyms import public_pseudonyms
from services.consultations.domain.publication import Numbers, lines_per_addressee, publish
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord
from services.consultations.domain.review import (
    Chosen,
    Review,
    choose,
    day_of_publication,
    require_passed,
    require_reviewer,
)
from services.consultations.domain.room import require_room_for_decisions
from services.consultations.domain.safeguarding.gate import Part, digest
from services.consultations.domain.values import Moment, Role, Standing, StatementType

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """What a preview of mails is written with, beside the texts."""

    public_url: str
    through_relay: bool
    holidays: Container[date]  # as the library knows them: what a registrar corrects, other services keep


class PublicationRpcs(PublishingRpcs):
    """Publishes, or approves under embargo.

    Args:
        given: What all RPCs need.
        mails: What a preview of mails is written with.
        named: As `given`.
    """

    def __init__(self, *given: Any, mails: MailSettings, **named: Any) -> None:
        super().__init__(*given, **named)
        self._mails = mails

    async def PreviewPublication(
        self, request: pb.PreviewPublicationRequest, context: Context
    ) -> pb.PreviewPublicationResponse:
        """Show exactly what would be public and who would be told."""
        now = self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        decisions = wire.decisions(request.decisions)
        texts = wire.Texts()
        # Rolled back in the end: rows are locked as for publishing, so that what is shown fits together.
        async with self._db.transaction() as tx:
            who = await self._reading(tx, access.caller(context))
            before = await self._before(tx, consultation_id, who)
            try:
                chosen = choose(before.draft, decisions, before.register, programme=before.programme)
            except Stale as stale:
                current = pb.PublishConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale(str(stale), current) from None
            blank = Numbers(
                consultation=before.record.number if before.record else "",
                items=("",) * len(chosen),
                tracked=("",) * sum(each.tracked for each in chosen),
            )
            await _require_room(tx, before, chosen)
            parts = await examined(before, decisions)
            act = self._act(before, chosen, blank, parts=parts, by=who.person_id, texts=texts, now=now, day=now.today)
            after = evolve(before, publish(act))
            answer = await self._preview(tx, before, chosen, after=after, texts=texts, now=now)
            answer.final_text_digest = digest(parts)
            kept = await asyncio.to_thread(
                lambda: tuple(each for each in before.gate.documents() if each.label.restricted)
            )
            answer.readings.extend(wire.part_readings((*parts, *kept), caller_id=who.person_id))
            if who.holds(Role.REVIEWER, before.draft.consultation.organisation_id):
                answer.spans.extend(wire.spans((*parts, *kept), caller_id=who.person_id))
            self._write_mails(answer, before, after, request, now)
            return answer

    def _write_mails(
        self,
        answer: pb.PreviewPublicationResponse,
        before: Before,
        after: After,
        request: pb.PreviewPublicationRequest,
        now: Moment,
    ) -> None:
        """Add the mail to the body of that slug, as its liaisons would get it if it went out today."""
        start = now.today + timedelta(days=RELAY_DELAY_DAYS if self._mails.through_relay else 0)
        period = before.draft.consultation.details.response_period_days
        answer_by = due_date(start, period, self._mails.holidays)
        answer.answer_by_date = answer_by.isoformat()
        slug = request.mail_to_slug
        body = next((each for each in before.register.values() if slug and each.slug == slug), None)
        if body:
            answer.mails.extend(
                wire.previewed_mails(
                    answer,
                    after.statements,
                    body,
                    answer_by=answer_by,
                    public_url=self._mails.public_url,
                    through_relay=self._mails.through_relay,
                    translations_read=request.translations_read,
                )
            )

    async def PublishConsultation(
        self, request: pb.PublishConsultationRequest, context: Context
    ) -> pb.PublishConsultationResponse:
        """Publish statements in review, and the consultation with the first of them (row 2)."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        review = Review(
            checklist=wire.checklist(request.checklist),
            decisions=wire.decisions(request.decisions),
            note=wire.review_note(request.review_note),
        )
        given = wire.day(request.published_date, field="published_date")
        until = wire.local_instant(request.embargo_until, field="embargo_until")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.PublishConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            before = await self._before(tx, consultation_id, who)
            try:
                chosen, parts = await _approved(tx, before, review, request, who=who)
            except Stale as stale:
                current = pb.PublishConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale(str(stale), current) from None
            if publishes_at := end_of_embargo(until, now, published_date=given):
                approval = approve(before.draft, review, parts)
                await self._schedule(tx, before, chosen, approval, publishes_at=publishes_at, by=who.person_id, now=now)
            else:
                day = day_of_publication(given, before.draft, before.record, now)
                approved = Approved(by=who.person_id, at=now.at, review=review)
                await self._publish(tx, before, chosen, parts=parts, approved=approved, now=now, day=day)
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.PublishConsultationResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    async def _schedule(
        self,
        tx: Transaction,
        before: Before,
        chosen: tuple[Chosen, ...],
        approval: Approval,
        *,
        publishes_at: datetime,
        by: UUID,
        now: Moment,
    ) -> None:
        """Keep what was approved until its instant. Nothing is numbered, nothing is announced."""
        consultation = before.draft.consultation
        ids = tuple(each.statement.id for each in chosen)
        await store.put_schedule(
            tx,
            self._keys,
            consultation,
            Schedule(publishes_at=publishes_at, statement_ids=ids),
            approval,
            programme_id=before.programme.id if before.programme else None,
            by=by,
            at=now.at,
        )
        await store.move_statements(tx, self._keys, embargo.schedule(chosen))
        await store.touch_consultation(tx, consultation, at=now.at)
        await store.audit(tx, at=now.at, actor=by, action="schedule", table="consultations", row_id=consultation.id)
        await store.audit_all(tx, at=now.at, actor=by, action="schedule", table="statements", row_ids=ids)

    async def _preview(
        self,
        tx: Transaction,
        before: Before,
        chosen: tuple[Chosen, ...],
        *,
        after: After,
        texts: wire.Texts,
        now: Moment,
    ) -> pb.PreviewPublicationResponse:
        printed = await self._printed(tx, after.consultation)
        rule = before.draft.consultation.details.attribution_rule
        printed = wire.Printed(
            texts={**printed.texts, **texts.plain()},
            speakers={each.id: public_name(rule, each.details) for each in before.draft.participants},
            pseudonyms=public_pseudonyms(
                {
                    **(await store.pseudonyms(tx, [after.consultation.id])).get(after.consultation.id, {}),
                    **self._pseudonyms(before.draft, [each.statement for each in chosen]),
                }
            ),
            register=before.register,
        )
        programme = after.programme or await self._programme_of(tx, after.consultation)
        if programme and not after.programme:
            extra = await self._printed(tx, programme)
            printed = replace(printed, texts={**printed.texts, **extra.texts})
        counted = await store.count_items(tx, [after.consultation.id])
        recorded, tracked = counted.get(after.consultation.id, (0, 0))
        # A promise has no position, so its maker is asked for none.
        lines = lines_per_addressee(
            [each for each in chosen if each.statement.details.type is StatementType.RECOMMENDATION]
        )
        liaisons = await store.count_liaisons(tx, list(lines), today=now.today)
        return pb.PreviewPublicationResponse(
            consultation=wire.public_consultation(
                after.consultation,
                printed,
                recorded=recorded + sum(not each.tracked for each in chosen),
                tracked=tracked + sum(each.tracked for each in chosen),
                programme=programme,
            ),
            statements=[wire.public_statement(each, after.consultation, printed) for each in after.statements],
            programme=_programme(after, printed),
            told=[
                wire.told(before.register[each], liaisons=liaisons.get(each, 0), lines=count)
                for each, count in lines.items()
            ],
        )

    async def _programme_of(self, tx: Transaction, record: ConsultationRecord) -> ProgrammeRecord | None:
        programme_id = record.content.programme_id
        return await store.published_programme(tx, programme_id) if programme_id else None


def _programme(after: After, printed: wire.Printed) -> pb.PublicProgramme | None:
    """Write the programme that would become public with this session, its first."""
    if after.programme is None:
        return None
    counts = wire.public_counts(after.programme, [after.consultation], printed)
    return wire.public_programme(after.programme, (), printed, counts)


async def _require_room(tx: Transaction, before: Before, chosen: tuple[Chosen, ...]) -> None:
    """Refuse more than a reviewer is shown in one answer."""
    ids = [each.statement.id for each in chosen]
    require_room_for_decisions(await store.bytes_at_once(tx, before.draft.consultation, ids))


async def _approved(
    tx: Transaction, before: Before, review: Review, request: pb.PublishConsultationRequest, *, who: Standing
) -> tuple[tuple[Chosen, ...], tuple[Part, ...]]:
    """Return what may become public as decided and read, with everything found in it; refuse everything else."""
    expected_version = wire.version(request.expected_version)
    chosen = choose(
        before.draft,
        review.decisions,
        before.register,
        programme=before.programme,
        expected_version=expected_version,
    )
    require_unscheduled(before.draft.schedule)
    require_reviewer(before.draft, chosen, review, who=who)
    await _require_room(tx, before, chosen)
    parts = await examined(before, review.decisions)
    require_passed(parts, review.decisions, publisher=who.person_id)
    if wire.final_text_digest(request.final_text_digest) != digest(parts):
        raise Stale("the final public text changed meanwhile")
    return chosen, parts
