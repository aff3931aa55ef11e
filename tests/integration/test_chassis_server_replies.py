"""Once only: equal requests with one key have one effect and equal answers, whatever happens between."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate, replies, telemetry
from services.chassis.database import Database
from services.chassis.errors import FailedPrecondition, InvalidArgument
from services.chassis.keys import KeyDestroyed, Keys
from services.chassis.principal import Principal, PrincipalKind
from tests.chassis_kit import ORG, Spans, a_policy, describe, recorded_spans

PUBLIC_ANSWER = describe({"Change": a_policy("PERSON", mutating=True)})
PRIVATE_ANSWER = describe({"Change": a_policy("PERSON", mutating=True)}, reply_class=ORG)


@pytest.fixture(scope="module")
def prepared(postgres: Postgres) -> Iterator[Databases]:
    with postgres.throwaway("identity") as made:
        migrate.upgrade(made.migration_url, service="identity")
        yield made


@pytest.fixture
async def database(prepared: Databases) -> AsyncIterator[Database]:
    async with Database(prepared.url) as opened:
        yield opened


@pytest.fixture
async def keys(tmp_path: Path) -> Keys:
    made = Keys(tmp_path, "identity")
    await made.ensure(replies.REPLIES_KEY)
    return made


@pytest.fixture(autouse=True)
def _used(keys: Keys) -> None:
    replies.use(keys)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    return recorded_spans(monkeypatch)


def somebody() -> Principal:
    return Principal(kind=PrincipalKind.PERSON, id=str(uuid4()), workload="dashboard")


async def answer(
    database: Database,
    caller: Principal,
    request: Any,
    effects: Any,
    *,
    service: Any = PUBLIC_ANSWER,
    key_id: Any = None,
    pause: float = 0.0,
) -> Any:
    """Run a command as every servicer does: claim, work, remember, in one transaction."""
    async with database.transaction() as tx:
        if reply := await replies.claim(tx, caller, request, service.reply):
            return reply
        if request.text == "refuse":
            raise FailedPrecondition("not now")
        await asyncio.sleep(pause)
        effects.append(request.text)
        response = service.reply(text=f"effect {len(effects)}")
        return await replies.remember(tx, caller, request, response, key_id=key_id)


async def stored(database: Database, caller: Principal) -> list[Any]:
    async with database.transaction() as tx:
        return await (await tx.execute("SELECT * FROM replies WHERE caller = %(id)s", {"id": caller.id})).fetchall()


async def test_the_same_request_gets_the_first_answer_again(database: Database) -> None:
    effects: list[str] = []
    caller, request = somebody(), PUBLIC_ANSWER.request(idempotency_key="k", text="a")
    first = await answer(database, caller, request, effects)
    second = await answer(database, caller, request, effects)
    assert first == second
    assert effects == ["a"]


async def test_equal_requests_at_once_have_one_effect(database: Database) -> None:
    effects: list[str] = []
    caller, request = somebody(), PUBLIC_ANSWER.request(idempotency_key="k", text="a")
    answers = await asyncio.gather(*(answer(database, caller, request, effects, pause=0.05) for _ in range(8)))
    assert effects == ["a"]
    assert {each.text for each in answers} == {"effect 1"}


async def test_a_different_request_under_a_used_key_is_refused(database: Database) -> None:
    effects: list[str] = []
    caller = somebody()
    await answer(database, caller, PUBLIC_ANSWER.request(idempotency_key="k", text="a"), effects)
    with pytest.raises(InvalidArgument) as refused:
        await answer(database, caller, PUBLIC_ANSWER.request(idempotency_key="k", text="b"), effects)
    assert [each.field for each in refused.value.violations] == ["idempotency_key"]
    assert effects == ["a"]


async def test_a_refusal_stores_nothing_and_leaves_the_key_free(database: Database) -> None:
    effects: list[str] = []
    caller = somebody()
    with pytest.raises(FailedPrecondition):
        await answer(database, caller, PUBLIC_ANSWER.request(idempotency_key="k", text="refuse"), effects)
    assert await stored(database, caller) == []
    assert await answer(database, caller, PUBLIC_ANSWER.request(idempotency_key="k", text="a"), effects)


async def test_who_waits_for_a_request_that_fails_does_the_work(database: Database) -> None:
    effects: list[str] = []
    caller = somebody()
    request = PUBLIC_ANSWER.request(idempotency_key="k", text="a")

    async def dies() -> None:
        async with database.transaction() as tx:
            await replies.claim(tx, caller, request, PUBLIC_ANSWER.reply)
            await asyncio.sleep(0.3)
            raise ConnectionError

    dying = asyncio.create_task(dies())
    await asyncio.sleep(0.1)
    assert (await answer(database, caller, request, effects)).text == "effect 1"
    await asyncio.gather(dying, return_exceptions=True)
    assert effects == ["a"]


async def test_keys_of_different_callers_and_rpcs_never_meet(database: Database) -> None:
    effects: Any = []
    callers = (somebody(), somebody())
    for service in (PUBLIC_ANSWER, PRIVATE_ANSWER):
        for caller in callers:
            await answer(database, caller, service.request(idempotency_key="k", text="a"), effects, service=service)
    assert len(effects) == 4


async def test_an_answer_that_may_be_private_is_encrypted(database: Database) -> None:
    effects: list[str] = []
    public, private = somebody(), somebody()
    await answer(database, public, PUBLIC_ANSWER.request(idempotency_key="k", text="a"), effects)
    request = PRIVATE_ANSWER.request(idempotency_key="k", text="a")
    await answer(database, private, request, effects, service=PRIVATE_ANSWER)
    (clear,), (sealed,) = await stored(database, public), await stored(database, private)
    assert b"effect" in clear["response"]
    assert clear["key_id"] is None
    assert b"effect" not in sealed["response"]
    assert sealed["key_id"] == replies.REPLIES_KEY
    assert (await answer(database, private, request, effects, service=PRIVATE_ANSWER)).text == "effect 2"


async def test_erasing_an_item_erases_the_answers_about_it(database: Database, keys: Keys) -> None:
    effects: list[str] = []
    caller, key_id = somebody(), await keys.create()
    request = PRIVATE_ANSWER.request(idempotency_key="k", text="a")
    await answer(database, caller, request, effects, service=PRIVATE_ANSWER, key_id=key_id)
    assert (await answer(database, caller, request, effects, service=PRIVATE_ANSWER)).text == "effect 1"
    keys.destroy(key_id)
    with pytest.raises(KeyDestroyed):
        await answer(database, caller, request, effects, service=PRIVATE_ANSWER)


@pytest.mark.parametrize("service", [PUBLIC_ANSWER, PRIVATE_ANSWER], ids=["in clear", "sealed"])
async def test_an_answer_that_was_emptied_is_given_to_nobody_and_nothing_is_done_twice(
    database: Database, service: Any
) -> None:
    effects: list[str] = []
    caller = somebody()
    request = service.request(idempotency_key="k", text="a")
    await answer(database, caller, request, effects, service=service)
    async with database.transaction() as tx:
        await replies.empty(tx)
    (row,) = await stored(database, caller)
    assert not row["response"]
    with pytest.raises(KeyDestroyed):
        await answer(database, caller, request, effects, service=service)
    assert len(effects) == 1


async def test_the_request_cannot_be_guessed_from_what_is_stored(database: Database, tmp_path: Path) -> None:
    effects: list[str] = []
    caller = somebody()
    request = PUBLIC_ANSWER.request(idempotency_key="k", text="yes")
    await answer(database, caller, request, effects)
    (row,) = await stored(database, caller)
    other = Keys(tmp_path / "other", "identity")
    await other.ensure(replies.REPLIES_KEY)
    replies.use(other)
    assert len(row["request_hmac"]) == 32
    assert replies._fingerprint(request) != row["request_hmac"]


async def test_an_answer_cannot_be_moved_to_another_callers_row(database: Database, prepared: Databases) -> None:
    effects: list[str] = []
    one, other = somebody(), somebody()
    request = PRIVATE_ANSWER.request(idempotency_key="k", text="a")
    for caller in (one, other):
        await answer(database, caller, request, effects, service=PRIVATE_ANSWER)
    with psycopg.connect(prepared.migration_url, autocommit=True) as owner:
        owner.execute(
            "UPDATE replies SET response = (SELECT response FROM replies WHERE caller = %s) WHERE caller = %s",
            (one.id, other.id),
        )
    with pytest.raises(Exception, match="not sealed by this key for this row"):
        await answer(database, other, request, effects, service=PRIVATE_ANSWER)


async def test_what_was_not_claimed_cannot_be_remembered(database: Database) -> None:
    request = PUBLIC_ANSWER.request(idempotency_key="k")
    with pytest.raises(LookupError):
        async with database.transaction() as tx:
            await replies.remember(tx, somebody(), request, PUBLIC_ANSWER.reply())


async def test_a_transaction_is_part_of_the_trace_that_it_works_for(database: Database, spans: Spans) -> None:
    async with database.transaction():
        pass
    assert spans() == []
    with telemetry.span("rpc"):
        async with database.transaction():
            pass
    inner, outer = spans()
    assert (inner.name, outer.name) == ("database.transaction", "rpc")
    assert inner.parent is not None
    assert inner.parent.span_id == outer.context.span_id


async def test_answers_are_forgotten_after_thirty_days(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "_BATCH", 2)
    effects: list[str] = []
    old, young = somebody(), somebody()
    for number in range(5):
        await answer(database, old, PUBLIC_ANSWER.request(idempotency_key=f"k{number}", text="a"), effects)
    await answer(database, young, PUBLIC_ANSWER.request(idempotency_key="k", text="a"), effects)
    for caller, age in ((old, timedelta(days=30, minutes=1)), (young, timedelta(days=29, hours=23))):
        async with database.transaction() as tx:
            await tx.execute(
                "UPDATE replies SET recorded_at = now() - %(age)s WHERE caller = %(id)s", {"age": age, "id": caller.id}
            )
    assert await replies.forget_old(database) == 5
    assert await stored(database, old) == []
    assert len(await stored(database, young)) == 1
