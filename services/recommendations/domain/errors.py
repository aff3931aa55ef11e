"""Why an act is refused, in the nouns of this field. The sentence of each reaches the caller."""

from datetime import date

from services.chassis.errors import (
    Aborted,
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
)
from services.recommendations.domain.assignment import Assignment


class Missing(InvalidArgument):
    """The act has to carry something that is not there."""


class NotAsDated(InvalidArgument):
    """A day lies where such a day cannot lie."""


class NoSuchAssignment(NotFound):
    """There is none, or it is hidden and somebody else's: both read the same."""

    def __init__(self) -> None:
        super().__init__("no such assignment")


class NoSuchLine(NotFound):
    """Nobody reads of the line as one that is followed up: absent, hidden, withdrawn or gone, all read the same."""

    def __init__(self) -> None:
        super().__init__("no such line is followed up")


class NoSuchSuggestion(NotFound):
    """There is none, it was erased, it is another host's, or its record is hidden: all read the same."""

    def __init__(self) -> None:
        super().__init__("no such suggestion")


class NotTheAddressee(PermissionDenied):
    """Only somebody with a mandate for the addressee may answer for it."""


class NotTheHost(PermissionDenied):
    """Only the host organisation may do this with its own recommendations."""


class RoleMissing(PermissionDenied):
    """The caller does not hold the role that the act needs."""


class SamePerson(PermissionDenied):
    """What one person recorded, another has to confirm."""


class ConflictOfInterest(PermissionDenied):
    """A verifier may not check the own organisation, recommendation or claim. The attempt is logged.

    Args:
        reason: `own_organisation`, `own_recommendation` or `own_claim`.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        sentences = {
            "own_organisation": "a verifier may not check a claim of the own organisation",
            "own_recommendation": "a verifier may not check a recommendation of the own organisation or hand",
            "own_claim": "a verifier may not check what the same person reported",
        }
        super().__init__(sentences[reason])


class NobodyCanBeAsked(FailedPrecondition):
    """The line is addressed to a group: no request, no clock, no answer."""


class NotSureEnough(FailedPrecondition):
    """The body wants it to be surer that an answer is its own than whoever signed in can show.

    Args:
        by_letter: A letter is the way that is left; else whoever is to answer signs in with a code first.
        field: Path of the field that names the line or the body.
    """

    def __init__(self, *, by_letter: bool, field: str) -> None:
        super().__init__(
            "the body answers by letter only: send the answer to the host as a letter, and it is recorded here as one"
            if by_letter
            else "a code from the mailbox shows who answers: sign out, and sign in with one",
            field=field,
        )


class NoSuchStep(FailedPrecondition):
    """No row of the table of transitions leads from here to there."""


class RightOfReply(FailedPrecondition):
    """A finding waits for the addressee's reply: until that time has passed nothing else is recorded of the claim."""


class NothingToCorrect(FailedPrecondition):
    """The day is already what it is to become."""


class DayCorrected(Aborted):
    """The same day of the calendar was corrected after the version that the caller saw.

    Args:
        message: The sentence for the caller.
        day: The day.
    """

    def __init__(self, message: str, *, day: date) -> None:
        super().__init__(message, current=day)
        self.day = day


class AlreadyDecided(FailedPrecondition):
    """The answer given outside the tracker was confirmed or refused before."""


class SlugTaken(AlreadyExists):
    """The slug is, or was, a body's: it leads there for ever."""


class NothingToUndo(FailedPrecondition):
    """The body was never renamed, or all of that was undone."""


class CannotSucceed(FailedPrecondition):
    """The state of a body forbids the succession."""


class SucceededSince(FailedPrecondition):
    """What a succession moved has moved on, or it was undone before."""


class NoSuchSuccession(NotFound):
    """The body has no succession of that id."""


class BodyEnded(FailedPrecondition):
    """The body is no more: nobody speaks for it."""


class NoReply(FailedPrecondition):
    """There is no text on the scorecard that could be taken back."""


class ScorecardChanged(Aborted):
    """The body's own text changed after the version that the caller saw."""


class NotToPlace(FailedPrecondition):
    """The line does not wait for somebody to say where it belongs."""


class PassedOn(FailedPrecondition):
    """The line went to another body: nobody acts on it where it was."""


class LooksAlike(FailedPrecondition):
    """A reader would take the name or slug for another body's."""


class Stale(Aborted):
    """The same field changed after the version that the caller saw, or the record was withdrawn or hidden.

    Args:
        message: The sentence for the caller.
        assignment: What it is now.
    """

    def __init__(self, message: str, assignment: Assignment) -> None:
        super().__init__(message, current=assignment)
        self.assignment = assignment
