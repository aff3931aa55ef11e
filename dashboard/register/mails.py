"""Mails: what became of each, and sending one again."""

from datetime import UTC
from typing import Final

import streamlit as st

from dashboard import desk, labels, paging, show
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.notifications.v1 import service_pb2 as notifications

_PAGE = 100
_SCOPE = "mails"
_KINDS: Final = frozenset({"request", "finding", "finding_taken_back", "changes", "answers", "receipt"})
_AGAIN = frozenset({notifications.DELIVERY_STATE_BOUNCED, notifications.DELIVERY_STATE_DEAD})


def panel(here: desk.Desk) -> None:
    """List mails, newest first."""
    language = here.language
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, token), scope=_SCOPE)
    deliveries = [each for page in pages for each in page.deliveries]
    if not deliveries:
        st.text(text("register_no_mails", language))
    for each in deliveries:
        with st.expander(show.label(listed(each, language))):
            if each.state == notifications.DELIVERY_STATE_DEAD and not each.attempts:
                show.show_string(text("mail_not_sent", language))
            show.show_string(text("register_attempts", language, count=each.attempts))
            show.show_string(each.last_answer)
            if each.state in _AGAIN:
                _again(here, each)
    paging.more(pages, language, scope=_SCOPE)


def _asked(here: desk.Desk, token: str) -> notifications.ListDeliveriesResponse:
    request = notifications.ListDeliveriesRequest(page_size=_PAGE, page_token=token)
    return here.person.notifications.ListDeliveries(request)


def listed(delivery: notifications.Delivery, language: labels.Language) -> str:
    """Return a mail as the list names it: what it is, to whom, about what, what became of it, and since when."""
    kind = text(f"mail_{delivery.kind}" if delivery.kind in _KINDS else "mail_other", language)
    about = ", ".join(delivery.tracked_numbers) or delivery.consultation_number
    state = labels.value(notifications.DeliveryState, delivery.state, language)
    made = delivery.recorded_at.ToDatetime(UTC).astimezone(desk.settings().time_zone).date()
    words = (kind, labels.isolated(labels.name(delivery.addressee, language)), about, state, labels.day(made, language))
    return " · ".join(filter(None, words))


def _again(here: desk.Desk, delivery: notifications.Delivery) -> None:
    ask(
        f"again-{delivery.delivery_id}",
        "register_again",
        lambda: [text("register_again_told", here.language)],
        lambda key: here.person.notifications.RetryDelivery(
            notifications.RetryDeliveryRequest(
                idempotency_key=key, delivery_id=delivery.delivery_id, expected_version=delivery.version
            )
        ),
        here.language,
    )
