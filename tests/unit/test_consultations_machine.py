"""Random lives of consultations in the domain: every command, valid and invalid; invariants hold after each step."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from services.consultations.domain import errors
from tests.contract.test_commands_and_lists import COMMANDS
from tests.machine import evaluated
from tests.machine.kinds import kinds
from tests.machine.marked import claimed, claimed_invariants
from tests.record_machine.consenting import CONSENTING
from tests.record_machine.deciding import DECIDING
from tests.record_machine.entering import ENTERING
from tests.record_machine.in_domain import DomainStage
from tests.record_machine.play import Play
from tests.record_machine.publishing import PUBLISHING, embargo_ended
from tests.record_machine.reached import PARTS, rows
from tests.record_machine.refused import refused
from tests.record_machine.tour import tour

LIVES, STEPS = 50, 10
HANDLERS = ENTERING | PUBLISHING | DECIDING | CONSENTING


@pytest.mark.covers(
    "row 1",
    "row 2",
    "row 3",
    "row 4",
    "row 5",
    "row 5b",
    "row 6",
    "row 29",
    "row 31",
    "invariant 1",
    "invariant 2",
    "invariant 3",
    "invariant 5",
    "invariant 6",
    "invariant 9",
    "invariant 10",
    "invariant 11",
)
@pytest.mark.timeout(3600)
def test_whatever_happens_to_consultations_their_invariants_hold(lives: int, request: pytest.FixtureRequest) -> None:
    class InDomain(Play):
        def open_stage(self) -> DomainStage:
            return DomainStage(HANDLERS, embargo_ended)

    evaluated.begin()
    tour(InDomain)
    refused(InDomain)
    assert InDomain.reached == PARTS, "the tour reaches every part of every row"
    assert rows(PARTS) == claimed(request)
    assert set(+InDomain.done) == set(HANDLERS), "and does each command"
    never = kinds(errors) - set(InDomain.refusals)
    assert never == set(NOT_SEEN), f"nobody was refused so, or somebody was after all: {never ^ set(NOT_SEEN)}"
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


# In which of the domain's ways nobody is refused on the way, and why.
NOT_SEEN = {
    "DecidedAlready": "what was decided the service remembers: test_consultations_proposals.py",
    "CardReplaced": "a card is made twice in test_consultations_cards.py",
    "TooLong": "no life is as long: test_consultations_review.py",
}


# What the machine does not send: what belongs to a card, which `test_consultations_cards.py` plays, or holds a file, as
# in `test_consultations_documents.py`, or is what `PutStatement` does many times
# over, as in `test_consultations_many.py`, or is one person's own and moves nothing: `test_consultations_unsent.py`.
NOT_SENT = frozenset(
    {"MakeCard", "HideMyWords", "WithdrawMyConsent", "AddDocument", "RemoveDocument", "PutStatements"}
    | {"SaveUnsentText", "DiscardUnsentText"}
)


def test_the_machine_knows_every_command_of_the_service() -> None:
    service = "consultations.v1.ConsultationService."
    commands = {each.removeprefix(service) for each in COMMANDS if each.startswith(service)}
    assert commands - NOT_SENT == set(HANDLERS)
