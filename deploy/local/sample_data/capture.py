"""Enters consultations as a facilitator does, and publishes them as the reviewer does."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.local.sample_data.client import Client, Person
from deploy.local.sample_data.content import Calendar, Table
from roundtable.consultations.v1 import events_pb2 as consultation_events
from roundtable.consultations.v1 import service_pb2 as consultations

_CLEARED = consultations.ChecklistAnswers(
    names_private_person=consultations.ANSWER_NO,
    alleges_crime=consultations.ANSWER_NO,
    could_harm_if_attendance_known=consultations.ANSWER_NO,
    identifies_child=consultations.ANSWER_NO,
    consent_checked=True,
    final_text_read=True,
)
# Keys of a statement's table that say what happens to it later; the rest is entered.
_LATER = frozenset(
    {
        "key",
        "publication",
        "lines",
        "withdrawn",
        "hidden",
        "merged",
        "superseded",
        "recorded_only",
        "speaker",
        "addressees",
        "lead_addressee",
    }
)


@dataclass(frozen=True)
class Capture:
    """A facilitator and two reviewers of one host organisation at work."""

    client: Client
    calendar: Calendar
    facilitator: Person
    reviewer: Person
    second_reviewer: Person
    """Reads what is sensitive before the reviewer publishes it."""

    host_name: Mapping[str, str]
    """By language."""

    organisation_id: str
    addressees: Mapping[str, str]
    """Slug to id of each addressee."""

    def programme(self, table: Table) -> str:
        """Enter a programme and return its id."""
        details = self.calendar.message(
            consultations.ProgrammeDetails, {name: value for name, value in table.items() if name != "key"}
        )
        request = consultations.CreateProgrammeRequest(
            idempotency_key=f"sample:programme:{table['key']}", details=details
        )
        answer = self.facilitator.call(self.client.consultations.CreateProgramme, request, "consultations")
        return str(answer.programme.programme_id)

    def consultation(self, table: Table, programmes: Mapping[str, str]) -> consultations.Draft:
        """Enter a consultation with its participants and statements, and submit it; return it as it stands then."""
        key = table["key"]
        details = self.calendar.message(
            consultations.ConsultationDetails,
            table["details"],
            host_name=self.host_name,
            programme_id=programmes.get(table.get("programme", ""), ""),
        )
        request = consultations.CreateConsultationRequest(
            idempotency_key=f"sample:consultation:{key}", organisation_id=self.organisation_id, details=details
        )
        draft = self.facilitator.call(self.client.consultations.CreateConsultation, request, "consultations").draft
        speakers = {
            each["name"]: self._participant(key, draft.consultation_id, each) for each in table.get("participants", [])
        }
        for index, statement in enumerate(table.get("statements", [])):
            self._statement(f"{key}:{index}", draft.consultation_id, statement, speakers)
        if not table.get("statements"):
            return self._draft(draft.consultation_id)
        submit = consultations.SubmitConsultationRequest(
            idempotency_key=f"sample:submit:{key}",
            consultation_id=draft.consultation_id,
            expected_version=draft.version,
        )
        answer = self.facilitator.call(self.client.consultations.SubmitConsultation, submit, "consultations")
        submitted: consultations.Draft = answer.draft
        return submitted

    def publish(self, table: Table, draft: consultations.Draft) -> consultations.Draft:
        """Publish what may be published: all but what is garbled; return the consultation with its numbers."""
        as_it_stands = self._draft(draft.consultation_id)
        if as_it_stands.number:
            return as_it_stands  # an earlier load came this far
        decisions = self.decisions(table, draft)
        request = consultations.PublishConsultationRequest(
            idempotency_key=f"sample:publish:{table['key']}",
            consultation_id=draft.consultation_id,
            expected_version=draft.version,
            decisions=decisions,
            checklist=_CLEARED,
            final_text_digest=self.pass_gate(table, draft, decisions),
            published_date=self.calendar.days_ago(table["published_days_ago"]) if "published_days_ago" in table else "",
        )
        answer = self.reviewer.call(self.client.consultations.PublishConsultation, request, "consultations")
        published: consultations.Draft = answer.draft
        return published

    def decisions(self, table: Table, draft: consultations.Draft) -> list[consultations.StatementDecision]:
        """Return what becomes of each statement that may be published: of all but what is garbled."""
        return [
            consultations.StatementDecision(
                statement_id=statement.statement_id,
                expected_version=statement.version,
                publication=consultation_events.Publication.Value(entered.get("publication", "PUBLICATION_RECORDED")),
                risk=consultations.RISK_HIGH,
            )
            for entered, statement in zip(table.get("statements", []), draft.statements, strict=True)
            if not entered.get("garbled")
        ]

    def pass_gate(
        self, table: Table, draft: consultations.Draft, decisions: Sequence[consultations.StatementDecision]
    ) -> str:
        """Read what would be public, and return its digest.

        The reviewer clears what could lead to a person and was not taken out: it stands as the source printed it.
        Where the topic is sensitive, the second reviewer reads the final text.
        """
        preview = self._preview(draft, decisions)
        versions = {each.statement_id: each.expected_version for each in decisions} | {"": draft.version}
        clear = [
            consultations.SafeguardingAct(
                statement_id=each.statement_id, expected_version=versions[each.statement_id], clear=each.mark
            )
            for each in preview.spans
            if each.outcome != consultations.SPAN_OUTCOME_REDACTED
        ]
        self._safeguard(f"sample:clear:{table['key']}", self.reviewer, draft, clear)
        sensitive = dict.fromkeys(each.statement_id for each in preview.readings if each.topics)
        read = [
            consultations.SafeguardingAct(
                statement_id=each, expected_version=versions[each], read=consultations.SecondReading()
            )
            for each in sensitive
        ]
        self._safeguard(f"sample:read:{table['key']}", self.second_reviewer, draft, read)
        return preview.final_text_digest  # to clear a span leaves the text as it is

    def _preview(
        self, draft: consultations.Draft, decisions: Sequence[consultations.StatementDecision]
    ) -> consultations.PreviewPublicationResponse:
        request = consultations.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=decisions)
        answer = self.reviewer.call(self.client.consultations.PreviewPublication, request, "consultations")
        preview: consultations.PreviewPublicationResponse = answer
        return preview

    def _safeguard(
        self, key: str, person: Person, draft: consultations.Draft, acts: Sequence[consultations.SafeguardingAct]
    ) -> None:
        if acts:
            request = consultations.SafeguardConsultationRequest(
                idempotency_key=key, consultation_id=draft.consultation_id, acts=acts
            )
            person.call(self.client.consultations.SafeguardConsultation, request, "consultations")

    def _participant(self, key: str, consultation_id: str, table: Table) -> str:
        # The articles name their speakers: that is the basis on which they are named here.
        named = not table["name"].startswith("Participant ")
        usual = {
            "attribution": "ATTRIBUTION_NAMED" if named else "ATTRIBUTION_ANONYMOUS",
            "consent_basis": "already published" if named else "",
        }
        details = self.calendar.message(consultations.ParticipantDetails, usual | dict(table))
        # A key lies in clear in the service's database, so no name is in it.
        which = hashlib.sha256(table["name"].encode()).hexdigest()[:16]
        request = consultations.PutParticipantRequest(
            idempotency_key=f"sample:participant:{key}:{which}",
            consultation_id=consultation_id,
            details=details,
        )
        answer = self.facilitator.call(self.client.consultations.PutParticipant, request, "consultations")
        return str(answer.participant.participant_id)

    def _statement(self, key: str, consultation_id: str, table: Table, speakers: Mapping[str, str]) -> None:
        slugs: list[str] = table.get("addressees", [])
        lead = table.get("lead_addressee", "")
        more: dict[str, Any] = {
            "participant_id": speakers[table["speaker"]] if "speaker" in table else "",
            "addressee_ids": [self.addressees[slug] for slug in slugs],
            "lead_addressee_id": self.addressees[lead] if lead else "",
        }
        details = self.calendar.message(
            consultations.StatementDetails,
            {name: value for name, value in table.items() if name not in _LATER},
            **more,
        )
        request = consultations.PutStatementRequest(
            idempotency_key=f"sample:statement:{key}", consultation_id=consultation_id, details=details
        )
        self.facilitator.call(self.client.consultations.PutStatement, request, "consultations")

    def _draft(self, consultation_id: str) -> consultations.Draft:
        request = consultations.GetDraftRequest(consultation_id=consultation_id)
        answer = self.facilitator.call(self.client.consultations.GetDraft, request, "consultations")
        draft: consultations.Draft = answer.draft
        return draft
