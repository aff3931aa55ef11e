"""As at a past day: what the public answers were when that day ended, whatever was recorded since."""

import asyncio
import csv
import io
import random
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import grpc
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import labels, public
from dashboard.backend import Backend
from dashboard.settings import Settings
from dashboard.web import Site
from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.recommendations.store import archives
from tests.dashboard_kit.reading import ORIGIN
from tests.integration.every_row import tables_with
from tests.integration.recommendations_as_shown import differing
from tests.integration.recommendations_history import History, ask, erased_since
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import a_text, evidence, key, words

DAYS = 20
LIVES = 6  # tried at most: ids are drawn anew each time, so that the same dice meet other lines
ERASED = ("[erased]", "[مٹایا گیا]", '"erased": true')
# What has to happen in the history of the test, beside what always does: else it would show nothing about it.
HAPPENED = {
    "AddresseeOrganisationSet",
    "AddresseeRenamed",
    "AssignmentTransferred",
    "Closed",
    "EvidenceAttached",
    "FollowUpNoted",
    "MinimumAssuranceSet",
    "BodyEndUndone",
    "BodyEnded",
    "RemitsChanged",
    "ConsultationVisibilityCopied",
    "DueDateRederived",
    "FindingAnnounced",
    "NoEvidenceFound",
    "OutsideAnswerDecided",
    "PositionStated",
    "ProgressReported",
    "RecordAddresseeAdded",
    "RecordCorrected",
    "RecordHidden",
    "RecordJoined",
    "RecordLinked",
    "RecordParticularsCorrected",
    "RecordRetracked",
    "RecordWithdrawn",
    "RenamingUndone",
    "Reopened",
    "SuccessionUndone",
    "TransferUndone",
    "VerificationRecorded",
}

CLOSED = {"closed_declined", "transferred"}


@pytest.fixture(scope="module")
async def shared(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def house(shared: House) -> House:
    """The house of this file, empty and on its first day."""
    await shared.empty()
    return shared


async def a_night(house: House) -> str:
    """Go to the next noon, when something is recorded, and fold what was known before; return the day that ended."""
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    await house.body()
    await house.fold_days()
    return day


def history_of(house: House) -> History:
    """Return somebody to whom acts can be left."""
    return History(house, random.Random(1))


async def asked_again(history: History) -> tuple[list[tuple[str, str, bytes]], int]:
    """Return the questions of past evenings that are answered otherwise now; and of how many something is erased."""
    wrong, erased = [], 0
    for (day, name, asked), kept in history.kept.items():
        request = getattr(pb, name).FromString(asked)
        now = await ask(history.house, request, day)
        erased += now != kept
        if now != erased_since(name, kept, now):
            wrong.append((day, name, asked))
    return wrong, erased


async def seen(house: House, statement: str) -> set[str]:
    """Return every value of the one column of a statement."""
    return {value for row in await house.rows(statement) for value in row.values()}


def otherwise(kept: bytes, now: bytes) -> list[tuple[str, str]]:
    """Return the cells of a file, or its lines if it is JSON, that differ otherwise than by what is erased since."""
    before, after = (list(csv.reader(io.StringIO(each.decode(), newline=""))) for each in (kept, now))
    assert [len(row) for row in before] == [len(row) for row in after]
    cells = [pair for rows in zip(before, after, strict=True) for pair in zip(*rows, strict=True)]
    return [(was, is_) for was, is_ in cells if was != is_ and not any(each in is_ for each in ERASED)]


@pytest.fixture
def reader(shared: House, certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser at a dashboard over the house."""
    environment = dict(certificates.settings("dashboard"))
    for service in ("identity", "consultations", "recommendations"):
        environment[f"RT_{service.upper()}_ADDRESS"] = shared.address
    environment |= {"RT_LISTEN": "127.0.0.1:8501", "RT_PUBLIC_URL": ORIGIN}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.load()
    site = Site(settings, Backend.from_settings(settings))
    yield TestClient(Starlette(routes=public.routes(site)), base_url=ORIGIN)
    site.backend.close()


@pytest.mark.covers("row 31", "invariant 2")
async def test_a_file_has_the_wording_of_its_day_and_a_former_one_that_is_erased_is_in_nothing(
    house: House, reader: TestClient
) -> None:
    """A file of a later day leaves out how a line read before: the page's history tells that, until it is erased."""
    former = a_text("A zzformer")
    tracked = await house.tracked(await house.body(), title=former)
    day = await a_night(house)
    await house.correct(tracked.statement_id, title=a_text("A zzlatter"))

    async def carried(as_at: str) -> list[tuple[bool, bool]]:
        files = [await asyncio.to_thread(reader.get, f"/lines.{each}?as_at={as_at}") for each in ("csv", "json")]
        assert [each.status_code for each in files] == [200, 200]
        return [("zzformer" in each.text, "zzlatter" in each.text) for each in files]

    async def told() -> text_pb2.LocalizedText:
        request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
        timeline = (await house.public.GetRecommendation(request)).timeline
        [entry] = [each for each in timeline if each.kind == pb.TIMELINE_KIND_CORRECTED]
        return entry.former_title  # type: ignore[no-any-return]

    assert (await carried(""), await carried(day)) == ([(False, True)] * 2, [(True, False)] * 2)
    assert (await told()).bodies["en"] == "A zzformer"
    assert await asyncio.to_thread(tables_with, house.admin_url, "zzformer") == {"texts"}
    erased = text_pb2.TextErased(text_id=former.text_id, reason="consent_withdrawn")
    await house.deliver(erased, tracked.statement_id)
    assert (await carried(""), await carried(day)) == ([(False, True)] * 2, [(False, False)] * 2)
    assert await told() == text_pb2.LocalizedText(authoritative_language="en", erased=True)
    assert await asyncio.to_thread(tables_with, house.admin_url, "zzformer") == set()


@pytest.mark.timeout(300)
async def test_every_past_day_answers_as_it_did(house: House, reader: TestClient) -> None:
    """Of every answer and every file: what was erased since is the only difference; and files say what pages show."""

    async def read(address: str) -> bytes:
        answer = await asyncio.to_thread(reader.get, address)
        assert answer.status_code == 200
        return answer.content

    for life in range(1, LIVES + 1):
        await house.empty()
        history = History(house, random.Random(life), read=read)
        await history.live(DAYS)
        happened = {row["type"].rpartition(".")[2] for row in await house.rows("SELECT DISTINCT type FROM events")}
        happened |= await seen(house, "SELECT closure FROM past_assignments")
        if happened >= HAPPENED | CLOSED:
            break
    assert happened >= HAPPENED | CLOSED, "in none of these lives did everything happen"
    assert "handed_over" in await seen(house, "SELECT request FROM past_assignments")
    became = "SELECT each ->> 'kind' FROM past_addressees, jsonb_array_elements(successions) each"
    assert await seen(house, became) >= {"dissolution", "moved_remit", "split"}
    for each in history.tracked:
        await house.show(each)
        await history.show_consultation(each)
    house.clock.advance(days=1)
    await house.fold_days()
    assert len({answer for answer in history.kept.values() if isinstance(answer, tuple)}) > 6 * DAYS
    wrong, erased = await asked_again(history)
    assert wrong == []
    assert erased
    assert len({kept for _, kept in history.files.values()}) == DAYS
    same = 0
    for day, (address, kept) in history.files.items():
        now = await read(address + day)
        same += now == kept
        assert otherwise(kept, now) == []
    assert same < DAYS
    shown = 0
    for place, day in enumerate(history.files):
        otherwise_shown, lines = await differing(reader, day, labels.LANGUAGES[place % 2])
        assert otherwise_shown == [], day
        shown += lines
    assert shown > 5 * DAYS
    for each in history.tracked:
        number = pb.GetRecommendationRequest(tracked_number=each.tracked_number)
        assert await ask(house, number, "2026-03-01") is grpc.StatusCode.NOT_FOUND


async def test_what_is_hidden_now_is_hidden_on_every_past_day(house: House) -> None:
    tracked = await house.tracked(await house.body())
    day = await a_night(house)
    await house.hide(tracked)
    request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number, as_at_date=day)
    then = await house.public.GetRecommendation(request)
    assert then.hidden
    assert not then.HasField("title")
    assert not then.lines
    consultation = tracked.number.partition("/")[0]
    listed = await house.public.ListConsultationLines(
        pb.ListConsultationLinesRequest(consultation_number=consultation, as_at_date=day)
    )
    assert [each.headline.headline for each in listed.statements] == [pb.HEADLINE_HIDDEN]


async def test_what_was_hidden_with_its_consultation_is_missing_on_those_days_only(house: House) -> None:
    tracked, history = await house.tracked(await house.body()), history_of(house)
    days = [await a_night(house)]
    await history.hide_consultation_of(tracked)
    days.append(await a_night(house))
    await history.show_consultation(tracked)
    days.append(await a_night(house))
    listed = [await house.public.ListLines(pb.ListLinesRequest(as_at_date=day)) for day in days]
    counted = [await house.public.GetOverview(pb.GetOverviewRequest(as_at_date=day)) for day in days]
    assert [len(each.lines) for each in listed] == [1, 0, 1]
    assert [(each.total, each.tracked) for each in counted] == [(1, 1), (0, 0), (1, 1)]


async def test_counts_of_a_past_day_agree_with_its_lists_although_something_is_hidden_now(house: House) -> None:
    body = await house.body()
    stays, goes, withheld, with_its_consultation = [await house.tracked(body) for _ in range(4)]
    recorded = [await house.recorded() for _ in range(2)]
    await house.accepted(*(each.assignments[body] for each in (stays, goes, withheld, with_its_consultation)))
    day = await a_night(house)
    await house.hide(goes)
    broken = published.StatementWithdrawn(statement_id=str(withheld.statement_id), withdrawn_date="never")
    await house.deliver(broken, withheld.statement_id)
    await history_of(house).hide_consultation_of(with_its_consultation)
    hidden = published.StatementHidden(statement_id=recorded[0].statement_id, hidden_date=house.clock.today.isoformat())
    await house.deliver(hidden, UUID(recorded[0].statement_id))
    await house.fold_days()
    counted = await house.public.GetOverview(pb.GetOverviewRequest(as_at_date=day))
    listed = await house.public.ListLines(pb.ListLinesRequest(as_at_date=day))
    slug = listed.lines[0].addressee.slug
    card = await house.public.GetAddressee(pb.GetAddresseeRequest(slug=slug, as_at_date=day))
    changes = await house.public.ListChanges(pb.ListChangesRequest(as_at_date=day))
    assert [line.tracked_number for line in listed.lines] == [stays.tracked_number]
    assert (counted.total, listed.total, card.bar.parts[0].lines) == (1, 1, 1)
    assert (counted.asked, card.asked) == (1, 1)
    assert (counted.tracked, counted.recorded) == (1, 1)
    assert {each.tracked_number for each in changes.changes} == {stays.tracked_number}
    narrowed = pb.GetOverviewRequest(filter=pb.LineFilter(theme="child_safety"), as_at_date=day)
    assert (await house.public.GetOverview(narrowed)).total == 1


async def test_what_was_erased_since_is_the_only_difference(house: House) -> None:
    tracked = await house.tracked(await house.body())
    request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
    before = await house.public.GetRecommendation(request)
    request.as_at_date = await a_night(house)
    async with house.database.transaction() as tx:
        loaded = await event_log.load(tx, tracked.statement_id)
        text_id = loaded[0].message.statement.text.text_id  # type: ignore[attr-defined]
        await house.applier.store.erase_text(tx, UUID(text_id))
    after = await house.public.GetRecommendation(request)
    assert after.text == text_pb2.LocalizedText(authoritative_language="en", erased=True)
    after.text.CopyFrom(before.text)
    assert after == before


async def test_what_was_erased_since_is_found_on_no_past_day_by_its_words(house: House) -> None:
    """Decision 55. By its other words, and in lists, the line is found as ever."""
    tracked = await house.tracked(await house.body())
    async with house.database.transaction() as tx:
        loaded = await event_log.load(tx, tracked.statement_id)
    text_id = UUID(loaded[0].message.statement.text.text_id)  # type: ignore[attr-defined]
    day = await a_night(house)
    erased, stays = "answers", "children"  # of text and title

    async def found(words_: str) -> list[int]:
        asked = pb.LineFilter(text=words_)
        listed = await house.public.ListLines(pb.ListLinesRequest(filter=asked, as_at_date=day))
        counted = await house.public.GetOverview(pb.GetOverviewRequest(filter=asked, as_at_date=day))
        return [len(listed.lines), listed.total, counted.total]

    assert await found(erased) == await found(stays) == await found("") == [1, 1, 1]
    async with house.database.transaction() as tx:
        await house.applier.store.erase_text(tx, text_id)
    assert await found(erased) == [0, 0, 0]
    assert await found(stays) == await found("") == [1, 1, 1]


async def test_whether_a_copy_of_evidence_was_held_is_told_as_it_was(house: House) -> None:
    """Copies are no events: they have days of their own."""
    body = await house.body()
    tracked = await house.tracked(body)
    request = pb.ReportProgressRequest(
        idempotency_key=key(),
        assignment_id=str(tracked.assignments[body]),
        expected_version=await house.version(tracked.assignments[body]),
        progress=pb.ProgressAnswer(
            progress=events.PROGRESS_IN_PROGRESS, text=words("Begun"), evidence=[evidence("https://b.example/1")]
        ),
    )
    await house.call(await house.liaison(body), "ReportProgress", request)
    days = [await a_night(house)]
    for what in ("failed", "failed", "fetched"):
        async with house.database.transaction() as tx:
            wanted = await archives.take(tx, now=house.clock())
            assert wanted is not None
            today = house.clock.today
            if what == "failed":
                await archives.failed(tx, wanted.id, reason="refused", day=today, next_at=house.clock())
            else:
                key_id = await house.keys.create()
                await archives.fetched(
                    tx, wanted.id, key_id=key_id, sha256="ab" * 32, media_type="text/html", size_bytes=1, day=today
                )
        days.append(await a_night(house))
    told = []
    for day in days:
        asked = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number, as_at_date=day)
        (piece,) = (await house.public.GetRecommendation(asked)).lines[0].says.progress_entry.evidence
        told.append((piece.archived_date, piece.not_fetched_date))
    assert told == [("", ""), ("", days[1]), ("", days[2]), (days[3], "")]


async def test_a_body_is_found_by_a_slug_that_it_got_later(house: House) -> None:
    history = history_of(house)
    history.bodies = [await house.body()]
    day = await a_night(house)
    await history.rename()
    await house.fold_days()
    then = await house.public.GetAddressee(pb.GetAddresseeRequest(slug="authority-1", as_at_date=day))
    assert then.addressee.slug.startswith("body-")
    with pytest.raises(grpc.aio.AioRpcError, match="no addressee has that slug"):
        await house.public.GetAddressee(pb.GetAddresseeRequest(slug="authority-1", as_at_date="2026-03-01"))


@pytest.mark.parametrize("day", ["2026-03-03", "2026-02-30", "yesterday", "20260301"])
async def test_a_day_to_come_or_none_is_refused(house: House, day: str) -> None:
    for request in (
        pb.GetOverviewRequest(),
        pb.ListLinesRequest(),
        pb.ListChangesRequest(),
        pb.ListAddresseesRequest(),
    ):
        assert await ask(house, request, day) is grpc.StatusCode.INVALID_ARGUMENT
