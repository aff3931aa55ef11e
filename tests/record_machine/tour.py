"""A walk along every row of the record: the same steps every time, so that a row which cannot be reached is noticed.

Chance leads the other lives; what they reach differs. Here each command is done at least once, and each row leads
somewhere; the invariants are looked at after every step, as in any life.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, Final, TypeVar

from roundtable.consultations.v1 import service_pb2 as pb
from tests.record_machine.asks import Asks
from tests.record_machine.fit import KINDS, Fits
from tests.record_machine.fit_base import Fit
from tests.record_machine.fit_entered import EMBARGO
from tests.record_machine.play import Play
from tests.record_machine.stage import REVIEWERS, SECRET

Machine = TypeVar("Machine", bound=Play)
Wanted = Callable[[Any], bool]
DAYS: Final = "days"  # not something that anybody does
READ_BY_TWO: Final = "read by two"  # what is sensitive is published
_LOOKS: Final = 200  # at what is fit, before none of it is what is wanted


def tour(kind: type[Machine]) -> None:
    """Walk along, life by life."""
    for past, leg in (("nothing", ENTERED), ("nothing", PUBLIC), ("sensitive", SENSITIVE)):
        play = kind()
        play.begin(past, 0)
        for what, wanted in leg:
            if what == DAYS:
                play.days_pass(EMBARGO.days + 1)
            elif what == READ_BY_TWO:
                play.what_is_sensitive_is_read_by_two(0)
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
                if kind == "decide":
                    _refused_to_the_same_person(play, fit)
                may = fit.may & {"both"} if kind == "correct" else fit.may - {"other_host"}
                play._do(replace(fit, may=may or fit.may), chance)
                return
    raise AssertionError(f"nothing of {kind} is fit as it is wanted")


def _refused_to_the_same_person(play: Play, fit: Fit) -> None:
    """Nobody decides who proposed it, nor agrees twice: of the reviewers these are the ones who may not."""
    for who in sorted({*REVIEWERS} - fit.may):
        play._send(who, fit.request)
        assert play.refused, f"row 31: {who} proposed or read it, and decided"


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


def _refuses(request: Any) -> bool:
    return not request.agree


def _is_named(request: Any) -> bool:
    return isinstance(request, pb.PutParticipantRequest) and request.details.name != SECRET


def _of_a_programme(request: Any) -> bool:
    return bool(request.details.programme_id)


def _of_all(request: Any) -> bool:
    return "/" not in request.number and "R-" not in request.number


def _moves_the_day(request: Any) -> bool:
    return bool(request.correct_consultation.particulars.HasField("days"))


def _changes_whether_it_took_place(request: Any) -> bool:
    return bool(request.correct_consultation.particulars.state)


def _recounts(request: Any) -> bool:
    return bool(request.correct_consultation.figures)


ENTERED: Final[tuple[tuple[str, Wanted], ...]] = (
    ("programme", _is(pb.CreateProgrammeRequest)),
    ("programme", _is(pb.UpdateProgrammeRequest)),
    ("update", _of_a_programme),  # of the only consultation so far
    ("create", anything),
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
    ("correct", _has("correct_programme")),
    ("decide", _agrees),
    ("correct", _has("correct_programme")),
    ("decide", _refuses),
)
PUBLIC: Final[tuple[tuple[str, Wanted], ...]] = (
    ("participant", _is_named),
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
    ("correct", _has("correct")),
    ("decide", _agrees),
    (DAYS, anything),
    ("correct", _has("correct")),
    ("decide", _agrees),
    ("correct", _has("correct")),
    ("decide", _refuses),
    ("correct", _recounts),
    ("decide", _agrees),
    ("correct", _moves_the_day),
    ("decide", _agrees),
    ("correct", _changes_whether_it_took_place),
    ("decide", _agrees),
    ("correct", _changes_whether_it_took_place),
    ("decide", _agrees),
    ("correct", _recounts),
    ("decide", _agrees),
    ("correct", _has("correct")),
    ("take_back", anything),
    ("correct", _has("correct")),
    ("consent", anything),
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
SENSITIVE: Final[tuple[tuple[str, Wanted], ...]] = (
    (READ_BY_TWO, anything),
    ("correct", _has("correct")),
    ("decide", _agrees),
    ("decide", _agrees),
    ("correct", _has("correct_consultation")),
    ("decide", _agrees),
    ("decide", _agrees),
    ("correct", _has("correct")),
    ("decide", _agrees),
    ("decide", _refuses),
)
