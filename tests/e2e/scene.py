"""A body of its own with a liaison, and consultations that ask it for something: what a story needs of the world."""

import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from deploy.local.sample_data.capture import Capture
from deploy.local.sample_data.client import Person
from deploy.local.sample_data.content import Calendar
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.e2e.conftest import World, today
from tests.e2e.waiting import until


def words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


def on_any_day(found: pb.GetRecommendationResponse) -> pb.GetRecommendationResponse:
    """Return what was found without what midnight changes by itself: which day it is, and how many are left."""
    same = pb.GetRecommendationResponse()
    same.CopyFrom(found)
    same.ClearField("as_of_date")
    for line in same.lines:
        line.response.ClearField("days_left")
        line.delivery.ClearField("days_left")
        line.headline.ClearField("days")
    return same


class Scene:
    """One invented body, its liaison, and the forum that asks.

    Args:
        world: The running product.
        story: A name of its own, in keys.
        name: Of the body.
        facilitator: Who enters what is asked; the forum's own if not said.
    """

    def __init__(self, world: World, story: str, name: str, facilitator: Person | None = None) -> None:
        self.world, self.story, self.name = world, story, name
        self.slug = f"{story}-example"
        self.stub = world.client.recommendations
        request = pb.RegisterAddresseeRequest(
            idempotency_key=f"{story}:body",
            slug=self.slug,
            kind=events.ADDRESSEE_KIND_AGENCY,
            name=words(name),
            jurisdiction=events.JURISDICTION_FEDERAL,
            illustrative=True,
        )
        answer = world.client.operate(world.client.operator_recommendations.RegisterAddressee, request)
        self.addressee_id = str(answer.addressee.addressee_id)
        self.email = f"liaison@{self.slug}.example"
        self._forum = self._capture(facilitator or world.person("facilitator"))

    def liaison(self, language: str = "en") -> Person:
        """Register somebody who answers for the body and reads mails in a language, and sign in."""
        key = "liaison" if language == "en" else f"liaison-{language}"
        email = self.email.replace("liaison", key, 1)
        operator = self.world.client.operator_identity
        organisation = operator.RegisterOrganisation(
            identity.RegisterOrganisationRequest(idempotency_key=f"{self.story}:office", name=f"{self.name} office"),
            timeout=10,
        ).organisation
        person = operator.RegisterPerson(
            identity.RegisterPersonRequest(
                idempotency_key=f"{self.story}:{key}",
                name=f"Liaison of the {self.name}",
                email=email,
                language=language,
                organisation_id=organisation.organisation_id,
            ),
            timeout=10,
        ).person
        self.world.client.operate(
            operator.GrantMandate,
            identity.GrantMandateRequest(
                idempotency_key=f"{self.story}:mandate:{key}",
                person_id=person.person_id,
                addressee_id=self.addressee_id,
            ),
        )
        return self.world.client.sign_in(email)

    def _capture(self, facilitator: Person) -> Capture:
        host = self.world.organisation("Child Safety Forum (example)")
        return Capture(
            client=self.world.client,
            calendar=Calendar(today()),
            facilitator=facilitator,
            reviewer=self.world.person("reviewer"),
            second_reviewer=self.world.person("second-reviewer"),
            host_name={"en": host.name},
            organisation_id=host.organisation_id,
            addressees={self.slug: self.addressee_id},
        )

    def asked(self, key: str, title: str) -> consultations.Statement:
        """Publish a consultation that asks the body for one thing; the statement, with its numbers."""
        [statement] = self.publish(self.table(key, title)).statements
        return statement

    def programme(self, table: dict[str, Any]) -> str:
        """Enter a programme; its id."""
        return self._forum.programme(table)

    def publish(
        self,
        table: dict[str, Any],
        before: Callable[[consultations.Draft], None] | None = None,
        *,
        programme_id: str = "",
    ) -> consultations.Draft:
        """Publish a consultation, and wait until its first statement, a tracked one, is on its page.

        Args:
            table: The consultation.
            before: What is done when everything is entered.
            programme_id: Of the programme that it belongs to.
        """
        entered = self.entered(table, programme_id=programme_id)
        if before:
            before(entered)
        return self.publish_entered(table, entered)

    def entered(self, table: dict[str, Any], *, programme_id: str = "") -> consultations.Draft:
        """Enter a consultation and submit it for review."""
        return self._forum.consultation(table | {"programme": "its"}, {"its": programme_id})

    def decisions(self, table: dict[str, Any], draft: consultations.Draft) -> list[consultations.StatementDecision]:
        """Return what the reviewer decides about each statement."""
        return self._forum.decisions(table, draft)

    def pass_gate(
        self, table: dict[str, Any], draft: consultations.Draft, decisions: list[consultations.StatementDecision]
    ) -> str:
        """Read what would be public, clear what could lead to a person, and return the digest of it."""
        return self._forum.pass_gate(table, draft, decisions)

    def publish_entered(self, table: dict[str, Any], entered: consultations.Draft) -> consultations.Draft:
        """Publish what was entered, and wait until its first statement, a tracked one, is on its page."""
        draft = self._forum.publish(table, entered)
        number = draft.statements[0].tracked_number
        until(lambda: self.arrived(number), f"{number} on its page")
        return draft

    def table(self, key: str, title: str) -> dict[str, Any]:
        """Write down a consultation that asks the body for one thing, as the sample data does."""
        return {
            "key": f"{self.story}:{key}",
            "details": {
                "kind": "CONSULTATION_KIND_ROUNDTABLE",
                "state": "CONSULTATION_STATE_HELD",
                "illustrative": True,
                "title": {"en": f"Consultation {key} of {self.story} (example)"},
                "starts_days_ago": 5,
                "attribution_rule": "ATTRIBUTION_RULE_CHATHAM_HOUSE",
                "themes": ["online_safety"],
                "response_period_days": 60,
                "source": {"type": "own_notes"},
            },
            "statements": [
                {
                    "type": "STATEMENT_TYPE_RECOMMENDATION",
                    "publication": "PUBLICATION_TRACKED",
                    "title": {"en": title},
                    "text": {"en": f"{title}, and say so in public."},
                    "addressees": [self.slug],
                    "addressee_basis": "ADDRESSEE_BASIS_EXPLICIT",
                    "verifiable": "VERIFIABLE_YES",
                    "verifiability": {
                        "who": {"en": self.name},
                        "what": {"en": "A page"},
                        "by_when": {"en": "Within a year"},
                        "shown_how": {"en": "By opening it"},
                    },
                }
            ],
        }

    def arrived(self, number: str) -> bool:
        """Tell whether it is on its page, with a line."""
        try:
            return bool(self.page(number).lines)
        except Exception:  # noqa: BLE001 - not there yet
            return False

    def page(self, number: str) -> pb.GetRecommendationResponse:
        """Return the public page of a recommendation, as the service tells it."""
        return self.stub.GetRecommendation(pb.GetRecommendationRequest(tracked_number=number), timeout=10)

    def read(self, path: str) -> str:
        """Return a public page as a stranger gets it."""
        try:
            with urllib.request.urlopen(f"{self.world.stack.public_url}{path}", timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.read().decode()

    def change(self, rpc: str, request: Any) -> Any:
        """Let the forum's facilitator do something to what is public."""
        request.idempotency_key = secrets.token_hex(8)
        stub = self.world.client.consultations
        return self.world.person("facilitator").call(getattr(stub, rpc), request, "consultations")

    def assignment(self, person: Person, number: str) -> pb.Assignment:
        """Return the body's line as a person works on it."""
        asked = pb.GetAssignmentRequest(tracked_number=number, addressee_slug=self.slug)
        found: pb.Assignment = person.call(self.stub.GetAssignment, asked, "recommendations").assignment
        return found

    def report_done(self, person: Person, number: str) -> None:
        """Answer that it is done."""
        line = self.assignment(person, number)
        request = pb.ReportProgressRequest(
            idempotency_key=secrets.token_hex(8),
            assignment_id=line.assignment_id,
            expected_version=line.version,
            progress=pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=words("It is done.")),
        )
        person.call(self.stub.ReportProgress, request, "recommendations")

    def accept(self, person: Person, number: str) -> None:
        """Answer that the body will do it."""
        line = self.assignment(person, number)
        request = pb.SubmitAnswerRequest(
            idempotency_key=secrets.token_hex(8),
            assignment_id=line.assignment_id,
            expected_version=line.version,
            position=pb.PositionAnswer(
                position=events.POSITION_ACCEPTED, text=words("We will do it this year."), delivery_date="2031-01-31"
            ),
        )
        person.call(self.stub.SubmitAnswer, request, "recommendations")
