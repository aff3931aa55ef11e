"""A unique token in every restricted field, and nowhere it must not be: public answers, events, logs, tables."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import grpc
import psycopg
import pytest
import structlog.testing
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import House, Office, a_house, publication_of

# Of a shape that nothing else has, whatever is done to letter case or encoding of the rest.
CANARY = re.compile(rb"canary[a-z]{3}\d{6}")
_numbers: Iterator[int] = count(100_000)


def canary(kind: str) -> str:
    return f"canary{kind}{next(_numbers)}"


def sow(message: Message, kind: str, *, leave: frozenset[str] = frozenset()) -> list[str]:
    """Put a token of its own into every text and string of a message, at any depth. Return them."""
    sown = []
    for descriptor in message.DESCRIPTOR.fields:
        if descriptor.name in leave or descriptor.name.endswith(("_id", "_ids", "_date", "_time", "url")):
            continue
        value = getattr(message, descriptor.name)
        if isinstance(value, text_pb2.LocalizedText):
            for language in ("en", "ur"):
                sown.append(canary(kind))
                value.bodies[language] = f"A line with {sown[-1]} in it"
            value.authoritative_language = "ur"
        elif descriptor.message_type and not descriptor.is_repeated:
            sown += sow(value, kind, leave=leave)
        elif descriptor.type == FieldDescriptor.TYPE_STRING:
            sown.append(canary(kind))
            if descriptor.is_repeated:
                value.append(sown[-1])
            else:
                setattr(message, descriptor.name, sown[-1])
    return sown


@dataclass
class Field:
    """A house in which everything restricted carries a token."""

    house: House
    office: Office
    numbers: list[str] = field(default_factory=list)
    restricted: set[bytes] = field(default_factory=set)  # must be found nowhere in clear
    public: set[bytes] = field(default_factory=set)  # must be found in the public answers
    keys: set[bytes] = field(default_factory=set)  # those of them that are keys, not texts

    def sow(self, message: Any, kind: str = "res", **leave: frozenset[str]) -> Any:
        """Sow a message with restricted tokens."""
        self.restricted |= {each.encode() for each in sow(message, kind, **leave)}
        return message


NO_TOKENS = frozenset({"gender", "themes", "type", "label", "source", "time_zone", "languages", "kind"})


def details_of_consultation(rule: int, **changed: Any) -> pb.ConsultationDetails:
    return pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_DIALOGUE,
        state=events.CONSULTATION_STATE_HELD,
        attribution_rule=rule,  # type: ignore[arg-type]
        **changed,
    )


async def a_statement(here: Field, draft: pb.Draft, speaker: str = "", *, public: frozenset[str] = frozenset()) -> None:
    """Enter a statement in which everything that does not become public carries a token, and the rest another."""
    details = pb.StatementDetails(
        type=events.STATEMENT_TYPE_INSIGHT,
        participant_id=speaker,
        addressee_basis=pb.ADDRESSEE_BASIS_IMPLIED,
    )
    here.sow(details, leave=NO_TOKENS | public)
    shown = pb.StatementDetails()
    here.public |= {each.encode() for each in sow(shown, "pub", leave=NO_TOKENS | (names(shown) - public))}
    for name in public:
        value = getattr(shown, name)
        if isinstance(value, str):
            setattr(details, name, value)
            here.keys.add(value.encode())
        else:
            getattr(details, name).CopyFrom(value)
    request = pb.PutStatementRequest(consultation_id=draft.consultation_id, details=details)
    await here.house.call(here.office.facilitator, request)


def names(message: Message) -> frozenset[str]:
    return frozenset(message.DESCRIPTOR.fields_by_name)


PUBLISHED = frozenset({"title", "text", "source_row", "addressee_note", "note"})


async def a_published_one(here: Field, rule: int, choice: int, consent: str, *, name_public: bool) -> None:
    """A published consultation of which everything but the cleared fields carries a token."""
    house, office = here.house, here.office
    details = details_of_consultation(rule)
    here.public |= {each.encode() for each in sow(details, "pub", leave=NO_TOKENS)}
    draft = (await house.call(office.facilitator, pb.CreateConsultationRequest(details=details))).draft
    person = pb.ParticipantDetails(gender="woman", attribution=choice)  # type: ignore[arg-type]
    here.sow(person, leave=NO_TOKENS)
    person.consent_basis = consent
    if name_public:
        person.name = canary("pub")
        here.public.add(person.name.encode())
        here.restricted.discard(person.organisation.encode())
        here.restricted.discard(person.role_title.encode())
    request = pb.PutParticipantRequest(consultation_id=draft.consultation_id, details=person)
    speaker = (await house.call(office.facilitator, request)).participant.participant_id
    public = PUBLISHED | ({"speaker_note"} if rule == pb.ATTRIBUTION_RULE_ON_RECORD else frozenset())
    await a_statement(here, draft, speaker, public=public)
    draft = await house.submit(office.facilitator, draft)
    await a_statement(here, draft, speaker)  # stays a draft beside the published one
    request_ = publication_of(draft)
    request_.review_note = canary("res")
    here.restricted.add(request_.review_note.encode())
    draft = (await house.call(office.reviewer, request_)).draft
    here.numbers += [draft.number, draft.statements[0].number]


async def everything_else(here: Field) -> None:
    """Drafts, returned statements, reasons, a programme nobody published."""
    house, office = here.house, here.office
    programme = here.sow(pb.ProgrammeDetails(), leave=NO_TOKENS | {"from_date"})
    await house.call(office.facilitator, pb.CreateProgrammeRequest(details=programme))
    details = here.sow(details_of_consultation(pb.ATTRIBUTION_RULE_ON_RECORD), leave=NO_TOKENS)
    details.themes.append("child_safety")
    draft = (await house.call(office.facilitator, pb.CreateConsultationRequest(details=details))).draft
    await a_statement(here, draft)
    draft = await house.submit(office.facilitator, draft)
    reasons = [canary("res") for _ in range(3)]
    here.restricted |= {each.encode() for each in reasons}
    await house.call(
        office.reviewer,
        pb.ReturnStatementsRequest(
            consultation_id=draft.consultation_id,
            statements=[
                pb.StatementVersion(statement_id=each.statement_id, expected_version=each.version)
                for each in draft.statements
            ],
            reason=reasons[0],
        ),
    )
    hidden = here.numbers[-1]
    await house.call(office.reviewer, pb.HideRequest(number=hidden, reason=reasons[1]))
    await house.call(office.reviewer, pb.ShowRequest(number=hidden, reason=reasons[2]))
    await house.call(office.colleague, pb.ShowRequest(number=hidden, reason=reasons[2]))
    ids: dict[str, Any] = {"consultation_id": draft.consultation_id, "expected_version": 7}
    for request in (
        pb.PutStatementRequest(**ids, details=here.sow(pb.StatementDetails(), leave=NO_TOKENS)),
        pb.UpdateConsultationRequest(**ids, details=details),
        pb.PutParticipantRequest(**ids, details=here.sow(pb.ParticipantDetails())),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(office.facilitator, request)
        assert not CANARY.search(refused.value.details().encode())  # type: ignore[union-attr]


@pytest.fixture(scope="module")
async def sown(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Field, Any]]:
    with structlog.testing.capture_logs() as records:
        async with a_house(postgres, certificates, tmp_path_factory.mktemp("canaries")) as house:
            here = Field(house, await house.office())
            rules = pb.ATTRIBUTION_RULE_ON_RECORD, pb.ATTRIBUTION_RULE_CHATHAM_HOUSE, pb.ATTRIBUTION_RULE_ANONYMOUS
            for rule in rules:
                await a_published_one(here, rule, pb.ATTRIBUTION_ANONYMOUS, "signed", name_public=False)
                await a_published_one(here, rule, pb.ATTRIBUTION_NAMED, "", name_public=False)
            await a_published_one(here, rules[0], pb.ATTRIBUTION_NAMED, "signed", name_public=True)
            await a_published_one(here, rules[1], pb.ATTRIBUTION_NAMED, "signed", name_public=False)
            await everything_else(here)
            yield here, records


async def public_answers(house: House, numbers: list[str], as_at: str = "") -> bytes:
    answers = [
        await house.call(None, pb.ListConsultationsRequest(page_size=200, as_at_date=as_at)),
        await house.call(None, pb.ListConsultationsRequest(page_size=200, illustrative=True, as_at_date=as_at)),
        await house.call(None, pb.ListProgrammesRequest(page_size=200, as_at_date=as_at)),
    ]
    for number in numbers:
        kind = pb.GetStatementRequest if "/" in number else pb.GetConsultationRequest
        answers.append(await house.call(None, kind(number=number, as_at_date=as_at)))
    return b"\n".join(each.SerializeToString() for each in answers)


def dump(house: House, postgres: Postgres) -> dict[str, bytes]:
    """Every table as its bytes in clear, bytea columns decoded."""
    tables = {}
    with postgres.admin(house.databases.name) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in found:
            statement = psycopg.sql.SQL("COPY (SELECT * FROM {}) TO STDOUT WITH (FORMAT binary)")
            with connection.cursor().copy(statement.format(psycopg.sql.Identifier(table))) as copy:
                tables[table] = b"".join(bytes(part) for part in copy)
    return tables


@pytest.mark.covers("invariant 9", "SEC 1")
async def test_the_public_answers_hold_what_was_cleared_and_nothing_else(sown: tuple[Field, Any]) -> None:
    here, _ = sown
    answers = await public_answers(here.house, here.numbers)
    found = set(CANARY.findall(answers))
    assert found & here.restricted == set()
    assert {each for each in here.public if each not in found} == set()


async def test_no_restricted_token_stands_in_any_table_in_clear(sown: tuple[Field, Any], postgres: Postgres) -> None:
    here, _ = sown
    tables = dump(here.house, postgres)
    assert {"statements", "participants", "events", "texts", "outbox", "replies", "audit", "reasons"} <= set(tables)
    leaks = {table: set(CANARY.findall(raw)) & here.restricted for table, raw in tables.items()}
    assert {table: found for table, found in leaks.items() if found} == {}
    # A search that could not find would prove nothing: cleared texts do lie in clear, and only in one place. The row of
    # the source is a key, not a text.
    holding = {table for table, raw in tables.items() if set(CANARY.findall(raw)) - here.keys}
    assert holding == {"texts"}


@pytest.mark.covers("invariant 9", "SEC 1")
async def test_no_text_at_all_stands_in_an_events_payload(sown: tuple[Field, Any]) -> None:
    here, _ = sown
    rows = await here.house.rows("SELECT type, payload FROM events")
    assert len(rows) > 20
    found = {each for row in rows for each in CANARY.findall(row["payload"])}
    assert found == here.keys


@pytest.mark.covers("invariant 9", "SEC 1")
async def test_no_token_stands_in_a_log_line(sown: tuple[Field, Any]) -> None:
    _, records = sown
    assert len(records) > 50
    assert not CANARY.search(repr(records).encode())


@pytest.mark.covers("invariant 9", "SEC 1")
async def test_a_past_day_holds_what_was_cleared_and_nothing_else(sown: tuple[Field, Any]) -> None:
    """The last one here: the day on which everything was sown is over then."""
    here, _ = sown
    day = here.house.clock.today.isoformat()
    here.house.clock.advance(days=2)
    await everything_else(here)
    found = set(CANARY.findall(await public_answers(here.house, here.numbers, day)))
    assert found & here.restricted == set()
    assert {each for each in here.public if each not in found} == set()
