"""What a reviewer reads of a corrected wording, in the domain's stage and over gRPC alike."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations import wire
from services.consultations.domain.correcting import Reading, Wording, reading
from services.consultations.domain.proposals import Change
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.values import Addressee, LocalizedText


def wording(record: StatementRecord, texts: Mapping[UUID, LocalizedText]) -> Wording:
    """Return how a statement reads."""
    known = {
        key: text_pb2.LocalizedText(
            bodies=dict(each.bodies),
            authoritative_language=each.authoritative_language,
            machine_assisted=each.machine_assisted,
        )
        for key, each in texts.items()
    }
    return wire.wording(record, known)


def body_names(register: Mapping[UUID, Addressee]) -> frozenset[str]:
    """Return the names of bodies, which anybody may write."""
    return frozenset(body for each in register.values() for _, body in each.name.bodies)


def read_of(
    change: Change, record: StatementRecord, public: Wording, known: frozenset[str], *, marked: bool
) -> Reading:
    """Return what a reviewer reads of a correction.

    Args:
        change: The correction.
        record: The statement.
        public: How it reads now.
        known: Names of bodies.
        marked: Its consultation is marked as sensitive.
    """
    return reading(
        change.texts, public, known, themes=record.frame.themes, marked_sensitive=marked, sensitivity=Sensitivity()
    )


def agreeing(proposal_id: UUID, read: Reading) -> pb.DecideProposalRequest:
    """Agree to a correction that was read, with every span in it cleared."""
    return pb.DecideProposalRequest(
        proposal_id=str(proposal_id),
        agree=True,
        final_text_digest=read.digest,
        cleared=[each.mark for each in wire.marked_spans(read.marked)],
    )
