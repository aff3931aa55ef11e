"""The lines of a past day as the pages show them, and as the files of that day hold them: row by row the same."""

import asyncio
import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from dashboard import labels
from tests.dashboard_kit.reading import page, words

_HEADINGS: Final = ("number", "title_en", "title_ur", "body", "stands", "position", "progress", "checked")
_DAYS: Final = ("delivery_due", "response_due")


async def differing(reader: TestClient, day: str, language: labels.Language) -> tuple[list[tuple[str, str, str]], int]:
    """Return where page and files of a day differ, and how many lines the pages show.

    Args:
        reader: A browser at the dashboard.
        day: The past day, `YYYY-MM-DD`.
        language: Of the page and of the table.
    """
    asked = f"show=published&as_at={day}"
    shown = await asyncio.to_thread(_shown, reader, f"/?{asked}&lang={language}")
    as_csv = await asyncio.to_thread(reader.get, f"/lines.csv?{asked}&lang={language}")
    as_json = (await asyncio.to_thread(reader.get, f"/lines.json?{asked}")).json()
    table = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"), newline="")))
    assert {each[_heading("as_at", language)] for each in table} <= {day} == {as_json["about"]["as_at_date"]}
    assert len(shown) == len(table) == len(as_json["lines"]) == as_json["count"]
    rows = zip(shown, table, as_json["lines"], strict=True)
    return [each for row in rows for each in _otherwise(*row, language)], len(shown)


def _shown(reader: TestClient, address: str) -> list[list[str]]:
    """Return the cells of all lines, over however many pages."""
    found, more = [], True
    while more:
        opened: BeautifulSoup = page(reader, address)
        found += [[words(cell) for cell in row.select("th, td")] for row in opened.select("table.lines tbody tr")]
        onward = opened.select_one("a[rel=next]")
        more = onward is not None
        address = str(onward["href"]).partition("#")[0] if onward else ""
    return found


def _otherwise(
    cells: list[str], row: dict[str, str], entry: dict[str, Any], language: labels.Language
) -> Iterator[tuple[str, str, str]]:
    """Yield which cell of a page's row says something else than the table's or the data's, and what both say."""
    number, title, body, stands, says, checked, date = cells
    told = {name: row[_heading(name, language)] for name in (*_HEADINGS, *_DAYS)}
    said = " · ".join(told[each] for each in ("position", "progress") if told[each])
    # A date that the body gave and no longer holds to stands in the files alone; the date asked stays on the page, too.
    days = [_plain(labels.day(told[each], language)) for each in _DAYS if told[each]]
    titled = told[f"title_{language}"] or told["title_ur" if language == "en" else "title_en"]
    erased = titled == labels.text("download_erased", language)
    line = entry["line"]
    pairs = {
        "number": (number, told["number"], number == told["number"] == line["tracked_number"]),
        "title": (title, titled, (labels.text("erased", language) if erased else titled) in title),
        "body": (body, told["body"], body == told["body"]),
        "stands": (stands, told["stands"], stands.startswith(told["stands"])),
        "sentence": (
            stands,
            _plain(entry["sentence"][language]),
            told["stands"] == _plain(entry["sentence"][language]),
        ),
        "says": (says, said, says == (said or labels.text("panel_says_nothing", language))),
        "checked": (checked, told["checked"], checked.startswith(told["checked"])),
        "date": (
            date,
            " ".join(days),
            any(each in date for each in days) or (date == "–" and not told["response_due"]),
        ),
    }
    yield from ((f"{number} {name}", shown, held) for name, (shown, held, same) in pairs.items() if not same)


def _heading(name: str, language: labels.Language) -> str:
    return labels.text(f"download_column_{name}", language)


def _plain(written: str) -> str:
    return written.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
