"""Particulars of a published consultation, corrected (row 31): what may change, and what follows for its statements."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.facts import StatementParticularsCorrected
from services.consultations.domain.particulars import Particulars
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.record_particulars import particulars_of, said_on, with_particulars
from services.consultations.domain.values import ConsultationKind, ConsultationState

TOLD: Final = ("kind", "state", "themes")
"""Particulars that other services were told of the consultation itself."""

_PATHS: Final = {"themes": "themes.themes", "languages": "languages.languages"}
_NEW: Final = "another one than is public already"
_NOT_BEFORE: Final = "not before `starts_date`, which has to be given too"
_CLOCK: Final = "another day than the first: on the clock it ends before it begins"
_HELD: Final = "another state as long as its last day is yet to come, or corrected days, too"
_SERIES: Final = "a kind that is a series as before, or none as before: it belongs to a programme that counts by that"


def not_correctable_so(given: Particulars, record: ConsultationRecord, path: str, *, today: date) -> list[Violation]:
    """Return why it cannot be corrected so.

    Args:
        given: What it is to say of itself.
        record: As published.
        path: Where in the request all of that stands.
        today: Day of the correction.
    """
    public = particulars_of(record)
    violations = [
        Violation(f"{path}.{_PATHS.get(name, name)}", _NEW)
        for name, value in given.items()
        if value == getattr(public, name)
    ]
    if given.days:
        violations += _days_at_fault(given, record, f"{path}.days", today=today)
    elif given.state is ConsultationState.HELD and _last_day(record) > today:
        violations.append(Violation(f"{path}.state", _HELD))
    series = ConsultationKind.SERIES
    if given.kind and record.content.programme_id and (given.kind is series) != (record.frame.kind is series):
        violations.append(Violation(f"{path}.kind", _SERIES))
    return violations


def _last_day(record: ConsultationRecord) -> date:
    return record.content.ends_date or record.content.starts_date or date.min


def _held_by(record: ConsultationRecord) -> date:
    """Return the day since which it says, without a break, that it was held; of one that does not, no day of use."""
    known = record.frame.published_date
    for done in record.corrections:
        if done.particulars.state not in (None, ConsultationState.HELD):
            known = done.corrected_date
    return known


def _days_at_fault(given: Particulars, record: ConsultationRecord, path: str, *, today: date) -> list[Violation]:
    assert given.days
    content, starts, ends = record.content, given.days.starts_date, given.days.ends_date
    if ends and (starts is None or ends < starts):
        return [Violation(f"{path}.ends_date", _NOT_BEFORE)]
    violations = []
    after = with_particulars(record, given)
    if after.frame.state is ConsultationState.HELD:
        latest = today if given.state else _held_by(record)
        expected = f"a day that is not after {latest.isoformat()}, when it became public as one that was held"
        late = {"starts_date": starts, "ends_date": ends}
        violations = [Violation(f"{path}.{name}", expected) for name, day in late.items() if day and day > latest]
    one_day = ends in (None, starts)
    if one_day and content.starts_time and content.ends_time and content.ends_time < content.starts_time:
        violations.append(Violation(f"{path}.ends_date", _CLOCK))
    return violations


def following(
    statements: Iterable[StatementRecord],
    before: ConsultationRecord,
    after: ConsultationRecord,
    *,
    at: datetime,
    by: UUID,
    today: date,
) -> list[StatementParticularsCorrected]:
    """Return what happens to the statements of a consultation that was corrected; to most, nothing.

    All were said on its day. Its themes are those of each statement that had the same: which of them were entered with
    the statement, and which were left to the consultation, nobody can tell from what is public.

    Args:
        statements: All that are public, tombstones, too.
        before: The consultation as it was.
        after: As it is from now on.
        at: When.
        by: Who agreed.
        today: Day of the correction.
    """
    moved, was, now = said_on(before) != said_on(after), before.frame.themes, after.frame.themes
    facts = []
    for each in statements:
        frame = each.frame
        said = said_on(after) if moved else frame.said_date
        themes = now if frame.themes == was else frame.themes
        if (said, themes) != (frame.said_date, frame.themes):
            facts.append(
                StatementParticularsCorrected(
                    id=each.id,
                    version=each.version + 1,
                    at=at,
                    by=str(by),
                    said_date=said,
                    former_said_date=frame.said_date,
                    themes=themes,
                    former_themes=frame.themes,
                    corrected_date=today,
                )
            )
    return facts


def former(given: Particulars, record: ConsultationRecord) -> Particulars:
    """Return what the consultation says until then where a correction says something else."""
    return particulars_of(record).only(*(name for name, _ in given.items()))


def read_particulars(given: Particulars, record: ConsultationRecord) -> tuple[tuple[str, str, str], ...]:
    """Return name, value now and value then of each, as words for the digest of what a reviewer reads."""
    public = particulars_of(record)
    return tuple((name, str(getattr(public, name)), str(value)) for name, value in given.items())
