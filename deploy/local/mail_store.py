"""The mails the local stack has accepted: one file per recipient, kept over a restart."""

import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from deploy.local.files import private_folder, write_private

_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Mail:
    """One mail as it reached one mailbox."""

    id: str
    file: Path
    sender: str
    """Return path: where a bounce would go."""
    recipient: str

    @property
    def received_at(self) -> datetime:
        """When it was accepted."""
        return datetime.fromtimestamp(int(self.id.split("-")[0]) / _NANOSECONDS, UTC)

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return BytesParser(policy=policy.default).parsebytes(self.file.read_bytes())

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["subject"] or "")

    @property
    def text(self) -> str:
        """The plain text part, empty if there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part as it was sent, empty if there is none. Never to be shown outside a sandbox."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if not isinstance(part, EmailMessage):
            return ""
        try:
            return str(part.get_content())
        except LookupError:  # a character set nobody knows
            payload = part.get_payload(decode=True)
            return payload.decode(errors="replace") if isinstance(payload, bytes) else ""


class MailStore:
    """All mailboxes in one folder. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)
        self._lock = threading.Lock()
        found = sorted(folder.glob("*.eml"))
        self._mails = {mail.id: mail for mail in map(_read, found)}

    def add(self, *, sender: str, recipient: str, content: bytes) -> Mail:
        """Keep a mail; it is on disk when this returns."""
        name = f"{time.time_ns():020d}-{uuid4().hex[:8]}"
        # What the last mail server before a mailbox adds, and where the envelope is read from after a restart.
        envelope = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
        file = self.folder / f"{name}.eml"
        write_private(file, envelope + content)
        _flush(self.folder)
        mail = Mail(name, file, sender, recipient)
        with self._lock:
            self._mails[name] = mail
        return mail

    def get(self, mail_id: str) -> Mail | None:
        """Return one mail, None if there is no such."""
        with self._lock:
            return self._mails.get(mail_id)

    def to(self, recipient: str | None = None) -> list[Mail]:
        """Return the mails of one mailbox, or all of them, newest first."""
        wanted = recipient.casefold() if recipient is not None else None
        with self._lock:
            mails = list(self._mails.values())
        return [mail for mail in reversed(mails) if wanted is None or mail.recipient.casefold() == wanted]

    def mailboxes(self) -> list[tuple[str, list[Mail]]]:
        """Return each mailbox with its mails, the one with the newest mail first."""
        boxes: dict[str, list[Mail]] = {}
        for mail in self.to():
            boxes.setdefault(mail.recipient.casefold(), []).append(mail)
        return list(boxes.items())


def _read(file: Path) -> Mail:
    with file.open("rb") as stream:
        sender, recipient = (stream.readline().decode(errors="replace").partition(":")[2].strip() for _ in range(2))
    return Mail(file.stem, file, sender.strip("<>"), recipient)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
