"""Ends tasks for certain."""

import asyncio
from typing import Any, Final

_SECONDS_TO_END: Final = 1.0


async def stop(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks and wait until all have ended; whatever they raise is dropped.

    Cancelled again every second: up to Python 3.11 `asyncio.wait_for`, by which the connection pool waits, swallows a
    cancellation that arrives together with what it waits for, and the task goes on as if nobody had asked.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=_SECONDS_TO_END)
    await asyncio.gather(*tasks, return_exceptions=True)
