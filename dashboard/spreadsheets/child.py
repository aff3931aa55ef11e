"""Reads one spreadsheet, XLSX or text, in a process of its own: the file on standard input, rows as JSON on the output.

What was uploaded is hostile until it is read (SEC-12). Before the first byte of it is looked at, this process has given
up memory beyond 512 MiB, work beyond 10 s, writing files, and every further file descriptor: with them sockets, and so
the network. The archive is unpacked under limits and packed anew, so that what reads the sheet sees only parts whose
size is known. It prints `{"refused": REASON}` or `{"sheets": […]}`, each with its title, rows and cells with formulas,
whether it is hidden, and whether it was left out because it holds too much.
"""

import codecs
import io
import json
import posixpath
import re
import resource
import stat
import sys
import zipfile
from datetime import date, datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

import python_calamine

from dashboard.spreadsheets import delimited
from dashboard.spreadsheets.limits import COLUMNS, FILE_BYTES, HEADS, LONGEST_READ, ROWS, Unreadable

MEMORY_BYTES: Final = 512 * 1024 * 1024
WORK_SECONDS: Final = 10
MOST_ENTRIES: Final = 200
UNPACKED_BYTES: Final = 50 * 1024 * 1024
RATIO: Final = 100
RATIO_FROM_BYTES: Final = 64 * 1024  # small parts, such as an empty style sheet, pack better than anything big
TITLE: Final = 31  # no longer one can be given to a sheet
MOST_CHARACTERS: Final = 4 * 1024 * 1024
MOST_CELLS: Final = 500_000  # of all sheets together, empty ones between others included

_END_BYTES: Final = 22  # of an archive's last record, without a comment
_CHUNK: Final = 64 * 1024
_FORMULA: Final = re.compile(rb'<c\s[^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[\s>/]')
_ANY_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ENCODED: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # in two bytes a letter
_PLACE: Final = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"


def _give_up_everything() -> None:
    # An archive names its parts in the first, a text is in one of the others: later, no file of ours can be opened.
    for encoding in ("cp437", *delimited.MARKS.values()):
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (WORK_SECONDS, WORK_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def read(packed: bytes) -> list[dict[str, Any]]:
    """Return every sheet: what it is called, its rows, and the cells of it that hold formulas."""
    if len(packed) > FILE_BYTES:
        raise Unreadable("too_big")
    if packed.startswith(b"PK"):
        return _workbook(packed)
    return [{"rows": delimited.rows(delimited.decoded(packed)), "formulas": []}]


def _workbook(packed: bytes) -> list[dict[str, Any]]:
    parts = _unpacked(packed)
    if _WORKBOOK not in parts:
        raise Unreadable("no_workbook")
    places = _places(parts)
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_packed_anew(parts)))
    sheets, room = [], MOST_CELLS
    for known in workbook.sheets_metadata:
        if known.typ is python_calamine.SheetTypeEnum.WorkSheet:
            part = parts.get(places.get(known.name, ""), b"")
            sheet, room = _sheet(workbook.get_sheet_by_name(known.name), part, room)
            sheets.append(sheet | {"hidden": known.visible is not python_calamine.SheetVisibleEnum.Visible})
    if not sheets:
        raise Unreadable("no_workbook")
    if all(each["left_out"] for each in sheets):
        raise Unreadable("too_many_cells")
    if sum(len(cell) for each in sheets for row in each["rows"] for cell in row) > MOST_CHARACTERS:
        raise Unreadable("too_big")
    return sheets


def _sheet(sheet: python_calamine.CalamineSheet, part: bytes, room: int) -> tuple[dict[str, Any], int]:
    """Return a sheet, and how many cells may follow in others."""
    last_row, last_column = sheet.end or (0, 0)
    cells = (last_row + 1) * (last_column + 1)
    if last_row >= ROWS + HEADS or last_column >= COLUMNS or cells > room:
        return {"title": sheet.name[:TITLE], "rows": [], "formulas": [], "left_out": True}, room
    rows = [[_words(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    while rows and not any(rows[-1]):
        rows.pop()
    found = {"title": sheet.name[:TITLE], "rows": rows, "formulas": _formulas(part), "left_out": False}
    return found, room - cells


def _formulas(part: bytes) -> list[str]:
    """Return the cells that hold formulas."""
    found = [each.decode() for each in _FORMULA.findall(part)]
    if len(found) == len(_ANY_FORMULA.findall(part)) and not part.startswith(_ENCODED):
        return found
    # Written in a way of its own: with a prefix, without the names of cells, in another encoding.
    found, row, column = [], 0, 0
    for event, element in ET.iterparse(io.BytesIO(part), ("start", "end")):  # noqa: S314 - as above
        name = element.tag.rpartition("}")[2]
        if event == "start" and name == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif event == "start" and name == "c":
            place = _PLACE.fullmatch(element.get("r") or "")
            column = _number(place[1]) if place else column + 1
        elif event == "start" and name == "f":
            found.append(f"{_letters(column)}{row}")
        elif event == "end" and name == "row":
            element.clear()
    return found


def _number(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _places(parts: dict[str, bytes]) -> dict[str, str]:
    """Return in which part each sheet lies: the first one need not be called so, once sheets were moved."""
    # A document type, and with it every entity, was refused before.
    relations = ET.fromstring(parts.get(_RELATIONS, b"<none/>"))  # noqa: S314
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    workbook = ET.fromstring(parts[_WORKBOOK])  # noqa: S314
    return {
        each.get("name", ""): posixpath.normpath(posixpath.join("/xl", targets.get(_relation(each), "")))[1:]
        for each in workbook.iter()
        if each.tag.endswith("}sheet")
    }


def _relation(sheet: ET.Element) -> str:
    """Return the relation of a sheet, whichever edition of the standard names it."""
    return next((value for name, value in sheet.items() if name.endswith("}id")), "")


def _unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the parts of the archive, each within its limits."""
    # What begins or ends as something else may be read as something else, too.
    if not packed.startswith(b"PK\x03\x04") or packed[-_END_BYTES:][:4] != b"PK\x05\x06":
        raise Unreadable("no_workbook")
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Unreadable("no_workbook") from broken
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > UNPACKED_BYTES:
        raise Unreadable("too_big")
    parts: dict[str, bytes] = {}
    left = UNPACKED_BYTES
    for entry in entries:
        _may_be_unpacked(entry, parts)
        parts[entry.filename] = _part(archive, entry, left)
        left -= len(parts[entry.filename])
    return parts


def _may_be_unpacked(entry: zipfile.ZipInfo, known: dict[str, bytes]) -> None:
    name, mode = entry.filename, entry.external_attr >> 16
    if "vbaproject" in name.lower():
        raise Unreadable("macros")
    strange = name.startswith("/") or ".." in name.split("/") or name in known or entry.flag_bits & 1
    if strange or (mode and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and stat.S_IFMT(mode)):
        raise Unreadable("no_workbook")
    if entry.file_size > max(RATIO_FROM_BYTES, RATIO * entry.compress_size):
        raise Unreadable("too_big")


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    unpacked = bytearray()
    try:
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                unpacked += chunk
                if len(unpacked) > left or len(unpacked) > entry.file_size:
                    raise Unreadable("too_big")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as broken:
        raise Unreadable("no_workbook") from broken
    # No sheet needs a document type; entities are what they are for.
    if b"<!DOCTYPE" in unpacked or b"<!ENTITY" in unpacked or b"<\x00!\x00" in unpacked:
        raise Unreadable("no_workbook")
    if entry.filename == "[Content_Types].xml" and b"macroEnabled" in unpacked:
        raise Unreadable("macros")
    return bytes(unpacked)


def _packed_anew(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _words(cell: Any) -> str:
    """Return a cell as a person would type it."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
    return str(cell)[: LONGEST_READ + 1].replace("\r\n", "\n")


def main() -> None:
    """Read standard input, print what is found."""
    _give_up_everything()
    try:
        found: dict[str, Any] = {"sheets": read(sys.stdin.buffer.read(FILE_BYTES + 1))}
    except Unreadable as refused:
        found = {"refused": refused.reason}
    except MemoryError:
        found = {"refused": "too_big"}
    except (python_calamine.CalamineError, ET.ParseError, RecursionError, IndexError, ValueError):
        found = {"refused": "no_workbook"}
    sys.stdout.write(json.dumps(found, ensure_ascii=True))


if __name__ == "__main__":
    main()
