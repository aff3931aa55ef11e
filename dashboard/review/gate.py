"""The safeguarding gate at the reviewer's desk: each span stays or goes, a second reader reads, a label is raised."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, show, typed
from dashboard.labels import text
from dashboard.review import acting, beside, documents
from roundtable.consultations.v1 import service_pb2 as consultations

_OPEN: Final = "open"
_CHOICES: Final = ("open", "clear", "redact")
_CHOSEN: Final = {
    consultations.SPAN_OUTCOME_CLEARED: "clear",
    consultations.SPAN_OUTCOME_CLEARING: "clear",
    consultations.SPAN_OUTCOME_REDACTED: "redact",
}


class Gate:
    """What a preview says of the gate, and what the reviewer wants done.

    Args:
        here: Where the page stands.
        draft: The consultation.
        preview: What would be public.
        scope: Name of the form.
    """

    def __init__(
        self,
        here: desk.Desk,
        draft: consultations.Draft,
        preview: consultations.PreviewPublicationResponse,
        scope: str,
    ) -> None:
        self._here = here
        self._draft = draft
        self._preview = preview
        self._scope = scope
        self._whole = f"review-{draft.consultation_id}"
        self._versions = {each.statement_id: each.version for each in draft.statements} | {"": draft.version}
        self._acts: list[consultations.SafeguardingAct] = []

    def spans_of(self, statement_id: str) -> list[consultations.FoundSpan]:
        """Return what is marked in a statement; with an empty id, in the consultation's own texts."""
        spans = (each for each in self._preview.spans if not each.document_id)
        return [each for each in spans if each.statement_id == statement_id]

    def decide(self, statement_id: str) -> None:
        """Let the reviewer say of each span whether it stays or goes; what is said differs from what is, is an act."""
        language = self._here.language
        for each in self.spans_of(statement_id):
            now = _CHOSEN.get(each.outcome, _OPEN)
            kind = labels.value(consultations.SpanKind, each.mark.kind, language)
            if each.mark.field.startswith("programme."):
                kind = f"{kind}, {text('gate_programme', language)}"
            where = beside.called(each.mark.field, language)
            choices = list(_CHOICES) if now == _OPEN else list(_CHOICES[1:])
            key = f"{self._deciding(statement_id)}|{_name(each)}"
            chosen = typed.choice(
                show.label(" · ".join(filter(None, (labels.isolated(each.mark.words), kind, where)))),
                choices,
                index=choices.index(now),
                format_func=lambda choice: text(f"gate_{choice}", language),
                horizontal=True,
                key=key,
                light=False,
            )
            if each.outcome == consultations.SPAN_OUTCOME_CLEARING:
                st.caption(text("gate_clearing", language))
            elif each.restricts and each.outcome != consultations.SPAN_OUTCOME_REDACTED:
                st.caption(text("gate_restricts", language))
            again = each.outcome == consultations.SPAN_OUTCOME_CLEARING and not each.cleared_by_caller
            if again and chosen == "clear":
                if asking.tick(text("gate_agree", language), key=f"{key}|agree", of=[each.mark]):
                    self._say(statement_id, clear=each.mark)
            elif chosen not in (now, _OPEN):
                self._say(statement_id, **{str(chosen): each.mark})

    def _deciding(self, statement_id: str) -> str:
        """Return the name of the form in which what is said of the spans of a statement is kept: its own."""
        return f"{self._whole}-spans-{statement_id}"

    def _say(self, statement_id: str, **act: object) -> None:
        said = consultations.SafeguardingAct(
            statement_id=statement_id,
            expected_version=self._versions[statement_id],
            **act,  # type: ignore[arg-type]
        )
        self._acts.append(said)

    def documents(self) -> None:
        """Show the documents with what could lead to a person in them, and let the reviewer decide on each."""
        waiting = {each.document_id: each for each in self._preview.readings if each.document_id}
        for document in self._draft.documents:
            if document.document_id in waiting:
                documents.decide(
                    documents.Deciding(self._here, self._draft, document, waiting[document.document_id], self._scope),
                    [each for each in self._preview.spans if each.document_id == document.document_id],
                )

    def record(self) -> None:
        """Offer to record what was said of the spans, and the second reading where one is asked for."""
        language = self._here.language
        if self._preview.spans:
            waiting = sum(_CHOSEN.get(each.outcome) is None for each in self._preview.spans if not each.goes)
            st.caption(text("gate_waiting", language, count=int(waiting)))
            st.caption(text("gate_public", language))
            self._button("gate_record", self._acts)
        sensitive = [each for each in self._preview.readings if each.topics and not each.document_id]
        for each in sensitive:
            topics = ", ".join(text(f"topic_{topic}", language) for topic in each.topics)
            state = text("gate_read" if each.read else "gate_unread", language)
            st.caption(f"{show.label(self._title(each))} · {topics} · {state}")
        unread = dict.fromkeys(each.statement_id for each in sensitive if not each.read and not each.read_by_caller)
        if not all(each.read for each in sensitive):
            st.text(text("gate_second_who", language))
        if unread:
            st.text(text("gate_second_what", language))
            acts = [
                consultations.SafeguardingAct(
                    statement_id=each, expected_version=self._versions[each], read=consultations.SecondReading()
                )
                for each in unread
            ]
            self._button("gate_second", acts, public="gate_public")

    def restrict(self, waiting: Mapping[str, consultations.Statement]) -> None:
        """Let the reviewer raise the label of a statement, or lower it."""
        language = self._here.language
        labelled = {each.statement_id: each for each in self._preview.readings if each.labelled and each.statement_id}
        for each in labelled.values():
            words = text("gate_lowering" if each.lowering else "gate_labelled", language)
            st.warning(f"{show.label(self._title(each))} · {words}")
        with st.expander(text("gate_label", language)):
            chosen = st.selectbox(
                text("gate_which", language),
                list(waiting),
                index=None,
                format_func=lambda each: show.option(labels.name(waiting[each].details.title, language)),
                key=f"{self._scope}|label",
                placeholder=text("choose", language),
            )
            label = f"{asking.form(f'{self._whole}-label')}|reason"
            reason = typed.line(text("hide_reason", language), key=label).strip()
            faults.beside(self._scope, "acts[0]", text("hide_reason", language))
            if not chosen:
                return
            act = consultations.SafeguardingAct(statement_id=chosen, expected_version=waiting[chosen].version)
            if chosen in labelled:
                act.lower.reason = reason
                self._button("gate_lower", [act], public="gate_public_lower")
            else:
                act.restrict.reason = reason
                self._button("gate_restrict", [act], public="gate_public_restrict")

    def _title(self, reading: consultations.PartReading) -> str:
        if reading.programme:
            return text("gate_programme", self._here.language)
        for each in self._draft.statements:
            if reading.statement_id and each.statement_id == reading.statement_id:
                return labels.name(each.details.title, self._here.language)
        return text("gate_frame", self._here.language)

    def _button(self, words: str, acts: Sequence[consultations.SafeguardingAct], *, public: str = "") -> None:
        """Offer an act. With `public` it is asked about once; what was said of each span has been chosen one by one."""
        language = self._here.language
        form = f"{self._whole}-{words}"
        sure = asking.agreed(public, scope=form, language=language, of=acts) if public else True
        key_name = f"{self._scope}|{words}-key"
        key = st.session_state.setdefault(key_name, backend.new_key())
        if not st.button(text(words, language), key=f"{self._scope}|{words}", disabled=not acts or not sure):
            return
        request = consultations.SafeguardConsultationRequest(
            idempotency_key=key, consultation_id=self._draft.consultation_id, acts=acts
        )
        call = self._here.person.consultations.SafeguardConsultation
        if acting.act(lambda: call(request), self._scope, key_name, language) is not None:
            asking.renew(form)
            if words in {"gate_lower", "gate_restrict"}:
                asking.renew(f"{self._whole}-label")
            for each in acts:
                if each.WhichOneof("act") in ("clear", "redact"):
                    typed.sent(self._deciding(each.statement_id))
            desk.finish("gate_done", language)


def _name(span: consultations.FoundSpan) -> str:
    # With its words: what is said of one name is not said of another that came to its place.
    return f"{span.mark.field}|{span.start}|{span.end}|{span.mark.kind}|{span.mark.words}|{span.outcome}"
