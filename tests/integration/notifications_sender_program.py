"""A sender in a process of its own, to be killed and stopped: `python -m … <settings as JSON>`."""

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import uvloop

from services.chassis.database import Database
from services.notifications.domain.delivery import SmtpMode
from services.notifications.sender.attempt import Post
from services.notifications.sender.contacts import Contact
from services.notifications.sender.loop import Sender
from services.notifications.sender.slots import Slots
from services.notifications.sender.smtp import Patience, SmtpServer


class AddressBook:
    """What identity would answer."""

    def __init__(self, liaisons: dict[str, str]) -> None:
        self._liaisons = {UUID(person): Contact(address, "en") for person, address in liaisons.items()}

    async def liaison(self, person_id: UUID, _addressee_id: UUID, _contact_id: UUID | None = None) -> Contact | None:
        """Tell where to write to a liaison."""
        return self._liaisons.get(person_id)

    async def facilitator(self, _person_id: UUID, _contact_id: UUID | None = None) -> Contact | None:
        """Tell where replies go."""
        return None


async def main(given: dict[str, Any]) -> None:
    ahead = timedelta(seconds=given["ahead_seconds"])
    server = SmtpServer(
        host="127.0.0.1",
        port=given["smtp_port"],
        greeting="tracker.example",
        patience=Patience(connect=30, command=30, final_dot=30),
    )
    async with Database(given["database_url"]) as database:
        post = Post(
            database=database,
            contacts=AddressBook(given["liaisons"]),
            server=server,
            mode=SmtpMode.DIRECT,
            clock=lambda: datetime.now(UTC) + ahead,
            zone=ZoneInfo("Asia/Karachi"),
            holidays=(),
            public_url="https://tracker.example",
            mail_from="roundtable@tracker.example",
            bounce_domain="bounces.tracker.example",
            first_wait=timedelta(minutes=1),
            slots=Slots(2),
        )
        await Sender(post, lease_seconds=given["lease_seconds"]).run()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(json.loads(sys.argv[1])))
