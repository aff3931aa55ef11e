"""What each fact changes in an assignment."""

from datetime import date
from typing import assert_never
from uuid import UUID

from services.recommendations.domain import facts
from services.recommendations.domain.assignment.state import Assignment, Delivery, Step
from services.recommendations.domain.changing import changed
from services.recommendations.domain.values import (
    DECIDED,
    Closure,
    StepRule,
    Verification,
)


def evolve(before: Assignment | None, fact: facts.AssignmentFact) -> Assignment:
    """Return the assignment as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, facts.AssignmentOpened):
        return _opened(fact)
    assert before is not None, "an assignment begins with its opening"
    return _changed(changed(before, version=fact.version), fact)


def _changed(after: Assignment, fact: facts.AssignmentFact) -> Assignment:  # noqa: C901, PLR0911, PLR0912  # one case per fact
    match fact:
        case facts.AssignmentOpened():
            return after
        case facts.RequestRecorded():
            return _requested(after, fact)
        case facts.PositionStated():
            return _stated(after, fact)
        case facts.ProgressReported():
            return _reported(after, fact)
        case facts.DeliveryDateMoved():
            return _moved(after, fact)
        case (
            facts.EvidenceAttached()
            | facts.EvidenceRequested()
            | facts.VerificationRecorded()
            | facts.NoEvidenceFound()
            | facts.FindingAnnounced()
            | facts.FindingAnswered()
            | facts.FindingTakenBack()
            | facts.NotVerifiable()
        ):
            return _checked(after, fact)
        case facts.DueDateRederived() | facts.FindingExtended() | facts.StepAnnounced() | facts.StepRetracted():
            return _clocked(after, fact)
        case facts.OutsideAnswerRecorded():
            pending = (*after.outside_answers_pending, fact.outside_answer_id)
            return changed(after, outside_answers_pending=pending)
        case facts.OutsideAnswerDecided():
            pending = tuple(each for each in after.outside_answers_pending if each != fact.outside_answer_id)
            return changed(after, outside_answers_pending=pending)
        case facts.Closed() | facts.Reopened() | facts.ClosureProposed() | facts.ClosureProposalDecided():
            return _over(after, fact)
        case facts.FollowUpNoted() | facts.FollowUpKept():
            return after
        case facts.AssignmentTransferred() | facts.TransferUndone():
            return _moved_on(after, fact)
        case facts.BodyEnded():
            return changed(after, body_ended_date=fact.ended_date, body_end_recorded_date=fact.recorded_date)
        case facts.BodyEndUndone():
            return changed(
                after,
                body_ended_date=None,
                body_end_recorded_date=None,
                response_period_days=after.response_period_days + fact.days_away,
                response_due_date=fact.response_due_date,
            )
        case facts.LineKept():
            return changed(after, kept_here=True, remit_id=fact.remit_id or after.remit_id)
        case _:
            assert_never(fact)


def _over(after: Assignment, fact: facts.ClosureFact) -> Assignment:
    match fact:
        case facts.Closed():
            return changed(after, closure=fact.closure, closed_date=fact.closed_date, closure_version=fact.version)
        case facts.Reopened():
            return changed(after, closure=Closure.OPEN, closed_date=None, closure_version=fact.version)
        case facts.ClosureProposed():
            proposed = (*after.closure_proposals_pending, fact.closure_proposal_id)
            return changed(after, closure_proposals_pending=proposed)
        case facts.ClosureProposalDecided():
            left = tuple(each for each in after.closure_proposals_pending if each != fact.closure_proposal_id)
            return changed(after, closure_proposals_pending=left)


def _moved_on(after: Assignment, fact: facts.AssignmentTransferred | facts.TransferUndone) -> Assignment:
    if isinstance(fact, facts.AssignmentTransferred):
        return changed(
            after,
            closure=Closure.TRANSFERRED,
            closed_date=fact.transferred_date,
            closure_version=fact.version,
            remit_id=fact.remit_id or after.remit_id,
            succession_id=fact.succession_id,
            successor_id=fact.successor_id,
            successor_assignment_id=fact.successor_assignment_id,
            body_ended_date=None,
            body_end_recorded_date=None,
        )
    return changed(
        after,
        closure=Closure.OPEN,
        closed_date=None,
        closure_version=fact.version,
        succession_id=None,
        successor_id=None,
        successor_assignment_id=None,
        remit_id=after.remit_id if after.origin_id else None,  # what was wrong may have been just that
        response_period_days=after.response_period_days + fact.days_away,
        response_due_date=fact.response_due_date,
    )


def _opened(fact: facts.AssignmentOpened) -> Assignment:
    return Assignment(
        id=fact.assignment_id,
        recommendation_id=fact.statement_id,
        addressee_id=fact.addressee_id,
        lead=fact.lead,
        can_be_asked=fact.can_be_asked,
        is_commitment=fact.type == "commitment",
        press_reported=fact.press_reported,
        response_period_days=fact.response_period_days,
        opened_date=fact.opened_date or fact.published_date,
        origin_id=fact.origin_id,
        origin_addressee_id=fact.origin_addressee_id,
        remit_id=fact.remit_id,
        version=fact.version,
    )


def with_delivery(deliveries: tuple[Delivery, ...], latest: Delivery) -> tuple[Delivery, ...]:
    """Return the deliveries with the news of one of them. Every hand-over is one of its own."""
    others = tuple(each for each in deliveries if latest.id is None or each.id != latest.id)
    return (*others, latest)


def _requested(after: Assignment, fact: facts.RequestRecorded) -> Assignment:
    latest = Delivery(
        id=fact.delivery_id,
        outcome=fact.outcome,
        date=fact.outcome_date,
        through_relay=fact.outcome_through_relay,
    )
    return changed(
        after,
        deliveries=with_delivery(after.deliveries, latest),
        request=fact.request,
        request_date=fact.request_date,
        through_relay=fact.through_relay,
        clock_start_date=fact.clock_start_date,
        response_due_date=fact.response_due_date,
        request_version=fact.version,
    )


def _stated(after: Assignment, fact: facts.PositionStated) -> Assignment:
    after = _word(
        after, fact.stated_date, fact.delivery_date, tuple(each.place for each in fact.evidence), fact.version
    )
    after = _spoken(after, fact)
    if fact.position in DECIDED:
        after = changed(after, answered_date=_earlier(after.answered_date, fact.stated_date))
    if fact.outside:
        after = changed(after, confirmed=True)
    if after.position_date and fact.stated_date < after.position_date:
        return after  # an old letter takes its place in history; the later word still stands
    return changed(
        after,
        position=fact.position,
        position_date=fact.stated_date,
        position_version=fact.version,
        decision_by_date=fact.decision_by_date,
    )


def _reported(after: Assignment, fact: facts.ProgressReported) -> Assignment:
    evidence = tuple(each.place for each in fact.evidence)
    after = _word(after, fact.reported_date, fact.delivery_date, evidence, fact.version)
    after = changed(_spoken(after, fact), confirmed=True)
    if not after.is_commitment:  # a promise is no question: what becomes of it is progress, not an answer
        after = changed(after, answered_date=_earlier(after.answered_date, fact.reported_date))
    if after.progress_date and fact.reported_date < after.progress_date:
        return after
    return changed(after, progress=fact.progress, progress_date=fact.reported_date, progress_version=fact.version)


def _moved(after: Assignment, fact: facts.DeliveryDateMoved) -> Assignment:
    """The first date stays the measure."""
    after = _word(after, fact.moved_date, None, (), fact.version)
    if fact.outside:
        after = changed(_spoken(after, fact), confirmed=True)
    return changed(after, promised_date=fact.delivery_date, slips=fact.slip, delivery_version=fact.version)


def _word(
    after: Assignment, day: date, delivery_date: date | None, evidence: tuple[str, ...], version: int
) -> Assignment:
    """Return what any word of the addressee changes: its last word, its first date, its evidence.

    Evidence that was not known before ends "no evidence found": somebody has to look again (row 18).
    """
    if delivery_date and (after.delivery_given_date is None or day < after.delivery_given_date):
        after = changed(
            after,
            delivery_date=delivery_date,
            delivery_given_date=day,
            promised_date=after.promised_date or delivery_date,
            delivery_version=version,
        )
    new = tuple(dict.fromkeys(place for place in evidence if place not in after.own_evidence))
    after = changed(
        after,
        last_word_date=max(day, after.last_word_date) if after.last_word_date else day,
        own_evidence=(*after.own_evidence, *new),
    )
    if not new or after.verification is not Verification.NO_EVIDENCE_FOUND:
        return after
    return changed(after, verification=Verification.UNASSESSED, verification_date=day, verification_version=version)


def _spoken(after: Assignment, fact: facts.Fact) -> Assignment:
    """Return the assignment with the person who spoke, or who recorded what was said elsewhere."""
    return changed(after, spoken_by=tuple(sorted({*after.spoken_by, UUID(fact.actor)})))


def _checked(  # noqa: PLR0911  # one return per fact
    after: Assignment, fact: facts.CheckFact | facts.EvidenceAttached
) -> Assignment:
    match fact:
        case facts.EvidenceAttached():
            places = tuple(each.place for each in fact.evidence)
            return _spoken(_word(after, fact.attached_date, None, places, fact.version), fact)
        case facts.EvidenceRequested():
            return _verified(after, fact, Verification.EVIDENCE_REQUESTED, fact.requested_date)
        case facts.VerificationRecorded():
            after = _verified(after, fact, fact.verification, fact.verified_date)
            return changed(after, finding_id=None, finding_until_date=None) if fact.finding_id else after
        case facts.NoEvidenceFound():
            return _verified(after, fact, Verification.NO_EVIDENCE_FOUND, fact.as_of_date)
        case facts.NotVerifiable():
            return _verified(after, fact, Verification.NOT_VERIFIABLE, fact.found_date)
        case facts.FindingAnnounced():
            return changed(
                after,
                finding_id=fact.finding_id,
                finding_until_date=fact.reply_until_date,
                finding_version=fact.version,
            )
        case facts.FindingTakenBack():
            return changed(after, finding_id=None, finding_until_date=None, finding_version=fact.version)
        case facts.FindingAnswered():
            return changed(after, finding_version=fact.version)


def _clocked(after: Assignment, fact: facts.ClockFact) -> Assignment:
    match fact:
        case facts.DueDateRederived():
            return changed(after, response_due_date=fact.response_due_date)
        case facts.FindingExtended():
            return changed(after, finding_until_date=fact.reply_until_date)
        case facts.StepAnnounced():
            announced = Step(rule=fact.rule, day=fact.day, response_due_date=fact.response_due_date)
            return changed(after, steps=(*after.steps, announced))
        case facts.StepRetracted():
            kept = tuple(each for each in after.steps if (each.rule, each.day) != (fact.rule, fact.day))
            return changed(after, steps=kept)


def _verified(after: Assignment, fact: facts.Fact, verification: Verification, day: date) -> Assignment:
    # Whoever looks again has done what the re-check was due for.
    steps = tuple(each for each in after.steps if each.rule is not StepRule.RECHECK_DUE)
    return changed(
        after, verification=verification, verification_date=day, verification_version=fact.version, steps=steps
    )


def _earlier(known: date | None, other: date) -> date:
    return min(known, other) if known else other
