"""The one mail that identity sends: the sign-in code."""

from services.identity.mail.message import code_mail
from services.identity.mail.sending import Mailer, NextHop, WaitingCode

__all__ = ["Mailer", "NextHop", "WaitingCode", "code_mail"]
