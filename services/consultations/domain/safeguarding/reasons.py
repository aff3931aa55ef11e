"""Reasons that are public at once, without a reviewer: they lead to nobody, or they are refused."""

from collections.abc import Iterable, Mapping

from services.chassis.errors import Violation
from services.consultations.domain.errors import NamesSomebody
from services.consultations.domain.safeguarding.detector import find
from services.consultations.domain.safeguarding.texts import texts_of


def require_nobody_named(given: Mapping[str, object], known: Iterable[str]) -> None:
    """Refuse texts in which something could lead to a person.

    Args:
        given: Per field of the request, a text or something that holds texts.
        known: Names of bodies that are public anyway.

    Raises:
        NamesSomebody: Something could. The fields are named, never the words.
    """
    bodies = frozenset(known)
    violations = [
        Violation(f"{name}{'' if field.startswith('.') else '.'}{field}".rstrip("."), _EXPECTED)
        for name, value in given.items()
        for field, body in texts_of(value)
        if find(body, bodies)
    ]
    if violations:
        raise NamesSomebody(violations=violations)


_EXPECTED = "nothing that could lead to a person, such as a name, a number or an address: it is public at once"
