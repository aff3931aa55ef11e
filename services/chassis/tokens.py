"""A person's token: who signed it, for whom, until when, and what it claims.

Nothing in a token chooses how it is checked: the algorithm is EdDSA, the keys are those that identity told us over
mutual TLS, and a header that names another key or place is refused.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from services.chassis.errors import Unauthenticated, Unavailable
from services.chassis.principal import MandateClaim, Principal, PrincipalKind, RoleGrant

log = structlog.get_logger(__name__)

TOKEN_TYPE: Final = "roundtable+jwt"  # noqa: S105 - the header's typ
ISSUER: Final = "roundtable.identity"
LONGEST_LIFE_SECONDS: Final = 60

_ALGORITHM: Final = "EdDSA"
_HEADERS: Final = {"alg", "typ", "kid"}
_LONGEST: Final = 8192
_CLOCK_SKEW_SECONDS: Final = 2
_SECONDS_BETWEEN_LOOKUPS: Final = 1.0
_SECONDS_A_KEY_IS_TRUSTED: Final = 300.0

SigningKeys = Callable[[], Awaitable[Mapping[str, bytes]]]


class PinnedKeys:
    """The public keys that sign tokens, kept here and asked for again when a token names one we do not know.

    Args:
        source: Tells key id and the 32 bytes of each Ed25519 public key.
    """

    def __init__(self, source: SigningKeys) -> None:
        self._source = source
        self._keys: Mapping[str, OKPKey] = {}
        self._asked_at = float("-inf")
        self._failed = False
        self._lock = asyncio.Lock()

    async def get(self, key_id: str) -> OKPKey | None:
        """Return the key, or None if nobody signs with it.

        Raises:
            Unavailable: We do not know the key, and whoever knows them all does not answer.
        """
        if self._is_due(key_id):
            async with self._lock:
                if self._is_due(key_id):
                    await self._refresh()
        if key_id not in self._keys and self._failed:
            raise Unavailable("who signs tokens cannot be learned just now; try again")
        return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        # Not more than once a second: a caller who makes up key ids must not make us flood identity.
        if self._age() < _SECONDS_BETWEEN_LOOKUPS:
            return False
        return key_id not in self._keys or self._failed or self._age() > _SECONDS_A_KEY_IS_TRUSTED

    async def _refresh(self) -> None:
        try:
            fresh = await self._source()
        except Exception as error:
            # Whatever it is: what identity told us before still holds.
            log.warning("signing_keys_not_refreshed", exc_info=error)
            self._failed = True
        else:
            self._keys = {each: _import(raw) for each, raw in fresh.items()}
            self._failed = False
        self._asked_at = time.monotonic()

    def _age(self) -> float:
        return time.monotonic() - self._asked_at


async def verify(token: str, *, keys: PinnedKeys, audience: str, now: datetime, workload: str) -> Principal:
    """Return the person that the token speaks for.

    Args:
        token: The compact form, as it stands behind `Bearer`.
        keys: The only keys that count.
        audience: Name of this service.
        now: The time, in UTC.
        workload: The process that presented it.

    Raises:
        Unauthenticated: It is not a token for us, from identity, now. The sentence never repeats any of it.
        Unavailable: The keys cannot be had (see `PinnedKeys.get`).
    """
    signed = _read(token)
    key = await keys.get(_key_id(signed.headers()))
    if key is None:
        raise Unauthenticated("the token is signed by an unknown key")
    try:
        payload = jws.deserialize_compact(token.encode(), key, algorithms=[_ALGORITHM]).payload
    except (JoseError, ValueError):
        raise Unauthenticated("the token's signature is not good") from None
    claims = _object(payload)
    _check(claims, audience=audience, now=now.timestamp())
    return _principal(claims, workload)


def _import(raw: bytes) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": urlsafe_b64encode(raw).decode()})


def _read(token: str) -> jws.CompactSignature:
    if len(token) > _LONGEST:
        raise Unauthenticated("the token is too long")
    try:
        _object(urlsafe_b64decode(token.encode("ascii").partition(b".")[0]))
        return jws.extract_compact(token.encode("ascii"))
    except (JoseError, ValueError, TypeError, KeyError):
        raise Unauthenticated("this is not a token") from None


def _object(raw: bytes) -> dict[str, Any]:
    """Read a JSON object that says each thing once: of two, one reader would believe the first and another the last."""
    try:
        read = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Unauthenticated("this is not a token") from None
    if not isinstance(read, dict):
        raise Unauthenticated("the token holds no claims")
    return read


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError
    return read


def _key_id(headers: Mapping[str, Any]) -> str:
    if headers.get("alg") != _ALGORITHM:
        raise Unauthenticated("the token is not signed with EdDSA")
    if headers.get("typ") != TOKEN_TYPE:
        raise Unauthenticated("the token is of another type")
    if set(headers) - _HEADERS or not isinstance(headers.get("kid"), str):
        raise Unauthenticated("the token's header is not as ours are")
    return str(headers["kid"])


def _check(claims: Mapping[str, Any], *, audience: str, now: float) -> None:
    issued: Any = claims.get("iat")
    expires: Any = claims.get("exp")
    if claims.get("iss") != ISSUER:
        raise Unauthenticated("the token is from another issuer")
    if claims.get("aud") != audience:
        raise Unauthenticated("the token is for another service")
    if not _whole(issued) or not _whole(expires):
        raise Unauthenticated("the token does not say when it was issued and when it expires")
    if not 0 < expires - issued <= LONGEST_LIFE_SECONDS:
        raise Unauthenticated(f"the token is made to live longer than {LONGEST_LIFE_SECONDS} seconds")
    if now >= expires:
        raise Unauthenticated("the token has expired")
    if issued > now + _CLOCK_SKEW_SECONDS or "nbf" in claims:  # ours begin when they are issued
        raise Unauthenticated("the token is not valid yet")
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        raise Unauthenticated("the token has no id")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _principal(claims: Mapping[str, Any], workload: str) -> Principal:
    try:
        person_id = UUID(claims["sub"])
        return Principal(
            kind=PrincipalKind.PERSON,
            id=str(person_id),
            person_id=person_id,
            workload=workload,
            roles=frozenset(
                RoleGrant(str(each["role"]), UUID(each["organisation_id"])) for each in claims.get("roles", ())
            ),
            mandates=frozenset(
                MandateClaim(UUID(each["mandate_id"]), UUID(each["addressee_id"]))
                for each in claims.get("mandates", ())
            ),
            assurance=_said(claims.get("assurance", "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unauthenticated("the token's claims are not as ours are") from None
