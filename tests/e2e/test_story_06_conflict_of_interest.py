"""Story 6: a verifier from the addressee's own organisation is refused, and the attempt is logged."""

import secrets

import grpc
import pytest

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World
from tests.e2e.waiting import until


@pytest.mark.covers("row 17")
def test_a_verifier_of_the_own_organisation_is_refused(world: World) -> None:
    operator = world.client.operator_identity
    page = operator.ListOrganisations(identity.ListOrganisationsRequest(page_size=200), timeout=10)
    platform = next(each for each in page.organisations if each.name == "Video Platform (example)")
    email = f"verifier-{secrets.token_hex(4)}@video-platform.example"
    person = operator.RegisterPerson(
        identity.RegisterPersonRequest(
            idempotency_key=secrets.token_hex(8),
            name="Verifier of the Video Platform (example)",
            email=email,
            language="en",
            organisation_id=platform.organisation_id,
        ),
        timeout=10,
    ).person
    operator.GrantRole(
        identity.GrantRoleRequest(
            idempotency_key=secrets.token_hex(8),
            person_id=person.person_id,
            role=identity_events.ROLE_VERIFIER,
            organisation_id=platform.organisation_id,
        ),
        timeout=10,
    )
    verifier = world.client.sign_in(email)
    stub = world.client.recommendations
    asked = recommendations.ListClaimsRequest(page_size=200)
    claims = verifier.call(stub.ListClaims, asked, "recommendations").assignments
    own = next(each for each in claims if each.line.addressee.slug == "video-platform-example")
    assert own.conflict_of_interest
    assert own.conflict_reason == "own_organisation"
    attempt = recommendations.RecordVerificationRequest(
        idempotency_key=secrets.token_hex(8),
        assignment_id=own.assignment_id,
        expected_version=own.version,
        verification=events.VERIFICATION_VERIFIED_COMPLETE,
        method=events.METHOD_SERVICE_TESTED,
        finding=LocalizedText(authoritative_language="en", bodies={"en": "It works."}),
        evidence=[events.Evidence(reference="own test", seen_date="2026-01-01")],
        verifier_organisation_name="Video Platform (example)",
    )
    token = verifier._token("recommendations")
    with pytest.raises(grpc.RpcError) as refused:
        stub.RecordVerification(attempt, timeout=10, metadata=(("authorization", f"Bearer {token}"),))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    log = world.stack.home / "log" / "recommendations.log"
    until(lambda: "conflict" in log.read_text(encoding="utf-8"), "a log line about the conflict of interest", 10)
