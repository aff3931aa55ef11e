"""Settings of identity beside the common ones."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from services.chassis.errors import InvalidArgument
from services.chassis.settings import ServiceSettings
from services.identity import wire


def _mail_address(value: str) -> str:
    try:
        return wire.address(value)
    except InvalidArgument:
        raise ValueError("must be a mail address, such as roundtable@host.example") from None


class IdentitySettings(ServiceSettings):
    """What identity is told: how to mail codes, and where the operator looks for the enrolment code."""

    smtp_host: str = Field(description="mail server that takes sign-in codes over")
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_tls: Literal["off", "starttls"] = Field("off", description="whether mails go to it encrypted")
    mail_from: Annotated[str, AfterValidator(_mail_address)] = Field(description="address that mails come from")
    dead_calendar_links_per_network_hour: int = Field(
        60, ge=1, description="calendar links that are none, from one network in an hour"
    )
    reads_per_calendar_link_hour: int = Field(120, ge=1, description="how often one calendar link is read in an hour")
    enrolment_file: Path | None = Field(
        None,
        description="0600 file that is written with a single-use code while nobody is a registrar; no code if empty",
    )
