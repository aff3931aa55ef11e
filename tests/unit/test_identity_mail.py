"""The mail with a code: readable in both languages, and nothing in it to follow, fetch or steal."""

from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from services.identity.mail import code_mail

CODE = "34FD7KXM"


def a_mail(language: str = "en", *, to: str = "liaison@commission.example") -> EmailMessage:
    return code_mail(
        CODE,
        language=language,
        to=to,
        sender="roundtable@tracker.example",
        code_id=uuid4(),
        at=datetime(2026, 6, 1, 9, 0, tzinfo=UTC),
    )


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert isinstance(found, EmailMessage)
    return str(found.get_content())


@pytest.mark.parametrize("language", ["en", "ur"])
def test_both_parts_say_the_same_and_keep_the_code_together(language: str) -> None:
    mail = a_mail(language)
    text = part(mail, "plain").split("\n")
    page = BeautifulSoup(part(mail, "html"), "html.parser")
    assert [line.strip() for line in text if line.strip()] == [each.get_text() for each in page.find_all("p")]
    assert f"    {CODE}" in [line.rstrip("\r") for line in text]
    assert [(code.get_text(), code["dir"]) for code in page.find_all("bdi")] == [(CODE, "ltr")]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ur", "rtl")])
def test_each_language_has_its_direction(language: str, direction: str) -> None:
    page = BeautifulSoup(part(a_mail(language), "html"), "html.parser")
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == (language, direction)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_mail_fits_every_server_on_the_way(language: str) -> None:
    raw = a_mail(language).as_bytes()
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_copy_of_the_same_code_has_the_same_message_id_and_another_code_another() -> None:
    assert a_mail()["Message-ID"] != a_mail()["Message-ID"]
    assert str(a_mail()["Message-ID"]).endswith("@tracker.example>")


@pytest.mark.covers("SEC 15")
@pytest.mark.parametrize("to", ["a@x.example\r\nBcc: b@y.example", "a@x.example\nX: y"])
def test_an_address_cannot_add_a_header(to: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        a_mail(to=to)
