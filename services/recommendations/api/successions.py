"""What became of bodies (row 26), for registrars."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NoReturn
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies, texts
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.ids import new_id
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import addressee, headline, steps, succession
from services.recommendations.domain.addressee import Addressee, AddresseeFact, Succession
from services.recommendations.domain.guards import Line
from services.recommendations.domain.succession import NewSuccession, Placement
from services.recommendations.passing_on import Hand, follow, pass_on
from services.recommendations.recording import record
from services.recommendations.store import lines, records, register


class _Previewed(Exception):
    """Rolls back what a preview did to see what it would do."""

    def __init__(self, response: pb.RecordSuccessionResponse) -> None:
        super().__init__("previewed")
        self.response = response


def _roll_back(response: pb.RecordSuccessionResponse) -> NoReturn:
    raise _Previewed(response)


class SuccessionRpcs(Base):
    """RPCs of successions."""

    async def RecordSuccession(
        self, request: pb.RecordSuccessionRequest, context: Context
    ) -> pb.RecordSuccessionResponse:
        """Record what became of a body; its lines that move close there and open at the successor."""
        caller = access.caller(context)
        addressee_id = wire.words.uuid(request.addressee_id, field="addressee_id")
        wanted = wire.successions.entered(request, succession_id=new_id())
        try:
            async with self._db.transaction() as tx:
                if not request.preview and (
                    reply := await replies.claim(tx, caller, request, pb.RecordSuccessionResponse)
                ):
                    return reply
                await self._is_registrar(tx, caller)
                before, bodies = await self._for_change(tx, addressee_id, request.expected_version)
                response = await self._succeed(tx, before, wanted, bodies, actor=caller.id)
                if request.preview:
                    _roll_back(response)
                return await replies.remember(tx, caller, request, response)
        except _Previewed as previewed:
            return previewed.response

    async def _for_change(
        self, tx: Transaction, addressee_id: UUID, expected_version: int
    ) -> tuple[Addressee, dict[UUID, Addressee]]:
        """Let nobody else write the register, and return the entry with all of them.

        Raises:
            NotFound: There is none.
            Aborted: It is not as the caller saw it.
        """
        await register.changing(tx)
        before = await register.by_id(tx, addressee_id)
        if before.version != expected_version:
            current = wire.views.addressee(before, liaisons=0)
            raise Aborted(
                "the entry has changed since you opened it", current=pb.RecordSuccessionResponse(addressee=current)
            )
        return before, {each.id: each for each in await register.everything(tx)}

    async def _succeed(
        self,
        tx: Transaction,
        before: Addressee,
        wanted: NewSuccession,
        bodies: dict[UUID, Addressee],
        *,
        actor: str,
    ) -> pb.RecordSuccessionResponse:
        kept = await records.changing_of_addressee(tx, before.id)
        await register.closing(tx, [before.id])
        found = await lines.lock_of_addressee(tx, before.id)
        if any(each.record.consultation_id not in kept for each in found):
            raise Aborted("lines came in meanwhile; send it again")
        successors = [each.successor_id for each in wanted.moves]
        standing = await lines.standing(tx, [each.record.id for each in found], successors)
        moment = self._moment()
        fact = succession.record(
            before, wanted, bodies=bodies, lines=found, standing=standing, actor=actor, moment=moment
        )
        bodies[before.id] = await self._change_body(tx, before, fact)
        for each in successors:
            gained = succession.remits_gained(bodies[each], fact.succession, actor=actor, moment=moment)
            if gained:
                bodies[each] = await self._change_body(tx, bodies[each], gained)
        hand = Hand(succession=fact.succession, bodies=bodies, actor=actor, moment=moment)
        await self._pass_on(tx, found, hand)
        await self._leave(tx, found, hand)
        return await self._told(tx, bodies[before.id], hand)

    async def _leave(self, tx: Transaction, found: list[Line], hand: Hand) -> None:
        """Let lines that stay with a body which is no more know it: their clocks stop.

        What the clock announced for days on which the body was no more is taken back.
        """
        done = hand.succession
        if done.kind not in addressee.ENDINGS:
            return
        holidays = await self._holidays(tx)
        moved = {each.assignment_id for each in done.lines}
        for each in found:
            if each.assignment.id in moved:
                continue
            stays = replace(each, body_ended_date=done.effective_date)
            fact = succession.ended(stays, done, actor=hand.actor, moment=hand.moment)
            line = await record(tx, stays, fact)
            while retracted := steps.retract(line, hand.moment, holidays=holidays):
                line = await record(tx, line, retracted)

    async def _pass_on(self, tx: Transaction, found: list[Line], hand: Hand) -> None:
        by_id = {each.assignment.id: each for each in found}
        moved = hand.succession.lines
        together = Counter(
            (by_id[each.assignment_id].record.consultation_id, each.successor_id) for each in moved if not each.joined
        )
        for each in sorted(moved, key=lambda one: one.assignment_id):
            line = by_id[each.assignment_id]
            count = together[line.record.consultation_id, each.successor_id]
            await pass_on(tx, line, each, hand, together=count)

    async def _change_body(self, tx: Transaction, before: Addressee, fact: AddresseeFact) -> Addressee:
        after = addressee.evolve(before, fact)
        await register.save(tx, after)
        await event_log.append(tx, wire.addressees.event(fact))
        return after

    async def _told(self, tx: Transaction, entry: Addressee, hand: Hand) -> pb.RecordSuccessionResponse:
        done = hand.succession
        liaisons = await register.liaisons(tx, [entry.id, *done.successor_ids])
        joined = Counter((each.successor_id, each.joined) for each in done.lines)
        return pb.RecordSuccessionResponse(
            addressee=wire.views.addressee(entry, liaisons=liaisons.get(entry.id, 0)),
            succession=(await self._successions(tx, [done], hand.bodies))[0],
            told=[
                pb.SuccessorTold(
                    successor=wire.addressees.public_addressee(hand.bodies[each]),
                    asked_anew=joined[each, False],
                    joined=joined[each, True],
                    liaisons=liaisons.get(each, 0),
                )
                for each in done.successor_ids
            ],
        )

    async def UndoSuccession(self, request: pb.UndoSuccessionRequest, context: Context) -> pb.UndoSuccessionResponse:
        """Undo a succession that was recorded wrongly; everything stays to be seen."""
        caller = access.caller(context)
        addressee_id = wire.words.uuid(request.addressee_id, field="addressee_id")
        succession_id = wire.words.uuid(request.succession_id, field="succession_id")
        reason = wire.words.text(request.reason, field="reason")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.UndoSuccessionResponse):
                return reply
            await self._is_registrar(tx, caller)
            before, bodies = await self._for_change(tx, addressee_id, request.expected_version)
            await records.changing_of_succession(tx, succession_id)
            await register.closing(tx, [before.id])
            found = await lines.lock_of_succession(tx, succession_id, before.id)
            pairs = _pairs(found, succession_id)
            fact = succession.undo(
                before,
                succession_id,
                reason,
                bodies=bodies,
                pairs=pairs,
                shared=await lines.led_to(tx, [there.assignment.id for _, there in pairs], except_by=succession_id),
                actor=caller.id,
                moment=self._moment(),
            )
            after = await self._change_body(tx, before, fact)
            await self._give_back(tx, after, fact, pairs, bodies)
            await self._go_on(tx, after, fact, found)
            liaisons = await register.liaisons(tx, [after.id])
            response = pb.UndoSuccessionResponse(
                addressee=wire.views.addressee(after, liaisons=liaisons.get(after.id, 0))
            )
            return await replies.remember(tx, caller, request, response)

    async def _give_back(
        self,
        tx: Transaction,
        entry: Addressee,
        undone: addressee.SuccessionUndone,
        pairs: list[tuple[Line, Line]],
        bodies: Mapping[UUID, Addressee],
    ) -> None:
        done = next(each for each in entry.successions if each.id == undone.succession_id)
        actor, moment = undone.actor, self._moment()
        for each in done.successor_ids:
            lost = succession.remits_gained(bodies[each], done, back=True, actor=actor, moment=moment)
            if lost:
                await self._change_body(tx, bodies[each], lost)
        holidays = await self._holidays(tx)
        for origin, there in pairs:
            if succession.opened_for(origin, there):
                await record(tx, there, succession.handed_back(there, origin, done, actor=actor, moment=moment))
            back = succession.returned(origin, done, undone.reason, holidays=holidays, actor=actor, moment=moment)
            await record(tx, origin, back)

    async def _go_on(
        self, tx: Transaction, entry: Addressee, undone: addressee.SuccessionUndone, found: list[Line]
    ) -> None:
        """Let lines that stayed with a body know that it goes on: so do their clocks."""
        done = next(each for each in entry.successions if each.id == undone.succession_id)
        actor, holidays, moment = undone.actor, await self._holidays(tx), self._moment()
        for each in found:
            if each.assignment.addressee_id == entry.id and each.assignment.body_ended_date:
                line = replace(each, body_ended_date=None)
                fact = succession.end_undone(line, done, undone.reason, holidays=holidays, actor=actor, moment=moment)
                await record(tx, line, fact)

    async def PlaceLine(self, request: pb.PlaceLineRequest, context: Context) -> pb.PlaceLineResponse:
        """Say where a line belongs that was published after something of its body went to others."""
        caller = access.caller(context)
        addressee_id = wire.words.uuid(request.addressee_id, field="addressee_id")
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        wanted = wire.successions.placement(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.PlaceLineResponse):
                return reply
            await self._is_registrar(tx, caller)
            body = await self._placing(tx, addressee_id, request.expected_version)
            found = await lines.read(tx, assignment_id)
            await records.changing_consultation(tx, found.record.consultation_id)
            line = await lines.lock(tx, assignment_id)
            await self._place(tx, body, line, wanted, actor=caller.id)
            return await replies.remember(tx, caller, request, pb.PlaceLineResponse(entry=await self._whole(tx, body)))

    async def _placing(self, tx: Transaction, addressee_id: UUID, expected_version: int) -> Addressee:
        await register.changing(tx)
        body = await register.by_id(tx, addressee_id)
        if body.version != expected_version:
            current = pb.PlaceLineResponse(entry=await self._whole(tx, body))
            raise Aborted("the entry has changed since you opened it", current=current)
        return body

    async def _place(self, tx: Transaction, body: Addressee, line: Line, wanted: Placement, *, actor: str) -> None:
        moment = self._moment()
        if wanted.succession_id is None:
            await record(tx, line, succession.keep(body, line, wanted, actor=actor, moment=moment))
            return
        successors = [wanted.successor_id] if wanted.successor_id else []
        standing = await lines.standing(tx, [line.record.id], successors)
        done, moved = succession.place(body, line, wanted, standing)
        bodies = await register.holding(tx, [moved.successor_id])
        hand = Hand(succession=done, bodies=bodies, actor=actor, moment=moment)
        there = await pass_on(tx, line, moved, hand, together=1)
        ended = bodies[moved.successor_id].ended_by
        if there and ended:
            await follow(tx, there, ended, actor=actor, moment=moment)

    async def _whole(self, tx: Transaction, entry: Addressee) -> pb.GetRegisterEntryResponse:
        """Return one entry of the register, with its lines and what became of it."""
        liaisons = await register.liaisons(tx, [entry.id])
        found = await self._register_lines(tx, entry)
        done = list(reversed(entry.successions))
        bodies = await register.by_ids(tx, [each for one in done for each in one.successor_ids])
        shown = wire.views.addressee(entry, liaisons=liaisons.get(entry.id, 0))
        shown.lines_to_place = sum(each.to_place for each in found)
        reasons = [each.undone_reason_id for each in entry.undone_names]
        reasons += [each.reason_id for each in entry.organisation_changes]
        known = await texts.load(tx, [each for each in reasons if each])
        return pb.GetRegisterEntryResponse(
            addressee=shown,
            lines=found,
            successions=await self._successions(tx, done, bodies),
            undone_names=wire.views.undone_names(entry, known),
            organisation_changes=wire.views.organisation_changes(entry, known),
        )

    async def _waiting_to_be_placed(self, tx: Transaction, entry: Addressee) -> int:
        """Count the lines of a body that wait to be placed. Only bodies of which something went have any."""
        if not entry.successions:
            return 0
        return sum(succession.to_place(entry, each) for each in await lines.open_of_addressee(tx, entry.id))

    async def _register_lines(self, tx: Transaction, entry: Addressee) -> list[pb.RegisterLine]:
        """Return the lines of a body that would move with a succession."""
        found = [each for each in await lines.open_of_addressee(tx, entry.id) if succession.moves_on(each)]
        known = await texts.load(tx, [each.record.title_id for each in found if each.record.title_id])
        today = self._moment().today
        return [
            pb.RegisterLine(
                assignment_id=str(each.assignment.id),
                tracked_number=each.record.tracked_number,
                title=None if each.hidden else wire.words.shown(known, each.record.title_id),
                remit_id=str(each.assignment.remit_id or ""),
                to_place=succession.to_place(entry, each),
                headline=wire.views.headline_value(
                    headline.of_line(each.record, each.assignment, hidden=each.hidden, today=today)
                ),
            )
            for each in found
        ]

    async def _successions(
        self, tx: Transaction, found: list[Succession], bodies: Mapping[UUID, Addressee]
    ) -> list[pb.RegisterSuccession]:
        """Return successions of a body, as its page tells them."""
        known = await texts.load(tx, [each.undone_reason_id for each in found if each.undone_reason_id])
        numbers = await lines.numbers(tx, [line.assignment_id for each in found for line in each.lines])
        return [
            pb.RegisterSuccession(
                succession_id=str(each.id),
                successor_ids=[str(one) for one in each.successor_ids],
                cut=wire.successions.cut(each, others=bodies, numbers=numbers, texts=known),
            )
            for each in found
        ]


def _pairs(found: list[Line], succession_id: UUID) -> list[tuple[Line, Line]]:
    """Return each line that went away by the succession with the one that it led to."""
    by_id = {each.assignment.id: each for each in found}
    gone = [each for each in found if each.assignment.succession_id == succession_id]
    return [
        (each, by_id[each.assignment.successor_assignment_id])
        for each in gone
        if each.assignment.successor_assignment_id
    ]
