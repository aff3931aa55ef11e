"""Row 26 over gRPC: a remit moves, comes back, moves again; bodies merge and end; what was wrong is undone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.recommendations_house import House, Person, Tracked, a_house
from tests.integration.recommendations_scene import accepted
from tests.integration.recommendations_things import fields_at_fault, key, words

Code = grpc.StatusCode
SOURCE = "https://gazette.example/7"


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@dataclass
class Register:
    """A registrar with the bodies of a test."""

    house: House
    registrar: Person
    slugs: dict[UUID, str] = field(default_factory=dict)

    async def entry(self, body: UUID) -> pb.GetRegisterEntryResponse:
        """The whole entry of a body."""
        request = pb.GetRegisterEntryRequest(addressee_id=str(body))
        return await self.house.call(self.registrar, "GetRegisterEntry", request)  # type: ignore[no-any-return]

    async def remits(self, body: UUID, *named: str) -> list[str]:
        """Say what a body is responsible for; the ids."""
        entry = (await self.entry(body)).addressee
        request = pb.ChangeRemitsRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=entry.version,
            remits=[pb.RemitEntry(words=words(each)) for each in named],
            effective_date="2026-01-05",
            source_url=SOURCE,
        )
        after = (await self.house.call(self.registrar, "ChangeRemits", request)).addressee
        return [each.remit_id for each in after.remits]

    async def request(self, body: UUID, *moves: pb.Move, **changed: Any) -> pb.RecordSuccessionRequest:
        """A succession, not sent yet."""
        fields: dict[str, Any] = {
            "idempotency_key": key(),
            "addressee_id": str(body),
            "expected_version": (await self.entry(body)).addressee.version,
            "kind": events.SUCCESSION_KIND_MOVED_REMIT,
            "effective_date": self.house.clock.today.isoformat(),
            "source_url": SOURCE,
            "moves": moves,
        }
        return pb.RecordSuccessionRequest(**(fields | changed))

    async def succeed(self, body: UUID, *moves: pb.Move, **changed: Any) -> pb.RecordSuccessionResponse:
        """Record what became of a body."""
        request = await self.request(body, *moves, **changed)
        return await self.house.call(self.registrar, "RecordSuccession", request)  # type: ignore[no-any-return]

    async def undo(self, body: UUID, succession_id: str, reason: str = "The notification was misread") -> Any:
        """Undo a succession."""
        entry = (await self.entry(body)).addressee
        request = pb.UndoSuccessionRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=entry.version,
            succession_id=succession_id,
            reason=words(reason) if reason else None,
        )
        return await self.house.call(self.registrar, "UndoSuccession", request)

    async def card(self, body: UUID) -> pb.GetAddresseeResponse:
        """The scorecard of a body."""
        slug = (await self.entry(body)).addressee.public.slug
        return await self.house.public.GetAddressee(pb.GetAddresseeRequest(slug=slug))  # type: ignore[no-any-return]

    async def page(self, tracked: Tracked) -> pb.GetRecommendationResponse:
        """The public page of a recommendation."""
        request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
        return await self.house.public.GetRecommendation(request)  # type: ignore[no-any-return]

    async def headlines(self, tracked: Tracked) -> list[tuple[str, int]]:
        """Who has the lines of a recommendation, and how they stand."""
        return [(each.addressee.slug, each.headline.headline) for each in (await self.page(tracked)).lines]

    async def slug(self, body: UUID) -> str:
        """The slug of a body."""
        return (await self.entry(body)).addressee.public.slug


@pytest.fixture
async def register(house: House) -> Register:
    return Register(house, await house.person("registrar"))


def to(body: UUID, *lines: UUID, remits: list[str] | None = None) -> pb.Move:
    return pb.Move(successor_id=str(body), remit_ids=remits or [], assignment_ids=[str(each) for each in lines])


async def refused(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


@pytest.mark.covers("row 26")
async def test_only_the_lines_of_a_moved_remit_move_and_the_successor_is_asked_anew(
    house: House, register: Register
) -> None:
    old, new = await house.body(), await house.body()
    cyber, trade = await register.remits(old, "Cybercrime", "Trade")
    moving, staying = await house.tracked(old), await house.tracked(old)
    line = moving.assignments[old]
    await house.accepted(line, staying.assignments[old])
    liaison = await house.liaison(old)
    answer = pb.StatePositionRequest(
        idempotency_key=key(), assignment_id=str(line), expected_version=await house.version(line), position=accepted()
    )
    await house.call(liaison, "StatePosition", answer)
    house.clock.advance(days=10)
    done = await register.succeed(old, to(new, line, remits=[cyber]))
    assert [(each.asked_anew, each.joined, each.liaisons) for each in done.told] == [(1, 0, 0)]
    page = await register.page(moving)
    assert [(each.addressee.slug, each.headline.headline) for each in page.lines] == [
        (await register.slug(new), pb.HEADLINE_NOT_ASKED_YET),
        (await register.slug(old), pb.HEADLINE_TRANSFERRED),
    ]
    came, went = page.lines
    assert went.transferred_to.slug == came.addressee.slug
    assert came.origin.slug == went.addressee.slug
    assert went.says.position == events.POSITION_ACCEPTED, "what the old body said stays on its line"
    assert came.says.position == events.POSITION_NONE
    assert came.response.state == pb.CLOCK_STATE_NOT_STARTED
    kinds = [each.kind for each in page.timeline]
    assert kinds[:2] == [pb.TIMELINE_KIND_OPENED_BY_SUCCESSION, pb.TIMELINE_KIND_TRANSFERRED]
    assert page.timeline[1].transfer.remit.bodies["en"] == "Cybercrime"
    assert page.timeline[0].transfer.clock_rule == events.CLOCK_RULE_ASKED_ANEW
    assert (await register.headlines(staying))[0][1] != pb.HEADLINE_TRANSFERRED
    assert [each.words.bodies["en"] for each in (await register.entry(old)).addressee.remits] == ["Trade"]
    (gained,) = (await register.entry(new)).addressee.remits[1:]
    assert (gained.remit_id, gained.from_date) == (cyber, house.clock.today.isoformat())
    assert trade != cyber


async def test_both_scorecards_show_the_cut_and_the_overview_counts_the_line_once(
    house: House, register: Register
) -> None:
    old, new = await house.body(), await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    moving = await house.tracked(old)
    line = moving.assignments[old]
    await house.accepted(line)
    await register.succeed(old, to(new, line, remits=[remit]))
    await house.fold()
    lost, gained = (await register.card(old)), (await register.card(new))
    (out,), (come,) = lost.cuts, gained.cuts
    assert (out.gained, out.lines, list(out.tracked_numbers)) == (False, 1, [moving.tracked_number])
    assert (come.gained, come.lines, list(come.tracked_numbers)) == (True, 1, [moving.tracked_number])
    assert [each.slug for each in out.others] == [gained.addressee.slug]
    assert [each.slug for each in come.others] == [lost.addressee.slug]
    assert out.source_url == come.source_url == SOURCE
    assert (lost.asked, lost.answered) == (1, 0), "what was asked of the old body stays in its history"
    assert (gained.asked, gained.answered) == (0, 0)
    assert lost.oldest_unanswered == ""
    asked = pb.ListLinesRequest(
        filter=pb.LineFilter(consultation_number=moving.number.partition("/")[0], count=pb.COUNT_ASKED)
    )
    assert (await house.public.ListLines(asked)).total == 0, "in the overview it counts where it is now"


async def test_the_old_liaison_answers_no_more_and_the_new_one_does(house: House, register: Register) -> None:
    old, new = await house.body(), await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    tracked = await house.tracked(old)
    line = tracked.assignments[old]
    await house.accepted(line)
    before, after = await house.liaison(old), await house.liaison(new)
    done = await register.succeed(old, to(new, line, remits=[remit]))
    assert done.told[0].liaisons == 1
    answer = pb.StatePositionRequest(
        idempotency_key=key(), assignment_id=str(line), expected_version=await house.version(line), position=accepted()
    )
    error = await refused(house.call(before, "StatePosition", answer))
    assert error.code() is Code.FAILED_PRECONDITION
    assert "went to another body" in str(error.details())
    (mine,) = (await house.call(after, "ListMyAssignments", pb.ListMyAssignmentsRequest())).assignments
    answer = pb.StatePositionRequest(
        idempotency_key=key(), assignment_id=mine.assignment_id, expected_version=mine.version, position=accepted()
    )
    await house.call(after, "StatePosition", answer)
    assert (await house.call(before, "ListMyAssignments", pb.ListMyAssignmentsRequest())).assignments[
        0
    ].line.headline.headline == pb.HEADLINE_TRANSFERRED
    found = pb.GetAssignmentRequest(tracked_number=tracked.tracked_number)
    assert (await house.call(after, "GetAssignment", found)).assignment.assignment_id == mine.assignment_id


async def test_a_remit_returns_and_moves_again_with_its_lines_and_every_history_stays(
    house: House, register: Register
) -> None:
    """Story 7, at the service."""
    one, two = await house.body(), await house.body()
    cyber, _ = await register.remits(one, "Cybercrime", "Immigration")
    moving, staying = await house.tracked(one), await house.tracked(one)
    await house.accepted(moving.assignments[one], staying.assignments[one])
    house.clock.advance(days=7)
    await register.succeed(one, to(two, moving.assignments[one], remits=[cyber]))
    for at, elsewhere in ((two, one), (one, two)):
        house.clock.advance(days=7)
        (line,) = [each for each in (await register.entry(at)).lines if each.tracked_number == moving.tracked_number]
        assert line.remit_id == cyber, "nobody has to say again which remit it belongs to"
        left = await refused(register.succeed(at, to(elsewhere, remits=[cyber])))
        assert fields_at_fault(left) == ["moves"], "no line of the remit is left behind"
        await register.succeed(at, to(elsewhere, UUID(line.assignment_id), remits=[cyber]))
    lines = (await register.page(moving)).lines
    assert [(each.addressee.slug, each.headline.headline) for each in lines] == [
        (await register.slug(two), pb.HEADLINE_NOT_ASKED_YET),
        *[(each.addressee.slug, pb.HEADLINE_TRANSFERRED) for each in lines[1:]],
    ]
    assert sorted(each.addressee.slug for each in lines) == sorted(
        [await register.slug(one)] * 2 + [await register.slug(two)] * 2
    )
    assert len(await register.headlines(staying)) == 1
    assert [each.gained for each in (await register.card(one)).cuts] == [False, True, False]
    assert [each.gained for each in (await register.card(two)).cuts] == [True, False, True]
    kinds = [each.kind for each in (await register.page(moving)).timeline]
    assert kinds.count(pb.TIMELINE_KIND_TRANSFERRED) == kinds.count(pb.TIMELINE_KIND_OPENED_BY_SUCCESSION) == 3


async def test_a_merger_takes_everything_along_and_joins_what_is_there_already(
    house: House, register: Register
) -> None:
    gone, stays = await house.body(), await house.body()
    both, only = await house.tracked(gone, stays), await house.tracked(gone)
    await house.accepted(both.assignments[stays])
    done = await register.succeed(gone, to(stays), kind=events.SUCCESSION_KIND_MERGER)
    assert [(each.asked_anew, each.joined) for each in done.told] == [(1, 1)]
    lines = (await register.page(both)).lines
    assert [each.headline.headline for each in lines] == [pb.HEADLINE_WAITING, pb.HEADLINE_TRANSFERRED]
    assert len((await register.page(only)).lines) == 2
    card = await register.card(gone)
    assert card.ended_date == house.clock.today.isoformat()
    again = await refused(register.succeed(gone, to(stays), kind=events.SUCCESSION_KIND_MERGER))
    assert again.code() is Code.FAILED_PRECONDITION
    assert fields_at_fault(again) == ["kind"]
    late = await house.tracked(gone)
    assert [each.headline.headline for each in (await register.page(late)).lines] == [
        pb.HEADLINE_NOT_ASKED_YET,
        pb.HEADLINE_TRANSFERRED,
    ], "a line that is published for it later opens as published, and follows"
    named_both = await house.tracked(gone, stays)
    assert len((await register.page(named_both)).lines) == 2, "and joins the one that its successor has"


async def place(register: Register, body: UUID, line: UUID, **changed: Any) -> pb.GetRegisterEntryResponse:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "addressee_id": str(body),
        "expected_version": (await register.entry(body)).addressee.version,
        "assignment_id": str(line),
    }
    request = pb.PlaceLineRequest(**(fields | changed))
    return (await register.house.call(register.registrar, "PlaceLine", request)).entry  # type: ignore[no-any-return]


async def test_a_line_that_is_published_late_follows_from_successor_to_successor(
    house: House, register: Register
) -> None:
    first, second, third = await house.body(), await house.body(), await house.body()
    await register.succeed(first, to(second), kind=events.SUCCESSION_KIND_MERGER)
    done = await register.succeed(second, to(third), kind=events.SUCCESSION_KIND_MERGER)
    late = await house.tracked(first)
    now = {each.addressee.slug: each for each in (await register.page(late)).lines}
    slugs = [await register.slug(each) for each in (first, second, third)]
    assert [now[each].headline.headline for each in slugs] == [
        pb.HEADLINE_TRANSFERRED,
        pb.HEADLINE_TRANSFERRED,
        pb.HEADLINE_NOT_ASKED_YET,
    ]
    assert [now[each].transferred_to.slug for each in slugs] == [*slugs[1:], ""]
    assert [now[each].origin.slug for each in slugs] == ["", *slugs[:2]]
    await register.undo(second, done.succession.succession_id)
    assert (await register.headlines(late))[0] == (slugs[1], pb.HEADLINE_NOT_ASKED_YET)


async def test_after_a_remit_moved_a_registrar_says_where_a_later_line_belongs(
    house: House, register: Register
) -> None:
    old, new = await house.body(), await house.body()
    cyber, _trade = await register.remits(old, "Cybercrime", "Trade")
    done = await register.succeed(old, to(new, remits=[cyber]))
    house.clock.advance(days=1)
    stays, goes = await house.tracked(old), await house.tracked(old)
    assert len(await register.headlines(goes)) == 1, "the publication names the body as printed"
    entry = await register.entry(old)
    assert [each.to_place for each in entry.lines] == [True, True]
    assert entry.addressee.lines_to_place == 2
    listed = await house.call(register.registrar, "ListRegister", pb.ListRegisterRequest(page_size=200))
    assert {each.addressee_id: each.lines_to_place for each in listed.addressees if each.lines_to_place} == {
        str(old): 2
    }
    by = {"succession_id": done.succession.succession_id, "successor_id": str(new)}
    assert list(entry.successions[0].successor_ids) == [str(new)]
    after = await place(register, old, stays.assignments[old])
    assert after.addressee.lines_to_place == 1
    assert (await house.events_of(stays.assignments[old]))[-1] == "LineKept"
    await house.accepted(goes.assignments[old])
    house.clock.advance(days=3)
    after = await place(register, old, goes.assignments[old], **by)
    assert after.addressee.lines_to_place == 0
    assert await register.headlines(goes) == [
        (await register.slug(new), pb.HEADLINE_NOT_ASKED_YET),
        (await register.slug(old), pb.HEADLINE_TRANSFERRED),
    ]
    (line,) = (await register.entry(new)).lines
    assert line.remit_id == cyber
    again = await refused(place(register, old, stays.assignments[old], **by))
    assert again.code() is Code.FAILED_PRECONDITION
    await register.undo(old, done.succession.succession_id)
    back = (await register.headlines(goes))[0]
    assert back == (await register.slug(old), pb.HEADLINE_WAITING)


async def test_of_a_body_that_was_split_a_later_line_goes_to_one_of_its_successors(
    house: House, register: Register
) -> None:
    whole, left, right = await house.body(), await house.body(), await house.body()
    a, b = await register.remits(whole, "Networks", "Content")
    done = await register.succeed(whole, to(left, remits=[a]), to(right, remits=[b]), kind=events.SUCCESSION_KIND_SPLIT)
    late = await house.tracked(whole)
    line = late.assignments[whole]
    by = {"succession_id": done.succession.succession_id, "successor_id": str(right)}
    for changed, code, fields in (
        ({}, Code.FAILED_PRECONDITION, None),
        ({"succession_id": by["succession_id"]}, Code.INVALID_ARGUMENT, ["successor_id"]),
        ({"successor_id": by["successor_id"]}, Code.INVALID_ARGUMENT, ["succession_id"]),
        (by | {"successor_id": str(whole)}, Code.INVALID_ARGUMENT, ["successor_id"]),
        (by | {"remit_id": a}, Code.INVALID_ARGUMENT, ["remit_id"]),
        (by | {"succession_id": str(UUID(int=7))}, Code.NOT_FOUND, None),
        (by | {"expected_version": 1}, Code.ABORTED, None),
    ):
        error = await refused(place(register, whole, line, **changed))
        assert (error.code(), fields and fields_at_fault(error)) == (code, fields)
    unknown = await refused(place(register, whole, UUID(int=7), **by))
    assert unknown.code() is Code.NOT_FOUND
    stranger = Register(house, await house.person("facilitator"))
    stranger_tries = pb.PlaceLineRequest(idempotency_key=key(), addressee_id=str(whole), assignment_id=str(line))
    assert (await refused(house.call(stranger.registrar, "PlaceLine", stranger_tries))).code() is Code.PERMISSION_DENIED
    await place(register, whole, line, **by)
    assert (await register.headlines(late))[0] == (await register.slug(right), pb.HEADLINE_NOT_ASKED_YET)


async def test_a_letter_dated_before_the_cut_belongs_to_the_body_that_wrote_it(
    house: House, register: Register
) -> None:
    old, new = await house.body(), await house.body()
    tracked = await house.tracked(old)
    line = tracked.assignments[old]
    await house.accepted(line)
    house.clock.advance(days=10)
    cut = house.clock.today
    await register.succeed(old, to(new), kind=events.SUCCESSION_KIND_MERGER)
    house.clock.advance(days=5)
    facilitator = await house.person("facilitator", organisation_id=tracked.host_id)
    reviewer = await house.person("reviewer", organisation_id=tracked.host_id)

    async def letter(day: date) -> pb.RecordOutsideAnswerRequest:
        return pb.RecordOutsideAnswerRequest(
            idempotency_key=key(),
            assignment_id=str(line),
            expected_version=await house.version(line),
            position=pb.PositionAnswer(position=events.POSITION_DECLINED, reason=words("No budget")),
            source=events.OutsideSource(channel=events.CHANNEL_LETTER, date=day.isoformat(), reference="No. 7"),
        )

    error = await refused(house.call(facilitator, "RecordOutsideAnswer", await letter(cut)))
    assert (error.code(), fields_at_fault(error)) == (Code.FAILED_PRECONDITION, ["source.date"])
    day = cut - timedelta(days=1)
    waiting = await house.call(facilitator, "RecordOutsideAnswer", await letter(day))
    decision = pb.DecideOutsideAnswerRequest(
        idempotency_key=key(), outside_answer_id=waiting.outside_answer.outside_answer_id, confirm=True
    )
    await house.call(reviewer, "DecideOutsideAnswer", decision)
    there, here = (await register.page(tracked)).lines
    assert there.headline.headline == pb.HEADLINE_NOT_ASKED_YET
    assert here.headline.headline == pb.HEADLINE_TRANSFERRED
    assert (here.says.position, here.milestones.answered_date) == (events.POSITION_DECLINED, day.isoformat())
    card = await register.card(old)
    assert (card.asked, card.answered, card.answered_on_time) == (1, 1, 1)


async def test_a_split_says_of_every_remit_and_line_where_it_goes(house: House, register: Register) -> None:
    whole, left, right = await house.body(), await house.body(), await house.body()
    a, b = await register.remits(whole, "Networks", "Content")
    one, two = await house.tracked(whole), await house.tracked(whole)
    moves = [to(left, one.assignments[whole], remits=[a]), to(right, remits=[b])]
    error = await refused(register.succeed(whole, *moves, kind=events.SUCCESSION_KIND_SPLIT))
    assert fields_at_fault(error) == ["moves"], "a line would be left over"
    moves[1] = to(right, two.assignments[whole], remits=[b])
    await register.succeed(whole, *moves, kind=events.SUCCESSION_KIND_SPLIT)
    assert [(await register.headlines(each))[0][0] for each in (one, two)] == [
        await register.slug(left),
        await register.slug(right),
    ]


async def test_a_body_may_end_without_a_successor(house: House, register: Register) -> None:
    body = await house.body()
    tracked = await house.tracked(body)
    assert (await house.line(tracked)).body_ended_date == ""
    await register.succeed(body, kind=events.SUCCESSION_KIND_DISSOLUTION)
    ended = (await register.card(body)).ended_date
    assert ended
    assert len(await register.headlines(tracked)) == 1, "its lines stay where they are"
    assert (await house.line(tracked)).body_ended_date == ended, "so that a page asks nobody to answer for it"


async def counted(house: House, slug: str) -> dict[str, int]:
    """Return how many lines of a body each list has that shows lateness, and how many its counts say."""
    found = {}
    for name, asked in {
        "past": pb.LineFilter(addressee_slug=slug, response=pb.CLOCK_STATE_PAST_DATE),
        "soon": pb.LineFilter(addressee_slug=slug, response=pb.CLOCK_STATE_DUE_SOON),
        "promised": pb.LineFilter(addressee_slug=slug, delivery=pb.CLOCK_STATE_PAST_DATE),
        "silent": pb.LineFilter(addressee_slug=slug, bar_group=pb.BAR_GROUP_NO_ANSWER),
        "stopped": pb.LineFilter(addressee_slug=slug, response=pb.CLOCK_STATE_STOPPED),
    }.items():
        page = await house.public.ListLines(pb.ListLinesRequest(filter=asked))
        assert page.total == len(page.lines), f"{name}: the count is not that of the list"
        found[name] = len(page.lines)
    return found


@pytest.mark.covers("row 26", "row 27")
async def test_nobody_is_waited_for_from_the_day_on_which_a_body_ended_until_that_is_undone(
    house: House, register: Register
) -> None:
    body = await house.body()
    tracked, slug = await house.tracked(body), await register.slug(body)
    await house.accepted(tracked.assignments[body])
    house.clock.advance(days=70)
    before, due = await counted(house, slug), (await house.line(tracked)).response.due_date
    assert before == {"past": 1, "soon": 0, "promised": 0, "silent": 1, "stopped": 0}
    assert (await register.card(body)).oldest_unanswered == tracked.tracked_number

    effective = (house.clock.today - timedelta(days=3)).isoformat()
    done = await register.succeed(body, kind=events.SUCCESSION_KIND_DISSOLUTION, effective_date=effective)
    house.clock.advance(days=20)
    assert await counted(house, slug) == {"past": 0, "soon": 0, "promised": 0, "silent": 0, "stopped": 1}
    line = await house.line(tracked)
    assert (line.headline.headline, line.headline.date, line.headline.days) == (pb.HEADLINE_BODY_ENDED, effective, 0)
    assert (line.response.state, line.response.due_date) == (pb.CLOCK_STATE_STOPPED, due), "what was asked stays"
    card = await register.card(body)
    assert (card.oldest_unanswered, card.oldest_unanswered_days) == ("", 0)
    (entry,) = (await register.entry(body)).lines
    assert entry.headline.headline == pb.HEADLINE_BODY_ENDED
    (told,) = [each for each in (await register.page(tracked)).timeline if each.kind == pb.TIMELINE_KIND_BODY_ENDED]
    assert (told.occurred_date, told.transfer.source_url) == (effective, SOURCE)

    later = await house.tracked(body)
    assert (await house.line(later)).headline.headline == pb.HEADLINE_BODY_ENDED, "published after the end"

    await register.undo(body, done.succession.succession_id)
    back = await house.line(tracked)
    assert (back.headline.headline, back.response.state) == (pb.HEADLINE_NO_ANSWER, pb.CLOCK_STATE_PAST_DATE)
    assert back.response.due_date > due, "the days on which nobody could answer are not counted"
    assert (await house.line(later)).headline.headline == pb.HEADLINE_NOT_ASKED_YET
    assert await counted(house, slug) == before
    struck = {each.kind: each.retracted for each in (await register.page(tracked)).timeline}
    assert (struck[pb.TIMELINE_KIND_BODY_ENDED], struck[pb.TIMELINE_KIND_BODY_END_UNDONE]) == (True, False)


@pytest.mark.covers("row 26")
async def test_of_what_is_published_after_midnight_the_day_is_that_of_the_deployment(
    house: House, register: Register
) -> None:
    body = await house.body()
    await register.succeed(body, kind=events.SUCCESSION_KIND_DISSOLUTION)
    house.clock.advance(days=1, hours=(20 - house.clock().astimezone(UTC).hour) % 24)
    late = await house.tracked(body)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, late.assignments[body])
    (ended,) = [each.message for each in log if isinstance(each.message, events.BodyEnded)]
    assert ended.recorded_date == house.clock.today.isoformat() > house.clock().astimezone(UTC).date().isoformat()


@pytest.mark.covers("row 26")
async def test_a_promise_that_stays_with_a_merged_body_waits_for_nobody(house: House, register: Register) -> None:
    old, new = await house.body(), await house.body()
    promise = await house.tracked(old, type=published.STATEMENT_TYPE_COMMITMENT)
    asked = await house.tracked(old)
    await register.succeed(old, to(new), kind=events.SUCCESSION_KIND_MERGER)
    assert (await house.line(promise)).headline.headline == pb.HEADLINE_BODY_ENDED
    assert [each for _, each in await register.headlines(asked)] == [
        pb.HEADLINE_NOT_ASKED_YET,
        pb.HEADLINE_TRANSFERRED,
    ]


@pytest.mark.covers("row 26")
async def test_a_wrong_succession_is_undone_visibly_and_the_days_away_do_not_count(
    house: House, register: Register
) -> None:
    old, new = await house.body(), await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    tracked = await house.tracked(old)
    line = tracked.assignments[old]
    await house.accepted(line)
    due = (await register.page(tracked)).lines[0].response.due_date
    done = await register.succeed(old, to(new, line, remits=[remit]))
    house.clock.advance(days=14)
    error = await refused(register.undo(old, done.succession.succession_id, reason=""))
    assert fields_at_fault(error) == ["reason"]
    await register.undo(old, done.succession.succession_id)
    page = await register.page(tracked)
    back, gone = page.lines
    assert back.addressee.slug == await register.slug(old)
    assert back.headline.headline == pb.HEADLINE_WAITING
    assert gone.headline.headline == pb.HEADLINE_TRANSFERRED
    assert gone.transferred_to.slug == back.addressee.slug
    assert back.response.due_date > due
    assert {pb.TIMELINE_KIND_TRANSFER_UNDONE, pb.TIMELINE_KIND_TRANSFERRED} <= {each.kind for each in page.timeline}
    (undone,) = [each for each in page.timeline if each.kind == pb.TIMELINE_KIND_TRANSFER_UNDONE]
    assert undone.reason.bodies["en"] == "The notification was misread"
    for body in (old, new):
        (cut,) = (await register.card(body)).cuts
        assert cut.undone_date == house.clock.today.isoformat()
        assert cut.undone_reason.bodies["en"] == "The notification was misread"
    assert [each.remit_id for each in (await register.entry(old)).addressee.remits] == [remit]
    assert remit not in [each.remit_id for each in (await register.entry(new)).addressee.remits]
    again = await refused(register.undo(old, done.succession.succession_id))
    assert again.code() is Code.FAILED_PRECONDITION


async def test_of_two_successions_the_later_is_undone_first(house: House, register: Register) -> None:
    one, two, three = await house.body(), await house.body(), await house.body()
    (remit,) = await register.remits(one, "Cybercrime")
    tracked = await house.tracked(one)
    first = await register.succeed(one, to(two, tracked.assignments[one], remits=[remit]))
    (line,) = [each for each in (await register.entry(two)).lines if each.remit_id == remit]
    second = await register.succeed(two, to(three, UUID(line.assignment_id), remits=[remit]))
    error = await refused(register.undo(one, first.succession.succession_id))
    assert error.code() is Code.FAILED_PRECONDITION
    assert fields_at_fault(error) == ["succession_id"]
    await register.undo(two, second.succession.succession_id)
    await register.undo(one, first.succession.succession_id)
    assert (await register.headlines(tracked))[0] == (await register.slug(one), pb.HEADLINE_NOT_ASKED_YET)


async def test_a_preview_tells_what_would_happen_and_does_nothing(house: House, register: Register) -> None:
    old, new = await house.body(), await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    tracked = await house.tracked(old)
    seen = await register.succeed(old, to(new, tracked.assignments[old], remits=[remit]), preview=True)
    assert (seen.succession.cut.lines, seen.told[0].asked_anew) == (1, 1)
    assert (await register.entry(old)).addressee.remits[0].remit_id == remit
    assert len((await register.page(tracked)).lines) == 1


async def test_once_is_once_and_a_promise_or_what_is_done_stays(house: House, register: Register) -> None:
    old, new = await house.body(), await house.body()
    await house.tracked(old, type=3)
    entry = await register.entry(old)
    assert entry.lines == [], "a commitment stays with the body that made it"
    request = await register.request(old, to(new), kind=events.SUCCESSION_KIND_MERGER)
    first = await house.call(register.registrar, "RecordSuccession", request)
    assert await house.call(register.registrar, "RecordSuccession", request) == first
    assert (await house.events_of(old)).count("SuccessionRecorded") == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"kind": events.SUCCESSION_KIND_UNSPECIFIED}, "kind", id="no kind"),
        pytest.param({"effective_date": "2027-01-01"}, "effective_date", id="in the future"),
        pytest.param({"effective_date": "2026-01-01"}, "effective_date", id="before the remit came here"),
        pytest.param({"source_url": ""}, "source_url", id="nowhere to read it"),
        pytest.param({"moves": []}, "moves", id="nobody"),
        pytest.param({"kind": events.SUCCESSION_KIND_SPLIT}, "moves", id="a split in one"),
    ],
)
async def test_a_succession_that_cannot_be_is_refused_by_field(
    house: House, register: Register, changed: dict[str, Any], field: str
) -> None:
    old, new = await house.body(), await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    error = await refused(register.succeed(old, to(new, remits=[remit]), **changed))
    assert error.code() is Code.INVALID_ARGUMENT
    assert fields_at_fault(error) == [field]


async def test_a_successor_is_another_body_that_goes_on_and_can_answer(house: House, register: Register) -> None:
    old = await house.body()
    (remit,) = await register.remits(old, "Cybercrime")
    group = await house.body(kind=events.ADDRESSEE_KIND_GROUP)
    stand_in = await house.body(illustrative=True, name=words(f"Stand-in {key()} (example)"))
    ended = await house.body()
    await register.succeed(ended, kind=events.SUCCESSION_KIND_DISSOLUTION)
    for wrong in (old, group, stand_in, ended):
        error = await refused(register.succeed(old, to(wrong, remits=[remit])))
        assert fields_at_fault(error) == ["moves[0].successor_id"]


async def test_only_a_registrar_or_the_operator_records_what_became_of_a_body(house: House, register: Register) -> None:
    old, new = await house.body(), await house.body()
    request = await register.request(old, to(new), kind=events.SUCCESSION_KIND_MERGER)
    for other in (await house.person("facilitator"), await house.liaison(old)):
        error = await refused(house.call(other, "RecordSuccession", request))
        assert error.code() is Code.PERMISSION_DENIED
