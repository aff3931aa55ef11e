"""A token is one of ours, for this service, now; or it is nothing."""

import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import Unauthenticated, Unavailable
from services.chassis.principal import Principal, PrincipalKind
from services.chassis.tokens import PinnedKeys, verify
from tests.chassis_kit import Signer
from tests.forged_tokens import FORGED, hmac_with, spki

SIGNER = Signer()


def now() -> int:
    """Tell the time as it is: what was noted at import would be minutes old by now, and refuse every token alike."""
    return int(time.time())


async def checked(token: str, keys: PinnedKeys | None = None) -> Principal:
    return await verify(
        token,
        keys=keys or PinnedKeys(SIGNER.keys),
        audience="testing",
        now=datetime.fromtimestamp(now(), UTC),
        workload="dashboard",
    )


@pytest.mark.covers("SEC 9")
@pytest.mark.parametrize("forge", [pytest.param(forge, id=name) for name, forge in FORGED.items()])
async def test_a_forged_token_is_refused(forge: Any) -> None:
    with pytest.raises(Unauthenticated):
        await checked(forge(SIGNER, "testing"))


@pytest.mark.parametrize(
    "token",
    [SIGNER.unsigned, lambda: hmac_with(spki(SIGNER), SIGNER, "testing")],
    ids=["none", "HS256"],
)
async def test_no_algorithm_but_ours_is_even_tried(token: Any) -> None:
    with pytest.raises(Unauthenticated, match="not signed with EdDSA"):
        await checked(token())


async def test_a_good_token_speaks_for_its_person() -> None:
    person, organisation, mandate, addressee = uuid4(), uuid4(), uuid4(), uuid4()
    token = SIGNER.token(
        sub=str(person),
        roles=[{"role": "facilitator", "organisation_id": str(organisation)}],
        mandates=[{"mandate_id": str(mandate), "addressee_id": str(addressee)}],
    )
    who = await checked(token)
    assert (who.kind, who.id, who.person_id, who.workload) == (PrincipalKind.PERSON, str(person), person, "dashboard")
    assert who.has_role("facilitator", organisation)
    assert not who.has_role("facilitator", uuid4())
    assert not who.has_role("registrar")
    assert who.addressees == {addressee}
    assert who.organisations == {organisation}


async def test_a_refusal_repeats_nothing_of_the_token() -> None:
    with pytest.raises(Unauthenticated) as refused:
        await checked(SIGNER.token(iss="https://canary.example"))
    assert "canary" not in str(refused.value)


async def test_a_new_key_is_learned_when_a_token_names_it() -> None:
    known = {SIGNER.key_id: SIGNER.public}

    async def source() -> dict[str, bytes]:
        return dict(known)

    keys = PinnedKeys(source)
    await checked(SIGNER.token(), keys)
    newer = Signer("key-2")
    known["key-2"] = newer.public
    keys._asked_at -= 2  # a second and more has passed
    assert await checked(newer.token(), keys)


async def test_made_up_key_ids_do_not_flood_whoever_knows_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.chassis.tokens.time", SimpleNamespace(monotonic=lambda: 100.0))
    asked = 0

    async def source() -> dict[str, bytes]:
        nonlocal asked
        asked += 1
        return {SIGNER.key_id: SIGNER.public}

    keys = PinnedKeys(source)
    for number in range(100):
        with pytest.raises(Unauthenticated):
            await checked(Signer(f"made up {number}").token(), keys)
    assert asked == 1


async def test_known_keys_hold_while_identity_is_away_and_unknown_ones_cannot_be_judged() -> None:
    answers = True

    async def source() -> dict[str, bytes]:
        if not answers:
            raise ConnectionError
        return {SIGNER.key_id: SIGNER.public}

    keys = PinnedKeys(source)
    good = SIGNER.token()
    await checked(good, keys)
    answers = False
    keys._asked_at -= 1000  # long ago: the keys are asked for again, in vain
    assert await checked(good, keys)
    keys._asked_at -= 2
    with pytest.raises(Unavailable):
        await checked(Signer("key-2").token(), keys)


async def test_a_key_that_identity_no_longer_names_is_dropped() -> None:
    known = {SIGNER.key_id: SIGNER.public}

    async def source() -> dict[str, bytes]:
        return dict(known)

    keys = PinnedKeys(source)
    await checked(SIGNER.token(), keys)
    known.clear()
    keys._asked_at -= 1000
    with pytest.raises(Unauthenticated):
        await checked(SIGNER.token(), keys)
