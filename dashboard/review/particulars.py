"""What a published consultation says of itself beside texts and figures: asked, and shown to be read."""

from typing import Final

import streamlit as st

from dashboard import faults, labels
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.labels.particulars import CALLED, of_consultation, written
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_FIELD: Final = "particulars."


def is_particular(field: str) -> bool:
    """Tell whether a field is one of these, such as `particulars.days`."""
    return field.startswith(_FIELD)


def said(given: events.Particulars, language: labels.Language) -> dict[str, LocalizedText]:
    """Return those that are given as words to be read beside texts, by field."""
    return {
        f"{_FIELD}{name}": LocalizedText(authoritative_language=language, bodies={language: words})
        for name, words in written(given, language).items()
    }


def public(own: object, language: labels.Language) -> dict[str, LocalizedText]:
    """Return those that the public reads; of a programme none."""
    return said(of_consultation(own), language) if isinstance(own, consultations.PublicConsultation) else {}


def ask(scope: str, field: str, own: object, given: events.Particulars, language: labels.Language) -> None:
    """Ask for one of a consultation's and write it into what is proposed."""
    assert isinstance(own, consultations.PublicConsultation), "a programme has none"
    path, name = f"correct_consultation.{field}", field.removeprefix(_FIELD)
    match name:
        case "kind":
            given.kind = fields.choice(scope, CALLED[name], events.ConsultationKind, own.kind, language, path=path)
        case "state":
            given.state = fields.choice(scope, CALLED[name], events.ConsultationState, own.state, language, path=path)
            st.caption(text("change_state_follow", language))
        case "days":
            given.days.starts_date = fields.day(
                scope, "capture_starts", own.starts_date, language, path=f"{path}.starts_date"
            )
            given.days.ends_date = fields.day(scope, "capture_ends", own.ends_date, language, path=f"{path}.ends_date")
            st.caption(text("change_days_follow", language))
        case "themes":
            given.themes.themes[:] = fields.themes(scope, list(own.themes), language, path=f"{path}.themes")
            given.themes.SetInParent()
            st.caption(text("change_themes_follow", language))
        case "languages":
            found = fields.languages(scope, list(own.languages), language, path=f"{path}.languages")
            given.languages.languages[:] = found
            given.languages.SetInParent()
        case _:
            given.online = st.checkbox(text(CALLED[name], language), own.online, key=f"{scope}|online")
            faults.beside(scope, path, text(CALLED[name], language))
