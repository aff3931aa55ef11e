"""Facts of the register, as events carry them, both ways."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from services.chassis.event_log import NewEvent, Recorded
from services.recommendations.domain import addressee
from services.recommendations.domain.addressee import Name, NewAddressee, Remit
from services.recommendations.domain.values import AddresseeKind, Jurisdiction
from services.recommendations.wire import words

ADDRESSEE: Final = "addressee"


def event(fact: addressee.AddresseeFact) -> NewEvent:
    """Return the fact as the event to append."""
    return NewEvent(
        aggregate_type=ADDRESSEE,
        aggregate_id=_subject(fact),
        version=fact.version,
        message=_TO_MESSAGE[type(fact)](fact),
        actor=fact.actor,
        occurred_at=fact.occurred_at,
    )


def _subject(fact: addressee.AddresseeFact) -> UUID:
    return fact.entry.addressee_id if isinstance(fact, addressee.AddresseeRegistered) else fact.addressee_id


def fact(recorded: Recorded) -> addressee.AddresseeFact:
    """Return the fact that an event of the register tells."""
    common = {"version": recorded.version, "occurred_at": recorded.occurred_at, "actor": recorded.actor}
    return _FROM_MESSAGE[type(recorded.message)](recorded.message, common)


def _registered(fact: addressee.AddresseeRegistered) -> Message:
    entry = fact.entry
    return events.AddresseeRegistered(
        addressee_id=str(entry.addressee_id),
        slug=entry.slug,
        kind=words.to_enum(events.AddresseeKind, "ADDRESSEE_KIND", entry.kind),
        name=words.names(entry.name, entry.name_language),
        jurisdiction=words.to_enum(events.Jurisdiction, "JURISDICTION", entry.jurisdiction),
        remit=words.names(entry.remit, entry.remit_language),
        illustrative=entry.illustrative,
        organisation_id=str(entry.organisation_id or ""),
    )


def _from_registered(message: events.AddresseeRegistered, common: dict[str, Any]) -> addressee.AddresseeRegistered:
    return addressee.AddresseeRegistered(
        **common,
        entry=NewAddressee(
            addressee_id=UUID(message.addressee_id),
            slug=message.slug,
            kind=AddresseeKind[events.AddresseeKind.Name(message.kind).removeprefix("ADDRESSEE_KIND_")],
            name=_names(message.name),
            name_language=message.name.authoritative_language,
            jurisdiction=Jurisdiction[events.Jurisdiction.Name(message.jurisdiction).removeprefix("JURISDICTION_")],
            remit=_names(message.remit),
            remit_language=message.remit.authoritative_language,
            illustrative=message.illustrative,
            organisation_id=words.optional_uuid(message.organisation_id, field="organisation_id"),
        ),
    )


def _renamed(fact: addressee.AddresseeRenamed) -> Message:
    return events.AddresseeRenamed(
        addressee_id=str(fact.addressee_id),
        name=words.names(fact.name.name, fact.name.language),
        slug=fact.slug,
        effective_date=words.written(fact.name.from_date),
        source_url=fact.name.source_url,
    )


def _from_renamed(message: events.AddresseeRenamed, common: dict[str, Any]) -> addressee.AddresseeRenamed:
    return addressee.AddresseeRenamed(
        **common,
        addressee_id=UUID(message.addressee_id),
        name=Name(
            name=_names(message.name),
            language=message.name.authoritative_language,
            from_date=words.required_day(message.effective_date, field="effective_date"),
            source_url=message.source_url,
        ),
        slug=message.slug,
    )


def _remits_changed(fact: addressee.RemitsChanged) -> Message:
    return events.RemitsChanged(
        addressee_id=str(fact.addressee_id),
        remits=[remit(each) for each in fact.remits],
        effective_date=words.written(fact.effective_date),
        source_url=fact.source_url,
        succession_id=str(fact.succession_id or ""),
    )


def _from_remits_changed(message: events.RemitsChanged, common: dict[str, Any]) -> addressee.RemitsChanged:
    return addressee.RemitsChanged(
        **common,
        addressee_id=UUID(message.addressee_id),
        remits=tuple(from_remit(each) for each in message.remits),
        effective_date=words.required_day(message.effective_date, field="effective_date"),
        source_url=message.source_url,
        succession_id=words.optional_uuid(message.succession_id, field="succession_id"),
    )


def remit(given: Remit) -> events.Remit:
    """Return a remit as the wire has it."""
    return events.Remit(
        remit_id=str(given.id),
        words=words.names(given.words, given.language),
        from_date=words.written(given.from_date),
    )


def from_remit(given: events.Remit) -> Remit:
    """Return the remit that an event tells."""
    return Remit(
        id=UUID(given.remit_id),
        words=_names(given.words),
        language=given.words.authoritative_language,
        from_date=words.day(given.from_date, field="remits.from_date"),
    )


def _names(given: text_pb2.LocalizedText) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.bodies.items()))


_TO_MESSAGE: Final[dict[type[Any], Callable[[Any], Message]]] = {
    addressee.AddresseeRegistered: _registered,
    addressee.AddresseeRenamed: _renamed,
    addressee.RemitsChanged: _remits_changed,
}
_FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], addressee.AddresseeFact]]] = {
    events.AddresseeRegistered: _from_registered,
    events.AddresseeRenamed: _from_renamed,
    events.RemitsChanged: _from_remits_changed,
}
