"""Many statements entered in one act: what becomes of all of them, or why of none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.chassis.errors import InvalidArgument, Violation
from services.consultations.domain.details import StatementDetails
from services.consultations.domain.drafts import Statement, change_statement
from services.consultations.domain.errors import NoSuchRow


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One of many: it replaces what is entered of a statement, or adds one."""

    details: StatementDetails
    statement_id: UUID | None = None
    expected_version: int = 0  # 0 where it adds one


def change_many(
    entries: Sequence[Entry], known: Mapping[UUID, Statement], participants: Collection[UUID], *, by: UUID
) -> list[Statement]:
    """Return the statements that the entries change, as they are then.

    Args:
        entries: All of them, those that add one included.
        known: The statements of the consultation, by id.
        participants: The ids of those who can have said it.
        by: Who enters.

    Raises:
        InvalidArgument: A speaker is no participant, or a statement stands there twice; each is named.
        NoSuchRow: There is no such statement.
        Stale: One changed after the version that the caller saw.
        NotADraft: One is in review or published.
    """
    wrong, seen, changed = list[Violation](), set[UUID](), list[Statement]()
    for place, each in enumerate(entries):
        speaker, statement_id = each.details.participant_id, each.statement_id
        if speaker and speaker not in participants:
            path = f"entries[{place}].details.participant_id"
            wrong.append(Violation(path, "a participant of this consultation, or nothing"))
        if statement_id in seen:
            wrong.append(Violation(f"entries[{place}].statement_id", "each statement once"))
        if statement_id:
            seen.add(statement_id)
            if statement_id not in known:
                raise NoSuchRow("statement")
            before = known[statement_id]
            changed.append(change_statement(before, each.details, by=by, expected_version=each.expected_version))
    if wrong:
        raise InvalidArgument(violations=wrong)
    return changed
