"""Calls between services: the other end is who it says, and one trace and one deadline go along."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from services.chassis import errors, telemetry
from services.chassis.channels import Channels
from tests.chassis_kit import Described, Running, Spans, a_policy, describe, recorded_spans, running, settings

SERVICE = describe(
    {"Change": a_policy("SERVICE", mutating=True), "Read": a_policy("SERVICE"), "Watch": a_policy("SERVICE")},
    streams=("Watch",),
)


class Flaky:
    """Is unavailable as often as told, then answers with what came along."""

    def __init__(self, service: Described) -> None:
        self._service = service
        self.unavailable = 0
        self.calls = 0

    async def Change(self, _request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:  # noqa: D102
        self.calls += 1
        if self.calls <= self.unavailable:
            raise errors.Unavailable("later")
        return self._service.reply(text=f"{telemetry.current_traceparent()} {context.time_remaining():.1f}")

    Read = Change

    async def Watch(  # noqa: D102
        self, request: Any, context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[Any]:
        yield await self.Change(request, context)


@pytest.fixture
def flaky() -> Flaky:
    return Flaky(SERVICE)


@pytest.fixture
async def served(certificates: Certificates, tmp_path: Path, flaky: Flaky) -> AsyncIterator[Running]:
    async with running(certificates, tmp_path, SERVICE, flaky) as server:
        yield server


@pytest.fixture
async def channels(certificates: Certificates, tmp_path: Path, served: Running) -> AsyncIterator[Channels]:
    made = Channels(
        settings(
            certificates,
            tmp_path,
            "notifications",
            RT_IDENTITY_ADDRESS=served.address,
            RT_CONSULTATIONS_ADDRESS=served.address,
        )
    )
    yield made
    await made.close()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    return recorded_spans(monkeypatch)


async def call(to: grpc.aio.Channel, method: str, *, key: str = "k") -> str:
    rpc: Any = to.unary_unary(
        f"/{SERVICE.name}/{method}",
        request_serializer=SERVICE.request.SerializeToString,
        response_deserializer=SERVICE.reply.FromString,
    )
    return str((await rpc(SERVICE.request(idempotency_key=key))).text)


async def test_a_call_that_finds_the_service_unavailable_is_sent_again(channels: Channels, flaky: Flaky) -> None:
    flaky.unavailable = 2
    assert await call(channels.to("identity"), "Change")
    assert flaky.calls == 3


async def test_a_read_is_not_sent_again(channels: Channels, flaky: Flaky) -> None:
    flaky.unavailable = 1
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call(channels.to("identity"), "Read", key="")
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
    assert flaky.calls == 1


async def test_another_services_certificate_is_not_taken_for_the_right_one(channels: Channels, flaky: Flaky) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await call(channels.to("consultations"), "Read", key="")
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
    assert flaky.calls == 0


async def test_trace_and_deadline_go_along(channels: Channels) -> None:
    with telemetry.span("work", traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"):
        traceparent, seconds = (await call(channels.to("identity"), "Change")).split()
    assert traceparent.split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert 3 < float(seconds) <= 5


async def test_a_call_is_a_span_here_and_its_child_there(channels: Channels, spans: Spans) -> None:
    with telemetry.span("work"):
        await call(channels.to("identity"), "Read")
    there, here, work = spans()
    assert [(each.name, each.kind.name) for each in (work, here, there)] == [
        ("work", "INTERNAL"),
        (f"{SERVICE.name}/Read", "CLIENT"),
        (f"{SERVICE.name}/Read", "SERVER"),
    ]
    assert there.parent is not None
    assert here.parent is not None
    assert (there.parent.span_id, here.parent.span_id) == (here.context.span_id, work.context.span_id)
    assert (there.attributes or {})["rpc.grpc.status_code"] == 0


async def test_a_stream_has_a_deadline_too(channels: Channels) -> None:
    rpc: Any = channels.to("identity").unary_stream(
        f"/{SERVICE.name}/Watch",
        request_serializer=SERVICE.request.SerializeToString,
        response_deserializer=SERVICE.reply.FromString,
    )
    (text,) = [reply.text async for reply in rpc(SERVICE.request())]
    assert float(text.split()[-1]) <= 5


def test_an_unknown_service_has_no_channel(certificates: Certificates, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        Channels(settings(certificates, tmp_path)).to("nobody")
