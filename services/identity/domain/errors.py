"""Why identity refuses, in nouns of its own field."""

from services.chassis.errors import AlreadyExists, FailedPrecondition, NotFound, PermissionDenied, Unauthenticated


class UnknownPerson(NotFound):
    """No person has that id."""

    def __init__(self) -> None:
        super().__init__("no person has this id")


class UnknownOrganisation(NotFound):
    """No organisation has that id."""

    def __init__(self) -> None:
        super().__init__("no organisation has this id")


class UnknownAddressee(NotFound):
    """Identity's copy of the register has no such addressee, or not yet."""

    def __init__(self) -> None:
        super().__init__("the register has no addressee with this id")


class NoSuchRole(NotFound):
    """The person does not hold that role for that organisation today."""


class NoSuchMandate(NotFound):
    """No mandate has that id, or it has ended."""

    def __init__(self) -> None:
        super().__init__("no mandate that lasts has this id")


class UnknownSession(NotFound):
    """The caller has no such session."""

    def __init__(self) -> None:
        super().__init__("no session of yours has this id")


class NoSuchLink(NotFound):
    """No calendar link that lives has that secret. One sentence for every reason."""

    def __init__(self) -> None:
        super().__init__("there is no calendar at this address")


class NoContact(NotFound):
    """Nobody is to be written to: the person is unknown, or has no mandate for what it is about."""

    def __init__(self) -> None:
        super().__init__("there is nobody of this id to be written to about it")


class UnknownContact(NotFound):
    """No contact has that id, or it was erased."""

    def __init__(self) -> None:
        super().__init__("no contact has this id")


class UnknownProposal(NotFound):
    """No proposal that waits has that id."""

    def __init__(self) -> None:
        super().__init__("no proposal that waits has this id")


class NotRemovable(FailedPrecondition):
    """The contact signs in: it goes only with the person, or by recovery."""


class TooManyContacts(FailedPrecondition):
    """The person has as many contacts as anybody may, or was removed and gets none."""


class OwnAddress(FailedPrecondition):
    """Nobody hands a mandate over to themselves."""


class Removed(FailedPrecondition):
    """The person was removed: nothing is given to them any more."""


class OwnAccount(FailedPrecondition):
    """Nobody proposes another mailbox for the own account, nor the own person as a registrar."""


class NotTheSecond(FailedPrecondition):
    """Whoever proposed it, or whom it is about, does not agree to it."""


class TakesTwo(FailedPrecondition):
    """A registrar makes nobody a registrar alone."""


class ProposerGone(FailedPrecondition):
    """Whoever proposed it is no registrar any more: nobody stands for it."""


class TooNew(FailedPrecondition):
    """Who has become a registrar only now is not the second of two registrars, nor the first."""


class SameAddress(FailedPrecondition):
    """The address signs in already."""


class LastRegistrar(FailedPrecondition):
    """The only registrar stays one."""


class SpeaksForBoth(FailedPrecondition):
    """Who asks, reads or checks in the tracker does not answer for a body, and the other way round."""


class NobodyAnswersForAGroup(FailedPrecondition):
    """A group has no liaison."""


class BodyEnded(FailedPrecondition):
    """The body is no more: nobody becomes its liaison."""


class NotARegistrarAnyMore(PermissionDenied):
    """The token still says registrar, but the role has ended."""


class AnswersForNobody(PermissionDenied):
    """The token still says liaison, but the last mandate has ended."""


class NameTaken(AlreadyExists):
    """Another organisation has that name."""


class LooksAlike(FailedPrecondition):
    """A reader would take the name for another organisation's."""


class AddressTaken(AlreadyExists):
    """The address belongs to somebody."""


class ProposedAlready(AlreadyExists):
    """Something of that kind waits for a second person already."""


class HasItAlready(AlreadyExists):
    """The person has that role, or a mandate for that addressee."""


class CodeRefused(Unauthenticated):
    """The code does not sign in. One sentence for every reason, so that it tells nothing about the mailbox."""

    def __init__(self) -> None:
        super().__init__("this code does not sign in: it is wrong, used, too old, or was asked for in another browser")


class EnrolmentRefused(Unauthenticated):
    """The enrolment code is wrong or used."""

    def __init__(self) -> None:
        super().__init__("this enrolment code is wrong or has been used")


class SessionOver(Unauthenticated):
    """The session is unknown, ended or too old."""

    def __init__(self) -> None:
        super().__init__("the session has ended; sign in again")
