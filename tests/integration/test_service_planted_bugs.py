"""The checks can fail: each classic bug, planted at one seam of the running service, is caught by what it breaks."""

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


async def test_a_reply_stored_after_the_commit_is_caught(works: Works) -> None:
    """The effect is there, but the retry is told that somebody else was faster."""
    found = await killed(works, "dies_after_the_commit", "stores_the_reply_after_the_commit", effects=1)
    assert found == ["the retry was refused: ABORTED"]


async def test_an_event_outside_the_transaction_is_caught(works: Works) -> None:
    """The event is there, and what it says has not happened."""
    found = await killed(works, "dies_before_the_commit", "appends_outside_the_transaction", effects=0)
    assert "after the kill: the state is not the fold of its events" in found
    assert "after the kill: 1 reports are in the log, not 0" in found


async def test_an_expected_version_that_is_not_checked_is_caught(works: Works) -> None:
    """Both win, and one has overwritten what the other never saw."""
    found = await two_at_once(works, "does_not_check_the_version", rounds=1)
    assert "of two on one version one must win and one be told ABORTED, not []" in found
    assert "2 reports are in the log, not 1" in found
