"""Changes of what is public that take two persons (rows 4, 29, 31): one proposes, a reviewer agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.contents import verifiability
from services.consultations.domain.correcting import NewFigure, NewText, Wording, changed, not_correctable
from services.consultations.domain.details import Verifiability
from services.consultations.domain.errors import NotPublishable, NotTheProposer, ProposedAlready, Stale
from services.consultations.domain.facts import AddresseeAdded, StatementCorrected, StatementRetracked
from services.consultations.domain.mentions import mentions
from services.consultations.domain.particulars import NO_PARTICULARS, Particulars
from services.consultations.domain.record import (
    AddedAddressee,
    ConsultationRecord,
    PublishedAddressee,
    Retracking,
    StatementRecord,
)
from services.consultations.domain.safeguarding.texts import texts_of
from services.consultations.domain.transitions import Addressing, Transition, missing, states
from services.consultations.domain.transitions.entered import WOULD_COUNT
from services.consultations.domain.transitions.public import ADD_ADDRESSEE, CORRECT, RECORD_ONLY, TRACK
from services.consultations.domain.values import (
    NOTHING,
    TRACKABLE,
    Addressee,
    Keep,
    LocalizedText,
    Moment,
    Publication,
    Standing,
    StatementType,
)

_NOTHING_SAID: Final = Verifiability()
# What asks something of somebody can be put to one more body; a promise has one maker.
_OPEN_TO_OTHERS: Final = frozenset({StatementType.RECOMMENDATION, StatementType.APPEAL})


class ChangeKind(StrEnum):
    """What is proposed."""

    ADD_ADDRESSEE = "add_addressee"  # row 29
    TRACK = "track"  # row 4
    RECORD_ONLY = "record_only"  # row 4
    CORRECT = "correct"  # row 31
    CORRECT_CONSULTATION = "correct_consultation"  # row 31
    CORRECT_PROGRAMME = "correct_programme"  # row 31

    @property
    def corrects(self) -> bool:
        """Tell whether it corrects a wording, of whatever: then a reviewer reads what becomes public."""
        return self is ChangeKind.CORRECT or self in OF_OWN_TEXTS


OF_OWN_TEXTS: Final = frozenset({ChangeKind.CORRECT_CONSULTATION, ChangeKind.CORRECT_PROGRAMME})
"""Changes of what a consultation or programme says of itself, not of a statement."""

_ROWS: Final[dict[ChangeKind, Transition]] = {
    ChangeKind.ADD_ADDRESSEE: ADD_ADDRESSEE,
    ChangeKind.TRACK: TRACK,
    ChangeKind.RECORD_ONLY: RECORD_ONLY,
    ChangeKind.CORRECT: CORRECT,
    ChangeKind.CORRECT_CONSULTATION: CORRECT,
    ChangeKind.CORRECT_PROGRAMME: CORRECT,
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that somebody proposes. It is not public before a second person agrees."""

    kind: ChangeKind
    reason: LocalizedText  # the public reads it then
    addressee_id: UUID | None = None  # of a body to be added
    verifiability: Verifiability = _NOTHING_SAID  # of what is to be tracked
    wording: tuple[NewText, ...] = ()  # how it is to read; what is empty stays
    figures: tuple[NewFigure, ...] = ()  # how many they are to count; all others stay
    particulars: Particulars = NO_PARTICULARS  # what else a consultation is to say of itself; all others stay

    @property
    def texts(self) -> Wording:
        """How it is to read, by field."""
        return {each.field: each.text for each in self.wording}

    @property
    def paths(self) -> Mapping[str, str]:
        """Where each text stands in the request that proposed it, by field."""
        return {each.field: each.path or f"correct.{each.field}" for each in self.wording}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change that waits for a reviewer, or was decided on."""

    id: UUID
    subject_id: UUID  # of the statement, consultation or programme that the kind of the change is about
    organisation_id: UUID
    key_id: UUID
    change: Change
    proposed_by: UUID
    proposed_at: datetime
    read_by: UUID | None = None  # who agreed first, if it takes a second reading


def propose(
    record: StatementRecord,
    consultation: ConsultationRecord,
    change: Change,
    register: Mapping[UUID, Addressee],
    *,
    who: Standing,
    seen_version: int | None,
    waiting: bool,
    public: Wording = MappingProxyType({}),
) -> None:
    """Refuse what cannot be proposed.

    Args:
        record: The statement.
        consultation: Its consultation.
        change: What is proposed.
        register: The bodies that the statement and the change name.
        who: Who proposes.
        seen_version: The record's version that the caller saw; None if the caller saw only the public page.
        waiting: A proposal for the statement waits.
        public: How the statement reads now; what was erased is empty.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it.
        Stale: It changed after the version that the caller saw.
        AlreadyWithdrawn: It is a tombstone.
        AlreadyJoined: Another one stands for it.
        HiddenNow: It is hidden.
        ProposedAlready: A proposal waits already.
        NotPublishable: The change cannot be; what is wrong is named.
    """
    row = _ROWS[change.kind]
    row.allow(who, record.frame.host_organisation_id)
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)
    row.refuse(states(record, consultation))
    refuse_waiting(waiting=waiting)
    _possible(record, change, register, public)


def refuse_waiting(*, waiting: bool) -> None:
    """Refuse a second proposal.

    Raises:
        ProposedAlready: One waits.
    """
    if waiting:
        raise ProposedAlready("a proposal for it waits for a reviewer already")


def newly_asked(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee]) -> tuple[UUID, ...]:
    """Return the bodies that are asked for an answer if somebody agrees. A promise is asked for none."""
    if record.frame.type is not StatementType.RECOMMENDATION:
        return ()
    bodies: tuple[UUID, ...] = ()
    if change.kind is ChangeKind.TRACK and not record.tracked_number:
        bodies = tuple(each.addressee_id for each in record.addressees)
    if change.addressee_id and record.publication is Publication.TRACKED:
        bodies = (change.addressee_id,)
    return tuple(each for each in bodies if each in register and register[each].can_answer)


def names_in_change(change: Change, name: str) -> bool:
    """Tell whether what is proposed has somebody's name in it."""
    return any(mentions(body, name) for _, body in texts_of(change))


def require_second_person(proposal: Proposal, *, who: Standing) -> None:
    """Refuse unless this person may decide on the proposal.

    Raises:
        NotTheHost: The person is no reviewer of the organisation that published it.
        SamePerson: The person proposed it.
    """
    _ROWS[proposal.change.kind].allow_second(who, proposal.organisation_id, proposal.proposed_by)


def require_proposer(proposal: Proposal, *, who: Standing) -> None:
    """Refuse unless this person may take the proposal back.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it any more.
        NotTheProposer: Another person proposed it.
    """
    _ROWS[proposal.change.kind].allow(who, proposal.organisation_id)
    if proposal.proposed_by != who.person_id:
        raise NotTheProposer("only who proposed it may take it back; a reviewer may refuse it")


def agree(
    record: StatementRecord,
    consultation: ConsultationRecord,
    change: Change,
    register: Mapping[UUID, Addressee],
    *,
    publication_id: UUID,
    tracked_number: str,
    by: UUID,
    keep: Keep,
    moment: Moment,
    public: Wording = MappingProxyType({}),
) -> AddresseeAdded | StatementRetracked | StatementCorrected:
    """Return what happens when a second person agrees. The state may have changed since it was proposed.

    Args:
        record: The statement.
        consultation: Its consultation.
        change: What was proposed.
        register: The bodies that the statement and the change name.
        publication_id: Of the act.
        tracked_number: The statement's, or the one that it gets now.
        by: Who agrees.
        keep: Takes the texts that become public.
        moment: Now.
        public: How the statement reads now; what was erased is empty.

    Raises:
        AlreadyWithdrawn: It is a tombstone.
        AlreadyJoined: Another one stands for it.
        HiddenNow: It is hidden.
        NotPublishable: The change cannot be any more; what is wrong is named.
    """
    require_possible(record, consultation, change, public, register)
    reason = keep(change.reason)
    common: dict[str, Any] = {"id": record.id, "version": record.version + 1, "at": moment.at, "by": str(by)}
    if change.kind is ChangeKind.CORRECT:
        given = changed(change.texts, public)
        title, text = (keep(given.get(name, NOTHING)) for name in ("title", "text"))
        common |= {"title": title, "text": text, "corrects_version": record.worded_version}
        return StatementCorrected(**common, reason=reason, corrected_date=moment.today)
    common["publication_id"] = publication_id
    if change.addressee_id:
        added = AddedAddressee(addressee_id=change.addressee_id, reason=reason, added_date=moment.today)
        return AddresseeAdded(**common, added=added)
    return _retracked(record, change, common, number=tracked_number, reason=reason, keep=keep, moment=moment)


def _retracked(
    record: StatementRecord,
    change: Change,
    common: dict[str, Any],
    *,
    number: str,
    reason: UUID | None,
    keep: Keep,
    moment: Moment,
) -> StatementRetracked:
    """Return what happens when a statement is tracked from now on, or not any more."""
    tracked = change.kind is ChangeKind.TRACK
    retracking = Retracking(
        publication=Publication.TRACKED if tracked else Publication.RECORDED,
        tracked_number=number,
        verifiability=verifiability(change.verifiability, keep) if tracked else None,
        reason=reason,
        retracked_date=moment.today,
    )
    return StatementRetracked(
        **common, retracking=retracking, addressees=_with_a_lead(record.addressees) if tracked else ()
    )


def require_possible(
    record: StatementRecord,
    consultation: ConsultationRecord,
    change: Change,
    public: Wording,
    register: Mapping[UUID, Addressee] = MappingProxyType({}),
) -> None:
    """Refuse a change that cannot be any more: see `agree`."""
    _ROWS[change.kind].refuse(states(record, consultation))
    _possible(record, change, register, public)


def _with_a_lead(addressees: tuple[PublishedAddressee, ...]) -> tuple[PublishedAddressee, ...]:
    """Return the addressees, the first of which leads if none was said to."""
    if any(each.lead for each in addressees):
        return addressees
    first, *others = addressees
    return (PublishedAddressee(addressee_id=first.addressee_id, lead=True), *others)


def _possible(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee], public: Wording) -> None:
    row = _ROWS[change.kind]
    if change.kind is ChangeKind.ADD_ADDRESSEE:
        violations = not_addable(record, change, register) or row.violations({_addressing(record, change)})
    elif change.kind is ChangeKind.CORRECT:
        violations = not_correctable(change.texts, public, change.paths)
    else:
        violations = row.violations({record.publication})
        if change.kind is ChangeKind.TRACK:
            violations += not_trackable(record, register)
            violations += missing(WOULD_COUNT, change.verifiability, "track")
    if violations:
        raise NotPublishable(violations=violations)


def _addressing(record: StatementRecord, change: Change) -> Addressing:
    there = any(each.addressee_id == change.addressee_id for each in record.addressees)
    return Addressing.ADDRESSED if there else Addressing.NOT_ADDRESSED


def not_addable(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return why a statement is put to no more bodies, or not to this one: unknown, or one real and one invented."""
    assert change.addressee_id
    field = "add_addressee.addressee_id"
    body = register.get(change.addressee_id)
    if record.frame.type not in _OPEN_TO_OTHERS:
        return [Violation(field, "nothing: only a recommendation or an appeal is put to one more body")]
    if body is None:
        return [Violation(field, "an entry of the register")]
    if record.frame.illustrative and not body.illustrative:
        return [Violation(field, "a stand-in: nobody asked a real body what is invented")]
    if not record.frame.illustrative and body.illustrative:
        return [Violation(field, "a real body, as the statement is")]
    return []


def not_trackable(record: StatementRecord, register: Mapping[UUID, Addressee]) -> list[Violation]:
    """Return why a statement cannot be put to somebody who answers: what it is, or to whom it was addressed."""
    violations = []
    if record.frame.type not in TRACKABLE:
        violations.append(Violation("track", "nothing: only recommendations and commitments are tracked"))
    bodies = [register[each.addressee_id] for each in record.addressees if each.addressee_id in register]
    if not any(each.can_answer for each in bodies):
        violations.append(Violation("track", "a statement with at least one addressee that can answer"))
    if record.frame.type is StatementType.COMMITMENT and len(record.addressees) > 1:
        violations.append(Violation("track", "a commitment with one addressee: who made it"))
    return violations
