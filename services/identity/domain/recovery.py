"""A new address for signing in, for somebody who lost the mailbox: a registrar proposes it, and a second one agrees."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.identity.domain.errors import NotTheSecond, OwnAccount, ProposerGone


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """A proposal that waits for a second registrar."""

    id: UUID
    person_id: UUID
    proposed_by: UUID
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A proposal as registrars read it."""

    recovery: Recovery
    email: str
    proposer: str
    """What the registrar who proposed it is called."""


def propose(person_id: UUID, *, recovery_id: UUID, by: UUID, at: datetime) -> Recovery:
    """Decide whether the registrar may propose it.

    Raises:
        OwnAccount: The account is the registrar's own.
    """
    if by == person_id:
        raise OwnAccount("somebody else: nobody proposes a new address for the own account", field="person_id")
    return Recovery(id=recovery_id, person_id=person_id, proposed_by=by, proposed_at=at)


def agree(recovery: Recovery, *, by: UUID, proposer_is_registrar: bool) -> None:
    """Decide whether the registrar may agree to it.

    Raises:
        NotTheSecond: They proposed it, or would get into their own account by it.
        ProposerGone: Whoever proposed it is no registrar any more.
    """
    if by in (recovery.proposed_by, recovery.person_id):
        raise NotTheSecond("a proposal of another registrar, and not for the own account", field="recovery_id")
    if not proposer_is_registrar:
        raise ProposerGone(
            "a proposal of somebody who still is a registrar: drop it, and propose it anew", field="recovery_id"
        )
