"""Words on the screen: complete, the same in both languages, and those of the glossary."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard import labels
from dashboard.backend import errors
from dashboard.labels import marks
from dashboard.labels.sentences import happened, says
from dashboard.labels.texts import TEXTS
from dashboard.labels.texts.headlines import HEADLINES
from dashboard.labels.texts.keys import FIGURES, THEMES
from dashboard.labels.texts.values import VALUES
from dashboard.public.methodology import group_of
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_headline, a_line, an_addressee, an_entry, text

DASHBOARD = Path(labels.__file__).parents[1]
MODULES = (consultations, consultations_events, events, identity_events, notifications, recommendations)
VALUES_OF_ENUMS = [
    value.name
    for module in MODULES
    for enum in module.DESCRIPTOR.enum_types_by_name.values()
    for value in enum.values
    if value.number and enum.name != "Headline"
]
ALL_WORDS = {**TEXTS, **VALUES, **HEADLINES, **THEMES, **FIGURES}


def test_every_enum_value_has_words_in_both_languages() -> None:
    assert [value for value in VALUES_OF_ENUMS if not all(VALUES.get(value, ("", "")))] == []


def test_every_headline_has_words_in_both_languages_and_a_bar() -> None:
    for headline in recommendations.Headline.DESCRIPTOR.values:
        if headline.number:
            assert all(HEADLINES[headline.name])
            assert group_of(headline.name) in marks.GROUPS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.DESCRIPTOR.package)
def test_values_of_one_field_differ_in_both_languages(module: Any) -> None:
    for enum in module.DESCRIPTOR.enum_types_by_name.values():
        if enum.name == "Headline":
            continue
        for index in (0, 1):
            words = [VALUES[value.name][index] for value in enum.values if value.number]
            assert len(set(words)) == len(words), enum.name


def test_a_day_in_figures_stands_apart_from_urdu_around_it() -> None:
    """After Urdu letters 2026-12-31 would be drawn as 31-12-2026."""
    bare = re.compile(r"(?<!\u2068)\d{4}-\d{2}-\d{2}(?!\u2069)")
    assert [key for key, both in ALL_WORDS.items() if bare.search(both[1])] == []


def test_a_field_that_takes_both_kinds_of_address_says_so() -> None:
    """The services take `https://` and `http://`; a label that names one only would be wrong about the other."""
    told = [words for both in ALL_WORDS.values() for words in both if "https" in words]
    assert len(told) >= 14
    assert [words for words in told if not re.search(r"\bhttp\b", words)] == []


def test_no_label_holds_what_streamlit_takes_for_a_link() -> None:
    """It does so for whatever follows `://` without a space, an isolating character as well."""
    assert [words for both in ALL_WORDS.values() for words in both if re.search(r"://[^\s)]", words)] == []


def test_both_languages_have_words_and_take_the_same_values() -> None:
    for key, (english, urdu) in ALL_WORDS.items():
        assert english.strip(), key
        assert urdu.strip(), key
        names = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (english, urdu)]
        assert names[0] == names[1], key


def test_urdu_words_are_urdu() -> None:
    same_in_both = {"switch_language", "cite_one"}
    only_signs = {"capture_person_seen"}
    for key, (english, urdu) in ALL_WORDS.items():
        if key not in same_in_both | only_signs:
            assert re.search("[\u0600-\u06ff]", urdu), key
            assert not re.search("[\u0600-\u06ff]", english), key


def test_no_sentence_claims_force_of_law() -> None:
    for key, (english, _) in ALL_WORDS.items():
        assert not re.search(r"\b(by law|must|obliged|overdue)\b", english.lower()), key


def test_every_key_a_template_or_page_names_exists() -> None:
    asked = {}
    for template in DASHBOARD.glob("*/templates/*.html"):
        for key in re.findall(r"""(?<![\w.])t\(\s*["']([a-z0-9_]+)["']\s*[,)]""", template.read_text(encoding="utf-8")):
            asked[key] = template.name
    for file in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if called == "text" and owner in ("", "labels", "visit") and isinstance(node.args[0].value, str):
                    asked[node.args[0].value] = file.name
    assert {key: where for key, where in asked.items() if key not in TEXTS} == {}


@pytest.mark.parametrize(
    ("value", "english"),
    [
        (a_headline(recommendations.HEADLINE_DONE_CHECKED, 1), "Done – checked"),
        (
            a_headline(recommendations.HEADLINE_NO_ANSWER, 7, days=253),
            "No answer – 253 days past the date asked",
        ),
        (a_headline(recommendations.HEADLINE_NO_ANSWER, 7, days=1), "No answer – 1 day past the date asked"),
        (
            a_headline(recommendations.HEADLINE_WAITING, 6, date="2026-12-01"),
            "Waiting for an answer until 1 Dec 2026",
        ),
        (
            a_headline(recommendations.HEADLINE_WAITING, 6),
            "Waiting for an answer – no days are counted yet",
        ),
        (
            a_headline(recommendations.HEADLINE_SAYS_DONE_NO_EVIDENCE_FOUND, 3, date="2026-11-18"),
            "Says done – no evidence found (as of 18 Nov 2026)",
        ),
        (
            a_headline(recommendations.HEADLINE_REPORTED_IN_THE_PRESS, 5),
            "Reported in the press – not confirmed by \u2068Meta\u2069",
        ),
        (a_headline(recommendations.HEADLINE_UNSPECIFIED, 0), ""),
    ],
)
def test_a_headline_is_the_glossarys_sentence(value: recommendations.HeadlineValue, english: str) -> None:
    assert labels.headline(value, "en", body="Meta") == english


def test_a_value_this_build_does_not_know_is_not_stated() -> None:
    assert labels.value(events.Position, 99, "en") == "not stated"
    assert labels.value(events.Position, 0, "ur") == "نہیں بتایا گیا"


@pytest.mark.parametrize(
    ("day", "english", "urdu"),
    [
        pytest.param("2026-12-01", "in 11 days", "11 دن بعد", id="ahead"),
        pytest.param("2026-11-21", "in 1 day", "1 دن بعد", id="tomorrow"),
        pytest.param("2026-11-20", "today", "آج", id="the day itself"),
        pytest.param("2026-11-19", "1 day ago", "1 دن پہلے", id="yesterday"),
        pytest.param("2026-03-12", "253 days ago", "253 دن پہلے", id="long ago"),
        pytest.param("", "", "", id="not given"),
    ],
)
def test_a_day_is_told_from_today(day: str, english: str, urdu: str) -> None:
    assert labels.relative(day, "2026-11-20", "en") == english
    assert labels.relative(day, "2026-11-20", "ur") == urdu


def test_days_are_written_out() -> None:
    assert labels.day("2026-12-01", "en") == "1 Dec 2026"
    assert labels.day("2026-12-01", "ur") == "1 دسمبر 2026"
    assert labels.long_day("2026-11-20", "en") == "20 November 2026"
    assert labels.day("2019", "en") == "2019"
    assert labels.day("", "en") == ""


def test_an_age_is_told_in_the_unit_that_fits() -> None:
    assert [labels.age(seconds, "en") for seconds in (0.2, 1, 59, 60, 7200, 86400)] == [
        "a moment",
        "1 second",
        "59 seconds",
        "1 minute",
        "2 hours",
        "1 day",
    ]


def test_a_text_is_shown_in_the_pages_language_else_in_the_one_that_counts() -> None:
    both, urdu_only = text("hello", "سلام"), text("", "سلام", authoritative="ur")
    assert labels.said(both, "ur").words == "سلام"
    assert labels.said(urdu_only, "en") == labels.Said("سلام", "ur", other_language=True)
    assert not labels.said(text(), "en")


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_every_entry_of_a_timeline_is_one_sentence(language: str) -> None:
    for kind in recommendations.TimelineKind.values():
        for field, enum in (("request", events.Request), ("position", events.Position), ("progress", events.Progress)):
            for number in enum.values():
                entry = an_entry(kind, "2026-11-20", addressee=an_addressee(), **{field: number})
                assert happened(entry, language)


def test_what_happened_names_who_did_it() -> None:
    said = an_entry(
        recommendations.TIMELINE_KIND_PROGRESS,
        "2026-11-20",
        addressee=an_addressee(name=text("PTA")),
        progress=events.PROGRESS_REPORTED_COMPLETE,
    )
    assert happened(said, "en") == "\u2068PTA\u2069 says it is done"


def test_a_line_of_which_nothing_is_said_says_nothing() -> None:
    assert says(a_line(), "en") == []


def test_an_address_keeps_its_direction_in_urdu() -> None:
    said = [urdu for _, urdu in TEXTS.values() if "https" in urdu]
    assert said
    assert [words for words in said if "\u2066https\u2069" not in words] == []


# What ends or begins with a sign beside a Latin letter: among Urdu the sign goes to the other side of it.
_TURNED = re.compile(r"[A-Za-z}][-/+@#&]+(?=[\s،۔)]|$)|(?:^|[\s(])[-/+@#&.]+[A-Za-z]")


def test_the_beginning_of_a_number_and_a_path_keep_their_direction_in_urdu() -> None:
    apart = {key: re.sub("\u2066[^\u2069]*\u2069", "", urdu) for key, (_, urdu) in TEXTS.items()}
    assert [key for key, urdu in apart.items() if _TURNED.search(urdu)] == []
    assert _TURNED.search("نمبر EX- سے")
    assert _TURNED.search("صفحہ /a/x پر")


def test_colours_are_those_of_the_style_sheet() -> None:
    style = (DASHBOARD / "static" / "style.css").read_text(encoding="utf-8")
    for shape, colour in marks.COLOURS.items():
        assert f"--{shape}: {colour};" in style
        assert colour in (DASHBOARD / "static" / "shapes" / f"{shape}.svg").read_text(encoding="utf-8")
    assert [marks.shape(group) for group in marks.GROUPS] == list(marks.COLOURS)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "21 Nov 2026, 15:40 (Pakistan time)"), ("ur", "21 نومبر 2026، 15:40 (پاکستان کا وقت)")],
)
def test_an_instant_is_written_with_the_comma_of_its_language(language: str, written: str) -> None:
    instant = datetime(2026, 11, 21, 10, 40, tzinfo=UTC)
    assert labels.instant(instant, ZoneInfo("Asia/Karachi"), language) == written


@pytest.mark.parametrize(
    ("seconds", "english", "urdu"),
    [
        (0, "Wait a little", "کچھ دیر رک کر"),
        (1, "in 1 s", "1 سیکنڈ بعد"),
        (119, "in 119 s", "119 سیکنڈ بعد"),
        (120, "in about 2 min", "تقریباً 2 منٹ بعد"),
        (3599, "in about 60 min", "تقریباً 60 منٹ بعد"),
    ],
)
def test_who_asked_too_often_is_told_when_to_ask_again(seconds: int, english: str, urdu: str) -> None:
    error = errors.TooMany("too many", seconds)
    assert english in labels.problem(error, "en")
    assert urdu in labels.problem(error, "ur")
