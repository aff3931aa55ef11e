"""What the gate and publication do in the domain's stage: row 2."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.chassis.errors import Refusal
from services.chassis.ids import new_id
from services.consultations import wire
from services.consultations.api.safeguarding import _accepted
from services.consultations.domain import drafts, embargo, publication, review
from services.consultations.domain.attribution import public_name
from services.consultations.domain.drafts import Draft, Schedule
from services.consultations.domain.errors import Stale
from services.consultations.domain.safeguarding import gate
from services.consultations.domain.safeguarding.parts import Gate, Sensitivity, final_draft, final_programme
from services.consultations.domain.values import RecordState, Role, Standing
from tests.record_machine.entering import row_of, rows_moved
from tests.record_machine.in_domain import DomainStage

Handler = Callable[[DomainStage, Any, Standing], None]


def _gate(stage: DomainStage, draft: Draft) -> Gate:
    programme_id = draft.consultation.details.programme_id
    becomes = programme_id and not draft.published and programme_id not in stage.programme_records
    return Gate(
        draft=draft,
        programme=stage.programmes[programme_id] if programme_id and becomes else None,
        known=stage.body_names(),
        acts=tuple(stage.acts),
        sensitivity=Sensitivity(),
    )


class _Before:
    """What is published into, as the service has it."""

    def __init__(self, stage: DomainStage, draft: Draft) -> None:
        self.draft, self.gate = draft, _gate(stage, draft)


def _safeguard(stage: DomainStage, request: Any, by: Standing) -> None:
    given = wire.safeguarding_acts(request.acts)
    draft = stage.entered(request.consultation_id, by)
    drafts.require(Role.REVIEWER, draft.consultation.organisation_id, by)
    before: Any = _Before(stage, draft)
    stage.acts += [act for act, _ in _accepted(before, given, who=by, now=stage.moment)]


def _publish(stage: DomainStage, request: Any, by: Standing) -> None:
    seen, checklist = wire.version(request.expected_version), wire.checklist(request.checklist)
    decisions, note = wire.decisions(request.decisions), wire.review_note(request.review_note)
    given = wire.day(request.published_date, field="published_date")
    until = wire.local_instant(request.embargo_until, field="embargo_until")
    draft = stage.entered(request.consultation_id, by)
    record = stage.records.get(draft.consultation.id)
    chosen = review.choose(draft, decisions, stage.register, expected_version=seen)
    drafts.require_unscheduled(draft.schedule)
    answered = review.Review(checklist=checklist, decisions=decisions, note=note)
    review.require_reviewer(draft, chosen, answered, who=by)
    examined = _gate(stage, draft)
    paths = {each.statement_id: f"decisions[{index}]" for index, each in enumerate(decisions)}
    parts = (*examined.frame(), *examined.statements(paths))
    review.require_passed(parts, decisions, publisher=by.person_id)
    if request.final_text_digest and request.final_text_digest != gate.digest(parts):
        raise Stale("the final public text changed meanwhile", draft)
    if publishes_at := embargo.end_of_embargo(until, stage.moment, published_date=given):
        waiting = Schedule(publishes_at=publishes_at, statement_ids=tuple(each.statement.id for each in chosen))
        stage.approved[draft.consultation.id] = embargo.approve(draft, answered, parts), by.person_id
        rows_moved(stage, replace(draft, schedule=waiting), embargo.schedule(chosen))
        return
    day = review.day_of_publication(given, draft, record, stage.moment)
    _made_public(stage, replace(draft, schedule=None), chosen, parts, day=day, by=by.person_id)


def _made_public(
    stage: DomainStage, draft: Draft, chosen: tuple[review.Chosen, ...], parts: Any, *, day: date, by: UUID
) -> None:
    record, examined = stage.records.get(draft.consultation.id), _gate(stage, draft)
    final, texts = final_draft(draft, parts), wire.Texts()
    act = publication.Publishing(
        id=new_id(),
        draft=final,
        chosen=tuple(replace(each, statement=row_of(final, each.statement.id)) for each in chosen),
        record=record,
        programme=final_programme(examined.programme, parts),
        numbers=_numbers(stage, draft, chosen),
        published_date=day,
        by=by,
        keep=texts.keep,
        moment=stage.moment,
    )
    _happened(stage, publication.publish(act), texts)
    for each in draft.participants:
        if each.id in stage.records[draft.consultation.id].speakers:
            stage.spoken[each.id] = public_name(draft.consultation.details.attribution_rule, each.details)
    public = tuple(
        replace(each.statement, state=RecordState.PUBLISHED, version=each.statement.version + 1) for each in chosen
    )
    rows_moved(stage, draft, public)


def embargo_ended(stage: DomainStage, consultation_id: UUID) -> None:
    """Publish what was approved until now, or let it wait for a reviewer again, as the service does at the instant."""
    draft = stage.draft(consultation_id)
    approval, approved_by = stage.approved.pop(consultation_id)
    decisions, seen = approval.review.decisions, approval.consultation_version
    try:
        chosen = review.choose(embargo.as_approved(draft), decisions, stage.register, expected_version=seen)
        examined = _gate(stage, draft)
        paths = {each.statement_id: f"decisions[{index}]" for index, each in enumerate(decisions)}
        parts = (*examined.frame(), *examined.statements(paths))
        review.require_passed(parts, decisions, publisher=approved_by)
        embargo.require_as_approved(parts, approval)
    except Refusal as refused:
        assert draft.schedule
        lapsed = replace(draft.schedule, lapse_reason=embargo.why_lapsed(refused))
        rows_moved(stage, replace(draft, schedule=lapsed), embargo.back_in_review(draft))
        return
    _made_public(stage, replace(draft, schedule=None), chosen, parts, day=stage.moment.today, by=approved_by)


def _unschedule(stage: DomainStage, request: Any, by: Standing) -> None:
    seen = wire.version(request.expected_version)
    draft = stage.entered(request.consultation_id, by)
    rows = embargo.unschedule(draft, expected_version=seen, who=by)
    rows_moved(stage, replace(draft, schedule=None), rows)


def _happened(stage: DomainStage, facts: publication.Published, texts: wire.Texts) -> None:
    if facts.programme:
        stage.programme_is(facts.programme, texts)
    for fact in facts.consultation:
        stage.consultation_is(fact, texts)
    for pair in facts.statements:
        for each in pair:
            stage.statement_is(each, texts)


def _numbers(stage: DomainStage, draft: Draft, chosen: tuple[review.Chosen, ...]) -> publication.Numbers:
    illustrative = draft.consultation.details.illustrative
    prefix = "EX-" if illustrative else ""
    record = stage.records.get(draft.consultation.id)
    if record is None:
        number = publication.consultation_number(draw(stage, f"{prefix}C"), illustrative=illustrative)
    else:
        number = record.number
    last = sum(each.frame.consultation_id == draft.consultation.id for each in stage.statements.values())
    return publication.Numbers(
        consultation=number,
        items=tuple(publication.item_number(number, last + place) for place in range(1, len(chosen) + 1)),
        tracked=tuple(
            publication.tracked_number(draw(stage, f"{prefix}R"), illustrative=illustrative)
            for each in chosen
            if each.tracked
        ),
    )


def draw(stage: DomainStage, counter: str) -> int:
    """Draw the next number."""
    stage.drawn[counter] += 1
    return stage.drawn[counter]


PUBLISHING: dict[str, Handler] = {
    "SafeguardConsultation": _safeguard,
    "PublishConsultation": _publish,
    "UnschedulePublication": _unschedule,
}
