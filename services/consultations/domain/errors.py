"""Why an act is refused, in the nouns of this field. The sentence of each reaches the caller."""

from services.chassis.errors import Aborted, FailedPrecondition, InvalidArgument, NotFound, PermissionDenied


class NoSuchRow(NotFound):
    """There is none, or it is another organisation's: both read the same.

    Args:
        what: What was looked for, as a noun: `consultation`.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"no such {what}")


class Missing(InvalidArgument):
    """The act has to carry something that is not there."""


class NotPublishable(InvalidArgument):
    """The statement cannot become public in that way as it stands."""


class NotAsDated(InvalidArgument):
    """A day lies where such a day cannot lie."""


class RoleMissing(PermissionDenied):
    """The caller does not hold the role that the act needs."""


class OwnWork(PermissionDenied):
    """What one person entered or submitted, another has to publish."""


class SamePerson(PermissionDenied):
    """It takes two persons: to show again what was hidden, to change what is public."""


class NotTheProposer(PermissionDenied):
    """What somebody proposed, nobody else takes back: a reviewer refuses it."""


class NotTheHost(PermissionDenied):
    """Only the host organisation may do this with what it published."""


class CardReplaced(FailedPrecondition):
    """The card opens nothing any more: a newer one was made."""


class AlreadyPublic(FailedPrecondition):
    """What is public is not entered anew: a correction is another act."""


class NotADraft(FailedPrecondition):
    """The statement is in review or public."""


class NotInReview(FailedPrecondition):
    """The statement does not wait for a reviewer."""


class ScheduledNow(FailedPrecondition):
    """What was approved under embargo stays as it was read until it is public, or until it is taken back."""


class NotScheduled(FailedPrecondition):
    """Nothing of the consultation is scheduled."""


class NothingToSubmit(FailedPrecondition):
    """No statement of the consultation is a draft."""


class NotHidden(FailedPrecondition):
    """It is public already."""


class NotRestricted(FailedPrecondition):
    """There is no label to lower."""


class NamesSomebody(InvalidArgument):
    """A reason that is public at once says what could lead to a person."""


class NobodysName(InvalidArgument):
    """Entered as the name of a participant are usual words, or what a body is called."""


class HiddenNow(FailedPrecondition):
    """While something is hidden, nothing is added to it."""


class AlreadyWithdrawn(FailedPrecondition):
    """The statement is a tombstone."""


class ProposedAlready(FailedPrecondition):
    """One proposal for a statement, consultation or programme waits at a time."""


class DecidedAlready(FailedPrecondition):
    """A proposal is decided once."""


class AlreadyJoined(FailedPrecondition):
    """Another statement stands for it, or it stands for others."""


class NotJoined(FailedPrecondition):
    """It stands on its own."""


class AlreadyLinked(FailedPrecondition):
    """Two statements are linked once."""


class NotLinked(FailedPrecondition):
    """There is no link that could be taken back."""


class TooLong(FailedPrecondition):
    """What is read at once, or kept of one consultation, would be too long."""


class Stale(Aborted):
    """The row changed after the version that the caller saw; `current` is the row as it is now."""
