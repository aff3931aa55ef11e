"""What a word rests on: where to look, who may look there, and in whose name it was given."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.recommendations.domain.values import Channel


class Visibility(StrEnum):
    """Who may look at a piece of evidence."""

    PUBLIC = "public"
    OWNER = "owner"  # the addressee, the host, verifiers and reviewers
    RESTRICTED = "restricted"  # verifiers and reviewers, and whoever gave it


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Where to look: a URL, the reference of a document, or an attached file; and the day somebody saw it."""

    url: str = ""
    reference: str = ""
    seen_date: date
    visibility: Visibility = Visibility.PUBLIC
    file_id: UUID | None = None
    sha256: str = ""  # of the file, in hexadecimal; this and what follows is the service's to fill in
    media_type: str = ""
    size_bytes: int = 0

    @property
    def told(self) -> "Evidence":
        """The piece as events and the public are told of it: of one that is not public, only that it is held."""
        if self.visibility is Visibility.PUBLIC:
            return self
        return Evidence(seen_date=self.seen_date, visibility=self.visibility)

    @property
    def place(self) -> str:
        """What tells one piece of evidence from another."""
        if self.file_id:
            return f"file:{self.file_id}"
        return (self.url or self.reference).strip().rstrip("/").casefold()


@dataclass(frozen=True, kw_only=True)
class Approval:
    """In whose name a body answers: designations, never a person's name."""

    on_behalf_of: str = ""
    file_number: str = ""
    approved_by: str = ""
    approved_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class OutsideSource:
    """Where an answer that was not given in the tracker can be found."""

    channel: Channel
    date: date  # its own date: the answer counts from it
    reference: str = ""
    url: str = ""
    recorded_by: tuple[tuple[str, str], ...] = ()  # the host organisation's name by language
    scan: Evidence | None = None  # as the public is told of it


@dataclass(frozen=True, kw_only=True)
class Search:
    """One place where a verifier searched."""

    place: str
    searched_date: date
