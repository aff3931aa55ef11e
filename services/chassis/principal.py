"""Who asks. Pure Python, so that a domain can decide by it; `access.py` finds out who it is."""

from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID


class PrincipalKind(Enum):
    """How the caller is known."""

    ANYONE = "anyone"
    """By nothing: a public page asks."""

    DASHBOARD = "dashboard"
    """By the dashboard's certificate alone: somebody is signing in."""

    PERSON = "person"
    """By a person's token."""

    SERVICE = "service"
    """By the certificate of another service."""

    OPERATOR = "operator"
    """By the operator's certificate."""


@dataclass(frozen=True)
class RoleGrant:
    """A role that the person holds in one organisation."""

    role: str
    """One of `facilitator`, `reviewer`, `verifier`, `registrar`."""

    organisation_id: UUID


@dataclass(frozen=True)
class MandateClaim:
    """A mandate to answer for one addressee."""

    mandate_id: UUID
    addressee_id: UUID


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who asks, with what the token claims. A write still checks the claim against the service's own copy."""

    kind: PrincipalKind
    id: str
    """Owner of idempotency keys: the person's uuid, `service:notifications`, `dashboard`, `operator` or `anyone`."""

    workload: str
    """The process that the call came from, by its certificate: `dashboard`, `notifications` …"""

    person_id: UUID | None = None
    """The person, if the kind is PERSON."""

    roles: frozenset[RoleGrant] = field(default_factory=frozenset)
    mandates: frozenset[MandateClaim] = field(default_factory=frozenset)
    assurance: str = ""
    """What the sign-in showed: `email_code`, or `enrolment` by the operator's link. Empty if nothing is known."""

    def has_role(self, role: str, organisation_id: UUID | None = None) -> bool:
        """Tell whether the caller holds the role, in that organisation if one is named."""
        return any(
            grant.role == role and organisation_id in (None, grant.organisation_id)  # any organisation, or that one
            for grant in self.roles
        )

    @property
    def organisations(self) -> frozenset[UUID]:
        """The organisations in which the caller holds any role."""
        return frozenset(grant.organisation_id for grant in self.roles)

    @property
    def addressees(self) -> frozenset[UUID]:
        """The addressees that the caller may answer for, as far as the token says."""
        return frozenset(mandate.addressee_id for mandate in self.mandates)
