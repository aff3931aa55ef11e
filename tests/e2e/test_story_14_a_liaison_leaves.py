"""Story 14: a liaison leaves; mail bounces; a colleague takes over in one action. What the liaison held dies at once.

What was said stays, as said by a liaison of the body. And what a facilitator held who is removed while a desk is open
dies as well.
"""

import re
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus

import grpc
import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.sample_data.client import Person
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e import liaisons
from tests.e2e.conftest import World
from tests.e2e.signing_in import signed_in
from tests.e2e.waiting import until
from tests.integration.consultations_house import consultation_details, words

# Lines that no other story looks at: the one is read, of the other something was said.
NUMBER, SLUG = "EX-R-12", liaisons.MINISTRY
ANSWERED, SAID = "EX-R-10", "A first draft lies with the legal branch."
LEAVER, COLLEAGUE = "leaver@ministry-for-rights.example", "colleague@ministry-for-rights.example"
WRITES_SECONDS = 1.0
READS_SECONDS = 60.0


@pytest.fixture
def leaver(world: World) -> Person:
    """A further liaison of the ministry, whom every service knows."""
    liaisons.of_the_ministry(world, name="Liaison of the ministry who leaves (example)", email=LEAVER)
    person = world.client.sign_in(LEAVER)
    read(world, person)
    return person


def read(world: World, person: Person, number: str = NUMBER) -> recommendations.Assignment:
    """Read a line as its liaison, waiting for the mandate to arrive."""
    asked = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=SLUG)
    found = person.call(world.client.recommendations.GetAssignment, asked, "recommendations").assignment
    assert isinstance(found, recommendations.Assignment)
    return found


def bearer(world: World, session: str, audience: str) -> tuple[tuple[str, str]]:
    """A fresh token: good for a minute, whatever happens to who holds it."""
    request = identity.ExchangeSessionRequest(session=session, audience=audience)
    return (("authorization", f"Bearer {world.client.identity.ExchangeSession(request, timeout=8).token}"),)


def begun(line: recommendations.Assignment, *, preview: bool = False) -> recommendations.SubmitAnswerRequest:
    """An answer to a line: work on it is planned."""
    return recommendations.SubmitAnswerRequest(
        idempotency_key=secrets.token_hex(16),
        assignment_id=line.assignment_id,
        expected_version=line.version,
        preview=preview,
        progress=recommendations.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words(SAID)),
    )


def mails_come_back(world: World) -> None:
    """Have the mail to the leaver's mailbox come back, as whoever runs the mail server reports it."""
    request = until(lambda: next((each for each in world.mails(LEAVER) if "/r/EX-R-" in each["text"]), None), "a mail")
    bounce = notifications.ReportBounceRequest(
        idempotency_key=secrets.token_hex(16), return_path=request["sender"], status_code="5.1.1"
    )
    world.client.operate(world.client.operator_notifications.ReportBounce, bounce)
    until(lambda: of_leaver(world).bounced, "a registrar sees that the mailbox takes nothing")


def of_leaver(world: World) -> identity.Person:
    """The leaver, as a registrar sees whoever is registered."""
    token = ""
    while True:
        asked = identity.ListPeopleRequest(page_size=200, page_token=token)
        page = world.client.operate(world.client.operator_identity.ListPeople, asked)
        for each in page.people:
            if each.email == LEAVER:
                assert isinstance(each, identity.Person)
                return each
        token = page.next_page_token
        assert token, "nobody has that address"


def a_calendar(world: World, page: Page) -> str:
    """Make a calendar link on the page; return its address."""
    page.goto(f"{world.stack.public_url}/due?lang=en")
    page.check("#sure-make")
    page.get_by_role("button", name="Make a calendar link").click()
    address = page.locator("#address").input_value()
    world.sessions.append(address.rpartition("/")[2].removesuffix(".ics"))  # no less a secret than a session
    return address


def answered(address: str) -> tuple[int, str]:
    """Read a calendar as a program does; return status and content."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""


def code_of(call: object) -> grpc.StatusCode:
    assert isinstance(call, grpc.Call)
    return call.code()


def on_a_phone(world: World, browser: Browser, session: str) -> Page:
    """Open a page on a phone without scripts, signed in."""
    phone = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    phone.add_cookies([{"name": "sid", "value": session, "url": world.stack.public_url}])
    return phone.new_page()


def hand_over(world: World, page: Page) -> None:
    """Hand over on the page."""
    page.goto(f"{world.stack.public_url}/hand-over?lang=en")
    page.fill("#email", COLLEAGUE)
    page.fill("#name", "Colleague (example)")
    page.check("#sure")
    page.click("form.answer button[type=submit]")


def test_a_colleague_takes_over_and_what_the_liaison_held_dies_at_once(
    world: World, browser: Browser, leaver: Person
) -> None:
    line, stubs = read(world, leaver), world.client.recommendations
    elsewhere = world.client.sign_in(LEAVER).session
    leaver.call(stubs.SubmitAnswer, begun(read(world, leaver, ANSWERED)), "recommendations")
    mails_come_back(world)
    old = bearer(world, elsewhere, "recommendations")
    page = on_a_phone(world, browser, leaver.session)
    calendar = a_calendar(world, page)
    assert "BEGIN:VEVENT" in answered(calendar)[1]

    def write() -> grpc.StatusCode | None:
        """Answer with a token that is still good for a minute."""
        try:
            stubs.SubmitAnswer(begun(line, preview=True), timeout=8, metadata=old)
        except grpc.RpcError as refusal:
            return code_of(refusal)
        return None

    assert write() is None
    hand_over(world, page)
    handed_over = time.monotonic()
    expect(page.get_by_role("status")).to_contain_text("Your colleague answers for")
    assert answered(calendar)[0] == HTTPStatus.NOT_FOUND, "the calendar link is asked for at identity itself"
    until(lambda: write() is grpc.StatusCode.PERMISSION_DENIED, "a write is refused")
    # The page's own time and that of a call are in it, and this machine may be busy.
    assert time.monotonic() - handed_over < 5 * WRITES_SECONDS
    page.goto(f"{world.stack.public_url}/my-lines")
    expect(page).to_have_url(f"{world.stack.public_url}/sign-in?next=%2Fmy-lines")
    for session in (leaver.session, elsewhere):
        with pytest.raises(grpc.RpcError) as refusal:
            bearer(world, session, "recommendations")
        assert code_of(refusal.value) is grpc.StatusCode.UNAUTHENTICATED
    colleague = world.client.sign_in(COLLEAGUE)
    assert read(world, colleague).line.tracked_number == NUMBER
    assert not [each for each in of_leaver(world).mandates if not each.to_date]
    page.goto(f"{world.stack.public_url}/r/{ANSWERED}?lang=en")
    expect(page.locator("main")).to_contain_text(SAID)
    expect(page.locator("main")).to_contain_text("Answered from the body's registered mailbox, with a code")
    expect(page.locator("main")).not_to_contain_text(re.compile("who leaves|leaver@"))


@dataclass(frozen=True)
class Facilitator:
    """A facilitator of a host of their own, with one draft."""

    person: Person
    id: str
    organisation_id: str
    draft: str
    """Its title."""


@pytest.fixture
def facilitator(world: World) -> Facilitator:
    client, which = world.client, secrets.token_hex(4)
    host = identity.RegisterOrganisationRequest(idempotency_key=f"host-{which}", name=f"Host {which} (example)")
    organisation_id = client.operate(client.operator_identity.RegisterOrganisation, host).organisation.organisation_id
    who = identity.RegisterPersonRequest(
        idempotency_key=f"facilitator-{which}",
        name="Facilitator who is removed (example)",
        email=f"facilitator-{which}@host.example",
        language="en",
        organisation_id=organisation_id,
    )
    registered = client.operate(client.operator_identity.RegisterPerson, who).person
    role = identity.GrantRoleRequest(
        idempotency_key=f"role-{which}",
        person_id=registered.person_id,
        role=identity_events.ROLE_FACILITATOR,
        organisation_id=organisation_id,
    )
    client.operate(client.operator_identity.GrantRole, role)
    person, title = client.sign_in(who.email), f"Draft {which}"
    details = consultation_details(illustrative=True, title=words(title))
    draft = consultations.CreateConsultationRequest(idempotency_key=f"draft-{which}", details=details)
    person.call(client.consultations.CreateConsultation, draft, "consultations")
    return Facilitator(person, registered.person_id, organisation_id, title)


@pytest.mark.covers("SEC 6")
def test_at_an_open_desk_whoever_is_removed_writes_nothing_and_reads_nothing(
    world: World, browser: Browser, facilitator: Facilitator
) -> None:
    """The page is drawn anew over the socket that was opened before, with whatever token the dashboard still has."""
    desk = signed_in(world, browser, facilitator.person)
    desk.goto("/facilitator")
    draft = desk.get_by_role("button", name=facilitator.draft)
    expect(draft).to_be_visible()
    gone = identity.RemovePersonRequest(idempotency_key=secrets.token_hex(16), person_id=facilitator.id)
    world.client.operate(world.client.operator_identity.RemovePerson, gone)
    removed = time.monotonic()

    desk.get_by_role("button", name="New consultation").click()
    expect(desk.get_by_role("alert").first).to_contain_text(re.compile("This page is for|You are signed out"))
    expect(draft).to_have_count(0)
    assert time.monotonic() - removed < READS_SECONDS
    with world.stack.postgres.admin("consultations") as connection:
        statement = "SELECT count(*) FROM consultations WHERE organisation_id = %s"
        assert connection.execute(statement, [facilitator.organisation_id]).fetchone() == (1,), "another one was made"
