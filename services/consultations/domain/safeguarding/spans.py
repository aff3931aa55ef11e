"""What the detector finds, and where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a span looks like."""

    NAME = "name"  # of a person
    PHONE = "phone"
    EMAIL = "email"
    ID_NUMBER = "id_number"  # of an identity card
    PROFILE = "profile"  # address of a person's page
    HANDLE = "handle"
    SCHOOL = "school"
    CASE_NUMBER = "case_number"  # of a court, a police station, a complaint
    ABUSE_LINK = "abuse_link"  # an address among words that tell of abuse material


RESTRICTING: Final = frozenset({Kind.CASE_NUMBER, Kind.ABUSE_LINK})
"""What restricts a statement whoever it is about."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Some characters of a text that have to be looked at."""

    kind: Kind
    start: int  # in code points of the text as it is stored
    end: int  # the first one after it
    restricts: bool = False  # an identifiable child, details of a case, or where abuse material is
