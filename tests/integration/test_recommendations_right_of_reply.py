"""Right of reply over gRPC: a finding is in no file, topic or public answer in clear before its time has passed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.recommendations import wire
from services.recommendations.domain import assignment as assignments
from services.recommendations.store import rows
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, fields_at_fault, key, words

UNTIL = "2026-03-16"  # ten working days after Monday the 2nd
SECRET, REPLY, WHY = "canary-finding", "canary-reply", "canary-why"


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    """A line whose body says that it is done."""
    made = await a_scene(house)
    progress = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words("The hotline answers"))
    await made.call(made.liaison, pb.ReportProgressRequest(**await common(made), progress=progress))
    return made


async def common(scene: Scene) -> dict[str, Any]:
    return {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": await scene.version(),
    }


async def a_finding(scene: Scene, **changed: Any) -> pb.RecordVerificationRequest:
    fields: dict[str, Any] = {
        "verification": events.VERIFICATION_CONTRADICTED,
        "method": events.METHOD_SERVICE_TESTED,
        "finding": words(f"Nobody answers {SECRET}"),
        "evidence": [evidence("https://archive.example/canary-evidence")],
        "verifier_organisation_name": "Checking house",
    }
    return pb.RecordVerificationRequest(**await common(scene), **(fields | changed))


async def a_reply(scene: Scene, reply: str = f"The line was down {REPLY}") -> pb.AnswerFindingRequest:
    return pb.AnswerFindingRequest(**await common(scene), reply=words(reply))


async def found_in_the_database(house: House, canary: str) -> list[str]:
    """Return the columns that hold the canary in clear."""
    columns = await house.rows(
        """
        SELECT table_name, column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type IN ('bytea', 'text', 'jsonb', 'ARRAY')
        """
    )
    found = []
    for each in columns:
        table, column = each["table_name"], each["column_name"]
        binary = f"position(convert_to(%(canary)s, 'UTF8') IN {column}) > 0"
        plain = f"{column}::text LIKE '%%' || %(canary)s || '%%'"
        kind = await house.rows(f"SELECT pg_typeof({column})::text AS kind FROM {table} LIMIT 1")
        if kind and await house.rows(
            f"SELECT FROM {table} WHERE {binary if kind[0]['kind'] == 'bytea' else plain} LIMIT 1", canary=canary
        ):
            found.append(f"{table}.{column}")
    return found


async def public_answers(scene: Scene) -> str:
    """Return everything that a reader of public pages can get about the line."""
    number = scene.tracked.tracked_number
    stub = scene.house.public
    return "".join(
        str(each)
        for each in (
            await stub.GetRecommendation(pb.GetRecommendationRequest(tracked_number=number)),
            await stub.ListLines(pb.ListLinesRequest()),
            await stub.ListChanges(pb.ListChangesRequest()),
        )
    )


async def end(house: House) -> None:
    """Let the timer of the right of reply go round once."""
    servicer = house.parts.servicers[0][1]
    await servicer.end_rights_of_reply()


@pytest.mark.covers("row 19")
async def test_a_wrong_clock_neither_ends_nor_shortens_a_right_of_reply(scene: Scene) -> None:
    """Announced while the process is behind over midnight, it lasts as long as the other clock says."""
    house, two_hours, nothing = scene.house, timedelta(hours=2), timedelta(0)
    house.clock.now, house.clock.ahead = datetime(2026, 3, 2, 17, 30, tzinfo=UTC), -two_hours
    await scene.call(scene.verifier, await a_finding(scene))
    assert (await house.line(scene.tracked)).checked.rechecked_until_date == "2026-03-17"
    last_minutes = datetime(2026, 3, 17, 18, 58, tzinfo=UTC)  # 23:58 in Karachi
    few = timedelta(minutes=4)
    for number, ahead in enumerate((two_hours, -two_hours, few, -few, nothing)):
        house.clock.now, house.clock.ahead = last_minutes + max(ahead, nothing), ahead
        await end(house)
        assert SECRET not in await public_answers(scene), ahead
        await scene.call(scene.liaison, await a_reply(scene, f"{REPLY} {number}"))
    over = last_minutes + timedelta(minutes=32)
    house.clock.now, house.clock.ahead = over + two_hours, two_hours
    await end(house)
    assert SECRET not in await public_answers(scene), "both have passed, and one of them is wrong: nobody knows which"
    house.clock.now, house.clock.ahead = over, nothing
    with pytest.raises(grpc.aio.AioRpcError, match="the time for a reply has passed"):
        await scene.call(scene.liaison, await a_reply(scene))
    await end(house)
    assert f"{REPLY} 4" in await public_answers(scene)
    assert (await house.events_of(UUID(scene.assignment))).count("VerificationRecorded") == 1


@pytest.mark.covers("row 19")
async def test_the_addressee_reads_and_replies_and_then_both_are_public(scene: Scene) -> None:
    house = scene.house
    announced = await scene.call(scene.verifier, await a_finding(scene))
    assert announced.assignment.line.headline.headline == pb.HEADLINE_SAYS_DONE_NOT_CHECKED
    line = await house.line(scene.tracked)
    assert (line.headline.headline, line.checked.rechecked_until_date) == (pb.HEADLINE_SAYS_DONE_NOT_CHECKED, UNTIL)
    asked = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    read = (await scene.call(scene.liaison, asked)).assignment.finding
    assert (SECRET in read.finding.bodies["en"], read.verification) == (True, events.VERIFICATION_CONTRADICTED)
    for other in (scene.facilitator, scene.reviewer):
        assert not (await scene.call(other, asked)).assignment.HasField("finding")
    replied = await scene.call(scene.liaison, await a_reply(scene))
    assert REPLY in replied.assignment.finding.reply.bodies["en"]

    house.clock.advance(days=14)  # the last day
    await end(house)
    for canary in (SECRET, REPLY, "canary-evidence", "CONTRADICTED"):
        assert canary not in await public_answers(scene)
    for canary in (SECRET, REPLY, "canary-evidence"):
        assert await found_in_the_database(house, canary) == []

    house.clock.advance(days=1)
    await end(house)
    assert await found_in_the_database(house, SECRET) == ["texts.body"], "the sweep can find it"
    line = await house.line(scene.tracked)
    assert line.headline.headline == pb.HEADLINE_CONTRADICTED
    entry = line.checked.entry
    assert (entry.occurred_date, entry.announced_date, entry.replied_date) == ("2026-03-17", "2026-03-02", "2026-03-02")
    assert (SECRET in entry.text.bodies["en"], REPLY in entry.reply.bodies["en"]) == (True, True)
    assert line.checked.rechecked_until_date == ""
    timeline = (
        await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number))
    ).timeline
    kinds = [each.kind for each in timeline]
    assert kinds[0] == pb.TIMELINE_KIND_VERIFICATION
    assert pb.TIMELINE_KIND_FINDING_ANNOUNCED in kinds


async def test_the_end_comes_once_however_often_and_late_it_is_looked_for(scene: Scene) -> None:
    """Nothing is kept in memory: two copies at once, three days late, are one event of the day on which it ended."""
    await scene.call(scene.verifier, await a_finding(scene))
    scene.house.clock.advance(days=18)
    await asyncio.gather(*(end(scene.house) for _ in range(5)))
    await end(scene.house)
    types = await scene.house.events_of(UUID(scene.assignment))
    assert types.count("VerificationRecorded") == 1
    entry = (await scene.house.line(scene.tracked)).checked.entry
    assert (entry.occurred_date, entry.HasField("reply")) == ("2026-03-17", False)
    assert (await scene.house.rows("SELECT sealed, reply FROM findings")) == [{"sealed": None, "reply": None}]


@pytest.mark.covers("row 19", "row 27")
async def test_a_holiday_declared_late_gives_the_addressee_the_day_that_was_lost(scene: Scene) -> None:
    """The corrected end counts even if the correction comes in the last hour, before any timer looked."""
    house = scene.house
    await scene.call(scene.verifier, await a_finding(scene))
    house.clock.advance(days=14)  # the last day
    registrar = await house.person("registrar")
    late = pb.CorrectCalendarRequest(
        idempotency_key=key(),
        date=UNTIL,
        kind=events.CALENDAR_DAY_KIND_HOLIDAY,
        reason=words("The moon was seen a day later"),
        source="https://cabinet.example/notification-4",
        declared_date=UNTIL,
    )
    await house.call(registrar, "CorrectCalendar", late)
    house.clock.advance(days=1)  # what had been the day after
    await end(house)
    line = await house.line(scene.tracked)
    assert (line.headline.headline, line.checked.rechecked_until_date) == (
        pb.HEADLINE_SAYS_DONE_NOT_CHECKED,
        "2026-03-17",
    )
    assert SECRET not in await public_answers(scene)
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    entry = (await house.public.GetRecommendation(asked)).timeline[0]
    assert (entry.kind, entry.reply_by_date, entry.corrected_date) == (
        pb.TIMELINE_KIND_FINDING_EXTENDED,
        "2026-03-17",
        UNTIL,
    )
    await scene.call(scene.liaison, await a_reply(scene))
    await end(house)
    assert (await house.events_of(UUID(scene.assignment))).count("FindingExtended") == 1
    house.clock.advance(days=1)
    await end(house)
    checked = (await house.line(scene.tracked)).checked.entry
    assert (checked.occurred_date, REPLY in checked.reply.bodies["en"]) == ("2026-03-18", True)


async def taking_back(scene: Scene, **changed: Any) -> pb.TakeFindingBackRequest:
    fields: dict[str, Any] = {"reason": words(f"A wrong number was called {WHY}")}
    return pb.TakeFindingBackRequest(**await common(scene), **(fields | changed))


@pytest.mark.covers("row 19")
async def test_a_finding_taken_back_is_gone_for_good_and_the_addressee_reads_why(scene: Scene) -> None:
    house = scene.house
    announcing = await a_finding(scene)
    await scene.call(scene.verifier, announcing)
    await scene.call(scene.liaison, await a_reply(scene))
    (row,) = await house.rows("SELECT key_id FROM findings")
    request = await taking_back(scene)
    taken = await scene.call(scene.verifier, request)
    assert WHY in taken.assignment.taken_back.reason.bodies["en"]
    assert await scene.call(scene.verifier, request) == taken, "repeated, the answer is the same"
    assert not (house.keys._folder / str(row["key_id"])).exists()
    assert await house.rows("SELECT key_id, sealed, reply FROM findings") == [
        {"key_id": None, "sealed": None, "reply": None}
    ]
    with pytest.raises(grpc.aio.AioRpcError) as gone:
        await scene.call(scene.verifier, announcing)
    assert gone.value.code() is grpc.StatusCode.NOT_FOUND

    house.clock.advance(days=20)
    await end(house)
    line = await house.line(scene.tracked)
    assert (line.headline.headline, line.checked.rechecked_until_date) == (pb.HEADLINE_SAYS_DONE_NOT_CHECKED, "")
    shown = await public_answers(scene)
    for canary in (SECRET, REPLY, WHY, "canary-evidence", "CONTRADICTED"):
        assert canary not in shown
    for canary in (SECRET, REPLY, WHY, "canary-evidence"):
        assert await found_in_the_database(house, canary) == []
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    kinds = [each.kind for each in (await house.public.GetRecommendation(asked)).timeline]
    assert kinds[:2] == [pb.TIMELINE_KIND_FINDING_TAKEN_BACK, pb.TIMELINE_KIND_FINDING_ANNOUNCED]

    mine = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    read = (await scene.call(scene.liaison, mine)).assignment
    assert (read.HasField("finding"), WHY in read.taken_back.reason.bodies["en"]) == (False, True)
    assert (read.taken_back.announced_date, read.taken_back.taken_back_date) == ("2026-03-02", "2026-03-02")
    for other in (scene.facilitator, scene.reviewer):
        assert not (await scene.call(other, mine)).assignment.HasField("taken_back")


async def test_a_finding_that_is_erased_takes_no_claim_off_the_queue(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    await scene.call(scene.verifier, await taking_back(scene))
    await scene.call(scene.verifier, await a_finding(scene))
    [claim] = (await scene.call(scene.verifier, pb.ListClaimsRequest())).assignments
    assert (claim.HasField("finding"), claim.HasField("taken_back")) == (True, True)
    keys = "SELECT coalesce(key_id, reason_key_id) AS id FROM findings"
    for row in await scene.house.rows(keys):
        scene.house.keys.destroy(row["id"])
    [claim] = (await scene.call(scene.verifier, pb.ListClaimsRequest())).assignments
    assert (claim.HasField("finding"), claim.HasField("taken_back")) == (False, False)


async def test_a_process_that_dies_before_the_key_is_destroyed_leaves_that_to_the_timer(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    (row,) = await scene.house.rows("SELECT key_id FROM findings")
    servicer = scene.house.parts.servicers[0][1]
    with monkeypatch.context() as dying:
        dying.setattr(servicer, "forget_finding_keys", AsyncMock(side_effect=OSError("it died")))
        with pytest.raises(grpc.aio.AioRpcError):
            await scene.call(scene.verifier, await taking_back(scene))
    assert (scene.house.keys._folder / str(row["key_id"])).exists()
    await servicer.forget_finding_keys()
    assert not (scene.house.keys._folder / str(row["key_id"])).exists()


async def test_who_may_not_announce_takes_nothing_back_and_the_attempt_is_logged(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    for other in (scene.liaison, scene.facilitator, scene.reviewer):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(other, await taking_back(scene))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    (host,) = await scene.house.rows("SELECT host_organisation_id AS id FROM recommendations")
    own = await scene.house.person("verifier", organisation_id=host["id"])
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(own, await taking_back(scene))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    audit = "SELECT actor, detail FROM audit WHERE action = 'conflict_of_interest_refused'"
    assert await scene.house.rows(audit) == [{"actor": str(own.id), "detail": "own_recommendation"}]


async def test_only_the_last_reply_counts_and_none_after_the_end(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    await scene.call(scene.liaison, await a_reply(scene, "First words"))
    await scene.call(scene.liaison, await a_reply(scene, "Second words"))
    scene.house.clock.advance(days=15)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, await a_reply(scene, "Third words"))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    await end(scene.house)
    shown = await public_answers(scene)
    assert ("First words" in shown, "Second words" in shown) == (False, True)


async def test_a_reply_is_the_addressees_own_and_says_something(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    stranger = await scene.house.liaison(await scene.house.body())
    for other in (scene.verifier, scene.facilitator, stranger):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(other, await a_reply(scene))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, await a_reply(scene, " "))
    assert fields_at_fault(refused.value) == ["reply"]


async def pass_on(house: House, body: UUID, successor: UUID) -> None:
    """Let a body end, and its lines go to another one."""
    (row,) = await house.rows("SELECT version FROM addressees WHERE id = %(id)s", id=body)
    ending = pb.RecordSuccessionRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=row["version"],
        kind=events.SUCCESSION_KIND_DISSOLUTION,
        effective_date=house.clock.today.isoformat(),
        source_url="https://gazette.example/3",
        moves=[pb.Move(successor_id=str(successor))],
    )
    await house.operator.RecordSuccession(ending)


@pytest.mark.covers("row 19", "row 26")
async def test_the_body_that_has_the_line_now_reads_what_was_found_and_replies(scene: Scene) -> None:
    house = scene.house
    (body,) = scene.tracked.assignments
    between, last = await house.body(), await house.body()
    await scene.call(scene.verifier, await a_finding(scene))
    await pass_on(house, body, between)
    await pass_on(house, between, last)
    successor = await house.liaison(last)
    (old,) = await house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=body)
    asked = pb.GetAssignmentRequest(tracked_number=scene.tracked.tracked_number, addressee_slug=old["slug"])
    read = (await scene.call(successor, asked)).assignment
    assert (read.assignment_id, SECRET in read.finding.finding.bodies["en"]) == (scene.assignment, True)
    for other, code in (
        (scene.liaison, grpc.StatusCode.FAILED_PRECONDITION),
        (await house.liaison(between), grpc.StatusCode.PERMISSION_DENIED),
        (await house.liaison(await house.body()), grpc.StatusCode.PERMISSION_DENIED),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(other, await a_reply(scene))
        assert refused.value.code() is code
    replied = await scene.call(successor, await a_reply(scene))
    assert REPLY in replied.assignment.finding.reply.bodies["en"]
    house.clock.advance(days=15)
    await end(house)
    told = await public_answers(scene)
    assert (SECRET in told, REPLY in told) == (True, True), "on the line of which it was found"
    page = await house.public.GetRecommendation(
        pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    )
    (entry,) = [each for each in page.timeline if each.HasField("reply")]
    (name,) = await house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=last)
    assert (entry.addressee.slug, entry.replied_by.slug) == (old["slug"], name["slug"]), "nobody's words are another's"
    (of_panel,) = [each.checked.entry for each in page.lines if each.checked.HasField("entry")]
    assert of_panel.replied_by == entry.replied_by


async def test_what_was_found_is_taken_back_after_the_line_went_away(scene: Scene) -> None:
    (body,) = scene.tracked.assignments
    await scene.call(scene.verifier, await a_finding(scene))
    await pass_on(scene.house, body, await scene.house.body())
    await scene.call(scene.verifier, await taking_back(scene))
    scene.house.clock.advance(days=15)
    await end(scene.house)
    assert SECRET not in await public_answers(scene)


async def test_of_a_withdrawn_record_no_finding_becomes_public(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    scene.house.clock.advance(days=20)
    await scene.house.withdraw(scene.tracked)
    await end(scene.house)
    assert "VerificationRecorded" not in await scene.house.events_of(UUID(scene.assignment))
    assert SECRET not in await public_answers(scene)


async def test_its_key_is_destroyed_once_it_has_been_public_for_long(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    (row,) = await scene.house.rows("SELECT key_id FROM findings")
    scene.house.clock.advance(days=15)
    await end(scene.house)
    scene.house.clock.advance(days=31)
    await scene.house.parts.servicers[0][1].forget_finding_keys()
    assert await scene.house.rows("SELECT key_id FROM findings") == [{"key_id": None}]
    assert not (scene.house.keys._folder / str(row["key_id"])).exists()


async def test_who_reported_a_claim_does_not_check_it_and_the_attempt_is_logged(scene: Scene) -> None:
    """Somebody who was the liaison once, and is a verifier of another house now."""
    await scene.house.end_mandate(scene.liaison)
    former = scene.liaison
    again = await scene.house.person("verifier")
    former.roles, former.mandates = again.roles, []
    async with scene.house.database.transaction() as tx:
        await tx.execute(
            "UPDATE roles SET person_id = %(to)s WHERE person_id = %(of)s", {"to": former.id, "of": again.id}
        )
    asked = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    assert (await scene.call(former, asked)).assignment.conflict_reason == "own_claim"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(former, await a_finding(scene))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    audit = "SELECT actor, detail FROM audit WHERE action = 'conflict_of_interest_refused'"
    assert await scene.house.rows(audit) == [{"actor": str(former.id), "detail": "own_claim"}]


@pytest.mark.covers("row 20")
async def test_words_that_cannot_be_checked_are_put_before_the_host(scene: Scene) -> None:
    request = pb.RecordNotVerifiableRequest(
        **await common(scene), reason=words("No number is named"), verifier_organisation_name="Review house"
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(await scene.house.person("reviewer"), request)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    answered = await scene.call(scene.reviewer, request)
    assert answered.assignment.line.checked.verification == events.VERIFICATION_NOT_VERIFIABLE
    assert (await scene.house.line(scene.tracked)).headline.headline == pb.HEADLINE_SAYS_DONE_NOT_CHECKED
    mine = await scene.call(scene.facilitator, pb.ListToRewordRequest())
    assert [each.line.checked.entry.reason.bodies["en"] for each in mine.assignments] == ["No number is named"]
    other = await scene.house.person("facilitator")
    assert not (await scene.call(other, pb.ListToRewordRequest())).assignments
    claims = await scene.call(scene.verifier, pb.ListClaimsRequest())
    assert not claims.assignments, "it waits for other words, not for another look"


async def test_the_line_is_still_the_fold_of_its_events(scene: Scene) -> None:
    await scene.call(scene.verifier, await a_finding(scene))
    await scene.call(scene.liaison, await a_reply(scene))
    for happened in ("announced", "taken back", "announced again", "public"):
        if happened == "taken back":
            await scene.call(scene.verifier, await taking_back(scene))
        elif happened == "announced again":
            await scene.call(scene.verifier, await a_finding(scene))
        elif happened == "public":
            scene.house.clock.advance(days=15)
            await end(scene.house)
        (row,) = await scene.house.rows("SELECT * FROM assignments")
        async with scene.house.database.transaction(read_only=True) as tx:
            log = (await event_log.load_all(tx, [row["id"]]))[row["id"]]
        state: assignments.Assignment | None = None
        for each in log:
            state = assignments.evolve(state, wire.facts.fact(each))
        assert state == rows.assignment(row)
