"""Tokens with which the dashboard acts for a person at one service, and the keys that sign them.

The private keys are files `RT_KEYS_DIR/identity/signing/<kid>` of 32 bytes that only this service reads; `kid` is a
uuid7, so the newest sorts last. A new key signs at once, because a verifier that meets an unknown `kid` asks again.
"""

import asyncio
import contextlib
import itertools
import os
import warnings
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey
from uuid_utils import uuid7

from services.chassis.ids import new_id
from services.chassis.tokens import ISSUER, TOKEN_TYPE
from services.identity.domain.people import Person
from services.identity.domain.sign_in import Assurance

log = structlog.get_logger(__name__)

_ALGORITHM: Final = "EdDSA"
KEY_LIFETIME: Final = timedelta(days=30)
# Until another copy of the service has noticed the newer key (a minute), and its last token with this one has expired.
_KEPT_AFTER_SUCCESSOR: Final = timedelta(minutes=10)
_SECONDS_BETWEEN_LOOKS: Final = 60.0


class SigningKeys:
    """The keys that sign tokens.

    Args:
        folder: Where they lie; made with mode 0700 if it is missing. All copies of the service share it.
        clock: Tells the time.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._private: dict[str, Ed25519PrivateKey] = {}
        # RFC 9864 renames the algorithm. Every verifier knows the old name, which says the same with such a key.
        warnings.filterwarnings("ignore", category=SecurityWarning, message="EdDSA is deprecated")

    def refresh(self) -> None:
        """Make a key if there is none or the newest is too old, remove those nobody needs, and read the rest."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = self._clock()
        known = self._ids()
        if not known or now - made_at(known[0]) >= KEY_LIFETIME:
            self._make(now)
            known = self._ids()
        for successor, old in itertools.pairwise(known):
            if now - made_at(successor) > _KEPT_AFTER_SUCCESSOR:
                self._path(old).unlink(missing_ok=True)
                log.info("signing_key_removed", kid=str(old))
        self._read()

    async def keep_fresh(self) -> None:
        """Refresh every minute, for ever."""
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            try:
                await asyncio.to_thread(self.refresh)
            except OSError as error:  # the keys in memory still sign; a full disk is no reason to stop
                log.warning("signing_keys_not_refreshed", reason=error.strerror)

    async def public(self) -> Mapping[str, bytes]:
        """Return the public keys by `kid`, newest first: 32 bytes each. Looks at the folder, which others share."""
        await asyncio.to_thread(self._read)
        return {
            kid: key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) for kid, key in self._private.items()
        }

    def sign(self, person: Person, *, assurance: Assurance, audience: str, today: date, expires_at: datetime) -> str:
        """Return a token for one service, with the roles and mandates that the person holds today."""
        kid, key = next(iter(self._private.items()))
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": str(person.id),
            "roles": [
                {"role": held.role.value, "organisation_id": str(held.organisation_id)}
                for held in person.roles_on(today)
            ],
            "mandates": [
                {"mandate_id": str(mandate.id), "addressee_id": str(mandate.addressee_id)}
                for mandate in person.mandates_on(today)
            ],
            "assurance": assurance.value,
            "iat": int(self._clock().timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": str(new_id()),
        }
        header = {"alg": _ALGORITHM, "typ": TOKEN_TYPE, "kid": kid}
        return jwt.encode(header, claims, OKPKey.import_key(key), algorithms=[_ALGORITHM])

    def _make(self, now: datetime) -> None:
        kid = UUID(int=uuid7(nanoseconds=int(now.timestamp() * 1e9)).int)
        aside = self._folder / f".{kid}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, Ed25519PrivateKey.generate().private_bytes_raw())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        aside.rename(self._path(kid))
        log.info("signing_key_made", kid=str(kid))

    def _read(self) -> None:
        found = {}
        for kid in self._ids():
            with contextlib.suppress(FileNotFoundError):  # another copy of the service has just removed it
                found[str(kid)] = Ed25519PrivateKey.from_private_bytes(self._path(kid).read_bytes())
        if found:
            self._private = found

    def _ids(self) -> list[UUID]:
        names = (path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        return sorted((UUID(name) for name in names), reverse=True)

    def _path(self, kid: UUID) -> Path:
        return self._folder / str(kid)


def made_at(kid: UUID) -> datetime:
    """Return when a key was made: a uuid7 begins with the milliseconds since 1970."""
    return datetime.fromtimestamp(int.from_bytes(kid.bytes[:6]) / 1000, tz=UTC)
