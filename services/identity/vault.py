"""What identity keeps is unreadable in its tables: particulars sealed per person, everything looked up by an HMAC."""

import hmac
import secrets
from typing import Final
from uuid import UUID

from services.chassis.keys import Keys

# One key for every lookup of this service, named once and for ever; its bytes are made at the first start.
_LOOKUP_KEY: Final = UUID("0199f3a0-6c1e-7d52-9b1a-5f0e6d2c8a41")
_SECRET_BYTES: Final = 32


class Vault:
    """Seals, opens and fingerprints with the data keys of identity.

    Args:
        keys: The data keys; `open` has to be awaited once before the first use.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def open(self) -> None:
        """Make the lookup key if this is the first start."""
        await self._keys.ensure(_LOOKUP_KEY)

    async def new_key(self) -> UUID:
        """Make the data key of a person and return its id. One left by a rolled-back transaction does no harm."""
        return await self._keys.create()

    def seal(self, key_id: UUID, text: str, *, table: str, column: str, row_id: UUID) -> bytes:
        """Encrypt a text for one column of one row."""
        return self._keys.seal(key_id, text.encode(), table=table, column=column, row_id=row_id)

    def unseal(self, key_id: UUID, sealed: bytes, *, table: str, column: str, row_id: UUID) -> str:
        """Decrypt what `seal` made.

        Raises:
            KeyDestroyed: The person's key was destroyed: the particulars are erased.
        """
        return self._keys.open(key_id, sealed, table=table, column=column, row_id=row_id).decode()

    def mailbox(self, address: str) -> bytes:
        """Fingerprint an address. Letter case does not matter: mail servers that tell it apart are not found."""
        return self._fingerprint("mailbox", address.strip().lower())

    def browser(self, browser_id: str) -> bytes:
        """Fingerprint a browser's id."""
        return self._fingerprint("browser", browser_id)

    def code(self, code_id: UUID, code: str) -> bytes:
        """Fingerprint a sign-in code; equal codes of two rows have different fingerprints."""
        return self._fingerprint("code", f"{code_id} {code}")

    def session(self, secret: str) -> bytes:
        """Fingerprint the secret of a session."""
        return self._fingerprint("session", secret)

    def calendar_link(self, secret: str) -> bytes:
        """Fingerprint the secret of a calendar link."""
        return self._fingerprint("calendar link", secret)

    def enrolment(self, code: str) -> bytes:
        """Fingerprint an enrolment code."""
        return self._fingerprint("enrolment", code)

    def _fingerprint(self, purpose: str, value: str) -> bytes:
        return self._keys.authenticate(_LOOKUP_KEY, value.encode(), purpose=purpose)


def new_secret() -> str:
    """Return 256 random bits as base64url, without padding."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def same(one: bytes, other: bytes) -> bool:
    """Compare fingerprints in constant time."""
    return hmac.compare_digest(one, other)
