"""What every Streamlit page begins with: language, who is there, and whether that person may see it.

Identity is established anew at every run of a page, from the cookie that came with the WebSocket (whose Origin was
checked). It is kept nowhere, in no cache; `st.session_state` has a digest, by which somebody else is noticed. What a
person may do, the services decide; the check here only saves a detour.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NoReturn, TypeVar
from urllib.parse import quote, urlsplit

import streamlit as st

from dashboard import backend, labels
from dashboard.backend import BackendError, Person, errors
from dashboard.labels import text
from dashboard.pages import find
from dashboard.settings import Settings
from dashboard.web import cookies
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as identity_pb2

_Answer = TypeVar("_Answer")

_RUN: Final = "desk-run"
_WHOSE: Final = "desk-whose"
_ROLE_WORDS: Final = {
    events_pb2.ROLE_FACILITATOR: "facilitator",
    events_pb2.ROLE_REVIEWER: "reviewer",
    events_pb2.ROLE_VERIFIER: "verifier",
    events_pb2.ROLE_REGISTRAR: "registrar",
}


class _Configured:
    settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Tell Streamlit pages the settings; called once when the app is made."""
    _Configured.settings = settings


def settings() -> Settings:
    """Return the settings.

    Raises:
        RuntimeError: The page runs outside `dashboard.app`.
    """
    if _Configured.settings is None:
        raise RuntimeError("start the dashboard with python -m dashboard")
    return _Configured.settings


@dataclass(frozen=True)
class Desk:
    """Where a page stands."""

    language: labels.Language
    person: Person
    """The services in the person's name. On a page for everybody its calls raise `errors.SignedOut`."""

    me: identity_pb2.Person | None
    """Who it is; None on a page for everybody."""


def language() -> labels.Language:
    """Return the language in which the browser loaded the page."""
    return cookies.language_of({}, st.context.cookies, st.context.headers.get("accept-language") or "")


def today() -> date:
    """Return the day it is where the deployment is: proposed in fields; what is possible, the services decide."""
    return datetime.now(settings().time_zone).date()


def session() -> str:
    """Return the session cookie's value; empty if there is none. Use it in this run only."""
    plain = settings().plain_loopback
    return cookies.read_secret(st.context.cookies, cookies.SESSION, plain_loopback=plain) or ""


def roles_of(me: identity_pb2.Person) -> frozenset[str]:
    """Return the roles a person has today, as words; `liaison` follows from a mandate."""
    roles = {_ROLE_WORDS[each.role] for each in me.roles if each.role in _ROLE_WORDS}
    if any(not mandate.to_date for mandate in me.mandates):
        roles.add("liaison")
    return frozenset(roles)


def begin(path: str) -> Desk:
    """Begin the page at a path of `PAGES`: set its title, and stop the run if the reader may not see it.

    Calls `st.set_page_config`, so it comes first.
    """
    page, spoken = find(path), language()
    st.session_state[_RUN] = (path, run()[1] + 1)
    st.set_page_config(page_title=text(page.title, spoken), layout="wide")
    tell_done()
    person = backend.current().person(session())
    if not page.roles:
        return Desk(spoken, person, None)
    with problems(spoken):
        me = person.me()
        _require_same(me, spoken)
        if not page.is_for(roles_of(me)):
            names = ", ".join(text(f"role_{role}", spoken) for role in sorted(page.roles))
            st.error(text("problem_needs_role", spoken, roles=names))
            st.stop()
    return Desk(spoken, person, me)


def _require_same(me: identity_pb2.Person, spoken: labels.Language) -> None:
    """Forget the page if it was somebody else's: whoever signs in to a browser goes on with nothing of the one before.

    A socket that breaks and is opened again goes on with the page as it was, but with the cookie of now. What is not
    drawn in this run, the browser forgets, too.
    """
    whose = hashlib.sha256(f"desk {me.person_id}".encode()).hexdigest()
    if st.session_state.setdefault(_WHOSE, whose) == whose:
        return
    for name in list(st.session_state):
        del st.session_state[name]
    st.session_state[_WHOSE] = whose
    st.warning(text("desk_of_somebody_else", spoken))
    st.button(text("try_again", spoken))
    st.stop()


def run() -> tuple[str, int]:
    """Return which page this run is of, and a number that no other run of the session has; nothing off a page."""
    found: tuple[str, int] = st.session_state.get(_RUN, ("", 0))
    return found


def finish(done: str, spoken: labels.Language, **values: str) -> NoReturn:
    """End this run after an act, and draw the page anew with what was done above it; people far below see it, too.

    Args:
        done: Key of what to say.
        spoken: The page's language.
        values: Of what is said: numbers and days of ours, no words of people.
    """
    st.session_state["desk-done"] = text(done, spoken, **values)
    st.rerun()


def start_over(why: str, spoken: labels.Language) -> NoReturn:
    """End this run after an act on what is not so any more, and draw the page anew: nobody agrees to what is unread.

    Args:
        why: Key of what to say.
        spoken: The page's language.
    """
    st.session_state["desk-problem"] = text(why, spoken)
    st.rerun()


def tell_done(done_key: str = "desk-done") -> None:
    """Say what the run before did: above the page, and, as a toast of this run cannot outlive it, only now as one.

    The room for it is there either way. Streamlit knows what is open by its place: if all below moved up once the
    message is gone, what somebody has just opened would close, with the refusal in it.

    Args:
        done_key: Where in the session it is kept, as a label: nothing in it is Markdown of people.
    """
    room = st.empty()
    if done := st.session_state.pop(done_key, ""):
        room.success(done)
        st.toast(done)
    elif why := st.session_state.pop("desk-problem", ""):
        room.warning(why)
        st.toast(why)


@contextmanager
def problems(spoken: labels.Language) -> Iterator[None]:
    """Show what went wrong in a call and stop the run there: nothing that was typed is lost.

    A page that shows refusals beside its fields catches `errors.BadRequest`, `errors.NotNow` and `errors.Stale` itself.
    """
    try:
        yield
    except errors.SignedOut as signed_out:
        st.warning(labels.problem(signed_out, spoken))
        st.link_button(text("nav_sign_in", spoken), f"/sign-in?next={quote(_here(), safe='')}")
        st.stop()
    except BackendError as error:
        st.error(labels.problem(error, spoken))
        if isinstance(error, errors.Unavailable):
            st.button(text("try_again", spoken))
        st.stop()


def known(call: Callable[[], _Answer], spoken: labels.Language) -> _Answer | None:
    """Return what a call answers; None, and say so, if what was typed names nothing: the rest of the page stays."""
    with problems(spoken):
        try:
            return call()
        except errors.NotFound as missing:
            st.error(labels.problem(missing, spoken))
            return None


@contextmanager
def told(spoken: labels.Language) -> Iterator[None]:
    """Show what went wrong in an act and go on drawing: what is typed in a form that is not drawn would be gone."""
    try:
        yield
    except errors.SignedOut:
        with problems(spoken):
            raise
    except BackendError as error:
        st.error(labels.problem(error, spoken))


def last_known(name: str, call: Callable[[], _Answer], spoken: labels.Language) -> _Answer:
    """Return what a call answers; while the service is away, what it answered last on this page, and say so.

    The forms stay, with what is typed in them, which is saved when the service is there again.

    Args:
        name: Of what is asked, unique in the session.
        call: Asks.
        spoken: The page's language.
    """
    with problems(spoken):
        try:
            answer = call()
        except errors.Unavailable as away:
            if f"last|{name}" not in st.session_state:
                raise
            st.error(labels.problem(away, spoken))
            st.button(text("try_again", spoken), key=f"again|{name}")
            last: _Answer = st.session_state[f"last|{name}"]
            return last
    st.session_state[f"last|{name}"] = answer
    return answer


def _here() -> str:
    """Return path and query of this page, for coming back to it after signing in."""
    parts = urlsplit(st.context.url or "/work")
    return parts.path + (f"?{parts.query}" if parts.query else "")
