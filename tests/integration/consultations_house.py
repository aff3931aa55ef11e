"""Consultations as a whole for tests: its real server with mutual TLS, on a real PostgreSQL.

Other services are played: their events come in through the real applier, their people carry signed tokens. Only the
clock is ours, so that months pass at once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import grpc
import psycopg
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from psycopg import sql

from deploy.local.certificates import Certificates
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import errors_pb2, text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.consultations.v1 import service_pb2_grpc as pb_grpc
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as register
from services.chassis import migrate, process, replies, server
from services.chassis.access import Access
from services.chassis.channels import Channels
from services.chassis.consumer import Applier, Delivered, Envelope, Outcome, PostgresStore
from services.chassis.database import Database, utc_now
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed, Keys
from services.chassis.parts import Runtime
from services.chassis.tokens import PinnedKeys
from services.consultations.__main__ import build
from services.consultations.settings import ConsultationsSettings
from tests.chassis_kit import Signer, channel, settings
from tests.integration.recommendations_neighbours import Clock

ALL_CLEAR = pb.ChecklistAnswers(
    names_private_person=pb.ANSWER_NO,
    alleges_crime=pb.ANSWER_NO,
    could_harm_if_attendance_known=pb.ANSWER_NO,
    identifies_child=pb.ANSWER_NO,
    consent_checked=True,
    final_text_read=True,
)


@dataclass
class Person:
    """Somebody with roles, as identity announced them and as the token claims them."""

    organisation: UUID
    id: UUID = field(default_factory=new_id)
    roles: list[str] = field(default_factory=list)


@dataclass
class Office:
    """The people of one host organisation."""

    facilitator: Person
    colleague: Person  # another facilitator
    reviewer: Person


@dataclass
class House:
    """Consultations, and everybody around it."""

    database: Database
    databases: Databases
    clock: Clock
    keys: Keys
    keys_folder: Path
    applier: Applier
    signer: Signer
    address: str
    stub: Any
    servicer: Any
    versions: Counter[UUID] = field(default_factory=Counter)

    # What other services announce.

    async def deliver(self, event: Message, aggregate_id: UUID) -> Outcome:
        """Let an event of another service come in, as the consumer does."""
        self.versions[aggregate_id] += 1
        envelope = Envelope(
            event_id=new_id(),
            type=event.DESCRIPTOR.full_name,
            aggregate_id=aggregate_id,
            public_version=self.versions[aggregate_id],
            occurred_at=self.clock(),
            source=event.DESCRIPTOR.full_name.split(".")[1],
            traceparent="",
        )
        outcome = await self.applier.apply(Delivered(envelope, event.SerializeToString(deterministic=True), "a test"))
        assert outcome is Outcome.APPLIED
        return outcome

    async def person(self, *roles: str, organisation: UUID | None = None) -> Person:
        """Announce a person with some roles in one organisation."""
        person = Person(organisation or new_id(), roles=list(roles))
        for role in roles:
            await self.deliver(
                identity.RoleGranted(
                    person_id=str(person.id),
                    role=identity.Role.Value(f"ROLE_{role.upper()}"),
                    organisation_id=str(person.organisation),
                    from_date="2026-01-01",
                ),
                person.id,
            )
        return person

    async def office(self) -> Office:
        """Announce the people of a new host organisation."""
        facilitator = await self.person("facilitator")
        where = facilitator.organisation
        return Office(
            facilitator,
            await self.person("facilitator", organisation=where),
            await self.person("reviewer", organisation=where),
        )

    async def body(
        self, kind: int = register.ADDRESSEE_KIND_AGENCY, *, illustrative: bool = False, called: str = ""
    ) -> str:
        """Announce an entry of the register; its id."""
        addressee_id = new_id()
        slug = f"body-{addressee_id.hex[-12:]}"
        event = register.AddresseeRegistered(
            addressee_id=str(addressee_id),
            slug=slug,
            kind=kind,  # type: ignore[arg-type]
            name=words(called or f"Body {slug}", ur="ادارہ"),
            jurisdiction=register.JURISDICTION_FEDERAL,
            illustrative=illustrative,
        )
        await self.deliver(event, addressee_id)
        return str(addressee_id)

    async def liaison(self, addressee_id: str) -> UUID:
        """Announce a mandate for the addressee; the person."""
        person_id = new_id()
        event = identity.MandateGranted(
            person_id=str(person_id), mandate_id=str(new_id()), addressee_id=addressee_id, from_date="2026-01-01"
        )
        await self.deliver(event, person_id)
        return person_id

    # Who calls.

    async def call(self, who: Person | None, request: Message) -> Any:
        """Call the RPC that takes this request; mutating ones get a fresh key unless they have one."""
        method = request.DESCRIPTOR.name.removesuffix("Request")
        if "idempotency_key" in request.DESCRIPTOR.fields_by_name and not request.idempotency_key:  # type: ignore[attr-defined]
            request.idempotency_key = uuid4().hex  # type: ignore[attr-defined]
        if isinstance(request, pb.PublishConsultationRequest) and not request.final_text_digest:
            request.final_text_digest = await self.digest(who, request)
        metadata = [("authorization", f"Bearer {self.token(who)}")] if who else []
        return await getattr(self.stub, method)(request, metadata=metadata, timeout=10)

    async def digest(self, who: Person | None, request: pb.PublishConsultationRequest) -> str:
        """Read what would be public; the digest of it, or nothing if the preview is refused as publishing will be."""
        preview = pb.PreviewPublicationRequest(consultation_id=request.consultation_id, decisions=request.decisions)
        try:
            return str((await self.call(who, preview)).final_text_digest)
        except grpc.aio.AioRpcError:
            return ""

    async def decision(self, who: Person, proposal_id: str) -> pb.DecideProposalRequest:
        """Agree to what waits as it was read, with every span in it cleared."""
        waiting = (await self.call(who, pb.ListProposalsRequest())).proposals
        [one] = [each for each in waiting if each.proposal_id == proposal_id]
        return pb.DecideProposalRequest(
            proposal_id=proposal_id,
            agree=True,
            final_text_digest=one.final_text_digest,
            cleared=[each.mark for each in one.spans],
        )

    def token(self, who: Person) -> str:
        """Sign what the person's token claims."""
        roles = [{"role": role, "organisation_id": str(who.organisation)} for role in who.roles]
        return self.signer.token("consultations", sub=str(who.id), roles=roles)

    # What they do.

    async def draft(self, who: Person, **details: Any) -> pb.Draft:
        """Make the draft of a consultation."""
        request = pb.CreateConsultationRequest(details=consultation_details(**details))
        return (await self.call(who, request)).draft  # type: ignore[no-any-return]

    async def participant(self, who: Person, draft: pb.Draft, **details: Any) -> pb.Participant:
        """Add a participant."""
        request = pb.PutParticipantRequest(
            consultation_id=draft.consultation_id, details=participant_details(**details)
        )
        return (await self.call(who, request)).participant  # type: ignore[no-any-return]

    async def statement(self, who: Person, draft: pb.Draft, **details: Any) -> pb.Statement:
        """Add a statement."""
        request = pb.PutStatementRequest(consultation_id=draft.consultation_id, details=statement_details(**details))
        return (await self.call(who, request)).statement  # type: ignore[no-any-return]

    async def document(self, who: Person, draft: pb.Draft, content: bytes, **given: Any) -> pb.AddDocumentResponse:
        """Add a document, in pieces as a client sends it."""
        fields: dict[str, Any] = {
            "idempotency_key": uuid4().hex,
            "consultation_id": draft.consultation_id,
            "kind": events.DOCUMENT_KIND_MINUTES,
            "title": words("Minutes"),
            "language": "en",
            "uploaded_name": "minutes.pdf",
        }
        half = len(content) // 2
        first = pb.AddDocumentRequest(**(fields | given), chunk=content[:half])
        metadata = [("authorization", f"Bearer {self.token(who)}")]
        pieces = iter([first, pb.AddDocumentRequest(chunk=content[half:])])
        return await self.stub.AddDocument(pieces, metadata=metadata, timeout=30)  # type: ignore[no-any-return]

    async def whole(self, who: Person | None, request: Message) -> bytes:
        """Read a document to its end."""
        method = request.DESCRIPTOR.name.removesuffix("Request")
        metadata = [("authorization", f"Bearer {self.token(who)}")] if who else []
        return b"".join(
            [each.chunk async for each in getattr(self.stub, method)(request, metadata=metadata, timeout=10)]
        )

    async def read_documents(self, who: Person, draft: pb.Draft) -> None:
        """Say as a reviewer that everything in the documents that wait may be public."""
        acts = [
            pb.SafeguardingAct(document_id=each.document_id, read=pb.SecondReading())
            for each in draft.documents
            if each.waits
        ]
        await self.call(who, pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts))

    async def submit(self, who: Person, draft: pb.Draft) -> pb.Draft:
        """Submit all drafts."""
        request = pb.SubmitConsultationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)
        return (await self.call(who, request)).draft  # type: ignore[no-any-return]

    async def publish(self, who: Person, draft: pb.Draft, **changed: Any) -> pb.Draft:
        """Publish everything of a submitted draft that is in review, as recorded unless it is changed."""
        return (await self.call(who, publication_of(draft, **changed))).draft  # type: ignore[no-any-return]

    async def published(self, office: Office, *statements: dict[str, Any], **details: Any) -> pb.Draft:
        """Enter, submit and publish a consultation; a statement with `tracked=True` is tracked."""
        draft = await self.draft(office.facilitator, **details)
        ways = []
        for each in statements or ({},):
            tracked = each.pop("tracked", False)
            ways.append(events.PUBLICATION_TRACKED if tracked else events.PUBLICATION_RECORDED)
            await self.statement(office.facilitator, draft, **each)
        draft = await self.submit(office.facilitator, draft)
        return await self.publish(office.reviewer, draft, publications=ways)

    # What the database holds.

    async def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """Look into the database, as the service's role that acts for nobody."""
        async with self.database.transaction(read_only=True) as tx:
            return await (await tx.execute(statement, parameters)).fetchall()

    async def destroy_key_of(self, table: str, row_id: str) -> None:
        """Destroy the key of one row, as if the row came back from a backup that is older than its erasure."""
        with psycopg.connect(self.databases.admin_url) as admin:  # as nobody the service sees no row
            query = sql.SQL("SELECT key_id FROM {} WHERE id = %s").format(sql.Identifier(table))
            found = admin.execute(query, [row_id]).fetchone()
        assert found
        self.keys.destroy(found[0])

    async def stored_answers(self) -> dict[str, list[bytes]]:
        """Return all stored answers that anybody with the keys can read, by the request they were given to."""
        found: dict[str, list[bytes]] = {}
        for row in await self.rows("SELECT * FROM replies WHERE response IS NOT NULL"):
            answer = row["response"]
            if row["key_id"]:
                place = "\x1f".join((row["caller"], row["rpc"], row["idempotency_key"]))
                try:
                    answer = self.keys.open(row["key_id"], answer, table="replies", column="response", row_id=place)
                except KeyDestroyed:
                    continue
            found.setdefault(row["rpc"].rpartition(".")[2], []).append(answer)
        return found

    async def events_of(self, aggregate_id: str) -> list[str]:
        """Return the types of an aggregate's events, in order."""
        statement = "SELECT type FROM events WHERE aggregate_id = %(id)s ORDER BY version"
        return [row["type"].rpartition(".")[2] for row in await self.rows(statement, id=UUID(aggregate_id))]


def words(english: str, **more: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language="en", bodies={"en": english, **more})


def consultation_details(**changed: Any) -> pb.ConsultationDetails:
    fields: dict[str, Any] = {
        "kind": events.CONSULTATION_KIND_ROUNDTABLE,
        "state": events.CONSULTATION_STATE_HELD,
        "title": words("Child safety online", ur="بچوں کا آن لائن تحفظ"),
        "host_name": words("Host organisation"),
        "attribution_rule": pb.ATTRIBUTION_RULE_ON_RECORD,
        "themes": ["child_safety"],
    }
    return pb.ConsultationDetails(**(fields | changed))


def participant_details(**changed: Any) -> pb.ParticipantDetails:
    fields: dict[str, Any] = {
        "name": "Participant 4",
        "organisation": "A body",
        "attribution": pb.ATTRIBUTION_NAMED,
        "consent_basis": "signed at the door",
    }
    return pb.ParticipantDetails(**(fields | changed))


def statement_details(**changed: Any) -> pb.StatementDetails:
    fields: dict[str, Any] = {
        "type": events.STATEMENT_TYPE_RECOMMENDATION,
        "title": words("A hotline for children", ur="بچوں کے لیے ہیلپ لائن"),
        "text": words("Open a hotline that answers in Urdu."),
        "addressee_basis": pb.ADDRESSEE_BASIS_NONE,
    }
    return pb.StatementDetails(**(fields | changed))


def tracked(*addressees: str, **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "tracked": True,
        "addressee_basis": pb.ADDRESSEE_BASIS_EXPLICIT,
        "addressee_ids": list(addressees),
        "lead_addressee_id": addressees[0],
        "verifiability": pb.VerifiabilityEntry(
            who=words("The commission"),
            what=words("A number that answers"),
            by_when=words("Within a year"),
            shown_how=words("By calling it"),
        ),
    }
    return fields | changed


def publication_of(draft: pb.Draft, **changed: Any) -> pb.PublishConsultationRequest:
    waiting = [each for each in draft.statements if each.record_state == pb.RECORD_STATE_IN_REVIEW]
    ways = changed.pop("publications", [events.PUBLICATION_RECORDED] * len(waiting))
    risk = changed.pop("risk", pb.RISK_HIGH)
    fields: dict[str, Any] = {
        "consultation_id": draft.consultation_id,
        "expected_version": draft.version,
        "decisions": [
            pb.StatementDecision(
                statement_id=each.statement_id, expected_version=each.version, publication=way, risk=risk
            )
            for each, way in zip(waiting, ways, strict=True)
        ],
        "checklist": ALL_CLEAR,
    }
    return pb.PublishConsultationRequest(**(fields | changed))


def fields_at_fault(error: grpc.aio.AioRpcError) -> list[str]:
    """The fields that a refusal names."""
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert rich is not None, error
    bad = error_details_pb2.BadRequest()
    assert rich.details[0].Unpack(bad)
    return [violation.field for violation in bad.field_violations]


def current_of(error: grpc.aio.AioRpcError, kind: type[Any]) -> Any:
    """The row as it is now, as a stale write is told."""
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert rich is not None, error
    stale, current = errors_pb2.Stale(), kind()
    assert rich.details[0].Unpack(stale)
    assert stale.current.Unpack(current)
    return current


@asynccontextmanager
async def a_house(postgres: Postgres, certificates: Certificates, folder: Path, **more: Any) -> AsyncIterator[House]:
    """Consultations, running until the block ends."""
    with postgres.throwaway("consultations") as databases:
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="consultations")
        common = settings(certificates, folder, "consultations", RT_DATABASE_URL=databases.url)
        configured = ConsultationsSettings(**dict(common) | more)
        async with AsyncExitStack() as stack:
            clock, signer = Clock(), Signer()
            database = await stack.enter_async_context(Database(databases.url, clock=clock))
            channels = Channels(configured)
            stack.push_async_callback(channels.close)
            keys = Keys(configured.keys_dir, "consultations")
            await keys.ensure(replies.REPLIES_KEY)
            runtime = Runtime(settings=configured, database=database, keys=keys, clock=clock, channels=channels)
            parts = build(runtime, database_clock=clock.of_database)
            [(_, servicer)] = parts.servicers
            applier = Applier(PostgresStore(database, "consultations"), parts.handlers, {})
            door = Access("consultations", PinnedKeys(signer.keys), utc_now)
            made, _ = server.build(configured, process.servicers(runtime, parts), door=door, keys=keys)
            await made.start()
            stack.push_async_callback(made.stop, None)
            to = channel(certificates, "dashboard", str(configured.listen), "consultations")
            stack.push_async_callback(to.close)
            stub = pb_grpc.ConsultationServiceStub(to)
            address = str(configured.listen)
            folder = configured.keys_dir
            yield House(database, databases, clock, keys, folder, applier, signer, address, stub, servicer)
