"""Hidden, shown again, withdrawn: rows 5 and 5b of the table of transitions, and what the public then sees."""

from enum import Enum

from services.consultations.domain.errors import Stale
from services.consultations.domain.facts import Hidden, ShowAsked, Shown, StatementWithdrawn
from services.consultations.domain.record import ConsultationRecord, StatementRecord, Withdrawal
from services.consultations.domain.transitions import Visibility, stands_as, visibility
from services.consultations.domain.transitions.public import ASK_TO_SHOW, HIDDEN_BY_CARD, HIDE, SHOW, WITHDRAW
from services.consultations.domain.values import Keep, LocalizedText, Moment, Standing


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


def hide(record: ConsultationRecord | StatementRecord, *, who: Standing, moment: Moment) -> Hidden | None:
    """Return that it is hidden (row 5b); None if it is already, and nobody has asked to show it again.

    Raises:
        RoleMissing: The person is neither facilitator nor reviewer nor registrar, of whichever organisation.
    """
    HIDE.allow(who, record.frame.host_organisation_id)
    return hide_own(record, by=str(who.person_id), moment=moment)


def hide_own(record: ConsultationRecord | StatementRecord, *, by: str, moment: Moment) -> Hidden | None:
    """Return that it is hidden for whoever said it, who needs no role; None as of `hide`.

    Args:
        record: What is public.
        by: How the log names whoever hides it.
        moment: Now.
    """
    if visibility(record) is Visibility.HIDDEN:
        return None
    return Hidden(id=record.id, version=record.version + 1, at=moment.at, by=by, hidden_date=moment.today)


def show(
    record: ConsultationRecord | StatementRecord, *, who: Standing, by_card: bool = False, moment: Moment
) -> ShowAsked | Shown:
    """Return that the person asked to show it again, or agreed to it (row 5b).

    Args:
        record: What is public.
        who: Who asks or agrees.
        by_card: Whether somebody ever hid it by a card.
        moment: Now.

    Raises:
        RoleMissing: The person is neither facilitator nor reviewer nor registrar, of whichever organisation.
        NotTheHost: It was hidden by a card, and the person is none of these of the organisation that published it.
        NotHidden: It is public.
        SamePerson: The person asked already; another one has to agree.
    """
    stands, by = visibility(record), str(who.person_id)
    row = SHOW if stands is Visibility.SHOW_ASKED else ASK_TO_SHOW
    row.allow(who, record.frame.host_organisation_id)
    if by_card and record.frame.host_organisation_id not in who.organisations(*row.who):
        HIDDEN_BY_CARD.to()
    row.refuse({stands})
    if row is ASK_TO_SHOW:
        return ShowAsked(id=record.id, version=record.version + 1, at=moment.at, by=by)
    if record.show_asked_by == by:
        row.refuse_again()
    return Shown(id=record.id, version=record.version + 1, at=moment.at, by=by, shown_date=moment.today)


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
    WITHDRAW.allow(who, record.frame.host_organisation_id)
    WITHDRAW.refuse({stands_as(record)})
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)
    return StatementWithdrawn(
        id=record.id,
        version=record.version + 1,
        at=moment.at,
        by=str(who.person_id),
        withdrawal=Withdrawal(reason=keep(reason), asked_by=keep(asked_by), withdrawn_date=moment.today),
    )
