"""Random lives of a line in the domain: every command, valid and invalid; the invariants hold after each step."""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.in_domain import DomainStage
from tests.machine.play import Play

LIVES, STEPS = 50, 20


@pytest.mark.timeout(180)
def test_whatever_happens_to_a_line_its_invariants_hold() -> None:
    class InDomain(Play):
        done: ClassVar[Counter[str]] = Counter()

        def open_stage(self, *, commitment: bool) -> DomainStage:
            return DomainStage(commitment=commitment)

    run_state_machine_as_test(
        InDomain,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert sum(InDomain.done.values()) > LIVES, "the lives were too dull"
