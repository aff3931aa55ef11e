"""Whatever a request to identity holds, the answer is one that a caller can do something with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from roundtable.identity.v1 import events_pb2 as events
from roundtable.identity.v1 import service_pb2 as pb
from services.chassis.ids import new_id
from services.identity import store
from services.identity.domain.proposals import STANDING_DAYS
from services.identity.domain.sign_in import Assurance, Session
from services.identity.vault import Vault, new_secret
from tests.fuzzing import event_log
from tests.fuzzing.days import WRONG, every_wrong_day_is_refused
from tests.fuzzing.event_log import EventLogSamples
from tests.fuzzing.named import every_example_is_refused
from tests.fuzzing.target import Caller, Target, methods_of, nothing_wrong, samples_of
from tests.fuzzing.verdict import Code, State
from tests.integration.identity_calls import a_registrar_for, grant_mandate, grant_role
from tests.integration.identity_house import House, a_browser, a_house, an_address, key

# Before each of these, the caller's session is exchanged for a token, and that is noted.
_FOR_A_TOKEN = (
    *("ExchangeSession", "GetMe", "RegisterOrganisation", "RegisterPerson", "ListPeople", "ListOrganisations"),
    *("GrantRole", "EndRole", "GrantMandate", "EndMandate", "ListSessions", "RevokeSessions"),
    *("MakeCalendarLink", "RevokeCalendarLink"),
    *("HandOverMandate", "RemovePerson", "AddContact", "RemoveContact", "SearchAudit"),
    *("ProposeRecovery", "AgreeToRecovery", "DropRecovery"),
    *("ProposeAppointment", "AgreeToAppointment", "DropAppointment"),
)

MANY_CALENDARS = {"dead_calendar_links_per_network_hour": 100_000, "reads_per_calendar_link_hour": 100_000}
SERVICES = ("roundtable.identity.v1.IdentityService", "roundtable.common.v1.EventLogService")
# What may hold what is refused elsewhere: a browser is known from then on; no session has ended.
TAKES: frozenset[str] = frozenset(
    {
        *("RequestCode.browser_id", "EndSession.session", "ListSessions.session"),
        *("SubmitCode.former_session", "EnrolRegistrar.former_session"),
        "ResolveCalendarLink.network",  # a word that is counted by
        "SearchAudit.person_id",  # of somebody unknown nothing is found
    }
)


class _Samples(EventLogSamples):
    """One method per RPC: a request that succeeds."""

    def __init__(
        self, house: House, person: pb.Person, addressee_id: str, registrar_id: str, liaison: pb.Person
    ) -> None:
        super().__init__(person.person_id)
        self._house = house
        self._person = person
        self._addressee_id = addressee_id
        self._registrar_id = registrar_id
        self._liaison = liaison

    # Signing in.

    async def RequestCode(self) -> Message:
        return pb.RequestCodeRequest(email=self._person.email, browser_id=a_browser(), language="ur")

    async def SubmitCode(self) -> Message:
        person = await self._house.person(organisation_id=self._person.organisation.organisation_id)
        browser = a_browser()
        await self._house.ask_code(person.email, browser)
        return pb.SubmitCodeRequest(
            email=person.email, browser_id=browser, code=await self._house.code_in(person.email)
        )

    async def EnrolRegistrar(self) -> Message:
        code, vault = new_secret(), Vault(self._house.runtime.keys)
        async with self._house.database.transaction() as tx:
            await store.keep_enrolment_code(tx, vault.enrolment(code), self._house.clock())
        return pb.EnrolRegistrarRequest(
            enrolment_code=code,
            name="Registrar",
            email=an_address(),
            organisation_name="Host",
            language="ur",
        )

    async def ExchangeSession(self) -> Message:
        return pb.ExchangeSessionRequest(session=await self._session(), audience="recommendations")

    async def EndSession(self) -> Message:
        return pb.EndSessionRequest(session=await self._session())

    async def ListSessions(self) -> Message:
        return pb.ListSessionsRequest(session=await self._session())

    async def RevokeSessions(self) -> Message:
        session, _ = await a_session(self._house, self._registrar_id)
        return pb.RevokeSessionsRequest(session_ids=[str(session.id)])

    async def MakeCalendarLink(self) -> Message:
        return pb.MakeCalendarLinkRequest()

    async def RevokeCalendarLink(self) -> Message:
        return pb.RevokeCalendarLinkRequest()

    async def ResolveCalendarLink(self) -> Message:
        secret, vault = new_secret(), Vault(self._house.runtime.keys)
        async with self._house.database.transaction() as tx:
            person_id, at = UUID(self._person.person_id), self._house.clock()
            await store.keep_calendar_link(tx, person_id, vault.calendar_link(secret), at)
        return pb.ResolveCalendarLinkRequest(secret=secret, network="a")

    async def _session(self) -> str:
        submit: Any = await self.SubmitCode()
        return await self._house.sign_in(submit.email)

    # People and what they may do.

    async def RegisterOrganisation(self) -> Message:
        return pb.RegisterOrganisationRequest(name=f"Host {key()}")

    async def RegisterPerson(self) -> Message:
        return pb.RegisterPersonRequest(
            name="Focal point",
            email=an_address(),
            language="en",
            organisation_id=self._person.organisation.organisation_id,
        )

    async def GrantRole(self) -> Message:
        person = await self._somebody()
        return pb.GrantRoleRequest(
            person_id=person.person_id,
            role=events.ROLE_VERIFIER,
            organisation_id=person.organisation.organisation_id,
        )

    async def EndRole(self) -> Message:
        person = await grant_role(self._house, await self._somebody(), events.ROLE_VERIFIER)
        return pb.EndRoleRequest(
            person_id=person.person_id,
            role=events.ROLE_VERIFIER,
            organisation_id=person.organisation.organisation_id,
        )

    async def GrantMandate(self) -> Message:
        person = await self._somebody()
        return pb.GrantMandateRequest(person_id=person.person_id, addressee_id=self._addressee_id)

    async def EndMandate(self) -> Message:
        person = await grant_mandate(self._house, await self._somebody(), self._addressee_id)
        return pb.EndMandateRequest(mandate_id=person.mandates[0].mandate_id)

    # Who goes, and where mail reaches people.

    async def HandOverMandate(self) -> Message:
        mandated = await grant_mandate(self._house, self._liaison, await self._house.addressee())
        mandate_id = mandated.mandates[-1].mandate_id
        return pb.HandOverMandateRequest(mandate_id=mandate_id, email=an_address(), name="Colleague", language="ur")

    async def RemovePerson(self) -> Message:
        return pb.RemovePersonRequest(person_id=(await self._somebody()).person_id)

    async def AddContact(self) -> Message:
        return pb.AddContactRequest(person_id=(await self._somebody()).person_id, email=an_address())

    async def RemoveContact(self) -> Message:
        request: Any = await self.AddContact()
        request.idempotency_key = key()
        added = await self._house.operator.AddContact(request)
        return pb.RemoveContactRequest(contact_id=added.person.contacts[1].contact_id)

    async def ProposeRecovery(self) -> Message:
        return pb.ProposeRecoveryRequest(person_id=(await self._somebody()).person_id, email=an_address())

    async def AgreeToRecovery(self) -> Message:
        return pb.AgreeToRecoveryRequest(recovery_id=await self._proposal())

    async def DropRecovery(self) -> Message:
        return pb.DropRecoveryRequest(recovery_id=await self._proposal())

    async def ProposeAppointment(self) -> Message:
        person = await self._somebody()
        return pb.ProposeAppointmentRequest(
            person_id=person.person_id, organisation_id=person.organisation.organisation_id
        )

    async def AgreeToAppointment(self) -> Message:
        return pb.AgreeToAppointmentRequest(appointment_id=await self._nomination())

    async def DropAppointment(self) -> Message:
        return pb.DropAppointmentRequest(appointment_id=await self._nomination())

    async def _proposal(self) -> str:
        proposed = await self._by_another_registrar(self._house.dashboard.ProposeRecovery, self.ProposeRecovery())
        return str(proposed.recovery.recovery_id)

    async def _nomination(self) -> str:
        proposed = await self._by_another_registrar(self._house.dashboard.ProposeAppointment, self.ProposeAppointment())
        return str(proposed.appointment.appointment_id)

    async def _by_another_registrar(self, rpc: Any, sample: Awaitable[Any]) -> pb.Person:
        other = await grant_role(self._house, await self._house.person(), events.ROLE_REGISTRAR)
        for each in (other.person_id, self._registrar_id):
            await a_registrar_for(self._house, str(each), days=STANDING_DAYS)
        metadata = await self._house.as_person((await a_session(self._house, other.person_id))[1])
        request = await sample
        request.idempotency_key = key()
        return (await rpc(request, metadata=metadata)).person  # type: ignore[no-any-return]

    async def _somebody(self) -> pb.Person:
        return await self._house.person(organisation_id=self._person.organisation.organisation_id)

    async def SearchAudit(self) -> Message:
        return pb.SearchAuditRequest(
            person_id=self._person.person_id,
            action=pb.AUDIT_ACTION_GRANT_MANDATE,
            on_date=self._house.clock().astimezone(ZoneInfo("Asia/Karachi")).date().isoformat(),
        )

    # What services ask.

    async def ResolveContact(self) -> Message:
        return pb.ResolveContactRequest(person_id=self._person.person_id, addressee_id=self._addressee_id)


async def a_session(house: House, person_id: str) -> tuple[Session, str]:
    """A session and its secret, without a code: those are few."""
    now, secret = house.clock(), new_secret()
    session = Session(
        id=new_id(),
        person_id=UUID(person_id),
        assurance=Assurance.EMAIL_CODE,
        signed_in_at=now,
        used_at=now,
    )
    async with house.database.transaction() as tx:
        await store.add_session(tx, session, Vault(house.runtime.keys).session(secret))
    return session, secret


@pytest.fixture(scope="module")
async def target(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Target]:
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("identity")
        house = await stack.enter_async_context(a_house(postgres, certificates, folder, **MANY_CALENDARS))
        state = await stack.enter_async_context(State(house.databases.admin_url))
        addressee_id = await house.addressee()
        person = await grant_mandate(house, await house.person(), addressee_id)
        registrar, _ = await house.registrar()
        session = await house.sign_in(registrar.email)

        async def token() -> str:
            return (await house.exchange(session)).token

        liaison = await grant_mandate(house, await house.person(), addressee_id)

        async def of_liaison() -> str:
            _, secret = await a_session(house, liaison.person_id)  # the one before ended with a mandate
            return (await house.exchange(secret)).token

        ways = house.channels
        yield Target(
            callers={
                options.CALLER_DASHBOARD: [Caller("dashboard", ways["dashboard"])],
                options.CALLER_PERSON: [Caller("a person", ways["dashboard"], token)],
                options.CALLER_LIAISON: [Caller("a liaison", ways["dashboard"], of_liaison)],
                options.CALLER_REGISTRAR: [Caller("registrar", ways["dashboard"], token)],
                options.CALLER_SERVICE: [Caller("a service", ways["notifications"])],
                options.CALLER_OPERATOR: [Caller("operator", ways["operator"])],
            },
            samples=samples_of(_Samples(house, person, addressee_id, registrar.person_id, liaison)),
            state=state,
            today=lambda: house.clock().astimezone(ZoneInfo("Asia/Karachi")).date(),
            known=[
                *(person.person_id, person.email, person.organisation.organisation_id, addressee_id),
                *(person.mandates[0].mandate_id, person.organisation.name),
            ],
            may_write=dict.fromkeys(_FOR_A_TOKEN, frozenset({"sessions"}))
            | {"SubmitCode": frozenset({"sign_in_codes"})},  # a wrong code is counted
            may_say=dict.fromkeys(
                ("SubmitCode", "EnrolRegistrar", "ExchangeSession"), frozenset({Code.UNAUTHENTICATED})
            ),
        )


@pytest.mark.parametrize("method", methods_of(*SERVICES), ids=lambda method: method.name)
async def test_no_request_is_answered_with_an_error_of_ours(
    target: Target, method: MethodDescriptor, record_property: Callable[[str, object], None]
) -> None:
    await nothing_wrong(target, method, record_property)


@pytest.mark.parametrize("method", methods_of(*SERVICES), ids=lambda method: method.name)
async def test_every_bad_example_is_refused_by_its_field(
    target: Target, method: MethodDescriptor, record_property: Callable[[str, object], None]
) -> None:
    await every_example_is_refused(target, method, record_property, takes=TAKES | event_log.TAKES)


@pytest.mark.parametrize(
    "method", [each for each in methods_of(*SERVICES) if each.name in WRONG], ids=lambda method: method.name
)
async def test_every_day_that_cannot_be_is_refused_by_its_field(
    target: Target, method: MethodDescriptor, record_property: Callable[[str, object], None]
) -> None:
    await every_wrong_day_is_refused(target, method, record_property)
