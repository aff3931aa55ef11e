"""Rows 7 and 7b: was it put to the body?"""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    HAND_OVER_CHANNELS,
    Request,
)

ROWS: Final = (
    Transition(
        row="7",
        field=Field.REQUEST,
        before=frozenset(Request),
        after=frozenset({Request.SENT, Request.ACCEPTED_BY_MAIL_SERVER, Request.UNDELIVERABLE}),
        who=(Actor.NOTIFICATIONS,),
        refusal="what became of a mail is told by whoever sent it",
    ),
    Transition(
        row="7b",
        field=Field.REQUEST,
        before=frozenset(Request),
        after=frozenset({Request.HANDED_OVER}),
        who=(Actor.FACILITATOR,),
        rpcs=("RecordHandOver",),
        carries=(
            Need(field="channel", expected="by hand, by courier or by letter", among=HAND_OVER_CHANNELS),
            Need(field="reference", expected="the diary number or receipt"),
        ),
        refusal="a request is handed over by the host",
    ),
)
