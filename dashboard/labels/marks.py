"""How a line's group is drawn. A status is a word, a shape and a colour; style and drawings know the shape by name."""

from typing import Final

from roundtable.recommendations.v1.service_pb2 import BarGroup

GROUPS: Final[list[int]] = [number for number in BarGroup.values() if number]
"""All groups, in the order of the bars."""

COLOURS: Final[dict[str, str]] = {
    "done-checked": "#1c6b45",
    "contradicted": "#9b2226",
    "says-done": "#5a9163",
    "stopped": "#6e5d52",
    "under-way": "#2b5f9e",
    "waiting": "#6b87a6",
    "no-answer": "#bf5700",
    "other": "#8b8b83",
}
"""By the name of the shape; the style sheet says the same, a test compares them."""

INK: Final = "#1d2a2b"
"""The colour of words in a drawing: that of the theme. The library of charts has a grey of its own, too light."""


def word(group: int) -> str:
    """Return the word of a group in an address: `done_checked`."""
    known = group in BarGroup.values() and group
    return BarGroup.Name(group).removeprefix("BAR_GROUP_").lower() if known else "other"  # type: ignore[arg-type]


def shape(group: int) -> str:
    """Return the name of a group's shape: `done-checked`."""
    return word(group).replace("_", "-")
