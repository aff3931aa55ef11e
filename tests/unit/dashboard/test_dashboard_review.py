"""The reviewer's desk: what is marked in a text, and that words of people stay words."""

import re

import pytest
from starlette.testclient import TestClient

from dashboard.review import beside, difference, mails
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.reading import page
from tests.dashboard_kit.reading import words as read_words


def a_span(field: str, start: int, end: int, outcome: int = pb.SPAN_OUTCOME_OPEN) -> pb.FoundSpan:
    return pb.FoundSpan(mark=pb.SpanMark(field=field), start=start, end=end, outcome=outcome)  # type: ignore[arg-type]


def words(**bodies: str) -> LocalizedText:
    return LocalizedText(authoritative_language=next(iter(bodies)), bodies=bodies)


def test_what_waits_and_what_is_decided_are_marked_otherwise() -> None:
    spans = [a_span("", 4, 9), a_span("", 14, 20, pb.SPAN_OUTCOME_REDACTED)]
    html = str(beside.marked("Ask Zarqa, then Sohail.", "en", spans))
    assert html == (
        '<div class="said" lang="en" dir="ltr"><p>'
        'Ask <mark>Zarqa</mark>, the<mark class="decided">n Soha</mark>il.</p></div>'
    )


def test_words_of_people_stay_words_inside_and_around_a_mark() -> None:
    text = "<b>x</b> & <img src=x>\nnext"
    html = str(beside.marked(text, "ur", [a_span("", 11, 22)]))
    assert "<mark>&lt;img src=x&gt;</mark><br>next" in html
    assert "&lt;b&gt;x&lt;/b&gt; &amp; " in html
    assert 'dir="rtl"' in html


def test_offsets_are_code_points() -> None:
    assert "<mark>زرقا</mark>" in str(beside.marked("😀 زرقا نے", "ur", [a_span("", 2, 6)]))


def test_every_language_of_every_text_is_shown_beside() -> None:
    details = pb.StatementDetails(
        title=words(en="A title", ur="عنوان"),
        note=words(en="A note"),
        verifiability=pb.VerifiabilityEntry(who=words(en="The commission")),
    )
    found = list(beside.texts(details))
    assert [path for path, _, _ in found] == [
        "title.bodies[en]",
        "title.bodies[ur]",
        "verifiability.who.bodies[en]",
        "note.bodies[en]",
    ]
    shown = str(beside.original(details, [a_span("title.bodies[ur]", 0, 5)], "en"))
    assert all(body in shown for body in ("A title", "A note", "The commission"))
    assert "<mark>عنوان</mark>" in shown


def test_what_is_marked_outside_of_languages_is_shown_too() -> None:
    details = pb.ConsultationDetails(
        attending_bodies=["A", "Zarqa Circle"],
        outputs=[pb.Output(kind=pb.OUTPUT_KIND_VIDEO, url="https://a.example/x")],
        source=pb.Source(name="A paper"),
        kind=events.CONSULTATION_KIND_DIALOGUE,
    )
    spans = [a_span("attending_bodies[1]", 0, 5), a_span("outputs[0].url", 0, 8), a_span("source.name", 2, 7)]
    shown = str(beside.original(details, spans, "en"))
    assert all(f"<mark>{each}</mark>" in shown for each in ("Zarqa", "https://", "paper"))


def test_a_path_that_leads_nowhere_is_empty() -> None:
    details = pb.ConsultationDetails(attending_bodies=["A"])
    for path in ("", "nothing", "title.bodies[en]", "attending_bodies[3]", "programme.title.bodies[en]", "title"):
        assert beside.body(details, path) == ""


def test_what_changes_is_shown_in_each_language_with_its_words_marked() -> None:
    before = pb.PublicConsultation(
        title=words(en="Child safety online", ur="بچوں کا تحفظ"), summary=words(en="Gone"), starts_date="2026-01-14"
    )
    after = pb.PublicConsultation(
        title=words(en="Child safety offline", ur="بچوں کا تحفظ"), place=words(en="Lahore"), starts_date="2026-01-15"
    )
    assert list(difference.changed(before, after)) == [
        ("title.bodies[en]", "en", "Child safety online", "Child safety offline"),
        ("summary.bodies[en]", "en", "Gone", ""),
        ("starts_date[0]", "", "2026-01-14", "2026-01-15"),
        ("place.bodies[en]", "en", "", "Lahore"),
    ]
    assert not list(difference.changed(before, before))
    marked = str(difference.marked("Child safety <online>", "Child safety <offline>", "en"))
    assert "Child safety &lt;<del>online</del><ins>offline</ins>&gt;" in marked


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        pytest.param(
            "Each body tells it, now.",
            "Publish the figures, now.",
            "<del>Each body tells it</del><ins>Publish the figures</ins>, now.",
            id="words that change one after another",
        ),
        pytest.param("A b c", "A x c", "A <del>b</del><ins>x</ins> c", id="a space before what stays"),
        pytest.param("A b", "A", "A<del> b</del>", id="what only goes"),
        pytest.param("b A", "x y A", "<del>b</del><ins>x y</ins> A", id="more comes than goes"),
    ],
)
def test_what_goes_and_what_comes_are_each_read_in_one_piece(was: str, now: str, shown: str) -> None:
    marked = str(difference.marked(was, now, "en"))
    assert shown in marked
    text_of = {"ins": re.sub(r"<del>.*?</del>", "", marked), "del": re.sub(r"<ins>.*?</ins>", "", marked)}
    assert [re.sub(r"<.*?>", "", each) for each in text_of.values()] == [now, was]


def test_a_letter_to_print_says_who_asks_what_until_when_and_binds_nobody(reader: TestClient) -> None:
    for language, said in (("en", "It is not a legal deadline."), ("ur", "یہ کوئی قانونی مہلت نہیں۔")):
        letter = page(reader, f"/r/EX-R-1/letter?body=child-rights-commission-example&lang={language}")
        text = read_words(letter.select_one("article"))
        assert said in text
        assert "EX-R-1" in text
        assert "/c/EX-C-1" in text
        assert letter.html["dir"] == {"en": "ltr", "ur": "rtl"}[language]
    assert reader.get("/r/EX-R-1/letter?body=nobody").status_code == 404
    assert reader.get("/r/nothing/letter").status_code == 404


@pytest.mark.parametrize("read", [False, True])
def test_the_letter_marks_what_a_machine_translated_until_somebody_read_it(reader: TestClient, *, read: bool) -> None:
    assert reader
    text = LocalizedText(authoritative_language="ur", bodies={"ur": "لائن", "en": "A line"}, machine_assisted=["en"])
    asked = pb.PublicStatement(title=text, text=text, addressee_slugs=["body"])
    asked.verifiability.SetInParent()
    preview = pb.PreviewPublicationResponse(consultation=pb.PublicConsultation(title=words(en="T")), statements=[asked])
    page = mails.letter(pb.Draft(), preview, pb.Told(addressee_slug="body", name=words(en="B")), "en", read=read)
    assert "A line" in page
    assert ("Machine-assisted translation" in page) is not read
    assert preview.statements[0].title.machine_assisted, "what is asked of the reviewer stays as it was"
