"""What browsers are answered, a stranger's above all: every route in both languages, and every form."""

import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from starlette.routing import Route

from dashboard.app import our_routes
from dashboard.backend import Backend
from dashboard.settings import Settings
from dashboard.web import Site
from deploy.local.stack import Stack
from tests.canaries.public_rpcs import Known

Paths = Callable[[Known], Iterable[str]]

LANGUAGES: Final = ("en", "ur")


def _same(path: str) -> Paths:
    return lambda _: [path]


def _lines(path: str) -> Paths:
    return lambda known: [path.format(number=each) for each in known.own["tracked"]]


def _consultation(path: str) -> Paths:
    return lambda known: [path.format(number=known.own["number"])]


def _draft(path: str) -> Paths:
    return lambda known: [f"{path}?consultation={known.own['consultation_id']}&document={known.own['document_id']}"]


_PLAIN: Final = (
    *(
        "/find",
        "/healthz",
        "/hand-over",
        "/due",
        "/due/link",
        "/due/link/end",
        "/my-lines",
        "/my-lines.xlsx",
        "/my-words",
        "/sessions",
    ),
    *("/sign-in", "/sign-in/code", "/sign-out", "/start", "/work", "/enrol"),
    *("/explore", "/facilitator", "/reviewer", "/verifier", "/registrar"),
    *("/capture", "/capture/check", "/capture/confirm", "/capture/shell", "/capture/grid/shell", "/capture/worker.js"),
)
_OF_A_DRAFT: Final = ("documents", "documents/file", "notes", "grid", "import", "items.xlsx", "card")
_OF_A_LINE: Final = (
    *("/r/{number}", "/r/{number}.json", "/r/{number}/letter", "/suggest/{number}", "/finding/{number}"),
    *("/answer/{number}", "/answer/{number}/approval", "/answer/{number}/sent", "/evidence/{number}/attach"),
)
_OF_A_CONSULTATION: Final = (
    *("/c/{number}", "/c/{number}/sheet", "/p/{number}", "/p/{number}/report", "/p/{number}/report.xlsx"),
)
_READ: Final[Mapping[str, Paths]] = {
    **{each: _same(each) for each in _PLAIN},
    **{each: _lines(each) for each in _OF_A_LINE},
    **{each: _consultation(each) for each in _OF_A_CONSULTATION},
    **{f"/capture/{each}": _draft(f"/capture/{each}") for each in _OF_A_DRAFT},
    "/": lambda known: ["/?show=example", "/?show=published", f"/?show=example&addressee={known.own['slug']}"],
    "/feed.atom": _same("/feed.atom?show=example"),
    "/methodology": lambda known: ["/methodology", f"/methodology?year={known.own['calendar_year']}"],
    "/lines.csv": _same("/lines.csv?show=example"),
    "/lines.json": _same("/lines.json?show=example"),
    "/assets/{path:path}": _same("/assets/style.css"),
    "/calendar/{secret}.ics": lambda known: [f"/calendar/{known.own['calendar_secret']}.ics"],
    "/held/{file_id}": _same("/held/a"),
    "/a/{slug}": lambda known: [f"/a/{known.own['slug']}"],
    "/a/{slug}/own-words": lambda known: [f"/a/{known.own['slug']}/own-words"],
    "/c/{number}/{item}": lambda known: [f"/c/{each}" for each in known.own["statements"]],
    "/c/{number}/document/{sha256}": lambda known: [
        f"/c/{known.own['number']}/document/{each}" for each in known.own["digests"]
    ],
    "/evidence/file/{file_id}": lambda known: [f"/evidence/file/{each}" for each in known.own["files"]],
    "/evidence/{number}/copy/{sha256}": lambda known: [
        f"/evidence/{each}/copy/{'a' * 64}" for each in known.own["tracked"][:1]
    ],
}
"""What the sweep opens of each route that is read; one that is missing fails it."""

OF_PAST_DAYS: Final = (
    *("/", "/r/{number}", "/r/{number}.json", "/c/{number}", "/c/{number}/{item}", "/c/{number}/sheet", "/p/{number}"),
    *("/p/{number}/report", "/p/{number}/report.xlsx", "/a/{slug}", "/lines.csv", "/lines.json", "/feed.atom"),
)
"""Routes that answer as at a past day: what all others tell is of now."""

FORMS: Final = (
    *("email", "code", "name", "organisation_name", "url", "note", "text", "words", "reason", "title", "lines", "body"),
    *("position_text", "progress_text", "reply", "former_session", "csrf"),
)
"""Names of fields that forms have; a stranger fills in all of them everywhere."""


def routes(stack: Stack) -> list[Route]:
    """Return the dashboard's routes, as its app has them."""
    given = {name.removeprefix("RT_").lower(): value for name, value in stack.settings.dashboard().items()}
    settings = Settings(**{name: value for name, value in given.items() if name in Settings.model_fields})  # type: ignore[arg-type]
    site = Site(settings, Backend.from_settings(settings))
    site.backend.close()
    found = our_routes(site)
    return [each for each in found if isinstance(each, Route)]


def read(
    stack: Stack, known: Known, *, session: str = "", languages: Iterable[str] = LANGUAGES
) -> Iterator[tuple[str, bytes]]:
    """Yield what each route answers that is read, to a stranger or to whose session it is."""
    for _, whole in addresses(stack, known, languages):
        yield whole, ask(stack, whole, session=session)


def read_as_at(
    day: date, stack: Stack, known: Known, *, session: str = "", languages: Iterable[str] = LANGUAGES
) -> Iterator[tuple[str, bytes]]:
    """Yield what each route that answers for past days answers for one."""
    for route, path in addresses(stack, known, languages):
        if route in OF_PAST_DAYS:
            whole = f"{path}&as_at={day}&from={day}&to={day}"
            yield whole, ask(stack, whole, session=session)


def heads(stack: Stack, known: Known) -> Iterator[tuple[str, bytes]]:
    """Yield what each route tells of an answer without giving it, in one language."""
    for _, whole in addresses(stack, known, LANGUAGES[:1]):
        yield f"HEAD {whole}", ask(stack, whole, method="HEAD")


def addresses(stack: Stack, known: Known, languages: Iterable[str] = LANGUAGES) -> Iterator[tuple[str, str]]:
    """Yield each route that is read with every address of it that is known, in the languages."""
    for route in routes(stack):
        if "GET" in (route.methods or ()):
            for path in _READ[route.path](known):
                for language in languages:
                    yield route.path, f"{path}{'&' if '?' in path else '?'}lang={language}"


def send(stack: Stack, known: Known, filled: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield what each route answers to a form that a stranger was never shown, sent as a form and in the address."""
    data = urllib.parse.urlencode(filled)
    for route in routes(stack):
        path = (
            route.path.format(
                number=known.own["tracked"][0],
                slug=known.own["slug"],
                item=1,
                sha256="a" * 64,
                file_id="a",
                path="a",
                secret="a",
            )
            if ":path" not in route.path
            else "/assets/a"
        )
        if "POST" in (route.methods or ()):
            yield f"POST {path}", ask(stack, path, data.encode())
        if "GET" in (route.methods or ()):
            yield f"GET {path}", ask(stack, f"{path}?{data}")


def ask(stack: Stack, path: str, data: bytes | None = None, *, session: str = "", method: str = "") -> bytes:
    """Return status, headers and content of an answer of the dashboard, and of each that it leads to."""
    headers = {"Origin": stack.public_url} | ({"Cookie": f"sid={session}"} if session else {})
    url, told = f"{stack.public_url}{path}", b""
    for _ in range(_MOST_STEPS):
        asked = urllib.request.Request(url, data, headers, method=method or None)
        answer = _STAYS.open(asked, timeout=30)
        with answer:
            if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise AssertionError(f"{path}: {answer.status}")
            told += b"%d\n%s\n%s\n" % (answer.status, str(answer.headers).encode(), answer.read())
            leads = answer.headers["Location"]
        if not leads:
            return told
        url, data = urllib.parse.urljoin(url, leads), None
        assert url.startswith(f"{stack.public_url}/"), f"{path} leads away"
    raise AssertionError(f"{path} leads on and on")


class _AsItCame(urllib.request.HTTPErrorProcessor):
    """Neither goes where an answer leads nor takes one for an error: all of it is to be searched."""

    def http_response(self, request: Any, response: Any) -> Any:  # noqa: ARG002 - what it is called with
        return response


_STAYS: Final = urllib.request.build_opener(_AsItCame)
_MOST_STEPS: Final = 5
