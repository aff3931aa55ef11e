"""What people are told by mail of who signs in and who answers for a body. No notice names a person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

TRYING_FOR: Final = timedelta(hours=72)
"""How long a notice is tried."""

_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=4)


class NoticeKind(StrEnum):
    """What is told."""

    ADDRESS_CHANGED = "address_changed"
    """To a person: another mailbox gets the codes for signing in, the old one no more."""

    INVITED = "invited"
    """To a person: they may answer for a body."""

    HANDED_OVER = "handed_over"
    """To a person: they have handed over, and answer for a body no more."""

    MANDATE_ENDED = "mandate_ended"
    """To a person: a registrar or the operator ended their mandate, and they answer for a body no more."""

    REMOVED = "removed"
    """To a person, at every address that was theirs: they hold nothing any more."""

    CONTACT_ADDED = "contact_added"
    """To a person, at the addresses from before: mails may go to one more."""

    CONTACT_REMOVED = "contact_removed"
    """To a person, at the addresses that are left: mails go to one less."""

    REGISTRAR_PROPOSED = "registrar_proposed"
    """To the other registrars: one of them proposed that one more person becomes a registrar."""

    REGISTRAR_JOINED = "registrar_joined"
    """To the registrars, the new one among them: one more person is a registrar."""

    REGISTRAR_LEFT = "registrar_left"
    """To the registrars, the one that it is about among them: one person is a registrar no more."""

    REGISTRAR_ADDRESS_CHANGED = "registrar_address_changed"
    """To the other registrars: a registrar signs in with another mailbox."""

    LIAISON_ADDRESS_CHANGED = "liaison_address_changed"
    """To the others of a body: a liaison signs in with another mailbox."""

    LIAISON_JOINED = "liaison_joined"
    """To the others of a body: one more person answers for it."""

    LIAISON_LEFT = "liaison_left"
    """To the others of a body: somebody answers for it no more."""

    LIAISON_FOLLOWED = "liaison_followed"
    """To the others of a body: somebody answers for it in the place of somebody else."""

    @property
    def to_others(self) -> bool:
        """Tell whether it goes to the others of a body, not to the person it is about."""
        return self.value.startswith("liaison_")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail that waits."""

    id: UUID
    kind: NoticeKind
    person_id: UUID
    """Who is told."""

    contact_id: UUID
    """At which address."""

    addressee_id: UUID | None
    """The body that it is about, if it is about one."""

    day: date
    """The day on which it happened."""

    made_at: datetime
    tried: int = 0
    """How often it was tried in vain."""


def next_try(notice: Notice, at: datetime) -> datetime | None:
    """Return when a notice that was not taken over is tried again: later each time, and not for ever."""
    if at - notice.made_at >= TRYING_FOR:
        return None
    wait: timedelta = _FIRST_WAIT * 2 ** min(notice.tried, 16)
    return at + min(wait, _LONGEST_WAIT)
