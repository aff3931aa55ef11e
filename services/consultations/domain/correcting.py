"""Another wording of what is public already (row 31): what may change, and what a reviewer reads before it does."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.errors import NotPublishable, SamePerson, Stale
from services.consultations.domain.safeguarding.acts import Mark
from services.consultations.domain.safeguarding.detector import find
from services.consultations.domain.safeguarding.gate import Marked, mark
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.safeguarding.spans import Kind
from services.consultations.domain.safeguarding.texts import texts_of
from services.consultations.domain.safeguarding.topics import MARKED, topics_in
from services.consultations.domain.values import NOTHING, LocalizedText

Wording: TypeAlias = Mapping[str, LocalizedText]
"""Texts by their field, such as `title` or `agenda[2].title`."""


def not_correctable(
    given: Wording, public: Wording, paths: Mapping[str, str], field: str = "correct", *, more: bool = False
) -> list[Violation]:
    """Return why it cannot read so: it does already, another language would count, or no such text is public.

    Args:
        given: How it is to read.
        public: How it reads now; what was erased is empty, what never was there is left out.
        paths: Where in the request each text stands.
        field: Where in the request all of them stand.
        more: Figures or particulars are corrected, too: then no text has to be.
    """
    violations = []
    for name, new in given.items():
        old = public.get(name, NOTHING)
        if new and name not in public:
            violations.append(Violation(paths[name], "a text that is public"))
        elif new and not old:
            violations.append(Violation(paths[name], "nothing: what was erased stays erased"))
        elif new and new.authoritative_language != old.authoritative_language:
            expected = "the language that counts, as it was published"
            violations.append(Violation(f"{paths[name]}.authoritative_language", expected))
    if not violations and not more and not changed(given, public):
        violations.append(Violation(field, "a wording that is not the public one already"))
    return violations


def changed(given: Wording, public: Wording) -> Wording:
    """Return the texts that differ from the public ones. Empty ones stay as they are."""
    return {name: new for name, new in given.items() if new and _compared(new) != _compared(public.get(name, NOTHING))}


def _compared(text: LocalizedText) -> tuple[object, ...]:
    return text.authoritative_language, dict(text.bodies), frozenset(text.machine_assisted)


@dataclass(frozen=True, kw_only=True)
class NewText:
    """How one text is to read."""

    field: str
    text: LocalizedText
    path: str = ""  # in the request; empty: `correct.title` for `title`


@dataclass(frozen=True, kw_only=True)
class NewFigure:
    """How many one figure is to count."""

    place: int  # among all that were published, from 0
    value: int
    path: str = ""  # in the request


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reviewer reads before a corrected wording is public."""

    texts: tuple[tuple[str, str], ...]  # field and body of what changes
    marked: tuple[Marked, ...]  # what could lead to a person and is not public already
    topics: tuple[str, ...]  # that ask for a second reading
    marks: tuple[tuple[str, ...], ...]  # field, language that counts, translations that nobody reviewed
    figures: tuple[tuple[int, int, int], ...] = ()  # place, value now, value then
    particulars: tuple[tuple[str, str, str], ...] = ()  # name, value now, value then

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal digits, of all that would be public: texts, how translated, figures, particulars."""
        said = json.dumps([self.texts, self.marks, self.figures, self.particulars], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def takes_two(self) -> bool:
        """Tell whether two reviewers have to read it: its topic is sensitive, or something in it restricts."""
        return bool(self.topics) or any(each.restricts for each in self.marked)


def reading(
    given: Wording,
    public: Wording,
    known: Collection[str],
    *,
    themes: Collection[str],
    marked_sensitive: bool,
    sensitivity: Sensitivity,
    figures: tuple[tuple[int, int, int], ...] = (),
    particulars: tuple[tuple[str, str, str], ...] = (),
) -> Reading:
    """Return what a reviewer reads of a correction.

    Args:
        given: How it is to read.
        public: How it reads now: what stands in it, a reviewer cleared when it became public.
        known: Names of bodies that are public anyway.
        themes: Keys of the glossary, of what is corrected: those that it has, and those that it would have.
        marked_sensitive: The consultation is marked as sensitive.
        sensitivity: What asks for a second reading in this deployment.
        figures: Place, value now and value then of each figure that changes.
        particulars: Name, value now and value then of each of them that changes.
    """
    new = changed(given, public)
    texts = _texts(new)
    cleared = _cleared(public, known)
    whole = [body for _, body in _texts({**public, **new})]  # its topic is that of what stays, too
    found = topics_in(whole, themes, topics=sensitivity.topics, words=sensitivity.words)
    return Reading(
        texts=texts,
        marked=tuple(
            each for each in mark(texts, known) if (each.mark.kind, each.mark.words, each.restricts) not in cleared
        ),
        topics=((MARKED,) if marked_sensitive else ()) + found,
        marks=tuple(
            (name, text.authoritative_language, *sorted(text.machine_assisted)) for name, text in sorted(new.items())
        ),
        figures=figures,
        particulars=particulars,
    )


def _cleared(public: Wording, known: Collection[str]) -> set[tuple[Kind, str, bool]]:
    """Return which words are public, and whether that holds beside a child, too, where a name restricts."""
    found = [(span, body[span.start : span.end]) for _, body in _texts(public) for span in find(body, known)]
    return {(span.kind, words, restricts) for span, words in found for restricts in {False, span.restricts}}


def _texts(wording: Wording) -> tuple[tuple[str, str], ...]:
    return tuple((f"{name}{field}", body) for name, text in sorted(wording.items()) for field, body in texts_of(text))


def require_read(read: Reading, *, digest: str, cleared: Sequence[Mark]) -> None:
    """Refuse unless the reviewer read what becomes public, and cleared every span in it. What may not stay is refused.

    Raises:
        Stale: It is not what the reviewer read.
        NotPublishable: A span was not cleared; its field is named, never its words.
    """
    if digest != read.digest:
        raise Stale("the final public text changed meanwhile")
    open_ = dict.fromkeys(each.mark.field for each in read.marked if each.mark not in cleared)
    if open_:
        raise NotPublishable(violations=[Violation(f"correct.{field}", _CLEARED) for field in open_])


def require_another_reader(read_by: UUID | None, who: UUID) -> None:
    """Refuse the reviewer who agreed first: a second reading is another person's.

    Raises:
        SamePerson: It is the same one.
    """
    if read_by == who:
        raise SamePerson("you read it already; another reviewer has to read it, too")


_CLEARED: Final = "each span that could lead to a person cleared by a reviewer; what may not stay, refuse"
