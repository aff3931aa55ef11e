"""Signing in by a code from the mailbox: over gRPC with certificates, on PostgreSQL, through SMTP."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import grpc
import pytest
from aiosmtpd.smtp import SMTP

from deploy.local.certificates import Certificates
from deploy.local.mail_server import Reject
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import service_pb2 as pb
from services.chassis.ids import new_id
from services.identity import store
from services.identity.domain.sign_in import ALPHABET, Code
from services.identity.vault import Vault
from tests.integration.identity_house import (
    SENDER,
    House,
    a_browser,
    a_house,
    an_address,
    code_of,
    fields_at_fault,
    key,
    status,
    until,
)

UNAUTHENTICATED = grpc.StatusCode.UNAUTHENTICATED


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def refusal(house: House, email: str, browser: str, code: str) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.submit(email, browser, code)
    return status(refused.value)


def wrong(code: str) -> str:
    return code[:-1] + next(each for each in ALPHABET if each != code[-1])


async def test_a_person_signs_in_with_the_code_from_the_mailbox(house: House) -> None:
    person = await house.person("Focal.Point.One@Commission.Example")
    browser = a_browser()
    await house.ask_code("focal.point.one@commission.example", browser)
    code = await house.code_in(person.email)
    signed_in = await house.submit(person.email, browser, f" {code[:4].lower()} {code[4:]} ")
    assert len(signed_in.session) == 43
    until = signed_in.expires_at.ToDatetime(tzinfo=house.clock().tzinfo) - house.clock()
    assert timedelta(hours=7, minutes=59) < until <= timedelta(hours=8)
    me = await house.ask("dashboard").GetMe(pb.GetMeRequest(), metadata=await house.as_person(signed_in.session))
    assert me.person == person


@pytest.mark.parametrize("language", ["en", "ur"])
async def test_the_mail_holds_the_code_and_no_link_and_nothing_about_the_person(house: House, language: str) -> None:
    person = await house.person()
    await house.ask_code(person.email, a_browser(), language=language)
    (mail,) = await house.mails(person.email)
    code = code_of(mail)
    assert mail.sender == SENDER
    assert mail.message["From"] == f"Roundtable <{SENDER}>"
    assert [str(mail.message["To"])] == [person.email]
    assert (mail.message["Content-Language"], mail.message["Auto-Submitted"]) == (language, "auto-generated")
    assert code not in str(mail.message["Subject"])
    for part in (mail.text, mail.html):
        assert code in part
        assert person.name not in part
        assert person.email not in part
        assert not [link for link in ("http", "www.", "href", "src=", "url(") if link in part.lower()]
    assert ('dir="rtl"' in mail.html) == (language == "ur")


async def test_a_wrong_code_is_refused_and_the_right_one_still_works(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    assert (await refusal(house, person.email, browser, wrong(code)))[0] is UNAUTHENTICATED
    assert (await house.submit(person.email, browser, code)).session


@pytest.mark.covers("SEC 19")
async def test_after_five_wrong_codes_the_right_one_is_refused(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    for _ in range(5):
        await refusal(house, person.email, browser, wrong(code))
    assert (await refusal(house, person.email, browser, code))[0] is UNAUTHENTICATED


async def test_wrong_codes_sent_at_once_are_counted_one_by_one(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    await asyncio.gather(*(refusal(house, person.email, browser, wrong(code)) for _ in range(12)))
    mailbox = (await house.rows("SELECT mailbox_hmac FROM contacts WHERE person_id = %(id)s", id=person.person_id))[0]
    tries = await house.rows("SELECT tries FROM sign_in_codes WHERE mailbox_hmac = %(mailbox_hmac)s", **mailbox)
    assert tries == [{"tries": 5}]


async def test_a_code_works_once(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    await house.submit(person.email, browser, code)
    assert (await refusal(house, person.email, browser, code))[0] is UNAUTHENTICATED


async def test_two_who_submit_the_same_code_at_once_get_one_session(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    outcomes = await asyncio.gather(
        *(house.submit(person.email, browser, code) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(outcome, pb.SubmitCodeResponse) for outcome in outcomes) == 1


@pytest.mark.covers("SEC 5")
async def test_a_code_works_only_in_the_browser_that_asked(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    assert (await refusal(house, person.email, a_browser(), code))[0] is UNAUTHENTICATED
    assert (await house.submit(person.email, browser, code)).session


async def test_a_code_works_only_for_its_mailbox(house: House) -> None:
    person, other, browser = await house.person(), await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    await house.ask_code(other.email, browser)
    assert (await refusal(house, other.email, browser, await house.code_in(person.email)))[0] is UNAUTHENTICATED


async def test_a_code_is_too_old_after_half_an_hour(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    house.clock.advance(minutes=30)
    assert (await refusal(house, person.email, browser, code))[0] is UNAUTHENTICATED


@pytest.mark.covers("SEC 19")
async def test_the_sixth_code_within_an_hour_is_not_mailed_and_leaves_the_others_good(house: House) -> None:
    person, browser = await house.person(), a_browser()
    for _ in range(7):
        await house.ask_code(person.email, browser)
    first = code_of((await house.mails(person.email, at_least=5))[0])
    other = await house.person()
    await house.ask_code(other.email, a_browser())
    await house.mails(other.email)
    assert len(house.sink.messages(person.email)) == 5
    assert (await house.submit(person.email, browser, first)).session


@pytest.mark.covers("SEC 19")
async def test_one_browser_gets_five_codes_an_hour_for_whomever(house: House) -> None:
    people, browser = [await house.person() for _ in range(6)], a_browser()
    for person in people:
        await house.ask_code(person.email, browser)
    for person in people[:5]:
        await house.mails(person.email)
    house.clock.advance(minutes=60, seconds=1)
    await house.ask_code(people[5].email, browser)
    assert len(await house.mails(people[5].email)) == 1


async def test_requests_at_once_are_counted_one_by_one(house: House) -> None:
    person = await house.person()
    await asyncio.gather(*(house.ask_code(person.email, a_browser()) for _ in range(12)))
    counted = "SELECT count(*) AS codes FROM sign_in_codes JOIN contacts USING (mailbox_hmac) WHERE person_id = %(id)s"
    assert await house.rows(counted, id=person.person_id) == [{"codes": 5}]


async def test_the_same_key_sends_no_second_code(house: House) -> None:
    person, browser, once = await house.person(), a_browser(), key()
    for _ in range(2):
        await house.ask_code(person.email, browser, idempotency_key=once)
    code = await house.code_in(person.email)
    signed_in = await house.submit(person.email, browser, code, idempotency_key=once)
    assert await house.submit(person.email, browser, code, idempotency_key=once) == signed_in
    assert len(house.sink.messages(person.email)) == 1


async def test_an_unknown_address_is_answered_like_a_known_one(house: House) -> None:
    person, nobody, browser = await house.person(), an_address(), a_browser()
    requests = [
        pb.RequestCodeRequest(idempotency_key=key(), email=email, browser_id=browser, language="en")
        for email in (person.email, nobody)
    ]
    known, unknown = [await house.dashboard.RequestCode(request) for request in requests]
    assert known == unknown
    await house.mails(person.email)
    refusals = {await refusal(house, email, browser, "CDFH3469") for email in (person.email, nobody, an_address())}
    assert len(refusals) == 1
    assert house.sink.messages(nobody) == []
    # Nor does what is written differ: a row for each, with the try counted.
    counted = "SELECT tries FROM sign_in_codes WHERE browser_hmac = (SELECT browser_hmac FROM sign_in_codes \
               JOIN contacts USING (mailbox_hmac) WHERE person_id = %(id)s)"
    assert await house.rows(counted, id=person.person_id) == [{"tries": 1}, {"tries": 1}]


async def test_even_the_right_code_of_an_unknown_mailbox_is_refused_like_a_wrong_one(house: House) -> None:
    vault, email, browser, now = Vault(house.runtime.keys), an_address(), a_browser(), house.clock()
    code_id = new_id()
    code = Code(id=code_id, code_hmac=vault.code(code_id, "CDFH3469"), expires_at=now + timedelta(minutes=30), tries=0)
    async with house.database.transaction() as tx:
        await store.add_code(tx, code, mailbox=vault.mailbox(email), browser=vault.browser(browser), at=now)
    assert await refusal(house, email, browser, "CDFH3469") == await refusal(house, email, browser, "CDFH3467")


class Held:
    """A mailbox whose server says nothing until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    async def at_recipient(self, _server: SMTP) -> str | None:
        """Wait, whatever the loop of the mail server."""
        await asyncio.to_thread(self.let_go.wait, 30)
        return None

    async def after_data(self, _server: SMTP) -> str | None:
        """Accept."""
        return None


async def test_neither_the_answer_nor_another_mailbox_waits_for_a_mail_server_that_hangs(house: House) -> None:
    slow, quick, held = await house.person(), await house.person(), Held()
    house.sink.behave(slow.email, held)
    await house.ask_code(slow.email, a_browser())  # at most 10 seconds: the deadline of every call
    await house.sign_in(quick.email)
    assert house.sink.messages(slow.email) == []
    held.let_go.set()
    assert len(await house.mails(slow.email)) == 1


async def test_a_mailbox_that_refuses_for_good_is_marked_until_a_code_from_it_is_typed(house: House) -> None:
    person, browser = await house.person(), a_browser()
    house.sink.behave(person.email, Reject())
    await house.ask_code(person.email, browser)
    _, registrar = await house.registrar()

    async def bounced() -> bool:
        people = await house.dashboard.ListPeople(pb.ListPeopleRequest(page_size=200), metadata=registrar)
        return any(each.bounced for each in people.people if each.person_id == person.person_id)

    await until(bounced)
    house.sink.behave(person.email, None)
    await house.sign_in(person.email)
    assert not await bounced()


@pytest.mark.covers("SEC 20")
async def test_a_code_is_nowhere_but_in_the_mail(house: House) -> None:
    person, browser = await house.person(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email)
    await house.submit(person.email, browser, code)
    tables = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert len(tables) > 10
    for table in tables:
        found = f"SELECT count(*) AS n FROM {table['tablename']} AS r WHERE r::text ILIKE %(canary)s"
        for canary in (code, code.encode().hex(), person.email, person.email.encode().hex(), person.name):
            assert await house.rows(found, canary=f"%{canary}%") == [{"n": 0}], (table, canary)


async def test_bad_fields_are_named(house: House) -> None:
    good = {"idempotency_key": key(), "email": an_address(), "browser_id": a_browser(), "language": "en"}
    for bad in ({"email": "nobody"}, {"browser_id": "x"}, {"language": "fr"}, {"idempotency_key": ""}):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.dashboard.RequestCode(pb.RequestCodeRequest(**good | bad))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert fields_at_fault(refused.value) == list(bad)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.exchange("", audience="everywhere")
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
