"""What tests of notifications share: builders of deliveries, lines and mails; what does not matter is supplied."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.ids import new_id
from services.mails.finding import FindingNotice
from services.mails.message import Stamps
from services.mails.request import RequestLine, RequestMail
from services.mails.script import Language, shown
from services.notifications.domain import planning, sending
from services.notifications.domain.assignment import Assignment
from services.notifications.domain.delivery import Delivery, Fact, SmtpMode, evolve

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
FIRST_WAIT = timedelta(minutes=1)


def a_line(**given: Any) -> Assignment:
    """A line that may be mailed; of an act of its own unless told otherwise."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "statement_id": new_id(),
        "consultation_id": new_id(),
        "publication_id": new_id(),
        "lines_in_publication": 1,
        "addressee_id": new_id(),
        "host_organisation_id": new_id(),
        "facilitator_id": new_id(),
        "can_be_asked": True,
        "is_commitment": False,
        "press_reported": False,
    }
    return Assignment(**(fields | given))


def lines_of_one_act(number: int) -> list[Assignment]:
    """So many lines of one publishing act for one addressee."""
    first = a_line(lines_in_publication=number)
    return [first, *(replace(first, id=new_id(), statement_id=new_id()) for _ in range(number - 1))]


def a_delivery(*lines: Assignment, person_id: UUID | None = None) -> Delivery:
    """A mail that has just become due."""
    listed = lines or (a_line(),)
    opened = planning.open_delivery(listed, person_id or uuid4(), complete=True, earlier=0, at=NOON)
    return evolve(None, opened)


def after(delivery: Delivery, facts: tuple[Fact, ...]) -> Delivery:
    """What the facts make of it."""
    for fact in facts:
        delivery = evolve(delivery, fact)
    return delivery


def a_sent_delivery(*lines: Assignment) -> Delivery:
    """A mail whose first try was announced."""
    listed = lines or (a_line(),)
    made = a_delivery(*listed)
    return after(made, sending.prepare(made, listed, entitled=True, mode=SmtpMode.DIRECT, at=NOON, today=TODAY))


def an_accepted_delivery() -> Delivery:
    """A mail that the next server took over."""
    made = a_sent_delivery()
    return after(made, sending.accept(made, mode=SmtpMode.DIRECT, at=NOON, today=TODAY))


def a_request_line(number: str = "R-42", *, language: Language = "en", **given: Any) -> RequestLine:
    """A line as a mail prints it."""
    fields: dict[str, Any] = {
        "number": number,
        "title": shown({"en": "Publish response times", "ur": "کارروائی کا وقت شائع کریں"}, "en", language),
        "text": shown({"en": "Publish them each quarter.", "ur": "انہیں ہر سہ ماہی شائع کریں۔"}, "en", language),
        "answer_by": date(2027, 1, 19),
        "url": f"https://tracker.example/r/{number}",
    }
    return RequestLine(**(fields | given))


def a_request_mail(language: Language = "en", *lines: RequestLine, **given: Any) -> RequestMail:
    """A request mail of one line, unless others are given."""
    fields: dict[str, Any] = {
        "language": language,
        "addressee": {"en": "Child Rights Commission", "ur": "کمیشن برائے حقوقِ اطفال"}[language],
        "host": {"en": "Media Forum", "ur": "میڈیا فورم"}[language],
        "consultation_title": shown({"en": "Child safety online", "ur": "آن لائن بچوں کا تحفظ"}, "en", language),
        "consultation_number": "C-7",
        "lines": lines or (a_request_line(language=language),),
        "illustrative": False,
        "through_relay": False,
        "reply_reaches_facilitator": True,
        "by_letter_only": False,
    }
    return RequestMail(**(fields | given))


def a_finding_notice(language: Language = "en", **given: Any) -> FindingNotice:
    """The notice of a finding about R-42."""
    fields: dict[str, Any] = {
        "language": language,
        "addressee": {"en": "Child Rights Commission", "ur": "کمیشن برائے حقوقِ اطفال"}[language],
        "host": {"en": "Media Forum", "ur": "میڈیا فورم"}[language],
        "consultation_number": "C-7",
        "number": "R-42",
        "title": shown({"en": "Publish response times", "ur": "کارروائی کا وقت شائع کریں"}, "en", language),
        "reply_until": date(2026, 12, 10),
        "taken_back": False,
        "url": "https://tracker.example/finding/R-42",
        "illustrative": False,
        "reply_reaches_facilitator": True,
        "by_letter_only": False,
    }
    return FindingNotice(**(fields | given))


def a_finding_delivery(line: Assignment, finding_id: UUID | None = None) -> Delivery:
    """The notice of a finding that has just become due."""
    opened = planning.open_finding_mail(line, uuid4(), finding_id=finding_id or uuid4(), earlier=0, at=NOON)
    return evolve(None, opened)


def stamps() -> Stamps:
    """What a mail is known by."""
    return Stamps(
        sender="roundtable@tracker.example",
        bounce_domain="bounces.tracker.example",
        message_token="m" * 26,
        return_token="r" * 26,
        at=NOON,
    )
