"""One more registrar takes two: one proposes, another one agrees, or the operator; nobody alone comes to hold two."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from deploy.local import agreeing
from deploy.local.certificates import Certificates
from deploy.local.failure import CannotStart
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from services.identity import store
from services.identity.domain import proposals
from tests.integration.identity_calls import a_registrar_for, change, end_role, grant_role, refused
from tests.integration.identity_house import House, a_house, key
from tests.integration.test_identity_recovery import (
    Metadata,
    a_registrar,
    add_contact,
    agree,
    propose,
    signed_in,
    who_is_refused,
)

StatusCode = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def nominate(house: House, person: pb.Person, by: Metadata, *, organisation_id: str = "") -> pb.Person:
    request = pb.ProposeAppointmentRequest(
        idempotency_key=key(),
        person_id=person.person_id,
        organisation_id=organisation_id or person.organisation.organisation_id,
    )
    return (await house.dashboard.ProposeAppointment(request, metadata=by)).person  # type: ignore[no-any-return]


async def appoint(house: House, nominated: pb.Person, by: Metadata | None) -> pb.Person:
    """Agree to it, as a registrar, or as the operator."""
    request = pb.AgreeToAppointmentRequest(idempotency_key=key(), appointment_id=nominated.appointment.appointment_id)
    stub = house.dashboard if by else house.operator
    return (await stub.AgreeToAppointment(request, metadata=by)).person  # type: ignore[no-any-return]


async def pass_over(house: House, nominated: pb.Person, by: Metadata) -> pb.Person:
    request = pb.DropAppointmentRequest(idempotency_key=key(), appointment_id=nominated.appointment.appointment_id)
    return (await house.dashboard.DropAppointment(request, metadata=by)).person  # type: ignore[no-any-return]


async def acts(house: House, person: pb.Person) -> list[int]:
    """What was done to somebody, as an audit search finds it, oldest first."""
    found = await house.operator.SearchAudit(pb.SearchAuditRequest(person_id=person.person_id))
    return [each.action for each in reversed(found.entries)]


@pytest.mark.covers("SEC 7", "loss registrars")
async def test_one_registrar_alone_gets_into_nobodys_mailbox_however_long_they_wait(house: House) -> None:
    alone, by = await a_registrar(house)
    second_account, victim = await house.person(), await house.person()
    everybody = "UPDATE roles SET to_date = from_date WHERE role = 'registrar' AND person_id <> %(id)s"
    await change(house, everybody, id=alone.person_id)
    grant = pb.GrantRoleRequest(
        idempotency_key=key(),
        person_id=second_account.person_id,
        role=events_pb2.ROLE_REGISTRAR,
        organisation_id=second_account.organisation.organisation_id,
    )
    assert await who_is_refused(house.dashboard.GrantRole(grant, metadata=by)) == (
        *(StatusCode.FAILED_PRECONDITION, ["role"]),
    )
    nominated = await nominate(house, second_account, by)
    at_fault = (StatusCode.FAILED_PRECONDITION, ["appointment_id"])
    assert await who_is_refused(appoint(house, nominated, by)) == at_fault
    seconds = await signed_in(house, second_account)
    assert await refused(appoint(house, nominated, seconds)) is StatusCode.PERMISSION_DENIED
    assert await who_is_refused(nominate(house, alone, by)) == (StatusCode.FAILED_PRECONDITION, ["person_id"])
    proposed = await propose(house, victim, by)
    assert await who_is_refused(agree(house, proposed, by)) == (StatusCode.FAILED_PRECONDITION, ["recovery_id"])
    assert await refused(agree(house, proposed, seconds)) is StatusCode.PERMISSION_DENIED
    held = await house.rows("SELECT person_id FROM roles WHERE role = 'registrar' AND to_date IS NULL")
    assert [str(each["person_id"]) for each in held] == [alone.person_id]
    await house.sign_in(victim.email)


@pytest.mark.parametrize("second", ["a registrar", "the operator"])
async def test_after_two_said_so_somebody_is_a_registrar_and_an_audit_search_finds_each_step(
    house: House, second: str
) -> None:
    person, (first, firsts) = await house.person(), await a_registrar(house)
    seconds = (await a_registrar(house))[1] if second == "a registrar" else None
    nominated = await nominate(house, person, firsts)
    waits = nominated.appointment
    assert (waits.proposed_by_id, waits.proposed_by_name) == (first.person_id, first.name)
    assert waits.organisation == person.organisation
    assert not nominated.roles
    after = await appoint(house, nominated, seconds)
    assert [each.role for each in after.roles] == [events_pb2.ROLE_REGISTRAR]
    assert not after.HasField("appointment")
    assert await acts(house, person) == [
        pb.AUDIT_ACTION_REGISTER_PERSON,
        pb.AUDIT_ACTION_PROPOSE_APPOINTMENT,
        pb.AUDIT_ACTION_AGREE_TO_APPOINTMENT,
    ]
    sent = "SELECT type FROM outbox JOIN events USING (position) WHERE aggregate_id = %(id)s ORDER BY position"
    [*_, last] = [row["type"] for row in await house.rows(sent, id=person.person_id)]
    assert last == "roundtable.identity.v1.RoleGranted"
    assert await nominate(house, await house.person(), await signed_in(house, person)), "they are one at once"


async def test_what_cannot_become_a_registrar_is_refused_when_it_is_proposed(house: House) -> None:
    (_, firsts), (second, seconds) = await a_registrar(house), await a_registrar(house)
    person, removed = await house.person(), await house.person()
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=removed.person_id))
    assert await who_is_refused(nominate(house, removed, firsts)) == (StatusCode.FAILED_PRECONDITION, ["person_id"])
    assert await refused(nominate(house, second, firsts)) is StatusCode.ALREADY_EXISTS
    unknown = {"organisation_id": second.person_id}
    assert await refused(nominate(house, person, firsts, **unknown)) is StatusCode.NOT_FOUND
    nominated = await nominate(house, person, firsts)
    elsewhere = {"organisation_id": await house.organisation()}
    for again in ({}, elsewhere):
        assert await refused(nominate(house, person, seconds, **again)) is StatusCode.ALREADY_EXISTS
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    assert await refused(appoint(house, nominated, seconds)) is StatusCode.ALREADY_EXISTS


async def test_who_is_no_second_person_agrees_to_nobody(house: House) -> None:
    at_fault = (StatusCode.FAILED_PRECONDITION, ["appointment_id"])
    (first, firsts), (new, news) = await a_registrar(house), await a_registrar(house, days=proposals.STANDING_DAYS - 1)
    _, others = await a_registrar(house)
    nominated = await nominate(house, await house.person(), firsts)
    assert await who_is_refused(appoint(house, nominated, news)) == at_fault, "a registrar only now"
    by_new = await nominate(house, await house.person(), news)
    assert await who_is_refused(appoint(house, by_new, others)) == at_fault, "proposed by one only now"
    of_themselves = await nominate(house, new, firsts, organisation_id=await house.organisation())
    assert await who_is_refused(appoint(house, of_themselves, news)) == at_fault
    await end_role(house, first, events_pb2.ROLE_REGISTRAR)
    for by in (others, None):
        assert await who_is_refused(appoint(house, nominated, by)) == at_fault, "nobody stands for it any more"
    await a_registrar_for(house, new.person_id, days=proposals.STANDING_DAYS)
    assert (await appoint(house, by_new, others)).roles


async def test_a_proposal_ends_by_being_dropped_by_a_removal_and_after_seven_days(house: House) -> None:
    (_, firsts), (_, seconds) = await a_registrar(house), await a_registrar(house)
    dropped, gone, late = [await nominate(house, await house.person(), firsts) for _ in range(3)]
    assert not (await pass_over(house, dropped, seconds)).HasField("appointment")
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=gone.person_id))
    aged = "UPDATE appointments SET proposed_at = proposed_at - %(by)s WHERE person_id = %(id)s"
    await change(house, aged, by=proposals.WAITS, id=late.person_id)
    for each in (dropped, gone, late):
        assert await refused(appoint(house, each, seconds)) is StatusCode.NOT_FOUND
        assert await refused(pass_over(house, each, seconds)) is StatusCode.NOT_FOUND
    async with house.database.transaction() as tx:
        await store.drop_old_appointments(tx, house.clock())
    assert (await acts(house, dropped))[-1] == pb.AUDIT_ACTION_DROP_APPOINTMENT
    assert (await acts(house, late))[-1] == pb.AUDIT_ACTION_EXPIRE_APPOINTMENT
    for each in (dropped, late):
        assert (await appoint(house, await nominate(house, each, firsts), seconds)).roles


async def test_two_who_agree_at_once_are_one_registrar(house: House) -> None:
    (_, firsts), seconds = await a_registrar(house), [(await a_registrar(house))[1] for _ in range(2)]
    nominated = await nominate(house, await house.person(), firsts)
    outcomes = await asyncio.gather(*(appoint(house, nominated, by) for by in seconds), return_exceptions=True)
    assert [each.code() for each in outcomes if isinstance(each, grpc.aio.AioRpcError)] == [StatusCode.NOT_FOUND]
    assert [len(each.roles) for each in outcomes if isinstance(each, pb.Person)] == [1]


@pytest.mark.covers("loss registrars")
async def test_every_registrar_and_the_person_hear_of_it_without_a_name(house: House) -> None:
    (first, firsts), (second, seconds) = await a_registrar(house), await a_registrar(house)
    person = await house.person()
    further = await add_contact(house, person)
    await change(house, "DELETE FROM notices")
    before = {mail.id for mail in house.sink.messages()}

    async def told(*addresses: str) -> list[list[str]]:
        await house.mail_notices()
        mails = [[each for each in house.sink.messages(email) if each.id not in before] for email in addresses]
        assert not [mail for each in mails for mail in each if person.name in mail.text or person.email in mail.text]
        return [sorted(mail.subject for mail in each) for each in mails]

    everybody = (first.email, second.email, person.email, further)
    nominated = await nominate(house, person, firsts)
    proposed, joined = (
        "Somebody is proposed as a registrar of Roundtable",
        "One more person is a registrar of Roundtable",
    )
    assert await told(*everybody) == [[], [proposed], [], []]
    await appoint(house, nominated, seconds)
    assert await told(*everybody) == [[joined], [joined, proposed], [joined], [joined]]


@pytest.mark.covers("SEC 6", "loss registrars")
async def test_with_the_operator_one_registrar_is_enough_for_a_new_mailbox_and_the_others_hear_of_a_registrars(
    house: House,
) -> None:
    (lost, _), (_, firsts) = await a_registrar(house), await a_registrar(house, days=0)
    other, _ = await a_registrar(house)
    await change(house, "DELETE FROM notices")
    before = {mail.id for mail in house.sink.messages()}
    proposed = await propose(house, lost, firsts)
    request = pb.AgreeToRecoveryRequest(idempotency_key=key(), recovery_id=proposed.recovery.recovery_id)
    after = (await house.operator.AgreeToRecovery(request)).person
    assert after.email == proposed.recovery.email
    await house.sign_in(after.email)
    await house.mail_notices()
    [mail] = [each for each in house.sink.messages(other.email) if each.id not in before]
    assert mail.subject == "A registrar of Roundtable signs in with another mailbox"
    assert not [each for each in (lost.name, lost.email, after.email) if each in mail.text]


async def test_whoever_reads_a_lost_mailbox_is_not_told_what_is_proposed(house: House) -> None:
    person, (_, firsts) = await house.person(), await a_registrar(house)
    await nominate(house, person, firsts)
    await propose(house, person, firsts)
    me = (await house.dashboard.GetMe(pb.GetMeRequest(), metadata=await signed_in(house, person))).person
    assert (me.person_id, me.email) == (person.person_id, person.email)
    assert not me.HasField("recovery")
    assert not me.HasField("appointment")


class _Operator:
    """The operator's command, with an answer to what it asks."""

    def __init__(self, house: House, certificates: Certificates) -> None:
        self._house, self._certificates = house, certificates
        self.asked: list[str] = []

    async def __call__(self, wanted: str = "", *, drop: bool = False, yes: bool = True) -> int:
        def sure(question: str) -> bool:
            self.asked.append(question)
            return yes

        address = f"{self._house.runtime.settings.listen}"
        given: dict[str, Any] = {"wanted": wanted, "drop": drop, "sure": sure}
        return await asyncio.to_thread(agreeing.answer, self._certificates, address, **given)


async def test_the_operators_command_lists_what_waits_asks_and_agrees_or_drops(
    house: House, certificates: Certificates, capsys: pytest.CaptureFixture[str]
) -> None:
    operator, (_, firsts) = _Operator(house, certificates), await a_registrar(house)
    nominated, proposed = (
        await nominate(house, await house.person(), firsts),
        await propose(house, await house.person(), firsts),
    )
    other = await propose(house, await house.person(), firsts)
    ids = [nominated.appointment.appointment_id, proposed.recovery.recovery_id, other.recovery.recovery_id]
    assert await operator() == 0
    listed = capsys.readouterr().out
    assert [each in listed for each in (*ids, nominated.email, proposed.email, proposed.recovery.email)] == [True] * 6
    assert not operator.asked
    assert await operator(ids[0], yes=False) == 1
    assert await operator(ids[0]) == await operator(ids[1]) == await operator(ids[2], drop=True) == 0
    assert nominated.email in operator.asked[0]
    assert proposed.recovery.email in operator.asked[2]
    assert [(await acts(house, each))[-1] for each in (nominated, proposed, other)] == [
        pb.AUDIT_ACTION_AGREE_TO_APPOINTMENT,
        pb.AUDIT_ACTION_AGREE_TO_RECOVERY,
        pb.AUDIT_ACTION_DROP_RECOVERY,
    ]
    await house.sign_in(proposed.recovery.email)
    with pytest.raises(CannotStart, match="no proposal that waits has the id"):
        await operator(ids[0])


async def test_the_operators_command_says_in_a_sentence_why_it_cannot(
    house: House, certificates: Certificates, tmp_path: Path
) -> None:
    (first, firsts), given = await a_registrar(house), dict[str, Any](drop=False, sure=lambda _: True)
    nominated = await nominate(house, await house.person(), firsts)
    await end_role(house, first, events_pb2.ROLE_REGISTRAR)
    with pytest.raises(CannotStart, match="still is a registrar"):
        await _Operator(house, certificates)(nominated.appointment.appointment_id)
    with pytest.raises(CannotStart, match="cannot be read"):
        agreeing.answer(Certificates(tmp_path), "127.0.0.1:1", wanted="", **given)
    with pytest.raises(CannotStart, match="is the stack up"):
        agreeing.answer(certificates, "127.0.0.1:1", wanted="", **given)
