"""Candidates: sentences that may be items, with what the text itself says about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from services.consultations.domain.intake import cues
from services.consultations.domain.intake.addressees import Body, asked, by_when, makers
from services.consultations.domain.intake.garbled import Garbled, garbled
from services.consultations.domain.intake.speakers import Following, Speaker
from services.consultations.domain.intake.text import Sentence, Span, sentences
from services.consultations.domain.values import StatementType

_LONGEST_SENTENCE: Final = 1000
_SPACES_IN_LABEL: Final = 2
# What is asked or promised: said, and not merely spoken of.
_ACTS: Final = frozenset({StatementType.COMMITMENT, StatementType.APPEAL, StatementType.RECOMMENDATION})

__all__ = ["Body", "Candidate", "Garbled", "find"]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A sentence that may be an item."""

    sentence: Span
    language: str  # `en` or `ur`
    type: StatementType | None  # None: its words do not say, or are damaged
    speaker: Speaker | None = None
    addressees: tuple[UUID, ...] = ()  # named in the sentence as asked, or as the maker of the promise
    by_when: Span | None = None  # the words that say by when
    garbled: Garbled | None = None
    press_reported: bool = False  # a promise known only from an article


def find(text: str, bodies: Collection[Body], people: Sequence[str] = (), *, press: bool = False) -> list[Candidate]:
    """Return what in a text may be an item, in its order.

    Args:
        text: Minutes or an article.
        bodies: The register: whom a text can name.
        people: Names of participants.
        press: Whether the text was published: what it reports as promised is then known from the press only.
    """
    following = Following(people, bodies)
    found = []
    read = sentences(text)
    for place, each in enumerate(read):
        if len(each.words) > _LONGEST_SENTENCE:
            endless = Candidate(sentence=each.span, language=each.language, type=None, garbled=Garbled.ENDLESS)
            found.append(endless)
            continue
        speaker = following.speaker(each)
        if (place == 0 and _is_heading(each, read[1:2])) or _is_label(each.words):
            continue
        damaged = garbled(each.words, ended=each.ended, bullet=each.bullet)
        type_ = cues.kind(each.words, each.language, said=speaker is not None)
        if type_ is None and damaged is None:
            continue
        if type_ in _ACTS and cues.is_left_open(each.words):
            type_ = None
        found.append(
            Candidate(
                sentence=each.span,
                language=each.language,
                type=type_,
                speaker=speaker,
                addressees=_addressees(each, type_, bodies),
                by_when=by_when(each) if type_ in {StatementType.RECOMMENDATION, StatementType.COMMITMENT} else None,
                garbled=damaged,
                press_reported=press and type_ is StatementType.COMMITMENT,
            )
        )
    return found


def _is_heading(first: Sentence, following: Sequence[Sentence]) -> bool:
    """Tell whether the first sentence of a text stands above the rest, in a paragraph of its own."""
    above = any(each.paragraph > first.paragraph for each in following)
    return above and not first.ended and not first.bullet


def _is_label(words: str) -> bool:
    """Tell whether a sentence says no more than whose words, or what, stand after it: "Recommendations:"."""
    return words.endswith(":") and words.count(" ") <= _SPACES_IN_LABEL


def _addressees(sentence: Sentence, type_: StatementType | None, bodies: Collection[Body]) -> tuple[UUID, ...]:
    match type_:
        case StatementType.COMMITMENT:
            return makers(sentence, bodies)
        case StatementType.RECOMMENDATION | StatementType.APPEAL:
            return asked(sentence, bodies, appeal=type_ is StatementType.APPEAL)
        case _:
            return ()
