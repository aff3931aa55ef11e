"""Story 16: two liaisons of one body answer the same line at once. The second sees both versions and loses nothing."""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import grpc
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deploy.local.sample_data.client import Person
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World
from tests.e2e.scene import words
from tests.integration.recommendations_things import current_of

_AGAIN: Final = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
)
_PAUSE: Final = 0.1  # seconds

# A line that no other story looks at.
NUMBER, SLUG = "EX-R-12", "ministry-for-rights-example"
FIRST, SECOND = "The plan will be agreed in spring.", "ہم نہیں کر سکتے، بجٹ نہیں ہے۔"


def _colleague(world: World) -> Person:
    """Register a second liaison of the ministry, and sign in."""
    client, email = world.client, "second-liaison@ministry-for-rights.example"
    ministry = world.organisation("Ministry for Rights (example)").organisation_id
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


@pytest.fixture(scope="module")
def liaisons(world: World) -> tuple[Person, Person]:
    """The liaison of the ministry, and a colleague."""
    second = _colleague(world)
    _line(world, second)
    return world.person("ministry-liaison"), second


def _line(world: World, person: Person) -> recommendations.Assignment:
    """Return the line as a liaison works on it."""
    asked = recommendations.GetAssignmentRequest(tracked_number=NUMBER, addressee_slug=SLUG)
    found = person.call(world.client.recommendations.GetAssignment, asked, "recommendations").assignment
    assert isinstance(found, recommendations.Assignment)
    return found


@pytest.fixture
def forms(world: World, browser: Browser, liaisons: tuple[Person, Person]) -> Iterator[tuple[Page, Page]]:
    """The form as both see it, opened before either has answered."""
    phones = [_browser_of(world, browser, each) for each in liaisons]
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
    for said in (FIRST, SECOND):
        expect(second.locator("main")).to_contain_text(said)


def _send(page: Page) -> None:
    """Press it on the form, and once more in sight of what will be public."""
    page.click("form.answer button[value=send]")
    page.click("form:not(.answer) button[value=send]")


def _says(world: World) -> str:
    asked = recommendations.GetRecommendationRequest(tracked_number=NUMBER)
    (line,) = world.client.recommendations.GetRecommendation(asked, timeout=10).lines
    return line.says.position_entry.text.bodies["en"]


@pytest.mark.covers("invariant 3")
@pytest.mark.timeout(300)
def test_of_fifty_answers_at_once_one_stands_and_every_other_writer_is_shown_it(
    world: World, liaisons: tuple[Person, Person]
) -> None:
    seen = _line(world, liaisons[0])
    tokens = [each.token("recommendations") for each in liaisons]

    def write(number: int) -> tuple[bool, recommendations.Assignment]:
        says = recommendations.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words(f"Word {number}"))
        request = recommendations.SubmitAnswerRequest(
            idempotency_key=secrets.token_hex(8),
            assignment_id=seen.assignment_id,
            expected_version=seen.version,
            progress=says,
        )
        metadata = (("authorization", f"Bearer {tokens[number % 2]}"),)
        while True:
            try:
                answer = world.client.recommendations.SubmitAnswer(request, timeout=30, metadata=metadata)
            except grpc.RpcError as error:
                refused: Any = error
                if refused.code() is grpc.StatusCode.ABORTED:
                    return False, current_of(refused, recommendations.SubmitAnswerResponse).assignment
                # Too much at once for one person or the service: the same request is sent again, as every client does.
                if refused.code() not in _AGAIN:
                    raise
                time.sleep(_PAUSE)
            else:
                return True, answer.assignment

    with ThreadPoolExecutor(50) as writers:
        answered = list(writers.map(write, range(50)))
    [(_, stands)] = [each for each in answered if each[0]]
    heard = {each.line.says.progress_entry.text.bodies["en"] for _, each in answered}
    assert heard == {stands.line.says.progress_entry.text.bodies["en"]}, "everybody is shown what stands"
    now = _line(world, liaisons[1])
    assert now.version == stands.version == seen.version + 1
    assert now.line.says.progress_entry == stands.line.says.progress_entry
