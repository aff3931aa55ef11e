"""Scans of what was given or answered on paper: held by the host, public only if a second person read them."""

import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.outbound import Fetched
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import fields_at_fault, key, words

SCAN = b"%PDF-1.7\ncanary-content of a letter"
SHA256 = hashlib.sha256(SCAN).hexdigest()
PUBLIC, OWNER = events.EVIDENCE_VISIBILITY_PUBLIC, events.EVIDENCE_VISIBILITY_OWNER
HELD = events.Evidence(visibility=OWNER, seen_date="2026-03-02")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


async def attach(scene: Scene, person: Person | None = None, **changed: Any) -> pb.AttachedFile:
    fields: dict[str, Any] = {"idempotency_key": key(), "assignment_id": scene.assignment, "visibility": OWNER}
    fields |= {"title": words("canary-title of a letter"), "chunk": SCAN, "is_scan": True}
    requests: Any = iter([pb.AttachEvidenceRequest(**(fields | changed))])
    answered: pb.AttachEvidenceResponse = await scene.house.call(
        person or scene.facilitator, "AttachEvidence", requests
    )
    return answered.file


async def read(scene: Scene, person: Person | None, file_id: str) -> bytes | None:
    """Return the scan as somebody gets it; None if there is none for them."""
    if person:
        metadata = [("authorization", f"Bearer {scene.house.token(person)}")]
        stream = scene.house.public.ReadEvidence(pb.ReadEvidenceRequest(file_id=file_id), metadata=metadata, timeout=10)
    else:
        stream = scene.house.public.ReadPublicEvidence(pb.ReadPublicEvidenceRequest(file_id=file_id), timeout=10)
    try:
        return b"".join([each.chunk async for each in stream])
    except grpc.aio.AioRpcError as refused:
        if refused.code() is not grpc.StatusCode.NOT_FOUND:
            raise
        return None


async def readers(scene: Scene, file_id: str) -> set[str]:
    """Return who gets the scan."""
    other = await scene.house.body()
    people: dict[str, Person | None] = {
        "liaison": scene.liaison,
        "facilitator": scene.facilitator,
        "reviewer": scene.reviewer,
        "verifier": scene.verifier,
        "another host": await scene.house.person("facilitator", "reviewer"),
        "another body": await scene.house.liaison(other),
        "everybody": None,
    }
    return {name for name, each in people.items() if await read(scene, each, file_id) == SCAN}


async def letter(scene: Scene, scan: str, **changed: Any) -> pb.RecordOutsideAnswerRequest:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": await scene.version(),
        "position": pb.PositionAnswer(position=events.POSITION_DECLINED, reason=words("No budget, says the letter")),
        "source": events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01"),
        "scan_file_id": scan,
    }
    return pb.RecordOutsideAnswerRequest(**(fields | changed))


async def hand_over(scene: Scene, scan: str) -> pb.RecordHandOverRequest:
    return pb.RecordHandOverRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        channel=events.CHANNEL_COURIER,
        handed_over_date="2026-03-02",
        reference="Receipt 9",
        scan_file_id=scan,
    )


async def recorded(scene: Scene, scan: str, **changed: Any) -> pb.OutsideAnswer:
    answered = await scene.call(scene.facilitator, await letter(scene, scan, **changed))
    return answered.outside_answer  # type: ignore[no-any-return]


def decision(answer: pb.OutsideAnswer, **changed: Any) -> pb.DecideOutsideAnswerRequest:
    fields: dict[str, Any] = {"idempotency_key": key(), "outside_answer_id": answer.outside_answer_id, "confirm": True}
    return pb.DecideOutsideAnswerRequest(**(fields | changed))


async def told(scene: Scene) -> str:
    """Return everything that the public and the topic are told of the line."""
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    shown = await scene.house.public.GetRecommendation(asked)
    rows = await scene.house.rows("SELECT payload FROM events WHERE aggregate_id = %(id)s", id=UUID(scene.assignment))
    return f"{shown}{[bytes(each['payload']) for each in rows]!r}"


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    return refused.value


@pytest.mark.covers("row 8b", "invariant 9")
async def test_of_a_letter_that_waits_nothing_is_public_and_its_scan_is_the_hosts(scene: Scene) -> None:
    before = await scene.version()
    scan = await attach(scene)
    assert (await scene.version(), scan.is_unused, scan.sha256) == (before, True, SHA256), "nobody is told"
    answer = await recorded(scene, scan.file_id)
    assert (answer.scan.file_id, answer.scan.is_unused) == (scan.file_id, False)
    waiting = await scene.call(scene.reviewer, pb.ListOutsideAnswersRequest(page_size=200))
    (shown,) = [each for each in waiting.outside_answers if each.outside_answer_id == answer.outside_answer_id]
    assert (shown.scan.sha256, shown.scan.title.bodies["en"]) == (SHA256, "canary-title of a letter")
    assert await readers(scene, scan.file_id) == {"facilitator", "reviewer"}
    for secret in (scan.file_id, SHA256, "canary-title"):
        assert secret not in await told(scene)
    asked = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    assert not (await scene.call(scene.liaison, asked)).assignment.files


@pytest.mark.covers("row 8b")
async def test_a_scan_is_held_for_those_who_work_on_the_line_unless_the_reviewer_says_more(scene: Scene) -> None:
    scan = await attach(scene)
    answer = await recorded(scene, scan.file_id)
    await scene.call(scene.reviewer, decision(answer))
    source = (await scene.house.line(scene.tracked)).says.position_entry.outside
    assert source.scan == HELD
    for secret in (scan.file_id, SHA256, "canary-title"):
        assert secret not in await told(scene)
    assert await readers(scene, scan.file_id) == {"liaison", "facilitator", "reviewer", "verifier"}
    asked = pb.GetAssignmentRequest(assignment_id=scene.assignment)
    (file,) = (await scene.call(scene.liaison, asked)).assignment.files
    assert (file.file_id, file.is_scan, file.is_unused) == (scan.file_id, True, False)


@pytest.mark.covers("row 8b")
async def test_a_scan_that_was_read_is_public_with_sum_and_day_and_not_while_the_record_is_hidden(scene: Scene) -> None:
    scan = await attach(scene)
    await scene.call(scene.reviewer, decision(await recorded(scene, scan.file_id), scan_may_be_public=True))
    piece = (await scene.house.line(scene.tracked)).says.position_entry.outside.scan
    assert (piece.file_id, piece.sha256, piece.visibility) == (scan.file_id, SHA256, PUBLIC)
    assert (piece.media_type, piece.size_bytes, piece.seen_date) == ("application/pdf", len(SCAN), "2026-03-02")
    assert await read(scene, None, scan.file_id) == SCAN
    assert "canary-title" not in await told(scene), "what the host calls it stays the host's"
    await scene.house.hide(scene.tracked)
    assert await readers(scene, scan.file_id) == set()


@pytest.mark.covers("row 7b")
async def test_the_scan_of_a_receipt_is_held_and_never_public(scene: Scene) -> None:
    scan = await attach(scene)
    await scene.call(scene.facilitator, await hand_over(scene, scan.file_id))
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    timeline = (await scene.house.public.GetRecommendation(asked)).timeline
    (entry,) = [each for each in timeline if each.outside.reference == "Receipt 9"]
    assert entry.outside.scan == HELD
    assert scan.file_id not in await told(scene)
    assert await readers(scene, scan.file_id) == {"liaison", "facilitator", "reviewer", "verifier"}


async def _none(_scene: Scene) -> str:
    return key()


async def _of_another_line(scene: Scene) -> str:
    return (await attach(await a_scene(scene.house))).file_id


async def _no_scan(scene: Scene) -> str:
    return (await attach(scene, scene.liaison, is_scan=False)).file_id


async def _named(scene: Scene) -> str:
    scan = (await attach(scene)).file_id
    await recorded(scene, scan)
    return scan


@pytest.mark.covers("row 7b", "row 8b")
@pytest.mark.parametrize("which", [_none, _of_another_line, _no_scan, _named])
async def test_each_act_names_a_scan_of_its_own_line_that_nothing_else_names(scene: Scene, which: Any) -> None:
    file_id = str(UUID(await which(scene)))
    source = events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01", reference="No. 12")
    for request in (await hand_over(scene, file_id), await letter(scene, file_id, source=source)):
        error = await refusal(scene.call(scene.facilitator, request))
        assert (error.code(), fields_at_fault(error)) == (grpc.StatusCode.INVALID_ARGUMENT, ["scan_file_id"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"visibility": PUBLIC}, "visibility", id="public from the start"),
        pytest.param({"chunk": b"MZ a program"}, "chunk", id="a program"),
        pytest.param({"chunk": b""}, "chunk", id="nothing"),
    ],
)
async def test_a_scan_is_a_document_for_those_who_work_on_the_line(
    scene: Scene, changed: dict[str, Any], field: str
) -> None:
    assert fields_at_fault(await refusal(attach(scene, **changed))) == [field]


@pytest.mark.covers("row 8b")
async def test_scans_are_attached_by_the_host_and_registrars_and_by_nobody_else(scene: Scene) -> None:
    for other in (scene.liaison, scene.reviewer, scene.verifier, await scene.house.person("facilitator")):
        assert (await refusal(attach(scene, other))).code() is grpc.StatusCode.PERMISSION_DENIED
    registrar = await scene.house.person("registrar")
    scan = await attach(scene, registrar)
    assert await read(scene, registrar, scan.file_id) == SCAN


@pytest.mark.covers("row 8b")
async def test_nobody_publishes_a_scan_that_is_not_there_is_refused_or_is_the_own(scene: Scene) -> None:
    source = events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01", reference="No. 12")
    without = await recorded(scene, "", source=source)
    error = await refusal(scene.call(scene.reviewer, decision(without, scan_may_be_public=True)))
    assert fields_at_fault(error) == ["scan_may_be_public"]
    both = await scene.house.person("facilitator", "reviewer", organisation_id=scene.tracked.host_id)
    answer = await recorded(scene, (await attach(scene, both)).file_id)
    no = decision(answer, confirm=False, reason="Not their letterhead", scan_may_be_public=True)
    assert fields_at_fault(await refusal(scene.call(scene.reviewer, no))) == ["scan_may_be_public"]
    own = decision(answer, scan_may_be_public=True)
    assert (await refusal(scene.call(both, own))).code() is grpc.StatusCode.PERMISSION_DENIED
    assert await read(scene, None, answer.scan.file_id) is None
    await scene.call(scene.reviewer, own)
    assert await read(scene, None, answer.scan.file_id) == SCAN


async def test_a_scan_that_nothing_names_in_time_is_destroyed_and_no_other(scene: Scene) -> None:
    forget: Callable[[], Any] = scene.house.parts.servicers[0][1].forget_scans
    folder = scene.house.parts.servicers[0][1]._files._folder
    waits, refused, unused, late = [(await attach(scene)).file_id for _ in range(4)]
    await recorded(scene, waits)
    answer = await recorded(scene, refused)
    scene.house.clock.advance(days=29)
    await scene.call(scene.reviewer, decision(answer, confirm=False, reason="Not their letterhead"))
    await forget()
    assert await read(scene, scene.facilitator, unused) == SCAN
    await recorded(scene, late)
    (row,) = await scene.house.rows("SELECT key_id FROM evidence_files WHERE id = %(id)s", id=UUID(unused))
    scene.house.clock.advance(days=2)
    await forget()
    left = [each for each in (waits, refused, unused, late) if (folder / each).exists()]
    assert left == [waits, refused, late]
    assert await read(scene, scene.facilitator, unused) is None
    assert not scene.house.keys._path(row["key_id"]).exists()
    again = await recorded(scene, refused)
    assert again.scan.file_id == refused, "what named it was refused"
    scene.house.clock.advance(days=-31)


@pytest.mark.covers("row 8b")
async def test_of_where_an_answer_was_given_a_copy_is_taken_once_it_is_confirmed(scene: Scene) -> None:
    page, asked = b"<html>canary-page</html>", []
    servicer = scene.house.parts.servicers[0][1]

    async def fetch(url: str) -> Fetched:
        asked.append(url)
        return Fetched(content_type="text/html", body=page)

    servicer._fetch = fetch
    url = f"https://commission.example.org/{key()}"
    source = events.OutsideSource(channel=events.CHANNEL_OWN_WEBSITE, date="2026-03-01", url=url)
    answer = await recorded(scene, "", source=source)
    await servicer.archive_evidence()
    assert url not in asked, "an unconfirmed one is nobody's business"
    await scene.call(scene.reviewer, decision(answer))
    await servicer.archive_evidence()
    shown = (await scene.house.line(scene.tracked)).says.position_entry.outside
    sum_of_page = hashlib.sha256(page).hexdigest()
    assert (shown.archived_date, shown.archive_sha256, shown.not_fetched_date) == ("2026-03-02", sum_of_page, "")
    metadata = [("authorization", f"Bearer {scene.house.token(scene.reviewer)}")]
    request = pb.ReadArchivedEvidenceRequest(assignment_id=scene.assignment, sha256=sum_of_page)
    stream = scene.house.public.ReadArchivedEvidence(request, metadata=metadata, timeout=10)
    assert b"".join([each.chunk async for each in stream]) == page
