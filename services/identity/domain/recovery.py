"""A new address for signing in, for somebody who lost the mailbox: a registrar proposes it, and a second one agrees."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.identity.domain.errors import NotTheSecond, OwnAccount, ProposerGone, TooNew

WAITS: Final = timedelta(days=7)
"""How long a proposal waits for a second registrar; then it is dropped."""

STANDING_DAYS: Final = 7
"""For so long both have been registrars: the others hear of a new one, and have that long to say no."""


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


def agree(recovery: Recovery, *, by: UUID, since: date | None, proposer_since: date | None, today: date) -> None:
    """Decide whether the registrar may agree to it.

    Args:
        recovery: The proposal.
        by: Who agrees.
        since: Since when they are a registrar.
        proposer_since: Since when whoever proposed it is one; None if they are not any more.
        today: The day.

    Raises:
        NotTheSecond: They proposed it, or would get into their own account by it.
        ProposerGone: Whoever proposed it is no registrar any more.
        TooNew: One of the two became a registrar only now: one person may have made them so for this.
    """
    if by in (recovery.proposed_by, recovery.person_id):
        raise NotTheSecond("a proposal of another registrar, and not for the own account", field="recovery_id")
    if proposer_since is None:
        raise ProposerGone(
            "a proposal of somebody who still is a registrar: drop it, and propose it anew", field="recovery_id"
        )
    if since is None or max(since, proposer_since) > today - timedelta(days=STANDING_DAYS):
        raise TooNew("two who have been registrars for seven days", field="recovery_id")
