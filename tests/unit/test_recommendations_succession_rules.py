"""Row 26, rule by rule: what goes along, from which day it counts, and what keeps a succession from being undone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import succession
from services.recommendations.domain.addressee import Addressee, MovedLine, MovedRemit, Succession, SuccessionKind
from services.recommendations.domain.errors import SucceededSince
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import AddresseeKind, Closure, RecordState, Verification
from tests.machine.domain_world import a_body
from tests.unit.recommendations_builders import TODAY, a_commitment, a_line, a_moment, a_record, a_text


def a_succession(**changed: Any) -> Succession:
    done = Succession(
        id=uuid4(),
        kind=SuccessionKind.MOVED_REMIT,
        effective_date=TODAY,
        recorded_date=TODAY,
        source_url="https://gazette.example/1",
        successor_ids=(),
        remits=(),
        lines=(),
    )
    return replace(done, **changed)


@pytest.mark.covers("row 26")
@pytest.mark.parametrize(
    ("line", "moves"),
    [
        pytest.param(a_line(), True, id="an open one"),
        pytest.param(a_line(verification=Verification.PARTIAL), True, id="partly shown to be done"),
        pytest.param(a_line(verification=Verification.VERIFIED_COMPLETE), False, id="shown to be done"),
        pytest.param(a_line(verification=Verification.VERIFIED_ALTERNATIVE), False, id="done in another way"),
        pytest.param(a_line(closure=Closure.CLOSED_DECLINED), False, id="closed"),
        pytest.param(a_line(can_be_asked=False), False, id="of a group"),
        pytest.param(a_line(record=a_commitment()), False, id="a promise"),
        pytest.param(a_line(record=a_record(state=RecordState.WITHDRAWN)), False, id="withdrawn"),
    ],
)
def test_only_what_is_not_over_goes_along(line: Line, moves: bool) -> None:
    assert succession.moves_on(line) is moves


@pytest.mark.covers("row 26")
@pytest.mark.parametrize(
    ("kind", "says"),
    [
        pytest.param(SuccessionKind.SPLIT, "all open lines of a body that ends: R-7, R-9 left over", id="a split"),
        pytest.param(SuccessionKind.MOVED_REMIT, "all lines of the remit: R-7, R-9 left over", id="its only remit"),
    ],
)
def test_lines_that_are_left_behind_are_named_all_at_once(kind: SuccessionKind, says: str) -> None:
    body, one, other = a_body(), a_body(), a_body()
    (remit,) = body.remits
    lines = [a_line(record=a_record(tracked_number=number)) for number in ("R-7", "R-8", "R-9")]
    moves = [succession.Move(successor_id=one.id, remit_ids=(remit.id,), assignment_ids=(lines[1].assignment.id,))]
    if kind is SuccessionKind.SPLIT:
        moves.append(succession.Move(successor_id=other.id))
    wanted = succession.NewSuccession(
        id=uuid4(),
        kind=kind,
        effective_date=TODAY,
        source_url="https://gazette.example/1",
        moves=tuple(moves),
    )
    bodies = {one.id: one, other.id: other}
    with pytest.raises(InvalidArgument) as refusal:
        succession.record(body, wanted, bodies=bodies, lines=lines, standing={}, actor="a registrar", moment=a_moment())
    assert str(refusal.value) == says


@pytest.mark.parametrize(
    ("opened_before", "counts_from"),
    [
        pytest.param(10, TODAY - timedelta(days=5), id="opened before it"),
        pytest.param(2, TODAY - timedelta(days=2), id="opened after it"),
    ],
)
def test_a_line_does_not_go_before_it_was_there(opened_before: int, counts_from: Any) -> None:
    line = a_line(opened_date=TODAY - timedelta(days=opened_before))
    done = a_succession(effective_date=TODAY - timedelta(days=5))
    moved = MovedLine(
        assignment_id=line.assignment.id,
        successor_id=uuid4(),
        successor_assignment_id=uuid4(),
        joined=False,
        remit_id=None,
    )
    common: dict[str, Any] = {"actor": "test", "moment": a_moment()}
    assert succession.transferred(line, moved, done, **common).transferred_date == counts_from
    opened = succession.opened(line, moved, done, together=1, title=None, text=None, **common)
    assert opened.opened_date == counts_from


def test_a_line_was_away_since_the_succession_was_recorded_not_since_it_took_effect() -> None:
    """Until that day the body could still answer."""
    line = a_line(clock_start_date=TODAY, response_due_date=TODAY + timedelta(days=60))
    done = a_succession(effective_date=TODAY - timedelta(days=30), recorded_date=TODAY - timedelta(days=3))
    fact = succession.returned(line, done, None, holidays=(), actor="test", moment=a_moment())
    assert fact.days_away == 3


def undo(body: Addressee, done: Succession, *bodies: Addressee, **changed: Any) -> Any:
    return succession.undo(
        body,
        done.id,
        a_text(),
        bodies={each.id: each for each in (body, *bodies)},
        **({"pairs": [], "shared": ()} | changed),
        actor="test",
        moment=a_moment(),
    )


def test_what_a_body_lost_before_it_ended_comes_back_only_after_its_end_is_undone() -> None:
    done = a_succession()
    ended = a_succession(kind=SuccessionKind.DISSOLUTION)
    body = a_body(successions=(done, ended))
    with pytest.raises(SucceededSince, match="ended since"):
        undo(body, done)
    assert undo(body, ended).succession_id == ended.id


def test_a_remit_that_moved_on_comes_back_step_by_step() -> None:
    body, successor = a_body(), a_body()
    (remit,) = body.remits
    done = a_succession(successor_ids=(successor.id,), remits=(MovedRemit(remit=remit, successor_id=successor.id),))
    with pytest.raises(SucceededSince, match="remit has moved on"):
        undo(replace(body, successions=(done,)), done, successor)
    has_it = replace(successor, remits=(*successor.remits, remit))
    assert undo(replace(body, successions=(done,)), done, has_it).succession_id == done.id


def test_a_line_to_which_another_succession_led_stays_until_that_is_undone() -> None:
    done = a_succession()
    body = a_body(AddresseeKind.AGENCY, successions=(done,))
    origin = a_line(closure=Closure.TRANSFERRED, succession_id=done.id)
    there = a_line(record=origin.record, origin_id=origin.assignment.id)
    led_by_another: set[UUID] = {there.assignment.id}
    with pytest.raises(SucceededSince, match="another succession"):
        undo(body, done, pairs=[(origin, there)], shared=led_by_another)
    assert undo(body, done, pairs=[(origin, there)]).succession_id == done.id
