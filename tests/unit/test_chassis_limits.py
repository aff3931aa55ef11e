"""What one caller may ask of a service: so much a minute, so much at once, and nobody else's share of it."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from deploy.local.certificates import Certificates
from services.chassis.errors import ResourceExhausted
from services.chassis.limits import Limits
from services.chassis.policies import Rpc
from services.chassis.principal import Principal, PrincipalKind
from tests.chassis_kit import a_policy, settings

ONE, OTHER = UUID(int=1), UUID(int=2)
LIMITS = {
    "RT_READS_PER_PERSON_MINUTE": "6",
    "RT_WRITES_PER_PERSON_MINUTE": "3",
    "RT_CALLS_PER_WORKLOAD_MINUTE": "4",
    "RT_CALLS_PER_PERSON_AT_ONCE": "2",
}


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock, tmp_path: Path) -> Limits:
    certificates = Certificates(tmp_path / "certificates")
    certificates.make()
    return Limits(settings(certificates, tmp_path, **LIMITS), clock)


def an_rpc(*, mutating: bool = False) -> Rpc:
    return Rpc(service="S", method="M", policy=a_policy("PERSON", mutating=mutating), streams=False, takes_stream=False)


def a_person(person_id: UUID, workload: str = "dashboard") -> Principal:
    return Principal(kind=PrincipalKind.PERSON, id=str(person_id), workload=workload, person_id=person_id)


def a_process(workload: str) -> Principal:
    return Principal(kind=PrincipalKind.SERVICE, id=workload, workload=workload)


def answered(limits: Limits, who: Principal, *, calls: int, mutating: bool = False) -> int:
    """Return how many of so many calls, one after the other, are let through."""
    done = 0
    for _ in range(calls):
        try:
            with limits.within(an_rpc(mutating=mutating), who):
                done += 1
        except ResourceExhausted:
            pass
    return done


@pytest.mark.covers("SEC 19")
def test_a_person_reads_and_writes_so_much_a_minute_whatever_process_it_comes_through(limits: Limits) -> None:
    assert answered(limits, a_person(ONE), calls=60) == 6
    assert answered(limits, a_person(ONE, "recommendations"), calls=60) == 0
    assert answered(limits, a_person(ONE), calls=30, mutating=True) == 3
    assert answered(limits, a_person(OTHER), calls=60) == 6


@pytest.mark.covers("SEC 19")
def test_who_asked_for_too_much_is_told_when_there_is_room_and_then_there_is(limits: Limits, clock: Clock) -> None:
    answered(limits, a_person(ONE), calls=6)
    clock.now += timedelta(seconds=4)
    with pytest.raises(ResourceExhausted, match="within a minute") as refused, limits.within(an_rpc(), a_person(ONE)):
        pass
    assert refused.value.retry_after == timedelta(seconds=6)
    clock.now += refused.value.retry_after
    assert answered(limits, a_person(ONE), calls=2) == 1


@pytest.mark.covers("SEC 19")
def test_a_process_is_counted_but_the_dashboard_asks_for_every_reader(limits: Limits) -> None:
    assert answered(limits, a_process("notifications"), calls=40) == 4
    assert answered(limits, a_process("identity"), calls=40) == 4
    stranger = Principal(kind=PrincipalKind.ANYONE, id="anyone", workload="dashboard")
    assert answered(limits, stranger, calls=1000) == 1000


@pytest.mark.covers("SEC 19")
def test_a_person_calls_so_often_at_once_and_others_have_their_places(limits: Limits) -> None:
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(limits.within(an_rpc(), a_person(ONE)))
        with pytest.raises(ResourceExhausted, match="at once") as refused:
            held.enter_context(limits.within(an_rpc(), a_person(ONE)))
        assert refused.value.retry_after == timedelta(seconds=1)
        assert answered(limits, a_person(OTHER), calls=1) == 1
    assert answered(limits, a_person(ONE), calls=1) == 1


def test_a_call_that_fails_gives_its_place_back(limits: Limits) -> None:
    for _ in range(3):
        with pytest.raises(ValueError, match="of the call"), limits.within(an_rpc(), a_person(ONE)):
            raise ValueError("of the call")
    assert answered(limits, a_person(ONE), calls=1) == 1
