"""Which items a reviewer reads and decides on in one act, where more wait than fit into one."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from dashboard import labels
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

_MOST: Final = 200  # decisions in one act of the service
_AT_ONCE: Final = 100  # of more: read with care, drawn by a slow device, and published in time among thousands
_BYTES: Final = 680_000
_FIELDS_BYTES: Final = 1000  # of an item as the service keeps it, with the names of its fields


def chosen(
    draft: consultations.Draft, scope: str, language: labels.Language
) -> tuple[dict[str, consultations.Statement], str]:
    """Let the reviewer choose a part of what waits; return its items by id, and the name of the form about it.

    Each part has a form of its own, so that what was ticked of one is never taken for another; and what is left of it
    after something was published is another part.
    """
    waiting = [each for each in draft.statements if each.record_state == consultations.RECORD_STATE_IN_REVIEW]
    found = parted(waiting, sum(each.ByteSize() for each in draft.participants))
    if len(found) <= 1:
        return {each.statement_id: each for each in waiting}, scope
    st.info(text("review_parts", language, count=len(waiting)))
    first = [sum(map(len, found[:place])) + 1 for place in range(len(found))]

    def named(place: int) -> str:
        last = first[place] + len(found[place]) - 1
        return text("capture_items_part", language, first=first[place], last=last, all=len(waiting))

    place: int = st.selectbox(
        text("capture_items_which", language), range(len(found)), format_func=named, key=f"{scope}|part"
    )
    part = found[place]
    return {each.statement_id: each for each in part}, f"{scope}|{part[0].statement_id}|{len(waiting)}"


def parted(waiting: Sequence[consultations.Statement], other_bytes: int = 0) -> list[Sequence[consultations.Statement]]:
    """Return what waits in parts that can be decided on in one act; one part if all of it can.

    Args:
        waiting: In order of position.
        other_bytes: How long is what is read beside each part.
    """
    room = _BYTES - other_bytes
    if len(waiting) <= _MOST and sum(map(_bytes, waiting)) <= room:
        return [waiting] if waiting else []
    parts: list[list[consultations.Statement]] = []
    left = 0
    for each in waiting:
        if not parts or len(parts[-1]) == _AT_ONCE or _bytes(each) > left:
            parts.append([])
            left = room
        parts[-1].append(each)
        left -= _bytes(each)
    return list(parts)


def _bytes(statement: consultations.Statement) -> int:
    return statement.details.ByteSize() + _FIELDS_BYTES
