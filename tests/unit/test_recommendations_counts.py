"""What a line adds to the overview: a summary that never has to be written at midnight."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from services.recommendations.domain.counts import Count, bar_of, contribution, counts_of, is_listed
from services.recommendations.domain.headline import BarGroup, of_line
from services.recommendations.domain.values import (
    Position,
    Progress,
    Publication,
    RecordState,
    Request,
    StatementType,
    Verification,
)
from tests.unit.recommendations_builders import TODAY, a_commitment, a_record, an_assignment

DAYS = [TODAY + timedelta(days=shift) for shift in (-100, -11, -10, -1, 0, 1, 9, 10, 11, 12, 100, 10_000)]
RECORDS = [
    a_record(),
    a_commitment(),
    a_commitment(press_reported=True),
    a_record(state=RecordState.WITHDRAWN, withdrawn_date=TODAY, stopped_date=TODAY),
]


@pytest.mark.parametrize("record", RECORDS, ids=["recommendation", "commitment", "from the press", "withdrawn"])
def test_a_bar_with_its_date_is_the_headlines_bar_on_every_day(record: object) -> None:
    """Every mixture of fields and dates: what is kept once says what the headline says on each day."""
    dates: list[tuple[date | None, date | None, date | None]] = [
        (None, None, None),
        (TODAY, TODAY + timedelta(days=10), None),
        (TODAY, TODAY + timedelta(days=10), TODAY + timedelta(days=11)),
        (TODAY, TODAY + timedelta(days=10), TODAY - timedelta(days=1)),
    ]
    for request, position, progress, verification, (start, due, promised), hidden in product(
        Request, Position, Progress, (Verification.UNASSESSED, Verification.PARTIAL), dates, (False, True)
    ):
        if promised and position is Position.NONE and progress is Progress.NONE_DECLARED:
            continue  # a date comes only with a word of the body
        assignment = an_assignment(
            request=request,
            position=position,
            position_date=None if position is Position.NONE else TODAY,
            progress=progress,
            progress_date=None if progress is Progress.NONE_DECLARED else TODAY,
            verification=verification,
            clock_start_date=start,
            response_due_date=due,
            delivery_date=promised,
        )
        bar = bar_of(record, assignment, hidden=hidden)  # type: ignore[arg-type]
        for day in DAYS:
            expected = of_line(record, assignment, hidden=hidden, today=day).bar_group  # type: ignore[arg-type]
            assert bar.on(day) is expected, (assignment, day)


def test_the_four_counts() -> None:
    asked = an_assignment(request_date=TODAY, clock_start_date=TODAY)
    assert counts_of(an_assignment()) == set()
    assert counts_of(asked) == {Count.ASKED}
    answered = replace(asked, answered_date=TODAY)
    assert counts_of(answered) == {Count.ASKED, Count.ANSWERED}
    done = replace(answered, progress=Progress.REPORTED_COMPLETE)
    assert counts_of(done) == {Count.ASKED, Count.ANSWERED, Count.SAY_DONE}
    shown = replace(done, verification=Verification.VERIFIED_ALTERNATIVE, verification_date=TODAY)
    assert counts_of(shown) == set(Count)


def test_an_answer_that_nobody_asked_for_is_not_counted_as_answered() -> None:
    assert counts_of(an_assignment(answered_date=TODAY)) == set()


def test_a_partly_shown_claim_is_not_shown_done() -> None:
    partial = an_assignment(verification=Verification.PARTIAL, verification_date=TODAY)
    assert Count.SHOWN_DONE not in counts_of(partial)


def test_a_hidden_line_adds_nothing() -> None:
    asked = an_assignment(request_date=TODAY, clock_start_date=TODAY)
    assert contribution(a_record(), asked, hidden=True) is None


def test_a_withdrawn_line_keeps_a_bar_and_leaves_the_counts() -> None:
    record = a_record(state=RecordState.WITHDRAWN, withdrawn_date=TODAY, stopped_date=TODAY)
    asked = an_assignment(request_date=TODAY, clock_start_date=TODAY)
    adds = contribution(record, asked, hidden=False)
    assert adds
    assert adds.bar.group is BarGroup.OTHER
    assert not adds.counts


def test_a_promise_from_the_press_stands_in_no_list_until_its_maker_was_asked_or_spoke() -> None:
    record = a_record(type=StatementType.COMMITMENT, publication=Publication.TRACKED, press_reported=True)
    line = an_assignment(is_commitment=True, press_reported=True)
    assert not is_listed(record, line, hidden=False)
    assert not is_listed(record, replace(line, request=Request.UNDELIVERABLE), hidden=False)
    assert is_listed(record, replace(line, request=Request.HANDED_OVER), hidden=False)
    assert is_listed(record, replace(line, confirmed=True), hidden=False)
