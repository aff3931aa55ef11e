"""What people type is made fit to keep, and nothing that Urdu needs is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import InvalidArgument
from services.chassis.localized import clean, line, marked, normalise

URDU = [
    "بچوں کے تحفظ کے لیے ہیلپ لائن قائم کی جائے۔",
    "کمیشن ۶۰ دن میں جواب دے",
    "می‌خواہم",  # ZWNJ
    "ک‍",  # ZWJ
    "(R-42)\u200f درج ہے",  # a right-to-left mark
    "پاکستان Meta کے ساتھ",
]


@pytest.mark.parametrize("text", URDU)
def test_urdu_is_kept_to_the_letter(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)
    assert normalise({"ur": text}, "", field="title") == ({"ur": unicodedata.normalize("NFC", text)}, "ur")


@pytest.mark.parametrize("override", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x07\x1b\x7f\x9f")
def test_overrides_and_controls_are_stripped(override: str) -> None:
    assert clean(f"Meta{override} said") == "Meta said"


def test_what_kept_a_letter_from_its_mark_keeps_it_no_more() -> None:
    assert clean("e\x00\u0301") == "é"


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\u2028b", "a\u0085b", "a\nb"])
def test_every_line_break_becomes_a_newline(text: str) -> None:
    assert clean(text) == "a\nb"
    assert line(text, field="name") == "a b"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


def test_languages_without_a_body_are_left_out() -> None:
    assert normalise({"en": " A line ", "ur": " \u202e "}, "en", field="title") == ({"en": "A line"}, "en")
    assert normalise({"en": "  "}, "ur", field="title") == ({}, "")


@pytest.mark.parametrize(
    ("bodies", "language", "field"),
    [
        pytest.param({"en": "x" * 201}, "en", "title.bodies[en]", id="too long"),
        pytest.param({"de": "Titel"}, "de", "title.bodies", id="another language"),
        pytest.param({"en": "A", "ur": "ب"}, "", "title.authoritative_language", id="no language said to count"),
        pytest.param({"en": "A"}, "ur", "title.authoritative_language", id="the one that counts has no body"),
        pytest.param({}, "", "title", id="nothing, where something is required"),
    ],
)
def test_a_refusal_names_the_field(bodies: dict[str, str], language: str, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        normalise(bodies, language, field="title", longest=200, required=True)
    assert [each.field for each in refused.value.violations] == [field]


def test_a_line_that_is_too_long_is_refused() -> None:
    assert line("x" * 200, field="name") == "x" * 200
    with pytest.raises(InvalidArgument, match="at most 200 characters"):
        line("x" * 201, field="name")
    with pytest.raises(InvalidArgument, match="1 to 200 characters"):
        line(" ", field="name", required=True)


def test_a_mark_of_what_says_nothing_is_left_out() -> None:
    assert marked(["ur"], {"en": "Water", "ur": "پانی"}, "en", field="title") == ("ur",)
    assert marked(["ur"], {"en": "Water"}, "en", field="title") == ()


@pytest.mark.parametrize("given", [["en"], ["ur", "en"], ["sd"]])
def test_what_counts_is_no_translation(given: list[str]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        marked(given, {"en": "Water", "ur": "پانی"}, "en", field="title")
    assert refused.value.violations[0].field == "title.machine_assisted"
