"""Mails: what became of each, and sending one again."""

import streamlit as st

from dashboard import desk, labels, show
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.notifications.v1 import service_pb2 as notifications

_PAGE = 100
_AGAIN = frozenset({notifications.DELIVERY_STATE_BOUNCED, notifications.DELIVERY_STATE_DEAD})


def panel(here: desk.Desk) -> None:
    """List mails, newest first."""
    language = here.language
    with desk.problems(language):
        request = notifications.ListDeliveriesRequest(page_size=_PAGE)
        deliveries = here.person.notifications.ListDeliveries(request).deliveries
    if not deliveries:
        st.text(text("register_no_mails", language))
    for each in deliveries:
        state = labels.value(notifications.DeliveryState, each.state, language)
        lines = ", ".join(each.tracked_numbers)
        with st.expander(show.label(" · ".join(filter(None, (each.addressee_name, lines, state))))):
            show.show_string(text("register_attempts", language, count=each.attempts))
            show.show_string(each.last_answer)
            if each.state in _AGAIN:
                _again(here, each)


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
