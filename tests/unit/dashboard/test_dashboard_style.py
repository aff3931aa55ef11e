"""The style sheets hold what the templates count on."""

import re
from pathlib import Path

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


def test_on_paper_nobody_is_asked_to_sign_in_or_to_suggest() -> None:
    page = (DASHBOARD / "public" / "templates" / "recommendation.html").read_text(encoding="utf-8")
    invitations = [line for line in page.splitlines() if 'href="/answer/' in line or 'href="/suggest/' in line]
    assert len(invitations) == 2
    assert all('<p class="note screen-only">' in line for line in invitations)
