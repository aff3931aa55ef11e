"""Why notifications refuses, in nouns of its own field."""

from services.chassis.errors import Aborted, FailedPrecondition, NotFound, PermissionDenied
from services.notifications.domain.delivery import Delivery


class UnknownDelivery(NotFound):
    """No delivery has that id, or that return path."""

    def __init__(self) -> None:
        super().__init__("no such delivery")


class NotOver(FailedPrecondition):
    """Only a mail that is dead or bounced can be tried again by hand."""


class NothingListed(FailedPrecondition):
    """Every line of the mail was left out: there is nothing to send."""


class NotARegistrarAnyMore(PermissionDenied):
    """The token still says registrar, but the role has ended."""

    def __init__(self) -> None:
        super().__init__("the role of registrar has ended, or is not known here yet")


class Stale(Aborted):
    """The delivery changed after the version that the caller saw."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__("the delivery has changed; look at it again", current=delivery)
        self.delivery = delivery
