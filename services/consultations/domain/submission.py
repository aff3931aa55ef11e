"""From draft to review and back: rows 1 and 3 of the table of transitions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.details import StatementDetails
from services.consultations.domain.drafts import Draft, Statement, require_draft
from services.consultations.domain.errors import Missing, NoSuchRow, NothingToSubmit, Stale
from services.consultations.domain.figures import unexplained
from services.consultations.domain.transitions import Record, missing
from services.consultations.domain.transitions.entered import BASIS, CONSULTATION, RETURN, STATEMENT, SUBMIT
from services.consultations.domain.values import ADDRESSED, Addressee, AddresseeBasis, RecordState, Standing


def submit(
    draft: Draft,
    statement_ids: Sequence[UUID],
    *,
    expected_version: int,
    who: Standing,
    at: datetime,
    register: Mapping[UUID, Addressee],
) -> tuple[Statement, ...]:
    """Return the statements as submitted (row 1): those named, or all drafts.

    Raises:
        RoleMissing: The person is no facilitator of the host organisation.
        Stale: The consultation's details changed after the version that the caller saw.
        NoSuchRow: A statement named is none of this consultation.
        NotADraft: A statement named is in review or published.
        NothingToSubmit: There is no draft.
        Missing: Something that a statement or the consultation has to carry; every one is named.
    """
    SUBMIT.allow(who, draft.consultation.organisation_id)
    if draft.consultation.version != expected_version:
        raise Stale("the consultation changed meanwhile", draft)
    chosen = _chosen(draft, statement_ids)
    if not chosen:
        raise NothingToSubmit("there is no draft to submit")
    violations = missing_of_consultation(draft)
    for each in chosen:
        path = f"statements[{each.position - 1}].details"
        violations += missing_of_statement(each.details, path, register)
    if violations:
        raise Missing(violations=violations)
    return tuple(
        replace(
            each,
            state=RecordState.IN_REVIEW,
            version=each.version + 1,
            submitted_by=who.person_id,
            submitted_at=at,
            return_reason="",
        )
        for each in chosen
    )


def _chosen(draft: Draft, statement_ids: Sequence[UUID]) -> list[Statement]:
    if not statement_ids:
        return [each for each in draft.statements if each.state is RecordState.DRAFT]
    chosen = []
    for statement_id in dict.fromkeys(statement_ids):
        statement = draft.statement(statement_id)
        if statement is None:
            raise NoSuchRow("statement")
        require_draft(statement)
        chosen.append(statement)
    return sorted(chosen, key=lambda each: each.position)


def missing_of_consultation(draft: Draft) -> list[Violation]:
    """Return what a consultation has to carry before a reviewer reads it, and does not."""
    details = draft.consultation.details
    # What is public already is not entered anew, and asked for no more.
    return [*missing(CONSULTATION, details, "details"), *([] if draft.published else unexplained(details, "details"))]


def missing_of_statement(details: StatementDetails, path: str, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return what a statement has to carry before a reviewer reads it, and does not (row 1).

    Args:
        details: As entered.
        path: Path of the details in the caller's eyes.
        register: The addressees that this service knows, at least those named.
    """
    return [
        *missing(STATEMENT, details, path),
        *not_addressed(details, path),
        *not_in_the_register(details, path, register),
    ]


def not_addressed(details: StatementDetails, path: str) -> list[Violation]:
    """Return what contradicts the addressees: a basis without one, or one without a basis."""
    named = bool(details.addressee_ids or details.addressee_note)
    if details.addressee_basis is None:
        return [BASIS.violation(path)] if details.type in ADDRESSED or named else []
    if details.addressee_basis is AddresseeBasis.NONE:
        return [Violation(f"{path}.{BASIS.field}", "another basis: an addressee is named")] if named else []
    return [] if named else [Violation(f"{path}.addressee_ids", "an addressee, here or as printed")]


def not_in_the_register(details: StatementDetails, path: str, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return the addressees that are none of the register."""
    expected = "an addressee of the register; if it was registered just now, try again"
    return [
        Violation(f"{path}.addressee_ids[{index}]", expected)
        for index, addressee_id in enumerate(details.addressee_ids)
        if addressee_id not in register
    ]


def give_back(draft: Draft, versions: Mapping[UUID, int], *, reason: str, who: Standing) -> tuple[Statement, ...]:
    """Return the statements as returned to their author (row 3).

    Raises:
        RoleMissing: The person is no reviewer of the host organisation.
        NoSuchRow: One is none of this consultation.
        Stale: One changed after the version that the caller saw.
        NotInReview: One does not wait for a reviewer.
    """
    RETURN.allow(who, draft.consultation.organisation_id)
    returned = []
    for statement_id, expected_version in versions.items():
        statement = draft.statement(statement_id)
        if statement is None:
            raise NoSuchRow("statement")
        if statement.version != expected_version:
            raise Stale("a statement changed meanwhile", draft)
        RETURN.refuse({Record(statement.state)})
        returned.append(
            replace(
                statement,
                state=RecordState.DRAFT,
                version=statement.version + 1,
                submitted_by=None,
                submitted_at=None,
                return_reason=reason,
            )
        )
    return tuple(returned)
