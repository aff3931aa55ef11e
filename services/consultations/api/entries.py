"""Participants and statements as they are entered."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.chassis.ids import new_id
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts, stale_as
from services.consultations.domain.attribution import recorded
from services.consultations.domain.details import ParticipantDetails, StatementDetails
from services.consultations.domain.drafts import (
    Consultation,
    Draft,
    Participant,
    Statement,
    change_participant,
    change_statement,
    is_public_participant,
    require,
    require_draft,
    require_private_participant,
    require_unscheduled,
    with_changed_people,
)
from services.consultations.domain.errors import AlreadyPublic, NoSuchRow, Stale
from services.consultations.domain.no_names import require_a_name
from services.consultations.domain.room import require_room_for_people, require_room_for_statements
from services.consultations.domain.values import Moment, RecordState, Role, Standing

Context = grpc.aio.ServicerContext[Any, Any]


class EntryRpcs(Rpcs):
    """Enters participants and statements."""

    async def PutParticipant(self, request: pb.PutParticipantRequest, context: Context) -> pb.PutParticipantResponse:
        """Add a participant, or replace what is entered of one."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        participant_id = wire.optional_identifier(request.participant_id, field="participant_id")
        expected_version = _expected(request.expected_version, replaces=participant_id is not None)
        details = wire.participant_details(request.details)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.PutParticipantResponse):
                return reply
            who, draft = await self._entering(tx, caller, consultation_id, now)
            known = draft.participant(participant_id)
            if known is None or known.details.name != details.name:
                require_a_name(details.name, await self._called(tx, draft))
            details = recorded(details, known.details if known else None, by=who.person_id, on=now.today)
            if participant_id:
                after = await self._change_participant(tx, draft, participant_id, details, expected_version)
            else:
                after = await self._add_participant(tx, draft.consultation, details)
            require_room_for_people(await store.bytes_at_once(tx, draft.consultation))
            await self._note_people(tx, draft, now)
            await self._note_entry(tx, draft.consultation, who=who, now=now, act=("put", "participants", after.id))
            rule = draft.consultation.details.attribution_rule
            response = pb.PutParticipantResponse(participant=wire.participant(after, rule, with_contact=True))
            return await replies.remember(tx, caller, request, response, key_id=after.key_id)

    async def RemoveParticipant(
        self, request: pb.RemoveParticipantRequest, context: Context
    ) -> pb.RemoveParticipantResponse:
        """Remove a participant, and destroy the data key; statements then have no speaker."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        participant_id = wire.identifier(request.participant_id, field="participant_id")
        expected_version = wire.version(request.expected_version)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.RemoveParticipantResponse):
                return reply
            who, draft = await self._entering(tx, caller, consultation_id, now)
            before = await self._private_participant(tx, draft, participant_id)
            if before.version != expected_version:
                rule = draft.consultation.details.attribution_rule
                current = wire.participant(before, rule, with_contact=True)
                raise Stale("the participant changed meanwhile", pb.PutParticipantResponse(participant=current))
            for each in draft.statements:
                if each.details.participant_id == participant_id:
                    silent = replace(each.details, participant_id=None)
                    await store.save_statement(tx, self._keys, replace(each, details=silent, version=each.version + 1))
            await store.remove_participant(tx, before)
            await self._note_people(tx, draft, now)
            await self._erase(tx, draft.consultation, before.key_id, now)
            await self._note_entry(
                tx, draft.consultation, who=who, now=now, act=("remove", "participants", participant_id)
            )
            response = await replies.remember(tx, caller, request, pb.RemoveParticipantResponse())
        await self._destroy_keys()
        return response

    async def PutStatement(self, request: pb.PutStatementRequest, context: Context) -> pb.PutStatementResponse:
        """Add a statement, or replace what is entered of one."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        statement_id = wire.optional_identifier(request.statement_id, field="statement_id")
        expected_version = _expected(request.expected_version, replaces=statement_id is not None)
        details = wire.statement_details(request.details)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.PutStatementResponse):
                return reply
            who = await self._acting(tx, caller, now)
            consultation = await store.lock_consultation(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, consultation.organisation_id, who)
            await _check_speaker(tx, details, consultation)
            if statement_id:
                before = await store.lock_statement(tx, self._keys, statement_id, consultation)
                with stale_as(lambda row: pb.PutStatementResponse(statement=wire.statement(row, None, who.person_id))):
                    after = change_statement(before, details, by=who.person_id, expected_version=expected_version)
                await store.save_statement(tx, self._keys, after)
            else:
                after = await self._add_statement(tx, consultation, details, who)
            require_room_for_statements(await store.bytes_of_statements(tx, consultation))
            await self._note_entry(tx, consultation, who=who, now=now, act=("put", "statements", after.id))
            response = pb.PutStatementResponse(statement=wire.statement(after, None, who.person_id))
            return await replies.remember(tx, caller, request, response, key_id=after.key_id)

    async def RemoveStatement(self, request: pb.RemoveStatementRequest, context: Context) -> pb.RemoveStatementResponse:
        """Remove a draft statement, and destroy the data key."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        statement_id = wire.identifier(request.statement_id, field="statement_id")
        expected_version = wire.version(request.expected_version)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.RemoveStatementResponse):
                return reply
            who = await self._acting(tx, caller, now)
            consultation = await store.lock_consultation(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, consultation.organisation_id, who)
            before = await store.lock_statement(tx, self._keys, statement_id, consultation)
            if before.version != expected_version:
                current = wire.statement(before, None, who.person_id)
                raise Stale("the statement changed meanwhile", pb.PutStatementResponse(statement=current))
            require_draft(before)
            await store.remove_statement(tx, before)
            await self._erase(tx, consultation, before.key_id, now)
            await self._note_entry(tx, consultation, who=who, now=now, act=("remove", "statements", statement_id))
            response = await replies.remember(tx, caller, request, pb.RemoveStatementResponse())
        await self._destroy_keys()
        return response

    async def _entering(
        self, tx: Transaction, caller: access.Principal, consultation_id: UUID, now: Moment
    ) -> tuple[Standing, Draft]:
        who = await self._acting(tx, caller, now)
        draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
        require(Role.FACILITATOR, draft.consultation.organisation_id, who)
        require_unscheduled(draft.schedule)
        return who, draft

    async def _private_participant(self, tx: Transaction, draft: Draft, participant_id: UUID) -> Participant:
        before = draft.participant(participant_id)
        if before is None:
            raise NoSuchRow("participant")
        if before.details.consent_report:
            raise AlreadyPublic("consent was withdrawn: nothing is entered of this person any more")
        record = await store.consultation_record(tx, draft.consultation.id)
        shown = record.speakers if record else ()
        require_private_participant(public=is_public_participant(draft, participant_id, shown))
        return before

    async def _change_participant(
        self, tx: Transaction, draft: Draft, participant_id: UUID, details: ParticipantDetails, expected_version: int
    ) -> Participant:
        before = await self._private_participant(tx, draft, participant_id)
        details = replace(details, hidden_by_card=before.details.hidden_by_card)  # no form takes it back
        rule = draft.consultation.details.attribution_rule
        with stale_as(
            lambda row: pb.PutParticipantResponse(participant=wire.participant(row, rule, with_contact=True))
        ):
            after = change_participant(before, details, expected_version=expected_version)
        await store.save_participant(tx, self._keys, after)
        return after

    async def _add_participant(
        self, tx: Transaction, consultation: Consultation, details: ParticipantDetails
    ) -> Participant:
        position, _ = await store.next_positions(tx, consultation)
        made = Participant(
            id=new_id(),
            consultation_id=consultation.id,
            organisation_id=consultation.organisation_id,
            key_id=await self._keys.create(),
            details=details,
            position=position,
            version=1,
        )
        await store.add_participant(tx, self._keys, made)
        return made

    async def _add_statement(
        self, tx: Transaction, consultation: Consultation, details: StatementDetails, who: Standing
    ) -> Statement:
        _, position = await store.next_positions(tx, consultation)
        made = Statement(
            id=new_id(),
            consultation_id=consultation.id,
            organisation_id=consultation.organisation_id,
            key_id=await self._keys.create(),
            details=details,
            state=RecordState.DRAFT,
            position=position,
            version=1,
            author_id=who.person_id,
            editors=frozenset({who.person_id}),
        )
        await store.add_statement(tx, self._keys, made)
        return made

    async def _erase(self, tx: Transaction, consultation: Consultation, key_id: UUID, now: Moment) -> None:
        """Have the key destroyed after the commit, and with it stored answers that held what it sealed."""
        await store.renew_replies_key(tx, consultation, await self._keys.create())
        await store.destroy_later(tx, [key_id, consultation.replies_key_id], at=now.at)

    async def _note_people(self, tx: Transaction, draft: Draft, now: Moment) -> None:
        if changed := with_changed_people(draft, at=now.at):
            await store.save_consultation(tx, self._keys, changed)

    async def _note_entry(
        self, tx: Transaction, consultation: Consultation, *, who: Standing, now: Moment, act: tuple[str, str, UUID]
    ) -> None:
        action, table, row_id = act
        await store.touch_consultation(tx, consultation, at=now.at)
        await store.audit(tx, at=now.at, actor=who.person_id, action=action, table=table, row_id=row_id)


def _expected(value: int, *, replaces: bool) -> int:
    if replaces:
        return wire.version(value)
    wire.no_version(value)
    return 0


async def _check_speaker(tx: Transaction, details: StatementDetails, consultation: Consultation) -> None:
    speaker = details.participant_id
    if speaker and not await store.has_participant(tx, speaker, consultation):
        raise InvalidArgument("a participant of this consultation, or nothing", field="details.participant_id")
