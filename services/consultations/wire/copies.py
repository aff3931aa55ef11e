"""What other services tell: identity's roles and mandates, the register of recommendations."""

from datetime import date
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.identity.v1 import events_pb2 as identity_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.consultations.domain.values import Addressee, AddresseeKind, LocalizedText, Role, RoleGrant

_ROLES: Final = {
    identity_pb2.ROLE_FACILITATOR: Role.FACILITATOR,
    identity_pb2.ROLE_REVIEWER: Role.REVIEWER,
    identity_pb2.ROLE_VERIFIER: Role.VERIFIER,
    identity_pb2.ROLE_REGISTRAR: Role.REGISTRAR,
}
_KINDS: Final = {
    recommendations_pb2.ADDRESSEE_KIND_AGENCY: AddresseeKind.AGENCY,
    recommendations_pb2.ADDRESSEE_KIND_PLATFORM: AddresseeKind.PLATFORM,
    recommendations_pb2.ADDRESSEE_KIND_ORGANISATION: AddresseeKind.ORGANISATION,
    recommendations_pb2.ADDRESSEE_KIND_GROUP: AddresseeKind.GROUP,
}


class UnknownKind(ValueError):
    """An addressee of a kind that this build does not know: its event waits among the dead letters for a newer one."""


def role_grant(event: identity_pb2.RoleGranted | identity_pb2.RoleEnded) -> RoleGrant | None:
    """Return the role that was granted or ended; None if this build has no use for it."""
    role = _ROLES.get(event.role)
    return RoleGrant(role, UUID(event.organisation_id)) if role else None


def day_of(value: str) -> date:
    """Return the day in an event.

    Raises:
        ValueError: It is none: the event is at fault.
    """
    return date.fromisoformat(value)


def addressee(event: recommendations_pb2.AddresseeRegistered) -> Addressee:
    """Take from the register what this service needs.

    Raises:
        UnknownKind: A newer build registered it.
    """
    if event.kind not in _KINDS:
        raise UnknownKind(str(event.kind))
    return Addressee(
        id=UUID(event.addressee_id),
        slug=event.slug,
        kind=_KINDS[event.kind],
        name=name_of(event.name),
        illustrative=event.illustrative,
    )


def name_of(name: text_pb2.LocalizedText) -> LocalizedText:
    """Take the name of a body from an event."""
    return LocalizedText(name.authoritative_language, tuple(sorted(name.bodies.items())))
