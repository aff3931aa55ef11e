"""Changes of a published statement that take two persons: rows 4 and 29. A facilitator proposes, a reviewer agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.details import Verifiability
from services.consultations.domain.errors import (
    AlreadyJoined,
    AlreadyWithdrawn,
    HiddenNow,
    NotPublishable,
    NotTheHost,
    ProposedAlready,
    SamePerson,
    Stale,
)
from services.consultations.domain.facts import AddresseeAdded, StatementRetracked
from services.consultations.domain.record import (
    AddedAddressee,
    ConsultationRecord,
    PublishedAddressee,
    PublishedVerifiability,
    Retracking,
    StatementRecord,
)
from services.consultations.domain.values import (
    TRACKABLE,
    Addressee,
    Keep,
    LocalizedText,
    Moment,
    Publication,
    Role,
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


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that somebody proposes. It is not public before a second person agrees."""

    kind: ChangeKind
    reason: LocalizedText  # the public reads it then
    addressee_id: UUID | None = None  # of a body to be added
    verifiability: Verifiability = _NOTHING_SAID  # of what is to be tracked


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A change that waits for a reviewer, or was decided on."""

    id: UUID
    statement_id: UUID
    organisation_id: UUID
    key_id: UUID
    change: Change
    proposed_by: UUID
    proposed_at: datetime


def propose(
    record: StatementRecord,
    consultation: ConsultationRecord,
    change: Change,
    register: Mapping[UUID, Addressee],
    *,
    who: Standing,
    seen_version: int | None,
    waiting: bool,
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

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it.
        Stale: It changed after the version that the caller saw.
        AlreadyWithdrawn: It is a tombstone.
        AlreadyJoined: Another one stands for it.
        HiddenNow: It is hidden.
        ProposedAlready: A proposal waits already.
        NotPublishable: The change cannot be; what is wrong is named.
    """
    if not who.holds(Role.FACILITATOR, record.frame.host_organisation_id):
        raise NotTheHost("only a facilitator of the organisation that published it may propose this")
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)
    _stands(record, consultation)
    if waiting:
        raise ProposedAlready("a proposal for this statement waits for a reviewer already")
    _possible(record, change, register)


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


def require_second_person(proposal: Proposal, *, who: Standing) -> None:
    """Refuse unless this person may decide on the proposal.

    Raises:
        NotTheHost: The person is no reviewer of the organisation that published it.
        SamePerson: The person proposed it.
    """
    if not who.holds(Role.REVIEWER, proposal.organisation_id):
        raise NotTheHost("only a reviewer of the organisation that published it may decide")
    if proposal.proposed_by == who.person_id:
        raise SamePerson("you proposed it; a second person has to decide")


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
) -> AddresseeAdded | StatementRetracked:
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

    Raises:
        AlreadyWithdrawn: It is a tombstone.
        AlreadyJoined: Another one stands for it.
        HiddenNow: It is hidden.
        NotPublishable: The change cannot be any more; what is wrong is named.
    """
    _stands(record, consultation)
    _possible(record, change, register)
    reason = keep(change.reason)
    common: dict[str, Any] = {
        "id": record.id,
        "version": record.version + 1,
        "at": moment.at,
        "by": str(by),
        "publication_id": publication_id,
    }
    if change.addressee_id:
        added = AddedAddressee(addressee_id=change.addressee_id, reason=reason, added_date=moment.today)
        return AddresseeAdded(**common, added=added)
    tracked = change.kind is ChangeKind.TRACK
    retracking = Retracking(
        publication=Publication.TRACKED if tracked else Publication.RECORDED,
        tracked_number=tracked_number,
        verifiability=_kept(change.verifiability, keep) if tracked else None,
        reason=reason,
        retracked_date=moment.today,
    )
    return StatementRetracked(
        **common, retracking=retracking, addressees=_with_a_lead(record.addressees) if tracked else ()
    )


def _kept(answers: Verifiability, keep: Keep) -> PublishedVerifiability:
    return PublishedVerifiability(
        who=keep(answers.who),
        what=keep(answers.what),
        by_when=keep(answers.by_when),
        shown_how=keep(answers.shown_how),
    )


def _with_a_lead(addressees: tuple[PublishedAddressee, ...]) -> tuple[PublishedAddressee, ...]:
    """Return the addressees, the first of which leads if none was said to."""
    if any(each.lead for each in addressees):
        return addressees
    first, *others = addressees
    return (PublishedAddressee(addressee_id=first.addressee_id, lead=True), *others)


def _stands(record: StatementRecord, consultation: ConsultationRecord) -> None:
    if record.withdrawal:
        raise AlreadyWithdrawn("it is withdrawn")
    if record.joined:
        raise AlreadyJoined("another statement stands for it")
    if record.hidden or consultation.hidden:
        raise HiddenNow("it is hidden; nothing of it changes before it is shown again")


def _possible(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee]) -> None:
    checks = {
        ChangeKind.ADD_ADDRESSEE: _not_addable,
        ChangeKind.TRACK: _not_trackable,
        ChangeKind.RECORD_ONLY: _not_tracked,
    }
    if violations := checks[change.kind](record, change, register):
        raise NotPublishable(violations=violations)


def _not_addable(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee]) -> list[Violation]:
    assert change.addressee_id
    field = "add_addressee.addressee_id"
    body = register.get(change.addressee_id)
    if record.frame.type not in _OPEN_TO_OTHERS:
        return [Violation(field, "nothing: only a recommendation or an appeal is put to one more body")]
    if body is None:
        return [Violation(field, "an entry of the register")]
    violations = []
    if any(each.addressee_id == body.id for each in record.addressees):
        violations.append(Violation(field, "a body that the statement is not addressed to already"))
    if record.frame.illustrative and not body.illustrative:
        violations.append(Violation(field, "a stand-in: nobody asked a real body what is invented"))
    if not record.frame.illustrative and body.illustrative:
        violations.append(Violation(field, "a real body, as the statement is"))
    return violations


def _not_trackable(record: StatementRecord, change: Change, register: Mapping[UUID, Addressee]) -> list[Violation]:
    violations = []
    if record.publication is Publication.TRACKED:
        violations.append(Violation("track", "nothing: it is tracked already"))
    if record.frame.type not in TRACKABLE:
        violations.append(Violation("track", "nothing: only recommendations and commitments are tracked"))
    bodies = [register[each.addressee_id] for each in record.addressees if each.addressee_id in register]
    if not any(each.can_answer for each in bodies):
        violations.append(Violation("track", "a statement with at least one addressee that can answer"))
    if record.frame.type is StatementType.COMMITMENT and len(record.addressees) > 1:
        violations.append(Violation("track", "a commitment with one addressee: who made it"))
    answers = {name: getattr(change.verifiability, name) for name in ("who", "what", "by_when", "shown_how")}
    violations += [
        Violation(f"track.{name}", "an answer: what would count as done?")
        for name, answer in answers.items()
        if not answer
    ]
    return violations


def _not_tracked(record: StatementRecord, _change: Change, _register: Mapping[UUID, Addressee]) -> list[Violation]:
    if record.publication is Publication.TRACKED:
        return []
    return [Violation("record_only", "a tracked statement")]
