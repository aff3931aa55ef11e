"""Everybody whom a Chromium spoke to: pages, sockets, beacons, prefetching, names that were looked up, calls.

Chromium writes down what its network stack does, whatever asked for it: what no event of a page tells is there, too. A
call (WebRTC) to a name is known by the socket that it opens. Without a window Chromium follows no hint to look up a
name or to connect in advance: `in_a_browser` looks for the elements.
"""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_URLS: Final = re.compile(r'"(?:url|origin|location|host|hostname|address|dns_query_host|server)":"([^"]*)"')
_SOURCE: Final = re.compile(r'"source":\{"id":(\d+),')
_OURS: Final = frozenset({"127.0.0.1", "localhost", "::1", ""})
_NO_HOST: Final = ("data:", "blob:", "about:", "chrome:", "chrome-extension:")
_A_WAY_BY_IPV6: Final = "[2001:4860:4860::8888]"
"""Chromium asks the kernel by which way it would go there, and sends nothing."""


def option(log: Path) -> str:
    """Return the option that makes a Chromium write it."""
    return f"--log-net-log={log}"


def strangers(log: Path) -> set[str]:
    """Return the hosts, but this machine, of whatever a Chromium asked, looked up or waited for. It has to have ended.

    Raises:
        AssertionError: Not even this machine is in it.
    """
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    asking = {_source(each) for each in lines if _A_WAY_BY_IPV6 in each}
    found = {_host(noted) for each in lines if _source(each) not in asking for noted in _URLS.findall(each)}
    assert "127.0.0.1" in found, "not even our own pages were noted"
    return found - _OURS


def _source(line: str) -> str:
    found = _SOURCE.search(line)
    return found[1] if found else "no event"


def _host(noted: str) -> str:
    if noted.startswith(_NO_HOST):
        return ""
    spelled = noted if "//" in noted else f"//{noted}"
    return (urlsplit(spelled).hostname or "").rstrip(".")
