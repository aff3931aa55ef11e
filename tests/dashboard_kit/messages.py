"""Builders of public messages: a test names what it is about, the rest is filled in."""

from collections.abc import Sequence
from typing import Any

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as consultations_events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

TODAY = "2026-11-20"


def text(english: str = "", urdu: str = "", *, authoritative: str = "en") -> LocalizedText:
    """Return a text in the languages given."""
    bodies = {language: body for language, body in (("en", english), ("ur", urdu)) if body}
    return LocalizedText(authoritative_language=authoritative if bodies else "", bodies=bodies)


def an_addressee(slug: str = "child-rights-commission-example", **changed: Any) -> recommendations.PublicAddressee:
    """Return a body of the register: an invented agency."""
    values: dict[str, Any] = {
        "slug": slug,
        "name": text("Child Rights Commission (example)", "بچوں کے حقوق کا کمیشن (مثال)"),
        "kind": events.ADDRESSEE_KIND_AGENCY,
        "jurisdiction": events.JURISDICTION_FEDERAL,
        "illustrative": True,
    }
    return recommendations.PublicAddressee(**(values | changed))


def an_entry(kind: int, day: str, **changed: Any) -> recommendations.TimelineEntry:
    """Return an entry of a timeline."""
    values: dict[str, Any] = {"kind": kind, "occurred_date": day, "recorded_date": day}
    return recommendations.TimelineEntry(**(values | changed))


def a_headline(headline: int, group: int, *, date: str = "", days: int = 0) -> recommendations.HeadlineValue:
    """Return a headline with its values."""
    return recommendations.HeadlineValue(
        headline=headline,  # type: ignore[arg-type]
        bar_group=group,  # type: ignore[arg-type]
        date=date,
        days=days,
    )


def a_line(**changed: Any) -> recommendations.Line:
    """Return a line: asked, not answered, 80 days past the date asked."""
    values: dict[str, Any] = {
        "tracked_number": "EX-R-1",
        "statement_number": "EX-C-1/1",
        "consultation_number": "EX-C-1",
        "title": text("Publish yearly figures", "سالانہ اعداد و شمار شائع کریں"),
        "type": consultations_events.STATEMENT_TYPE_RECOMMENDATION,
        "addressee": an_addressee(),
        "lead": True,
        "headline": a_headline(recommendations.HEADLINE_NO_ANSWER, recommendations.BAR_GROUP_NO_ANSWER, days=80),
        "request": events.REQUEST_HANDED_OVER,
        "request_date": "2026-07-03",
        "response": recommendations.Clock(
            state=recommendations.CLOCK_STATE_PAST_DATE, due_date="2026-09-01", days_left=-80
        ),
        "delivery": recommendations.Clock(state=recommendations.CLOCK_STATE_NOT_STARTED),
        "says": recommendations.SaysPanel(position=events.POSITION_NONE, progress=events.PROGRESS_NONE_DECLARED),
        "checked": recommendations.CheckedPanel(verification=events.VERIFICATION_UNASSESSED),
        "milestones": recommendations.Milestones(
            said_date="2026-06-20", published_date="2026-06-30", asked_date="2026-07-03"
        ),
        "themes": ["child_safety", "online_safety"],
        "illustrative": True,
    }
    return recommendations.Line(**(values | changed))


def a_recommendation(
    lines: Sequence[recommendations.Line] = (), **changed: Any
) -> recommendations.GetRecommendationResponse:
    """Return a tracked recommendation with its lines (one if none is given)."""
    put = list(lines) or [a_line()]
    values: dict[str, Any] = {
        "tracked_number": put[0].tracked_number,
        "statement_number": put[0].statement_number,
        "consultation_number": put[0].consultation_number,
        "consultation_title": text(
            "Policy roundtable on child safety online (example)", "آن لائن بچوں کے تحفظ پر پالیسی گول میز (مثال)"
        ),
        "host_name": text("Child Safety Forum (example)", "چائلڈ سیفٹی فورم (مثال)"),
        "title": put[0].title,
        "text": text(
            "Each body that receives reports of harm to children online publishes once a year how many it received, "
            "how many it acted on, and how long that took.",
            "ہر ادارہ جسے آن لائن بچوں کو پہنچنے والے نقصان کی رپورٹیں ملتی ہیں، سال میں ایک بار شائع کرے "
            "کہ کتنی رپورٹیں ملیں، کتنی پر کارروائی ہوئی اور اس میں کتنا وقت لگا۔",
        ),
        "type": put[0].type,
        "verifiability": recommendations.VerifiabilityAnswers(
            who=text("Each of the bodies named.", "نامزد ہر ادارہ۔"),
            what=text("One public page with the three figures.", "تین اعداد کے ساتھ ایک عوامی صفحہ۔"),
            by_when=text("Within a year, then every year.", "ایک سال کے اندر، پھر ہر سال۔"),
            shown_how=text("Anybody can open the page.", "ہر کوئی صفحہ کھول سکے۔"),
        ),
        "themes": list(put[0].themes),
        "response_period_days": 60,
        "published_date": "2026-06-30",
        "illustrative": put[0].illustrative,
        "lines": put,
        "timeline": [an_entry(recommendations.TIMELINE_KIND_PUBLISHED, "2026-06-30")],
        "as_of_date": TODAY,
    }
    return recommendations.GetRecommendationResponse(**(values | changed))


def a_statement(**changed: Any) -> consultations.PublicStatement:
    """Return a published statement, tracked."""
    values: dict[str, Any] = {
        "number": "EX-C-1/1",
        "tracked_number": "EX-R-1",
        "type": consultations_events.STATEMENT_TYPE_RECOMMENDATION,
        "publication": consultations_events.PUBLICATION_TRACKED,
        "title": text("Publish yearly figures", "سالانہ اعداد و شمار شائع کریں"),
        "text": text("Publish once a year how many reports came in.", "سال میں ایک بار بتائیں کہ کتنی رپورٹیں آئیں۔"),
        "source_sentence": text("Nobody in this room could say how many reports were made last year."),
        "addressee_basis": consultations.ADDRESSEE_BASIS_EXPLICIT,
        "addressee_slugs": ["child-rights-commission-example"],
        "verifiable": consultations.VERIFIABLE_YES,
        "themes": ["child_safety"],
        "published_date": "2026-06-30",
        "illustrative": True,
    }
    return consultations.PublicStatement(**(values | changed))


def a_consultation(**changed: Any) -> consultations.PublicConsultation:
    """Return a published consultation under the Chatham House rule."""
    values: dict[str, Any] = {
        "number": "EX-C-1",
        "kind": consultations_events.CONSULTATION_KIND_ROUNDTABLE,
        "state": consultations_events.CONSULTATION_STATE_HELD,
        "title": text(
            "Policy roundtable on child safety online (example)", "آن لائن بچوں کے تحفظ پر پالیسی گول میز (مثال)"
        ),
        "summary": text("An invented roundtable.", "ایک فرضی گول میز اجلاس۔"),
        "host_name": text("Child Safety Forum (example)", "چائلڈ سیفٹی فورم (مثال)"),
        "organisers": text("Child Safety Forum (example)", "چائلڈ سیفٹی فورم (مثال)"),
        "place": text("Islamabad", "اسلام آباد"),
        "starts_date": "2026-06-20",
        "themes": ["child_safety", "online_safety"],
        "attribution_rule": consultations.ATTRIBUTION_RULE_CHATHAM_HOUSE,
        "source": consultations.Source(type="own_notes"),
        "illustrative": True,
        "published_date": "2026-06-30",
    }
    return consultations.PublicConsultation(**(values | changed))
