"""`docs/transitions.md`: the table of transitions as the domain holds it, for people."""

import difflib
import sys
from collections.abc import Iterable
from enum import StrEnum

from deploy.local.names import REPOSITORY
from services.recommendations.domain.transitions import STATES, TABLE, Field, Need, Transition

FILE = REPOSITORY / "docs" / "transitions.md"

_HEAD = """# Transitions

Written from `services/recommendations/domain/transitions/` by `make proto`; `make check` fails when it is stale. A row
may take several lines, where its parts differ in what they carry. Whatever no row names is refused, with the field and
the sentence of the last column. "another" means: any of these, but not the one it is already. An
answer given outside the tracker (row 8b) carries besides what its position asks for in rows 8 to 11. A
follow-up note (row 30, `NoteFollowUp`) moves nothing, so it has no line here. What row 28
moves is the suggestion alone: the line stays as it is.
"""
_COLUMNS = (
    "| Row | From | To | Who | By | Must carry | Told to whoever tries it from elsewhere |\n" + "|---" * 7 + "|\n"
)


def text() -> str:
    """Return what the file should say."""
    parts = [_HEAD]
    for field in Field:
        rows = [each for each in TABLE if each.field is field]
        parts.append(f"\n## {field.capitalize()}\n\n{_COLUMNS}")
        parts += [_line(each) for each in rows]
    return "".join(parts)


def write() -> int:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    return 0


def check() -> int:
    """Say how the file differs from what it should be; 1 if it does."""
    found = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    if found == (wanted := text()):
        return 0
    lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), FILE.name, "the domain", lineterm="")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1


def _line(row: Transition) -> str:
    who = " or ".join(row.who) + (f", confirmed by another person, a {row.confirmed_by}" if row.confirmed_by else "")
    who += f", public after {row.public_after}" if row.public_after else ""
    after = _states(row.field, row.after)
    cells = (
        row.row,
        _states(row.field, row.before),
        f"another of {after}" if row.other else after,
        who,
        ", ".join(f"`{each}`" for each in (*row.rpcs, row.confirming) if each) or "an event",
        "<br>".join(_need(each) for each in row.carries) or "–",
        row.refusal,
    )
    return f"| {' | '.join(cells)} |\n"


def _states(field: Field, states: Iterable[StrEnum]) -> str:
    chosen = frozenset(states)
    everything = STATES[field]
    if chosen == frozenset(everything):
        return "any"
    if len(missing := [each for each in everything if each not in chosen]) == 1:
        return f"any but `{missing[0]}`"
    return ", ".join(f"`{each}`" for each in everything if each in chosen)


def _need(need: Need) -> str:
    names = " or ".join(f"`{name}`" for name in (need.field, *need.or_else))
    return f"{names}: {need.expected.format(before='the one before')}"
