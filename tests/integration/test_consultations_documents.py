"""Documents: read, cleaned, decided on by a reviewer, public as a copy, gone when they have to be; on real parts."""

import asyncio
import hashlib
import resource
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
import pytest
import structlog.testing

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.files import Folder
from services.consultations import store, wire
from services.consultations.domain.facts import evolve_consultation
from tests import documents_kit as kit
from tests.integration.consultations_house import House, Office, a_house, fields_at_fault, publication_of, words
from tests.integration.test_consultations_canaries import dump

Code = grpc.StatusCode
NAME = "Zarqa Zqvxpaper"
TOKEN = b"Zqvxpaper"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    more = {"evidence_dir": folder}
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations"), **more) as running:
        yield running


async def refused(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def preview(house: House, who: Any, draft: pb.Draft) -> pb.PreviewPublicationResponse:
    request = pb.PreviewPublicationRequest(
        consultation_id=draft.consultation_id, decisions=publication_of(draft).decisions
    )
    return await house.call(who, request)  # type: ignore[no-any-return]


async def in_review(house: House, office: Office) -> pb.Draft:
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft)
    return await house.submit(office.facilitator, draft)


async def public(house: House, number: str) -> list[pb.PublicDocument]:
    found = await house.call(None, pb.GetConsultationRequest(number=number))
    return list(found.consultation.documents)


def download(house: House, number: str, document: pb.PublicDocument) -> Any:
    return house.whole(None, pb.ReadPublicDocumentRequest(number=number, sha256=document.sha256))


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@dataclass
class Life:
    """A consultation with three documents that hold a name wherever one can hide, from upload to download."""

    office: Office
    added: pb.Draft
    shown: pb.PreviewPublicationResponse
    to_facilitator: pb.PreviewPublicationResponse
    blocked: list[str]
    published: pb.Draft
    downloads: dict[str, bytes]
    logs: Any


@pytest.fixture(scope="module")
async def life(house: House) -> Life:
    office = await house.office()
    draft = await in_review(house, office)
    with structlog.testing.capture_logs() as logs:
        photo: dict[str, Any] = {
            "kind": events.DOCUMENT_KIND_PICTURE,
            "all_visible_agreed": True,
            "title": words("The room"),
        }
        await house.document(office.facilitator, draft, kit.jpeg(NAME), uploaded_name=f"{NAME}.jpg", **photo)
        await house.document(office.facilitator, draft, kit.pdf(NAME), kind=events.DOCUMENT_KIND_AGENDA)
        added = (await house.document(office.facilitator, draft, kit.docx(NAME, f"Asked by {NAME}."))).draft
        # Who came stays with the host, and holds nothing up.
        attendance: dict[str, Any] = {"kind": events.DOCUMENT_KIND_ATTENDANCE, "title": words("Who came")}
        await house.document(office.facilitator, draft, kit.xlsx("", NAME), **attendance)
        shown = await preview(house, office.reviewer, draft)
        to_facilitator = await preview(house, office.colleague, draft)
        blocked = fields_at_fault(await refused(house.publish(office.reviewer, draft)))
        open_spans = [each for each in shown.spans if each.outcome == pb.SPAN_OUTCOME_OPEN]
        acts = [pb.SafeguardingAct(document_id=each.document_id, clear=each.mark) for each in open_spans]
        await house.call(
            office.reviewer, pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
        )
        await house.read_documents(office.reviewer, added)
        published = await house.publish(office.reviewer, draft)
        found = await public(house, published.number)
        downloads = {each.file_name: await download(house, published.number, each) for each in found}
    return Life(office, added, shown, to_facilitator, blocked, published, downloads, logs)


async def test_the_host_is_told_both_hashes(life: Life) -> None:
    [photo, _, minutes] = life.added.documents
    assert photo.original_sha256 == hashlib.sha256(kit.jpeg(NAME)).hexdigest()
    assert minutes.sha256 != minutes.original_sha256
    assert minutes.media_type.endswith("wordprocessingml.document")


async def test_spans_go_to_the_reviewer_only_with_what_is_taken_out_anyway(life: Life) -> None:
    stay = [each for each in life.shown.spans if not each.goes]
    assert [(each.mark.words, each.document_id) for each in stay] == [(NAME, life.added.documents[2].document_id)]
    assert NAME in stay[0].excerpt
    gone = {each.document_id for each in life.shown.spans if each.goes}
    assert gone == {each.document_id for each in life.added.documents}
    assert len(life.to_facilitator.spans) == 0


async def test_publication_waits_until_each_document_was_opened_and_each_span_decided(life: Life) -> None:
    assert life.blocked == [
        "documents[0].read",
        "documents[1].read",
        "documents[2].text.word/document.xml",
        "documents[2].read",
    ]


async def test_the_public_gets_cleaned_copies_under_names_of_ours(life: Life, house: House) -> None:
    number = life.published.number
    assert list(life.downloads) == [f"{number}-picture.jpg", f"{number}-agenda.pdf", f"{number}-minutes.docx"]
    for each in await public(house, number):
        content = life.downloads[each.file_name]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each.size_bytes, each.sha256)
    # What a reviewer let stay is there; nothing else is.
    photo, agenda, minutes = life.downloads.values()
    assert TOKEN not in kit.everything_in(photo) + kit.everything_in(agenda)
    assert kit.everything_in(minutes).count(TOKEN) == 1


async def test_the_host_gets_what_was_uploaded_and_strangers_get_nothing(life: Life, house: House) -> None:
    of_it: dict[str, Any] = {
        "consultation_id": life.added.consultation_id,
        "document_id": life.added.documents[0].document_id,
    }
    original = await house.whole(life.office.reviewer, pb.ReadDocumentRequest(**of_it, original=True))
    assert original == kit.jpeg(NAME)
    stranger = (await house.office()).facilitator
    assert (await refused(house.whole(stranger, pb.ReadDocumentRequest(**of_it)))).code() is Code.NOT_FOUND
    sheet = await house.call(life.office.reviewer, pb.GetDraftRequest(consultation_id=life.added.consultation_id))
    hidden = next(each for each in sheet.draft.documents if each.kind == events.DOCUMENT_KIND_ATTENDANCE)
    asked = pb.ReadPublicDocumentRequest(number=life.published.number, sha256=hidden.sha256)
    assert (await refused(house.whole(None, asked))).code() is Code.NOT_FOUND


async def test_no_byte_of_the_name_lies_in_clear(life: Life, house: House, postgres: Postgres, folder: Path) -> None:
    tables = dump(house, postgres)
    assert {"documents", "safeguarding_acts", "events", "replies"} <= set(tables)
    assert {table for table, raw in tables.items() if TOKEN in raw} == set()
    files = files_in(folder)
    assert len(files) >= 8
    assert not [each for each in files if TOKEN in each.read_bytes() or each.read_bytes().startswith(b"%PDF")]
    assert TOKEN not in repr(life.logs).encode()
    assert f"{life.published.number}-minutes.docx".encode() in tables["published_consultations"]


async def test_a_hidden_consultation_gives_no_document(house: House) -> None:
    office = await house.office()
    draft = await in_review(house, office)
    draft = (await house.document(office.facilitator, draft, kit.pdf())).draft
    await house.read_documents(office.reviewer, draft)
    number = (await house.publish(office.reviewer, draft)).number
    [document] = await public(house, number)
    assert await download(house, number, document)
    await house.call(office.facilitator, pb.HideRequest(number=number, reason="somebody asked"))
    assert (await refused(download(house, number, document))).code() is Code.NOT_FOUND
    assert await public(house, number) == []


async def test_a_document_that_comes_later_is_published_on_its_own_by_somebody_else(house: House) -> None:
    office = await house.office()
    number = (await house.published(office)).number
    [mine] = (await house.call(office.facilitator, pb.ListMyConsultationsRequest())).consultations
    draft = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=mine.consultation_id))).draft
    draft = (await house.document(office.facilitator, draft, kit.pdf(), kind=events.DOCUMENT_KIND_OUTCOME)).draft
    [waiting] = (await house.call(office.reviewer, pb.ListReviewsRequest())).consultations
    assert waiting.number == number
    await house.read_documents(office.reviewer, draft)
    own = await refused(house.publish(office.facilitator, draft))
    assert own.code() is Code.PERMISSION_DENIED
    await house.publish(office.reviewer, draft)
    assert [each.file_name for each in await public(house, number)] == [f"{number}-outcome.pdf"]
    assert (await house.events_of(draft.consultation_id))[-1] == "DocumentPublished"
    assert (await refused(house.publish(office.reviewer, draft))).code() is Code.FAILED_PRECONDITION
    assert len((await house.call(office.reviewer, pb.ListReviewsRequest())).consultations) == 0


async def test_what_a_reviewer_keeps_back_holds_nothing_up_and_two_let_it_go(house: House) -> None:
    office = await house.office()
    second = await house.person("reviewer", organisation=office.reviewer.organisation)
    draft = await in_review(house, office)
    draft = (await house.document(office.facilitator, draft, kit.pdf("", f"Asked by {NAME}"))).draft
    one: dict[str, Any] = {"document_id": draft.documents[0].document_id}
    kept = pb.SafeguardingAct(**one, restrict=pb.RestrictStatement(reason="names somebody"))

    async def act(who: Any, *acts: pb.SafeguardingAct) -> pb.Draft:
        request = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
        return (await house.call(who, request)).draft  # type: ignore[no-any-return]

    assert [each.waits for each in (await act(office.reviewer, kept)).documents] == [False]
    [reading] = [each for each in (await preview(house, office.reviewer, draft)).readings if each.document_id]
    assert reading.labelled
    number = (await house.publish(office.reviewer, draft)).number
    assert await public(house, number) == []
    lower = pb.SafeguardingAct(**one, lower=pb.LowerRestriction(reason="it is a public speech"))
    assert not (await act(office.reviewer, lower)).documents[0].waits
    assert (await act(second, lower)).documents[0].waits
    draft = (await house.call(second, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    redact = [each for each in (await preview(house, second, draft)).spans if not each.goes]
    taken = pb.SafeguardingAct(**one, redact=redact[0].mark)
    assert (await refused(act(second, taken))).code() is Code.INVALID_ARGUMENT


async def test_under_embargo_nothing_is_given_before_its_end_and_nothing_is_added(house: House) -> None:
    office = await house.office()
    draft = await in_review(house, office)
    draft = (await house.document(office.facilitator, draft, kit.pdf())).draft
    await house.read_documents(office.reviewer, draft)
    until = house.clock().astimezone().strftime("%Y-%m-%d")
    await house.publish(office.reviewer, draft, embargo_until=f"{int(until[:4]) + 1}{until[4:]}T00:30")
    assert (await refused(house.document(office.facilitator, draft, kit.pdf()))).code() is Code.FAILED_PRECONDITION
    remove = pb.RemoveDocumentRequest(consultation_id=draft.consultation_id, document_id=draft.documents[0].document_id)
    assert (await refused(house.call(office.facilitator, remove))).code() is Code.FAILED_PRECONDITION
    assert "DocumentPublished" not in await house.events_of(draft.consultation_id)


async def test_a_public_document_that_is_removed_leaves_kind_and_day(house: House, folder: Path) -> None:
    office = await house.office()
    draft = await in_review(house, office)
    draft = (await house.document(office.facilitator, draft, kit.pdf())).draft
    await house.read_documents(office.reviewer, draft)
    number = (await house.publish(office.reviewer, draft)).number
    [document] = await public(house, number)
    before = set(files_in(folder))
    of_it: dict[str, Any] = {"consultation_id": draft.consultation_id, "document_id": draft.documents[0].document_id}
    await house.call(office.facilitator, pb.RemoveDocumentRequest(**of_it))
    assert len(before - set(files_in(folder))) == 2
    assert (await refused(download(house, number, document))).code() is Code.NOT_FOUND
    [gone] = await public(house, number)
    assert (gone.kind, bool(gone.withdrawn_date), gone.HasField("title")) == (events.DOCUMENT_KIND_MINUTES, True, False)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(draft.consultation_id))
        folded = reduce(evolve_consultation, map(wire.consultation_fact, log), None)
        assert folded == await store.consultation_record(tx, UUID(draft.consultation_id))


async def test_no_stored_answer_tells_what_a_removed_document_was_called(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    uploaded = f"{NAME} and what she said.pdf"
    draft = (await house.document(office.facilitator, draft, kit.pdf(), uploaded_name=uploaded)).draft
    kept = draft.documents[0].document_id
    details = pb.UpdateConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=draft.version, details=draft.details
    )
    await house.call(office.facilitator, details)

    async def telling() -> set[str]:
        found = await house.stored_answers()
        return {rpc for rpc, answers in found.items() if any(uploaded.encode() in each for each in answers)}

    assert await telling() == {"AddDocumentRequest", "UpdateConsultationRequest"}
    removal = pb.RemoveDocumentRequest(consultation_id=draft.consultation_id, document_id=kept)
    gone = await house.call(office.facilitator, removal)
    assert await telling() == set()
    assert await house.call(office.facilitator, removal) == gone


async def test_copies_of_an_upload_that_was_never_kept_are_taken_out_of_the_store(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ended: a row that fails, a commit that fails, a service that died in between."""
    office = await house.office()
    draft = await house.draft(office.facilitator)
    before = set(files_in(folder))

    async def fail(*_: Any, **__: Any) -> None:
        await asyncio.sleep(0)
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(store, "end_upload", fail)
        await refused(house.document(office.facilitator, draft, kit.pdf()))
    left = set(files_in(folder)) - before
    assert len(left) == 2
    kept = (await house.document(office.facilitator, draft, kit.pdf())).document.document_id
    await house.servicer.delete_files()
    assert left <= set(files_in(folder)), "an upload that may still be at work keeps its copies"
    house.clock.advance(hours=2)
    await house.servicer.delete_files()
    files = set(files_in(folder)) - before
    assert not left & files
    assert kept in {each.name for each in files}
    assert len(files) == 2
    assert await house.rows("SELECT 1 FROM uploads UNION SELECT 1 FROM files_to_delete") == []


async def test_a_document_that_names_somebody_goes_with_the_consent(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=NAME)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    draft = (await house.document(office.facilitator, draft, kit.pdf("", f"Said by {NAME}"))).draft
    draft = (await house.document(office.facilitator, draft, kit.pdf())).draft
    spans = [each for each in (await preview(house, office.reviewer, draft)).spans if not each.goes]
    acts = [pb.SafeguardingAct(document_id=each.document_id, clear=each.mark) for each in spans]
    await house.call(office.reviewer, pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts))
    await house.read_documents(office.reviewer, draft)
    number = (await house.publish(office.reviewer, draft)).number
    [named, other] = await public(house, number)
    gone = pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person.participant_id)
    report = (await house.call(office.facilitator, gone)).report
    assert f"{number}-minutes.pdf" in report.erased_numbers
    assert (await refused(download(house, number, named))).code() is Code.NOT_FOUND
    assert await download(house, number, other)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"kind": 0}, "kind", id="no kind"),
        pytest.param({"language": "fr"}, "language", id="a language that is not ours"),
        pytest.param({"title": words("")}, "title", id="no title"),
        pytest.param({"kind": events.DOCUMENT_KIND_PICTURE}, "all_visible_agreed", id="nobody was asked"),
        pytest.param({"uploaded_name": "x" * 201}, "uploaded_name", id="a name too long"),
    ],
)
async def test_refused_at_its_field(house: House, given: dict[str, Any], field: str) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    error = await refused(house.document(office.facilitator, draft, kit.jpeg(), **given))
    assert error.code() is Code.INVALID_ARGUMENT
    assert fields_at_fault(error)[0].partition(".")[0] == field


@pytest.mark.covers("SEC 12")
@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("bomb_in_docx", False),
        ("entity_in_docx", False),
        ("huge_png", False),
        ("encrypted_pdf", False),
        ("polyglot", True),
        ("script", True),
    ],
)
async def test_hostile_files_are_refused_or_cleaned_in_time_and_the_service_does_not_grow(
    house: House, name: str, taken: bool
) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    special: dict[str, Any] = {
        "polyglot": lambda: kit.jpeg() + kit.packed({"run.sh": b"#!/bin/sh"}),
        "script": lambda: kit.pdf(javascript="app.alert(1)", holds=b"MZ"),
    }
    content = special[name]() if name in special else getattr(kit, name)()
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    call = house.document(office.facilitator, draft, content, all_visible_agreed=True)
    if taken:
        document = (await call).document
        of_it: dict[str, Any] = {"consultation_id": draft.consultation_id, "document_id": document.document_id}
        cleaned = kit.everything_in(await house.whole(office.facilitator, pb.ReadDocumentRequest(**of_it)))
        assert b"app.alert" not in cleaned
        assert b"run.sh" not in cleaned
    else:
        error = await refused(call)
        assert (error.code(), fields_at_fault(error)) == (Code.INVALID_ARGUMENT, ["chunk"])
    assert time.monotonic() - begun < 30  # 10 s of work, on a machine that may do other things as well
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


async def test_the_same_upload_again_adds_nothing(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    key: dict[str, Any] = {"idempotency_key": "the same key"}
    first = await house.document(office.facilitator, draft, kit.pdf(), **key)
    assert await house.document(office.facilitator, draft, kit.pdf(), **key) == first


async def test_a_store_that_does_not_answer_keeps_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)

    async def fail(*_: Any) -> None:
        await asyncio.sleep(0)
        raise OSError

    monkeypatch.setattr(Folder, "put", fail)
    await refused(house.document(office.facilitator, draft, kit.pdf()))
    read = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert len(read.documents) == 0
