"""Who hears of an answer: whoever answers for the body, who gave it by a receipt, and the host's facilitators."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.local.postgres import Databases, Postgres
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import texts
from services.chassis.ids import new_id
from services.notifications.sender.loop import Sender
from tests.integration.notifications_office import Act, Office, a_database, an_office

DAY = "2026-11-20"
SECRET = "Nobody but the page says this."


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(databases, tmp_path) as opened:
        yield opened


async def asked(office: Office, lines: int = 1) -> tuple[Act, str]:
    """Lines whose request mail has gone out, as recommendations has heard. Return them and the liaison's id."""
    act = office.act(lines)
    await office.introduce(act)
    granted = office.liaison(act.addressee_id)
    await office.tell(granted, *act.lines)
    await office.send()
    sent = recommendations.REQUEST_ACCEPTED_BY_MAIL_SERVER
    await office.tell(
        *(recommendations.RequestRecorded(assignment_id=each, request=sent) for each in act.assignment_ids)
    )
    return act, granted.person_id


def answered(act: Act, by: str, line: int = 0) -> recommendations.PositionStated:
    """A liaison's answer."""
    return recommendations.PositionStated(
        assignment_id=act.assignment_ids[line],
        position=recommendations.POSITION_DECLINED,
        text=texts.new({"en": SECRET}, "en"),
        reason=texts.new({"en": SECRET}, "en"),
        stated_date=DAY,
        answered_by_id=by,
    )


def mailbox(office: Office, person_id: str) -> str:
    """Where a liaison gets mails."""
    return office.book.liaisons[UUID(person_id)].address


def ended(mandate: identity.MandateGranted) -> identity.MandateEnded:
    return identity.MandateEnded(
        person_id=mandate.person_id, mandate_id=mandate.mandate_id, addressee_id=mandate.addressee_id, to_date=DAY
    )


def role(person_id: UUID, organisation_id: UUID) -> identity.RoleGranted:
    return identity.RoleGranted(
        person_id=str(person_id),
        role=identity.ROLE_FACILITATOR,
        organisation_id=str(organisation_id),
        from_date="2026-01-01",
    )


def role_ended(granted: identity.RoleGranted) -> identity.RoleEnded:
    return identity.RoleEnded(
        person_id=granted.person_id, role=granted.role, organisation_id=granted.organisation_id, to_date=DAY
    )


async def notices(office: Office, **later: float) -> dict[str, str]:
    """Let time pass and return what was mailed since: who got it, and its text."""
    before = len(office.mails())
    office.clock.advance(**(later or {"seconds": 6}))
    await office.send()
    return {mail.recipient: " ".join(mail.text.split()) for mail in office.mails()[before:]}


@pytest.mark.covers("row 10", "SEC 7", "loss notices")
async def test_everybody_of_the_body_and_the_hosts_facilitators_are_told_and_nobody_else(office: Office) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id, language="ur")
    left, removed = office.liaison(act.addressee_id), office.liaison(act.addressee_id)
    elsewhere = office.liaison(new_id())
    await office.tell(colleague, left, removed, elsewhere)
    host = act.host_organisation_id
    second, gone, foreign = new_id(), new_id(), new_id()
    lead, beside, *_ = [office.facilitator(each) for each in (act.facilitator_id, second, gone, foreign)]
    former = role(gone, host)
    await office.tell(role(second, host), former, role_ended(former), role(foreign, new_id()), ended(left))
    office.book.removed.add(UUID(removed.person_id))
    await office.send()
    await office.tell(answered(act, author))
    told = await notices(office)
    assert set(told) == {mailbox(office, author), office.address(colleague), lead, beside}
    assert "To the facilitators of Media Forum (example)" in told[lead]
    assert "A liaison of Child Rights Commission (example) answered: declined." in told[lead]
    assert f"https://tracker.example/r/{act.lines[0].tracked_number}" in told[lead]
    assert "نے جواب دیا: انکار" in told[office.address(colleague)]
    assert "was answered in your name: this is the receipt" in told[mailbox(office, author)]
    assert "answered: declined." in told[mailbox(office, author)]
    assert sum("in your name" in text or "آپ کے نام سے" in text for text in told.values()) == 1
    assert not [text for text in told.values() if SECRET in text]
    assert await notices(office, hours=25) == {}
    await office.folded()


async def test_who_answered_is_told_of_a_colleagues_answer(office: Office) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id)
    await office.tell(colleague)
    await office.send()
    await office.tell(answered(act, colleague.person_id))
    told = await notices(office)
    assert "in your name" not in told[mailbox(office, author)]
    assert "in your name" in told[office.address(colleague)]


@pytest.mark.covers("row 10", "SEC 7")
async def test_no_news_waits_behind_a_receipt(office: Office) -> None:
    act, author = await asked(office)
    await office.tell(answered(act, author))
    assert "in your name" in (await notices(office))[mailbox(office, author)]
    withdrawn = consultations.StatementWithdrawn(statement_id=act.lines[0].statement_id, withdrawn_date=DAY)
    await office.tell(withdrawn)
    assert "withdrew it" in (await notices(office))[mailbox(office, author)]
    await office.folded()


@pytest.mark.covers("SEC 6")
async def test_who_answered_and_left_before_it_was_mailed_gets_no_receipt(office: Office) -> None:
    act, other = await asked(office)
    author = office.liaison(act.addressee_id)
    await office.tell(author)
    await office.send()
    await office.tell(answered(act, author.person_id), ended(author))
    told = await notices(office)
    assert mailbox(office, other) in told
    assert office.address(author) not in told


@pytest.mark.covers("row 10", "row 26")
async def test_who_answered_for_a_body_that_is_no_more_is_told_as_its_hosts_facilitator(office: Office) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id)
    both = UUID(colleague.person_id)
    over = recommendations.SuccessionRecorded(
        addressee_id=str(act.addressee_id),
        succession_id=str(new_id()),
        kind=recommendations.SUCCESSION_KIND_DISSOLUTION,
        effective_date=DAY,
    )
    await office.tell(colleague, role(both, act.host_organisation_id))
    await office.send()
    as_facilitator = office.facilitator(both)
    await office.tell(over, answered(act, author))
    told = await notices(office)
    assert office.address(colleague) not in told
    assert "To the facilitators of Media Forum (example)" in told[as_facilitator]
    await office.folded()


def reported(act: Act, by: str) -> recommendations.ProgressReported:
    progress = recommendations.PROGRESS_IN_PROGRESS
    return recommendations.ProgressReported(
        assignment_id=act.assignment_ids[0], progress=progress, reported_date=DAY, answered_by_id=by
    )


def moved(act: Act, by: str) -> recommendations.DeliveryDateMoved:
    return recommendations.DeliveryDateMoved(
        assignment_id=act.assignment_ids[0], delivery_date="2027-03-01", moved_date=DAY, answered_by_id=by
    )


@pytest.mark.parametrize(
    ("said", "words"), [(reported, "work is under way"), (moved, "the date promised was moved to 1 March 2027")]
)
@pytest.mark.covers("row 13", "row 15")
async def test_progress_and_a_moved_date_are_answers(office: Office, said: Any, words: str) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id)
    lead = office.facilitator(act.facilitator_id)
    await office.tell(colleague)
    await office.send()
    await office.tell(said(act, author))
    told = await notices(office)
    assert set(told) == {mailbox(office, author), office.address(colleague), lead}
    assert all(f"answered: {words}." in text for text in told.values())


async def test_who_is_no_liaison_or_facilitator_any_more_gets_no_notice_that_was_waiting(office: Office) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id)
    granted = role(act.facilitator_id, act.host_organisation_id)
    office.facilitator(act.facilitator_id)
    await office.tell(colleague, granted)
    await office.send()
    await office.tell(answered(act, author))
    assert len(await office.rows("SELECT 1 FROM deliveries WHERE state = 'pending'")) == 3
    await office.tell(ended(colleague), role_ended(granted))
    assert set(await notices(office)) == {mailbox(office, author)}
    assert await office.rows("SELECT 1 FROM deliveries WHERE state = 'pending'") == []


async def test_a_facilitator_whom_identity_does_not_know_any_more_gets_none(office: Office) -> None:
    act, author = await asked(office)
    office.facilitator(act.facilitator_id)
    office.book.removed.add(act.facilitator_id)
    await office.tell(answered(act, author))
    assert set(await notices(office)) == {mailbox(office, author)}


async def test_an_answer_waits_an_hour_after_the_last_notice_and_no_day(office: Office) -> None:
    act, author = await asked(office, 3)
    lead = office.facilitator(act.facilitator_id)
    await office.tell(answered(act, author))
    assert set(await notices(office)) == {lead, mailbox(office, author)}
    await office.tell(answered(act, author, 1), answered(act, author, 2))
    assert await notices(office, minutes=50) == {}
    told = await notices(office, minutes=11)
    assert [text.count("answered: declined.") for text in told.values()] == [2, 2]


async def test_nobody_is_told_of_an_answer_while_its_line_is_hidden(office: Office) -> None:
    act, author = await asked(office)
    lead = office.facilitator(act.facilitator_id)
    statement_id = act.lines[0].statement_id
    await office.tell(answered(act, author), consultations.StatementHidden(statement_id=statement_id, hidden_date=DAY))
    assert await notices(office) == {}
    await office.tell(consultations.StatementShown(statement_id=statement_id, shown_date=DAY))
    assert set(await notices(office)) == {lead, mailbox(office, author)}


async def test_what_the_host_recorded_itself_is_no_news_to_it(office: Office) -> None:
    act, author = await asked(office)
    office.facilitator(act.facilitator_id)
    letter = answered(act, "")
    letter.outside.CopyFrom(
        recommendations.OutsideSource(channel=recommendations.CHANNEL_LETTER, date=DAY, reference="No. 12")
    )
    await office.tell(letter)
    assert set(await notices(office)) == {mailbox(office, author)}


@pytest.mark.covers("SEC 7")
async def test_what_tells_of_answers_goes_to_further_contacts_once_and_other_news_does_not(office: Office) -> None:
    act, author = await asked(office)
    colleague = office.liaison(act.addressee_id)
    await office.tell(colleague)
    await office.send()
    lead = office.facilitator(act.facilitator_id)
    people = (UUID(colleague.person_id), act.facilitator_id, UUID(author))
    further = [office.book.further[office.further(each)].address for each in people]
    await office.tell(answered(act, author))
    told = await notices(office)
    assert set(told) == {office.address(colleague), lead, mailbox(office, author), *further}
    assert "in your name" in told[further[2]], "whoever reads the one mailbox does not read the other"
    assert await notices(office, hours=25) == {}
    closed = recommendations.Closed(
        assignment_id=act.assignment_ids[0], closure=recommendations.CLOSURE_CLOSED_DECLINED, closed_date=DAY
    )
    await office.tell(closed)
    assert set(await notices(office)) == {office.address(colleague), mailbox(office, author)}
    await office.folded()


@pytest.mark.covers("SEC 6")
async def test_a_copy_that_waits_goes_nowhere_once_its_contact_or_mandate_is_gone(office: Office) -> None:
    act, author = await asked(office)
    office.book.removed.add(act.facilitator_id)
    colleague = office.liaison(act.addressee_id)
    await office.tell(colleague)
    await office.send()
    first, second = (office.further(UUID(colleague.person_id)) for _ in range(2))
    await office.tell(answered(act, author))
    office.clock.advance(seconds=6)
    sender = Sender(office.post())
    await sender.once()
    await sender.settle()
    assert (
        len(await office.rows("SELECT 1 FROM deliveries WHERE copy_contact_id IS NOT NULL AND state = 'pending'")) == 2
    )
    del office.book.further[first]
    await office.tell(ended(colleague))
    assert await notices(office) == {}
    assert second in office.book.further
    assert await office.rows("SELECT 1 FROM deliveries WHERE state = 'pending'") == []
