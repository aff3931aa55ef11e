"""Only the guard calls addresses that somebody typed: nothing else can call anybody but parts of our own."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
# What calls others, and where it may be used.
CALLERS: Final = {
    "aiohttp": set[str](),
    "aiosmtplib": {
        "services/identity/mail/notices.py",  # its errors
        "services/identity/mail/sending.py",
        "services/notifications/sender/smtp.py",
    },
    "asyncio.open_connection": {"services/chassis/outbound.py"},
    "boto3": set[str](),
    "botocore": {"services/chassis/files/s3.py"},
    "ftplib": set[str](),
    "http.client": {"services/chassis/outbound.py"},
    "httpx": set[str](),
    "imaplib": set[str](),
    "poplib": set[str](),
    "requests": set[str](),
    "smtplib": set[str](),
    "socket": {
        "dashboard/web/connections.py",  # asks of whoever called how much has arrived there
        "services/chassis/outbound.py",
    },
    "telnetlib": set[str](),
    "urllib.request": set[str](),
    "urllib3": set[str](),
    "websockets": {"dashboard/web/sockets.py"},  # takes what browsers send on sockets that they opened
    "xmlrpc": set[str](),
}


def named(source: str) -> Iterator[str]:
    """Yield, dotted, what a module imports and what it asks of asyncio."""
    for each in ast.walk(ast.parse(source)):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield each.module
            yield from (f"{each.module}.{alias.name}" for alias in each.names)
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "asyncio":
            yield f"asyncio.{each.attr}"


def uses(source: str) -> set[str]:
    """Return which of what calls others a module names."""
    if not any(caller.rpartition(".")[2] in source for caller in CALLERS):
        return set()  # to take each of a thousand modules apart lasts
    return {caller for each in named(source) for caller in CALLERS if f"{each}.".startswith(f"{caller}.")}


@pytest.mark.covers("SEC 16")
def test_nothing_but_the_guard_calls_addresses() -> None:
    found: dict[str, set[str]] = {caller: set() for caller in CALLERS}
    for part in ("services", "dashboard"):
        for path in (ROOT / part).rglob("*.py"):
            for caller in uses(path.read_text(encoding="utf-8")):
                found[caller].add(path.relative_to(ROOT).as_posix())
    assert found == CALLERS


@pytest.mark.parametrize(
    "source",
    [
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client as web",
        "import asyncio\nasyncio.open_connection('a', 1)",
    ],
)
def test_such_a_caller_would_be_found(source: str) -> None:
    assert uses(source)


def test_taking_an_address_apart_calls_nobody() -> None:
    assert uses("from urllib.parse import urlsplit\nfrom http import HTTPStatus") == set()
