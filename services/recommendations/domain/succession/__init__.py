"""Row 26: a body, or some of what it is responsible for, is succeeded by others; and the undoing of what was wrong.

Which line belongs to which remit is said by the registrar, line by line, when a remit moves for the first time: nobody
knew before that it would ever matter, and a guess would put words into a body's mouth. From then on the line carries
the remit's id. It goes where the remit goes, and never with another one.

The clock rule: a successor is asked anew. Its line opens as not asked and its clock starts when the request reaches
it, because nobody is shown as ignoring what nobody asked of them. What the old body said stays on its own line.

What is published for a body later opens there, as printed. It goes to its only successor by itself; where somebody has
to say which of several, or whether it belongs to a remit that moved, it waits for a registrar.

A line that stays with a body which is no more, because nobody succeeded it or because promises stay with whoever made
them, has nobody who could answer: its clocks stop with the body, until a registrar moves it or undoes the end.
"""

from services.recommendations.domain.succession.lines import ended, opened, remits_gained, transferred
from services.recommendations.domain.succession.placing import Placement, keep, place, to_place
from services.recommendations.domain.succession.recording import Move, NewSuccession, late, moves_on, record
from services.recommendations.domain.succession.undoing import end_undone, handed_back, opened_for, returned, undo

__all__ = [
    "Move",
    "NewSuccession",
    "Placement",
    "end_undone",
    "ended",
    "handed_back",
    "keep",
    "late",
    "moves_on",
    "opened",
    "opened_for",
    "place",
    "record",
    "remits_gained",
    "returned",
    "to_place",
    "transferred",
    "undo",
]
