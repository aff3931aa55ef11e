"""The local mail server keeps mails over a restart, misbehaves when told to, and shows mails safely."""

import re
import smtplib
from email.message import EmailMessage

import pytest
from starlette.testclient import TestClient

from deploy.local.mail_server import CutAtDot, Greylist, Hang, MailServer, Reject
from deploy.local.mail_site import site
from deploy.local.mail_store import MailStore

LIAISON = "liaison@commission.example"


def _mail(subject: str = "Four lines", text: str = "Please answer.", html: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "roundtable@tracker.example", LIAISON, subject
    mail["Message-ID"] = "<1@tracker.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def _send(server: MailServer, mail: EmailMessage, *, to: str = LIAISON, seconds: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=seconds) as client:
        client.send_message(mail, from_addr="bounces+7@tracker.example", to_addrs=[to])


def test_mails_are_kept_over_a_restart(mail_sink: MailServer) -> None:
    _send(mail_sink, _mail(subject="چار سفارشات", text="براہ کرم جواب دیں"))
    (kept,) = MailStore(mail_sink.store.folder).to(LIAISON.upper())
    assert (kept.subject, kept.text.strip()) == ("چار سفارشات", "براہ کرم جواب دیں")
    assert (kept.sender, kept.recipient) == ("bounces+7@tracker.example", LIAISON)
    assert kept.file.stat().st_mode & 0o777 == 0o600


def test_a_rejected_recipient_gets_550_and_no_mail(mail_sink: MailServer) -> None:
    mail_sink.behave(LIAISON, Reject())
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        _send(mail_sink, _mail())
    assert refused.value.recipients[LIAISON][0] == 550
    assert mail_sink.messages() == []


def test_a_mailbox_that_never_exists_is_always_refused(mail_sink: MailServer) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        _send(mail_sink, _mail(), to="no-such-mailbox@agency.example")


def test_a_greylisted_recipient_is_accepted_after_that_many_tries(mail_sink: MailServer) -> None:
    mail_sink.behave(LIAISON, Greylist(times=2))
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            _send(mail_sink, _mail())
        assert refused.value.recipients[LIAISON][0] == 451
    _send(mail_sink, _mail())
    assert len(mail_sink.messages(LIAISON)) == 1


def test_a_hanging_server_holds_up_nobody_else(mail_sink: MailServer) -> None:
    mail_sink.behave(LIAISON, Hang(seconds=30))
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        _send(mail_sink, _mail(), seconds=0.3)
    _send(mail_sink, _mail(), to="other@agency.example")
    assert [mail.recipient for mail in mail_sink.messages()] == ["other@agency.example"]


def test_a_connection_cut_at_the_dot_leaves_the_mail_and_no_answer(mail_sink: MailServer) -> None:
    mail_sink.behave(LIAISON, CutAtDot())
    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(mail_sink, _mail())
    assert len(mail_sink.messages(LIAISON)) == 1
    _send(mail_sink, _mail())
    assert len({mail.message["message-id"] for mail in mail_sink.messages(LIAISON)}) == 1


@pytest.fixture
def pages(mail_sink: MailServer) -> TestClient:
    return TestClient(site(mail_sink.store, shown_in="http://127.0.0.1:8501"), base_url="http://127.0.0.1")


def test_the_mailbox_page_lists_newest_first(mail_sink: MailServer, pages: TestClient) -> None:
    for subject in ("first", "second"):
        _send(mail_sink, _mail(subject=subject))
    shown = pages.get(f"/mailbox/{LIAISON}").text
    assert shown.index("second") < shown.index("first")
    assert 'http-equiv="refresh"' in shown
    assert re.search(r"\d\d:\d\d:\d\d [A-Z+0-9-]+<", shown), "a time names its zone: the pages are in Pakistan's"
    assert LIAISON in pages.get("/").text
    assert [mail["subject"] for mail in pages.get("/api/messages", params={"to": LIAISON}).json()] == [
        "second",
        "first",
    ]


def test_a_mails_text_is_shown_as_text_with_its_links(mail_sink: MailServer, pages: TestClient) -> None:
    _send(mail_sink, _mail(subject="<b>bold</b>", text="<script>alert(1)</script> http://127.0.0.1:8501/r/R-42."))
    (mail,) = mail_sink.messages()
    shown = pages.get(f"/message/{mail.id}").text
    assert "<script>" not in shown
    assert "<b>bold" not in shown
    assert 'href="http://127.0.0.1:8501/r/R-42"' in shown


def test_a_mails_html_runs_nothing_and_loads_nothing(mail_sink: MailServer, pages: TestClient) -> None:
    _send(mail_sink, _mail(html="<p>Hello</p><script>alert(1)</script><img src='https://pixel.example/x.gif'>"))
    (mail,) = mail_sink.messages()
    policy = pages.get(f"/message/{mail.id}/html").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "img-src data:" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert '<iframe sandbox="allow-popups' in pages.get(f"/message/{mail.id}").text


def test_a_page_under_a_foreign_name_is_refused(pages: TestClient) -> None:
    assert pages.get("/api/messages", headers={"host": "evil.example"}).status_code == 400


def test_an_unknown_mail_is_a_helpful_404(pages: TestClient) -> None:
    answer = pages.get("/message/1-nothing")
    assert answer.status_code == 404
    assert "See all mailboxes" in answer.text
