"""One running service with everybody who calls it and everything that they may name."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message

from services.chassis.database import Database
from services.chassis.ids import new_id
from tests.access.ledger import Ledger
from tests.chassis_kit import Signer
from tests.fuzzing.target import Caller

Marks = Mapping[str, frozenset[str]]
"""By object, ids and numbers by which it is known in an answer."""

_NUMBER: Final = re.compile(r"(?P<before>.*?)\d+")
_NAMES: Final = ("number", "tracked_number", "consultation_number", "slug", "code", "session", "email", "return_path")


@dataclass(frozen=True)
class World:
    """One running service.

    Attributes:
        callers: Everybody, by kind of identity.
        signer: Who signs tokens that the service believes.
        ways: Channels to it, by workload.
        samples: By `own`, `same` and `foreign`, an object with one method per RPC that returns a good request for a
            thing that is theirs. It is told in `asked_for` which RPC the request is for: what is done there is undone,
            so RPCs whose requests only name a thing may name the same.
        marks: Tells by what `own`, `same` and `foreign` things are known in a list.
        ledger: What is written.
        database: The way of the service to its database.
        by: By RPC, the field that names the thing, where it is not the first id, number or slug; empty if none does.
        kept: RPCs that commit more than once, and look for what they have committed: they cannot be undone.
    """

    callers: Mapping[str, Caller]
    signer: Signer
    ways: Mapping[str, grpc.aio.Channel]
    samples: Mapping[str, Any]
    marks: Callable[[], Awaitable[Marks]]
    ledger: Ledger
    database: Database
    by: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    async def sample(self, whose: str, method: MethodDescriptor) -> Message:
        """Return a good request for a thing."""
        samples = self.samples[whose]
        samples.asked_for = method.name
        make = getattr(samples, method.name, None)
        if make is None:
            return message_factory.GetMessageClass(method.input_type)()
        made: Message = await make()
        return made

    def names(self, method: MethodDescriptor, sample: Message) -> str:
        """Return the field by which a request names its thing; empty if it names none."""
        if method.name in self.by:
            return self.by[method.name]
        for each in method.input_type.fields:
            named = each.name.endswith("_id") or each.name in _NAMES
            if each.type == FieldDescriptor.TYPE_STRING and named and getattr(sample, each.name):
                return each.name
        return ""


def absent(sample: Message, name: str) -> Message:
    """Return the same request for a thing of which there is none."""
    made = type(sample)()
    made.CopyFrom(sample)
    given: Any = getattr(made, name)
    if isinstance(given, str):
        setattr(made, name, _nowhere(name, given))
    else:
        given[:] = [str(new_id()) for _ in given]
    return made


def _nowhere(name: str, value: str) -> str:
    if name.endswith("_id"):
        return str(new_id())
    if name in {"number", "tracked_number", "consultation_number"}:
        found = _NUMBER.match(value)
        assert found
        consultation = f"{found['before']}99999"
        return f"{consultation}/1" if "/" in value else consultation
    if name == "email":
        return "nobody@nowhere.example"
    if name == "return_path":
        return re.sub(r"\+[a-z2-7]{26}@", f"+{'a' * 26}@", value)
    if name == "slug":
        return "nobody-of-that-name"
    return value[::-1]  # a secret of the same letters
