"""Story 8: duplicates from three consultations become one card; one was wrong and stands on its own again."""

import re

import pytest
from playwright.sync_api import Browser, expect

from deploy.local.sample_data.client import Refused
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, on_any_day, words
from tests.e2e.waiting import until


@pytest.mark.covers("row 6")
def test_one_card_raised_in_three_consultations_and_one_on_its_own_again(world: World, browser: Browser) -> None:
    scene = Scene(world, "story-8", "Office for Hotlines (example)")
    card, duplicate, wrong = (
        scene.asked(key, title)
        for key, title in (
            ("a", "Open a hotline for children"),
            ("b", "Children need a hotline"),
            ("c", "Close a hotline that nobody answers"),
        )
    )
    liaison = scene.liaison()
    until(lambda: scene.page(wrong.tracked_number).lines[0].response.due_date, "the request")
    scene.accept(liaison, wrong.tracked_number)
    until(lambda: scene.page(wrong.tracked_number).lines[0].says.HasField("position_entry"), "the answer")
    before = scene.page(wrong.tracked_number)

    for each in (duplicate, wrong):
        scene.change(
            "MergeStatement",
            consultations.MergeStatementRequest(
                number=each.number, target_number=card.tracked_number, reason=words("All three ask for a hotline")
            ),
        )
    until(lambda: scene.page(card.tracked_number).consultations == 3, "raised in 3 consultations")
    merged = scene.page(wrong.tracked_number)
    assert (merged.joined.number, merged.text, merged.lines[0].says) == (
        card.tracked_number,
        before.text,
        before.lines[0].says,
    )
    assert merged.lines[0].headline.headline == pb.HEADLINE_MERGED
    with pytest.raises(Refused, match="merged"):
        scene.accept(liaison, duplicate.tracked_number)

    page = browser.new_page(base_url=world.stack.public_url)
    until(lambda: "Raised in 3 consultations" in scene.read(f"/r/{card.tracked_number}?lang=en"), "on the card")
    page.goto(f"/r/{card.tracked_number}?lang=ur")
    expect(page.locator(".raised")).to_contain_text("مشاورتوں میں اٹھایا گیا")
    page.goto(f"/r/{wrong.tracked_number}?lang=en")
    expect(page.locator("#joined")).to_have_text(re.compile(rf"Merged on .* into {card.tracked_number}"))
    page.locator("#joined a").click()
    expect(page).to_have_url(re.compile(rf"/r/{card.tracked_number}$"))
    page.close()

    scene.change(
        "UnmergeStatement",
        consultations.UnmergeStatementRequest(number=wrong.number, reason=words("It asks for the opposite")),
    )
    until(lambda: not scene.page(wrong.tracked_number).HasField("joined"), "on its own again")
    after = scene.page(wrong.tracked_number)
    kinds = [each.kind for each in after.timeline]
    assert {pb.TIMELINE_KIND_MERGED, pb.TIMELINE_KIND_UNMERGED} <= set(kinds)
    assert [
        each for each in after.timeline if each.kind not in {pb.TIMELINE_KIND_MERGED, pb.TIMELINE_KIND_UNMERGED}
    ] == list(before.timeline)
    for shown in (before, after):
        del shown.timeline[:]
    assert on_any_day(after) == on_any_day(before)
    assert scene.page(card.tracked_number).consultations == 2
    assert scene.page(duplicate.tracked_number).joined.number == card.tracked_number
