"""Every token that is none of ours, presented to a running service."""

import asyncio
from typing import Final

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor

from tests.access.world import World
from tests.forged_tokens import FORGED
from tests.fuzzing.target import Caller

_CANNOT_BE_SENT: Final = {"not ASCII", "with a tab in it"}
"""No header of HTTP/2 can hold them; the unit test presents them all the same."""


async def none_is_believed(world: World, service: str, method: MethodDescriptor) -> int:
    """Present every forged token, a good one where it does not belong, and two at once; return how many.

    Args:
        world: The service.
        service: Its name, which is the audience of its tokens.
        method: An RPC for people that takes the empty request. Whoever is believed is answered otherwise.
    """
    good = world.signer.token(service)
    assert await _code(world, method, good) is not grpc.StatusCode.UNAUTHENTICATED
    await world.ledger.look()
    tokens = {name: forge(world.signer, service) for name, forge in FORGED.items() if name not in _CANNOT_BE_SENT}
    codes = await asyncio.gather(*(_code(world, method, token) for token in tokens.values()))
    believed = {name: code for name, code in zip(tokens, codes, strict=True) if code != grpc.StatusCode.UNAUTHENTICATED}
    assert believed == {}
    for workload in ("identity_migrator",):
        assert await _code(world, method, good, workload=workload) is grpc.StatusCode.UNAUTHENTICATED
    for several in ((good, good), (good, tokens["signed by an unknown key"]), ("", good)):
        assert await _code(world, method, *several) is grpc.StatusCode.UNAUTHENTICATED
    assert await world.ledger.written() == frozenset()
    return len(tokens) + 4


async def _code(world: World, method: MethodDescriptor, *tokens: str, workload: str = "dashboard") -> grpc.StatusCode:
    try:
        request = message_factory.GetMessageClass(method.input_type)()
        await Caller("somebody", world.ways[workload], beside=tokens).call(method, request)
    except grpc.aio.AioRpcError as refused:
        return refused.code()
    return grpc.StatusCode.OK
