"""Gives the lines of the worked example their past: hand-overs and letters dated back, then what verifiers found."""

from dataclasses import dataclass, field
from typing import Any, Final

from deploy.local.sample_data.capture import Capture
from deploy.local.sample_data.client import Client, Person
from deploy.local.sample_data.content import Calendar, Table
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_VERIFIER: Final = "Evidence Desk (example)"
_JOINING: Final[dict[str, tuple[str, type[Any]]]] = {
    "merged": ("MergeStatement", consultations.MergeStatementRequest),
    "superseded": ("SupersedeStatement", consultations.SupersedeStatementRequest),
}


@dataclass(frozen=True)
class History:
    """Facilitator, reviewer and verifier record what happened to the lines of one consultation."""

    client: Client
    calendar: Calendar
    capture: Capture
    verifier: Person
    numbers: dict[str, str] = field(default_factory=dict)
    """Key to number of every statement that was published so far."""

    def record(self, table: Table, published: consultations.Draft) -> None:
        """Record the past of every statement of a published consultation, in the order of the file."""
        for entered, statement in zip(table["statements"], published.statements, strict=True):
            self.numbers[entered["key"]] = statement.number
            for line in entered.get("lines", []):
                self._line(entered, statement.tracked_number, line)
        for entered, statement in zip(table["statements"], published.statements, strict=True):
            for what in _JOINING:
                if what in entered:
                    self._join(entered, statement.number, what)
            if "recorded_only" in entered:
                self._record_only(entered, statement.number)
            if "withdrawn" in entered:
                self._withdraw(entered, statement.number)
            if "hidden" in entered:
                hide = consultations.HideRequest(
                    idempotency_key=f"sample:hide:{entered['key']}", number=statement.number, reason=entered["hidden"]
                )
                self.capture.reviewer.call(self.client.consultations.Hide, hide, "consultations")

    def _join(self, entered: Table, number: str, what: str) -> None:
        """Let another statement, published before, stand for this one."""
        method, kind = _JOINING[what]
        request = self.calendar.message(
            kind,
            {"reason": entered[what]["reason"]},
            idempotency_key=f"sample:{what}:{entered['key']}",
            number=number,
            target_number=self.numbers[entered[what]["into"]],
        )
        self.capture.facilitator.call(getattr(self.client.consultations, method), request, "consultations")

    def _record_only(self, entered: Table, number: str) -> None:
        """Follow it up no longer: proposed by one person, agreed to by another."""
        stub = self.client.consultations
        request = self.calendar.message(
            consultations.ProposeChangeRequest,
            {"reason": entered["recorded_only"], "record_only": {}},
            idempotency_key=f"sample:recorded-only:{entered['key']}",
            number=number,
        )
        proposed = self.capture.facilitator.call(stub.ProposeChange, request, "consultations")
        agree = consultations.DecideProposalRequest(
            idempotency_key=f"sample:agreed:{entered['key']}", proposal_id=proposed.proposal_id, agree=True
        )
        self.capture.reviewer.call(stub.DecideProposal, agree, "consultations")

    def _withdraw(self, entered: Table, number: str) -> None:
        request = self.calendar.message(
            consultations.WithdrawStatementRequest,
            entered["withdrawn"],
            idempotency_key=f"sample:withdraw:{entered['key']}",
            number=number,
        )
        self.capture.facilitator.call(self.client.consultations.WithdrawStatement, request, "consultations")

    def _line(self, entered: Table, tracked_number: str, line: Table) -> None:
        key = f"{entered['key']}:{line['addressee']}"
        get = recommendations.GetAssignmentRequest(tracked_number=tracked_number, addressee_slug=line["addressee"])
        facilitator = self.capture.facilitator
        opened = facilitator.call(self.client.recommendations.GetAssignment, get, "recommendations").assignment
        # An assignment begins at version 1: the same request each time it is loaded, whatever happened since.
        version = 1
        if handed_over := line.get("handed_over"):
            hand_over = recommendations.RecordHandOverRequest(
                idempotency_key=f"sample:hand-over:{key}",
                assignment_id=opened.assignment_id,
                expected_version=version,
                channel=events.CHANNEL_BY_HAND,
                handed_over_date=self.calendar.days_ago(handed_over["days_ago"]),
                reference=handed_over["reference"],
            )
            answer = facilitator.call(self.client.recommendations.RecordHandOver, hand_over, "recommendations")
            version = answer.assignment.version
        for index, letter in enumerate(line.get("answers", [])):
            version = self._letter(f"{key}:{index}", opened.assignment_id, version, letter)
        for index, finding in enumerate(line.get("verifications", [])):
            version = self._verify(f"{key}:{index}", opened.assignment_id, version, finding)
        if "no_evidence" in line:
            self._search(key, opened.assignment_id, version, line["no_evidence"])
        if "not_applicable" in line:
            self._close(key, opened.assignment_id, version, line["not_applicable"])

    def _letter(self, key: str, assignment_id: str, version: int, letter: Table) -> int:
        what: Table = {name: letter[name] for name in ("position", "progress", "approval") if name in letter}
        request = self.calendar.message(
            recommendations.RecordOutsideAnswerRequest,
            what,
            idempotency_key=f"sample:letter:{key}",
            assignment_id=assignment_id,
            expected_version=version,
            source={
                "channel": letter.get("channel", "CHANNEL_LETTER"),
                "date": self.calendar.days_ago(letter["days_ago"]),
                "reference": letter["reference"],
            },
        )
        answer = self.capture.facilitator.call(
            self.client.recommendations.RecordOutsideAnswer, request, "recommendations"
        )
        decide = recommendations.DecideOutsideAnswerRequest(
            idempotency_key=f"sample:confirm:{key}",
            outside_answer_id=answer.outside_answer.outside_answer_id,
            confirm=True,
        )
        decided = self.capture.reviewer.call(self.client.recommendations.DecideOutsideAnswer, decide, "recommendations")
        return int(decided.assignment.version)

    def _close(self, key: str, assignment_id: str, version: int, moot: Table) -> None:
        """Close a line as no longer applicable: proposed by one person, confirmed by another."""
        stub = self.client.recommendations
        request = self.calendar.message(
            recommendations.ProposeNotApplicableRequest,
            moot,
            idempotency_key=f"sample:not-applicable:{key}",
            assignment_id=assignment_id,
            expected_version=version,
        )
        proposed = self.capture.facilitator.call(stub.ProposeNotApplicable, request, "recommendations").closure_proposal
        decide = recommendations.DecideClosureProposalRequest(
            idempotency_key=f"sample:closed:{key}",
            closure_proposal_id=proposed.closure_proposal_id,
            confirm=True,
        )
        self.capture.reviewer.call(stub.DecideClosureProposal, decide, "recommendations")

    def _verify(self, key: str, assignment_id: str, version: int, finding: Table) -> int:
        request = self.calendar.message(
            recommendations.RecordVerificationRequest,
            finding,
            idempotency_key=f"sample:verification:{key}",
            assignment_id=assignment_id,
            expected_version=version,
            verifier_organisation_name=_VERIFIER,
        )
        recorded = self.verifier.call(self.client.recommendations.RecordVerification, request, "recommendations")
        return int(recorded.assignment.version)

    def _search(self, key: str, assignment_id: str, version: int, search: Table) -> None:
        request = recommendations.RecordNoEvidenceFoundRequest(
            idempotency_key=f"sample:search:{key}",
            assignment_id=assignment_id,
            expected_version=version,
            search_log=[
                events.SearchLogEntry(place=each["place"], searched_date=self.calendar.days_ago(each["days_ago"]))
                for each in search["search_log"]
            ],
            finding=self.calendar.message(
                recommendations.RecordNoEvidenceFoundRequest, {"finding": search["finding"]}
            ).finding,
            verifier_organisation_name=_VERIFIER,
        )
        self.verifier.call(self.client.recommendations.RecordNoEvidenceFound, request, "recommendations")
