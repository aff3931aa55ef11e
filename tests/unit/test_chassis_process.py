"""A drain waits a moment for what was appended last, and not for ever."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis import process


async def test_a_drain_waits_until_the_relay_has_sent_what_was_appended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_SECONDS_TO_FLUSH", 60.0)
    relay: Any = SimpleNamespace(is_idle=False)
    asyncio.get_running_loop().call_later(0.3, setattr, relay, "is_idle", True)
    async with asyncio.timeout(30):
        await process.flush(relay)
    assert relay.is_idle


async def test_a_drain_does_not_wait_for_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_SECONDS_TO_FLUSH", 0.2)
    relay: Any = SimpleNamespace(is_idle=False)
    async with asyncio.timeout(30):
        await process.flush(relay)
    assert not relay.is_idle
