"""What a reviewer reads of corrected texts, in the domain's stage and over gRPC alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations import wire
from services.consultations.domain.correcting import Reading, Wording, reading
from services.consultations.domain.own_texts import Own, figures_read, own_fields, particulars_read, themes_read
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.values import Addressee, LocalizedText
from tests.record_machine.stage import World


def wording(record: StatementRecord, texts: Mapping[UUID, LocalizedText]) -> Wording:
    """Return how a statement reads."""
    return wire.wording(record, _messages(texts))


def _messages(texts: Mapping[UUID, LocalizedText]) -> dict[UUID, text_pb2.LocalizedText]:
    return {
        key: text_pb2.LocalizedText(
            bodies=dict(each.bodies),
            authoritative_language=each.authoritative_language,
            machine_assisted=each.machine_assisted,
            erased=not each,
        )
        for key, each in texts.items()
    }


@dataclass(frozen=True)
class Records:
    """What is public of consultations and programmes, with the texts that ids stand for."""

    consultations: Mapping[UUID, ConsultationRecord]
    programmes: Mapping[UUID, ProgrammeRecord]
    texts: Mapping[UUID, LocalizedText]

    def sessions(self, programme_id: UUID) -> list[ConsultationRecord]:
        """Return the published consultations of a programme."""
        return [each for each in self.consultations.values() if each.content.programme_id == programme_id]


def records(world: World) -> Records:
    """Return what is public in a world."""
    return Records(
        consultations={key: each.record for key, each in world.consultations.items()},
        programmes={key: each.record for key, each in world.published_programmes.items()},
        texts=world.texts,
    )


def own_of(records: Records, kind: ChangeKind, subject_id: UUID) -> Own:
    """Return a consultation or programme as far as a correction asks; its figures have no words here."""
    texts = _messages(records.texts)
    if kind is ChangeKind.CORRECT_PROGRAMME:
        programme = records.programmes[subject_id]
        sessions = records.sessions(subject_id)
        record: ConsultationRecord | ProgrammeRecord = programme
        host, themes = sessions[0].frame.host_organisation_id, programme.content.themes
        hidden = all(each.hidden for each in sessions)
    else:
        record = consultation = records.consultations[subject_id]
        host, themes, hidden = (
            consultation.frame.host_organisation_id,
            consultation.frame.themes,
            consultation.hidden,
        )
    fields = own_fields(record, {key for key, each in texts.items() if each.erased}, figures=False)
    return Own(
        record=record,
        kind=kind,
        host_organisation_id=host,
        hidden=hidden,
        fields=fields,
        public=wire.own_wording(fields, texts),
        themes=themes,
        figures=wire.figures(record.content.figures, wire.Printed(texts=texts)),
        figures_told=not isinstance(record, ConsultationRecord)
        or wire.consultation_told(record, wire.Printed(texts=texts)),
    )


def read_of_own(change: Change, own: Own, known: frozenset[str], *, marked: bool) -> Reading:
    """Return what a reviewer reads of a correction of own texts; see `read_of`."""
    return reading(
        change.texts,
        own.public,
        known,
        themes=themes_read(own, change),
        marked_sensitive=marked,
        sensitivity=Sensitivity(),
        figures=figures_read(own, change),
        particulars=particulars_read(own, change),
    )


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
