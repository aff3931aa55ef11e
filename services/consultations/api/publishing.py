"""Publishing what was decided: in a reviewer's call, or at the end of an embargo."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from uuid import UUID

from services.chassis import event_log
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.gate import Before, GatedRpcs
from services.consultations.domain.attribution import public_name
from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.pseudonyms import has_pseudonym, pseudonym_from
from services.consultations.domain.publication import (
    Numbers,
    Published,
    Publishing,
    consultation_number,
    item_number,
    keep_back,
    publish,
    tracked_number,
)
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.review import Chosen, Decision, Review
from services.consultations.domain.safeguarding.gate import Part
from services.consultations.domain.safeguarding.parts import final_draft, final_programme
from services.consultations.domain.values import Moment, RecordState


@dataclass(frozen=True, kw_only=True)
class After:
    """What is public then."""

    programme: ProgrammeRecord | None
    consultation: ConsultationRecord
    statements: tuple[StatementRecord, ...]


@dataclass(frozen=True, kw_only=True)
class Approved:
    """Who answered for it, when, and what."""

    by: UUID
    at: datetime
    review: Review


class PublishingRpcs(GatedRpcs):
    """What every way to publish shares."""

    async def _publish(
        self,
        tx: Transaction,
        before: Before,
        chosen: tuple[Chosen, ...],
        *,
        parts: Sequence[Part],
        approved: Approved,
        now: Moment,
        day: date,
    ) -> None:
        """Give numbers, write what becomes public, announce it, and note who answered for it."""
        texts = wire.Texts()
        numbers = await _draw(tx, before, chosen)
        act = self._act(before, chosen, numbers, parts=parts, by=approved.by, texts=texts, now=now, day=day)
        if approved.review.checklist.translations_read:
            act = replace(act, keep=lambda text: texts.keep(text.reviewed()))
        facts = publish(act)
        await self._save(tx, before, chosen, evolve(before, facts))
        await _announce(tx, facts, texts)
        await self._note_publication(tx, act, approved)

    def _act(
        self,
        before: Before,
        chosen: tuple[Chosen, ...],
        numbers: Numbers,
        *,
        parts: Sequence[Part],
        by: UUID,
        texts: wire.Texts,
        now: Moment,
        day: date,
    ) -> Publishing:
        draft = final_draft(before.draft, parts)
        entered, programme = keep_back(
            draft.consultation, final_programme(before.programme, parts), before.public_counts
        )
        draft = replace(draft, consultation=entered)
        return Publishing(
            id=new_id(),
            draft=draft,
            chosen=tuple(replace(each, statement=_statement(draft, each)) for each in chosen),
            record=before.record,
            programme=programme,
            documents=tuple(each for each in draft.documents if each.id in {part.owner_id for part in parts}),
            numbers=numbers,
            published_date=day,
            by=by,
            keep=texts.keep,
            moment=now,
        )

    async def _save(self, tx: Transaction, before: Before, chosen: tuple[Chosen, ...], after: After) -> None:
        if before.programme and after.programme:
            await store.publish_programme(tx, after.programme)
        if before.record is None:
            await store.add_consultation_record(tx, after.consultation)
        elif after.consultation.version > before.record.version:
            steps = after.consultation.version - before.record.version
            await store.save_consultation_record(tx, after.consultation, steps=steps)
        for record in after.statements:
            await store.add_statement_record(tx, record)
        for participant_id in after.consultation.speakers:
            person = before.draft.participant(participant_id)
            assert person
            shown = public_name(before.draft.consultation.details.attribution_rule, person.details)
            place = {"participant_id": person.id, "key_id": person.key_id}
            await store.keep_speaker(tx, self._keys, after.consultation.id, **place, shown=shown)
        pseudonyms = self._pseudonyms(before.draft, [each.statement for each in chosen])
        await store.keep_pseudonyms(tx, after.consultation.id, pseudonyms)
        published = [
            replace(each.statement, state=RecordState.PUBLISHED, version=each.statement.version + 1) for each in chosen
        ]
        await store.move_statements(tx, self._keys, published)
        public = {each.id for each in after.consultation.documents}
        await store.let_wait(tx, [each for each in before.draft.documents if each.id in public], waits=False)
        await store.remove_schedule(tx, before.draft.consultation.id)

    def _pseudonyms(self, draft: Draft, statements: Iterable[Statement]) -> dict[UUID, str]:
        """Return the pseudonyms of those who said the statements and are not named: they follow from the keys."""
        rule, found = draft.consultation.details.attribution_rule, dict[UUID, str]()
        for each in statements:
            speaker = draft.participant(each.details.participant_id)
            if speaker and has_pseudonym(rule, speaker):
                found[each.id] = pseudonym_from(self._keys.authenticate(speaker.key_id, b"", purpose="pseudonym"))
        return found

    async def _note_publication(self, tx: Transaction, act: Publishing, approved: Approved) -> None:
        consultation, at = act.draft.consultation, act.moment.at
        await store.touch_consultation(tx, consultation, at=at)
        await store.keep_review(
            tx, self._keys, consultation, approved.review, publication_id=act.id, by=approved.by, at=approved.at
        )
        await store.audit(tx, at=at, actor=act.by, action="publish", table="consultations", row_id=consultation.id)
        statements = [each.statement.id for each in act.chosen]
        await store.audit_all(tx, at=at, actor=act.by, action="publish", table="statements", row_ids=statements)
        documents = [each.id for each in act.documents]
        await store.audit_all(tx, at=at, actor=act.by, action="publish", table="documents", row_ids=documents)


async def examined(before: Before, decisions: Sequence[Decision]) -> tuple[Part, ...]:
    """Return what would become public, in its order, with everything found in it. It takes its time: in a thread."""
    paths = {each.statement_id: f"decisions[{index}]" for index, each in enumerate(decisions)}

    def examine() -> tuple[Part, ...]:
        documents = (each for each in before.gate.documents() if not each.label.restricted)
        return (*before.gate.frame(), *documents, *before.gate.statements(paths))

    return await asyncio.to_thread(examine)


def _statement(draft: Draft, chosen: Chosen) -> Statement:
    found = draft.statement(chosen.statement.id)
    assert found
    return found


def evolve(before: Before, facts: Published) -> After:
    """Return what is public after what happened."""
    consultation = reduce(evolve_consultation, facts.consultation, before.record)
    assert consultation
    return After(
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
