"""Random lives of lines in the domain: every command, valid and invalid; the invariants hold after each step."""

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.test_commands_and_lists import COMMANDS
from tests.machine.in_domain import KNOWN, DomainStage
from tests.machine.play import Play

LIVES, STEPS = 45, 12
KINDS = 20  # of things that were done, at least


@pytest.mark.covers(
    "row 7",
    "row 7b",
    "row 8",
    "row 8b",
    "row 9",
    "row 10",
    "row 11",
    "row 12",
    "row 13",
    "row 14",
    "row 15",
    "row 16",
    "row 17",
    "row 18",
    "row 19",
    "row 20",
    "row 21",
    "row 22",
    "row 23",
    "row 24",
    "row 25",
    "row 26",
    "row 27",
    "row 28",
    "row 30",
    "invariant 1",
    "invariant 2",
    "invariant 3",
    "invariant 4",
    "invariant 5",
    "invariant 6",
    "invariant 7",
    "invariant 8",
    "invariant 9",
)
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


# What the machine does not send: a line that waits to be placed takes a publication after a succession, which
# `test_recommendations_succession.py` plays.
NOT_SENT = frozenset({"PlaceLine"})


def test_the_machine_knows_every_command_of_the_service() -> None:
    service = "recommendations.v1.RecommendationService."
    commands = {each.removeprefix(service) for each in COMMANDS if each.startswith(service)}
    assert commands - NOT_SENT == set(KNOWN)
