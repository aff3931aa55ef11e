"""Who gets a mail about a line is said as people speak: of nobody, of one and of several."""

from collections.abc import Callable

import pytest

from dashboard import labels, told
from dashboard.labels.texts import TEXTS
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text

BODY = text("The office", "دفتر")


def said(
    say: Callable[[recommendations.Assignment, labels.Language], str], count: int, language: labels.Language
) -> str:
    line = recommendations.Line(addressee=recommendations.PublicAddressee(name=BODY))
    words = say(recommendations.Assignment(line=line, told_liaisons=count), language)
    return words.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "Nobody is mailed."),
        ("en", 1, "Told by mail, within a day: one liaison of The office."),
        ("en", 2, "Told by mail, within a day: 2 liaisons of The office."),
        ("ur", 1, "ایک دن کے اندر ای میل سے اطلاع: دفتر کا ایک نمائندہ۔"),
        ("ur", 2, "ایک دن کے اندر ای میل سے اطلاع: دفتر کے 2 نمائندے۔"),
    ],
)
def test_who_is_told_agrees_with_how_many_there_are(language: labels.Language, count: int, words: str) -> None:
    assert said(told.of_line, count, language) == words


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, ""),
        ("en", 1, "Told by mail, within a day: at most one liaison of The office."),
        ("en", 2, "Told by mail, within a day: at most 2 liaisons of The office."),
        ("ur", 1, "ایک دن کے اندر ای میل سے اطلاع: دفتر کا زیادہ سے زیادہ ایک نمائندہ۔"),
        ("ur", 2, "ایک دن کے اندر ای میل سے اطلاع: دفتر کے زیادہ سے زیادہ 2 نمائندے۔"),
    ],
)
def test_who_at_most_is_told_does_too(language: labels.Language, count: int, words: str) -> None:
    assert said(told.of_reversal, count, language) == words


def test_what_will_be_public_ends_a_sentence_before_who_is_told_begins_one() -> None:
    public = {key: spoken for key, spoken in TEXTS.items() if key.startswith("paper_public_")}
    assert len(public) > 5
    assert [key for key, spoken in public.items() for each in spoken if not each.endswith((".", "۔"))] == []
