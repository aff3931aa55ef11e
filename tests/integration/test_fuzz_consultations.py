"""Whatever a request to consultations holds, the answer is one that a caller can do something with."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.chassis_kit import channel
from tests.fuzzing import event_log
from tests.fuzzing.days import WRONG, every_wrong_day_is_refused
from tests.fuzzing.event_log import EventLogSamples
from tests.fuzzing.named import every_example_is_refused
from tests.fuzzing.target import Caller, Target, methods_of, nothing_wrong, samples_of
from tests.fuzzing.verdict import State
from tests.integration.consultations_house import (
    House,
    Office,
    Person,
    a_house,
    consultation_details,
    participant_details,
    publication_of,
    statement_details,
    tracked,
    words,
)

SERVICES = ("roundtable.consultations.v1.ConsultationService", "roundtable.common.v1.EventLogService")
# What may hold what is refused elsewhere.
TAKES = frozenset(
    {
        "PreviewPublication.mail_to_slug",  # to a body that is not there no mail would go
        "SaveUnsentText.fields",  # a hundred lines of 4,000 characters may be typed
    }
)


class _Samples(EventLogSamples):
    """One method per RPC: a request of the office's facilitator or reviewer that succeeds."""

    def __init__(self, house: House, office: Office, body: str, draft: pb.Draft, public: pb.Draft) -> None:
        super().__init__(public.consultation_id)
        self._house = house
        self._office = office
        self._body = body
        self._draft = draft
        self._public = public
        self._hidden = public.statements[1].number
        self.proposer = office.facilitator

    async def GetConsultation(self) -> Message:
        return pb.GetConsultationRequest(number=self._public.number)

    async def GetStatement(self) -> Message:
        return pb.GetStatementRequest(number=self._public.statements[0].number)

    async def CreateProgramme(self) -> Message:
        return pb.CreateProgrammeRequest(
            details=pb.ProgrammeDetails(
                title=words("InfluenceUP"),
                from_date="2025",
                to_date="2026-03-01",
                figures=[pb.Figure(label="guests", value=30, by=pb.FIGURE_BY_SECTOR, group="students")],
                outputs=[pb.Output(kind=pb.OUTPUT_KIND_VIDEO, url="https://host.example/report")],
            )
        )

    async def UpdateProgramme(self) -> Message:
        made: Any = await self._house.call(self._office.facilitator, await self.CreateProgramme())
        return pb.UpdateProgrammeRequest(
            programme_id=made.programme.programme_id, expected_version=1, details=made.programme.details
        )

    async def CreateConsultation(self) -> Message:
        return pb.CreateConsultationRequest(details=self._details())

    async def UpdateConsultation(self) -> Message:
        draft = await self._house.draft(self._office.facilitator)
        return pb.UpdateConsultationRequest(
            consultation_id=draft.consultation_id, expected_version=draft.version, details=self._details()
        )

    def _details(self) -> pb.ConsultationDetails:
        return consultation_details(
            starts_date="2026-02-20", ends_date="2026-02-21", source=pb.Source(type="own_notes"), attending_bodies=["A"]
        )

    async def GetDraft(self) -> Message:
        return pb.GetDraftRequest(consultation_id=self._draft.consultation_id)

    async def PutParticipant(self) -> Message:
        return pb.PutParticipantRequest(
            consultation_id=self._draft.consultation_id, details=participant_details(role_title="Head", gender="woman")
        )

    async def RemoveParticipant(self) -> Message:
        made = await self._house.participant(self._office.facilitator, self._draft)
        return pb.RemoveParticipantRequest(
            consultation_id=self._draft.consultation_id,
            participant_id=made.participant_id,
            expected_version=made.version,
        )

    async def MakeCard(self) -> Message:
        made = await self._house.participant(self._office.facilitator, self._draft)
        return pb.MakeCardRequest(consultation_id=self._draft.consultation_id, participant_id=made.participant_id)

    async def ReadMyWords(self) -> Message:
        return pb.ReadMyWordsRequest(code=await self._code(), network="a")

    async def HideMyWords(self) -> Message:
        return pb.HideMyWordsRequest(code=await self._code(), network="a")

    async def WithdrawMyConsent(self) -> Message:
        return pb.WithdrawMyConsentRequest(code=await self._code(), statements=True, network="a")

    async def _code(self) -> str:
        return str((await self._house.call(self._office.facilitator, await self.MakeCard())).code)

    async def AddDocument(self) -> Message:
        return pb.AddDocumentRequest(
            consultation_id=self._draft.consultation_id,
            kind=events.DOCUMENT_KIND_AGENDA,
            title=words("The agenda"),
            language="en",
            chunk=b"One: the hotline",
        )

    async def RemoveDocument(self) -> Message:
        draft = await self._house.draft(self._office.facilitator)
        added = await self._house.document(self._office.facilitator, draft, b"One: the hotline")
        return pb.RemoveDocumentRequest(consultation_id=draft.consultation_id, document_id=added.document.document_id)

    async def ReadDocument(self) -> Message:
        request: Any = await self.RemoveDocument()
        return pb.ReadDocumentRequest(consultation_id=request.consultation_id, document_id=request.document_id)

    async def ReadPublicDocument(self) -> Message:
        draft = await self._waiting()
        draft = (await self._house.document(self._office.facilitator, draft, b"One: the hotline")).draft
        await self._house.read_documents(self._office.reviewer, draft)
        number = (await self._house.publish(self._office.reviewer, draft)).number
        return pb.ReadPublicDocumentRequest(number=number, sha256=draft.documents[0].sha256)

    async def WithdrawConsent(self) -> Message:
        made = await self._house.participant(self._office.facilitator, self._draft)
        return pb.WithdrawConsentRequest(
            consultation_id=self._draft.consultation_id, participant_id=made.participant_id, statements=True
        )

    async def PutStatement(self) -> Message:
        participant_id = self._draft.participants[0].participant_id
        return pb.PutStatementRequest(
            consultation_id=self._draft.consultation_id,
            details=statement_details(**_said(tracked(self._body)), participant_id=participant_id),
        )

    async def PutStatements(self) -> Message:
        made = await self._house.statement(self._office.facilitator, self._draft)
        changed = statement_details(**_said(tracked(self._body)))
        return pb.PutStatementsRequest(
            consultation_id=self._draft.consultation_id,
            entries=[
                pb.StatementEntry(details=changed),
                pb.StatementEntry(statement_id=made.statement_id, expected_version=made.version, details=changed),
            ],
        )

    async def RemoveStatement(self) -> Message:
        made = await self._house.statement(self._office.facilitator, self._draft)
        return pb.RemoveStatementRequest(
            consultation_id=self._draft.consultation_id, statement_id=made.statement_id, expected_version=made.version
        )

    async def SaveUnsentText(self) -> Message:
        draft = await self._house.draft(self._office.facilitator)
        return pb.SaveUnsentTextRequest(
            page=pb.UNSENT_PAGE_TABLE, consultation_id=draft.consultation_id, fields={"c1-text_en": "A hotline"}
        )

    async def ReadUnsentText(self) -> Message:
        return pb.ReadUnsentTextRequest(page=pb.UNSENT_PAGE_LINES, consultation_id=self._draft.consultation_id)

    async def DiscardUnsentText(self) -> Message:
        draft = await self._house.draft(self._office.facilitator)
        # Nobody else has typed anything there, and ending nothing is done at once.
        return pb.DiscardUnsentTextRequest(page=pb.UNSENT_PAGE_TABLE, consultation_id=draft.consultation_id)

    async def FindAlikeDrafts(self) -> Message:
        return pb.FindAlikeDraftsRequest(consultation_id=self._draft.consultation_id)

    async def SubmitConsultation(self) -> Message:
        draft = await self._house.draft(self._office.facilitator)
        said = await self._house.statement(self._office.facilitator, draft)
        return pb.SubmitConsultationRequest(
            consultation_id=draft.consultation_id, expected_version=draft.version, statement_ids=[said.statement_id]
        )

    async def PreviewPublication(self) -> Message:
        waiting = await self._waiting()
        return pb.PreviewPublicationRequest(
            consultation_id=waiting.consultation_id, decisions=publication_of(waiting).decisions
        )

    async def PublishConsultation(self) -> Message:
        request = publication_of(await self._waiting(), embargo_until="2026-03-09T09:00")
        preview = pb.PreviewPublicationRequest(consultation_id=request.consultation_id, decisions=request.decisions)
        request.final_text_digest = (await self._house.call(self._office.reviewer, preview)).final_text_digest
        return request

    async def UnschedulePublication(self) -> Message:
        waiting = await self._waiting()
        draft = await self._house.publish(self._office.reviewer, waiting, embargo_until="2026-03-09T09:00")
        return pb.UnschedulePublicationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)

    async def SafeguardConsultation(self) -> Message:
        draft = await self._house.draft(self._office.colleague)
        await self._house.statement(self._office.colleague, draft, text=words("Ask Zarqa Bhattani."))
        said = (await self._house.submit(self._office.colleague, draft)).statements[0]
        mark = pb.SpanMark(field="text.bodies[en]", kind=pb.SPAN_KIND_NAME, words="Zarqa Bhattani", occurrence=1)
        seen: dict[str, Any] = {"statement_id": said.statement_id, "expected_version": said.version}
        return pb.SafeguardConsultationRequest(
            consultation_id=draft.consultation_id, acts=[pb.SafeguardingAct(**seen, redact=mark)]
        )

    async def ReturnStatements(self) -> Message:
        waiting = await self._waiting()
        seen = [
            pb.StatementVersion(statement_id=each.statement_id, expected_version=each.version)
            for each in waiting.statements
        ]
        return pb.ReturnStatementsRequest(consultation_id=waiting.consultation_id, statements=seen, reason="say who")

    async def _waiting(self) -> pb.Draft:
        draft = await self._house.draft(self._office.colleague)
        await self._house.statement(self._office.colleague, draft)
        return await self._house.submit(self._office.colleague, draft)

    async def WithdrawStatement(self) -> Message:
        public = await self._house.published(self._office, {})
        return pb.WithdrawStatementRequest(
            number=public.statements[0].number, reason=words("recorded wrongly"), asked_by=words("the host")
        )

    async def ProposeChange(self) -> Message:
        one, _ = await self._two()
        reason = words("nobody can be asked")
        return pb.ProposeChangeRequest(number=one, reason=reason, record_only=pb.RecordOnly())

    async def ProposeChangeOfDays(self) -> Message:
        number = (await self._house.published(self._office, {})).number
        days = events.Particulars(days=events.Days(starts_date="2026-02-01"))
        change = pb.Rewording(particulars=days)
        return pb.ProposeChangeRequest(number=number, reason=words("typed wrongly"), correct_consultation=change)

    async def DecideProposal(self) -> Message:
        made: Any = await self._house.call(self._office.colleague, await self.ProposeChange())
        return pb.DecideProposalRequest(proposal_id=made.proposal_id, agree=True)

    async def TakeBackProposal(self) -> Message:
        made: Any = await self._house.call(self.proposer, await self.ProposeChange())
        return pb.TakeBackProposalRequest(proposal_id=made.proposal_id)

    async def MergeStatement(self) -> Message:
        one, other = await self._two()
        return pb.MergeStatementRequest(number=one, target_number=other, reason=words("they ask for the same"))

    async def UnmergeStatement(self) -> Message:
        merged: Any = await self.MergeStatement()
        await self._house.call(self._office.colleague, merged)
        return pb.UnmergeStatementRequest(number=merged.number, reason=words("they do not"))

    async def FindCandidates(self) -> Message:
        return pb.FindCandidatesRequest(
            consultation_id=self._draft.consultation_id, text="Meta should publish its figures.", published_article=True
        )

    async def FindDuplicates(self) -> Message:
        return pb.FindDuplicatesRequest(consultation_number=self._public.number)

    async def KeepApart(self) -> Message:
        one, other = await self._two()
        return pb.KeepApartRequest(number=one, other_number=other)

    async def LinkStatements(self) -> Message:
        one, other = await self._two()
        return pb.LinkStatementsRequest(number=one, other_number=other, reason=words("they ask of different bodies"))

    async def UnlinkStatements(self) -> Message:
        linked: Any = await self.LinkStatements()
        await self._house.call(self._office.colleague, linked)
        return pb.UnlinkStatementsRequest(
            number=linked.number, other_number=linked.other_number, reason=words("they do not")
        )

    async def SupersedeStatement(self) -> Message:
        one, other = await self._two()
        return pb.SupersedeStatementRequest(number=one, target_number=other, reason=words("it was said anew"))

    async def _two(self) -> tuple[str, str]:
        said = (await self._house.published(self._office, tracked(self._body), tracked(self._body))).statements
        return said[0].number, said[1].number

    async def Hide(self) -> Message:
        return pb.HideRequest(number=self._hidden, reason="names a private person")

    async def Show(self) -> Message:
        await self._house.call(self._office.colleague, await self.Hide())
        return pb.ShowRequest(number=self._hidden, reason="the name is gone")


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "tracked"}


@pytest.fixture(scope="module")
async def target(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Target]:
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("consultations")
        house = await stack.enter_async_context(
            a_house(postgres, certificates, folder, wrong_codes_per_network_hour=100_000)
        )
        state = await stack.enter_async_context(State(house.databases.admin_url))
        ways = {
            name: await stack.enter_async_context(channel(certificates, name, house.address, "consultations"))
            for name in ("dashboard", "operator", "notifications")
        }
        office, elsewhere, body = await house.office(), await house.office(), await house.body()
        draft, theirs = await house.draft(office.facilitator), await house.draft(elsewhere.facilitator)
        await house.participant(office.facilitator, draft)
        draft = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
        public = await house.published(office, {}, {})
        samples = _Samples(house, office, body, draft, public)
        # One who may do everything: what is refused is the request's fault, or that of its state.
        both = await house.person("facilitator", "reviewer", organisation=office.facilitator.organisation)
        samples.proposer = both

        def person(name: str, who: Person) -> Caller:
            async def token() -> str:
                return house.token(who)

            return Caller(name, ways["dashboard"], token)

        their_samples = _Samples(house, elsewhere, body, theirs, public)
        proposal: Any = await their_samples.DecideProposal()
        programme: Any = await house.call(elsewhere.facilitator, await samples.CreateProgramme())
        yield Target(
            callers={
                options.CALLER_ANYONE: [Caller("anyone", ways["dashboard"]), person("a reader", elsewhere.reviewer)],
                options.CALLER_DASHBOARD: [Caller("the dashboard", ways["dashboard"])],
                options.CALLER_FACILITATOR: [person("facilitator", both)],
                options.CALLER_REVIEWER: [person("reviewer", office.reviewer)],
                options.CALLER_REGISTRAR: [person("registrar", await house.person("registrar"))],
                options.CALLER_VERIFIER: [person("verifier", await house.person("verifier"))],
                options.CALLER_SERVICE: [Caller("a service", ways["notifications"])],
                options.CALLER_OPERATOR: [Caller("operator", ways["operator"])],
            },
            samples=samples_of(samples),
            state=state,
            today=lambda: house.clock().date(),  # noon where the house stands
            known=[
                *(draft.consultation_id, draft.participants[0].participant_id, theirs.consultation_id, body),
                *(public.consultation_id, public.number, public.statements[0].number, "child_safety"),
                *(public.statements[0].statement_id, programme.programme.programme_id),
            ],
            private={
                "consultation_id": theirs.consultation_id,
                "participant_id": (await house.participant(elsewhere.facilitator, theirs)).participant_id,
                "statement_id": (await house.statement(elsewhere.facilitator, theirs)).statement_id,
                "proposal_id": proposal.proposal_id,
                "programme_id": programme.programme.programme_id,
            },
            stands_for={pb.StatementDecision.DESCRIPTOR.full_name: pb.StatementDetails.DESCRIPTOR},
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
