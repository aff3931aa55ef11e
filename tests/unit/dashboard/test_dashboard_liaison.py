"""The liaison's form: what it asks of a line, and what it sends."""

import pytest
from starlette.testclient import TestClient

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CODE, World


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of somebody who is signed in; what they may do, the services decide."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    line = a_line(tracked_number="EX-R-2")
    world.assignments["EX-R-2"] = recommendations.Assignment(assignment_id="7", version=4, line=line)
    return reader


def test_a_line_without_a_date_is_asked_for_its_first(liaison: TestClient) -> None:
    form = page(liaison, "/answer/EX-R-2")
    assert form.select_one("#delivery_date")
    assert not form.select_one("#moved_date")


@pytest.mark.parametrize(("slips", "officer"), [(1, False), (2, True)])
def test_a_line_with_a_date_is_asked_for_a_move_and_from_the_third_for_the_officer(
    liaison: TestClient, world: World, slips: int, officer: bool
) -> None:
    line = world.assignments["EX-R-2"].line
    line.promised_date, line.delivery.due_date, line.slips = "2027-01-01", "2026-12-01", slips
    form = page(liaison, "/answer/EX-R-2")
    assert not form.select_one("#delivery_date")
    said = words(form.select_one("form.answer"))
    assert "You gave 1 Jan 2027." in said
    assert f"Moves so far: {slips}. The first date, 1 Dec 2026, stays the measure." in said
    assert ("From the third move on" in said) is officer
    unsaid = {"ours": "", "answer": "", "stage": "", "written_in": "en"}
    moved = {"moved_date": "2027-03-01", "moved_reason": "Tender failed"}
    send(liaison, "/answer/EX-R-2", form, **unsaid, **moved, do="send")
    (sent,) = world.asked
    assert isinstance(sent, recommendations.SubmitAnswerRequest)
    assert (sent.moved.delivery_date, sent.moved.reason.bodies["en"]) == ("2027-03-01", "Tender failed")
    assert not sent.HasField("position")
    assert not sent.HasField("progress")


def test_on_a_closed_line_the_form_says_that_another_answer_opens_it_again(liaison: TestClient, world: World) -> None:
    assert "This line is closed" not in words(page(liaison, "/answer/EX-R-2"))
    world.assignments["EX-R-2"].line.closure = events.CLOSURE_CLOSED_NOT_APPLICABLE
    assert "This line is closed. Another answer than the present one" in words(page(liaison, "/answer/EX-R-2"))
