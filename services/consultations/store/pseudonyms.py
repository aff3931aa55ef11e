"""Pseudonyms of speakers, kept with what they said: no row says of whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from services.chassis.database import Transaction


async def keep_pseudonyms(tx: Transaction, consultation_id: UUID, pseudonyms: Mapping[UUID, str]) -> None:
    """Keep the pseudonyms under which statements become public."""
    statement = """
        INSERT INTO pseudonyms (statement_id, consultation_id, pseudonym)
        VALUES (%(statement_id)s, %(consultation_id)s, %(pseudonym)s)
    """
    for statement_id, pseudonym in pseudonyms.items():
        row = {"statement_id": statement_id, "consultation_id": consultation_id, "pseudonym": pseudonym}
        await tx.execute(statement, row)


async def pseudonyms(tx: Transaction, consultation_ids: Collection[UUID]) -> Mapping[UUID, Mapping[UUID, str]]:
    """Return per consultation the pseudonyms of the statements that the public sees."""
    statement = """
        SELECT pseudonyms.consultation_id, statement_id, pseudonym
          FROM pseudonyms JOIN published_statements ON published_statements.id = statement_id
         WHERE pseudonyms.consultation_id = ANY(%(ids)s) AND NOT hidden AND withdrawal IS NULL
    """
    found: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)
    for row in await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall():
        found[row["consultation_id"]][row["statement_id"]] = row["pseudonym"]
    return found


async def forget_pseudonyms(tx: Transaction, statement_ids: Collection[UUID]) -> None:
    """Delete the pseudonyms of statements."""
    await tx.execute("DELETE FROM pseudonyms WHERE statement_id = ANY(%(ids)s)", {"ids": list(statement_ids)})
