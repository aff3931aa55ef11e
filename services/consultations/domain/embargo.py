"""Approved now, public at an instant: row 2 under embargo. Until then nothing outside this service knows of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from services.chassis.errors import Refusal
from services.consultations.domain.drafts import Draft, Schedule, Statement
from services.consultations.domain.errors import HiddenNow, NotAsDated, Stale
from services.consultations.domain.review import Chosen, Review
from services.consultations.domain.safeguarding.gate import Part
from services.consultations.domain.transitions import Record
from services.consultations.domain.transitions.entered import UNSCHEDULE
from services.consultations.domain.values import LapseReason, Moment, RecordState, Standing

LONGEST_EMBARGO: Final = timedelta(days=366)
SOON: Final = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What a reviewer approved: nothing else becomes public at the instant."""

    review: Review  # with the versions that statements have while they are scheduled
    consultation_version: int
    parts: tuple[str, ...]  # of every part of the final public text, its owner and its digest


def end_of_embargo(local: datetime | None, moment: Moment, *, published_date: date | None) -> datetime | None:
    """Return the instant of an embargo; None if there is none.

    Args:
        local: As a clock of the deployment's time zone shows it, without a zone.
        moment: Now.
        published_date: The day of publication, if the caller gave one.

    Raises:
        NotAsDated: The instant is not ahead, too far ahead, or one that clocks skip; or a day is given, too.
    """
    if local is None:
        return None
    field = "embargo_until"
    if published_date:
        raise NotAsDated("nothing: it is published on the day of its instant", field="published_date")
    instant = local.replace(tzinfo=moment.zone)
    utc = instant.astimezone(moment.at.tzinfo)
    if utc.astimezone(moment.zone).replace(tzinfo=None) != local:
        raise NotAsDated("a time that clocks show on that day", field=field)
    if utc <= moment.at:
        raise NotAsDated("later than now", field=field)
    if utc - moment.at > LONGEST_EMBARGO:
        raise NotAsDated(f"at most {LONGEST_EMBARGO.days} days ahead", field=field)
    return utc


def approve(draft: Draft, review: Review, parts: Sequence[Part]) -> Approval:
    """Return what is approved: the texts as they were read, and the versions that stand for them."""
    decisions = tuple(replace(each, expected_version=each.expected_version + 1) for each in review.decisions)
    return Approval(
        review=replace(review, decisions=decisions),
        consultation_version=draft.consultation.version,
        parts=_fingerprints(parts),
    )


def schedule(chosen: Sequence[Chosen]) -> tuple[Statement, ...]:
    """Return the statements as approved under embargo."""
    return tuple(
        replace(each.statement, state=RecordState.SCHEDULED, version=each.statement.version + 1) for each in chosen
    )


def unschedule(draft: Draft, *, expected_version: int, who: Standing) -> tuple[Statement, ...]:
    """Return the statements as they wait for a reviewer again.

    Raises:
        RoleMissing: The person is neither facilitator nor reviewer of the host organisation.
        Stale: The consultation changed after the version that the caller saw.
        NotScheduled: Nothing is scheduled, or it is public by now.
    """
    UNSCHEDULE.allow(who, draft.consultation.organisation_id)
    if draft.consultation.version != expected_version:
        raise Stale("the consultation changed meanwhile", draft)
    if draft.schedule is None:
        UNSCHEDULE.refuse({Record.PUBLISHED})
    return back_in_review(draft)


def back_in_review(draft: Draft) -> tuple[Statement, ...]:
    """Return what is scheduled as it waits for a reviewer again."""
    return tuple(
        replace(each, state=RecordState.IN_REVIEW, version=each.version + 1)
        for each in draft.statements
        if each.state is RecordState.SCHEDULED
    )


def as_approved(draft: Draft) -> Draft:
    """Return the draft as publishing takes it: what is scheduled stands where the reviewer found it."""
    return replace(
        draft,
        statements=tuple(
            replace(each, state=RecordState.IN_REVIEW) if each.state is RecordState.SCHEDULED else each
            for each in draft.statements
        ),
    )


def require_as_approved(parts: Sequence[Part], approval: Approval) -> None:
    """Refuse what nobody read. Less may become public than was read: a programme that became public meanwhile.

    Raises:
        Stale: A text is not the one that was approved.
    """
    if set(_fingerprints(parts)) - set(approval.parts):
        raise Stale("the final public text changed after it was approved")


def is_soon(waiting: Schedule, moment: Moment) -> bool:
    """Tell whether what waits becomes public within a week."""
    return waiting.waits and waiting.publishes_at - moment.at < SOON


def why_lapsed(refused: Refusal) -> LapseReason:
    """Return why it does not become public, in a word for pages."""
    match refused:
        case Stale():
            return LapseReason.CHANGED
        case HiddenNow():
            return LapseReason.HIDDEN
        case _:
            return LapseReason.NOT_PUBLISHABLE


def _fingerprints(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(f"{each.owner_id}:{each.digest}" for each in parts)
