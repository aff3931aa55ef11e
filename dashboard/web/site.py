"""A site, a visit to it, and how a page function becomes a route."""

import logging
import math
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from dashboard import labels
from dashboard.backend import Backend, Person, errors
from dashboard.settings import Settings
from dashboard.web import cookies, forms, networks, uploads
from dashboard.web.forms import Form, WrongForm
from dashboard.web.limits import Later, Limits
from dashboard.web.render import render, render_alone
from dashboard.web.uploads import TooLarge, Upload

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS: Final = 10
_SECONDS_A_MINUTE: Final = 60
_KEPT_PAGES: Final = 200
_NOTHING: Final = 204


class Visit:
    """One request to a plain page."""

    def __init__(self, site: "Site", request: Request) -> None:
        self.site = site
        self.request = request
        self.language = cookies.language_of(
            request.query_params, request.cookies, request.headers.get("accept-language", "")
        )
        self.now = site.clock()
        plain = site.settings.plain_loopback
        self.session = cookies.read_secret(request.cookies, cookies.SESSION, plain_loopback=plain)
        """The session cookie's value; None if the reader is not signed in. Whether it still lives, identity knows."""
        self._known_browser = cookies.read_secret(request.cookies, cookies.BROWSER, plain_loopback=plain)
        self._form_shown = False

    @cached_property
    def browser_id(self) -> str:
        """The id of the browser: from its cookie, or a new one that the rendered page sets."""
        self._form_shown = True
        return self._known_browser or cookies.new_browser_id()

    @property
    def today(self) -> date:
        """The day where the deployment is."""
        return self.now.astimezone(self.site.settings.time_zone).date()

    @property
    def network(self) -> str:
        """A word for the network that the reader comes from; see `networks`."""
        return self.site.network_of(self.request.scope)

    @property
    def path(self) -> str:
        """The path of the page, as the browser has it."""
        return self.request.url.path

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters in the page's address."""
        return self.request.query_params

    @property
    def here(self) -> str:
        """Path and query of this page without the language, for coming back to it."""
        return self._here_without("lang")

    @property
    def here_now(self) -> str:
        """This page as it is now, where it shows a past day."""
        return self._here_without("lang", "as_at", "page")

    def _here_without(self, *names: str) -> str:
        kept = self._without(*names)
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def _without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.request.query_params.multi_items() if name not in names]

    @property
    def other_language_url(self) -> str:
        """This page in the other language. What a form was answered with cannot be opened: the page above it can."""
        other = "en" if self.language == "ur" else "ur"
        path = self.path if self.request.method == "GET" else self.site.page_above(self.path)
        return f"{path}?{urlencode([*self._without('lang'), ('lang', other)])}"

    def text(self, key: str, **values: object) -> str:
        """Return words in the page's language."""
        return labels.text(key, self.language, **values)

    def person(self) -> Person:
        """Return the services in the reader's name.

        Raises:
            SignedOut: Nobody is signed in.
        """
        if not self.session:
            raise errors.SignedOut("no session")
        return self.site.backend.person(self.session)

    def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Render a template. It sees `visit` and the values, and calls what `web.render` lists."""
        page = render(template, visit=self, settings=self.site.settings, **values)
        response = HTMLResponse(page, status)
        response.headers["Cache-Control"] = "no-store" if self.session or self._form_shown else "no-cache"
        response.headers["Vary"] = "Cookie, Accept-Language"
        response.headers["Content-Language"] = self.language
        plain = self.site.settings.plain_loopback
        self._keep_language(response)
        if self._form_shown:
            cookies.set_secret(
                response, cookies.BROWSER, self.browser_id, seconds=cookies.BROWSER_SECONDS, plain_loopback=plain
            )
        return response

    def redirect(self, path: str, status: int = 303) -> Response:
        """Lead the browser to another page of this site, in the language that the reader asked for here."""
        response = RedirectResponse(path, status, headers={"Cache-Control": "no-store"})
        self._keep_language(response)
        return response

    def _keep_language(self, response: Response) -> None:
        if self.query.get("lang") == self.language:
            cookies.set_language(response, self.language, secure=not self.site.settings.plain_loopback)


GetPage = Callable[[Visit], Response]
PostPage = Callable[[Visit, Form], Response]
UploadPage = Callable[[Visit, Upload], Response]


@dataclass(frozen=True)
class Site:
    """What pages are made with."""

    settings: Settings
    backend: Backend
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    network_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)  # see `networks`
    pages: list[Route] = field(default_factory=list, repr=False, compare=False)
    """What can be opened; `get` adds to it."""

    @cached_property
    def limits(self) -> Limits:
        """How much one network may ask."""
        return Limits(self.settings, self.clock)

    def network_of(self, scope: Scope) -> str:
        """Return a word for the network that a request comes from."""
        client = scope.get("client")
        return networks.word(client[0] if client else "", self.network_key)

    def get(self, path: str, page: GetPage) -> Route:
        """Make a route of a page that is read."""

        async def endpoint(request: Request) -> Response:
            visit = Visit(self, request)
            return await in_turn(visit, lambda: answer(visit, lambda: page(visit)))

        route = Route(path, endpoint, methods=["GET"], name=f"{page.__module__}.{page.__name__}")
        self.pages.append(route)
        return route

    def page_above(self, path: str) -> str:
        """Return the path to which a form was sent, or the nearest one above at which there is a page."""
        while path and not any(each.path_regex.match(path) for each in self.pages):
            path = path.rpartition("/")[0]
        return path or "/"

    def post(self, path: str, page: PostPage, *, longest: int = forms.FORM_BYTES) -> Route:
        """Make a route of a form that is sent, of at most so many bytes.

        Its Origin was checked by `guard`; its token is checked here. More than other forms have is read only of who is
        signed in: whoever is not any more keeps a form of usual length in the page, as on every route.
        """
        is_long = longest > forms.FORM_BYTES

        async def endpoint(request: Request) -> Response:
            visit = Visit(self, request)
            known = await _refused_here(visit) if is_long else None
            most = longest if known is None else forms.FORM_BYTES
            try:
                with (self.limits.file if is_long else self.limits.form)(visit.network):
                    form = await forms.read(request, longest=most)
                forms.check(form, visit._known_browser)  # noqa: SLF001 - a new browser has shown no form
            except Later as late:
                return later(visit.language, late.seconds)
            except WrongForm:
                return known or await in_turn(visit, lambda: visit.render("wrong_form.html", status=403))
            return await in_turn(visit, lambda: answer(visit, lambda: page(visit, form)))

        return Route(path, endpoint, methods=["POST"], name=f"{page.__module__}.{page.__name__}")

    def upload(
        self,
        path: str,
        page: UploadPage,
        too_large: GetPage,
        *,
        longest: int = uploads.FILE_BYTES,
        longest_field: int = uploads.FIELD_BYTES,
    ) -> Route:
        """Make a route of a form that is sent with a file of at most so many bytes, and with fields of at most so many.

        Nobody's file is read who is not signed in: identity is asked before.
        """

        async def endpoint(request: Request) -> Response:
            visit = Visit(self, request)
            if refused := await _refused_here(visit):
                return refused
            try:
                with self.limits.file(visit.network):
                    sent = await uploads.read(request, longest=longest, longest_field=longest_field)
                forms.check(sent.form, visit._known_browser)  # noqa: SLF001 - a new browser has shown no form
            except Later as late:
                return later(visit.language, late.seconds)
            except TooLarge:
                return await in_turn(visit, lambda: too_large(visit))
            except WrongForm:
                return await in_turn(visit, lambda: visit.render("wrong_form.html", status=403))
            return await in_turn(visit, lambda: answer(visit, lambda: page(visit, sent)))

        return Route(path, endpoint, methods=["POST"], name=f"{page.__module__}.{page.__name__}")


async def _refused_here(visit: Visit) -> Response | None:
    return await _refused_if_nobody(visit) if visit.session else visit.redirect("/sign-in")


async def is_signed_in(visit: Visit) -> bool:
    """Tell whether identity knows whose session it is, now."""
    return not await _refused_if_nobody(visit)


async def _refused_if_nobody(visit: Visit) -> Response | None:
    known = await in_turn(visit, lambda: answer(visit, lambda: _nothing_if_signed_in(visit)))
    return known if known.status_code != _NOTHING else None


def _nothing_if_signed_in(visit: Visit) -> Response:
    visit.person().me()
    return Response(status_code=_NOTHING)


async def in_turn(visit: Visit, page: Callable[[], Response]) -> Response:
    """Return what a page answers, from a thread; a network of which many pages are at work waits for its turn."""
    try:
        async with visit.site.limits.turn(visit.network):
            return await run_in_threadpool(page)
    except Later as late:
        return later(visit.language, late.seconds)


def later(language: str, seconds: int) -> Response:
    """Return the answer to a network that asks for too much, HTTP 429. It is short, and made once: many may come."""
    minutes = math.ceil(seconds / _SECONDS_A_MINUTE)
    return HTMLResponse(
        _later_page(language, minutes),
        429,
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store", "Content-Language": language},
    )


@lru_cache(_KEPT_PAGES)
def _later_page(language: str, minutes: int) -> str:
    return render_alone("later.html", language, minutes=minutes)


_STATUS: Final[Mapping[type[Exception], int]] = {
    errors.BadRequest: 400,
    errors.TooLarge: 413,
    errors.Denied: 403,
    errors.AlreadyThere: 409,
    errors.NotNow: 409,
    errors.Stale: 409,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


def answer(visit: Visit, page: Callable[[], Response]) -> Response:
    """Return what the page answers, or a page that says what went wrong."""
    try:
        return page()
    except errors.SignedOut:
        back = visit.here if visit.request.method == "GET" else "/"
        return visit.redirect(f"/sign-in?next={quote(back, safe='')}")
    except errors.NotFound:
        return lost(visit)
    except Exception as failure:
        error = failure if isinstance(failure, errors.BackendError) else errors.Broken()
        status = _STATUS.get(type(error), 500)
        if status == 500:  # noqa: PLR2004 - ours to mend
            log.exception("page %s failed", visit.request.scope["route"].name)
        return _problem(visit, error, status)


def _problem(visit: Visit, error: errors.BackendError, status: int) -> Response:
    if not isinstance(error, errors.Unavailable):
        told = visit.render("problem.html", status=status, title=labels.problem(error, visit.language), detail="")
        if isinstance(error, errors.TooMany):
            told.headers["Retry-After"] = str(error.retry_after or LOOK_AGAIN_SECONDS)
        return told
    look_again = error.retry_after or LOOK_AGAIN_SECONDS
    down = visit.render("down.html", status=status, look_again=look_again, of_past_day=bool(error.retry_after))
    down.headers["Retry-After"] = str(look_again)
    return down


def not_yet(visit: Visit, reference: str, *, illustrative: bool) -> Response:
    """Return the page for what came later than on the past day asked for, HTTP 404."""
    return visit.render(
        "not_yet.html", status=404, reference=reference, illustrative=illustrative, as_at=visit.query["as_at"]
    )


def lost(visit: Visit, reference: str = "") -> Response:
    """Return the page for an address at which there is nothing: helpful, with a search box, HTTP 404."""
    return visit.render("lost.html", status=404, reference=reference)
