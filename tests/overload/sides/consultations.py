"""Consultations: facilitators read their drafts, enter items and upload documents, some without an end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

from roundtable.consultations.v1 import events_pb2 as consultation_events
from roundtable.consultations.v1 import service_pb2 as consultations_pb
from roundtable.consultations.v1 import service_pb2_grpc as consultations_grpc
from services.chassis.consumer import Applier, PostgresStore
from services.chassis.database import Database, utc_now
from services.chassis.keys import Keys
from services.consultations.events import HANDLERS
from tests.integration import consultations_house
from tests.integration.recommendations_neighbours import Clock
from tests.integration.recommendations_things import key, words
from tests.overload.asking import Told, by_grpc
from tests.overload.sides.side import OTHERS, Making, Side

_TOLD = b"Who came and what they said.\n"


async def a_side(making: Making) -> Side:
    """Start it; each facilitator has a draft of their own."""
    databases = await making.databases("consultations")
    running, environment = await making.started("consultations", databases)
    database = await making.stack.enter_async_context(Database(databases.url))
    folder, address = Path(environment["RT_KEYS_DIR"]), environment["RT_LISTEN"]
    house = consultations_house.House(
        database=database,
        databases=databases,
        clock=_Wall(),
        keys=Keys(folder, "consultations"),
        keys_folder=folder,
        applier=Applier(PostgresStore(database, "consultations"), HANDLERS, {}),
        signer=making.signer,
        address=address,
        stub=consultations_grpc.ConsultationServiceStub(making.channel("dashboard", address)),
        servicer=None,
    )
    people = [await house.person("facilitator") for _ in range(2 + OTHERS)]
    drafts = [await house.draft(each) for each in people]

    async def read(person: int) -> Told:
        wanted = consultations_pb.GetDraftRequest(consultation_id=drafts[person].consultation_id)
        return await by_grpc(house.call(people[person], wanted))

    async def enter(person: int, number: int) -> Told:
        """Enter an item; each tenth time upload a document, which a child process cleans."""
        who, where = people[person], drafts[person].consultation_id
        if number % 10 == 0:
            return await by_grpc(upload(house, who, where, _TOLD))
        entry = consultations_house.statement_details()
        return await by_grpc(
            house.call(who, consultations_pb.PutStatementRequest(consultation_id=where, details=entry))
        )

    def stalling() -> Awaitable[Any]:
        return stalled(house, people[-1], drafts[-1].consultation_id)

    return Side("consultations", running, address, read, enter, house, stalling)


class _Wall(Clock):
    """The machine's clock: the process has no other."""

    def __call__(self) -> Any:
        """Tell the time."""
        return utc_now()


def upload(house: consultations_house.House, who: Any, consultation_id: str, content: bytes) -> Awaitable[Any]:
    """Upload a document in one piece."""
    first = _first_piece(consultation_id, content)
    return house.stub.AddDocument(iter([first]), metadata=_token(house, who), timeout=10)  # type: ignore[no-any-return]


def stalled(house: consultations_house.House, who: Any, consultation_id: str) -> Awaitable[Any]:
    """Upload the first piece of a document, and say nothing more."""

    async def pieces() -> AsyncIterator[Any]:
        yield _first_piece(consultation_id, _TOLD)
        await asyncio.sleep(60)

    return house.stub.AddDocument(pieces(), metadata=_token(house, who), timeout=60)  # type: ignore[no-any-return]


def _first_piece(consultation_id: str, content: bytes) -> consultations_pb.AddDocumentRequest:
    return consultations_pb.AddDocumentRequest(
        idempotency_key=key(),
        consultation_id=consultation_id,
        kind=consultation_events.DOCUMENT_KIND_MINUTES,
        title=words("Minutes"),
        language="en",
        uploaded_name="minutes.txt",
        chunk=content,
    )


def _token(house: consultations_house.House, who: Any) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {house.token(who)}")]
