"""Our own forms: each asks before it acts and says what follows, and none breaks, whatever is sent or answered."""

import base64
import itertools
import re
import secrets
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_from_bytes

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

import dashboard
from dashboard import labels
from dashboard.app import our_routes
from dashboard.backend import Backend, errors
from dashboard.backend.cache import PublicCache
from dashboard.labels.texts import TEXTS
from dashboard.settings import Settings
from dashboard.web import Site, forms
from dashboard.web.guard import Guard
from tests.dashboard_kit.hollow import Hollow, is_mutating
from tests.dashboard_kit.posts import ANSWERS, POSTS, PUBLIC, TOLD, Post
from tests.dashboard_kit.reading import ORIGIN

_CODE: Final = Path(dashboard.__file__).parent
_BROWSER: Final = secrets.token_urlsafe(32)
_FOR_THE_WRITER_ALONE: Final = {"SaveUnsentText", "DiscardUnsentText", "SaveAnswerDraft"}


@pytest.fixture
def hollow() -> Hollow:
    return Hollow(ANSWERS)


@pytest.fixture
def browser(settings: Settings, hollow: Hollow) -> TestClient:
    """A browser in which somebody is signed in who may do everything, and that was shown forms."""
    unlimited = {"forms_per_network_minute": 10**6, "requests_per_network_minute": 10**6}
    settings = settings.model_copy(update=unlimited | {"sign_ins_per_network_hour": 10**6})
    clock = iter(range(0, 10_000_000, 1000))
    site = Site(settings, Backend(hollow, PublicCache(lambda: float(next(clock)))))  # type: ignore[arg-type]
    routes = our_routes(site)
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    return TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)


def signed_in(browser: TestClient) -> None:
    """Sign in anew: an answer may have ended the session."""
    browser.cookies.clear()
    browser.cookies.set("sid", secrets.token_urlsafe(32))
    browser.cookies.set("browser", _BROWSER)


def post(browser: TestClient, form: Post, language: str = "en") -> Any:
    """Send a form, with its file if it has one."""
    signed_in(browser)
    fields = {forms.TOKEN_FIELD: forms.token(_BROWSER), **form.fields}
    headers = {"origin": ORIGIN, "accept-language": language}
    if form.file is not None:
        return browser.post(form.at, data=fields, files={"file": ("a", form.file)}, headers=headers)
    return browser.post(form.at, data=fields, headers=headers)


def led_to(browser: TestClient, form: Post) -> Post:
    """Return the form with what the page before it holds unseen."""
    if not form.after:
        return form
    page = post(browser, POSTS[form.after]).text
    unseen = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return replace(form, fields={**unseen, **form.fields})


def acts(hollow: Hollow) -> list[str]:
    """Return what was changed, but for what its writer alone reads, and for previews."""
    return [
        method
        for method, request in hollow.asked
        if is_mutating(method) and method not in _FOR_THE_WRITER_ALONE and not _only_looks(request)
    ]


def _only_looks(request: Any) -> bool:
    """Tell whether a request, or the first of a stream, asks what would be done, and does nothing."""
    first = request[0] if isinstance(request, list) and request else request
    return bool(getattr(first, "preview", False) or getattr(first, "check_only", False))


def without(form: Post, name: str) -> Post:
    return replace(form, fields={each: value for each, value in form.fields.items() if each != name})


def test_every_form_is_known_here() -> None:
    """A new one is named in `POSTS`: it asks, or it says why nobody has to be asked."""
    routes = our_routes(Site(Settings.model_construct(public_url=ORIGIN), Backend(Hollow({}))))  # type: ignore[arg-type]
    taken = {each.path for each in routes if isinstance(each, Route) and "POST" in (each.methods or ())}
    assert taken == POSTS.keys()
    for path, form in POSTS.items():
        assert bool(form.harmless) != bool(form.asks or form.shown) or path == "/my-words/hide", path


def test_nothing_is_done_before_it_was_asked(browser: TestClient, hollow: Hollow) -> None:
    for path, form in POSTS.items():
        if form.asks:
            assert post(browser, without(form, form.asks)).status_code < 500, path
            assert acts(hollow) == [], f"{path}: nobody had been asked"
        assert post(browser, led_to(browser, form)).status_code < 500, path
        assert bool(acts(hollow)) is form.acts, path
        hollow.asked.clear()


@pytest.mark.parametrize("path", [path for path, form in POSTS.items() if form.shown])
def test_where_it_is_asked_stands_what_becomes_public_and_who_is_told(path: str) -> None:
    form = POSTS[path]
    [found] = _CODE.rglob(f"templates/{form.shown}")
    template = found.read_text(encoding="utf-8")
    action = re.sub(r"{\w+}", r"{{[^}]*}}", path)
    assert re.search(f'action="{action}"', template)
    for key in form.says:
        assert f't("{key}"' in template or f'"{key}"' in template, key
    if form.asks == "sure":
        assert 'name="sure"' in template
    if form.at not in {"/sign-out", "/my-words/withdraw", "/my-words/hide"}:
        for place, language in enumerate(labels.LANGUAGES):
            said = " ".join(TEXTS[key][place] for key in form.says)
            assert PUBLIC[language].search(said), f"{path}: {said}"
            assert TOLD[language].search(said), f"{path}: {said}"


_BOUNDARY: Final = b"----limit"
_LIMIT: Final = f"multipart/form-data; boundary={_BOUNDARY.decode()}"
_CHARSETS: Final = ("unicode_escape", "utf-7", "undefined", "idna", "hex", "utf-16", "latin-1")
_KINDS: Final = (
    *("x", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary="),
    *(f"{_LIMIT}; charset={each}" for each in _CHARSETS),
)
_NASTY: Final = {
    "half of a pair": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x80",
    "nothing drawn": b"\x00\x1b\xc2\x85\xe2\x80\xae",
    "very long": b"x" * 100_000,
    "many digits": b"9" * 5_000,
    "half an address": b"//[",
    "percent signs": b"%zz%%E0%",
    "other digits": "٣".encode(),
}


def sent(browser: TestClient, form: Post, fields: list[tuple[bytes, bytes]], *, kind: str = "", cut: int = 0) -> Any:
    """Send fields as they are, as no browser would."""
    all_fields = [(forms.TOKEN_FIELD.encode(), forms.token(_BROWSER).encode()), *fields]
    if form.file is not None:
        parts = [
            b"--" + _BOUNDARY + b'\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n"
            for name, value in [*all_fields, (b'file"; filename="a', form.file)]
        ]
        body, usual = (
            b"".join(parts) + b"--" + _BOUNDARY + b"--\r\n",
            f"multipart/form-data; boundary={_BOUNDARY.decode()}",
        )
    else:
        body = b"&".join(quote_from_bytes(name).encode() + b"=" + escaped(value) for name, value in all_fields)
        usual = "application/x-www-form-urlencoded"
    signed_in(browser)
    headers = {"origin": ORIGIN, "accept-language": "ur", "content-type": kind or usual}
    return browser.post(form.at, content=body[: len(body) - cut], headers=headers)


def escaped(value: bytes) -> bytes:
    """Return a value percent-encoded, or as it is if it is about percent signs."""
    return value if b"%" in value else quote_from_bytes(value).encode()


def understood(answer: Any, said: str) -> None:
    """Look whether an answer is one that a reader of Urdu understands."""
    assert answer.status_code < 500, said
    assert answer.status_code != 429, said
    if "text/html" in answer.headers.get("content-type", ""):
        assert b'<html lang="ur"' in answer.content[:200], said


@pytest.mark.parametrize("path", POSTS)
def test_whatever_a_field_holds_is_answered_in_the_readers_language(browser: TestClient, path: str) -> None:
    form = POSTS[path]
    good = [(name.encode(), value.encode()) for name, value in form.fields.items()]
    for place, (name, value) in enumerate(good):
        around = [*good[:place], *good[place + 1 :]]
        understood(sent(browser, form, around), f"without {name!r}")
        understood(sent(browser, form, [*good, (name, b"another"), (name, value)]), f"{name!r} thrice")
        for what, nasty in _NASTY.items():
            understood(sent(browser, form, [*around, (name, nasty)]), f"{name!r}: {what}")
    understood(sent(browser, form, [*good, (b"\xed\xa0\x80", b"\xed\xa0\x80"), (b"", b"")]), "names")


def test_what_is_no_form_is_answered_in_the_readers_language(browser: TestClient) -> None:
    for path, form in POSTS.items():
        good = [(name.encode(), value.encode()) for name, value in form.fields.items()]
        odd = [(name, b"\\ud800 +2AA-") for name, _ in good]
        for cut in (1, 7, 40):
            understood(sent(browser, form, good, cut=cut), f"{path} without the last {cut} bytes")
        for kind in _KINDS:
            understood(sent(browser, form, good, kind=kind), f"{path} as {kind}")
            understood(sent(browser, form, odd, kind=kind), f"{path} as {kind}")


_NO_TEXT: Final = {
    "half of a pair": '[[[["\\ud800"]], [], "\\ud800", false, false]]',
    "lists without end": "[" * 200_000,
    "no number": '[{"row": 1e999, "number": "EX-R-1", "body": "a", "form": {}}]',
    "half of a pair in an answer": '[{"row": 1, "number": "EX-R-1", "body": "%s", "form": {"answer_text": "\\udfff"}}]',
    "a word": '"a"',
    "nothing": "null",
}


@pytest.mark.parametrize("what", _NO_TEXT)
def test_what_a_form_carries_for_us_is_good_only_as_we_packed_it(
    browser: TestClient, hollow: Hollow, what: str
) -> None:
    said = _NO_TEXT[what].replace("%s", ANSWERS["GetAddressee"].addressee.slug)  # type: ignore[attr-defined]
    packed = base64.urlsafe_b64encode(zlib.compress(said.encode()))
    for path, form in POSTS.items():
        for name in form.fields.keys() & {"rows", "answers"}:
            others = [(each.encode(), value.encode()) for each, value in form.fields.items() if each != name]
            understood(sent(browser, form, [*others, (name.encode(), packed)]), f"{path}: {what}")
    assert acts(hollow) == []


_REFUSALS: Final = (
    errors.BadRequest("no", [errors.Violation("url", "an address")]),
    errors.BadRequest("no"),
    errors.SignedOut("no"),
    errors.Denied("no"),
    errors.NotFound("no"),
    errors.AlreadyThere("no"),
    errors.NotNow("no"),
    errors.NotNow("no", [errors.Violation("assignment_id", "another one")]),
    errors.Stale("no", None),
    errors.TooMany("no", 5),
    errors.Unavailable("no"),
)


@pytest.mark.parametrize("refusal", _REFUSALS, ids=lambda each: f"{type(each).__name__}-{len(vars(each))}")
def test_whatever_a_service_refuses_with_is_told_in_the_readers_language(
    browser: TestClient, hollow: Hollow, refusal: errors.BackendError
) -> None:
    for (path, form), refused in itertools.product(POSTS.items(), (is_mutating, lambda each: each != "GetMe")):
        hollow.refusing = (refused, refusal)
        answer = post(browser, form, "ur")
        assert answer.status_code != 500, f"{path}: {type(refusal).__name__} of {hollow.asked[-1][0]}"
        assert "text/html" not in answer.headers.get("content-type", "") or b'<html lang="ur"' in answer.content[:200]
