"""Story 9: withdrawn after the body has replied. Number, tombstone, reason and replies remain, and nobody is asked."""

from typing import Any

import pytest

from deploy.local.sample_data.client import Refused
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until

REASON = "The participants asked for something else"


@pytest.mark.covers("row 5", "invariant 2")
def test_number_tombstone_reason_and_replies_remain_and_the_body_hears_of_it_once(world: World) -> None:
    scene = Scene(world, "story-9", "Office for Registers (example)")
    liaison = scene.liaison()
    first = scene.asked("a", "Publish the register")
    until(lambda: any(first.tracked_number in mail["text"] for mail in world.mails(scene.email)), "the request mail")
    until(lambda: scene.page(first.tracked_number).lines[0].response.due_date, "the clock")
    scene.accept(liaison, first.tracked_number)
    until(lambda: scene.page(first.tracked_number).lines[0].says.HasField("position_entry"), "the answer")
    before = scene.page(first.tracked_number)

    scene.change(
        "WithdrawStatement",
        consultations.WithdrawStatementRequest(
            number=first.number, reason=words(REASON), asked_by=words("The participants")
        ),
    )
    until(lambda: scene.page(first.tracked_number).withdrawn, "the tombstone")
    after = scene.page(first.tracked_number)
    assert (after.tracked_number, after.statement_number) == (before.tracked_number, before.statement_number)
    assert after.withdrawn_reason.bodies["en"] == REASON
    assert after.lines[0].says == before.lines[0].says
    assert after.lines[0].headline.headline == pb.HEADLINE_WITHDRAWN
    assert after.timeline[0].kind == pb.TIMELINE_KIND_WITHDRAWN
    assert list(after.timeline)[1:] == list(before.timeline)
    with pytest.raises(Refused, match="withdrawn"):
        scene.accept(liaison, first.tracked_number)

    for language, says in (("en", "Number and replies stay."), ("ur", "نمبر اور جوابات باقی رہتے ہیں۔")):
        path = f"/r/{first.tracked_number}?lang={language}"
        until(lambda path=path, says=says: says in scene.read(path), "the page")  # type: ignore[misc]
        assert REASON in scene.read(path)
    assert "We will do it this year." in scene.read(f"/r/{first.tracked_number}?lang=en")

    # Who was asked hears once that nothing more is asked. A mail of later says nothing of what was withdrawn.
    until(lambda: len(_about(world, scene, first.tracked_number)) > 1, "the notice")
    later = scene.asked("b", "Keep the register up to date")
    until(lambda: any(later.tracked_number in mail["text"] for mail in world.mails(scene.email)), "the next mail")
    notice, request = _about(world, scene, first.tracked_number)
    assert "withdrew it. Nothing more is asked about it" in " ".join(notice["text"].split())
    assert REASON not in notice["text"]
    assert "This mail asks nothing of you." not in " ".join(request["text"].split())


def _about(world: World, scene: Scene, number: str) -> list[Any]:
    """Return the mails that name the number, newest first."""
    return [mail for mail in world.mails(scene.email) if number in mail["text"]]
