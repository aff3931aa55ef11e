"""Story 16: two liaisons of one body answer the same line at once. The second sees both versions and loses nothing."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.local.sample_data import people
from deploy.local.sample_data.client import Person
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World

# A line that no other story looks at.
NUMBER, SLUG = "EX-R-12", "ministry-for-rights-example"
FIRST, SECOND = "The plan will be agreed in spring.", "ہم نہیں کر سکتے، بجٹ نہیں ہے۔"


def _colleague(world: World) -> Person:
    """Register a second liaison of the ministry, and sign in."""
    client, email = world.client, "second-liaison@ministry-for-rights.example"
    ministry = people.register(client).organisations["ministry-for-rights"]
    registered = client.operate(
        client.operator_identity.RegisterPerson,
        identity.RegisterPersonRequest(
            idempotency_key=secrets.token_hex(16),
            name="Second liaison of the Ministry for Rights (example)",
            email=email,
            language="ur",
            organisation_id=ministry,
        ),
    )
    bodies = client.operate(
        client.operator_recommendations.ListRegister, recommendations.ListRegisterRequest(page_size=200)
    )
    (body,) = (each.addressee_id for each in bodies.addressees if each.public.slug == SLUG)
    grant = identity.GrantMandateRequest(
        idempotency_key=secrets.token_hex(16), person_id=registered.person.person_id, addressee_id=body
    )
    client.operate(client.operator_identity.GrantMandate, grant)
    return client.sign_in(email)


def _browser_of(world: World, browser: Browser, person: Person) -> BrowserContext:
    """Return a phone on which the person is signed in."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    cookie = {"name": "sid", "value": person.session, "url": world.stack.public_url}
    phone.add_cookies([cookie])  # type: ignore[list-item]
    return phone


@pytest.fixture
def forms(world: World, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """The form as both see it, opened before either has answered."""
    second = _colleague(world)
    asked = recommendations.GetAssignmentRequest(tracked_number=NUMBER, addressee_slug=SLUG)
    second.call(world.client.recommendations.GetAssignment, asked, "recommendations")
    phones = [_browser_of(world, browser, each) for each in (world.person("ministry-liaison"), second)]
    pages = [phone.new_page() for phone in phones]
    for page in pages:
        page.set_default_timeout(60_000)
        page.goto(f"{world.stack.public_url}/answer/{NUMBER}?body={SLUG}&lang=en")
    yield pages[0], pages[1]
    for phone in phones:
        phone.close()


@pytest.mark.timeout(300)
def test_the_second_sees_both_versions_and_loses_no_text(world: World, forms: tuple[Page, Page]) -> None:
    first, second = forms
    first.check("#ours-yes")
    first.check("#answer-accepted")
    first.fill("#answer_text", FIRST)
    first.fill("#delivery_date", "2099-03-01")
    _send(first)
    first.wait_for_url("**/sent*")

    second.check("#answer-declined")
    second.fill("#reason", SECOND)
    second.check("#written_in-ur")
    second.click("form.answer button[value=send]")
    expect(second.locator("#stale")).to_be_visible()
    theirs, mine = second.locator(".versions > section").all()
    expect(theirs).to_contain_text(FIRST)
    expect(mine).to_contain_text(SECOND)
    assert second.input_value("#reason") == SECOND
    assert second.is_checked("#answer-declined")
    assert _says(world) == FIRST, "nothing was written over it"

    # What was refused is kept as a draft: on another device it is there.
    second.goto(f"{world.stack.public_url}/answer/{NUMBER}?body={SLUG}&lang=en")
    assert second.input_value("#reason") == SECOND
    second.click("form.answer button[value=send]")
    expect(second.locator("#stale")).to_be_visible()
    _send(second)
    second.wait_for_url("**/sent*")
    second.goto(f"{world.stack.public_url}/r/{NUMBER}?lang=en")
    for words in (FIRST, SECOND):
        expect(second.locator("main")).to_contain_text(words)


def _send(page: Page) -> None:
    """Press it on the form, and once more in sight of what will be public."""
    page.click("form.answer button[value=send]")
    page.click("form:not(.answer) button[value=send]")


def _says(world: World) -> str:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    (line,) = world.client.recommendations.GetRecommendation(asked, timeout=10).lines
    return line.says.position_entry.text.bodies["en"]
