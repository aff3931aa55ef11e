"""What may not be in an answer, whatever the request held."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Self

import grpc
import psycopg
from google.protobuf.descriptor import Descriptor
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from psycopg import sql

Code = grpc.StatusCode

_ANSWERS: Final = {
    *(Code.OK, Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.PERMISSION_DENIED),
    *(Code.FAILED_PRECONDITION, Code.ABORTED, Code.ALREADY_EXISTS),
}
# Marks of a text that was written for us and not for the caller.
_INSIDES: Final = re.compile(
    r"Traceback|File \"|\.py\b|psycopg|SELECT |INSERT |UPDATE |DELETE |WHERE |constraint|relation \"|column \""
    r"|(?:[A-Z][a-z]+)+Error\b|object at 0x|<class |/services/",
)
_STEP: Final = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?:\[(?P<key>[^\]]*)\])?\Z")


def faults(
    request: Descriptor,
    error: grpc.aio.AioRpcError | None,
    *,
    also: frozenset[Code] = frozenset(),
    stands_for: Mapping[str, Descriptor] = MappingProxyType({}),
) -> Iterator[str]:
    """Yield what is wrong with an answer; None is success.

    Args:
        request: The type of the request.
        error: The refusal.
        also: Further codes that the RPC's comment names.
        stands_for: By full name of a message that names a thing by its id, the type of the thing, whose fields a
            refusal may name as well.
    """
    if error is None:
        return
    code, text = error.code(), error.details() or ""
    if code not in _ANSWERS | also:
        yield f"ends with {code.name}"
    if found := _INSIDES.search(text):
        yield f"lets the caller see {found.group()!r}"
    if not text:
        yield "says nothing"
    if code is Code.INVALID_ARGUMENT:
        named = fields_at_fault(error)
        if not named:
            yield "names no field"
        yield from (
            f"names {each!r}, which the request does not have" for each in named if not has(request, each, stands_for)
        )


def fields_at_fault(error: grpc.aio.AioRpcError) -> list[str]:
    """Return the fields that a refusal names."""
    rich, bad = rpc_status.from_call(error), error_details_pb2.BadRequest()  # type: ignore[arg-type]
    if rich is None:
        return []
    return [each.field for detail in rich.details if detail.Unpack(bad) for each in bad.field_violations]


def has(message: Descriptor, path: str, stands_for: Mapping[str, Descriptor]) -> bool:
    """Tell whether a message of this type can hold the field: `statements[2].title.bodies[ur]`. A oneof is one, too."""
    if path in message.oneofs_by_name:
        return True
    step, _, rest = path.partition(".")
    given = _STEP.match(step)
    if given is None:
        return False
    field = message.fields_by_name.get(given["name"])
    if field is None:
        thing = stands_for.get(message.full_name)
        return thing is not None and has(thing, path, {})
    if given["key"] is not None and not field.is_repeated:
        return False
    return not rest or (field.message_type is not None and has(field.message_type, rest, stands_for))


class State:
    """The rows of a service, as somebody sees them who may see all.

    Args:
        url: A connection that no row is hidden from.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._statement = sql.Composed([])

    async def __aenter__(self) -> Self:
        """Connect."""
        self._connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True)
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        tables = [name for (name,) in await (await self._connection.execute(names)).fetchall()]
        # Who wrote each row, and where it lies: another one after every write, and quick to add up.
        one = "SELECT {name} AS name, md5(string_agg(ctid::text || xmin::text, ' ' ORDER BY ctid)) AS rows FROM {table}"
        parts = [sql.SQL(one).format(name=sql.Literal(name), table=sql.Identifier(name)) for name in tables]
        self._statement = sql.SQL(" UNION ALL ").join(parts)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        if self._connection:
            await self._connection.close()

    async def tables(self) -> dict[str, str]:
        """Return a mark for each table that changes with every write."""
        assert self._connection is not None
        return dict(await (await self._connection.execute(self._statement)).fetchall())
