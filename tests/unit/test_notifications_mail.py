"""What a request mail says, in both languages, and that nobody can add to its headers."""

import re
from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from services.mails.message import UnfitAddress, compose, fit_address
from services.mails.request import RequestMail, render
from services.mails.script import Direction, Language, Shown, isolated, one_line, paragraphs, shown
from services.mails.words import ENGLISH, URDU, WORDS
from tests.notifications_kit import a_request_line, a_request_mail, stamps

BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
# As lists, because an alphabet of everything would almost never draw these few.
NASTY = st.lists(
    st.one_of(
        st.sampled_from([*"\r\n\0\t\v\f\x1b\x85\u2028\u2029<>@,;:\"'\\", *BIDI_CONTROLS, *"اردو ‌‍۔"]),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)
INJECTION = st.one_of(
    NASTY,
    st.sampled_from(["\r\nBcc: x@evil.example", "\nSubject: forged\n\nbody", "x\r\n.\r\nMAIL FROM:<a@b.example>\r\n"]),
)


def page_of(html: str) -> Any:
    """The HTML as a tree; `Any`, for a part that is missing fails the test by itself."""
    return BeautifulSoup(html, "html.parser")


def parsed(mail: RequestMail, **given: Any) -> EmailMessage:
    fields: dict[str, Any] = {
        "language": mail.language,
        "recipient": "liaison@body.example",
        "reply_to": "facilitator@host.example",
        "stamps": stamps(),
    }
    raw = bytes(compose(render(mail), **(fields | given)))
    return BytesParser(policy=policy.default).parsebytes(raw)


# --- content ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "former", "sentence"),
    [
        ("en", "Help Desk", "This item was with Help Desk before and came to Child Rights Commission, which is asked"),
        ("ur", "ہیلپ ڈیسک", "یہ نکتہ پہلے ہیلپ ڈیسک کے پاس تھا اور اب کمیشن برائے حقوقِ اطفال کو ملا ہے"),
    ],
)
def test_a_body_that_a_line_came_to_reads_from_whom(language: Language, former: str, sentence: str) -> None:
    isolates = str.maketrans("", "", BIDI_CONTROLS)
    came = a_request_line("R-42", language=language, former=former)
    said = render(a_request_mail(language, came, a_request_line("R-43", language=language)))
    for words in (said.text, page_of(said.html).get_text()):
        assert " ".join(words.translate(isolates).split()).count(sentence) == 1


@pytest.mark.covers("row 29")
@pytest.mark.parametrize(
    ("language", "earlier", "sentence"),
    [
        (
            "en",
            "Help Desk",
            "published earlier and put to Help Desk. Child Rights Commission was added since; the page says",
        ),
        ("ur", "ہیلپ ڈیسک", "ہیلپ ڈیسک سے پوچھا گیا۔ کمیشن برائے حقوقِ اطفال کو بعد میں شامل کیا گیا"),
    ],
)
def test_a_body_that_was_added_later_reads_who_was_asked_before(
    language: Language, earlier: str, sentence: str
) -> None:
    isolates = str.maketrans("", "", BIDI_CONTROLS)
    added = a_request_line("R-42", language=language, earlier=earlier)
    said = render(a_request_mail(language, added, a_request_line("R-43", language=language)))
    for words in (said.text, page_of(said.html).get_text()):
        assert " ".join(words.translate(isolates).split()).count(sentence) == 1


def test_the_english_mail_says_who_asks_what_by_when_and_how_to_answer() -> None:
    said = render(a_request_mail("en", a_request_line("R-42"), a_request_line("R-43")))
    assert said.subject == "2 recommendations for Child Rights Commission to answer – Media Forum, C-7"
    for part in (
        "Media Forum asks Child Rights Commission to answer 2 recommendations from “Child safety online”",
        "consultation C-7",
        "R-42 – Publish response times",
        "Publish them each quarter.",
        "https://tracker.example/r/R-43",
        "by 19 January 2027 if accepted today – date asked by Media Forum, not a legal deadline",
        "a code is sent to this mailbox",
        "The link is only an address. Opening or forwarding this mail changes nothing.",
        "reply to this mail: the facilitator at Media Forum gets it",
        "Replies are not recorded.",
    ):
        assert part in said.text
        assert " ".join(part.split()) in " ".join(page_of(said.html).get_text().split())


def test_the_urdu_mail_is_urdu_from_right_to_left_with_a_nastaliq_font() -> None:
    said = render(a_request_mail("ur"))
    page = page_of(said.html)
    for element in (page.html, page.body.div):
        assert (element["dir"], element["lang"]) == ("rtl", "ur")
    assert "Noto Nastaliq Urdu" in page.body.div["style"]
    assert "line-height:2.1" in page.body.div["style"]
    assert "19 جنوری 2027" in said.text
    assert "کوئی قانونی مہلت نہیں" in said.text
    assert page.a["dir"] == "ltr"


def test_an_illustrative_mail_says_so_first() -> None:
    words: dict[Language, str] = {"en": "EXAMPLE", "ur": "مثال (EXAMPLE)"}
    for language, word in words.items():
        said = render(a_request_mail(language, illustrative=True))
        assert said.subject.startswith(f"{word}: ")
        assert said.text.startswith(word)
        assert word in page_of(said.html).body.p.get_text()
        assert word not in render(a_request_mail(language)).text


@pytest.mark.parametrize(("language", "body"), [("en", "Ministry (example)"), ("ur", "وزارت (example) کا دفتر")])
def test_a_subject_loses_and_doubles_no_blank_wherever_its_lines_are_folded(language: Language, body: str) -> None:
    for longer in range(40):
        mail = a_request_mail(language, addressee=f"{'n' * longer} {body}")
        assert parsed(mail)["Subject"] == render(mail).subject


@pytest.mark.covers("SEC 7", "row 8b")
@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            (
                "Child Rights Commission answers by letter only: nothing is taken from the page or from this mailbox.",
                "Write to Media Forum.",
                "The letter has to hold: the number of each item it answers",
                "its date; its reference number; and the designation of who signs it",
                "a second person there confirms it. The answer counts from the date of the letter",
                "Only a letter of Child Rights Commission that Media Forum records is.",
            ),
        ),
        (
            "ur",
            (
                "کمیشن برائے حقوقِ اطفال صرف خط سے جواب دیتا ہے",
                "خط میڈیا فورم کو لکھیے۔",
                "ہر اس نکتے کا نمبر جس کا جواب ہے",
                "خط کی تاریخ؛ اس کا حوالہ نمبر؛ اور دستخط کرنے والے کا عہدہ",
                "ایک دوسرا شخص اس کی تصدیق کرتا ہے",
                "صرف کمیشن برائے حقوقِ اطفال کا وہ خط درج ہوتا ہے جسے میڈیا فورم ریکارڈ کرے",
            ),
        ),
    ],
)
def test_a_body_that_answers_by_letter_only_reads_to_whom_and_what_the_letter_has_to_hold(
    language: Language, parts: tuple[str, ...]
) -> None:
    said = render(a_request_mail(language, by_letter_only=True))
    by_code = render(a_request_mail(language))
    for words, other in ((said.text, by_code.text), *((page_of(each.html).get_text() for each in (said, by_code)),)):
        assert all(part in " ".join(words.split()) for part in parts)
        assert not any(part in " ".join(other.split()) for part in parts)
        assert "a code is sent" not in words
        assert "سائن اِن" not in words


def test_behind_a_relay_dates_count_from_the_third_day() -> None:
    assert "third day after this mail was sent" in render(a_request_mail(through_relay=True)).text
    assert "third day" not in render(a_request_mail()).text


def test_a_text_that_is_only_in_the_other_language_is_shown_in_its_own_direction() -> None:
    urdu = shown({"ur": "ہر ضلع میں"}, "ur", "en")
    said = render(a_request_mail("en", a_request_line(title=urdu, text=urdu)))
    block = page_of(said.html).find("div", lang="ur")
    assert (block["dir"], block.get_text()) == ("rtl", "ہر ضلع میں")
    assert "R-42 – \u2068ہر ضلع میں\u2069" in said.text  # noqa: RUF001


def test_a_translation_names_the_language_of_the_original() -> None:
    translated = shown({"en": "Do it", "ur": "یہ کریں"}, "ur", "en")
    assert "The original is in Urdu." in render(a_request_mail("en", a_request_line(text=translated))).text
    assert "original" not in render(a_request_mail("en")).text


def test_an_erased_text_is_not_missed_silently() -> None:
    gone = shown({}, "en", "en")
    said = render(a_request_mail("en", a_request_line(title=gone, text=gone)))
    assert ENGLISH["erased"] in said.text
    assert ENGLISH["erased"] in said.html
    assert "R-42\n" in said.text


def test_no_sentence_of_ours_claims_that_anybody_is_bound() -> None:
    for sentence in ENGLISH.values():
        assert not re.search(r"\b(must|by law|obliged|obligation|required|shall|overdue)\b", sentence, re.IGNORECASE)
    for sentence in URDU.values():
        assert not re.search(r"لازم|پابند|قانوناً|فرض ہے|ضروری|حکم", sentence)


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    assert ENGLISH.keys() == URDU.keys()
    for key, sentence in ENGLISH.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", URDU[key])), key


def test_nothing_is_fetched_when_the_mail_is_opened() -> None:
    for language in WORDS:
        page = page_of(render(a_request_mail(language)).html)
        assert not page.find_all(["img", "script", "link", "iframe", "form", "object", "video", "audio", "style"])
        assert "url(" not in str(page)
        assert {a["href"] for a in page.find_all("a")} == {"https://tracker.example/r/R-42"}


# --- text of people --------------------------------------------------------------------------------------------------


@given(NASTY)
def test_text_of_people_is_shown_literally_in_html(text: str) -> None:
    forged = f"<img src=https://evil.example/x>{{{{ 7*7 }}}}{{host}} & {text}"
    said = render(
        a_request_mail(host=forged, addressee=forged, lines=(a_request_line(title=Shown(forged, "en", "en")),))
    )
    page = page_of(said.html)
    assert not page.find_all("img")
    assert "<img src=https://evil.example/x>{{ 7*7 }}{host} &" in page.get_text()


@pytest.mark.covers("SEC 14")
@given(NASTY)
def test_cleaned_text_cannot_break_lines_or_turn_around_what_stands_beside_it(text: str) -> None:
    line = one_line(text)
    assert not set(line) & (set("\r\n\0\v\f\x85\u2028\u2029") | set(BIDI_CONTROLS))
    assert one_line(line) == line
    assert not set(paragraphs(text)) & (set("\r\0\v\f\x85\u2028\u2029") | set(BIDI_CONTROLS))


def test_urdu_keeps_the_joiners_and_marks_that_it_needs() -> None:
    word = "می\u200cخواهم \u200f(الف\u200d)"  # noqa: RUF001
    assert one_line(word) == word
    assert paragraphs(word) == word


@pytest.mark.parametrize(
    ("value", "around", "kept_apart"),
    [("R-42", "rtl", True), ("کمیشن", "rtl", False), ("کمیشن", "ltr", True), ("Commission", "ltr", False)],
)
def test_values_of_the_other_direction_are_kept_apart(value: str, around: Direction, kept_apart: bool) -> None:
    assert (isolated(value, around) == f"\u2068{value}\u2069") is kept_apart


# --- headers (SEC-15) ------------------------------------------------------------------------------------------------


@pytest.mark.covers("SEC 15")
@given(name=INJECTION, title=INJECTION, number=INJECTION, language=st.sampled_from(["en", "ur"]))
def test_whatever_names_hold_the_mail_has_exactly_our_headers_and_one_recipient(
    name: str, title: str, number: str, language: Language
) -> None:
    mail = a_request_mail(
        language,
        a_request_line(number, title=Shown(title, language, "en"), text=Shown(title, language, "en")),
        addressee=name,
        host=name[::-1],
        consultation_title=Shown(title, language, "en"),
        consultation_number=number,
    )
    received = parsed(mail)
    assert sorted(received.keys()) == sorted(HEADERS)
    assert [address.addr_spec for address in received["To"].addresses] == ["liaison@body.example"]
    assert received["From"].addresses[0].addr_spec == "roundtable@tracker.example"
    assert received["Message-ID"] == f"<{'m' * 26}@bounces.tracker.example>"
    assert [part.get_content_type() for part in received.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@pytest.mark.covers("SEC 15")
@given(INJECTION)
def test_an_address_with_anything_beside_it_is_refused(text: str) -> None:
    for address in (f"liaison@body.example{text}", f"{text}liaison@body.example", f"liaison@{text}.example"):
        try:
            fit = fit_address(address)
        except UnfitAddress:
            continue
        assert re.fullmatch(r"[!-~]+", fit)
        assert fit.count("@") == 1
        assert not set(fit) & set('<>,;:"\\ ')


@pytest.mark.parametrize(
    "address",
    [
        "",
        "liaison",
        "@body.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\n",
        "a b@c.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a@-b.example",
        "رابطہ@body.example",
        "a" * 65 + "@b.example",
    ],
)
def test_no_mail_is_made_for_an_unfit_address(address: str) -> None:
    for field in ("recipient", "reply_to"):
        with pytest.raises(UnfitAddress):
            parsed(a_request_mail(), **{field: address})


def test_without_a_facilitator_replies_go_to_the_sender() -> None:
    received = parsed(a_request_mail(reply_reaches_facilitator=False), reply_to=None)
    assert received["Reply-To"] is None
    body = received.get_body(("plain",))
    assert body is not None
    assert "the people who run this service" in body.get_content()


def test_every_try_has_the_same_bytes() -> None:
    first, second = (
        bytes(
            compose(
                render(a_request_mail("ur")),
                language="ur",
                recipient="a@b.example",
                reply_to="c@d.example",
                stamps=stamps(),
            )
        )
        for _ in range(2)
    )
    assert first == second
    assert first.isascii()
    assert max(map(len, first.split(b"\r\n"))) <= 998


def test_the_mail_tells_that_a_program_sent_it_and_carries_no_trace() -> None:
    received = parsed(a_request_mail())
    assert received["Auto-Submitted"] == "auto-generated"
    assert "traceparent" not in str(received).lower()


def test_days_are_written_in_the_readers_language() -> None:
    line = a_request_line(answer_by=date(2026, 12, 1))
    assert "1 December 2026" in render(a_request_mail("en", line)).text
    assert "1 دسمبر 2026" in render(a_request_mail("ur", line)).text
