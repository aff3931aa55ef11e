"""An item as it stood on a past day, from what consultations tells of it now: every later change carries its day.

Its words are those of now: what was withdrawn or erased since is gone.
"""

from roundtable.consultations.v1.events_pb2 import PUBLICATION_RECORDED, PUBLICATION_TRACKED
from roundtable.consultations.v1.service_pb2 import PublicStatement


def as_it_stood(statement: PublicStatement, day: str, *, tracked_number: str) -> PublicStatement:
    """Return the item without what happened to it later.

    Args:
        statement: As it is now.
        day: `YYYY-MM-DD`.
        tracked_number: The number under which it was tracked that day; empty if it was only recorded.
    """
    found = PublicStatement()
    found.CopyFrom(statement)
    for name in ("related", "added_addressees", "merged"):
        found.ClearField(name)
    found.related.extend(each for each in statement.related if each.linked_date <= day)
    found.added_addressees.extend(each for each in statement.added_addressees if each.added_date <= day)
    found.merged.extend(each for each in statement.merged if each.merged_date <= day)
    if statement.merged:
        numbers = [found.number, *(each.number for each in found.merged)]
        found.consultations = len({number.partition("/")[0] for number in numbers})
    if statement.withdrawn_date > day:
        _clear(found, "withdrawn", "withdrawn_date", "withdrawn_reason", "withdrawn_asked_by")
    if statement.joined.joined_date > day:
        found.ClearField("joined")
    if statement.retracked_date > day:
        _clear(found, "retracked_date", "retracked_reason")
    if found.publication:
        found.tracked_number = tracked_number
        found.publication = PUBLICATION_TRACKED if tracked_number else PUBLICATION_RECORDED
    return found


def _clear(statement: PublicStatement, *names: str) -> None:
    for name in names:
        statement.ClearField(name)  # type: ignore[arg-type]
