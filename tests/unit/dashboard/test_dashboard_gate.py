"""The safeguarding gate at the reviewer's desk: who can be the second reader."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import labels
from roundtable.consultations.v1 import service_pb2 as pb


def a_page(reading: pb.PartReading, language: str) -> AppTest:
    def script(reading: object, here: object) -> None:
        import importlib  # the script runs apart from this file

        pb = importlib.import_module("roundtable.consultations.v1.service_pb2")
        gate = importlib.import_module("dashboard.review.gate")
        draft = pb.Draft(consultation_id="c1", statements=[pb.Statement(statement_id="s1")])
        preview = pb.PreviewPublicationResponse()
        preview.readings.append(reading)
        gate.Gate(here, draft, preview, "review").record()

    here = SimpleNamespace(language=language)
    return AppTest.from_function(script, kwargs={"reading": reading, "here": here}, default_timeout=30).run()


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "ask a registrar to make somebody of your organisation a reviewer"), ("ur", "رجسٹرار سے کہیں")],
)
@pytest.mark.parametrize("read_by_caller", [True, False])
def test_as_long_as_a_second_reading_is_missing_the_page_says_who_can_be_asked(
    language: str, told: str, read_by_caller: bool
) -> None:
    reading = pb.PartReading(statement_id="s1", topics=["child_abuse"], read_by_caller=read_by_caller)
    page = a_page(reading, language)
    assert not page.exception
    assert [told in each.value for each in page.text] == [True, *([] if read_by_caller else [False])]
    assert bool(page.button) is not read_by_caller, "who read it already is not asked to read it again"


def test_what_was_read_twice_asks_for_nobody() -> None:
    page = a_page(pb.PartReading(statement_id="s1", topics=["child_abuse"], read=True), "en")
    assert not page.exception
    assert not page.text


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Nothing becomes public by this and nobody is mailed"), ("ur", "کچھ عوامی نہیں ہوتا")]
)
def test_a_second_reading_is_asked_about_once(language: str, told: str) -> None:
    page = a_page(pb.PartReading(statement_id="s1", topics=["child_abuse"]), language)
    assert told in page.info[0].value
    assert page.button(key="review|gate_second").disabled
    page.checkbox(key="review-c1-gate_second|sure|gate_public").check().run()
    assert not page.button(key="review|gate_second").disabled


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(
    ("act", "labelled", "public"),
    [("document_keep", False, "gate_public_restrict"), ("gate_lower", True, "gate_public_lower")],
)
def test_keeping_a_document_from_the_public_or_no_longer_is_asked_about_once(
    language: str, act: str, labelled: bool, public: str
) -> None:
    def script(reading: object, here: object) -> None:
        import importlib  # the script runs apart from this file

        pb = importlib.import_module("roundtable.consultations.v1.service_pb2")
        documents = importlib.import_module("dashboard.review.documents")
        draft, document = pb.Draft(consultation_id="c1"), pb.Document(document_id="d1", kind=1)
        documents.decide(
            documents.Deciding(here=here, draft=draft, document=document, reading=reading, scope="review"), ()
        )

    asked: list[pb.SafeguardConsultationRequest] = []
    service = SimpleNamespace(SafeguardConsultation=asked.append)
    here = SimpleNamespace(language=language, person=SimpleNamespace(consultations=service))
    reading = pb.PartReading(document_id="d1", labelled=labelled)
    page = AppTest.from_function(script, kwargs={"reading": reading, "here": here}, default_timeout=30).run()
    button = f"review-c1-d1-{act}|button"
    page.text_input[0].input("It names a guest.").run()
    assert labels.text(public, language) in [each.value for each in page.info]
    assert page.button(key=button).disabled
    page.checkbox(key=f"review-c1-d1-{act}|sure|{public}").check().run()
    assert not page.button(key=button).disabled
    assert not asked


@pytest.mark.parametrize(("language", "where"), [("en", ["Title", "What was said"]), ("ur", ["عنوان", "کیا کہا گیا"])])
def test_the_same_words_in_two_texts_are_told_apart_by_the_text(language: str, where: list[str]) -> None:
    marks = [
        pb.SpanMark(field=f"{each}.bodies[en]", kind=pb.SPAN_KIND_NAME, words="Zarqa Lqv") for each in ("title", "text")
    ]
    spans = [pb.FoundSpan(statement_id="s1", mark=each, end=9) for each in marks]

    def script(spans: object, here: object) -> None:
        import importlib  # the script runs apart from this file

        pb = importlib.import_module("roundtable.consultations.v1.service_pb2")
        gate = importlib.import_module("dashboard.review.gate")
        draft = pb.Draft(statements=[pb.Statement(statement_id="s1")])
        gate.Gate(here, draft, pb.PreviewPublicationResponse(spans=spans), "review").decide("s1")

    here = SimpleNamespace(language=language)
    page = AppTest.from_function(script, kwargs={"spans": spans, "here": here}, default_timeout=30).run()
    assert not page.exception
    assert [each.label.rpartition(" · ")[2] for each in page.radio] == where
