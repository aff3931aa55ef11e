"""A walk along every row of the record: the same steps every time, so that a row which cannot be reached is noticed.

Chance leads the other lives; what they reach differs. Here each command is done at least once, and each row leads
somewhere; the invariants are looked at after every step, as in any life.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Final, TypeVar

from roundtable.consultations.v1 import service_pb2 as pb
from tests.record_machine.asks import Asks
from tests.record_machine.fit import KINDS, Fits
from tests.record_machine.fit_entered import EMBARGO
from tests.record_machine.play import Play

Machine = TypeVar("Machine", bound=Play)
Wanted = Callable[[Any], bool]
DAYS: Final = "days"  # not something that anybody does
_LOOKS: Final = 200  # at what is fit, before none of it is what is wanted


def tour(kind: type[Machine]) -> None:
    """Walk along, life by life."""
    for leg in (ENTERED, PUBLIC):
        play = kind()
        play.begin("nothing", 0)
        for what, wanted in leg:
            if what == DAYS:
                play.days_pass(EMBARGO.days + 1)
            else:
                go(play, what, wanted)


def anything(_request: Any) -> bool:
    """Tell that whatever is fit is wanted."""
    return True


def go(play: Play, kind: str, wanted: Wanted = anything) -> None:
    """Do the first thing of a kind that is fit and wanted."""
    chance = Random(kind)
    for _ in range(_LOOKS):
        fits = Fits(play.world, Asks(play._codes, chance, easy=True), play.hands)
        for make in KINDS[kind](fits):
            fit = make()
            if fit.may and wanted(fit.request):
                play._do(fit, chance)
                return
    raise AssertionError(f"nothing of {kind} is fit as it is wanted")


def _is(*kinds: type) -> Wanted:
    return lambda request: isinstance(request, kinds)


def _has(field: str) -> Wanted:
    return lambda request: request.HasField(field)


def is_new(request: Any) -> bool:
    """Tell whether a statement is entered that can be merged and tracked, and is not: nothing replaces another one."""
    return (
        isinstance(request, pb.PutStatementRequest) and not request.statement_id and bool(request.details.addressee_ids)
    )


def _two(request: Any) -> bool:
    return len(request.decisions) > 1


def _reads(request: Any) -> bool:
    return all(act.HasField("read") for act in request.acts)


def _agrees(request: Any) -> bool:
    return bool(request.agree)


def _of_all(request: Any) -> bool:
    return "/" not in request.number and "R-" not in request.number


ENTERED: Final[tuple[tuple[str, Wanted], ...]] = (
    ("create", anything),
    ("programme", _is(pb.CreateProgrammeRequest)),
    ("programme", _is(pb.UpdateProgrammeRequest)),
    ("update", anything),
    ("participant", _is(pb.PutParticipantRequest)),
    ("participant", _is(pb.RemoveParticipantRequest)),
    ("statement", is_new),
    ("statement", _is(pb.RemoveStatementRequest)),
    ("statement", is_new),
    ("submit", anything),
    ("give_back", anything),
    ("submit", anything),
    ("safeguard", _reads),
    ("schedule", anything),
    ("unschedule", anything),
    ("schedule", anything),
    (DAYS, anything),
    # What was hidden meanwhile waits for a reviewer again.
    ("statement", is_new),
    ("submit", anything),
    ("schedule", anything),
    ("hide", _of_all),
    (DAYS, anything),
    ("show", anything),
    ("show", anything),
    ("publish", anything),
)
PUBLIC: Final[tuple[tuple[str, Wanted], ...]] = (
    ("statement", is_new),
    ("statement", is_new),
    ("submit", anything),
    ("publish", _two),
    ("propose", _has("record_only")),
    ("decide", _agrees),
    ("propose", _has("track")),
    ("decide", _agrees),
    ("propose", _has("add_addressee")),
    ("decide", _agrees),
    ("propose", _has("correct")),
    ("decide", _agrees),
    ("keep_apart", anything),
    ("link", anything),
    ("unlink", anything),
    ("join", _is(pb.MergeStatementRequest)),
    ("unmerge", anything),
    ("join", _is(pb.SupersedeStatementRequest)),
    ("hide", anything),
    ("show", anything),
    ("show", anything),
    ("withdraw", anything),
)
