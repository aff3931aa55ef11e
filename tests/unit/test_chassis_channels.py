"""A call is sent again only where that is safe: UNAVAILABLE, with an idempotency key, at most three times."""

from typing import Any

import grpc
import pytest

from services.chassis.channels import Budget, UnaryCalls
from tests.chassis_kit import a_policy, describe

SERVICE = describe({"Change": a_policy("PERSON", mutating=True)})
KEYED, KEYLESS = SERVICE.request(idempotency_key="k"), SERVICE.request()


class FakeCall:
    """A call that ends with a status."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    async def code(self) -> grpc.StatusCode:  # noqa: D102 - grpc's
        return self._code


class Server:
    """Answers with these codes, one after the other, and notes what it was asked."""

    def __init__(self, *codes: str) -> None:
        self.codes = [grpc.StatusCode[code] for code in codes]
        self.asked: list[grpc.aio.ClientCallDetails] = []

    async def __call__(self, details: grpc.aio.ClientCallDetails, _request: Any) -> FakeCall:  # noqa: D102
        self.asked.append(details)
        return FakeCall(self.codes[len(self.asked) - 1])


async def call(server: Server, request: Any, *, timeout: float | None = 5.0, budget: Budget | None = None) -> str:  # noqa: ASYNC109
    details = grpc.aio.ClientCallDetails("/a.B/Change", timeout, None, None, None)
    answered = await UnaryCalls(budget or Budget()).intercept_unary_unary(server, details, request)
    return (await answered.code()).name  # type: ignore[no-any-return]


async def test_unavailable_is_tried_again_with_a_key() -> None:
    server = Server("UNAVAILABLE", "UNAVAILABLE", "OK")
    assert await call(server, KEYED) == "OK"
    assert len(server.asked) == 3


async def test_it_is_tried_three_times_at_most() -> None:
    server = Server("UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", "OK")
    assert await call(server, KEYED) == "UNAVAILABLE"
    assert len(server.asked) == 3


async def test_nothing_is_tried_again_without_a_key() -> None:
    server = Server("UNAVAILABLE", "OK")
    assert await call(server, KEYLESS) == "UNAVAILABLE"
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", ["DEADLINE_EXCEEDED", "ABORTED", "INTERNAL", "RESOURCE_EXHAUSTED", "INVALID_ARGUMENT"])
async def test_nothing_but_unavailable_is_tried_again(code: str) -> None:
    server = Server(code, "OK")
    assert await call(server, KEYED) == code
    assert len(server.asked) == 1


async def test_all_tries_share_one_deadline() -> None:
    server = Server("UNAVAILABLE", "UNAVAILABLE", "OK")
    await call(server, KEYED, timeout=0.05)
    first, *later = (details.timeout for details in server.asked)
    assert first is not None
    assert all(each is not None and each < first for each in later)


async def test_a_call_always_has_a_deadline() -> None:
    server = Server("OK")
    await call(server, KEYED, timeout=None)
    given = server.asked[0].timeout
    assert given is not None
    assert 0 < given <= 5.0


async def test_retries_stop_when_they_are_not_rare_any_more() -> None:
    budget = Budget()
    asked = 0
    for _ in range(20):
        server = Server("UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE")
        await call(server, KEYED, budget=budget, timeout=30)
        asked += len(server.asked)
    assert asked == 30  # twenty calls, ten retries


def test_successes_earn_retries_back() -> None:
    budget = Budget()
    while budget.spend():
        pass
    for _ in range(11):
        budget.succeed()
    assert budget.spend()
    assert not budget.spend()
