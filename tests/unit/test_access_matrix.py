"""The matrix of who may call what can fail: at a refusal that writes or tells, at an RPC that nobody agreed to."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from roundtable.consultations.v1 import service_pb2 as consultations
from tests.access import golden, kinds, matrix
from tests.access.world import World
from tests.canaries.fields import SERVICES as GRPC
from tests.fuzzing.target import methods_of

METHOD = next(each for each in methods_of(GRPC["consultations"]) if each.name == "GetDraft")
Code = grpc.StatusCode


class Refusing:
    """Somebody who is refused: with a code and words, by what is asked for."""

    def __init__(self, told: dict[str, tuple[grpc.StatusCode, str]]) -> None:
        self._told = told

    async def call(self, _method: Any, raw: bytes) -> Message:
        """Refuse."""
        asked = consultations.GetDraftRequest.FromString(raw)
        code, words = self._told.get(asked.consultation_id, self._told["absent"])
        raise grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), words)


class Ledger:
    """Tells once of tables that were written to."""

    def __init__(self, *written: str) -> None:
        self._written = frozenset(written)

    async def look(self) -> None:
        """Note how everything is."""

    async def written(self) -> frozenset[str]:
        """Return what was written to since."""
        told, self._written = self._written, frozenset()
        return told


class Samples:
    """Good requests for somebody's thing."""

    def __init__(self, whose: str) -> None:
        self.asked_for, self._whose = "", whose

    async def GetDraft(self) -> Message:
        """Return one."""
        return consultations.GetDraftRequest(consultation_id=self._whose)


async def faults(told: dict[str, tuple[grpc.StatusCode, str]], written: Iterable[str] = ()) -> list[str]:
    """Return what the matrix finds where everybody is refused like this, as the golden file has it."""
    world: Any = World(
        callers=dict.fromkeys(kinds.IDENTITIES, Refusing(told)),  # type: ignore[arg-type]
        signer=None,  # type: ignore[arg-type]
        ways={},
        samples={whose: Samples(whose) for whose in ("own", "same", "foreign")},
        marks=None,  # type: ignore[arg-type]
        ledger=Ledger(*written),  # type: ignore[arg-type]
        database=SimpleNamespace(transaction=None),  # type: ignore[arg-type]
    )
    cells = {whose: told.get(whose, told["absent"])[0].name for whose in kinds.OBJECTS}
    asked = matrix.Asked(world, METHOD)
    await asked.run(dict.fromkeys(kinds.IDENTITIES, cells))
    assert matrix.differences(asked.table, asked.table) == []
    return asked.faults


@pytest.mark.covers("SEC 3")
@pytest.mark.parametrize("code", [Code.NOT_FOUND, Code.PERMISSION_DENIED])
async def test_other_words_for_a_thing_of_others_than_for_none_are_a_fault(code: grpc.StatusCode) -> None:
    assert await faults({"absent": (code, "no such draft")}) == []
    found = await faults({"absent": (code, "no such draft"), "foreign": (code, "not your draft")})
    assert len(found) == len(kinds.IDENTITIES)
    assert all("tells foreign from absent" in each for each in found)


@pytest.mark.covers("SEC 3")
async def test_a_refusal_that_writes_is_a_fault() -> None:
    [found] = await faults({"absent": (Code.NOT_FOUND, "no such draft")}, ["audit"])
    assert "['audit'] were written to by a refusal" in found


@pytest.mark.covers("SEC 3")
async def test_an_rpc_without_agreed_answers_fails_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "read", lambda _service: {})
    nowhere: Any = None
    with pytest.raises(AssertionError, match=r"GetDraft is not in consultations\.txt: run `make"):
        await matrix.answered_as_agreed(nowhere, "consultations", METHOD, write=False)


def test_an_answer_that_is_not_agreed_to_differs() -> None:
    found = {"person": {"own": "OK", "foreign": "OK"}}
    assert matrix.differences({"person": {"own": "OK"}}, found) == [
        "person on foreign: OK, and the golden file says nothing"
    ]
