"""Identity: people sign in, read who they are, and a registrar invites."""

import time
from typing import Any
from uuid import uuid4

from deploy.local.mail_server import MailServer
from deploy.local.names import Ports
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity_pb
from services.chassis.database import Database
from tests.integration import identity_house
from tests.integration.identity_calls import grant_role
from tests.integration.recommendations_things import key
from tests.overload.asking import Told, by_grpc
from tests.overload.sides.side import OTHERS, Making, Side

_TOKEN_SECONDS = 40  # of the 60 for which one is good


async def a_side(making: Making) -> Side:
    """Start it, with a mail server; people sign in, and a registrar invites."""
    ports, databases = Ports.free(), await making.databases("identity")
    sink = MailServer(making.folder / "mail", ports.smtp)
    sink.start()
    making.stack.callback(sink.stop)
    mail = {"RT_SMTP_HOST": "127.0.0.1", "RT_SMTP_PORT": str(ports.smtp), "RT_MAIL_FROM": identity_house.SENDER}
    running, environment = await making.started("identity", databases, **mail)
    database = await making.stack.enter_async_context(Database(databases.url))
    nowhere: Any = None  # its parts are those of another process
    house = identity_house.House(database, databases, identity_house.Clock(), sink, nowhere, nowhere)
    for workload in ("dashboard", "operator"):
        house.channels[workload] = making.channel(workload, environment["RT_LISTEN"])
    organisation = await house.organisation()
    people = [await house.person(organisation_id=organisation) for _ in range(1 + OTHERS)]
    await grant_role(house, people[0], identity_events.ROLE_REGISTRAR)
    tokens = [_Renewed(house, await house.sign_in(each.email)) for each in people]

    async def read(person: int) -> Told:
        metadata = await tokens[person].metadata()
        return await by_grpc(house.dashboard.GetMe(identity_pb.GetMeRequest(), metadata=metadata, timeout=10))

    async def invite(person: int, number: int) -> Told:
        request = identity_pb.RegisterPersonRequest(
            idempotency_key=key(),
            name="Focal point",
            email=f"focal.{person}.{number}.{uuid4().hex[:8]}@commission.example",
            language="en",
            organisation_id=organisation,
        )
        metadata = await tokens[person].metadata()
        return await by_grpc(house.dashboard.RegisterPerson(request, metadata=metadata, timeout=10))

    return Side("identity", running, environment["RT_LISTEN"], read, invite, house)


class _Renewed:
    """A session's token, exchanged anew before it ends."""

    def __init__(self, house: identity_house.House, session: str) -> None:
        self._house, self._session = house, session
        self._until, self._metadata = 0.0, list[tuple[str, str]]()

    async def metadata(self) -> list[tuple[str, str]]:
        """Return what goes with a call."""
        if time.monotonic() > self._until:
            self._metadata = await self._house.as_person(self._session)
            self._until = time.monotonic() + _TOKEN_SECONDS
        return self._metadata
