"""Evidence files over gRPC: looked at by content, sealed, and shown to whoever may see them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
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
from services.chassis.files.s3 import S3
from services.recommendations import wire
from services.recommendations.domain import assignment as assignments
from services.recommendations.store import files, rows
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, fields_at_fault, key, words
from tests.stand_ins.s3 import Store, a_store

PDF = b"%PDF-1.7\n" + b"canary-content " * 100_000  # 1.5 MB: more than one chunk, more than one message
PUBLIC, OWNER, RESTRICTED = (
    events.EVIDENCE_VISIBILITY_PUBLIC,
    events.EVIDENCE_VISIBILITY_OWNER,
    events.EVIDENCE_VISIBILITY_RESTRICTED,
)
TITLE = "canary-title of a report"
LARGEST = b"%PDF-" + bytes(10 * 1024 * 1024 - 5)


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


def pieces(scene: Scene, content: bytes, **changed: Any) -> Iterator[pb.AttachEvidenceRequest]:
    """Yield an upload as the dashboard sends it."""
    first: dict[str, Any] = {"idempotency_key": key(), "assignment_id": scene.assignment, "visibility": PUBLIC}
    first |= {"title": words(TITLE)} | changed
    step = 512 * 1024
    yield pb.AttachEvidenceRequest(**first, chunk=content[:step])
    for start in range(step, len(content), step):
        yield pb.AttachEvidenceRequest(chunk=content[start : start + step])


async def attach(scene: Scene, person: Person, content: bytes = PDF, **changed: Any) -> pb.AttachEvidenceResponse:
    requests: Any = pieces(scene, content, **changed)
    answer: pb.AttachEvidenceResponse = await scene.house.call(person, "AttachEvidence", requests)
    return answer


async def read(scene: Scene, person: Person | None, file_id: str) -> bytes | None:
    """Return the file as somebody gets it; None if there is none for them."""
    token = [("authorization", f"Bearer {scene.house.token(person)}")] if person else []
    stub = scene.house.stubs["dashboard"]
    if person:
        stream = stub.ReadEvidence(pb.ReadEvidenceRequest(file_id=file_id), metadata=token, timeout=10)
    else:
        stream = stub.ReadPublicEvidence(pb.ReadPublicEvidenceRequest(file_id=file_id), timeout=10)
    try:
        return b"".join([each.chunk async for each in stream])
    except grpc.aio.AioRpcError as refused:
        if refused.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return None


async def finding(scene: Scene, *pieces_of: events.Evidence, **changed: Any) -> pb.RecordVerificationRequest:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": await scene.version(),
        "verification": events.VERIFICATION_PARTIAL,
        "method": events.METHOD_DOCUMENT_SEEN,
        "finding": words("Seen"),
        "evidence": pieces_of,
        "verifier_organisation_name": "Checking house",
    }
    return pb.RecordVerificationRequest(**(fields | changed))


def named(file_id: str) -> events.Evidence:
    return events.Evidence(file_id=file_id, seen_date="2026-03-01")


async def test_a_liaisons_public_file_is_evidence_at_once_and_anybody_may_download_it(scene: Scene) -> None:
    answered = await attach(scene, scene.liaison)
    assert answered.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (answered.file.media_type, answered.file.size_bytes) == ("application/pdf", len(PDF))
    shown = await scene.house.public.GetRecommendation(
        pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    )
    entry = next(each for each in shown.timeline if each.kind == pb.TIMELINE_KIND_EVIDENCE_ATTACHED)
    assert entry.text.bodies["en"] == TITLE
    (piece,) = entry.evidence
    assert (piece.file_id, piece.sha256, piece.seen_date) == (answered.file.file_id, answered.file.sha256, "2026-03-02")
    assert await read(scene, None, piece.file_id) == PDF


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        pytest.param(OWNER, {"liaison", "facilitator", "reviewer", "verifier"}, id="owner"),
        pytest.param(RESTRICTED, {"liaison", "reviewer", "verifier"}, id="restricted: by whoever gave it"),
    ],
)
async def test_what_is_not_public_is_only_said_to_be_held(
    scene: Scene, visibility: "events.EvidenceVisibility.ValueType", readers: set[str]
) -> None:
    answered = await attach(scene, scene.liaison, visibility=visibility)
    shown = await scene.house.public.GetRecommendation(
        pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    )
    entry = next(each for each in shown.timeline if each.kind == pb.TIMELINE_KIND_EVIDENCE_ATTACHED)
    assert list(entry.evidence) == [events.Evidence(visibility=visibility, seen_date="2026-03-02")]
    assert not entry.HasField("text")
    for told in (TITLE, answered.file.file_id, answered.file.sha256):
        assert told not in str(shown)
    assert await read(scene, None, answered.file.file_id) is None
    others = await scene.house.person("facilitator"), await scene.house.liaison(await scene.house.body())
    people = {
        "liaison": scene.liaison,
        "facilitator": scene.facilitator,
        "reviewer": scene.reviewer,
        "verifier": scene.verifier,
        "another host": others[0],
        "another body": others[1],
        "another host's reviewer": await scene.house.person("reviewer"),
    }
    got = {name for name, each in people.items() if await read(scene, each, answered.file.file_id) == PDF}
    assert got == readers


@pytest.mark.covers("invariant 9")
async def test_nothing_of_a_file_lies_in_clear_anywhere(scene: Scene) -> None:
    secret = f"canary {key()}"
    answered = await attach(scene, scene.liaison, visibility=OWNER, title=words(secret))
    (row,) = await scene.house.rows(
        "SELECT key_id FROM evidence_files WHERE id = %(id)s", id=UUID(answered.file.file_id)
    )
    folder = scene.house.parts.servicers[0][1]._files._folder
    assert b"canary-content" not in (folder / answered.file.file_id).read_bytes()
    assert (folder / answered.file.file_id).stat().st_mode & 0o077 == 0
    found = await scene.house.rows(
        """
        SELECT (SELECT count(*) FROM evidence_files
                 WHERE position(convert_to(%(secret)s, 'UTF8') IN sealed_title) > 0)
             + (SELECT count(*) FROM texts WHERE body = %(secret)s)
             + (SELECT count(*) FROM events WHERE position(convert_to(%(secret)s, 'UTF8') IN payload) > 0)
             + (SELECT count(*) FROM replies WHERE position(convert_to(%(secret)s, 'UTF8') IN response) > 0) AS found
        """,
        secret=secret,
    )
    assert found == [{"found": 0}]
    scene.house.keys.destroy(row["key_id"])
    assert await read(scene, scene.verifier, answered.file.file_id) is None, "erased with its key"


async def test_a_verifiers_file_becomes_public_with_the_finding_that_names_it(scene: Scene) -> None:
    before = await scene.version()
    file_id = (await attach(scene, scene.verifier)).file.file_id
    assert await scene.version() == before, "nobody is told"
    assert await read(scene, None, file_id) is None
    assert await read(scene, scene.liaison, file_id) is None
    await scene.call(scene.verifier, await finding(scene, named(file_id)))
    assert await read(scene, None, file_id) == PDF
    (piece,) = (await scene.house.line(scene.tracked)).checked.entry.evidence
    assert (piece.file_id, piece.sha256) == (file_id, hashlib.sha256(PDF).hexdigest())


async def test_a_file_of_an_announced_finding_is_public_only_with_it(scene: Scene) -> None:
    file_id = (await attach(scene, scene.verifier)).file.file_id
    request = await finding(scene, named(file_id), verification=events.VERIFICATION_CONTRADICTED)
    await scene.call(scene.verifier, request)
    assert await read(scene, None, file_id) is None
    scene.house.clock.advance(days=15)
    await scene.house.parts.servicers[0][1].end_rights_of_reply()
    assert await read(scene, None, file_id) == PDF


async def test_a_restricted_file_of_a_finding_is_held_and_not_public(scene: Scene) -> None:
    file_id = (await attach(scene, scene.verifier, visibility=RESTRICTED)).file.file_id
    await scene.call(scene.verifier, await finding(scene, named(file_id)))
    (piece,) = (await scene.house.line(scene.tracked)).checked.entry.evidence
    assert (piece.visibility, piece.file_id, piece.sha256) == (RESTRICTED, "", "")
    async with scene.house.database.transaction() as tx:
        await files.make_public(tx, [UUID(file_id)])
    assert await read(scene, None, file_id) is None, "whoever names it"


@pytest.mark.covers("invariant 8")
async def test_the_addressees_own_file_alone_never_shows_that_it_is_done(scene: Scene) -> None:
    for visibility in (PUBLIC, RESTRICTED):
        file_id = (await attach(scene, scene.liaison, visibility=visibility)).file.file_id
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(
                scene.verifier,
                await finding(scene, named(file_id), verification=events.VERIFICATION_VERIFIED_COMPLETE),
            )
        assert fields_at_fault(refused.value) == ["evidence"]


@pytest.mark.covers("row 18")
async def test_a_new_file_ends_no_evidence_found(scene: Scene) -> None:
    search = pb.RecordNoEvidenceFoundRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        search_log=[events.SearchLogEntry(place="The gazette", searched_date="2026-03-01")],
        finding=words("Nothing"),
        verifier_organisation_name="Checking house",
    )
    await scene.call(scene.verifier, search)
    await attach(scene, scene.liaison, visibility=RESTRICTED)
    line = await scene.house.line(scene.tracked)
    assert line.checked.verification == events.VERIFICATION_UNASSESSED
    assert line.checked.entry.kind == pb.TIMELINE_KIND_NEW_EVIDENCE


async def test_an_upload_sent_again_is_one_file(scene: Scene) -> None:
    same: dict[str, Any] = {"idempotency_key": key()}
    first, second = await attach(scene, scene.liaison, **same), await attach(scene, scene.liaison, **same)
    assert first == second
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attach(scene, scene.liaison, PDF + b"more", **same)
    assert fields_at_fault(refused.value) == ["idempotency_key"]


@pytest.mark.parametrize(
    ("content", "changed", "field"),
    [
        pytest.param(b"", {}, "chunk", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", {}, "chunk", id="HTML"),
        pytest.param(b"MZ\x90\x00", {}, "chunk", id="a program"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "chunk", id="SVG"),
        pytest.param(b" %PDF-1.7", {}, "chunk", id="not at the beginning"),
        pytest.param(LARGEST + b"!", {}, "chunk", id="one byte too large"),
        pytest.param(PDF, {"visibility": 0}, "visibility", id="visibility not stated"),
        pytest.param(PDF, {"title": words(" ")}, "title.bodies", id="no title"),
        pytest.param(PDF, {"assignment_id": "x"}, "assignment_id", id="no assignment"),
    ],
)
async def test_what_cannot_be_attached_is_refused_by_field(
    scene: Scene, content: bytes, changed: dict[str, Any], field: str
) -> None:
    before = await left(scene)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attach(scene, scene.liaison, content, **changed)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert [each.partition(".")[0] for each in fields_at_fault(refused.value)] == [field.partition(".")[0]]
    assert await left(scene) == before


async def left(scene: Scene) -> tuple[Any, ...]:
    """Return everything that an upload may leave behind: rows, events, answers, keys, sealed files."""
    house = scene.house
    counted = "SELECT (SELECT count(*) FROM {0}) AS n".format
    rows_of = [(await house.rows(counted(name)))[0]["n"] for name in ("evidence_files", "events", "replies", "texts")]
    folder = house.keys._folder.parent.parent / "evidence"
    return (*rows_of, sorted(house.keys._folder.iterdir()), sorted(folder.iterdir()))


async def test_a_file_of_the_largest_size_is_kept(scene: Scene) -> None:
    answered = await attach(scene, scene.liaison, LARGEST)
    assert answered.file.size_bytes == 10 * 1024 * 1024
    assert await read(scene, scene.liaison, answered.file.file_id) == LARGEST


async def test_a_stream_that_breaks_off_leaves_nothing(scene: Scene) -> None:
    before = await left(scene)
    metadata = [("authorization", f"Bearer {scene.house.token(scene.liaison)}")]
    first = next(pieces(scene, PDF))
    stream = scene.house.stubs["dashboard"].AttachEvidence(metadata=metadata, timeout=10)
    await stream.write(first)
    stream.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stream
    # One that never begins to speak is refused as an empty one.
    silent = scene.house.stubs["dashboard"].AttachEvidence(metadata=metadata, timeout=10)
    await silent.done_writing()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await silent
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert await left(scene) == before


async def test_two_uploads_at_once_are_two_files_and_the_same_one_twice_is_one(scene: Scene) -> None:
    same: dict[str, Any] = {"idempotency_key": key()}
    answers = await asyncio.gather(
        attach(scene, scene.liaison),
        attach(scene, scene.verifier),
        attach(scene, scene.liaison, **same),
        attach(scene, scene.liaison, **same),
    )
    assert answers[2] == answers[3]
    assert len({each.file.file_id for each in answers}) == 3
    for each in answers:
        assert await read(scene, scene.verifier, each.file.file_id) == PDF


async def test_a_title_is_words_and_never_a_path_or_a_trick(scene: Scene) -> None:
    answered = await attach(scene, scene.liaison, title=words("../../etc/report\u202efdp.exe"))
    assert answered.file.title.bodies["en"] == "../../etc/reportfdp.exe"
    folder = scene.house.keys._folder.parent.parent / "evidence"
    assert (folder / answered.file.file_id).exists(), "a file lies under its id, whatever it is called"


@pytest.fixture
def s3(certificates: Certificates, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Let the service keep its files in a store that speaks S3."""
    name = "recommendations"
    with a_store(certificates.certificate(name), certificates.key(name), certificates.ca) as running:
        monkeypatch.setattr(house.parts.servicers[0][1], "_files", S3(running.place))
        yield running


async def test_files_lie_sealed_in_an_s3_store(scene: Scene, s3: Store) -> None:
    answered = await attach(scene, scene.liaison)
    assert answered.file.file_id in s3.names()
    assert b"canary-content" not in s3.content(answered.file.file_id)
    assert await read(scene, None, answered.file.file_id) == PDF


async def test_while_the_store_is_away_nothing_is_half_kept_and_the_same_upload_goes_on_later(
    scene: Scene, s3: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = await attach(scene, scene.liaison)
    before = await left(scene)
    same: dict[str, Any] = {"idempotency_key": key()}
    with monkeypatch.context() as away:
        nobody = S3(replace(s3.place, endpoint="https://127.0.0.1:1"))
        away.setattr(scene.house.parts.servicers[0][1], "_files", nobody)
        for work in (attach(scene, scene.liaison, **same), read(scene, None, answered.file.file_id)):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await work
            assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
            assert refused.value.details() == "the store of files does not answer; try again later"
    assert await left(scene) == before
    again = await attach(scene, scene.liaison, **same)
    assert {answered.file.file_id, again.file.file_id} <= set(s3.names())


async def test_what_was_put_before_the_rest_failed_opens_nowhere(
    scene: Scene, s3: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, there = await left(scene), len(s3.names())
    with monkeypatch.context() as broken:
        broken.setattr(files, "add", AsyncMock(side_effect=OSError("the database broke")))
        with pytest.raises(grpc.aio.AioRpcError):
            await attach(scene, scene.liaison)
    assert len(s3.names()) == there + 1
    assert await left(scene) == before, "the key went with it"


async def test_others_attach_nothing_and_a_conflict_is_logged(scene: Scene) -> None:
    for other in (scene.facilitator, scene.reviewer, await scene.house.liaison(await scene.house.body())):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await attach(scene, other)
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    own = await scene.house.person("verifier", organisation_id=scene.tracked.host_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attach(scene, own)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    audit = "SELECT detail FROM audit WHERE actor = %(actor)s"
    assert await scene.house.rows(audit, actor=str(own.id)) == [{"detail": "own_recommendation"}]


async def test_a_file_of_another_line_is_no_evidence_here(scene: Scene) -> None:
    other = await a_scene(scene.house)
    file_id = (await attach(other, other.verifier)).file.file_id
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.verifier, await finding(scene, named(file_id)))
    assert fields_at_fault(refused.value) == ["evidence[0].file_id"]


async def test_what_the_service_fills_in_is_not_read_from_a_request(scene: Scene) -> None:
    made_up = evidence()
    made_up.sha256, made_up.visibility, made_up.size_bytes = "ff" * 32, PUBLIC, 9
    made_up.media_type = "text/html"
    await scene.call(scene.verifier, await finding(scene, made_up))
    (piece,) = (await scene.house.line(scene.tracked)).checked.entry.evidence
    assert (piece.url, piece.visibility, piece.sha256, piece.media_type) == (made_up.url, PUBLIC, "", "")


@pytest.mark.parametrize("seen_by", [OWNER, RESTRICTED])
async def test_an_address_that_is_not_for_everybody_is_refused_not_published(scene: Scene, seen_by: Any) -> None:
    piece = evidence()
    piece.visibility = seen_by
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.verifier, await finding(scene, piece))
    assert fields_at_fault(refused.value) == ["evidence[0].visibility"]


async def test_of_a_hidden_record_nobody_gets_a_file(scene: Scene) -> None:
    file_id = (await attach(scene, scene.liaison)).file.file_id
    await scene.house.hide(scene.tracked)
    assert await read(scene, None, file_id) is None
    assert await read(scene, scene.liaison, file_id) is None


async def test_people_who_work_on_the_line_see_its_files(scene: Scene) -> None:
    file_id = (await attach(scene, scene.liaison, visibility=OWNER)).file.file_id
    asked = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    for person in (scene.liaison, scene.verifier, scene.facilitator):
        (file,) = (await scene.call(person, asked)).assignment.files
        assert (file.file_id, file.title.bodies["en"], file.by_addressee) == (file_id, TITLE, True)


async def test_the_line_is_still_the_fold_of_its_events(scene: Scene) -> None:
    await attach(scene, scene.liaison)
    await attach(scene, scene.liaison, visibility=RESTRICTED)
    (row,) = await scene.house.rows("SELECT * FROM assignments WHERE id = %(id)s", id=UUID(scene.assignment))
    async with scene.house.database.transaction(read_only=True) as tx:
        log = (await event_log.load_all(tx, [row["id"]]))[row["id"]]
    state: assignments.Assignment | None = None
    for each in log:
        state = assignments.evolve(state, wire.facts.fact(each))
    assert state == rows.assignment(row)
