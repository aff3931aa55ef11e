"""A changed copy has the new fields, keeps the others, and leaves what it was made from as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.recommendations.domain.changing import changed
from services.recommendations.domain.values import Position
from tests.unit.recommendations_builders import TODAY, an_assignment


def test_a_changed_copy_is_what_replace_makes() -> None:
    before = an_assignment(clock_start_date=TODAY)
    day = TODAY + timedelta(days=1)
    after = changed(before, position=Position.DECLINED, position_date=day)
    assert after == replace(before, position=Position.DECLINED, position_date=day)
    assert vars(after).keys() == vars(before).keys()
    assert before.position is Position.NONE


def test_a_field_that_is_none_of_the_values_is_refused() -> None:
    with pytest.raises(TypeError, match="no posture"):
        changed(an_assignment(), posture=Position.DECLINED)
