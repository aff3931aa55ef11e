"""What people are told of who signs in and who answers for a body: in both languages, and nothing to follow."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from services.identity.domain.notices import TRYING_FOR, Notice, NoticeKind, next_try
from services.identity.domain.people import Addressee
from services.identity.mail.telling import notice_mail
from services.identity.mail.words import WORDS

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
BODY = Addressee(id=uuid4(), kind="agency", name="Commission <b>(example)</b>", urdu_name="کمیشن (مثال)")


def a_notice(kind: NoticeKind = NoticeKind.ADDRESS_CHANGED) -> Notice:
    return Notice(
        id=uuid4(),
        kind=kind,
        person_id=uuid4(),
        contact_id=uuid4(),
        addressee_id=uuid4(),
        day=date(2026, 6, 1),
        made_at=NOW,
    )


def a_mail(kind: NoticeKind, language: str = "en", body: Addressee = BODY) -> EmailMessage:
    return notice_mail(
        a_notice(kind),
        body=body,
        language=language,
        to="liaison@commission.example",
        sender="roundtable@tracker.example",
        public_url="https://tracker.example",
        at=NOW,
    )


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_notice_says_the_same_as_text_and_as_a_page_first_in_the_language_of_its_reader(
    kind: NoticeKind, language: str
) -> None:
    mail = a_mail(kind, language)
    page = BeautifulSoup(part(mail, "html"), "html.parser")
    lines = [each.strip() for each in part(mail, "plain").splitlines() if each.strip()]
    assert lines == [each.get_text() for each in page.find_all("p")]
    assert [each["lang"] for each in page.find_all("div")] == [language, "ur" if language == "en" else "en"]
    assert page.title is not None
    assert page.title.get_text() == str(mail["Subject"])
    assert ("1 June 2026" in lines[0]) is (language == "en")
    assert "{" not in "".join(lines)


@pytest.mark.parametrize("kind", NoticeKind)
def test_nothing_in_a_notice_can_be_followed_and_no_markup_of_a_name_counts(kind: NoticeKind) -> None:
    page = BeautifulSoup(part(a_mail(kind), "html"), "html.parser")
    assert not page.find_all(["a", "img", "form", "script", "b"])


ABOUT_A_BODY = [kind for kind in NoticeKind if "{body}" in "".join(WORDS[kind]["en"].lines)]


@pytest.mark.parametrize("kind", ABOUT_A_BODY)
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("urdu_name", ["کمیشن (مثال)", None], ids=["with an Urdu name", "without one"])
def test_each_language_calls_a_body_as_it_does_and_lets_its_name_run_in_its_own_direction(
    kind: NoticeKind, language: str, urdu_name: str | None
) -> None:
    mail = a_mail(kind, language, replace(BODY, urdu_name=urdu_name))
    called = {"en": f"\u2068{BODY.name}\u2069", "ur": f"\u2068{urdu_name or BODY.name}\u2069"}
    assert called[language] in str(mail["Subject"])
    page = BeautifulSoup(part(mail, "html"), "html.parser")
    for each in page.find_all("div"):
        words = each.get_text()
        names = {name for name in called.values() if name in words}
        assert names == {called[str(each["lang"])]}
        assert words.count("\u2068") == words.count("\u2069")


def test_only_the_invitation_says_where_to_sign_in() -> None:
    where = [kind for kind in NoticeKind if "https://tracker.example" in part(a_mail(kind), "plain")]
    assert where == [NoticeKind.INVITED]


def test_a_notice_is_tried_later_each_time_and_three_days_long() -> None:
    waits = [next_try(replace(a_notice(), tried=tried), NOW) for tried in range(20)]
    assert waits[0] == NOW + timedelta(minutes=1)
    assert all(each is not None and earlier is not None and earlier <= each for earlier, each in pairwise(waits))
    assert next_try(a_notice(), NOW + TRYING_FOR) is None
