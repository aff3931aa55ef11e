"""The mail as bytes: headers that nobody can add to, one recipient, text and HTML."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final

from services.mails.script import Language
from services.mails.writing import Rendered

PRODUCT: Final = "Roundtable"

# RFC 5321 dot-atom at a host name, in ASCII: what identity registers and every mail server takes. Nothing here can hold
# a blank, a quote, an angle bracket or a line break.
_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_LOCAL}@{_LABEL}(?:\.{_LABEL})+", re.ASCII)


class _Subject(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc] # both bases declare `max_count`
    """A subject that reads as it was written, wherever its lines are folded.

    The library's own folding loses a blank or doubles it where words of the other script meet ASCII at a line's end.
    """

    def fold(self, *, policy: Policy) -> str:
        """Write the header: with any letter beyond ASCII all of it is encoded, its blanks too."""
        if self.isascii():
            return super().fold(policy=policy)
        words = Header(self, "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {words}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
# 7 bit survives every server on the way.
_POLICY: Final = SMTP.clone(cte_type="7bit", raise_on_defect=False, header_factory=_HEADERS)


class UnfitAddress(ValueError):
    """An address with which nothing can be sent. The address itself is not in the sentence."""


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """What the mail is known by."""

    sender: str
    """RT_MAIL_FROM."""
    bounce_domain: str
    """RT_BOUNCE_DOMAIN."""
    message_token: str
    """Opaque, the same on every try."""
    return_token: str
    """Opaque, the same on every try."""
    at: datetime
    """Now, with its time zone."""

    @property
    def message_id(self) -> str:
        """The header, with its brackets."""
        return f"<{self.message_token}@{self.bounce_domain}>"

    @property
    def return_path(self) -> str:
        """The envelope's sender: a bounce to it names the delivery (VERP)."""
        return f"bounces+{self.return_token}@{self.bounce_domain}"


def compose(
    mail: Rendered, *, language: Language, recipient: str, reply_to: str | None, stamps: Stamps
) -> EmailMessage:
    """Put the mail together.

    Args:
        mail: What it says.
        language: Of the mail.
        recipient: The one address it goes to.
        reply_to: Where replies go; None leaves them to the sender's address.
        stamps: What it is known by.

    Raises:
        UnfitAddress: One of the addresses is not fit to be written to.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(PRODUCT, addr_spec=fit_address(stamps.sender))
    message["To"] = Address(addr_spec=fit_address(recipient))
    if reply_to is not None:
        message["Reply-To"] = Address(addr_spec=fit_address(reply_to))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(stamps.at)
    message["Message-ID"] = stamps.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = language
    # Derived, so that every try sends the same structure; it occurs in no text, which is encoded where it matters.
    message.set_boundary(f"part-{stamps.message_token}")
    return message


def fit_address(address: str) -> str:
    """Return the address if it can be written to.

    Raises:
        UnfitAddress: It cannot, or it holds anything beside one address.
    """
    if not _ADDRESS.fullmatch(address):
        raise UnfitAddress("not an address that a mail can be sent to")
    return address


def domain_of(address: str) -> str:
    """Return the domain of a fit address, in lower case."""
    return address.rpartition("@")[2].lower()
