"""Undoing a renaming: a name that was entered by mistake is no former name."""

import streamlit as st

from dashboard import asking, desk, faults, labels
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2 as recommendations


def undo(here: desk.Desk, entry: recommendations.Addressee) -> None:
    """Let the last renaming of a body be undone."""
    language, scope = here.language, f"undo-rename-{entry.addressee_id}"
    if len(entry.names) == 1:
        st.text(text("register_never_renamed", language))
        return
    faults.begin(scope)
    reason = fields.both(asking.form(scope), "register_undo_reason", LocalizedText(), language, path="reason")
    new, old = (labels.isolated(labels.name(each.name, language)) for each in entry.names[:2])
    ask(
        scope,
        "register_undo_rename",
        lambda: [
            text("register_undo_rename_public", language, old=old, new=new),
            text("register_told_nobody", language),
        ],
        lambda key: here.person.recommendations.UndoRenaming(
            recommendations.UndoRenamingRequest(
                idempotency_key=key,
                addressee_id=entry.addressee_id,
                expected_version=entry.version,
                reason=reason,
            )
        ),
        language,
    )
