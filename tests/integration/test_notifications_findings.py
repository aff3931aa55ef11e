"""The notice of a finding: one mail per liaison and finding, whatever is delivered again; never what was found."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from deploy.local.postgres import Databases, Postgres
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.notifications.v1 import events_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import event_log
from services.chassis.consumer import Outcome
from services.chassis.ids import new_id
from services.notifications.domain.delivery import KIND_FINDING
from tests.integration.notifications_office import Act, Office, a_database, an_office


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(databases, tmp_path) as opened:
        yield opened


def announced(office: Office, act: Act, *, days: int = 14) -> recommendations.FindingAnnounced:
    """A finding about the act's first line, to which the addressee may reply for so many days."""
    return recommendations.FindingAnnounced(
        assignment_id=act.lines[0].assignment_id,
        finding_id=str(new_id()),
        announced_date=office.clock.today.isoformat(),
        reply_until_date=(office.clock.today + timedelta(days=days)).isoformat(),
    )


def ended(granted: identity.MandateGranted) -> identity.MandateEnded:
    return identity.MandateEnded(
        person_id=granted.person_id,
        mandate_id=granted.mandate_id,
        addressee_id=granted.addressee_id,
        to_date="2026-11-20",
    )


async def asked(office: Office) -> tuple[Act, str]:
    """A line whose request mail has gone out and was answered."""
    act, address = await office.ready()
    await office.tell(*act.lines)
    await office.send()
    await office.tell(recommendations.ProgressReported(assignment_id=act.lines[0].assignment_id))
    return act, address


async def test_each_liaison_gets_one_notice_in_their_language_and_it_is_no_request(office: Office) -> None:
    act, address = await asked(office)
    urdu = office.liaison(act.addressee_id, language="ur")
    await office.tell(urdu, announced(office, act))
    events_before = await office.public_events()
    assert await office.send() == 2
    _, english = office.mails(address)
    (translated,) = office.mails(office.address(urdu))
    link = f"https://tracker.example/finding/{act.lines[0].tracked_number}?body=body-{act.addressee_id}"
    for mail in (english, translated):
        assert link in mail.text
        assert link in mail.html
        assert mail.message["Message-ID"]
    assert "found something that Child Rights Commission (example) may read and answer" in " ".join(
        english.text.split()
    )
    assert "کی جانچ میں کچھ سامنے آیا ہے" in translated.text
    assert act.lines[0].text.localized[0].body not in english.text
    # What became of the notices names no line: nobody takes them for requests.
    assert (await office.public_events())[len(events_before) :].count("RequestAccepted") == 2
    notices = await office.rows("SELECT id FROM deliveries WHERE kind = %(kind)s", kind=KIND_FINDING)
    for row in notices:
        async with office.database.transaction() as tx:
            messages = [each.message for each in await event_log.load(tx, row["id"])]
        told = [each for each in messages if isinstance(each, events_pb2.RequestSent | events_pb2.RequestAccepted)]
        assert [list(each.assignment_ids) for each in told] == [[], []]
    await office.folded()


async def test_redelivery_brings_no_second_notice_even_if_the_consumer_has_forgotten_everything(
    office: Office,
) -> None:
    act, _ = await asked(office)
    await office.tell(announced(office, act))
    await office.send()
    for each in office.told:
        assert await office.applier.apply(each) is Outcome.REPEATED
    async with await psycopg.AsyncConnection.connect(office.databases.admin_url, autocommit=True) as admin:
        await admin.execute("TRUNCATE consumed")
    for each in office.told:
        assert await office.applier.apply(each) is Outcome.APPLIED
    assert await office.send() == 0
    assert len(office.mails()) == 2


async def test_a_second_finding_about_the_line_gets_a_notice_of_its_own(office: Office) -> None:
    act, address = await asked(office)
    await office.tell(announced(office, act))
    await office.send()
    await office.tell(announced(office, act))
    await office.send()
    _, first, second = office.mails(address)
    assert first.message["Message-ID"] != second.message["Message-ID"]


def taken_back(finding: recommendations.FindingAnnounced) -> recommendations.FindingTakenBack:
    return recommendations.FindingTakenBack(
        assignment_id=finding.assignment_id, finding_id=finding.finding_id, taken_back_date=finding.announced_date
    )


async def test_who_was_told_of_a_finding_is_told_once_that_it_was_taken_back(office: Office) -> None:
    act, address = await asked(office)
    finding = announced(office, act)
    await office.tell(finding)
    await office.send()
    late = office.liaison(act.addressee_id)
    await office.tell(taken_back(finding), late)
    await office.send()
    _, notice, back = office.mails(address)
    assert "was taken back: Child Rights Commission (example) has nothing to answer" in str(back.message["Subject"])
    link = f"https://tracker.example/finding/{act.lines[0].tracked_number}?body=body-{act.addressee_id}"
    assert (link in notice.text, link in back.text) == (True, True)
    assert not [each for each in office.mails(office.address(late)) if "taken back" in str(each.message["Subject"])]
    for each in office.told:
        assert await office.applier.apply(each) is Outcome.REPEATED
    assert await office.send() == 0
    await office.tell(announced(office, act))
    await office.send()
    assert "may answer" in str(office.mails(address)[-1].message["Subject"]), "the next finding is told as the first"
    await office.folded()


async def test_a_notice_that_has_not_gone_out_when_the_finding_is_taken_back_never_does(office: Office) -> None:
    act, address = await asked(office)
    finding = announced(office, act)
    await office.tell(finding, taken_back(finding))
    await office.send()
    assert len(office.mails(address)) == 1
    assert await office.states() == ["accepted", "dead"]


async def test_a_window_that_has_ended_when_the_event_comes_gets_no_notice(office: Office) -> None:
    act, _ = await asked(office)
    await office.tell(announced(office, act, days=-1))
    assert await office.send() == 0
    assert len(await office.states()) == 1


async def test_a_window_that_ends_before_the_mail_goes_out_gets_no_notice(office: Office) -> None:
    act, address = await asked(office)
    await office.tell(announced(office, act, days=0))
    office.clock.advance(days=1)
    await office.send()
    assert len(office.mails(address)) == 1
    assert (await office.states())[-1] == "dead"


@pytest.mark.parametrize("how", ["withdrawn", "hidden", "transferred"])
async def test_a_line_that_went_away_meanwhile_is_told_of_to_nobody(office: Office, how: str) -> None:
    act, address = await asked(office)
    line = act.lines[0]
    gone = {
        "withdrawn": consultations.StatementWithdrawn(statement_id=line.statement_id),
        "hidden": consultations.StatementHidden(statement_id=line.statement_id),
        "transferred": recommendations.AssignmentTransferred(assignment_id=line.assignment_id),
    }[how]
    await office.tell(announced(office, act), gone)
    await office.send()
    assert len(office.mails(address)) == 1
    await office.folded()


async def test_a_line_that_is_shown_again_within_the_window_is_told_of_then(office: Office) -> None:
    act, address = await asked(office)
    statement = act.lines[0].statement_id
    await office.tell(announced(office, act), consultations.StatementHidden(statement_id=statement))
    await office.send()
    await office.tell(consultations.StatementShown(statement_id=statement))
    await office.send()
    assert len(office.mails(address)) == 2


async def test_who_gets_a_mandate_within_the_window_is_told_and_who_lost_it_is_not(office: Office) -> None:
    act, address = await asked(office)
    (told,) = [each.payload for each in office.told if each.envelope.type.endswith("MandateGranted")]
    first = identity.MandateGranted.FromString(told)
    newcomer = office.liaison(act.addressee_id)
    await office.tell(announced(office, act), ended(first), newcomer)
    await office.send()
    assert len(office.mails(address)) == 1
    (mail,) = office.mails(office.address(newcomer))
    assert "/finding/" in mail.text


async def test_for_who_lost_the_mandate_before_nothing_is_planned(office: Office) -> None:
    act, address = await asked(office)
    (told,) = [each.payload for each in office.told if each.envelope.type.endswith("MandateGranted")]
    await office.tell(ended(identity.MandateGranted.FromString(told)), announced(office, act))
    assert await office.send() == 0
    assert len(office.mails(address)) == 1
    assert await office.states() == ["accepted"]


async def test_a_late_line_does_not_join_a_notice_that_still_waits(office: Office) -> None:
    act, address = await office.ready(lines=2)
    await office.tell(act.lines[0])
    office.clock.advance(minutes=2)
    await office.send()
    await office.tell(announced(office, act), act.lines[1])
    assert await office.send() == 2
    late = [mail.text for mail in office.mails(address) if f"/r/{act.lines[1].tracked_number}" in mail.text]
    assert len(late) == 1
    assert "/finding/" not in late[0]


async def test_a_notice_that_was_accepted_does_not_count_as_the_request(office: Office) -> None:
    """The request still waits for the act's other line when its liaison goes: the next one is asked."""
    act = office.act(lines=2)
    await office.introduce(act)
    first = office.liaison(act.addressee_id)
    await office.tell(first, act.lines[0], announced(office, act))
    assert await office.send() == 1
    newcomer = office.liaison(act.addressee_id)
    await office.tell(ended(first), newcomer)
    office.clock.advance(minutes=2)
    await office.send()
    told = " ".join(mail.text for mail in office.mails(office.address(newcomer)))
    number = act.lines[0].tracked_number
    assert [f"/{page}/{number}" in told for page in ("r", "finding")] == [True, True]
