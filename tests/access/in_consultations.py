"""Consultations with everybody around it, for the matrix.

Own is what our facilitator entered; same, what a colleague of the same organisation entered; foreign, what another
organisation entered.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity
from services.chassis.ids import new_id
from tests.access.kinds import Claims, callers_of
from tests.access.ledger import Ledger
from tests.access.ways import ways_to
from tests.access.world import Marks, World
from tests.integration.consultations_house import House, Office, Person, a_house, words
from tests.integration.test_fuzz_consultations import _Samples

SERVICE = "consultations"
_BY = {
    "CreateConsultation": "organisation_id",
    "CreateProgramme": "organisation_id",
    "FindCandidates": "consultation_id",
    "PutStatement": "consultation_id",
    "PutStatements": "consultation_id",
}
_MARKED = """
    SELECT id::text FROM consultations WHERE organisation_id = %(host)s
     UNION ALL
    SELECT p.number FROM consultations c JOIN published_consultations p ON p.id = c.id WHERE organisation_id = %(host)s
     UNION ALL
    SELECT s.number FROM consultations c JOIN published_statements s ON s.consultation_id = c.id
     WHERE organisation_id = %(host)s
     UNION ALL
    SELECT id::text FROM programmes WHERE organisation_id = %(host)s
"""


# Nothing is done to the two statements, or to the draft, while these requests are made.
_NAMES_TWO = frozenset(
    {
        "Hide",
        "KeepApart",
        "LinkStatements",
        "MergeStatement",
        "ProposeChange",
        "SupersedeStatement",
        "WithdrawStatement",
    }
)
_NAMES_A_DRAFT = frozenset({"PreviewPublication", "PublishConsultation", "ReturnStatements"})


class _OfTheMatrix(_Samples):
    """The same good requests, each for a thing that nothing was done to yet."""

    asked_for = ""
    _shared_two: tuple[str, str] | None = None
    _shared_draft: pb.Draft | None = None
    _with_document: tuple[pb.Draft, str] | None = None

    async def _two(self) -> tuple[str, str]:
        if self.asked_for not in _NAMES_TWO:
            return await super()._two()
        self._shared_two = self._shared_two or await super()._two()
        return self._shared_two

    async def _waiting(self) -> pb.Draft:
        if self.asked_for not in _NAMES_A_DRAFT:
            return await super()._waiting()
        self._shared_draft = self._shared_draft or await super()._waiting()
        return self._shared_draft

    async def _document(self) -> tuple[pb.Draft, str]:
        """Return a draft with one public document, and its number. A child reads each file, so one has to do."""
        if self._with_document is None:
            waiting = await super()._waiting()
            draft = (await self._house.document(self._office.facilitator, waiting, b"One: the hotline")).draft
            await self._house.read_documents(self._office.reviewer, draft)
            self._with_document = draft, (await self._house.publish(self._office.reviewer, draft)).number
        return self._with_document

    async def ReadDocument(self) -> Any:
        draft, _ = await self._document()
        document_id = draft.documents[0].document_id
        return pb.ReadDocumentRequest(consultation_id=draft.consultation_id, document_id=document_id)

    async def RemoveDocument(self) -> Any:
        draft, _ = await self._document()
        document_id = draft.documents[0].document_id
        return pb.RemoveDocumentRequest(consultation_id=draft.consultation_id, document_id=document_id)

    async def ReadPublicDocument(self) -> Any:
        draft, number = await self._document()
        return pb.ReadPublicDocumentRequest(number=number, sha256=draft.documents[0].sha256)

    async def WithdrawStatement(self) -> Any:
        number, _ = await self._two()
        reason, asked_by = words("recorded wrongly"), words("the host")
        return pb.WithdrawStatementRequest(number=number, reason=reason, asked_by=asked_by)

    async def CreateProgramme(self) -> Any:
        made: Any = await super().CreateProgramme()
        made.organisation_id = str(self._office.facilitator.organisation)
        return made

    async def CreateConsultation(self) -> Any:
        made: Any = await super().CreateConsultation()
        made.organisation_id = str(self._office.facilitator.organisation)
        return made

    async def Hide(self) -> Any:
        number, _ = await self._two()
        return pb.HideRequest(number=number, reason="names a private person")

    async def Show(self) -> Any:
        hidden = await self.Hide()
        await self._house.call(self._office.colleague, hidden)
        return pb.ShowRequest(number=hidden.number, reason="the name is gone")


async def _samples(house: House, office: Office, body: str) -> _OfTheMatrix:
    draft = await house.draft(office.facilitator)
    await house.participant(office.facilitator, draft)
    draft = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    samples = _OfTheMatrix(house, office, body, draft, await house.published(office, {}, {}))
    # Something in every list.
    await samples.UpdateProgramme()
    await samples.DecideProposal()
    await samples.ReturnStatements()
    return samples


async def _people(house: House, office: Office, body: str) -> dict[str, Claims]:
    host = office.facilitator.organisation
    before = await house.person("facilitator", organisation=host)
    ended = identity.RoleEnded(
        person_id=str(before.id),
        role=identity.ROLE_FACILITATOR,
        organisation_id=str(host),
        to_date=house.clock.today.isoformat(),
    )
    await house.deliver(ended, before.id)
    elsewhere = new_id()
    people: dict[str, Person] = {
        "person": await house.person(),
        "facilitator": office.facilitator,
        "facilitator elsewhere": await house.person("facilitator", organisation=elsewhere),
        "facilitator by claim": Person(host, roles=["facilitator"]),
        "facilitator before": before,
        "reviewer": office.reviewer,
        "reviewer elsewhere": await house.person("reviewer", organisation=elsewhere),
        "reviewer by claim": Person(host, roles=["reviewer"]),
        "registrar by claim": Person(elsewhere, roles=["registrar"]),
        "verifier by claim": Person(elsewhere, roles=["verifier"]),
        "registrar": await house.person("registrar"),
        "verifier": await house.person("verifier"),
        "verifier of the body": await house.person("verifier"),
        "verifier of the host": await house.person("verifier", organisation=host),
    }
    claims = {
        name: Claims(who.id, tuple((role, who.organisation) for role in who.roles)) for name, who in people.items()
    }

    async def liaison(of: str) -> Claims:
        return Claims(await house.liaison(of), mandates=((uuid4(), UUID(of)),))

    return claims | {
        "liaison": await liaison(body),
        "liaison of a sister": await liaison(await house.body()),
        "liaison elsewhere": await liaison(await house.body()),
        "liaison by claim": Claims(mandates=((uuid4(), UUID(body)),)),
        "liaison before": Claims(mandates=((uuid4(), UUID(body)),)),
    }


@asynccontextmanager
async def a_world(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[World]:
    """Consultations, running until the block ends."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(
            a_house(postgres, certificates, folder, wrong_codes_per_network_hour=100_000)
        )
        ledger = await stack.enter_async_context(Ledger(house.databases.admin_url))
        ways = await stack.enter_async_context(ways_to(certificates, house.address, SERVICE))
        ours, theirs, body = await house.office(), await house.office(), await house.body()
        host = ours.facilitator.organisation
        entered_it = await house.person("facilitator", organisation=host)
        colleagues = Office(entered_it, await house.person("facilitator", organisation=host), ours.reviewer)
        samples = {
            "own": await _samples(house, ours, body),
            "same": await _samples(house, colleagues, body),
            "foreign": await _samples(house, theirs, body),
        }

        async def marks() -> Marks:
            offices = {"own": ours, "foreign": theirs}
            found = {}
            for whose, office in offices.items():
                rows = await ledger.rows(_MARKED, host=office.facilitator.organisation)
                found[whose] = frozenset(each for (each,) in rows)
            return found

        people = await _people(house, ours, body)
        yield World(
            callers_of(SERVICE, ways, house.signer, people),
            house.signer,
            ways,
            samples,
            marks,
            ledger,
            house.database,
            _BY,
            kept=frozenset({"AddDocument"}),
        )
