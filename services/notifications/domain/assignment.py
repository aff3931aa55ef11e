"""What notifications knows of an assignment, a mandate and an addressee: enough to decide who is asked what."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One line as put to one addressee: notifications' own copy."""

    id: UUID
    statement_id: UUID
    consultation_id: UUID
    publication_id: UUID
    lines_in_publication: int
    """How many lines of the publishing act go to this addressee; they share one mail."""
    addressee_id: UUID
    host_organisation_id: UUID
    facilitator_id: UUID
    can_be_asked: bool
    """False for a group."""
    is_commitment: bool
    """A promise of its own: it has no position, so nobody is asked for one."""
    press_reported: bool
    """Known only from the press: nobody is mailed."""
    handed_over: bool = False
    """The request was given by hand, courier or letter."""
    answered: bool = False
    """The addressee has answered already, in the tracker or outside it."""
    transferred: bool = False
    """It went to another body."""
    closed: bool = False
    """It is over: nobody is asked about it any more."""
    body_ended: bool = False
    """Its addressee is no more, and it stayed there: nobody answers for it, and nobody is told of it."""
    withdrawn: bool = False
    hidden: bool = False
    """Its statement or its consultation is being checked, or it is not asked now: nothing of it goes out."""
    concealed: bool = False
    """Its statement or its consultation is being checked: no mail so much as names it."""
    asked: bool = False
    """A request for it was sent."""

    @property
    def wants_asking(self) -> bool:
        """Tell whether a liaison is to be told of it, now or once it is shown again.

        A hidden line keeps its place among those to be told: whether it is shown is looked at when the mail goes out.
        """
        asks_nothing = self.is_commitment or self.press_reported or not self.can_be_asked
        over = self.withdrawn or self.transferred or self.closed or self.body_ended
        return not (asks_nothing or over or self.handed_over or self.answered)

    @property
    def stands(self) -> bool:
        """Tell whether its addressee may be told of what a check found, answered or not."""
        return not (self.withdrawn or self.transferred or self.body_ended or self.hidden)

    @property
    def is_known_to_its_body(self) -> bool:
        """Tell whether its addressee knows of it, so that it is told of what happens to it."""
        promised = self.is_commitment and not self.press_reported
        return self.can_be_asked and (self.asked or self.handed_over or self.answered or promised)

    @property
    def may_be_listed(self) -> bool:
        """Tell whether a mail that goes out now may list it."""
        return self.wants_asking and not self.hidden


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A person may answer for an addressee, from a day on, until it is ended."""

    id: UUID
    person_id: UUID
    addressee_id: UUID
    from_date: date
    ended: bool = False

    def in_force(self, today: date) -> bool:
        """Tell whether it counts today."""
        return self.from_date <= today and not self.ended
