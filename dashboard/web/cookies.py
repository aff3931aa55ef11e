"""The three cookies: session, browser, language.

`session` and `browser` are secrets: HttpOnly, SameSite=Lax, and named `__Host-…` with `Secure`, so that no other site
and no subdomain can set them. Over plain HTTP on a loopback address some browsers take no `Secure` cookie (Chromium and
Firefox do, Safari does not): only there the same value is also set under a name without the prefix, and read from it if
the browser did not bring the other one back.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from dashboard.labels import LANGUAGES, Language

SESSION: Final = "sid"
BROWSER: Final = "browser"
LANGUAGE: Final = "lang"

SESSION_SECONDS: Final = 8 * 3600
BROWSER_SECONDS: Final = 24 * 3600
_LANGUAGE_SECONDS: Final = 365 * 24 * 3600

_SECRET = re.compile(r"[A-Za-z0-9_-]{32,64}")


def read_secret(cookies: Mapping[str, str], name: str, *, plain_loopback: bool) -> str | None:
    """Return a secret cookie's value; None if there is none, or none that we could have set."""
    value = cookies.get(f"__Host-{name}") or (cookies.get(name) if plain_loopback else None)
    return value if value and _SECRET.fullmatch(value) else None


def set_secret(response: Response, name: str, value: str, *, seconds: int, plain_loopback: bool) -> None:
    """Set a secret cookie for so many seconds."""
    response.set_cookie(f"__Host-{name}", value, max_age=seconds, secure=True, httponly=True, samesite="lax", path="/")
    if plain_loopback:
        response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", path="/")


def clear_secret(response: Response, name: str, *, plain_loopback: bool) -> None:
    """Take a secret cookie away."""
    set_secret(response, name, "", seconds=0, plain_loopback=plain_loopback)


def new_browser_id() -> str:
    """Return a random id for a browser: 256 bits, base64url."""
    return secrets.token_urlsafe(32)


def set_language(response: Response, language: Language, *, secure: bool) -> None:
    """Remember which language a reader chose. No secret: it says `en` or `ur`."""
    response.set_cookie(
        LANGUAGE, language, max_age=_LANGUAGE_SECONDS, secure=secure, httponly=True, samesite="lax", path="/"
    )


def language_of(query: Mapping[str, str], cookies: Mapping[str, str], accept_language: str) -> Language:
    """Return the language of a page: what the address asks for, else what was chosen, else the browser's first one."""
    for choice in (query.get("lang"), cookies.get(LANGUAGE), accept_language.strip()[:2].lower()):
        for language in LANGUAGES:
            if choice == language:
                return language
    return "en"
