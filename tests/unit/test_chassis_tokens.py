"""A token is one of ours, for this service, now; or it is nothing."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization

from services.chassis.errors import Unauthenticated, Unavailable
from services.chassis.principal import Principal, PrincipalKind
from services.chassis.tokens import PinnedKeys, verify
from tests.chassis_kit import Signer

SIGNER = Signer()


def now() -> int:
    """Tell the time as it is: what was noted at import would be minutes old by now, and refuse every token alike."""
    return int(time.time())


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def spki() -> bytes:
    return SIGNER.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def unsigned() -> str:
    header = {"alg": "none", "typ": "roundtable+jwt", "kid": SIGNER.key_id}
    return f"{encoded(header)}.{encoded(SIGNER.claims())}."


def hmac_with_public_key(key: bytes) -> str:
    header = {"alg": "HS256", "typ": "roundtable+jwt", "kid": SIGNER.key_id}
    signed = f"{encoded(header)}.{encoded(SIGNER.claims())}"
    return f"{signed}.{encoded(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def other_claims_under_the_same_signature() -> str:
    head, _, signature = SIGNER.token().split(".")
    return f"{head}.{encoded(SIGNER.claims(sub=str(uuid4())))}.{signature}"


def another_signature(change: int) -> str:
    head, body, signature = SIGNER.token().split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[change] ^= 1
    return f"{head}.{body}.{encoded(bytes(raw))}"


FORGED = {
    "unsigned, alg none": unsigned,
    "alg none over a good signature": lambda: f"{encoded({'alg': 'none'})}.{SIGNER.token().split('.', 1)[1]}",
    "HS256 with the raw public key as secret": lambda: hmac_with_public_key(SIGNER.public),
    "HS256 with the PEM public key as secret": lambda: hmac_with_public_key(spki()),
    "signed by another key under our key id": lambda: Signer(SIGNER.key_id).token(),
    "signed by an unknown key": lambda: Signer("key-2").token(),
    "without a key id": lambda: SIGNER.token(header={"kid": None}),
    "key id that is no string": lambda: SIGNER.token(header={"kid": 7}),
    "key id that is a path": lambda: SIGNER.token(header={"kid": "../../keys/key-1"}),
    "brings its own key in jwk": lambda: SIGNER.token(header={"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}}),
    "names a place for keys in jku": lambda: SIGNER.token(header={"jku": "https://keys.example/set"}),
    "names a certificate in x5u": lambda: SIGNER.token(header={"x5u": "https://keys.example/cert"}),
    "critical header we do not know": lambda: SIGNER.token(header={"crit": ["exp"]}),
    "an ID token's type": lambda: SIGNER.token(header={"typ": "JWT"}),
    "no type": lambda: SIGNER.token(header={"typ": None}),
    "other claims under the same signature": other_claims_under_the_same_signature,
    "first bit of the signature flipped": lambda: another_signature(0),
    "last bit of the signature flipped": lambda: another_signature(-1),
    "no signature": lambda: SIGNER.token().rpartition(".")[0] + ".",
    "for another service": lambda: SIGNER.token("consultations"),
    "for several services": lambda: SIGNER.token(aud=["testing", "consultations"]),
    "for nobody": lambda: SIGNER.token(aud=None),
    "from another issuer": lambda: SIGNER.token(iss="https://accounts.example"),
    "from no issuer": lambda: SIGNER.token(iss=None),
    "expired a second ago": lambda: SIGNER.token(iat=now() - 61, exp=now() - 1),
    "never expires": lambda: SIGNER.token(exp=None),
    "lives 61 seconds": lambda: SIGNER.token(iat=now() - 1, exp=now() + 60),
    "lives an hour": lambda: SIGNER.token(exp=now() + 3600),
    "issued in the future": lambda: SIGNER.token(iat=now() + 30, exp=now() + 60),
    "expires before it was issued": lambda: SIGNER.token(iat=now() + 2, exp=now() + 1),
    "expiry as text": lambda: SIGNER.token(exp=str(now() + 60)),
    "expiry as truth": lambda: SIGNER.token(exp=True, iat=False),
    "expiry infinite": lambda: SIGNER.sign(b'{"exp": Infinity, "iat": 0}'),
    "without an id": lambda: SIGNER.token(jti=None),
    "of nobody": lambda: SIGNER.token(sub=None),
    "of somebody who is no uuid": lambda: SIGNER.token(sub="admin"),
    "subject is a list": lambda: SIGNER.token(sub=["admin"]),
    "roles are no list": lambda: SIGNER.token(roles="registrar"),
    "a role without organisation": lambda: SIGNER.token(roles=[{"role": "registrar"}]),
    "mandates are null entries": lambda: SIGNER.token(mandates=[None]),
    "claims are a list": lambda: SIGNER.sign(b"[]"),
    "claims are no JSON": lambda: SIGNER.sign(b"\xff\xfe"),
    "nothing": lambda: "",
    "two dots": lambda: "..",
    "five parts": lambda: "a.b.c.d.e",
    "header is a list": lambda: f"{encoded([])}.{encoded({})}.AA",
    "header is no JSON": lambda: f"{encoded(b'nonsense')}.{encoded({})}.AA",
    "not ASCII": lambda: "\u06c1.\u06c1.\u06c1",
    "too long": lambda: SIGNER.token(jti="x" * 9000),
}


async def checked(token: str, keys: PinnedKeys | None = None) -> Principal:
    return await verify(
        token,
        keys=keys or PinnedKeys(SIGNER.keys),
        audience="testing",
        now=datetime.fromtimestamp(now(), UTC),
        workload="dashboard",
    )


@pytest.mark.parametrize("forge", [pytest.param(forge, id=name) for name, forge in FORGED.items()])
async def test_a_forged_token_is_refused(forge: Any) -> None:
    with pytest.raises(Unauthenticated):
        await checked(forge())


@pytest.mark.parametrize("forge", [unsigned, lambda: hmac_with_public_key(spki())], ids=["none", "HS256"])
async def test_no_algorithm_but_ours_is_even_tried(forge: Any) -> None:
    with pytest.raises(Unauthenticated, match="not signed with EdDSA"):
        await checked(forge())


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
