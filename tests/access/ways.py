"""Channels to one service, with every certificate there is."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import grpc

from deploy.local.certificates import Certificates
from tests.access.kinds import CERTIFICATES
from tests.chassis_kit import channel


@asynccontextmanager
async def ways_to(certificates: Certificates, address: str, service: str) -> AsyncIterator[dict[str, grpc.aio.Channel]]:
    """Return a channel for each workload; all are closed when the block ends."""
    async with AsyncExitStack() as stack:
        yield {
            workload: await stack.enter_async_context(channel(certificates, workload, address, service))
            for workload in CERTIFICATES.values()
        }
