"""Preview and publication: row 2."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.gate import Before, GatedRpcs
from services.consultations.domain.attribution import public_name
from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.errors import Stale
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.publication import (
    Numbers,
    Published,
    Publishing,
    consultation_number,
    item_number,
    lines_per_addressee,
    publish,
    tracked_number,
)
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.review import (
    Chosen,
    Decision,
    choose,
    day_of_publication,
    require_passed,
    require_reviewer,
)
from services.consultations.domain.safeguarding.gate import Part, digest
from services.consultations.domain.safeguarding.parts import final_draft, final_programme
from services.consultations.domain.values import Moment, RecordState, Role, Standing, StatementType

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, kw_only=True)
class _After:
    """What is public then."""

    programme: ProgrammeRecord | None
    consultation: ConsultationRecord
    statements: tuple[StatementRecord, ...]


class PublicationRpcs(GatedRpcs):
    """Publishes."""

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
                chosen = choose(before.draft, decisions, before.register)
            except Stale as stale:
                current = pb.PublishConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale(str(stale), current) from None
            blank = Numbers(
                consultation=before.record.number if before.record else "",
                items=("",) * len(chosen),
                tracked=("",) * sum(each.tracked for each in chosen),
            )
            parts = await _examined(before, decisions)
            act = self._act(before, chosen, blank, parts=parts, who=who, texts=texts, now=now, day=now.today)
            after = _evolve(before, publish(act))
            answer = await self._preview(tx, before, chosen, after=after, texts=texts, now=now)
            answer.final_text_digest = digest(parts)
            answer.readings.extend(wire.part_readings(parts, caller_id=who.person_id))
            if who.holds(Role.REVIEWER, before.draft.consultation.organisation_id):
                answer.spans.extend(wire.spans(parts, caller_id=who.person_id))
            return answer

    async def PublishConsultation(
        self, request: pb.PublishConsultationRequest, context: Context
    ) -> pb.PublishConsultationResponse:
        """Publish statements in review, and the consultation with the first of them (row 2)."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        expected_version = wire.version(request.expected_version)
        review = store.Review(
            checklist=wire.checklist(request.checklist),
            decisions=wire.decisions(request.decisions),
            note=wire.review_note(request.review_note),
        )
        given = wire.day(request.published_date, field="published_date")
        texts = wire.Texts()
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.PublishConsultationResponse):
                return reply
            who = await self._acting(tx, caller, now)
            before = await self._before(tx, consultation_id, who)
            try:
                chosen = choose(before.draft, review.decisions, before.register, expected_version=expected_version)
            except Stale as stale:
                current = pb.PublishConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale(str(stale), current) from None
            require_reviewer(
                before.draft, chosen, review.decisions, checklist=review.checklist, note=review.note, who=who
            )
            parts = await _examined(before, review.decisions)
            require_passed(parts, review.decisions, publisher=who.person_id)
            day = day_of_publication(given, before.draft, before.record, now)
            if wire.final_text_digest(request.final_text_digest) != digest(parts):
                current = pb.PublishConsultationResponse(draft=await self._as_message(tx, before.draft, who))
                raise Stale("the final public text changed meanwhile", current)
            numbers = await _draw(tx, before, chosen)
            act = self._act(before, chosen, numbers, parts=parts, who=who, texts=texts, now=now, day=day)
            facts = publish(act)
            await self._save(tx, before, chosen, _evolve(before, facts))
            await _announce(tx, facts, texts)
            await self._note_publication(tx, act, review)
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.PublishConsultationResponse(draft=message)
            return await replies.remember(tx, caller, request, response, key_id=key_id)

    def _act(
        self,
        before: Before,
        chosen: tuple[Chosen, ...],
        numbers: Numbers,
        *,
        parts: Sequence[Part],
        who: Standing,
        texts: wire.Texts,
        now: Moment,
        day: Any,
    ) -> Publishing:
        draft = final_draft(before.draft, parts)
        return Publishing(
            id=new_id(),
            draft=draft,
            chosen=tuple(replace(each, statement=_statement(draft, each)) for each in chosen),
            record=before.record,
            programme=final_programme(before.programme, parts),
            numbers=numbers,
            published_date=day,
            by=who.person_id,
            keep=texts.keep,
            moment=now,
        )

    async def _save(self, tx: Transaction, before: Before, chosen: tuple[Chosen, ...], after: _After) -> None:
        if before.programme and after.programme:
            await store.publish_programme(tx, after.programme)
        if before.record is None:
            await store.add_consultation_record(tx, after.consultation)
        elif after.consultation.version > before.record.version:
            await store.save_consultation_record(tx, after.consultation)
        for record in after.statements:
            await store.add_statement_record(tx, record)
        for participant_id in after.consultation.speakers:
            person = before.draft.participant(participant_id)
            assert person
            shown = public_name(before.draft.consultation.details.attribution_rule, person.details)
            place = {"participant_id": person.id, "key_id": person.key_id}
            await store.keep_speaker(tx, self._keys, after.consultation.id, **place, shown=shown)
        published = [
            replace(each.statement, state=RecordState.PUBLISHED, version=each.statement.version + 1) for each in chosen
        ]
        await store.move_statements(tx, self._keys, published)

    async def _note_publication(self, tx: Transaction, act: Publishing, review: store.Review) -> None:
        consultation, at = act.draft.consultation, act.moment.at
        await store.touch_consultation(tx, consultation, at=at)
        await store.keep_review(tx, self._keys, consultation, review, publication_id=act.id, by=act.by, at=at)
        await store.audit(tx, at=at, actor=act.by, action="publish", table="consultations", row_id=consultation.id)
        statements = [each.statement.id for each in act.chosen]
        await store.audit_all(tx, at=at, actor=act.by, action="publish", table="statements", row_ids=statements)

    async def _preview(
        self,
        tx: Transaction,
        before: Before,
        chosen: tuple[Chosen, ...],
        *,
        after: _After,
        texts: wire.Texts,
        now: Moment,
    ) -> pb.PreviewPublicationResponse:
        printed = await self._printed(tx, after.consultation)
        rule = before.draft.consultation.details.attribution_rule
        printed = wire.Printed(
            texts={**printed.texts, **texts.plain()},
            speakers={each.id: public_name(rule, each.details) for each in before.draft.participants},
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
            told=[
                wire.told(before.register[each], liaisons=liaisons.get(each, 0), lines=count)
                for each, count in lines.items()
            ],
        )

    async def _programme_of(self, tx: Transaction, record: ConsultationRecord) -> ProgrammeRecord | None:
        programme_id = record.content.programme_id
        return await store.published_programme(tx, programme_id) if programme_id else None


async def _examined(before: Before, decisions: Sequence[Decision]) -> tuple[Part, ...]:
    """Return what would become public, in its order, with everything found in it. It takes its time: in a thread."""
    paths = {each.statement_id: f"decisions[{index}]" for index, each in enumerate(decisions)}

    return await asyncio.to_thread(lambda: (*before.gate.frame(), *before.gate.statements(paths)))


def _statement(draft: Draft, chosen: Chosen) -> Statement:
    found = draft.statement(chosen.statement.id)
    assert found
    return found


def _evolve(before: Before, facts: Published) -> _After:
    consultation = reduce(evolve_consultation, facts.consultation, before.record)
    assert consultation
    return _After(
        programme=evolve_programme(None, facts.programme) if facts.programme else None,
        consultation=consultation,
        statements=tuple(evolve_statement(evolve_statement(None, first), second) for first, second in facts.statements),
    )


async def _draw(tx: Transaction, before: Before, chosen: tuple[Chosen, ...]) -> Numbers:
    """Draw the numbers, as late as can be: whoever else publishes waits from here on."""
    consultation = before.draft.consultation
    illustrative = consultation.details.illustrative
    prefix = "EX-" if illustrative else ""
    tracked = sum(each.tracked for each in chosen)
    last = 0
    if before.record:
        number = before.record.number
        last = await store.last_item(tx, consultation.id)
    else:
        number = consultation_number(await store.draw(tx, f"{prefix}C", 1), illustrative=illustrative)
    first = await store.draw(tx, f"{prefix}R", tracked) if tracked else 0
    return Numbers(
        consultation=number,
        items=tuple(item_number(number, last + place) for place in range(1, len(chosen) + 1)),
        tracked=tuple(tracked_number(first + place, illustrative=illustrative) for place in range(tracked)),
    )


async def _announce(tx: Transaction, facts: Published, texts: wire.Texts) -> None:
    if facts.programme:
        await event_log.append(tx, wire.programme_event(facts.programme, texts))
    for fact in facts.consultation:
        await event_log.append(tx, wire.consultation_event(fact, texts))
    for published, detailed in facts.statements:
        await event_log.append(tx, wire.statement_event(published, texts))
        await event_log.append(tx, wire.statement_event(detailed, texts))
