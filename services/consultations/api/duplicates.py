"""Duplicates across consultations: suggested by their words, merged or kept apart by people only."""

import asyncio
from typing import Any, Final
from uuid import UUID

import grpc

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies, texts
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts
from services.consultations.domain.drafts import Statement
from services.consultations.domain.duplicates import COMPARED, Pair, Said, near_within, suggest
from services.consultations.domain.errors import NoSuchRow, NotTheHost
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import Role, Standing
from services.consultations.domain.visibility import Seen, seen

Context = grpc.aio.ServicerContext[Any, Any]


_MOST_COMPARED: Final = 600  # each with each: more take longer than anybody waits


class DuplicateRpcs(Rpcs):
    """Suggests duplicates, and keeps apart what is none."""

    async def FindDuplicates(self, request: pb.FindDuplicatesRequest, context: Context) -> pb.FindDuplicatesResponse:
        """Suggest items of other consultations that say nearly the same."""
        number = wire.required_number(request.consultation_number, field="consultation_number")
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            consultation = await store.consultation_numbered(tx, number)
            if consultation is None:
                raise NoSuchRow("consultation")
            _is_host(consultation.frame.host_organisation_id, who)
            own = _compared(await store.statement_records(tx, consultation.id), consultation)
            near = await store.alike(
                tx, consultation.id, [each.id for each in own], illustrative=consultation.frame.illustrative
            )
            ids = list({other for found in near.values() for other in found})
            others = [each for each in await store.statement_records_of(tx, ids) if each.frame.type in COMPARED]
            said = await texts.load(tx, [text for each in (*own, *others) for text in _texts(each)])
            linked = [frozenset({each.id, link.other_id}) for each in own for link in each.links]
            apart = [*await store.kept_apart(tx, [each.id for each in own]), *linked]
            # Some thousand comparisons: the loop goes on meanwhile.
            words = wire.Printed(texts=wire.plain(said))
            pairs = await asyncio.to_thread(suggest, _said(own, words), _said(others, words), near, apart)
            return pb.FindDuplicatesResponse(
                duplicates=await self._duplicates(tx, pairs, {each.id: each for each in (*own, *others)})
            )

    async def _duplicates(
        self, tx: Transaction, pairs: list[Pair], known: dict[UUID, StatementRecord]
    ) -> list[pb.Duplicate]:
        suggested = [known[each] for pair in pairs for each in (pair.one, pair.other)]
        printed = await self._printed(tx, *suggested)
        frames = {each.frame.consultation_id for each in suggested}
        consultations = {each.id: each for each in await store.consultation_records_of(tx, frames)}

        def public(statement_id: UUID) -> pb.PublicStatement:
            record = known[statement_id]
            return wire.public_statement(record, consultations[record.frame.consultation_id], printed)

        return [pb.Duplicate(statement=public(pair.one), other=public(pair.other), score=pair.score) for pair in pairs]

    async def FindAlikeDrafts(self, request: pb.FindAlikeDraftsRequest, context: Context) -> pb.FindAlikeDraftsResponse:
        """Suggest items of one consultation, as entered, that say nearly the same."""
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            draft = await store.read_draft(tx, self._keys, consultation_id, hosts(who))
        said = [
            Said(id=each.id, type=each.details.type, bodies=_entered(each))
            for each in draft.statements
            if each.details.type and each.details.type in COMPARED
        ]
        pairs = await asyncio.to_thread(_alike_within, said) if len(said) <= _MOST_COMPARED else []
        return pb.FindAlikeDraftsResponse(
            pairs=[
                pb.AlikeDrafts(statement_id=str(each.one), other_statement_id=str(each.other), score=each.score)
                for each in pairs
            ]
        )

    async def KeepApart(self, request: pb.KeepApartRequest, context: Context) -> pb.KeepApartResponse:
        """Keep two items apart: they are not suggested again."""
        caller, now = access.caller(context), self._now()
        numbers = (
            wire.required_number(request.number, of_consultations=False),
            wire.required_number(request.other_number, of_consultations=False, field="other_number"),
        )
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.KeepApartResponse):
                return reply
            who = await self._acting(tx, caller, now)
            one, other = [await store.statement_numbered(tx, each) for each in numbers]
            if one is None or other is None:
                raise NoSuchRow("statement")
            _is_host(one.frame.host_organisation_id, who)
            if one.id != other.id:
                await store.keep_apart(tx, one.id, other.id, by=who.person_id, at=now.at)
            return await replies.remember(tx, caller, request, pb.KeepApartResponse())


def _is_host(organisation_id: Any, who: Standing) -> None:
    if not who.holds(Role.FACILITATOR, organisation_id):
        raise NotTheHost("only a facilitator of the organisation that published it may do this")


def _compared(records: list[StatementRecord], consultation: ConsultationRecord) -> list[StatementRecord]:
    return [
        each
        for each in records
        if each.frame.type in COMPARED and each.joined is None and seen(each, consultation) is Seen.WHOLE
    ]


def _texts(record: StatementRecord) -> list[UUID]:
    """Return the texts that are compared."""
    return [each for each in (record.frame.title, record.frame.text) if each]


def _said(records: list[StatementRecord], words: wire.Printed) -> list[Said]:
    return [Said(id=each.id, type=each.frame.type, bodies=_bodies(each, words)) for each in records]


def _bodies(record: StatementRecord, words: wire.Printed) -> dict[str, str]:
    nothing = text_pb2.LocalizedText()
    title, text = (words.text(each) or nothing for each in (record.frame.title, record.frame.text))
    languages = {*title.bodies, *text.bodies}
    return {each: f"{title.bodies.get(each, '')} {text.bodies.get(each, '')}" for each in sorted(languages)}


def _alike_within(said: list[Said]) -> list[Pair]:
    return suggest(said, said, near_within(said), ())


def _entered(statement: Statement) -> dict[str, str]:
    title, text = (dict(each.bodies) for each in (statement.details.title, statement.details.text))
    return {each: f"{title.get(each, '')} {text.get(each, '')}" for each in sorted({*title, *text})}
