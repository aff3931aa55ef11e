"""Databases and scenes for the tests of the chassis on real PostgreSQL."""

from collections.abc import AsyncIterator, Iterator

import grpc
import pytest
import pytest_asyncio

from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate
from services.chassis.database import Database
from tests.behaviour import real_parts
from tests.behaviour.real_parts import CONSUMER, OWNER
from tests.integration.chassis.histories import SERVICE
from tests.integration.chassis.scenes import Scene


@pytest.fixture(scope="module")
def urls(postgres: Postgres) -> Iterator[Databases]:
    """A database with the chassis's tables, shared by the tests of this file: each has aggregates of its own."""
    with postgres.throwaway(SERVICE) as made:
        migrate.upgrade(made.migration_url, service=SERVICE, only_chassis=True)
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(urls: Databases) -> AsyncIterator[Database]:
    """The pool on it."""
    async with Database(urls.url, wait_seconds=10) as pool:
        yield pool


@pytest.fixture(scope="module")
def both(postgres: Postgres) -> Iterator[tuple[Databases, Databases]]:
    """The owner's and the consumer's database; every test has aggregates of its own."""
    with postgres.throwaway(OWNER) as owner, postgres.throwaway(CONSUMER) as consumer:
        real_parts.prepare(owner, OWNER, real_parts.OWNER_TABLES)
        real_parts.prepare(consumer, CONSUMER, real_parts.CONSUMER_TABLES)
        yield owner, consumer


@pytest_asyncio.fixture(loop_scope="session")
async def scene(both: tuple[Databases, Databases]) -> AsyncIterator[Scene]:
    """A scene in which nothing has happened yet."""
    async with (
        Database(both[0].url, wait_seconds=10) as owner,
        Database(both[1].url, wait_seconds=10) as consumer,
        real_parts.serving_the_log(owner) as address,
        grpc.aio.insecure_channel(address) as channel,
    ):
        yield Scene(owner, consumer, channel, both[0], real_parts.Handling(fixed=False), set())
