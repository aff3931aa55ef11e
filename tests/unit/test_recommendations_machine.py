"""Random lives of lines in the domain: every command, valid and invalid; the invariants hold after each step."""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.in_domain import DomainStage
from tests.machine.play import Play

LIVES, STEPS = 50, 20
KINDS = 20  # of things that were done, at least


@pytest.mark.timeout(3600)
def test_whatever_happens_to_lines_their_invariants_hold(lives: int) -> None:
    class InDomain(Play):
        done: ClassVar[Counter[str]] = Counter()

        def open_stage(self, *, commitment: bool, group: bool) -> DomainStage:
            return DomainStage(commitment=commitment, group=group)

    run_state_machine_as_test(
        InDomain,
        settings=settings(
            max_examples=LIVES * lives,
            stateful_step_count=STEPS,
            derandomize=lives == 1,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert len(+InDomain.done) > KINDS, f"the lives were too dull: {+InDomain.done}"
