"""The register: bodies that something can be asked of."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.errors import InvalidArgument, Violation
from services.recommendations.domain.values import AddresseeKind, Jurisdiction, Moment

LONGEST_NAME: Final = 200
EXAMPLE_MARK: Final = "(example)"
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58})[a-z0-9]")

# Name and remit of a body: language to words. Not free text of a person, so they are never erased.
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """An entry of the register."""

    id: UUID
    slug: str
    kind: AddresseeKind
    name: Names
    name_language: str
    jurisdiction: Jurisdiction
    remit: Names
    remit_language: str
    illustrative: bool
    organisation_id: UUID | None  # as identity knows it: conflicts of interest are found with it
    version: int

    @property
    def can_be_asked(self) -> bool:
        """Tell whether anybody can answer for it."""
        return self.kind is not AddresseeKind.GROUP

    @property
    def english_name(self) -> str:
        """The name that lists are sorted by."""
        return dict(self.name)["en"]


@dataclass(frozen=True, kw_only=True)
class NewAddressee:
    """What a registrar enters."""

    addressee_id: UUID
    slug: str
    kind: AddresseeKind
    name: Names
    name_language: str
    jurisdiction: Jurisdiction
    remit: Names = ()
    remit_language: str = ""
    illustrative: bool = False
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AddresseeRegistered:
    """A body entered the register."""

    version: int
    occurred_at: datetime
    actor: str
    entry: NewAddressee


def register(entry: NewAddressee, *, actor: str, moment: Moment) -> AddresseeRegistered:
    """Decide whether the body can enter the register as described.

    Raises:
        InvalidArgument: Slug or name is not as it should be; each field is named.
    """
    violations = []
    if not _SLUG.fullmatch(entry.slug) or "--" in entry.slug:
        violations.append(Violation("slug", "2 to 60 lower-case letters, digits and single hyphens"))
    names = dict(entry.name)
    if not names.get("en"):
        violations.append(Violation("name", "an English name"))
    if any(not 0 < len(name) <= LONGEST_NAME for name in names.values()):
        violations.append(Violation("name", f"1 to {LONGEST_NAME} characters in each language"))
    marked = names.get("en", "").endswith(EXAMPLE_MARK)
    if entry.illustrative and not marked:
        violations.append(Violation("name", f"the English name of a stand-in ends in {EXAMPLE_MARK}"))
    if marked and not entry.illustrative:
        violations.append(Violation("illustrative", f"true for a body whose name ends in {EXAMPLE_MARK}"))
    if violations:
        raise InvalidArgument(violations=violations)
    return AddresseeRegistered(version=1, occurred_at=moment.at, actor=actor, entry=entry)


def evolve(_before: Addressee | None, fact: AddresseeRegistered) -> Addressee:
    """Return the entry as the fact leaves it."""
    entry = fact.entry
    return Addressee(
        id=entry.addressee_id,
        slug=entry.slug,
        kind=entry.kind,
        name=entry.name,
        name_language=entry.name_language,
        jurisdiction=entry.jurisdiction,
        remit=entry.remit,
        remit_language=entry.remit_language,
        illustrative=entry.illustrative,
        organisation_id=entry.organisation_id,
        version=fact.version,
    )
