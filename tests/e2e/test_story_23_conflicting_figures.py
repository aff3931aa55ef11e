"""Story 23: 502 participants, 186 women, 316 not stated; 141 videos "with" 131 + 21. Stored, flagged, not repaired."""

import re
import secrets
from typing import Any

import grpc
import pytest
from playwright.sync_api import Browser

from deploy.local.sample_data.content import Calendar
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as pb
from tests.e2e.conftest import World, today

FIGURES = [
    {"label": "participants", "value": 502, "as_printed": "502 participants"},
    {"label": "participants", "by": "FIGURE_BY_GENDER", "group": "women", "value": 186},
    {"label": "participants", "by": "FIGURE_BY_GENDER", "group": "not_stated", "value": 316},
    {"label": "videos", "value": 141, "as_printed": "141 videos in total"},
    {"label": "interviews", "part_of": "videos", "value": 131},
    {"label": "digital_stories", "part_of": "videos", "value": 21},
]
AS_PRINTED = [("", 502), ("women", 186), ("not_stated", 316), ("", 141), ("", 131), ("", 21)]
FOUND = pb.FigureConflict(
    kind=pb.FIGURE_CONFLICT_KIND_PARTS_EXCEED, label="videos", values=[131, 21], whole=141, sum=152
)


def _as_printed(figures: Any) -> list[tuple[str, int]]:
    return [(each.group, each.value) for each in figures]


def _draft(world: World, table: dict[str, Any]) -> pb.Draft:
    """Enter a consultation with one statement, and leave it a draft."""
    facilitator, stub = world.person("facilitator"), world.client.consultations
    details = Calendar(today()).message(
        pb.ConsultationDetails, table["details"], host_name={"en": "Child Safety Forum (example)"}
    )
    request = pb.CreateConsultationRequest(idempotency_key=secrets.token_hex(8), details=details)
    draft = facilitator.call(stub.CreateConsultation, request, "consultations").draft
    said = pb.StatementDetails(
        type=1,  # type: ignore[arg-type]
        title=LocalizedText(authoritative_language="en", bodies={"en": "Many came"}),
        text=LocalizedText(authoritative_language="en", bodies={"en": "Many came to see it."}),
        addressee_basis=pb.ADDRESSEE_BASIS_NONE,
    )
    put = pb.PutStatementRequest(
        idempotency_key=secrets.token_hex(8), consultation_id=draft.consultation_id, details=said
    )
    facilitator.call(stub.PutStatement, put, "consultations")
    asked = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    found: pb.Draft = facilitator.call(stub.GetDraft, asked, "consultations").draft
    return found


@pytest.mark.timeout(600)
def test_conflicting_figures(world: World, browser: Browser) -> None:
    facilitator, stub = world.person("facilitator"), world.client.consultations
    table: dict[str, Any] = {
        "details": {
            "kind": "CONSULTATION_KIND_SERIES",
            "state": "CONSULTATION_STATE_HELD",
            "illustrative": True,
            "title": {"en": "A series with figures (example)"},
            "figures": FIGURES,
        }
    }

    # Stored as printed, flagged in the draft, and not submitted without a word of the host.
    draft = _draft(world, table)
    assert _as_printed(draft.details.figures) == AS_PRINTED
    assert list(draft.figure_conflicts) == [FOUND]
    submit = pb.SubmitConsultationRequest(
        idempotency_key=secrets.token_hex(8), consultation_id=draft.consultation_id, expected_version=draft.version
    )
    # Not by `call`, which waits for what may only not have come yet.
    signed_in = (("authorization", f"Bearer {facilitator.token('consultations')}"),)
    with pytest.raises(grpc.RpcError, match="how the figures contradict each other"):
        stub.SubmitConsultation(submit, timeout=10, metadata=signed_in)
    entered = pb.ConsultationDetails()
    entered.CopyFrom(draft.details)
    entered.figures_conflict.CopyFrom(
        LocalizedText(authoritative_language="en", bodies={"en": "An overlap or a typing error."})
    )
    update = pb.UpdateConsultationRequest(
        idempotency_key=secrets.token_hex(8),
        consultation_id=draft.consultation_id,
        expected_version=draft.version,
        details=entered,
    )
    told = facilitator.call(stub.UpdateConsultation, update, "consultations").draft
    assert _as_printed(told.details.figures) == AS_PRINTED  # the explanation repairs nothing
    submit.idempotency_key, submit.expected_version = secrets.token_hex(8), told.version
    assert facilitator.call(stub.SubmitConsultation, submit, "consultations").draft.statements

    # What the five articles gave is public in the same way: of the programme, and of the series in it.
    listed = stub.ListProgrammes(pb.ListProgrammesRequest(page_size=200), timeout=10).programmes
    series = next(each for each in listed if "Media Baithak" in each.details.title.bodies["en"])
    [number] = series.consultation_numbers
    shown = stub.GetConsultation(pb.GetConsultationRequest(number=number), timeout=10).consultation
    for figures, conflicts in (
        (series.details.figures, series.figure_conflicts),
        (shown.figures, shown.figure_conflicts),
    ):
        assert _as_printed(figures) == AS_PRINTED
        assert list(conflicts) == [FOUND]
    reader = browser.new_page(viewport={"width": 360, "height": 800})
    for path in (f"/c/{number}", f"/p/{number}"):
        for language, not_stated, men in (("en", "not stated", "Men"), ("ur", "نہیں بتایا گیا", "مرد")):
            reader.goto(f"{world.stack.public_url}{path}?lang={language}")
            rows = [each.inner_text() for each in reader.locator("section[aria-labelledby=figures] table tr").all()]
            counts = [each.inner_text() for each in reader.locator("section[aria-labelledby=figures] td.count").all()]
            assert counts == ["502", "186", "316", "141", "131", "21"]
            assert not_stated in rows[2]
            assert not [row for row in rows if re.search(rf"(?<!Wo)\b{men}\b", row)]  # nobody says they are men
            notice = reader.locator(".notice").filter(has_text="152").inner_text()
            assert "131 + 21" in notice
            assert "141" in notice
            body = re.sub(r"\s+", " ", reader.locator("main").inner_text())
            assert body.count("152") == notice.count("152")  # in no figure
    reader.close()
