"""Who acts: the roles a person holds and the bodies a person speaks for."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.recommendations.domain.values import Assurance


class Role(StrEnum):
    """In which role somebody acts."""

    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    LIAISON = "liaison"
    VERIFIER = "verifier"
    REGISTRAR = "registrar"


@dataclass(frozen=True)
class RoleGrant:
    """A role held for an organisation."""

    role: Role
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who acts, and what that person may do today: what both the token and this service's own copy say."""

    person_id: UUID
    roles: frozenset[RoleGrant] = frozenset()
    addressees: frozenset[UUID] = frozenset()  # the person holds a mandate for these today
    assurance: Assurance | None = None  # how sure the sign-in makes it that it is the person; None: not at all
    # Where the person has any role at all, whatever the token says: for conflicts of interest.
    affiliations: frozenset[UUID] = frozenset()
    # For which addressees the person is known to speak, whatever the token says: for conflicts of interest.
    speaks_for: frozenset[UUID] = frozenset()

    def organisations_as(self, role: Role) -> frozenset[UUID]:
        """Return the organisations for which the person holds the role."""
        return frozenset(grant.organisation_id for grant in self.roles if grant.role is role)
