"""What a succession does to a line and to a successor, as facts."""

from dataclasses import replace
from uuid import uuid5

from services.recommendations.domain import facts
from services.recommendations.domain.addressee import (
    Addressee,
    MovedLine,
    RemitsChanged,
    Succession,
)
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import Moment, Text


def transferred(
    line: Line, moved: MovedLine, succession: Succession, *, actor: str, moment: Moment
) -> facts.AssignmentTransferred:
    """Return the fact that a line went to a successor. A line that was opened later went on the day it was opened."""
    day = max(succession.effective_date, line.assignment.opened_date)
    return facts.AssignmentTransferred(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.on(day),
        actor=actor,
        succession_id=succession.id,
        kind=succession.kind,
        successor_id=moved.successor_id,
        successor_assignment_id=moved.successor_assignment_id,
        joined=moved.joined,
        remit_id=moved.remit_id,
        source_url=succession.source_url,
        transferred_date=day,
        recorded_date=max(succession.recorded_date, moment.today),  # later for what was published or placed later
    )


def opened(
    line: Line,
    moved: MovedLine,
    succession: Succession,
    *,
    together: int,
    title: Text | None,
    text: Text | None,
    actor: str,
    moment: Moment,
) -> facts.AssignmentOpened:
    """Return the fact that the line was put before the successor: it is asked anew, with all it has to be told.

    Args:
        line: The line as it was.
        moved: Where it goes.
        succession: Why.
        together: How many lines of its consultation go to that successor: they share one mail.
        title: The line that names it, with what still exists of it.
        text: What is asked, with what still exists of it.
        actor: Who recorded the succession.
        moment: When.
    """
    record, day = line.record, max(succession.effective_date, line.assignment.opened_date)
    return facts.AssignmentOpened(
        assignment_id=moved.successor_assignment_id,
        version=1,
        occurred_at=moment.on(day),
        actor=actor,
        statement_id=record.id,
        consultation_id=record.consultation_id,
        publication_id=uuid5(succession.id, str(record.consultation_id)),
        lines_in_publication=together,
        addressee_id=moved.successor_id,
        can_be_asked=True,
        lead=line.assignment.lead,
        tracked_number=record.tracked_number,
        type=record.type,
        title=title,
        text=text,
        response_period_days=record.response_period_days,
        published_date=record.published_date,
        illustrative=record.illustrative,
        press_reported=False,
        host_organisation_id=record.host_organisation_id,
        facilitator_id=record.facilitator_id,
        origin_id=line.assignment.id,
        origin_addressee_id=line.assignment.addressee_id,
        succession_id=succession.id,
        remit_id=moved.remit_id,
        opened_date=day,
    )


def ended(line: Line, succession: Succession, *, actor: str, moment: Moment) -> facts.BodyEnded:
    """Return the fact that a line stays with a body that is no more: from the day of the end nobody is waited for."""
    return facts.BodyEnded(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.on(succession.effective_date),
        actor=actor,
        succession_id=succession.id,
        kind=succession.kind,
        source_url=succession.source_url,
        ended_date=succession.effective_date,
        recorded_date=max(succession.recorded_date, moment.today),  # later for what was published or placed later
    )


def remits_gained(
    successor: Addressee, succession: Succession, *, back: bool = False, actor: str, moment: Moment
) -> RemitsChanged | None:
    """Return the fact that a successor has the remits that came to it; with `back`, that it has them no more."""
    came = [each.remit for each in succession.remits if each.successor_id == successor.id]
    if not came:
        return None
    ids = {each.id for each in came}
    others = tuple(each for each in successor.remits if each.id not in ids)
    since = tuple(replace(each, from_date=succession.effective_date) for each in came)
    day = moment.today if back else succession.effective_date
    return RemitsChanged(
        addressee_id=successor.id,
        version=successor.version + 1,
        occurred_at=moment.on(day),
        actor=actor,
        remits=others if back else (*others, *since),
        effective_date=day,
        source_url=succession.source_url,
        succession_id=succession.id,
    )
