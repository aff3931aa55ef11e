"""Mailing notices: who signs in with another mailbox, and who answers for a body. They wait in the database.

A try is announced by its lease and committed, then made: a process that dies in between makes one more later, with the
same Message-ID. What a mail server takes over, or refuses for good, is forgotten.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import aiosmtplib
import structlog

from services.chassis.database import TRANSIENT, Database
from services.chassis.keys import KeyDestroyed
from services.identity import store
from services.identity.domain.notices import Notice, next_try
from services.identity.mail.sending import NextHop, Refused
from services.identity.mail.telling import notice_mail
from services.identity.vault import Vault

log = structlog.get_logger(__name__)

_SECONDS_BETWEEN_LOOKS: Final = 2.0


class NoticeMailer:
    """Mails notices, one after the other.

    Args:
        database: Where they wait.
        vault: Opens addresses.
        next_hop: Where mails are handed to.
        clock: Tells the time.
        zone: Where days begin and end.
        public_url: Where readers find the public pages.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        next_hop: NextHop,
        clock: Callable[[], datetime],
        *,
        zone: ZoneInfo,
        public_url: str,
    ) -> None:
        self._database = database
        self._vault = vault
        self._next_hop = next_hop
        self._clock = clock
        self._zone = zone
        self._public_url = public_url

    async def run(self) -> None:
        """Mail what is due, for ever."""
        while True:
            try:
                while await self.mail_one():
                    pass
            except TRANSIENT as error:
                log.info("notices_wait", reason=type(error).__name__)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def mail_one(self) -> bool:
        """Try one notice that is due. Return whether there was one."""
        now = self._clock()
        async with self._database.transaction() as tx:
            notice = await store.take_due_notice(tx, now)
        if notice is None:
            return False
        try:
            done = await self._tell(notice, now)
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._put_off(notice, type(error).__name__)
            return True
        async with self._database.transaction() as tx:
            await store.drop_notice(tx, notice.id)
            if not done:
                await store.mark_bounced(tx, notice.person_id, now, contact_id=notice.contact_id)
        return True

    async def _tell(self, notice: Notice, now: datetime) -> bool:
        """Mail it, if it still is to be mailed. Return False if the mail server refuses the address for good."""
        try:
            async with self._database.transaction(read_only=True) as tx:
                today = now.astimezone(self._zone).date()
                address = await store.address_of_notice(tx, self._vault, notice, today)
                if address is None:
                    return True
                body = await store.addressee(tx, notice.addressee_id) if notice.addressee_id else None
                language = await store.language_of(tx, notice.person_id)
            mail = notice_mail(
                notice,
                body=body,
                language=language,
                to=address,
                sender=self._next_hop.sender,
                public_url=self._public_url,
                at=now,
            )
            await self._next_hop.take(mail, address)
        except Refused as refused:
            log.warning("notice_refused", notice_id=str(notice.id), smtp_code=refused.smtp_code)
            return False
        except (KeyDestroyed, ValueError) as error:  # erased meanwhile, or an address that no header takes
            log.warning("notice_not_mailed", notice_id=str(notice.id), reason=type(error).__name__)
            return True
        log.info("notice_mailed", notice_id=str(notice.id), kind=notice.kind.value)
        return True

    async def _put_off(self, notice: Notice, reason: str) -> None:
        until = next_try(notice, self._clock())
        log.info(
            "notice_waits", notice_id=str(notice.id), reason=reason, tried=notice.tried + 1, for_good=until is None
        )
        async with self._database.transaction() as tx:
            if until:
                await store.put_off_notice(tx, notice, until)
            else:
                await store.drop_notice(tx, notice.id)
