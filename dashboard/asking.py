"""The last step of a form on a Streamlit page: it says what will be public and who is told, asks once, and sends.

After an act the form is a new one: its fields are empty and nothing is ticked, so nobody sends the same twice, or the
words of one act with another.
"""

import hashlib
from collections.abc import Callable, Iterable

import streamlit as st
from google.protobuf.message import Message

from dashboard import backend, desk, faults, labels, show, typed
from dashboard.backend import errors
from dashboard.labels import text


def form(scope: str) -> str:
    """Return the name of the form as it is now: another one after each act."""
    acts = st.session_state.get(f"{scope}|acts", 0)
    return f"{scope}|{acts}" if acts else scope


def anew(key: str, of: Iterable[object], blank: object) -> None:
    """Empty a field, such as a tick, if what it stands for reads otherwise now. Call it before the field is drawn.

    Args:
        key: The field's.
        of: What whoever filled it in has read.
        blank: What is in it at first.
    """
    seen = f"{key}|read"
    digest = hashlib.sha256("\n".join(map(_said, of)).encode()).hexdigest()
    if st.session_state.get(seen, digest) != digest:
        st.session_state[key] = blank
    st.session_state[seen] = digest


def _said(each: object) -> str:
    return each.SerializeToString(deterministic=True).hex() if isinstance(each, Message) else repr(each)


def tick(words: str, *, key: str, of: Iterable[object]) -> bool:
    """Show a tick, and tell whether it stands: for what was read, and not for what has changed since.

    Args:
        words: Of the tick.
        key: Of the field.
        of: What it stands for.
    """
    anew(key, of, blank=False)
    return st.checkbox(words, key=key)


def agreed(public: str, *, scope: str, language: labels.Language, of: Iterable[object] = ()) -> bool:
    """Show what an act makes public and who is told, and tell whether somebody says that they have read that.

    Args:
        public: Key of what will be public, and who is told.
        scope: Name of the act's form.
        language: Of the page.
        of: What is acted on, as it was read.
    """
    st.info(text(public, language))
    return tick(text("ask_once", language), key=f"{form(scope)}|sure|{public}", of=of)


def renew(scope: str) -> None:
    """Make the form a new one, after an act: what was typed in it is sent, and kept no longer."""
    typed.sent(scope)
    st.session_state[f"{scope}|acts"] = st.session_state.get(f"{scope}|acts", 0) + 1


def whether_it_goes(scope: str, what: str, language: labels.Language) -> bool:
    """Show a button that takes away what was entered; once it is pressed, ask, and tell whether somebody says yes.

    Args:
        scope: Name of the form that goes, with everything in it.
        what: Key of what becomes of it.
        language: Of the page.
    """
    asked = f"{scope}|asked"
    if st.button(text("remove", language), key=f"{scope}|remove"):
        st.session_state[asked] = True
    if not st.session_state.get(asked):
        return False
    with st.container(border=True):
        st.text(text(what, language))
        yes, no = st.columns(2)
        if no.button(text("remove_no", language), key=f"{scope}|stays"):
            st.session_state.pop(asked)
            st.rerun()
        return yes.button(text("remove_yes", language), type="primary", key=f"{scope}|goes")


def once(
    record: Callable[[str], None],
    *,
    scope: str,
    about: str,
    public: str,
    button: str,
    done: str,
    language: labels.Language,
    told: str = "",
    of: Iterable[object] = (),
) -> None:
    """Show what the act makes public, and send it when somebody says that they have read that.

    Args:
        record: Sends the act with an idempotency key.
        scope: Name of the form.
        about: What is acted on; who has read what follows for one thing is asked again for another.
        public: Key of what will be public, and who is told if that is always the same.
        button: Key of the button.
        done: Key of what to say afterwards.
        language: Of the page.
        told: Who is told of this one; it follows what will be public.
        of: What is acted on, as it was read.
    """
    name = form(scope)
    key_name = f"{name}|key|{about}"
    key = st.session_state.setdefault(key_name, backend.new_key())
    st.info(f"{text(public, language)} {show.label(told)}" if told else text(public, language))
    sure = tick(text("ask_once", language), key=f"{name}|sure|{public}|{about}", of=(told, *of))
    if not st.button(text(button, language), type="primary", key=f"{name}|record", disabled=not sure):
        return
    with desk.problems(language):
        try:
            record(key)
        except (errors.BadRequest, errors.NotNow, errors.Stale) as refused:
            st.session_state.pop(key_name)
            faults.display(name, refused, language)
            return
    renew(scope)
    desk.finish(done, language)
