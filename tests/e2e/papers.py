"""Documents of a consultation, added and confirmed over gRPC; and the public copies, as anybody downloads them."""

import secrets
import urllib.request
from typing import Any

from deploy.local.sample_data.client import Person
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World


def add(world: World, who: Person, draft: pb.Draft, content: bytes, title: str, **given: Any) -> pb.Draft:
    """Add a document; the draft with it."""
    request = pb.AddDocumentRequest(
        idempotency_key=secrets.token_hex(8),
        consultation_id=draft.consultation_id,
        title=LocalizedText(authoritative_language="en", bodies={"en": title}),
        language="en",
        all_visible_agreed=True,
        chunk=content,
        **given,
    )

    def upload(request: Any, *, timeout: float, metadata: Any = ()) -> Any:
        return world.client.consultations.AddDocument(iter([request]), timeout=timeout, metadata=metadata)

    added: pb.Draft = who.call(upload, request, "consultations").draft
    return added


def confirm(world: World, reviewer: Person, draft: pb.Draft) -> None:
    """Say as a reviewer that the documents that wait may be public."""
    acts = [
        pb.SafeguardingAct(document_id=each.document_id, read=pb.SecondReading())
        for each in draft.documents
        if each.waits
    ]
    request = pb.SafeguardConsultationRequest(
        idempotency_key=secrets.token_hex(8), consultation_id=draft.consultation_id, acts=acts
    )
    reviewer.call(world.client.consultations.SafeguardConsultation, request, "consultations")


def downloads(world: World, number: str) -> dict[str, bytes]:
    """Download every public document of a consultation, by what it is called."""
    found = world.client.consultations.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10)
    copies = {}
    for each in found.consultation.documents:
        url = f"{world.stack.public_url}/c/{number}/document/{each.sha256}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{each.file_name}"'
            copies[each.file_name] = answer.read()
    return copies
