"""The host called, met or wrote (row 30): dated, public if ticked, and nothing moves by it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.facts import FollowUpKept, FollowUpNoted
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import FollowUpKind, NoteState, Text


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """A note as a facilitator enters it."""

    id: UUID
    kind: FollowUpKind
    text: Text | None
    contact_date: date
    public: bool


def note(line: Line, follow_up: FollowUp, act: Act) -> FollowUpNoted | FollowUpKept:
    """Decide whether the note stands, and return the fact to record. Nobody has to have seen a version: nothing moves.

    Raises:
        NotTheHost: The caller is no facilitator of the host organisation.
        Stale: The record was withdrawn or hidden.
        Missing: The text is missing.
        NotAsDated: The day lies in the future.
    """
    guards.is_host(line, act.by)
    guards.stands(line)
    after = NoteState.PUBLIC if follow_up.public else NoteState.KEPT
    rows = transitions.step(Field.NOTE, NoteState.NONE, after, by=Actor.FACILITATOR, path="follow_up")
    transitions.check(rows, follow_up, path="follow_up")
    guards.not_after(follow_up.contact_date, act.moment, field="follow_up.contact_date")
    assignment = line.assignment
    if not follow_up.public:
        return FollowUpKept(
            assignment_id=assignment.id,
            version=assignment.version + 1,
            occurred_at=act.moment.on(follow_up.contact_date),
            actor=act.actor,
            follow_up_id=follow_up.id,
        )
    assert follow_up.text is not None, "the table asks for it"
    return FollowUpNoted(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        occurred_at=act.moment.on(follow_up.contact_date),
        actor=act.actor,
        kind=follow_up.kind,
        text=follow_up.text,
        contact_date=follow_up.contact_date,
    )


def may_read(line: Line, by: Standing) -> None:
    """Let only the host's own facilitators and reviewers read what it keeps to itself.

    Raises:
        NotTheHost: The caller is neither.
    """
    own = by.organisations_as(Role.FACILITATOR) | by.organisations_as(Role.REVIEWER)
    if line.record.host_organisation_id not in own:
        raise guards.to_a_stranger(line, errors.NotTheHost("only the host reads the notes that it keeps to itself"))
