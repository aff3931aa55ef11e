"""SMTP: one mail to one recipient, and what the server made of it.

A refusal before the sender is named, such as of the connection, is about us and passes; a later one with 5xx is final.
A connection that breaks after the final dot leaves open whether the mail was taken: it is sent again, with the same
Message-ID (RFC 1047).
"""

import contextlib
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

import aiosmtplib

from services.notifications.domain.sending import Answer
from services.notifications.sender.hold import Hold

_STATUS: Final = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_PERMANENT: Final = 500
_GO_AHEAD: Final = 354
_TAKEN: Final = 250
_LINE_START: Final = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How many seconds a server is waited for. RFC 5321, 4.5.3.2 asks for minutes; a lease is renewed meanwhile."""

    connect: float = 30.0
    command: float = 120.0
    final_dot: float = 600.0
    """Long: a server that looks into mails for minutes has often taken it over when it answers."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a try."""

    accepted: bool
    answer: Answer
    words: str = ""
    """What the server said. May tell of people: scrub it before it is kept."""


class MailServer(Protocol):
    """What takes mails over."""

    async def hand_over(self, mail: bytes, *, return_path: str, recipient: str, hold: Hold) -> Outcome:
        """Hand one mail to the server.

        Args:
            mail: Headers and body, lines ended by CR LF.
            return_path: The envelope's sender.
            recipient: The one recipient.
            hold: Asked just before the mail itself goes out.

        Raises:
            LeaseLost: The lease ran out before the mail went out; nothing was handed over.
        """


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """A mail server that is reached by SMTP.

    Args:
        host: Its name or address.
        port: Its port.
        tls: `starttls` never falls back to a clear connection.
        authority: PEM file of an authority that may vouch for it, beside those the machine trusts.
        greeting: The name by which we introduce ourselves.
        patience: How long it is waited for.
    """

    host: str
    port: int
    greeting: str
    tls: Literal["off", "starttls"] = "off"
    authority: Path | None = None
    patience: Patience = Patience()

    async def hand_over(self, mail: bytes, *, return_path: str, recipient: str, hold: Hold) -> Outcome:
        """Hand one mail to the server: see `MailServer`."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            local_hostname=self.greeting,
            start_tls=self.tls == "starttls",
            tls_context=self._tls_context(),
            timeout=self.patience.command,
        )
        try:
            async with hold.guarding():
                introduced = await self._introduce(client, return_path)
                if introduced is not None:
                    return introduced
                await client.rcpt(recipient)
                go_ahead = await client.execute_command(b"DATA")
            if go_ahead.code != _GO_AHEAD:
                return _said(go_ahead.code, go_ahead.message)
            hold.check()
            return await self._send(client, mail)
        except aiosmtplib.SMTPResponseException as refused:
            return _said(refused.code, refused.message)
        except (aiosmtplib.SMTPException, OSError) as broken:
            return _broken(broken)
        finally:
            client.close()

    async def _introduce(self, client: aiosmtplib.SMTP, return_path: str) -> Outcome | None:
        """Connect and name the sender; the outcome if it ends there. Nothing here is about the recipient."""
        try:
            await client.connect(timeout=self.patience.connect)
            await client.mail(return_path)
        except aiosmtplib.SMTPSenderRefused as refused:
            return _said(refused.code, refused.message)
        except aiosmtplib.SMTPResponseException as refused:
            return _said(refused.code, refused.message, about_us=True)
        return None

    async def _send(self, client: aiosmtplib.SMTP, mail: bytes) -> Outcome:
        """Send the mail with its final dot. From the first byte on nothing but the server's answer counts."""
        connection = client.protocol
        if connection is None:
            raise aiosmtplib.SMTPServerDisconnected("connection lost")
        ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
        connection.write(_LINE_START.sub(b"..", ended) + b".\r\n")
        answer = await connection.read_response(timeout=self.patience.final_dot)
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            connection.write(b"QUIT\r\n")  # its answer is not waited for: ours has to be recorded
        return _said(answer.code, answer.message)

    def _tls_context(self) -> ssl.SSLContext | None:
        if self.tls == "off":
            return None
        context = ssl.create_default_context()
        if self.authority:
            context.load_verify_locations(self.authority)
        return context


def _said(code: int, words: str, *, about_us: bool = False) -> Outcome:
    status = _STATUS.match(words)
    answer = Answer(
        reply_code=max(0, code),
        status_code=status[1] if status else "",
        final=code >= _PERMANENT and not about_us,
    )
    return Outcome(accepted=code == _TAKEN, answer=answer, words=f"{code} {words}")


def _broken(error: Exception) -> Outcome:
    """Say what became of the connection. 4.4.1: no answer; 4.4.2: it broke (RFC 3463)."""
    status, words = "4.4.2", "the connection to the mail server broke"
    if isinstance(error, (aiosmtplib.SMTPConnectError, ConnectionRefusedError)):
        status, words = "4.4.1", "the mail server cannot be reached"
    elif isinstance(error, TimeoutError):
        words = "the mail server did not answer in time"
    return Outcome(accepted=False, answer=Answer(reply_code=0, status_code=status), words=words)
