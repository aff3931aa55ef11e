"""Every kind in which a domain refuses."""

import inspect
from types import ModuleType

from services.chassis.errors import Refusal


def kinds(errors: ModuleType) -> set[str]:
    """Return the names of the refusals that a domain has words for."""
    return {
        name
        for name, each in vars(errors).items()
        if inspect.isclass(each) and issubclass(each, Refusal) and each.__module__ == errors.__name__
    }
