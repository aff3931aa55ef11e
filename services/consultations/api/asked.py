"""What a reviewer decided on a proposal, and what was read and cleared for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.consultations import wire
from services.consultations.domain.correcting import Reading, require_another_reader, require_read
from services.consultations.domain.proposals import Proposal
from services.consultations.domain.safeguarding.acts import Mark


@dataclass(frozen=True)
class Asked:
    """What a reviewer decided, and what was read and cleared for that."""

    agree: bool
    digest: str
    cleared: Sequence[Mark]


def still_waits(proposal: Proposal, read: Reading | None, asked: Asked, *, by: UUID) -> bool:
    """Refuse what was not read; tell whether another reviewer has to read it, too."""
    assert read
    require_read(read, digest=wire.final_text_digest(asked.digest), cleared=asked.cleared)
    if proposal.read_by is None:
        return read.takes_two
    require_another_reader(proposal.read_by, by)
    return False
