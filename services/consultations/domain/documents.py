"""Documents of a consultation: what they are, and which of them may become public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consultations.domain.errors import Missing, TooLong
from services.consultations.domain.mentions import mentions
from services.consultations.domain.values import LocalizedText

MOST_DOCUMENTS: Final = 20
LANGUAGES: Final = ("en", "ur", "en_ur")
_ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
}
_PICTURE: Final = "image/"


class DocumentKind(StrEnum):
    """What a document is."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    PRESENTATION = "presentation"
    PICTURE = "picture"
    OUTCOME = "outcome"
    ATTENDANCE = "attendance"  # never public
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class DocumentDetails:
    """What is known of a document; sealed."""

    kind: DocumentKind
    title: LocalizedText
    language: str
    uploaded_name: str
    all_visible_agreed: bool
    media_type: str
    size_bytes: int  # of the cleaned copy, as the next
    sha256: str
    original_size_bytes: int
    original_sha256: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Every text of a document: where, and the words."""

    stays: tuple[tuple[str, str], ...]  # in the cleaned copy, too
    goes: tuple[tuple[str, str], ...]  # only in the file as it was uploaded


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document as it is kept. It never changes: another one is added, and this one removed."""

    id: UUID
    consultation_id: UUID
    organisation_id: UUID
    key_id: UUID  # seals both copies and everything about them
    cleaned_id: UUID  # of the cleaned copy in the store of files; the original has the document's own
    details: DocumentDetails
    added_by: UUID
    added_date: date
    waits: bool  # the next publication makes it public

    @property
    def may_be_public(self) -> bool:
        """Tell whether anything of its kind ever is."""
        return self.details.kind is not DocumentKind.ATTENDANCE


def require_fit(details: DocumentDetails, *, others: int) -> None:
    """Refuse what is not to be added.

    Raises:
        TooLong: There are too many already.
        Missing: A picture without the agreement of everybody who can be seen.
    """
    if others >= MOST_DOCUMENTS:
        raise TooLong(f"there are {MOST_DOCUMENTS} documents already; remove one first")
    shows = details.kind is DocumentKind.PICTURE or details.media_type.startswith(_PICTURE)
    if shows and details.kind is not DocumentKind.ATTENDANCE and not details.all_visible_agreed:
        raise Missing("the agreement of everybody who can be seen in the picture", field="all_visible_agreed")


def public_name(number: str, details: DocumentDetails, taken: Iterable[str]) -> str:
    """Return what the public downloads: made of number and kind, never of what somebody called a file."""
    known = frozenset(taken)
    ending = _ENDINGS[details.media_type]
    places = ("", *(f"-{place}" for place in range(2, len(known) + 3)))
    names = (f"{number}-{details.kind}{place}.{ending}" for place in places)
    return next(each for each in names if each not in known)


def names(name: str, details: DocumentDetails, reading: Reading) -> bool:
    """Tell whether a document has somebody's name in it, in its title, its file's name, or beside its pages."""
    titles = (body for _, body in details.title.bodies)
    texts = (words for _, words in (*reading.stays, *reading.goes))
    # A file's name has its words joined by whatever was at hand; `mentions` parts them by all that is no letter.
    uploaded = details.uploaded_name.replace("_", " ")
    return any(mentions(body, name) for body in (*titles, uploaded, *texts))
