"""What goes out in replies."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import events_pb2, service_pb2
from services.identity.domain.people import Addressee, AnsweredFor, Contact, Mandate, Profile, Role
from services.identity.domain.proposals import ProposedAddress, ProposedRegistrar, Waiting
from services.identity.domain.sign_in import Session

ROLES: Final = {
    Role.FACILITATOR: events_pb2.ROLE_FACILITATOR,
    Role.REVIEWER: events_pb2.ROLE_REVIEWER,
    Role.VERIFIER: events_pb2.ROLE_VERIFIER,
    Role.REGISTRAR: events_pb2.ROLE_REGISTRAR,
}


def organisation(organisation_id: UUID, name: str) -> service_pb2.Organisation:
    """Turn an organisation into its message."""
    return service_pb2.Organisation(organisation_id=str(organisation_id), name=name)


def person(profile: Profile, *, today: date, zone: ZoneInfo, waiting: Waiting | None = None) -> service_pb2.Person:
    """Turn a person into their message: the roles that count today, all mandates, and what is proposed for them."""
    who, particulars = profile.person, profile.particulars
    return service_pb2.Person(
        person_id=str(who.id),
        name=particulars.name,
        email=particulars.email,
        language=particulars.language,
        organisation=organisation(who.organisation_id, profile.organisations[who.organisation_id]),
        roles=[
            service_pb2.GrantedRole(
                role=ROLES[held.role],
                organisation=organisation(held.organisation_id, profile.organisations[held.organisation_id]),
                from_date=held.from_date.isoformat(),
            )
            for held in who.roles_on(today)
        ],
        mandates=[_mandate(mandate, profile.addressees[mandate.addressee_id]) for mandate in who.mandates],
        bounced=particulars.bounced,
        contacts=[_contact(each, zone) for each in particulars.contacts],
        recovery=_recovery(waiting.address, zone) if waiting and waiting.address else None,
        appointment=_appointment(waiting.registrar, zone) if waiting and waiting.registrar else None,
    )


def _appointment(proposed: ProposedRegistrar, zone: ZoneInfo) -> service_pb2.Appointment:
    return service_pb2.Appointment(
        appointment_id=str(proposed.appointment.id),
        organisation=organisation(proposed.appointment.organisation_id, proposed.organisation),
        proposed_by_id=str(proposed.appointment.proposed_by),
        proposed_by_name=proposed.proposer,
        proposed_date=proposed.appointment.proposed_at.astimezone(zone).date().isoformat(),
    )


def _recovery(proposed: ProposedAddress, zone: ZoneInfo) -> service_pb2.Recovery:
    return service_pb2.Recovery(
        recovery_id=str(proposed.recovery.id),
        email=proposed.email,
        proposed_by_id=str(proposed.recovery.proposed_by),
        proposed_by_name=proposed.proposer,
        proposed_date=proposed.recovery.proposed_at.astimezone(zone).date().isoformat(),
    )


def _contact(contact: Contact, zone: ZoneInfo) -> service_pb2.Contact:
    bounced = contact.bounced_at.astimezone(zone).date().isoformat() if contact.bounced_at else ""
    return service_pb2.Contact(
        contact_id=str(contact.id), email=contact.email, signs_in=contact.signs_in, bounced_date=bounced
    )


def _mandate(mandate: Mandate, addressee: Addressee) -> service_pb2.Mandate:
    bodies = {"en": addressee.name} | ({"ur": addressee.urdu_name} if addressee.urdu_name else {})
    return service_pb2.Mandate(
        mandate_id=str(mandate.id),
        addressee_id=str(mandate.addressee_id),
        addressee_name=addressee.name,
        addressee=LocalizedText(authoritative_language="en", bodies=bodies),
        from_date=mandate.from_date.isoformat(),
        to_date=mandate.to_date.isoformat() if mandate.to_date else "",
    )


def instant(at: datetime) -> Timestamp:
    """Turn an instant into its message."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def open_session(session: Session, *, current: bool) -> service_pb2.OpenSession:
    """Turn a session that lives into its message."""
    return service_pb2.OpenSession(
        session_id=str(session.id),
        signed_in_at=instant(session.signed_in_at),
        used_at=instant(session.used_at),
        expires_at=instant(session.ends_unused_at),
        current=current,
    )


def answered_for(bodies: Sequence[AnsweredFor]) -> service_pb2.ResolveCalendarLinkResponse:
    """Turn what a calendar link is good for, at least one body, into its message."""
    return service_pb2.ResolveCalendarLinkResponse(
        language=bodies[0].language,
        bodies=[service_pb2.AnsweredFor(addressee_id=str(each.addressee_id), slug=each.slug) for each in bodies],
    )


def audit_entry(
    *, at: datetime, action: str, actor: str, subject_id: UUID, names: Mapping[str, str]
) -> service_pb2.AuditEntry:
    """Turn an act into its message; `names` is by id, and holds who was not erased."""
    known = service_pb2.AuditAction.DESCRIPTOR.values_by_name.get(f"AUDIT_ACTION_{action.upper()}")
    return service_pb2.AuditEntry(
        acted_at=instant(at),
        action=known.number if known else service_pb2.AUDIT_ACTION_UNSPECIFIED,  # type: ignore[arg-type]
        actor=actor,
        actor_name=names.get(actor, ""),
        subject_id=str(subject_id),
        subject_name=names.get(str(subject_id), ""),
    )


def signing_keys(keys: Mapping[str, bytes]) -> service_pb2.ListSigningKeysResponse:
    """Turn the public keys into their message, in the order given."""
    return service_pb2.ListSigningKeysResponse(
        keys=[service_pb2.SigningKey(key_id=kid, public_key=public) for kid, public in keys.items()]
    )
