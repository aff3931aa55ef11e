"""Everybody asks notifications for everything, and is answered as people have agreed."""

from collections.abc import AsyncIterator

import pytest
from google.protobuf.descriptor import MethodDescriptor

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from tests.access.believing import none_is_believed
from tests.access.in_notifications import SERVICE, a_world
from tests.access.leaving import reads_end_with_the_minute
from tests.access.matrix import answered_as_agreed
from tests.access.planted import KEPT_NOWHERE
from tests.access.world import World
from tests.fuzzing.target import methods_of
from tests.integration.test_fuzz_notifications import SERVICES


@pytest.fixture(scope="module")
async def world(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    async with a_world(postgres, certificates, tmp_path_factory.mktemp(SERVICE)) as made:
        yield made


@pytest.mark.covers("SEC 3", "loss access matrix")
@pytest.mark.parametrize("method", methods_of(*SERVICES), ids=lambda method: method.name)
async def test_everybody_is_answered_as_agreed(world: World, method: MethodDescriptor, write_access: bool) -> None:
    await answered_as_agreed(world, SERVICE, method, write=write_access)


@pytest.mark.covers("SEC 4")
async def test_nothing_that_only_the_service_fills_in_was_taken_from_a_request(world: World) -> None:
    assert {text: await world.ledger.holding(text) for text in KEPT_NOWHERE} == {key: [] for key in KEPT_NOWHERE}


@pytest.mark.covers("SEC 9", "loss tokens")
async def test_no_token_but_a_good_one_is_believed(world: World) -> None:
    [method] = [each for each in methods_of(SERVICES[0]) if each.name == "ListDeliveries"]
    assert await none_is_believed(world, SERVICE, method) >= 70


@pytest.mark.covers("SEC 6")
async def test_whoever_left_reads_nothing_once_the_minute_of_an_old_token_is_over(world: World) -> None:
    within = await reads_end_with_the_minute(world, SERVICE, methods_of(*SERVICES))
    assert within == {"ListDeliveries"}
