"""Who is told in which mail, and what each try makes of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import planning, sending
from services.notifications.domain.assignment import Assignment
from services.notifications.domain.delivery import (
    AttemptFailed,
    Delivery,
    DeliveryGivenUp,
    DeliveryReopened,
    Fact,
    GivenUpReason,
    LinesLeftOut,
    RequestAccepted,
    RequestBounced,
    RequestSent,
    SmtpMode,
    State,
    evolve,
)
from services.notifications.domain.errors import NothingListed, NotOver, Stale
from services.notifications.domain.return_path import message_token, return_token, token_of
from services.notifications.domain.sending import Answer
from tests.notifications_kit import (
    FIRST_WAIT,
    NOON,
    TODAY,
    a_delivery,
    a_line,
    a_sent_delivery,
    after,
    an_accepted_delivery,
    lines_of_one_act,
)

LATER = Answer(reply_code=451, status_code="4.7.1")
NEVER = Answer(reply_code=550, status_code="5.1.1", final=True)


def failed(delivery: Delivery, answer: Answer = LATER, *, at: datetime = NOON, jitter: float = 0.5) -> tuple[Fact, ...]:
    return sending.fail(delivery, answer, first_wait=FIRST_WAIT, jitter=jitter, at=at, today=TODAY)


# --- one mail per liaison and publishing act -------------------------------------------------------------------------


def test_a_mail_with_all_its_lines_goes_out_at_once() -> None:
    opened = planning.open_delivery(lines_of_one_act(2), uuid4(), complete=True, earlier=0, at=NOON)
    assert opened.next_attempt_at == NOON


def test_a_mail_waits_a_minute_for_the_other_lines_of_its_act() -> None:
    first, *_ = lines_of_one_act(3)
    opened = planning.open_delivery([first], uuid4(), complete=False, earlier=0, at=NOON)
    assert opened.next_attempt_at == NOON + timedelta(seconds=60)


def test_a_line_in_between_does_not_make_the_mail_wait_longer() -> None:
    first, second, _ = lines_of_one_act(3)
    gathering = evolve(None, planning.open_delivery([first], uuid4(), complete=False, earlier=0, at=NOON))
    added = planning.add_lines(gathering, [second], complete=False, at=NOON + timedelta(seconds=40))
    assert added is not None
    assert evolve(gathering, added).next_attempt_at == NOON + timedelta(seconds=60)


def test_the_last_line_of_the_act_sends_the_mail() -> None:
    first, second = lines_of_one_act(2)
    gathering = evolve(None, planning.open_delivery([first], uuid4(), complete=False, earlier=0, at=NOON))
    added = planning.add_lines(gathering, [second], complete=True, at=NOON + timedelta(seconds=5))
    assert added is not None
    complete = evolve(gathering, added)
    assert complete.next_attempt_at == NOON + timedelta(seconds=5)
    assert complete.assignment_ids == (first.id, second.id)


def test_nothing_is_recorded_when_nothing_changes() -> None:
    assert planning.add_lines(a_delivery(), [], complete=True, at=NOON) is None


def test_the_same_act_person_and_count_give_the_same_delivery_and_others_another() -> None:
    line, person = a_line(), uuid4()
    again = replace(line, id=uuid4())
    ids = {
        planning.delivery_id(line, person, earlier=0),
        planning.delivery_id(again, person, earlier=0),
        planning.delivery_id(line, person, earlier=1),
        planning.delivery_id(line, uuid4(), earlier=0),
        planning.delivery_id(replace(line, addressee_id=uuid4()), person, earlier=0),
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    "given_so",
    [
        pytest.param({"can_be_asked": False}, id="a group"),
        pytest.param({"is_commitment": True}, id="a promise"),
        pytest.param({"press_reported": True}, id="known only from the press"),
        pytest.param({"withdrawn": True}, id="withdrawn"),
        pytest.param({"handed_over": True}, id="handed over by letter"),
        pytest.param({"answered": True}, id="answered"),
    ],
)
def test_nobody_is_mailed_about(given_so: dict[str, bool]) -> None:
    line = a_line(**given_so)
    assert not line.wants_asking
    assert not line.may_be_listed


def test_a_hidden_line_is_planned_for_and_not_listed() -> None:
    line = a_line(hidden=True)
    assert line.wants_asking
    assert not line.may_be_listed


# --- a try -----------------------------------------------------------------------------------------------------------


def prepared(delivery: Delivery, lines: Sequence[Assignment], *, entitled: bool = True) -> tuple[Fact, ...]:
    return sending.prepare(delivery, lines, entitled=entitled, mode=SmtpMode.DIRECT, at=NOON, today=TODAY)


def test_the_first_try_is_announced_and_the_second_is_not() -> None:
    line = a_line()
    (sent,) = prepared(a_delivery(line), [line])
    assert isinstance(sent, RequestSent)
    assert sent.assignment_ids == (line.id,)
    assert prepared(a_sent_delivery(line), [line]) == ()


def test_what_may_not_be_listed_any_more_is_left_out() -> None:
    kept, hidden = lines_of_one_act(2)
    left_out, sent = prepared(a_delivery(kept, hidden), [kept, replace(hidden, hidden=True)])
    assert isinstance(left_out, LinesLeftOut)
    assert left_out.assignment_ids == (hidden.id,)
    assert isinstance(sent, RequestSent)
    assert sent.assignment_ids == (kept.id,)


def test_a_mail_with_nothing_left_is_given_up() -> None:
    line = a_line()
    given_up = after(a_delivery(line), prepared(a_delivery(line), [replace(line, withdrawn=True)]))
    assert (given_up.state, given_up.assignment_ids) == (State.DEAD, ())


def test_whoever_lost_the_mandate_gets_nothing() -> None:
    line = a_line()
    (given_up,) = prepared(a_delivery(line), [line], entitled=False)
    assert isinstance(given_up, DeliveryGivenUp)
    assert given_up.reason is GivenUpReason.NOT_ENTITLED


def test_a_mail_announced_as_sent_and_then_given_up_is_announced_as_not_arrived_without_blaming_an_address() -> None:
    line = a_line()
    given_up, bounced = prepared(a_sent_delivery(line), [line], entitled=False)
    assert isinstance(given_up, DeliveryGivenUp)
    assert isinstance(bounced, RequestBounced)
    assert bounced.person_id is None
    ended = after(a_sent_delivery(line), (given_up, bounced))
    assert (ended.state, ended.claims) == (State.DEAD, False)


def test_a_refusal_that_passes_is_tried_again() -> None:
    (fact,) = failed(a_sent_delivery())
    assert isinstance(fact, AttemptFailed)
    waiting = evolve(a_sent_delivery(), fact)
    assert (waiting.state, waiting.attempts) == (State.PENDING, 1)
    assert waiting.next_attempt_at == NOON + FIRST_WAIT


def test_a_final_refusal_bounces_and_names_the_person() -> None:
    delivery = a_sent_delivery()
    refused, bounced = failed(delivery, NEVER)
    assert isinstance(bounced, RequestBounced)
    assert bounced.person_id == delivery.person_id
    assert after(delivery, (refused, bounced)).state is State.BOUNCED


@pytest.mark.parametrize(
    ("hours", "state"),
    [pytest.param(71.9, State.PENDING, id="within 72 hours"), pytest.param(72, State.DEAD, id="after 72 hours")],
)
def test_a_mail_is_tried_for_72_hours(hours: float, state: State) -> None:
    delivery = a_sent_delivery()
    facts = failed(delivery, at=NOON + timedelta(hours=hours))
    assert after(delivery, facts).state is state
    assert isinstance(facts[-1], RequestBounced) is (state is State.DEAD)


def test_the_last_try_is_at_72_hours_sharp() -> None:
    tired = replace(a_sent_delivery(), attempts=30)
    (fact,) = failed(tired, at=NOON + timedelta(hours=71))
    assert isinstance(fact, AttemptFailed)
    assert fact.next_attempt_at == NOON + timedelta(hours=72)


@given(attempts=st.integers(0, 2000), jitter=st.floats(0, 1))
def test_waits_grow_to_four_hours_and_scatter_by_a_fifth(attempts: int, jitter: float) -> None:
    wait = sending.backoff(attempts, first_wait=FIRST_WAIT, jitter=jitter)
    planned = min(FIRST_WAIT * 2.0 ** min(attempts, 20), timedelta(hours=4))
    assert planned * 0.79 <= wait <= planned * 1.21


def test_acceptance_counts_once() -> None:
    (accepted,) = sending.accept(a_sent_delivery(), mode=SmtpMode.RELAY, at=NOON, today=TODAY)
    assert isinstance(accepted, RequestAccepted)
    assert accepted.smtp_mode is SmtpMode.RELAY
    assert sending.accept(an_accepted_delivery(), mode=SmtpMode.RELAY, at=NOON, today=TODAY) == ()
    assert failed(an_accepted_delivery(), NEVER) == ()


# --- what comes back -------------------------------------------------------------------------------------------------


def test_an_accepted_mail_that_comes_back_has_bounced_and_the_second_report_says_nothing_new() -> None:
    delivery = an_accepted_delivery()
    facts = sending.report_bounce(delivery, at=NOON, today=TODAY)
    came_back = after(delivery, facts)
    assert came_back.state is State.BOUNCED
    assert sending.report_bounce(came_back, at=NOON, today=TODAY) == ()


def test_a_bounce_that_overtakes_the_recording_of_its_acceptance_stands() -> None:
    delivery = a_sent_delivery()
    came_back = after(delivery, sending.report_bounce(delivery, at=NOON, today=TODAY))
    assert sending.accept(came_back, mode=SmtpMode.RELAY, at=NOON, today=TODAY) == ()


def test_what_was_never_sent_cannot_have_come_back() -> None:
    assert sending.report_bounce(a_delivery(), at=NOON, today=TODAY) == ()


def test_the_end_of_a_mandate_cancels_what_waits_and_nothing_else() -> None:
    waiting = a_delivery()
    cancelled = after(waiting, sending.cancel(waiting, at=NOON, today=TODAY))
    assert (cancelled.state, cancelled.claims) == (State.DEAD, False)
    assert sending.cancel(an_accepted_delivery(), at=NOON, today=TODAY) == ()


# --- by hand ---------------------------------------------------------------------------------------------------------


def retried(
    delivery: Delivery, *, version: int | None = None, told_otherwise: Collection[UUID] = ()
) -> tuple[Fact, ...]:
    expected = delivery.version if version is None else version
    return sending.retry(delivery, expected_version=expected, told_otherwise=told_otherwise, at=NOON)


def a_bounced_delivery(*lines: Assignment) -> Delivery:
    delivery = a_sent_delivery(*lines)
    return after(delivery, failed(delivery, NEVER))


def test_a_bounced_mail_is_tried_once_more_for_another_72_hours() -> None:
    bounced = a_bounced_delivery()
    (reopened,) = retried(bounced)
    assert isinstance(reopened, DeliveryReopened)
    again = evolve(bounced, reopened)
    assert (again.state, again.trying_since, again.next_attempt_at) == (State.PENDING, None, NOON)


def test_a_pending_or_accepted_mail_is_not_tried_by_hand() -> None:
    for delivery in (a_delivery(), an_accepted_delivery()):
        with pytest.raises(NotOver):
            retried(delivery)


def test_somebody_elses_change_in_between_refuses_the_retry() -> None:
    bounced = a_bounced_delivery()
    with pytest.raises(Stale):
        retried(bounced, version=bounced.version - 1)


def test_a_line_that_another_mail_tells_is_left_out_of_a_retry() -> None:
    told, untold = lines_of_one_act(2)
    bounced = a_bounced_delivery(told, untold)
    assert after(bounced, retried(bounced, told_otherwise={told.id})).assignment_ids == (untold.id,)
    with pytest.raises(NothingListed):
        retried(bounced, told_otherwise={told.id, untold.id})


# --- what it is known by ---------------------------------------------------------------------------------------------


def test_return_path_and_message_id_follow_from_the_delivery_and_not_from_each_other() -> None:
    first, second = uuid4(), uuid4()
    tokens = {return_token(first), return_token(second), message_token(first), message_token(second)}
    assert len(tokens) == 4
    assert return_token(first) == return_token(first)
    assert not any(part in token for token in tokens for part in (str(first), first.hex))


@pytest.mark.parametrize("form", ["bounces+{}@b.example", "<bounces+{}@b.example>", " BOUNCES+{}@other.example "])
def test_a_return_path_names_its_delivery(form: str) -> None:
    token = return_token(uuid4())
    assert token_of(form.format(token.upper())) == token


@given(st.text())
def test_anything_else_is_no_return_path(text: str) -> None:
    assert token_of(text) is None


# --- every history is well formed ------------------------------------------------------------------------------------


@given(st.data())
def test_versions_are_gapless_and_every_state_has_its_next_try_or_none(data: st.DataObject) -> None:
    lines = lines_of_one_act(3)
    delivery = a_delivery(*lines)
    at = NOON
    for _ in range(data.draw(st.integers(0, 25))):
        at += timedelta(minutes=data.draw(st.integers(0, 3000)))
        now = [replace(line, hidden=data.draw(st.booleans()), withdrawn=data.draw(st.booleans())) for line in lines]
        act = data.draw(st.sampled_from(["prepare", "accept", "fail", "refuse", "cancel", "bounce", "retry"]))
        facts: tuple[Fact, ...] = ()
        if act == "prepare" and delivery.state is State.PENDING:
            entitled = data.draw(st.booleans())
            facts = sending.prepare(delivery, now, entitled=entitled, mode=SmtpMode.DIRECT, at=at, today=at.date())
        elif act == "accept":
            facts = sending.accept(delivery, mode=SmtpMode.DIRECT, at=at, today=at.date())
        elif act in ("fail", "refuse"):
            facts = failed(delivery, LATER if act == "fail" else NEVER, at=at)
        elif act == "cancel":
            facts = sending.cancel(delivery, at=at, today=at.date())
        elif act == "bounce":
            facts = sending.report_bounce(delivery, at=at, today=at.date())
        elif delivery.state in (State.DEAD, State.BOUNCED) and delivery.assignment_ids:
            facts = retried(delivery)
        versions = [fact.version for fact in facts]
        assert versions == list(range(delivery.version + 1, delivery.version + 1 + len(facts)))
        delivery = after(delivery, facts)
        assert (delivery.next_attempt_at is not None) is (delivery.state is State.PENDING)
