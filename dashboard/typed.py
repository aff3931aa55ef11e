"""What is typed in the forms of a desk, saved as it is typed: found again on any device, gone once it is sent.

Each field of a form that is sent by a button is drawn by one of the functions here. What is in it goes to
consultations, which keeps it for its writer alone (`capture.unsent`), as soon as Streamlit has it; opened again, the
form has it. Forms that are saved as drafts (`capture.keeping`) look after themselves; on pages for everybody nothing is
kept.

A form is what stands in a key before the first `|`; which of several acts it is for (`asking.form`) makes no other one.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

import streamlit as st

from dashboard import backend, desk, labels, show
from dashboard.backend import errors
from dashboard.capture import keeping, unsent
from dashboard.labels import text

V = TypeVar("V")
_HERE: Final = "typed"
_WORD_LENGTH: Final = 32


@dataclass
class _Form:
    """One form, as it is on this screen and as the service has it."""

    fields: dict[str, str] = field(default_factory=dict)
    """What is typed: that of fields which are not drawn now, too."""
    saved: dict[str, str] = field(default_factory=dict)
    version: int = 0
    sent: dict[str, str] = field(default_factory=dict)
    """What was sent and may stand on the screen still: it is not kept."""
    light: set[str] = field(default_factory=set)
    """Choices, and numbers by which something is looked up: kept only beside what is typed."""
    called: dict[str, str] = field(default_factory=dict)
    last: str = ""
    """The field in which something was typed last: how it stands is said beneath it."""
    refused: str = ""
    """Why the service does not take it as it is in this run; the other forms are saved all the same."""
    theirs: unsent.Text | None = None
    """What was saved on another device, while nobody has chosen."""
    taken: set[str] = field(default_factory=set)
    """Fields that show that from now on."""

    def kept(self) -> dict[str, str]:
        """Return what of it the service is to have."""
        kept = {name: said for name, said in self.fields.items() if name in self.light or self.sent.get(name) != said}
        return kept if kept.keys() - self.light else {}


@dataclass
class _Here:
    """The desk that is open."""

    page: Any
    key: str
    """Of this session: the idempotency keys of what is saved follow from it."""
    forms: dict[str, _Form] = field(default_factory=dict)
    read: bool = False
    run: int = 0
    away: str = ""
    """Why nothing is saved in this run; empty while it is."""
    shown: set[str] = field(default_factory=set)
    """Forms of which this run has said what was saved elsewhere."""


def sent(scope: str) -> None:
    """End what was typed in a form, and destroy its data key: it was sent.

    Args:
        scope: Name of the form.
    """
    here, name = _here(), _word(scope.partition("|")[0])
    if here and (form := here.forms.get(name)):
        form.sent, form.fields, form.theirs = {**form.sent, **form.fields}, {}, None
        _save(here, name, form)


def line(label: str, value: str = "", *, key: str, on: Any = st, light: bool = False, **more: Any) -> str:
    """Show one line of text and return what is typed.

    Args:
        label: What it is called.
        value: What is in it at first.
        key: `<form>|<field>`, unique on the page.
        on: Where it is drawn.
        light: It only looks something up: it is kept beside what is typed, not alone.
        more: For Streamlit.
    """
    kind = _Kind(value, str, str, light)
    return _field(label, key, kind, lambda at: at.text_input(label, value, key=key, **more) or "", on)


def area(label: str, value: str = "", *, key: str, on: Any = st, **more: Any) -> str:
    """Show a passage of text and return what is typed. See `line`."""
    return _field(label, key, _Kind(value, str, str), lambda at: at.text_area(label, value, key=key, **more) or "", on)


def day(label: str, value: date | None, *, key: str, **more: Any) -> date | None:
    """Show a day and return what is chosen. See `line`."""
    earliest, latest = more.get("min_value", date.min), more.get("max_value", date.max)

    def read(said: str) -> date | None:
        found = date.fromisoformat(said)
        return found if earliest <= found <= latest else None

    kind = _Kind(value, date.isoformat, read)
    chosen: date | None = _field(label, key, kind, lambda at: at.date_input(label, value, key=key, **more))
    return chosen


def number(label: str, value: int | None, *, key: str, most: int | None = None) -> int | None:
    """Show a number from 0 and return what is typed. See `line`."""

    def draw(at: Any) -> int | None:
        counted: int | None = at.number_input(label, min_value=0, max_value=most, value=value, step=1, key=key)
        return counted

    return _field(label, key, _Kind(value, str, int), draw)


def choice(
    label: str,
    options: Sequence[V],
    *,
    key: str,
    index: int | None = 0,
    box: bool = False,
    light: bool = True,
    **more: Any,
) -> V | None:
    """Show a choice of a few, or of many in a box, and return what is chosen.

    Args:
        label: What is chosen.
        options: Of what; each is known by `str`.
        key: `<form>|<field>`, unique on the page.
        index: Of what is chosen at first; None for nothing.
        box: Whether it is a box that opens.
        light: It is kept beside what is typed, not alone.
        more: For Streamlit.
    """
    first = options[index] if index is not None and options else None
    kind = _Kind(first, str, {str(each): each for each in options}.get, light)

    def draw(at: Any) -> V | None:
        return (at.selectbox if box else at.radio)(label, options, index=index, key=key, **more)  # type: ignore[no-any-return]

    return _field(label, key, kind, draw)


def several(label: str, options: Sequence[str], *, key: str, **more: Any) -> list[str]:
    """Show a box in which several may be chosen, nothing at first, and return them. See `choice`."""

    def read(said: str) -> list[str] | None:
        return [each for each in json.loads(said) if each in options] or None

    kind = _Kind([], json.dumps, read, light=True)
    return list(_field(label, key, kind, lambda at: at.multiselect(label, options, key=key, **more)))


@dataclass(frozen=True)
class _Kind:
    """What a field holds."""

    blank: Any
    """At first: then nothing is typed."""
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    """Gives None for what it cannot hold any more."""
    light: bool = False

    def held(self, said: str | None) -> Any:
        """Return what it holds of what was kept; None for nothing, or for what another field was, before a release."""
        try:
            return None if said is None else self.read(said)
        except (ValueError, TypeError):
            return None


def _field(label: str, key: str, kind: _Kind, draw: Callable[[Any], V], on: Any = st) -> V:
    here = _here()
    if here is None or _is_saved_itself(key):
        return draw(on)
    scope, name = _names(key)
    form = _form(here, scope)
    found = kind.held(form.fields.get(name))
    if name in form.taken:
        form.taken.discard(name)
        st.session_state[key] = kind.blank if found is None else found
        form.last = form.last or name
    elif key not in st.session_state and found is not None:
        st.session_state[key] = found
        form.last = form.last or name
    drawn = draw(on)
    room = on.empty()
    form.called[name] = label
    if kind.light:
        form.light.add(name)
    said = "" if drawn is None or drawn == kind.blank else kind.write(drawn)
    if said != form.fields.pop(name, ""):
        form.last = name
    if said:
        form.fields[name] = said
    else:
        form.sent.pop(name, None)  # the same words again are another act's
    if form.kept() != form.saved:
        _save(here, scope, form)
    _say(here, scope, form, name, room)
    return drawn


def _here() -> _Here | None:
    """Return the desk of this run; None off a desk. What could not be ended in the run before is ended now."""
    path, run = desk.run()
    page = unsent.DESKS.get(path)
    if not page:
        return None
    here = st.session_state.get(_HERE)
    if not isinstance(here, _Here) or here.page != page:
        here = st.session_state[_HERE] = _Here(page, backend.new_key())
    if here.run != run:
        here.run, here.away, here.shown = run, "", set()
        for name, form in here.forms.items():
            form.refused = ""
            if form.saved and not form.kept():
                _save(here, name, form)
    return here


def _is_saved_itself(key: str) -> bool:
    parts = key.split("|")
    return any(keeping.is_open("|".join(parts[:count])) for count in range(1, len(parts)))


def _names(key: str) -> tuple[str, str]:
    """Return the words by which the service knows a form and a field of it: of whichever act, and naming nothing."""
    scope, _, rest = key.partition("|")
    if acts := st.session_state.get(f"{scope}|acts"):
        rest = rest.removeprefix(f"{acts}|")
    return _word(scope), _word(rest)


def _word(said: str) -> str:
    return "f" + hashlib.sha256(said.encode()).hexdigest()[:_WORD_LENGTH]


def _form(here: _Here, scope: str) -> _Form:
    if not here.read and not here.away:
        _read(here)
    return here.forms.setdefault(scope, _Form())


def _read(here: _Here) -> None:
    try:
        found = unsent.read_forms(_person(), here.page)
    except errors.BackendError as away:
        here.away = labels.problem(away, desk.language())
        return
    here.read = True
    for each in found:
        form = here.forms.setdefault(each.form, _Form())
        if form.fields and form.fields != dict(each.fields):  # typed while the service was away
            form.theirs = each
        else:
            form.fields, form.saved, form.version = dict(each.fields), dict(each.fields), each.version
            form.taken = set(each.fields) & set(form.called)  # on the page already, empty: the service was away


def _save(here: _Here, scope: str, form: _Form) -> None:
    """Save a form, or end it where nothing is typed any more. What fails is tried again in the next run."""
    if form.theirs or form.refused or here.away or not here.read:
        return
    kept = form.kept()
    try:
        if kept:
            form.version = unsent.save(_person(), here.page, "", form.version, kept, form=scope, key=here.key)
        elif form.version:
            unsent.end(_person(), here.page, "", form.version, form=scope)
        form.saved = kept
    except errors.Stale as stale:
        _find(here, scope, form, stale)
    except (errors.BadRequest, errors.NotNow) as refused:
        form.refused = labels.problem(refused, desk.language())
    except errors.BackendError as failed:
        here.away = labels.problem(failed, desk.language())


def _find(here: _Here, scope: str, form: _Form, stale: errors.Stale) -> None:
    try:
        theirs = unsent.current_form(_person(), here.page, scope, stale)
    except errors.BackendError as failed:
        here.away = labels.problem(failed, desk.language())
        return
    if theirs.version:
        form.theirs = theirs
    else:  # it was sent, or ended, elsewhere: what is typed here is new
        form.saved = {}


def _person() -> backend.Person:
    return backend.current().person(desk.session())


def _say(here: _Here, scope: str, form: _Form, name: str, room: Any) -> None:
    """Say how a form stands, beneath the field in which something was typed last."""
    language = desk.language()
    if form.theirs and scope not in here.shown:
        here.shown.add(scope)
        with room.container():
            _choose(scope, form, form.theirs, language)
    elif form.last == name and (kept := form.kept()):
        if kept == form.saved:
            room.caption(text("quick_kept", language))
        else:
            room.caption(f"{text('capture_not_saved', language)} {show.label(form.refused or here.away)}")


def _choose(scope: str, form: _Form, theirs: unsent.Text, language: labels.Language) -> None:
    """Show what was saved on another device; what is typed here stays on the screen until one of them is chosen."""
    st.warning(text("unsent_elsewhere", language))
    st.caption(text("unsent_elsewhere_what", language))
    for name, said in theirs.fields.items():
        if said != form.fields.get(name):
            show.show_string(f"{form.called[name]}: {labels.isolated(said)}" if name in form.called else said)

    def take(*, mine: bool) -> None:
        form.saved, form.version, form.theirs = dict(theirs.fields), theirs.version, None
        if not mine:
            form.taken = set(form.called)
            form.fields = dict(theirs.fields)

    st.button(text("unsent_mine", language), on_click=take, kwargs={"mine": True}, key=f"typed|{scope}|mine")
    st.button(text("unsent_theirs", language), on_click=take, kwargs={"mine": False}, key=f"typed|{scope}|theirs")
