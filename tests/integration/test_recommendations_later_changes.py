"""What happens to a record after its publication: one more body, recorded only, tracked again."""

from collections.abc import AsyncIterator
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.ids import derived_id, new_id
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import a_text, key, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def page(house: House, number: str) -> pb.GetRecommendationResponse:
    return await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=number))  # type: ignore[no-any-return]


async def overview(house: House) -> tuple[int, int, int]:
    await house.fold()
    found = await house.public.GetOverview(pb.GetOverviewRequest())
    return found.tracked, found.recorded, found.total


async def slug(house: House, body: UUID) -> str:
    return str((await house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=body))[0]["slug"])


def not_ours(version: int, assignment_id: UUID) -> pb.SubmitAnswerRequest:
    return pb.SubmitAnswerRequest(
        idempotency_key=key(),
        assignment_id=str(assignment_id),
        expected_version=version,
        position=pb.PositionAnswer(
            position=events.POSITION_NOT_OURS,
            reason=words("The authority is responsible"),
            believed_responsible="The authority",
        ),
    )


@pytest.mark.covers("row 29", "invariant 5")
async def test_one_more_body_gets_a_line_of_its_own_and_the_first_keeps_its_answer(house: House) -> None:
    first, later = await house.body(), await house.body()
    tracked = await house.tracked(first)
    liaison = await house.liaison(first)
    line = tracked.assignments[first]
    await house.call(liaison, "SubmitAnswer", not_ours(await house.version(line), line))
    before = await page(house, tracked.tracked_number)
    event_id = new_id()
    added = published.AddresseeAdded(
        statement_id=str(tracked.statement_id),
        publication_id=str(new_id()),
        addressee=published.StatementAddressee(addressee_id=str(later), lines_in_publication=1),
        reason=a_text("The first says another body is responsible", ur="پہلا ادارہ ذمہ دار نہیں"),
        added_date="2026-03-02",
    )
    await house.deliver(added, tracked.statement_id, event_id=event_id)
    after = await page(house, tracked.tracked_number)
    assert after.lines[0] == before.lines[0]
    assert [each.headline.headline for each in after.lines] == [
        pb.HEADLINE_SAYS_NOT_RESPONSIBLE,
        pb.HEADLINE_NOT_ASKED_YET,
    ]
    assert [each.lead for each in after.lines] == [True, False]
    entry = next(each for each in after.timeline if each.kind == pb.TIMELINE_KIND_ADDRESSEE_ADDED)
    assert entry.reason.bodies["ur"] == "پہلا ادارہ ذمہ دار نہیں"
    assert entry.addressee == after.lines[1].addressee
    opened = derived_id(event_id, str(later))
    assert await house.events_of(opened) == ["AssignmentOpened"]
    [row] = await house.rows("SELECT opened_date::text FROM assignments WHERE id = %(id)s", id=opened)
    assert row["opened_date"] == "2026-03-02"
    changes = (await house.public.ListChanges(pb.ListChangesRequest(page_size=200))).changes
    [change] = [each for each in changes if each.entry.kind == pb.TIMELINE_KIND_ADDRESSEE_ADDED]
    assert change.entry.addressee == after.lines[1].addressee
    await house.redeliver(added, tracked.statement_id, house.versions[tracked.statement_id], event_id=event_id)
    assert len((await page(house, tracked.tracked_number)).lines) == 2


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_a_corrected_wording_is_read_and_found_everywhere_and_the_former_stays_in_history(house: House) -> None:
    tracked = await house.tracked(await house.body(), title=a_text("A zzkotlin"))
    await house.correct(tracked.statement_id, title=a_text("A zzhotline", ur="ہیلپ لائن"))
    shown = await page(house, tracked.tracked_number)
    assert shown.title.bodies == {"en": "A zzhotline", "ur": "ہیلپ لائن"}
    [entry] = [each for each in shown.timeline if each.kind == pb.TIMELINE_KIND_CORRECTED]
    assert (entry.former_title.bodies["en"], entry.HasField("former_text")) == ("A zzkotlin", False)
    assert entry.reason.bodies["en"] == "A slip of the pen"

    async def found(words: str) -> list[str]:
        lines = await house.public.ListLines(pb.ListLinesRequest(filter=pb.LineFilter(text=words), page_size=200))
        return [each.title.bodies["en"] for each in lines.lines]

    assert (await found("zzhotline"), await found("zzkotlin")) == (["A zzhotline"], [])
    changes = (await house.public.ListChanges(pb.ListChangesRequest(page_size=200))).changes
    [change] = [each for each in changes if each.entry.kind == pb.TIMELINE_KIND_CORRECTED]
    assert (change.title.bodies["en"], change.entry.HasField("former_title")) == ("A zzhotline", False)
    await house.withdraw(tracked)
    gone = await page(house, tracked.tracked_number)
    [entry] = [each for each in gone.timeline if each.kind == pb.TIMELINE_KIND_CORRECTED]
    assert not entry.HasField("former_title"), "a tombstone says nothing of what was said"


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_a_corrected_day_and_corrected_themes_are_followed_and_no_clock_moves(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body, said_date="2026-02-12", themes=["zz_typo"])
    await house.accepted(tracked.assignments[body])
    before = await page(house, tracked.tracked_number)

    async def listed(theme: str) -> list[str]:
        request = pb.ListLinesRequest(filter=pb.LineFilter(theme=theme), page_size=200)
        return [each.tracked_number for each in (await house.public.ListLines(request)).lines]

    async def counted(theme: str) -> int:
        await house.fold()
        request = pb.GetOverviewRequest(filter=pb.LineFilter(theme=theme))
        return int((await house.public.GetOverview(request)).total)

    assert (await listed("zz_typo"), await listed("zz_right")) == ([tracked.tracked_number], [])
    was, now = ("2026-02-12", ["zz_typo"]), ("2026-02-13", ["zz_right"])
    await house.correct_particulars(tracked.statement_id, was, now)
    assert (await listed("zz_typo"), await listed("zz_right")) == ([], [tracked.tracked_number])
    assert (await counted("zz_typo"), await counted("zz_right")) == (0, 1)
    after = await page(house, tracked.tracked_number)
    [line], [old] = after.lines, before.lines
    assert (line.milestones.said_date, list(after.themes)) == ("2026-02-13", ["zz_right"])
    assert line.milestones.asked_date == old.milestones.asked_date != ""
    assert (line.response, line.headline) == (old.response, old.headline)
    [entry] = [each for each in after.timeline if each.kind == pb.TIMELINE_KIND_PARTICULARS_CORRECTED]
    assert (entry.corrected_said_date.former_date, entry.corrected_said_date.date) == ("2026-02-12", "2026-02-13")
    assert (list(entry.corrected_themes.former), list(entry.corrected_themes.themes)) == (["zz_typo"], ["zz_right"])
    changes = (await house.public.ListChanges(pb.ListChangesRequest(page_size=200))).changes
    assert [each for each in changes if each.entry.kind == pb.TIMELINE_KIND_PARTICULARS_CORRECTED]


@pytest.mark.covers("row 31", "invariant 2")
async def test_pages_name_a_consultation_by_its_corrected_title_and_host(house: House) -> None:
    tracked = await house.tracked(await house.body())
    before = await page(house, tracked.tracked_number)
    await house.correct_consultation(tracked.consultation_id, title=a_text("Children online"))
    after = await page(house, tracked.tracked_number)
    assert (after.consultation_title.bodies["en"], after.host_name) == ("Children online", before.host_name)
    await house.correct_consultation(tracked.consultation_id, host_name=a_text("The corrected host"))
    after = await page(house, tracked.tracked_number)
    assert after.consultation_title.bodies["en"] == "Children online"
    assert after.host_name.bodies["en"] == "The corrected host"
    assert after.timeline == before.timeline, "what became of the consultation stands on its own page"


async def test_of_a_recorded_statement_one_more_body_opens_nothing(house: House) -> None:
    recorded = await house.recorded()
    await house.add_addressee(UUID(recorded.statement_id), await house.body())
    statement = "SELECT FROM assignments WHERE recommendation_id = %(id)s"
    assert await house.rows(statement, id=UUID(recorded.statement_id)) == []


@pytest.mark.covers("row 4")
async def test_what_becomes_tracked_opens_its_lines_and_recorded_only_stops_them(house: House) -> None:
    body, group = await house.body(), await house.body(kind=events.ADDRESSEE_KIND_GROUP)
    recorded = await house.recorded(title=a_text("A helpline in every district"))
    statement_id, number = UUID(recorded.statement_id), "R-7001"
    tracked, kept, lines = await overview(house)
    await house.retrack(statement_id, number, body, group)
    assert await overview(house) == (tracked + 1, kept - 1, lines + 2)
    shown = await page(house, number)
    assert shown.publication == published.PUBLICATION_TRACKED
    assert [each.lead for each in shown.lines] == [True, False]
    assert shown.verifiability.what.bodies["en"] == "A number that answers"
    [row] = await house.rows(
        "SELECT id FROM assignments WHERE recommendation_id = %(id)s AND addressee_id = %(body)s",
        id=statement_id,
        body=body,
    )
    line = row["id"]
    await house.accepted(line)
    due = (await page(house, number)).lines[0].response.due_date
    house.clock.advance(days=30)
    await house.retrack(statement_id, number)
    assert await overview(house) == (tracked, kept, lines)
    house.clock.advance(days=100)
    stopped = await page(house, number)
    assert stopped.publication == published.PUBLICATION_RECORDED
    assert [each.headline.headline for each in stopped.lines] == [pb.HEADLINE_NO_LONGER_FOLLOWED_UP] * 2
    assert (stopped.lines[0].response.state, stopped.lines[0].response.due_date) == (pb.CLOCK_STATE_STOPPED, due)
    liaison = await house.liaison(body)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(liaison, "SubmitAnswer", not_ours(await house.version(line), line))
    assert refused.value.code() is grpc.StatusCode.ABORTED
    await house.retrack(statement_id, number, body, group)
    again = await page(house, number)
    assert (len(again.lines), again.lines[0].headline.headline) == (2, pb.HEADLINE_NO_ANSWER)
    assert [each.kind for each in again.timeline if each.kind >= pb.TIMELINE_KIND_TRACKED] == [
        pb.TIMELINE_KIND_TRACKED,
        pb.TIMELINE_KIND_RECORDED_ONLY,
        pb.TIMELINE_KIND_TRACKED,
    ]
    assert await overview(house) == (tracked + 1, kept - 1, lines + 2)


async def feeds(house: House, number: str) -> tuple[bool, bool]:
    """Tell whether something of it is in the list of lines, and among the changes."""
    lines = await house.public.ListLines(pb.ListLinesRequest(page_size=200))
    changes = await house.public.ListChanges(pb.ListChangesRequest(page_size=200))
    listed = {each.tracked_number for each in lines.lines}
    return number in listed, number in {each.tracked_number for each in changes.changes}


@pytest.mark.covers("row 4", "row 7b", "row 13")
async def test_a_press_promise_is_tracked_asked_about_by_hand_and_confirmed_by_its_makers_report(house: House) -> None:
    body, number = await house.body(), "R-7002"
    recorded = await house.recorded(type=published.STATEMENT_TYPE_COMMITMENT, press_reported=True)
    statement_id = UUID(recorded.statement_id)
    tracked, kept, lines = await overview(house)
    await house.retrack(statement_id, number, body)
    [line] = (await page(house, number)).lines
    assert (line.headline.headline, line.unconfirmed) == (pb.HEADLINE_REPORTED_IN_THE_PRESS, True)
    assert await feeds(house, number) == (False, False)
    assert await overview(house) == (tracked, kept - 1, lines)

    [row] = await house.rows("SELECT id FROM assignments WHERE recommendation_id = %(id)s", id=statement_id)
    host = await house.person("facilitator", organisation_id=UUID(recorded.host_organisation_id))
    letter = pb.RecordHandOverRequest(
        idempotency_key=key(),
        assignment_id=str(row["id"]),
        expected_version=await house.version(row["id"]),
        channel=events.CHANNEL_LETTER,
        handed_over_date=house.clock.today.isoformat(),
        reference="No. 21",
    )
    await house.call(host, "RecordHandOver", letter)
    [asked] = (await page(house, number)).lines
    assert (asked.headline.headline, asked.unconfirmed) == (pb.HEADLINE_REPORTED_IN_THE_PRESS, True)
    assert (asked.request, asked.response.due_date) == (events.REQUEST_HANDED_OVER, "")
    assert await feeds(house, number) == (True, True)
    assert await overview(house) == (tracked + 1, kept - 1, lines + 1)

    report = pb.ReportProgressRequest(
        idempotency_key=key(),
        assignment_id=str(row["id"]),
        expected_version=await house.version(row["id"]),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("We said so, and mean it")),
    )
    await house.call(await house.liaison(body), "ReportProgress", report)
    [confirmed] = (await page(house, number)).lines
    assert (confirmed.headline.headline, confirmed.unconfirmed) == (pb.HEADLINE_WORK_PLANNED, False)
    await house.retrack(statement_id, number)
    assert (await page(house, number)).lines[0].headline.headline == pb.HEADLINE_PROMISED


@pytest.mark.covers("row 8b")
async def test_a_press_promise_is_confirmed_by_a_letter_of_its_maker_that_nobody_asked(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body, type=published.STATEMENT_TYPE_COMMITMENT, press_reported=True)
    line = tracked.assignments[body]
    host, reviewer = [await house.person(role, organisation_id=tracked.host_id) for role in ("facilitator", "reviewer")]
    letter = pb.RecordOutsideAnswerRequest(
        idempotency_key=key(),
        assignment_id=str(line),
        expected_version=await house.version(line),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, text=words("The diaries are being printed")),
        source=events.OutsideSource(
            channel=events.CHANNEL_LETTER, date=house.clock.today.isoformat(), reference="No. 22"
        ),
    )
    waiting = (await house.call(host, "RecordOutsideAnswer", letter)).outside_answer
    assert (await house.line(tracked)).unconfirmed
    assert await feeds(house, tracked.tracked_number) == (False, False)
    decision = pb.DecideOutsideAnswerRequest(
        idempotency_key=key(), outside_answer_id=waiting.outside_answer_id, confirm=True
    )
    await house.call(reviewer, "DecideOutsideAnswer", decision)
    confirmed = await house.line(tracked)
    assert (confirmed.headline.headline, confirmed.unconfirmed) == (pb.HEADLINE_WORK_UNDER_WAY, False)
    assert confirmed.request == events.REQUEST_NOT_ASKED
    assert await feeds(house, tracked.tracked_number) == (True, True)


@pytest.mark.covers("row 6")
async def test_merged_lines_stand_still_under_one_card_and_go_on_as_they_were(house: House) -> None:
    body = await house.body()
    card, duplicate = await house.tracked(body), await house.tracked(body)
    line = duplicate.assignments[body]
    await house.accepted(line)
    before, counted = await page(house, duplicate.tracked_number), await overview(house)
    house.clock.advance(days=20)
    await house.join(duplicate, card)
    surviving = await page(house, card.tracked_number)
    assert surviving.consultations == 2
    assert [each.tracked_number for each in surviving.merged] == [duplicate.tracked_number]
    house.clock.advance(days=100)
    tombstone = await page(house, duplicate.tracked_number)
    assert (tombstone.joined.merged, tombstone.joined.number) == (True, card.tracked_number)
    assert tombstone.joined.reason.bodies["en"] == "Both ask for the same"
    assert (tombstone.text, tombstone.lines[0].says) == (before.text, before.lines[0].says)
    assert tombstone.lines[0].headline.headline == pb.HEADLINE_MERGED
    assert tombstone.lines[0].joined_number == card.tracked_number
    tracked, kept, lines = counted
    assert await overview(house) == (tracked - 1, kept, lines)
    rows = await house.public.ListLines(
        pb.ListLinesRequest(filter=pb.LineFilter(addressee_slug=await slug(house, body)))
    )
    assert {each.tracked_number: (each.consultations, each.joined_number) for each in rows.lines} == {
        card.tracked_number: (2, ""),
        duplicate.tracked_number: (1, card.tracked_number),
    }
    assert tombstone.lines[0].response.state == pb.CLOCK_STATE_STOPPED
    await house.fold()
    found = await house.public.GetOverview(pb.GetOverviewRequest())
    listed = await house.public.ListLines(
        pb.ListLinesRequest(page_size=200, filter=pb.LineFilter(count=pb.COUNT_ASKED))
    )
    assert found.asked == len(listed.lines)
    assert duplicate.tracked_number not in {each.tracked_number for each in listed.lines}
    liaison = await house.liaison(body)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(liaison, "SubmitAnswer", not_ours(await house.version(line), line))
    assert refused.value.code() is grpc.StatusCode.ABORTED
    await house.unmerge(duplicate, card)
    after = await page(house, duplicate.tracked_number)
    assert after.lines[0].headline.headline == pb.HEADLINE_NO_ANSWER
    assert after.lines[0].response.due_date == before.lines[0].response.due_date
    assert [each.kind for each in after.timeline][:2] == [pb.TIMELINE_KIND_UNMERGED, pb.TIMELINE_KIND_MERGED]
    assert (after.text, after.statement_number) == (before.text, before.statement_number)
    assert (await page(house, card.tracked_number)).consultations == 1
    assert await overview(house) == counted


async def test_what_is_tracked_now_leaves_out_what_was_withdrawn_before_and_after_a_recount(house: House) -> None:
    body, other = await house.body(), await house.body()
    gone = await house.tracked(body, other)
    tracked, kept, lines = await overview(house)
    await house.withdraw(gone)
    assert await overview(house) == (tracked - 1, kept, lines)
    narrowed = await house.public.GetOverview(
        pb.GetOverviewRequest(filter=pb.LineFilter(addressee_slug=await slug(house, other)))
    )
    assert (narrowed.tracked, narrowed.total) == (tracked - 1, 1), "tracked is of all, whatever is chosen"


async def test_related_items_name_each_other_and_the_history_keeps_what_was_taken_back(house: House) -> None:
    body = await house.body()
    one, other = await house.tracked(body), await house.tracked(body)
    before = await page(house, one.tracked_number)
    await house.link(one, other)
    shown = await page(house, one.tracked_number)
    [related] = shown.related
    assert (related.number, related.linked_date) == (other.tracked_number, house.clock.today.isoformat())
    assert related.reason.bodies["en"] == "Both are about the same hotline"
    assert (shown.lines, shown.consultations) == (before.lines, before.consultations)
    await house.link(one, other, linked=False)
    after = await page(house, one.tracked_number)
    assert not after.related
    kinds = [(each.kind, each.joined_number) for each in after.timeline][:2]
    assert kinds == [
        (pb.TIMELINE_KIND_UNLINKED, other.tracked_number),
        (pb.TIMELINE_KIND_LINKED, other.tracked_number),
    ]


@pytest.mark.covers("row 6")
async def test_what_was_superseded_says_by_which(house: House) -> None:
    body = await house.body()
    old, new = await house.tracked(body), await house.tracked(body)
    await house.join(old, new, merged=False)
    shown = await page(house, old.tracked_number)
    assert (shown.joined.merged, shown.lines[0].headline.headline) == (False, pb.HEADLINE_SUPERSEDED)
    assert (await page(house, new.tracked_number)).consultations == 1


async def test_what_was_recorded_only_before_it_was_merged_stands_still_afterwards(house: House) -> None:
    body = await house.body()
    card, duplicate = await house.tracked(body), await house.tracked(body)
    await house.accepted(duplicate.assignments[body])
    await house.retrack(duplicate.statement_id, duplicate.tracked_number)
    day = house.clock.today
    house.clock.advance(days=80)
    await house.join(duplicate, card)
    await house.unmerge(duplicate, card)
    line = (await page(house, duplicate.tracked_number)).lines[0]
    assert (line.headline.headline, line.headline.date) == (pb.HEADLINE_NO_LONGER_FOLLOWED_UP, day.isoformat())
    assert line.response.state == pb.CLOCK_STATE_STOPPED
