"""A pasted text on a plain page: candidates in their sentences, each accepted, changed or skipped."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.dashboard_kit.drafts import META
from tests.dashboard_kit.messages import text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
PERSON = "01890a5d-ac96-774b-bcce-b302099a8060"
HERE = f"/capture/notes?consultation={ID}"
ARTICLE = """Minutes

Fatima Example said that Meta should publish its figures by March 2031. Tea was served.

Meta will open a <b>reporting</b> desk. She called for the the same in Urdu.

میٹا کو اردو میں جواب دینا چاہیے۔"""


@pytest.fixture
def facilitator(reader: TestClient, world: World) -> TestClient:
    """A browser of a facilitator with one draft."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    draft = pb.Draft(consultation_id=ID, version=1)
    draft.details.title.MergeFrom(text("A meetup"))
    draft.participants.add(participant_id=PERSON).details.name = "Fatima Example"
    world.drafts[ID] = draft
    return reader


def found(facilitator: TestClient, article: str = ARTICLE, source: str = "own_notes") -> Any:
    answered = send(facilitator, "/capture/notes/find", page(facilitator, HERE), text=article, source=source)
    assert answered.status_code == 200
    return read(answered)


def decide(facilitator: TestClient, opened: Any, **decided: str) -> Any:
    """Send the page with what a person left and typed in its fields. Names are `NUMBER_field`, as `c_1_decide`."""
    form, typed = opened.select_one("form.candidates"), {}
    for each in form.select("input, select, textarea"):
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            typed[each["name"]] = chosen["value"]
        elif each.get("type") not in {"radio", "checkbox"} or each.has_attr("checked"):
            typed[each["name"]] = each.text.removeprefix("\n") if each.name == "textarea" else each.get("value", "")
    names = [each["id"] for each in opened.select("section.candidate")]
    for key, value in decided.items():
        number, _, name = key.removeprefix("c").partition("_")
        typed[f"{names[int(number) - 1]}-{name}"] = value
    return facilitator.post("/capture/notes/decide", data=typed, headers={"origin": ORIGIN})


def drafts(world: World) -> list[pb.StatementDetails]:
    return [each.details for each in world.drafts[ID].statements]


def test_candidates_are_shown_in_their_sentences_and_nothing_is_saved(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator)
    assert not drafts(world)
    marked = ["".join(mark.text for mark in each.select("mark:not(.apart)")) for each in opened.select("blockquote")]
    assert marked == [
        "Fatima Example said that Meta should publish its figures by March 2031.",
        "Meta will open a <b>reporting</b> desk.",
        "She called for the the same in Urdu.",
        "میٹا کو اردو میں جواب دینا چاہیے۔",
    ]
    first, second, third, fourth = opened.select("section.candidate")
    assert first.select_one("mark.speaker").text == "Fatima Example"
    assert first.select_one("mark.by_when").text == "by March 2031"
    assert "Tea was served." in first.select_one(".around").text + words(first)
    assert "Addressed to Meta" in words(first)
    assert "Promised by Meta" in words(second)
    assert "A word stands there twice" in words(third)
    assert third.select_one("details").has_attr("open")
    assert (fourth.select_one("blockquote")["lang"], fourth.select_one("blockquote")["dir"]) == ("ur", "rtl")
    assert not opened.select("input[type=radio][checked]"), "nothing is accepted by itself"


def test_what_is_shown_around_a_sentence_begins_and_ends_with_a_whole_word(facilitator: TestClient) -> None:
    before, after = " ".join(f"before{each}" for each in range(60)), " ".join(f"After{each}" for each in range(60))
    opened = found(facilitator, f"{before}. Meta should publish its figures. {after}")
    around = words(opened.select_one("blockquote")).split()
    assert (around[0], around[-1]) == ("…", "…")
    known = f"{before}. {after}".split()
    assert around[1] in known
    assert around[-2] in known
    whole = words(found(facilitator, "Tea came. Meta should publish its figures. Tea went.").select_one("blockquote"))
    assert "…" not in whole


def test_what_is_accepted_becomes_a_draft_with_its_source_sentence(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator)
    answered = decide(facilitator, opened, c1_decide="accept", c2_decide="skip")
    [said] = drafts(world)
    assert said.type == events.STATEMENT_TYPE_RECOMMENDATION
    sentence = "Fatima Example said that Meta should publish its figures by March 2031."
    assert (said.source_sentence.bodies["en"], said.text.bodies["en"]) == (sentence, sentence)
    assert (said.participant_id, list(said.addressee_ids)) == (PERSON, [str(META.id)])
    assert said.addressee_basis == pb.ADDRESSEE_BASIS_EXPLICIT
    assert said.verifiability.by_when.bodies["en"] == "by March 2031"
    left = read(answered)
    assert len(left.select("section.candidate")) == 2, "what is not decided stays"
    assert "Added as drafts: 1" in words(left)
    assert "Skipped so far: 1" in words(left)


def test_what_is_typed_over_it_is_what_is_saved(facilitator: TestClient, world: World) -> None:
    changed = {
        "c1_decide": "accept",
        "c1_type": str(events.STATEMENT_TYPE_APPEAL),
        "c1_text": "Figures are wanted",
        "c1_speaker": "",
        "c1_speaker_note": "A participant",
        "c1_addressee_note": "the platform",
        f"c1_to-{META.id}": "",
        "c1_by_when": "",
    }
    decide(facilitator, found(facilitator), **changed)
    [said] = drafts(world)
    assert (said.type, said.text.bodies["en"], said.title.bodies["en"]) == (
        events.STATEMENT_TYPE_APPEAL,
        "Figures are wanted",
        "Figures are wanted",
    )
    assert (said.participant_id, said.speaker_note.bodies["en"]) == ("", "A participant")
    assert (list(said.addressee_ids), said.addressee_note.bodies["en"]) == ([], "the platform")
    assert not said.verifiability.by_when.bodies
    assert said.source_sentence.bodies["en"].startswith("Fatima Example said"), "the source sentence stays"


def test_a_damaged_sentence_is_entered_flagged_and_without_a_text(facilitator: TestClient, world: World) -> None:
    decide(facilitator, found(facilitator), c3_decide="accept")
    [said] = drafts(world)
    assert said.garbled
    assert not said.text.bodies
    assert said.source_sentence.bodies["en"] == "She called for the the same in Urdu."
    assert said.addressee_basis == pb.ADDRESSEE_BASIS_NONE


@pytest.mark.parametrize(("source", "press"), [("own_notes", False), ("published_article", True)])
def test_a_promise_from_an_article_is_press_reported(
    facilitator: TestClient, world: World, source: str, *, press: bool
) -> None:
    opened = found(facilitator, source=source)
    decide(facilitator, opened, c2_decide="accept", c1_decide="accept")
    assert [each.press_reported for each in drafts(world)] == [False, press]
    assert ("known only from the press" in words(opened)) is press


def test_the_same_text_and_the_same_form_again_add_nothing(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator)
    decide(facilitator, opened, c1_decide="accept")
    decide(facilitator, opened, c1_decide="accept")
    assert len(drafts(world)) == 1
    again = found(facilitator)
    assert len(again.select("section.candidate")) == 3
    assert "Already among the items: 1" in words(again)


def test_of_many_sentences_the_first_are_shown_and_the_next_follow(facilitator: TestClient) -> None:
    opened = found(facilitator, "\n".join(f"Meta should take step {number}." for number in range(1, 24)))
    assert len(opened.select("section.candidate")) == 20
    decided = {f"c{number}_decide": "skip" for number in range(1, 21)}
    rest = read(decide(facilitator, opened, **decided))
    marked = [words(each.select_one("mark")) for each in rest.select("blockquote")]
    assert marked == [f"Meta should take step {number}." for number in range(21, 24)]
    done = read(decide(facilitator, rest, c1_decide="skip", c2_decide="skip", c3_decide="skip"))
    assert "Every sentence that was found is decided." in words(done)


def test_a_refusal_stands_beside_its_sentence_with_what_was_typed(facilitator: TestClient, world: World) -> None:
    answered = decide(facilitator, found(facilitator), c1_decide="accept", c1_text="Refused words")
    assert answered.status_code == 422
    first = read(answered).select_one("section.candidate")
    assert "this consultation is full" in words(first.select_one(".error"))
    assert first.select_one("textarea").text.strip() == "Refused words"
    assert first.select_one("input[value=accept]").has_attr("checked")
    assert not drafts(world)


def test_nothing_typed_is_lost_while_the_service_is_away(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator)
    world.down.add("consultations")
    answered = decide(facilitator, opened, c1_decide="accept", c1_text="My words")
    assert answered.status_code == 503
    kept = read(answered)
    world.down.clear()
    fields = {each["name"]: each.text.removeprefix("\n") for each in kept.select("form textarea")}
    fields["form_token"] = kept.select_one("form input[name=form_token]")["value"]
    facilitator.post("/capture/notes/decide", data=fields, headers={"origin": ORIGIN})
    assert [each.text.bodies["en"] for each in drafts(world)] == ["My words"]


@pytest.mark.parametrize("pasted", [pytest.param(" ", id="nothing"), pytest.param("x " * 20_001, id="too long")])
def test_a_text_that_cannot_be_read_is_refused_at_its_field(facilitator: TestClient, pasted: str) -> None:
    answered = send(facilitator, "/capture/notes/find", page(facilitator, HERE), text=pasted)
    assert answered.status_code == 422
    refused = read(answered)
    assert refused.select_one(".problem a")["href"] == "#text"
    assert refused.select_one("textarea").text.strip() == pasted.strip()


def test_the_source_of_the_consultation_is_chosen_already(facilitator: TestClient, world: World) -> None:
    world.drafts[ID].details.source.type = "published_article"
    assert page(facilitator, HERE).select_one("input[name=source][checked]")["value"] == "published_article"


def test_who_is_not_signed_in_is_led_to_sign_in(reader: TestClient) -> None:
    answered = reader.get(HERE)
    assert (answered.status_code, answered.headers["location"][:8]) == (303, "/sign-in")


def test_the_urdu_page_is_urdu(facilitator: TestClient) -> None:
    opened = page(facilitator, f"{HERE}&lang=ur")
    assert (opened.html["dir"], opened.h1.text) == ("rtl", "نوٹس یا مضمون سے نکات")
    shown = found(facilitator)
    assert "ایک لفظ دو بار آیا ہے" in words(shown)


def test_who_removed_an_item_and_accepts_its_sentence_again_has_it_again(facilitator: TestClient, world: World) -> None:
    decide(facilitator, found(facilitator), c1_decide="accept")
    del world.drafts[ID].statements[:]
    answered = decide(facilitator, found(facilitator), c1_decide="accept")
    assert len(drafts(world)) == 1
    assert "Added as drafts: 1" in words(read(answered))


def test_two_windows_add_a_sentence_once(facilitator: TestClient, world: World) -> None:
    one, other = found(facilitator), found(facilitator)
    decide(facilitator, one, c1_decide="accept")
    answered = read(decide(facilitator, other, c1_decide="accept", c2_decide="accept"))
    assert len(drafts(world)) == 2
    assert "Added as drafts: 1" in words(answered)
    assert "Already among the items: 1" in words(answered)


def test_a_sentence_that_a_text_has_twice_is_added_and_counted_once(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator, "Meta should act. Tea was served. Meta should act.")
    answered = decide(facilitator, opened, c1_decide="accept", c2_decide="accept")
    assert len(drafts(world)) == 1
    assert "Added as drafts: 1" in words(read(answered))


def test_a_service_that_dies_amid_the_sentences_leaves_each_once(facilitator: TestClient, world: World) -> None:
    answered = decide(facilitator, found(facilitator), c1_decide="accept", c1_text="Lost words", c2_decide="accept")
    assert (answered.status_code, len(drafts(world))) == (503, 1)
    world.down.clear()
    kept = read(answered)
    fields = {each["name"]: each.text.removeprefix("\n") for each in kept.select("form textarea")}
    fields["form_token"] = kept.select_one("form input[name=form_token]")["value"]
    facilitator.post("/capture/notes/decide", data=fields, headers={"origin": ORIGIN})
    assert [next(iter(each.text.bodies.values()))[:4] for each in drafts(world)] == ["Lost", "Meta"]


@pytest.mark.parametrize(
    ("language", "missed"), [("en", "Roman Urdu, sentences in capital letters"), ("ur", "رومن اردو، بڑے انگریزی حروف")]
)
def test_both_pages_say_what_the_rules_miss(facilitator: TestClient, language: str, missed: str) -> None:
    asked = page(facilitator, f"{HERE}&lang={language}")
    for opened in (asked, found(facilitator)):
        told = [words(each) for each in opened.select("main details:not(.candidate details) li")]
        assert len(told) == 7
        assert told[-1].startswith(missed)


def test_what_nobody_sees_parts_no_word(facilitator: TestClient) -> None:
    opened = found(facilitator, "Me\u00adta sho\u200buld act.\ufeff")
    assert words(opened.select_one("mark")) == "Meta should act."


def test_a_question_says_of_what_kind_it_is_only_once_a_person_did(facilitator: TestClient, world: World) -> None:
    opened = found(facilitator, "Should Meta publish its figures?")
    assert "Kind The text does not say" in words(opened.select_one("section.candidate"))
    assert opened.select_one("section.candidate details").has_attr("open")
    decide(facilitator, opened, c1_decide="accept")
    assert [each.type for each in drafts(world)] == [events.STATEMENT_TYPE_UNSPECIFIED]
