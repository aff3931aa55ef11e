"""Organisations, and people with what they may do, as they are. What changes them is in `facts.py`.

Names and addresses are no part of a person: they are rows beside the history, sealed per person, and never in a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may do for an organisation. A liaison is no role: it follows from a mandate."""

    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    VERIFIER = "verifier"
    REGISTRAR = "registrar"


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role that a person got for an organisation. Never removed, only ended."""

    role: Role
    organisation_id: UUID
    granted_version: int
    """Version of the person at which it was granted: what tells it from the same role held earlier."""

    from_date: date
    to_date: date | None = None
    """Last day; none while it lasts."""

    def counts(self, today: date) -> bool:
        """Tell whether it is held: it begins with its first day and ends at once."""
        return self.to_date is None and self.from_date <= today


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A person's mandate to answer for one addressee. Never removed, only ended."""

    id: UUID
    addressee_id: UUID
    from_date: date
    to_date: date | None = None
    """Last day; none while it lasts."""

    def counts(self, today: date) -> bool:
        """Tell whether it is held: it begins with its first day and ends at once."""
        return self.to_date is None and self.from_date <= today


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation whose people use the product."""

    id: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person with all roles and mandates, ended ones included."""

    id: UUID
    organisation_id: UUID
    version: int
    roles: tuple[HeldRole, ...] = ()
    mandates: tuple[Mandate, ...] = ()

    def roles_on(self, today: date) -> list[HeldRole]:
        """Return the roles that count."""
        return [role for role in self.roles if role.counts(today)]

    def mandates_on(self, today: date) -> list[Mandate]:
        """Return the mandates that count."""
        return [mandate for mandate in self.mandates if mandate.counts(today)]

    def is_registrar(self, today: date) -> bool:
        """Tell whether the person is a registrar, for whichever organisation."""
        return any(held.role is Role.REGISTRAR for held in self.roles_on(today))

    def may_answer_for(self, addressee_id: UUID, today: date) -> bool:
        """Tell whether the person is a liaison of the addressee."""
        return any(mandate.addressee_id == addressee_id for mandate in self.mandates_on(today))


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known of a person beside the history: sealed where it is kept, and never in a fact."""

    name: str
    email: str
    """The address for signing in; empty once the person was removed."""
    language: str
    """Language of mails: `en` or `ur`."""

    contacts: tuple["Contact", ...] = ()
    """Every address, the one for signing in first; none once the person was removed."""

    @property
    def bounced(self) -> bool:
        """Tell whether the last mail to the address for signing in came back."""
        return any(each.bounced_at for each in self.contacts if each.signs_in)

    @property
    def reached_at(self) -> "Contact | None":
        """Where mail is likely to arrive: the address for signing in, or another one if that fails and it does not."""
        return next((each for each in self.contacts if not each.bounced_at), next(iter(self.contacts), None))

    def contact(self, contact_id: UUID) -> "Contact | None":
        """Return that contact; None if it is none of the person's, or not any more."""
        return next((each for each in self.contacts if each.id == contact_id), None)

    def further(self, contact: "Contact") -> list["Contact"]:
        """Return the contacts beside that one from which no mail came back."""
        return [each for each in self.contacts if each.id != contact.id and not each.bounced_at]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An address at which mail reaches a person."""

    id: UUID
    email: str
    signs_in: bool
    """Whether sign-in codes go to it."""

    bounced_at: datetime | None
    """Since when mails come back; none while they arrive."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A person with everything that a registrar sees."""

    person: Person
    particulars: Particulars
    organisations: Mapping[UUID, str] = field(default_factory=dict)
    """Names of the organisations that the person belongs to or holds a role for."""

    addressees: Mapping[UUID, "Addressee"] = field(default_factory=dict)
    """The addressees of the mandates."""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """An entry of the register, as far as identity needs it."""

    id: UUID
    kind: str
    """`agency`, `platform`, `organisation` or `group`."""

    name: str
    """In English; in the authoritative language if there is no English one."""

    urdu_name: str | None = None
    """None if it has none."""

    slug: str | None = None
    """The last part of its page's address; None until the register was heard of it."""

    ended_date: date | None = None
    """Day from which it is no more; none while it goes on."""

    def called(self, language: str) -> str:
        """Return what it is called in `en` or `ur`: in Urdu by its other name, too, if it has none of its own."""
        return (self.urdu_name if language == "ur" else None) or self.name


@dataclass(frozen=True, kw_only=True)
class AnsweredFor:
    """A body that the holder of a calendar link answers for."""

    addressee_id: UUID
    slug: str
    """The last part of its page's address; empty until the register was heard of it."""

    language: str
    """Of whoever made the link."""
