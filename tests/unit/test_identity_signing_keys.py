"""The keys that sign tokens: one at a time, replaced in time, never in anybody else's hands."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.chassis.errors import Unauthenticated
from services.chassis.tokens import PinnedKeys, verify
from services.identity.domain.people import Person
from services.identity.domain.sign_in import Assurance
from services.identity.tokens import KEY_LIFETIME, SigningKeys

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def keys(tmp_path: Path, clock: _Clock) -> SigningKeys:
    keys = SigningKeys(tmp_path / "signing", clock)
    keys.refresh()
    return keys


def a_token(keys: SigningKeys, clock: _Clock) -> str:
    person = Person(id=uuid4(), organisation_id=uuid4(), version=1)
    return keys.sign(
        person,
        assurance=Assurance.EMAIL_CODE,
        audience="identity",
        today=date(2026, 6, 1),
        expires_at=clock() + timedelta(seconds=60),
    )


async def test_a_restart_keeps_the_key(keys: SigningKeys, tmp_path: Path, clock: _Clock) -> None:
    again = SigningKeys(tmp_path / "signing", clock)
    again.refresh()
    assert await again.public() == await keys.public()
    assert [file.stat().st_mode & 0o777 for file in (tmp_path / "signing").iterdir()] == [0o600]


async def test_a_new_key_comes_first_and_the_old_one_stays_until_its_last_token_expired(
    keys: SigningKeys, clock: _Clock
) -> None:
    (old,) = await keys.public()
    clock.now += KEY_LIFETIME - timedelta(seconds=1)
    keys.refresh()
    assert list(await keys.public()) == [old]
    last = a_token(keys, clock)
    clock.now += timedelta(seconds=1)
    keys.refresh()
    new, kept = await keys.public()
    assert kept == old
    await verify(last, keys=PinnedKeys(keys.public), audience="identity", now=clock(), workload="dashboard")
    clock.now += timedelta(minutes=10, seconds=1)
    keys.refresh()
    assert list(await keys.public()) == [new]


async def test_another_copy_of_the_service_verifies_with_a_key_it_did_not_make(
    keys: SigningKeys, tmp_path: Path, clock: _Clock
) -> None:
    other = SigningKeys(tmp_path / "signing", clock)
    other.refresh()
    clock.now += KEY_LIFETIME
    keys.refresh()
    token = a_token(keys, clock)
    await verify(token, keys=PinnedKeys(other.public), audience="identity", now=clock(), workload="dashboard")


async def test_a_token_of_another_key_is_refused(keys: SigningKeys, tmp_path: Path, clock: _Clock) -> None:
    stranger = SigningKeys(tmp_path / "stranger", clock)
    stranger.refresh()
    with pytest.raises(Unauthenticated):
        await verify(
            a_token(stranger, clock),
            keys=PinnedKeys(keys.public),
            audience="identity",
            now=clock(),
            workload="dashboard",
        )
