"""Story 20: what was shown to be done is looked at again a year later, and turns out undone.

A year passes on an own clock in front of the real service; on the whole stack a finding that something lapsed becomes
public on a page that still shows the earlier check.
"""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World, today
from tests.e2e.scene import Scene as Body
from tests.e2e.scene import words
from tests.e2e.waiting import until
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_scene import Scene, a_scene

DONE, SHOWN, UNDONE = "The page is there.", "We opened it.", "The page was taken down in January."
CHECKER = "Evidence Desk (example)"


def _checked(verification: Any, found: str, seen: str) -> dict[str, Any]:
    return {
        "verification": verification,
        "method": events.METHOD_SERVICE_TESTED,
        "finding": words(found),
        "evidence": [events.Evidence(url=f"https://archive.example/{seen}", seen_date=seen)],
        "verifier_organisation_name": CHECKER,
    }


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


class Year:
    """One line over a year and a half."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.house = scene, scene.house

    async def morning_of(self, day: date) -> None:
        """Let it be a morning in Karachi, and everything happen that is due."""
        self.house.clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) - timedelta(hours=5)
        await self.house.timers.run()
        await self.house.parts.servicers[0][1].end_rights_of_reply()

    async def does(self, person: Any, request: type[Any], **fields: Any) -> None:
        """Let somebody act on the line as it stands."""
        common = {"idempotency_key": secrets.token_hex(8), "assignment_id": self.scene.assignment}
        await self.scene.call(person, request(**common, expected_version=await self.scene.version(), **fields))

    async def line(self) -> pb.Line:
        """Return the line as the public sees it."""
        return await self.house.line(self.scene.tracked)

    async def timeline(self) -> list[pb.TimelineEntry]:
        """Return what the page tells of it, oldest first."""
        asked = pb.GetRecommendationRequest(tracked_number=self.scene.tracked.tracked_number)
        return list(reversed((await self.house.public.GetRecommendation(asked)).timeline))

    async def waits(self) -> list[tuple[str, int, str]]:
        """Return what the verifiers' queue says of it."""
        page = await self.scene.call(self.scene.verifier, pb.ListClaimsRequest())
        return [(each.assignment_id, each.claim_reason, each.claim_date) for each in page.assignments]


async def test_a_verified_item_is_looked_at_again_after_a_year_lapses_and_is_opened_again(house: House) -> None:
    await house.timers.run()
    year = Year(await a_scene(house))
    scene = year.scene
    done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words(DONE))
    await year.does(scene.liaison, pb.ReportProgressRequest, progress=done)
    shown = _checked(events.VERIFICATION_VERIFIED_COMPLETE, SHOWN, "2026-03-01")
    await year.does(scene.verifier, pb.RecordVerificationRequest, **shown)
    assert (await year.line()).headline.headline == pb.HEADLINE_DONE_CHECKED
    await year.morning_of(date(2026, 3, 17))
    assert (await year.line()).closure == events.CLOSURE_CLOSED_VERIFIED, "nobody objected in ten working days"

    await year.morning_of(date(2027, 3, 1))
    assert await year.waits() == []
    await year.morning_of(date(2027, 3, 2))
    assert await year.waits() == [(scene.assignment, pb.CLAIM_REASON_RECHECK_DUE, "2027-03-02")]
    undone = _checked(events.VERIFICATION_LAPSED, UNDONE, "2027-03-01")
    await year.does(scene.verifier, pb.RecordVerificationRequest, **undone)
    line = await year.line()
    assert (line.headline.headline, line.checked.rechecked_until_date) == (pb.HEADLINE_DONE_CHECKED, "2027-03-19"), (
        "ten working days, three holidays among them"
    )
    assert UNDONE not in str(await year.timeline())

    await year.morning_of(date(2027, 3, 20))
    line = await year.line()
    assert line.headline.headline == pb.HEADLINE_SINCE_UNDONE
    assert [each.url for each in line.checked.entry.evidence] == ["https://archive.example/2027-03-01"]
    checks = [each for each in await year.timeline() if each.kind == pb.TIMELINE_KIND_VERIFICATION]
    told = [(each.occurred_date, each.verification, each.text.bodies["en"]) for each in checks]
    assert told == [
        ("2026-03-02", events.VERIFICATION_VERIFIED_COMPLETE, SHOWN),
        ("2027-03-20", events.VERIFICATION_LAPSED, UNDONE),
    ], "the old verification is still to be seen"

    again = events.Evidence(url="https://archive.example/gone", seen_date="2027-03-20")
    await year.does(
        scene.verifier,
        pb.ReopenRequest,
        reason=words("The page is gone"),
        evidence=[again],
        verifier_organisation_name=CHECKER,
    )
    assert (await year.line()).closure == events.CLOSURE_OPEN
    kinds = [each.kind for each in await year.timeline()]
    for kind in (pb.TIMELINE_KIND_CLOSED, pb.TIMELINE_KIND_REOPENED):
        assert kinds.count(kind) == 1, "the closure stays in history"
    assert await house.events_of(UUID(scene.assignment))
    await year.morning_of(date(2027, 6, 1))
    assert (await year.line()).closure == events.CLOSURE_OPEN, "the clock closes nothing that lapsed"


@pytest.mark.timeout(300)
def test_a_reader_sees_that_it_lapsed_and_that_it_had_been_shown(world: World, browser: Browser) -> None:
    body = Body(world, "story-20", "Bureau of Lapsed Pages (example)")
    liaison, verifier = body.liaison(), world.person("verifier")
    number = body.asked("a", "Keep the page of response times").tracked_number

    def does(person: Any, rpc: str, request: type[Any], **fields: Any) -> None:
        line = body.assignment(person, number)
        common = {"idempotency_key": secrets.token_hex(8), "assignment_id": line.assignment_id}
        person.call(
            getattr(body.stub, rpc), request(**common, expected_version=line.version, **fields), "recommendations"
        )

    def headline() -> int:
        return body.page(number).lines[0].headline.headline

    seen = today().isoformat()
    done = pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words(DONE))
    until(lambda: body.assignment(liaison, number).assignment_id, "the liaison may answer")
    does(liaison, "ReportProgress", pb.ReportProgressRequest, progress=done)
    shown = _checked(events.VERIFICATION_VERIFIED_COMPLETE, SHOWN, seen)
    does(verifier, "RecordVerification", pb.RecordVerificationRequest, **shown)
    assert headline() == pb.HEADLINE_DONE_CHECKED
    lapsed = _checked(events.VERIFICATION_LAPSED, UNDONE, seen)
    does(verifier, "RecordVerification", pb.RecordVerificationRequest, **lapsed)
    assert UNDONE not in body.read(f"/r/{number}?lang=en")
    until(lambda: headline() == pb.HEADLINE_SINCE_UNDONE, "the finding becomes public by itself")

    page = browser.new_page(viewport={"width": 360, "height": 740})
    for language, sentence in (("en", "Done earlier, since undone"), ("ur", "پہلے ہوا، پھر پلٹ گیا")):
        page.goto(f"{world.stack.public_url}/r/{number}?lang={language}")
        expect(page.locator("main")).to_contain_text(sentence)
        for found in (SHOWN, UNDONE, CHECKER):
            expect(page.locator("main")).to_contain_text(found)
    page.close()
