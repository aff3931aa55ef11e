"""A service killed in the middle of a command: no effect or one, and the retry with the same key tells which."""

from collections.abc import AsyncIterator

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from tests.integration.service_works import Works, a_works, killed, two_at_once


@pytest.fixture(scope="module")
async def works(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Works]:
    async with a_works(postgres, certificates, tmp_path_factory.mktemp("works")) as made:
        yield made


async def test_killed_before_the_commit_nothing_is_there_and_the_retry_succeeds_once(works: Works) -> None:
    assert await killed(works, "dies_before_the_commit", effects=0) == []


@pytest.mark.covers("invariant 3")
async def test_killed_after_the_commit_the_retry_gets_the_stored_reply_and_nothing_happens_twice(works: Works) -> None:
    assert await killed(works, "dies_after_the_commit", effects=1) == []


async def test_of_two_on_the_same_version_exactly_one_wins(works: Works) -> None:
    assert await two_at_once(works) == []
