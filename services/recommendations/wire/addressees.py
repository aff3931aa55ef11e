"""Facts of the register, as events carry them, both ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import NewEvent, Recorded
from services.recommendations.domain import addressee
from services.recommendations.domain.addressee import (
    Addressee,
    MovedLine,
    MovedRemit,
    Name,
    NamedBody,
    NewAddressee,
    Remit,
    Succession,
    SuccessionKind,
)
from services.recommendations.domain.values import AddresseeKind, Assurance, Jurisdiction
from services.recommendations.wire import words

ADDRESSEE: Final = "addressee"


def public_addressee(entry: Addressee, *, on: date | None = None) -> pb.PublicAddressee:
    """Return a body as public pages name it; by the name that it had on a day, if one is given."""
    return public_body(entry.named(on))


def public_body(body: NamedBody) -> pb.PublicAddressee:
    """Return the same of so much of a body as that takes."""
    return pb.PublicAddressee(
        slug=body.slug,
        name=words.names(body.name, body.language),
        kind=words.to_enum(events.AddresseeKind, "ADDRESSEE_KIND", body.kind),
        jurisdiction=words.to_enum(events.Jurisdiction, "JURISDICTION", body.jurisdiction),
        illustrative=body.illustrative,
        minimum_assurance=_assurance(body.minimum_assurance),
    )


@dataclass(frozen=True)
class Named:
    """The bodies of a line: its own, and those that it went to or came from."""

    own: Addressee
    others: Mapping[UUID, Addressee] = field(default_factory=dict)

    def on(self, day: date) -> pb.PublicAddressee:
        """Return its own body as it was called on a day."""
        return public_addressee(self.own, on=day)

    def other(self, body_id: UUID | None, day: date | None) -> pb.PublicAddressee | None:
        """Return another body as it was called on a day; None if it is not known here."""
        found = self.others.get(body_id) if body_id else None
        return public_addressee(found, on=day) if found else None

    def remit(self, remit_id: UUID | None) -> text_pb2.LocalizedText | None:
        """Return what a remit is, wherever it is now; None if it is not known here."""
        bodies = (self.own, *self.others.values())
        known = [each for body in bodies for each in body.remits]
        known += [each.remit for body in bodies for done in body.successions for each in done.remits]
        found = next((each for each in known if each.id == remit_id), None)
        return remit_words(found) if found else None


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
        remit=words.names(entry.remit, entry.remit_language, entry.remit_machine_assisted),
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
            remit_machine_assisted=tuple(message.remit.machine_assisted),
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


def _renaming_undone(fact: addressee.RenamingUndone) -> Message:
    return events.RenamingUndone(
        addressee_id=str(fact.addressee_id),
        name=words.names(fact.name.name, fact.name.language),
        slug=fact.slug,
        reason=words.text_message(fact.reason),
        undone_date=words.written(fact.undone_date),
    )


def _from_renaming_undone(message: events.RenamingUndone, common: dict[str, Any]) -> addressee.RenamingUndone:
    reason = words.text_of(message.reason)
    assert reason, "undoing without a reason is refused"
    return addressee.RenamingUndone(
        **common,
        addressee_id=UUID(message.addressee_id),
        name=Name(name=_names(message.name), language=message.name.authoritative_language),
        slug=message.slug,
        reason=reason,
        undone_date=words.required_day(message.undone_date, field="undone_date"),
    )


def _organisation_set(fact: addressee.AddresseeOrganisationSet) -> Message:
    return events.AddresseeOrganisationSet(
        addressee_id=str(fact.addressee_id),
        organisation_id=str(fact.organisation_id or ""),
        reason=words.text_message(fact.reason),
        set_date=words.written(fact.set_date),
    )


def _from_organisation_set(
    message: events.AddresseeOrganisationSet, common: dict[str, Any]
) -> addressee.AddresseeOrganisationSet:
    return addressee.AddresseeOrganisationSet(
        **common,
        addressee_id=UUID(message.addressee_id),
        organisation_id=words.optional_uuid(message.organisation_id, field="organisation_id"),
        reason=words.text_of(message.reason),
        set_date=words.required_day(message.set_date, field="set_date"),
    )


def _assurance_set(fact: addressee.MinimumAssuranceSet) -> Message:
    return events.MinimumAssuranceSet(
        addressee_id=str(fact.addressee_id),
        minimum_assurance=_assurance(fact.minimum),
        set_date=words.written(fact.set_date),
    )


def _from_assurance_set(message: events.MinimumAssuranceSet, common: dict[str, Any]) -> addressee.MinimumAssuranceSet:
    return addressee.MinimumAssuranceSet(
        **common,
        addressee_id=UUID(message.addressee_id),
        minimum=assurance(message.minimum_assurance),
        set_date=words.required_day(message.set_date, field="set_date"),
    )


def assurance(given: int) -> Assurance:
    """Return what a body wants, as an event or a request names it.

    Raises:
        InvalidArgument: It is not stated, or not known to this build.
    """
    found = words.from_enum(events.Assurance, "ASSURANCE", given, Assurance)
    if found is None:
        raise InvalidArgument("an assurance that is in use", field="minimum_assurance")
    return found


def _assurance(given: Assurance | None) -> Any:
    return words.to_enum(events.Assurance, "ASSURANCE", given)


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


def _recorded(fact: addressee.SuccessionRecorded) -> Message:
    done = fact.succession
    return events.SuccessionRecorded(
        addressee_id=str(fact.addressee_id),
        succession_id=str(done.id),
        kind=words.to_enum(events.SuccessionKind, "SUCCESSION_KIND", done.kind),
        effective_date=words.written(done.effective_date),
        recorded_date=words.written(done.recorded_date),
        source_url=done.source_url,
        successor_ids=[str(each) for each in done.successor_ids],
        remits=[
            events.MovedRemit(remit=remit(each.remit), successor_id=str(each.successor_id)) for each in done.remits
        ],
        lines=[
            events.MovedLine(
                assignment_id=str(each.assignment_id),
                successor_id=str(each.successor_id),
                successor_assignment_id=str(each.successor_assignment_id),
                joined=each.joined,
                remit_id=str(each.remit_id or ""),
            )
            for each in done.lines
        ],
    )


def _from_recorded(message: events.SuccessionRecorded, common: dict[str, Any]) -> addressee.SuccessionRecorded:
    kind = SuccessionKind[events.SuccessionKind.Name(message.kind).removeprefix("SUCCESSION_KIND_")]
    return addressee.SuccessionRecorded(
        **common,
        addressee_id=UUID(message.addressee_id),
        succession=Succession(
            id=UUID(message.succession_id),
            kind=kind,
            effective_date=words.required_day(message.effective_date, field="effective_date"),
            recorded_date=words.required_day(message.recorded_date, field="recorded_date"),
            source_url=message.source_url,
            successor_ids=tuple(UUID(each) for each in message.successor_ids),
            remits=tuple(
                MovedRemit(remit=from_remit(each.remit), successor_id=UUID(each.successor_id))
                for each in message.remits
            ),
            lines=tuple(
                MovedLine(
                    assignment_id=UUID(each.assignment_id),
                    successor_id=UUID(each.successor_id),
                    successor_assignment_id=UUID(each.successor_assignment_id),
                    joined=each.joined,
                    remit_id=words.optional_uuid(each.remit_id, field="lines.remit_id"),
                )
                for each in message.lines
            ),
        ),
    )


def _undone(fact: addressee.SuccessionUndone) -> Message:
    return events.SuccessionUndone(
        addressee_id=str(fact.addressee_id),
        succession_id=str(fact.succession_id),
        reason=words.text_message(fact.reason),
        undone_date=words.written(fact.undone_date),
    )


def _from_undone(message: events.SuccessionUndone, common: dict[str, Any]) -> addressee.SuccessionUndone:
    return addressee.SuccessionUndone(
        **common,
        addressee_id=UUID(message.addressee_id),
        succession_id=UUID(message.succession_id),
        reason=words.text_of(message.reason),
        undone_date=words.required_day(message.undone_date, field="undone_date"),
    )


def _replied(fact: addressee.ScorecardReplied) -> Message:
    return events.ScorecardReplied(
        addressee_id=str(fact.addressee_id),
        text=words.text_message(fact.text),
        replied_date=words.written(fact.replied_date),
    )


def _from_replied(message: events.ScorecardReplied, common: dict[str, Any]) -> addressee.ScorecardReplied:
    text = words.text_of(message.text)
    assert text, "a reply without a text is refused"
    return addressee.ScorecardReplied(
        **common,
        addressee_id=UUID(message.addressee_id),
        text=text,
        replied_date=words.required_day(message.replied_date, field="replied_date"),
    )


def _reply_withdrawn(fact: addressee.ScorecardReplyWithdrawn) -> Message:
    return events.ScorecardReplyWithdrawn(
        addressee_id=str(fact.addressee_id), withdrawn_date=words.written(fact.withdrawn_date)
    )


def _from_reply_withdrawn(
    message: events.ScorecardReplyWithdrawn, common: dict[str, Any]
) -> addressee.ScorecardReplyWithdrawn:
    return addressee.ScorecardReplyWithdrawn(
        **common,
        addressee_id=UUID(message.addressee_id),
        withdrawn_date=words.required_day(message.withdrawn_date, field="withdrawn_date"),
    )


def remit(given: Remit) -> events.Remit:
    """Return a remit as the wire has it."""
    return events.Remit(
        remit_id=str(given.id),
        words=remit_words(given),
        from_date=words.written(given.from_date),
    )


def remit_words(given: Remit) -> text_pb2.LocalizedText:
    """Return what a remit is, as the wire has it."""
    return words.names(given.words, given.language, given.machine_assisted)


def from_remit(given: events.Remit) -> Remit:
    """Return the remit that an event tells."""
    return Remit(
        id=UUID(given.remit_id),
        words=_names(given.words),
        language=given.words.authoritative_language,
        machine_assisted=tuple(given.words.machine_assisted),
        from_date=words.day(given.from_date, field="remits.from_date"),
    )


def _names(given: text_pb2.LocalizedText) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.bodies.items()))


_TO_MESSAGE: Final[dict[type[Any], Callable[[Any], Message]]] = {
    addressee.AddresseeRegistered: _registered,
    addressee.AddresseeRenamed: _renamed,
    addressee.RenamingUndone: _renaming_undone,
    addressee.AddresseeOrganisationSet: _organisation_set,
    addressee.MinimumAssuranceSet: _assurance_set,
    addressee.RemitsChanged: _remits_changed,
    addressee.SuccessionRecorded: _recorded,
    addressee.SuccessionUndone: _undone,
    addressee.ScorecardReplied: _replied,
    addressee.ScorecardReplyWithdrawn: _reply_withdrawn,
}
_FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], addressee.AddresseeFact]]] = {
    events.AddresseeRegistered: _from_registered,
    events.AddresseeRenamed: _from_renamed,
    events.RenamingUndone: _from_renaming_undone,
    events.AddresseeOrganisationSet: _from_organisation_set,
    events.MinimumAssuranceSet: _from_assurance_set,
    events.RemitsChanged: _from_remits_changed,
    events.SuccessionRecorded: _from_recorded,
    events.SuccessionUndone: _from_undone,
    events.ScorecardReplied: _from_replied,
    events.ScorecardReplyWithdrawn: _from_reply_withdrawn,
}
