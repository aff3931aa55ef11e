"""What commands on what is entered do in the domain's stage: rows 1 and 3."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.chassis.ids import new_id
from services.consultations import wire
from services.consultations.api.base import host_of
from services.consultations.domain import drafts
from services.consultations.domain.details import ConsultationDetails, StatementDetails
from services.consultations.domain.drafts import Consultation, Draft, Participant, Programme, Statement
from services.consultations.domain.errors import NoSuchRow, Stale
from services.consultations.domain.no_names import require_a_name
from services.consultations.domain.safeguarding.hosts import bodies_of
from services.consultations.domain.submission import give_back, submit
from services.consultations.domain.values import RecordState, Role, Standing
from tests.record_machine.in_domain import DomainStage, facilitates, hosts

Handler = Callable[[DomainStage, Any, Standing], None]


def _create_programme(stage: DomainStage, request: Any, by: Standing) -> None:
    details = wire.programme_details(request.details)
    named = wire.optional_identifier(request.organisation_id, field="organisation_id")
    made = Programme(
        id=new_id(),
        organisation_id=host_of(by, named),
        key_id=new_id(),
        details=details,
        version=1,
        created_by=by.person_id,
        editors=frozenset({by.person_id}),
        changed_at=stage.moment.at,
    )
    stage.programmes[made.id] = made


def _update_programme(stage: DomainStage, request: Any, by: Standing) -> None:
    programme_id = wire.identifier(request.programme_id, field="programme_id")
    seen, details = wire.version(request.expected_version), wire.programme_details(request.details)
    before = stage.programmes.get(programme_id)
    if before is None or before.organisation_id not in hosts(by):
        raise NoSuchRow("programme")
    drafts.require(Role.FACILITATOR, before.organisation_id, by)
    public = programme_id in stage.programme_records
    for draft in map(stage.draft, stage.drafts):
        if draft.consultation.details.programme_id == programme_id and not (draft.published or public):
            drafts.require_unscheduled(draft.schedule)
    stage.programmes[programme_id] = drafts.change_programme(
        before, details, by=by.person_id, expected_version=seen, published=public, at=stage.moment.at
    )


def _check_programme(stage: DomainStage, details: ConsultationDetails, organisation_id: UUID) -> None:
    programme = stage.programmes.get(details.programme_id) if details.programme_id else None
    if details.programme_id and (programme is None or programme.organisation_id != organisation_id):
        raise InvalidArgument("a programme of the host organisation, or nothing", field="details.programme_id")


def _create(stage: DomainStage, request: Any, by: Standing) -> None:
    details = wire.consultation_details(request.details)
    drafts.require_past(details, today=stage.moment.today)
    organisation_id = host_of(by, wire.optional_identifier(request.organisation_id, field="organisation_id"))
    _check_programme(stage, details, organisation_id)
    made = Consultation(
        id=new_id(),
        organisation_id=organisation_id,
        key_id=new_id(),
        replies_key_id=new_id(),
        details=details,
        version=1,
        created_by=by.person_id,
        editors=frozenset({by.person_id}),
        changed_at=stage.moment.at,
    )
    stage.drafts[made.id] = Draft(consultation=made)


def _update(stage: DomainStage, request: Any, by: Standing) -> None:
    seen, details = wire.version(request.expected_version), wire.consultation_details(request.details)
    drafts.require_past(details, today=stage.moment.today)
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    drafts.require_unscheduled(draft.schedule)
    after = drafts.change_consultation(
        draft.consultation,
        details,
        by=by.person_id,
        expected_version=seen,
        published=draft.published,
        at=stage.moment.at,
    )
    _check_programme(stage, details, after.organisation_id)
    _save(stage, replace(draft, consultation=after))


def _save(stage: DomainStage, draft: Draft) -> None:
    stage.drafts[draft.consultation.id] = replace(draft, published=False, hidden=False)


def _people_changed(stage: DomainStage, draft: Draft, participants: tuple[Participant, ...]) -> None:
    changed = drafts.with_changed_people(draft, at=stage.moment.at)
    _save(stage, replace(draft, participants=participants, consultation=changed or draft.consultation))


def _put_participant(stage: DomainStage, request: Any, by: Standing) -> None:
    wire.identifier(request.consultation_id, field="consultation_id")
    participant_id = wire.optional_identifier(request.participant_id, field="participant_id")
    seen = _expected(request.expected_version, replaces=participant_id is not None)
    details = wire.participant_details(request.details)
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    drafts.require_unscheduled(draft.schedule)
    known = draft.participant(participant_id)
    if known is None or known.details.name != details.name:
        require_a_name(details.name, stage.body_names() | bodies_of(draft.consultation.details.host_name))
    if participant_id:
        after = drafts.change_participant(_private(stage, draft, participant_id), details, expected_version=seen)
        people = tuple(after if each.id == participant_id else each for each in draft.participants)
    else:
        consultation = draft.consultation
        made = Participant(
            id=new_id(),
            consultation_id=consultation.id,
            organisation_id=consultation.organisation_id,
            key_id=new_id(),
            details=details,
            position=len(draft.participants) + 1,
            version=1,
        )
        people = (*draft.participants, made)
    _people_changed(stage, draft, people)


def _private(stage: DomainStage, draft: Draft, participant_id: UUID) -> Participant:
    before = draft.participant(participant_id)
    if before is None:
        raise NoSuchRow("participant")
    record = stage.records.get(draft.consultation.id)
    shown = record.speakers if record else ()
    drafts.require_private_participant(public=drafts.is_public_participant(draft, participant_id, shown))
    return before


def _remove_participant(stage: DomainStage, request: Any, by: Standing) -> None:
    participant_id = wire.identifier(request.participant_id, field="participant_id")
    seen = wire.version(request.expected_version)
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    drafts.require_unscheduled(draft.schedule)
    before = _private(stage, draft, participant_id)
    if before.version != seen:
        raise Stale("the participant changed meanwhile", before)
    silent = tuple(
        replace(each, details=replace(each.details, participant_id=None), version=each.version + 1)
        if each.details.participant_id == participant_id
        else each
        for each in draft.statements
    )
    people = tuple(each for each in draft.participants if each.id != participant_id)
    _people_changed(stage, replace(draft, statements=silent), people)


def _put_statement(stage: DomainStage, request: Any, by: Standing) -> None:
    wire.identifier(request.consultation_id, field="consultation_id")
    statement_id = wire.optional_identifier(request.statement_id, field="statement_id")
    seen = _expected(request.expected_version, replaces=statement_id is not None)
    details = wire.statement_details(request.details)
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    if details.participant_id and draft.participant(details.participant_id) is None:
        raise InvalidArgument("a participant of this consultation, or nothing", field="details.participant_id")
    if statement_id:
        before = row_of(draft, statement_id)
        after = drafts.change_statement(before, details, by=by.person_id, expected_version=seen)
        rows = tuple(after if each.id == statement_id else each for each in draft.statements)
    else:
        rows = (*draft.statements, _new(draft, details, by))
    _save(stage, replace(draft, statements=rows))


def _new(draft: Draft, details: StatementDetails, by: Standing) -> Statement:
    return Statement(
        id=new_id(),
        consultation_id=draft.consultation.id,
        organisation_id=draft.consultation.organisation_id,
        key_id=new_id(),
        details=details,
        state=RecordState.DRAFT,
        position=max([0, *(each.position for each in draft.statements)]) + 1,
        version=1,
        author_id=by.person_id,
        editors=frozenset({by.person_id}),
    )


def row_of(draft: Draft, statement_id: UUID) -> Statement:
    """Return a statement of a draft."""
    found = draft.statement(statement_id)
    if found is None:
        raise NoSuchRow("statement")
    return found


def _remove_statement(stage: DomainStage, request: Any, by: Standing) -> None:
    statement_id = wire.identifier(request.statement_id, field="statement_id")
    seen = wire.version(request.expected_version)
    draft = stage.entered(request.consultation_id, by)
    facilitates(draft, by)
    before = row_of(draft, statement_id)
    if before.version != seen:
        raise Stale("the statement changed meanwhile", before)
    drafts.require_draft(before)
    _save(stage, replace(draft, statements=tuple(each for each in draft.statements if each.id != statement_id)))


def _expected(value: int, *, replaces: bool) -> int:
    if replaces:
        return wire.version(value)
    wire.no_version(value)
    return 0


def rows_moved(stage: DomainStage, draft: Draft, moved: tuple[Statement, ...]) -> None:
    """Save statements that went another step."""
    by_id = {each.id: each for each in moved}
    _save(stage, replace(draft, statements=tuple(by_id.get(each.id, each) for each in draft.statements)))


def _submit(stage: DomainStage, request: Any, by: Standing) -> None:
    seen = wire.version(request.expected_version)
    chosen = wire.identifiers(request.statement_ids, field="statement_ids")
    draft = stage.entered(request.consultation_id, by)
    rows = submit(draft, chosen, expected_version=seen, who=by, at=stage.moment.at, register=stage.register)
    rows_moved(stage, draft, rows)


def _return(stage: DomainStage, request: Any, by: Standing) -> None:
    versions, reason = wire.statement_versions(request.statements), wire.reason(request.reason)
    draft = stage.entered(request.consultation_id, by)
    rows_moved(stage, draft, give_back(draft, versions, reason=reason, who=by))


ENTERING: dict[str, Handler] = {
    "CreateProgramme": _create_programme,
    "UpdateProgramme": _update_programme,
    "CreateConsultation": _create,
    "UpdateConsultation": _update,
    "PutParticipant": _put_participant,
    "RemoveParticipant": _remove_participant,
    "PutStatement": _put_statement,
    "RemoveStatement": _remove_statement,
    "SubmitConsultation": _submit,
    "ReturnStatements": _return,
}
