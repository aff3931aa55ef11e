"""Something that may be done, by whom, and what it has to carry; and what all that is fit looks at."""

from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from services.consultations.domain.record import StatementRecord
from tests.record_machine.asks import Asks
from tests.record_machine.stage import FACILITATORS, REVIEWERS, World


@dataclass(frozen=True)
class Fit:
    """Something that is done if one of these asks for it, and not if a field is missing."""

    request: Any
    may: frozenset[str]
    needs: tuple[str, ...] = ()


class Fitting:
    """What is fit in a world.

    Args:
        world: As it stands.
        asks: Makes requests.
        hands: Per statement or consultation, who entered or submitted something of it.
    """

    def __init__(self, world: World, asks: Asks, hands: dict[UUID, frozenset[str]]) -> None:
        self.world = world
        self.asks = asks
        self._hands = hands

    @property
    def chance(self) -> Random:
        """What decides."""
        return self.asks.chance

    # Who may.

    def _facilitators(self, organisation_id: UUID) -> frozenset[str]:
        return frozenset(FACILITATORS if self.world.hosts[organisation_id] == "facilitator" else ("other_host",))

    def _reviewers(self, organisation_id: UUID) -> frozenset[str]:
        return frozenset(REVIEWERS if self.world.hosts[organisation_id] == "facilitator" else ("other_reviewer",))

    def _hand(self, *ids: UUID) -> frozenset[str]:
        return frozenset[str]().union(*(self._hands.get(each, frozenset()) for each in ids))

    # What stands.

    def _hidden(self, record: StatementRecord) -> bool:
        return record.hidden or self.world.of(record).hidden

    def _standing(self) -> list[StatementRecord]:
        """Return the records that are neither withdrawn nor hidden nor stood for by another."""
        found = [each.record for each in self.world.statements.values()]
        return [each for each in found if not each.withdrawal and not each.joined and not self._hidden(each)]

    def _waits(self, statement_id: UUID) -> bool:
        return any(each.subject_id == statement_id for each in self.world.proposals.values())
