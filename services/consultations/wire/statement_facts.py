"""Events of a statement back into facts, for a rebuild."""

from datetime import date
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.consultations.domain.facts import (
    AddresseeAdded,
    Hidden,
    ShowAsked,
    Shown,
    StatementCorrected,
    StatementDetailed,
    StatementFact,
    StatementJoined,
    StatementLinked,
    StatementParticularsCorrected,
    StatementPublished,
    StatementRetracked,
    StatementUnlinked,
    StatementUnmerged,
    StatementWithdrawn,
    TextErased,
)
from services.consultations.domain.record import (
    AddedAddressee,
    Joined,
    Joining,
    Link,
    PublishedAddressee,
    PublishedVerifiability,
    Retracking,
    StatementContent,
    StatementFrame,
    Withdrawal,
)
from services.consultations.domain.values import (
    AddresseeBasis,
    Publication,
    StatementType,
    Verifiable,
)
from services.consultations.wire.recorded import common_of, optional_day, text_id
from services.consultations.wire.requests import word


def statement_fact(event: Recorded) -> StatementFact:  # noqa: PLR0911  # one return per fact
    """Turn an event of a statement back into its fact.

    Raises:
        TypeError: It is not about a statement.
    """
    common = common_of(event)
    match event.message:
        case events_pb2.StatementPublished() as message:
            lines = tuple(each.lines_in_publication for each in message.addressees)
            return StatementPublished(**common, frame=_statement_frame(message), lines=lines)
        case internal_pb2.StatementDetailed() as message:
            return StatementDetailed(**common, content=_statement_content(message))
        case events_pb2.StatementWithdrawn() as message:
            return StatementWithdrawn(**common, withdrawal=_withdrawal(message))
        case events_pb2.StatementHidden() as message:
            return Hidden(**common, hidden_date=date.fromisoformat(message.hidden_date))
        case internal_pb2.StatementShowAsked():
            return ShowAsked(**common)
        case events_pb2.StatementShown() as message:
            return Shown(**common, shown_date=date.fromisoformat(message.shown_date))
        case text_pb2.TextErased() as message:
            return TextErased(**common, text_id=UUID(message.text_id), reason=message.reason)
        case message:
            return _changed(common, message)


def _changed(common: dict[str, Any], message: Message) -> StatementFact:  # noqa: PLR0911  # one return per fact
    """Return the fact of a statement that went on after its publication, and stays public."""
    match message:
        case events_pb2.AddresseeAdded() as message:
            return AddresseeAdded(**common, publication_id=UUID(message.publication_id), added=_added(message))
        case events_pb2.StatementRetracked() as message:
            return StatementRetracked(
                **common,
                publication_id=UUID(message.publication_id),
                retracking=_retracking(message),
                addressees=_addressees(message),
            )
        case events_pb2.StatementCorrected() as message:
            return StatementCorrected(
                **common,
                title=text_id(message.title),
                text=text_id(message.text),
                corrects_version=message.corrects_version,
                reason=text_id(message.reason),
                corrected_date=date.fromisoformat(message.corrected_date),
            )
        case events_pb2.StatementParticularsCorrected() as message:
            return StatementParticularsCorrected(
                **common,
                said_date=optional_day(message.said_date),
                former_said_date=optional_day(message.former_said_date),
                themes=tuple(message.themes),
                former_themes=tuple(message.former_themes),
                corrected_date=date.fromisoformat(message.corrected_date),
            )
        case events_pb2.StatementMerged() as message:
            joined = _joined(message, Joining.MERGED, message.merged_date)
            return StatementJoined(**common, joined=joined)
        case events_pb2.StatementSuperseded() as message:
            joined = _joined(message, Joining.SUPERSEDED, message.superseded_date)
            return StatementJoined(**common, joined=joined)
        case events_pb2.StatementUnmerged() as message:
            return StatementUnmerged(
                **common,
                target_id=UUID(message.target_id),
                target_number=message.target_number,
                reason=text_id(message.reason),
                unmerged_date=date.fromisoformat(message.unmerged_date),
            )
        case events_pb2.StatementLinked() as message:
            return StatementLinked(**common, link=_link(message))
        case events_pb2.StatementUnlinked() as message:
            return StatementUnlinked(
                **common,
                other_id=UUID(message.other_id),
                other_number=message.other_number,
                reason=text_id(message.reason),
                unlinked_date=date.fromisoformat(message.unlinked_date),
            )
        case other:
            raise TypeError(f"{type(other).__name__} is not about a statement")


def _statement_frame(message: events_pb2.StatementPublished) -> StatementFrame:
    kind = word(StatementType, events_pb2.StatementType, message.type, field="type")
    publication = word(Publication, events_pb2.Publication, message.publication, field="publication")
    assert kind
    assert publication
    return StatementFrame(
        consultation_id=UUID(message.consultation_id),
        publication_id=UUID(message.publication_id),
        number=message.number,
        tracked_number=message.tracked_number,
        type=kind,
        publication=publication,
        title=text_id(message.title),
        text=text_id(message.text),
        verifiability=_verifiability(message),
        addressees=_addressees(message),
        themes=tuple(message.themes),
        response_period_days=message.response_period_days,
        press_reported=message.press_reported,
        illustrative=message.illustrative,
        published_date=date.fromisoformat(message.published_date),
        said_date=optional_day(message.said_date),
        author_id=UUID(message.author_id),
        host_organisation_id=UUID(message.host_organisation_id),
        facilitator_id=UUID(message.facilitator_id),
    )


def _statement_content(message: internal_pb2.StatementDetailed) -> StatementContent:
    return StatementContent(
        source_sentence=text_id(message.source_sentence),
        source_row=message.source_row,
        participant_id=UUID(message.participant_id) if message.participant_id else None,
        speaker_note=text_id(message.speaker_note),
        addressee_basis=word(AddresseeBasis, pb.AddresseeBasis, message.addressee_basis, field="addressee_basis"),
        addressee_note=text_id(message.addressee_note),
        verifiable=word(Verifiable, pb.Verifiable, message.verifiable, field="verifiable"),
        uncertain=message.uncertain,
        note=text_id(message.note),
    )


def _verifiability(
    message: events_pb2.StatementPublished | events_pb2.StatementRetracked,
) -> PublishedVerifiability | None:
    asked = message.verifiability
    if not message.HasField("verifiability"):
        return None
    return PublishedVerifiability(
        who=text_id(asked.who),
        what=text_id(asked.what),
        by_when=text_id(asked.by_when),
        shown_how=text_id(asked.shown_how),
    )


def _addressees(
    message: events_pb2.StatementPublished | events_pb2.StatementRetracked,
) -> tuple[PublishedAddressee, ...]:
    return tuple(
        PublishedAddressee(addressee_id=UUID(each.addressee_id), lead=each.lead) for each in message.addressees
    )


def _joined(
    message: events_pb2.StatementMerged | events_pb2.StatementSuperseded, kind: Joining, joined_date: str
) -> Joined:
    return Joined(
        kind=kind,
        target_id=UUID(message.target_id),
        target_number=message.target_number,
        reason=text_id(message.reason),
        joined_date=date.fromisoformat(joined_date),
    )


def _link(message: events_pb2.StatementLinked) -> Link:
    return Link(
        other_id=UUID(message.other_id),
        other_number=message.other_number,
        reason=text_id(message.reason),
        linked_date=date.fromisoformat(message.linked_date),
    )


def _added(message: events_pb2.AddresseeAdded) -> AddedAddressee:
    return AddedAddressee(
        addressee_id=UUID(message.addressee.addressee_id),
        reason=text_id(message.reason),
        added_date=date.fromisoformat(message.added_date),
    )


def _retracking(message: events_pb2.StatementRetracked) -> Retracking:
    publication = word(Publication, events_pb2.Publication, message.publication, field="publication")
    assert publication
    return Retracking(
        publication=publication,
        tracked_number=message.tracked_number,
        verifiability=_verifiability(message),
        reason=text_id(message.reason),
        retracked_date=date.fromisoformat(message.retracked_date),
    )


def _withdrawal(message: events_pb2.StatementWithdrawn) -> Withdrawal:
    return Withdrawal(
        reason=text_id(message.reason),
        asked_by=text_id(message.asked_by),
        withdrawn_date=date.fromisoformat(message.withdrawn_date),
    )
