"""Which lines a reader asks for."""

from dataclasses import dataclass

from services.recommendations.domain.counts import Count
from services.recommendations.domain.headline import BarGroup
from services.recommendations.domain.values import (
    DeliveryClock,
    Position,
    Progress,
    ResponseClock,
    Verification,
)


@dataclass(frozen=True, kw_only=True)
class LineFilter:
    """Which public lines. What is None or empty does not narrow."""

    illustrative: bool = False
    text: str = ""
    theme: str = ""
    addressee_slug: str = ""
    consultation_number: str = ""
    position: Position | None = None
    progress: Progress | None = None
    verification: Verification | None = None
    response: ResponseClock | None = None
    delivery: DeliveryClock | None = None
    bar_group: BarGroup | None = None
    count: Count | None = None

    @property
    def is_summed_up(self) -> bool:
        """Tell whether the overview's summary knows how many lines match."""
        return not (self.text or self.consultation_number)
