"""Recommendations in a process of its own that dies, or errs, at one seam: `python -m … <what happens> …`.

The product knows nothing of it: what happens is put around a function, then the service's own `main` runs. Without
anything named it is the service as it is.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from psycopg.rows import dict_row

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import app, event_log, replies
from services.chassis.database import Transaction
from services.recommendations.__main__ import SERVICE
from services.recommendations.api import RecommendationServicer
from services.recommendations.domain import guards

# Everything else a test needs of the process goes on: only this command is hit.
STRUCK = pb.ReportProgressRequest.DESCRIPTOR.name


def dies_before_the_commit() -> None:
    """SIGKILL when all is written and nothing is committed."""
    remember: Any = replies.remember

    async def remember_and_die(tx: Transaction, caller: Any, request: Any, *rest: Any, **named: Any) -> Any:
        answer = await remember(tx, caller, request, *rest, **named)
        if request.DESCRIPTOR.name == STRUCK:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    _replace(replies, "remember", remember_and_die)


def dies_after_the_commit() -> None:
    """SIGKILL when all is committed and the reply has not left."""
    report: Any = RecommendationServicer.ReportProgress

    async def report_and_die(self: Any, request: Any, context: Any) -> Any:
        await report(self, request, context)
        os.kill(os.getpid(), signal.SIGKILL)

    _replace(RecommendationServicer, "ReportProgress", report_and_die)


def stores_the_reply_after_the_commit() -> None:
    """A planted bug at `replies`: key and answer are written in a second transaction."""
    claim: Any = replies.claim
    remember: Any = replies.remember
    report: Any = RecommendationServicer.ReportProgress
    put_off: ContextVar[tuple[Any, ...]] = ContextVar("put_off")

    async def only_look(tx: Transaction, caller: Any, request: Any, kind: Any) -> Any:
        async with tx.transaction(force_rollback=True):
            return await claim(tx, caller, request, kind)

    async def put_it_off(_tx: Transaction, caller: Any, request: Any, response: Any) -> Any:
        put_off.set((caller, request, response))
        return response

    async def report_and_then_store(self: Any, request: Any, context: Any) -> Any:
        answer = await report(self, request, context)
        if put_off.get(None):
            caller, request, response = put_off.get()
            async with await _another_transaction() as tx:
                await claim(tx, caller, request, type(response))
                await remember(tx, caller, request, response)
        return answer

    _replace(replies, "claim", lambda tx, *rest: (only_look if _struck(rest[1]) else claim)(tx, *rest))
    _replace(replies, "remember", lambda tx, *rest: (put_it_off if _struck(rest[1]) else remember)(tx, *rest))
    _replace(RecommendationServicer, "ReportProgress", report_and_then_store)


def does_not_check_the_version() -> None:
    """A planted bug at `guards.fresh`: whoever comes later wins."""
    _replace(guards, "fresh", lambda *_, **__: None)


def appends_outside_the_transaction() -> None:
    """A planted bug at `event_log.append`: the event commits by itself."""
    append: Any = event_log.append

    async def append_elsewhere(_tx: Transaction, event: event_log.NewEvent) -> Any:
        async with await _another_transaction() as other:
            return await append(other, event)

    _replace(event_log, "append", append_elsewhere)


# Deaths first: what a bug puts around them happens too late.
HAPPENS: dict[str, Callable[[], None]] = {
    each.__name__: each
    for each in (
        dies_before_the_commit,
        dies_after_the_commit,
        stores_the_reply_after_the_commit,
        does_not_check_the_version,
        appends_outside_the_transaction,
    )
}


def _struck(request: Any) -> bool:
    return bool(request.DESCRIPTOR.name == STRUCK)


def _replace(where: Any, name: str, by: Any) -> None:
    assert hasattr(where, name), f"the seam {name} is gone"
    setattr(where, name, by)


async def _another_transaction() -> Any:
    return await Transaction.connect(os.environ["RT_DATABASE_URL"], row_factory=dict_row)


if __name__ == "__main__":
    wanted = set(sys.argv[1:])
    assert wanted <= HAPPENS.keys(), wanted
    for name, happen in HAPPENS.items():
        if name in wanted:
            happen()
    sys.argv[1:] = []
    app.main(SERVICE)
