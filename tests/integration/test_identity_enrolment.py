"""The first registrar: enrolled once, with a code that only the operator can read."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from services.identity import enrolment
from services.identity.vault import Vault
from tests.integration.identity_calls import change, grant_role
from tests.integration.identity_house import House, a_house, an_address, fields_at_fault, key, until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "enrolment"


@pytest.fixture
async def house(postgres: Postgres, certificates: Certificates, tmp_path: Path, file: Path) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path, enrolment_file=file) as running:
        await until(lambda: running.rows("SELECT FROM enrolment_codes"))
        yield running


def code_in(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def mode_of(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def enrol(house: House, code: str, **given: Any) -> pb.EnrolRegistrarResponse:
    fields = {
        "idempotency_key": key(),
        "enrolment_code": code,
        "name": "Registrar",
        "email": an_address(),
        "organisation_name": "Host",
        "language": "ur",
    } | given
    return await house.dashboard.EnrolRegistrar(pb.EnrolRegistrarRequest(**fields))  # type: ignore[no-any-return]


async def restart(house: House, file: Path) -> None:
    await enrolment.prepare(house.database, Vault(house.runtime.keys), file, house.clock())


async def test_the_operators_code_makes_the_first_registrar_once(house: House, file: Path) -> None:
    assert mode_of(file) == 0o600
    code, once = code_in(file), key()
    assert len(code) == 43
    email = an_address()
    enrolled = await enrol(house, code, email=email, idempotency_key=once)
    assert await enrol(house, code, email=email, idempotency_key=once) == enrolled
    me = await house.dashboard.GetMe(pb.GetMeRequest(), metadata=await house.as_person(enrolled.session))
    assert [role.role for role in me.person.roles] == [events_pb2.ROLE_REGISTRAR]
    assert (me.person.email, me.person.organisation.name, me.person.language) == (email, "Host", "ur")
    [session] = await house.rows("SELECT assurance FROM sessions WHERE person_id = %(id)s", id=me.person.person_id)
    assert session["assurance"] == "enrolment", "nobody has seen a code arrive in that mailbox yet"
    assert not code_in(file)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await enrol(house, code)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert code not in str(await house.rows("SELECT * FROM enrolment_codes"))


async def test_who_was_made_a_registrar_before_hears_that_somebody_enrolled(house: House, file: Path) -> None:
    before = await grant_role(house, await house.person(), events_pb2.ROLE_REGISTRAR)
    await change(house, "DELETE FROM notices")
    await enrol(house, code_in(file))
    waits = await house.rows("SELECT person_id, kind FROM notices")
    assert [(str(row["person_id"]), row["kind"]) for row in waits] == [(before.person_id, "registrar_joined")]


async def test_two_who_use_the_code_at_once_make_one_registrar(house: House, file: Path) -> None:
    code = code_in(file)
    outcomes = await asyncio.gather(*(enrol(house, code) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(outcome, pb.EnrolRegistrarResponse) for outcome in outcomes) == 1
    assert await house.rows("SELECT count(*) AS n FROM roles") == [{"n": 1}]


async def test_a_wrong_code_makes_nobody(house: House, file: Path) -> None:
    for code in ("", "x", code_in(file)[:-1], "é" * 43):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await enrol(house, code)
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert await house.rows("SELECT FROM people") == []


async def test_a_refused_enrolment_leaves_the_code_good(house: House, file: Path) -> None:
    code, taken = code_in(file), await house.person()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await enrol(house, code, email=taken.email)
    assert fields_at_fault(refused.value) == ["email"]
    assert (await enrol(house, code)).session


async def test_a_restart_keeps_the_code_that_was_shown(house: House, file: Path) -> None:
    code = code_in(file)
    await restart(house, file)
    assert code_in(file) == code
    enrolment.forget(file)
    await restart(house, file)
    assert code_in(file) != code
    with pytest.raises(grpc.aio.AioRpcError):
        await enrol(house, code)
    await enrol(house, code_in(file))


async def test_a_restart_takes_the_code_back_once_somebody_is_a_registrar(house: House, file: Path) -> None:
    code = code_in(file)
    await house.registrar()
    await restart(house, file)
    assert not code_in(file)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await enrol(house, code)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
