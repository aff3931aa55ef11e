"""A consultation with everything entered of it: in as many answers as it takes."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.drafts import Consultation, Draft, Statement, may_publish
from services.consultations.domain.figures import conflicts
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import Moment, Role, Standing
from services.consultations.wire.drafts import consultation_details, figure_conflict, participant, schedule, statement
from services.consultations.wire.paging import PIECE_BYTES, page_token


def first_piece(entered: Draft, caller_id: UUID) -> tuple[Statement, ...]:
    """Return the first statements of a draft: all that could be in its first answer, and one more if more follow."""
    room, found = PIECE_BYTES, list[Statement]()
    for each in entered.statements:
        room -= statement(each, None, caller_id).ByteSize()
        found.append(each)
        if room < 0:
            break
    return tuple(found)


def draft(
    entered: Draft,
    first: tuple[Statement, ...],
    record: ConsultationRecord | None,
    records: Mapping[UUID, StatementRecord],
    who: Standing,
    *,
    now: Moment,
) -> pb.Draft:
    """Write a consultation with everything entered of it, but for the statements that follow the first ones.

    Args:
        entered: As entered.
        first: Its first statements, or all.
        record: As published, if it is.
        records: Its published statements, by id.
        who: Who asks.
        now: Now.
    """
    consultation = entered.consultation
    rule = consultation.details.attribution_rule
    facilitator = who.holds(Role.FACILITATOR, consultation.organisation_id)
    return pb.Draft(
        consultation_id=str(consultation.id),
        details=consultation_details(consultation.details),
        number=record.number if record else "",
        version=consultation.version,
        revision=revision(consultation),
        participants=[participant(each, rule, with_contact=facilitator) for each in entered.participants],
        statements=[statement(each, records.get(each.id), who.person_id) for each in first],
        next_statements_token=page_token([first[-1].id]) if len(first) < len(entered.statements) else "",
        hidden=entered.hidden,
        may_review=may_publish(entered, who),
        schedule=schedule(entered.schedule, now),
        figure_conflicts=[figure_conflict(each) for each in conflicts(consultation.details.figures)],
    )


def revision(row: Consultation) -> str:
    """Return what changes with whatever is entered in the consultation."""
    return row.changed_at.isoformat()


def cut(draft_: pb.Draft) -> None:
    """Leave as many statements in a draft as fit into an answer; what follows is asked for with its token."""
    room = PIECE_BYTES - sum(each.ByteSize() for each in draft_.participants)
    for place, each in enumerate(draft_.statements):
        room -= each.ByteSize()
        if room < 0 and place:
            draft_.next_statements_token = page_token([draft_.statements[place - 1].statement_id])
            del draft_.statements[place:]
            return
