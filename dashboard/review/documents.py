"""Documents at the reviewer's desk: opened, each span let go, all of it confirmed; or kept from the public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from dashboard import asking, backend, desk, labels, show, typed
from dashboard.labels import text
from dashboard.review import acting
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_DECIDED: Final = (consultations.SPAN_OUTCOME_CLEARED, consultations.SPAN_OUTCOME_REDACTED)


@dataclass(frozen=True)
class Deciding:
    """What is decided on, and where."""

    here: desk.Desk
    draft: consultations.Draft
    document: consultations.Document
    reading: consultations.PartReading
    scope: str

    @property
    def name(self) -> str:
        """Name of the form: the document's own, whichever part of the consultation is open."""
        return f"review-{self.draft.consultation_id}-{self.document.document_id}"


def decide(of: Deciding, spans: Sequence[consultations.FoundSpan]) -> None:
    """Show one document and let the reviewer decide on it."""
    language, document = of.here.language, of.document
    kind = labels.value(events.DocumentKind, document.kind, language)
    state = "document_held" if of.reading.labelled else "document_read" if of.reading.read else "document_unread"
    with st.expander(show.label(f"{kind}: {labels.name(document.title, language)} · {text(state, language)}"), True):
        file = f"/capture/documents/file?consultation={of.draft.consultation_id}&document={document.document_id}"
        st.link_button(text("document_open", language), file)
        show.show_string(text("document_called", language, name=labels.isolated(document.uploaded_name)))
        acts = [_span(of, each) for each in spans]
        if document.added_by_caller:
            st.warning(text("document_own", language))
            return
        _button(of, "gate_record", [each for each in acts if each])
        if of.reading.labelled:
            _label(of, "gate_lower", "lower", public="gate_public_lower")
            return
        if not of.reading.read_by_caller:
            # Said of every file: that a rule found something in it does not mean that rules read all of it.
            st.caption(text("gate_public", language))
            shown = (document.sha256, document.title, document.uploaded_name)
            looked = asking.tick(text("document_looked", language), key=f"{of.name}|looked", of=shown)
            read = consultations.SafeguardingAct(document_id=document.document_id, read=consultations.SecondReading())
            _button(of, "document_confirm", [read] if looked else [])
        _label(of, "document_keep", "restrict", public="gate_public_restrict")


def _span(of: Deciding, span: consultations.FoundSpan) -> consultations.SafeguardingAct | None:
    """Show a span; return what the reviewer says of it now."""
    language = of.here.language
    kind = labels.value(consultations.SpanKind, span.mark.kind, language)
    words = show.label(f"{labels.isolated(span.mark.words)} · {kind}")
    if span.goes:
        st.caption(f"{words} · {text('document_goes', language)}")
        return None
    show.show_string(span.excerpt)
    if span.outcome in _DECIDED:
        st.caption(f"{words} · {text('gate_clear', language)}")
        return None
    again = span.outcome == consultations.SPAN_OUTCOME_CLEARING
    if again:
        st.caption(text("gate_clearing", language))
    if again and span.cleared_by_caller:
        return None
    key = f"{of.name}|{span.mark.field}|{span.mark.kind}|{span.mark.words}|{span.mark.occurrence}"
    if not st.checkbox(f"{words} · {text('gate_clear', language)}", key=key):
        return None
    return consultations.SafeguardingAct(document_id=of.document.document_id, clear=span.mark)


def _label(of: Deciding, words: str, act: str, *, public: str) -> None:
    """Let the document be kept from the public, or no longer: with a reason that is never public, and asked once."""
    language = of.here.language
    form = f"{of.name}-{words}"
    reason = typed.line(text("document_why", language), key=f"{asking.form(form)}|{act}-reason").strip()
    given: dict[str, Any] = {act: {"reason": reason}}
    said = consultations.SafeguardingAct(document_id=of.document.document_id, **given)
    sure = asking.agreed(public, scope=form, language=language)
    _button(of, words, [said] if reason and sure else [])


def _button(of: Deciding, words: str, acts: Sequence[consultations.SafeguardingAct]) -> None:
    language, form = of.here.language, f"{of.name}-{words}"
    key_name = f"{form}-key"
    key = st.session_state.setdefault(key_name, backend.new_key())
    if not st.button(text(words, language), key=f"{form}|button", disabled=not acts):
        return
    request = consultations.SafeguardConsultationRequest(
        idempotency_key=key, consultation_id=of.draft.consultation_id, acts=acts
    )
    call = of.here.person.consultations.SafeguardConsultation
    if acting.act(lambda: call(request), of.scope, key_name, language) is not None:
        asking.renew(form)
        desk.finish("gate_done", language)
