"""What a row of the table is made of."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What moves. Each is written by its own people and never by another's move."""

    REQUEST = "request"
    POSITION = "position"
    PROGRESS = "progress"
    DELIVERY = "delivery"
    VERIFICATION = "verification"
    FINDING = "finding"
    CLOSURE = "closure"
    STEP = "step"
    SUGGESTION = "suggestion"
    NOTE = "note"


class Actor(StrEnum):
    """Who may move it. The first five are roles, the next two parts of the system, the last one whoever reads."""

    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    LIAISON = "liaison"
    VERIFIER = "verifier"
    REGISTRAR = "registrar"
    CLOCK = "clock"
    NOTIFICATIONS = "notifications"
    ANYONE = "anyone"


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something that an act has to carry."""

    field: str  # its path in the act
    expected: str  # told to whoever left it out; `{before}` is the state it moves from
    or_else: tuple[str, ...] = ()  # any of these stands in for it
    among: frozenset[StrEnum] = frozenset()  # the values it may have, if not any
    unless: str = ""  # a property of the act with which it is not asked for


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table, or one part of a row whose parts differ in what they carry."""

    row: str
    field: Field
    before: frozenset[StrEnum]
    after: frozenset[StrEnum]
    other: bool = False  # only to another state than the one before
    who: tuple[Actor, ...]  # any one of them
    confirmed_by: Actor | None = None  # and then a second person
    why: str = ""  # where it is wider than one would think
    rpcs: tuple[str, ...] = ()  # by which it is done; none for parts of the system
    confirming: str = ""  # the RPC of the second person
    public_after: str = ""  # what has to pass before it is public, and counts
    carries: tuple[Need, ...] = ()
    refusal: str  # the sentence for whoever tries to reach `after` from elsewhere

    def leads(self, before: StrEnum, after: StrEnum) -> bool:
        """Tell whether it leads from the one state to the other."""
        return before in self.before and after in self.after and not (self.other and before is after)
