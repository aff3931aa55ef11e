"""What every RPC of this service needs: a transaction, the day, who may do what, and views of lines."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any, TypeAlias
from uuid import UUID

import grpc
import structlog

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log, texts
from services.chassis.calendar import Holidays
from services.chassis.clocks import Clocks
from services.chassis.database import Database, Transaction
from services.chassis.errors import Aborted, PermissionDenied
from services.chassis.event_log import Recorded
from services.chassis.files import Files
from services.chassis.keys import Keys
from services.chassis.outbound import Fetched
from services.chassis.principal import Principal, PrincipalKind
from services.chassis.public_holidays import PublicHolidays
from services.recommendations import past, wire
from services.recommendations.domain import closures, facts
from services.recommendations.domain.errors import ConflictOfInterest, RoleMissing, Stale
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import Moment
from services.recommendations.recording import record
from services.recommendations.settings import RecommendationsSettings
from services.recommendations.store import archives, calendar, history, lines, people, records, register

log = structlog.get_logger(__name__)

Context: TypeAlias = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What the servicer is made from."""

    database: Database
    keys: Keys
    clock: Callable[[], datetime]  # UTC
    clocks: Clocks  # for what time ends for good
    zone: tzinfo
    holidays: PublicHolidays  # without any correction
    settings: RecommendationsSettings
    files: Files
    fetch: Callable[[str], Awaitable[Fetched]]  # what somebody else typed


class Base:
    """The common part of all RPCs."""

    def __init__(self, tools: Tools) -> None:
        self._db = tools.database
        self._keys = tools.keys
        self._clock = tools.clock
        self._clocks = tools.clocks
        self._zone = tools.zone
        self._base = tools.holidays
        self._settings = tools.settings
        self._files = tools.files
        self._fetch = tools.fetch

    async def _holidays(self, tx: Transaction) -> Holidays:
        return await calendar.holidays(tx, self._base)

    def _moment(self) -> Moment:
        return Moment(at=self._clock(), zone=self._zone)

    @asynccontextmanager
    async def _reading(self, as_at_date: str) -> AsyncIterator[tuple[Transaction, date]]:
        """Read what is known now, or what was known when a day ended, with the day for which clocks are compared.

        Args:
            as_at_date: `as_at_date` of the request; empty for now.

        Raises:
            InvalidArgument: It is no day, or lies in the future.
            Unavailable: It has only just ended, or is not folded yet.
        """
        now = self._moment()
        wanted = past.day(as_at_date, now)
        async with self._db.transaction(read_only=True) as tx:
            if wanted:
                await past.go_back(tx, wanted, now)
            yield tx, wanted or now.today

    @asynccontextmanager
    async def _new_key(self) -> AsyncIterator[UUID]:
        """Make a key for what is kept within. If that fails, the key goes: what was put under it opens nowhere."""
        key_id = await self._keys.create()
        try:
            yield key_id
        except BaseException:
            self._keys.destroy(key_id)
            raise

    @asynccontextmanager
    async def _writing(self, answer: type[Any]) -> AsyncIterator[Transaction]:
        """Run a command in one transaction. A stale one is told what the line is now.

        Args:
            answer: The message that the command answers with; the assignment as it is now goes in it.

        Raises:
            Aborted: The command was stale; with the assignment as it is now.
        """
        try:
            async with self._db.transaction() as tx:
                yield tx
        except Stale as stale:
            async with self._db.transaction(read_only=True) as tx:
                line = await lines.read(tx, stale.assignment.id)
                current = _as(answer, wire.views.assignment(await self._view(tx, line)))
            raise Aborted(str(stale), current=current) from stale

    async def _refused(self, caller: Principal, refusal: ConflictOfInterest, assignment_id: UUID) -> None:
        """Put a refused conflict of interest on record, in a transaction of its own."""
        log.warning("conflict_of_interest_refused", reason=refusal.reason, assignment_id=str(assignment_id))
        async with self._db.transaction() as tx:
            await history.audit(
                tx,
                at=self._clock(),
                actor=caller.id,
                action="conflict_of_interest_refused",
                row_id=assignment_id,
                detail=refusal.reason,
            )

    async def _standing(self, tx: Transaction, caller: Principal, *, lock: bool = True) -> Standing:
        """Return what the caller may do: what the token claims and our own copy knows."""
        if caller.person_id is None:
            raise PermissionDenied("only a person who is signed in may do this")
        return await people.standing(
            tx,
            caller.person_id,
            claimed_roles=frozenset((each.role, each.organisation_id) for each in caller.roles),
            claimed_mandates=frozenset(each.mandate_id for each in caller.mandates),
            claimed_assurance=caller.assurance,
            today=self._moment().today,
            lock=lock,
        )

    async def _act(self, tx: Transaction, caller: Principal, expected_version: int) -> Act:
        return Act(by=await self._standing(tx, caller), expected_version=expected_version, moment=self._moment())

    async def _record(self, tx: Transaction, before: Line, fact: facts.AssignmentFact) -> Line:
        return await record(tx, before, fact)

    async def _record_position(self, tx: Transaction, before: Line, stated: facts.PositionStated) -> Line:
        """Save and append a position; on a closed line a new one opens it again (row 25)."""
        after = await self._record(tx, before, stated)
        reopened = closures.reopened_by_position(before.assignment, after.assignment, stated)
        return await self._record(tx, after, reopened) if reopened else after

    async def _record_progress(self, tx: Transaction, before: Line, reported: facts.ProgressReported) -> Line:
        """Save and append a report; on a closed promise another progress opens it again (row 25)."""
        after = await self._record(tx, before, reported)
        reopened = closures.reopened_by_progress(before.assignment, after.assignment, reported)
        return await self._record(tx, after, reopened) if reopened else after

    async def _view(self, tx: Transaction, line: Line) -> wire.views.View:
        """Return one line with everything about it, its timeline included."""
        return (await self._views(tx, [line], complete=True))[0]

    async def _counted(
        self, tx: Transaction, found: Sequence[Line], *, complete: bool = False
    ) -> list[wire.views.View]:
        """Return lines as `_views` does, with how many liaisons their bodies have today."""
        views = await self._views(tx, found, complete=complete)
        bodies = {each.assignment.addressee_id for each in found}
        counts = await people.liaisons(tx, bodies, today=self._moment().today)
        return [replace(each, liaisons=counts.get(each.line.assignment.addressee_id, 0)) for each in views]

    async def _by_id(self, tx: Transaction, assignment_ids: Collection[UUID]) -> dict[UUID, wire.views.View]:
        """Return lines as `_counted` does, by their assignments' ids."""
        views = await self._counted(tx, await lines.read_all(tx, list(assignment_ids)))
        return {view.line.assignment.id: view for view in views}

    async def _views(
        self, tx: Transaction, found: Sequence[Line], *, complete: bool = False, today: date | None = None
    ) -> list[wire.views.View]:
        """Return lines with what replies about them show; with all their events if `complete`."""
        entries = await _entries(tx, [each for each in found if not each.hidden], complete=complete)
        bodies = await register.by_ids(
            tx,
            list(
                wire.views.body_ids(
                    (each.assignment for each in found), (each for log in entries.values() for each in log.values())
                )
            ),
        )
        raised = await records.raised(tx, list({each.record.id for each in found}))
        known = await texts.fill_in_and_load(
            tx,
            [each.message for log in entries.values() for each in log.values()],
            [
                text_id
                for each in found
                for text_id in wire.views.text_ids(each.record, raised[each.record.id].consultation)
            ],
        )
        shown = await records.shown(tx, {each.record.joined_id for each in found if each.record.joined_id})
        copies = await archives.of_lines(tx, {each.assignment.id for each in found})
        return [
            wire.views.View(
                line=each,
                addressee=bodies[each.assignment.addressee_id],
                consultation=raised[each.record.id].consultation,
                texts=known,
                entries=entries.get(each.assignment.id, {}),
                today=today or self._moment().today,
                zone=self._zone,
                others=bodies,
                raised_in=raised[each.record.id].consultations,
                shown=shown,
                archives=copies.get(each.assignment.id, {}),
            )
            for each in found
        ]

    async def _is_registrar(self, tx: Transaction, caller: Principal) -> None:
        if caller.kind is PrincipalKind.OPERATOR:
            return
        if not (await self._standing(tx, caller)).organisations_as(Role.REGISTRAR):
            raise RoleMissing("only a registrar may change the register")

    async def _answer(self, tx: Transaction, line: Line) -> pb.Assignment:
        return wire.views.assignment(await self._view(tx, line))


def _as(answer: type[Any], current: pb.Assignment) -> Any:
    """Return the assignment in the message that the command would have answered with."""
    if answer is pb.RecordOutsideAnswerResponse:
        return answer(outside_answer=pb.OutsideAnswer(assignment=current))
    if answer is pb.ProposeNotApplicableResponse:
        return answer(closure_proposal=pb.ClosureProposal(assignment=current))
    return answer(assignment=current)


async def _entries(tx: Transaction, found: Sequence[Line], *, complete: bool) -> dict[UUID, dict[int, Recorded]]:
    """Return the events that the lines' panels show, or all, by assignment and version; without their texts."""
    if complete:
        logs = await event_log.load_all(tx, [each.assignment.id for each in found], with_texts=False)
        return {key: {each.version: each for each in recorded} for key, recorded in logs.items()}
    wanted = {
        (each.assignment.id, version)
        for each in found
        for version in (
            each.assignment.position_version,
            each.assignment.progress_version,
            each.assignment.verification_version,
            each.assignment.closure_version,
        )
        if version > 1
    }
    by_line: dict[UUID, dict[int, Recorded]] = {}
    for (assignment_id, version), recorded in (await history.of_versions(tx, sorted(wanted), with_texts=False)).items():
        by_line.setdefault(assignment_id, {})[version] = recorded
    return by_line
