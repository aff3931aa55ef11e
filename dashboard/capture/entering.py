"""Rows of a spreadsheet on their way into the records: what these would refuse, and all of them in one act."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.backend import Person, errors
from dashboard.capture.columns import Layout
from dashboard.capture.entries import Entry, Problem
from dashboard.labels import refusals
from roundtable.consultations.v1 import service_pb2 as consultations

SECONDS: Final = 120.0
"""How long five thousand rows may take; seconds, in truth."""

_PIECE_BYTES: Final = 512 * 1024
_PATH: Final = re.compile(r"entries\[(\d+)\]\.(?:details\.)?(?:verifiability\.)?(\w+)(?:\.bodies\[(\w+)\])?.*")
_COLUMNS: Final = {
    "participant_id": "speaker",
    "addressee_ids": "addressees",
    "lead_addressee_id": "addressees",
    "source_row": "number",
}


@dataclass(frozen=True)
class Act:
    """What is confirmed, and the consultation as it was when it was shown."""

    consultation_id: str
    revision: str
    key: str
    """Sent again with the same one, nothing is entered twice."""


def enter(person: Person, act: Act, entries: Sequence[Entry], *, check_only: bool = False) -> None:
    """Enter all of them, or none; or only ask whether they would be taken.

    Raises:
        errors.BadRequest: Cells are not as they should be.
        errors.NotNow: There is no room for all.
        errors.Stale: Somebody entered something meanwhile.
    """
    person.consultations.PutStatements(_pieces(act, entries, check_only=check_only), timeout=SECONDS)


def refused(
    problem: errors.BadRequest, entries: Sequence[Entry], layout: Layout, rows: Sequence[Sequence[str]], language: str
) -> list[Problem]:
    """Return what the records would refuse, cell by cell."""
    found = []
    for each in problem.violations:
        path = _PATH.fullmatch(each.field)
        if not path or int(path[1]) >= len(entries):
            raise problem
        row = entries[int(path[1])].row
        place = _place(path[2], path[3], layout)
        cells = rows[row - 1]
        value = cells[place] if place < len(cells) else ""
        found.append(
            Problem(
                row, place, layout.names[place], value[:200], refusals.said(each.expected, language) or each.expected
            )
        )
    return found


def _place(name: str, spoken: str | None, layout: Layout) -> int:
    base = _COLUMNS.get(name, name)
    names = [f"{base}_{spoken}", base, f"{base}_en", f"{base}_ur"]
    known = next((each for each in names if each in layout.names), "")
    return layout.names.index(known) if known else 0


def _pieces(act: Act, entries: Sequence[Entry], *, check_only: bool) -> Iterator[consultations.PutStatementsRequest]:
    piece = consultations.PutStatementsRequest(
        idempotency_key=act.key,
        consultation_id=act.consultation_id,
        seen_revision=act.revision,
        check_only=check_only,
    )
    bytes_ = 0
    for each in entries:
        entry = consultations.StatementEntry(
            statement_id=each.statement_id, expected_version=each.version, details=each.details
        )
        if bytes_ and bytes_ + entry.ByteSize() > _PIECE_BYTES:
            yield piece
            piece, bytes_ = consultations.PutStatementsRequest(), 0
        piece.entries.append(entry)
        bytes_ += entry.ByteSize()
    yield piece
