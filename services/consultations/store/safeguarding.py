"""What reviewers did in the safeguarding gate. What it is about is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.drafts import Consultation
from services.consultations.domain.safeguarding.acts import Act, ActKind, Mark
from services.consultations.store.sealed import seal, unseal

_TABLE: Final = "safeguarding_acts"


@dataclass(frozen=True, kw_only=True)
class _About:
    """What nobody but a reviewer reads of an act."""

    mark: Mark | None
    digest: str
    reason: str


async def keep_acts(
    tx: Transaction, keys: Keys, consultation: Consultation, acts: Sequence[tuple[Act, UUID | None, UUID]]
) -> None:
    """Keep what somebody did.

    Args:
        tx: The transaction that does it.
        keys: The service's data keys.
        consultation: In which.
        acts: Each with the statement, if it is about one, and the data key of whatever it is about.
    """
    statement = """
        INSERT INTO safeguarding_acts (id, consultation_id, organisation_id, owner_id, statement_id, kind, acted_by,
                                       acted_at, key_id, about)
        VALUES (%(id)s, %(consultation_id)s, %(organisation_id)s, %(owner_id)s, %(statement_id)s, %(kind)s,
                %(acted_by)s, %(acted_at)s, %(key_id)s, %(about)s)
    """
    for act, statement_id, key_id in acts:
        row_id = new_id()
        about = _About(mark=act.mark, digest=act.digest, reason=act.reason)
        row = {
            "id": row_id,
            "consultation_id": consultation.id,
            "organisation_id": consultation.organisation_id,
            "owner_id": act.owner_id,
            "statement_id": statement_id,
            "kind": act.kind,
            "acted_by": act.by,
            "acted_at": act.at,
            "key_id": key_id,
            "about": seal(keys, about, key_id=key_id, table=_TABLE, row_id=row_id, column="about"),
        }
        await tx.execute(statement, row)


async def acts_in(tx: Transaction, keys: Keys, consultation: Consultation) -> tuple[Act, ...]:
    """Return what was done in a consultation, in the order in which it was done."""
    statement = """
        SELECT id, owner_id, kind, acted_by, acted_at, key_id, about
          FROM safeguarding_acts
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
         ORDER BY position
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    acts = (_act(keys, row) for row in await (await tx.execute(statement, parameters)).fetchall())
    return tuple(each for each in acts if each)


def _act(keys: Keys, row: dict[str, Any]) -> Act | None:
    place = {"key_id": row["key_id"], "table": _TABLE, "row_id": row["id"]}
    try:
        about = unseal(keys, _About, row["about"], column="about", **place)
    except KeyDestroyed:  # what it was about is erased
        return None
    return Act(
        owner_id=row["owner_id"],
        kind=ActKind(row["kind"]),
        by=row["acted_by"],
        at=row["acted_at"],
        mark=about.mark,
        digest=about.digest,
        reason=about.reason,
    )
