"""What a withdrawn consent does in the domain's stage: what names the person is erased, what was proposed lapses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.consultations import wire
from services.consultations.domain.consent import withdraw_consent
from services.consultations.domain.drafts import Draft
from services.consultations.domain.erasing import Public, carried
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.values import Standing
from tests.record_machine.in_domain import DomainStage, facilitates

Handler = Callable[[DomainStage, Any, Standing], None]


def _withdraw(stage: DomainStage, request: Any, by: Standing) -> None:
    participant_id = wire.identifier(request.participant_id, field="participant_id")
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    person, made = draft.participant(participant_id), wire.Texts()
    if person is None:
        raise NoSuchRow("participant")
    name, programme_id = person.details.name, _programme_of(stage, draft)
    happened = withdraw_consent(
        draft,
        person,
        _public_of(stage, draft, programme_id),
        programme=stage.programmes.get(programme_id) if programme_id else None,
        acts=stage.acts,
        statements=request.statements,
        by=str(by.person_id),
        keep=made.keep,
        moment=stage.moment,
    )
    said = {key for key, each in stage.statements.items() if each.frame.consultation_id == draft.consultation.id}
    for key, each in list(stage.proposals.items()):
        if each.subject_id in {draft.consultation.id, programme_id, *said}:
            del stage.proposals[key]
    if happened is None:
        return
    for fact in happened.consultation:
        stage.consultation_is(fact, made)
    for of_statement in happened.statements:
        stage.statement_is(of_statement, made)
    for of_programme in happened.programme:
        stage.programme_is(of_programme, made)
    entered = happened.entered
    changed = {each.id: each for each in entered.statements}
    stage.drafts[draft.consultation.id] = replace(
        draft,
        consultation=entered.consultation or draft.consultation,
        statements=tuple(changed.get(each.id, each) for each in draft.statements),
        participants=tuple(happened.participant if each.id == person.id else each for each in draft.participants),
        published=False,
        hidden=False,
    )
    if entered.programme:
        stage.programmes[entered.programme.id] = entered.programme
    stage.acts = [after for each in stage.acts if (after := carried(each, name))]
    stage.spoken.pop(person.id, None)


def _programme_of(stage: DomainStage, draft: Draft) -> UUID | None:
    record = stage.records.get(draft.consultation.id)
    return record.content.programme_id if record else draft.consultation.details.programme_id


def _public_of(stage: DomainStage, draft: Draft, programme_id: UUID | None) -> Public:
    key = draft.consultation.id
    return Public(
        consultation=stage.records.get(key),
        statements=tuple(each for each in stage.statements.values() if each.frame.consultation_id == key),
        programme=stage.programme_records.get(programme_id) if programme_id else None,
        texts={each: tuple(ids) for each, ids in stage.carried.items()},
        bodies={text_id: tuple(body for _, body in each.bodies) for text_id, each in stage.texts.items() if each},
    )


CONSENTING: dict[str, Handler] = {"WithdrawConsent": _withdraw}
