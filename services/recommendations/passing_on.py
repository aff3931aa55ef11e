"""Lets a line go to another body: closes it where it is, opens it there.

Registrars do so, and it follows by itself for what is published for a body after it ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.recommendations import wire
from services.recommendations.domain import assignment as assignments
from services.recommendations.domain import facts, succession
from services.recommendations.domain.addressee import Addressee, MovedLine, Succession
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import Moment
from services.recommendations.recording import record
from services.recommendations.store import history, lines, register


@dataclass(frozen=True, kw_only=True)
class Hand:
    """By which succession, by whom and when lines are passed on."""

    succession: Succession
    bodies: Mapping[UUID, Addressee]
    actor: str
    moment: Moment


async def pass_on(tx: Transaction, line: Line, moved: MovedLine, hand: Hand, *, together: int) -> Line | None:
    """Let a line go to its successor. Return the line that opened there; None if the successor had one already.

    Args:
        tx: The transaction; the line is locked, and its consultation kept from changing.
        line: The line.
        moved: Where it goes.
        hand: Why, by whom and when.
        together: How many lines of its consultation go there: they share one mail.
    """
    gone = succession.transferred(line, moved, hand.succession, actor=hand.actor, moment=hand.moment)
    await record(tx, line, gone)
    if moved.joined:
        return None
    known = await texts.load(tx, [each for each in (line.record.title_id, line.record.text_id) if each])
    opened = succession.opened(
        line,
        moved,
        hand.succession,
        together=together,
        title=wire.words.text_in(known, line.record.title_id),
        text=wire.words.text_in(known, line.record.text_id),
        actor=hand.actor,
        moment=hand.moment,
    )
    there = Line(
        record=line.record,
        assignment=assignments.evolve(None, opened),
        hidden=line.hidden,
        addressee_organisation_id=hand.bodies[moved.successor_id].organisation_id,
    )
    await lines.add(tx, there)
    await _announce(tx, there, opened)
    return there


async def follow(tx: Transaction, line: Line, done: Succession, *, actor: str, moment: Moment) -> None:
    """Let a line follow by itself that was published for a body after it ended: to its only successor, and on.

    Where nobody but a registrar can say whose it is, it stays: nobody is waited for until somebody does.

    Args:
        tx: The transaction; the line is locked, and its consultation kept from changing.
        line: The line.
        done: The succession after which its body is no more.
        actor: Who put it to that body.
        moment: When.
    """
    going: Line | None = line
    ended: Succession | None = done
    while going and ended:
        standing = await lines.standing(tx, [going.record.id], list(ended.successor_ids))
        moved = succession.late(going, ended, standing)
        if moved is None:
            await record(tx, going, succession.ended(going, ended, actor=actor, moment=moment))
            return
        bodies = await register.holding(tx, [moved.successor_id])
        hand = Hand(succession=ended, bodies=bodies, actor=actor, moment=moment)
        going = await pass_on(tx, going, moved, hand, together=1)
        ended = bodies[moved.successor_id].ended_by


async def _announce(tx: Transaction, line: Line, fact: facts.AssignmentOpened) -> None:
    """Append the opening, and let it stand under "what changed": a remit came to a body."""
    appended = await event_log.append(tx, wire.facts.event(fact))
    day = wire.timeline.occurred_date(fact)
    assert day is not None, "a line that a succession opens has a day"
    await history.add_change(
        tx,
        appended.position,
        recommendation_id=line.record.id,
        assignment_id=line.assignment.id,
        illustrative=line.record.illustrative,
        occurred_date=day,
    )
