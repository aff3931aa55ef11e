"""What a consultation's page and its outcome sheet count: items that stand, and the lines of those put to bodies.

What is hidden, to whichever service knows of it, counts nowhere and is named by nothing but its number. Lines are
counted as the overview counts them, so that each number is the length of a list that a reader can open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.labels.marks import GROUPS
from dashboard.public.bars import legend
from roundtable.consultations.v1.events_pb2 import (
    PUBLICATION_RECORDED,
    PUBLICATION_TRACKED,
    STATEMENT_TYPE_COMMITMENT,
    StatementType,
)
from roundtable.consultations.v1.service_pb2 import PublicStatement
from roundtable.recommendations.v1.events_pb2 import (
    REQUEST_NOT_ASKED,
    VERIFICATION_VERIFIED_ALTERNATIVE,
    VERIFICATION_VERIFIED_COMPLETE,
)
from roundtable.recommendations.v1.service_pb2 import (
    HEADLINE_HIDDEN,
    GetOverviewResponse,
    Line,
    PublicAddressee,
    StatementHeadlines,
)

_SHOWN_DONE = (VERIFICATION_VERIFIED_COMPLETE, VERIFICATION_VERIFIED_ALTERNATIVE)


@dataclass(frozen=True)
class Item:
    """One published statement with what recommendations knows of it."""

    said: PublicStatement
    known: StatementHeadlines | None
    """None while recommendations is down, or has not heard of it."""

    hidden: bool

    @property
    def stands(self) -> bool:
        """Tell whether it counts: it is not hidden, not withdrawn, and nothing else stands for it."""
        return not self.hidden and not self.said.withdrawn and not self.said.HasField("joined")

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of the bodies that it was put to; none of what is hidden."""
        return () if self.hidden or not self.known else self.known.lines

    @property
    def anchor(self) -> str:
        """The item's part of its number, for places on the page."""
        return self.said.number.rpartition("/")[2]


@dataclass(frozen=True)
class Asked:
    """What was asked of one body, in order of number."""

    addressee: PublicAddressee
    requests: tuple[tuple[Item, Line], ...]


@dataclass(frozen=True)
class Lines:
    """The four counts of all lines, and how many lines stand where."""

    total: int
    counts: Mapping[str, int]
    """By the word that the overview's address has for it: `asked`, `answered`, `say_done`, `shown_done`."""

    groups: Sequence[tuple[int, int]]


def items(statements: Iterable[PublicStatement], headlines: Mapping[str, StatementHeadlines]) -> list[Item]:
    """Return every published statement, in order of number."""
    known = [(each, headlines.get(each.number)) for each in statements]
    return [Item(said, found, said.hidden or _says_hidden(found)) for said, found in known]


def by_type(found: Iterable[Item]) -> list[tuple[int, int, int]]:
    """Return of each type that occurs how many items are recorded and how many are tracked, of those that stand."""
    standing = [each.said for each in found if each.stands]
    counted = []
    for kind in StatementType.values():
        ways = [each.publication for each in standing if each.type == kind]
        if kind and ways:
            tracked = ways.count(PUBLICATION_TRACKED)
            counted.append((int(kind), len(ways) - tracked, tracked))
    return counted


def asked_of(found: Iterable[Item]) -> list[Asked]:
    """Return what was asked of each body, the one that was asked first on top. A promise is asked of nobody."""
    requests: dict[str, list[tuple[Item, Line]]] = {}
    for item in found:
        if item.stands and item.said.publication == PUBLICATION_TRACKED:
            for line in item.lines:
                if line.type != STATEMENT_TYPE_COMMITMENT:
                    requests.setdefault(line.addressee.slug, []).append((item, line))
    return [Asked(each[0][1].addressee, tuple(each)) for each in requests.values()]


def put(found: Iterable[Item]) -> list[Item]:
    """Return the items that are or were put to bodies, hidden ones with them: their numbers stay to be read."""
    return [each for each in found if each.said.tracked_number]


def counted(found: Iterable[Item]) -> Lines:
    """Count the lines that the overview lists: not of what is only recorded, nor of promises nobody was asked about."""
    listed = [
        line
        for item in found
        if item.said.publication != PUBLICATION_RECORDED
        for line in item.lines
        if not line.unconfirmed or line.request > REQUEST_NOT_ASKED
    ]
    here = [line for line in listed if not line.HasField("transferred_to")]
    asked = [line for line in here if line.milestones.asked_date]
    counts = {
        "asked": len(asked),
        "answered": sum(bool(line.milestones.answered_date) for line in asked),
        "say_done": sum(bool(line.milestones.says_done_date) for line in here),
        "shown_done": sum(line.checked.verification in _SHOWN_DONE for line in here),
    }
    return Lines(len(listed), counts, groups(listed))


def of_all(counted: GetOverviewResponse) -> Lines:
    """Return the counts of all lines of a consultation of which one page is shown, as the overview counts them."""
    counts = {
        "asked": counted.asked,
        "answered": counted.answered,
        "say_done": counted.say_done,
        "shown_done": counted.shown_done,
    }
    return Lines(counted.total, counts, legend(list(counted.bars)))


def groups(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return how many lines stand where: counts, never an average."""
    found = [(group, sum(line.headline.bar_group == group for line in lines)) for group in GROUPS]
    return [(group, count) for group, count in found if count]


def _says_hidden(known: StatementHeadlines | None) -> bool:
    if not known:
        return False
    sentences = [known.headline, *(line.headline for line in known.lines)]
    return any(each.headline == HEADLINE_HIDDEN for each in sentences)
