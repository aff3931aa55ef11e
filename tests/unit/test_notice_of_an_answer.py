"""The notice of an answer: what it says to whom, without a word of the answer itself, and when it goes out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import texts
from services.chassis.consumer import Envelope
from services.chassis.ids import new_id
from services.identity.domain.people import Contact, Particulars
from services.mails.changes import ChangedLine, ChangesMail, render
from services.mails.script import Language, shown
from services.notifications.domain import planning
from services.notifications.domain.changes import Change, ChangeKind, News
from services.notifications.domain.delivery import (
    KINDS_OF_NEWS,
    DeliveryGivenUp,
    DeliveryReopened,
    GivenUpReason,
    evolve,
)
from services.notifications.wire import changes as wire
from tests.notifications_kit import NOON, TODAY, a_line

HOST = "Media Forum"
BODY = "Child Rights Commission"


def a_notice(
    language: Language = "en",
    *numbers: str,
    to_host: bool = False,
    is_receipt: bool = False,
    by_letter_only: bool = False,
    kind: str = "answer",
) -> ChangesMail:
    lines = [
        ChangedLine(
            number=number,
            title=shown({"en": "Publish response times"}, "en", language),
            kind=kind,
            day=date(2026, 11, 20),
            details={"says": "declined", "channel": "letter", "reference": "No. 12"},
            body="",
            url=f"https://tracker.example/r/{number}",
        )
        for number in numbers or ("R-42",)
    ]
    return ChangesMail(
        language=language,
        addressee=BODY,
        host=HOST,
        lines=tuple(lines),
        illustrative=False,
        reply_reaches_facilitator=not to_host,
        by_letter_only=by_letter_only,
        to_host=to_host,
        is_receipt=is_receipt,
    )


def test_a_colleague_reads_what_was_answered_and_what_to_do_if_that_is_wrong() -> None:
    said = render(a_notice())
    for form in (said.text, said.html):
        words = " ".join(form.split())
        assert "A liaison of" in words
        assert "declined" in words
        assert "open the page, sign in and give another answer" in words
        assert "https://tracker.example/r/R-42" in words
    assert said.subject == f"News of R-42 for {BODY} – {HOST}"


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize("kind", ["answer", "letter"])
@pytest.mark.parametrize(("language", "says"), [("en", "as a letter, since"), ("ur", "خط میں")])
def test_a_body_that_answers_by_letter_only_is_not_sent_to_a_form(language: Language, says: str, kind: str) -> None:
    said = render(a_notice(language, by_letter_only=True, kind=kind))
    for form in (said.text, said.html):
        assert says in form
        assert "sign in" not in form
        assert "سائن اِن" not in form


def test_a_facilitator_is_not_spoken_to_as_a_liaison() -> None:
    said = render(a_notice(to_host=True))
    for form in (said.text, said.html):
        words = " ".join(form.split())
        assert "To the facilitators of" in words
        assert "You are registered as a facilitator of" in words
        assert "To the liaison of" not in words
        assert "registered as the liaison" not in words
        assert "reply to this mail" not in words
    assert said.subject == f"{BODY} answered R-42 – {HOST}"
    assert render(a_notice("en", "R-42", "R-43", to_host=True)).subject == f"{BODY} answered 2 items – {HOST}"


@pytest.mark.covers("SEC 7")
def test_whoever_answered_reads_that_it_was_in_their_name_and_whom_to_tell_if_not() -> None:
    said = render(a_notice(is_receipt=True))
    for form in (said.text, said.html):
        words = " ".join(form.split())
        assert "was answered in your name: this is the receipt" in words
        assert "If it was not you, tell" in words
        assert "at once, by telephone or letter" in words
        assert "declined" in words
    assert said.subject == f"Receipt: your answer to R-42 for {BODY} – {HOST}"
    several = render(a_notice("en", "R-42", "R-43", is_receipt=True))
    assert several.subject == f"Receipt: your answers to 2 items for {BODY} – {HOST}"


@pytest.mark.parametrize("given", [{}, {"to_host": True}, {"is_receipt": True}], ids=["liaison", "host", "receipt"])
def test_the_urdu_notice_is_urdu(given: dict[str, Any]) -> None:
    said = render(a_notice("ur", **given))
    assert "نے جواب دیا" in said.text
    assert ("آپ کے نام سے" in said.text) is bool(given.get("is_receipt"))
    assert 'dir="rtl"' in said.html
    assert "answered" not in said.text + said.html
    assert "receipt" not in (said.subject + said.text + said.html).lower()


def an_answer(**given: Any) -> recommendations.PositionStated:
    fields: dict[str, Any] = {
        "assignment_id": str(new_id()),
        "position": recommendations.POSITION_ACCEPTED,
        "text": texts.new({"en": "We shall."}, "en"),
        "stated_date": "2026-11-20",
        "answered_by_id": str(uuid4()),
    }
    return recommendations.PositionStated(**fields | given)


def an_envelope() -> Envelope:
    return Envelope(
        event_id=new_id(),
        type="",
        aggregate_id=new_id(),
        public_version=1,
        occurred_at=NOON,
        source="recommendations",
        traceparent="",
    )


def test_of_an_answer_its_kind_day_and_author_are_kept_and_no_word() -> None:
    event = an_answer()
    change = wire.answer(event, an_envelope())
    assert change
    assert (change.kind, change.day, change.details) == (ChangeKind.ANSWER, date(2026, 11, 20), {"says": "accepted"})
    assert str(change.author_id) == event.answered_by_id


def test_nobody_is_told_of_an_answer_that_does_not_say_whose_it_is() -> None:
    assert wire.answer(an_answer(answered_by_id=""), an_envelope()) is None


def news(kind: ChangeKind) -> News:
    line = a_line(asked=True)
    change = Change(id=new_id(), kind=kind, assignment_id=line.id, day=TODAY)
    return News(change=change, line=line, holds=True, reversed_was_told=False)


@pytest.mark.parametrize(
    ("kind", "last", "waits"),
    [
        pytest.param(ChangeKind.ANSWER, None, timedelta(seconds=5), id="the first"),
        pytest.param(ChangeKind.ANSWER, timedelta(minutes=10), timedelta(minutes=50), id="within the hour"),
        pytest.param(ChangeKind.ANSWER, timedelta(hours=2), timedelta(seconds=5), id="hours later"),
        pytest.param(ChangeKind.CLOSED, timedelta(hours=2), timedelta(hours=22), id="no answer"),
    ],
)
def test_an_answer_is_told_within_the_hour(kind: ChangeKind, last: timedelta | None, waits: timedelta) -> None:
    last_at = NOON - last if last else None
    opened = planning.open_changes_mail([news(kind)], uuid4(), earlier=1, last_at=last_at, at=NOON)
    assert opened.next_attempt_at - NOON == waits


def test_an_answer_takes_other_news_along_that_would_have_waited() -> None:
    last_at = NOON - timedelta(hours=2)
    opened = planning.open_changes_mail([news(ChangeKind.CLOSED)], uuid4(), earlier=1, last_at=last_at, at=NOON)
    waiting = evolve(None, opened)
    other = planning.add_changes(waiting, [news(ChangeKind.CLOSED)], last_at=last_at, at=NOON)
    answer = planning.add_changes(waiting, [news(ChangeKind.ANSWER)], last_at=last_at, at=NOON)
    assert other.next_attempt_at == opened.next_attempt_at
    assert answer.next_attempt_at == NOON + timedelta(seconds=5)


def test_a_facilitators_notice_and_a_receipt_are_other_mails_than_the_liaisons() -> None:
    told, person = news(ChangeKind.ANSWER), uuid4()
    mails = [
        planning.open_changes_mail([told], person, kind=kind, earlier=0, last_at=None, at=NOON)
        for kind in KINDS_OF_NEWS
    ]
    assert len({each.delivery_id for each in mails}) == len(KINDS_OF_NEWS) == 3
    assert {evolve(None, each).item_ids for each in mails} == {(told.change.id,)}


def test_a_line_that_went_away_is_no_reason_not_to_tell_of_an_answer_to_it() -> None:
    told = news(ChangeKind.ANSWER)
    assert replace(told, line=replace(told.line, transferred=True)).wants_telling
    assert not replace(told, line=replace(told.line, concealed=True)).may_be_listed


def test_a_copy_repeats_the_answers_alone_and_claims_nothing() -> None:
    answer, other = news(ChangeKind.ANSWER), news(ChangeKind.CLOSED)
    mail = evolve(None, planning.open_changes_mail([other, answer], uuid4(), earlier=0, last_at=None, at=NOON))
    contact_id = uuid4()
    opened = planning.open_copy(mail, contact_id, [other, answer], at=NOON)
    assert opened
    copy = evolve(None, opened)
    assert (copy.copy_contact_id, copy.change_ids, copy.claims) == (contact_id, (answer.change.id,), False)
    assert planning.open_copy(mail, contact_id, [other], at=NOON) is None
    over = evolve(copy, DeliveryGivenUp(delivery_id=copy.id, version=2, at=NOON, reason=GivenUpReason.TRIED_TOO_LONG))
    again = evolve(over, DeliveryReopened(delivery_id=copy.id, version=3, at=NOON, next_attempt_at=NOON))
    assert (over.claims, again.claims) == (False, False)


def test_further_contacts_are_those_that_work() -> None:
    contacts = [Contact(id=uuid4(), email="", signs_in=not n, bounced_at=NOON if n == 2 else None) for n in range(4)]
    particulars = Particulars(name="", email="", language="en", contacts=tuple(contacts))
    assert particulars.further(contacts[0]) == [contacts[1], contacts[3]]
    assert particulars.contact(contacts[2].id) == contacts[2]
    assert particulars.contact(uuid4()) is None
