"""Where the record of a consultation or of a programme comes from."""

from typing import Final

import streamlit as st

from dashboard import faults, labels
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

_SOURCES: Final = ("", "own_notes", "published_article")
_ARTICLE: Final = "published_article"


def fill_in(scope: str, typed: consultations.Source, language: labels.Language) -> None:
    """Show the source and write what is typed into it.

    Args:
        scope: Name of the form.
        typed: The source in the details; what an article is asked for shows for an article only.
        language: Of the page.
    """
    typed.type = st.selectbox(
        text("capture_source_type", language),
        _SOURCES,
        index=_SOURCES.index(typed.type) if typed.type in _SOURCES else 0,
        format_func=lambda each: text(f"source_{each}" if each else "not_given", language),
        key=f"{scope}|source-type",
    )
    faults.beside(scope, "details.source.type", text("capture_source_type", language))
    if typed.type != _ARTICLE:
        return
    typed.name = fields.one_line(scope, "capture_source_name", typed.name, language, path="details.source.name")
    typed.url = fields.one_line(scope, "capture_source_url", typed.url, language, path="details.source.url")
    typed.retrieved_date = fields.day(
        scope, "capture_source_read", typed.retrieved_date, language, path="details.source.retrieved_date"
    )
