"""Facts of a delivery as the event log keeps them, and back."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from roundtable.notifications.v1 import events_pb2, internal_pb2
from services.chassis.event_log import NewEvent, Recorded
from services.notifications.domain.delivery import (
    AttemptFailed,
    DeliveryGivenUp,
    DeliveryOpened,
    DeliveryReopened,
    Fact,
    GivenUpReason,
    LinesAdded,
    LinesLeftOut,
    RequestAccepted,
    RequestBounced,
    RequestSent,
    SmtpMode,
)

_MODES: Final = {
    SmtpMode.DIRECT: events_pb2.SMTP_MODE_DIRECT,
    SmtpMode.RELAY: events_pb2.SMTP_MODE_RELAY,
}
_MODE_OF: Final = {wire: mode for mode, wire in _MODES.items()}
_REASONS: Final = {
    GivenUpReason.TRIED_TOO_LONG: internal_pb2.GIVEN_UP_REASON_TRIED_TOO_LONG,
    GivenUpReason.NOT_ENTITLED: internal_pb2.GIVEN_UP_REASON_NOT_ENTITLED,
    GivenUpReason.NOTHING_LEFT: internal_pb2.GIVEN_UP_REASON_NOTHING_LEFT,
}
_REASON_OF: Final = {wire: reason for reason, wire in _REASONS.items()}


def new_event(fact: Fact, *, actor: str) -> NewEvent:
    """Return the event that records the fact."""
    return NewEvent(
        aggregate_type="delivery",
        aggregate_id=fact.delivery_id,
        version=fact.version,
        message=_public_message(fact) or _internal_message(fact),
        actor=actor,
        occurred_at=fact.at,
    )


def _public_message(fact: Fact) -> Message | None:
    match fact:
        case RequestSent():
            return events_pb2.RequestSent(
                delivery_id=str(fact.delivery_id),
                assignment_ids=_strings(fact.assignment_ids),
                addressee_id=str(fact.addressee_id),
                sent_date=fact.sent_date.isoformat(),
                smtp_mode=_MODES[fact.smtp_mode],
            )
        case RequestAccepted():
            return events_pb2.RequestAccepted(
                delivery_id=str(fact.delivery_id),
                assignment_ids=_strings(fact.assignment_ids),
                addressee_id=str(fact.addressee_id),
                accepted_date=fact.accepted_date.isoformat(),
                smtp_mode=_MODES[fact.smtp_mode],
            )
        case RequestBounced():
            return events_pb2.RequestBounced(
                delivery_id=str(fact.delivery_id),
                assignment_ids=_strings(fact.assignment_ids),
                addressee_id=str(fact.addressee_id),
                bounced_date=fact.bounced_date.isoformat(),
                person_id=str(fact.person_id) if fact.person_id else "",
                contact_id=str(fact.contact_id) if fact.contact_id else "",
            )
        case _:
            return None


def _internal_message(fact: Fact) -> Message:
    delivery_id = str(fact.delivery_id)
    match fact:
        case DeliveryOpened():
            return internal_pb2.DeliveryOpened(
                delivery_id=delivery_id,
                kind=fact.kind,
                person_id=str(fact.person_id),
                addressee_id=str(fact.addressee_id),
                publication_id=str(fact.publication_id),
                consultation_id=str(fact.consultation_id),
                host_organisation_id=str(fact.host_organisation_id),
                facilitator_id=str(fact.facilitator_id),
                assignment_ids=_strings(fact.assignment_ids),
                next_attempt_at=timestamp(fact.next_attempt_at),
                finding_id=str(fact.finding_id) if fact.finding_id else "",
                change_ids=_strings(fact.change_ids),
                copy_contact_id=str(fact.copy_contact_id) if fact.copy_contact_id else "",
            )
        case LinesAdded():
            return internal_pb2.LinesAdded(
                delivery_id=delivery_id,
                assignment_ids=_strings(fact.assignment_ids),
                next_attempt_at=timestamp(fact.next_attempt_at),
                change_ids=_strings(fact.change_ids),
            )
        case LinesLeftOut():
            return internal_pb2.LinesLeftOut(
                delivery_id=delivery_id,
                assignment_ids=_strings(fact.assignment_ids),
                change_ids=_strings(fact.change_ids),
            )
        case AttemptFailed():
            return internal_pb2.AttemptFailed(
                delivery_id=delivery_id,
                reply_code=fact.reply_code,
                status_code=fact.status_code,
                next_attempt_at=timestamp(fact.next_attempt_at) if fact.next_attempt_at else None,
            )
        case DeliveryGivenUp():
            return internal_pb2.DeliveryGivenUp(delivery_id=delivery_id, reason=_REASONS[fact.reason])
        case DeliveryReopened():
            return internal_pb2.DeliveryReopened(
                delivery_id=delivery_id, next_attempt_at=timestamp(fact.next_attempt_at)
            )
        case _:
            raise TypeError(f"{type(fact).__name__} is no internal fact")


def fact_of(event: Recorded) -> Fact:
    """Return the fact that an event records: `evolve` over all of a delivery's gives the delivery.

    Raises:
        TypeError: The event is none of a delivery's.
    """
    message = event.message
    common: dict[str, Any] = {"delivery_id": event.aggregate_id, "version": event.version, "at": event.occurred_at}
    match message:
        case events_pb2.RequestSent():
            return RequestSent(
                **common,
                assignment_ids=_uuids(message.assignment_ids),
                addressee_id=UUID(message.addressee_id),
                sent_date=date.fromisoformat(message.sent_date),
                smtp_mode=_MODE_OF[message.smtp_mode],
            )
        case events_pb2.RequestAccepted():
            return RequestAccepted(
                **common,
                assignment_ids=_uuids(message.assignment_ids),
                addressee_id=UUID(message.addressee_id),
                accepted_date=date.fromisoformat(message.accepted_date),
                smtp_mode=_MODE_OF[message.smtp_mode],
            )
        case events_pb2.RequestBounced():
            return RequestBounced(
                **common,
                assignment_ids=_uuids(message.assignment_ids),
                addressee_id=UUID(message.addressee_id),
                bounced_date=date.fromisoformat(message.bounced_date),
                person_id=UUID(message.person_id) if message.person_id else None,
                contact_id=UUID(message.contact_id) if message.contact_id else None,
            )
        case _:
            return _internal_fact(event)


def _internal_fact(event: Recorded) -> Fact:
    message = event.message
    common: dict[str, Any] = {"delivery_id": event.aggregate_id, "version": event.version, "at": event.occurred_at}
    match message:
        case internal_pb2.DeliveryOpened():
            return DeliveryOpened(
                **common,
                kind=message.kind,
                person_id=UUID(message.person_id),
                addressee_id=UUID(message.addressee_id),
                publication_id=UUID(message.publication_id),
                consultation_id=UUID(message.consultation_id),
                host_organisation_id=UUID(message.host_organisation_id),
                facilitator_id=UUID(message.facilitator_id),
                assignment_ids=_uuids(message.assignment_ids),
                next_attempt_at=instant(message.next_attempt_at),
                finding_id=UUID(message.finding_id) if message.finding_id else None,
                change_ids=_uuids(message.change_ids),
                copy_contact_id=UUID(message.copy_contact_id) if message.copy_contact_id else None,
            )
        case internal_pb2.LinesAdded():
            return LinesAdded(
                **common,
                assignment_ids=_uuids(message.assignment_ids),
                next_attempt_at=instant(message.next_attempt_at),
                change_ids=_uuids(message.change_ids),
            )
        case internal_pb2.LinesLeftOut():
            listed, changes = _uuids(message.assignment_ids), _uuids(message.change_ids)
            return LinesLeftOut(**common, assignment_ids=listed, change_ids=changes)
        case internal_pb2.AttemptFailed():
            return AttemptFailed(
                **common,
                reply_code=message.reply_code,
                status_code=message.status_code,
                next_attempt_at=instant(message.next_attempt_at) if message.HasField("next_attempt_at") else None,
            )
        case internal_pb2.DeliveryGivenUp():
            return DeliveryGivenUp(**common, reason=_REASON_OF[message.reason])
        case internal_pb2.DeliveryReopened():
            return DeliveryReopened(**common, next_attempt_at=instant(message.next_attempt_at))
        case _:
            raise TypeError(f"{event.type} is no event of a delivery")


def timestamp(at: datetime) -> Timestamp:
    """Write an instant; microseconds are kept."""
    made = Timestamp()
    made.FromDatetime(at)
    return made


def instant(at: Timestamp) -> datetime:
    """Read an instant, in UTC."""
    return at.ToDatetime(UTC)


def _strings(ids: Iterable[UUID]) -> list[str]:
    return [str(each) for each in ids]


def _uuids(ids: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in ids)
