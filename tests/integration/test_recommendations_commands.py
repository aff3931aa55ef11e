"""Every command over gRPC: done once, refused to others, refused when stale, refused by field."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted, planned
from tests.integration.recommendations_things import current_of, evidence, fields_at_fault, key, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


@dataclass
class Command:
    """A command that succeeds, who may give it, and one that lacks a field."""

    request: Callable[[str, int], Any]
    by: str
    lacking: Callable[[Any], None]
    field: str
    changes: tuple[str, ...]  # what it appends
    reply: type[Any]
    given: tuple[tuple[str, Callable[[str, int], Any]], ...] = ()  # what others did before

    async def begin(self, scene: Scene) -> int:
        """Let happen what has to have happened, and return the version to go on from."""
        for by, request in self.given:
            await scene.call(getattr(scene, by), request(scene.assignment, await scene.version()))
        return await scene.version()

    def __str__(self) -> str:
        """Name the RPC."""
        return str(self.request("", 0).DESCRIPTOR.name).removesuffix("Request")


def clear(path: str) -> Callable[[Any], None]:
    """Return what takes a field out of a request."""

    def lacking(request: Any) -> None:
        *above, name = path.split(".")
        for each in above:
            request = getattr(request, each)
        request.ClearField(name)

    return lacking


def states(**position: Any) -> Callable[[str, int], Any]:
    """Return what states a position."""
    return lambda assignment, version: pb.StatePositionRequest(
        idempotency_key=key(),
        assignment_id=assignment,
        expected_version=version,
        position=pb.PositionAnswer(**position),
    )


COMMANDS = [
    Command(
        lambda assignment, version: pb.StatePositionRequest(
            idempotency_key=key(), assignment_id=assignment, expected_version=version, position=accepted()
        ),
        "liaison",
        clear("position.delivery_date"),
        "position.delivery_date",
        ("PositionStated",),
        pb.StatePositionResponse,
    ),
    Command(
        lambda assignment, version: pb.ReportProgressRequest(
            idempotency_key=key(), assignment_id=assignment, expected_version=version, progress=planned()
        ),
        "liaison",
        clear("progress.text"),
        "progress.text",
        ("ProgressReported",),
        pb.ReportProgressResponse,
    ),
    Command(
        lambda assignment, version: pb.SubmitAnswerRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            position=accepted(),
            progress=planned(),
        ),
        "liaison",
        clear("progress.text"),
        "progress.text",
        ("PositionStated", "ProgressReported"),
        pb.SubmitAnswerResponse,
    ),
    Command(
        lambda assignment, version: pb.RecordHandOverRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            channel=events.CHANNEL_COURIER,
            handed_over_date="2026-03-02",
            reference="Diary 17",
        ),
        "facilitator",
        clear("reference"),
        "reference",
        ("RequestRecorded",),
        pb.RecordHandOverResponse,
    ),
    Command(
        lambda assignment, version: pb.RequestEvidenceRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            question=words("Which number is it?"),
            reply_by_date="2027-01-01",
            verifier_organisation_name="Checking house",
        ),
        "verifier",
        clear("question"),
        "question",
        ("EvidenceRequested",),
        pb.RequestEvidenceResponse,
    ),
    Command(
        lambda assignment, version: pb.RecordVerificationRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            verification=events.VERIFICATION_PARTIAL,
            method=events.METHOD_DOCUMENT_SEEN,
            finding=words("It answers on some days"),
            evidence=[evidence("https://archive.example/call")],
            verifier_organisation_name="Checking house",
        ),
        "verifier",
        clear("evidence"),
        "evidence",
        ("VerificationRecorded",),
        pb.RecordVerificationResponse,
    ),
    Command(
        lambda assignment, version: pb.RecordNoEvidenceFoundRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            search_log=[events.SearchLogEntry(place="The gazette", searched_date="2026-03-01")],
            finding=words("No number was announced"),
            verifier_organisation_name="Checking house",
        ),
        "verifier",
        clear("search_log"),
        "search_log",
        ("NoEvidenceFound",),
        pb.RecordNoEvidenceFoundResponse,
    ),
    Command(
        lambda assignment, version: pb.MoveDeliveryDateRequest(
            idempotency_key=key(),
            assignment_id=assignment,
            expected_version=version,
            moved=pb.DateMove(delivery_date="2027-06-01", reason=words("The tender failed")),
        ),
        "liaison",
        clear("moved.reason"),
        "moved.reason",
        ("DeliveryDateMoved",),
        pb.MoveDeliveryDateResponse,
        given=(("liaison", states(position=events.POSITION_ACCEPTED, delivery_date="2027-01-01")),),
    ),
]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=str)


@pytest.mark.covers("row 7b", "row 8", "row 13", "row 15", "row 16", "row 17")
@every_command
async def test_a_command_is_done_and_answers_with_the_line(scene: Scene, command: Command) -> None:
    version = await command.begin(scene)
    reply = await scene.call(getattr(scene, command.by), command.request(scene.assignment, version))
    assert reply.assignment.version == version + len(command.changes)
    log = await scene.house.events_of(UUID(scene.assignment))
    assert tuple(log[-len(command.changes) :]) == command.changes


@pytest.mark.covers("invariant 3")
@every_command
async def test_the_same_key_gets_the_same_answer_and_no_second_event(scene: Scene, command: Command) -> None:
    by, request = getattr(scene, command.by), command.request(scene.assignment, await command.begin(scene))
    first, second = await asyncio.gather(scene.call(by, request), scene.call(by, request))
    third = await scene.call(by, request)
    assert first == second == third
    assert await scene.version() == first.assignment.version


async def test_an_answer_that_held_a_text_is_given_to_nobody_once_the_text_is_erased(scene: Scene) -> None:
    """A participant withdrew consent: no stored answer says any more what was asked."""
    request = pb.StatePositionRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        position=accepted(),
    )
    assert (await scene.call(scene.liaison, request)).assignment.text.bodies
    version = await scene.version()
    async with scene.house.database.transaction() as tx:
        loaded = await event_log.load(tx, scene.tracked.statement_id)
        text_id = UUID(loaded[0].message.statement.text.text_id)  # type: ignore[attr-defined]
        await scene.house.applier.store.erase_text(tx, text_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, request)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert await scene.version() == version


@pytest.mark.covers("row 8", "row 13", "row 15", "row 16", "row 17")
@every_command
async def test_a_command_lacking_a_field_is_refused_by_its_name(scene: Scene, command: Command) -> None:
    version = await command.begin(scene)
    request = command.request(scene.assignment, version)
    command.lacking(request)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(getattr(scene, command.by), request)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_at_fault(refused.value) == [command.field]
    assert await scene.version() == version


@pytest.mark.covers("invariant 3")
@every_command
async def test_a_stale_command_is_told_what_the_line_is_now(scene: Scene, command: Command) -> None:
    version = await command.begin(scene)
    by = getattr(scene, command.by)
    done = await scene.call(by, command.request(scene.assignment, version))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(by, command.request(scene.assignment, version))
    assert refused.value.code() is grpc.StatusCode.ABORTED
    current = current_of(refused.value, command.reply)
    assert current.assignment.version == done.assignment.version
    assert current.assignment.line == done.assignment.line


@pytest.mark.covers("invariant 1")
@every_command
async def test_nobody_else_may_do_it(scene: Scene, command: Command) -> None:
    """Not another addressee's liaison, not another host's facilitator, nobody in another role."""
    version = await command.begin(scene)
    others = [
        await scene.house.liaison(await scene.house.body()),
        await scene.house.person("facilitator"),
        *(each for each in (scene.liaison, scene.facilitator, scene.verifier, scene.reviewer)),
    ]
    for other in others:
        if other is getattr(scene, command.by):
            continue
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(other, command.request(scene.assignment, version))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.house.public.StatePosition(pb.StatePositionRequest(idempotency_key=key()))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert await scene.version() == version


@every_command
async def test_a_line_that_does_not_exist_is_not_found(scene: Scene, command: Command) -> None:
    missing = "00000000-0000-5000-8000-000000000000"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(getattr(scene, command.by), command.request(missing, 1))
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(getattr(scene, command.by), command.request("R-42", 1))
    assert fields_at_fault(refused.value) == ["assignment_id"]


@every_command
@pytest.mark.parametrize("gone", ["hidden", "withdrawn"])
async def test_a_command_on_what_is_no_longer_public_is_stale(scene: Scene, command: Command, gone: str) -> None:
    version = await command.begin(scene)
    await (scene.house.hide if gone == "hidden" else scene.house.withdraw)(scene.tracked)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(getattr(scene, command.by), command.request(scene.assignment, version))
    assert refused.value.code() is grpc.StatusCode.ABORTED
    line = current_of(refused.value, command.reply).assignment.line
    expected = pb.HEADLINE_HIDDEN if gone == "hidden" else pb.HEADLINE_WITHDRAWN
    assert line.headline.headline == expected
    assert bool(line.title.bodies) is (gone == "withdrawn"), "what is hidden leaves this answer, too"


@pytest.mark.covers("invariant 3")
async def test_another_field_that_changed_meanwhile_does_not_make_an_answer_stale(scene: Scene) -> None:
    version = await scene.version()
    verification, position = COMMANDS[5], COMMANDS[0]
    await scene.call(scene.verifier, verification.request(scene.assignment, version))
    reply = await scene.call(scene.liaison, position.request(scene.assignment, version))
    assert reply.assignment.version == version + 2


async def test_of_many_liaisons_at_once_one_is_heard_and_the_others_see_its_word(scene: Scene) -> None:
    """Each takes its turn at the row: nobody is refused without being shown what stands there now."""
    liaisons = [await scene.house.liaison(scene.body) for _ in range(8)]
    version = await scene.version()

    async def answer(by: Person) -> Any:
        try:
            return await scene.call(by, COMMANDS[0].request(scene.assignment, version))
        except grpc.aio.AioRpcError as refused:
            return refused

    found = await asyncio.gather(*(answer(each) for each in liaisons))
    refused = [each for each in found if isinstance(each, grpc.aio.AioRpcError)]
    assert [each.code() for each in refused] == [grpc.StatusCode.ABORTED] * 7
    for each in refused:
        current = current_of(each, pb.StatePositionResponse)
        assert current.assignment.line.says.position == events.POSITION_ACCEPTED
    assert (await scene.house.events_of(UUID(scene.assignment))).count("PositionStated") == 1


async def test_one_key_for_two_requests_is_refused(scene: Scene) -> None:
    version = await scene.version()
    request = COMMANDS[0].request(scene.assignment, version)
    await scene.call(scene.liaison, request)
    request.position.delivery_date = "2027-02-02"
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, request)
    assert fields_at_fault(refused.value) == ["idempotency_key"]


async def test_a_mandate_that_ended_is_refused_although_the_token_still_claims_it(scene: Scene) -> None:
    """The service's own copy is checked in the transaction: removal stops writes at once."""
    await scene.house.end_mandate(scene.liaison)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, COMMANDS[0].request(scene.assignment, await scene.version()))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_mandate_or_role_that_only_the_token_claims_is_refused(scene: Scene) -> None:
    pretender = Person(mandates=[(UUID(int=7), scene.body)], roles=[("verifier", UUID(int=8))])
    for command in (COMMANDS[0], COMMANDS[5]):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(pretender, command.request(scene.assignment, await scene.version()))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_role_that_the_token_does_not_claim_counts_for_nothing(scene: Scene) -> None:
    elsewhere = Person(id=scene.facilitator.id, roles=[("facilitator", UUID(int=9))])
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(elsewhere, COMMANDS[3].request(scene.assignment, await scene.version()))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_mandate_that_the_token_does_not_claim_counts_for_nothing(scene: Scene) -> None:
    stripped = Person(id=scene.liaison.id, mandates=[(UUID(int=9), scene.body)])
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(stripped, COMMANDS[0].request(scene.assignment, await scene.version()))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_preview_shows_what_it_would_be_and_changes_nothing(scene: Scene) -> None:
    version = await scene.version()
    request = COMMANDS[2].request(scene.assignment, version)
    request.preview = True
    shown = await scene.call(scene.liaison, request)
    assert shown.assignment.line.headline.headline == pb.HEADLINE_ACCEPTED
    assert shown.assignment.line.says.progress_entry.text.bodies["en"] == "A plan"
    assert await scene.version() == version
    assert (await scene.house.line(scene.tracked)).headline.headline == pb.HEADLINE_WAITING
    request.preview = False
    sent = await scene.call(scene.liaison, request)
    assert sent.assignment.line.headline == shown.assignment.line.headline


async def test_an_answer_with_a_bad_part_records_neither_part(scene: Scene) -> None:
    version = await scene.version()
    request = COMMANDS[2].request(scene.assignment, version)
    request.progress.progress = events.PROGRESS_ON_HOLD
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, request)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert await scene.version() == version
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, pb.SubmitAnswerRequest(idempotency_key=key(), assignment_id=scene.assignment))
    assert fields_at_fault(refused.value) == ["position"]


@pytest.mark.parametrize("of", ["position", "progress"])
async def test_a_first_date_that_is_moved_by_the_same_answer_is_refused_by_its_field(scene: Scene, of: str) -> None:
    day = "2027-01-01"
    said = {
        "position": pb.PositionAnswer(position=events.POSITION_ACCEPTED, delivery_date=day),
        "progress": pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("Planned"), delivery_date=day),
    }
    version = await scene.house.version(UUID(scene.assignment))
    request = pb.SubmitAnswerRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=version,
        moved=pb.DateMove(delivery_date="2027-06-01", reason=words("The tender failed")),
        **{of: said[of]},  # type: ignore[arg-type]
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, request)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert fields_at_fault(refused.value) == ["moved.delivery_date"]
    assert await scene.house.version(UUID(scene.assignment)) == version, "nothing of it was recorded"


@pytest.mark.parametrize("whose", ["own_organisation", "own_recommendation"])
@pytest.mark.parametrize("command", [each for each in COMMANDS if each.by == "verifier"], ids=str)
async def test_a_conflict_of_interest_is_refused_and_put_on_record(house: House, command: Command, whose: str) -> None:
    organisation = UUID(int=0xBEEF)
    body = await house.body(organisation_id=str(organisation))
    tracked = await house.tracked(body)
    where = organisation if whose == "own_organisation" else tracked.host_id
    verifier = await house.person("verifier", organisation_id=where)
    assignment = tracked.assignments[body]
    request = command.request(str(assignment), 1)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(verifier, type(request).__name__.removesuffix("Request"), request)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    kept = await house.rows("SELECT actor, action, detail FROM audit WHERE row_id = %(id)s", id=assignment)
    assert kept == [{"actor": str(verifier.id), "action": "conflict_of_interest_refused", "detail": whose}]
    shown = await house.call(verifier, "GetAssignment", pb.GetAssignmentRequest(assignment_id=str(assignment)))
    assert (shown.assignment.conflict_of_interest, shown.assignment.conflict_reason) == (True, whose)


async def test_the_author_may_not_check_from_another_organisation(house: House) -> None:
    author = await house.person("verifier")
    body = await house.body()
    tracked = await house.tracked(body, author_id=str(author.id))
    request = COMMANDS[5].request(str(tracked.assignments[body]), 1)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(author, "RecordVerification", request)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.covers("invariant 3")
async def test_of_fifty_writers_at_once_no_word_is_lost(scene: Scene) -> None:
    """Two fields, fifty people who saw the same version: one word each stands, and every other writer is shown it.

    Who was refused says it again in sight of that: in the end all fifty words are in the timeline.
    """
    writers = [await scene.house.liaison(scene.body) for _ in range(50)]
    version = await scene.version()

    async def write(number: int, seen: int, stage: events.Progress.ValueType) -> Any:
        says: dict[str, Any] = {"text": words(f"Word {number}"), "reason": words(f"Reason {number}")}
        answer: dict[str, Any] = {"position": accepted(**says)}
        if number % 2:
            answer = {"progress": pb.ProgressAnswer(progress=stage, **says)}
        request = pb.SubmitAnswerRequest(
            idempotency_key=key(), assignment_id=scene.assignment, expected_version=seen, **answer
        )
        while True:
            try:
                return (await scene.call(writers[number], request)).assignment
            except grpc.aio.AioRpcError as refused:
                if refused.code() is grpc.StatusCode.ABORTED:
                    return current_of(refused, pb.SubmitAnswerResponse).assignment
                # No connection was free, or not in time: the same request is sent again, as every client does.
                if refused.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
                    raise

    shown = await asyncio.gather(*(write(number, version, events.PROGRESS_IN_PROGRESS) for number in range(50)))
    heard = await _words_heard(scene)
    assert len(heard) == 2, "one position and one progress"
    says = [each.line.says for each in shown]
    seen_words = {each.position_entry.text.bodies["en"] for each in says if each.HasField("position_entry")}
    seen_words |= {each.progress_entry.text.bodies["en"] for each in says if each.HasField("progress_entry")}
    assert seen_words == heard, "everybody was shown what stands there"
    assert all(each.HasField("position_entry") or each.HasField("progress_entry") for each in says)
    now = await scene.version()
    assert now == version + 2
    stages = cycle((events.PROGRESS_REPORTED_COMPLETE, events.PROGRESS_IN_PROGRESS))
    for number in range(50):
        if f"Word {number}" not in heard:
            stage = next(stages) if number % 2 else events.PROGRESS_UNSPECIFIED
            now = (await write(number, now, stage)).version
    assert await _words_heard(scene) == {f"Word {number}" for number in range(50)}


async def _words_heard(scene: Scene) -> set[str]:
    found = await scene.call(scene.liaison, pb.GetAssignmentRequest(assignment_id=scene.assignment))
    return {each.text.bodies["en"] for each in found.assignment.timeline if "en" in each.text.bodies}
