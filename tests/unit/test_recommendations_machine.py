"""Random lives of lines in the domain: every command, valid and invalid; the invariants hold after each step."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from services.recommendations.domain import errors
from tests.contract.test_commands_and_lists import COMMANDS
from tests.machine import evaluated
from tests.machine.in_domain import KNOWN, DomainStage
from tests.machine.kinds import kinds
from tests.machine.marked import claimed, claimed_invariants
from tests.machine.play import Play
from tests.machine.reached import ROWS
from tests.machine.refused import refused
from tests.machine.tour import tour

LIVES, STEPS = 45, 12


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
def test_whatever_happens_to_lines_their_invariants_hold(lives: int, request: pytest.FixtureRequest) -> None:
    class InDomain(Play):
        def open_stage(self, *, commitment: bool, group: bool) -> DomainStage:
            return DomainStage(commitment=commitment, group=group)

    evaluated.begin()
    vain = tour(InDomain)
    assert vain.left_out() == [], "nobody was refused for want of it"
    refused(InDomain)
    assert InDomain.reached == claimed(request) == ROWS, "the tour reaches every row"
    assert set(+InDomain.done) >= KNOWN, "and does each command"
    assert kinds(errors) <= set(InDomain.refusals), "nobody was refused in one of the domain's ways"
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
    assert evaluated.invariants() == claimed_invariants(request), "each was looked at, and no other"


def test_the_machine_knows_every_command_of_the_service() -> None:
    service = "recommendations.v1.RecommendationService."
    commands = {each.removeprefix(service) for each in COMMANDS if each.startswith(service)}
    assert commands == set(KNOWN)
