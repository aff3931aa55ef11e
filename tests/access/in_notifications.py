"""Notifications with everybody around it, for the matrix.

Own is a mail about a consultation of our host; foreign, one about another host's.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.local.certificates import Certificates
from deploy.local.mail_server import Reject
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as pb
from services.chassis.ids import new_id
from tests.access.kinds import Claims, callers_of
from tests.access.ledger import Ledger
from tests.access.ways import ways_to
from tests.access.world import Marks, World
from tests.integration.notifications_desk import Desk, serving
from tests.integration.notifications_office import Act, Office, a_database, an_office
from tests.integration.test_fuzz_notifications import _Samples

SERVICE = "notifications"
_MARKED = "SELECT id::text FROM deliveries WHERE host_organisation_id = %(host)s"


class _OfTheMatrix(_Samples):
    """The same good requests, for the mails of one host."""

    async def RetryDelivery(self) -> pb.RetryDeliveryRequest:
        """A mail that was refused is tried again."""
        known = {each.delivery_id for each in await self._desk.log(page_size=200)}
        act, address = await self._desk.office.ready()
        self._desk.office.sink.behave(address, Reject())
        await self._desk.office.tell(*act.lines)
        await self._desk.office.send()
        [entry] = [each for each in await self._desk.log(page_size=200) if each.delivery_id not in known]
        return pb.RetryDeliveryRequest(delivery_id=entry.delivery_id, expected_version=entry.version)


async def _people(office: Office, own: Act) -> dict[str, Claims]:
    host, elsewhere, body = own.host_organisation_id, new_id(), own.addressee_id

    def role(name: str, where: object = host) -> Claims:
        return Claims(roles=((name, where),))  # type: ignore[arg-type]

    def mandate(of: object) -> Claims:
        return Claims(mandates=((uuid4(), of),))  # type: ignore[arg-type]

    people = {
        "person": Claims(),
        "facilitator": role("facilitator"),
        "facilitator elsewhere": role("facilitator", elsewhere),
        "facilitator by claim": role("facilitator"),
        "facilitator before": role("facilitator"),
        "reviewer": role("reviewer"),
        "reviewer elsewhere": role("reviewer", elsewhere),
        "reviewer by claim": role("reviewer"),
        "registrar by claim": role("registrar", new_id()),
        "verifier by claim": role("verifier", new_id()),
        "registrar": role("registrar", new_id()),
        "liaison": mandate(body),
        "liaison of a sister": mandate(new_id()),
        "liaison elsewhere": mandate(new_id()),
        "liaison by claim": mandate(body),
        "liaison before": mandate(body),
        "verifier": role("verifier", new_id()),
        "verifier of the body": role("verifier", new_id()),
        "verifier of the host": role("verifier"),
    }
    for name, who in people.items():
        for held, where in who.roles if not name.endswith("by claim") else ():
            told = {"person_id": str(who.person_id), "role": held, "organisation_id": str(where)}
            await office.tell(identity.RoleGranted(**_role(told), from_date="2026-01-01"))
            if name.endswith("before"):
                await office.tell(identity.RoleEnded(**_role(told), to_date=office.clock.today.isoformat()))
    return people


def _role(told: dict[str, str]) -> dict[str, Any]:
    return told | {"role": identity.Role.Value(f"ROLE_{told['role'].upper()}")}


@asynccontextmanager
async def a_world(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[World]:
    """Notifications, running until the block ends."""
    async with AsyncExitStack() as stack:
        databases = stack.enter_context(a_database(postgres))
        office = await stack.enter_async_context(an_office(databases, folder))
        desk = await stack.enter_async_context(serving(office, certificates, folder))
        ledger = await stack.enter_async_context(Ledger(databases.admin_url))
        ways = await stack.enter_async_context(ways_to(certificates, desk.address, SERVICE))
        acts = {whose: (await desk.sent())[0] for whose in ("own", "foreign")}

        async def marks() -> Marks:
            return {
                whose: frozenset(each for (each,) in await ledger.rows(_MARKED, host=act.host_organisation_id))
                for whose, act in acts.items()
            }

        samples = {whose: await _of(desk, ledger, acts.get(whose, acts["own"])) for whose in ("own", "same", "foreign")}
        yield World(
            callers_of(SERVICE, ways, desk.signer, await _people(office, acts["own"])),
            desk.signer,
            ways,
            samples,
            marks,
            ledger,
            office.database,
        )


async def _of(desk: Desk, ledger: Ledger, act: Act) -> _OfTheMatrix:
    [(delivery_id,)] = await ledger.rows(_MARKED, host=act.host_organisation_id)
    return _OfTheMatrix(desk, str(delivery_id))
