"""Story 22: declined by letter, begun later all the same – both on one card, with their days."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from dashboard import labels
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World, today

# A line that no other story looks at.
NUMBER, SLUG = "EX-R-9", "ministry-for-rights-example"
LETTER_DAY = today() - timedelta(days=200)
NO, YES = "There is no budget for new rules.", "A first draft is being written."


def _words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


class Story:
    """One line, and what its people do to it over gRPC."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stub = world.client.recommendations

    def call(self, person: str, rpc: str, request: Any) -> Any:
        """Call an RPC in somebody's name."""
        return self.world.person(person).call(getattr(self.stub, rpc), request, "recommendations")

    def common(self) -> dict[str, Any]:
        """Return what every command on the line carries."""
        asked = recommendations.GetAssignmentRequest(tracked_number=NUMBER, addressee_slug=SLUG)
        line = self.call("ministry-liaison", "GetAssignment", asked).assignment
        return {
            "idempotency_key": secrets.token_hex(16),
            "assignment_id": line.assignment_id,
            "expected_version": line.version,
        }

    def line(self) -> recommendations.Line:
        """Return the line as the public sees it."""
        asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
        found = self.stub.GetRecommendation(asked, timeout=10)
        return next(each for each in found.lines if each.addressee.slug == SLUG)


def _declined_by_letter(story: Story) -> None:
    recorded = story.call(
        "facilitator",
        "RecordOutsideAnswer",
        recommendations.RecordOutsideAnswerRequest(
            **story.common(),
            position=recommendations.PositionAnswer(position=events.POSITION_DECLINED, reason=_words(NO)),
            source=events.OutsideSource(
                channel=events.CHANNEL_LETTER, date=LETTER_DAY.isoformat(), reference="Letter F-22 (example)"
            ),
        ),
    )
    story.call(
        "reviewer",
        "DecideOutsideAnswer",
        recommendations.DecideOutsideAnswerRequest(
            idempotency_key=secrets.token_hex(16),
            outside_answer_id=recorded.outside_answer.outside_answer_id,
            confirm=True,
        ),
    )


@pytest.mark.covers("row 10", "row 13", "invariant 7")
@pytest.mark.timeout(200)
def test_declined_then_begun_stands_on_one_card(world: World, browser: Browser) -> None:
    story = Story(world)
    _declined_by_letter(story)
    declined = story.line()
    assert declined.headline.headline == recommendations.HEADLINE_DECLINED

    report = recommendations.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, text=_words(YES))
    story.call(
        "ministry-liaison",
        "SubmitAnswer",
        recommendations.SubmitAnswerRequest(**story.common(), progress=report),
    )
    begun = story.line()
    assert begun.headline.headline == recommendations.HEADLINE_WORK_UNDER_WAY
    assert begun.says.position == events.POSITION_DECLINED, "what was said stays said"
    assert begun.says.position_entry.occurred_date == LETTER_DAY.isoformat()
    assert begun.says.progress == events.PROGRESS_IN_PROGRESS

    page = browser.new_page()
    page.goto(f"{world.stack.public_url}/r/{NUMBER}?lang=en")
    card = page.locator(".panel.says").first
    for words in (NO, YES, labels.day(LETTER_DAY.isoformat(), "en"), labels.day(_begun_day(begun), "en")):
        expect(card).to_contain_text(words)
    page.goto(f"{world.stack.public_url}/r/{NUMBER}?lang=ur")
    for enum, number in ((events.Position, events.POSITION_DECLINED), (events.Progress, events.PROGRESS_IN_PROGRESS)):
        expect(page.locator(".panel.says").first).to_contain_text(labels.value(enum, number, "ur"))
    page.close()


def _begun_day(line: recommendations.Line) -> str:
    return line.says.progress_entry.occurred_date
