"""What has to be loaded before a reply can be shown: its texts and its bodies."""

from collections.abc import Iterable
from uuid import UUID

from services.chassis.event_log import Recorded
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.consultation import Consultation
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.wire import transfers
from services.recommendations.wire.facts import fact as fact_of


def text_ids(record: Recommendation, consultation: Consultation | None) -> list[UUID]:
    """Return the ids of the texts that replies about a record show."""
    found = [
        record.title_id,
        record.text_id,
        record.who_id,
        record.what_id,
        record.by_when_id,
        record.shown_how_id,
        record.withdrawn_reason_id,
        record.withdrawn_asked_by_id,
        record.joined_reason_id,
        *(each.reason_id for each in record.links),
    ]
    if consultation:
        found += [consultation.title_id, consultation.host_name_id]
    return [each for each in found if each]


def body_ids(states: Iterable[Assignment], told: Iterable[Recorded]) -> set[UUID]:
    """Return the bodies that assignments are put to, went to and came from, as they are and as their events tell."""
    wanted = {other for each in states for other in (each.addressee_id, each.successor_id, each.origin_addressee_id)}
    return {each for each in (*wanted, *(transfers.other_of(fact_of(event)) for event in told)) if each}
