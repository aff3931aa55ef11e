"""How values lie in columns: what is restricted sealed, what is public as jsonb with ids of texts in it."""

from collections.abc import Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from services.chassis.keys import Keys

Value = TypeVar("Value")


_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {}


def _adapter(kind: type[Value]) -> TypeAdapter[Value]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_bytes(value: object) -> bytes:
    """Serialise a value of the domain, to be sealed."""
    return _adapter(type(value)).dump_json(value)


def seal(keys: Keys, value: object, *, key_id: UUID, table: str, row_id: UUID, column: str = "details") -> bytes:
    """Encrypt a value of the domain for one column of one row.

    Raises:
        KeyDestroyed: There is no such key, or not any more.
    """
    return keys.seal(key_id, to_bytes(value), table=table, column=column, row_id=row_id)


def unseal(
    keys: Keys, kind: type[Value], sealed: bytes, *, key_id: UUID, table: str, row_id: UUID, column: str = "details"
) -> Value:
    """Decrypt what `seal` made.

    Raises:
        KeyDestroyed: The key was destroyed: the value is erased.
    """
    return _adapter(kind).validate_json(keys.open(key_id, sealed, table=table, column=column, row_id=row_id))


def to_json(value: object) -> Jsonb:
    """Turn a public value of the domain into jsonb."""
    return Jsonb(_adapter(type(value)).dump_python(value, mode="json"))


def list_to_json(values: Sequence[object]) -> Jsonb:
    """Turn public values of the domain into a jsonb array."""
    return Jsonb([to_json(each).obj for each in values])


def from_json(kind: type[Value], stored: Any) -> Value:
    """Turn what `to_json` made back into the value."""
    return _adapter(kind).validate_python(stored)
