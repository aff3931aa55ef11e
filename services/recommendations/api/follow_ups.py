"""The host called, met or wrote: noted for the public, or kept to itself."""

from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.ids import new_id
from services.chassis.keys import readable
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import follow_ups
from services.recommendations.domain.facts import FollowUpKept
from services.recommendations.domain.guards import Act
from services.recommendations.store import follow_ups as rows
from services.recommendations.store import lines

_TABLE = "follow_ups"


class FollowUpRpcs(Base):
    """RPCs about the host's own notes."""

    async def NoteFollowUp(self, request: pb.NoteFollowUpRequest, context: Context) -> pb.NoteFollowUpResponse:
        """Note a follow-up; what is not public is sealed."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        noted = wire.requests.follow_up(request.follow_up, follow_up_id=new_id(), public=request.public)
        async with self._writing(pb.NoteFollowUpResponse) as tx:
            if reply := await replies.claim(tx, caller, request, pb.NoteFollowUpResponse):
                return reply
            before = await lines.lock(tx, assignment_id)
            act = await self._act(tx, caller, before.assignment.version)
            fact = follow_ups.note(before, noted, act)
            if isinstance(fact, FollowUpKept):
                await rows.add(tx, await self._sealed_note(noted.id, request, act))
            after = await self._record(tx, before, fact)
            response = pb.NoteFollowUpResponse(assignment=await self._answer(tx, after))
            return await replies.remember(tx, caller, request, response)

    async def _sealed_note(self, row_id: UUID, request: pb.NoteFollowUpRequest, act: Act) -> rows.Row:
        key_id = await self._keys.create()
        written = wire.keeping.kept(request.follow_up).SerializeToString()
        return rows.Row(
            id=row_id,
            assignment_id=UUID(request.assignment_id),
            key_id=key_id,
            sealed=self._keys.seal(key_id, written, table=_TABLE, column="sealed", row_id=row_id),
            noted_by=act.by.person_id,
        )

    async def ListFollowUps(self, request: pb.ListFollowUpsRequest, context: Context) -> pb.ListFollowUpsResponse:
        """List the notes that the host keeps to itself, newest first."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        size = wire.filters.page_size(request.page_size)
        before = wire.filters.place(request.page_token, lambda last: UUID(str(last)), values=1)
        async with self._db.transaction(read_only=True) as tx:
            follow_ups.may_read(await lines.read(tx, assignment_id), await self._standing(tx, caller, lock=False))
            found = await rows.of_line(tx, assignment_id, before=before, limit=size + 1)
        return pb.ListFollowUpsResponse(
            follow_ups=readable(self._opened_note, found[:size]),
            next_page_token=wire.filters.next_token(found, size, lambda last: (last.id,)),
        )

    def _opened_note(self, row: rows.Row) -> pb.FollowUp:
        assert row.key_id is not None, "the query leaves out what was destroyed"
        assert row.sealed is not None, "a row with a key is sealed"
        return pb.FollowUp.FromString(
            self._keys.open(row.key_id, row.sealed, table=_TABLE, column="sealed", row_id=row.id)
        )
