"""A changed copy of a frozen value."""

from typing import Any, TypeVar

T = TypeVar("T")


def changed(before: T, **fields: Any) -> T:
    """Return a copy with some fields changed, as `dataclasses.replace` does, without setting all the others one by one.

    For values with very many fields that a fold changes once per event.

    Raises:
        TypeError: There is no such field.
    """
    if not fields.keys() <= vars(before).keys():
        raise TypeError(f"{type(before).__name__} has no {', '.join(sorted(fields.keys() - vars(before).keys()))}")
    after: T = object.__new__(type(before))
    vars(after).update(vars(before))
    vars(after).update(fields)
    return after
