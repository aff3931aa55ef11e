"""News of lines: each change told once, in one mail, to who was asked; nothing that was taken back meanwhile."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from google.protobuf.message import Message

from deploy.local.postgres import Databases, Postgres
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import texts
from services.chassis.consumer import Outcome
from services.chassis.ids import new_id
from tests.integration.notifications_office import Act, Office, a_database, an_office

DAY = "2026-11-20"


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(databases, tmp_path) as opened:
        yield opened


async def asked(office: Office, lines: int = 1) -> tuple[Act, str]:
    """Lines whose request mail has gone out, as recommendations has heard."""
    act, address = await office.ready(lines)
    await office.tell(*act.lines)
    await office.send()
    sent = recommendations.REQUEST_ACCEPTED_BY_MAIL_SERVER
    await office.tell(
        *(recommendations.RequestRecorded(assignment_id=each, request=sent) for each in act.assignment_ids)
    )
    return act, address


async def news(office: Office, address: str, **later: float) -> list[str]:
    """Let time pass, send what is due, and return the texts of the news that the liaison has had since the request."""
    office.clock.advance(**(later or {"seconds": 6}))
    await office.send()
    return [" ".join(mail.text.split()) for mail in office.mails(address)[1:]]


def letter(act: Act, **given: Any) -> recommendations.PositionStated:
    fields: dict[str, Any] = {
        "assignment_id": act.assignment_ids[0],
        "position": recommendations.POSITION_DECLINED,
        "reason": texts.new({"en": "There is no budget."}, "en"),
        "outside": recommendations.OutsideSource(
            channel=recommendations.CHANNEL_LETTER, date="2026-03-01", reference="No. 12/2026"
        ),
        "stated_date": "2026-03-01",
    }
    return recommendations.PositionStated(**fields | given)


def closed(act: Act, closure: Any = recommendations.CLOSURE_CLOSED_DECLINED) -> recommendations.Closed:
    return recommendations.Closed(assignment_id=act.assignment_ids[0], closure=closure, closed_date=DAY)


def reopened(act: Act, by: Any = recommendations.REOPENED_BY_HOST) -> recommendations.Reopened:
    return recommendations.Reopened(assignment_id=act.assignment_ids[0], reopened_by=by, reopened_date=DAY)


def merged(act: Act) -> consultations.StatementMerged:
    statement_id = act.lines[0].statement_id
    return consultations.StatementMerged(statement_id=statement_id, target_number="R-900", merged_date=DAY)


def unmerged(act: Act) -> consultations.StatementUnmerged:
    statement_id = act.lines[0].statement_id
    return consultations.StatementUnmerged(statement_id=statement_id, target_number="R-900", unmerged_date=DAY)


def superseded(act: Act) -> consultations.StatementSuperseded:
    statement_id = act.lines[0].statement_id
    return consultations.StatementSuperseded(statement_id=statement_id, target_number="R-900", superseded_date=DAY)


def corrected(act: Act, **texts_: Any) -> consultations.StatementCorrected:
    statement_id = act.lines[0].statement_id
    reason = texts.new({"en": "A slip of the pen"}, "en")
    return consultations.StatementCorrected(statement_id=statement_id, reason=reason, corrected_date=DAY, **texts_)


def withdrawn(act: Act) -> consultations.StatementWithdrawn:
    return consultations.StatementWithdrawn(statement_id=act.lines[0].statement_id, withdrawn_date=DAY)


def transferred(act: Act) -> recommendations.AssignmentTransferred:
    return recommendations.AssignmentTransferred(
        assignment_id=act.assignment_ids[0], successor_id=str(new_id()), transferred_date=DAY
    )


def undone(act: Act) -> recommendations.TransferUndone:
    return recommendations.TransferUndone(assignment_id=act.assignment_ids[0], undone_date=DAY)


@pytest.mark.covers("row 8b")
async def test_each_liaison_is_told_in_their_language_of_a_letter_and_how_to_object(office: Office) -> None:
    act, address = await asked(office)
    urdu = office.liaison(act.addressee_id, language="ur")
    await office.tell(urdu)
    await office.send()
    before = await office.public_events()
    await office.tell(letter(act))
    (english,) = await news(office, address)
    number = act.lines[0].tracked_number
    assert (
        "A letter, dated 1 March 2026, was recorded by Media Forum (example) as what Child Rights Commission (example) "
        "says: declined."
    ) in english
    assert "Reference: No. 12/2026" in english
    assert "open the page, sign in, give your own answer and say" in english
    assert f"https://tracker.example/r/{number}" in english
    assert "This mail asks nothing of you." in english
    assert "no budget" not in english
    (translated,) = office.mails(office.address(urdu))
    assert "درج کیا: انکار" in translated.text
    assert 'dir="rtl"' in translated.html
    # What became of the news names no line: nobody takes them for requests.
    listed = "SELECT 1 FROM delivery_items JOIN deliveries ON id = delivery_id WHERE deliveries.kind = 'changes'"
    assert await office.rows(listed) == []
    assert sorted((await office.public_events())[len(before) :]) == ["RequestAccepted"] * 2 + ["RequestSent"] * 2
    await office.folded()


@pytest.mark.parametrize(
    ("happened", "says"),
    [
        (closed, "It was closed as declined."),
        (lambda act: closed(act, recommendations.CLOSURE_CLOSED_NOT_APPLICABLE), "closed: it no longer applies."),
        (lambda act: closed(act, recommendations.CLOSURE_CLOSED_VERIFIED), "closed: it was shown to be done."),
        (merged, "It was merged into R-900"),
        (superseded, "R-900 took its place."),
        (withdrawn, "Media Forum (example) withdrew it."),
        (transferred, "It is with another body now."),
    ],
)
@pytest.mark.covers("row 5", "row 6", "row 22", "row 23", "row 24", "row 26")
async def test_who_was_asked_is_told_what_happened(office: Office, happened: Any, says: str) -> None:
    act, address = await asked(office)
    await office.tell(happened(act))
    (told,) = await news(office, address)
    assert says in told
    assert ("Title" in told) is (happened is not withdrawn)
    assert await news(office, address, hours=25) == [told]


@pytest.mark.parametrize(
    ("happened", "back", "says"),
    [
        (closed, reopened, "It is open again."),
        (merged, unmerged, "It stands on its own again: R-900 no longer stands for it."),
        (superseded, unmerged, "It stands on its own again"),
        (transferred, undone, "It is with Child Rights Commission (example) again"),
    ],
)
@pytest.mark.covers("row 6", "row 25", "row 26")
async def test_who_was_told_is_told_that_it_was_taken_back_and_nobody_else_is(
    office: Office, happened: Any, back: Any, says: str
) -> None:
    act, address = await asked(office)
    await office.tell(happened(act), back(act))
    assert await news(office, address) == [], "it was taken back before anybody was told"
    await office.tell(happened(act))
    assert len(await news(office, address)) == 1
    await office.tell(back(act))
    assert len(await news(office, address)) == 1, "one mail a day"
    _, second = await news(office, address, hours=24)
    assert says in second


@pytest.mark.covers("row 31")
async def test_who_was_asked_is_told_of_a_corrected_wording_and_is_asked_nothing_again(office: Office) -> None:
    act, address = await asked(office)
    await office.tell(corrected(act, title=texts.new({"en": "A helpline for children"}, "en")))
    (told,) = await news(office, address)
    assert "Its wording was corrected; how it read before stays on its page." in told
    assert "A helpline for children" in told
    assert len(office.mails(address)) == 2, "the request, and the news"
    await office.folded()


@pytest.mark.parametrize("over", [closed, withdrawn, transferred])
@pytest.mark.covers("row 31")
async def test_nobody_is_told_of_a_corrected_wording_once_the_line_is_over(office: Office, over: Any) -> None:
    act, address = await asked(office)
    await office.tell(over(act))
    before = await news(office, address)
    await office.tell(corrected(act, title=texts.new({"en": "A helpline"}, "en")))
    assert await news(office, address, hours=25) == before


async def test_a_body_that_opened_its_line_again_is_not_told_of_it(office: Office) -> None:
    act, address = await asked(office)
    await office.tell(closed(act))
    await news(office, address)
    await office.tell(reopened(act, recommendations.REOPENED_BY_ADDRESSEE))
    assert len(await news(office, address, hours=25)) == 1


async def test_what_happens_to_many_lines_is_one_mail(office: Office) -> None:
    act, address = await asked(office, 40)
    await office.tell(*(replace_line(closed(act), each) for each in act.assignment_ids))
    (told,) = await news(office, address)
    assert told.count("It was closed as declined.") == 40
    (_, mail) = office.mails(address)
    assert mail.message["Subject"] == "News of 40 items for Child Rights Commission (example) – Media Forum (example)"


def replace_line(event: Any, assignment_id: str) -> Any:
    event.assignment_id = assignment_id
    return event


async def test_nobody_is_told_of_a_line_that_they_were_not_asked_about(office: Office) -> None:
    act, address = await office.ready()
    group, _ = await office.ready(can_be_asked=False)
    await office.tell(consultations.ConsultationHidden(consultation_id=str(act.consultation_id), hidden_date=DAY))
    await office.tell(*act.lines, *group.lines, withdrawn(act), closed(group))
    await news(office, address)
    assert office.mails() == []


async def test_a_promise_that_was_made_here_is_known_and_one_from_the_press_is_not(office: Office) -> None:
    made, address = await office.ready(type=consultations.STATEMENT_TYPE_COMMITMENT)
    read, other = await office.ready(type=consultations.STATEMENT_TYPE_COMMITMENT, press_reported=True)
    await office.tell(*made.lines, *read.lines, withdrawn(made), withdrawn(read))
    await news(office, address)
    assert (len(office.mails(address)), len(office.mails(other))) == (1, 0)


@pytest.mark.covers("row 5b", "invariant 9")
async def test_nothing_goes_out_while_a_line_is_hidden_and_it_is_told_once_it_is_shown(office: Office) -> None:
    act, address = await asked(office)
    hidden = consultations.StatementHidden(statement_id=act.lines[0].statement_id, hidden_date=DAY)
    shown = consultations.StatementShown(statement_id=act.lines[0].statement_id, shown_date=DAY)
    await office.tell(closed(act), hidden)
    assert await news(office, address) == []
    await office.tell(shown)
    assert len(await news(office, address)) == 1


@pytest.mark.covers("row 5b", "invariant 9")
@pytest.mark.parametrize("what", ["statement", "consultation"])
async def test_what_stands_for_a_line_is_not_named_while_it_is_hidden(office: Office, what: str) -> None:
    act, address = await asked(office)
    other = office.act()
    await office.introduce(other)
    await office.tell(*other.lines)
    joined = merged(act)
    joined.target_id = other.lines[0].statement_id
    if what == "statement":
        gone: Message = consultations.StatementHidden(statement_id=joined.target_id, hidden_date=DAY)
        back: Message = consultations.StatementShown(statement_id=joined.target_id, shown_date=DAY)
    else:
        gone = consultations.ConsultationHidden(consultation_id=str(other.consultation_id), hidden_date=DAY)
        back = consultations.ConsultationShown(consultation_id=str(other.consultation_id), shown_date=DAY)
    await office.tell(gone, joined)
    assert await news(office, address) == []
    await office.tell(back)
    (told,) = await news(office, address)
    assert "It was merged into R-900" in told


async def test_a_liaison_of_later_is_not_told_and_one_who_left_neither(office: Office) -> None:
    act, address = await asked(office)
    left = office.liaison(act.addressee_id)
    await office.tell(left)
    await office.tell(closed(act))
    ended = identity.MandateEnded(
        person_id=left.person_id, mandate_id=left.mandate_id, addressee_id=left.addressee_id, to_date=DAY
    )
    tomorrow = (office.clock.today + timedelta(days=1)).isoformat()
    later = office.liaison(act.addressee_id, from_date=tomorrow)
    await office.tell(ended, later)
    office.clock.advance(hours=25)
    async with office.database.transaction() as tx:
        assert await office.events.plan_mandates_in_force(tx, limit=10) == 1
    await news(office, address)
    told = {office.address(each): len(office.mails(office.address(each))) for each in (left, later)}
    assert told == {office.address(left): 0, office.address(later): 0}


@pytest.mark.covers("invariant 4")
async def test_after_three_days_away_there_is_one_mail_with_what_still_holds(office: Office) -> None:
    act, address = await asked(office, 2)
    office.clock.advance(days=3)
    kept = replace_line(closed(act), act.assignment_ids[1])
    await office.tell(closed(act), letter(act), kept, reopened(act))
    (told,) = await news(office, address)
    assert "A letter, dated 1 March 2026" in told
    assert told.count("It was closed") == 1
    assert "open again" not in told
    for delivered in office.told:
        assert await office.applier.apply(delivered) is not Outcome.APPLIED
    assert len(await news(office, address, hours=25)) == 1


@pytest.mark.covers("invariant 4")
async def test_what_was_recorded_weeks_ago_is_no_news(office: Office) -> None:
    act, address = await asked(office)
    await apply_of(office, closed(act), days_ago=15)
    assert await news(office, address) == []
    await apply_of(office, letter(act), days_ago=13)
    assert len(await news(office, address)) == 1


async def apply_of(office: Office, event: Message, *, days_ago: int) -> None:
    """Let an event arrive that its owner recorded so many days ago: a new database reads the logs from the start."""
    delivered = office.delivered(event)
    milliseconds = int((datetime.now(UTC) - timedelta(days=days_ago)).timestamp() * 1000)
    low = delivered.envelope.event_id.int & ((1 << 80) - 1)
    old = replace(delivered.envelope, event_id=UUID(int=milliseconds << 80 | low))
    assert await office.applier.apply(replace(delivered, envelope=old)) is Outcome.APPLIED
