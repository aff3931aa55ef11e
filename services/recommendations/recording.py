"""The one way in which an assignment ever changes: for RPCs, for consumers and for the clock."""

from datetime import date
from uuid import UUID

from services.chassis import event_log
from services.chassis.database import Transaction
from services.recommendations import wire
from services.recommendations.domain import archive, facts
from services.recommendations.domain import assignment as assignments
from services.recommendations.domain.guards import Line
from services.recommendations.store import archives, files, history, lines


async def record(tx: Transaction, before: Line, fact: facts.AssignmentFact) -> Line:
    """Save what the fact changes, then append it. What somebody did or said also stands under "what changed".

    Raises:
        Aborted: Somebody else changed the assignment first.
    """
    if named := named_files(fact):
        await files.make_public(tx, named)
    after = await lines.save(tx, before, assignments.evolve(before.assignment, fact))
    if urls := archive.worth_keeping(after.record, fact):
        await archives.want(tx, after.assignment.id, urls, at=fact.occurred_at)
    appended = await event_log.append(tx, wire.facts.event(fact))
    if day := news_date(fact):
        await history.add_change(
            tx,
            appended.position,
            recommendation_id=after.record.id,
            assignment_id=after.assignment.id,
            illustrative=after.record.illustrative,
            occurred_date=day,
        )
    return after


def named_files(fact: facts.AssignmentFact) -> list[UUID]:
    """Return the files that the fact names in public: anybody may read those that may be read by everybody.

    A scan is named only if a reviewer said that the public may see it.
    """
    outside = getattr(fact, "outside", None)
    pieces = [*getattr(fact, "evidence", ()), outside.scan if outside else None]
    return [each.file_id for each in pieces if each and each.file_id]


def news_date(fact: facts.AssignmentFact) -> date | None:
    """Return the day under which "what changed" lists the fact; None if it does not.

    Dates pass for hundreds of lines at once: that stands in the timeline of each, and is no news. Nor is it that a line
    opens with its statement: that became public.
    """
    if isinstance(fact, facts.ClockFact) or (isinstance(fact, facts.AssignmentOpened) and not fact.origin_id):
        return None
    return wire.timeline.occurred_date(fact)
