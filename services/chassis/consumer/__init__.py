"""The consumer: applies other services' events here, each exactly once, in order per aggregate.

A service's `events.py` says what each type does:

    async def on_recommendation_published(tx, event: RecommendationPublished, envelope: Envelope) -> None: …

    HANDLERS = {RecommendationPublished: on_recommendation_published}

Effect, new events and the note that the event was applied are one transaction; offsets are no business of a handler.
Texts are stored, and `TextErased` is carried out, before a handler is called.
"""

from services.chassis.consumer.apply import Applier, Diverged, Handler, Outcome, Withholding
from services.chassis.consumer.loop import Consumer
from services.chassis.consumer.owner import GrpcOwner
from services.chassis.consumer.ports import Delivered, Owner, Store, Subscription
from services.chassis.consumer.store import PostgresStore
from services.chassis.kafka.records import Envelope

__all__ = [
    "Applier",
    "Consumer",
    "Delivered",
    "Diverged",
    "Envelope",
    "GrpcOwner",
    "Handler",
    "Outcome",
    "Owner",
    "PostgresStore",
    "Store",
    "Subscription",
    "Withholding",
]
