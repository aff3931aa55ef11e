"""Story 1 by hand: ten recommendations from a phone through the gate to the public page and into two mailboxes.

All of it in the browser: what was found is taken out or stays, the final text is read beside the original, the page
says what changes against what is public, whom it tells and with which mail; and that mail is the one that arrives.
"""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.boxes import choose
from tests.e2e import reviewing
from tests.e2e.conftest import World
from tests.e2e.scene import Scene
from tests.e2e.signing_in import signed_in
from tests.e2e.typing_in import submit, type_in, type_many
from tests.e2e.waiting import until

BODY = "School books office (example)"
VICTIM, SCHOOL = "Zarqa Bqvxname", "Government Girls High School Bqvxtown"
MEETING = "Roundtable on school books (example)"
TEN = (
    f"Print the list of free books beside {VICTIM} and every school gate",
    f"Deliver the books to {SCHOOL} before the first lesson",
    "ہر کتاب اردو میں بھی چھاپی جائے",
    "Answer each complaint about missing books within ten days",
    "Name one officer for school books in each district",
    "Put the number of books delivered on a page that anyone can open",
    "Keep one set of books in large print in every library",
    "Ask teachers before a book is withdrawn",
    "Repair books before new ones are bought",
    "Hold a public meeting on school books every six months",
)
DONE = {"Who": "The office", "What": "A list at the gate", "By when": "Within a year", "Shown how": "By looking at it"}


def _entered_in_the_browser(scene: Scene, browser: Browser) -> pb.Draft:
    """Type ten recommendations on a phone; at the desk, what would count as done of the first; submit them."""
    world = scene.world
    person, stub = world.person("facilitator"), world.client.consultations
    page = signed_in(world, browser, person)
    type_many(page, MEETING, [f"{line} > {BODY}" for line in TEN])
    mine = person.call(stub.ListMyConsultations, pb.ListMyConsultationsRequest(page_size=200), "consultations")
    [which] = [each.consultation_id for each in mine.consultations if each.title.bodies["en"] == MEETING]
    asked = pb.GetDraftRequest(consultation_id=which)

    def draft() -> pb.Draft:
        found: pb.Draft = person.call(stub.GetDraft, asked, "consultations").draft
        return found

    address = f"/facilitator?consultation={which}"
    page.goto(f"{address}&step=details")
    choose(page, page.locator("[data-testid=stSelectbox]").filter(has_text="Kind of meeting"), "Roundtable")
    choose(page, page.locator("[data-testid=stSelectbox]").filter(has_text="Did it take place?"), "Held")
    page.locator("label").filter(has_text="invented").click()
    until(
        lambda: (
            draft().details.illustrative
            and (draft().details.kind, draft().details.state)
            == (events.CONSULTATION_KIND_ROUNDTABLE, events.CONSULTATION_STATE_HELD)
        ),
        "the details are saved as typed",
    )
    page.goto(f"{address}&step=items")
    page.locator("summary", has_text=TEN[0]).click()
    page.get_by_text("It can be said", exact=True).click()
    for called, words in DONE.items():
        type_in(page.get_by_label(f"{called} (English)", exact=True), words)
    until(lambda: draft().statements[0].details.verifiability.shown_how.bodies, "the four answers are saved as typed")
    submit(page, address, len(TEN))
    until(lambda: {each.record_state for each in draft().statements} == {pb.RECORD_STATE_IN_REVIEW}, "it waits")
    page.context.close()
    return draft()


def _gate(page: Page) -> None:
    """Take out what leads to a person, leave what does not, and read the text that is public then beside the other."""
    public, entered = (reviewing.side(page, which).nth(1) for which in ("What will be public", "As entered"))
    assert set(page.locator("mark").all_inner_texts()) == {VICTIM, SCHOOL}
    assert reviewing.say_of_each_span(page, {VICTIM: "Take it out"}, otherwise="May stay") == 4
    expect(public).to_contain_text(TEN[0].replace(VICTIM, "[name removed]"))
    expect(public).not_to_contain_text(VICTIM)
    expect(entered).to_contain_text(TEN[0])


def _read_mails_and_letter(page: Page) -> dict[str, str]:
    """Return the mail as previewed, by language, and the covering letter in English."""
    choose(page, page.locator("[data-testid=stSelectbox]").filter(has_text="Read what this body will get"), BODY)
    read: dict[str, str] = {}
    for language in ("English", "Urdu"):
        page.locator("summary", has_text=f"Mail in {language}").click()
        mail = page.locator("[data-testid=stExpander]").filter(has_text=f"Mail in {language}").locator("pre")
        expect(mail).to_be_visible()
        read[language] = mail.text_content() or ""
    letter = page.get_by_role("link", name="Covering letter in English, to print").get_attribute("href") or ""
    read["letter"] = page.request.get(letter).text()
    return read


@pytest.mark.timeout(300)
def test_ten_recommendations_go_through_gate_and_publication_in_the_browser_and_the_mails_arrive(
    world: World, browser: Browser
) -> None:
    scene = Scene(world, "story-01", BODY)
    for language in ("en", "ur"):
        scene.liaison(language)
    _entered_in_the_browser(scene, browser)

    page = signed_in(world, browser, world.person("reviewer"))
    reviewing.open_review(page, MEETING)
    _gate(page)
    reviewing.leave_out(page, f"10. {TEN[9]}")
    expect(page.get_by_text("Nothing of it is public yet.")).to_be_visible()
    expect(page.get_by_text(re.compile(rf"{re.escape(BODY)}.?: 2 person\(s\), 1 line\(s\)"))).to_be_visible()
    previewed = _read_mails_and_letter(page)
    assert all(BODY in previewed[each] and VICTIM not in previewed[each] for each in previewed)
    reviewing.answer_checklist(page)
    number = reviewing.publish(page, "Publish 9 item(s) – 2 liaisons will be told")

    reviewing.open_review(page, MEETING)
    expect(page.get_by_text("Items that are public and stay as they are: 9")).to_be_visible()
    expect(page.get_by_text("The texts of the consultation itself stay as they are.")).to_be_visible()
    expect(page.get_by_text("Nobody gets a mail.").first).to_be_visible()
    reviewing.answer_checklist(page)
    assert reviewing.publish(page, "Publish 1 item(s) – 0 liaisons will be told") == number
    page.context.close()

    reader = browser.new_page(base_url=world.stack.public_url)
    for language in ("en", "ur"):
        reader.goto(f"/c/{number}?lang={language}")
        shown = reader.locator("#items").inner_text()
        assert [each for each in TEN[1:] if each not in shown] == []
        assert TEN[0].replace(VICTIM, "[name removed]") in shown
        assert VICTIM not in reader.content()
    reader.close()
    mailboxes = {"English": scene.email, "Urdu": scene.email.replace("liaison", "liaison-ur", 1)}
    for language, mailbox in mailboxes.items():
        [mail] = until(lambda: [each for each in world.mails(mailbox) if number in each["text"]], language)  # noqa: B023
        [tracked] = set(re.findall(r"EX-R-\d+", mail["text"]))
        promised = previewed[language].replace("EX-C-n", number).replace("EX-R-n", tracked)
        assert mail["text"].splitlines() == promised.splitlines()
