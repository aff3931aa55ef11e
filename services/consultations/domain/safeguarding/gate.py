"""May it be public? Every text of it is examined; what could lead to a person is cleared or goes."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.mentions import REMOVED_NAME
from services.consultations.domain.safeguarding.acts import (
    Act,
    Label,
    Mark,
    Outcome,
    label,
    outcome,
    readers,
)
from services.consultations.domain.safeguarding.detector import find
from services.consultations.domain.safeguarding.spans import Kind
from services.consultations.domain.safeguarding.texts import rewrite

# What stands in the final public text instead.
_REMOVED: Final = ("[removed]", "[ہٹا دیا گیا]")
_NAMES: Final = frozenset({Kind.NAME, Kind.SCHOOL})
_ADDRESS: Final = "url"  # of a field that holds an address: nothing of it can stay

Details = TypeVar("Details")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A span, and where it stands."""

    mark: Mark
    start: int
    end: int
    restricts: bool
    goes: bool = False  # it is not in what becomes public: cleaning took it out
    excerpt: str = ""  # of a document: the words around it


@dataclass(frozen=True, kw_only=True)
class Found(Marked):
    """A span with what became of it."""

    outcome: Outcome

    @property
    def passes(self) -> bool:
        """Tell whether it no longer keeps the text from becoming public."""
        return self.outcome in (Outcome.CLEARED, Outcome.REDACTED)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What becomes public as a whole: a statement, a document, the consultation's own texts, or its programme's."""

    owner_id: UUID
    path: str  # in a refusal: `decisions[0]`, `details` or `programme`
    texts: tuple[tuple[str, str], ...]  # field and body, as entered
    marked: tuple[Marked, ...]  # every span of every text
    topics: tuple[str, ...]  # that ask for a second reading
    entered_by: frozenset[UUID]
    acts: tuple[Act, ...]
    facts: tuple[str, ...] = ()  # of a document or programme: what else is confirmed with its texts
    is_document: bool = False

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Every span, with what became of it."""
        return tuple(
            Found(
                **vars(each),
                outcome=Outcome.REDACTED
                if each.goes
                else outcome(each.mark, self.owner_id, self.acts, restricts=each.restricts),
            )
            for each in self.marked
        )

    def after(self, act: Act) -> "Part":
        """Return it after one more act."""
        return replace(self, acts=(*self.acts, act))

    @cached_property
    def label(self) -> Label:
        """Whether somebody restricted it."""
        return label(self.owner_id, self.acts)

    @property
    def restricted(self) -> bool:
        """Tell whether it may not be public as it stands: somebody said so, or its content does."""
        return self.label.restricted or any(each.restricts and not each.passes for each in self.found)

    @property
    def delicate(self) -> bool:
        """Tell whether the risk of publishing it is not low."""
        restricting = any(each.restricts and not each.goes for each in self.found)
        return bool(self.topics) or self.label.restricted or restricting

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal digits, of the final public text in all languages."""
        final = [[field, redacted(self, field, body)] for field, body in self.texts]
        final += [["", each] for each in self.facts]
        return hashlib.sha256(json.dumps(final, ensure_ascii=False).encode()).hexdigest()

    @property
    def readers(self) -> frozenset[UUID]:
        """Who read the final public text as it is now, as its second reader."""
        return readers(self.owner_id, self.digest, self.acts)


def mark(texts: Sequence[tuple[str, str]], known: Collection[str]) -> Iterator[Marked]:
    """Find every span of texts that become public.

    Args:
        texts: Field and body.
        known: Names of bodies that are public anyway.
    """
    for field, body in texts:
        seen: Counter[tuple[Kind, str]] = Counter()
        for span in find(body, known):
            words = body[span.start : span.end]
            seen[span.kind, words] += 1
            yield Marked(
                mark=Mark(field=field, kind=span.kind, words=words, occurrence=seen[span.kind, words]),
                start=span.start,
                end=span.end,
                restricts=span.restricts,
            )


def redacted(part: Part, field: str, body: str) -> str:
    """Return a text as the public will read it."""
    gone = [each for each in part.found if each.mark.field == field and each.outcome is Outcome.REDACTED]
    if gone and field.endswith(_ADDRESS):
        return ""
    for each in reversed(gone):
        in_english, in_urdu = REMOVED_NAME if each.mark.kind in _NAMES else _REMOVED
        urdu = field.endswith("[ur]") or (not field.endswith("]") and any("؀" <= letter <= "ۿ" for letter in body))
        body = body[: each.start] + (in_urdu if urdu else in_english) + body[each.end :]
    return body


def final(part: Part, details: Details) -> Details:
    """Return what was entered as the public will read it."""
    return rewrite(details, lambda field, body: redacted(part, field, body))


def digest(parts: Sequence[Part]) -> str:
    """SHA-256, in hexadecimal digits, of everything that would become public, in its order."""
    return hashlib.sha256("".join(f"{each.owner_id}{each.digest}" for each in parts).encode()).hexdigest()


def obstacles(parts: Sequence[Part], *, publisher: UUID, tracked: Collection[UUID]) -> list[Violation]:
    """Return what keeps the parts from becoming public: fields and what they need, never their words."""
    return [each for part in parts for each in _obstacles(part, publisher, tracked=part.owner_id in tracked)]


def _obstacles(part: Part, publisher: UUID, *, tracked: bool) -> Iterator[Violation]:
    waiting: dict[str, set[Outcome]] = {}
    for each in part.found:
        unused = each.mark.field.startswith("verifiability.") and not tracked
        if not each.passes and not unused:
            waiting.setdefault(each.mark.field, set()).add(each.outcome)
    for field, outcomes in waiting.items():
        if Outcome.OPEN in outcomes:
            expected = "each span that could lead to a person cleared or redacted by a reviewer"
        else:
            expected = "what restricts the statement redacted, or cleared by a second reviewer"
        yield Violation(f"{part.path}.{field}", expected)
    if part.label.restricted:
        yield Violation(f"{part.path}.restricted", "nothing of it public before two reviewers lowered the label")
    if part.is_document and not part.readers - part.entered_by:
        yield Violation(f"{part.path}.read", "a reviewer who opened the file and looked at all of it")
    if part.topics and not part.readers - part.entered_by - {publisher}:
        yield Violation(f"{part.path}.second_reading", "a second reading by another reviewer: the topic is sensitive")
