"""Requests, events and refusals of recommendations for tests: each builder supplies what a test does not name."""

from typing import Any
from uuid import uuid4

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from roundtable.common.v1 import errors_pb2, text_pb2
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import texts
from services.chassis.ids import new_id


def key() -> str:
    return uuid4().hex


def words(english: str, **more: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language="en", bodies={"en": english, **more})


def a_text(english: str, **more: str) -> text_pb2.Text:
    return texts.new({"en": english, **more}, "en")


def _in_urdu(slug: str) -> str:
    """Return letters of Urdu of which no two look alike, one for each of the slug's last digits."""
    return "".join("بجدرسطعفقلمنوہیک"[int(digit, 16)] for digit in slug[-12:])


def a_body(**changed: Any) -> pb.RegisterAddresseeRequest:
    slug = f"body-{uuid4().hex[:12]}"
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "slug": slug,
        "kind": events.ADDRESSEE_KIND_AGENCY,
        "name": words(f"Commission {slug}", ur=f"کمیشن {_in_urdu(slug)}"),
        "jurisdiction": events.JURISDICTION_FEDERAL,
        "remit": words("Child protection"),
    }
    return pb.RegisterAddresseeRequest(**(fields | changed))


def a_statement(**changed: Any) -> published.StatementPublished:
    fields: dict[str, Any] = {
        "statement_id": str(new_id()),
        "publication_id": str(new_id()),
        "type": published.STATEMENT_TYPE_RECOMMENDATION,
        "publication": published.PUBLICATION_TRACKED,
        "title": a_text("A hotline for children", ur="بچوں کے لیے ہیلپ لائن"),
        "text": a_text("Open a hotline that answers in Urdu."),
        "verifiability": published.Verifiability(
            who=a_text("The commission"),
            what=a_text("A number that answers"),
            by_when=a_text("Within a year"),
            shown_how=a_text("By calling it"),
        ),
        "themes": ["child_safety"],
        "response_period_days": 60,
        "author_id": str(new_id()),
        "facilitator_id": str(new_id()),
        "said_date": "2026-02-20",
    }
    return published.StatementPublished(**(fields | changed))


def evidence(url: str = "https://commission.example/report") -> events.Evidence:
    return events.Evidence(url=url, seen_date="2026-03-01")


def fields_at_fault(error: grpc.aio.AioRpcError) -> list[str]:
    """The fields that a refusal names."""
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert rich is not None, error
    bad = error_details_pb2.BadRequest()
    assert rich.details[0].Unpack(bad)
    return [violation.field for violation in bad.field_violations]


def current_of(error: grpc.aio.AioRpcError, kind: type[Any]) -> Any:
    """The row as it is now, as a stale write is told."""
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    assert rich is not None, error
    stale, current = errors_pb2.Stale(), kind()
    assert rich.details[0].Unpack(stale)
    assert stale.current.Unpack(current)
    return current
