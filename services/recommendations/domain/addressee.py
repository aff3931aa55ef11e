"""The register: bodies that something can be asked of, with their names, what they do, and what became of both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeAlias, assert_never
from uuid import UUID, uuid5

from services.recommendations.domain.values import AddresseeKind, Assurance, Jurisdiction, Text

REMIT: Final = "remit"  # by this name the id of a body's first remit follows from the body's own

# Name and remit of a body: language to words. Not free text of a person, so they are never erased.
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Name:
    """What a body is called from a day on, until the next name begins."""

    name: Names
    language: str  # the one that counts
    from_date: date | None = None  # None: when it entered the register
    source_url: str = ""
    slug: str = ""  # that came with it; empty if it was entered before that was kept


@dataclass(frozen=True, kw_only=True)
class UndoneName:
    """A name that a body was given by mistake."""

    name: Name
    undone_date: date
    undone_reason_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class OrganisationChange:
    """A body was said to belong to another organisation than before."""

    organisation_id: UUID | None
    former_id: UUID | None
    set_date: date
    reason_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Remit:
    """One thing that a body is responsible for. It keeps its id when it moves to another body."""

    id: UUID
    words: Names
    language: str
    machine_assisted: tuple[str, ...] = ()  # translations that nobody has reviewed, sorted by language
    from_date: date | None = None  # here, since; None: when the body entered the register


class SuccessionKind(StrEnum):
    """What became of a body, or of a part of what it did."""

    MERGER = "merger"  # it went into another body
    SPLIT = "split"  # several bodies came out of it
    MOVED_REMIT = "moved_remit"  # it goes on without some of its remits
    DISSOLUTION = "dissolution"  # it ended


# After these the body is no more.
ENDINGS: Final = frozenset({SuccessionKind.MERGER, SuccessionKind.SPLIT, SuccessionKind.DISSOLUTION})


@dataclass(frozen=True, kw_only=True)
class MovedRemit:
    """One remit that went to another body."""

    remit: Remit
    successor_id: UUID


@dataclass(frozen=True, kw_only=True)
class MovedLine:
    """One line that went to another body."""

    assignment_id: UUID
    successor_id: UUID
    successor_assignment_id: UUID
    joined: bool  # the successor had a line of the same recommendation already
    remit_id: UUID | None  # None: not said, because all of the body's went to one successor


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What became of a body, as it is kept."""

    id: UUID
    kind: SuccessionKind
    effective_date: date
    recorded_date: date
    source_url: str
    successor_ids: tuple[UUID, ...]  # none: it ended without one
    remits: tuple[MovedRemit, ...]
    lines: tuple[MovedLine, ...]
    undone_date: date | None = None
    undone_reason_id: UUID | None = None


def ended_by(successions: Iterable[Succession]) -> Succession | None:
    """Return the one of a body's successions after which it is no more; None while it goes on."""
    return next((each for each in successions if each.kind in ENDINGS and not each.undone_date), None)


@dataclass(frozen=True, kw_only=True)
class ScorecardReply:
    """A text of the body's own on its scorecard."""

    text_id: UUID
    from_date: date
    until_date: date | None = None  # None while it stands
    withdrawn: bool = False  # False if it stands, or another one took its place


@dataclass(frozen=True, kw_only=True)
class NamedBody:
    """So much of an entry of the register as it takes to name a body on a page."""

    id: UUID
    slug: str
    kind: AddresseeKind
    name: Names
    language: str  # the one that counts
    jurisdiction: Jurisdiction
    illustrative: bool
    minimum_assurance: Assurance | None  # what is less sure is no answer of the body; None for a group


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """An entry of the register."""

    id: UUID
    slug: str
    former_slugs: tuple[str, ...] = ()  # they lead here for ever
    kind: AddresseeKind
    names: tuple[Name, ...]  # the oldest first; never empty; without those that were undone
    undone_names: tuple[UndoneName, ...] = ()  # in the order in which they were undone
    jurisdiction: Jurisdiction
    remits: tuple[Remit, ...] = ()
    illustrative: bool
    organisation_id: UUID | None  # as identity knows it: conflicts of interest are found with it
    organisation_changes: tuple[OrganisationChange, ...] = ()  # since it entered the register, the oldest first
    successions: tuple[Succession, ...] = ()  # in the order in which they were recorded, undone ones as well
    replies: tuple[ScorecardReply, ...] = ()  # the oldest first; at most the last one stands
    reply_version: int = 0  # of the last change of its own text
    minimum_assurance: Assurance = Assurance.EMAIL_CODE  # what is less sure is no answer of the body
    version: int

    @property
    def ended_by(self) -> Succession | None:
        """The succession after which it is no more; None while it goes on."""
        return ended_by(self.successions)

    @property
    def reply(self) -> ScorecardReply | None:
        """What the body itself says on its scorecard now."""
        last = self.replies[-1] if self.replies else None
        return last if last and last.until_date is None else None

    @property
    def can_be_asked(self) -> bool:
        """Tell whether anybody can answer for it."""
        return self.kind is not AddresseeKind.GROUP

    @property
    def english_name(self) -> str:
        """The name that lists are sorted by."""
        return dict(self.names[-1].name)["en"]

    def name_on(self, day: date) -> Name:
        """Return the name that it had on a day."""
        had = [each for each in self.names if each.from_date is None or each.from_date <= day]
        return had[-1] if had else self.names[0]

    def named(self, on: date | None = None) -> NamedBody:
        """Return what names it; by the name that it had on a day, if one is given."""
        name = self.name_on(on) if on else self.names[-1]
        return NamedBody(
            id=self.id,
            slug=self.slug,
            kind=self.kind,
            name=name.name,
            language=name.language,
            jurisdiction=self.jurisdiction,
            illustrative=self.illustrative,
            minimum_assurance=self.minimum_assurance if self.can_be_asked else None,
        )

    def remit(self, remit_id: UUID) -> Remit | None:
        """Return one of its remits."""
        return next((each for each in self.remits if each.id == remit_id), None)


@dataclass(frozen=True, kw_only=True)
class NewAddressee:
    """What a registrar enters."""

    addressee_id: UUID
    slug: str
    kind: AddresseeKind
    name: Names
    name_language: str
    jurisdiction: Jurisdiction
    remit: Names = ()
    remit_language: str = ""
    remit_machine_assisted: tuple[str, ...] = ()
    illustrative: bool = False
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What all facts of an entry have in common."""

    addressee_id: UUID
    version: int
    occurred_at: datetime
    actor: str


@dataclass(frozen=True, kw_only=True)
class AddresseeRegistered:
    """A body entered the register."""

    version: int
    occurred_at: datetime
    actor: str
    entry: NewAddressee


@dataclass(frozen=True, kw_only=True)
class AddresseeRenamed(Fact):
    """A body has another name from a day on."""

    name: Name
    slug: str


@dataclass(frozen=True, kw_only=True)
class RenamingUndone(Fact):
    """The last name of a body was wrong: the one before it counts again, and the wrong one stays to be seen."""

    name: Name
    slug: str
    reason: Text
    undone_date: date


@dataclass(frozen=True, kw_only=True)
class AddresseeOrganisationSet(Fact):
    """A body belongs to an organisation: nobody of that one checks what the body says."""

    organisation_id: UUID | None
    reason: Text | None
    set_date: date


@dataclass(frozen=True, kw_only=True)
class MinimumAssuranceSet(Fact):
    """From now on it has to be at least this sure that an answer is the body's."""

    minimum: Assurance
    set_date: date


@dataclass(frozen=True, kw_only=True)
class RemitsChanged(Fact):
    """What a body is responsible for, whole, from a day on."""

    remits: tuple[Remit, ...]
    effective_date: date
    source_url: str
    succession_id: UUID | None = None  # a remit came from, or went back to, another body


@dataclass(frozen=True, kw_only=True)
class SuccessionRecorded(Fact):
    """A body, or some of what it is responsible for, was succeeded by others."""

    succession: Succession


@dataclass(frozen=True, kw_only=True)
class SuccessionUndone(Fact):
    """A succession was recorded wrongly: what it moved goes back, and both stay to be seen."""

    succession_id: UUID
    reason: Text | None
    undone_date: date


@dataclass(frozen=True, kw_only=True)
class ScorecardReplied(Fact):
    """The body put a text of its own on its scorecard."""

    text: Text
    replied_date: date


@dataclass(frozen=True, kw_only=True)
class ScorecardReplyWithdrawn(Fact):
    """The body took its text back."""

    withdrawn_date: date


AddresseeFact: TypeAlias = (
    AddresseeRegistered
    | AddresseeRenamed
    | RenamingUndone
    | AddresseeOrganisationSet
    | MinimumAssuranceSet
    | RemitsChanged
    | SuccessionRecorded
    | SuccessionUndone
    | ScorecardReplied
    | ScorecardReplyWithdrawn
)


def evolve(before: Addressee | None, fact: AddresseeFact) -> Addressee:  # noqa: PLR0911  # one return per fact
    """Return the entry as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, AddresseeRegistered):
        return _registered(fact)
    assert before is not None, "an entry begins with its registration"
    after = replace(before, version=fact.version)
    match fact:
        case AddresseeRenamed():
            name = replace(fact.name, slug=fact.slug)
            return replace(after, names=(*before.names, name), slug=fact.slug, former_slugs=_former(before, fact.slug))
        case RenamingUndone():
            undone = UndoneName(name=before.names[-1], undone_date=fact.undone_date, undone_reason_id=fact.reason.id)
            return replace(
                after,
                names=before.names[:-1],
                undone_names=(*before.undone_names, undone),
                slug=fact.slug,
                former_slugs=_former(before, fact.slug),
            )
        case AddresseeOrganisationSet():
            change = OrganisationChange(
                organisation_id=fact.organisation_id,
                former_id=before.organisation_id,
                set_date=fact.set_date,
                reason_id=fact.reason.id if fact.reason else None,
            )
            changes = (*before.organisation_changes, change)
            return replace(after, organisation_id=fact.organisation_id, organisation_changes=changes)
        case MinimumAssuranceSet():
            return replace(after, minimum_assurance=fact.minimum)
        case RemitsChanged():
            return replace(after, remits=fact.remits)
        case SuccessionRecorded():
            gone = {each.remit.id for each in fact.succession.remits}
            left = tuple(each for each in before.remits if each.id not in gone)
            return replace(after, remits=left, successions=(*before.successions, fact.succession))
        case SuccessionUndone():
            return _undone(after, fact)
        case ScorecardReplied() | ScorecardReplyWithdrawn():
            return replace(after, replies=_replies(before.replies, fact), reply_version=fact.version)
        case _:
            assert_never(fact)


def _former(before: Addressee, slug: str) -> tuple[str, ...]:
    """Return the slugs that lead to a body beside the one that it gets."""
    return tuple(each for each in dict.fromkeys((*before.former_slugs, before.slug)) if each != slug)


def _replies(
    before: tuple[ScorecardReply, ...], fact: ScorecardReplied | ScorecardReplyWithdrawn
) -> tuple[ScorecardReply, ...]:
    """Return the body's own texts as the fact leaves them."""
    if isinstance(fact, ScorecardReplyWithdrawn):
        return _ended(before, fact.withdrawn_date, withdrawn=True)
    said = ScorecardReply(text_id=fact.text.id, from_date=fact.replied_date)
    return (*_ended(before, fact.replied_date, withdrawn=False), said)


def _ended(replies: tuple[ScorecardReply, ...], day: date, *, withdrawn: bool) -> tuple[ScorecardReply, ...]:
    """Return the texts with the one that stood ended."""
    if not replies or replies[-1].until_date:
        return replies
    return (*replies[:-1], replace(replies[-1], until_date=day, withdrawn=withdrawn))


def _undone(after: Addressee, fact: SuccessionUndone) -> Addressee:
    back = [moved.remit for each in after.successions if each.id == fact.succession_id for moved in each.remits]
    reason_id = fact.reason.id if fact.reason else None
    successions = tuple(
        replace(each, undone_date=fact.undone_date, undone_reason_id=reason_id)
        if each.id == fact.succession_id
        else each
        for each in after.successions
    )
    return replace(after, remits=(*after.remits, *back), successions=successions)


def _registered(fact: AddresseeRegistered) -> Addressee:
    entry = fact.entry
    first = Remit(
        id=uuid5(entry.addressee_id, REMIT),
        words=entry.remit,
        language=entry.remit_language,
        machine_assisted=entry.remit_machine_assisted,
    )
    return Addressee(
        id=entry.addressee_id,
        slug=entry.slug,
        kind=entry.kind,
        names=(Name(name=entry.name, language=entry.name_language, slug=entry.slug),),
        jurisdiction=entry.jurisdiction,
        remits=(first,) if entry.remit else (),
        illustrative=entry.illustrative,
        organisation_id=entry.organisation_id,
        version=fact.version,
    )
