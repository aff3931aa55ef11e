"""Lines as a spreadsheet, and the way back: a dry run first, every problem by row and column, nothing sent unasked."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from starlette.testclient import TestClient

from dashboard.liaison import answer, bringing, sheet
from dashboard.liaison.sheet import Filled
from dashboard.spreadsheets.reading import Sheet, read
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, send, words
from tests.dashboard_kit.reading import read as soup
from tests.dashboard_kit.world import CODE, World

_ARABIC_LETTERS = str.maketrans("یکہ", "يكه")
_URDU_DIGITS = {ord("0") + digit: 0x06F0 + digit for digit in range(10)}
HOSTILE = '=HYPERLINK("https://evil.example","click")'


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of somebody who is signed in, with three lines."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", soup(coded), code=CODE)
    for number in (1, 2, 3):
        line = a_line(tracked_number=f"EX-R-{number}", title=text(HOSTILE, "ہیلپ لائن"))
        world.assignments[line.tracked_number] = recommendations.Assignment(
            assignment_id=str(number),
            version=4,
            line=line,
            text=text("+Open a hotline", "ہیلپ لائن کھولیں"),
            may_answer=True,
        )
    return reader


def downloaded(liaison: TestClient, language: str = "en") -> Sheet:
    answered = liaison.get(f"/my-lines.xlsx?lang={language}")
    assert answered.status_code == 200
    assert answered.headers["cache-control"] == "no-store"
    return read(answered.content)[0]


def rewritten(rows: list[list[str]], formula: tuple[int, int] | None = None) -> bytes:
    """Return the sheet as an office brings it back."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    made = book.add_worksheet("Lines")
    for row, cells in enumerate(rows):
        for place, value in enumerate(cells):
            made.write_string(row, place, value)
    if formula:
        made.write_formula(*formula, "=1+1")
    book.close()
    return packed.getvalue()


def filled(sheet_: Sheet, *answers: dict[str, str]) -> list[list[str]]:
    """Fill the answers into the rows, one after the other."""
    rows = [list(row) for row in sheet_.rows]
    for row, typed in zip(rows[2:], answers, strict=False):
        for name, value in typed.items():
            row[rows[0].index(name)] = value
    return rows


def bring(liaison: TestClient, packed: bytes) -> Any:
    token = page(liaison, "/my-lines").select_one("form[enctype] input[name=form_token]")["value"]
    return liaison.post(
        "/my-lines/check",
        data={"form_token": token},
        files={"file": ("answers.xlsx", packed)},
        headers={"origin": ORIGIN},
    )


def sent(world: World) -> list[recommendations.SubmitAnswerRequest]:
    """What was sent for good."""
    asked = [each for each in world.asked if isinstance(each, recommendations.SubmitAnswerRequest)]
    return [each for each in asked if not each.preview]


ACCEPTED = {"ours": "Yes", "answer": "We will do it", "delivery_date": "2027-01-01", "answer_text": "=We will"}
DECLINED = {"ours": "ہاں", "answer": "ہم یہ نہیں کریں گے", "reason": "بجٹ نہیں", "written_in": "اردو"}


def test_what_somebody_wrote_stays_text(liaison: TestClient) -> None:
    found = downloaded(liaison)
    row = dict(zip(found.rows[0], found.rows[2], strict=True))
    assert (row["title"], row["asked"]) == (HOSTILE, "+Open a hotline")
    assert not found.formulas
    assert (row["tracked_number"], row["version"]) == ("EX-R-1", "4")


def test_the_urdu_sheet_runs_from_right_to_left_and_offers_urdu_choices(liaison: TestClient) -> None:
    packed = liaison.get("/my-lines.xlsx?lang=ur").content
    parts = zipfile.ZipFile(io.BytesIO(packed))
    lines = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in lines
    assert lines.count("<dataValidation ") == len([each for each in answer.FIELDS if sheet.choices(each, "ur")])
    assert "ہم یہ کریں گے" in parts.read("xl/sharedStrings.xml").decode()


def test_a_draft_comes_along_with_the_version_that_it_answers(liaison: TestClient, world: World) -> None:
    world.assignments["EX-R-1"].drafts.add(
        saved_by_caller=True, assignment_version=3, fields={"answer": "declined", "reason": "No budget"}
    )
    found = downloaded(liaison)
    row = dict(zip(found.rows[0], found.rows[2], strict=True))
    assert (row["answer"], row["reason"], row["version"]) == ("We will not do it", "No budget", "3")


def test_nothing_is_sent_before_it_is_confirmed_and_then_each_answer_once(liaison: TestClient, world: World) -> None:
    packed = rewritten(filled(downloaded(liaison), ACCEPTED, DECLINED))
    dry = bring(liaison, packed)
    assert dry.status_code == 200
    assert "Ready to be sent (2)" in words(soup(dry))
    assert not sent(world)
    done = send(liaison, "/my-lines/send", soup(dry))
    assert "Recorded, and public now (2)" in words(soup(done))
    first, second = sent(world)
    assert (first.position.position, first.position.text.bodies["en"]) == (events.POSITION_ACCEPTED, "=We will")
    assert (second.position.position, second.position.reason.bodies["ur"]) == (events.POSITION_DECLINED, "بجٹ نہیں")
    assert (first.expected_version, first.assignment_id) == (4, "1")
    again = send(liaison, "/my-lines/send", soup(bring(liaison, packed)))
    assert again.status_code == 200
    keys = [each.idempotency_key for each in sent(world)]
    assert keys[:2] == keys[2:], "the same file is the same act"
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the record has been withdrawn"), ("ur", "یہ نکتہ واپس لیا گیا")]
)
def test_why_an_answer_was_not_recorded_is_said_in_the_language_of_the_page(
    liaison: TestClient, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    def refuse(_visit: object, row: Filled, line: recommendations.Assignment) -> bringing.Outcome:
        return bringing.Outcome(row, line, "refused", "the record has been withdrawn")

    monkeypatch.setattr(bringing, "_sent", refuse)
    dry = soup(bring(liaison, rewritten(filled(downloaded(liaison), ACCEPTED))))
    liaison.cookies.set("lang", language)
    assert said in words(soup(send(liaison, "/my-lines/send", dry)))


def test_a_day_in_urdu_digits_is_that_day(liaison: TestClient, world: World) -> None:
    rows = filled(downloaded(liaison), ACCEPTED | {"delivery_date": "2027-01-31".translate(_URDU_DIGITS)})
    send(liaison, "/my-lines/send", soup(bring(liaison, rewritten(rows))))
    assert [each.position.delivery_date for each in sent(world)] == ["2027-01-31"]


def test_a_choice_is_known_in_whichever_letter_forms_it_was_typed(liaison: TestClient, world: World) -> None:
    typed = {name: words.translate(_ARABIC_LETTERS) for name, words in DECLINED.items() if name != "reason"}
    assert typed["answer"] != DECLINED["answer"]
    send(liaison, "/my-lines/send", soup(bring(liaison, rewritten(filled(downloaded(liaison), DECLINED | typed)))))
    assert [each.position.position for each in sent(world)] == [events.POSITION_DECLINED]


def test_an_answer_that_is_recorded_already_is_said_to_be_so(liaison: TestClient, world: World) -> None:
    packed = rewritten(filled(downloaded(liaison), DECLINED))
    line = world.assignments["EX-R-1"]
    line.version = 5
    line.line.says.position = events.POSITION_DECLINED
    line.line.says.position_entry.reason.MergeFrom(text("", "بجٹ نہیں"))
    line.line.says.position_entry.reason.bodies.pop("en", None)
    dry = soup(bring(liaison, packed))
    assert "Recorded already, nothing changes (1)" in words(dry)
    assert not dry.select("form[action='/my-lines/send']")


def test_what_somebody_answered_meanwhile_is_listed_and_not_overwritten(liaison: TestClient, world: World) -> None:
    packed = rewritten(filled(downloaded(liaison), ACCEPTED, DECLINED))
    world.assignments["EX-R-1"].version = 5
    dry = soup(bring(liaison, packed))
    assert "not overwritten. Open the line, or download again (1)" in words(dry)
    send(liaison, "/my-lines/send", dry)
    assert [each.assignment_id for each in sent(world)] == ["2"]


def test_every_problem_is_listed_with_row_column_value_and_what_was_expected(liaison: TestClient, world: World) -> None:
    rows = filled(
        downloaded(liaison),
        {"answer": "Perhaps", "delivery_date": "soon", "answer_text": "x" * 4001},
        {"tracked_number": "EX-R-99", "answer": "We will do it"},
        {"answer": "We will do it", "version": "new"},
    )
    rows.append(list(rows[2]))
    dry = soup(bring(liaison, rewritten(rows)))
    listed = [[words(cell) for cell in row.select("td")] for row in dry.select("table tbody tr")]
    letters = {name: sheet.column(name) for name in sheet.COLUMNS}
    where = {(row[0], row[1].split()[0]) for row in listed}
    assert where >= {
        ("3", letters["answer"]),
        ("3", letters["delivery_date"]),
        ("3", letters["answer_text"]),
        ("4", letters["tracked_number"]),
        ("5", letters["version"]),
        ("6", letters["tracked_number"]),
    }
    said = next(row for row in listed if row[:2] == ["3", f"{letters['answer']} 2. Your answer"])
    assert said[2] == "Perhaps"
    assert said[3].startswith("One of: We will do it, ")
    assert not sent(world)


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", "We will do it", "the day of delivery, or"),
        ("ur", "ہم یہ کریں گے", "کام کی تاریخ، یا وجہ میں یہ کہ تاریخ کیوں نہیں"),
    ],
)
def test_what_the_service_refuses_is_said_in_the_language_and_the_words_of_the_sheet(
    liaison: TestClient, monkeypatch: pytest.MonkeyPatch, language: str, value: str, expected: str
) -> None:
    refused = [
        answer.Fault("answer", "the position is not to be changed"),
        answer.Fault("delivery_date", "the day of delivery, or in `reason` why there is none"),
    ]
    packed = rewritten(filled(downloaded(liaison), ACCEPTED))
    liaison.cookies.set("lang", language)
    monkeypatch.setattr(answer, "unused", lambda _form: refused)
    table = soup(bring(liaison, packed)).select_one("table.stackable")
    cells = [[words(cell) for cell in row.select("td")] for row in table.select("tbody tr")]
    assert cells[0][2] == value
    assert expected in cells[1][3]
    assert all(cell.get("data-label") for cell in table.select("td"))


def test_a_formula_is_not_taken_for_an_answer(liaison: TestClient) -> None:
    rows = filled(downloaded(liaison), ACCEPTED)
    place = rows[0].index("answer_text")
    dry = soup(bring(liaison, rewritten(rows, formula=(2, place))))
    assert "not a formula" in words(dry)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        pytest.param(lambda: b"", "Choose a file.", id="none chosen"),
        pytest.param(lambda: b"PK not a workbook", "no XLSX workbook", id="no workbook"),
        pytest.param(lambda: rewritten([["a", "b"]]), "not a spreadsheet of this page", id="another sheet"),
    ],
)
def test_another_file_is_refused_in_words(liaison: TestClient, made: Callable[[], bytes], said: str) -> None:
    answered = bring(liaison, made())
    assert answered.status_code == 422
    assert said in words(soup(answered))


def test_a_file_that_is_too_long_is_not_read(liaison: TestClient) -> None:
    answered = bring(liaison, b"x" * (3 * 1024 * 1024))
    assert answered.status_code == 422
    assert "The file is too big" in words(soup(answered))


def test_a_file_from_another_site_is_not_read(liaison: TestClient) -> None:
    page(liaison, "/my-lines")
    files = {"file": ("answers.xlsx", b"x")}
    foreign = liaison.post("/my-lines/check", files=files, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    tokenless = liaison.post("/my-lines/check", files=files, headers={"origin": ORIGIN})
    assert tokenless.status_code == 403


def test_nobody_who_is_not_signed_in_gets_lines(reader: TestClient) -> None:
    answered = reader.get("/my-lines.xlsx")
    assert answered.status_code == 303
    assert answered.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("carried", ["", "x", "eJwDAAAAAAE=", "bnVsbA=="])
def test_what_we_did_not_pack_sends_nothing(liaison: TestClient, world: World, carried: str) -> None:
    dry = soup(bring(liaison, rewritten(filled(downloaded(liaison), ACCEPTED))))
    answered = send(liaison, "/my-lines/send", dry, answers=carried)
    assert "No row holds an answer." in words(soup(answered))
    assert not sent(world)


def test_our_sheet_is_found_wherever_it_stands_in_the_workbook(liaison: TestClient) -> None:
    mine, notes = downloaded(liaison), Sheet([["Notes of the office"]], frozenset(), "Notes")
    assert sheet.ours([notes, mine]) is mine
    assert sheet.ours([notes]) is notes, "what is wrong with it is said"
