"""`/lines.csv` and `/lines.json`: all lines of a choice as a file, read page by page and sent when it is whole.

The file follows from the choice, the language and the day alone: asked for on that day or as at it later, it is the
same bytes, but for what was erased or hidden since.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final

from google.protobuf.json_format import MessageToDict
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from dashboard import labels
from dashboard.backend import errors
from dashboard.backend.public import Public
from dashboard.filters import Query, on_day, word_label
from dashboard.public.columns import COLUMNS, sentence
from dashboard.spreadsheets import comma
from dashboard.web import Visit
from dashboard.web.spools import SPOOLS
from roundtable.recommendations.v1.service_pb2 import Line, ListLinesResponse

Write = Callable[[Iterable[ListLinesResponse], Query, str, str], Iterator[bytes]]

_MOST_AT_ONCE: Final = 6
_LATER_SECONDS: Final = 60
_MOST_OF_A_NETWORK: Final = 2


class _AtWork:
    """Files that are being made: each reads all lines, and more at once would keep readers of pages waiting.

    No network gets more than two, and a second one only while fewer than half are taken. How slowly somebody reads a
    file plays no part in it: it is made by then (`spools`).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of = Counter[str]()

    def begin(self, network: str) -> bool:
        """Begin a file; False if too many are at work."""
        with self._lock:
            most = _MOST_AT_ONCE // 2 if self._of[network] else _MOST_AT_ONCE
            if self._of.total() >= most or self._of[network] >= _MOST_OF_A_NETWORK:
                return False
            self._of[network] += 1
            return True

    def end(self, network: str) -> None:
        """End one."""
        with self._lock:
            self._of[network] -= 1
            if not self._of[network]:
                del self._of[network]


_AT_WORK: Final = _AtWork()

_ABOUT_ALL: Final = ("page", "as_at", "choice")
"""The last columns: what does not follow from the line."""


def as_csv(visit: Visit) -> Response:
    """Give the lines as a table, in the language of the page."""
    return _sent(visit, table, "csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """Give the lines as data: public fields only, with each line's sentence in both languages."""
    return _sent(visit, data, "json", "application/json")


def _sent(visit: Visit, write: Write, ending: str, media_type: str) -> Response:
    """Send a file, or say why not."""
    return in_turn(visit, lambda: _written(visit, write, ending, media_type))


def in_turn(visit: Visit, make: Callable[[], Response]) -> Response:
    """Make what all lines are read for, or say that too many are being made, or what is wrong with the choice.

    Args:
        visit: Whose network counts.
        make: Makes the answer, all of it.
    """
    network = visit.network
    if not _AT_WORK.begin(network):
        told = f"{labels.text('download_later', visit.language)}\n"
        return PlainTextResponse(told, 429, headers={"Retry-After": str(_LATER_SECONDS), "Cache-Control": "no-store"})
    try:
        return make()
    except errors.BadRequest as refused:
        wrong = [f"{each.field}: {each.expected}" for each in refused.violations] or [str(refused)]
        return PlainTextResponse("\n".join([*wrong, ""]), 400)
    finally:
        _AT_WORK.end(network)


def _written(visit: Visit, write: Write, ending: str, media_type: str) -> Response:
    """Send what is written of all pages of lines. If one of them is not to be had, nothing is sent but that."""
    query, as_of_date, pages = asked(visit, visit.site.backend.public)
    query = query.with_(as_at=as_of_date)
    name = f"{'EXAMPLE-' if query.show == 'example' else ''}lines-{as_of_date}.{ending}"
    size, pieces = SPOOLS.whole(visit.network, write(pages, query, visit.language, visit.site.settings.public_url))
    return StreamingResponse(
        pieces,
        media_type=f"{media_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(size),
            **headers(visit),
        },
    )


def asked(visit: Visit, public: Public) -> tuple[Query, str, Iterator[ListLinesResponse]]:
    """Return the choice in a page's address, the day of the answers, and all pages of lines, of which one was read.

    Raises:
        BadRequest: There is no such choice, or no such day.
    """
    query = Query.read(visit.query)
    illustrative = query.show == "example"
    pages = public.at(query.as_at).all_lines(query.line_filter(illustrative=illustrative))
    first = next(pages)
    return query.with_(show="example" if illustrative else "published"), first.as_of_date, chain([first], pages)


def headers(visit: Visit) -> dict[str, str]:
    """Return what every such answer says of itself: in which language it is, and who may keep and read it."""
    return {
        "Content-Language": visit.language,
        "Cache-Control": "no-cache",
        "Vary": "Cookie, Accept-Language",
        "Access-Control-Allow-Origin": "*",
        "X-Robots-Tag": "noindex",
    }


def table(pages: Iterable[ListLinesResponse], query: Query, language: str, site: str) -> Iterator[bytes]:
    """Yield lines as CSV: the headings, then one row a line. Each row says by itself of which day and choice it is.

    Args:
        pages: Of lines, in their order.
        query: The choice, with its day.
        language: Of headings and words of ours.
        site: Address of the site.
    """
    headings = [labels.text(f"download_column_{name}", language) for name in (*COLUMNS, *_ABOUT_ALL)]
    yield comma.MARK + comma.written([headings])
    for page in pages:
        yield comma.written(_row(line, query, language, site) for line in page.lines)


def _row(line: Line, query: Query, language: str, site: str) -> list[str]:
    about_all = (
        _page_of(line, query, site),
        query.as_at,
        choice(query, language, labels.name(line.addressee.name, language)),
    )
    return [*(cell(line, language) for cell in COLUMNS.values()), *about_all]


def _page_of(line: Line, query: Query, site: str) -> str:
    """Return the address of a line's page on the day of the file."""
    return on_day(f"{site}/r/{line.tracked_number}", query.as_at)


def choice(query: Query, language: str, body: str) -> str:
    """Return in words by what lines were chosen.

    Args:
        query: The choice.
        language: Of words of ours.
        body: What the body is called, if lines of one were chosen.
    """

    def told(name: str, word: str) -> str:
        words = body if name == "body" else word_label(name, word, language)
        return f"{labels.text(f'filter_{name}', language)}: {words}"

    chosen = [told(name, word) for name, word in query.chosen.items()]
    side = labels.text("tab_example" if query.show == "example" else "tab_published", language)
    return "; ".join([side, *(chosen or [labels.text("download_all_lines", language)])])


def data(pages: Iterable[ListLinesResponse], query: Query, _language: str, site: str) -> Iterator[bytes]:
    """Yield lines as one JSON object, the same in either language; that its last field is there says that it is whole.

    Args:
        pages: Of lines, in their order.
        query: The choice, with its day.
        site: Address of the site.
    """
    about_all = {
        "as_at_date": query.as_at,
        "illustrative": query.show == "example",
        "choice": query.chosen,
        "page": query.url(f"{site}/"),
    }
    yield f'{{"about": {_json(about_all)},\n"lines": ['.encode()
    count = 0
    for page in pages:
        found = []
        for line in page.lines:
            found.append(f"{',' if count else ''}\n{_json(_entry(line, query, site))}")
            count += 1
        yield "".join(found).encode()
    yield f'\n],\n"count": {count}}}\n'.encode()


def _entry(line: Line, query: Query, site: str) -> dict[str, Any]:
    return {
        "page": _page_of(line, query, site),
        "sentence": sentence(line),
        "line": MessageToDict(line, preserving_proto_field_name=True),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
