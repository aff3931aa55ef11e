"""Story 8: duplicates from three consultations become one card; one was wrong and stands on its own again.

A facilitator merges at the desk, one pair as suggested and one by its number, and takes the wrong one back there.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.labels import text
from deploy.local.sample_data.client import Refused
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, on_any_day
from tests.e2e.waiting import until

_SLOW = 60_000


class Desk:
    """The facilitator's desk, in a browser."""

    def __init__(self, world: World, browser: Browser) -> None:
        self._world = world
        self.page: Page = browser.new_page(base_url=world.stack.public_url)
        self.page.set_default_timeout(_SLOW)
        self.part = self.page.get_by_test_id("stMain")
        self.lost: list[str] = []
        self.page.on("response", lambda each: self.lost.append(each.url) if each.status >= 400 else None)

    def opened(self, title: str, asked_for: str, number: str) -> None:
        """Come to the desk, open a part of it, and say which number it is about."""
        session: Any = {
            "name": "sid",
            "value": self._world.person("facilitator").session,
            "url": self._world.stack.public_url,
        }
        self.page.context.add_cookies([session])
        self.page.goto("/facilitator?lang=en")
        head = self.page.locator("summary", has_text=text(title, "en"))
        self.part = self.page.get_by_test_id("stExpander").filter(has=head).first
        head.click()
        self.typed(text(asked_for, "en"), number)

    def unfolded(self, *numbers: str) -> None:
        """Unfold a suggested pair, and go on in it."""
        pair = self.page.get_by_test_id("stExpander")
        for each in numbers:
            pair = pair.filter(has=self.page.locator("summary", has_text=re.compile(rf"{each}\b")))
        pair.last.locator("summary").click()
        self.part = pair.last

    def typed(self, field: str, words: str) -> None:
        """Fill a field in."""
        box = self.part.get_by_label(field, exact=True)
        box.fill(words)
        box.press("Enter")

    def done(self, act: str, reason: str, button: str) -> None:
        """Choose what to do, say why, and confirm what will be public and who is told."""
        self.part.get_by_text(text(act, "en"), exact=True).click()
        expect(self.part.get_by_test_id("stAlert").filter(has_text=text(_PUBLIC[act], "en"))).to_be_visible()
        self.typed(f"{text('change_reason', 'en')} (English)", reason)
        box = self.part.locator("[data-testid=stCheckbox]").filter(has_text=text("ask_once", "en"))

        def ticked() -> bool:
            """Tick it: what is read may change while it is being read, and then it does not stand."""
            if not box.get_by_role("checkbox").is_checked():
                box.locator("label").click()
            self.page.wait_for_timeout(500)
            return box.get_by_role("checkbox").is_checked()

        until(ticked, "the tick")
        self.part.get_by_role("button", name=text(button, "en"), exact=True).click()
        expect(self.page.get_by_text(text("change_done", "en"), exact=True).first).to_be_visible()


_PUBLIC = {
    "duplicates_act_merge": "change_merge_public",
    "change_merge": "change_merge_public",
    "change_unmerge": "change_unmerge_public",
}


@pytest.mark.timeout(300)
@pytest.mark.covers("row 6")
def test_one_card_raised_in_three_consultations_and_one_on_its_own_again(world: World, browser: Browser) -> None:
    scene = Scene(world, "story-8", "Office for Hotlines (example)")
    card, duplicate, wrong = (
        scene.asked(key, title)
        for key, title in (
            ("a", "Open a hotline for children in danger"),
            ("b", "Open one hotline for children in danger"),
            ("c", "Close a hotline that nobody answers"),
        )
    )
    liaison = scene.liaison()
    for each in (card, duplicate, wrong):  # a tick stands for who is told, so that goes on changing no more
        number = each.tracked_number
        until(lambda number=number: scene.page(number).lines[0].response.due_date, "the request")  # type: ignore[misc]
    scene.accept(liaison, wrong.tracked_number)
    until(lambda: scene.page(wrong.tracked_number).lines[0].says.HasField("position_entry"), "the answer")
    before = scene.page(wrong.tracked_number)

    desk = Desk(world, browser)
    desk.opened("duplicates_title", "duplicates_number", duplicate.number.partition("/")[0])
    desk.unfolded(duplicate.tracked_number, card.tracked_number)
    desk.done("duplicates_act_merge", "Both ask for one hotline", "duplicates_merge")
    desk.opened("change_title", "change_number", wrong.tracked_number)
    desk.page.get_by_text(text("change_merge", "en"), exact=True).click()
    desk.typed(text("change_target", "en"), card.tracked_number)
    desk.done("change_merge", "All three ask for a hotline", "change_button")
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

    desk.opened("change_title", "change_number", wrong.tracked_number)
    desk.done("change_unmerge", "It asks for the opposite", "change_button")
    assert desk.lost == [], "the desk asks for nothing that is not there"
    desk.page.close()
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
    _reads_as_before(scene, wrong.tracked_number, card.tracked_number, browser)


def _reads_as_before(scene: Scene, wrong: str, card: str, browser: Browser) -> None:
    page = browser.new_page(base_url=scene.world.stack.public_url)
    until(lambda: "Raised in 2 consultations" in scene.read(f"/r/{card}?lang=en"), "on the card")
    page.goto(f"/r/{wrong}?lang=en")
    expect(page.locator("#joined")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("Close a hotline that nobody answers")
    expect(page.locator("main")).to_contain_text("We will do it this year.")
    expect(page.locator(".timeline")).to_contain_text("Stands on its own again, apart from")
    expect(page.locator(".timeline")).to_contain_text("It asks for the opposite")
    page.close()
