"""A calendar link tells for which bodies its holder answers, and dies with whatever gave the right to it."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.identity.domain.proposals import STANDING_DAYS
from tests.integration.identity_calls import (
    a_registrar_for,
    end_mandate,
    end_role,
    grant_mandate,
    grant_role,
    refused,
)
from tests.integration.identity_house import House, a_house, an_address, key, status
from tests.integration.test_fuzz_identity import a_session

StatusCode = grpc.StatusCode
Metadata = list[tuple[str, str]]
DEAD, READS = 5, 4


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    limits = {"dead_calendar_links_per_network_hour": DEAD, "reads_per_calendar_link_hour": READS}
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity"), **limits) as running:
        yield running


async def a_liaison(house: House, language: str = "en") -> tuple[pb.Person, str, Metadata]:
    """A liaison who is signed in, the addressee, and the metadata of the liaison's calls."""
    addressee_id = await house.addressee()
    person = await grant_mandate(house, await house.person(language=language), addressee_id)
    _, session = await a_session(house, person.person_id)
    return person, addressee_id, await house.as_person(session)


async def make(house: House, metadata: Metadata, idempotency_key: str = "") -> str:
    request = pb.MakeCalendarLinkRequest(idempotency_key=idempotency_key or key())
    return str((await house.dashboard.MakeCalendarLink(request, metadata=metadata)).secret)


async def resolve(house: House, secret: str, network: str = "") -> pb.ResolveCalendarLinkResponse:
    """Ask what a link is good for; from a network of its own if none is named."""
    request = pb.ResolveCalendarLinkRequest(secret=secret, network=network or key())
    return await house.dashboard.ResolveCalendarLink(request)  # type: ignore[no-any-return]


async def made_date(house: House, metadata: Metadata) -> str:
    return str((await house.dashboard.GetMe(pb.GetMeRequest(), metadata=metadata)).calendar_link_date)


async def test_a_link_tells_bodies_and_language_and_outlives_the_session(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house, "ur")
    assert await made_date(house, metadata) == ""
    secret = await make(house, metadata)
    assert len(secret) == 43
    today = house.clock().astimezone(house.runtime.settings.time_zone).date().isoformat()
    assert await made_date(house, metadata) == today
    sessions = (await house.dashboard.ListSessions(pb.ListSessionsRequest(), metadata=metadata)).sessions
    ids = [each.session_id for each in sessions]
    ending = pb.RevokeSessionsRequest(idempotency_key=key(), session_ids=ids)
    await house.dashboard.RevokeSessions(ending, metadata=metadata)
    body = pb.AnsweredFor(addressee_id=addressee_id, slug=f"body-{addressee_id}")
    assert await resolve(house, secret) == pb.ResolveCalendarLinkResponse(language="ur", bodies=[body])
    await grant_mandate(house, person, other := await house.addressee())
    await grant_mandate(house, person, await house.addressee(), from_date="2999-01-01")
    assert [each.addressee_id for each in (await resolve(house, secret)).bodies] == [addressee_id, other]


async def test_the_slug_is_the_one_that_counts(house: House) -> None:
    _, addressee_id, metadata = await a_liaison(house)
    secret = await make(house, metadata)
    name = text_pb2.LocalizedText(authoritative_language="en", bodies={"en": "Called otherwise"})
    renamed = recommendations_pb2.AddresseeRenamed(addressee_id=addressee_id, name=name, slug="otherwise")
    await house.deliver(renamed, UUID(addressee_id), version=2)
    assert [each.slug for each in (await resolve(house, secret)).bodies] == ["otherwise"]


async def test_the_secret_lies_in_clear_nowhere(house: House) -> None:
    _, _, metadata = await a_liaison(house)
    secret = await make(house, metadata)
    for table in ("calendar_links", "replies", "audit", "events"):
        for row in await house.rows(f"SELECT * FROM {table}"):
            for value in row.values():
                held = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                assert secret.encode() not in held, table


async def test_asked_twice_it_is_made_once_and_made_anew_the_former_ends(house: House) -> None:
    _, _, metadata = await a_liaison(house)
    once = key()
    first = await make(house, metadata, once)
    assert await make(house, metadata, once) == first
    second = await make(house, metadata)
    assert await refused(resolve(house, first)) is StatusCode.NOT_FOUND
    assert await refused(make(house, metadata, once)) is StatusCode.NOT_FOUND, "it would be told as if it lived"
    await resolve(house, second)


async def test_its_owner_ends_it_and_every_link_that_is_none_is_answered_alike(house: House) -> None:
    person, _, metadata = await a_liaison(house)
    ended, other = await make(house, metadata), (await a_liaison(house))[2]
    lives = await make(house, other)
    for _ in range(2):  # ending none succeeds
        await house.dashboard.RevokeCalendarLink(pb.RevokeCalendarLinkRequest(idempotency_key=key()), metadata=metadata)
    assert await made_date(house, metadata) == ""
    await resolve(house, lives)
    never, session = secrets.token_urlsafe(32), (await a_session(house, person.person_id))[1]
    answers = set()
    for each in (ended, never, session, "", "x" * 10_000, lives[:-1], lives.swapcase()):
        with pytest.raises(grpc.aio.AioRpcError) as gone:
            await resolve(house, each)
        answers.add(status(gone.value))
    assert answers == {(StatusCode.NOT_FOUND, "there is no calendar at this address")}
    asked = pb.SearchAuditRequest(person_id=person.person_id, page_size=200)
    entries = (await house.operator.SearchAudit(asked)).entries
    acts = [pb.AuditAction.Name(each.action) for each in entries if each.actor == person.person_id]
    assert acts[:2] == ["AUDIT_ACTION_REVOKE_CALENDAR_LINK", "AUDIT_ACTION_MAKE_CALENDAR_LINK"]


@pytest.mark.covers("loss calendar link")
async def test_a_link_is_no_session_and_no_token(house: House) -> None:
    _, _, metadata = await a_liaison(house)
    secret = await make(house, metadata)
    assert await refused(house.exchange(secret)) is StatusCode.UNAUTHENTICATED
    as_token = [("authorization", f"Bearer {secret}")]
    assert await refused(house.dashboard.GetMe(pb.GetMeRequest(), metadata=as_token)) is StatusCode.UNAUTHENTICATED
    for workload in ("operator", "notifications", "recommendations"):
        request = pb.ResolveCalendarLinkRequest(secret=secret, network="a")
        asked = house.ask(workload).ResolveCalendarLink(request)
        assert await refused(asked) is StatusCode.PERMISSION_DENIED, workload


async def _end_mandate(house: House, person: pb.Person, _: Metadata) -> None:
    await end_mandate(house, person.mandates[0].mandate_id)


async def _end_role(house: House, person: pb.Person, _: Metadata) -> None:
    await house.registrar()
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    await end_role(house, person, events_pb2.ROLE_REGISTRAR)


async def _hand_over(house: House, person: pb.Person, metadata: Metadata) -> None:
    request = pb.HandOverMandateRequest(
        idempotency_key=key(),
        mandate_id=person.mandates[0].mandate_id,
        email=an_address(),
        name="Colleague",
        language="ur",
    )
    await house.dashboard.HandOverMandate(request, metadata=metadata)


async def _remove(house: House, person: pb.Person, _: Metadata) -> None:
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=person.person_id))


async def _recover(house: House, person: pb.Person, _: Metadata) -> None:
    (one, ones), (other, others) = await house.registrar(), await house.registrar()
    for each in (one, other):
        await a_registrar_for(house, each.person_id, days=STANDING_DAYS)
    asked = pb.ProposeRecoveryRequest(idempotency_key=key(), person_id=person.person_id, email=an_address())
    proposed = (await house.dashboard.ProposeRecovery(asked, metadata=ones)).person.recovery.recovery_id
    agreed = pb.AgreeToRecoveryRequest(idempotency_key=key(), recovery_id=proposed)
    await house.dashboard.AgreeToRecovery(agreed, metadata=others)


Ending = Callable[[House, pb.Person, Metadata], Awaitable[None]]


@pytest.mark.covers("SEC 6", "loss calendar link")
@pytest.mark.parametrize(
    "end",
    [
        pytest.param(_end_mandate, id="the mandate ends"),
        pytest.param(_end_role, id="a role ends"),
        pytest.param(_hand_over, id="it is handed over"),
        pytest.param(_remove, id="the person is removed"),
        pytest.param(_recover, id="another mailbox signs in"),
    ],
)
async def test_it_dies_with_what_gave_the_right_to_it_and_is_not_made_again(house: House, end: Ending) -> None:
    """Another mandate does not keep it alive: who holds the address is not known, so it is made anew."""
    person, addressee_id, metadata = await a_liaison(house)
    if end is not _hand_over:
        person = await grant_mandate(house, person, await house.addressee())
    colleague = await grant_mandate(house, await house.person(), addressee_id)
    secret = await make(house, metadata)
    theirs = await make(house, await house.as_person((await a_session(house, colleague.person_id))[1]))
    await resolve(house, secret)
    await end(house, person, metadata)
    assert await refused(resolve(house, secret)) is StatusCode.NOT_FOUND
    assert await house.rows("SELECT FROM calendar_links WHERE person_id = %(id)s", id=person.person_id) == []
    await resolve(house, theirs)
    if end in (_hand_over, _remove):  # the token is good for a minute, and still says liaison
        assert await refused(make(house, metadata)) is StatusCode.PERMISSION_DENIED


async def test_links_that_are_none_are_asked_for_so_often_from_one_network_and_others_go_on(house: House) -> None:
    _, _, metadata = await a_liaison(house)
    secret, network = await make(house, metadata), key()
    codes = [await refused(resolve(house, secrets.token_urlsafe(32), network)) for _ in range(DEAD + 2)]
    assert codes == [StatusCode.NOT_FOUND] * DEAD + [StatusCode.RESOURCE_EXHAUSTED] * 2
    await resolve(house, secret, network)  # one that lives is told there, too
    assert await refused(resolve(house, secrets.token_urlsafe(32))) is StatusCode.NOT_FOUND
    house.clock.advance(hours=1)
    assert await refused(resolve(house, secrets.token_urlsafe(32), network)) is StatusCode.NOT_FOUND


async def test_one_link_is_read_so_often_in_an_hour(house: House) -> None:
    _, _, metadata = await a_liaison(house)
    secret = await make(house, metadata)
    for _ in range(READS):
        await resolve(house, secret)
    assert await refused(resolve(house, secret)) is StatusCode.RESOURCE_EXHAUSTED
