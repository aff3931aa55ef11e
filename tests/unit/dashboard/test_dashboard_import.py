"""Items brought as a spreadsheet: a dry run with every problem, nothing entered unconfirmed, nothing twice."""

import io
import random
import zipfile
from typing import Any

import pytest
import xlsxwriter
from starlette.testclient import TestClient

from dashboard.capture import columns, sheet
from dashboard.capture.columns import Layout
from dashboard.capture.entries import Entry, Problem, Reader
from dashboard.spreadsheets.reading import Sheet, read_text
from dashboard.spreadsheets.reading import read as read_workbook
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import an_addressee, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
BODIES = {
    "en": {"1": "Child Rights Commission", "2": "Meta"},
    "ur": {"1": "کمیشن برائے حقوق اطفال", "2": "میٹا"},
}
PEOPLE = {"p": "Fatima Example"}
NAMES: Any = {language: sheet.Names(PEOPLE, bodies) for language, bodies in BODIES.items()}
HEAD = "Number,Kind,Title,What was said,Addressees,By when\n"


def rows(said: str | Sheet, draft: pb.Draft | None = None, layout: Layout | None = None) -> Any:
    found = read_text(said) if isinstance(said, str) else said
    return Reader(draft or pb.Draft(), NAMES, "en").read(found, layout or columns.guess(found.rows))


def entries(said: str | Sheet, draft: pb.Draft | None = None) -> list[Entry]:
    found, problems = rows(said, draft)
    assert not problems, problems
    return list(found)


def problems(said: str, draft: pb.Draft | None = None) -> list[tuple[int, str, str]]:
    found: list[Problem] = rows(said, draft)[1]
    return [(each.row, each.letters, each.value) for each in found]


def statement(position: int, **details: Any) -> pb.Statement:
    made = pb.Statement(statement_id=f"s{position}", position=position, version=3)
    made.record_state = pb.RECORD_STATE_DRAFT
    made.details.MergeFrom(pb.StatementDetails(**details))
    return made


@pytest.mark.parametrize(
    ("said", "names"),
    [
        pytest.param(HEAD, ("number", "type", "title_en", "text_en", "addressees", "by_when_en"), id="ours"),
        pytest.param(
            "Ref;Category;Recommendation;Agency\n1;x;Open it;y\n",
            ("number", "type", "text_en", "addressees"),
            id="others'",
        ),
        pytest.param("A report\n\nno.\ttitle\tnonsense\n", ("number", "title_en", ""), id="beneath a headline"),
        pytest.param("نمبر,متن\n1,ہیلپ لائن کھولیں\n", ("number", "text_ur"), id="Urdu"),
        pytest.param("متن\nOpen a hotline\n", ("text_en",), id="the language of the cells counts"),
        pytest.param("Title,,\nEnglish,Urdu,\n", ("title_en", "title_ur", ""), id="merged headings"),
        pytest.param(
            "title_en,text_ur\nTitle (English),What was said (Urdu)\nA,ب\n", ("title_en", "text_ur"), id="keys"
        ),
        pytest.param("a,b\nc,d\n", ("", ""), id="nothing known"),
    ],
)
def test_columns_are_guessed_from_their_headings(said: str, names: tuple[str, ...]) -> None:
    assert columns.guess(read_text(said).rows).names == names


def test_a_row_becomes_an_item() -> None:
    [entry] = entries(
        "Number,Kind,Title,What was said,Speaker,Addressees,By when,Themes,What was said (Urdu)\n"
        "C0-03,recommendation,Hotline,Open it.,fatima example,Meta; Child Rights Commission,1/3/2027,Child safety,"
        "شروع کریں\n"
    )
    details = entry.details
    assert (entry.state, details.source_row, details.type) == ("new", "C0-03", events.STATEMENT_TYPE_RECOMMENDATION)
    assert dict(details.text.bodies) == {"en": "Open it.", "ur": "شروع کریں"}
    assert (details.text.authoritative_language, details.participant_id) == ("en", "p")
    assert (list(details.addressee_ids), details.lead_addressee_id) == (["2", "1"], "2")
    assert details.addressee_basis == pb.ADDRESSEE_BASIS_EXPLICIT
    assert details.verifiability.by_when.bodies["en"] == "2027-03-01"
    assert list(details.themes) == ["child_safety"]


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("Law; Justice and Peace (example); Meta", ["3", "2"]),
        ("Meta;law;  Justice and Peace (example)\nChild Rights Commission", ["2", "3", "1"]),
        ("Law", ["4"]),
    ],
)
def test_a_body_whose_name_holds_a_semicolon_is_one_body(cell: str, ids: list[str]) -> None:
    bodies = {**BODIES["en"], "3": "Law; Justice and Peace (example)", "4": "Law"}
    found = Sheet([["Title", "Addressees"], ["Hotline", cell]], frozenset())
    reader = Reader(pb.Draft(), {"en": sheet.Names({}, bodies), "ur": sheet.Names({}, bodies)}, "en")
    [entry], none = reader.read(found, columns.guess(found.rows))
    assert (list(entry.details.addressee_ids), none) == (ids, [])


def test_letters_of_another_keyboard_name_the_same_body() -> None:
    [entry] = entries("متن,ادارہ\nشروع کریں,كميشن برائے حقوق اطفال\n")
    assert list(entry.details.addressee_ids) == ["1"]


def test_words_in_the_other_language_than_their_column_are_taken_for_it() -> None:
    first, second = entries("Title,Title (Urdu)\nA hotline,\nمدد والی لائن,\n")
    assert dict(first.details.title.bodies) == {"en": "A hotline"}
    assert (dict(second.details.title.bodies), second.details.title.authoritative_language) == (
        {"ur": "مدد والی لائن"},
        "ur",
    )


def test_every_problem_is_told_with_row_column_and_value() -> None:
    said = HEAD + (
        "1,Recommendation,A,Open it.,Unknown Agency,\n"
        "2,Recommendation,B,Open it.,Meta,31/02/2027\n"
        "2,Recommendation,B2,Open it again.,Meta,\n"
        "3,Perhaps,C,Open it.,Meta,\n"
        "Part two of the meeting,,,,,\n"
        "a b,Recommendation,D,Open it.,Meta,\n"
        f"4,Recommendation,{'x' * 201},Open it.,Meta,\n"
        "5,Recommendation,E,Open it.,Meta,within six months\n"
    )
    problem_rows = [row for row, _, _ in problems(said)]
    # The first row 2 has a problem of its own, so the second one is the only 2.
    assert problems(said)[:2] == [(2, "E", "Unknown Agency"), (3, "F", "31/02/2027")]
    assert problem_rows == [2, 3, 5, 6, 7, 8]
    assert [each.row for each in rows(said)[0]] == [4, 9]


def test_a_number_that_stands_twice_is_told_at_its_second_place() -> None:
    said = HEAD + "7,,A,One.,,\n8,,B,Two.,,\n7,,C,Three.,,\n,,D,Four.,,\n,,D,Four.,,\n"
    found = rows(said)[1]
    assert [(each.row, each.expected) for each in found] == [
        (4, "Each item once: it stands in row 2"),
        (6, "Each item once: it stands in row 5"),
    ]


def test_the_order_of_day_and_month_follows_the_column() -> None:
    said = HEAD + "1,,A,x,,3/4/2027\n2,,B,y,,12/31/2027\n"
    assert [each.details.verifiability.by_when.bodies["en"] for each in entries(said)] == ["2027-03-04", "2027-12-31"]


def test_a_formula_is_no_value_of_anybody() -> None:
    found = Sheet([["title", "text"], ["A", "2"]], frozenset({"B2"}))
    assert [(each.row, each.letters) for each in rows(found)[1]] == [(2, "B")]


def full() -> pb.Draft:
    """Return a draft in which every column holds something awkward."""
    awkward = text("=1+1 'quoted' \u200c\n+2;3, «x»", "میں\u200cنے نمبر\n=نیلی")
    answers = pb.VerifiabilityEntry(who=awkward, what=awkward, by_when=text("03/04/2027", "۳ ماہ"), shown_how=awkward)
    whole = statement(
        1,
        type=events.STATEMENT_TYPE_COMMITMENT,
        title=text("@A; title", "عنوان"),
        text=awkward,
        source_sentence=awkward,
        source_sentence_public=True,
        source_row="C0-03",
        participant_id="p",
        speaker_note=awkward,
        addressee_basis=pb.ADDRESSEE_BASIS_IMPLIED,
        addressee_ids=["2", "1"],
        lead_addressee_id="1",
        addressee_note=awkward,
        verifiability=answers,
        verifiable=pb.VERIFIABLE_PARTLY,
        uncertain=True,
        note=awkward,
        garbled=True,
        press_reported=True,
        themes=["child_safety", "gender"],
    )
    whole.details.text.machine_assisted.append("ur")
    answers = whole.details.verifiability
    answers.what.authoritative_language = "ur"
    answers.what.machine_assisted.append("en")
    urdu = statement(2, title=text("", "صرف اردو", authoritative="ur"), addressee_basis=pb.ADDRESSEE_BASIS_NONE)
    urdu.details.title.bodies.pop("en", None)
    return pb.Draft(consultation_id=ID, statements=[whole, urdu])


@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_was_taken_out_comes_back_the_same(language: Any) -> None:
    draft = full()
    packed = sheet.template(draft, NAMES[language], language, filled=True)
    [found, _] = read_workbook(packed)
    assert not found.formulas
    assert [each.state for each in entries(found, draft)] == ["same", "same"]
    elsewhere = [each.details for each in entries(found, pb.Draft(consultation_id="other"))]
    for before, after in zip(draft.statements, elsewhere, strict=True):
        for name in sheet.COLUMNS:
            if name != "number":
                again = sheet.cell(pb.Statement(details=after), name, NAMES[language], language)
                assert again == sheet.cell(before, name, NAMES[language], language), name


def test_a_translation_by_a_machine_is_named_by_its_column() -> None:
    head = 'Title (English),Title (Urdu),What was said (English),"Machine-assisted, not reviewed"\n'
    [entry] = entries(head + "Water,پانی,Give water,Title (English)\n")
    assert (entry.details.title.authoritative_language, list(entry.details.title.machine_assisted)) == ("ur", ["en"])
    assert not entry.details.text.machine_assisted
    assert problems(head + "Water,پانی,Give water,Somewhere\n") == [(2, "D", "Somewhere")]


def test_a_changed_cell_changes_its_item_and_nothing_else() -> None:
    draft = full()
    [found, _] = read_workbook(sheet.template(draft, NAMES["en"], "en", filled=True))
    found.rows[2][sheet.COLUMNS.index("title_en")] = "Another title"
    first, second = entries(found, draft)
    assert (first.state, first.statement_id, first.version, second.state) == ("changed", "s1", 3, "same")
    expected = pb.StatementDetails()
    expected.CopyFrom(draft.statements[0].details)
    expected.title.bodies["en"] = "Another title"
    assert first.details == expected


def test_what_is_with_the_reviewer_is_not_changed_by_a_file() -> None:
    draft = full()
    draft.statements[0].record_state = pb.RECORD_STATE_IN_REVIEW
    [found, _] = read_workbook(sheet.template(draft, NAMES["en"], "en", filled=True))
    found.rows[2][sheet.COLUMNS.index("title_en")] = "Another title"
    assert [each.row for each in rows(found, draft)[1]] == [3]


def test_five_thousand_rows_are_read() -> None:
    said = HEAD + "".join(f"R-{place},Recommendation,Title {place},Open it.,Meta,2027-03-01\n" for place in range(4999))
    assert len(entries(said)) == 4999


@pytest.fixture
def facilitator(reader: TestClient, world: World) -> TestClient:
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    world.drafts[ID] = pb.Draft(consultation_id=ID, version=1)
    world.addressees.insert(0, an_addressee("meta", name=text("Meta", "میٹا")))
    return reader


def bring(facilitator: TestClient, content: bytes = b"", pasted: str = "") -> Any:
    opened = page(facilitator, f"/capture/import?consultation={ID}")
    token = opened.select_one("form[enctype] input[name=form_token]")["value"]
    data = {"form_token": token, "consultation": ID, "pasted": pasted}
    files = {"file": ("items", content)}
    return facilitator.post("/capture/import/check", data=data, files=files, headers={"origin": ORIGIN})


def pressed(facilitator: TestClient, shown: Any, path: str, **changed: str) -> Any:
    """Press a button of the page: what was brought, and what is chosen, goes with it."""
    fields = {each["name"]: each.get("value", "") for each in shown.select("form#brought input, input[form=brought]")}
    for each in shown.select("select[form=brought]"):
        chosen = each.select_one("option[selected]")
        fields[each["name"]] = chosen["value"] if chosen else ""
    return facilitator.post(path, data=fields | changed, headers={"origin": ORIGIN})


TWO = HEAD + "1,Recommendation,A,One.,Meta,2027-03-01\n2,Recommendation,B,Two.,Nobody,\n"


def test_nothing_is_entered_before_it_is_confirmed_and_the_same_file_again_changes_nothing(
    facilitator: TestClient, world: World
) -> None:
    dry = bring(facilitator, TWO.encode())
    assert dry.status_code == 422
    shown = read(dry)
    assert "New drafts: 1" in words(shown)
    assert words(shown.select_one("button[form=brought]:-soup-contains('Confirm')")) == "Confirm and enter 1 draft"
    assert [words(cell) for cell in shown.select("tbody td")][:3] == ["3", "E Addressees", "Nobody"]
    assert not world.drafts[ID].statements
    done = send(facilitator, "/capture/import/confirm", shown)
    assert "Entered: 1" in words(read(done))
    [made] = world.drafts[ID].statements
    assert (made.details.source_row, made.record_state) == ("1", pb.RECORD_STATE_DRAFT)
    send(facilitator, "/capture/import/confirm", shown)
    assert len(world.drafts[ID].statements) == 1, "pressed twice, it is entered once"
    again = read(bring(facilitator, pasted=TWO.replace(",", "\t").replace("Nobody", "Meta")))
    assert "There already, nothing changes: 1" in words(again)
    assert "New drafts: 1" in words(again)
    assert len(world.drafts[ID].statements) == 1


def test_the_bad_cells_come_back_marked(facilitator: TestClient) -> None:
    shown = read(bring(facilitator, TWO.encode()))
    answered = pressed(facilitator, shown, "/capture/import/marked.xlsx")
    assert answered.headers["content-disposition"] == 'attachment; filename="marked.xlsx"'
    assert read_workbook(answered.content)[0].rows[2][4] == "Nobody"
    parts = zipfile.ZipFile(io.BytesIO(answered.content))
    notes = next(parts.read(each).decode() for each in parts.namelist() if "comments" in each)
    assert 'ref="E3"' in notes
    again = read(bring(facilitator, answered.content))
    assert "In the sheet Items" in words(again)
    checked = read(pressed(facilitator, again, "/capture/import/columns"))
    assert "In the sheet Items" in words(checked), "the sheet's name travels with the rows"
    assert "In the sheet" not in words(shown), "text has none"


def test_columns_are_confirmed_by_whoever_brought_them(facilitator: TestClient, world: World) -> None:
    shown = read(bring(facilitator, b"a,b\nOpen a hotline,x\n"))
    assert "New drafts: 0" in words(shown)
    chosen = {"new-column-0": "text_en", "new-column-1": "", "new-first": "2"}
    unseen = read(pressed(facilitator, shown, "/capture/import/confirm", **chosen))
    assert "Nothing was entered: you chose other columns" in words(unseen)
    assert not world.drafts[ID].statements
    again = read(pressed(facilitator, shown, "/capture/import/columns", **chosen))
    assert "New drafts: 1" in words(again)
    pressed(facilitator, again, "/capture/import/confirm")
    assert [each.details.text.bodies["en"] for each in world.drafts[ID].statements] == ["Open a hotline"]


def test_a_template_offers_choices_and_runs_from_right_to_left_in_urdu(facilitator: TestClient) -> None:
    packed = facilitator.get(f"/capture/items.xlsx?consultation={ID}&lang=ur").content
    lines = zipfile.ZipFile(io.BytesIO(packed)).read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in lines
    assert lines.count("<dataValidation ") >= len([each for each in sheet.COLUMNS if sheet.choices(each, "ur")])
    assert columns.guess(read_workbook(packed)[0].rows).names == sheet.COLUMNS


def test_a_consultation_without_room_says_so_before_anything_is_confirmed(
    facilitator: TestClient, world: World
) -> None:
    shown = read(bring(facilitator, HEAD.encode() + b"1,,A,Refused words,,\n2,,B,Two.,,\n"))
    assert "None of these rows can be entered here: this consultation is full" in words(shown)
    assert not shown.select("button:-soup-contains('Confirm')")
    done = words(read(send(facilitator, "/capture/import/confirm", shown)))
    assert "Nothing has been entered yet" in done
    assert not world.drafts[ID].statements


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "There is no row in it.", id="nothing"),
        pytest.param(b"%PDF-1.7\x00", "neither an XLSX workbook nor text", id="another kind"),
    ],
)
def test_another_file_is_refused_in_words(facilitator: TestClient, content: bytes, said: str) -> None:
    answered = bring(facilitator, content)
    assert answered.status_code == 422
    assert said in words(read(answered))


@pytest.mark.parametrize("carried", ["", "x", "eJwDAAAAAAE=", "bnVsbA=="])
def test_what_we_did_not_pack_enters_nothing(facilitator: TestClient, world: World, carried: str) -> None:
    shown = read(bring(facilitator, TWO.encode()))
    answered = send(facilitator, "/capture/import/confirm", shown, rows=carried)
    assert answered.status_code == 422
    assert not world.drafts[ID].statements


def test_cells_pasted_from_a_sheet_are_shown_row_by_row_with_their_bodies(
    facilitator: TestClient, world: World
) -> None:
    head = ("Number", "Kind", "What was said", "Addressees", "By when")
    urdu = ("\u06f1", "سفارش", "ڈیسک کھولیں", "میٹا", "\u06f1/\u06f3/\u06f2\u06f0\u06f3\u06f1")
    pasted = "\n".join("\t".join(cells) for cells in (head, urdu, ("2", "Appeal", "Help us", "", "")))
    shown = read(bring(facilitator, pasted=pasted))
    rows_shown = [words(each) for each in shown.select("table.lines tbody tr")]
    assert rows_shown == ["2 ڈیسک کھولیں Meta A new draft", "3 Help us Nobody named A new draft"]
    assert not world.asked


def sent_again(facilitator: TestClient, kept: Any) -> Any:
    """Press the button of a page that keeps what could not be answered."""
    form = read(kept).select_one("form#again")
    fields = {each["name"]: each["value"] for each in form.select("input")}
    fields |= {each["name"]: each.text.removeprefix("\n") for each in form.select("textarea")}
    return facilitator.post(form["action"], data=fields, headers={"origin": ORIGIN})


@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_was_brought_stays_in_the_page_while_the_service_is_away(
    facilitator: TestClient, world: World, language: str
) -> None:
    opened = page(facilitator, f"/capture/import?consultation={ID}&lang={language}")
    assert opened.select_one("form[data-stay]")["data-away"]
    token = opened.select_one("form[enctype] input[name=form_token]")["value"]
    world.down.add("consultations")
    data, files = {"form_token": token, "consultation": ID}, {"file": ("items", HEAD.encode() + b"1,,A,One.,,\n")}
    away = facilitator.post("/capture/import/check", data=data, files=files, headers={"origin": ORIGIN})
    assert away.status_code == 503
    assert ("2 rows" if language == "en" else "2 سطریں") in words(read(away))
    again = sent_again(facilitator, away)
    assert again.status_code == 503
    world.down.clear()
    shown = read(sent_again(facilitator, again))
    world.down.add("consultations")
    later = send(facilitator, "/capture/import/confirm", shown)
    assert later.status_code == 503
    world.down.clear()
    sent_again(facilitator, later)
    assert [each.details.title.bodies["en"] for each in world.drafts[ID].statements] == ["A"]


def test_what_was_pasted_stays_when_it_is_refused(facilitator: TestClient) -> None:
    shown = read(bring(facilitator, b"%PDF-1.7\x00", pasted="Title\nOpen it"))
    assert shown.select_one("#pasted").text.strip() == "Title\nOpen it"


def test_rows_are_entered_once_when_the_answer_is_lost(facilitator: TestClient, world: World) -> None:
    shown = read(bring(facilitator, HEAD.encode() + b"1,,A,One.,,\n2,,B,Lost words,,\n3,,C,Three.,,\n"))
    broken = send(facilitator, "/capture/import/confirm", shown)
    assert broken.status_code == 503
    assert "nothing is entered twice" in words(read(broken))
    world.down.clear()
    done = read(sent_again(facilitator, broken))
    assert "There already, nothing changes: 3" in words(done)
    assert not done.select("form#again")
    assert [each.details.title.bodies["en"] for each in world.drafts[ID].statements] == ["A", "B", "C"]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_document_is_kept_once_and_what_was_typed_stays_while_the_service_is_away(
    facilitator: TestClient, world: World, language: str
) -> None:
    opened = page(facilitator, f"/capture/documents?consultation={ID}&lang={language}")
    form = opened.select_one("form[enctype]")
    typed = {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")}
    typed |= {"document_title": "Agenda of the day", "kind": "1", "written_in": "en", "language": "en", "sure": "yes"}
    world.down.add("consultations")
    files = {"file": ("agenda.txt", b"Agenda")}
    away = facilitator.post("/capture/documents/add", data=typed, files=files, headers={"origin": ORIGIN})
    assert away.status_code == 503
    still = read(away)
    assert still.select_one("#document_title")["value"] == "Agenda of the day"
    assert still.select_one("form[enctype] input[name=key]")["value"] == typed["key"]
    assert ("choose it again" if language == "en" else "دوبارہ چنیں") in words(still.select_one(".problem"))
    world.down.clear()
    added = facilitator.post("/capture/documents/add", data=typed, files=files, headers={"origin": ORIGIN})
    assert added.status_code == 303
    [sent] = world.asked
    assert isinstance(sent, pb.AddDocumentRequest)
    assert (sent.idempotency_key, sent.chunk) == (typed["key"], b"Agenda")


def a_workbook(**sheets: list[list[str]]) -> bytes:
    """Return a workbook with sheets, by title; what ends in an underscore is hidden."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    for title, lines in sheets.items():
        sheet = book.add_worksheet(title.rstrip("_"))
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
        if title.endswith("_"):
            sheet.hide()
    book.close()
    return packed.getvalue()


def days() -> bytes:
    """Return a workbook of two days, behind a cover that is none of items."""
    return a_workbook(
        Cover=[["Our roundtable"]],
        Monday=[["Title", "What was said"], ["A", "One."], [""], ["B", "Two."]],
        Tuesday=[["Title", "What was said"], ["C", "Three."]],
        Empty=[],
        Old_=[["Title"], ["Z"]],
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "Read here: Monday (rows: 3)",
                "Not read: Cover (rows: 1)",
                "Not read: Tuesday (rows: 2)",
                "Old (rows: 2) (hidden",
            ),
        ),
        (
            "ur",
            (
                "یہاں پڑھی گئی: Monday (سطریں: 3)",
                "نہیں پڑھی گئی: Cover (سطریں: 1)",
                "نہیں پڑھی گئی: Tuesday (سطریں: 2)",
            ),
        ),
    ],
)
def test_the_page_says_which_sheet_is_read_and_which_are_not(
    facilitator: TestClient, language: str, told: tuple[str, ...]
) -> None:
    page(facilitator, f"/capture/import?consultation={ID}&lang={language}")
    shown = words(read(bring(facilitator, days())))
    assert [each for each in told if each not in shown] == []
    assert "Empty" not in shown


def chosen(facilitator: TestClient, shown: Any, title: str) -> Any:
    """Press the button of another sheet."""
    [button] = [each for each in shown.select("button[name=other]") if title in words(each)]
    return read(pressed(facilitator, shown, "/capture/import/columns", other=button["value"]))


def test_one_sheet_after_the_other_is_entered_from_one_file(facilitator: TestClient, world: World) -> None:
    shown = read(bring(facilitator, days()))
    done = read(send(facilitator, "/capture/import/confirm", shown))
    assert [each.details.title.bodies["en"] for each in world.drafts[ID].statements] == ["A", "B"]
    assert "Not read: Tuesday (rows: 2)" in words(done)
    other = chosen(facilitator, done, "Tuesday")
    assert "Read here: Tuesday (rows: 2)" in words(other)
    marked = send(facilitator, "/capture/import/confirm", other)
    assert "Entered: 1" in words(read(marked))
    assert [each.details.title.bodies["en"] for each in world.drafts[ID].statements] == ["A", "B", "C"]


def test_a_sheet_that_does_not_fit_into_the_form_is_said_to_be_left_out(facilitator: TestClient) -> None:
    rng = random.Random(1)
    letters = [chr(0x4E00 + each) for each in range(2048)]  # they pack badly
    long = [["Title"], *(["".join(rng.choices(letters, k=3000))] for _ in range(700))]
    shown = read(bring(facilitator, a_workbook(Items=[["Title"], ["A"]], More=long)))
    assert "Read here: Items (rows: 2)" in words(shown)
    assert "Not read: More. It is too much" in words(shown)
    assert not shown.select("button[name=other]")


def test_our_own_list_of_choices_is_no_sheet_that_was_left_out(facilitator: TestClient) -> None:
    packed = facilitator.get(f"/capture/items.xlsx?consultation={ID}").content
    assert "Sheets of this workbook" not in words(read(bring(facilitator, packed)))


@pytest.mark.parametrize("place", ["7", "-1", "x"])
def test_a_sheet_that_is_not_there_enters_nothing(facilitator: TestClient, world: World, place: str) -> None:
    shown = read(bring(facilitator, days()))
    assert send(facilitator, "/capture/import/confirm", shown, sheet=place).status_code == 422
    assert not world.drafts[ID].statements


def test_what_only_the_records_would_refuse_is_a_problem_of_its_cell(facilitator: TestClient, world: World) -> None:
    rows_ = [f"{place},,A{place},{'Not taken' if place < 6 else 'Taken'},,\n" for place in range(1, 8)]
    shown = read(bring(facilitator, (HEAD + "".join(rows_)).encode()))
    told = [[words(cell) for cell in row.select("td")][:3] for row in shown.select(".problem tbody tr")]
    assert told == [[str(place + 1), "C Title (English)", f"A{place}"] for place in range(1, 6)], "told two at a time"
    assert "New drafts: 2" in words(shown)
    send(facilitator, "/capture/import/confirm", shown)
    assert [each.details.title.bodies["en"] for each in world.drafts[ID].statements] == ["A6", "A7"]


def test_what_somebody_else_enters_meanwhile_is_shown_before_anything_is_entered(
    facilitator: TestClient, world: World
) -> None:
    shown = read(bring(facilitator, HEAD.encode() + b"1,,A,One.,,\n2,,B,Two.,,\n"))
    world.drafts[ID].statements.add(statement_id="s9", position=1, version=1).details.source_row = "1"
    world.drafts[ID].statements[0].record_state = pb.RECORD_STATE_DRAFT
    world.drafts[ID].revision = "later"
    again = read(send(facilitator, "/capture/import/confirm", shown))
    assert "Nothing was entered: something changed here" in words(again)
    assert "Drafts that change: 1" in words(again)
    assert len(world.drafts[ID].statements) == 1
    assert "Entered: 2" in words(read(send(facilitator, "/capture/import/confirm", again)))


def test_what_somebody_else_enters_beside_it_stands_in_nobodys_way(facilitator: TestClient, world: World) -> None:
    shown = read(bring(facilitator, HEAD.encode() + b"1,,A,One.,,\n"))
    world.drafts[ID].statements.add(statement_id="s9", position=1, version=1).details.source_row = "9"
    world.drafts[ID].revision = "later"
    assert "Entered: 1" in words(read(send(facilitator, "/capture/import/confirm", shown)))


def test_a_day_that_may_be_another_one_is_told_with_how_it_was_read(facilitator: TestClient) -> None:
    shown = words(read(bring(facilitator, HEAD.encode() + b"1,,A,One.,,3/4/2027\n")))
    assert "3/4/2027 was read as day before month: 2027-04-03" in shown
    shown = words(read(bring(facilitator, HEAD.encode() + b"1,,A,One.,,3/4/2027\n2,,B,Two.,,14/4/2027\n")))
    assert "was read as day before month" not in shown


def test_five_thousand_rows_of_usual_length_are_pasted_checked_and_entered_at_once(
    facilitator: TestClient, world: World
) -> None:
    english, urdu = "They need somebody to call. " * 9, "انہیں کسی کو فون کرنا ہوتا ہے۔ " * 7
    lines = [f"{place}\tItem {place}\t{place} {english[:240]}\t{place} {urdu[:190]}" for place in range(1, 5001)]
    pasted = "\n".join(["Number\tTitle\tWhat was said (English)\tWhat was said (Urdu)", *lines])
    shown = read(bring(facilitator, pasted=pasted))
    assert "New drafts: 5000" in words(shown)
    assert "please wait for the answer" in words(shown)
    done = send(facilitator, "/capture/import/confirm", shown)
    assert "Entered: 5000" in words(read(done))
    assert len(world.drafts[ID].statements) == 5000
