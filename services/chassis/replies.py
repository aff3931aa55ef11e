"""Once only: the first answer to each idempotency key is kept, and given again.

The key is claimed before anything is read: its INSERT makes an equal request that runs at the same time wait until this
one has committed or failed. A refusal rolls back and so stores nothing.
"""

import hmac
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import NAMESPACE_DNS, UUID, uuid5

from google.protobuf.message import Message

from services.chassis.database import Database, Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.keys import KeyDestroyed, Keys
from services.chassis.policies import may_hold_private
from services.chassis.principal import Principal

Response = TypeVar("Response", bound=Message)

KEPT: Final = timedelta(days=30)
REPLIES_KEY: Final[UUID] = uuid5(NAMESPACE_DNS, "replies.roundtable")
"""The service's own data key for requests and answers that belong to no item; made at the service's start."""

_BATCH: Final = 1000
_EMPTIED: Final = b""  # beside a key: what is sealed is never empty

_KEYS: ContextVar[Keys] = ContextVar("keys")


def use(keys: Keys) -> None:
    """Set the data keys for what runs from here in this task. The server does it for every RPC."""
    _KEYS.set(keys)


async def claim(tx: Transaction, caller: Principal, request: Any, kind: type[Response]) -> Response | None:
    """Claim the request's idempotency key, or return the answer that it got the first time.

    Waits while an equal request is at work. Call it first in the transaction, and `remember` last.

    Args:
        tx: The transaction that does the work.
        caller: Who asks: keys of different callers never meet.
        request: The request; its type stands for the RPC.
        kind: Type of the answer.

    Raises:
        InvalidArgument: The key was used for a different request.
        KeyDestroyed: The answer was erased since, or kept under a key that has been destroyed.
    """
    row = {**_place(caller, request), "request_hmac": _fingerprint(request)}
    while not await _insert(tx, row):
        stored = await _read(tx, row)
        if stored is None:
            continue  # it was 30 days old and has just been deleted
        if not hmac.compare_digest(stored["request_hmac"], row["request_hmac"]):
            raise InvalidArgument("a new one: this one was used for a different request", field="idempotency_key")
        return _parse(stored, row, kind)
    return None


async def remember(
    tx: Transaction, caller: Principal, request: Any, response: Response, *, key_id: UUID | None = None
) -> Response:
    """Keep the answer beside the claimed key, and return it.

    Args:
        tx: The transaction that claimed the key.
        caller: Who asked.
        request: What was asked.
        response: The answer. One that can hold more than public fields is encrypted.
        key_id: Data key of the item the answer is about, so that erasing the item erases the answer; the service's own
            if None.

    Raises:
        LookupError: The key was not claimed in this transaction.
    """
    row: dict[str, Any] = {**_place(caller, request), "response": response.SerializeToString(), "key_id": None}
    if key_id is not None or may_hold_private(response.DESCRIPTOR):
        row["key_id"] = key_id or REPLIES_KEY
        row["response"] = _KEYS.get().seal(
            row["key_id"], row["response"], table="replies", column="response", row_id=_row_id(row)
        )
    statement = """
        UPDATE replies
           SET response = %(response)s, key_id = %(key_id)s
         WHERE caller = %(caller)s AND rpc = %(rpc)s AND idempotency_key = %(idempotency_key)s AND response IS NULL
    """
    if (await tx.execute(statement, row)).rowcount != 1:
        raise LookupError("the idempotency key was not claimed in this transaction")
    return response


async def forget_old(database: Database, *, older_than: timedelta = KEPT) -> int:
    """Delete the answers that have been kept long enough, in small transactions. Return how many."""
    statement = """
        DELETE FROM replies
         WHERE ctid IN (SELECT ctid FROM replies
                         WHERE recorded_at < now() - %(older_than)s
                         ORDER BY recorded_at
                         LIMIT %(limit)s)
    """
    forgotten = 0
    while True:
        async with database.transaction() as tx:
            deleted = (await tx.execute(statement, {"older_than": older_than, "limit": _BATCH})).rowcount
        forgotten += deleted
        if deleted < _BATCH:
            return forgotten


async def empty(tx: Transaction, *, key_id: UUID | None = None) -> None:
    """Empty every answer that is kept: what was erased just now may stand in any of them, under whichever key.

    Args:
        tx: The transaction that erases.
        key_id: Empty only the answers that are kept under this data key: nothing else can hold what was erased.

    Whoever repeats a request is told that its answer was erased; nothing is done twice.
    """
    statement = """
        UPDATE replies
           SET response = %(empty)s, key_id = %(replies_key)s
         WHERE response IS NOT NULL AND response <> %(empty)s
           AND (%(key_id)s::uuid IS NULL OR key_id = %(key_id)s::uuid)
    """
    await tx.execute(statement, {"empty": _EMPTIED, "replies_key": REPLIES_KEY, "key_id": key_id})


async def _insert(tx: Transaction, row: dict[str, Any]) -> bool:
    statement = """
        INSERT INTO replies (caller, rpc, idempotency_key, request_hmac)
        VALUES (%(caller)s, %(rpc)s, %(idempotency_key)s, %(request_hmac)s)
            ON CONFLICT (caller, rpc, idempotency_key) DO NOTHING
    """
    return (await tx.execute(statement, row)).rowcount == 1


async def _read(tx: Transaction, row: dict[str, Any]) -> dict[str, Any] | None:
    statement = """
        SELECT request_hmac, response, key_id
          FROM replies
         WHERE caller = %(caller)s AND rpc = %(rpc)s AND idempotency_key = %(idempotency_key)s
    """
    return await (await tx.execute(statement, row)).fetchone()


def _parse(stored: dict[str, Any], row: dict[str, Any], kind: type[Response]) -> Response:
    if stored["response"] is None:
        raise LookupError("an answer was claimed and never remembered")
    raw = stored["response"]
    if stored["key_id"] is not None and raw == _EMPTIED:
        raise KeyDestroyed
    if stored["key_id"] is not None:
        raw = _KEYS.get().open(stored["key_id"], raw, table="replies", column="response", row_id=_row_id(row))
    return kind.FromString(raw)


def _place(caller: Principal, request: Any) -> dict[str, str]:
    return {
        "caller": caller.id,
        "rpc": request.DESCRIPTOR.full_name,
        "idempotency_key": request.idempotency_key,
    }


def _row_id(row: dict[str, Any]) -> str:
    return "\x1f".join((row["caller"], row["rpc"], row["idempotency_key"]))


def _fingerprint(request: Message) -> bytes:
    # A plain hash could be guessed from the outside of a backup; an HMAC needs the key, which lies elsewhere.
    return _KEYS.get().authenticate(REPLIES_KEY, request.SerializeToString(deterministic=True), purpose="requests")
