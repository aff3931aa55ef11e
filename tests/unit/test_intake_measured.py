"""How well the rules read articles: precision and recall on articles they were written against, and on others.

The figures in `docs/intake.md` are these; a floor is what the rules reach today, so that a change that loses something
is seen. The held-out articles were written before the rules and first read when those were done.
"""

import re
from pathlib import Path

import pytest

from tests.unit.intake_articles import Measured, articles, measure

_SETS = [("tuned", "en"), ("tuned", "ur"), ("held_out", "en"), ("held_out", "ur")]
_DOCUMENT = Path(__file__).parents[2] / "docs" / "intake.md"
# Right, found, expected: items whatever their type, items of the right type, speakers, addressees, damaged sentences.
_REACHED = {
    ("tuned", "en"): {
        "items": (42, 42, 42),
        "types": (42, 42, 42),
        "speakers": (27, 27, 27),
        "addressees": (10, 10, 10),
        "garbled": (2, 2, 4),
    },
    ("tuned", "ur"): {
        "items": (9, 9, 9),
        "types": (9, 9, 9),
        "speakers": (7, 7, 7),
        "addressees": (2, 2, 2),
        "garbled": (0, 0, 0),
    },
    ("held_out", "en"): {
        "items": (39, 40, 42),
        "types": (37, 40, 42),
        "speakers": (27, 27, 27),
        "addressees": (9, 10, 9),
        "garbled": (1, 1, 2),
    },
    ("held_out", "ur"): {
        "items": (15, 15, 15),
        "types": (15, 15, 15),
        "speakers": (12, 12, 12),
        "addressees": (4, 4, 4),
        "garbled": (0, 0, 0),
    },
}


@pytest.fixture(scope="module", params=_SETS, ids=["-".join(each) for each in _SETS])
def measured(request: pytest.FixtureRequest) -> tuple[tuple[str, str], Measured]:
    return request.param, measure(articles(*request.param))


def test_the_rules_find_no_less_and_err_no_more_than_they_did(measured: tuple[tuple[str, str], Measured]) -> None:
    which, result = measured
    for name, (right, found, expected) in _REACHED[which].items():
        now = getattr(result, name)
        assert now.right + now.missed == expected, f"{name}: the articles changed"
        assert now.recall >= right / (expected or 1), f"{name}: {now}\n" + "\n".join(result.errors)
        assert now.right + now.wrong == 0 or now.precision >= right / (found or 1), f"{name}: {now}"


def test_the_document_prints_these_figures(measured: tuple[tuple[str, str], Measured]) -> None:
    which, result = measured
    printed = re.findall(r"\|\s*([^|\n]+)", next(line for line in _rows() if line.startswith(f"| {' '.join(which)} ")))
    names = ("items", "types", "speakers", "addressees", "garbled")
    assert [each.strip() for each in printed[1:]] == [str(getattr(result, name)) for name in names]


def _rows() -> list[str]:
    return _DOCUMENT.read_text(encoding="utf-8").splitlines()


def test_every_item_of_the_sources_is_told_twice_in_english() -> None:
    for folder in ("tuned", "held_out"):
        rows = [each.row for article in articles(folder, "en") for each in article.tagged if each.row]
        assert len(rows) == len(set(rows)) == 42


def test_what_an_article_reports_as_promised_is_known_from_the_press_only() -> None:
    found = [each for folder, language in _SETS for article in articles(folder, language) for each in article.found()]
    promised = [each for each in found if each.press_reported]
    assert promised
    assert all((each.type == "commitment") is each.press_reported for each in found)


def test_no_article_says_by_when_and_no_date_is_proposed() -> None:
    assert not [each for which in _SETS for article in articles(*which) for each in article.found() if each.by_when]
