"""Signing in: what a code is, when it is good, how long a session lives. Pure: chance and time are arguments."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

# Without characters that are mistaken for each other (0 O Q, 1 I L, 2 Z, 5 S, 8 B, 6 G, U V) and without vowels, so
# that no code spells a word. 20 to the power of 8 is 2.5e10; a mailbox gives at most 25 guesses an hour.
ALPHABET: Final = "CDFHJKMNPRTVWXY34679"
CODE_LENGTH: Final = 8
CODE_LIFETIME: Final = timedelta(minutes=30)
TRIES: Final = 5
CODES_PER_HOUR: Final = 5
COUNTED_PERIOD: Final = timedelta(hours=1)

SESSION_IDLE: Final = timedelta(minutes=30)
SESSION_LIFETIME: Final = timedelta(hours=8)
TOKEN_LIFETIME: Final = timedelta(seconds=60)

AUDIENCES: Final = frozenset({"identity", "consultations", "recommendations", "notifications"})


class Assurance(StrEnum):
    """What a sign-in showed of who it was."""

    EMAIL_CODE = "email_code"
    """They read a code in their registered mailbox."""
    ENROLMENT = "enrolment"
    """They held the operator's link; nobody knows yet whether the mailbox is theirs, so they answer for no body."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How often a code was asked for in the last hour."""

    for_mailbox: int
    in_browser: int

    @property
    def too_often(self) -> bool:
        """Tell whether another one would be too many."""
        return max(self.for_mailbox, self.in_browser) >= CODES_PER_HOUR


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code that was given for a mailbox and a browser. Only its HMAC is known."""

    id: UUID
    code_hmac: bytes
    expires_at: datetime
    tries: int
    """How often a wrong code was submitted while it was good."""

    closed: bool = False
    """True once it was used or taken back."""

    def is_good(self, at: datetime) -> bool:
        """Tell whether it would sign in."""
        return not self.closed and at < self.expires_at and self.tries < TRIES


@dataclass(frozen=True, kw_only=True)
class Session:
    """A sign-in that lasts. Only the hash of its secret is kept."""

    id: UUID
    person_id: UUID
    assurance: Assurance
    signed_in_at: datetime
    used_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it ends whatever happens."""
        return self.signed_in_at + SESSION_LIFETIME

    @property
    def ends_unused_at(self) -> datetime:
        """When it ends if it is not used again."""
        return min(self.expires_at, self.used_at + SESSION_IDLE)

    def lives(self, at: datetime) -> bool:
        """Tell whether it is neither idle for too long nor too old."""
        return at < self.ends_unused_at

    def token_expires_at(self, at: datetime) -> datetime:
        """Return when a token made now expires: soon, and never after the session."""
        return min(at + TOKEN_LIFETIME, self.expires_at)


def make_code(choose: Callable[[str], str]) -> str:
    """Return a fresh code.

    Args:
        choose: Picks one character at random, such as `secrets.choice`.
    """
    return "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))


def normal_code(typed: str) -> str:
    """Return the code that somebody meant: letter case, spaces, hyphens and the script of digits do not matter.

    The result is empty if no code can be meant.
    """
    if len(typed) > 10 * CODE_LENGTH:
        return ""
    meant = "".join(
        # An Urdu keyboard writes ۳ for 3.
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", typed).upper()
        if not character.isspace() and unicodedata.category(character) not in {"Pd", "Cf"}  # dashes, invisible marks
    )
    return meant if len(meant) == CODE_LENGTH and set(meant) <= set(ALPHABET) else ""


def matching(given: Sequence[Code], at: datetime, *, is_it: Callable[[Code], bool]) -> Code | None:
    """Return the code that was submitted, if it is one of those given and good.

    Args:
        given: The codes given for this mailbox and this browser.
        at: Now.
        is_it: Compares in constant time. Asked for every good code, so that a hit takes as long as a miss.
    """
    hits = [code for code in given if code.is_good(at) and is_it(code)]
    return hits[0] if hits else None
