"""What somebody else can show: rows 16 to 18 and 20, never of their own. Row 19 is in `findings`."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.answers import check_evidence
from services.recommendations.domain.facts import (
    EvidenceRequested,
    NoEvidenceFound,
    NotVerifiable,
    VerificationRecorded,
)
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Evidence, Search
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.steps import is_recheck_due
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import SHOWN_DONE, Method, Text, Verification

# Row 17.
SHOWN: Final = SHOWN_DONE | {Verification.PARTIAL}
# Row 19: never at once.
ANNOUNCED_FIRST: Final = frozenset({Verification.CONTRADICTED, Verification.LAPSED})
OWN_CLAIM: Final = "own_claim"
OWN_ORGANISATION: Final = "own_organisation"
OWN_RECOMMENDATION: Final = "own_recommendation"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a verifier asks the addressee (row 16)."""

    question: Text | None
    reply_by_date: date
    verifier_organisation_name: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a verifier can show (rows 17 and 19)."""

    verification: Verification
    method: Method | None
    finding: Text | None
    evidence: tuple[Evidence, ...]
    verifier_organisation_name: str


@dataclass(frozen=True, kw_only=True)
class EmptySearch:
    """A search that found nothing (row 18)."""

    search_log: tuple[Search, ...]
    finding: Text | None
    verifier_organisation_name: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Why a line cannot be checked as it is worded (row 20)."""

    reason: Text | None
    verifier_organisation_name: str


def conflict_of_interest(line: Line, by: Standing) -> str:
    """Return why the person may not check the line: `own_organisation`, `own_recommendation`, `own_claim`, or empty.

    A liaison of the addressee is of its organisation, whatever the register says.
    """
    addressee = line.addressee_organisation_id
    if line.assignment.addressee_id in by.speaks_for or (addressee is not None and addressee in by.affiliations):
        return OWN_ORGANISATION
    if by.person_id == line.record.author_id or line.record.host_organisation_id in by.affiliations:
        return OWN_RECOMMENDATION
    return OWN_CLAIM if by.person_id in line.assignment.spoken_by else ""


def request_evidence(line: Line, question: Question, act: Act) -> EvidenceRequested:
    """Decide whether the verifier may ask, and return the fact to record.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: The claim is not unassessed, or was shown to be done less than twelve months ago.
        Missing: Question or organisation is missing; the field is named.
        NotAsDated: The reply is asked for a day in the past.
    """
    organisation_id = may_check(line, act)
    _carries(line, Verification.EVIDENCE_REQUESTED, question)
    if line.assignment.verification in SHOWN_DONE and not is_recheck_due(line.assignment):
        raise errors.NoSuchStep(
            "of what was shown to be done, evidence is asked for again after twelve months", field="verification"
        )
    guards.not_before(
        question.reply_by_date, act.moment.today, field="reply_by_date", what="a day that is not in the past"
    )
    return EvidenceRequested(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        question=question.question,
        reply_by_date=question.reply_by_date,
        verifier_organisation_name=question.verifier_organisation_name.strip(),
        verifier_organisation_id=organisation_id,
        requested_date=act.moment.today,
    )


def record_verification(line: Line, finding: Finding, act: Act) -> VerificationRecorded:
    """Decide whether the finding stands, and return the fact to record.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        Missing: Evidence, method, finding or organisation is missing, or the only evidence is what the addressee itself
            points to; the field is named.
    """
    organisation_id = may_check(line, act)
    if finding.verification not in SHOWN:
        raise errors.Missing("partial, complete, or complete in another way", field="verification")
    method = check_finding(line, finding, today=act.moment.today)
    return VerificationRecorded(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        verification=finding.verification,
        previous_verification=line.assignment.verification,
        method=method,
        finding=finding.finding,
        evidence=tuple(each.told for each in finding.evidence),
        verifier_organisation_name=finding.verifier_organisation_name.strip(),
        verifier_organisation_id=organisation_id,
        verified_date=act.moment.today,
    )


def record_no_evidence_found(line: Line, search: EmptySearch, act: Act) -> NoEvidenceFound:
    """Decide whether the search counts, and return the fact to record. It holds as of the last place searched.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        Missing: The search log, the finding or the organisation is missing; the field is named.
        NotAsDated: A search lies in the future.
    """
    organisation_id = may_check(line, act)
    _carries(line, Verification.NO_EVIDENCE_FOUND, search)
    for number, each in enumerate(search.search_log):
        if not each.place.strip():
            raise errors.Missing("where you searched", field=f"search_log[{number}].place")
        guards.not_after(each.searched_date, act.moment, field=f"search_log[{number}].searched_date")
    return NoEvidenceFound(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        as_of_date=max(each.searched_date for each in search.search_log),
        search_log=search.search_log,
        finding=search.finding,
        verifier_organisation_name=search.verifier_organisation_name.strip(),
        verifier_organisation_id=organisation_id,
        previous_verification=line.assignment.verification,
    )


def record_not_verifiable(line: Line, wording: Wording, act: Act) -> NotVerifiable:
    """Decide whether the line may be called impossible to check as worded (row 20), and return the fact to record.

    Raises:
        RoleMissing: The caller is neither verifier nor reviewer of the host.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        RightOfReply: A finding waits for the addressee's reply.
        NoSuchStep: It was called so already.
        Missing: The reason or the organisation is missing; the field is named.
    """
    actor, organisation_id = _may_judge_words(line, act)
    _carries(line, Verification.NOT_VERIFIABLE, wording, by=actor)
    return NotVerifiable(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=act.moment.at,
        actor=act.actor,
        reason=wording.reason,
        verifier_organisation_name=wording.verifier_organisation_name.strip(),
        verifier_organisation_id=organisation_id,
        previous_verification=line.assignment.verification,
        found_date=act.moment.today,
    )


def check_finding(line: Line, finding: Finding, *, today: date) -> Method:
    """Check what a finding has to carry, and return its method.

    Raises:
        Missing: Evidence, method, finding or organisation is missing, or the only evidence is what the addressee itself
            points to; the field is named.
    """
    _carries(line, finding.verification, finding)
    assert finding.method is not None, "the table asks for it"
    check_evidence(finding.evidence, today=today, field="evidence")
    if all(each.place in line.assignment.own_evidence for each in finding.evidence):
        raise errors.Missing("at least one piece that is not the addressee's own report", field="evidence")
    return finding.method


def may_check(line: Line, act: Act) -> UUID:
    """Return the organisation for which the caller checks, if they may check the line at all.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        Stale: The verification changed after the version the caller saw, or the record was withdrawn or hidden.
        RightOfReply: A finding waits for the addressee's reply.
    """
    organisation_id = is_free_to_check(line, act)
    _may_be_written(line, act)
    return organisation_id


def is_free_to_check(line: Line, act: Act) -> UUID:
    """Return the organisation for which the caller checks, whatever has been found so far.

    Raises:
        RoleMissing: The caller is no verifier.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
    """
    organisations = act.by.organisations_as(Role.VERIFIER)
    if not organisations:
        raise errors.RoleMissing("only a verifier may record what can be shown")
    if reason := conflict_of_interest(line, act.by):
        raise errors.ConflictOfInterest(reason)
    return min(organisations)


def _may_judge_words(line: Line, act: Act) -> tuple[Actor, UUID]:
    """Return as what, and for which organisation: a reviewer reads the words of the own host only."""
    host = line.record.host_organisation_id
    if host in act.by.organisations_as(Role.REVIEWER):
        _may_be_written(line, act)
        return Actor.REVIEWER, host
    if not act.by.organisations_as(Role.VERIFIER):
        refusal = errors.RoleMissing("only a verifier or a reviewer of the host may record this")
        raise guards.to_a_stranger(line, refusal)
    return Actor.VERIFIER, may_check(line, act)


def _may_be_written(line: Line, act: Act) -> None:
    guards.stands(line)
    guards.fresh(
        line,
        changed_at_version=line.assignment.verification_version,
        expected_version=act.expected_version,
        field="verification",
    )
    if line.assignment.finding_until_date:
        until = line.assignment.finding_until_date.isoformat()
        raise errors.RightOfReply(f"a finding waits for the addressee's reply until {until}")


def _carries(
    line: Line, after: Verification, act: Question | Finding | EmptySearch | Wording, *, by: Actor = Actor.VERIFIER
) -> None:
    before = line.assignment.verification
    rows = transitions.step(Field.VERIFICATION, before, after, by=by, path="verification")
    transitions.check(rows, act, path="")
