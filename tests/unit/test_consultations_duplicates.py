"""Duplicates are suggested in English and Urdu, whatever letters were typed; nothing is merged by it."""

from uuid import UUID, uuid4

import pytest

from services.consultations.domain.duplicates import MOST, Said, folded, near_within, suggest
from services.consultations.domain.values import StatementType

RECOMMENDATION = StatementType.RECOMMENDATION


def said(type: StatementType = RECOMMENDATION, **bodies: str) -> Said:  # noqa: A002  # the word of the field
    return Said(id=uuid4(), type=type, bodies=bodies)


def with_each_other(own: list[Said], others: list[Said]) -> dict[UUID, list[UUID]]:
    return {each.id: [other.id for other in others] for each in own}


@pytest.mark.parametrize(
    ("typed", "folded_to"),
    [
        pytest.param("كتاب كي", "کتاب کی", id="Arabic kaf and ye"),
        pytest.param("بچوں‌ کے لِیے", "بچوں کے لیے", id="joiners and vowel signs"),
        pytest.param("آن لائن تحفّظ", "ان لاین تحفظ", id="madd and shadda"),
        pytest.param("مسئلۂ جرأت گئے، مؤثر", "مسیلہ جرات گیے موثر", id="letters with a hamza"),
        pytest.param("ا\u0653ب مسي\u0654لہ", "اب مسیلہ", id="madd and hamza as signs of their own"),
        pytest.param("۱۲ یا ١٢", "12 یا 12", id="digits of Urdu and of Arabic"),
        pytest.param("\ufedb\ufe98\ufe8e\ufe8f", "کتاب", id="letters as a PDF gives them"),
        pytest.param("انھیں علماءِ اقبال\u0612", "انہیں علما اقبال", id="he with two eyes, a hamza by itself"),
        pytest.param("Open  a HOTLINE, now!", "open a hotline now", id="case and punctuation"),
        pytest.param("İZMİR", "izmir", id="a capital of Turkish is one letter"),
        pytest.param("ΟΔΟΣ ὁδός", "οδοσ ὁδός", id="each letter of Greek by itself"),
        pytest.param("STRAẞE", "straße", id="a capital of German"),
    ],
)
def test_what_is_typed_alike_is_compared_alike(typed: str, folded_to: str) -> None:
    assert folded(typed) == folded_to


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            {"en": "Open a hotline for children that answers in Urdu"},
            {"en": "Open a hotline that answers children in Urdu."},
            id="a paraphrase in English",
        ),
        pytest.param(
            {"en": "Open a hotline for children that answers in Urdu"},
            {"en": "A helpline for children should be opened and answer in Urdu"},
            id="a free paraphrase in English",
        ),
        pytest.param(
            {"ur": "بچوں کے لیے ایک ہیلپ لائن کھولی جائے جو اردو میں جواب دے"},
            {"ur": "اردو ميں جواب دينے والي بچوں كے ليے هيلپ لائن کھولی جائے"},
            id="a paraphrase in Urdu, typed with Arabic letters",
        ),
        pytest.param(
            {"en": "A hotline", "ur": "بچوں کے لیے ہیلپ لائن"},
            {"en": "Something else entirely", "ur": "بچوں کے لیے ہیلپ لائن"},
            id="alike in one language",
        ),
    ],
)
def test_a_paraphrase_is_suggested_with_a_score(one: dict[str, str], other: dict[str, str]) -> None:
    mine, theirs = (Said(id=uuid4(), type=RECOMMENDATION, bodies=each) for each in (one, other))
    [pair] = suggest([mine], [theirs], with_each_other([mine], [theirs]), [])
    assert (pair.one, pair.other) == (mine.id, theirs.id)
    assert 65 <= pair.score <= 100


def test_what_says_something_else_is_not_suggested() -> None:
    mine = said(en="Open a hotline for children that answers in Urdu")
    others = [
        said(en="Publish the budget of the commission every year"),
        said(StatementType.COMMITMENT, en="Open a hotline for children that answers in Urdu"),
        said(ur="بچوں کے لیے ہیلپ لائن"),
    ]
    assert suggest([mine], others, with_each_other([mine], others), []) == []


def test_an_item_is_compared_with_no_other_than_those_found_near_it() -> None:
    mine, near, far = (said(en="Open a hotline") for _ in range(3))
    [pair] = suggest([mine], [near, far], {mine.id: [near.id]}, [])
    assert (pair.one, pair.other) == (mine.id, near.id)


def test_what_a_person_keeps_apart_is_not_suggested_again() -> None:
    mine, theirs = said(en="Open a hotline"), said(en="Open a hotline")
    assert suggest([mine], [theirs], with_each_other([mine], [theirs]), [frozenset({theirs.id, mine.id})]) == []


def test_the_most_alike_come_first_and_not_too_many() -> None:
    mine = [said(en=f"Open hotline number {number} for children") for number in range(30)]
    others = [said(en=f"Open hotline number {number} for children") for number in range(30)]
    pairs = suggest(mine, others, with_each_other(mine, others), [])
    assert len(pairs) == MOST
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)
    exact: set[tuple[UUID, UUID]] = {(one.id, other.id) for one, other in zip(mine, others, strict=True)}
    assert {(pair.one, pair.other) for pair in pairs[:30]} == exact


def test_within_a_consultation_each_two_are_compared_once_if_they_share_a_word_that_is_not_in_all() -> None:
    items = [said(en=f"{word} the item") for word in ("Open", "Open", "Close", *(f"word{n}" for n in range(50)))]
    near = near_within(items)
    assert near == {items[0].id: [items[1].id]}
