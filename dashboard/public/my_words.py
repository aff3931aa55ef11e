"""`/my-words`: what is public of one's own words, by the code of a card. The code stands in the form, in no address."""

import math
from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from dashboard.backend import errors, new_key
from dashboard.web import Form, Visit
from dashboard.web.site import LOOK_AGAIN_SECONDS
from roundtable.consultations.v1 import service_pb2 as pb

_SECONDS_A_MINUTE: Final = 60


def ask(visit: Visit) -> Response:
    """Ask for the code."""
    return visit.render("my_words_ask.html", wrong="")


def show(visit: Visit, sent: Form) -> Response:
    """Show what is public."""
    return _answer(visit, sent, lambda: _read(visit, sent), done="")


def hide(visit: Visit, sent: Form) -> Response:
    """Hide items and name at once, and show what is public then."""
    request = pb.HideMyWordsRequest(idempotency_key=sent["key"], code=sent["code"], network=visit.network)
    cards = visit.site.backend.cards
    return _answer(visit, sent, lambda: cards.HideMyWords(request).words, done="my_words_hidden")


def withdraw(visit: Visit, sent: Form) -> Response:
    """Withdraw consent, and show what is public then. Without the tick nothing happens."""
    if not sent["sure"]:
        return _answer(visit, sent, lambda: _read(visit, sent), done="", wrong="my_words_tick")
    cards = visit.site.backend.cards
    request = pb.WithdrawMyConsentRequest(
        idempotency_key=sent["key"],
        code=sent["code"],
        statements=sent["statements"] == "yes",
        network=visit.network,
    )
    return _answer(visit, sent, lambda: cards.WithdrawMyConsent(request).words, done="my_words_withdrawn")


def _read(visit: Visit, sent: Form) -> pb.MyWords:
    request = pb.ReadMyWordsRequest(code=sent["code"], network=visit.network)
    return visit.site.backend.cards.ReadMyWords(request).words


def _answer(visit: Visit, sent: Form, act: Callable[[], pb.MyWords], *, done: str, wrong: str = "") -> Response:
    try:
        words = act()
    except (errors.NotFound, errors.BadRequest):
        return visit.render("my_words_ask.html", status=422, wrong=visit.text("my_words_wrong"))
    except errors.TooMany as refused:
        seconds = refused.retry_after or LOOK_AGAIN_SECONDS
        told = visit.text("my_words_later", minutes=math.ceil(seconds / _SECONDS_A_MINUTE))
        late = visit.render("my_words_ask.html", status=429, wrong=told)
        late.headers["Retry-After"] = str(seconds)
        return late
    return visit.render(
        "my_words.html",
        status=422 if wrong else 200,
        words=words,
        apart=next((each.speaker_pseudonym for each in words.statements if each.speaker_pseudonym), ""),
        code=sent["code"],
        key=new_key(),
        done=done,
        wrong=wrong,
    )
