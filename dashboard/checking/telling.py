"""What a claim says, why it waits, and what became of a decision on it, in words."""

from typing import Any

import streamlit as st

from dashboard import labels, show
from dashboard.labels import text
from roundtable.recommendations.v1 import service_pb2 as recommendations


def show_said(
    about: str, kind: Any, value: int, entry: recommendations.TimelineEntry, language: labels.Language
) -> None:
    """Show one thing that the body says: which answer, on which day, and in its words; nothing if it says none.

    Args:
        about: Key of what it is about: the request or the work.
        kind: The enum of the answer.
        value: The answer.
        entry: Its words.
        language: Of the page.
    """
    if not entry.occurred_date:
        return
    answer, day = labels.value(kind, value, language), labels.day(entry.occurred_date, language)
    st.caption(show.label(f"{text(about, language)}: {answer} · {day}"))
    for each in (entry.text, entry.part, entry.reason):
        show.show_text(each, language)


def show_search(entry: recommendations.TimelineEntry, language: labels.Language) -> None:
    """Show where was searched without result, and when, so that nobody searches the same place again unawares."""
    if entry.search_log:
        st.caption(text("search_log", language))
    for each in entry.search_log:
        searched = labels.day(each.searched_date, language)
        show.show_string(f"{labels.isolated(each.place)}{text('comma', language)}{searched}")


def why_it_waits(claim: recommendations.Assignment, language: labels.Language) -> str:
    """Return the reason for which a claim is in the queue, with the day that belongs to it."""
    reason = labels.value(recommendations.ClaimReason, claim.claim_reason, language)
    ends = claim.claim_reason == recommendations.CLAIM_REASON_FINDING_ANNOUNCED
    day = labels.day(claim.claim_date, language)
    return f"{reason} {text('until_day' if ends else 'since_day', language, day=day)}"


def who_may_reply(claim: recommendations.Assignment, language: labels.Language) -> str:
    """Return who reads a finding before the public does, and may reply to it; that nobody is left to, if it is so."""
    line = claim.line
    body = labels.isolated(labels.name(line.addressee.name, language))
    if line.body_ended_date and not line.HasField("transferred_to"):
        return text("verify_announced_to_nobody", language, body=body, day=labels.day(line.body_ended_date, language))
    return text("verify_announced_first", language, body=body)


def in_queue(claim: recommendations.Assignment, language: labels.Language) -> str:
    """Return a claim as the queue lists it."""
    body = labels.isolated(labels.name(claim.line.addressee.name, language))
    title = labels.name(claim.line.title, language)
    return f"{claim.line.tracked_number} · {body} · {title} · {why_it_waits(claim, language)}"


def recorded(answered: recommendations.Assignment, language: labels.Language) -> str:
    """Return what to say of a decision: what the public reads now; of a finding only announced, until when it waits."""
    number, name = answered.line.tracked_number, labels.name(answered.line.addressee.name, language)
    if until := answered.line.checked.rechecked_until_date:
        body, day = labels.isolated(name), labels.day(until, language)
        return text("verify_announced", language, number=number, body=body, day=day)
    headline = labels.headline(answered.line.headline, language, body=name)
    return text("verify_recorded", language, number=number, headline=headline)
