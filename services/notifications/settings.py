"""Settings of notifications beside the common ones."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.chassis.settings import ServiceSettings
from services.mails.message import UnfitAddress, fit_address
from services.notifications.domain.delivery import SmtpMode


def _address(value: str) -> str:
    try:
        return fit_address(value)
    except UnfitAddress:
        raise ValueError("must be a mail address, such as roundtable@host.example") from None


def _domain(value: str) -> str:
    try:
        fit_address(f"bounces@{value}")
    except UnfitAddress:
        raise ValueError("must be a domain, such as bounces.host.example") from None
    return value.lower()


class NotificationsSettings(ServiceSettings):
    """What notifications is told: where mails are handed over, and what that proves."""

    smtp_host: str = Field(
        description="mail server that takes mails over; its own name or address, nothing is looked up"
    )
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_mode: SmtpMode = Field(
        SmtpMode.DIRECT,
        description="what its acceptance proves. direct: it is the addressees' own mail server, or speaks to that one "
        "before it answers. relay: anything else, such as a provider's or a queueing server of ours",
    )
    smtp_tls: Literal["off", "starttls"] = Field(
        "off",
        description="starttls: encrypted, with a certificate that the machine or RT_TLS_CA vouches for, or not at all",
    )
    mail_from: Annotated[str, AfterValidator(_address)] = Field(description="address that mails come from")
    bounce_domain: Annotated[str, AfterValidator(_domain)] = Field(
        description="domain of return paths and Message-IDs; mail to bounces+…@ it has to be reported by ReportBounce"
    )
    mail_retry_seconds: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="wait after the first refusal that passes; it doubles up to 4 hours, for 72 hours",
    )
