"""What a body itself says on its scorecard: as the public reads it, and as its liaison writes it."""

import pytest
from starlette.testclient import TestClient

from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import FACILITATOR, page, read, send, words
from tests.dashboard_kit.world import CODE, World

SLUG = "child-rights-commission-example"
FORM = f"/a/{SLUG}/own-words"


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of a liaison who is signed in, and a body that has said something twice."""
    place = next(place for place, each in enumerate(world.addressees) if each.slug == SLUG)
    mandate = identity.Mandate(addressee_id=f"01890a5d-ac96-774b-bcce-{place:012}", from_date="2026-01-06")
    world.people[FACILITATOR].mandates.append(mandate)
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    world.cards = {SLUG: said()}
    return reader


def said(*, withdrawn: bool = False) -> recommendations.GetAddresseeResponse:
    return recommendations.GetAddresseeResponse(
        version=5,
        replies=[
            recommendations.ScorecardReply(
                text=text("We answer in May", "ہم مئی میں جواب دیں گے"),
                from_date="2026-05-02",
                until_date="2026-06-01" if withdrawn else "",
                withdrawn=withdrawn,
            ),
            recommendations.ScorecardReply(
                text=text("We answer in April"), from_date="2026-03-02", until_date="2026-05-02"
            ),
        ],
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["In its own words", "We answer in May", "put this here itself on 2 May 2026. Nobody edited it"]),
        ("ur", ["اپنے الفاظ میں", "ہم مئی میں جواب دیں گے"]),
    ],
)
def test_the_text_stands_as_the_bodys_own_with_its_day_and_the_former_one_below(
    reader: TestClient, world: World, language: str, expected: list[str]
) -> None:
    world.cards = {SLUG: said()}
    opened = page(reader, f"/a/{SLUG}?lang={language}").main
    shown = words(opened.select_one(".own-words"))
    for each in expected:
        assert each in shown
    assert "We answer in April" in words(opened.select_one(".own-words details"))
    assert opened.select_one(f'a[href="{FORM}"]')


def test_a_text_that_was_taken_back_stands_in_the_history_only(reader: TestClient, world: World) -> None:
    world.cards = {SLUG: said(withdrawn=True)}
    shown = page(reader, f"/a/{SLUG}").main.select_one(".own-words")
    assert "took its text back on 1 Jun 2026" in words(shown)
    assert "from 2 May 2026 until 1 Jun 2026 (taken back)" in words(shown.select_one("details"))
    assert not shown.select("h3")


def test_without_a_text_the_page_says_that_there_is_none(reader: TestClient) -> None:
    assert "has put no text of its own here" in words(page(reader, f"/a/{SLUG}").main)


def test_the_form_shows_what_stands_says_what_is_public_and_asks_once(liaison: TestClient, world: World) -> None:
    form = page(liaison, FORM)
    assert form.select_one("#own_words_ur").text.strip() == "ہم مئی میں جواب دیں گے"
    assert "Nobody is mailed" in words(form.main)
    answered = send(liaison, FORM, form, own_words_en="We answer in June", sure="", do="put")
    assert answered.status_code == 422
    assert "Say that you have read it." in words(read(answered).main)
    assert not world.asked
    answered = send(liaison, FORM, form, own_words_en="We answer in June", sure="yes", do="put")
    assert answered.headers["location"] == f"{FORM}?done=put"
    (sent,) = world.asked
    assert isinstance(sent, recommendations.PutScorecardReplyRequest)
    assert (sent.slug, sent.expected_version, sent.text.bodies["en"]) == (SLUG, 5, "We answer in June")
    assert "It is on the page now." in words(page(liaison, f"{FORM}?done=put").main)


@pytest.mark.parametrize(("language", "told"), [("en", "at most 4000 characters"), ("ur", "زیادہ سے زیادہ 4000 حروف")])
def test_a_text_that_is_refused_is_refused_at_its_own_field_and_nothing_typed_is_lost(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    form = page(liaison, f"{FORM}?lang={language}")
    world.refused = "at most 4000 characters in ur"
    typed = {"own_words_en": "We answer in June", "own_words_ur": "ہم جون میں جواب دیں گے"}
    answered = send(liaison, FORM, form, **typed, sure="yes", do="put")
    assert answered.status_code == 422
    again = read(answered)
    assert told in words(again.select_one("#own_words_ur-error"))
    assert not again.select("#own_words_en-error")
    assert {name: again.select_one(f"#{name}").text.strip() for name in typed} == typed


def test_the_present_text_is_taken_back_by_its_own_button(liaison: TestClient, world: World) -> None:
    form = page(liaison, FORM)
    answered = send(liaison, FORM, form, sure="yes", do="withdraw")
    assert answered.headers["location"] == f"{FORM}?done=withdrawn"
    (sent,) = world.asked
    assert isinstance(sent, recommendations.WithdrawScorecardReplyRequest)
    assert sent.expected_version == 5
    world.cards = {SLUG: said(withdrawn=True)}
    assert not page(liaison, FORM).select('button[value="withdraw"]')


def test_whoever_is_not_signed_in_is_asked_to(reader: TestClient) -> None:
    assert reader.get(FORM).headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(("language", "told"), [("en", "nobody answers for it"), ("ur", "کوئی جواب نہیں دیتا")])
def test_for_a_body_that_is_no_more_there_is_no_form_and_the_page_says_why(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    world.cards[SLUG].ended_date = "2026-11-01"
    shown = page(liaison, f"{FORM}?lang={language}")
    assert not shown.select("form.answer, textarea")
    assert told in words(shown.select_one(".notice"))
    assert "We answer in May" in words(shown.main) or language == "ur", "what it said stays to be read"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Only somebody who answers for"), ("ur", "یہاں صرف اسی سے پوچھا جاتا ہے جو")]
)
@pytest.mark.parametrize(
    "held",
    [
        pytest.param(identity.Mandate(to_date="2026-10-31"), id="not any more"),
        pytest.param(identity.Mandate(from_date="2031-01-01"), id="not yet"),
        pytest.param(identity.Mandate(addressee_id="another"), id="another body"),
    ],
)
def test_who_does_not_answer_for_the_body_today_finds_no_form_and_is_told_who_does(
    liaison: TestClient, world: World, held: identity.Mandate, language: str, told: str
) -> None:
    assert page(liaison, FORM).select_one("form.answer")
    (mandate,) = world.people[FACILITATOR].mandates
    mandate.MergeFrom(held)
    shown = page(liaison, f"{FORM}?lang={language}")
    assert not shown.select("form.answer, textarea")
    assert told in words(shown.select_one(".notice"))
