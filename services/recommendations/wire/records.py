"""The copy of the record: events of consultations in, events of our own out, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.chassis.event_log import NewEvent, Recorded
from services.recommendations.domain import facts
from services.recommendations.domain.consultation import (
    ConsultationCopied,
    ConsultationCorrectionCopied,
    ConsultationFact,
    ConsultationVisibilityCopied,
)
from services.recommendations.domain.recommendation import (
    PutTo,
    Recommendation,
    RecordAddresseeAdded,
    RecordCorrected,
    RecordFact,
    RecordHidden,
    RecordJoined,
    RecordLinked,
    RecordParticularsCorrected,
    RecordPublished,
    RecordRetracked,
    RecordWithdrawn,
    Verifiability,
)
from services.recommendations.domain.values import Publication, RecordState, StatementType
from services.recommendations.wire import words

RECOMMENDATION: Final = "recommendation"
CONSULTATION: Final = "consultation"
FROM_CONSULTATIONS: Final = "service:consultations"


def record_published(message: published.StatementPublished, *, version: int, occurred_at: datetime) -> RecordPublished:
    """Return the fact that a statement became public.

    Raises:
        InvalidArgument: The event is not what its proto promises.
    """
    return RecordPublished(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        consultation_id=words.uuid(message.consultation_id, field="consultation_id"),
        publication_id=words.uuid(message.publication_id, field="publication_id"),
        number=message.number,
        tracked_number=message.tracked_number,
        type=StatementType[published.StatementType.Name(message.type).removeprefix("STATEMENT_TYPE_")],
        publication=Publication[published.Publication.Name(message.publication).removeprefix("PUBLICATION_")],
        title=words.text_of(message.title),
        text=words.text_of(message.text),
        verifiability=_verifiability(message.verifiability),
        put_to=_put_to(message),
        themes=tuple(message.themes),
        response_period_days=message.response_period_days,
        press_reported=message.press_reported,
        illustrative=message.illustrative,
        published_date=words.required_day(message.published_date, field="published_date"),
        said_date=words.day(message.said_date, field="said_date"),
        author_id=words.optional_uuid(message.author_id, field="author_id"),
        host_organisation_id=words.uuid(message.host_organisation_id, field="host_organisation_id"),
        facilitator_id=words.optional_uuid(message.facilitator_id, field="facilitator_id"),
    )


def _verifiability(given: published.Verifiability) -> Verifiability:
    return Verifiability(
        who=words.text_of(given.who),
        what=words.text_of(given.what),
        by_when=words.text_of(given.by_when),
        shown_how=words.text_of(given.shown_how),
    )


def _put_to(message: published.StatementPublished | published.StatementRetracked) -> tuple[PutTo, ...]:
    """Return the addressees, the lead first. A single one leads."""
    only = len(message.addressees) == 1
    found = [
        PutTo(
            addressee_id=words.uuid(each.addressee_id, field="addressees.addressee_id"),
            lead=each.lead or only,
            lines_in_publication=each.lines_in_publication,
        )
        for each in message.addressees
    ]
    return tuple(sorted(found, key=lambda each: not each.lead))


def record_event(fact: RecordFact, message: Message) -> NewEvent:
    """Return the fact as our own event, with the message it came in."""
    return NewEvent(
        aggregate_type=RECOMMENDATION,
        aggregate_id=fact.statement_id,
        version=fact.version,
        message=message,
        actor=FROM_CONSULTATIONS,
        occurred_at=fact.occurred_at,
    )


def record_withdrawn(message: published.StatementWithdrawn, *, version: int, occurred_at: datetime) -> RecordWithdrawn:
    """Return the fact that a statement was withdrawn."""
    return RecordWithdrawn(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        reason=words.text_of(message.reason),
        asked_by=words.text_of(message.asked_by),
        withdrawn_date=words.required_day(message.withdrawn_date, field="withdrawn_date"),
    )


def addressee_added(message: published.AddresseeAdded, *, version: int, occurred_at: datetime) -> RecordAddresseeAdded:
    """Return the fact that a statement was put to one more body."""
    return RecordAddresseeAdded(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        publication_id=words.uuid(message.publication_id, field="publication_id"),
        put_to=PutTo(
            addressee_id=words.uuid(message.addressee.addressee_id, field="addressee.addressee_id"),
            lead=False,
            lines_in_publication=message.addressee.lines_in_publication,
        ),
        reason=words.text_of(message.reason),
        added_date=words.required_day(message.added_date, field="added_date"),
    )


def record_retracked(message: published.StatementRetracked, *, version: int, occurred_at: datetime) -> RecordRetracked:
    """Return the fact that a statement became tracked, or is only recorded again."""
    return RecordRetracked(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        publication_id=words.uuid(message.publication_id, field="publication_id"),
        publication=Publication[published.Publication.Name(message.publication).removeprefix("PUBLICATION_")],
        tracked_number=message.tracked_number,
        verifiability=_verifiability(message.verifiability),
        put_to=_put_to(message),
        reason=words.text_of(message.reason),
        retracked_date=words.required_day(message.retracked_date, field="retracked_date"),
    )


def record_corrected(message: published.StatementCorrected, *, version: int, occurred_at: datetime) -> RecordCorrected:
    """Return the fact that the wording of a statement was corrected."""
    return RecordCorrected(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        title=words.text_of(message.title),
        text=words.text_of(message.text),
        reason=words.text_of(message.reason),
        corrected_date=words.required_day(message.corrected_date, field="corrected_date"),
    )


def particulars_corrected(
    message: published.StatementParticularsCorrected, *, version: int, occurred_at: datetime
) -> RecordParticularsCorrected:
    """Return the fact that what a statement has of its consultation was corrected there."""
    return RecordParticularsCorrected(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(message.statement_id, field="statement_id"),
        said_date=words.day(message.said_date, field="said_date"),
        former_said_date=words.day(message.former_said_date, field="former_said_date"),
        themes=tuple(message.themes),
        former_themes=tuple(message.former_themes),
        corrected_date=words.required_day(message.corrected_date, field="corrected_date"),
    )


def record_joined(message: internal.RecordJoined, *, version: int, occurred_at: datetime) -> RecordJoined:
    """Return the fact that another statement stands for one, or that it stands on its own again."""
    states = {"merged": RecordState.MERGED, "superseded": RecordState.SUPERSEDED, "unmerged": RecordState.PUBLISHED}
    which = message.WhichOneof("statement")
    assert which
    given = getattr(message, which)
    return RecordJoined(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(given.statement_id, field="statement_id"),
        state=states[which],
        target_id=words.uuid(given.target_id, field="target_id"),
        target_number=given.target_number,
        reason=words.text_of(given.reason),
        joined_date=words.required_day(getattr(given, f"{which}_date"), field=f"{which}_date"),
    )


def record_linked(message: internal.RecordLinked, *, version: int, occurred_at: datetime) -> RecordLinked:
    """Return the fact that a statement was linked with another one, or that the link was taken back."""
    linked = message.HasField("linked")
    given = message.linked if linked else message.unlinked
    on_date = message.linked.linked_date if linked else message.unlinked.unlinked_date
    return RecordLinked(
        version=version,
        occurred_at=occurred_at,
        statement_id=words.uuid(given.statement_id, field="statement_id"),
        linked=linked,
        other_id=words.uuid(given.other_id, field="other_id"),
        other_number=given.other_number,
        reason=words.text_of(given.reason),
        on_date=words.required_day(on_date, field="linked_date" if linked else "unlinked_date"),
    )


def record_fact(recorded: Recorded) -> RecordFact:  # noqa: PLR0911  # one return per fact
    """Return the fact that an event of a record's copy tells."""
    common: dict[str, Any] = {"version": recorded.version, "occurred_at": recorded.occurred_at}
    message = recorded.message
    match message:
        case internal.RecordPublished():
            return record_published(message.statement, **common)
        case internal.RecordWithdrawn():
            return record_withdrawn(message.statement, **common)
        case internal.RecordAddresseeAdded():
            return addressee_added(message.statement, **common)
        case internal.RecordRetracked():
            return record_retracked(message.statement, **common)
        case internal.RecordCorrected():
            return record_corrected(message.statement, **common)
        case internal.RecordParticularsCorrected():
            return particulars_corrected(message.statement, **common)
        case internal.RecordJoined():
            return record_joined(message, **common)
        case internal.RecordLinked():
            return record_linked(message, **common)
        case internal.RecordHidden():
            return RecordHidden(**common, statement_id=recorded.aggregate_id, hidden=message.hidden)
        case _:
            raise TypeError(f"{recorded.type} is no event of a record")


def consultation_copied(
    message: published.ConsultationPublished, *, version: int, occurred_at: datetime
) -> ConsultationCopied:
    """Return the fact that a consultation became public."""
    return ConsultationCopied(
        version=version,
        occurred_at=occurred_at,
        consultation_id=words.uuid(message.consultation_id, field="consultation_id"),
        number=message.number,
        title=words.text_of(message.title),
        host_name=words.text_of(message.host_name),
        themes=tuple(message.themes),
        illustrative=message.illustrative,
        published_date=words.required_day(message.published_date, field="published_date"),
        host_organisation_id=words.uuid(message.host_organisation_id, field="host_organisation_id"),
        facilitator_id=words.optional_uuid(message.facilitator_id, field="facilitator_id"),
    )


def consultation_corrected(
    message: published.ConsultationCorrected, *, version: int, occurred_at: datetime
) -> ConsultationCorrectionCopied:
    """Return the fact that what pages name a consultation by, or its themes, were corrected."""
    told = {each.field: words.text_of(each.text) for each in message.texts}
    return ConsultationCorrectionCopied(
        version=version,
        occurred_at=occurred_at,
        consultation_id=words.uuid(message.consultation_id, field="consultation_id"),
        title=told.get("title"),
        host_name=told.get("host_name"),
        themes=tuple(message.particulars.themes.themes) if message.particulars.HasField("themes") else None,
    )


def consultation_event(fact: ConsultationFact, message: Message) -> NewEvent:
    """Return the fact as our own event, with the message it came in."""
    return NewEvent(
        aggregate_type=CONSULTATION,
        aggregate_id=fact.consultation_id,
        version=fact.version,
        message=message,
        actor=FROM_CONSULTATIONS,
        occurred_at=fact.occurred_at,
    )


def consultation_fact(recorded: Recorded) -> ConsultationFact:
    """Return the fact that an event of a consultation's copy tells."""
    common: dict[str, Any] = {"version": recorded.version, "occurred_at": recorded.occurred_at}
    message = recorded.message
    if isinstance(message, internal.ConsultationCopied):
        return consultation_copied(message.consultation, **common)
    if isinstance(message, internal.ConsultationCorrectionCopied):
        return consultation_corrected(message.consultation, **common)
    assert isinstance(message, internal.ConsultationVisibilityCopied)
    return ConsultationVisibilityCopied(**common, consultation_id=recorded.aggregate_id, hidden=message.hidden)


def opened(
    record: Recommendation,
    put_to: PutTo,
    known: Mapping[UUID, text_pb2.Text],
    *,
    assignment_id: UUID,
    publication_id: UUID,
    opened_date: date,
    occurred_at: datetime,
    can_be_asked: bool,
) -> facts.AssignmentOpened:
    """Return the fact that a published statement was put before one of its addressees.

    Args:
        record: The statement.
        put_to: The addressee.
        known: The statement's texts.
        assignment_id: Of the new assignment.
        publication_id: Of the act that opens it: all its lines for one body share a mail.
        opened_date: The day of that act.
        occurred_at: When it happened.
        can_be_asked: False for a group.
    """
    title, text = (known.get(each) if each else None for each in (record.title_id, record.text_id))
    return facts.AssignmentOpened(
        assignment_id=assignment_id,
        version=1,
        occurred_at=occurred_at,
        actor=FROM_CONSULTATIONS,
        statement_id=record.id,
        consultation_id=record.consultation_id,
        publication_id=publication_id,
        lines_in_publication=put_to.lines_in_publication,
        addressee_id=put_to.addressee_id,
        can_be_asked=can_be_asked,
        lead=put_to.lead,
        tracked_number=record.tracked_number,
        type=record.type,
        title=words.text_of(title) if title else None,
        text=words.text_of(text) if text else None,
        response_period_days=record.response_period_days,
        published_date=opened_date,
        illustrative=record.illustrative,
        press_reported=record.press_reported,
        host_organisation_id=record.host_organisation_id,
        facilitator_id=record.facilitator_id,
    )
