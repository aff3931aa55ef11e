"""What a row of the table is made of, and how it refuses."""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import NoReturn
from uuid import UUID

from services.chassis.errors import Refusal, Violation
from services.consultations.domain.values import Role, Standing


class Field(StrEnum):
    """What moves."""

    RECORD = "record"
    PUBLICATION = "publication"
    VISIBILITY = "visibility"
    ADDRESSEES = "addressees"


class Record(StrEnum):
    """Where a statement stands: until it is public by its row, from then on by its record."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """Whether the public sees it: a statement, or a consultation with all of its statements."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    SHOW_ASKED = "show_asked"  # hidden, and one person asked to show it again


class Addressing(StrEnum):
    """Whether a statement is put to a body."""

    NOT_ADDRESSED = "not_addressed"
    ADDRESSED = "addressed"


@dataclass(frozen=True)
class Denial:
    """How somebody is refused."""

    kind: type[Refusal]
    says: str  # `{role}`, `{number}` and `{state}` are filled in
    field: str = ""  # of the request: it is named together with whatever else is wrong in it

    def to(self, **filled: str) -> NoReturn:
        """Refuse."""
        raise self.kind(self.says.format(**filled))


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something that an act has to carry."""

    field: str  # its path in the part that it belongs to
    expected: str  # told to whoever left it out
    among: frozenset[StrEnum] = frozenset()  # if there are any: what is given has to be one of them

    def missing(self, part: object, path: str = "") -> list[Violation]:
        """Return what is wrong with it in a part of the act: nothing, or one violation.

        Args:
            part: Its attributes are what it carries. None, empty and False are: not given.
            path: Where in the request the part stands; empty if it is the request itself.
        """
        value = attrgetter(self.field)(part)
        wrong = value is not None and value not in self.among if self.among else not value
        return [self.violation(path)] if wrong else []

    def violation(self, path: str = "") -> Violation:
        """Return how its absence is told."""
        return Violation(f"{path}.{self.field}" if path else self.field, self.expected)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the act, with what it has to carry."""

    path: str  # in the request; `[]` stands for each of a list; empty: the request itself
    needs: tuple[Need, ...]
    only: str = ""  # when, if not always


def missing(needs: Collection[Need], part: object, path: str = "") -> list[Violation]:
    """Return what is missing of all that a part has to carry."""
    return [violation for need in needs for violation in need.missing(part, path)]


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table, or one part of a row whose parts differ in who, from where or with what."""

    row: str
    field: Field
    before: frozenset[StrEnum]
    after: frozenset[StrEnum]
    who: tuple[Role, ...] = ()  # any one of them; none: the clock
    anywhere: bool = False  # of whichever organisation, not only of the host
    not_they: Denial | None = None  # told to anybody else
    provided: str = ""  # what else has to be so for these people
    not_again: Denial | None = None  # told to whoever had a hand in it before
    confirmed_by: Role | None = None  # and then a second person
    not_confirmer: Denial | None = None
    rpcs: tuple[str, ...] = ()  # by which it is done; none for the clock
    confirming: str = ""  # the RPC of the second person
    carries: tuple[Part, ...] = ()
    guards: tuple[str, ...] = ()  # of the domain: what is no list of fields
    # By what stands in the way; of several the first is told.
    refusals: Mapping[StrEnum, Denial] = dataclasses.field(default_factory=dict)

    def allow(self, who: Standing, host_id: UUID) -> None:
        """Refuse whoever holds none of the roles, for the host or anywhere.

        Args:
            who: Who acts.
            host_id: The organisation that entered it.
        """
        allowed = who.organisations(*self.who)
        if not (allowed if self.anywhere else host_id in allowed):
            self.refuse_person()

    def refuse_person(self) -> NoReturn:
        """Refuse whoever holds none of the roles."""
        assert self.not_they
        self.not_they.to(role=" or ".join(self.who))

    def allow_second(self, who: Standing, host_id: UUID, first: UUID) -> None:
        """Refuse whoever may not confirm it: no such role for the host, or the same person.

        Args:
            who: Who confirms.
            host_id: The organisation that entered it.
            first: Who proposed it.
        """
        assert self.confirmed_by
        assert self.not_confirmer
        if not who.holds(self.confirmed_by, host_id):
            self.not_confirmer.to()
        if first == who.person_id:
            self.refuse_again()

    def refuse_again(self) -> NoReturn:
        """Refuse whoever had a hand in it before."""
        assert self.not_again
        self.not_again.to()

    def refuse(self, states: Collection[StrEnum], **filled: str) -> None:
        """Refuse where something stands in the way, but for what a field of the request is named for."""
        for state, told in self.refusals.items():
            if state in states and not told.field:
                told.to(**{"state": str(state), **filled})

    def violations(self, states: Collection[StrEnum]) -> list[Violation]:
        """Return what stands in the way as the field of the request that it contradicts."""
        found = (told for state, told in self.refusals.items() if state in states)
        return [Violation(told.field, told.says) for told in found if told.field]
