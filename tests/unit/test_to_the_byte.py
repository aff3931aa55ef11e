"""What people type is kept to the byte: only NFC, line breaks and the stripping that SEC-14 names change anything."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from dashboard import labels
from dashboard.capture import columns, sheet
from dashboard.capture.entries import Reader
from dashboard.spreadsheets import child
from dashboard.spreadsheets.delimited import read_any
from dashboard.spreadsheets.writing import FIRST_ROW, Column, write
from dashboard.web import forms
from roundtable.consultations.v1 import service_pb2 as consultations
from services.chassis.localized import clean

_GONE = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_BREAKS = "\t\r\u2028\u2029\u0085"
# Whole lines, so that neither blanks at an end nor another kind of line break are meant.
_KEPT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=[*_GONE, *_BREAKS]),
        st.sampled_from("یيکكہهةۀؤئأٓٔ\u200c\u200d\u200e\u200f\u064e۴٤4(), \n🧕🏽"),
    )
).map(lambda text: unicodedata.normalize("NFC", text).strip())
_AWKWARD = "(R-42)\u200f می\u200cخواہم ک\u200d\n_x000D_ =1+1 &amp; 🧕🏽 ۴٤4"


def through_a_form(typed: str) -> str:
    """Return what a page of ours reads of a field that a browser sent."""
    sent = urlencode({"text": typed}).encode()

    async def receive() -> Message:
        return {"type": "http.request", "body": sent, "more_body": False}

    head = [(b"content-type", b"application/x-www-form-urlencoded")]
    reading = forms.read(Request({"type": "http", "method": "POST", "headers": head}, receive))
    return _result(reading.__await__())["text"]


def _result(steps: Iterator[object]) -> forms.Form:
    """Run what waits for nothing."""
    try:
        next(steps)
    except StopIteration as done:
        found: forms.Form = done.value
        return found
    raise AssertionError("it waits for something")


@pytest.mark.covers("SEC 14")
@given(_KEPT)
@example(_AWKWARD)
def test_what_is_fit_to_keep_passes_unchanged(text: str) -> None:
    assert clean(text) == text
    assert through_a_form(text) == text
    assert through_a_form(text.replace("\n", "\r\n")) == text, "as browsers send a line break"


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("e\u0301ا\u0653\x00\u202e\t\r\n"))))
@example("e\x00\u0301")
@example("\x00 ا\u202e\u0653")
def test_a_form_takes_nothing_that_the_services_keep(text: str) -> None:
    once = through_a_form(text)
    assert through_a_form(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == clean(text)


@pytest.mark.covers("SEC 13")
@settings(max_examples=40)
@given(st.lists(_KEPT, min_size=1, max_size=8))
@example([_AWKWARD])
def test_a_workbook_gives_back_what_was_written_into_it(texts: list[str]) -> None:
    packed = write([Column("text", "Text")], [{"text": each} for each in [*texts, "end"]], titles=("Items", "Choices"))
    assert [row[0] for row in child.read(packed)[0]["rows"]][FIRST_ROW:] == [*texts, "end"]


# Letters of both keyboards, joiners, marks, digits of three scripts, both directions in one cell, and what a
# spreadsheet takes for something else: a formula, an escape, a separator, a quotation mark, a blank row within a cell.
CORPUS = (
    _AWKWARD,
    "كتاب ي ة ک\u200d اَور R-42)\u200f) <ہے> ٤۲2",
    'Meta نے کہا: "2026ء تک"؛ آ، ۀ، ئ',
    "=SUM(A1) کی طرح نہیں",
    "پہلی سطر\n\nتیسری سطر; الگ, یہ بھی",
    "@میٹا -۲ +۳ '۴",
    "👩\u200d👧 نے ۴۷۱۹ شکایتیں",
)


def _delimited(separator: str) -> bytes:
    said = io.StringIO()
    writer = csv.writer(said, delimiter=separator)
    writer.writerow([sheet.heading("type", "ur"), sheet.heading("title_ur", "ur"), sheet.heading("text_ur", "ur")])
    kind = next(iter(sheet.choices("type", "ur")))
    writer.writerows([kind, f"نکتہ {place}", each] for place, each in enumerate(CORPUS))
    return ("\ufeff" + said.getvalue()).encode()


def _workbook() -> bytes:
    names = ("type", "title_ur", "text_ur")
    kind = next(iter(sheet.choices("type", "ur")))
    rows = [{"type": kind, "title_ur": f"نکتہ {place}", "text_ur": each} for place, each in enumerate(CORPUS)]
    return write([Column(each, sheet.heading(each, "ur")) for each in names], rows, titles=("Items", "Choices"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_delimited(","), id="commas"),
        pytest.param(_delimited(";"), id="semicolons"),
        pytest.param(_delimited("\t"), id="tabs"),
        pytest.param(_workbook(), id="a workbook"),
    ],
)
def test_an_item_of_a_spreadsheet_has_the_text_of_its_cell(content: bytes) -> None:
    names = {each: sheet.Names({}, {}) for each in labels.LANGUAGES}
    found = read_any(content)[0]
    entered, problems = Reader(consultations.Draft(), names, "ur").read(found, columns.guess(found.rows))
    assert not problems
    assert [each.details.text.bodies["ur"] for each in entered] == list(CORPUS)
