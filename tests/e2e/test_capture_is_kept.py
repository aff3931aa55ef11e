"""Nothing typed for capture is lost: opened without a line, taken up elsewhere, a service that dies in between."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import EMAILS, World
from tests.e2e.scene import words

TYPED = "Open a hotline for the girl from ward 7 > Meta\nاردو میں جواب دیا جائے"  # noqa: RUF001
ON_SERVER = "Saved on the server as you typed it"
QUEUED = "queued"
TRIES = 20
# Everything that the browser keeps of this site for the time without a line, as text.
CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const each of await cache.keys()) { found.push(each.url, await (await cache.match(each)).text()); }
  }
  return found.join("\\n");
}"""

Device = Callable[..., BrowserContext]


@pytest.fixture
def device(world: World, browser: Browser) -> Iterator[Device]:
    """Makes a device on which the facilitator is signed in, who has typed nothing yet."""
    made: list[BrowserContext] = []

    def make(language: str = "en", session: str = "") -> BrowserContext:
        url = world.stack.public_url
        context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, locale="en-US")
        cookies: Any = [
            {"name": "sid", "value": session or world.person("facilitator").session, "url": url},
            {"name": "lang", "value": language, "url": url},
        ]
        context.add_cookies(cookies)
        context.set_default_timeout(60_000)
        made.append(context)
        return context

    nothing_typed(world)
    yield make
    for each in made:
        each.close()
    nothing_typed(world)


def nothing_typed(world: World) -> None:
    """End what the facilitator typed at /capture."""
    if found := kept(world):
        person, stub = world.person("facilitator"), world.client.consultations
        discard = pb.DiscardUnsentTextRequest(
            idempotency_key=f"nothing-{found.version}", page=pb.UNSENT_PAGE_LINES, expected_version=found.version
        )
        person.call(stub.DiscardUnsentText, discard, "consultations")


def kept(world: World) -> Any:
    """Return what the service keeps of it."""
    person, stub = world.person("facilitator"), world.client.consultations
    request = pb.ReadUnsentTextRequest(page=pb.UNSENT_PAGE_LINES)
    answer = person.call(stub.ReadUnsentText, request, "consultations")
    return answer.text if answer.HasField("text") else None


def opened(context: BrowserContext, path: str = "/capture") -> Page:
    page = context.new_page()
    page.goto(path)
    return page


@pytest.mark.timeout(300)
def test_it_opens_without_a_line_and_is_taken_up_on_another_device(world: World, device: Device) -> None:
    phone = device()
    page = opened(phone)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.close()
    phone.set_offline(True)

    page = opened(phone)
    expect(page.locator("main .notice")).to_contain_text("There is no line now")
    page.fill("#text", TYPED)
    expect(page.locator("#kept")).to_contain_text(QUEUED)
    page.goto("/capture?lang=ur")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#text")).to_have_value(TYPED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    held = page.evaluate(CACHED)
    assert "There is no line now" in held
    assert "ward 7" not in held
    assert "form_token" not in held.replace("elements.form_token", "").replace('"form_token"', "")
    assert kept(world) is None

    phone.set_offline(False)
    expect(page.locator("main .notice")).to_have_count(0)
    expect(page.locator("#kept")).to_contain_text(ON_SERVER)
    assert kept(world).fields["text"] == TYPED
    assert "ward 7" not in page.evaluate(CACHED)

    other = opened(device("ur"))
    expect(other.locator("#text")).to_have_value(TYPED)
    other.fill("#text", "on the other device")
    expect(other.locator("#kept")).to_contain_text("سرور پر محفوظ ہے")
    page.fill("#text", "on the phone")
    expect(page.locator("#elsewhere dd")).to_have_text("on the other device")
    assert kept(world).fields["text"] == "on the other device"
    page.click("#mine")
    expect(page.locator("#kept")).to_contain_text(ON_SERVER)
    other.reload()
    expect(other.locator("#text")).to_have_value("on the phone")


@pytest.mark.timeout(300)
def test_without_a_line_only_the_tab_in_which_it_was_typed_shows_it(world: World, device: Device) -> None:
    """A phone that goes from hand to hand in a village: nobody reads what another one typed, and nothing is lost."""
    phone = device()
    page = opened(phone)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.fill("#text", TYPED)
    expect(page.locator("#kept")).to_contain_text(ON_SERVER)
    phone.set_offline(True)

    stranger = opened(phone)
    expect(stranger.locator("#aside")).to_contain_text("Something was typed on this phone before")
    expect(stranger.locator("#text")).to_have_value("")
    stranger.fill("#text", "Publish the figures")
    expect(stranger.locator("#kept")).to_contain_text(QUEUED)
    stranger.reload()
    expect(stranger.locator("#text")).to_have_value("Publish the figures")
    page.goto("/capture?lang=en")
    expect(page.locator("#text")).to_have_value(TYPED)
    expect(page.locator("#aside")).to_be_visible()
    # Both tabs are at work: neither writes over what the other one keeps.
    page.fill("#text", f"{TYPED}\nOpen a desk")
    stranger.fill("#text", "Publish the figures\nName a person")
    page.fill("#text", f"{TYPED}\nOpen a desk in Quetta")
    stranger.close()

    phone.set_offline(False)
    expect(page.locator("main .notice")).to_have_count(0)
    both = f"{TYPED}\nOpen a desk in Quetta\nPublish the figures\nName a person"
    expect(page.locator("#text")).to_have_value(both)
    expect(page.locator("#kept")).to_contain_text(ON_SERVER)
    assert kept(world).fields["text"] == both
    expect(page.locator("#aside")).to_be_hidden()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("clears", [True, False])
def test_signing_out_clears_the_device_unless_it_is_to_stay(world: World, device: Device, *, clears: bool) -> None:
    phone = device(session=world.client.sign_in(EMAILS["facilitator"]).session)
    page = opened(phone)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.fill("#text", TYPED)
    expect(page.locator("#kept")).to_contain_text(ON_SERVER)
    page.goto("/sign-out")
    if not clears:
        page.uncheck("#clear")
    page.get_by_role("button", name="Sign out").click()
    said = "keeps nothing of what was typed" if clears else "is still on this device"
    expect(page.locator("main")).to_contain_text(said)
    assert ("ward 7" in (page.evaluate("localStorage.getItem('roundtable-capture')") or "")) is not clears
    assert "ward 7" not in page.evaluate(CACHED)
    assert kept(world).fields["text"] == TYPED


@pytest.mark.timeout(300)
def test_a_service_that_dies_between_two_steps_loses_nothing_and_nothing_is_entered_twice(
    world: World, device: Device
) -> None:
    person, stub = world.person("facilitator"), world.client.consultations
    consultation_id = _consultation(world)
    context = device()
    grid, brought, paper, phone, desk = (
        opened(context, f"{path}consultation={consultation_id}")
        for path in (
            *("/capture/grid?", "/capture/import?", "/capture/documents?", "/capture?", "/facilitator?step=items&"),
        )
    )
    grid.fill("#c1-text_en", "From the table")
    grid.get_by_role("button", name="Look at each row").click()
    expect(grid.locator("table.lines")).to_contain_text("From the table")
    brought.set_input_files("#file", _file("items.csv", "Title\nFrom a file\n"))
    paper.set_input_files("#file", _file("agenda.txt", "Agenda of the day"))
    paper.fill("#document_title", "Agenda")
    paper.select_option("#kind", index=1)
    paper.check("#sure")
    phone.fill("#text", "From the phone")
    phone.click("#quick button[type=submit]")
    expect(phone.locator("#r1")).to_contain_text("From the phone")
    box = desk.get_by_role("textbox", name="Add items: one per line")
    box.fill("From the box\nFrom the box, too")
    box.press("Tab")
    expect(desk.get_by_text(ON_SERVER)).to_be_visible()
    desk.get_by_text("1. Open a desk").click()
    title = desk.get_by_role("textbox", name="A line that names it (English)")
    expect(title).to_have_value("Open a desk")

    world.stack.parts["consultations"].child.kill()
    grid.get_by_role("button", name="Confirm and enter").click()
    expect(grid.locator("main")).to_contain_text("Nothing you entered is lost")
    brought.get_by_role("button", name="Check it").click()
    expect(brought.locator(".stays")).to_contain_text("are still here")
    paper.get_by_role("button", name="Add a document").click()
    expect(paper.locator(".stays")).to_contain_text("are still here")
    phone.click("#confirm button[type=submit] >> nth=0")
    expect(phone.locator("#kept")).to_contain_text(QUEUED)
    title.fill("Open a desk, typed meanwhile")
    title.press("Tab")
    expect(desk.get_by_text("Not saved yet").first).to_be_visible()
    desk.get_by_role("button", name="Add these lines").click()
    expect(title).to_have_value("Open a desk, typed meanwhile")
    expect(box).to_have_value("From the box\nFrom the box, too")

    world.stack.restart_part("consultations")
    again(grid, "Try again", grid.get_by_text("Entered: 1"))
    again(brought, "Check it", brought.get_by_role("button", name="Confirm and enter"))
    again(brought, "Confirm and enter", brought.get_by_text("Entered: 1"))
    again(paper, "Add a document", paper.get_by_text("The document is kept."))
    expect(phone.locator("#saved")).to_contain_text("1")
    again(
        desk, "Add these lines", desk.get_by_text("5. From the box, too").or_(desk.get_by_text("From the box, too ·"))
    )
    expect(box).to_have_value("")
    draft = person.call(stub.GetDraft, pb.GetDraftRequest(consultation_id=consultation_id), "consultations").draft
    titles = [each.details.title.bodies["en"] for each in draft.statements]
    assert titles[0] == "Open a desk, typed meanwhile"
    assert sorted(titles[1:]) == sorted(
        ["From the table", "From a file", "From the phone", "From the box", "From the box, too"]
    )
    assert len(draft.documents) == 1


def _consultation(world: World) -> str:
    """Make a consultation with one item, and return its id."""
    person, stub = world.person("facilitator"), world.client.consultations
    made = pb.CreateConsultationRequest(
        idempotency_key="dies", details=pb.ConsultationDetails(title=words("A service that dies"))
    )
    found: str = person.call(stub.CreateConsultation, made, "consultations").draft.consultation_id
    details = pb.StatementDetails(
        type=events.STATEMENT_TYPE_RECOMMENDATION,
        title=words("Open a desk"),
        text=words("Open a desk."),
        addressee_basis=pb.ADDRESSEE_BASIS_NONE,
    )
    item = pb.PutStatementRequest(idempotency_key="dies-1", consultation_id=found, details=details)
    person.call(stub.PutStatement, item, "consultations")
    return found


def _file(name: str, content: str) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}


def again(page: Page, button: str, wanted: Locator) -> None:
    """Press a button until the service is found again, which is what somebody at the page would do."""
    for _ in range(TRIES):
        if wanted.first.is_visible():
            return
        page.get_by_role("button", name=button).first.click()
        try:
            expect(wanted.first).to_be_visible(timeout=5_000)
        except AssertionError:
            continue
    expect(wanted.first).to_be_visible()
