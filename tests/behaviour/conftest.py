"""What the behaviour suite needs of real parts."""

from collections.abc import Iterator

import pytest
import structlog

from services.chassis.consumer import tail


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """What goes wrong here goes wrong on purpose: nothing of it is logged."""
    structlog.configure(processors=[_drop])
    yield
    structlog.reset_defaults()


def _drop(*_: object) -> str:
    raise structlog.DropEvent


@pytest.fixture(scope="module")
def impatient() -> Iterator[None]:
    """Real time does not jump: look for lost tails every second instead of every 30 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tail, "SECONDS_BETWEEN_CHECKS", 1.0)
        patch.setattr(tail, "_GRACE_SECONDS", 0.5)
        yield
