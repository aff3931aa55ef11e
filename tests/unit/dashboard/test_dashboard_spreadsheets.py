"""Spreadsheets from strangers: read by a child that can do nothing else, refused quickly when they are an attack."""

import io
import mmap
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from dashboard.spreadsheets import child, limits, reading

_URDU = "ہیلپ{}لائن".format("\u200c") + "\n" + "دوم"
_SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None] | None = None) -> bytes:
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    sheet = book.add_worksheet("Lines")
    sheet.write_string(0, 0, "number")
    if fill:
        fill(book, sheet)
    book.close()
    return packed.getvalue()


def changed(name: str, content: Callable[[bytes], bytes], *, mode: int = 0, of: bytes = b"") -> bytes:
    """Return a workbook with one part changed or added."""
    parts = zipfile.ZipFile(io.BytesIO(of or workbook()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in {*parts.namelist(), name}:
            part = parts.read(each) if each in parts.namelist() else b""
            entry = zipfile.ZipInfo(each)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (mode if each == name else 0) << 16
            archive.writestr(entry, content(part) if each == name else part)
    return packed.getvalue()


def lying() -> bytes:
    """Return a workbook whose directory says that a big part is small."""
    packed = bytearray(changed("xl/big.xml", lambda _: bytes(20_000_000)))
    true = (20_000_000).to_bytes(4, "little")
    while (place := packed.find(true)) >= 0:
        packed[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(packed)


def many_parts() -> bytes:
    packed = io.BytesIO(workbook())
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(250):
            archive.writestr(f"xl/part{number}.xml", b"x")
    return packed.getvalue()


def far_cell(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_string(1_048_575, 16_383, "far")


def many_rows(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.write_string(limits.ROWS + limits.HEADS, 0, "one too many")


def entity(part: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + part


def resident_bytes() -> int:
    """Return how much memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


def blow_up(_part: bytes) -> bytes:
    """Return shared strings in which one long entity is used many times."""
    long = b'<!DOCTYPE sst [<!ENTITY a "' + b"a" * 50_000 + b'">]>'
    return long + b"<sst><si><t>" + b"&a;" * 20_000 + b"</t></si></sst>"


def nested() -> bytes:
    """Return archives in archives, each of which unpacks to much more."""
    inner = bytes(1_000_000)
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = packed.getvalue()
    return inner


def test_cells_are_read_as_a_person_would_type_them() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, [42, 1.5, True, _URDU])
        sheet.write_datetime(2, 1, date(2027, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_formula(2, 2, "=1+1", None, 2)

    [found] = reading.read(workbook(fill))
    assert found.title == "Lines"
    assert found.rows == [
        ["number", "", "", ""],
        ["42", "1.5", "TRUE", _URDU],
        ["", "2027-01-31", "2", ""],
    ]
    assert found.formulas == {"C3"}


def moved() -> bytes:
    """Return a workbook whose second sheet was moved before the first one: the parts keep their names."""

    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula(1, 0, "=1+1", None, 2)
        book.add_worksheet("Second").write_string(0, 0, "title")
        book.add_worksheet("Lists").hide()

    def swap(part: bytes) -> bytes:
        first, second = re.findall(rb"<sheet [^>]*/>", part)[:2]
        return part.replace(first, b"@").replace(second, first).replace(b"@", second)

    return changed("xl/workbook.xml", swap, of=workbook(fill))


def test_every_sheet_is_read_with_its_own_formulas_wherever_it_stands() -> None:
    found = reading.read(moved())
    assert [(each.title, each.rows, each.formulas, each.hidden) for each in found] == [
        ("Second", [["title"]], frozenset(), False),
        ("Lines", [["number"], ["2"]], {"A2"}, False),
        ("Lists", [], frozenset(), True),
    ]


def test_a_sheet_with_too_many_rows_is_left_out_and_the_others_are_read() -> None:
    def fill(book: xlsxwriter.Workbook, _sheet: xlsxwriter.worksheet.Worksheet) -> None:
        many_rows(book, book.add_worksheet("Long"))

    assert [(each.title, bool(each.rows), each.left_out) for each in reading.read(workbook(fill))] == [
        ("Lines", True, False),
        ("Long", False, True),
    ]


_OTHERS_SHEET = """<?xml version="1.0" encoding="utf-8"?>
<{p}worksheet xmlns{colon}="http://{space}/spreadsheetml/{edition}"><{p}sheetData><{p}row{r1}>
<{p}c{a1} t="inlineStr"><{p}is><{p}t>title</{p}t></{p}is></{p}c>
<{p}c{b1} t="str"><{p}v>text</{p}v></{p}c>
</{p}row><{p}row{r2}>
<{p}c{a2} t="str"><{p}f>"A"&amp;1</{p}f><{p}v>A1</{p}v></{p}c>
<{p}c{b2} t="inlineStr"><{p}is>
<{p}r><{p}t>ہیلپ</{p}t></{p}r><{p}r><{p}t xml:space="preserve"> لائن</{p}t></{p}r>
</{p}is></{p}c>
</{p}row></{p}sheetData></{p}worksheet>"""


def others_sheet(*, prefix: str = "", named: bool = True, strict: bool = False) -> bytes:
    """Return a sheet as another program writes it: inline strings, results of formulas, text in runs."""
    names = {name: f' r="{name.upper()}"' if named else "" for name in ("a1", "b1", "a2", "b2")}
    written = _OTHERS_SHEET.format(
        **names,
        r1=' r="1"' if named else "",
        r2=' r="2"' if named else "",
        p=f"{prefix}:" if prefix else "",
        colon=f":{prefix}" if prefix else "",
        space="purl.oclc.org/ooxml" if strict else "schemas.openxmlformats.org",
        edition="main" if strict else "2006/main",
    )
    return written.encode()


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(others_sheet(), id="inline strings"),
        pytest.param(others_sheet(prefix="x"), id="a prefix"),
        pytest.param(others_sheet(named=False), id="cells without names"),
    ],
)
def test_a_formula_is_found_in_what_other_programs_write(sheet: bytes) -> None:
    [found] = reading.read(changed(_SHEET, lambda _: sheet))
    assert found.rows == [["title", "text"], ["A1", "ہیلپ لائن"]]
    assert found.formulas == {"A2"}


def test_a_workbook_of_the_strict_edition_is_read_as_any_other() -> None:
    relations = {"officeDocument/2006/relationships": "officeDocument/relationships"}

    def strict(part: bytes) -> bytes:
        written = part.replace(b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/")
        for old, new in relations.items():
            written = written.replace(old.encode(), new.encode())
        return written.replace(b"spreadsheetml/2006/main", b"spreadsheetml/main")

    packed = changed("xl/workbook.xml", strict, of=changed(_SHEET, lambda _: others_sheet(strict=True)))
    [found] = reading.read(changed("xl/_rels/workbook.xml.rels", strict, of=packed))
    assert found.rows[1] == ["A1", "ہیلپ لائن"]
    assert found.formulas == {"A2"}


def test_many_sheets_that_are_empty_but_for_their_last_cells_take_no_room() -> None:
    def fill(book: xlsxwriter.Workbook, _sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for _ in range(60):
            book.add_worksheet().write_string(limits.ROWS - 1, limits.COLUMNS - 1, "far")

    packed, before = workbook(fill), resident_bytes()
    found = reading.read(packed)
    assert resident_bytes() - before < 50 * 1024 * 1024
    assert found[0].rows == [["number"]]
    assert sum(not each.left_out for each in found) == 2, "the others are named, to be brought on their own"


@pytest.mark.covers("SEC 12")
@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        pytest.param(lambda: changed("xl/big.xml", lambda _: bytes(60_000_000)), "too_big", id="zip bomb"),
        pytest.param(lambda: changed("xl/big.xml", lambda _: bytes(10_000_000)), "too_big", id="packed too well"),
        pytest.param(lying, "no_workbook", id="a directory that lies"),
        pytest.param(many_parts, "too_big", id="too many parts"),
        pytest.param(lambda: workbook(far_cell), "too_big", id="a cell far away"),
        pytest.param(lambda: workbook(many_rows), "too_many_cells", id="too many rows"),
        pytest.param(lambda: changed("docProps/app.xml", entity), "no_workbook", id="an entity"),
        pytest.param(lambda: changed("xl/vbaProject.bin", lambda _: b"x"), "macros", id="macros"),
        pytest.param(
            lambda: changed("[Content_Types].xml", lambda part: part.replace(b"sheet.main", b"sheet.macroEnabled")),
            "macros",
            id="macros by another name",
        ),
        pytest.param(
            lambda: changed("xl/link.xml", lambda _: b"/etc/passwd", mode=stat.S_IFLNK | 0o777),
            "no_workbook",
            id="link",
        ),
        pytest.param(lambda: changed("../../out.xml", lambda _: b"x"), "no_workbook", id="a part outside"),
        pytest.param(
            lambda: changed(_SHEET, lambda _: b"<worksheet><sheetData><row"), "no_workbook", id="half a sheet"
        ),
        pytest.param(
            lambda: changed("xl/workbook.xml", lambda part: part[: len(part) // 2]),
            "no_workbook",
            id="half a list of sheets",
        ),
        pytest.param(lambda: b"%PDF-1.7 and so on", "no_workbook", id="another kind"),
        pytest.param(lambda: changed(_SHEET, entity), "no_workbook", id="an entity in the sheet"),
        pytest.param(lambda: changed("xl/sharedStrings.xml", blow_up), "too_big", id="quadratic blow-up"),
        pytest.param(nested, "no_workbook", id="archives within an archive"),
        pytest.param(lambda: b"%PDF-1.7\n" + workbook(), "no_workbook", id="a document before it"),
        pytest.param(lambda: workbook() + b"<script>", "no_workbook", id="a page after it"),
        pytest.param(lambda: b"x" * (limits.FILE_BYTES + 1), "too_big", id="too long"),
    ],
)
def test_an_attack_is_refused(attack: Callable[[], bytes], reason: str) -> None:
    packed = attack()
    before = resident_bytes()
    with pytest.raises(limits.Unreadable) as refused:
        reading.read(packed)
    assert refused.value.reason == reason
    assert resident_bytes() - before < 50 * 1024 * 1024


@pytest.mark.covers("SEC 12")
@pytest.mark.parametrize(
    "deed",
    [
        pytest.param("import socket; socket.socket()", id="a socket"),
        pytest.param("open('/etc/hostname')", id="a file"),
        pytest.param("bytearray(600 * 1024 * 1024)", id="memory"),
    ],
)
def test_the_child_can_do_nothing_else(deed: str) -> None:
    # As the child is started, but that it then tries something else.
    start = reading._START.replace("child.main()", "child._give_up_everything()")
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import socket\n{start}\ntry:\n    {deed}\nexcept (OSError, MemoryError):\n    print('no')",
        str(Path(child.__file__).parents[2]),
    ]
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert done.stdout == b"no\n", done.stderr[-500:]


def test_a_child_that_dies_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_START", "import none")
    with pytest.raises(limits.Unreadable, match="too_big"):
        reading.read(workbook())
