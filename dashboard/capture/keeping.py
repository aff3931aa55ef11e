"""Saves a form as it is typed, and loses nothing: neither what was typed here nor what others saved meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st
from google.protobuf.message import Message

from dashboard import backend, desk, faults, labels
from dashboard.backend import errors
from dashboard.capture.keys import once

M = TypeVar("M", bound=Message)


@dataclass
class Kept(Generic[M]):
    """A form on the screen: what its fields were filled from, and at which version."""

    saved: M
    version: int
    key: str
    """The idempotency key of the next save follows from it and from what is typed: the same until the save is known to
    have succeeded or to have been refused."""

    unsaved: bool = False
    """Whether something is typed in it that the service does not have."""


def open_form(scope: str, stored: M, version: int) -> Kept[M]:
    """Return what the form with this name was filled from; at first what is stored.

    Args:
        scope: Name of the form, unique on the page: widgets' keys begin with it.
        stored: What the service has now.
        version: At which version.
    """
    name = f"{scope}|kept"
    faults.begin(scope)
    kept = st.session_state.get(name)
    if not isinstance(kept, Kept):
        kept = Kept(stored, version, backend.new_key())
        st.session_state[name] = kept
    elif kept.version < version and kept.saved == stored:
        kept.version = version  # somebody saved something else of the same row
    return kept


def is_open(scope: str) -> bool:
    """Tell whether there is a form of this name, which is saved here."""
    return isinstance(st.session_state.get(f"{scope}|kept"), Kept)


def unsaved(scope: str) -> bool:
    """Tell whether something is typed in a form that the service does not have: it has to be drawn to stay there."""
    kept = st.session_state.get(f"{scope}|kept")
    return isinstance(kept, Kept) and kept.unsaved


def close_form(scope: str) -> None:
    """Forget a form with everything typed in it: it is filled anew from what is stored."""
    for name in [each for each in st.session_state if isinstance(each, str) and each.startswith(f"{scope}|")]:
        del st.session_state[name]


def keep(
    scope: str,
    kept: Kept[M],
    typed: M,
    save: Callable[[M, int, str], tuple[M, int]],
    language: labels.Language,
) -> None:
    """Save what is typed if it differs from what was saved last, and say how it stands.

    Args:
        scope: Name of the form.
        kept: What `open_form` returned.
        typed: What the fields say now.
        save: Saves it at a version with a key; returns what is stored then and its version.
        language: Of the page.
    """
    kept.unsaved = typed != kept.saved
    if not kept.unsaved:
        st.caption(labels.text("capture_saved", language))
        return
    with desk.problems(language):
        try:
            kept.saved, kept.version = save(typed, kept.version, once(kept.key, typed))
        except (errors.BadRequest, errors.NotNow) as refused:
            kept.key = backend.new_key()
            faults.display(scope, refused, language)
            st.caption(labels.text("capture_not_saved", language))
            return
        except errors.Stale:
            kept.key = backend.new_key()
            _choose(scope, language)
            return
        except (errors.Unavailable, errors.TooMany) as later:
            # The page is drawn to its end: what is typed stays in its fields, and the next run saves it.
            st.error(labels.problem(later, language))
            st.button(labels.text("try_again", language), key=f"{scope}|again")
            st.caption(labels.text("capture_not_saved", language))
            return
    kept.key, kept.unsaved = backend.new_key(), False
    st.caption(labels.text("capture_saved", language))


def key_of(act: str, entered: Message) -> str:
    """Return the idempotency key of a button: pressed again before `acted`, it does the same once.

    Args:
        act: Name of the button, unique on the page.
        entered: What it enters.
    """
    return once(st.session_state.setdefault(f"{act}|key", backend.new_key()), entered)


def acted(act: str) -> None:
    """Make the next press of a button another act: this one is known to have succeeded."""
    st.session_state.pop(f"{act}|key", None)


def _choose(scope: str, language: labels.Language) -> None:
    """Somebody else saved this form meanwhile: what is typed here stays on the screen until one side is chosen."""
    st.warning(labels.text("capture_stale", language))
    if st.button(labels.text("capture_take_theirs", language), key=f"{scope}|theirs"):
        close_form(scope)
        st.rerun()
    if st.button(labels.text("capture_keep_mine", language), key=f"{scope}|mine"):
        # Filled from their version: the next run saves what is typed here over it, knowingly.
        del st.session_state[f"{scope}|kept"]
        st.rerun()
