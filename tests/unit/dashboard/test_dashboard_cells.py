"""Cells of whichever hand: days, digits and letters of several scripts, and texts with any of the usual separators."""

import codecs

import pytest

from dashboard import labels
from dashboard.spreadsheets import cells, delimited
from dashboard.spreadsheets.limits import COLUMNS, FILE_BYTES, ROWS, Unreadable
from dashboard.spreadsheets.reading import read_any, read_text
from tests.unit.dashboard.test_dashboard_spreadsheets import resident_bytes, workbook


def urdu(typed: str) -> str:
    """Return the words with digits as Urdu writes them."""
    return typed.translate({ord("0") + digit: 0x06F0 + digit for digit in range(10)})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-03-01", "2027-03-01"),
        ("1/3/2027", "2027-03-01"),
        ("01.03.2027", "2027-03-01"),
        (urdu("2027-03-01"), "2027-03-01"),
        (urdu("1/3/2027"), "2027-03-01"),
        ("46447", "2027-03-01"),
        ("46447.0", "2027-03-01"),
        ("2027-03-01 00:00:00", "2027-03-01"),
        ("1 March 2027", "2027-03-01"),
        ("1st Mar, 2027", "2027-03-01"),
        (urdu("1 مارچ 2027"), "2027-03-01"),
        ("within six months", None),
        ("2027", None),
        ("12345", None),
        ("3 items 2027", None),
    ],
)
def test_a_day_is_a_day_however_it_is_written(typed: str, day: str | None) -> None:
    assert cells.day(typed) == day


def test_a_month_comes_first_where_the_column_says_so() -> None:
    assert cells.day("3/1/2027", month_first=True) == "2027-03-01"
    assert cells.order(["3/4/2027", "12/31/2026"]) == "mdy"
    assert cells.order(["3/4/2027", "31/12/2026", "12/31/2026"]) == "dmy"
    assert cells.order(["3/4/2027", "soon", "2027-12-31"]) == "dmy"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1-Mar-2027", "2027-03-01"),
        ("March 1, 2027", "2027-03-01"),
        ("Mar. 1st, 2027", "2027-03-01"),
        (urdu("1 مارچ 2027ء"), "2027-03-01"),
        (urdu("1/3/2027ء"), "2027-03-01"),
        ("within 2 months", None),
        ("Spring 1, 2027", None),
    ],
)
def test_a_day_is_read_as_people_and_spreadsheets_write_it(typed: str, day: str | None) -> None:
    assert cells.day(typed) == day


def test_a_day_that_may_be_another_one_is_told_unless_the_column_settles_it() -> None:
    assert cells.doubtful(["soon", "2027-03-04", "4/4/2027", "3/4/2027"]) == "3/4/2027"
    assert cells.doubtful(["3/4/2027", "13/4/2027"]) == ""
    assert cells.doubtful(["3/4/2027", "4/13/2027"]) == ""
    assert cells.doubtful(["3/4/27", "2027/3/4"]) == ""


@pytest.mark.parametrize("typed", ["2027-02-30", "31/02/2027", "1/13/2027", "32 March 2027", "1/2/27"])
def test_what_is_written_as_a_day_and_is_none_is_refused(typed: str) -> None:
    with pytest.raises(cells.NoDay):
        cells.day(typed)


def test_letters_and_digits_of_other_keyboards_are_the_same() -> None:
    assert cells.folded(urdu("كميشن  12")) == cells.folded("کمیشن 12")
    assert cells.folded("حقوق\u200cِ اطفال") == cells.folded("حقوق اطفال")
    assert cells.folded("مؤثر علماء") == cells.folded("موثر علما")
    assert cells.folded("\ufedb\ufe98\ufe8e\ufe8f كھانۂ") == cells.folded("کتاب کہانہ")
    assert cells.digits(urdu("12") + "34") == "1234"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "،"])
def test_each_usual_separator_is_found(separator: str) -> None:
    text = separator.join(["number", "title"]) + "\n" + separator.join(["1", '"a, b; c | d ، e\tf"']) + "\n"
    assert read_text(text).rows == [["number", "title"], ["1", "a, b; c | d ، e\tf"]]


def test_a_separator_within_quotation_marks_of_several_lines_is_none() -> None:
    text = 'title,text\nA,"one; two\nthree; four; five; six\n; seven"\nB,"say ""it; now"""\nC,5" pipe; and so on\n'
    assert read_text(text).rows[1:3] == [["A", "one; two\nthree; four; five; six\n; seven"], ["B", 'say "it; now"']]
    assert read_text(text).rows[3] == ["C", '5" pipe; and so on']


def test_a_separator_that_the_file_itself_names_is_taken() -> None:
    assert read_text("sep=;\r\na,b;c\r\n1,5;2\r\n").rows == [["a,b", "c"], ["1,5", "2"]]


def test_empty_rows_and_columns_that_a_spreadsheet_adds_are_no_rows() -> None:
    assert read_text("a;b\n1;2\n" + ";" * 80 + "\n" + ";\n" * (ROWS + 9)).rows == [["a", "b"], ["1", "2"]]
    assert read_text("a\n\n\n1\n").rows == [["a"], [], [], ["1"]], "rows count as the spreadsheet counts them"
    assert read_text("a,b\r1,2\r").rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param("a,ہیلپ‌لائن\r\n1,2\r\n\r\n,,\r\n".encode(), id="plain"),
        pytest.param("\ufeffa,ہیلپ‌لائن\n1,2\n".encode(), id="with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + "a,ہیلپ‌لائن\n1,2\n".encode("utf-16-le"), id="UTF-16"),
    ],
)
def test_text_is_read_to_the_letter_and_empty_rows_at_its_end_are_left_out(packed: bytes) -> None:
    assert read_any(packed)[0].rows == [["a", "ہیلپ‌لائن"], ["1", "2"]]


@pytest.mark.covers("SEC 12")
def test_a_text_that_is_uploaded_is_read_by_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "rows", None)
    monkeypatch.setattr(delimited, "decoded", None)
    assert read_any(b"a,b\n1,2\n")[0].rows == [["a", "b"], ["1", "2"]]


def test_a_workbook_is_told_from_a_text_by_what_it_holds() -> None:
    assert read_any(workbook())[0].rows == [["number"]]


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "no_text", id="an old workbook"),
        pytest.param(b"a,b\x00c\n", "no_text", id="not a text"),
        pytest.param("a,ک".encode("utf-16-le"), "no_text", id="another encoding"),
        pytest.param(b"%PDF-1.7\n" + workbook(), "no_text", id="two kinds in one"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n", "no_text", id="a document of plain letters"),
        pytest.param(b"\xef\xbb\xbf\n<HTML><table><tr><td>title</td></tr></table>", "no_text", id="a web page"),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "no_text", id="an old XML workbook"),
        pytest.param(b"{\\rtf1 title}", "no_text", id="a letter"),
        pytest.param(b"x" * (FILE_BYTES + 1), "too_big", id="too long"),
        pytest.param(b"x\n" * (ROWS + 3), "too_many_cells", id="too many rows"),
        pytest.param(b"x," * COLUMNS + b"x", "too_many_cells", id="too many columns"),
        pytest.param(b"," * 4_000_000, "too_many_cells", id="a row of nothing"),
        pytest.param(b',"a' * 1_300_000, "too_many_cells", id="quotation marks that never end"),
        pytest.param(b"a\n" + b"\n" * 4_000_000 + b"b", "too_many_cells", id="rows of nothing"),
        pytest.param(b'"' + b"x" * 200_000, "too_big", id="a cell without end"),
        pytest.param(b'"' * 4_000_000, "too_big", id="nothing but quotation marks"),
        pytest.param(b'"\n' * 2_000_000, "too_many_cells", id="a quotation mark in each line"),
    ],
)
def test_what_is_no_text_of_ours_is_refused_in_words(packed: bytes, reason: str) -> None:
    before = resident_bytes()
    with pytest.raises(Unreadable) as refused:
        read_any(packed)
    assert refused.value.reason == reason
    assert resident_bytes() - before < 50 * 1024 * 1024
    assert labels.text(f"sheet_refused_{reason}", "ur") != labels.text(f"sheet_refused_{reason}", "en")
