"""The style sheets hold what the templates count on."""

import re
from pathlib import Path

import dashboard

DASHBOARD = Path(dashboard.__file__).parent
# Names that tell what something is and need no rule of their own.
NEEDLESS = {
    *("closed", "cuts", "dates", "examples", "moved", "names", "people", "plain", "raised", "remits", "room", "says"),
    *("to", "typed", "joined-row", "related"),
}


def test_each_class_of_a_template_has_a_rule() -> None:
    sheets = (DASHBOARD / "static").glob("*.css")
    styled = set(re.findall(r"\.([a-z][\w-]*)", " ".join(each.read_text(encoding="utf-8") for each in sheets)))
    used = set()
    for template in DASHBOARD.rglob("*.html"):
        for names in re.findall(r'class="([^"]*)"', template.read_text(encoding="utf-8")):
            used |= set(re.sub(r"\{[{%].*?[%}]\}", " ", names).split())
    named = {each for each in used if re.fullmatch(r"[a-z][\w-]*", each)}
    assert named - styled - NEEDLESS == set()


def test_what_is_printed_keeps_its_colours_and_its_places() -> None:
    style = (DASHBOARD / "static" / "style.css").read_text(encoding="utf-8")
    printed = style[style.index("@media print") :]
    [rule] = re.findall(r"([^{}]*)\{ print-color-adjust: exact;", printed)
    assert {".bar", ".shape", ".panel-head"} <= {each.strip() for each in rule.split(",")}
