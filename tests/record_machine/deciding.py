"""What commands on what is public do in the domain's stage: rows 4 to 6, 29 and 31."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.chassis.ids import new_id
from services.consultations import wire
from services.consultations.domain import publication
from services.consultations.domain.correcting import Reading, require_another_reader, require_read
from services.consultations.domain.correcting_particulars import following
from services.consultations.domain.errors import NoSuchRow, NotTheHost
from services.consultations.domain.facts import StatementFact
from services.consultations.domain.joining import Standalone, join, unmerge
from services.consultations.domain.linking import link, unlink
from services.consultations.domain.own_texts import agree_own, propose_own, require_own_possible
from services.consultations.domain.proposals import (
    OF_OWN_TEXTS,
    Change,
    ChangeKind,
    Proposal,
    agree,
    propose,
    require_possible,
    require_proposer,
    require_second_person,
)
from services.consultations.domain.record import ConsultationRecord, Joining, StatementRecord
from services.consultations.domain.values import LocalizedText, Role, Standing
from services.consultations.domain.visibility import hide, show, withdraw
from tests.record_machine import proposed
from tests.record_machine.in_domain import DomainStage, hosts
from tests.record_machine.publishing import draw

Handler = Callable[[DomainStage, Any, Standing], None]


def _record(stage: DomainStage, number: str) -> ConsultationRecord | StatementRecord:
    if not wire.is_consultation(number):
        return stage.numbered(number)
    for each in stage.records.values():
        if each.number == number:
            return each
    raise NoSuchRow("consultation")


def _seen(stage: DomainStage, request: Any, by: Standing, *, shown: bool) -> None:
    number = wire.required_number(request.number)
    wire.reason(request.reason)
    record, texts = _record(stage, number), wire.Texts()
    decide = show if shown else hide
    if fact := decide(record, who=by, moment=stage.moment):
        (stage.statement_is if isinstance(record, StatementRecord) else stage.consultation_is)(fact, texts)


def _withdraw(stage: DomainStage, request: Any, by: Standing) -> None:
    number = wire.required_number(request.number, of_consultations=False)
    reason = wire.text(request.reason, field="reason", longest=2000, required=True)
    asked_by = wire.text(request.asked_by, field="asked_by", longest=200, one_line=True, required=True)
    stage.nobody_named(reason=reason, asked_by=asked_by)
    before, texts = stage.numbered(number), wire.Texts()
    seen = stage.seen_version(request, before, by)
    common: dict[str, Any] = {"who": by, "seen_version": seen, "keep": texts.keep, "moment": stage.moment}
    stage.statement_is(withdraw(before, reason, asked_by, **common), texts)


def _propose(stage: DomainStage, request: Any, by: Standing) -> None:
    change = wire.change(request)
    number, seen = wire.changed_number(request, change)
    stage.nobody_named(reason=change.reason, track=change.verifiability)
    if change.kind in OF_OWN_TEXTS:
        _propose_own(stage, number, change, by)
        return
    record = stage.numbered(number)
    propose(
        record,
        stage.records[record.frame.consultation_id],
        change,
        stage.register,
        who=by,
        seen_version=stage.seen_version(request, record, by) if seen else None,
        waiting=_waiting(stage, record.id),
        public=stage.wording(record),
    )
    _made(stage, record.id, record.frame.host_organisation_id, change, by)


def _propose_own(stage: DomainStage, number: str, change: Change, by: Standing) -> None:
    consultation = _record(stage, number)
    assert isinstance(consultation, ConsultationRecord)
    subject_id: UUID | None = consultation.id
    if change.kind is ChangeKind.CORRECT_PROGRAMME:
        subject_id = consultation.content.programme_id
    if subject_id is None:
        raise NoSuchRow("programme")
    own = stage.own(change.kind, subject_id)
    propose_own(own, change, who=by, waiting=_waiting(stage, subject_id), today=stage.moment.today)
    _made(stage, subject_id, own.host_organisation_id, change, by)


def _waiting(stage: DomainStage, subject_id: UUID) -> bool:
    return any(each.subject_id == subject_id for each in stage.proposals.values())


def _made(stage: DomainStage, subject_id: UUID, host: UUID, change: Change, by: Standing) -> None:
    made = Proposal(
        id=new_id(),
        subject_id=subject_id,
        organisation_id=host,
        key_id=new_id(),
        change=change,
        proposed_by=by.person_id,
        proposed_at=stage.moment.at,
    )
    stage.proposals[made.id] = made


def _decide(stage: DomainStage, request: Any, by: Standing) -> None:
    proposal = stage.proposals.get(wire.identifier(request.proposal_id, field="proposal_id"))
    if proposal is None or proposal.organisation_id not in hosts(by):
        raise NoSuchRow("proposal")
    require_second_person(proposal, who=by)
    if proposal.change.kind in OF_OWN_TEXTS:
        _decide_own(stage, request, proposal, by)
        return
    record, texts = stage.statements[proposal.subject_id], wire.Texts()
    if request.agree and _waits_for_another_reader(stage, request, proposal, record, by):
        return
    if request.agree:
        number = record.tracked_number
        if proposal.change.kind is ChangeKind.TRACK and not number:
            illustrative = record.frame.illustrative
            drawn = draw(stage, "EX-R" if illustrative else "R")
            number = publication.tracked_number(drawn, illustrative=illustrative)
        fact = agree(
            record,
            stage.records[record.frame.consultation_id],
            proposal.change,
            stage.register,
            publication_id=new_id(),
            tracked_number=number,
            by=by.person_id,
            keep=texts.keep,
            moment=stage.moment,
            public=stage.wording(record),
        )
        stage.statement_is(fact, texts)
    del stage.proposals[proposal.id]


def _decide_own(stage: DomainStage, request: Any, proposal: Proposal, by: Standing) -> None:
    own, texts = stage.own(proposal.change.kind, proposal.subject_id), wire.Texts()
    if request.agree:
        sessions = [each.id for each in stage.see_records().sessions(own.record.id)] or [own.record.id]
        marked = any(stage.drafts[each].consultation.details.sensitive for each in sessions)
        read = proposed.read_of_own(proposal.change, own, stage.body_names(), marked=marked)
        if _still_waits(request, proposal, read, by):
            require_own_possible(own, proposal.change, today=stage.moment.today)
            stage.proposals[proposal.id] = replace(proposal, read_by=by.person_id)
            return
        for fact in agree_own(own, proposal.change, by=by.person_id, keep=texts.keep, moment=stage.moment):
            happened = stage.consultation_is if isinstance(own.record, ConsultationRecord) else stage.programme_is
            happened(fact, texts)
        if isinstance(own.record, ConsultationRecord):
            _follow(stage, own.record, by)
    del stage.proposals[proposal.id]


def _follow(stage: DomainStage, before: ConsultationRecord, by: Standing) -> None:
    """Let the statements have the day and the themes of their corrected consultation."""
    records = [each for each in stage.statements.values() if each.frame.consultation_id == before.id]
    after, now = stage.records[before.id], stage.moment
    for fact in following(records, before, after, at=now.at, by=by.person_id, today=now.today):
        stage.statement_is(fact, wire.Texts())


def _take_back(stage: DomainStage, request: Any, by: Standing) -> None:
    proposal = stage.proposals.get(wire.identifier(request.proposal_id, field="proposal_id"))
    if proposal is None or proposal.organisation_id not in hosts(by):
        raise NoSuchRow("proposal")
    require_proposer(proposal, who=by)
    del stage.proposals[proposal.id]


def _still_waits(request: Any, proposal: Proposal, read: Reading, by: Standing) -> bool:
    """Let a reviewer read a correction; tell whether a second one has to, too."""
    require_read(read, digest=wire.final_text_digest(request.final_text_digest), cleared=wire.cleared(request.cleared))
    if proposal.read_by:
        require_another_reader(proposal.read_by, by.person_id)
        return False
    return read.takes_two


def _waits_for_another_reader(
    stage: DomainStage, request: Any, proposal: Proposal, record: StatementRecord, by: Standing
) -> bool:
    """Let a reviewer read a corrected wording; tell whether a second one has to, too."""
    if proposal.change.kind is not ChangeKind.CORRECT:
        return False
    marked = stage.drafts[record.frame.consultation_id].consultation.details.sensitive
    public = stage.wording(record)
    read = proposed.read_of(proposal.change, record, public, stage.body_names(), marked=marked)
    if _still_waits(request, proposal, read, by):
        require_possible(record, stage.records[record.frame.consultation_id], proposal.change, public)
        stage.proposals[proposal.id] = replace(proposal, read_by=by.person_id)
        return True
    return False


def _reason(request: Any) -> LocalizedText:
    return wire.text(request.reason, field="reason", longest=2000, required=True)


Decide = Callable[..., Sequence[StatementFact]]


def _between(stage: DomainStage, request: Any, by: Standing, numbers: list[str], decide: Decide) -> None:
    reason, texts = _reason(request), wire.Texts()
    stage.nobody_named(reason=reason)
    found = [_standalone(stage, stage.numbered(each)) for each in numbers]
    seen = stage.seen_version(request, found[0].record, by)
    common: dict[str, Any] = {"who": by, "seen_version": seen, "keep": texts.keep, "moment": stage.moment}
    for fact in decide(*found, reason, **common):
        stage.statement_is(fact, texts)


def _standalone(stage: DomainStage, record: StatementRecord) -> Standalone:
    others = any(each.joined and each.joined.target_id == record.id for each in stage.statements.values())
    return Standalone(record=record, consultation=stage.records[record.frame.consultation_id], stands_for_others=others)


def _join(stage: DomainStage, request: Any, by: Standing, kind: Joining) -> None:
    numbers = [
        wire.required_number(request.number, of_consultations=False),
        wire.required_number(request.target_number, of_consultations=False, field="target_number"),
    ]

    def decide(source: Standalone, target: Standalone, reason: LocalizedText, **common: Any) -> Sequence[StatementFact]:
        return [join(source, target, kind, reason, **common)]

    _between(stage, request, by, numbers, decide)


def _unmerge(stage: DomainStage, request: Any, by: Standing) -> None:
    def decide(source: Standalone, reason: LocalizedText, **common: Any) -> Sequence[StatementFact]:
        return [unmerge(source, reason, **common)]

    _between(stage, request, by, [wire.required_number(request.number, of_consultations=False)], decide)


def _pair(request: Any) -> list[str]:
    return [
        wire.required_number(request.number, of_consultations=False),
        wire.required_number(request.other_number, of_consultations=False, field="other_number"),
    ]


def _keep_apart(stage: DomainStage, request: Any, by: Standing) -> None:
    one, other = (stage.numbered(each) for each in _pair(request))
    if not by.holds(Role.FACILITATOR, one.frame.host_organisation_id):
        raise NotTheHost("only a facilitator of the organisation that published it may do this")
    if one.id != other.id:
        stage.apart.add(frozenset({one.id, other.id}))


DECIDING: dict[str, Handler] = {
    "Hide": lambda stage, request, by: _seen(stage, request, by, shown=False),
    "Show": lambda stage, request, by: _seen(stage, request, by, shown=True),
    "WithdrawStatement": _withdraw,
    "ProposeChange": _propose,
    "DecideProposal": _decide,
    "TakeBackProposal": _take_back,
    "MergeStatement": lambda stage, request, by: _join(stage, request, by, Joining.MERGED),
    "SupersedeStatement": lambda stage, request, by: _join(stage, request, by, Joining.SUPERSEDED),
    "UnmergeStatement": _unmerge,
    "LinkStatements": lambda stage, request, by: _between(stage, request, by, _pair(request), link),
    "UnlinkStatements": lambda stage, request, by: _between(stage, request, by, _pair(request), unlink),
    "KeepApart": _keep_apart,
}
