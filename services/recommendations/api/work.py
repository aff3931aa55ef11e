"""What people who work on lines read: a liaison's own lines, one assignment, the verifiers' queue."""

from datetime import date
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access
from services.chassis.database import Transaction
from services.chassis.errors import PermissionDenied
from services.recommendations import wire
from services.recommendations.api.base import Context
from services.recommendations.api.drafts import DraftRpcs
from services.recommendations.api.evidence import EvidenceRpcs
from services.recommendations.api.right_of_reply import RightOfReply
from services.recommendations.domain import evidence
from services.recommendations.domain.checks import conflict_of_interest
from services.recommendations.domain.claims import claim
from services.recommendations.domain.errors import NoSuchAssignment
from services.recommendations.domain.guards import Line, replies_itself
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.store import lines, lists

_SEES_ALL = (Role.VERIFIER, Role.REGISTRAR)


class WorkRpcs(DraftRpcs, EvidenceRpcs, RightOfReply):
    """RPCs that read for a person."""

    async def ListMyAssignments(
        self, request: pb.ListMyAssignmentsRequest, context: Context
    ) -> pb.ListMyAssignmentsResponse:
        """List the lines of the caller's addressees, what needs an answer first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, _my_place, values=4)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            places = await lists.my_lines(tx, by.addressees, after=after, limit=size + 1)
            found = await lines.read_all(tx, [each.assignment_id for each in places[:size]])
            views = await self._views(tx, found)
            kept = await self._drafts(tx, found, by, complete=False)
        return pb.ListMyAssignmentsResponse(
            assignments=[wire.views.assignment(view, drafts=kept.get(view.line.assignment.id, ())) for view in views],
            next_page_token=wire.filters.next_token(
                places, size, lambda last: (last.rank, last.due_date, last.tracked_no, last.assignment_id)
            ),
        )

    async def GetAssignment(self, request: pb.GetAssignmentRequest, context: Context) -> pb.GetAssignmentResponse:
        """Give one assignment with the versions that a form needs."""
        caller = access.caller(context)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            line = await self._find(tx, request, by)
            _may_see(line, by)
            (view,) = await self._counted(tx, [line], complete=True)
            finding = (await self._findings(tx, [line], by)).get(line.assignment.id)
            taken_back = (await self._taken_back(tx, [line], by)).get(line.assignment.id)
            kept = (await self._drafts(tx, [line], by, complete=True)).get(line.assignment.id, ())
            attached = (await self._files_of(tx, [line], by)).get(line.assignment.id, [])
        conflict = conflict_of_interest(line, by) if by.organisations_as(Role.VERIFIER) else ""
        shown = wire.views.assignment(
            view, conflict=conflict, finding=finding, taken_back=taken_back, drafts=kept, files=attached
        )
        shown.may_answer = line.assignment.addressee_id in by.addressees
        shown.file_refusal = evidence.refusal(line, by, is_scan=False)
        shown.scan_refusal = evidence.refusal(line, by, is_scan=True)
        shown.may_reply = line.now_with in by.addressees or replies_itself(line, by)
        return pb.GetAssignmentResponse(assignment=shown)

    async def _find(self, tx: Transaction, request: pb.GetAssignmentRequest, by: Standing) -> Line:
        if not request.tracked_number:
            return await lines.read(tx, wire.words.uuid(request.assignment_id, field="assignment_id"))
        number = wire.words.line(request.tracked_number, field="tracked_number")
        slug = wire.words.line(request.addressee_slug, field="addressee_slug")
        line = await lines.find(tx, number, slug=slug, addressees=by.addressees)
        if line is None:
            raise NoSuchAssignment
        return line

    async def ListClaims(self, request: pb.ListClaimsRequest, context: Context) -> pb.ListClaimsResponse:
        """List what waits for a verifier, the longest waiting first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, _day_and_id, values=2)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            if not by.organisations_as(Role.VERIFIER):
                raise PermissionDenied("only a verifier may read the queue of claims")
            places = await lists.claims(tx, after=after, limit=size + 1)
            found = await lines.read_all(tx, [each for _, each in places[:size]])
            views = await self._views(tx, found)
            announced = await self._findings(tx, found, by)
            taken_back = await self._taken_back(tx, found, by)
            attached = await self._files_of(tx, found, by)
        return pb.ListClaimsResponse(
            assignments=[
                wire.views.assignment(
                    view,
                    conflict=conflict_of_interest(view.line, by),
                    finding=announced.get(view.line.assignment.id),
                    taken_back=taken_back.get(view.line.assignment.id),
                    files=attached.get(view.line.assignment.id, []),
                    waits=claim(view.line.assignment),
                )
                for view in views
            ],
            next_page_token=wire.filters.next_token(places, size, tuple),
        )

    async def ListToReword(self, request: pb.ListToRewordRequest, context: Context) -> pb.ListToRewordResponse:
        """List the lines of the caller's organisations that cannot be checked as worded, the oldest first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, _day_and_id, values=2)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            hosts = by.organisations_as(Role.FACILITATOR)
            places = await lists.to_reword(tx, hosts, after=after, limit=size + 1)
            found = await lines.read_all(tx, [each for _, each in places[:size]])
            views = await self._views(tx, found)
        return pb.ListToRewordResponse(
            assignments=[wire.views.assignment(view) for view in views],
            next_page_token=wire.filters.next_token(places, size, tuple),
        )


def _may_see(line: Line, by: Standing) -> None:
    """Let pass whoever works on the line. What is public exists for everybody; what is hidden, only for them.

    Raises:
        PermissionDenied: It is public, and somebody else's.
        NoSuchAssignment: It is hidden, and somebody else's.
    """
    if not {line.assignment.addressee_id, line.now_with}.isdisjoint(by.addressees):
        return
    if any(by.organisations_as(role) for role in _SEES_ALL):
        return
    if line.record.host_organisation_id in by.organisations_as(Role.FACILITATOR) | by.organisations_as(Role.REVIEWER):
        return
    if line.hidden:
        raise NoSuchAssignment
    raise PermissionDenied("this assignment is another addressee's, or another host's")


def _my_place(rank: str, due_date: str, tracked_no: str, assignment_id: str) -> lists.MyPlace:
    return lists.MyPlace(
        rank=wire.filters.ordinal(rank),
        due_date=date.fromisoformat(due_date),
        tracked_no=wire.filters.ordinal(tracked_no),
        assignment_id=UUID(assignment_id),
    )


def _day_and_id(day: str, assignment_id: str) -> tuple[date, UUID]:
    return date.fromisoformat(day), UUID(assignment_id)
