"""Reading plain pages in tests: open one, send its form, read its words."""

import io
import re
import zipfile
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

ORIGIN = "http://127.0.0.1:8501"
MAILBOX = "http://127.0.0.1:8025"
FACILITATOR = "facilitator@forum.example"


def page(reader: TestClient, path: str, status: int = 200, *, language: str = "") -> Any:
    """Open a page and return it."""
    answer = reader.get(path, headers={"accept-language": language} if language else {})
    assert answer.status_code == status, answer.text[:500]
    return read(answer)


def read(answer: Any) -> Any:
    """Return the page in an answer."""
    return BeautifulSoup(answer.text, "html.parser")


def send(reader: TestClient, path: str, opened: Any, origin: str = ORIGIN, **typed: str) -> Any:
    """Send the form of an opened page with what was typed into it."""
    form = opened.find("form", action=path)
    assert form, path
    fields = {each["name"]: each.get("value", "") for each in form.find_all("input") if each.get("name")}
    headers = {"content-type": "application/x-www-form-urlencoded"} | ({"origin": origin} if origin else {})
    return reader.post(path, content=urlencode(fields | typed), headers=headers)


def words(soup: Any) -> str:
    """Return what a reader reads, without the isolating characters."""
    return re.sub("[\u2068\u2069]", "", " ".join(soup.get_text(" ").split()))


def sheets(packed: bytes) -> list[list[list[str]]]:
    """Return the cells of each sheet of a workbook of ours, row by row, all of which are text."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(packed)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
        words = ["".join(each.itertext()) for each in shared]
        names = sorted(each for each in book.namelist() if each.startswith("xl/worksheets/sheet"))
        found = [ET.fromstring(book.read(each)) for each in names]
    cells = [[list(row) for row in sheet.iter(f"{space}row")] for sheet in found]
    assert {cell.get("t") for rows in cells for row in rows for cell in row if len(cell)} == {"s"}
    return [[[words[int(cell[0].text or 0)] if len(cell) else "" for cell in row] for row in rows] for rows in cells]
