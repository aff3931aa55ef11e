"""What takes two: another mailbox for signing in, for somebody who lost theirs, and one more registrar.

A registrar proposes it. A second one agrees, or the operator, who is asked where no second registrar is to be had. So
nobody comes to hold two registrars' accounts alone, and with them the mailbox of a third one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.identity.domain.errors import NotTheSecond, OwnAccount, ProposerGone, TooNew

WAITS: Final = timedelta(days=7)
"""How long a proposal waits for a second person; then it is dropped."""

STANDING_DAYS: Final = 7
"""For so long two registrars have been such: the others hear of a new one, and have that long to say no."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a registrar proposed for a person, and waits for a second person."""

    id: UUID
    person_id: UUID
    proposed_by: UUID
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Recovery(Proposal):
    """That codes for signing in go to another mailbox."""


@dataclass(frozen=True, kw_only=True)
class Appointment(Proposal):
    """That the person becomes a registrar."""

    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProposedAddress:
    """A recovery as registrars read it."""

    recovery: Recovery
    email: str
    proposer: str
    """What the registrar who proposed it is called."""


@dataclass(frozen=True, kw_only=True)
class ProposedRegistrar:
    """An appointment as registrars read it."""

    appointment: Appointment
    organisation: str
    """What the organisation is called."""

    proposer: str
    """What the registrar who proposed it is called."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What is proposed for one person."""

    address: ProposedAddress | None = None
    registrar: ProposedRegistrar | None = None


def propose_address(person_id: UUID, *, recovery_id: UUID, by: UUID, at: datetime) -> Recovery:
    """Decide whether the registrar may propose another mailbox.

    Raises:
        OwnAccount: The account is the registrar's own.
    """
    if by == person_id:
        raise OwnAccount("somebody else: nobody proposes a new address for the own account", field="person_id")
    return Recovery(id=recovery_id, person_id=person_id, proposed_by=by, proposed_at=at)


def propose_registrar(
    person_id: UUID, organisation_id: UUID, *, appointment_id: UUID, by: UUID, at: datetime
) -> Appointment:
    """Decide whether the registrar may propose somebody as a registrar.

    Raises:
        OwnAccount: It is they.
    """
    if by == person_id:
        raise OwnAccount("somebody else: nobody proposes the own person as a registrar", field="person_id")
    return Appointment(
        id=appointment_id, person_id=person_id, organisation_id=organisation_id, proposed_by=by, proposed_at=at
    )


def agree(
    proposal: Proposal, *, by: UUID | None, since: date | None, proposer_since: date | None, today: date, field: str
) -> None:
    """Decide whether it happens: whether whoever agrees is a second person.

    Args:
        proposal: What was proposed.
        by: The registrar who agrees; None if it is the operator.
        since: Since when they are a registrar; None for the operator.
        proposer_since: Since when whoever proposed it is one; None if they are not any more.
        today: The day.
        field: Of the request, that names the proposal.

    Raises:
        NotTheSecond: They proposed it, or it is about them.
        ProposerGone: Whoever proposed it is no registrar any more.
        TooNew: One of two registrars became such only now, and the others have not had the time to say no.
    """
    if by in (proposal.proposed_by, proposal.person_id):
        raise NotTheSecond("a proposal of another registrar, and not for the own account", field=field)
    if proposer_since is None:
        raise ProposerGone("a proposal of somebody who still is a registrar: drop it, and propose it anew", field=field)
    if by is None:
        return
    if since is None or max(since, proposer_since) > today - timedelta(days=STANDING_DAYS):
        raise TooNew("two who have been registrars for seven days, or a registrar and the operator", field=field)
