"""By a card a participant sees on `/my-words` what is public of the own words, and hides it everywhere at once."""

import secrets

from playwright.sync_api import Browser

from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World
from tests.e2e.files import holding
from tests.e2e.scene import Scene
from tests.e2e.waiting import until

NAME, BODY = "Shirin Qvxcard", "Qvxcard Trust"
TOKEN = "Qvxcard"
WORDS = "Every helpline shall say when it calls back"


def _published(scene: Scene) -> pb.Draft:
    """Publish, on the record, one tracked item of somebody who is named."""
    table = scene.table("said", WORDS)
    table["details"]["attribution_rule"] = "ATTRIBUTION_RULE_ON_RECORD"
    table["participants"] = [{"name": NAME, "organisation": BODY}]
    table["statements"][0]["speaker"] = NAME
    return scene.publish(table)


def _pages(scene: Scene, draft: pb.Draft) -> dict[str, str]:
    """Every public page that shows the item or the speaker, in both languages, as strangers get it."""
    number, tracked = draft.statements[0].number, draft.statements[0].tracked_number
    pages = (f"/c/{draft.number}", f"/c/{number}", f"/r/{tracked}", f"/a/{scene.slug}", f"/?show=example&q={TOKEN}")
    found = {
        f"{page} {language}": scene.read(f"{page}{'&' if '?' in page else '?'}lang={language}")
        for page in (*pages, "/?show=example")
        for language in ("en", "ur")
    }
    files = (f"/r/{tracked}.json", "/lines.csv?show=example", f"/feed.atom?show=example&body={scene.slug}")
    return found | {each: scene.read(each) for each in files}


def _telling(scene: Scene, draft: pb.Draft) -> set[str]:
    pages = _pages(scene, draft)
    # The search repeats what was searched for: of the name, only what is more than that.
    return {where for where, body in pages.items() if any(each in body for each in (WORDS, NAME, BODY))}


def _show_again(world: World, draft: pb.Draft) -> list[bool]:
    request = pb.ShowRequest(number=draft.statements[0].number, reason="The speaker agreed.")
    shown = []
    for who in ("facilitator", "reviewer"):
        request.idempotency_key = secrets.token_hex(8)
        answer = world.person(who).call(world.client.consultations.Show, request, "consultations")
        shown.append(bool(answer.shown))
    return shown


def test_hide_me_now_acts_within_a_minute_everywhere_and_the_name_does_not_come_back(
    world: World, browser: Browser
) -> None:
    scene = Scene(world, "my-words", "Helpline Office (example)")
    draft = _published(scene)
    number, tracked = draft.statements[0].number, draft.statements[0].tracked_number
    expected = {f"/c/{draft.number} en", f"/c/{number} ur", f"/r/{tracked}.json", "/lines.csv?show=example"}
    expected.add(f"/feed.atom?show=example&body={scene.slug}")
    assert expected <= _telling(scene, draft)
    person = draft.participants[0].participant_id
    code = scene.change(
        "MakeCard", pb.MakeCardRequest(consultation_id=draft.consultation_id, participant_id=person)
    ).code

    page = browser.new_page()
    page.goto(f"{world.stack.public_url}/my-words?lang=en")
    page.fill("#code", code.lower())
    page.click("form[action='/my-words'] button")
    assert f"{NAME}, {BODY}" in page.locator("main").inner_text()
    page.click("form[action='/my-words/hide'] button")
    assert page.locator("[role=status]").inner_text() == "Hidden. Below is what is public now."
    until(lambda: not _telling(scene, draft), "neither words nor name are anywhere", 60)
    page.goto(f"{world.stack.public_url}/c/{draft.number}?lang=en")
    assert "Hidden while it is being checked" in page.locator("main").inner_text()
    page.close()
    assert not holding(world.stack.home, code.lower().encode())  # as it was typed: in no log, too

    assert _show_again(world, draft) == [False, True]
    until(lambda: WORDS in scene.read(f"/r/{tracked}?lang=en"), "the words are there again", 60)
    assert not [where for where, body in _pages(scene, draft).items() if NAME in body or BODY in body]
