"""The notice of a finding: one mail per liaison and finding, whatever is delivered again; never what was found."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.notifications.v1 import events_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import event_log
from services.chassis.consumer import Outcome
from services.chassis.ids import new_id
from services.mails.script import direction_of
from services.mails.writing import Plain
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


async def test_a_mail_that_still_waits_tells_the_later_day(office: Office) -> None:
    act, address = await asked(office)
    finding = announced(office, act)
    later = recommendations.FindingExtended(
        assignment_id=finding.assignment_id,
        finding_id=finding.finding_id,
        reply_until_date=(office.clock.today + timedelta(days=15)).isoformat(),
    )
    await office.tell(finding, later)
    await office.send()
    _, notice = office.mails(address)
    plain = Plain("en", direction_of("en"))
    assert plain.date(office.clock.today + timedelta(days=15)) in notice.text


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


class Move:
    """The act's first line goes to another body, whose liaisons are told in English and in Urdu."""

    def __init__(self, office: Office, act: Act) -> None:
        self.former, self.body_id = act.lines[0], new_id()
        self.opened = recommendations.AssignmentOpened()
        self.opened.CopyFrom(self.former)
        self.opened.MergeFrom(
            recommendations.AssignmentOpened(
                assignment_id=str(new_id()),
                addressee_id=str(self.body_id),
                origin_assignment_id=self.former.assignment_id,
                origin_addressee_id=self.former.addressee_id,
            )
        )
        self.gone = recommendations.AssignmentTransferred(
            assignment_id=self.former.assignment_id,
            successor_id=str(self.body_id),
            successor_assignment_id=self.opened.assignment_id,
        )
        names = {"en": "Ministry for Rights (example)", "ur": "وزارتِ حقوق (مثال)"}
        self.body = recommendations.AddresseeRegistered(
            addressee_id=str(self.body_id),
            slug="ministry-for-rights-example",
            name=text_pb2.LocalizedText(authoritative_language="en", bodies=names),
        )
        self.liaisons = [office.liaison(self.body_id, language=language) for language in ("en", "ur")]
        self._office = office

    def notices(self) -> list[list[str]]:
        """What each liaison of the body that has the line now reads of findings."""
        return [[" ".join(mail.text.split()) for mail in box if "/finding/" in mail.text] for box in self.boxes()]

    def boxes(self) -> list[Any]:
        """What each of these liaisons has in the mailbox."""
        return [self._office.mails(self._office.address(each)) for each in self.liaisons]


@pytest.mark.parametrize("order", ["announced, gone, opened", "gone, announced, opened", "opened, gone, announced"])
async def test_whoever_has_the_line_now_is_told_once_of_the_finding_that_waits(office: Office, order: str) -> None:
    act, _ = await asked(office)
    move, finding = Move(office, act), announced(office, act)
    await office.tell(move.body, *move.liaisons)
    for each in order.split(", "):
        await office.tell({"announced": finding, "gone": move.gone, "opened": move.opened}[each])
    office.clock.advance(minutes=2)
    await office.send()
    [[asked_anew], [_]] = [
        [" ".join(mail.text.split()) for mail in box if "/finding/" not in mail.text] for box in move.boxes()
    ]
    came = "was with Child Rights Commission (example) before and came to Ministry for Rights (example)"
    assert came in asked_anew, "and, asked anew, from whom the line came"
    [[english], [translated]] = move.notices()
    link = f"https://tracker.example/finding/{move.former.tracked_number}?body=body-{act.addressee_id}"
    assert (link in english, link in translated) == (True, True), "the finding stays with the line that was checked"
    assert "something that Ministry for Rights (example) may read and answer" in english
    assert "what Child Rights Commission (example) claimed. Its line went to Ministry for Rights (example)" in english
    assert "کمیشن برائے حقوقِ اطفال (مثال) کے دعوے کے بارے میں" in translated
    async with await psycopg.AsyncConnection.connect(office.databases.admin_url, autocommit=True) as admin:
        await admin.execute("TRUNCATE consumed")
    for event in office.told:
        await office.applier.apply(event)
    await office.send()
    assert [len(each) for each in move.notices()] == [1, 1]
    await office.tell(taken_back(finding))
    await office.send()
    assert [len(each) for each in move.notices()] == [2, 2], "and once that it was taken back"
    await office.folded()


async def test_where_the_line_came_by_mistake_nobody_is_told_of_a_finding(office: Office) -> None:
    act, address = await asked(office)
    move = Move(office, act)
    await office.tell(move.body, *move.liaisons, announced(office, act), move.gone, move.opened)
    back = recommendations.AssignmentTransferred(
        assignment_id=move.opened.assignment_id,
        successor_id=move.former.addressee_id,
        successor_assignment_id=move.former.assignment_id,
        undone=True,
    )
    await office.tell(back, recommendations.TransferUndone(assignment_id=move.former.assignment_id))
    office.clock.advance(minutes=2)
    await office.send()
    assert move.notices() == [[], []]
    assert len([mail for mail in office.mails(address) if "/finding/" in mail.text]) == 1
    await office.folded()


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


def dissolved(act: Act) -> recommendations.SuccessionRecorded:
    return recommendations.SuccessionRecorded(
        addressee_id=str(act.addressee_id),
        succession_id=str(new_id()),
        kind=recommendations.SUCCESSION_KIND_DISSOLUTION,
        effective_date="2026-11-01",
    )


@pytest.mark.covers("row 19", "row 26")
async def test_who_answered_for_a_body_that_is_no_more_is_told_nothing_until_that_is_undone(office: Office) -> None:
    act, address = await asked(office)
    over = dissolved(act)
    await office.tell(announced(office, act))
    closed = recommendations.Closed(
        assignment_id=act.lines[0].assignment_id,
        closure=recommendations.CLOSURE_CLOSED_NOT_APPLICABLE,
        closed_date="2026-11-20",
    )
    await office.tell(over, closed)
    office.clock.advance(minutes=2)
    await office.send()
    assert len(office.mails(address)) == 1, "neither of the finding that waited nor of what happened since"
    undone = recommendations.SuccessionUndone(addressee_id=str(act.addressee_id), succession_id=over.succession_id)
    await office.tell(undone)
    office.clock.advance(minutes=2)
    await office.send()
    told = [mail.text for mail in office.mails(address)][1:]
    assert sorted("/finding/" in each for each in told) == [False, True]
    await office.folded()


@pytest.mark.covers("row 26")
async def test_nobody_is_asked_by_a_line_that_is_published_for_a_body_that_is_no_more(office: Office) -> None:
    act, address = await office.ready()
    await office.tell(dissolved(act), *act.lines)
    office.clock.advance(minutes=2)
    assert await office.send() == 0
    assert office.mails(address) == []


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
