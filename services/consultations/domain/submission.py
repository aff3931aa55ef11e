"""From draft to review and back: rows 1 and 3 of the table of transitions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.details import ConsultationDetails, StatementDetails
from services.consultations.domain.drafts import Draft, Statement, require_draft
from services.consultations.domain.errors import Missing, NoSuchRow, NothingToSubmit, NotInReview, Stale
from services.consultations.domain.values import ADDRESSED, Addressee, AddresseeBasis, RecordState


def submit(
    draft: Draft,
    statement_ids: Sequence[UUID],
    *,
    expected_version: int,
    by: UUID,
    at: datetime,
    register: Mapping[UUID, Addressee],
) -> tuple[Statement, ...]:
    """Return the statements as submitted (row 1): those named, or all drafts.

    Raises:
        Stale: The consultation's details changed after the version that the caller saw.
        NoSuchRow: A statement named is none of this consultation.
        NotADraft: A statement named is in review or published.
        NothingToSubmit: There is no draft.
        Missing: Something that a statement or the consultation has to carry; every one is named.
    """
    if draft.consultation.version != expected_version:
        raise Stale("the consultation changed meanwhile", draft)
    chosen = _chosen(draft, statement_ids)
    if not chosen:
        raise NothingToSubmit("there is no draft to submit")
    violations = missing_of_consultation(draft.consultation.details)
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
            submitted_by=by,
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


def missing_of_consultation(details: ConsultationDetails) -> list[Violation]:
    """Return what a consultation has to carry before a reviewer reads it, and does not."""
    required = {
        "details.kind": (details.kind, "what kind of meeting it was"),
        "details.state": (details.state, "whether it took place"),
        "details.title": (details.title, "a title in at least one language"),
        "details.host_name": (details.host_name, "the name of the host organisation, as pages print it"),
    }
    return [Violation(path, expected) for path, (value, expected) in required.items() if not value]


def missing_of_statement(details: StatementDetails, path: str, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return what a statement has to carry before a reviewer reads it, and does not (row 1).

    Args:
        details: As entered.
        path: Path of the details in the caller's eyes.
        register: The addressees that this service knows, at least those named.
    """
    violations = []
    if details.type is None:
        violations.append(Violation(f"{path}.type", "what kind of thing was said"))
    if not details.title:
        violations.append(Violation(f"{path}.title", "a line that names it, in at least one language"))
    if not details.text:
        violations.append(Violation(f"{path}.text", "what was said, in at least one language"))
    return [*violations, *_addressing(details, path), *_unknown(details, path, register)]


def _addressing(details: StatementDetails, path: str) -> list[Violation]:
    named = bool(details.addressee_ids or details.addressee_note)
    at = f"{path}.addressee_basis"
    if details.addressee_basis is None:
        expected = "why an addressee is named, or that none is"
        return [Violation(at, expected)] if details.type in ADDRESSED or named else []
    if details.addressee_basis is AddresseeBasis.NONE:
        return [Violation(at, "another basis: an addressee is named")] if named else []
    return [] if named else [Violation(f"{path}.addressee_ids", "an addressee, here or as printed")]


def _unknown(details: StatementDetails, path: str, register: Mapping[UUID, Addressee]) -> list[Violation]:
    expected = "an addressee of the register; if it was registered just now, try again"
    return [
        Violation(f"{path}.addressee_ids[{index}]", expected)
        for index, addressee_id in enumerate(details.addressee_ids)
        if addressee_id not in register
    ]


def give_back(draft: Draft, versions: Mapping[UUID, int], *, reason: str) -> tuple[Statement, ...]:
    """Return the statements as returned to their author (row 3).

    Raises:
        NoSuchRow: One is none of this consultation.
        Stale: One changed after the version that the caller saw.
        NotInReview: One does not wait for a reviewer.
    """
    returned = []
    for statement_id, expected_version in versions.items():
        statement = draft.statement(statement_id)
        if statement is None:
            raise NoSuchRow("statement")
        if statement.version != expected_version:
            raise Stale("a statement changed meanwhile", draft)
        if statement.state is not RecordState.IN_REVIEW:
            raise NotInReview("the statement is not in review")
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
