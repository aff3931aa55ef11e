"""Items of different consultations that say nearly the same: suggested; a person merges them, or keeps them apart."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rapidfuzz import fuzz, process

from services.consultations.domain.values import ADDRESSED, StatementType

COMPARED: Final = ADDRESSED
MOST: Final = 50
_LEAST_SCORE: Final = 65
_PER_ITEM: Final = 5
# As many items each is compared with within one consultation, and words that stand in more say nothing there.
_NEAR: Final = 20
_RARE: Final = 50
# Letters of Urdu that look alike and are typed alike, those with a hamza as those without, and digits as Latin ones;
# vowel signs and those of honour, a hamza that stands by itself, tatweel and joiners go. A search folds the same.
_FOLDED: Final = str.maketrans("يىئكهھةۀۂۃأإٱآؤۓ" + "۰۱۲۳۴۵۶۷۸۹" + "٠١٢٣٤٥٦٧٨٩", "یییکہہہہہہااااوے" + 2 * "0123456789")
_DROPPED: Final = re.compile("[\u0610-\u061a\u0621\u064b-\u065f\u0670\u0640\u200b-\u200f\u061c]")
_BETWEEN: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an item says, by language."""

    id: UUID
    type: StatementType
    bodies: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two items that say nearly the same."""

    one: UUID
    other: UUID
    score: int  # 1 to 100


def folded(words: str) -> str:
    """Return words as they are compared: lower case, letters that look alike as one, no punctuation."""
    return _BETWEEN.sub(" ", _DROPPED.sub("", _lower(unicodedata.normalize("NFKC", words)).translate(_FOLDED))).strip()


def _lower(words: str) -> str:
    """Return words in lower case, each letter by itself and as one, as the database does (`words_and_pairs`).

    Of a whole word Python makes more: of "İ" two letters, of the last "Σ" another one than of those before it.
    """
    return "".join(each.lower()[0] for each in words)


def suggest(
    own: Sequence[Said],
    others: Sequence[Said],
    near: Mapping[UUID, Sequence[UUID]],
    apart: Iterable[frozenset[UUID]],
) -> list[Pair]:
    """Return pairs of an own and another item of the same type, the most alike first.

    Args:
        own: The items for which others are looked for.
        others: Those others.
        near: With which of them each own item is compared.
        apart: Pairs that were kept apart: they are left out.
    """
    kept, best = frozenset(apart), dict[tuple[UUID, UUID], int]()
    known = {other.id: other for other in others}
    for each in own:
        compared = [known[other_id] for other_id in near.get(each.id, ()) if other_id in known]
        for language, body in each.bodies.items():
            choices = {
                other.id: folded(other.bodies[language])
                for other in compared
                if other.type is each.type and language in other.bodies
            }
            found = process.extract(
                folded(body), choices, scorer=fuzz.token_sort_ratio, score_cutoff=_LEAST_SCORE, limit=_PER_ITEM
            )
            for _, score, other_id in found:
                pair = (each.id, other_id)
                best[pair] = max(best.get(pair, 0), round(score))
    pairs = [
        Pair(one=one, other=other, score=score)
        for (one, other), score in best.items()
        if frozenset({one, other}) not in kept
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, str(pair.one), str(pair.other)))[:MOST]


def near_within(said: Sequence[Said]) -> dict[UUID, list[UUID]]:
    """Return, by item, those after it that share the most words with it. Words of very many items do not count."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(said):
        for word in {word for body in each.bodies.values() for word in folded(body).split()}:
            places[word].append(place)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for found in places.values():
        if len(found) <= _RARE:
            for index, place in enumerate(found):
                shared[place].update(found[index + 1 :])
    return {
        said[place].id: [said[other].id for other, _ in counted.most_common(_NEAR)]
        for place, counted in shared.items()
        if counted
    }
