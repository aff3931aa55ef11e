"""What surrounds every RPC, on a real server over mutual TLS."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
import structlog
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from prometheus_client import REGISTRY

from deploy.local.certificates import Certificates
from services.chassis import telemetry
from tests.chassis_echo import SERVICE, Echo, echoing, health_of, until_inside
from tests.chassis_kit import Running, channel, running


@pytest.fixture(scope="module")
async def echo() -> Echo:
    return Echo(SERVICE)


@pytest.fixture(scope="module")
async def served(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory, echo: Echo
) -> AsyncIterator[Running]:
    async with echoing(certificates, tmp_path_factory.mktemp("served"), echo) as server:
        yield server


async def test_an_unexpected_exception_tells_the_caller_its_trace_and_nothing_else(
    served: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry._configure_logs("testing", "info")
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    try:
        with pytest.raises(grpc.aio.AioRpcError) as broke:
            await served.call("Look", text="break", metadata=(("traceparent", traceparent),))
    finally:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        structlog.reset_defaults()
    assert broke.value.code() is grpc.StatusCode.INTERNAL
    assert "0af7651916cd43dd8448eb211c80319c" in str(broke.value.details())
    assert "canary" not in str(broke.value) + json.dumps(lines)
    (line,) = [line for line in lines if line["event"] == "rpc_broke"]
    assert (line["error"], line["trace_id"]) == ("ValueError", "0af7651916cd43dd8448eb211c80319c")
    assert "chassis_echo.py" in line["where"]


async def test_a_refusal_reaches_the_caller_with_its_fields(served: Running) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look", text="refuse")
    status = status_pb2.Status.FromString(dict(refused.value.trailing_metadata())["grpc-status-details-bin"])
    bad = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(bad)
    assert (refused.value.code(), refused.value.details()) == (grpc.StatusCode.INVALID_ARGUMENT, "a day")
    assert [(each.field, each.description) for each in bad.field_violations] == [("days[1]", "a day")]


async def test_a_reply_that_is_none_is_our_fault_and_says_nothing(served: Running) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as broke:
        await served.call("Look", text="nothing")
    assert broke.value.code() is grpc.StatusCode.INTERNAL


@pytest.mark.parametrize("key", ["", "x" * 129, "a\nb", "\x00", "\u202e"])
async def test_a_change_needs_a_key_that_can_be_printed(served: Running, key: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Record", token=served.signer.of_role("facilitator"), idempotency_key=key)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    status = status_pb2.Status.FromString(dict(refused.value.trailing_metadata())["grpc-status-details-bin"])
    bad = error_details_pb2.BadRequest()
    status.details[0].Unpack(bad)
    assert bad.field_violations[0].field == "idempotency_key"


@pytest.mark.parametrize("key", ["x", "x" * 128, "صحیح-1"])
async def test_a_key_of_up_to_128_characters_is_good(served: Running, key: str) -> None:
    assert await served.call("Record", token=served.signer.of_role("facilitator"), idempotency_key=key)


@pytest.mark.parametrize("raw", [b"\xff\xff\xff", b"\x12\x02\xff\xfe"], ids=["no protobuf", "text that is no UTF-8"])
async def test_bytes_that_are_no_request_are_the_callers_fault(served: Running, raw: bytes) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look", raw=raw)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_access_is_decided_before_the_request_is_looked_at(served: Running) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Record", raw=b"\xff\xff\xff")
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


@pytest.mark.parametrize("seconds", [None, 3600.0], ids=["no deadline", "an hour"])
async def test_a_call_is_cut_off_after_the_longest_time_allowed(
    served: Running, monkeypatch: pytest.MonkeyPatch, seconds: float | None
) -> None:
    monkeypatch.setattr("services.chassis.interceptor.LONGEST_SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(grpc.aio.AioRpcError) as late:
        await served.call("Look", text="hang", seconds=seconds)
    assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert time.monotonic() - started < 9


async def test_a_stream_is_cut_off_too(served: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.chassis.interceptor.LONGEST_SECONDS", 0.3)
    async with channel(served.certificates, "dashboard", served.address) as to:
        rpc = to.unary_stream(
            f"/{SERVICE.name}/Watch",
            request_serializer=SERVICE.request.SerializeToString,
            response_deserializer=SERVICE.reply.FromString,
        )
        replies = rpc(SERVICE.request(text="hang"))
        assert (await anext(aiter(replies))).text == "first"
        with pytest.raises(grpc.aio.AioRpcError) as late:
            await anext(aiter(replies))
    assert late.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_the_longest_time_allowed_is_ten_seconds() -> None:
    from services.chassis import interceptor

    assert interceptor.LONGEST_SECONDS == 10.0


async def test_a_stream_is_surrounded_like_every_rpc(served: Running) -> None:
    assert await served.stream("Watch") == ["first", "second"]


async def gather(served: Running, *messages: bytes, workload: str = "operator") -> str:
    """Send a stream of requests, as bytes."""
    async with channel(served.certificates, workload, served.address) as to:
        rpc: Any = to.stream_unary(
            f"/{SERVICE.name}/Gather",
            request_serializer=lambda raw: raw,
            response_deserializer=SERVICE.reply.FromString,
        )
        return str((await rpc(iter(messages), timeout=5)).text)


def a_piece(**fields: str) -> bytes:
    return bytes(SERVICE.request(**fields).SerializeToString())


async def test_a_stream_of_requests_is_surrounded_like_every_rpc(served: Running) -> None:
    first = a_piece(idempotency_key="one", text="a")
    assert await gather(served, first, a_piece(text="b"), a_piece(text="c")) == "a+b+c"


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param((), id="nothing"),
        pytest.param((a_piece(text="a"),), id="no key in the first"),
        pytest.param((b"\xff\xff\xff",), id="bytes that are no request"),
        pytest.param((a_piece(idempotency_key="one"), b"\xff\xff\xff"), id="and in the middle"),
    ],
)
async def test_a_stream_of_requests_begins_with_its_key_and_can_be_read(
    served: Running, messages: tuple[bytes, ...]
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await gather(served, *messages)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_access_to_a_stream_is_decided_before_its_first_message(served: Running) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await gather(served, b"\xff\xff\xff", workload="dashboard")
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_request_beyond_a_mebibyte_is_refused(served: Running) -> None:
    assert await served.call("Look", text="x" * 1_000_000)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look", text="x" * 1_048_577)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_what_is_too_much_is_refused_at_once_and_health_still_answers(served: Running, echo: Echo) -> None:
    echo.held.clear()
    before = echo.inside["hold"]
    held = [asyncio.create_task(served.call("Look", text="hold")) for _ in range(4)]
    await until_inside(echo, "hold", before + 4)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look")
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    async with channel(served.certificates, "operator", served.address) as to:
        answer = await health_of(to)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING
    echo.held.set()
    await asyncio.gather(*held)
    assert await served.call("Look")


@pytest.mark.covers("SEC 19")
async def test_who_asks_too_often_is_told_when_to_ask_again_and_others_are_answered(
    certificates: Certificates, tmp_path: Path
) -> None:
    few: dict[str, Any] = {"RT_READS_PER_PERSON_MINUTE": "2", "RT_CALLS_PER_WORKLOAD_MINUTE": "1"}
    async with running(certificates, tmp_path, SERVICE, Echo(SERVICE), **few) as server:
        tokens = [server.signer.token(sub=str(uuid4())) for _ in range(2)]
        for _ in range(2):
            await server.call("Mine", token=tokens[0])
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await server.call("Mine", token=tokens[0])
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert 20 < retry_seconds(refused.value) <= 30
        assert await server.call("Mine", token=tokens[1])
        for _ in range(20):
            await server.call("Look", workload="dashboard")
        await server.call("Look", workload="operator")
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await server.call("Look", workload="operator")
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def retry_seconds(refused: grpc.aio.AioRpcError) -> float:
    status = status_pb2.Status.FromString(dict(refused.trailing_metadata())["grpc-status-details-bin"])
    info = error_details_pb2.RetryInfo()
    assert status.details[0].Unpack(info)
    return float(info.retry_delay.ToTimedelta().total_seconds())


async def test_reflection_lists_what_is_served(served: Running) -> None:
    assert SERVICE.name in await listed(served)


async def test_reflection_can_be_switched_off(certificates: Certificates, tmp_path: Path) -> None:
    async with running(certificates, tmp_path, SERVICE, Echo(SERVICE), RT_REFLECTION="off") as server:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await listed(server)
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def listed(server: Running) -> list[str]:
    async def asked() -> AsyncIterator[Message]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    async with channel(server.certificates, "operator", server.address) as to:
        stub: Any = reflection_pb2_grpc.ServerReflectionStub(to)  # type: ignore[arg-type]
        answers = [answer async for answer in stub.ServerReflectionInfo(asked(), timeout=3)]
    return [each.name for each in answers[0].list_services_response.service]


def counted(name: str, method: str, **labels: str) -> float:
    wanted = {"grpc_type": "unary", "grpc_service": SERVICE.name, "grpc_method": method} | labels
    return REGISTRY.get_sample_value(name, wanted) or 0.0


async def test_rpcs_are_counted_under_the_names_everybody_knows(served: Running) -> None:
    def now() -> list[float]:
        return [
            counted("grpc_server_started_total", "Check"),
            counted("grpc_server_handled_total", "Check", grpc_code="OK"),
            counted("grpc_server_handled_total", "Check", grpc_code="Unauthenticated"),
            counted("grpc_server_msg_received_total", "Check"),
            counted("grpc_server_msg_sent_total", "Check"),
            counted("grpc_server_handling_seconds_count", "Check"),
        ]

    before = now()
    await served.call("Check", token=served.signer.of_role("verifier"))
    with pytest.raises(grpc.aio.AioRpcError):
        await served.call("Check")
    assert [after - earlier for earlier, after in zip(before, now(), strict=True)] == [2, 1, 1, 2, 1, 2]


async def test_the_callers_trace_goes_on_inside(served: Running) -> None:
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    answer = await served.call("Look", text="trace", metadata=(("traceparent", traceparent),))
    assert answer.text.split("-")[1] == "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_cancelled_call_is_cancelled_inside(served: Running, echo: Echo) -> None:
    already = echo.inside["hang"]
    before = counted("grpc_server_handled_total", "Look", grpc_code="Canceled")
    call = asyncio.create_task(served.call("Look", text="hang"))
    await until_inside(echo, "hang", already + 1)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    for _ in range(600):
        if counted("grpc_server_handled_total", "Look", grpc_code="Canceled") > before:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the RPC went on after its caller had gone")


async def test_a_port_in_use_is_named(certificates: Certificates, tmp_path: Path, served: Running) -> None:
    with pytest.raises(OSError, match=served.address):
        async with running(certificates, tmp_path, SERVICE, Echo(SERVICE), RT_LISTEN=served.address):
            pass
