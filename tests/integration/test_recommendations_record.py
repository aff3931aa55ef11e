"""What other services announce: records, mails, people; twice, late, in another order."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.notifications.v1 import events_pb2 as mails
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.consumer import Outcome
from services.chassis.ids import derived_id, new_id
from tests.integration.recommendations_house import House, Tracked, a_house
from tests.integration.recommendations_things import a_statement, a_text, key, words

SECRET = "nobody may read this any more"


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def page(house: House, tracked: Tracked) -> pb.GetRecommendationResponse:
    request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
    return await house.public.GetRecommendation(request)  # type: ignore[no-any-return]


async def listed_numbers(house: House) -> set[str]:
    reply = await house.public.ListLines(pb.ListLinesRequest(page_size=200))
    return {line.tracked_number for line in reply.lines}


async def everything_public(house: House, tracked: Tracked, body: UUID) -> bytes:
    """Return all public answers in which the statement could stand, as bytes."""
    slug = (await house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=body))[0]["slug"]
    consultation = tracked.number.partition("/")[0]
    answers = [
        await page(house, tracked),
        await house.public.GetOverview(pb.GetOverviewRequest()),
        await house.public.GetOverview(pb.GetOverviewRequest(filter=pb.LineFilter(text="nobody"))),
        await house.public.ListLines(pb.ListLinesRequest(page_size=200)),
        await house.public.ListLines(pb.ListLinesRequest(filter=pb.LineFilter(text="nobody"))),
        await house.public.ListChanges(pb.ListChangesRequest(page_size=200)),
        await house.public.ListConsultationLines(pb.ListConsultationLinesRequest(consultation_number=consultation)),
        await house.public.GetAddressee(pb.GetAddresseeRequest(slug=slug)),
    ]
    return b"".join(answer.SerializeToString() for answer in answers)


@pytest.mark.covers("row 2")
async def test_a_tracked_statement_opens_one_assignment_per_addressee_with_ids_that_follow(house: House) -> None:
    bodies = [await house.body(), await house.body(), await house.body(kind=events.ADDRESSEE_KIND_GROUP)]
    event_id, statement = (
        new_id(),
        a_statement(
            consultation_id=str(new_id()),
            number="C-900/1",
            tracked_number="R-900",
            host_organisation_id=str(new_id()),
            published_date="2026-03-02",
            addressees=[
                published.StatementAddressee(addressee_id=str(each), lead=place == 1, lines_in_publication=3)
                for place, each in enumerate(bodies)
            ],
        ),
    )
    statement_id = UUID(statement.statement_id)
    await house.deliver(statement, statement_id, event_id=event_id)
    found = await house.rows(
        "SELECT id, addressee_id, lead, can_be_asked FROM assignments WHERE recommendation_id = %(id)s", id=statement_id
    )
    assert {row["addressee_id"]: row["id"] for row in found} == {
        each: derived_id(event_id, str(each)) for each in bodies
    }
    assert {row["addressee_id"] for row in found if row["lead"]} == {bodies[1]}
    assert {row["addressee_id"] for row in found if not row["can_be_asked"]} == {bodies[2]}
    for row in found:
        assert await house.events_of(row["id"]) == ["AssignmentOpened"]
    assert await house.events_of(statement_id) == ["RecordPublished"]
    shown = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number="r-900"))
    assert shown.lines[0].lead
    assert not shown.consultation_title.bodies, "its consultation has not arrived"
    assert [each.headline.headline for each in shown.lines if each.addressee.kind == events.ADDRESSEE_KIND_GROUP] == [
        pb.HEADLINE_ADDRESSED_TO_A_GROUP
    ]


async def test_an_event_delivered_twice_changes_nothing_more(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body)
    delivery_id = await house.accepted(tracked.assignments[body])
    before = await house.rows("SELECT * FROM assignments ORDER BY id")
    log = await house.rows("SELECT count(*) AS events FROM events")
    event = mails.RequestAccepted(
        delivery_id=str(delivery_id),
        assignment_ids=[str(tracked.assignments[body])],
        accepted_date="2026-03-02",
        smtp_mode=mails.SMTP_MODE_DIRECT,
    )
    # A repeated delivery has the id that it had the first time.
    consumed = await house.rows("SELECT event_id FROM consumed WHERE aggregate_id = %(id)s", id=delivery_id)
    assert await house.redeliver(event, delivery_id, 2, event_id=consumed[0]["event_id"]) is Outcome.REPEATED
    assert await house.rows("SELECT * FROM assignments ORDER BY id") == before
    assert await house.rows("SELECT count(*) AS events FROM events") == log


@pytest.mark.covers("row 5b")
async def test_hidden_content_leaves_every_public_answer_at_once_and_comes_back(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body, title=a_text(SECRET), text=a_text(f"{SECRET}, neither"))
    await house.accepted(tracked.assignments[body])
    assert SECRET.encode() in await everything_public(house, tracked, body)
    await house.hide(tracked)
    assert SECRET.encode() not in await everything_public(house, tracked, body)
    hidden = await page(house, tracked)
    assert hidden == pb.GetRecommendationResponse(
        tracked_number=tracked.tracked_number,
        statement_number=tracked.number,
        consultation_number=tracked.number.partition("/")[0],
        published_date=house.clock.today.isoformat(),
        hidden=True,
        as_of_date=house.clock.today.isoformat(),
    )
    shown = published.StatementShown(statement_id=str(tracked.statement_id), shown_date="2026-03-02")
    await house.deliver(shown, tracked.statement_id)
    assert SECRET.encode() in await everything_public(house, tracked, body)


async def test_a_hidden_consultation_hides_all_its_statements_and_only_those(house: House) -> None:
    body, consultation = await house.body(), await house.consultation()
    one = await house.tracked(body, consultation=consultation)
    own = await house.tracked(body, consultation=consultation)
    other = await house.tracked(body)
    recorded = await house.recorded(consultation=consultation)
    await house.hide(own)
    consultation_id = consultation[0]
    await house.deliver(
        published.ConsultationHidden(consultation_id=str(consultation_id), hidden_date="2026-03-02"), consultation_id
    )
    assert [(await page(house, each)).hidden for each in (one, own, other)] == [True, True, False]
    listed = await house.public.ListConsultationLines(
        pb.ListConsultationLinesRequest(consultation_number=consultation[1])
    )
    assert {each.headline.headline for each in listed.statements} == {pb.HEADLINE_HIDDEN}
    assert recorded.number in {each.statement_number for each in listed.statements}
    # One that arrives now is hidden, too.
    late = await house.tracked(body, consultation=consultation)
    assert (await page(house, late)).hidden
    assert late.tracked_number not in await listed_numbers(house)
    await house.deliver(
        published.ConsultationShown(consultation_id=str(consultation_id), shown_date="2026-03-02"), consultation_id
    )
    assert [(await page(house, each)).hidden for each in (one, own, other, late)] == [False, True, False, False]
    assert {one.tracked_number, late.tracked_number} < await listed_numbers(house)


@pytest.mark.covers("row 5")
async def test_a_withdrawn_record_keeps_number_and_answers_and_stops_its_clocks(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body)
    await house.accepted(tracked.assignments[body])
    liaison = await house.liaison(body)
    answer = pb.StatePositionRequest(
        idempotency_key=key(),
        assignment_id=str(tracked.assignments[body]),
        expected_version=await house.version(tracked.assignments[body]),
        position=pb.PositionAnswer(position=events.POSITION_ACKNOWLEDGED, text=words("We have it")),
    )
    await house.call(liaison, "StatePosition", answer)
    await house.withdraw(tracked)
    stopped = await page(house, tracked)
    house.clock.advance(days=400)
    later = await page(house, tracked)
    house.clock.advance(days=-400)
    assert later.withdrawn
    assert later.withdrawn_reason.bodies["en"] == "It was recorded wrongly"
    assert later.lines[0].headline.headline == pb.HEADLINE_WITHDRAWN
    assert later.lines[0].response == stopped.lines[0].response
    assert later.lines[0].says.position_entry.text.bodies["en"] == "We have it"
    assert later.timeline[0].kind == pb.TIMELINE_KIND_WITHDRAWN


async def test_nobody_mailed_and_no_clock_for_a_recorded_statement(house: House) -> None:
    statement = await house.recorded()
    listed = await house.public.ListConsultationLines(
        pb.ListConsultationLinesRequest(consultation_number=statement.number.partition("/")[0])
    )
    assert [each.headline.headline for each in listed.statements] == [pb.HEADLINE_KEPT_AS_SAID]
    assert (
        await house.rows("SELECT 1 FROM assignments WHERE recommendation_id = %(id)s", id=UUID(statement.statement_id))
        == []
    )


@pytest.mark.parametrize(
    ("changed", "headline"),
    [
        ({"type": published.STATEMENT_TYPE_COMMITMENT}, pb.HEADLINE_PROMISED),
        (
            {"type": published.STATEMENT_TYPE_COMMITMENT, "press_reported": True},
            pb.HEADLINE_REPORTED_IN_THE_PRESS,
        ),
        ({"type": published.STATEMENT_TYPE_INSIGHT}, None),
    ],
)
async def test_the_sentence_of_a_recorded_statement(
    house: House, changed: dict[str, Any], headline: int | None
) -> None:
    statement = await house.recorded(**changed)
    number = statement.number.partition("/")[0]
    listed = await house.public.ListConsultationLines(pb.ListConsultationLinesRequest(consultation_number=number))
    (only,) = listed.statements
    assert only.HasField("headline") is (headline is not None)
    assert only.headline.headline == (headline or pb.HEADLINE_UNSPECIFIED)


@pytest.mark.covers("row 7")
async def test_a_mail_behind_a_relay_starts_the_clock_three_days_later_unless_it_bounces(house: House) -> None:
    body = await house.body()
    tracked = await house.tracked(body)
    delivery_id = await house.accepted(tracked.assignments[body], relay=True)
    line = await house.line(tracked)
    assert (line.request, line.through_relay) == (events.REQUEST_SENT, True)
    assert line.response.state == pb.CLOCK_STATE_NOT_STARTED
    await house.bounced(delivery_id, tracked.assignments[body])
    line = await house.line(tracked)
    assert line.headline.headline == pb.HEADLINE_NOT_DELIVERED
    assert line.response == pb.Clock(state=pb.CLOCK_STATE_NOT_STARTED)


@pytest.mark.covers("row 7")
async def test_one_mail_with_many_lines_starts_all_their_clocks(house: House) -> None:
    body, consultation = await house.body(), await house.consultation()
    lines = [await house.tracked(body, consultation=consultation) for _ in range(3)]
    await house.accepted(*(each.assignments[body] for each in lines))
    assert {(await house.line(each)).headline.headline for each in lines} == {pb.HEADLINE_WAITING}


async def test_a_mail_that_asks_nothing_starts_no_clock(house: House) -> None:
    """A notice, such as of a finding, names no line: nothing of any line changes."""
    body = await house.body()
    tracked = await house.tracked(body)
    headline = (await house.line(tracked)).headline
    before = await house.rows("SELECT * FROM assignments ORDER BY id")
    log = await house.rows("SELECT count(*) AS events FROM events")
    notice = await house.accepted()
    await house.bounced(notice)
    assert await house.rows("SELECT * FROM assignments ORDER BY id") == before
    assert await house.rows("SELECT count(*) AS events FROM events") == log
    assert (await house.line(tracked)).headline == headline


async def test_an_event_that_cannot_be_applied_parks_its_aggregate_and_nothing_else(house: House) -> None:
    unknown = new_id()
    event = mails.RequestAccepted(delivery_id=str(unknown), assignment_ids=[str(new_id())], accepted_date="2026-03-02")
    assert await house.deliver(event, unknown) is Outcome.PARKED
    body = await house.body()
    await house.tracked(body)


async def test_a_parked_hiding_hides_until_it_is_applied(house: House) -> None:
    """If what cannot be applied would hide something, it is hidden."""
    body = await house.body()
    secret = f"{SECRET} {key()}"
    tracked = await house.tracked(body, title=a_text(secret))
    assert secret.encode() in await everything_public(house, tracked, body)
    bad = published.StatementWithdrawn(statement_id=str(tracked.statement_id), withdrawn_date="someday")
    assert await house.deliver(bad, tracked.statement_id) is Outcome.PARKED
    assert (await page(house, tracked)).hidden
    assert secret.encode() not in await everything_public(house, tracked, body)


async def test_a_statement_put_to_an_unknown_body_is_parked(house: House) -> None:
    statement = a_statement(
        consultation_id=str(new_id()),
        number="C-901/1",
        tracked_number="R-901",
        host_organisation_id=str(new_id()),
        published_date="2026-03-02",
        addressees=[published.StatementAddressee(addressee_id=str(new_id()), lead=True)],
    )
    assert await house.deliver(statement, UUID(statement.statement_id)) is Outcome.PARKED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number="R-901"))
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
