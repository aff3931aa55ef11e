"""Tokens with which the dashboard acts for a person who is signed in.

Identity makes them, for one service each and at most 60 s. A read may use one again for 30 s; a write gets a fresh one,
so that a person who lost a right loses it here at once. They live in this object's memory only, under a hash of the
session: never in Streamlit's session state, never in a shared cache.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Final

_REUSE_SECONDS: Final = 30.0
_KEPT: Final = 2000

Exchange = Callable[[str, str], str]
"""Session and audience to a fresh token; raises `errors.SignedOut`."""


class Tokens:
    """Tokens by session and service."""

    def __init__(self, exchange: Exchange, clock: Callable[[], float] = time.monotonic) -> None:
        self._exchange = exchange
        self._clock = clock
        self._kept: dict[tuple[bytes, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def give(self, session: str, service: str, *, fresh: bool) -> str:
        """Return a token of the session for the service.

        Raises:
            SignedOut: The session is unknown or has ended.
            Unavailable: Identity does not answer.
        """
        key = (_hashed(session), service)
        now = self._clock()
        with self._lock:
            kept = self._kept.get(key)
        if kept and not fresh and now - kept[1] < _REUSE_SECONDS:
            return kept[0]
        token = self._exchange(session, service)
        with self._lock:
            self._kept[key] = (token, now)
            if len(self._kept) > _KEPT:
                self._kept = {each: value for each, value in self._kept.items() if now - value[1] < _REUSE_SECONDS}
        return token

    def forget(self, session: str) -> None:
        """Drop every token of the session."""
        gone = _hashed(session)
        with self._lock:
            self._kept = {key: value for key, value in self._kept.items() if key[0] != gone}


def _hashed(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()
