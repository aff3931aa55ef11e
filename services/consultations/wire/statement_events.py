"""Facts of statements on their way into the log: domain → events."""

from typing import Any, Final

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.event_log import NewEvent
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
    VisibilityFact,
)
from services.consultations.domain.record import Joining, PublishedVerifiability
from services.consultations.domain.values import Publication
from services.consultations.wire.drafts import day
from services.consultations.wire.events import new_event
from services.consultations.wire.requests import number_of
from services.consultations.wire.texts import Texts

STATEMENT: Final = "statement"


def statement_event(fact: StatementFact, texts: Texts) -> NewEvent:
    """Turn a fact about a statement into its event."""
    row_id = str(fact.id)
    message: Message
    match fact:
        case StatementPublished():
            message = _statement_published(fact, texts)
        case StatementDetailed():
            message = _statement_detailed(fact, texts)
        case StatementWithdrawn():
            message = events_pb2.StatementWithdrawn(
                statement_id=row_id,
                reason=texts.of(fact.withdrawal.reason),
                asked_by=texts.of(fact.withdrawal.asked_by),
                withdrawn_date=day(fact.withdrawal.withdrawn_date),
            )
        case AddresseeAdded():
            message = events_pb2.AddresseeAdded(
                statement_id=row_id,
                publication_id=str(fact.publication_id),
                addressee=events_pb2.StatementAddressee(
                    addressee_id=str(fact.added.addressee_id), lines_in_publication=1
                ),
                reason=texts.of(fact.added.reason),
                added_date=day(fact.added.added_date),
            )
        case StatementRetracked():
            message = _retracked(fact, texts)
        case StatementCorrected():
            message = events_pb2.StatementCorrected(
                statement_id=row_id,
                title=texts.of(fact.title),
                text=texts.of(fact.text),
                corrects_version=fact.corrects_version,
                reason=texts.of(fact.reason),
                corrected_date=day(fact.corrected_date),
            )
        case StatementParticularsCorrected():
            message = events_pb2.StatementParticularsCorrected(
                statement_id=row_id,
                said_date=day(fact.said_date),
                former_said_date=day(fact.former_said_date),
                themes=fact.themes,
                former_themes=fact.former_themes,
                corrected_date=day(fact.corrected_date),
            )
        case StatementJoined() | StatementUnmerged() | StatementLinked() | StatementUnlinked():
            message = _between_two(fact, texts)
        case _:
            message = _statement_seen(row_id, fact)
    return new_event(STATEMENT, fact, message)


def _statement_seen(row_id: str, fact: VisibilityFact | TextErased) -> Message:
    match fact:
        case TextErased():
            return text_pb2.TextErased(text_id=str(fact.text_id), reason=fact.reason)
        case Hidden():
            return events_pb2.StatementHidden(statement_id=row_id, hidden_date=day(fact.hidden_date))
        case ShowAsked():
            return internal_pb2.StatementShowAsked(statement_id=row_id)
        case Shown():
            return events_pb2.StatementShown(statement_id=row_id, shown_date=day(fact.shown_date))


def _statement_published(fact: StatementPublished, texts: Texts) -> Message:
    frame = fact.frame
    return events_pb2.StatementPublished(
        statement_id=str(fact.id),
        consultation_id=str(frame.consultation_id),
        publication_id=str(frame.publication_id),
        number=frame.number,
        tracked_number=frame.tracked_number,
        type=number_of(events_pb2.StatementType, frame.type),
        publication=number_of(events_pb2.Publication, frame.publication),
        title=texts.of(frame.title),
        text=texts.of(frame.text),
        verifiability=_verifiability(frame.verifiability, texts),
        addressees=[
            events_pb2.StatementAddressee(
                addressee_id=str(each.addressee_id), lead=each.lead, lines_in_publication=lines
            )
            for each, lines in zip(frame.addressees, fact.lines, strict=True)
        ],
        themes=frame.themes,
        response_period_days=frame.response_period_days,
        press_reported=frame.press_reported,
        illustrative=frame.illustrative,
        published_date=day(frame.published_date),
        said_date=day(frame.said_date),
        author_id=str(frame.author_id),
        host_organisation_id=str(frame.host_organisation_id),
        facilitator_id=str(frame.facilitator_id),
    )


def _retracked(fact: StatementRetracked, texts: Texts) -> Message:
    changed = fact.retracking
    tracked = changed.publication is Publication.TRACKED
    return events_pb2.StatementRetracked(
        statement_id=str(fact.id),
        publication=number_of(events_pb2.Publication, changed.publication),
        tracked_number=changed.tracked_number,
        publication_id=str(fact.publication_id),
        verifiability=_verifiability(changed.verifiability, texts) if tracked else None,
        addressees=[
            events_pb2.StatementAddressee(addressee_id=str(each.addressee_id), lead=each.lead, lines_in_publication=1)
            for each in fact.addressees
        ],
        reason=texts.of(changed.reason),
        retracked_date=day(changed.retracked_date),
    )


def _between_two(
    fact: StatementJoined | StatementUnmerged | StatementLinked | StatementUnlinked, texts: Texts
) -> Message:
    if isinstance(fact, StatementLinked | StatementUnlinked):
        return _linking(fact, texts)
    return _joining(fact, texts)


def _joining(fact: StatementJoined | StatementUnmerged, texts: Texts) -> Message:
    if isinstance(fact, StatementUnmerged):
        return events_pb2.StatementUnmerged(
            statement_id=str(fact.id),
            target_id=str(fact.target_id),
            target_number=fact.target_number,
            reason=texts.of(fact.reason),
            unmerged_date=day(fact.unmerged_date),
        )
    joined = fact.joined
    common: dict[str, Any] = {
        "statement_id": str(fact.id),
        "target_id": str(joined.target_id),
        "target_number": joined.target_number,
        "reason": texts.of(joined.reason),
    }
    if joined.kind is Joining.MERGED:
        return events_pb2.StatementMerged(**common, merged_date=day(joined.joined_date))
    return events_pb2.StatementSuperseded(**common, superseded_date=day(joined.joined_date))


def _linking(fact: StatementLinked | StatementUnlinked, texts: Texts) -> Message:
    if isinstance(fact, StatementUnlinked):
        return events_pb2.StatementUnlinked(
            statement_id=str(fact.id),
            other_id=str(fact.other_id),
            other_number=fact.other_number,
            reason=texts.of(fact.reason),
            unlinked_date=day(fact.unlinked_date),
        )
    return events_pb2.StatementLinked(
        statement_id=str(fact.id),
        other_id=str(fact.link.other_id),
        other_number=fact.link.other_number,
        reason=texts.of(fact.link.reason),
        linked_date=day(fact.link.linked_date),
    )


def _verifiability(asked: PublishedVerifiability | None, texts: Texts) -> events_pb2.Verifiability | None:
    if asked is None:
        return None
    return events_pb2.Verifiability(
        who=texts.of(asked.who),
        what=texts.of(asked.what),
        by_when=texts.of(asked.by_when),
        shown_how=texts.of(asked.shown_how),
    )


def _statement_detailed(fact: StatementDetailed, texts: Texts) -> Message:
    content = fact.content
    return internal_pb2.StatementDetailed(
        statement_id=str(fact.id),
        source_sentence=texts.of(content.source_sentence),
        source_row=content.source_row,
        participant_id=str(content.participant_id or ""),
        speaker_note=texts.of(content.speaker_note),
        addressee_basis=number_of(pb.AddresseeBasis, content.addressee_basis),
        addressee_note=texts.of(content.addressee_note),
        verifiable=number_of(pb.Verifiable, content.verifiable),
        uncertain=content.uncertain,
        note=texts.of(content.note),
    )
