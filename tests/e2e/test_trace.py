"""One trace spans it all: consultations → Kafka → recommendations → Kafka → notifications → mail, and the news back.

Every event keeps the trace in which it was appended, so the logs of the services tell the way of a command.
`tests/integration/test_one_trace.py` looks at the spans themselves, on one hop.
"""

from typing import Any
from uuid import uuid4

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import EMAILS, World
from tests.e2e.waiting import until
from tests.integration.consultations_house import (
    consultation_details,
    publication_of,
    statement_details,
    tracked,
    words,
)

BODY, LIAISON = "ministry-for-rights-example", "ministry-liaison"


def command(world: World, who: str, request: Any) -> Any:
    """Send a command to consultations in somebody's name."""
    rpc = getattr(world.client.consultations, type(request).__name__.removesuffix("Request"))
    request.idempotency_key = uuid4().hex
    return world.person(who).call(rpc, request, "consultations")


def publish(world: World, title: str) -> consultations.Draft:
    """Enter, submit and publish an invented consultation that asks one body for one thing."""
    ask = recommendations.ListRegisterRequest(page_size=200)
    register = world.person("facilitator").call(world.client.recommendations.ListRegister, ask, "recommendations")
    (body,) = (each.addressee_id for each in register.addressees if each.public.slug == BODY)
    details = consultation_details(illustrative=True)
    draft = command(world, "facilitator", consultations.CreateConsultationRequest(details=details)).draft
    asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
    asked["title"] = words(title)
    entered = consultations.PutStatementRequest(
        consultation_id=draft.consultation_id, details=statement_details(**asked)
    )
    command(world, "facilitator", entered)
    submit = consultations.SubmitConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=draft.version
    )
    draft = command(world, "facilitator", submit).draft
    request = publication_of(draft, publications=[published.PUBLICATION_TRACKED])
    preview = consultations.PreviewPublicationRequest(
        consultation_id=request.consultation_id, decisions=request.decisions
    )
    read = world.person("reviewer").call(world.client.consultations.PreviewPublication, preview, "consultations")
    request.final_text_digest = read.final_text_digest
    public: consultations.Draft = command(world, "reviewer", request).draft
    return public


def traces(world: World, service: str, kind: str, *, actor: str = "%") -> set[str]:
    """Return the traces in which events of a type were appended."""
    statement = "SELECT DISTINCT split_part(traceparent, '-', 2) FROM events WHERE type = %s AND actor LIKE %s"
    with world.stack.postgres.admin(service) as connection:
        return {trace for (trace,) in connection.execute(statement, (f"roundtable.{service}.v1.{kind}", actor))}


def test_a_publication_is_one_trace_from_the_rpc_to_the_mail_and_back(world: World) -> None:
    before = traces(world, "consultations", "StatementPublished")
    title = f"A line to follow {uuid4().hex[:8]}"
    publish(world, title)
    (trace,) = traces(world, "consultations", "StatementPublished") - before

    until(lambda: [mail for mail in world.mails(EMAILS[LIAISON]) if title in mail["text"]], "the request mail")
    assert trace in traces(world, "recommendations", "AssignmentOpened")
    assert trace in traces(world, "notifications", "DeliveryOpened")
    assert trace in traces(world, "notifications", "RequestSent")
    until(
        lambda: trace in traces(world, "recommendations", "RequestRecorded", actor="service:notifications"),
        "recommendations hears in the same trace that the mail was accepted",
    )
    assert trace in traces(world, "notifications", "RequestAccepted")
