"""Identity, consultations and recommendations as the dashboard meets them: real gRPC, mutual TLS, canned answers."""
# ruff: noqa: D102 - what each method does, the protos say

import re
import secrets
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from deploy.local.certificates import Certificates
from roundtable.common.v1 import errors_pb2
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.consultations.v1 import service_pb2_grpc as consultations_grpc
from roundtable.consultations.v1.events_pb2 import PUBLICATION_TRACKED
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.identity.v1 import service_pb2_grpc as identity_grpc
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from roundtable.recommendations.v1 import service_pb2_grpc as recommendations_grpc
from tests.dashboard_kit.drafts import Entering
from tests.dashboard_kit.world import CARD, CODE, ENROLMENT_CODE, World

PAGE = 50


def _day_of(entry: recommendations.TimelineEntry, *, by_recorded: bool) -> str:
    return (entry.recorded_date if by_recorded else "") or entry.occurred_date


def _change(
    found: recommendations.GetRecommendationResponse,
    entry: recommendations.TimelineEntry,
    wanted: recommendations.LineFilter,
) -> recommendations.Change:
    slugs = [each.addressee.slug for each in found.lines if matches(each, wanted)]
    if entry.HasField("addressee") and entry.addressee.slug not in slugs:
        slugs = []
    return recommendations.Change(
        tracked_number=found.tracked_number, title=found.title, entry=entry, addressee_slugs=slugs
    )


def matches(line: recommendations.Line, wanted: recommendations.LineFilter) -> bool:
    """Tell whether a line is among those wanted."""
    done = (events.VERIFICATION_VERIFIED_COMPLETE, events.VERIFICATION_VERIFIED_ALTERNATIVE)
    counted = {
        recommendations.COUNT_UNSPECIFIED: True,
        recommendations.COUNT_ASKED: bool(line.milestones.asked_date),
        recommendations.COUNT_ANSWERED: bool(line.milestones.answered_date),
        recommendations.COUNT_SAY_DONE: bool(line.milestones.says_done_date),
        recommendations.COUNT_SHOWN_DONE: line.checked.verification in done,
    }
    words = " ".join(line.title.bodies.values()).lower()
    return all(
        (
            line.illustrative == wanted.illustrative,
            wanted.text.lower() in words,
            not wanted.theme or wanted.theme in line.themes,
            wanted.addressee_slug in ("", line.addressee.slug),
            wanted.consultation_number in ("", line.consultation_number),
            wanted.position in (0, line.says.position),
            wanted.progress in (0, line.says.progress),
            wanted.verification in (0, line.checked.verification),
            wanted.response in (0, line.response.state),
            wanted.delivery in (0, line.delivery.state),
            wanted.bar_group in (0, line.headline.bar_group),
            counted[wanted.count],
        )
    )


def stale(message: str, current: Message) -> Any:
    """Return the refusal of a stale command, with what there is now, as the services give it."""
    detail, packed = errors_pb2.Stale(), any_pb2.Any()
    detail.current.Pack(current)
    packed.Pack(detail)
    return rpc_status.to_status(
        status_pb2.Status(code=grpc.StatusCode.ABORTED.value[0], message=message, details=[packed])
    )


def _wait() -> Any:
    """Return the refusal of a day that is being put together, as recommendations gives it."""
    detail, packed = error_details_pb2.RetryInfo(), any_pb2.Any()
    detail.retry_delay.seconds = 7
    packed.Pack(detail)
    return rpc_status.to_status(
        status_pb2.Status(code=grpc.StatusCode.UNAVAILABLE.value[0], message="being put together", details=[packed])
    )


def _full(seconds: int) -> Any:
    """Return the refusal of what comes too often."""
    detail, packed = error_details_pb2.RetryInfo(), any_pb2.Any()
    detail.retry_delay.seconds = seconds
    packed.Pack(detail)
    return rpc_status.to_status(
        status_pb2.Status(code=grpc.StatusCode.RESOURCE_EXHAUSTED.value[0], message="too many", details=[packed])
    )


def _wrong(field: str, expected: str, code: grpc.StatusCode = grpc.StatusCode.INVALID_ARGUMENT) -> Any:
    """Return the refusal of a field."""
    violation = error_details_pb2.BadRequest.FieldViolation(field=field, description=expected)
    packed = any_pb2.Any()
    packed.Pack(error_details_pb2.BadRequest(field_violations=[violation]))
    return rpc_status.to_status(status_pb2.Status(code=code.value[0], message=expected, details=[packed]))


def _metadata(context: grpc.ServicerContext) -> dict[str, str]:
    return {name: value for name, value in context.invocation_metadata() if isinstance(value, str)}


class _StandIn:
    name = ""

    def __init__(self, world: World) -> None:
        self.world = world

    def enter(self, context: grpc.ServicerContext, method: str) -> None:
        """Note the call; fail it if the service is down or busy, or the caller may not."""
        self.world.calls.append((self.name, method, _metadata(context)))
        if self.name in self.world.busy:
            context.abort_with_status(_full(1))
        if method in self.world.denied:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "somebody else's")
        if self.name in self.world.down:
            context.abort(grpc.StatusCode.UNAVAILABLE, "down")

    def enter_on_day(self, context: grpc.ServicerContext, method: str, request: Any) -> None:
        """Note the call and the day that it asks about; fail it if that is not to be had yet."""
        self.enter(context, method)
        self.world.days.append((method, request.as_at_date))
        if request.as_at_date and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", request.as_at_date):
            context.abort_with_status(_wrong("as_at_date", "a day as YYYY-MM-DD"))
        if request.as_at_date in self.world.waits:
            context.abort_with_status(_wait())


class Recommendations(_StandIn, recommendations_grpc.RecommendationServiceServicer):
    """The public reads of recommendations."""

    name = "recommendations"

    def SuggestEvidence(self, request: Any, context: Any) -> Any:
        """Take it, or refuse it as the world says."""
        self.enter(context, "SuggestEvidence")
        if self.world.full_for:
            context.abort_with_status(_full(self.world.full_for))
        if not request.url.startswith("https://"):
            context.abort_with_status(_wrong("url", "an address that begins with https:// or http://"))
        if request.tracked_number in self.world.gone:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such line is followed up")
        self.world.asked.append(request)
        return recommendations.SuggestEvidenceResponse()

    def ListToReword(self, _request: Any, context: Any) -> Any:
        self.enter(context, "ListToReword")
        return recommendations.ListToRewordResponse()

    def GetOverview(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetOverview", request)
        lines = [line for line in self.world.lines if matches(line, request.filter)]

        def counted(count: int) -> int:
            return sum(
                matches(line, recommendations.LineFilter(illustrative=line.illustrative, count=count))  # type: ignore[arg-type]
                for line in lines
            )

        bars = []
        for addressee in sorted(self.world.addressees, key=lambda each: each.name.bodies["en"]):
            own = [line.headline.bar_group for line in lines if line.addressee.slug == addressee.slug]
            parts = [recommendations.BarPart(bar_group=group, lines=own.count(group)) for group in sorted(set(own))]
            if parts:
                bars.append(recommendations.Bar(addressee=addressee, parts=parts))
        recorded = sum(
            not statement.tracked_number and statement.illustrative == request.filter.illustrative
            for _, statements in self.world.consultations.values()
            for statement in statements
        )
        return recommendations.GetOverviewResponse(
            asked=counted(1),
            answered=counted(2),
            say_done=counted(3),
            shown_done=counted(4),
            total=len(lines),
            bars=bars,
            as_of_date=self.world.as_of_date,
            tracked=len({line.tracked_number for line in lines}),
            recorded=recorded,
        )

    def ListLines(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "ListLines", request)
        if request.page_token and not request.page_token.isdecimal():
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "page_token is not one of ours")
        start, size = int(request.page_token or 0), request.page_size or PAGE
        known = self.world.lines_then.get(request.as_at_date, self.world.lines)
        lines = [line for line in known if matches(line, request.filter)]
        more = str(start + size) if start + size < len(lines) else ""
        return recommendations.ListLinesResponse(
            lines=lines[start : start + size],
            next_page_token=more,
            total=len(lines),
            as_of_date=request.as_at_date or self.world.as_of_date,
        )

    def GetRecommendation(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetRecommendation", request)
        if request.as_at_date:
            past = self.world.past.get((request.tracked_number.upper(), request.as_at_date))
            return past or context.abort(grpc.StatusCode.NOT_FOUND, "not given by then")
        found = self.world.recommendations.get(request.tracked_number.upper())
        return found or context.abort(grpc.StatusCode.NOT_FOUND, "no such number")

    def ListConsultationLines(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "ListConsultationLines", request)
        found = self.world.consultations.get(request.consultation_number)
        if not found:
            return context.abort(grpc.StatusCode.NOT_FOUND, "no such consultation")
        made = []
        page = _page(found[1], request)[: self.world.items_in_an_answer]
        for statement in page:
            if request.as_at_date and request.as_at_date < statement.published_date:
                continue
            tracked = self.world.recommendations.get(statement.tracked_number)
            made.append(
                recommendations.StatementHeadlines(
                    statement_number=statement.number,
                    tracked_number=statement.tracked_number,
                    headline=self.world.recorded_headlines.get(statement.number),
                    lines=tracked.lines if tracked else [],
                )
            )
        return recommendations.ListConsultationLinesResponse(
            statements=made,
            as_of_date=self.world.as_of_date,
            next_after_item=_item(page[-1]) if page and page[-1] is not found[1][-1] else 0,
        )

    def ListAddressees(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "ListAddressees", request)
        return recommendations.ListAddresseesResponse(addressees=self.world.addressees)

    def GetAddressee(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetAddressee", request)
        card = self.world.cards.get(request.slug, recommendations.GetAddresseeResponse())
        slug = card.addressee.slug or request.slug
        if request.as_at_date and slug in self.world.unknown_then:
            context.abort(grpc.StatusCode.NOT_FOUND, "not in the register by then")
        addressee = next((each for each in self.world.addressees if each.slug == slug), None)
        if not addressee:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such addressee")
        lines = [line for line in self.world.lines if line.addressee.slug == slug]
        groups = [line.headline.bar_group for line in lines]
        counted = recommendations.GetAddresseeResponse(
            addressee=addressee,
            bar=recommendations.Bar(
                addressee=addressee,
                parts=[recommendations.BarPart(bar_group=g, lines=groups.count(g)) for g in sorted(set(groups))],
            ),
            asked=sum(bool(line.milestones.asked_date) for line in lines),
            answered=sum(bool(line.milestones.answered_date) for line in lines),
            answered_on_time=sum(line.response.state == recommendations.CLOCK_STATE_MET for line in lines),
            median_response_days=40,
            oldest_unanswered=next((each.tracked_number for each in lines if not each.milestones.answered_date), ""),
            as_of_date=self.world.as_of_date,
        )
        counted.MergeFrom(card)
        return counted

    def GetCalendar(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetCalendar", request)
        if abs(request.year - 2026) > 10:
            context.abort_with_status(_wrong("year", "a year at most 10 years away"))
        found = [each for each in self.world.corrections if each.date.startswith(f"{request.year}-")]
        return recommendations.GetCalendarResponse(
            year=request.year, corrections=found, version=len(found), as_of_date=self.world.as_of_date
        )

    def ListChanges(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "ListChanges", request)
        day, illustrative = request.as_at_date, request.illustrative
        if request.HasField("filter"):
            illustrative = request.filter.illustrative
        past = [each for (_, of_day), each in self.world.past.items() if of_day == day]
        entries = [
            (each, entry)
            for each in (past if day else self.world.recommendations.values())
            if each.illustrative == illustrative
            for entry in each.timeline
        ]
        entries.sort(key=lambda each: _day_of(each[1], by_recorded=request.by_recorded), reverse=True)
        start, size = int(request.page_token or 0), request.page_size or PAGE
        end = start + (min(size, self.world.changes_looked_at) if request.HasField("filter") else size)
        found = [_change(each, entry, request.filter) for each, entry in entries[start:end]]
        if request.HasField("filter"):
            found = [each for each in found if each.addressee_slugs]
        more = end < len(entries)
        return recommendations.ListChangesResponse(
            changes=found,
            next_page_token=str(end) if more else "",
            looked_back_to_date=_day_of(entries[end - 1][1], by_recorded=request.by_recorded) if more else "",
        )

    def ListRegister(self, _request: Any, context: Any) -> Any:
        self.enter(context, "ListRegister")
        found = [
            recommendations.Addressee(addressee_id=f"01890a5d-ac96-774b-bcce-{place:012}", public=each)
            for place, each in enumerate(self.world.addressees)
        ]
        return recommendations.ListRegisterResponse(addressees=found)

    def GetAssignment(self, request: Any, context: Any) -> Any:
        self.enter(context, "GetAssignment")
        found = self.world.assignments.get(request.tracked_number)
        if found is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such assignment")
        return recommendations.GetAssignmentResponse(assignment=found)

    def AnswerFinding(self, request: Any, context: Any) -> Any:
        self.enter(context, "AnswerFinding")
        self._take_or_refuse(context)
        self.world.asked.append(request)
        return recommendations.AnswerFindingResponse()

    def _take_or_refuse(self, context: Any) -> None:
        if self.world.refused:
            refusal = _wrong("assignment_id", self.world.refused, grpc.StatusCode.FAILED_PRECONDITION)
            context.abort_with_status(refusal)

    def AttachEvidence(self, requests: Any, context: Any) -> Any:
        self.enter(context, "AttachEvidence")
        self._take_or_refuse(context)
        self.world.asked.extend(requests)
        return recommendations.AttachEvidenceResponse()

    def ReadArchivedEvidence(self, request: Any, context: Any) -> Any:
        self.enter(context, "ReadArchivedEvidence")
        held = self.world.copies.get((request.assignment_id, request.sha256))
        if held is None:
            return context.abort(grpc.StatusCode.NOT_FOUND, "no such copy")
        media_type, content = held
        for start in range(0, len(content), 4):
            chunk = content[start : start + 4]
            yield recommendations.ReadArchivedEvidenceResponse(media_type=media_type, chunk=chunk)

    def ListMyAssignments(self, _request: Any, context: Any) -> Any:
        self.enter(context, "ListMyAssignments")
        return recommendations.ListMyAssignmentsResponse(assignments=self.world.assignments.values())

    def SaveAnswerDraft(self, request: Any, context: Any) -> Any:
        self.enter(context, "SaveAnswerDraft")
        (found,) = [each for each in self.world.assignments.values() if each.assignment_id == request.assignment_id]
        before = next((each for each in found.drafts if each.saved_by_caller), None)
        if before and before.version != request.expected_version:
            current = recommendations.SaveAnswerDraftResponse(draft=before)
            return context.abort_with_status(stale("saved on another page", current))
        draft = before or found.drafts.add(draft_id=f"draft-{found.assignment_id}", saved_by_caller=True)
        draft.version += 1
        draft.assignment_version, draft.saved_date = request.assignment_version, self.world.as_of_date
        draft.fields.clear()
        draft.fields.update(request.fields)
        return recommendations.SaveAnswerDraftResponse(draft=draft)

    def DiscardAnswerDraft(self, request: Any, context: Any) -> Any:
        self.enter(context, "DiscardAnswerDraft")
        for each in self.world.assignments.values():
            left = [draft for draft in each.drafts if draft.draft_id != request.draft_id]
            del each.drafts[:]
            each.drafts.extend(left)
        return recommendations.DiscardAnswerDraftResponse()

    def PutScorecardReply(self, request: Any, context: Any) -> Any:
        self.enter(context, "PutScorecardReply")
        if self.world.refused:
            context.abort_with_status(_wrong("text.bodies[ur]", self.world.refused))
        self.world.asked.append(request)
        return recommendations.PutScorecardReplyResponse()

    def WithdrawScorecardReply(self, request: Any, context: Any) -> Any:
        self.enter(context, "WithdrawScorecardReply")
        self.world.asked.append(request)
        return recommendations.WithdrawScorecardReplyResponse()

    def SubmitAnswer(self, request: Any, context: Any) -> Any:
        self.enter(context, "SubmitAnswer")
        self.world.asked.append(request)
        (found,) = [each for each in self.world.assignments.values() if each.assignment_id == request.assignment_id]
        if request.expected_version < found.version:
            return context.abort_with_status(
                stale("answered meanwhile", recommendations.SubmitAnswerResponse(assignment=found))
            )
        if not request.preview:
            del found.drafts[:]
        return recommendations.SubmitAnswerResponse(assignment=found)


class Consultations(Entering, _StandIn, consultations_grpc.ConsultationServiceServicer):
    """The public reads of consultations, and entering one."""

    name = "consultations"

    def ListConsultations(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "ListConsultations", request)
        found = [each for each, _ in self.world.consultations.values() if each.illustrative == request.illustrative]
        return consultations.ListConsultationsResponse(consultations=[each for each in found if _known(each, request)])

    def ListProgrammes(self, request: Any, context: Any) -> Any:
        self.enter(context, "ListProgrammes")
        asked = request.consultation_number
        found = [each for each in self.world.public_programmes if not asked or asked in each.consultation_numbers]
        return consultations.ListProgrammesResponse(programmes=found)

    def GetConsultation(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetConsultation", request)
        found = self.world.consultations.get(request.number.upper())
        if not found or not _known(found[0], request):
            return context.abort(grpc.StatusCode.NOT_FOUND, "no such consultation")
        known = [each for each in found[1] if _known(each, request)]
        page = _page(known, request)[: self.world.items_in_an_answer]
        return consultations.GetConsultationResponse(
            consultation=found[0],
            statements=page,
            items=len(known),
            types=_types(known),
            next_after_item=_item(page[-1]) if page and page[-1] is not known[-1] else 0,
        )

    def GetStatement(self, request: Any, context: Any) -> Any:
        self.enter_on_day(context, "GetStatement", request)
        for consultation, statements in self.world.consultations.values():
            for statement in statements:
                if request.number.upper() in (statement.number, statement.tracked_number) and _known(
                    statement, request
                ):
                    return consultations.GetStatementResponse(statement=statement, consultation=consultation)
        return context.abort(grpc.StatusCode.NOT_FOUND, "no such statement")

    def ReadMyWords(self, request: Any, context: Any) -> Any:
        """What is public of the words of who holds the card."""
        self.enter(context, "ReadMyWords")
        return consultations.ReadMyWordsResponse(words=self._words(request, context))

    def HideMyWords(self, request: Any, context: Any) -> Any:
        """Hide them."""
        self.enter(context, "HideMyWords")
        return consultations.HideMyWordsResponse(words=self._words(request, context, hidden=True))

    def WithdrawMyConsent(self, request: Any, context: Any) -> Any:
        """Withdraw consent."""
        self.enter(context, "WithdrawMyConsent")
        return consultations.WithdrawMyConsentResponse(words=self._words(request, context, withdrawn="2026-11-20"))

    def MakeCard(self, request: Any, context: Any) -> Any:
        """Make a card."""
        self.enter(context, "MakeCard")
        self.world.asked.append(request)
        return consultations.MakeCardResponse(code=CARD)

    def _words(self, request: Any, context: Any, *, hidden: bool = False, withdrawn: str = "") -> Any:
        self.world.asked.append(request)
        if self.world.full_for:
            context.abort_with_status(_full(self.world.full_for))
        if request.code != CARD:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such card")
        said = consultations.PublicStatement(number="C-1/1", hidden=hidden)
        said.speaker_pseudonym = "" if hidden or withdrawn else "482917"
        if not hidden and not self.world.words_cut:
            said.title.authoritative_language = said.text.authoritative_language = "en"
            said.title.bodies["en"] = "What she asked for"
            said.text.bodies["en"] = "A place to call."
        shown = "" if hidden or withdrawn else "Somebody of the Forum"
        return consultations.MyWords(
            consultation_number="C-1",
            public_name=shown,
            statements=[said],
            withdrawn_date=withdrawn,
            named_numbers=self.world.named_numbers,
            named_in_programme=self.world.named_in_programme,
        )


def _item(statement: Any) -> int:
    return int(statement.number.rpartition("/")[2])


def _page(statements: list[Any], request: Any) -> list[Any]:
    """Return the statements of the page that is asked for."""
    return [each for each in statements if _item(each) > request.after_item][: request.page_size or 200]


def _types(statements: list[Any]) -> list[consultations.TypeCount]:
    """Count those that stand, by type."""
    standing = [each for each in statements if not (each.hidden or each.withdrawn or each.HasField("joined"))]
    ways = {
        kind: [each.publication for each in standing if each.type == kind] for kind in {each.type for each in standing}
    }
    return [
        consultations.TypeCount(
            type=kind,
            recorded=sum(each != PUBLICATION_TRACKED for each in ways[kind]),
            tracked=ways[kind].count(PUBLICATION_TRACKED),
        )
        for kind in sorted(ways)
    ]


def _known(published: Any, request: Any) -> bool:
    """Tell whether it was published by the day that is asked about."""
    return not request.as_at_date or published.published_date <= request.as_at_date


class Identity(_StandIn, identity_grpc.IdentityServiceServicer):
    """Signing in: every code is `world.CODE`, and good only in the browser that asked."""

    name = "identity"

    def RequestCode(self, request: Any, context: Any) -> Any:
        self.enter(context, "RequestCode")
        self.world.asked_keys.append(request.idempotency_key)
        self.world.codes[request.browser_id] = request.email
        return identity.RequestCodeResponse()

    def SubmitCode(self, request: Any, context: Any) -> Any:
        self.enter(context, "SubmitCode")
        asked = self.world.codes.get(request.browser_id)
        if asked != request.email or request.code.upper() != CODE or asked not in self.world.people:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "the code does not fit")
        del self.world.codes[request.browser_id]
        self.world.sessions.pop(request.former_session, None)
        return identity.SubmitCodeResponse(session=self._begin(request.email))

    def EnrolRegistrar(self, request: Any, context: Any) -> Any:
        self.enter(context, "EnrolRegistrar")
        if request.enrolment_code != ENROLMENT_CODE or self.world.enrolled:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "wrong or used")
        self.world.enrolled.append(request)
        self.world.people[request.email] = identity.Person(name=request.name, email=request.email)
        return identity.EnrolRegistrarResponse(session=self._begin(request.email))

    def ExchangeSession(self, request: Any, context: Any) -> Any:
        self.enter(context, "ExchangeSession")
        if request.session not in self.world.sessions:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no such session")
        token = f"{request.audience}:{self.world.sessions[request.session]}:{time.monotonic_ns()}"
        return identity.ExchangeSessionResponse(token=token)

    def EndSession(self, request: Any, context: Any) -> Any:
        self.enter(context, "EndSession")
        self.world.sessions.pop(request.session, None)
        return identity.EndSessionResponse()

    def ListSessions(self, request: Any, context: Any) -> Any:
        self.enter(context, "ListSessions")
        email = self._caller(context)
        return identity.ListSessionsResponse(
            sessions=[
                identity.OpenSession(session_id=session_id(each), current=each == request.session)
                for each, owner in self.world.sessions.items()
                if owner == email
            ]
        )

    def RevokeSessions(self, request: Any, context: Any) -> Any:
        self.enter(context, "RevokeSessions")
        email = self._caller(context)
        own = {session_id(each): each for each, owner in self.world.sessions.items() if owner == email}
        if not set(request.session_ids) <= own.keys():
            context.abort(grpc.StatusCode.NOT_FOUND, "no session of yours has this id")
        for each in request.session_ids:
            del self.world.sessions[own[each]]
        return identity.RevokeSessionsResponse()

    def HandOverMandate(self, request: Any, context: Any) -> Any:
        self.enter(context, "HandOverMandate")
        email = self._caller(context)
        if request.email == email:
            context.abort_with_status(_wrong("email", "a colleague's address, not your own"))
        self.world.asked.append(request)
        self.world.sessions = {each: owner for each, owner in self.world.sessions.items() if owner != email}
        return identity.HandOverMandateResponse()

    def GetMe(self, _request: Any, context: Any) -> Any:
        self.enter(context, "GetMe")
        email = self._caller(context)
        made = "2026-11-20" if email in self.world.calendar_links.values() else ""
        return identity.GetMeResponse(person=self.world.people[email], calendar_link_date=made)

    def MakeCalendarLink(self, request: Any, context: Any) -> Any:
        self.enter(context, "MakeCalendarLink")
        made = self.world.calendar_links_made.get(request.idempotency_key)
        if made and made not in self.world.calendar_links:
            return context.abort(grpc.StatusCode.NOT_FOUND, "there is no calendar at this address")
        self.RevokeCalendarLink(request, context)
        secret = self.world.calendar_links_made.setdefault(request.idempotency_key, secrets.token_urlsafe(32))
        self.world.calendar_links[secret] = self._caller(context)
        return identity.MakeCalendarLinkResponse(secret=secret)

    def RevokeCalendarLink(self, request: Any, context: Any) -> Any:
        self.enter(context, "RevokeCalendarLink")
        self.world.asked.append(request)
        own = self._caller(context)
        self.world.calendar_links = {each: of for each, of in self.world.calendar_links.items() if of != own}
        return identity.RevokeCalendarLinkResponse()

    def ResolveCalendarLink(self, request: Any, context: Any) -> Any:
        self.enter(context, "ResolveCalendarLink")
        if self.world.full_for:
            context.abort_with_status(_full(self.world.full_for))
        holder = self.world.people.get(self.world.calendar_links.get(request.secret, ""))
        if holder is None:
            return context.abort(grpc.StatusCode.NOT_FOUND, "there is no calendar at this address")
        bodies = [
            identity.AnsweredFor(addressee_id=str(uuid5(NAMESPACE_DNS, each.addressee_id)), slug=each.addressee_id)
            for each in holder.mandates
        ]
        return identity.ResolveCalendarLinkResponse(language=holder.language, bodies=bodies)

    def _caller(self, context: Any) -> str:
        token = _metadata(context).get("authorization", "")
        email = token.removeprefix("Bearer ").split(":")[1] if token.count(":") > 1 else ""
        if email not in self.world.people:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no token")
        return email

    def _begin(self, email: str) -> str:
        session = secrets.token_urlsafe(32)
        self.world.sessions[session] = email
        return session


def session_id(session: str) -> str:
    """The id under which a session is listed: no secret."""
    return str(uuid5(NAMESPACE_DNS, session))


def _whole(partial: Any) -> Any:
    """Return the class as it is: what it leaves out answers UNIMPLEMENTED, which the stubs' types do not know."""
    return partial


@contextmanager
def serving(world: World, certificates: Certificates) -> Iterator[dict[str, str]]:
    """Serve the world; gives the settings under which the dashboard finds it."""
    registered: dict[str, tuple[Any, Any]] = {
        "identity": (identity_grpc.add_IdentityServiceServicer_to_server, _whole(Identity)(world)),
        "consultations": (consultations_grpc.add_ConsultationServiceServicer_to_server, _whole(Consultations)(world)),
        "recommendations": (
            recommendations_grpc.add_RecommendationServiceServicer_to_server,
            _whole(Recommendations)(world),
        ),
    }
    servers, settings = [], dict(certificates.settings("dashboard"))
    for name, (add, servicer) in registered.items():
        server = grpc.server(ThreadPoolExecutor(8))
        add(servicer, server)
        pair = (certificates.key(name).read_bytes(), certificates.certificate(name).read_bytes())
        credentials = grpc.ssl_server_credentials([pair], certificates.ca.read_bytes(), require_client_auth=True)
        port = server.add_secure_port("127.0.0.1:0", credentials)
        server.start()
        servers.append(server)
        settings[f"RT_{name.upper()}_ADDRESS"] = f"127.0.0.1:{port}"
    try:
        yield settings
    finally:
        for server in servers:
            server.stop(0).wait(5)


def made_certificates(folder: Path, workloads: Iterable[str] = ()) -> Certificates:
    """Return certificates for the stand-ins and the dashboard."""
    certificates = Certificates(folder)
    certificates.make([*workloads, "identity", "consultations", "recommendations", "dashboard"])
    return certificates
