"""One item's life over gRPC: opened, asked, answered, said to be done, checked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import Aborted
from services.recommendations.domain.values import Progress
from services.recommendations.store import lines
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import evidence, key, words


@pytest.fixture
async def house(postgres: Postgres, certificates: Certificates, tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path) as running:
        yield running


async def test_a_line_goes_from_said_to_checked(house: House) -> None:
    """Every step shows on the public page, with its day, "says" and "checked" apart."""
    body = await house.body()
    tracked = await house.tracked(body)
    assignment = tracked.assignments[body]
    liaison, verifier = await house.liaison(body), await house.person("verifier")
    assert (await house.line(tracked)).headline.headline == pb.HEADLINE_NOT_ASKED_YET

    await house.accepted(assignment)
    line = await house.line(tracked)
    assert (line.headline.headline, line.headline.date) == (
        pb.HEADLINE_WAITING,
        "2026-05-04",
    )

    house.clock.advance(days=10)
    answer = await house.call(
        liaison,
        "SubmitAnswer",
        pb.SubmitAnswerRequest(
            idempotency_key=key(),
            assignment_id=str(assignment),
            expected_version=await house.version(assignment),
            position=pb.PositionAnswer(
                position=events.POSITION_ACCEPTED, text=words("We will do it"), delivery_date="2026-06-01"
            ),
            progress=pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, text=words("We have begun")),
        ),
    )
    assert answer.assignment.line.headline.headline == pb.HEADLINE_WORK_UNDER_WAY

    house.clock.advance(days=10)
    await house.call(
        liaison,
        "ReportProgress",
        pb.ReportProgressRequest(
            idempotency_key=key(),
            assignment_id=str(assignment),
            expected_version=answer.assignment.version,
            progress=pb.ProgressAnswer(
                progress=events.PROGRESS_REPORTED_COMPLETE, text=words("It answers"), evidence=[evidence()]
            ),
        ),
    )
    line = await house.line(tracked)
    assert line.headline.headline == pb.HEADLINE_SAYS_DONE_NOT_CHECKED
    assert not line.checked.HasField("entry")

    claims = await house.call(verifier, "ListClaims", pb.ListClaimsRequest())
    assert [each.assignment_id for each in claims.assignments] == [str(assignment)]
    assert claims.assignments[0].line.says.progress_entry.evidence[0].url == "https://commission.example/report"
    await house.call(
        verifier,
        "RecordVerification",
        pb.RecordVerificationRequest(
            idempotency_key=key(),
            assignment_id=str(assignment),
            expected_version=claims.assignments[0].version,
            verification=events.VERIFICATION_VERIFIED_COMPLETE,
            method=events.METHOD_SERVICE_TESTED,
            finding=words("We called it on three days"),
            evidence=[evidence("https://archive.example/call")],
            verifier_organisation_name="Checking house",
        ),
    )
    page = await house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=tracked.tracked_number))
    line = page.lines[0]
    assert line.headline.headline == pb.HEADLINE_DONE_CHECKED
    assert line.says.position == events.POSITION_ACCEPTED
    assert line.checked.entry.verifier_organisation_name == "Checking house"
    assert line.milestones == pb.Milestones(
        said_date="2026-02-20",
        published_date="2026-03-02",
        asked_date="2026-03-02",
        answered_date="2026-03-12",
        says_done_date="2026-03-22",
        checked_date="2026-03-22",
    )
    assert [each.kind for each in page.timeline] == [
        pb.TIMELINE_KIND_VERIFICATION,
        pb.TIMELINE_KIND_PROGRESS,
        pb.TIMELINE_KIND_PROGRESS,
        pb.TIMELINE_KIND_POSITION,
        pb.TIMELINE_KIND_REQUEST,
        pb.TIMELINE_KIND_REQUEST,
        pb.TIMELINE_KIND_PUBLISHED,
    ]
    overview = await house.public.GetOverview(pb.GetOverviewRequest())
    assert (overview.asked, overview.answered, overview.say_done, overview.shown_done) == (1, 1, 1, 1)


async def test_a_line_that_is_not_written_counts_nowhere(house: House) -> None:
    """The second net under the lock: a line saved over another version leaves nothing, not even in the counts."""
    body = await house.body()
    assignment = (await house.tracked(body)).assignments[body]
    await house.accepted(assignment)
    deltas = "SELECT (SELECT count(*) FROM line_count_deltas) + (SELECT count(*) FROM response_count_deltas) AS found"
    async with house.database.transaction() as tx:
        line = await lines.lock(tx, assignment)
        changed = replace(line.assignment, progress=Progress.IN_PROGRESS, version=line.assignment.version + 1)
        changed = replace(changed, answered_date=changed.opened_date, progress_version=changed.version)
        earlier = replace(line, assignment=replace(line.assignment, version=line.assignment.version - 1))
        before = await (await tx.execute(deltas)).fetchone()
        with pytest.raises(Aborted):
            await lines.save(tx, earlier, changed)
        assert await (await tx.execute(deltas)).fetchone() == before
        await lines.save(tx, line, changed)
        assert await (await tx.execute(deltas)).fetchone() != before
