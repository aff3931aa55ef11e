"""Everything the public can fetch: found by following links, as a reader or a harvester does."""

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable

_LINK = re.compile(r'(?:href|src)="([^"]+)"')
# Made for one answer: tokens of forms, idempotency keys, and when it was looked up, to the second or the minute.
_OF_THIS_ANSWER = re.compile(
    r'(?<=name="form_token" value=")[^"]+|(?<=name="key" value=")[^"]+'
    r'|(?<="good_at":")[^"]+|(?<=<p class="as-of">)[^<]+'
)
_SEEDS = ("/", "/?lang=ur", "/lines.csv", "/lines.json", "/feed.atom", "/methodology", "/find", "/my-words")
# Forms for people who are known or have something to say, and what is the same everywhere.
_NOT_PUBLIC = ("/sign-in", "/answer/", "/suggest/", "/capture", "/assets/", "/start", "/_stcore", "/static")


def public_pages(base: str, *, besides: Iterable[str]) -> dict[str, str]:
    """Return each public address below `base` with what it answers; lists are fetched without filters.

    Args:
        base: Where the dashboard answers.
        besides: Addresses that only a filtered list leads to.
    """
    found: dict[str, str] = {}
    waiting = [*_SEEDS, *besides]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        found[address] = fetch(base, address)
        links = (html.unescape(link).partition("#")[0] for link in _LINK.findall(found[address]))
        waiting += [link for link in links if _is_followed(link)]
    return found


def fetch(base: str, address: str) -> str:
    """Return what an address answers, without what every answer has anew."""
    try:
        with urllib.request.urlopen(base + address, timeout=60) as answer:
            body = answer.read()
            kind = answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return f"status {error.code}"
    text = _OF_THIS_ANSWER.sub("", body.decode("utf-8", "backslashreplace").replace(base, ""))
    if kind == "application/json":  # the order of languages says nothing
        return json.dumps(json.loads(text or "null"), sort_keys=True, ensure_ascii=False)
    # A code to be scanned is the address itself, drawn.
    return re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL) if "/sheet" in address else text


def _is_followed(link: str) -> bool:
    parts = urllib.parse.urlsplit(link)
    if parts.netloc or not parts.path.startswith("/") or parts.path.startswith(_NOT_PUBLIC):
        return False
    # An item of a consultation says in both languages what it says; its other texts are the page's own.
    is_item = bool(re.fullmatch(r"/c/[^/]+/\d+", parts.path))
    return not parts.query or (parts.query == "lang=ur" and not is_item)
