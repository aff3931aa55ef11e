"""What a mail prints, as notifications keeps it: numbers and the ids of texts. The texts themselves may be erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What a mail prints of one line."""

    tracked_number: str
    """`R-42`."""
    number_order: int
    """The digits of the number: lines are listed in this order."""
    title_id: UUID | None
    text_id: UUID | None
    response_period_days: int
    """Calendar days in which the host asks for an answer."""
    illustrative: bool
    formers: Sequence[tuple[Mapping[str, str], str]] = ()
    """Names of the bodies from which the line came, by language, each with the language that counts."""
    earlier: Sequence[tuple[Mapping[str, str], str]] = ()
    """Names of the bodies to which it was put by an earlier act: this one was added since."""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What a mail prints about who is asked by whom."""

    addressee_names: Mapping[str, str]
    """Language tag to name."""
    addressee_language: str
    """The language whose name counts."""
    addressee_slug: str
    """Names it in addresses; empty if it is not known here."""
    by_letter_only: bool
    """The addressee answers by letter only: nothing that its liaisons would send from the page is taken."""
    consultation_number: str
    """`C-7`."""
    title_id: UUID | None
    host_name_id: UUID | None
