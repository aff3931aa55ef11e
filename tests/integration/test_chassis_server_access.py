"""Who is let in: every kind of policy against every kind of caller, over mutual TLS."""

import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from tests.chassis_echo import SERVICE, Echo, echoing, health_of
from tests.chassis_kit import Running, Signer


@pytest.fixture(scope="module")
async def echo() -> Echo:
    return Echo(SERVICE)


@pytest.fixture(scope="module")
async def served(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory, echo: Echo
) -> AsyncIterator[Running]:
    async with echoing(certificates, tmp_path_factory.mktemp("served"), echo) as server:
        yield server


def identities(sign: Signer) -> dict[str, dict[str, Any]]:
    return {
        "dashboard": {},
        "identity": {"workload": "identity"},
        "notifications": {"workload": "notifications"},
        "operator": {"workload": "operator"},
        "person": {"token": sign.token()},
        "facilitator": {"token": sign.of_role("facilitator")},
        "reviewer": {"token": sign.of_role("reviewer")},
        "verifier": {"token": sign.of_role("verifier")},
        "registrar": {"token": sign.of_role("registrar")},
        "liaison": {"token": sign.of_liaison()},
        "liaison by role only": {"token": sign.of_role("liaison")},
        "reviewer through a service": {"token": sign.of_role("reviewer"), "workload": "notifications"},
        "expired": {"token": sign.token(iat=int(time.time()) - 90, exp=int(time.time()) - 30)},
        "wrong audience": {"token": sign.token("consultations")},
    }


EVERYBODY = set(identities(Signer()))
BAD = {"expired", "wrong audience"}
SIGNED_IN = {
    "person",
    "facilitator",
    "reviewer",
    "verifier",
    "registrar",
    "liaison",
    "liaison by role only",
    "reviewer through a service",
}
LET_IN = {
    "Look": EVERYBODY - BAD,
    "SignIn": {"dashboard"},
    "Mine": SIGNED_IN,
    "Record": {"facilitator"},
    "Clear": {"reviewer", "reviewer through a service"},
    "Answer": {"liaison"},
    "Check": {"verifier"},
    "Register": {"registrar"},
    "Resolve": {"identity", "notifications"},
    "Operate": {"operator"},
    "Either": {"identity", "notifications", "operator", "reviewer", "reviewer through a service"},
}
FOR_PERSONS = {"Mine", "Record", "Clear", "Answer", "Check", "Register", "Either"}


@pytest.mark.parametrize("method", LET_IN)
@pytest.mark.parametrize("identity", sorted(EVERYBODY))
async def test_the_policy_decides_who_is_let_in(served: Running, method: str, identity: str) -> None:
    if identity in LET_IN[method]:
        assert (await served.call(method, **identities(served.signer)[identity])).text
        return
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call(method, **identities(served.signer)[identity])
    nobody_signed_in = identity in BAD or (method in FOR_PERSONS and identity not in SIGNED_IN)
    expected = grpc.StatusCode.UNAUTHENTICATED if nobody_signed_in else grpc.StatusCode.PERMISSION_DENIED
    assert refused.value.code() is expected


async def test_the_caller_is_known_to_the_rpc(served: Running) -> None:
    person = str(uuid4())
    assert (await served.call("Look")).text == "anyone anyone dashboard"
    assert (await served.call("SignIn")).text == "dashboard dashboard dashboard"
    assert (await served.call("Resolve", workload="notifications")).text == (
        "service service:notifications notifications"
    )
    assert (await served.call("Operate", workload="operator")).text == "operator operator operator"
    assert (await served.call("Mine", token=served.signer.token(sub=person))).text == f"person {person} dashboard"


@pytest.mark.parametrize(
    "header", ["Basic abc", "Bearer", "Bearer  ", "eyJhbGciOiJub25lIn0.e30."], ids=["basic", "bare", "blank", "naked"]
)
async def test_an_authorization_that_is_no_bearer_token_is_refused(served: Running, header: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look", metadata=(("authorization", header),))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_two_tokens_are_refused(served: Running) -> None:
    good = (("authorization", f"Bearer {served.signer.token()}"),)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Mine", metadata=good * 2)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_nobody_gets_in_without_a_certificate(served: Running) -> None:
    credentials = grpc.ssl_channel_credentials(served.certificates.ca.read_bytes())
    options = [("grpc.ssl_target_name_override", "identity")]
    async with grpc.aio.secure_channel(served.address, credentials, options=options) as to:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await health_of(to)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_certificate_of_a_stranger_is_not_accepted(
    served: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    strangers = Certificates(tmp_path_factory.mktemp("strangers"))
    strangers.make()
    credentials = grpc.ssl_channel_credentials(
        served.certificates.ca.read_bytes(),
        strangers.key("operator").read_bytes(),
        strangers.certificate("operator").read_bytes(),
    )
    options = [("grpc.ssl_target_name_override", "identity")]
    async with grpc.aio.secure_channel(served.address, credentials, options=options) as to:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await health_of(to)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_workload_that_the_system_does_not_know_is_nobody(certificates: Certificates, served: Running) -> None:
    certificates.add("stranger")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await served.call("Look", workload="stranger")
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
