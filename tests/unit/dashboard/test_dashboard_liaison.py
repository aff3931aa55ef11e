"""The liaison's form: what it asks of a line, and what it sends."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard import labels
from dashboard.backend.errors import Violation
from dashboard.liaison import answer as answers
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.dashboard_kit.messages import a_line, text
from tests.dashboard_kit.reading import FACILITATOR, ORIGIN, page, read, send, words
from tests.dashboard_kit.world import CODE, World


@pytest.fixture
def liaison(reader: TestClient, world: World) -> TestClient:
    """A browser of somebody who is signed in; what they may do, the services decide."""
    coded = send(reader, "/sign-in", page(reader, "/sign-in"), email=FACILITATOR)
    send(reader, "/sign-in/code", read(coded), code=CODE)
    line = a_line(tracked_number="EX-R-2")
    world.assignments["EX-R-2"] = recommendations.Assignment(assignment_id="7", version=4, line=line, may_answer=True)
    return reader


def test_a_line_without_a_date_is_asked_for_its_first(liaison: TestClient) -> None:
    form = page(liaison, "/answer/EX-R-2")
    assert form.select_one("#delivery_date")
    assert not form.select_one("#moved_date")


@pytest.mark.parametrize(("slips", "officer"), [(1, False), (2, True)])
def test_a_line_with_a_date_is_asked_for_a_move_and_from_the_third_for_the_officer(
    liaison: TestClient, world: World, slips: int, officer: bool
) -> None:
    line = world.assignments["EX-R-2"].line
    line.promised_date, line.delivery.due_date, line.slips = "2027-01-01", "2026-12-01", slips
    form = page(liaison, "/answer/EX-R-2")
    assert not form.select_one("#delivery_date")
    said = words(form.select_one("form.answer"))
    assert "You gave 1 Jan 2027." in said
    assert f"Moves so far: {slips}. The first date, 1 Dec 2026, stays the measure." in said
    assert ("From the third move on" in said) is officer
    assert "Tender failed" not in words(form)
    moved_last = world.assignments["EX-R-2"].timeline.add(
        kind=recommendations.TIMELINE_KIND_DELIVERY_DATE_MOVED, slip=slips, delivery_date="2027-01-01"
    )
    moved_last.reason.CopyFrom(text("Tender failed"))
    moved_last.approval.approved_by = "Joint Secretary"
    stands = words(page(liaison, "/answer/EX-R-2/sent").select_one(".panel.says"))
    for told in ("Tender failed", "Joint Secretary", f"Moves so far: {slips}. The first date, 1 Dec 2026"):
        assert told in stands
    unsaid = {"ours": "", "answer": "", "stage": "", "written_in": "en"}
    moved = {"moved_date": "2027-03-01", "moved_reason": "Tender failed"}
    send(liaison, "/answer/EX-R-2", form, **unsaid, **moved, do="send", seen="yes")
    (sent,) = world.asked
    assert isinstance(sent, recommendations.SubmitAnswerRequest)
    assert (sent.moved.delivery_date, sent.moved.reason.bodies["en"]) == ("2027-03-01", "Tender failed")
    assert not sent.HasField("position")
    assert not sent.HasField("progress")


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "This promise is known from the press only."), ("ur", "یہ وعدہ صرف اخبارات سے معلوم ہے۔")],
)
def test_a_promise_from_the_press_waits_for_its_maker_who_is_told_what_confirms_it(
    liaison: TestClient, world: World, language: str, says: str
) -> None:
    line = world.assignments["EX-R-2"].line
    line.type = consultations_events.STATEMENT_TYPE_COMMITMENT
    for unconfirmed in (True, False):
        line.unconfirmed = unconfirmed
        assert (says in words(page(liaison, f"/answer/EX-R-2?lang={language}"))) is unconfirmed


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_line_for_which_another_one_stands_asks_nothing(liaison: TestClient, world: World, language: str) -> None:
    line = world.assignments["EX-R-2"].line
    line.headline.headline, line.joined_number = recommendations.HEADLINE_MERGED, "EX-R-1"
    still = page(liaison, f"/answer/EX-R-2?lang={language}")
    assert not still.select_one("form.answer")
    notice = still.select_one(".notice")
    assert {"en": "takes no answer now", "ur": "جواب نہیں لیتی"}[language] in words(notice)
    assert notice.select_one("a")["href"] == "/r/EX-R-1"
    line.joined_number = ""
    still = page(liaison, f"/answer/EX-R-2?lang={language}")
    assert not still.select_one("form.answer"), "the other one is hidden, and yet it stands for this one"
    assert not page(liaison, "/my-lines").select(".answerable a.button, a.button[href^='/answer/EX-R-2']")


@pytest.mark.parametrize(("language", "says"), [("en", "by letter only"), ("ur", "صرف خط سے")])
def test_a_body_that_answers_by_letter_only_finds_no_form_but_the_way_that_is_left(
    liaison: TestClient, world: World, language: str, says: str
) -> None:
    line = world.assignments["EX-R-2"].line
    assert says not in words(page(liaison, f"/answer/EX-R-2?lang={language}"))
    line.addressee.minimum_assurance = events.ASSURANCE_LETTER
    form = page(liaison, f"/answer/EX-R-2?lang={language}")
    assert not form.select_one("form.answer")
    assert says in words(form.select_one(".notice"))


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Only somebody who answers for"), ("ur", "یہاں صرف اسی سے پوچھا جاتا ہے جو")]
)
def test_only_who_may_answer_for_the_body_is_shown_the_form(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    def opened() -> Any:
        return page(liaison, f"/answer/EX-R-2?lang={language}")

    assert opened().select("form.answer")
    assert told not in words(opened())
    world.assignments["EX-R-2"].may_answer = False
    assert not opened().select("form.answer, button[name=do]")
    assert told in words(opened().select_one(".notice"))


@pytest.mark.parametrize(("language", "told"), [("en", "You answer for no body"), ("ur", "آج آپ کسی ادارے کی طرف سے")])
def test_who_answers_for_no_body_is_told_so_and_offered_nothing_to_send(
    liaison: TestClient, world: World, language: str, told: str
) -> None:
    assert page(liaison, "/my-lines").select("a[href='/hand-over']")
    world.denied = {"ListMyAssignments"}
    mine = page(liaison, f"/my-lines?lang={language}", 403).main
    assert told in words(mine)
    assert not mine.select("form, a[href='/hand-over']")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "is no more since 1 Nov 2026: nobody answers for it"), ("ur", "باقی نہیں")]
)
def test_for_a_body_that_is_no_more_nobody_is_asked_to_answer(
    liaison: TestClient, reader: TestClient, world: World, language: str, told: str
) -> None:
    def opened() -> list[Any]:
        return [
            page(liaison, f"/answer/EX-R-2?lang={language}").select("form.answer"),
            page(liaison, f"/my-lines?lang={language}").select("a[href^='/answer/EX-R-2']"),
            page(liaison, f"/my-lines?lang={language}").select("a[href$='/own-words']"),
            page(reader, f"/r/EX-R-2?lang={language}").select("a[href^='/answer/']"),
        ]

    assert all(opened())
    for line in (world.assignments["EX-R-2"].line, *world.recommendations["EX-R-2"].lines):
        line.body_ended_date = "2026-11-01"
    assert opened() == [[], [], [], []]
    assert told in words(page(liaison, f"/answer/EX-R-2?lang={language}").select_one(".notice"))
    assert told in words(page(liaison, f"/my-lines?lang={language}").select_one("main"))


@pytest.mark.parametrize(
    ("changed", "waits"),
    [
        pytest.param({"headline": recommendations.HEADLINE_DONE_CHECKED}, False, id="done and checked"),
        pytest.param(
            {"headline": recommendations.HEADLINE_DONE_CHECKED, "rechecked": "2026-12-11"}, True, id="a finding to read"
        ),
        pytest.param(
            {
                "headline": recommendations.HEADLINE_SAYS_DONE_NOT_CHECKED,
                "verification": events.VERIFICATION_EVIDENCE_REQUESTED,
            },
            True,
            id="asked for evidence",
        ),
        pytest.param({"headline": recommendations.HEADLINE_NO_ANSWER}, True, id="not answered"),
        pytest.param(
            {"headline": recommendations.HEADLINE_NO_ANSWER, "ended": "2026-11-01"}, False, id="the body is no more"
        ),
        pytest.param(
            {"headline": recommendations.HEADLINE_DONE_CHECKED, "rechecked": "2026-12-11", "ended": "2026-11-01"},
            False,
            id="a finding to which nobody can reply",
        ),
    ],
)
def test_among_what_needs_an_answer_stands_what_the_liaison_can_and_should_answer(
    liaison: TestClient, world: World, changed: dict[str, Any], waits: bool
) -> None:
    line = world.assignments["EX-R-2"].line
    line.headline.headline = changed["headline"]
    line.checked.rechecked_until_date = changed.get("rechecked", "")
    line.checked.verification = changed.get("verification", events.VERIFICATION_UNASSESSED)
    line.body_ended_date = changed.get("ended", "")
    opened = page(liaison, "/my-lines")
    assert ("EX-R-2" in words(opened.select_one("section[aria-labelledby=waiting]"))) is waits
    assert "EX-R-2" in words(opened.main), "it is in one of the lists"


@pytest.mark.parametrize(("state", "counted"), [("PAST_DATE", True), ("MET", False), ("MET_LATE", False)])
def test_a_liaison_is_not_shown_days_since_the_date_asked_once_the_body_answered(
    liaison: TestClient, world: World, state: str, counted: bool
) -> None:
    line = world.assignments["EX-R-2"].line
    line.ClearField("delivery")
    line.response.due_date = "2026-03-04"
    line.response.state = recommendations.ClockState.Value(f"CLOCK_STATE_{state}")
    assert ("4 Mar 2026" in words(page(liaison, "/my-lines").main)) is counted


def test_what_is_only_kept_as_said_takes_no_answer(liaison: TestClient, world: World) -> None:
    world.assignments["EX-R-2"].line.headline.headline = recommendations.HEADLINE_NO_LONGER_FOLLOWED_UP
    still = page(liaison, "/answer/EX-R-2")
    assert not still.select_one("form.answer")
    assert "is only kept as said" in words(still.select_one(".notice"))


def test_on_a_closed_line_the_form_says_that_another_answer_opens_it_again(liaison: TestClient, world: World) -> None:
    assert "This line is closed" not in words(page(liaison, "/answer/EX-R-2"))
    world.assignments["EX-R-2"].line.closure = events.CLOSURE_CLOSED_NOT_APPLICABLE
    assert "This line is closed. Another answer than the present one" in words(page(liaison, "/answer/EX-R-2"))


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        pytest.param({"stage_text": "Twelve trained"}, ("stage", "Choose the step", "وہ مرحلہ چنیں"), id="no stage"),
        pytest.param({"reason": "No money"}, ("answer", "Choose the answer", "وہ جواب چنیں"), id="no answer"),
        pytest.param(
            {"evidence_url": "https://example.org/page"},
            ("evidence_url", "that this shows", "جو اس سے ظاہر ہے"),
            id="neither",
        ),
        pytest.param(
            {"answer": "declined", "reason": "No money", "delivery_date": "2027-05-31"},
            ("delivery_date", "belongs to another answer", "کسی اور جواب کی ہے"),
            id="a date of delivery of what is declined",
        ),
        pytest.param(
            {"answer": "accepted", "delivery_date": "2027-05-31", "decision_date": "2027-01-31"},
            ("decision_date", "belongs to another answer", "کسی اور جواب کی ہے"),
            id="a day of decision on what is accepted",
        ),
    ],
)
def test_what_belongs_to_no_choice_is_asked_about_and_not_dropped(
    liaison: TestClient, world: World, language: str, typed: dict[str, str], asked: tuple[str, str, str]
) -> None:
    form = page(liaison, f"/answer/EX-R-2?lang={language}")
    blank = {"ours": "", "answer": "", "stage": "", "written_in": "en"}
    answer = send(liaison, "/answer/EX-R-2", form, **(blank | typed), do="send")
    again = read(answer)
    assert answer.status_code == 422
    assert not any(isinstance(each, recommendations.SubmitAnswerRequest) for each in world.asked)
    field, english, urdu = asked
    assert {"en": english, "ur": urdu}[language] in words(again.select_one(f'.problem a[href="#{field}"]'))
    kept = typed.get("stage_text") or typed.get("reason") or typed.get("evidence_url") or typed["delivery_date"]
    assert kept in str(again.select_one("form.answer"))


TYPED = {"ours": "yes", "answer": "accepted", "answer_text": "Once the committee met", "stage": "", "written_in": "en"}


def saved(liaison: TestClient, **typed: str) -> Any:
    """Save a draft and return the form as it is opened again."""
    answer = send(liaison, "/answer/EX-R-2", page(liaison, "/answer/EX-R-2"), **TYPED, **typed, do="save")
    assert answer.status_code == 303
    return page(liaison, answer.headers["location"])


def typed_in(form: Any) -> dict[str, str]:
    """Return what stands in the form."""
    return {
        "answer": form.select_one("input[name=answer][checked]")["value"],
        "answer_text": form.select_one("#answer_text").text.strip(),
    }


def test_a_saved_draft_is_there_when_the_form_is_opened_again(liaison: TestClient, world: World) -> None:
    form = saved(liaison)
    assert "Your draft is saved" in words(form)
    again = page(liaison, "/answer/EX-R-2")
    assert typed_in(again) == {"answer": "accepted", "answer_text": "Once the committee met"}
    assert not world.asked, "nothing is sent"


def test_a_draft_remembers_which_version_it_answers(liaison: TestClient, world: World) -> None:
    saved(liaison)
    world.assignments["EX-R-2"].version = 9
    form = page(liaison, "/answer/EX-R-2")
    assert form.select_one("form.answer input[name=expected_version]")["value"] == "4"


@pytest.mark.parametrize("step", ["preview", "print", "send"])
def test_every_step_of_the_form_saves_it(liaison: TestClient, world: World, step: str) -> None:
    world.assignments["EX-R-2"].version = 4
    form = page(liaison, "/answer/EX-R-2")
    if step == "send":  # refused: somebody answered meanwhile
        world.assignments["EX-R-2"].version = 5
    send(liaison, "/answer/EX-R-2", form, **TYPED, do=step)
    (draft,) = world.assignments["EX-R-2"].drafts
    assert draft.fields["answer_text"] == "Once the committee met"


def test_an_empty_form_saves_nothing_and_says_so(liaison: TestClient, world: World) -> None:
    unsaid = {"ours": "", "answer": "", "stage": "", "written_in": "en"}
    answer = send(liaison, "/answer/EX-R-2", page(liaison, "/answer/EX-R-2"), **unsaid, do="save")
    assert "There is nothing to save yet." in words(read(answer))
    assert not world.assignments["EX-R-2"].drafts


@pytest.mark.parametrize("language", ["en", "ur"])
def test_sending_is_asked_about_once_in_sight_of_what_will_be_public(
    liaison: TestClient, world: World, language: str
) -> None:
    form = page(liaison, f"/answer/EX-R-2?lang={language}")
    asked = send(liaison, "/answer/EX-R-2", form, **TYPED, do="send")
    assert asked.status_code == 200
    assert all(each.preview for each in world.asked if isinstance(each, recommendations.SubmitAnswerRequest))
    shown = read(asked)
    told = {
        "en": "the facilitators of the host, are told by mail; you get a receipt",
        "ur": "میزبان کے سہولت کاروں کو ای میل سے بتایا جائے گا؛ آپ کو رسید ملے گی",
    }
    assert told[language] in words(shown.main)
    sent = send(liaison, "/answer/EX-R-2", shown, do="send")
    assert sent.status_code == 303
    assert [each.preview for each in world.asked if isinstance(each, recommendations.SubmitAnswerRequest)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("language", "says"), [("en", "from outside the tracker is wrong"), ("ur", "نظام سے باہر کی بات کے طور پر")]
)
def test_what_was_recorded_from_a_letter_can_be_corrected_and_only_that(
    liaison: TestClient, world: World, language: str, says: str
) -> None:
    assert not page(liaison, f"/answer/EX-R-2?lang={language}").select_one("#corrects")
    says_entry = world.assignments["EX-R-2"].line.says.position_entry
    says_entry.outside.channel = events.CHANNEL_LETTER
    form = page(liaison, f"/answer/EX-R-2?lang={language}")
    assert says in words(form.select_one("label[for=corrects]"))
    assert not form.select_one("#corrects[checked]")
    shown = read(send(liaison, "/answer/EX-R-2", form, **TYPED, do="preview", corrects="yes"))
    send(liaison, "/answer/EX-R-2", shown, do="send")
    sent = [each for each in world.asked if isinstance(each, recommendations.SubmitAnswerRequest)]
    assert [each.corrects_outside for each in sent] == [True, True]


def test_sending_leaves_no_draft(liaison: TestClient, world: World) -> None:
    form = saved(liaison)
    sent = send(liaison, "/answer/EX-R-2", form, **TYPED, do="send", seen="yes")
    assert sent.status_code == 303
    assert not world.assignments["EX-R-2"].drafts
    assert page(liaison, "/answer/EX-R-2").select_one("#answer_text").text.strip() == ""


def test_a_draft_saved_on_another_page_stands_beside_what_is_typed_here(liaison: TestClient, world: World) -> None:
    here = page(liaison, "/answer/EX-R-2")
    saved(liaison)
    mine = TYPED | {"answer_text": "Never"}
    refused = send(liaison, "/answer/EX-R-2", here, **mine, do="send")
    assert refused.status_code == 409
    both = read(refused)
    assert [words(each) for each in both.select(".versions dd")].count("Never") == 1
    assert "Once the committee met" in words(both.select_one(".versions"))
    assert both.select_one("#answer_text").text.strip() == "Never"
    assert not world.asked, "nothing was sent unread"
    assert send(liaison, "/answer/EX-R-2", both, **mine, do="send", seen="yes").status_code == 303


def test_an_answer_given_meanwhile_stands_beside_what_is_typed_here(liaison: TestClient, world: World) -> None:
    form = page(liaison, "/answer/EX-R-2")
    world.assignments["EX-R-2"].version = 5
    refused = send(liaison, "/answer/EX-R-2", form, **TYPED, do="send")
    assert refused.status_code == 409
    both = read(refused)
    assert "Recorded now" in words(both.select_one(".versions"))
    assert "Once the committee met" in words(both.select_one(".versions"))
    assert send(liaison, "/answer/EX-R-2", both, **TYPED, do="send", seen="yes").status_code == 303


def test_a_colleagues_draft_can_be_opened_and_becomes_ones_own(liaison: TestClient, world: World) -> None:
    theirs = world.assignments["EX-R-2"].drafts.add(
        draft_id="theirs", version=3, assignment_version=4, saved_date="2026-11-19", fields=TYPED | {"answer": "huh"}
    )
    form = page(liaison, "/answer/EX-R-2")
    assert form.select_one("#answer_text").text.strip() == ""
    opened = page(liaison, form.find("a", string=lambda text: text and "colleague" in text)["href"])
    assert opened.select_one("#answer_text").text.strip() == "Once the committee met"
    assert opened.select_one("input[name=answer][checked]")["value"] == "", "the form does not offer what it says"
    send(liaison, "/answer/EX-R-2", opened, **TYPED, do="save")
    assert [each.version for each in world.assignments["EX-R-2"].drafts] == [3, 1]
    assert theirs.fields["answer"] == "huh"


def test_a_draft_can_be_deleted(liaison: TestClient, world: World) -> None:
    form = saved(liaison)
    delete = form.select_one("input[name=draft]").find_parent("form")
    fields = {each["name"]: each["value"] for each in delete.find_all("input")}
    fields["do"] = "discard"
    unsure = {name: value for name, value in fields.items() if name != "sure"}
    asked = liaison.post("/answer/EX-R-2", data=unsure, headers={"origin": ORIGIN})
    assert (asked.status_code, len(world.assignments["EX-R-2"].drafts)) == (422, 1)
    assert read(asked).select_one("#sure-error")
    assert "Once deleted it cannot be brought back." in words(read(asked))
    assert "Once the committee met" in str(read(asked).select_one("form.answer")), "nothing typed is lost"
    answer = liaison.post("/answer/EX-R-2", data=fields, headers={"origin": ORIGIN})
    assert answer.status_code == 303
    assert not world.assignments["EX-R-2"].drafts


@pytest.mark.covers("row 16")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "asks you for evidence by 12 Dec 2026"), ("ur", "نے آپ سے 12 دسمبر 2026 تک ثبوت مانگا ہے")],
)
def test_whoever_is_asked_for_evidence_reads_so_among_the_lines(
    liaison: TestClient, world: World, language: str, said: str
) -> None:
    """Nobody is mailed about it, and the sentence of the line stays as it was."""
    assert said not in words(page(liaison, "/my-lines", language=language))
    checked = world.assignments["EX-R-2"].line.checked
    checked.verification = events.VERIFICATION_EVIDENCE_REQUESTED
    checked.entry.reply_by_date = "2026-12-12"
    assert said in words(page(liaison, "/my-lines", language=language))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_sheet_for_approval_has_question_answer_and_lines_to_fill_in(
    liaison: TestClient, world: World, language: str
) -> None:
    assignment = world.assignments["EX-R-2"]
    assignment.text.MergeFrom(text("Open a hotline", "ہیلپ لائن کھولیں"))
    form = page(liaison, "/answer/EX-R-2")
    days = {"delivery_date": "2027-06-30", "approved_date": "2026-11-19"}
    answer = send(liaison, "/answer/EX-R-2", form, **TYPED, **days, file_number="No. 7/26", do="print")
    sheet = page(liaison, answer.headers["location"], language=language)
    assert sheet.html["dir"] == ("rtl" if language == "ur" else "ltr")
    said = words(sheet.main)
    assert ("ہیلپ لائن کھولیں" if language == "ur" else "Open a hotline") in said
    assert "Once the committee met" in said
    filled = [words(each) for each in sheet.select(".lines-to-fill dd")]
    months = {"en": ("30 Jun 2027", "19 Nov 2026", "English"), "ur": ("30 جون 2027", "19 نومبر 2026", "انگریزی")}[
        language
    ]
    assert filled == ["", "No. 7/26", "", months[1], ""]
    assert months[0] in said
    assert months[2] in words(sheet.select_one("section[aria-labelledby=proposed]"))
    assert not sheet.select("main form")
    assert labels.text("field_evidence_date", language) not in said, "nothing was given that could have been seen"


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("promise", [False, True], ids=["asked", "promised"])
def test_only_questions_that_follow_others_are_numbered(
    liaison: TestClient, world: World, language: str, promise: bool
) -> None:
    if promise:
        world.assignments["EX-R-2"].line.type = consultations_events.STATEMENT_TYPE_COMMITMENT
    asked = words(page(liaison, "/answer/EX-R-2", language=language).select_one("#stage legend"))
    assert asked.startswith("3") is not promise


@pytest.mark.covers("row 11")
@pytest.mark.parametrize(("language", "says"), [("en", "say where anybody can see it"), ("ur", "کہاں دیکھا جا سکتا")])
def test_who_says_that_it_is_done_already_is_asked_where_anybody_can_see_it(language: str, says: str) -> None:
    [missing] = answers.faults([Violation("position.evidence", "where anyone can see it")])
    [bad] = answers.faults([Violation("position.evidence[0].url", "an address")])
    assert (missing.field, bad.field) == ("evidence_url", "evidence_url")
    assert says in labels.text(missing.words, language)
    assert not bad.words, "a bad address is asked for as such"


def test_there_is_no_sheet_without_a_draft(liaison: TestClient) -> None:
    answer = liaison.get("/answer/EX-R-2/approval")
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/answer/EX-R-2")


@pytest.mark.parametrize(("language", "written_in"), [("en", "[A-Za-z]"), ("ur", "[\u0600-\u06ff]")])
@pytest.mark.parametrize("promise", [False, True], ids=["asked", "promised"])
def test_the_form_shows_how_good_answers_read(
    liaison: TestClient, world: World, language: str, written_in: str, promise: bool
) -> None:
    if promise:
        world.assignments["EX-R-2"].line.type = consultations_events.STATEMENT_TYPE_COMMITMENT
    form = page(liaison, "/answer/EX-R-2", language=language)
    shown = [words(each) for each in form.select("details.examples dd")]
    assert len(shown) == (3 if promise else 9)
    for each in shown:
        letters = [letter for letter in each if letter.isalpha()]
        assert len(letters) > 40
        assert all(re.match(written_in, letter) for letter in letters)
