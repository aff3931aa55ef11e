"""Names of organisations that nobody can take for another's."""

from collections.abc import Iterable

from services.chassis import naming
from services.chassis.errors import InvalidArgument
from services.identity.domain.errors import LooksAlike


def tell_apart(name: str, others: Iterable[str], *, field: str) -> None:
    """Make sure that a name can be told from all others.

    Args:
        name: The new one.
        others: Those that are registered.
        field: Of the request, in which it stands.

    Raises:
        InvalidArgument: It stands in more than one script.
        LooksAlike: A reader would take it for one of the others.
    """
    if naming.is_mixed(name):
        raise InvalidArgument("letters of one script, Latin or Arabic", field=field)
    if found := naming.look_alike(name, others):
        raise LooksAlike(f"a name that cannot be taken for “{found}”, which is registered", field=field)
