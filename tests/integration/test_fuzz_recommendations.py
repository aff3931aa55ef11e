"""Whatever a request to recommendations holds, the answer is one that a caller can do something with."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.outbound import Fetched
from tests.chassis_kit import channel
from tests.fuzzing import event_log
from tests.fuzzing.days import WRONG, every_wrong_day_is_refused
from tests.fuzzing.event_log import EventLogSamples
from tests.fuzzing.named import every_example_is_refused
from tests.fuzzing.target import Caller, Target, methods_of, nothing_wrong, samples_of
from tests.fuzzing.verdict import State
from tests.integration.recommendations_house import House, Person, Tracked, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted, planned
from tests.integration.recommendations_things import a_body, evidence, key, words

SERVICES = ("roundtable.recommendations.v1.RecommendationService", "roundtable.common.v1.EventLogService")

_CHECKER = "Checking house"
_APPROVAL = events.Approval(on_behalf_of="Secretary", file_number="7-2/2026", approved_date="2026-03-01")
# A conflict of interest is refused and put on record.
_LOGGED = (
    "RequestEvidence",
    "RecordVerification",
    "RecordNoEvidenceFound",
    "RecordNotVerifiable",
    "TakeFindingBack",
    "Reopen",
    "SettleSuggestion",
)
# So many come from one network here that the fuzz would end in front of a closed door.
_MANY = {"suggestions_per_network_hour": 100_000, "suggestions_per_line_hour": 100_000}
# What may hold what is refused elsewhere.
_FILLED_IN = ("sha256", "media_type", "archived_date", "archive_sha256", "not_fetched_date")
TAKES = frozenset(
    {
        # Filled in by the service: whatever a request holds there is not read.
        *(f"{at}evidence.{name}" for at in ("", "position.", "progress.") for name in _FILLED_IN),
        *(f"source.{name}" for name in ("archived_date", "archive_sha256", "not_fetched_date")),
        # Known to identity only.
        *("RegisterAddressee.organisation_id", "SetAddresseeOrganisation.organisation_id"),
        "ChangeRemits.remits.remit_id",  # one that is not there is new
        # All that there is goes along with a merger, whatever is named.
        *("RecordSuccession.moves.remit_ids", "RecordSuccession.moves.assignment_ids"),
        "GetAssignment.addressee_slug",  # not looked at beside an id
        "SaveAnswerDraft.expected_version",  # a draft that was sent meanwhile stands in nobody's way
    }
)


_PAGE = b"<html>A report</html>"


async def _anything(_url: str) -> Fetched:
    return Fetched(content_type="text/html", body=_PAGE)


class _Samples(EventLogSamples):
    """One method per RPC: a request of the scene's people that succeeds; each command has a line of its own."""

    def __init__(self, scene: Scene, slug: str) -> None:
        super().__init__(scene.assignment)
        self._scene = scene
        self._slug = slug
        self._day = date(2026, 9, 1)

    # What anybody reads.

    async def GetOverview(self) -> Message:
        return pb.GetOverviewRequest(filter=pb.LineFilter(addressee_slug=self._slug))

    async def ListLines(self) -> Message:
        return pb.ListLinesRequest(filter=pb.LineFilter(text="hotline", theme="child_safety"))

    async def GetRecommendation(self) -> Message:
        return pb.GetRecommendationRequest(tracked_number=self._scene.tracked.tracked_number)

    async def ListConsultationLines(self) -> Message:
        number = self._scene.tracked.number.partition("/")[0]
        return pb.ListConsultationLinesRequest(consultation_number=number)

    async def GetAddressee(self) -> Message:
        return pb.GetAddresseeRequest(slug=self._slug)

    async def GetCalendar(self) -> Message:
        return pb.GetCalendarRequest(year=2026)

    async def GetAssignment(self) -> Message:
        return pb.GetAssignmentRequest(assignment_id=self._scene.assignment)

    # The register and the calendar.

    async def RegisterAddressee(self) -> Message:
        return a_body()

    async def GetRegisterEntry(self) -> Message:
        return pb.GetRegisterEntryRequest(addressee_id=str(self._scene.body))

    async def RenameAddressee(self) -> Message:
        entry = a_body()
        return pb.RenameAddresseeRequest(
            addressee_id=str(await self._scene.house.body()),
            expected_version=1,
            name=entry.name,
            slug=entry.slug,
            effective_date="2026-02-02",
            source_url="https://gazette.example/1",
        )

    async def UndoRenaming(self) -> Message:
        request: Any = await self.RenameAddressee()
        request.idempotency_key = key()
        await self._scene.house.operator.RenameAddressee(request)
        return pb.UndoRenamingRequest(
            addressee_id=request.addressee_id, expected_version=2, reason=words("The name was mistyped")
        )

    async def SetAddresseeOrganisation(self) -> Message:
        return pb.SetAddresseeOrganisationRequest(
            addressee_id=str(await self._scene.house.body()),
            expected_version=1,
            organisation_id=str(uuid4()),
            reason=words("The organisation was mistaken for another"),
        )

    async def SetMinimumAssurance(self) -> Message:
        return pb.SetMinimumAssuranceRequest(
            addressee_id=str(await self._scene.house.body()),
            expected_version=1,
            minimum_assurance=events.ASSURANCE_LETTER,
        )

    async def ChangeRemits(self) -> Message:
        return pb.ChangeRemitsRequest(
            addressee_id=str(await self._scene.house.body()),
            expected_version=1,
            remits=[pb.RemitEntry(words=words("Cybercrime"))],
            effective_date="2026-02-02",
            source_url="https://gazette.example/2",
        )

    async def RecordSuccession(self) -> Message:
        house = self._scene.house
        return pb.RecordSuccessionRequest(
            addressee_id=str(await house.body()),
            expected_version=1,
            kind=events.SUCCESSION_KIND_MERGER,
            effective_date=self._today,
            source_url="https://gazette.example/3",
            moves=[pb.Move(successor_id=str(await house.body()))],
        )

    async def PlaceLine(self) -> Message:
        request: Any = await self.RecordSuccession()
        request.idempotency_key = key()
        request.kind = events.SUCCESSION_KIND_MOVED_REMIT
        asked = pb.GetRegisterEntryRequest(addressee_id=request.addressee_id)
        entry = await self._scene.house.operator.GetRegisterEntry(asked)
        request.moves[0].remit_ids.append(entry.addressee.remits[0].remit_id)
        done = await self._scene.house.operator.RecordSuccession(request)
        body = UUID(request.addressee_id)
        late = await self._scene.house.tracked(body)
        return pb.PlaceLineRequest(
            addressee_id=request.addressee_id,
            expected_version=done.addressee.version,
            assignment_id=str(late.assignments[body]),
            succession_id=done.succession.succession_id,
            successor_id=request.moves[0].successor_id,
        )

    async def UndoSuccession(self) -> Message:
        request: Any = await self.RecordSuccession()
        request.idempotency_key = key()
        answer = await self._scene.house.operator.RecordSuccession(request)
        return pb.UndoSuccessionRequest(
            addressee_id=request.addressee_id,
            expected_version=answer.addressee.version,
            succession_id=answer.succession.succession_id,
            reason=words("The notification was misread"),
        )

    async def PutScorecardReply(self) -> Message:
        version, slug = await self._scorecard()
        return pb.PutScorecardReplyRequest(slug=slug, expected_version=version, text=words("We answer in May"))

    async def WithdrawScorecardReply(self) -> Message:
        version, slug = await self._scorecard()
        request = pb.PutScorecardReplyRequest(
            idempotency_key=key(), slug=slug, expected_version=version, text=words("We answer in June")
        )
        await self._scene.house.call(self._scene.liaison, "PutScorecardReply", request)
        return pb.WithdrawScorecardReplyRequest(slug=slug, expected_version=version + 1)

    async def _scorecard(self) -> tuple[int, str]:
        asked = pb.GetRegisterEntryRequest(addressee_id=str(self._scene.body))
        entry = (await self._scene.house.operator.GetRegisterEntry(asked)).addressee
        return entry.version, entry.public.slug

    async def CorrectCalendar(self) -> Message:
        self._day += timedelta(days=1 if self._day.weekday() < 4 else 3)  # the next working day
        return pb.CorrectCalendarRequest(
            date=self._day.isoformat(),
            kind=events.CALENDAR_DAY_KIND_HOLIDAY,
            reason=words("The moon was seen a day later"),
            source="https://cabinet.example/notification-4",
            declared_date="2026-03-01",
        )

    # What the addressee says.

    async def StatePosition(self) -> Message:
        return pb.StatePositionRequest(**await self._line(), position=accepted(text=words("Yes")), approval=_APPROVAL)

    async def ReportProgress(self) -> Message:
        progress = planned(evidence=[evidence()])
        return pb.ReportProgressRequest(**await self._line(), progress=progress, approval=_APPROVAL)

    async def MoveDeliveryDate(self) -> Message:
        line = await self._line()
        await self._call(self._scene.liaison, pb.StatePositionRequest(**line, position=accepted()))
        moved = pb.DateMove(delivery_date="2027-02-01", reason=words("The tender failed"))
        return pb.MoveDeliveryDateRequest(**await self._now(line), moved=moved, approval=_APPROVAL)

    async def SubmitAnswer(self) -> Message:
        return pb.SubmitAnswerRequest(**await self._line(), position=accepted(), progress=planned(), approval=_APPROVAL)

    async def SubmitAnswerAfterAPromise(self) -> Message:
        """Only the date of a promise is moved."""
        moving: Any = await self.MoveDeliveryDate()
        seen = {"assignment_id": moving.assignment_id, "expected_version": moving.expected_version}
        return pb.SubmitAnswerRequest(**seen, moved=moving.moved, approval=_APPROVAL)

    async def SaveAnswerDraft(self) -> Message:
        line = await self._line()
        return pb.SaveAnswerDraftRequest(
            assignment_id=line["assignment_id"], assignment_version=line["expected_version"], fields={"position": "yes"}
        )

    async def DiscardAnswerDraft(self) -> Message:
        saved = (await self._call(self._scene.liaison, await self.SaveAnswerDraft())).draft
        return pb.DiscardAnswerDraftRequest(draft_id=saved.draft_id, expected_version=saved.version)

    async def AnswerFinding(self) -> Message:
        finding: Any = await self.RecordVerification()
        finding.verification = events.VERIFICATION_CONTRADICTED
        await self._call(self._scene.verifier, finding)
        return pb.AnswerFindingRequest(
            **await self._now({"assignment_id": finding.assignment_id}), reply=words("The line was down")
        )

    async def TakeFindingBack(self) -> Message:
        finding: Any = await self.RecordVerification()
        finding.verification = events.VERIFICATION_CONTRADICTED
        await self._call(self._scene.verifier, finding)
        return pb.TakeFindingBackRequest(
            **await self._now({"assignment_id": finding.assignment_id}), reason=words("A wrong number was called")
        )

    async def AttachEvidence(self) -> Message:
        return pb.AttachEvidenceRequest(
            assignment_id=self._scene.assignment,
            visibility=events.EVIDENCE_VISIBILITY_PUBLIC,
            title=words("The report"),
            chunk=b"%PDF-1.7 report",
        )

    async def ReadEvidence(self) -> Message:
        return pb.ReadEvidenceRequest(file_id=await self._file())

    async def ReadArchivedEvidence(self) -> Message:
        line = await self._line()
        url = "https://commission.example.org/report"
        progress = planned(evidence=[evidence(url)])
        await self._call(self._scene.liaison, pb.ReportProgressRequest(**line, progress=progress))
        servicer = self._scene.house.parts.servicers[0][1]
        servicer._fetch = _anything
        await servicer.archive_evidence()
        sha256 = hashlib.sha256(_PAGE).hexdigest()
        return pb.ReadArchivedEvidenceRequest(assignment_id=line["assignment_id"], sha256=sha256)

    async def ReadPublicEvidence(self) -> Message:
        return pb.ReadPublicEvidenceRequest(file_id=await self._file())

    async def _file(self) -> str:
        request: Any = await self.AttachEvidence()
        request.idempotency_key = key()
        requests: Any = iter([request])
        return str((await self._scene.house.call(self._scene.liaison, "AttachEvidence", requests)).file.file_id)

    # What the host does.

    async def RecordHandOver(self) -> Message:
        line = await self._line()
        return pb.RecordHandOverRequest(
            **line,
            channel=events.CHANNEL_LETTER,
            handed_over_date=self._today,
            reference="No. 18",
            scan_file_id=await self._scan(line["assignment_id"]),
        )

    async def _scan(self, assignment_id: str) -> str:
        request = pb.AttachEvidenceRequest(
            idempotency_key=key(),
            assignment_id=assignment_id,
            visibility=events.EVIDENCE_VISIBILITY_OWNER,
            title=words("The letter"),
            chunk=b"%PDF-1.7 letter",
            is_scan=True,
        )
        requests: Any = iter([request])
        answered = await self._scene.house.call(self._scene.facilitator, "AttachEvidence", requests)
        return str(answered.file.file_id)

    async def RecordOutsideAnswer(self) -> Message:
        line = await self._line()
        return pb.RecordOutsideAnswerRequest(
            **line,
            scan_file_id=await self._scan(line["assignment_id"]),
            position=accepted(evidence=[evidence()]),
            progress=planned(),
            approval=_APPROVAL,
            source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=self._today, reference="No. 12"),
        )

    async def DecideOutsideAnswer(self) -> Message:
        waiting = await self._call(self._scene.facilitator, await self.RecordOutsideAnswer())
        return pb.DecideOutsideAnswerRequest(
            outside_answer_id=waiting.outside_answer.outside_answer_id, confirm=True, scan_may_be_public=True
        )

    async def NoteFollowUp(self) -> Message:
        said = pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, text=words("They will write"), contact_date=self._today)
        return pb.NoteFollowUpRequest(assignment_id=(await self._line())["assignment_id"], follow_up=said)

    async def ListFollowUps(self) -> Message:
        return pb.ListFollowUpsRequest(assignment_id=self._scene.assignment)

    async def CloseDeclined(self) -> Message:
        line = await self._line()
        no = pb.PositionAnswer(position=events.POSITION_DECLINED, reason=words("There is no budget"))
        await self._call(self._scene.liaison, pb.StatePositionRequest(**line, position=no))
        self._scene.house.clock.advance(days=1)
        again = pb.RecordHandOverRequest(
            **await self._now(line), channel=events.CHANNEL_LETTER, handed_over_date=self._today, reference="No. 18"
        )
        await self._call(self._scene.facilitator, again)
        return pb.CloseDeclinedRequest(**await self._now(line), reason=words("It said no twice"))

    async def ProposeNotApplicable(self) -> Message:
        return pb.ProposeNotApplicableRequest(
            **await self._line(), reason=words("The office was closed"), evidence=[evidence()]
        )

    async def DecideClosureProposal(self) -> Message:
        waiting = await self._call(self._scene.facilitator, await self.ProposeNotApplicable())
        return pb.DecideClosureProposalRequest(
            closure_proposal_id=waiting.closure_proposal.closure_proposal_id, confirm=True
        )

    async def Reopen(self) -> Message:
        proposal: Any = await self.ProposeNotApplicable()
        waiting = await self._call(self._scene.facilitator, proposal)
        confirmed = pb.DecideClosureProposalRequest(
            closure_proposal_id=waiting.closure_proposal.closure_proposal_id, confirm=True
        )
        await self._call(self._scene.reviewer, confirmed)
        return pb.ReopenRequest(
            **await self._now({"assignment_id": proposal.assignment_id}),
            reason=words("The office works on"),
            evidence=[evidence("https://archive.example/office")],
            verifier_organisation_name=_CHECKER,
        )

    # What anybody suggests.

    async def SuggestEvidence(self) -> Message:
        return pb.SuggestEvidenceRequest(
            tracked_number=self._scene.tracked.tracked_number,
            addressee_slug=self._slug,
            url="https://archive.example/hotline",
            note="It answers",
            network="a1b2",
        )

    async def ScreenSuggestion(self) -> Message:
        return pb.ScreenSuggestionRequest(suggestion_id=await self._suggested(), pass_on=True, note="It answers")

    async def ScreenSuggestionAsDiscarded(self) -> Message:
        """Discard it."""
        return pb.ScreenSuggestionRequest(suggestion_id=await self._suggested(), discard_reason=pb.DISCARD_REASON_ABUSE)

    async def SettleSuggestion(self) -> Message:
        screening: Any = await self.ScreenSuggestion()
        await self._call(self._scene.reviewer, screening)
        return pb.SettleSuggestionRequest(suggestion_id=screening.suggestion_id, settlement=pb.SETTLEMENT_SET_ASIDE)

    async def _suggested(self) -> str:
        request: Any = await self.SuggestEvidence()
        request.idempotency_key = key()
        await self._scene.house.public.SuggestEvidence(request)
        newest = "SELECT id FROM suggestions ORDER BY suggested_at DESC, id DESC LIMIT 1"
        return str((await self._scene.house.rows(newest))[0]["id"])

    # What verifiers find.

    async def RequestEvidence(self) -> Message:
        return pb.RequestEvidenceRequest(
            **await self._claim(),
            question=words("Which number?"),
            reply_by_date="2026-12-01",
            verifier_organisation_name=_CHECKER,
        )

    async def RecordVerification(self) -> Message:
        return pb.RecordVerificationRequest(
            **await self._claim(),
            verification=events.VERIFICATION_VERIFIED_COMPLETE,
            method=events.METHOD_SERVICE_TESTED,
            finding=words("Somebody answers"),
            evidence=[evidence("https://archive.example/call")],
            verifier_organisation_name=_CHECKER,
        )

    async def RecordNoEvidenceFound(self) -> Message:
        return pb.RecordNoEvidenceFoundRequest(
            **await self._claim(),
            search_log=[events.SearchLogEntry(place="The gazette", searched_date=self._today)],
            finding=words("Nothing"),
            verifier_organisation_name=_CHECKER,
        )

    async def RecordNotVerifiable(self) -> Message:
        return pb.RecordNotVerifiableRequest(
            **await self._claim(), reason=words("Nobody can tell what is meant"), verifier_organisation_name=_CHECKER
        )

    # Lines for them.

    async def _claim(self) -> dict[str, Any]:
        line = await self._line()
        done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words("The hotline answers"))
        await self._call(self._scene.liaison, pb.ReportProgressRequest(**line, progress=done))
        return await self._now(line)

    async def _line(self) -> dict[str, Any]:
        tracked = await self._scene.house.tracked(
            self._scene.body, host_id=self._scene.tracked.host_id, said_date="2026-02-20"
        )
        assignment_id = tracked.assignments[self._scene.body]
        await self._scene.house.accepted(assignment_id)
        return await self._now({"assignment_id": str(assignment_id)})

    async def _now(self, line: dict[str, Any]) -> dict[str, Any]:
        version = await self._scene.house.version(UUID(line["assignment_id"]))
        return {"assignment_id": line["assignment_id"], "expected_version": version}

    async def _call(self, who: Person, request: Any) -> Any:
        request.idempotency_key = key()
        return await self._scene.call(who, request)

    @property
    def _today(self) -> str:
        return self._scene.house.clock.today.isoformat()


async def _slug(scene: Scene) -> str:
    rows = await scene.house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=scene.body)
    return str(rows[0]["slug"])


async def _private(scene: Scene) -> dict[str, str]:
    """Return ids of things of another host and another body, of which nobody at the scene may know."""
    samples = _Samples(scene, "")
    found: dict[str, str] = {}
    for name, at in (("DecideOutsideAnswer", "outside_answer_id"), ("DecideClosureProposal", "closure_proposal_id")):
        found[at] = getattr(await getattr(samples, name)(), at)
    owner: Any = await samples.AttachEvidence()
    owner.idempotency_key, owner.visibility = key(), events.EVIDENCE_VISIBILITY_RESTRICTED
    requests: Any = iter([owner])
    found["scan_file_id"] = await samples._scan(scene.assignment)
    found["file_id"] = (await scene.house.call(scene.liaison, "AttachEvidence", requests)).file.file_id
    found["draft_id"] = (await samples.DiscardAnswerDraft()).draft_id  # type: ignore[attr-defined]
    found["suggestion_id"] = await _Samples(scene, await _slug(scene))._suggested()
    hidden: Tracked = await scene.house.tracked(scene.body, host_id=scene.tracked.host_id)
    await scene.house.hide(hidden)
    return found | {"assignment_id": str(hidden.assignments[scene.body])}


@pytest.fixture(scope="module")
async def target(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Target]:
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("recommendations")
        house = await stack.enter_async_context(a_house(postgres, certificates, folder, **_MANY))
        state = await stack.enter_async_context(State(house.admin_url))
        ways = {
            name: await stack.enter_async_context(channel(certificates, name, house.address, "recommendations"))
            for name in ("dashboard", "operator", "notifications")
        }
        private, scene = await _private(await a_scene(house)), await a_scene(house)
        slug = await _slug(scene)
        yield Target(
            callers={
                options.CALLER_ANYONE: [Caller("anyone", ways["dashboard"])],
                options.CALLER_DASHBOARD: [Caller("the dashboard", ways["dashboard"])],
                options.CALLER_PERSON: [_person(house, ways, "a person", await house.person())],
                options.CALLER_FACILITATOR: [_person(house, ways, "facilitator", scene.facilitator)],
                options.CALLER_REVIEWER: [_person(house, ways, "reviewer", scene.reviewer)],
                options.CALLER_LIAISON: [_person(house, ways, "liaison", scene.liaison)],
                options.CALLER_VERIFIER: [_person(house, ways, "verifier", scene.verifier)],
                options.CALLER_REGISTRAR: [_person(house, ways, "registrar", await house.person("registrar"))],
                options.CALLER_SERVICE: [Caller("a service", ways["notifications"])],
                options.CALLER_OPERATOR: [Caller("operator", ways["operator"])],
            },
            samples=samples_of(_Samples(scene, slug)),
            state=state,
            today=lambda: house.clock.today,
            known=[
                *(scene.assignment, str(scene.body), scene.tracked.tracked_number, scene.tracked.number),
                *(str(scene.tracked.statement_id), slug, scene.tracked.number.partition("/")[0], *private.values()),
            ],
            private=private,
            sees_all=frozenset({"verifier", "registrar", "operator"}),
            may_write=dict.fromkeys(_LOGGED, frozenset({"audit"})),
        )


def _person(house: House, ways: dict[str, Any], name: str, who: Person) -> Caller:
    async def token() -> str:
        return house.token(who)

    return Caller(name, ways["dashboard"], token)


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
