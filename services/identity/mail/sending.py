"""Mailing codes after the answer was given, so that nobody learns from its timing whether a mailbox is known.

A code waits in memory only. It is good for minutes and a person can ask again, while a stored one would be one more
place to find it; so if the process ends, what still waited is gone.
"""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

import aiosmtplib
import structlog

from services.chassis.database import TRANSIENT, Database
from services.chassis.errors import Refusal
from services.identity import store
from services.identity.mail.message import code_mail
from services.identity.vault import Vault

log = structlog.get_logger(__name__)

# A thousand requests wait at most; what comes beyond is dropped, as a flood deserves.
_ROOM: Final = 1000
_AT_ONCE: Final = 8
_SEND_SECONDS: Final = 30.0
# Grey-listing servers want a second try after some minutes. Later than the last one a code is hardly of use.
_PAUSES: Final = (5.0, 30.0, 120.0, 300.0, 600.0)
_FOR_GOOD: Final = 500


class Refused(Exception):
    """A mail server will never take a mail for its address.

    Args:
        smtp_code: What it answered.
    """

    def __init__(self, smtp_code: int) -> None:
        self.smtp_code = smtp_code
        super().__init__(f"refused for good: {smtp_code}")


@dataclass(frozen=True, kw_only=True)
class NextHop:
    """The mail server that takes the mails over."""

    host: str
    port: int
    tls: Literal["off", "starttls"]
    sender: str
    """Address in `From` and of the envelope."""

    authority: Path | None = None
    """PEM file of an authority that may vouch for the server, beside those the machine trusts."""

    def tls_context(self) -> ssl.SSLContext | None:
        """Return how the server's certificate is checked; None where mails go in clear."""
        if self.tls == "off":
            return None
        context = ssl.create_default_context()
        if self.authority:
            context.load_verify_locations(self.authority)
        return context

    async def take(self, mail: EmailMessage, address: str) -> None:
        """Hand a mail over for one address.

        Raises:
            Refused: The server will never take it for that address.
            aiosmtplib.SMTPException: It does not take it now.
            OSError: It cannot be reached, or is too slow.
        """
        tls = self.tls_context()
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await aiosmtplib.send(
                    mail,
                    sender=self.sender,
                    recipients=[address],
                    hostname=self.host,
                    port=self.port,
                    start_tls=tls is not None,
                    tls_context=tls,
                    # Otherwise the name of this machine is looked up: seconds where there is no name server.
                    local_hostname=self.sender.rpartition("@")[2],
                )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError) as refused:
            code = refused.code if isinstance(refused, aiosmtplib.SMTPDataError) else refused.recipients[0].code
            if code < _FOR_GOOD:
                raise
            raise Refused(code) from refused


@dataclass(frozen=True, kw_only=True)
class WaitingCode:
    """A code to be mailed to whoever owns the mailbox for which it was asked, if anybody does."""

    code_id: UUID
    code: str = field(repr=False)
    language: str
    tried: int = 0


class Mailer:
    """Mails codes, one after the other for each of a few workers.

    Args:
        database: Where it looks, at the moment of sending, whose mailbox it is and whether the code is still good.
        vault: Opens the address.
        next_hop: Where mails are handed to.
        clock: Tells the time.
        pauses: Seconds before each further try after a passing failure.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        next_hop: NextHop,
        clock: Callable[[], datetime],
        *,
        pauses: tuple[float, ...] = _PAUSES,
    ) -> None:
        self._database = database
        self._vault = vault
        self._next_hop = next_hop
        self._clock = clock
        self._pauses = pauses
        self._waiting: asyncio.Queue[WaitingCode] = asyncio.Queue(_ROOM)
        self._later: set[asyncio.TimerHandle] = set()

    def hand_over(self, waiting: WaitingCode) -> None:
        """Take a code to be mailed soon. Returns at once."""
        try:
            self._waiting.put_nowait(waiting)
        except asyncio.QueueFull:
            log.warning("code_not_mailed", code_id=str(waiting.code_id), reason="too many wait")

    async def run(self) -> None:
        """Mail what is handed over, for ever."""
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(_AT_ONCE):
                    workers.create_task(self._work())
        finally:
            for handle in self._later:
                handle.cancel()

    async def _work(self) -> None:
        while True:
            waiting = await self._waiting.get()
            try:
                await self._mail(waiting)
            except (*TRANSIENT, aiosmtplib.SMTPException, OSError) as error:
                self._try_again(waiting, type(error).__name__)
            except (Refusal, ValueError) as error:  # erased meanwhile, or an address that no header takes
                log.warning("code_not_mailed", code_id=str(waiting.code_id), reason=type(error).__name__)

    async def _mail(self, waiting: WaitingCode) -> None:
        now = self._clock()
        async with self._database.transaction(read_only=True) as tx:
            person_id = await store.address_of_code(tx, waiting.code_id, now)
            if person_id is None:
                return
            address = (await store.profile(tx, self._vault, person_id)).particulars.email
        mail = code_mail(
            waiting.code,
            language=waiting.language,
            to=address,
            sender=self._next_hop.sender,
            code_id=waiting.code_id,
            at=now,
        )
        try:
            await self._next_hop.take(mail, address)
        except Refused as refused:
            await self._bounced(waiting, person_id, refused.smtp_code)
        else:
            log.info("code_mailed", code_id=str(waiting.code_id))

    async def _bounced(self, waiting: WaitingCode, person_id: UUID, smtp_code: int) -> None:
        log.warning("code_refused", code_id=str(waiting.code_id), smtp_code=smtp_code)
        async with self._database.transaction() as tx:
            await store.mark_bounced(tx, person_id, self._clock())

    def _try_again(self, waiting: WaitingCode, reason: str) -> None:
        if waiting.tried >= len(self._pauses):
            log.warning("code_not_mailed", code_id=str(waiting.code_id), reason=reason)
            return
        log.info("code_mailed_later", code_id=str(waiting.code_id), reason=reason, tried=waiting.tried + 1)
        again = replace(waiting, tried=waiting.tried + 1)
        loop = asyncio.get_running_loop()

        def now() -> None:
            self._later.discard(handle)
            self.hand_over(again)

        handle = loop.call_later(self._pauses[waiting.tried], now)
        self._later.add(handle)
