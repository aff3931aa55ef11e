"""What people type is kept to the byte: only NFC, line breaks and the stripping that SEC-14 names change anything."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
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
from dashboard.spreadsheets.reading import read_any
from dashboard.spreadsheets.writing import FIRST_ROW, Column, write
from dashboard.web import forms
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
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


NAMES: Mapping[labels.Language, sheet.Names] = {
    "en": sheet.Names({}, {"b1": "Child Rights Commission", "b2": "Meta"}),
    "ur": sheet.Names({}, {"b1": "کمیشن برائے حقوق اطفال", "b2": "میٹا"}),
}
_LINE = _KEPT.filter(lambda text: "\n" not in text)
# By-when words, many of which are days in some order: none may become another one on its way.
_WHEN = st.one_of(
    _LINE, st.sampled_from(["03/04/2027", "46000", "2027-03-01", "31/02/2027", '"soon"', "۰۳/۰۴/۲۰۲۷", '"'])
)


@st.composite
def texts(draw: Any, bodies: Any) -> LocalizedText:
    """Return a text as the service keeps it: in one language or both, by people or by a machine."""
    found = {each: draw(bodies) for each in labels.LANGUAGES if draw(st.booleans())}
    made = LocalizedText(bodies={each: words[:200] for each, words in found.items() if words[:200].strip()})
    if made.bodies:
        made.authoritative_language = draw(st.sampled_from(sorted(made.bodies)))
        others = sorted(set(made.bodies) - {made.authoritative_language})
        made.machine_assisted.extend(each for each in others if draw(st.booleans()))
    return made


@st.composite
def items(draw: Any) -> consultations.StatementDetails:
    """Return an item as the service keeps it, without a speaker, whom another consultation does not know."""
    enums = {"type": events.StatementType, "verifiable": consultations.Verifiable}
    made = consultations.StatementDetails(
        **{name: draw(st.sampled_from(list(enum.values()))) for name, enum in enums.items()},
        **{name: draw(st.booleans()) for name in sheet.FLAGS},
        addressee_ids=draw(st.permutations(["b1", "b2"]))[: draw(st.integers(0, 2))],
        themes=draw(st.sampled_from([[], ["child_safety"], ["child_safety", "gender"]])),
        source_row=draw(st.sampled_from(["", "C0-03", "7"])),
        # None is what is not said yet: an import says it, from whether there are addressees.
        addressee_basis=draw(st.sampled_from([each for each in consultations.AddresseeBasis.values() if each])),
    )
    if len(made.addressee_ids) > 1:
        made.lead_addressee_id = draw(st.sampled_from(list(made.addressee_ids)))
    for name in sheet.TEXTS:
        getattr(made, name).CopyFrom(draw(texts(_LINE if name in ("title", "speaker_note") else _KEPT)))
    if not made.text.bodies:
        made.text.CopyFrom(LocalizedText(authoritative_language="en", bodies={"en": "=said"}))
    for name in sheet.ANSWERS:
        getattr(made.verifiability, name).CopyFrom(draw(texts(_WHEN if name == "by_when" else _KEPT)))
    both: Any = ((made, sheet.TEXTS), (made.verifiability, sheet.ANSWERS))
    for holder, names in both:
        for name in names:
            if not getattr(holder, name).bodies:
                holder.ClearField(name)
    if not made.verifiability.ByteSize():
        made.ClearField("verifiability")
    return made


def entered(draft: consultations.Draft, packed: bytes, language: Any) -> list[tuple[str, Any]]:
    """Return what a workbook would enter into a draft: nothing of it is a problem."""
    found = read_any(packed)[0]
    rows, problems = Reader(draft, NAMES, language).read(found, columns.guess(found.rows))
    assert not problems
    return [(each.state, each.details) for each in rows]


@pytest.mark.covers("SEC 13")
@settings(max_examples=25, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4), st.sampled_from(labels.LANGUAGES), st.integers(0, 3))
def test_what_one_consultation_gives_another_one_takes_to_the_byte(
    given_: list[consultations.StatementDetails], language: Any, gone: int
) -> None:
    own = dict.fromkeys(range(len(given_)))
    for place, each in enumerate(given_):
        if each.source_row in {given_[before].source_row for before in own if before < place}:
            each.source_row = ""  # a number names one item
        each.note.CopyFrom(LocalizedText(authoritative_language="en", bodies={"en": f"the note of {place}"}))
    draft = consultations.Draft(consultation_id="one")
    for place, each in enumerate(given_, 1):
        draft.statements.add(
            statement_id=f"01890a5d-ac96-774b-bcce-{place:012x}",
            position=place,
            version=1,
            details=each,
            record_state=consultations.RECORD_STATE_DRAFT,
        )
    packed = sheet.template(draft, NAMES[language], language, filled=True)
    assert [state for state, _ in entered(draft, packed, language)] == ["same"] * len(given_)

    other = consultations.Draft(consultation_id="two")
    other.statements.add(statement_id="01890a5d-ac96-774b-bcce-ffffffffffff", position=1, version=9)
    other.statements[0].details.title.bodies["en"] = "Of the other one"
    assert entered(other, packed, language) == [("new", each) for each in given_], "and none of its own is changed"

    # One is removed, and those behind it move up: it comes back, the others stay what they are.
    removed = gone % len(given_)
    del draft.statements[removed]
    for place, moved in enumerate(draft.statements, 1):
        moved.position = place
    states = [state for state, _ in entered(draft, packed, language)]
    assert states == ["new" if place == removed else "same" for place in range(len(given_))]
    assert entered(draft, packed, language)[removed] == ("new", given_[removed])
