"""Scenes for the table of transitions: a host's statement that stands as it is said, with others around it."""

from copy import copy
from dataclasses import replace
from functools import cache
from typing import Any, Final
from uuid import UUID

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain import transitions, values
from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.proposals import ChangeKind
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.transitions import Addressing, Field, Need, Part, Record, Visibility
from services.consultations.domain.values import NOTHING, Publication, RecordState
from tests.integration.consultations_house import ALL_CLEAR
from tests.record_machine import proposed
from tests.record_machine.asks import ON_RECORD, without
from tests.record_machine.deciding import DECIDING
from tests.record_machine.entering import ENTERING
from tests.record_machine.in_domain import DomainStage
from tests.record_machine.publishing import PUBLISHING, embargo_ended
from tests.record_machine.stage import Refused

NUMBER, OTHER, CONSULTATION = "C-1/1", "C-1/2", "C-1"
TRACKED, RECORDED = events.PUBLICATION_TRACKED, events.PUBLICATION_RECORDED


def text(english: str) -> LocalizedText:
    return LocalizedText(authoritative_language="en", bodies={"en": english})


class Scene:
    """A stage, and the statement that it is about: the first of three.

    The second is public if the first is; the third waits for a reviewer.

    Args:
        stage: What there is.
    """

    def __init__(self, stage: DomainStage) -> None:
        self.stage = stage

    def fork(self) -> "Scene":
        """Return a scene of its own that begins here. Rows are frozen; the lists that hold them are copied."""
        stage = copy(self.stage)
        for name, value in vars(stage).items():
            setattr(stage, name, copy(value))
        return Scene(stage)

    # What there is.

    @property
    def draft(self) -> Draft:
        """The consultation with everything entered."""
        (key,) = self.stage.drafts
        return self.stage.draft(key)

    @property
    def row(self) -> Statement:
        """The statement as entered."""
        return self.draft.statements[0]

    @property
    def record(self) -> StatementRecord:
        """The statement as published."""
        return self.stage.statements[self.row.id]

    @property
    def number(self) -> str:
        """Its number."""
        return NUMBER

    @property
    def bodies(self) -> list[UUID]:
        """Two bodies of the register that can answer."""
        return list(self.stage.register)[:2]

    def state(self, field: Field) -> Any:
        """Return where it stands."""
        if self.row.state is not RecordState.PUBLISHED:
            return Record(self.row.state)
        if field is Field.ADDRESSEES:
            there = self.bodies[1] in {each.addressee_id for each in self.record.addressees}
            return Addressing.ADDRESSED if there else Addressing.NOT_ADDRESSED
        consultation = self.stage.records[self.draft.consultation.id]
        if field is Field.VISIBILITY:
            return transitions.visibility(consultation)
        return self.record.publication if field is Field.PUBLICATION else transitions.stands_as(self.record)

    # What is asked.

    def send(self, who: str, request: Any) -> Refused | None:
        """Let somebody ask for something."""
        return self.stage.send(who, request)

    def done(self, who: str, request: Any) -> None:
        """Let somebody do something that is fit."""
        refused = self.send(who, request)
        assert refused is None, refused

    def submission(self, *rows: Statement) -> Any:
        """Submit the statement, or what else is named (row 1)."""
        return pb.SubmitConsultationRequest(
            consultation_id=str(self.draft.consultation.id),
            expected_version=self.draft.consultation.version,
            statement_ids=[str(each.id) for each in rows or (self.row,)],
        )

    def publication(self, *rows: Statement, low: bool = True, way: int = TRACKED, **changed: Any) -> Any:
        """Publish the statement, or what else is named; in what is hidden, the one that waits."""
        waiting = self.draft.statements[2] if self.draft.hidden else self.row
        return pb.PublishConsultationRequest(
            consultation_id=str(self.draft.consultation.id),
            expected_version=self.draft.consultation.version,
            decisions=[
                pb.StatementDecision(
                    statement_id=str(each.id),
                    expected_version=each.version,
                    publication=way,  # type: ignore[arg-type]
                    risk=pb.RISK_LOW if low else pb.RISK_HIGH,
                )
                for each in rows or (waiting,)
            ],
            checklist=ALL_CLEAR,
            **changed,
        )

    def unscheduling(self) -> Any:
        """Take back what was approved under embargo (row 2)."""
        return pb.UnschedulePublicationRequest(
            consultation_id=str(self.draft.consultation.id), expected_version=self.draft.consultation.version
        )

    def giving_back(self) -> Any:
        """Return the statement (row 3)."""
        row = pb.StatementVersion(statement_id=str(self.row.id), expected_version=self.row.version)
        return pb.ReturnStatementsRequest(
            consultation_id=str(self.draft.consultation.id), statements=[row], reason="Say who asks"
        )

    def withdrawal(self) -> Any:
        """Withdraw it (row 5)."""
        return pb.WithdrawStatementRequest(number=NUMBER, reason=text("It was never said"), asked_by=text("The host"))

    def hiding(self) -> Any:
        """Hide the consultation (row 5b)."""
        return pb.HideRequest(number=CONSULTATION, reason="Somebody is in danger")

    def showing(self) -> Any:
        """Ask to show it again, or agree (row 5b)."""
        return pb.ShowRequest(number=CONSULTATION, reason="Nobody is")

    def joining(self, kind: Any) -> Any:
        """Merge or supersede it (row 6)."""
        return kind(number=NUMBER, target_number=OTHER, reason=text("Both say the same"))

    def unmerging(self) -> Any:
        """Let it stand on its own again (row 6)."""
        return pb.UnmergeStatementRequest(number=NUMBER, reason=text("They do not"))

    def retracking(self, *, tracked: bool) -> Any:
        """Propose the other way of being public (row 4)."""
        request = pb.ProposeChangeRequest(number=NUMBER, reason=text("Others asked for it"))
        if tracked:
            request.track.CopyFrom(_ANSWERS)
        else:
            request.record_only.SetInParent()
        return request

    def adding(self) -> Any:
        """Propose one more body (row 29)."""
        to = pb.AddAddressee(addressee_id=str(self.bodies[1]))
        return pb.ProposeChangeRequest(number=NUMBER, reason=text("It is theirs as well"), add_addressee=to)

    def correcting(self) -> Any:
        """Propose another wording (row 31)."""
        wording = pb.Wording(title=text("What was meant"), text=text("What was said, without the slip"))
        return pb.ProposeChangeRequest(number=NUMBER, reason=text("A slip of the pen"), correct=wording)

    def decision(self) -> Any:
        """Agree to what was proposed."""
        (proposal,) = self.stage.proposals.values()
        if proposal.change.kind is not ChangeKind.CORRECT:
            return pb.DecideProposalRequest(proposal_id=str(proposal.id), agree=True)
        record = self.stage.statements[proposal.subject_id]
        public, known = self.stage.wording(record), self.stage.body_names()
        return proposed.agreeing(proposal.id, proposed.read_of(proposal.change, record, public, known, marked=False))

    # What is missing.

    def without(self, request: Any, part: Part, need: Need) -> Any:
        """Take something out that is needed: of what was entered, or of the request."""
        if part.path == "details":
            self._entered(need)
        elif part.path in {"statements[].details", "decisions[]"} and hasattr(self.row.details, need.field):
            self._said(need)
        elif part.path == "decisions[].verifiability":
            asked = replace(self.row.details.verifiability, **{need.field: NOTHING})
            self._replaced(verifiability=asked)
        elif need.among:
            setattr(request.checklist, need.field, pb.ANSWER_YES)
        elif need.field == "review_note":
            request.checklist.alleges_crime = pb.ANSWER_CLEARED
            request.decisions[0].risk = pb.RISK_HIGH
        elif need.field == "change":
            request.ClearField(request.WhichOneof("change"))
        else:
            without(request, ".".join(filter(None, (part.path.replace("[]", ".0"), need.field))))
        return request

    def _entered(self, need: Need) -> None:
        before = self.draft
        details = replace(before.consultation.details, **{need.field: _blank(before.consultation.details, need.field)})
        after = replace(before, consultation=replace(before.consultation, details=details))
        self.stage.drafts[before.consultation.id] = after

    def _said(self, need: Need) -> None:
        self._replaced(**{need.field: _blank(self.row.details, need.field)})

    def _replaced(self, **changed: Any) -> None:
        before = self.draft
        row = replace(self.row, details=replace(self.row.details, **changed))
        self.stage.drafts[before.consultation.id] = replace(before, statements=(row, *before.statements[1:]))


def _blank(details: Any, field: str) -> Any:
    return NOTHING if isinstance(getattr(details, field), values.LocalizedText) else None


_ANSWERS: Final = pb.VerifiabilityEntry(
    who=text("The commission"), what=text("A hotline"), by_when=text("In May"), shown_how=text("It is answered")
)


@cache
def _begun(state: Any) -> Scene:
    """Return a scene that stands so; nobody changes it."""
    if state in _BEFORE_IT_IS_PUBLIC:
        return _unpublished(state)
    there = _published(way=RECORDED if state is Publication.RECORDED else TRACKED)
    match state:
        case Record.MERGED:
            there.done("facilitator", there.joining(pb.MergeStatementRequest))
        case Record.SUPERSEDED:
            there.done("facilitator", there.joining(pb.SupersedeStatementRequest))
        case Record.WITHDRAWN:
            there.done("facilitator", there.withdrawal())
        case Visibility.HIDDEN:
            there.done("other_reviewer", there.hiding())
        case Visibility.SHOW_ASKED:
            there.done("other_reviewer", there.hiding())
            there.done("registrar", there.showing())
        case Addressing.ADDRESSED:
            there.done("facilitator", there.adding())
            there.done("reviewer", there.decision())
    return there


_BEFORE_IT_IS_PUBLIC: Final = (Record.DRAFT, Record.IN_REVIEW, Record.SCHEDULED)


def scene(state: Any) -> Scene:
    """Return a scene of its own in which the statement stands so."""
    return _begun(state).fork()


def _entered() -> Scene:
    """A facilitator entered a consultation with three statements; two submitted nothing yet."""
    there = Scene(DomainStage(ENTERING | PUBLISHING | DECIDING, embargo_ended))
    details = pb.ConsultationDetails(
        kind=events.CONSULTATION_KIND_ROUNDTABLE,
        state=events.CONSULTATION_STATE_HELD,
        title=text("A roundtable"),
        host_name=text("The host"),
        starts_date="2026-02-20",
        attribution_rule=ON_RECORD,
    )
    there.done("facilitator", pb.CreateConsultationRequest(details=details))
    body = str(there.bodies[0])
    for number in range(3):
        statement = pb.StatementDetails(
            type=events.STATEMENT_TYPE_RECOMMENDATION,
            title=text(f"A hotline, {number}"),
            text=text(f"Keep a hotline open, {number}"),
            addressee_basis=pb.ADDRESSEE_BASIS_EXPLICIT,
            addressee_ids=[body],
            lead_addressee_id=body,
            verifiability=_ANSWERS,
        )
        (key,) = there.stage.drafts
        there.done("facilitator", pb.PutStatementRequest(consultation_id=str(key), details=statement))
    return there


def _unpublished(state: Record) -> Scene:
    there = _entered()
    if state is not Record.DRAFT:
        there.done("facilitator", there.submission())
    if state is Record.SCHEDULED:
        there.done("reviewer", there.publication(embargo_until="2026-03-09T09:00"))
    return there


def _published(*, way: int) -> Scene:
    there = _entered()
    there.done("facilitator", there.submission(*there.draft.statements))
    there.done("reviewer", there.publication(*there.draft.statements[:2], way=way))
    return there
