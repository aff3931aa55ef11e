"""The notice of a finding: what it says and never says, when it goes out, and that it is no request."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from services.mails.finding import render
from services.mails.script import Language, Shown
from services.mails.words import WORDS
from services.notifications.domain import planning, sending
from services.notifications.domain.delivery import (
    DeliveryGivenUp,
    GivenUpReason,
    RequestAccepted,
    RequestBounced,
    RequestSent,
    SmtpMode,
    evolve,
)
from tests.notifications_kit import NOON, TODAY, a_finding_delivery, a_finding_notice, a_line, after

# Any word of a verdict: the kind of the finding is part of it.
VERDICTS = re.compile(
    r"contradict|lapsed|undone|verified|partial|evidence|false|not true|تردید|متصادم|غلط|ثبوت|تصدیق|جھوٹ",
    re.IGNORECASE,
)
LANGUAGES: list[Language] = ["en", "ur"]


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_english_notice_says_until_when_where_and_how_to_sign_in() -> None:
    said = render(a_finding_notice())
    assert said.subject == "A check of R-42: Child Rights Commission may answer by 10 December 2026 – Media Forum, C-7"
    page = " ".join(BeautifulSoup(said.html, "html.parser").get_text().split())
    for part in (
        "A check of R-42 found something that Child Rights Commission may read and answer before it becomes public",
        "before it becomes public, until 10 December 2026.",
        "Nothing of it is public before then.",
        "R-42 – Publish response times",
        "https://tracker.example/finding/R-42",
        "a code is sent to this mailbox",
        "The link is only an address.",
        "reply to this mail: the facilitator at Media Forum gets it",
    ):
        assert part in said.text
        assert part in page


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize(("language", "says"), [("en", "the page takes no reply"), ("ur", "صرف خط سے")])
def test_a_body_that_answers_by_letter_only_is_told_that_the_page_takes_no_reply(language: Language, says: str) -> None:
    for taken_back in (False, True):
        said = render(a_finding_notice(language, by_letter_only=True, taken_back=taken_back))
        assert (says in said.text) is not taken_back
        assert (says in said.html) is not taken_back


def test_the_urdu_notice_says_it_in_urdu_from_right_to_left() -> None:
    said = render(a_finding_notice("ur"))
    page = BeautifulSoup(said.html, "html.parser")
    (div,) = page.find_all("div", lang="ur")
    assert div["dir"] == "rtl"
    for shown in (said.text, page.get_text()):
        assert "10 دسمبر 2026" in shown
        assert "https://tracker.example/finding/R-42" in shown
        assert "عام نہیں کیا جاتا" in shown
        assert "سائن اِن" in shown


@pytest.mark.parametrize("taken_back", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_neither_our_sentences_nor_the_mail_tell_of_which_kind_the_finding_is(
    language: Language, taken_back: bool
) -> None:
    said = render(a_finding_notice(language, taken_back=taken_back))
    for part in (said.subject, said.text, said.html):
        found = VERDICTS.search(part)
        assert found is None, found


def test_the_mail_says_in_both_languages_that_it_was_taken_back_and_that_nothing_is_public() -> None:
    english, urdu = (render(a_finding_notice(language, taken_back=True)) for language in LANGUAGES)
    assert english.subject == (
        "The finding about R-42 was taken back: Child Rights Commission has nothing to answer – Media Forum, C-7"
    )
    for part in (
        "could answer until 10 December 2026 was taken back",
        "Nothing of it became public, and nothing will.",
        "https://tracker.example/finding/R-42",
    ):
        assert part in " ".join(english.text.split())
    for part in ("10 دسمبر 2026", "واپس لے لیا گیا", "https://tracker.example/finding/R-42", "سائن اِن"):
        assert part in " ".join(urdu.text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_one_link_is_an_address_without_any_credential_and_nothing_is_fetched(language: Language) -> None:
    page = BeautifulSoup(render(a_finding_notice(language)).html, "html.parser")
    assert {a["href"] for a in page.find_all("a")} == {"https://tracker.example/finding/R-42"}
    assert not page.find_all(["img", "script", "link", "iframe", "form", "style"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_illustrative_notice_says_so_first(language: Language) -> None:
    said = render(a_finding_notice(language, illustrative=True))
    word = WORDS[language]["example"]
    assert said.subject.startswith(f"{word}: ")
    assert said.text.startswith(word)


def test_text_of_people_is_shown_literally_and_an_erased_title_leaves_the_number() -> None:
    forged = "<img src=x>{{ 7*7 }}"
    said = render(a_finding_notice(title=Shown(forged, "en", "en"), addressee=forged))
    assert not BeautifulSoup(said.html, "html.parser").find_all("img")
    assert "\nR-42\n" in render(a_finding_notice(title=Shown("", "en", "en"))).text


# --- whether it goes out ---------------------------------------------------------------------------------------------


def test_it_goes_out_at_once_and_has_one_id_per_finding_person_and_count() -> None:
    line, person, finding = a_line(), uuid4(), uuid4()
    opened = planning.open_finding_mail(line, person, finding_id=finding, earlier=0, at=NOON)
    assert (opened.next_attempt_at, opened.assignment_ids, opened.finding_id) == (NOON, (line.id,), finding)
    others = [
        planning.open_finding_mail(line, person, finding_id=finding, earlier=1, at=NOON),
        planning.open_finding_mail(line, uuid4(), finding_id=finding, earlier=0, at=NOON),
        planning.open_finding_mail(line, person, finding_id=uuid4(), earlier=0, at=NOON),
    ]
    assert planning.open_finding_mail(line, person, finding_id=finding, earlier=0, at=NOON) == opened
    assert len({opened.delivery_id, *(each.delivery_id for each in others)}) == 4


@pytest.mark.parametrize(
    ("given", "days_left", "goes"),
    [
        pytest.param({}, 0, True, id="on the last day"),
        pytest.param({}, -1, False, id="the day after"),
        pytest.param({"answered": True, "handed_over": True}, 5, True, id="answered: there was a claim to check"),
        pytest.param({"is_commitment": True}, 5, True, id="a promise"),
        pytest.param({"withdrawn": True}, 5, False, id="withdrawn"),
        pytest.param({"hidden": True}, 5, False, id="hidden"),
        pytest.param({"transferred": True}, 5, False, id="transferred"),
    ],
)
def test_it_goes_out_while_the_line_stands_and_the_window_lasts(
    given: dict[str, bool], days_left: int, goes: bool
) -> None:
    line = a_line(**given)
    until = TODAY + timedelta(days=days_left)
    facts = sending.prepare(
        a_finding_delivery(line),
        [line],
        entitled=True,
        mode=SmtpMode.DIRECT,
        at=NOON,
        today=TODAY,
        reply_until=until,
    )
    last = facts[-1]
    assert isinstance(last, RequestSent) is goes
    assert (isinstance(last, DeliveryGivenUp) and last.reason is GivenUpReason.NOTHING_LEFT) is not goes


def test_that_it_was_taken_back_is_told_whenever_the_line_stands() -> None:
    line = a_line()
    due = evolve(
        None, planning.open_finding_mail(line, uuid4(), finding_id=uuid4(), taken_back=True, earlier=0, at=NOON)
    )
    for given, goes in ((line, True), (replace(line, withdrawn=True), False)):
        facts = sending.prepare(due, [given], entitled=True, mode=SmtpMode.DIRECT, at=NOON, today=TODAY)
        assert isinstance(facts[-1], RequestSent) is goes


def test_what_becomes_of_it_is_announced_without_any_line_so_that_no_response_clock_starts() -> None:
    line = a_line()
    due = a_finding_delivery(line)
    sent = sending.prepare(due, [line], entitled=True, mode=SmtpMode.DIRECT, at=NOON, today=TODAY, reply_until=TODAY)
    under_way = after(due, sent)
    accepted = sending.accept(under_way, mode=SmtpMode.DIRECT, at=NOON, today=TODAY)
    bounced = sending.report_bounce(after(under_way, accepted), at=NOON, today=TODAY)
    told = [*sent, *accepted, *bounced]
    assert [type(each) for each in told] == [RequestSent, RequestAccepted, RequestBounced]
    for fact in told:
        assert isinstance(fact, RequestSent | RequestAccepted | RequestBounced)
        assert fact.assignment_ids == ()
        under_way = evolve(under_way, fact)
    assert under_way.assignment_ids == (line.id,)
