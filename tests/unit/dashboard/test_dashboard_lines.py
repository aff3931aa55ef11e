"""Lines of a pasted chat: what is taken out, which bodies are named, and what stays as it was said."""

import pytest

from dashboard.capture.keys import once
from dashboard.capture.lines.bodies import Register
from dashboard.capture.lines.chat import cleaned
from dashboard.capture.lines.reading import rows
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text

MINISTRY = "Ministry of Information Technology and Telecommunication"
RECOMMENDATION = events.STATEMENT_TYPE_RECOMMENDATION


def body(id_: str, english: str, urdu: str = "", **more: str) -> recommendations.Addressee:
    made = recommendations.Addressee(addressee_id=id_, ended_date=more.get("ended", ""))
    made.public.slug = more.get("slug", id_)
    made.public.name.MergeFrom(text(english, urdu=urdu))
    return made


REGISTER = Register(
    [
        body("ncrc", "National Commission on the Rights of Child", "قومی کمیشن برائے حقوقِ اطفال", slug="child-rights"),
        body("meta", "Meta", "میٹا"),
        body("moitt", f"{MINISTRY} (MoITT)"),
        body("punjab", "Child Protection Bureau Punjab"),
        body("cpb", "Child Protection Board"),
        body("old", "Ministry of Old Times", ended="2020-01-01"),
    ]
)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[12/03, 21:14] Fatima: Words", id="copied on Android"),
        pytest.param("12/03/2026, 21:14 - Ali Khan: Words", id="exported on Android"),
        pytest.param("3/12/26, 9:14 PM - +92 300 1234567: Words", id="twelve hours, a number for a name"),
        pytest.param("\u200e[12/03/2026, 9:14:05\u202fPM] \u202a+92 300 1234567\u202c: Words", id="iPhone"),
        pytest.param("[2026-03-12, 21:14:05] Ali: Words", id="year first"),
        pytest.param("[۱۲/۰۳، ۲۱:۱۴] فاطمہ: Words", id="Urdu digits and comma"),
        pytest.param("۱۲/۰۳/۲۰۲۶، ۹:۱۴ ب.ظ - فاطمہ: Words", id="Urdu, afternoon"),
        pytest.param("12.03.26, 21:14 - Words", id="nobody named"),
    ],
)
def test_the_beginning_of_a_chat_message_goes_and_is_told(line: str) -> None:
    found = cleaned(line)
    assert found.words == "Words"
    assert line.replace(found.prefix, "").strip() == "Words"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Call 0300-1234567 now", "0300-1234567"),
        ("Call +92 300 1234567 now", "+92 300 1234567"),
        ("Call 0092 51 1234567 now", "0092 51 1234567"),
        ("Call 92 300 1234567 now", "92 300 1234567"),
        ("Call ۰۳۰۰ ۱۲۳۴۵۶۷ now", "۰۳۰۰ ۱۲۳۴۵۶۷"),
        ("Call (021) 35678901 now", "(021) 35678901"),
    ],
)
def test_a_telephone_number_goes_and_is_told(line: str, number: str) -> None:
    found = cleaned(line)
    assert (found.words, found.numbers) == ("Call now", (number,))


@pytest.mark.parametrize(
    "line",
    [
        "Spend 1,000,000,000 rupees by 2026-12-31",
        "From 2026-2027 on, 50 000 000 children",
        "[12/03] is the day: act at 21:14",
        "Act: now",
        "Case 12/2026 and 01-02-2026",
        "Ratio 10000000000 to 1",
        "پ\u200cپ \u2067mixed\u2069 ‌joiners stay",
    ],
)
def test_what_is_no_chat_and_no_number_stays_to_the_letter(line: str) -> None:
    found = cleaned(line)
    assert (found.words, found.prefix, found.numbers) == (line, "", ())


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("NCRC", "ncrc"),
        ("ncrc", "ncrc"),
        ("child-rights", "ncrc"),
        ("قومى كميشن برائے حقوق اطفال", "ncrc"),
        ("MoITT", "moitt"),
        (MINISTRY, "moitt"),
        ("میٹا", "meta"),
        ("CPB", "cpb"),
        ("CPBP", "punjab"),
        ("Ministry of Old Times", ""),
        ("Nobody at all", ""),
    ],
)
def test_a_body_is_known_by_name_short_name_or_address_in_both_scripts(typed: str, id_: str) -> None:
    assert REGISTER.find(typed) == id_


def test_a_name_of_two_bodies_is_asked_about() -> None:
    register = Register([body("a", "National Child Rights Council"), body("b", "New Centre (NCRC)")])
    assert register.find("NCRC") == ""
    assert set(register.near("NCRC")) == {"a", "b"}


def test_a_misspelt_body_is_suggested() -> None:
    assert REGISTER.near("Metta")[0] == "meta"
    assert {"cpb", "punjab"} <= set(REGISTER.near("Child Protection"))
    assert REGISTER.near("Nobody at all") == []


@pytest.mark.parametrize(
    ("typed", "words", "bodies", "unknown"),
    [
        pytest.param("Do it > NCRC, Meta", "Do it", ["ncrc", "meta"], [], id="at the end"),
        pytest.param("Do it\n> NCRC\n> Meta", "Do it", ["ncrc", "meta"], [], id="on lines beneath"),
        pytest.param("Do it > NCRC and Meta", "Do it", ["ncrc", "meta"], [], id="joined by and"),
        pytest.param(
            "Do it > Ministry of Information Technology and Telecommunication",
            "Do it",
            ["moitt"],
            [],
            id="and in a name",
        ),
        pytest.param("Do it > Nobody and Meta", "Do it", [], ["Nobody and Meta"], id="half known"),
        pytest.param("یہ کریں > میٹا، NCRC", "یہ کریں", ["meta", "ncrc"], [], id="Urdu comma"),
        pytest.param("یہ کریں < میٹا", "یہ کریں", ["meta"], [], id="the mark that looks so from right to left"),
        pytest.param("Keep it < 24 hours", "Keep it < 24 hours", [], [], id="less than"),
        pytest.param("Raise a>b", "Raise a>b", [], [], id="no space before it"),
        pytest.param("Do it >", "Do it", [], [], id="nobody behind it"),
    ],
)
def test_bodies_are_read_behind_the_mark(typed: str, words: str, bodies: list[str], unknown: list[str]) -> None:
    [row] = rows(typed, REGISTER)
    assert (row.words, row.bodies, row.unknown) == (words, bodies, unknown)


def test_no_line_is_dropped() -> None:
    typed = "\n".join(["One", "", "> Meta", "0300-1234567", "One", "[1/1/26, 10:00] A: <Media omitted>", "x" * 4001])
    found = rows(typed, REGISTER)
    assert [(each.number, each.problem or each.entered) for each in found] == [
        (1, ""),
        (4, "lines_no_words"),
        (5, "lines_twice"),
        (6, "lines_attachment"),
        (7, "lines_too_long"),
    ]
    assert [line for each in found for line in each.source] == [line for line in typed.split("\n") if line]


def test_a_line_of_bodies_with_nothing_above_it_is_told() -> None:
    [row] = rows("> Meta", REGISTER)
    assert row.problem == "lines_no_words"


def test_a_long_line_is_named_by_its_first_words() -> None:
    [row] = rows("word " * 60, REGISTER)
    made = row.details(RECOMMENDATION)
    title = made.title.bodies["en"]
    assert len(title) <= 120
    assert title.endswith("word…")
    assert made.text.bodies["en"] == ("word " * 60).strip()


def test_the_same_words_are_the_same_act_and_twice_are_two() -> None:
    [row] = rows("Do it", REGISTER)
    made = row.details(RECOMMENDATION)
    assert once("k", made) == once("k", made, 0)
    assert len({once("k", made), once("k", made, 1), once("other", made)}) == 3
