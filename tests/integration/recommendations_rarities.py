"""The rarer acts of a random history: on paper, beside the line, about remits, and erasure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.recommendations_things import key, words
from tests.machine import acts

if TYPE_CHECKING:
    from tests.integration.recommendations_history import History
    from tests.integration.recommendations_neighbours import Person, Tracked

SOURCE = "https://gazette.example/7"


async def hand_over(history: History) -> None:
    """Row 7b: let a host hand a request over."""
    tracked, line, _ = await _a_line(history)
    await history.send(await _of_host(history, tracked, "facilitator"), _fit(history, "hand over"), line)


async def letter(history: History) -> None:
    """Row 8b: let a host record what a letter says, and its reviewer confirm it."""
    tracked, line, _ = await _a_line(history)
    said: Any = _fit(history, "letter")
    said.source.date = history.house.clock.today.isoformat()
    recorded = await history.send(await _of_host(history, tracked, "facilitator"), said, line)
    proposed = recorded.outside_answer.outside_answer_id
    decision = pb.DecideOutsideAnswerRequest(idempotency_key=key(), outside_answer_id=proposed, confirm=True)
    await history.house.call(await _of_host(history, tracked, "reviewer"), "DecideOutsideAnswer", decision)


async def close_declined(history: History) -> None:
    """Row 23: let a body decline; the next time its host asks once more, and closes the line."""
    today = history.house.clock.today
    if history.declined is None:
        tracked, line, liaison = await _a_line(history)
        await history.send(liaison, acts.refusal(today), line)
        history.declined = tracked
        return
    tracked, history.declined = history.declined, None
    line = next(iter(tracked.assignments.values()))
    facilitator = await _of_host(history, tracked, "facilitator")
    await history.send(facilitator, _fit(history, "hand over"), line)
    await history.send(facilitator, acts.closing(today), line)


async def follow_up(history: History) -> None:
    """Row 30: let a host note in public that it met the body."""
    tracked, line, _ = await _a_line(history)
    note: Any = _fit(history, "note")
    note.public = True
    await history.send(await _of_host(history, tracked, "facilitator"), note, line)


async def attach(history: History) -> None:
    """Let a body attach a file that anybody may read."""
    _, line, liaison = await _a_line(history)
    request = acts.file(events.EVIDENCE_VISIBILITY_PUBLIC, "A report")
    request.assignment_id, request.idempotency_key = str(line), key()
    pieces: Any = iter([request])
    await history.house.call(liaison, "AttachEvidence", pieces)


async def move_remit(history: History) -> None:
    """Row 26: let one of a body's remits go to another body, with one of its lines."""
    body, other = [await _a_body(history) for _ in range(2)]
    lines = [(await _tracked(history, body)).assignments[body] for _ in range(2)]
    networks, _ = await _remits(history, body)
    await _succeed(history, body, events.SUCCESSION_KIND_MOVED_REMIT, _move(other, networks, lines[0]))


async def split(history: History) -> None:
    """Row 26: let a body be split into two others, and two others end."""
    body, left, right = [await _a_body(history) for _ in range(3)]
    lines = [(await _tracked(history, body)).assignments[body] for _ in range(2)]
    networks, content = await _remits(history, body)
    moves = [_move(left, networks, lines[0]), _move(right, content, lines[1])]
    await _succeed(history, body, events.SUCCESSION_KIND_SPLIT, *moves)
    await _dissolve(history)


async def _dissolve(history: History) -> None:
    """Row 26: let two bodies end without a successor, and take back that one of them did."""
    bodies = [await _a_body(history) for _ in range(2)]
    for body in bodies:
        line = (await history.house.tracked(body)).assignments[body]
        await history.house.accepted(line)
        await _remits(history, body)
        await _succeed(history, body, events.SUCCESSION_KIND_DISSOLUTION)
    (wrong,) = await history.house.rows("SELECT successions FROM addressees WHERE id = %(id)s", id=bodies[-1])
    undoing = pb.UndoSuccessionRequest(
        idempotency_key=key(),
        addressee_id=str(bodies[-1]),
        expected_version=3,
        succession_id=wrong["successions"][-1]["id"],
        reason=words("Misread"),
    )
    await history.house.operator.UndoSuccession(undoing)


async def erase(history: History) -> None:
    """Let a text that somebody wrote be erased: of a statement, an answer, a finding or a note."""
    assignment, _ = history.line()
    record = next(each.statement_id for each in history.tracked if assignment in each.assignments.values())
    async with history.house.database.transaction() as tx:
        logs = await event_log.load_all(tx, [assignment, record])
        written = [text_id for log in logs.values() for each in log for text_id in _texts(each.message)]
        await history.house.applier.store.erase_text(tx, UUID(history.dice.choice(written)))


def _texts(message: Any) -> list[str]:
    """Return the ids of what a message says at length; titles stay, by which lists are searched."""
    holder = message.statement if "statement" in message.DESCRIPTOR.fields_by_name else message
    names = [name for name in ("text", "finding", "reason") if name in holder.DESCRIPTOR.fields_by_name]
    return [text.text_id for text in (getattr(holder, name) for name in names) if getattr(text, "text_id", "")]


async def _tracked(history: History, body: UUID) -> Tracked:
    """Publish a line of a body, of which the history goes on to tell."""
    tracked = await history.house.tracked(body)
    history.tracked.append(tracked)
    return tracked


async def _a_line(history: History) -> tuple[Tracked, UUID, Person]:
    """Publish a line of a body of its own; give its liaison, too."""
    body = await _a_body(history)
    tracked = await _tracked(history, body)
    return tracked, tracked.assignments[body], history.people[str(body)]


async def _a_body(history: History) -> UUID:
    """Register a body that has a liaison."""
    body = await history.house.body()
    history.people[str(body)] = await history.house.liaison(body)
    return body


async def _of_host(history: History, tracked: Tracked, role: str) -> Person:
    return await history.house.person(role, organisation_id=tracked.host_id)


def _fit(history: History, kind: str) -> Message:
    return acts.fit(history.house.clock.today, history.dice, [kind])


def _move(successor: UUID, remit_id: str, line: UUID) -> pb.Move:
    return pb.Move(successor_id=str(successor), remit_ids=[remit_id], assignment_ids=[str(line)])


async def _remits(history: History, body: UUID) -> list[str]:
    """Give a body two remits; return their ids."""
    changed = pb.ChangeRemitsRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=1,
        remits=[pb.RemitEntry(words=words(each)) for each in ("Networks", "Content")],
        effective_date="2026-01-05",
        source_url=SOURCE,
    )
    after = await history.house.call(history.people["registrar"], "ChangeRemits", changed)
    history.slugs.append(after.addressee.public.slug)
    return [each.remit_id for each in after.addressee.remits]


async def _succeed(history: History, body: UUID, kind: int, *moves: pb.Move) -> None:
    request = pb.RecordSuccessionRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=2,
        kind=kind,  # type: ignore[arg-type]
        effective_date=history.house.clock.today.isoformat(),
        source_url=SOURCE,
        moves=moves,
    )
    await history.house.operator.RecordSuccession(request)
    await history.look_again()


RARITIES: Final[list[Callable[[History], Awaitable[None]]]] = [
    hand_over,
    letter,
    close_declined,
    follow_up,
    erase,
    attach,
    move_remit,
    close_declined,
    split,
    erase,
]
"""In turn, one a day."""
