"""The request: mails and hand-overs, and when the response clock starts and stops."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.recommendations.domain import errors, transitions
from services.recommendations.domain.answers import ProgressAnswer, report_progress
from services.recommendations.domain.assignment import Assignment, evolve
from services.recommendations.domain.clock import response_clock
from services.recommendations.domain.counts import counts_of
from services.recommendations.domain.delivery import HandOver, MailNews, record_hand_over, record_mail
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import Channel, Progress, Request, ResponseClock
from tests.unit.recommendations_builders import (
    HOST,
    TODAY,
    a_commitment,
    a_line,
    a_moment,
    a_text,
    an_act,
    an_assignment,
    somebody,
)

FIRST, SECOND = uuid4(), uuid4()
Tell = Callable[[Assignment], Assignment]


def news(
    assignment: Assignment, delivery_id: UUID, outcome: Request, day: date = TODAY, *, relay: bool = False
) -> Assignment:
    fact = record_mail(
        assignment,
        MailNews(delivery_id=delivery_id, outcome=outcome, date=day, through_relay=relay),
        holidays=(),
        actor="service:notifications",
        occurred_at=a_moment(day).at,
    )
    return evolve(assignment, fact)


def test_a_mail_on_its_way_starts_no_clock() -> None:
    sent = news(an_assignment(), FIRST, Request.SENT)
    assert (sent.request, sent.clock_start_date, sent.response_due_date) == (Request.SENT, None, None)
    assert response_clock(sent, today=TODAY).state is ResponseClock.NOT_STARTED


def test_acceptance_by_the_bodys_own_server_starts_the_clock_that_day() -> None:
    taken = news(news(an_assignment(), FIRST, Request.SENT), FIRST, Request.ACCEPTED_BY_MAIL_SERVER)
    assert (taken.request, taken.asked_date, taken.clock_start_date, taken.response_due_date) == (
        Request.ACCEPTED_BY_MAIL_SERVER,
        TODAY,
        TODAY,
        date(2026, 5, 1),
    )


@pytest.mark.parametrize("outcome", [Request.ACCEPTED_BY_MAIL_SERVER, Request.HANDED_OVER])
def test_a_promise_asks_nothing_so_it_has_no_response_clock(outcome: Request) -> None:
    """Its maker may be shown it, and may say how far it is: neither is late, and neither is an answer."""
    line = a_line(record=a_commitment())
    told = news(line.assignment, FIRST, outcome)
    assert (told.request, told.clock_start_date, told.response_due_date) == (outcome, None, None)
    report = ProgressAnswer(progress=Progress.IN_PROGRESS, text=a_text())
    begun = evolve(told, report_progress(replace(line, assignment=told), report, an_act(version=told.version)))
    assert begun.answered_date is None
    clocks = {response_clock(each, today=TODAY + timedelta(days=400)).state for each in (told, begun)}
    assert clocks == {ResponseClock.NOT_STARTED}
    assert counts_of(begun) == set()


def test_behind_a_relay_the_line_says_sent_and_the_clock_starts_three_days_later() -> None:
    taken = news(an_assignment(), FIRST, Request.ACCEPTED_BY_MAIL_SERVER, relay=True)
    assert (taken.request, taken.through_relay, taken.request_date) == (Request.SENT, True, TODAY)
    assert taken.clock_start_date == TODAY + timedelta(days=3)
    assert taken.response_due_date == date(2026, 5, 4)
    assert response_clock(taken, today=TODAY + timedelta(days=2)).state is ResponseClock.NOT_STARTED
    assert response_clock(taken, today=TODAY + timedelta(days=3)).state is ResponseClock.ON_TIME


def test_a_bounce_stops_the_clock_undelivered_is_not_silence() -> None:
    taken = news(an_assignment(), FIRST, Request.ACCEPTED_BY_MAIL_SERVER, relay=True)
    back = news(taken, FIRST, Request.UNDELIVERABLE, TODAY + timedelta(days=1))
    assert (back.request, back.clock_start_date, back.response_due_date) == (Request.UNDELIVERABLE, None, None)
    assert response_clock(back, today=TODAY + timedelta(days=500)).state is ResponseClock.NOT_STARTED


def test_with_several_liaisons_the_earliest_acceptance_counts() -> None:
    later = news(an_assignment(), FIRST, Request.ACCEPTED_BY_MAIL_SERVER, TODAY + timedelta(days=2))
    both = news(later, SECOND, Request.ACCEPTED_BY_MAIL_SERVER, TODAY)
    assert both.clock_start_date == TODAY
    without_it = news(both, SECOND, Request.UNDELIVERABLE, TODAY + timedelta(days=3))
    assert without_it.clock_start_date == TODAY + timedelta(days=2)


def test_a_line_is_undeliverable_only_when_every_mail_bounced() -> None:
    one = news(news(an_assignment(), FIRST, Request.SENT), SECOND, Request.SENT)
    half = news(one, FIRST, Request.UNDELIVERABLE)
    assert half.request is Request.SENT
    assert news(half, SECOND, Request.UNDELIVERABLE).request is Request.UNDELIVERABLE


def test_a_hand_over_counts_from_its_day_and_outlives_a_bounce() -> None:
    line = a_line()
    bounced = news(line.assignment, FIRST, Request.UNDELIVERABLE)
    fact = record_hand_over(
        replace(line, assignment=bounced),
        HandOver(channel=Channel.COURIER, handed_over_date=TODAY - timedelta(days=3), reference="Diary 17"),
        an_act(somebody(Role.FACILITATOR, HOST), version=2),
        holidays=(),
    )
    after = evolve(bounced, fact)
    assert (after.request, after.clock_start_date) == (Request.HANDED_OVER, TODAY - timedelta(days=3))
    assert fact.occurred_at.date() == TODAY - timedelta(days=3)


def _hand_over(**changed: object) -> HandOver:
    given = HandOver(channel=Channel.LETTER, handed_over_date=TODAY, reference="Receipt 4")
    return replace(given, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        pytest.param({"channel": Channel.PARLIAMENT}, errors.Missing, id="no way to hand anything over"),
        pytest.param({"reference": " "}, errors.Missing, id="no receipt"),
        pytest.param({"handed_over_date": TODAY + timedelta(days=1)}, errors.NotAsDated, id="tomorrow"),
        pytest.param({"handed_over_date": TODAY - timedelta(days=11)}, errors.NotAsDated, id="before publication"),
    ],
)
def test_a_hand_over_carries_channel_day_and_receipt(changed: dict[str, object], refusal: type[Exception]) -> None:
    act = an_act(somebody(Role.FACILITATOR, HOST))
    with pytest.raises(refusal):
        record_hand_over(a_line(), _hand_over(**changed), act, holidays=())


def test_nothing_was_handed_over_to_a_body_that_was_no_more() -> None:
    line, act = replace(a_line(), body_ended_date=TODAY), an_act(somebody(Role.FACILITATOR, HOST))
    record_hand_over(line, _hand_over(handed_over_date=TODAY - timedelta(days=1)), act, holidays=())
    with pytest.raises(errors.BodyEnded) as refused:
        record_hand_over(line, _hand_over(), act, holidays=())
    assert refused.value.field == "handed_over_date"


def test_only_the_host_hands_over() -> None:
    for other in (somebody(Role.FACILITATOR), somebody(Role.REGISTRAR, HOST)):
        with pytest.raises(errors.NotTheHost):
            record_hand_over(a_line(), _hand_over(), an_act(other), holidays=())


def test_nobody_is_asked_of_a_group() -> None:
    act = an_act(somebody(Role.FACILITATOR, HOST))
    with pytest.raises(errors.NobodyCanBeAsked):
        record_hand_over(a_line(can_be_asked=False), _hand_over(), act, holidays=())


def test_a_hand_over_is_stale_if_the_request_changed_since() -> None:
    act = an_act(somebody(Role.FACILITATOR, HOST), version=1)
    with pytest.raises(errors.Stale):
        record_hand_over(a_line(version=2, request_version=2), _hand_over(), act, holidays=())


def _handed_over(before: Assignment, day: date) -> Assignment:
    line = replace(a_line(), assignment=before)
    act = an_act(somebody(Role.FACILITATOR, HOST), version=before.version)
    return evolve(before, record_hand_over(line, _hand_over(handed_over_date=day), act, holidays=()))


def _interleaved(*sequences: tuple[Tell, ...]) -> list[tuple[Tell, ...]]:
    """Return every order in which news may come in: of one mail in its own order, of several in any."""
    if not any(sequences):
        return [()]
    return [
        (each[0], *rest)
        for place, each in enumerate(sequences)
        if each
        for rest in _interleaved(*sequences[:place], each[1:], *sequences[place + 1 :])
    ]


def _of(delivery_id: UUID, outcome: Request, days_ago: int, *, relay: bool = False) -> Tell:
    return lambda before: news(before, delivery_id, outcome, TODAY - timedelta(days=days_ago), relay=relay)


BOUNCED_LATE = (
    _of(FIRST, Request.SENT, 6),
    _of(FIRST, Request.ACCEPTED_BY_MAIL_SERVER, 6),
    _of(FIRST, Request.UNDELIVERABLE, 2),
)
OWN_SERVER = (_of(FIRST, Request.SENT, 3), _of(FIRST, Request.ACCEPTED_BY_MAIL_SERVER, 3))
BEHIND_A_RELAY = (
    _of(SECOND, Request.SENT, 6, relay=True),
    _of(SECOND, Request.ACCEPTED_BY_MAIL_SERVER, 6, relay=True),
)
HANDED_OVER_THEN = (lambda before: _handed_over(before, TODAY - timedelta(days=3)),)


@pytest.mark.covers("row 7", "row 7b")
@pytest.mark.parametrize(
    ("told", "request_", "start"),
    [
        pytest.param((OWN_SERVER, BEHIND_A_RELAY), Request.ACCEPTED_BY_MAIL_SERVER, 3, id="what is surest counts"),
        pytest.param((BOUNCED_LATE, BEHIND_A_RELAY), Request.SENT, 3, id="a late bounce"),
        pytest.param((BOUNCED_LATE, HANDED_OVER_THEN), Request.HANDED_OVER, 3, id="a bounce and a hand-over"),
        pytest.param((OWN_SERVER, BEHIND_A_RELAY, HANDED_OVER_THEN), Request.HANDED_OVER, 3, id="all on one day"),
        pytest.param((BOUNCED_LATE,), Request.UNDELIVERABLE, None, id="all came back"),
    ],
)
def test_in_whichever_order_and_however_often_it_is_told_the_request_is_the_same(
    told: tuple[tuple[Tell, ...], ...], request_: Request, start: int | None
) -> None:
    rows = [row for row in transitions.TABLE if row.row in {"7", "7b"}]
    for order in _interleaved(*told):
        line = an_assignment()
        for tell in order:
            before, line = line, tell(line)
            assert any(row.leads(before.request, line.request) for row in rows), f"{before.request} to {line.request}"
            if tell not in HANDED_OVER_THEN:
                again = tell(line)
                assert (again.request, again.clock_start_date) == (line.request, line.clock_start_date)
        started = TODAY - timedelta(days=start) if start else None
        assert (line.request, line.clock_start_date) == (request_, started)


def test_row_7_leads_nowhere_that_no_news_lead() -> None:
    """What the table allows has happened in some order: it is no wider than what mails can do."""
    third, relayed = uuid4(), uuid4()
    straight = (_of(third, Request.ACCEPTED_BY_MAIL_SERVER, 8),)
    refused_at_once = (_of(third, Request.UNDELIVERABLE, 1),)
    came_back = (_of(SECOND, Request.SENT, 3), _of(SECOND, Request.UNDELIVERABLE, 2))
    long_ago = (_of(relayed, Request.ACCEPTED_BY_MAIL_SERVER, 9, relay=True),)
    seen = set()
    for told in (
        (BOUNCED_LATE, BEHIND_A_RELAY, HANDED_OVER_THEN),
        (BOUNCED_LATE, came_back, straight),
        (came_back, long_ago, OWN_SERVER),
        (came_back, refused_at_once, OWN_SERVER),
        (long_ago, HANDED_OVER_THEN),
        (straight, HANDED_OVER_THEN),
    ):
        for order in _interleaved(*told):
            line = an_assignment()
            for tell in order:
                before, line = line, tell(line)
                seen.add((before.request, line.request))
    rows = [row for row in transitions.TABLE if row.row in {"7", "7b"}]
    allowed = {(one, other) for row in rows for one in row.before for other in row.after}
    assert allowed == seen
