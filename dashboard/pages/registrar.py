"""The registrar's desk: people and mandates, bodies, the holiday calendar, mails, the audit."""

import streamlit as st

from dashboard import desk, labels
from dashboard.labels import text
from dashboard.register import audit, bodies, calendar, changes, mails, people
from roundtable.recommendations.v1 import events_pb2 as events

_PARTS = (
    "register_people",
    "register_bodies",
    "register_changes",
    "register_calendar",
    "register_mails",
    "register_audit",
)

here = desk.begin("registrar")
language = here.language

st.title(text("register_title", language))
part = st.segmented_control(
    text("register_tabs", language),
    _PARTS,
    default=_PARTS[0],
    required=True,
    format_func=lambda name: text(name, language),
)
if part == "register_mails":
    mails.panel(here)
elif part == "register_audit":
    audit.panel(here, people.called(here))
elif part == "register_calendar":
    calendar.panel(here)
else:
    register = bodies.everything(here)
    if part == "register_bodies":
        bodies.panel(here, register)
    elif part == "register_changes":
        changes.panel(here, register)
    else:
        can_answer = [
            each for each in register if each.public.kind != events.ADDRESSEE_KIND_GROUP and not each.ended_date
        ]
        people.panel(here, {each.addressee_id: labels.name(each.public.name, language) for each in can_answer})
