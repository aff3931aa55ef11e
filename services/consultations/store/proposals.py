"""Changes of what is public that wait for a second person. What is proposed is sealed."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import Keys, readable, unless_erased
from services.consultations.domain.proposals import Change, ChangeKind, Proposal
from services.consultations.store.notes import destroy_later
from services.consultations.store.sealed import seal, unseal

_SUBJECTS: Final = {
    ChangeKind.CORRECT_CONSULTATION: "consultation_id",
    ChangeKind.CORRECT_PROGRAMME: "programme_id",
}


async def has_waiting_proposal(tx: Transaction, subject_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether a proposal for the statement, consultation or programme waits. Lock its record first."""
    statement = """
        SELECT FROM proposals
         WHERE %(id)s IN (statement_id, consultation_id, programme_id) AND organisation_id = %(organisation_id)s
           AND decided_at IS NULL AND lapsed_at IS NULL
    """
    found = await tx.execute(statement, {"id": subject_id, "organisation_id": organisation_id})
    return found.rowcount > 0


async def lapse_erased(tx: Transaction, keys: Keys, subject_id: UUID | None = None, *, at: datetime) -> list[UUID]:
    """Let proposals lapse that nobody can decide on: erased themselves, or corrections of what was erased as entered.

    One that somebody holds is left: whoever withdraws a consent locks proposals first, records then.

    Args:
        tx: Acts for the organisations whose proposals are looked at.
        keys: Tell what is erased.
        subject_id: Only those for this statement, consultation or programme; all if None.
        at: When.

    Returns:
        Which lapsed. Their keys are to be destroyed.
    """
    statement = """
        SELECT p.*,
               ARRAY(SELECT c.key_id FROM consultations c WHERE c.id = p.consultation_id
                     UNION SELECT c.key_id FROM consultations c
                             JOIN published_statements said ON said.consultation_id = c.id
                            WHERE said.id = p.statement_id
                     UNION SELECT said.key_id FROM statements said WHERE said.id = p.statement_id
                     UNION SELECT m.key_id FROM programmes m WHERE m.id = p.programme_id
                     UNION SELECT c.key_id FROM consultations c
                             JOIN published_consultations session ON session.id = c.id
                            WHERE session.programme_id = p.programme_id) AS entered_under
          FROM proposals p
         WHERE (%(id)s::uuid IS NULL OR %(id)s IN (p.statement_id, p.consultation_id, p.programme_id))
           AND p.decided_at IS NULL AND p.lapsed_at IS NULL
           FOR UPDATE OF p SKIP LOCKED
    """
    rows = await (await tx.execute(statement, {"id": subject_id})).fetchall()
    erased = [row for row in rows if _is_erased(keys, row)]
    ids = [row["id"] for row in erased]
    await tx.execute("UPDATE proposals SET lapsed_at = %(at)s WHERE id = ANY(%(ids)s)", {"ids": ids, "at": at})
    await destroy_later(tx, [row["key_id"] for row in erased], at=at)
    return ids


def _is_erased(keys: Keys, row: dict[str, Any]) -> bool:
    proposal = unless_erased(partial(_proposal, keys), row)
    # Who decides on a correction reads what was entered beside it.
    return proposal is None or (proposal.change.kind.corrects and not all(map(keys.has, row["entered_under"])))


async def add_proposal(tx: Transaction, keys: Keys, proposal: Proposal) -> None:
    """Write a proposal that waits."""
    statement = """
        INSERT INTO proposals (id, statement_id, consultation_id, programme_id, organisation_id, key_id, change,
                               proposed_by, proposed_at)
        VALUES (%(id)s, %(statement_id)s, %(consultation_id)s, %(programme_id)s, %(organisation_id)s, %(key_id)s,
                %(change)s, %(proposed_by)s, %(proposed_at)s)
    """
    about: dict[str, UUID | None] = dict.fromkeys(("statement_id", "consultation_id", "programme_id"))
    about[_SUBJECTS.get(proposal.change.kind, "statement_id")] = proposal.subject_id
    place = {"key_id": proposal.key_id, "table": "proposals", "row_id": proposal.id, "column": "change"}
    await tx.execute(statement, {**vars(proposal), **about, "change": seal(keys, proposal.change, **place)})  # type: ignore[arg-type]


async def lock_proposal(
    tx: Transaction, keys: Keys, proposal_id: UUID, organisations: Collection[UUID]
) -> Proposal | None:
    """Lock and return a proposal of these organisations that waits; None if there is none."""
    statement = """
        SELECT * FROM proposals
         WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s) AND decided_at IS NULL AND lapsed_at IS NULL
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"id": proposal_id, "organisations": list(organisations)})).fetchone()
    return _proposal(keys, row) if row else None


async def is_decided(tx: Transaction, proposal_id: UUID, organisations: Collection[UUID]) -> bool:
    """Tell whether somebody decided on a proposal of these organisations, or it lapsed."""
    statement = """
        SELECT FROM proposals
         WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s)
           AND (decided_at IS NOT NULL OR lapsed_at IS NOT NULL)
    """
    found = await tx.execute(statement, {"id": proposal_id, "organisations": list(organisations)})
    return found.rowcount > 0


async def decide_proposal(tx: Transaction, proposal: Proposal, *, agreed: bool, by: UUID, at: datetime) -> None:
    """Note that somebody decided."""
    statement = """
        UPDATE proposals SET decided_by = %(by)s, decided_at = %(at)s, agreed = %(agreed)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": proposal.id, "organisation_id": proposal.organisation_id}
    await tx.execute(statement, {**parameters, "by": by, "at": at, "agreed": agreed})


async def note_read(tx: Transaction, proposal: Proposal, *, by: UUID, at: datetime) -> None:
    """Note who agreed first to what takes a second reading."""
    statement = """
        UPDATE proposals SET read_by = %(by)s, read_at = %(at)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": proposal.id, "organisation_id": proposal.organisation_id}
    await tx.execute(statement, {**parameters, "by": by, "at": at})


async def lapse_proposals(
    tx: Transaction, consultation_id: UUID, programme_id: UUID | None, organisation_id: UUID, *, at: datetime
) -> dict[UUID, UUID]:
    """Let what waits for a reviewer lapse: of a consultation, its statements and its programme. Hold both first.

    Returns:
        Which lapsed, each with its key, which has to go.
    """
    statement = """
        UPDATE proposals SET lapsed_at = %(at)s
         WHERE organisation_id = %(organisation_id)s AND decided_at IS NULL AND lapsed_at IS NULL
           AND (consultation_id = %(consultation_id)s OR programme_id = %(programme_id)s
                OR statement_id IN (SELECT id FROM published_statements WHERE consultation_id = %(consultation_id)s))
        RETURNING id, key_id
    """
    parameters = {
        "consultation_id": consultation_id,
        "programme_id": programme_id,
        "organisation_id": organisation_id,
        "at": at,
    }
    return {row["id"]: row["key_id"] for row in await (await tx.execute(statement, parameters)).fetchall()}


async def hold_proposals(tx: Transaction, keys: Keys, organisation_id: UUID) -> list[Proposal]:
    """Lock and return what waits of an organisation. Before records are locked: who decides locks in this order.

    What is erased names nobody any more, and is left out.
    """
    statement = """
        SELECT * FROM proposals
         WHERE organisation_id = %(organisation_id)s AND decided_at IS NULL AND lapsed_at IS NULL
         ORDER BY id
           FOR UPDATE
    """
    rows = await (await tx.execute(statement, {"organisation_id": organisation_id})).fetchall()
    return readable(partial(_proposal, keys), rows)


async def lapse_each(tx: Transaction, proposals: Collection[Proposal], *, at: datetime) -> list[UUID]:
    """Let these lapse, and return those that had not yet."""
    statement = "UPDATE proposals SET lapsed_at = %(at)s WHERE id = ANY(%(ids)s) AND lapsed_at IS NULL RETURNING id"
    rows = await (await tx.execute(statement, {"ids": [each.id for each in proposals], "at": at})).fetchall()
    return [row["id"] for row in rows]


async def proposals_after(
    tx: Transaction,
    keys: Keys,
    organisations: Collection[UUID],
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[tuple[tuple[datetime, UUID], Proposal | None]]:
    """Return the organisations' proposals that wait, longest waiting first, after `after`.

    Each comes with its place in the list; None is one that is erased.
    """
    statement = """
        SELECT * FROM proposals
         WHERE organisation_id = ANY(%(organisations)s) AND decided_at IS NULL AND lapsed_at IS NULL
           AND (%(at)s::timestamptz IS NULL OR (proposed_at, id) > (%(at)s, %(id)s))
         ORDER BY proposed_at, id
         LIMIT %(limit)s
    """
    at, row_id = after or (None, None)
    parameters = {"organisations": list(organisations), "at": at, "id": row_id, "limit": limit}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [((row["proposed_at"], row["id"]), unless_erased(partial(_proposal, keys), row)) for row in rows]


def _proposal(keys: Keys, row: dict[str, Any]) -> Proposal:
    place = {"key_id": row["key_id"], "table": "proposals", "row_id": row["id"]}
    return Proposal(
        id=row["id"],
        subject_id=row["statement_id"] or row["consultation_id"] or row["programme_id"],
        organisation_id=row["organisation_id"],
        key_id=row["key_id"],
        change=unseal(keys, Change, row["change"], column="change", **place),
        proposed_by=row["proposed_by"],
        proposed_at=row["proposed_at"],
        read_by=row["read_by"],
    )
