"""Identity with everybody around it, for the matrix.

Own is a person of one organisation, with a mandate; same, a colleague of theirs; foreign, somebody of another
organisation.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2 as events
from roundtable.identity.v1 import service_pb2 as pb
from services.identity.domain.proposals import STANDING_DAYS
from tests.access.kinds import Claims, callers_of
from tests.access.ledger import Ledger
from tests.access.ways import ways_to
from tests.access.world import Marks, World
from tests.chassis_kit import Signer
from tests.integration.identity_calls import a_registrar_for, end_mandate, end_role, grant_mandate, grant_role
from tests.integration.identity_house import House, a_house
from tests.integration.test_fuzz_identity import MANY_CALENDARS, _Samples

SERVICE = "identity"
_BY = {
    "RequestCode": "email",
    "SubmitCode": "code",
    "EnrolRegistrar": "",
    "ListSessions": "",
    "RevokeSessions": "session_ids",
    "MakeCalendarLink": "",
    "RevokeCalendarLink": "",
    "ResolveCalendarLink": "",
    "RegisterPerson": "organisation_id",
}
_ROLES: Mapping[str, events.Role.ValueType] = {
    "facilitator": events.ROLE_FACILITATOR,
    "reviewer": events.ROLE_REVIEWER,
    "registrar": events.ROLE_REGISTRAR,
    "verifier": events.ROLE_VERIFIER,
}


async def _people(house: House, organisation_id: str, addressee_id: str) -> dict[str, Claims]:
    """Register everybody of whom the token speaks, so that only what they may do decides."""
    elsewhere = await house.organisation()

    async def somebody(*roles: str, at: str = organisation_id, of: str = "", told: bool = True) -> Claims:
        person = await house.person(organisation_id=at)
        for role in roles if told else ():
            await grant_role(house, person, _ROLES[role])
            await a_registrar_for(house, person.person_id, days=STANDING_DAYS)
        mandates: tuple[tuple[UUID, UUID], ...] = ()
        if of:
            mandate = (await grant_mandate(house, person, of)).mandates[0].mandate_id if told else str(uuid4())
            mandates = ((UUID(mandate), UUID(of)),)
        return Claims(UUID(person.person_id), tuple((role, UUID(at)) for role in roles), mandates)

    before = await house.person(organisation_id=organisation_id)
    await end_role(house, await grant_role(house, before, events.ROLE_FACILITATOR), events.ROLE_FACILITATOR)
    left = await house.person(organisation_id=organisation_id)
    mandate = (await grant_mandate(house, left, addressee_id)).mandates[0].mandate_id
    await end_mandate(house, mandate)
    return {
        "person": await somebody(),
        "facilitator": await somebody("facilitator"),
        "facilitator elsewhere": await somebody("facilitator", at=elsewhere),
        "facilitator by claim": await somebody("facilitator", told=False),
        "facilitator before": Claims(UUID(before.person_id), (("facilitator", UUID(organisation_id)),)),
        "reviewer": await somebody("reviewer"),
        "reviewer elsewhere": await somebody("reviewer", at=elsewhere),
        "reviewer by claim": await somebody("reviewer", told=False),
        "registrar by claim": await somebody("registrar", told=False),
        "verifier by claim": await somebody("verifier", told=False),
        "registrar": await somebody("registrar", at=elsewhere),
        "liaison": await somebody(of=addressee_id),
        "liaison of a sister": await somebody(of=await house.addressee()),
        "liaison elsewhere": await somebody(at=elsewhere, of=await house.addressee()),
        "liaison by claim": await somebody(of=addressee_id, told=False),
        "liaison before": Claims(UUID(left.person_id), mandates=((UUID(mandate), UUID(addressee_id)),)),
        "verifier": await somebody("verifier", at=elsewhere),
        "verifier of the body": await somebody("verifier", at=await house.organisation()),
        "verifier of the host": await somebody("verifier"),
    }


def _signer(folder: Path) -> Signer:
    """Return who signs as this identity does: with its newest key."""
    newest = max((folder / "keys" / "identity" / "signing").iterdir(), key=lambda path: path.name)
    return Signer(newest.name, Ed25519PrivateKey.from_private_bytes(newest.read_bytes()))


@asynccontextmanager
async def a_world(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[World]:
    """Identity, running until the block ends."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(a_house(postgres, certificates, folder, **MANY_CALENDARS))
        ledger = await stack.enter_async_context(Ledger(house.databases.admin_url))
        address = f"{house.runtime.settings.listen}"
        ways = await stack.enter_async_context(ways_to(certificates, address, SERVICE))
        addressee_id = await house.addressee()
        known: dict[str, pb.Person] = {"own": await house.person()}
        at = known["own"].organisation.organisation_id
        known |= {"same": await house.person(organisation_id=at), "foreign": await house.person()}
        people = await _people(house, at, addressee_id)
        signed_in = {whose: person.person_id for whose, person in known.items()} | {
            "own": str(people["person"].person_id)
        }
        handing_over = {whose: person.person_id for whose, person in known.items()} | {
            "own": str(people["liaison"].person_id)
        }
        samples = {
            whose: _Samples(
                house,
                await grant_mandate(house, person, addressee_id),
                addressee_id,
                signed_in[whose],
                pb.Person(person_id=handing_over[whose]),
            )
            for whose, person in known.items()
        }

        async def marks() -> Marks:
            return {
                whose: frozenset({person.person_id, person.organisation.organisation_id})
                for whose, person in known.items()
            }

        signer = _signer(folder)
        yield World(
            callers_of(SERVICE, ways, signer, people), signer, ways, samples, marks, ledger, house.database, _BY
        )
