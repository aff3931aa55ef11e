"""The headline: every combination of the fields against a table written a second time, and named examples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from services.recommendations.domain import headline
from services.recommendations.domain.headline import BarGroup, Headline
from services.recommendations.domain.values import (
    Closure,
    DeliveryClock,
    Position,
    Progress,
    Publication,
    RecordState,
    Request,
    ResponseClock,
    StatementType,
    Verification,
)
from tests.unit.recommendations_builders import TODAY, a_commitment, a_record, an_assignment

# The table of the design, row by row, in words and not in code: the first whose condition holds.
RECORD_ROWS: list[tuple[str, Callable[..., bool]]] = [
    ("hidden", lambda f: f["hidden"]),
    ("withdrawn", lambda f: f["state"] == "withdrawn"),
    ("superseded", lambda f: f["state"] == "superseded"),
    ("merged", lambda f: f["state"] == "merged"),
    ("transferred", lambda f: f["closure"] == "transferred"),
    ("no_longer_applies", lambda f: f["closure"] == "closed_not_applicable"),
    (
        "no_longer_followed_up",
        lambda f: f["publication"] == "recorded" and f["type"] == "recommendation" and f["once_tracked"],
    ),
    ("kept_as_said", lambda f: f["publication"] == "recorded" and f["type"] == "recommendation"),
    (
        "reported_in_the_press",
        lambda f: f["publication"] == "recorded" and f["type"] == "commitment" and f["press_reported"],
    ),
    ("promised", lambda f: f["publication"] == "recorded" and f["type"] == "commitment"),
    ("no_headline", lambda f: f["publication"] == "recorded"),
    ("addressed_to_a_group", lambda f: not f["can_be_asked"]),
]

SAYS_DONE = {("progress", "reported_complete"), ("position", "claims_already_done")}


def _says_done(f: dict[str, Any]) -> bool:
    return any(f[name] == value for name, value in SAYS_DONE)


def _past(f: dict[str, Any]) -> bool:
    return bool(f["response"] == "past_date")


LINE_ROWS: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
    ("contradicted", lambda f: f["verification"] == "contradicted"),
    ("since_undone", lambda f: f["verification"] == "lapsed"),
    ("done_checked", lambda f: f["verification"] in {"verified_complete", "verified_alternative"}),
    ("says_done_partly_shown", lambda f: _says_done(f) and f["verification"] == "partial"),
    ("says_done_no_evidence_found", lambda f: _says_done(f) and f["verification"] == "no_evidence_found"),
    ("says_done_not_checked", _says_done),
    ("dropped", lambda f: f["progress"] == "abandoned"),
    ("paused", lambda f: f["progress"] == "on_hold"),
    ("declined", lambda f: f["position"] == "declined" and not f["begun_later"]),
    ("says_not_responsible", lambda f: f["position"] == "not_ours" and not f["begun_later"]),
    ("late", lambda f: f["delivery"] == "past_date"),
    ("work_under_way", lambda f: f["progress"] == "in_progress"),
    ("accepted", lambda f: f["position"] == "accepted"),
    ("accepted_in_part", lambda f: f["position"] == "accepted_in_part"),
    ("work_planned", lambda f: f["progress"] == "planned"),
    ("reported_in_the_press", lambda f: f["is_commitment"] and f["unconfirmed"]),
    ("promised", lambda f: f["is_commitment"]),
    ("received_no_decision", lambda f: f["position"] in {"acknowledged", "considering"} and _past(f)),
    ("under_consideration", lambda f: f["position"] in {"acknowledged", "considering"}),
    ("not_asked_yet", lambda f: f["request"] == "not_asked"),
    ("not_delivered", lambda f: f["request"] == "undeliverable"),
    ("no_answer", _past),
    ("waiting", lambda _: True),
]


def _combinations(fields: dict[str, Any]) -> Any:
    return (dict(zip(fields, values, strict=True)) for values in product(*fields.values()))


def _first(rows: list[tuple[str, Callable[..., bool]]], fields: dict[str, Any]) -> str | None:
    return next((name for name, matches in rows if matches(fields)), None)


def test_rows_1_to_4_hold_for_every_combination_of_the_fields_they_look_at() -> None:
    fields = {
        "hidden": (False, True),
        "state": RecordState,
        "publication": Publication,
        "once_tracked": (False, True),
        "type": StatementType,
        "press_reported": (False, True),
        "closure": Closure,
        "can_be_asked": (False, True),
    }
    count = 0
    for combination in _combinations(fields):
        count += 1
        assert headline.record_row(**combination) == _first(RECORD_ROWS, combination), combination
    assert count == 2 * 4 * 2 * 2 * 6 * 2 * 5 * 2


@pytest.mark.timeout(120)
def test_rows_5_to_23_hold_for_every_combination_of_the_fields_they_look_at() -> None:
    fields = {
        "is_commitment": (False, True),
        "unconfirmed": (False, True),
        "request": Request,
        "position": Position,
        "progress": Progress,
        "verification": Verification,
        "response": ResponseClock,
        "delivery": DeliveryClock,
        "begun_later": (False, True),
    }
    count, seen = 0, set()
    for combination in _combinations(fields):
        count += 1
        found = headline.line_row(**combination)
        seen.add(found)
        if found != _first(LINE_ROWS, combination):
            pytest.fail(f"{combination}: {found}, not {_first(LINE_ROWS, combination)}")
    assert count == 2 * 2 * 5 * 8 * 6 * 9 * 7 * 7 * 2
    assert seen == {Headline(name) for name, _ in LINE_ROWS}, "every row can be reached"


def test_of_a_body_that_is_no_more_stays_what_was_said_or_found_and_nothing_that_is_ahead() -> None:
    stays = {
        *(Headline.CONTRADICTED, Headline.SINCE_UNDONE, Headline.DONE_CHECKED),
        *(Headline.SAYS_DONE_PARTLY_SHOWN, Headline.SAYS_DONE_NO_EVIDENCE_FOUND, Headline.SAYS_DONE_NOT_CHECKED),
        *(Headline.DROPPED, Headline.DECLINED, Headline.SAYS_NOT_RESPONSIBLE),
    }
    for name, _ in LINE_ROWS:
        row = Headline(name)
        assert headline.where_nobody_is_left(row) is (row if row in stays else Headline.BODY_ENDED)


def test_a_line_that_was_late_when_its_body_ended_says_so_no_more() -> None:
    late = an_assignment(
        request=Request.HANDED_OVER, clock_start_date=date(2026, 1, 1), response_due_date=date(2026, 3, 1)
    )
    ended = replace(late, body_ended_date=date(2026, 3, 5), body_end_recorded_date=date(2026, 3, 9))
    for today in (date(2026, 3, 9), date(2027, 3, 9)):
        value = headline.of_line(a_record(), ended, hidden=False, today=today)
        assert (value.headline, value.of_date, value.days) == (Headline.BODY_ENDED, date(2026, 3, 5), 0)
        assert value.bar_group is BarGroup.OTHER


def test_every_headline_counts_in_exactly_one_bar() -> None:
    assert set(headline.BAR_GROUP) == set(Headline)
    assert set(headline.BAR_GROUP.values()) == set(BarGroup)


@pytest.mark.parametrize(
    ("fields", "sentence", "group"),
    [
        pytest.param({}, Headline.NOT_ASKED_YET, BarGroup.WAITING, id="nobody asked"),
        pytest.param({"request": Request.UNDELIVERABLE}, Headline.NOT_DELIVERED, BarGroup.WAITING, id="bounced"),
        pytest.param({"request": Request.SENT}, Headline.WAITING, BarGroup.WAITING, id="a mail on its way"),
        pytest.param(
            {
                "request": Request.HANDED_OVER,
                "clock_start_date": TODAY - timedelta(days=61),
                "response_due_date": TODAY - timedelta(days=1),
            },
            Headline.NO_ANSWER,
            BarGroup.NO_ANSWER,
            id="silent past the date asked",
        ),
        pytest.param(
            {
                "position": Position.CONSIDERING,
                "clock_start_date": TODAY - timedelta(days=61),
                "response_due_date": TODAY - timedelta(days=1),
            },
            Headline.RECEIVED_NO_DECISION,
            BarGroup.WAITING,
            id="considering past the date asked",
        ),
        pytest.param(
            {"position": Position.ACCEPTED, "delivery_date": TODAY - timedelta(days=1)},
            Headline.LATE,
            BarGroup.UNDER_WAY,
            id="accepted and late",
        ),
        pytest.param(
            {"progress": Progress.REPORTED_COMPLETE, "progress_date": TODAY},
            Headline.SAYS_DONE_NOT_CHECKED,
            BarGroup.SAYS_DONE,
            id="an own report alone is never done",
        ),
        pytest.param(
            {"verification": Verification.CONTRADICTED, "progress": Progress.REPORTED_COMPLETE},
            Headline.CONTRADICTED,
            BarGroup.CONTRADICTED,
            id="contradicted",
        ),
    ],
)
def test_a_line_reads(fields: dict[str, Any], sentence: Headline, group: BarGroup) -> None:
    value = headline.of_line(a_record(), an_assignment(**fields), hidden=False, today=TODAY)
    assert (value.headline, value.bar_group) == (sentence, group)


def test_no_answer_names_the_date_and_the_days_past_it() -> None:
    assignment = an_assignment(
        request=Request.HANDED_OVER, clock_start_date=date(2026, 1, 1), response_due_date=date(2026, 3, 1)
    )
    value = headline.of_line(a_record(), assignment, hidden=False, today=date(2026, 3, 11))
    assert (value.of_date, value.days) == (date(2026, 3, 1), 10)


@pytest.mark.parametrize("position", [Position.DECLINED, Position.NOT_OURS])
@pytest.mark.parametrize(
    ("begun", "later"),
    [
        pytest.param(TODAY - timedelta(days=1), False, id="begun before"),
        pytest.param(TODAY + timedelta(days=1), True, id="begun later"),
    ],
)
def test_what_was_declined_and_begun_later_is_under_way(position: Position, begun: date, later: bool) -> None:
    assignment = an_assignment(
        position=position,
        position_date=TODAY,
        position_version=5,
        progress=Progress.IN_PROGRESS,
        progress_date=begun,
        progress_version=4,
    )
    value = headline.of_line(a_record(), assignment, hidden=False, today=begun)
    assert (value.headline is Headline.WORK_UNDER_WAY) is later


def test_on_the_same_day_the_later_event_decides_whether_work_began_later() -> None:
    same = {"position": Position.DECLINED, "position_date": TODAY, "progress": Progress.IN_PROGRESS}
    after = an_assignment(**same, position_version=2, progress_date=TODAY, progress_version=3)
    before = an_assignment(**same, position_version=3, progress_date=TODAY, progress_version=2)
    assert after.begun_later
    assert not before.begun_later


def test_a_promise_from_the_press_is_unconfirmed_until_its_maker_spoke() -> None:
    record = a_commitment(press_reported=True)
    line = an_assignment(is_commitment=True, press_reported=True)
    for publication in Publication:  # tracked, and only recorded again
        shown = replace(record, publication=publication)
        unconfirmed = headline.of_line(shown, line, hidden=False, today=TODAY)
        confirmed = headline.of_line(shown, replace(line, confirmed=True), hidden=False, today=TODAY)
        assert unconfirmed.headline is Headline.REPORTED_IN_THE_PRESS
        assert confirmed.headline is Headline.PROMISED


def test_a_withdrawn_line_says_when() -> None:
    record = a_record(state=RecordState.WITHDRAWN, withdrawn_date=TODAY, stopped_date=TODAY)
    value = headline.of_line(record, an_assignment(), hidden=False, today=TODAY)
    assert (value.headline, value.of_date) == (Headline.WITHDRAWN, TODAY)
