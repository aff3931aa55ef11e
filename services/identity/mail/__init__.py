"""The mails that identity sends: sign-in codes, and notices of who signs in and who answers for a body."""

from services.identity.mail.message import code_mail
from services.identity.mail.notices import NoticeMailer
from services.identity.mail.sending import Mailer, NextHop, WaitingCode

__all__ = ["Mailer", "NextHop", "NoticeMailer", "WaitingCode", "code_mail"]
