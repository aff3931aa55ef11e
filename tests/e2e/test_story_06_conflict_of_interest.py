"""Story 6: a verifier of the addressee's organisation, or the recommendation's author, is refused; that is logged."""

import secrets
from typing import Any

import grpc
import pytest
from playwright.sync_api import Browser, expect

from dashboard.labels import text
from deploy.local.sample_data.client import Person
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World
from tests.e2e.scene import Scene, words
from tests.e2e.waiting import until


def _somebody(world: World, organisation: str, *roles: "identity_events.Role.ValueType") -> Person:
    """Register a person of an organisation with these roles, and sign in."""
    operator = world.client.operator_identity
    of = world.organisation(organisation)
    email = f"verifier-{secrets.token_hex(4)}@story-6.example"
    person = operator.RegisterPerson(
        identity.RegisterPersonRequest(
            idempotency_key=secrets.token_hex(8),
            name=f"Verifier of the {organisation}",
            email=email,
            language="en",
            organisation_id=of.organisation_id,
        ),
        timeout=10,
    ).person
    for role in roles:
        grant = identity.GrantRoleRequest(
            idempotency_key=secrets.token_hex(8),
            person_id=person.person_id,
            role=role,
            organisation_id=of.organisation_id,
        )
        world.client.operate(operator.GrantRole, grant)
    return world.client.sign_in(email)


def _is_refused(world: World, verifier: Person, found: Any, organisation: str) -> None:
    """Try to check the line, and find the attempt in the log under its reason."""
    attempt = recommendations.RecordVerificationRequest(
        idempotency_key=secrets.token_hex(8),
        assignment_id=found.assignment_id,
        expected_version=found.version,
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_SERVICE_TESTED,
        finding=words("It works."),
        evidence=[events.Evidence(reference="own test", seen_date="2026-01-01")],
        verifier_organisation_name=organisation,
    )
    token = verifier.token("recommendations")
    with pytest.raises(grpc.RpcError) as refused:
        world.client.recommendations.RecordVerification(
            attempt, timeout=10, metadata=(("authorization", f"Bearer {token}"),)
        )
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    log = world.stack.home / "log" / "recommendations.log"
    logged = f"a refused attempt with the reason {found.conflict_reason}"
    until(lambda: _logged(log.read_text(encoding="utf-8"), found), logged, 10)


def _the_page_says_why(world: World, browser: Browser, verifier: Person, found: Any, language: str) -> None:
    """The verifier's page, on the person's own phone: why it is refused, and nothing to record it with."""
    phone = browser.new_context(viewport={"width": 360, "height": 1400})
    phone.set_default_timeout(60_000)
    phone.add_cookies([{"name": "sid", "value": verifier.session, "url": world.stack.public_url}])
    page = phone.new_page()
    page.goto(f"{world.stack.public_url}/verifier?lang={language}")
    number = page.get_by_label(text("verify_another", language))
    number.fill(found.line.tracked_number)
    number.press("Enter")
    title = found.line.title.bodies.get(language) or found.line.title.bodies["en"]
    expect(page.locator(".said").get_by_text(title, exact=True).first).to_be_visible(timeout=60_000)
    # The same may stand in a box that is closed: of a suggestion for a line of the same host.
    said = page.get_by_text(text(f"verify_conflict_{found.conflict_reason}", language)).locator("visible=true")
    expect(said.first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(text("verify_decision", language))).to_have_count(0, timeout=60_000)
    phone.close()


def _logged(log: str, found: Any) -> bool:
    wanted = ("conflict_of_interest_refused", found.conflict_reason, found.assignment_id)
    return any(all(each in line for each in wanted) for line in log.splitlines())


@pytest.mark.covers("row 17")
def test_a_verifier_of_the_own_organisation_is_refused(world: World, browser: Browser) -> None:
    organisation = "Video Platform (example)"
    verifier = _somebody(world, organisation, identity_events.ROLE_VERIFIER)
    asked = recommendations.ListClaimsRequest(page_size=200)
    claims = verifier.call(world.client.recommendations.ListClaims, asked, "recommendations").assignments
    own = next(each for each in claims if each.line.addressee.slug == "video-platform-example")
    assert own.conflict_of_interest
    assert own.conflict_reason == "own_organisation"
    _is_refused(world, verifier, own, organisation)
    _the_page_says_why(world, browser, verifier, own, "en")


@pytest.mark.covers("row 17")
def test_the_author_of_the_recommendation_is_refused(world: World, browser: Browser) -> None:
    host = "Child Safety Forum (example)"
    author = _somebody(world, host, identity_events.ROLE_FACILITATOR, identity_events.ROLE_VERIFIER)
    scene = Scene(world, "story-6", "Office for Tests (example)", author)
    liaison = scene.liaison()
    number = scene.asked("a", "Test the number every week").tracked_number
    scene.report_done(liaison, number)
    own = scene.assignment(author, number)
    assert own.conflict_reason == "own_recommendation"
    _is_refused(world, author, own, host)
    _the_page_says_why(world, browser, author, own, "ur")
