"""The reviewer's desk with a whole consultation: what will be public is all read there, and the page stays light."""

import re
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk, labels
from dashboard.review import parts
from dashboard.settings import Settings
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import an_addressee

ITEMS = 20


def words(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


def a_draft(items: int = ITEMS) -> pb.Draft:
    draft = pb.Draft(consultation_id="c1", version=3)
    for position in range(1, items + 1):
        made = draft.statements.add(statement_id=f"s{position}", position=position, version=1)
        made.record_state = pb.RECORD_STATE_IN_REVIEW
        made.details.type = events.STATEMENT_TYPE_RECOMMENDATION
        made.details.title.CopyFrom(words(f"Title {position}"))
        made.details.text.CopyFrom(words(f"Text {position}"))
    draft.statements[2].details.addressee_ids.append("a1")
    return draft


def answered(draft: pb.Draft, request: pb.PreviewPublicationRequest) -> pb.PreviewPublicationResponse:
    preview = pb.PreviewPublicationResponse(consultation=pb.PublicConsultation(title=words("A meeting")))
    wanted = {each.statement_id for each in request.decisions}
    for each in (statement for statement in draft.statements if statement.statement_id in wanted):
        public = preview.statements.add(type=each.details.type, title=each.details.title, text=each.details.text)
        public.speaker = "Speaker <b>of note</b>"
        if each.details.addressee_ids:
            public.addressee_slugs.append("commission")
            public.addressee_basis = pb.ADDRESSEE_BASIS_EXPLICIT
            public.addressee_note.CopyFrom(words("those who run it"))
    return preview


@pytest.fixture(autouse=True)
def configured(settings: Settings) -> None:
    desk.configure(settings)


def desk_of(draft: pb.Draft, language: str = "en") -> AppTest:
    def script(here: object, draft: object) -> None:
        import importlib  # the script runs apart from this file

        importlib.import_module("dashboard.review.publish").decide(here, draft)

    register = recommendations.ListRegisterResponse()
    register.addressees.add(addressee_id="a1", public=an_addressee())
    person = SimpleNamespace(
        consultations=SimpleNamespace(PreviewPublication=lambda request: answered(draft, request)),
        recommendations=SimpleNamespace(ListRegister=lambda _: register),
    )
    here = SimpleNamespace(language=language, person=person, me=None)
    return AppTest.from_function(script, kwargs={"here": here, "draft": draft}, default_timeout=30).run()


def pieces(page: AppTest) -> list[str]:
    """Return what is shown as HTML, piece by piece."""
    return [each.proto.body for each in page.get("html")]


def test_each_item_is_one_piece_of_the_page_however_many_there_are() -> None:
    page = desk_of(a_draft())
    assert not page.exception
    shown = pieces(page)
    assert [sum(f"Title {position}<" in each for each in shown) for position in range(1, ITEMS + 1)] == [1] * ITEMS
    assert len(shown) <= ITEMS + 3
    assert not page.get("column")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            ("Item 3", "Recommendation", "Recorded", "Addressees: ", "Named in the text", "Addressee in other words"),
        ),
        ("ur", ("نکتہ 3", "سفارش", "درج", "مخاطب ادارے: ", "متن میں نام موجود ہے", "مخاطب، دوسرے الفاظ میں")),
    ],
)
def test_what_else_is_public_of_an_item_is_read_with_its_texts(
    language: labels.Language, told: tuple[str, ...]
) -> None:
    page = desk_of(a_draft(), language)
    [third] = [each for each in pieces(page) if "Title 3<" in each]
    assert [
        each for each in (*told, "those who run it", "Speaker &lt;b&gt;of note&lt;/b&gt;") if each not in third
    ] == []
    assert (
        labels.name(an_addressee().name, language).partition(" (")[0] in page.checkbox(key="review-c1|s3|tracked").label
    )


def test_an_item_that_is_tracked_says_so_before_it_is_published() -> None:
    page = desk_of(a_draft())
    page.checkbox(key="review-c1|s3|tracked").check().run()
    [third] = [each for each in pieces(page) if "Title 3<" in each]
    assert "Tracked" in third


def shown_titles(page: AppTest) -> set[int]:
    return {int(each) for piece in pieces(page) for each in re.findall(r"Title (\d+)<", piece)}


def test_of_more_items_than_one_act_takes_a_part_is_read_and_decided_on() -> None:
    page = desk_of(a_draft(230))
    assert not page.exception
    assert "230 items wait" in page.info[0].value
    assert shown_titles(page) == set(range(1, 101))
    page.selectbox(key="review-c1|part").set_value(2).run()
    assert not page.exception
    assert shown_titles(page) == set(range(201, 231))
    [publish] = [each for each in page.button if (each.key or "").endswith("|publish")]
    assert publish.label.startswith("Publish 30 item(s)")


def test_what_was_ticked_of_one_part_is_not_ticked_of_the_next() -> None:
    page = desk_of(a_draft(230))
    page.checkbox(key="review-c1|s1|230|final_text_read").check().run()
    page.selectbox(key="review-c1|part").set_value(1).run()
    assert not page.checkbox(key="review-c1|s101|230|final_text_read").value
    page.selectbox(key="review-c1|part").set_value(0).run()
    assert not page.checkbox(key="review-c1|s1|230|final_text_read").value, "it is read again"


def test_as_many_items_are_read_at_once_as_fit_into_an_answer() -> None:
    few, many, long = (list(a_draft(count).statements) for count in (200, 201, 120))
    for each in long:
        each.details.text.bodies["en"] = "x" * 9000
    assert [len(each) for each in parts.parted(few)] == [200]
    assert [len(each) for each in parts.parted(many)] == [100, 100, 1]
    assert [len(each) for each in parts.parted(long)] == [67, 53]
    assert max(len(each) for each in parts.parted(long, other_bytes=400_000)) == 27
    assert [len(each) for each in parts.parted(long[:2], other_bytes=700_000)] == [1, 1], "the service says what fits"
    assert parts.parted([]) == []
