"""The style sheets hold what the templates count on."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import dashboard

DASHBOARD = Path(dashboard.__file__).parent
# Names that tell what an element is; it looks like any other of its kind.
NEEDLESS = {
    "answer",
    "closed",
    "cuts",
    "dates",
    "examples",
    "moved",
    "to",
    "names",
    "own-words",
    "people",
    "raised",
    "related",
    "remits",
    "room",
}


def test_each_element_with_a_class_has_a_rule() -> None:
    sheets = (DASHBOARD / "static").glob("*.css")
    styled = set(re.findall(r"\.([a-z][\w-]*)", " ".join(each.read_text(encoding="utf-8") for each in sheets)))
    bare = set()
    for template in DASHBOARD.rglob("*.html"):
        for classes in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8")):
            names = set(re.findall(r"(?<![\w-])[a-z][\w-]*(?![\w-])", re.sub(r"\{[{%].*?[%}]\}?", " ", classes)))
            if names and not names & styled:
                bare |= names
    assert bare - NEEDLESS == set()


def test_what_is_printed_keeps_its_colours_and_its_places() -> None:
    style = (DASHBOARD / "static" / "style.css").read_text(encoding="utf-8")
    printed = style[style.index("@media print") :]
    [rule] = re.findall(r"([^{}]*)\{ print-color-adjust: exact;", printed)
    assert {".bar", ".shape", ".panel-head"} <= {each.strip() for each in rule.split(",")}


# What somebody at a screen is offered: to answer, to suggest, to download, to press for longer.
_OFFERED = ('href="/answer/', 'href="/suggest/', "/own-words", 't("cite_how")', 't("download_heading")')


@pytest.mark.parametrize("offered", _OFFERED)
def test_on_paper_nobody_is_asked_to_do_what_takes_a_screen(offered: str) -> None:
    templates = (DASHBOARD / "public" / "templates").glob("*.html")
    lines = [line for each in templates for line in each.read_text(encoding="utf-8").splitlines() if offered in line]
    assert lines
    assert [line for line in lines if "screen-only" not in line.partition(offered)[0]] == []


def test_paper_is_no_narrow_screen() -> None:
    sheets = [each.read_text(encoding="utf-8") for each in (DASHBOARD / "static").glob("*.css")]
    widths = [each for sheet in sheets for each in re.findall(r"@media[^{]*max-width[^{]*", sheet)]
    assert len(widths) > 5
    assert [each for each in widths if not each.startswith("@media screen and ")] == [], "its tables would become cards"


def test_in_urdu_no_list_counts_its_options_in_english() -> None:
    """Streamlit speaks them in the browser's language, which is never Urdu; the options themselves are read as ours."""
    style = (DASHBOARD / "static" / "streamlit.css").read_text(encoding="utf-8")
    assert 'html.with-streamlit[lang="ur"] [data-live-announcer] { display: none; }' in style


def test_in_urdu_the_parts_of_a_choice_are_joined_from_right_to_left() -> None:
    """Streamlit draws no line between parts on the side where, from left to right, the chosen one has its own."""
    style = (DASHBOARD / "static" / "streamlit.css").read_text(encoding="utf-8")
    parts = 'html.with-streamlit[dir="rtl"] .stApp [data-variant="segmented_control"]'
    assert f"{parts}:not([data-selected]) {{ border-color: var(--strong-line) !important; }}" in style
    assert f"{parts}:first-of-type {{ border-radius: 0 3px 3px 0; }}" in style


@pytest.mark.parametrize("file", ["style.css", "unsent.js", "mark.svg"])
def test_what_is_text_is_packed_for_whoever_takes_that(reader: TestClient, file: str) -> None:
    as_it_is = (DASHBOARD / "static" / file).read_bytes()
    for takes, packed in (("gzip, deflate, br", True), ("identity", False), ("gzip;q=0, br", False)):
        answer = reader.get(f"/assets/{file}", headers={"Accept-Encoding": takes})
        assert answer.content == as_it_is
        assert (answer.headers.get("content-encoding") == "gzip", answer.headers["vary"]) == (packed, "Accept-Encoding")
        assert (int(answer.headers["content-length"]) < len(as_it_is)) is packed


def test_a_font_is_packed_already(reader: TestClient) -> None:
    answer = reader.get("/assets/fonts/noto-nastaliq-urdu-arabic-400-normal.woff2")
    assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)
