"""Lines that were published for a body after something of it went to others: where each belongs."""

from collections.abc import Mapping

import streamlit as st

from dashboard import desk, faults, labels, show
from dashboard.labels import text
from dashboard.register import assurance
from dashboard.register.acting import ask
from roundtable.recommendations.v1 import service_pb2 as recommendations

_STAYS = ("", "")


def panel(here: desk.Desk, found: recommendations.GetRegisterEntryResponse, names: Mapping[str, str]) -> None:
    """List the lines that wait, each with the bodies that it may belong to.

    Args:
        here: The desk.
        found: The body.
        names: Of all bodies, by id.
    """
    language = here.language
    waiting = [each for each in found.lines if each.to_place]
    left = len(found.lines) - len(waiting) if found.addressee.ended_date else 0
    if left:
        st.warning(text("register_place_left", language, count=left))
    elif not waiting:
        st.text(text("register_place_none", language))
    for each in waiting:
        with st.container(border=True):
            show.show_string(f"{each.tracked_number} {labels.isolated(labels.name(each.title, language))}")
            _one(here, found, each, names)


def _one(
    here: desk.Desk,
    found: recommendations.GetRegisterEntryResponse,
    line: recommendations.RegisterLine,
    names: Mapping[str, str],
) -> None:
    language, entry, form = here.language, found.addressee, f"place-{line.assignment_id}"
    faults.begin(form)
    choices = _choices(found, language)
    chosen = st.radio(
        text("register_place_where", language),
        list(choices),
        format_func=lambda each: show.option(choices[each]),
        key=f"{form}|where",
    )
    faults.beside(form, "successor_id", text("register_place_where", language))
    succession_id, successor_id = chosen
    request = recommendations.PlaceLineRequest(
        addressee_id=entry.addressee_id,
        expected_version=entry.version,
        assignment_id=line.assignment_id,
        succession_id=succession_id,
        successor_id=successor_id,
    )

    def told() -> list[str]:
        if not successor_id:
            return [text("register_place_stays_public", language), text("register_told_nobody", language)]
        body = labels.isolated(names[successor_id])
        public = text("register_place_public", language, number=line.tracked_number, body=body)
        there = assurance.of_successor(entry.public, _successors(found)[successor_id], language)
        return [public, *there, text("register_clock_rule", language)]

    def place(key: str) -> object:
        request.idempotency_key = key
        return here.person.recommendations.PlaceLine(request)

    ask(form, "register_place", told, place, language)


def _successors(found: recommendations.GetRegisterEntryResponse) -> dict[str, recommendations.PublicAddressee]:
    """Return the bodies to which something of the body went, by id."""
    return {
        successor_id: other
        for done in found.successions
        for successor_id, other in zip(done.successor_ids, done.cut.others, strict=True)
    }


def _choices(found: recommendations.GetRegisterEntryResponse, language: labels.Language) -> dict[tuple[str, str], str]:
    """Return where a line may belong: succession and successor, with words."""
    choices = {} if found.addressee.ended_date else {_STAYS: text("register_place_stays", language)}
    for done in found.successions:
        if done.cut.undone_date:
            continue
        day = labels.day(done.cut.effective_date, language)
        for successor_id, other in zip(done.successor_ids, done.cut.others, strict=True):
            choices[done.succession_id, successor_id] = f"{labels.name(other.name, language)} ({day})"
    return choices
