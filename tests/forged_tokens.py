"""Tokens that are none of ours: forged, confused, out of their time, for somebody else. None may open anything."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

from cryptography.hazmat.primitives import serialization

from tests.chassis_kit import Signer, encoded

Forge = Callable[[Signer, str], str]
"""Makes one, given who signs for real and the service that it is for."""


def spki(signer: Signer) -> bytes:
    """Return the public key as a file holds it."""
    return signer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def hmac_with(key: bytes, signer: Signer, audience: str, algorithm: str = "HS256") -> str:
    """Sign with a secret that is none: the public key."""
    header = {"alg": algorithm, "typ": "roundtable+jwt", "kid": signer.key_id}
    signed = f"{part(header)}.{part(signer.claims(audience))}"
    return f"{signed}.{encoded(hmac.digest(key, signed.encode(), hashlib.sha256))}"


def part(value: Any) -> str:
    """Write one part of a token."""
    return encoded(value if isinstance(value, bytes) else json.dumps(value).encode())


def _other_claims(signer: Signer, audience: str) -> str:
    head, _, signature = signer.token(audience).split(".")
    return f"{head}.{part(signer.claims(audience, sub=str(uuid4())))}.{signature}"


def _signature(signer: Signer, audience: str, change: Callable[[bytearray], object]) -> str:
    head, body, signature = signer.token(audience).split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    change(raw)
    return f"{head}.{body}.{encoded(bytes(raw))}"


def _flipped(at: int) -> Forge:
    return lambda signer, audience: _signature(signer, audience, lambda raw: raw.__setitem__(at, raw[at] ^ 1))


def _plus_the_order(signer: Signer, audience: str) -> str:
    """The same point with a scalar that is too large: an Ed25519 signature that a careless verifier takes."""
    order = 2**252 + 27742317777372353535851937790883648493

    def add(raw: bytearray) -> None:
        raw[32:] = (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")

    return _signature(signer, audience, add)


def _last_letter(signer: Signer, audience: str) -> str:
    """The last letter of 64 bytes carries two bits of nothing: four letters stand for the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = signer.token(audience)
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


def _twice(name: str, value: Any) -> Forge:
    def forge(signer: Signer, audience: str) -> str:
        claims = json.dumps(signer.claims(audience))
        return signer.sign(f"{claims[:-1]}, {json.dumps(name)}: {json.dumps(value)}}}".encode())

    return forge


def _header_twice(signer: Signer, audience: str) -> str:
    head = f'{{"alg": "none", "typ": "roundtable+jwt", "kid": "{signer.key_id}", "alg": "EdDSA"}}'
    signed = f"{encoded(head.encode())}.{part(signer.claims(audience))}"
    return f"{signed}.{encoded(signer.key.sign(signed.encode()))}"


def _own_key(signer: Signer, audience: str) -> str:
    other = Signer(signer.key_id, now=signer.now)
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encoded(other.public)}
    return other.sign(json.dumps(signer.claims(audience)).encode(), header={"jwk": jwk})


def _changed(**claims: Any) -> Forge:
    return lambda signer, audience: signer.token(audience, **claims)


def _headed(**header: Any) -> Forge:
    return lambda signer, audience: signer.token(audience, header=header)


def _timed(issued: int | None, expires: int | None) -> Forge:
    def forge(signer: Signer, audience: str) -> str:
        now = int(signer.now())
        moved: dict[str, Any] = {
            "iat": None if issued is None else now + issued,
            "exp": None if expires is None else now + expires,
        }
        return signer.token(audience, **moved)

    return forge


FORGED: Final[Mapping[str, Forge]] = {
    # Algorithms.
    "unsigned, alg none": lambda signer, audience: signer.unsigned(audience),
    "unsigned, alg None": lambda signer, audience: signer.sign(
        json.dumps(signer.claims(audience)).encode(), header={"alg": "None"}
    ),
    "alg none over a good signature": lambda signer, audience: (
        f"{part({'alg': 'none'})}.{signer.token(audience).split('.', 1)[1]}"
    ),
    "HS256 with the raw public key as secret": lambda signer, audience: hmac_with(signer.public, signer, audience),
    "HS256 with the PEM public key as secret": lambda signer, audience: hmac_with(spki(signer), signer, audience),
    "HMAC with the public key, called EdDSA": lambda signer, audience: hmac_with(
        signer.public, signer, audience, "EdDSA"
    ),
    "RS256 over a good signature": _headed(alg="RS256"),
    "alg is a list": _headed(alg=["EdDSA"]),
    "without an algorithm": _headed(alg=None),
    # Keys.
    "signed by another key under our key id": lambda signer, audience: Signer(signer.key_id, now=signer.now).token(
        audience
    ),
    "signed by an unknown key": lambda signer, audience: Signer("key-2", now=signer.now).token(audience),
    "without a key id": _headed(kid=None),
    "key id that is no string": _headed(kid=7),
    "key id that is a path": _headed(kid="../../keys/key-1"),
    "key id that is a statement": _headed(kid="key-1' OR '1'='1"),
    "brings its own key in jwk": _headed(jwk={"kty": "OKP", "crv": "Ed25519", "x": "AA"}),
    "signed by the key that it brings in jwk": _own_key,
    "names a place for keys in jku": _headed(jku="https://keys.example/set"),
    "names a certificate in x5u": _headed(x5u="https://keys.example/cert"),
    "brings a certificate in x5c": _headed(x5c=["AA"]),
    # Headers.
    "critical header we do not know": _headed(crit=["exp"]),
    "payload not encoded, b64": _headed(b64=False, crit=["b64"]),
    "an ID token's type": _headed(typ="JWT"),
    "an access token's type": _headed(typ="at+jwt"),
    "no type": _headed(typ=None),
    "says its algorithm twice": _header_twice,
    # Signatures and letters.
    "other claims under the same signature": _other_claims,
    "first bit of the signature flipped": _flipped(0),
    "last bit of the signature flipped": _flipped(-1),
    "scalar of the signature plus the group's order": _plus_the_order,
    "another last letter for the same bytes": _last_letter,
    "padded": lambda signer, audience: signer.token(audience) + "==",
    "with a tab in it": lambda signer, audience: signer.token(audience).replace(".", ".\t", 1),
    "letters of plain base64": lambda signer, audience: "+" + signer.token(audience)[1:],
    "no signature": lambda signer, audience: signer.token(audience).rpartition(".")[0] + ".",
    "signed twice": lambda signer, audience: signer.sign(signer.token(audience).encode()),
    # For whom, from whom.
    "for another service": lambda signer, _: signer.token("elsewhere"),
    "for several services": lambda signer, audience: signer.token(aud=[audience, "elsewhere"]),
    "for a list of this service": lambda signer, audience: signer.token(aud=[audience]),
    "for this service in capitals": lambda signer, audience: signer.token(audience.upper()),
    "for nobody": _changed(aud=None),
    "from another issuer": _changed(iss="https://accounts.example"),
    "from no issuer": _changed(iss=None),
    "an ID token of another provider": lambda signer, audience: signer.token(
        header={"typ": "JWT"}, iss="https://accounts.example", aud=audience, nonce="n"
    ),
    # When.
    "expired a second ago": _timed(-61, -1),
    "replayed the next day": _timed(-86_400, -86_340),
    "never expires": _timed(0, None),
    "was never issued": _timed(None, 60),
    "lives 61 seconds": _timed(-1, 60),
    "lives an hour": _timed(0, 3600),
    "issued in the future": _timed(30, 60),
    "expires before it was issued": _timed(2, 1),
    "expiry as text": lambda signer, audience: signer.token(audience, exp=str(int(signer.now()) + 60)),
    "expiry as truth": _changed(exp=True, iat=False),
    "expiry as a fraction": lambda signer, audience: signer.token(audience, exp=signer.now() + 30.5),
    "expiry infinite": lambda signer, _: signer.sign(b'{"exp": Infinity, "iat": 0}'),
    "not valid before a minute from now": lambda signer, audience: signer.token(audience, nbf=int(signer.now()) + 60),
    # What it claims.
    "without an id": _changed(jti=None),
    "of nobody": _changed(sub=None),
    "of somebody who is no uuid": _changed(sub="admin"),
    "subject is a list": _changed(sub=["admin"]),
    "subject twice": _twice("sub", "00000000-0000-7000-8000-000000000000"),
    "audience twice": _twice("aud", "elsewhere"),
    "roles twice": _twice("roles", []),
    "roles are no list": _changed(roles="registrar"),
    "a role without organisation": _changed(roles=[{"role": "registrar"}]),
    "mandates are null entries": _changed(mandates=[None]),
    "assurance is a number": _changed(assurance=1),
    "assurance is a list": _changed(assurance=["email_code"]),
    "claims are a list": lambda signer, _: signer.sign(b"[]"),
    "claims are no JSON": lambda signer, _: signer.sign(b"\xff\xfe"),
    "claims nested without end": lambda signer, _: signer.sign(b"[" * 5000),
    # No token at all.
    "nothing": lambda *_: "",
    "two dots": lambda *_: "..",
    "five parts": lambda *_: "a.b.c.d.e",
    "header is a list": lambda *_: f"{part([])}.{part({})}.AA",
    "header nested without end": lambda *_: f"{part(b'[' * 5000)}.{part({})}.AA",
    "header is no JSON": lambda *_: f"{part(b'nonsense')}.{part({})}.AA",
    "not ASCII": lambda *_: "\u06c1.\u06c1.\u06c1",
    "too long": _changed(jti="x" * 9000),
}
