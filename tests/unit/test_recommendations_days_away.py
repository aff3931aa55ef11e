"""Row 26 undone: a clock that runs goes on without the days away, whatever the holidays make of the day."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.recommendations.domain import succession
from services.recommendations.domain.addressee import Succession, SuccessionKind
from tests.unit.recommendations_builders import TODAY, a_line, a_moment

FRIDAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("answered", "away"), [pytest.param(None, 2, id="no answer yet"), pytest.param(TODAY, 0, id="answered before")]
)
def test_the_days_away_are_kept_although_the_due_day_stays(answered: date | None, away: int) -> None:
    """Two days over a weekend move no due day, but a holiday declared later is reckoned from the whole period."""
    start = FRIDAY + timedelta(days=1 - 60)  # 60 days later is the Saturday; with the days away it is the Monday, too
    monday = FRIDAY + timedelta(days=3)
    line = a_line(clock_start_date=start, response_due_date=monday, answered_date=answered)
    wrong = Succession(
        id=uuid4(),
        kind=SuccessionKind.MERGER,
        effective_date=TODAY,
        recorded_date=TODAY,
        source_url="https://gazette.example/1",
        successor_ids=(),
        remits=(),
        lines=(),
    )
    moment = a_moment(TODAY + timedelta(days=2))
    fact = succession.returned(line, wrong, None, holidays=(), actor="test", moment=moment)
    assert (fact.days_away, fact.response_due_date) == (away, monday)
