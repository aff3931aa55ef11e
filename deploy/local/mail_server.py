"""A mail server that keeps whatever it is given, and in tests misbehaves as it is told."""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.mail_store import Mail, MailStore

MAX_MAIL_BYTES = 10 * 1024 * 1024
REFUSED_MAILBOX = "no-such-mailbox"
"""A mailbox of this name exists in no domain: an example of a mail that comes back."""


class Behaviour(Protocol):
    """How the server treats one recipient."""

    async def at_recipient(self, server: SMTP) -> str | None:
        """Answer RCPT TO; None accepts."""

    async def after_data(self, server: SMTP) -> str | None:
        """Answer the final dot, the mail being stored; None accepts."""


@dataclass
class Reject:
    """Refuse for good."""

    answer: str = "550 5.1.1 No such mailbox"

    async def at_recipient(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        return self.answer

    async def after_data(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        return None


@dataclass
class Greylist:
    """Refuse for now, as often as `times` says."""

    times: int
    answer: str = "451 4.7.1 Greylisted, try again later"

    async def at_recipient(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        self.times -= 1
        return self.answer if self.times >= 0 else None

    async def after_data(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        return None


@dataclass
class Hang:
    """Say nothing for a while after the recipient was named."""

    seconds: float

    async def at_recipient(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        await asyncio.sleep(self.seconds)
        return None

    async def after_data(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        return None


@dataclass
class CutAtDot:
    """Take the mail and cut the connection before answering the final dot, as often as `times` says (RFC 1047)."""

    times: int = 1

    async def at_recipient(self, server: SMTP) -> str | None:  # noqa: ARG002, D102
        return None

    async def after_data(self, server: SMTP) -> str | None:  # noqa: D102
        self.times -= 1
        if self.times >= 0 and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return None


class MailServer:
    """An SMTP server on the loopback address, in a thread of its own."""

    def __init__(self, folder: Path, port: int, *, certificate: Path | None = None, key: Path | None = None) -> None:
        """Describe the server; nothing listens yet.

        Args:
            folder: Where mails are kept.
            port: Where to listen.
            certificate: With `key`, lets clients ask for STARTTLS.
            key: The certificate's key.
        """
        self.store = MailStore(folder)
        self.port = port
        self._behaviours: dict[str, Behaviour] = {}
        self._tls: ssl.SSLContext | None = None
        if certificate and key:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(certificate, key)
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen.

        Raises:
            OSError: The port is in use.
        """
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
            tls_context=self._tls,
            ident="Roundtable's local mailbox",
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; the mails stay."""
        if self._controller is not None:
            self._controller.stop()

    def behave(self, recipient: str, behaviour: Behaviour | None) -> None:
        """Treat a recipient specially from now on; None goes back to accepting everything."""
        if behaviour is None:
            self._behaviours.pop(recipient.casefold(), None)
        else:
            self._behaviours[recipient.casefold()] = behaviour

    def messages(self, to: str | None = None) -> Sequence[Mail]:
        """Return what was accepted for a recipient, newest first."""
        return self.store.to(to)

    def _behaviour(self, recipient: str) -> Behaviour | None:
        if recipient.casefold().startswith(f"{REFUSED_MAILBOX}@"):
            return Reject()
        return self._behaviours.get(recipient.casefold())

    async def handle_RCPT(  # aiosmtpd's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept a recipient, unless told otherwise."""
        del session
        behaviour = self._behaviour(address)
        if behaviour and (answer := await behaviour.at_recipient(server)):
            return answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail once per recipient."""
        del session
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            self.store.add(sender=envelope.mail_from or "", recipient=recipient, content=content)
        for recipient in envelope.rcpt_tos:
            behaviour = self._behaviour(recipient)
            if behaviour and (answer := await behaviour.after_data(server)):
                return answer
        return "250 OK"
