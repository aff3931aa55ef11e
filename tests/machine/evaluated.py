"""Which invariants a machine has really looked at: each check says its number when it is made, and not by a mark."""

from typing import Final

_NUMBERS: Final[set[int]] = set()


def held(number: int, holds: object) -> bool:
    """Return whether a check of an invariant holds, and note that it was made.

    Args:
        number: Of the invariant.
        holds: What was checked.
    """
    _NUMBERS.add(number)
    return bool(holds)


def begin() -> None:
    """Forget what was looked at before."""
    _NUMBERS.clear()


def invariants() -> set[str]:
    """Return what was looked at since, as marks name it: `invariant 3`."""
    return {f"invariant {each}" for each in _NUMBERS}
