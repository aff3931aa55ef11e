"""`docs/transitions.md`: the tables of transitions as the domains hold them, for people."""

from collections.abc import Iterable
from enum import StrEnum

from deploy.local.generated import stale
from deploy.local.names import REPOSITORY
from services.consultations.domain import transitions as of_record
from services.recommendations.domain.transitions import STATES, TABLE, Field, Need, Transition

FILE = REPOSITORY / "docs" / "transitions.md"
_FEW_STATES = 2  # each is named

_HEAD = """# Transitions

Written from `services/consultations/domain/transitions/` (rows 1 to 6 and 29) and
`services/recommendations/domain/transitions/` (the others) by `make proto`; `make check` fails when it is stale. A row
may take several lines, where its parts differ in who or in what they carry. Whatever no row names is refused.

# The record

What consultations keeps. Everything that is missing is named at once. The column "Besides" names the functions of
`services/consultations/domain` that refuse what is no list of fields. Links and pairs that are kept apart move none of
this; consent that is withdrawn turns what was said into a tombstone as row 5 does, in an act of its own
(`WithdrawConsent`).
"""
_RECORD_COLUMNS = (
    "| Row | From | To | Who | By | Must carry | Besides | Told to whoever may not, or tries it from elsewhere |\n"
    + "|---" * 8
    + "|\n"
)
_LINES = """
# The lines

What recommendations keeps. Everything that an act lacks is named at once. Whatever no row names is refused with the
field and the sentence of the last column. "another" means: any of these, but not the one it is already. An
answer given outside the tracker (row 8b) carries besides what its position asks for in rows 8 to 11. What rows 27, 28
and 30 move is the step, the suggestion and the note alone: the line stays as it is.
"""
_COLUMNS = (
    "| Row | From | To | Who | By | Must carry | Told to whoever tries it from elsewhere |\n" + "|---" * 7 + "|\n"
)


def text() -> str:
    """Return what the file should say."""
    parts = [_HEAD]
    for kept in of_record.Field:
        parts.append(f"\n## {kept.capitalize()}\n\n{_RECORD_COLUMNS}")
        found = [each for each in of_record.TABLE if each.field is kept]
        parts += [_record_line(each, above) for above, each in zip([None, *found], found, strict=False)]
    parts.append(_LINES)
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
    return stale(FILE, text(), written_from="the domain")


def _record_line(row: of_record.Transition, above: of_record.Transition | None) -> str:
    who = " or ".join(row.who) or "the clock"
    if row.who:
        who += " of any organisation" if row.anywhere else " of the host"
    who += f", provided that {row.provided}" if row.provided else ""
    who += f", confirmed by another person, a {row.confirmed_by} of the host" if row.confirmed_by else ""
    who += ", another than whoever had a hand in it before" if row.not_again and not row.confirmed_by else ""
    everything = of_record.STATES[row.field]
    return _cells(
        row.row,
        _states(everything, row.before),
        _states(everything, row.after),
        who,
        _rpcs(*row.rpcs, row.confirming),
        _like(above and above.carries, row.carries) or "<br>".join(_part(each) for each in row.carries) or "–",
        _like(above and above.guards, row.guards) or ", ".join(f"`{each}`" for each in row.guards) or "–",
        "<br>".join(_told(row)) or "–",
    )


def _like(above: object, here: object) -> str:
    return "as above" if here and above == here else ""


def _part(part: of_record.Part) -> str:
    where = f"{part.path}." if part.path else ""
    by_sentence: dict[str, list[str]] = {}
    for need in part.needs:
        by_sentence.setdefault(need.expected, []).append(f"`{where}{need.field}`")
    needs = "<br>".join(f"{', '.join(fields)}: {expected}" for expected, fields in by_sentence.items())
    return f"{part.only}, {needs}" if part.only else needs


def _told(row: of_record.Transition) -> list[str]:
    told = [row.not_they, row.not_again, row.not_confirmer]
    found = [each.says.replace("{role}", " or ".join(row.who)) for each in told if each]
    by_sentence: dict[str, list[str]] = {}
    for state, each in row.refusals.items():
        by_sentence.setdefault(each.says, []).append(f"`{state}`")
    return [*found, *(f"{', '.join(states)}: {says}" for says, states in by_sentence.items())]


def _line(row: Transition) -> str:
    who = " or ".join(row.who) + (f", confirmed by another person, a {row.confirmed_by}" if row.confirmed_by else "")
    who += f", public after {row.public_after}" if row.public_after else ""
    who += f" ({row.why})" if row.why else ""
    everything = STATES[row.field]
    after = _states(everything, row.after)
    return _cells(
        row.row,
        _states(everything, row.before),
        f"another of {after}" if row.other else after,
        who,
        _rpcs(*row.rpcs, row.confirming),
        "<br>".join(_need(each) for each in row.carries) or "–",
        row.refusal,
    )


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _rpcs(*names: str) -> str:
    return ", ".join(f"`{each}`" for each in names if each) or "an event"


def _states(everything: type[StrEnum], states: Iterable[StrEnum]) -> str:
    chosen = frozenset(states)
    if chosen == frozenset(everything):
        return "any"
    if len(everything) > _FEW_STATES and len(missing := [each for each in everything if each not in chosen]) == 1:
        return f"any but `{missing[0]}`"
    return ", ".join(f"`{each}`" for each in everything if each in chosen)


def _need(need: Need) -> str:
    names = " or ".join(f"`{name}`" for name in (need.field, *need.or_else))
    return f"{names}: {need.expected.format(before='the one before')}"
