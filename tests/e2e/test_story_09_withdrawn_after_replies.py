"""Story 9: withdrawn after the body has replied. Number, tombstone, reason and replies remain, and nobody is asked.

That the clock of a silent body stops shows only as months pass: on an own clock in front of the real service.
"""

from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, expect

from dashboard.labels import text
from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from deploy.local.sample_data.client import Refused
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until
from tests.integration.recommendations_house import House, a_house

REASON = "The participants asked for something else"


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.mark.covers("row 5", "row 27")
async def test_the_clock_of_a_body_that_was_silent_stops(house: House) -> None:
    await house.timers.run()
    silent = await house.body()
    withdrawn, standing = await house.tracked(silent), await house.tracked(silent)
    await house.accepted(withdrawn.assignments[silent], standing.assignments[silent])
    due = (await house.line(withdrawn)).response.due_date
    assert due
    await house.withdraw(withdrawn)
    house.clock.advance(days=100)
    await house.timers.run()

    late = await house.line(standing)
    assert (late.response.state, late.response.due_date) == (pb.CLOCK_STATE_PAST_DATE, due)
    stopped = await house.line(withdrawn)
    assert (stopped.response.state, stopped.response.due_date) == (pb.CLOCK_STATE_STOPPED, due)
    assert stopped.headline.headline == pb.HEADLINE_WITHDRAWN
    steps = [await house.events_of(each.assignments[silent]) for each in (withdrawn, standing)]
    assert ["StepAnnounced" in each for each in steps] == [False, True]
    past_date = pb.LineFilter(response=pb.CLOCK_STATE_PAST_DATE)
    found = await house.public.ListLines(pb.ListLinesRequest(filter=past_date))
    assert [each.tracked_number for each in found.lines] == [standing.tracked_number]


@pytest.mark.covers("row 5", "invariant 2")
def test_number_tombstone_reason_and_replies_remain_and_the_body_hears_of_it_once(
    world: World, browser: Browser
) -> None:
    scene = Scene(world, "story-9", "Office for Registers (example)")
    liaison = scene.liaison()
    first = scene.asked("a", "Publish the register")
    until(lambda: any(first.tracked_number in mail["text"] for mail in world.mails(scene.email)), "the request mail")
    until(lambda: scene.page(first.tracked_number).lines[0].response.due_date, "the clock")
    scene.accept(liaison, first.tracked_number)
    until(lambda: scene.page(first.tracked_number).lines[0].says.HasField("position_entry"), "the answer")
    before = scene.page(first.tracked_number)
    until(lambda: "says it will do it" in _followed(scene, first)["summary"], "the answer in the feed")
    entry = _followed(scene, first)

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

    until(lambda: REASON in scene.read(f"/r/{first.tracked_number}"), "the page")
    _a_reader_sees_the_tombstone(world, browser, first)
    until(lambda: REASON in _followed(scene, first)["summary"], "the feed")
    said = _followed(scene, first)
    assert said["id"] == entry["id"] == f"{world.stack.public_url}/r/{first.tracked_number}"
    assert text("withdrawn_stays", "en") in said["summary"]
    assert said["summary"].startswith("Withdrawn on ")
    assert said["updated"] > entry["updated"], "a reader of feeds takes it for news"

    # Who was asked hears once that nothing more is asked. A mail of later says nothing of what was withdrawn.
    until(lambda: len(_about(world, scene, first.tracked_number)) > 1, "the notice")
    later = scene.asked("b", "Keep the register up to date")
    until(lambda: any(later.tracked_number in mail["text"] for mail in world.mails(scene.email)), "the next mail")
    notice, request = _about(world, scene, first.tracked_number)
    assert "withdrew it. Nothing more is asked about it" in " ".join(notice["text"].split())
    assert REASON not in notice["text"]
    assert "This mail asks nothing of you." not in " ".join(request["text"].split())


def _a_reader_sees_the_tombstone(world: World, browser: Browser, gone: consultations.Statement) -> None:
    """In both languages: number, reason and replies, and nothing that asks the body any more."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = phone.new_page()
    for language in ("en", "ur"):
        page.goto(f"{world.stack.public_url}/r/{gone.tracked_number}?lang={language}")
        main, tombstone = page.locator("main"), page.locator("main .tombstone")
        expect(main.locator("h1")).to_contain_text(gone.tracked_number)
        for words_of_it in (REASON, "The participants", text("withdrawn_stays", language)):
            expect(tombstone).to_contain_text(words_of_it)
        expect(main.locator(".panel.says")).to_contain_text("We will do it this year.")
        expect(main).not_to_contain_text(text("answer_here", language))
        page.goto(f"{world.stack.public_url}/c/{gone.number}?lang={language}")
        expect(page.locator("main .tombstone")).to_contain_text(REASON)
    phone.close()


def _followed(scene: Scene, asked: consultations.Statement) -> dict[str, str]:
    """Return the entry of a recommendation in the feed of its body's lines."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(scene.read(f"/feed.atom?show=example&body={scene.slug}"))
    [entry] = [each for each in feed.iter(f"{atom}entry") if asked.tracked_number in each.findtext(f"{atom}title", "")]
    return {each.tag.removeprefix(atom): each.text or "" for each in entry}


def _about(world: World, scene: Scene, number: str) -> list[Any]:
    """Return the mails that name the number, but for the receipt of the answer, newest first."""
    named = (mail for mail in world.mails(scene.email) if number in mail["text"])
    return [mail for mail in named if "Receipt: " not in mail["subject"]]
