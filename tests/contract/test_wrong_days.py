"""Every day that a request can hold is tried where it cannot lie; a new one is named in `tests/fuzzing/days.py`."""

import pytest

from tests.contract.test_commands_and_lists import RPCS
from tests.fuzzing.days import ANY_DAY, WRONG, days

DAYS = {name: frozenset(days(rpc.input_type)) for name, rpc in RPCS.items()}
WITH_DAYS = {name: found for name, found in DAYS.items() if found}
READ = {name: {each for each in found if not each.endswith(ANY_DAY)} for name, found in WITH_DAYS.items()}
SEVERAL = {name for name, found in READ.items() if len({each.rpartition(".")[2] for each in found}) > 1}


@pytest.mark.parametrize("name", sorted(WITH_DAYS))
def test_every_day_of_a_request_is_tried_where_it_cannot_lie(name: str) -> None:
    tried = {field for wrong in WRONG.get(name.rpartition(".")[2], ()) for field in wrong.given}
    untried = READ[name] - tried
    assert untried == set(), f"name a wrong day for each of them in tests/fuzzing/days.py: {sorted(untried)}"


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_several_days_are_tried_one_after_the_other(name: str) -> None:
    given = [frozenset(each.given) & WITH_DAYS[name] for each in WRONG[name.rpartition(".")[2]]]
    assert any(len(each) > 1 for each in given) or len(set(given)) > 1, "one against the other, or each by itself"


def test_no_wrong_day_is_of_an_rpc_that_is_gone() -> None:
    assert set(WRONG) == {name.rpartition(".")[2] for name in WITH_DAYS}
