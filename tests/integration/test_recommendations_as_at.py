"""As at a past day: what the public answers were when that day ended, whatever was recorded since."""

import random
from collections.abc import AsyncIterator
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.recommendations.store import archives
from tests.integration.recommendations_history import History, ask
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import evidence, key, words

DAYS = 20
# What has to happen in the history of the test, beside what always does: else it would show nothing about it.
HAPPENED = {
    "AddresseeOrganisationSet",
    "AddresseeRenamed",
    "AssignmentTransferred",
    "Closed",
    "ConsultationVisibilityCopied",
    "DueDateRederived",
    "FindingAnnounced",
    "NoEvidenceFound",
    "PositionStated",
    "ProgressReported",
    "RecordAddresseeAdded",
    "RecordHidden",
    "RecordJoined",
    "RecordLinked",
    "RecordRetracked",
    "RecordWithdrawn",
    "RenamingUndone",
    "Reopened",
    "SuccessionUndone",
    "TransferUndone",
    "VerificationRecorded",
}


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


async def asked_again(history: History) -> list[tuple[str, str, bytes]]:
    """Return the questions of past evenings that are answered otherwise now."""
    wrong = []
    for (day, name, asked), kept in history.kept.items():
        request = getattr(pb, name).FromString(asked)
        if await ask(history.house, request, day) != kept:
            wrong.append((day, name, asked))
    return wrong


@pytest.mark.timeout(300)
async def test_every_past_day_answers_as_it_did(house: House) -> None:
    history = History(house, random.Random(2))
    await history.live(DAYS)
    happened = {row["type"].rpartition(".")[2] for row in await house.rows("SELECT DISTINCT type FROM events")}
    assert happened >= HAPPENED
    for each in history.tracked:
        await house.show(each)
        await history.show_consultation(each)
    house.clock.advance(days=1)
    await house.fold_days()
    assert len({answer for answer in history.kept.values() if isinstance(answer, tuple)}) > 6 * DAYS
    assert await asked_again(history) == []
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
