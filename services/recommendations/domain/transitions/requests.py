"""Rows 7 and 7b: was it put to the body?"""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    HAND_OVER_CHANNELS,
    Request,
)

_MAILED: Final = frozenset({Request.SENT, Request.ACCEPTED_BY_MAIL_SERVER, Request.UNDELIVERABLE})
_TOLD: Final = "what became of a mail is told by whoever sent it"

ROWS: Final = (
    # Events, so nothing is refused: what happened, happened. Each mail goes from sent to accepted or back; the request
    # is what all mails and hand-overs together make of it, in whichever order they are told.
    Transition(
        row="7",
        field=Field.REQUEST,
        before=frozenset({Request.NOT_ASKED, Request.SENT}),
        after=_MAILED,
        who=(Actor.NOTIFICATIONS,),
        refusal=_TOLD,
    ),
    Transition(
        row="7",
        field=Field.REQUEST,
        before=frozenset({Request.ACCEPTED_BY_MAIL_SERVER}),
        after=_MAILED,
        who=(Actor.NOTIFICATIONS,),
        why="a mail that was accepted comes back days later; another liaison's was accepted earlier, behind a relay",
        refusal=_TOLD,
    ),
    Transition(
        row="7",
        field=Field.REQUEST,
        before=frozenset({Request.UNDELIVERABLE}),
        after=_MAILED,
        who=(Actor.NOTIFICATIONS,),
        why="one liaison's mail came back, and another one's is on its way",
        refusal=_TOLD,
    ),
    Transition(
        row="7",
        field=Field.REQUEST,
        before=frozenset({Request.HANDED_OVER}),
        after=frozenset({Request.HANDED_OVER, Request.SENT, Request.ACCEPTED_BY_MAIL_SERVER}),
        who=(Actor.NOTIFICATIONS,),
        why="what arrived first counts, whenever it is told; a mail that comes back does not undo a hand-over",
        refusal=_TOLD,
    ),
    Transition(
        row="7b",
        field=Field.REQUEST,
        before=frozenset(Request),
        after=frozenset({Request.HANDED_OVER}),
        who=(Actor.FACILITATOR,),
        why="if a mail had arrived earlier, the hand-over stands in history and the mail still counts",
        rpcs=("RecordHandOver",),
        carries=(
            Need(field="channel", expected="by hand, by courier or by letter", among=HAND_OVER_CHANNELS),
            Need(field="reference", expected="the diary number or receipt"),
        ),
        refusal="a request is handed over by the host",
    ),
)
