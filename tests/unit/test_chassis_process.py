"""A drain waits a moment for what was appended last, and not for ever."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

from services.chassis import process


async def test_a_drain_waits_until_the_relay_has_sent_what_was_appended() -> None:
    relay: Any = SimpleNamespace(is_idle=False)
    asyncio.get_running_loop().call_later(0.3, setattr, relay, "is_idle", True)
    started = time.monotonic()
    await process.flush(relay)
    assert 0.3 <= time.monotonic() - started < 1.4


async def test_a_drain_does_not_wait_for_a_broker_that_is_away() -> None:
    relay: Any = SimpleNamespace(is_idle=False)
    started = time.monotonic()
    await process.flush(relay)
    assert time.monotonic() - started < 4
