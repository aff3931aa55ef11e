"""Hidden, shown again, withdrawn: rows 5 and 5b of the table of transitions, and what the public then sees."""

from enum import Enum
from uuid import UUID

from services.consultations.domain.errors import (
    AlreadyWithdrawn,
    NotHidden,
    NotTheHost,
    SamePerson,
    Stale,
)
from services.consultations.domain.facts import Hidden, ShowAsked, Shown, StatementWithdrawn
from services.consultations.domain.record import ConsultationRecord, StatementRecord, Withdrawal
from services.consultations.domain.values import Keep, LocalizedText, Moment, Role, Standing


class Seen(Enum):
    """What the public sees of a statement."""

    WHOLE = "whole"
    NUMBER = "number"
    TOMBSTONE = "tombstone"


def seen(statement: StatementRecord, consultation: ConsultationRecord) -> Seen:
    """Return what the public sees of the statement. Hidden counts before everything else."""
    if statement.hidden or consultation.hidden:
        return Seen.NUMBER
    return Seen.TOMBSTONE if statement.withdrawal else Seen.WHOLE


def hide(record: ConsultationRecord | StatementRecord, *, by: UUID, moment: Moment) -> Hidden | None:
    """Return that it is hidden (row 5b); None if it is already, and nobody has asked to show it again."""
    if record.hidden and not record.show_asked_by:
        return None
    return Hidden(id=record.id, version=record.version + 1, at=moment.at, by=str(by), hidden_date=moment.today)


def show(record: ConsultationRecord | StatementRecord, *, by: UUID, moment: Moment) -> ShowAsked | Shown:
    """Return that the person asked to show it again, or agreed to it (row 5b).

    Raises:
        NotHidden: It is public.
        SamePerson: The person asked already; another one has to agree.
    """
    if not record.hidden:
        raise NotHidden("it is not hidden")
    if not record.show_asked_by:
        return ShowAsked(id=record.id, version=record.version + 1, at=moment.at, by=str(by))
    if record.show_asked_by == str(by):
        raise SamePerson("you asked already; a second person has to agree")
    return Shown(id=record.id, version=record.version + 1, at=moment.at, by=str(by), shown_date=moment.today)


def withdraw(
    record: StatementRecord,
    reason: LocalizedText,
    asked_by: LocalizedText,
    *,
    who: Standing,
    seen_version: int | None,
    keep: Keep,
    moment: Moment,
) -> StatementWithdrawn:
    """Return that the statement is withdrawn (row 5). Number and tombstone stay.

    Args:
        record: The statement.
        reason: Why; the public reads it.
        asked_by: Who asked for it, as a designation.
        who: Who withdraws.
        seen_version: The record's version that the caller saw; None if the caller saw only the public page.
        keep: Takes the texts that become public.
        moment: Now.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it.
        AlreadyWithdrawn: It is a tombstone.
        Stale: It changed after the version that the caller saw.
    """
    if not who.holds(Role.FACILITATOR, record.frame.host_organisation_id):
        raise NotTheHost("only a facilitator of the organisation that published it may withdraw it")
    if record.withdrawal:
        raise AlreadyWithdrawn("it is withdrawn already")
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)
    return StatementWithdrawn(
        id=record.id,
        version=record.version + 1,
        at=moment.at,
        by=str(who.person_id),
        withdrawal=Withdrawal(reason=keep(reason), asked_by=keep(asked_by), withdrawn_date=moment.today),
    )
