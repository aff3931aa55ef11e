"""Events: facts on their way out and back, and what other services tell."""

from datetime import date
from typing import Any, Final

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.identity.v1 import events_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis.event_log import NewEvent, Recorded
from services.identity.domain.facts import (
    MandateEnded,
    MandateGranted,
    OrganisationRegistered,
    PersonFact,
    PersonRegistered,
    RoleEnded,
    RoleGranted,
)
from services.identity.domain.people import Addressee
from services.identity.wire.answers import ROLES
from services.identity.wire.requests import identifier, role

_KINDS: Final = {
    recommendations_pb2.ADDRESSEE_KIND_AGENCY: "agency",
    recommendations_pb2.ADDRESSEE_KIND_PLATFORM: "platform",
    recommendations_pb2.ADDRESSEE_KIND_ORGANISATION: "organisation",
    recommendations_pb2.ADDRESSEE_KIND_GROUP: "group",
}


class UnknownKind(ValueError):
    """An addressee of a kind that this build does not know: its event waits among the dead letters for a newer one."""


def organisation_registered(fact: OrganisationRegistered) -> NewEvent:
    """Turn the fact into its event."""
    return NewEvent(
        aggregate_type="organisation",
        aggregate_id=fact.organisation_id,
        version=fact.version,
        message=events_pb2.OrganisationRegistered(organisation_id=str(fact.organisation_id)),
        actor=fact.by,
        occurred_at=fact.at,
    )


def announced(fact: PersonFact) -> NewEvent:
    """Turn a fact about a person into its event."""
    return NewEvent(
        aggregate_type="person",
        aggregate_id=fact.person_id,
        version=fact.version,
        message=_message(fact),
        actor=fact.by,
        occurred_at=fact.at,
    )


def _message(fact: PersonFact) -> Message:
    person_id = str(fact.person_id)
    match fact:
        case PersonRegistered():
            return events_pb2.PersonRegistered(person_id=person_id, organisation_id=str(fact.organisation_id))
        case RoleGranted():
            return events_pb2.RoleGranted(
                person_id=person_id,
                role=ROLES[fact.role],
                organisation_id=str(fact.organisation_id),
                from_date=fact.from_date.isoformat(),
            )
        case RoleEnded():
            return events_pb2.RoleEnded(
                person_id=person_id,
                role=ROLES[fact.role],
                organisation_id=str(fact.organisation_id),
                to_date=fact.to_date.isoformat(),
            )
        case MandateGranted():
            return events_pb2.MandateGranted(
                person_id=person_id,
                mandate_id=str(fact.mandate_id),
                addressee_id=str(fact.addressee_id),
                from_date=fact.from_date.isoformat(),
            )
        case MandateEnded():
            return events_pb2.MandateEnded(
                person_id=person_id,
                mandate_id=str(fact.mandate_id),
                addressee_id=str(fact.addressee_id),
                to_date=fact.to_date.isoformat(),
            )


def fact_of(event: Recorded) -> PersonFact:
    """Turn an event of a person back into its fact, for a rebuild.

    Raises:
        TypeError: It is not about a person.
    """
    common: dict[str, Any] = {
        "version": event.version,
        "at": event.occurred_at,
        "by": event.actor,
        "person_id": event.aggregate_id,
    }
    match event.message:
        case events_pb2.PersonRegistered() as message:
            organisation_id = identifier(message.organisation_id, field="organisation_id")
            return PersonRegistered(**common, organisation_id=organisation_id)
        case events_pb2.RoleGranted() as message:
            return RoleGranted(
                **common,
                role=role(message.role),
                organisation_id=identifier(message.organisation_id, field="organisation_id"),
                from_date=date.fromisoformat(message.from_date),
            )
        case events_pb2.RoleEnded() as message:
            return RoleEnded(
                **common,
                role=role(message.role),
                organisation_id=identifier(message.organisation_id, field="organisation_id"),
                to_date=date.fromisoformat(message.to_date),
            )
        case events_pb2.MandateGranted() as message:
            return MandateGranted(
                **common,
                mandate_id=identifier(message.mandate_id, field="mandate_id"),
                addressee_id=identifier(message.addressee_id, field="addressee_id"),
                from_date=date.fromisoformat(message.from_date),
            )
        case events_pb2.MandateEnded() as message:
            return MandateEnded(
                **common,
                mandate_id=identifier(message.mandate_id, field="mandate_id"),
                addressee_id=identifier(message.addressee_id, field="addressee_id"),
                to_date=date.fromisoformat(message.to_date),
            )
        case other:
            raise TypeError(f"{type(other).__name__} is not about a person")


def known_addressee(event: recommendations_pb2.AddresseeRegistered) -> Addressee:
    """Take from the register what identity needs.

    Raises:
        UnknownKind: A newer build registered it.
    """
    if event.kind not in _KINDS:
        raise UnknownKind(str(event.kind))
    return Addressee(
        id=identifier(event.addressee_id, field="addressee_id"),
        kind=_KINDS[event.kind],
        name=known_name(event.name),
        urdu_name=urdu_name(event.name),
        slug=event.slug or None,
    )


ENDINGS: Final = frozenset(
    {
        recommendations_pb2.SUCCESSION_KIND_MERGER,
        recommendations_pb2.SUCCESSION_KIND_SPLIT,
        recommendations_pb2.SUCCESSION_KIND_DISSOLUTION,
    }
)
"""After these a body is no more."""


def known_name(name: text_pb2.LocalizedText) -> str:
    """Take the name by which identity knows a body: the English one."""
    return name.bodies.get("en") or name.bodies.get(name.authoritative_language, "")


def urdu_name(name: text_pb2.LocalizedText) -> str | None:
    """Take the name by which Urdu mails call a body, if it has one in Urdu."""
    return name.bodies.get("ur") or None
