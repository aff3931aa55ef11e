"""A mailbox is lost: one registrar proposes another, a second one agrees, and whoever it concerns hears of it."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as consultations_pb2
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.identity import store
from services.identity.domain import proposals
from tests.integration.identity_calls import a_registrar_for, change, end_role, grant_mandate, grant_role, refused
from tests.integration.identity_house import House, a_browser, a_house, an_address, fields_at_fault, key, together
from tests.integration.test_fuzz_identity import a_session

StatusCode = grpc.StatusCode
ISOLATES = str.maketrans("", "", "\u2068\u2069")
Metadata = list[tuple[str, str]]


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def a_registrar(house: House, *, days: int = proposals.STANDING_DAYS) -> tuple[pb.Person, Metadata]:
    """Somebody who has been a registrar for so many days, without a notice of it that still waits."""
    person = await grant_role(house, await house.person(), events_pb2.ROLE_REGISTRAR)
    await a_registrar_for(house, person.person_id, days=days)
    await change(house, "DELETE FROM notices WHERE kind IN ('registrar_joined', 'registrar_left')")
    return person, await signed_in(house, person)


async def signed_in(house: House, person: pb.Person) -> Metadata:
    return await house.as_person((await a_session(house, person.person_id))[1])


async def propose(house: House, person: pb.Person, by: Metadata, email: str = "") -> pb.Person:
    request = pb.ProposeRecoveryRequest(idempotency_key=key(), person_id=person.person_id, email=email or an_address())
    return (await house.dashboard.ProposeRecovery(request, metadata=by)).person  # type: ignore[no-any-return]


async def agree(house: House, proposed: pb.Person, by: Metadata) -> pb.Person:
    request = pb.AgreeToRecoveryRequest(idempotency_key=key(), recovery_id=proposed.recovery.recovery_id)
    return (await house.dashboard.AgreeToRecovery(request, metadata=by)).person  # type: ignore[no-any-return]


async def drop(house: House, proposed: pb.Person, by: Metadata) -> pb.Person:
    request = pb.DropRecoveryRequest(idempotency_key=key(), recovery_id=proposed.recovery.recovery_id)
    return (await house.dashboard.DropRecovery(request, metadata=by)).person  # type: ignore[no-any-return]


async def add_contact(house: House, person: pb.Person) -> str:
    request = pb.AddContactRequest(idempotency_key=key(), person_id=person.person_id, email=an_address())
    return str((await house.operator.AddContact(request)).person.contacts[-1].email)


async def who_is_refused(call: Any) -> tuple[StatusCode, list[str]]:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    return refusal.value.code(), fields_at_fault(refusal.value)


@pytest.mark.covers("SEC 6")
async def test_after_two_registrars_the_new_mailbox_signs_in_and_the_lost_one_does_not(house: House) -> None:
    person, (first, firsts), (_, seconds) = await house.person(), await a_registrar(house), await a_registrar(house)
    session, browser, email = await house.sign_in(person.email), a_browser(), an_address()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email, after=1)
    proposed = await propose(house, person, firsts, email)
    assert (proposed.email, proposed.recovery.email) == (person.email, email)
    assert (proposed.recovery.proposed_by_id, proposed.recovery.proposed_by_name) == (first.person_id, first.name)
    await house.exchange(session)  # nothing has changed yet
    after = await agree(house, proposed, seconds)
    assert (after.email, [each.email for each in after.contacts]) == (email, [email])
    assert not after.HasField("recovery")
    assert await refused(house.exchange(session)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.submit(person.email, browser, code)) is StatusCode.UNAUTHENTICATED
    await house.sign_in(email)
    assert (await house.person(person.email)).person_id != person.person_id  # it is free for somebody else
    done = await house.rows("SELECT action FROM audit WHERE row_id = %(id)s ORDER BY position", id=person.person_id)
    assert [row["action"] for row in done] == ["register_person", "propose_recovery", "agree_to_recovery"]


async def test_neither_who_proposed_it_nor_whose_account_it_is_agrees(house: House) -> None:
    (one, ones), (_, others) = await a_registrar(house), await a_registrar(house)
    proposed = await propose(house, await house.person(), others)
    at_fault = (StatusCode.FAILED_PRECONDITION, ["recovery_id"])
    assert await who_is_refused(agree(house, proposed, others)) == at_fault
    assert await who_is_refused(propose(house, one, ones)) == (StatusCode.FAILED_PRECONDITION, ["person_id"])
    own = await propose(house, one, others)
    assert await who_is_refused(agree(house, own, ones)) == at_fault
    liaison = await grant_mandate(house, await house.person(), await house.addressee())
    for call in (propose, agree, drop):
        assert await refused(call(house, proposed, await signed_in(house, liaison))) is StatusCode.PERMISSION_DENIED
    kept = await house.rows("SELECT FROM recoveries WHERE decided_at IS NULL AND address <> ''")
    assert len(kept) == 2


async def test_what_somebody_proposed_who_is_no_registrar_any_more_is_agreed_to_by_nobody(house: House) -> None:
    person, (first, firsts), (_, seconds) = await house.person(), await a_registrar(house), await a_registrar(house)
    proposed = await propose(house, person, firsts)
    await end_role(house, first, events_pb2.ROLE_REGISTRAR)
    assert await who_is_refused(agree(house, proposed, seconds)) == (StatusCode.FAILED_PRECONDITION, ["recovery_id"])
    await house.sign_in(person.email)
    await drop(house, proposed, seconds)
    _, thirds = await a_registrar(house)
    assert (await agree(house, await propose(house, person, seconds), thirds)).email != person.email


async def test_two_who_propose_or_agree_for_two_at_once_never_wait_for_each_other(house: House) -> None:
    (one, ones), (other, others) = await a_registrar(house), await a_registrar(house)
    addressee_id, (_, thirds) = await house.addressee(), await a_registrar(house)
    for each in (one, other):
        await grant_mandate(house, each, addressee_id)
    proposed = await together(house, "recoveries", propose(house, one, others), propose(house, other, ones))
    after = await together(house, "notices", *(agree(house, each, thirds) for each in proposed))
    assert [each.email for each in after] == [each.recovery.email for each in proposed]


async def test_one_proposal_waits_and_a_dropped_one_leaves_no_address(house: House) -> None:
    person, (_, ones), (_, others) = await house.person(), await a_registrar(house), await a_registrar(house)
    assert await refused(propose(house, person, ones, (await house.person()).email)) is StatusCode.ALREADY_EXISTS
    assert await who_is_refused(propose(house, person, ones, person.email.upper())) == (
        *(StatusCode.FAILED_PRECONDITION, ["email"]),
    )
    proposed = await propose(house, person, ones)
    assert await refused(propose(house, person, others)) is StatusCode.ALREADY_EXISTS
    assert not (await drop(house, proposed, others)).HasField("recovery")
    assert await refused(agree(house, proposed, others)) is StatusCode.NOT_FOUND
    again = await propose(house, person, ones)
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=person.person_id))
    assert await refused(agree(house, again, others)) is StatusCode.NOT_FOUND
    assert await who_is_refused(propose(house, person, ones)) == (StatusCode.FAILED_PRECONDITION, ["person_id"])
    left = await house.rows("SELECT address FROM recoveries WHERE person_id = %(id)s", id=person.person_id)
    assert {bytes(row["address"]) for row in left} == {b""}


async def test_two_who_agree_at_once_are_one_change(house: House) -> None:
    person, (_, ones) = await house.person(), await a_registrar(house)
    proposed = await propose(house, person, ones)
    seconds = [(await a_registrar(house))[1] for _ in range(2)]
    outcomes = await asyncio.gather(*(agree(house, proposed, by) for by in seconds), return_exceptions=True)
    assert [each.code() for each in outcomes if isinstance(each, grpc.aio.AioRpcError)] == [StatusCode.NOT_FOUND]
    assert [each.email for each in outcomes if isinstance(each, pb.Person)] == [proposed.recovery.email]


async def test_a_further_address_of_the_person_may_become_the_one_for_signing_in(house: House) -> None:
    person, (_, ones), (_, others) = await house.person(), await a_registrar(house), await a_registrar(house)
    further = await add_contact(house, person)
    after = await agree(house, await propose(house, person, ones, further), others)
    assert [(each.email, each.signs_in) for each in after.contacts] == [(further, True)]
    await house.sign_in(further)


@pytest.mark.covers("SEC 7", "loss registrars")
async def test_the_lost_mailbox_and_everybody_around_the_body_hear_of_it_without_a_name(house: House) -> None:
    addressee_id, asks, stranger = await house.addressee(), await house.organisation(), await house.person()
    await house.put_to(addressee_id, asks)
    person = await grant_mandate(house, await house.person(language="ur"), addressee_id)
    colleague = await grant_mandate(house, await house.person(), addressee_id)
    facilitator = await grant_role(house, await house.person(organisation_id=asks), events_pb2.ROLE_FACILITATOR)
    elsewhere = await grant_role(house, await house.person(), events_pb2.ROLE_FACILITATOR)
    further, others = await add_contact(house, person), await add_contact(house, colleague)
    (_, firsts), (_, seconds) = await a_registrar(house), await a_registrar(house)
    await house.mail_notices()
    before = {mail.id for mail in house.sink.messages()}
    after = await agree(house, await propose(house, person, firsts), seconds)
    await house.mail_notices()
    told = {
        email: [mail for mail in house.sink.messages(email) if mail.id not in before]
        for email in (person.email, further, after.email, colleague.email, others, facilitator.email)
    }
    assert {email: len(mails) for email, mails in told.items()} == dict.fromkeys(told, 1)
    assert len([mail for mail in house.sink.messages() if mail.id not in before]) == len(told)
    assert not [*house.sink.messages(elsewhere.email), *house.sink.messages(stranger.email)]
    assert "Commission (example)" in told[colleague.email][0].text
    for [mail] in told.values():
        for private in (person.name, person.email, after.email, further):
            assert private not in mail.text
    assert await house.rows("SELECT FROM notices") == []


_LINE_GOES: Final[Any] = [
    recommendations_pb2.AssignmentTransferred,
    recommendations_pb2.Closed,
    consultations_pb2.StatementWithdrawn,
    consultations_pb2.StatementMerged,
    consultations_pb2.StatementSuperseded,
    partial(consultations_pb2.StatementRetracked, publication=consultations_pb2.PUBLICATION_RECORDED),
]
_LINE_COMES_BACK: Final[Any] = [
    recommendations_pb2.TransferUndone,
    recommendations_pb2.Reopened,
    None,
    consultations_pb2.StatementUnmerged,
    consultations_pb2.StatementUnmerged,
    partial(consultations_pb2.StatementRetracked, publication=consultations_pb2.PUBLICATION_TRACKED),
]


@pytest.mark.covers("SEC 6")
@pytest.mark.parametrize(
    ("goes", "comes_back"),
    zip(_LINE_GOES, _LINE_COMES_BACK, strict=True),
    ids=["to another body", "closed", "withdrawn", "merged", "superseded", "only recorded"],
)
async def test_a_host_hears_of_a_body_while_it_asks_it_for_something(house: House, goes: Any, comes_back: Any) -> None:
    addressee_id, asks = await house.addressee(), await house.organisation()
    facilitator = await grant_role(house, await house.person(organisation_id=asks), events_pb2.ROLE_FACILITATOR)

    async def told() -> int:
        """Let one more person answer for the body, and return how many mails the facilitator got of it."""
        await house.mail_notices()
        before = len(house.sink.messages(facilitator.email))
        await grant_mandate(house, await house.person(), addressee_id)
        await house.mail_notices()
        return len(house.sink.messages(facilitator.email)) - before

    assert await told() == 0, "it asks nothing yet"
    first, second = await house.put_to(addressee_id, asks), await house.put_to(addressee_id, asks)
    assert await told() == 1
    for line in (first, second):
        assert await told() == 1, "one line is left"
        await house.tell_of_line(line, goes)
    assert await told() == 0, "none is"
    if comes_back:
        await house.tell_of_line(second, comes_back)
        assert await told() == 1


async def test_who_begins_to_answer_later_is_told_of_too_and_the_lost_mailbox_gets_nothing_else(house: House) -> None:
    addressee_id, person = await house.addressee(), await house.person()
    colleague = await grant_mandate(house, await house.person(), addressee_id)
    (_, firsts), (_, seconds) = await a_registrar(house), await a_registrar(house)
    await house.mail_notices()
    before = {mail.id for mail in house.sink.messages()}
    await grant_mandate(house, person, addressee_id, from_date="2999-01-01")
    await agree(house, await propose(house, person, firsts), seconds)
    await house.mail_notices()

    def told(email: str) -> set[str]:
        found = {mail.subject.translate(ISOLATES) for mail in house.sink.messages(email) if mail.id not in before}
        return {subject.replace("Commission (example)", "…") for subject in found}

    assert told(person.email) == {"Your address for signing in to Roundtable was changed"}
    assert told(colleague.email) == {
        "One more person answers for …",
        "A liaison of … signs in with another mailbox",
    }


async def test_a_notice_that_cannot_be_opened_any_more_holds_up_no_other(house: House) -> None:
    erased, person = await house.person(), await house.person()
    (_, ones), (_, others) = await a_registrar(house), await a_registrar(house)
    for each in (erased, person):
        await agree(house, await propose(house, each, ones), others)
    [row] = await house.rows("SELECT key_id FROM people WHERE id = %(id)s", id=erased.person_id)
    house.runtime.keys.destroy(row["key_id"])
    await house.mail_notices()
    assert [len(house.sink.messages(each.email)) for each in (erased, person)] == [0, 1]
    assert await house.rows("SELECT FROM notices") == []


@pytest.mark.covers("SEC 7", "loss registrars")
@pytest.mark.parametrize("new", ["who proposes", "who agrees"])
async def test_nobody_recovers_a_mailbox_with_a_registrar_whom_they_made_just_now(house: House, new: str) -> None:
    person = await house.person()
    (_, olds), (_, news) = await a_registrar(house), await a_registrar(house, days=proposals.STANDING_DAYS - 1)
    first, second = (news, olds) if new == "who proposes" else (olds, news)
    proposed = await propose(house, person, first)
    assert await who_is_refused(agree(house, proposed, second)) == (StatusCode.FAILED_PRECONDITION, ["recovery_id"])
    assert (await house.exchange((await a_session(house, person.person_id))[1])).token, "nothing has changed"
    for each in await house.rows("SELECT person_id FROM roles WHERE role = 'registrar' AND to_date IS NULL"):
        await a_registrar_for(house, str(each["person_id"]), days=proposals.STANDING_DAYS)
    assert (await agree(house, proposed, second)).email != person.email


@pytest.mark.covers("loss registrars")
async def test_registrars_hear_of_a_new_one_whom_the_operator_made_and_so_does_the_new_one(house: House) -> None:
    old, _ = await a_registrar(house)
    await house.mail_notices()
    before = {mail.id for mail in house.sink.messages()}
    new = await grant_role(house, await house.person(), events_pb2.ROLE_REGISTRAR)
    await grant_role(house, await house.person(), events_pb2.ROLE_REVIEWER)
    await house.mail_notices()
    for told in (old, new):
        [mail] = [each for each in house.sink.messages(told.email) if each.id not in before]
        assert mail.subject == "One more person is a registrar of Roundtable"
        assert new.name not in mail.text


@pytest.mark.covers("SEC 7", "loss registrars")
async def test_nobody_is_a_registrar_no_more_without_hearing_of_it(house: House) -> None:
    (stays, _), (ends, _), (goes, _) = await a_registrar(house), await a_registrar(house), await a_registrar(house)
    twice = await grant_role(house, ends, events_pb2.ROLE_REGISTRAR, organisation_id=await house.organisation())
    await house.mail_notices()

    def told(person: pb.Person) -> list[str]:
        return [mail.subject for mail in house.sink.messages(person.email)]

    assert told(stays) == [], "there is not one more"
    await end_role(house, ends, events_pb2.ROLE_REGISTRAR)
    await house.mail_notices()
    assert told(ends) == told(stays) == [], "they are one still"
    [elsewhere] = [each.organisation for each in twice.roles if each.organisation != ends.organisation]
    request = pb.EndRoleRequest(
        idempotency_key=key(),
        person_id=ends.person_id,
        role=events_pb2.ROLE_REGISTRAR,
        organisation_id=elsewhere.organisation_id,
    )
    await house.operator.EndRole(request)
    await house.mail_notices()
    left = "One person is a registrar of Roundtable no more"
    assert told(ends) == told(stays) == told(goes) == [left]
    assert not [mail for mail in house.sink.messages(stays.email) if ends.name in mail.text]
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=goes.person_id))
    await house.mail_notices()
    assert told(ends) == [left]
    assert told(stays) == [left, left]
    assert sorted(told(goes)) == [left, "You were removed from Roundtable"]


async def test_a_proposal_to_which_nobody_agrees_lapses_after_seven_days(house: House) -> None:
    person, other = await house.person(), await house.person()
    (first, _), (second, _) = await a_registrar(house), await a_registrar(house)
    waits = await propose(house, person, await signed_in(house, first))
    lapsed = await propose(house, other, await signed_in(house, first))
    await change(
        house,
        "UPDATE recoveries SET proposed_at = proposed_at - %(by)s WHERE person_id = %(id)s",
        by=proposals.WAITS,
        id=other.person_id,
    )
    seconds = await signed_in(house, second)
    assert await refused(agree(house, lapsed, seconds)) is StatusCode.NOT_FOUND
    async with house.database.transaction() as tx:
        await store.drop_old_recoveries(tx, house.clock())
    kept = await house.rows("SELECT person_id FROM recoveries WHERE address <> ''")
    assert UUID(person.person_id) in {row["person_id"] for row in kept}
    assert UUID(other.person_id) not in {row["person_id"] for row in kept}, "the address is erased"
    asked = pb.SearchAuditRequest(person_id=other.person_id, action=pb.AUDIT_ACTION_EXPIRE_RECOVERY)
    [entry] = (await house.operator.SearchAudit(asked)).entries
    assert (entry.action, entry.actor) == (pb.AUDIT_ACTION_EXPIRE_RECOVERY, "identity")
    again = await propose(house, other, await signed_in(house, first))
    assert (await agree(house, again, seconds)).email == again.recovery.email
    assert (await agree(house, waits, seconds)).email == waits.recovery.email


async def test_whose_addresses_become_more_or_less_hears_of_it_at_the_others(house: House) -> None:
    person = await house.person()
    added = await add_contact(house, person)
    await house.mail_notices()
    assert [mail.subject for mail in house.sink.messages(person.email)] == [
        "Your mails from Roundtable may go to one more address"
    ]
    assert not house.sink.messages(added), "the new one is not told: it may be a stranger's"
    listed = (await house.operator.ListPeople(pb.ListPeopleRequest(page_size=200))).people
    contacts = next(each for each in listed if each.person_id == person.person_id).contacts
    [further] = [each for each in contacts if each.email == added]
    request = pb.RemoveContactRequest(idempotency_key=key(), contact_id=further.contact_id)
    await house.operator.RemoveContact(request)
    await house.mail_notices()
    last = house.sink.messages(person.email)
    assert {mail.subject for mail in last} == {
        "Your mails from Roundtable may go to one more address",
        "An address of yours was removed from Roundtable",
    }
    assert added not in "".join(mail.text for mail in last)


async def test_a_notice_waits_for_a_mail_server_and_who_is_removed_hears_what_was_taken_from_them(house: House) -> None:
    person, gone = await house.person(), await house.person()
    (_, ones), (_, others) = await a_registrar(house), await a_registrar(house)
    for each in (person, gone):
        await agree(house, await propose(house, each, ones), others)
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=gone.person_id))
    house.sink.stop()
    await house.mail_notices()
    waiting = await house.rows("SELECT person_id, tried, due_at FROM notices")
    assert {(row["person_id"], row["tried"]) for row in waiting} == {
        (UUID(each.person_id), 1) for each in (person, gone)
    }
    assert all(row["due_at"] > house.clock() for row in waiting)
    house.sink.start()
    house.clock.advance(minutes=6)
    await house.mail_notices()
    assert len(house.sink.messages(person.email)) == 1
    [lost] = house.sink.messages(gone.email)
    assert lost.subject == "Your address for signing in to Roundtable was changed", "it was taken from them before"
    assert await house.rows("SELECT FROM notices") == []
