"""Whoever sees little reads every word and finds every control: WCAG 2.2, success criteria 1.4.3 and 1.4.11.

A word is readable at a contrast of 4.5 to 1, also a large one, which would be allowed less; what is drawn is seen at
3 to 1: the edge of a field, the frame around what has the focus, the marks of a state.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import dashboard
from dashboard.labels import marks

DASHBOARD: Final = Path(dashboard.__file__).parent
SHEETS: Final = sorted((DASHBOARD / "static").glob("*.css"))
THEME: Final[dict[str, Any]] = tomllib.loads(
    (DASHBOARD / "stage" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)["theme"]
TEXT, DRAWN = 4.5, 3.0
_HEX: Final = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")
# Divides what stands apart anyway; whoever does not see it misses nothing.
DECORATION: Final = "#d8d5ca"


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    parts = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each selector of every style sheet with what it declares, its variables filled in."""
    sheets = [re.sub(r"/\*.*?\*/", "", each.read_text(encoding="utf-8"), flags=re.DOTALL) for each in SHEETS]
    named = dict(re.findall(r"(--[\w-]+): ([^;]+);", "\n".join(sheets)))
    for sheet in sheets:
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
            told = (each.partition(":") for each in body.split(";") if ":" in each)
            declared = {
                name.strip(): re.sub(r"var\((--[\w-]+)\)", lambda found: named[found[1]], value.strip())
                for name, _, value in told
            }
            yield selector.strip(), declared


def _colours(value: str) -> list[str]:
    return _HEX.findall(value)


def _background(declared: dict[str, str]) -> list[str]:
    return _colours(declared.get("background", "") + declared.get("background-color", ""))


RULES: Final = list(rules())
# Whatever a word may stand on: every background but those on which the same rule sets its own colour.
GROUNDS: Final = sorted(
    {
        each
        for _, declared in RULES
        if "color" not in declared
        for each in _background(declared)
        if luminance(each) > 0.5
    }
    | {THEME["backgroundColor"], THEME["secondaryBackgroundColor"]}
)
PAPERS: Final = ["#ffffff", "#f5f3ed", THEME["secondaryBackgroundColor"]]


def test_a_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_word_is_readable_on_whatever_it_stands_on() -> None:
    words = [
        (selector, colour, ground)
        for selector, declared in RULES
        for colour in _colours(declared.get("color", "") + (declared.get("fill", "") if "text" in selector else ""))
        for ground in _background(declared) or GROUNDS
    ]
    assert len(words) > 100
    assert [each for each in words if contrast(each[1], each[2]) < TEXT] == []
    faded = [selector for selector, declared in RULES if float(declared.get("opacity", "1")) < 1]
    assert faded == [], "what is faded has a colour that nobody chose"


def test_what_is_drawn_is_seen_on_every_paper() -> None:
    drawn = [
        (selector, name, colour)
        for selector, declared in RULES
        for name, value in declared.items()
        if name.startswith(("border", "outline", "stroke", "accent-color"))
        for colour in _colours(value)
        if colour not in (DECORATION, "#fff", "#ffffff")
    ]
    drawn += [("a mark", name, colour) for name, colour in marks.COLOURS.items()]
    assert len(drawn) > 30
    assert [each for each in drawn if min(contrast(each[2], paper) for paper in PAPERS) < DRAWN] == []


def test_a_field_has_an_edge_and_what_has_the_focus_a_frame() -> None:
    edges = [declared.get("border", "") for selector, declared in RULES if "textarea)" in selector]
    assert any(_colours(each) not in ([], [DECORATION]) for each in edges)
    frames = [declared for selector, declared in RULES if selector.startswith(":is(:focus-visible")]
    assert [_colours(each["outline"]) != [] for each in frames] == [True]
    hidden = {
        selector for selector, declared in RULES if declared.get("outline") in ("none", "0") and "mark" not in selector
    }
    assert hidden == {"main", "#main:focus-visible"}, "the whole content, to which the skip link leads, and no control"


@pytest.mark.parametrize("name", ["textColor", "linkColor", "primaryColor"])
def test_streamlit_writes_in_colours_that_are_readable(name: str) -> None:
    for ground in (THEME["backgroundColor"], THEME["secondaryBackgroundColor"]):
        assert contrast(THEME[name], ground) >= TEXT


def test_streamlit_draws_edges_that_are_seen_and_knows_one_scheme_only() -> None:
    for ground in (THEME["backgroundColor"], THEME["secondaryBackgroundColor"]):
        assert contrast(THEME["borderColor"], ground) >= DRAWN
    assert THEME["base"] == "light"
    assert not any("prefers-color-scheme" in each.read_text(encoding="utf-8") for each in SHEETS), "test it, too, then"


def test_words_in_a_drawing_have_the_colour_of_all_others() -> None:
    assert THEME["textColor"] == marks.INK
