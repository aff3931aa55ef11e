"""A token from before: how long whoever was removed, or holds a role or mandate no more, goes on reading."""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from roundtable.common.v1 import options_pb2
from tests.access.world import World
from tests.fuzzing.target import Caller

LEFT: Final = ("facilitator before", "liaison before", "person")
"""Who had something of which the token still tells; and somebody whose token tells of nothing but themselves."""

_LIVES_SECONDS: Final = 60
_STILL_SECONDS: Final = 50  # the rest is for a busy machine
_AT_ONCE: Final = 3
_PEOPLE: Final = frozenset(
    options_pb2.Caller.Value(f"CALLER_{name}")
    for name in ("FACILITATOR", "REVIEWER", "REGISTRAR", "VERIFIER", "LIAISON", "PERSON")
)


@dataclass(frozen=True)
class _Before:
    """Calls with tokens that were issued before."""

    world: World
    service: str

    async def code(self, method: MethodDescriptor, who: str, request: Message, *, age_seconds: int) -> grpc.StatusCode:
        """Return how a call ends whose token was issued so many seconds ago, with all that it said then."""
        known = self.world.callers[who]
        assert known.token
        payload = (await known.token()).split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        issued = int(self.world.signer.now()) - age_seconds

        async def of_then() -> str:
            return self.world.signer.token(self.service, **said | {"iat": issued, "exp": issued + _LIVES_SECONDS})

        try:
            await Caller(who, known.channel, of_then).call(method, request)
        except grpc.aio.AioRpcError as refused:
            return refused.code()
        return grpc.StatusCode.OK


async def reads_end_with_the_minute(world: World, service: str, methods: Sequence[MethodDescriptor]) -> set[str]:
    """Ask every RPC that people may read with tokens from before somebody left, within their minute and after it.

    Args:
        world: The service.
        service: Its name, which is the audience of its tokens.
        methods: Its RPCs.

    Returns:
        The RPCs that answered something to anybody within the minute.
    """
    before, answered, slots = _Before(world, service), set[str](), asyncio.Semaphore(_AT_ONCE)

    async def ask(method: MethodDescriptor, who: str) -> None:
        async with slots:
            request = await world.sample("own", method)
            within = await before.code(method, who, request, age_seconds=_STILL_SECONDS)
            assert within is not grpc.StatusCode.UNAUTHENTICATED, f"{method.name} does not believe {who} at once"
            if within is grpc.StatusCode.OK:
                answered.add(method.name)
            after = await before.code(method, who, request, age_seconds=_LIVES_SECONDS)
            assert after is grpc.StatusCode.UNAUTHENTICATED, f"{method.name} answers {who} after the minute: {after}"

    for method in methods:
        policy = method.GetOptions().Extensions[options_pb2.policy]
        if not policy.mutating and _PEOPLE & set(policy.callers):
            await asyncio.gather(*(ask(method, who) for who in LEFT))
    return answered
