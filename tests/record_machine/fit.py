"""What may be done to consultations as they stand, by whom, and what it has to carry: said again, beside the domain.

Chance instead of strategies: what there is to choose from is another with every step, and a strategy costs more to make
than to draw from.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tests.record_machine.fit_base import Fit
from tests.record_machine.fit_entered import FitEntered
from tests.record_machine.fit_public import FitPublic


class Fits(FitEntered, FitPublic):
    """Everything that is fit in a world."""

    def some(self, kind: str = "") -> Fit | None:
        """Return something that is fit: of that kind, or of any; None if nothing is."""
        kinds = [kind] if kind else sorted(KINDS, key=lambda each: self.chance.random() * WEIGHTS.get(each, 1))
        for each in kinds:
            found = list(KINDS[each](self))
            if found:
                return self.chance.choice(found)()
        return None


WEIGHTS: Final = {
    "schedule": 2,
    "create": 4,
    "programme": 4,
    "update": 2,
    "participant": 2,
    "consent": 4,
    "hide": 2,
    "keep_apart": 2,
    "show": 0.4,
    "decide": 0.4,
    "take_back": 4,
    "unmerge": 0.4,
    "unlink": 0.5,
    "safeguard": 0.6,
    "publish": 0.6,
}
"""How much more seldom than others something is done; what is seldom fit is done as soon as it is."""
KINDS: Final[dict[str, Callable[[Fits], Iterator[Callable[[], Fit]]]]] = {
    "create": Fits.create,
    "programme": Fits.programme,
    "update": Fits.update,
    "participant": Fits.participant,
    "consent": Fits.consent,
    "statement": Fits.statement,
    "submit": Fits.submit,
    "give_back": Fits.give_back,
    "safeguard": Fits.safeguard,
    "publish": Fits.publish,
    "schedule": Fits.schedule,
    "unschedule": Fits.unschedule,
    "withdraw": Fits.withdraw,
    "hide": Fits.hide,
    "show": Fits.show,
    "propose": Fits.propose,
    "correct": Fits.correct,
    "decide": Fits.decide,
    "take_back": Fits.take_back,
    "join": Fits.join,
    "unmerge": Fits.unmerge,
    "link": Fits.link,
    "unlink": Fits.unlink,
    "keep_apart": Fits.keep_apart,
}
