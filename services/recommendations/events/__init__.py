"""What other services announce, and what it does here. A second delivery of an event changes nothing more."""

from collections.abc import Container, Mapping
from datetime import date

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.notifications.v1 import events_pb2 as mails
from services.chassis.consumer import Handler, Withholding
from services.recommendations.events import deliveries, people, records

__all__ = ["WITHHOLDING", "handlers"]


def handlers(base: Container[date]) -> Mapping[type[Message], Handler]:
    """Return what each type of event does; due dates know the holidays, and their corrections."""
    mail = deliveries.MailHandlers(base)
    return {
        **records.HANDLERS,
        **people.HANDLERS,
        mails.RequestSent: mail.on_sent,
        mails.RequestAccepted: mail.on_accepted,
        mails.RequestBounced: mail.on_bounced,
    }


WITHHOLDING = Withholding(
    types=frozenset({published.StatementHidden, published.StatementWithdrawn, published.ConsultationHidden}),
    on_withheld=records.withhold,
    on_released=records.release,
)
