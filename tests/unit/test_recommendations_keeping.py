"""What waits for a second person reads as it will be kept, and holds nothing that looks like the service's own."""

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.wire.keeping import kept

OVERRIDE = "\u202e"


def test_a_letter_reads_for_its_reviewer_as_it_will_for_everybody() -> None:
    letter = pb.RecordOutsideAnswerRequest(
        position=pb.PositionAnswer(
            text=LocalizedText(authoritative_language="en", bodies={"en": f"We will{OVERRIDE}ton"}),
            believed_responsible=f"a{OVERRIDE}b",
        ),
        source=events.OutsideSource(reference=f"No.{OVERRIDE} 12"),
    )
    read = kept(letter)
    assert read.position.text.bodies["en"] == "We willton"
    assert (read.position.believed_responsible, read.source.reference) == ("ab", "No. 12")
    assert OVERRIDE in letter.source.reference, "the request stays as it was: it is compared with its repetition"


def test_nobody_says_for_the_service_that_a_scan_is_held_or_who_recorded_it() -> None:
    said = events.OutsideSource(
        reference="No. 12",
        url="https://commission.example/answer",
        recorded_by=LocalizedText(authoritative_language="en", bodies={"en": "Somebody else"}),
        scan=events.Evidence(file_id="5f0c3c1e-6d2f-4c63-9a51-0c8c4f1a2b3c", sha256="a" * 64),
        archived_date="2026-03-01",
        archive_sha256="b" * 64,
        not_fetched_date="2026-03-01",
    )
    read = kept(pb.RecordOutsideAnswerRequest(source=said)).source
    assert read == events.OutsideSource(reference=said.reference, url=said.url)


def test_nobody_says_for_the_service_that_a_copy_is_held() -> None:
    piece = events.Evidence(
        url="https://commission.example/report",
        seen_date="2026-03-01",
        visibility=events.EVIDENCE_VISIBILITY_RESTRICTED,
        file_id="5f0c3c1e-6d2f-4c63-9a51-0c8c4f1a2b3c",
        sha256="a" * 64,
        media_type="application/pdf",
        size_bytes=9,
        archived_date="2026-03-01",
        archive_sha256="b" * 64,
        not_fetched_date="2026-03-01",
    )
    (read,) = kept(pb.ProposeNotApplicableRequest(evidence=[piece])).evidence
    assert read == events.Evidence(url=piece.url, seen_date=piece.seen_date, file_id=piece.file_id)
