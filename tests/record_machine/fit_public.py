"""What may be done to what is public: rows 4 to 6, 29 and 31."""

from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.proposals import OF_OWN_TEXTS, ChangeKind, Proposal
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.values import ConsultationKind, ConsultationState, Publication
from tests.record_machine import proposed
from tests.record_machine.fit_base import Fit, Fitting
from tests.record_machine.stage import ELSEWHERE, FACILITATORS, SECRET
from tests.record_machine.standing import addable, alike, to_be_tracked

_OWN: Final = ("title", "host_name", "summary")
_OFTEN: Final = 0.5
_ANY_OF_THEM: Final = (*FACILITATORS, "reviewer", "second_reviewer", *ELSEWHERE)


class FitPublic(Fitting):
    """What is fit once something is public."""

    def withdraw(self) -> Iterator[Callable[[], Fit]]:
        """Withdraw (row 5)."""
        for each in self.world.statements.values():
            if not each.record.withdrawal:
                yield lambda record=each.record: self._of_host(  # type: ignore[misc]
                    record, pb.WithdrawStatementRequest, ("reason", "asked_by"), asked_by=self.asks.words()
                )

    def _of_host(self, record: StatementRecord, kind: Any, needs: tuple[str, ...], **fields: Any) -> Fit:
        """Return what a facilitator of the host does, in sight of its version or not."""
        seen = self.world.version(record.id) if self.chance.random() < 0.8 else 0
        request = kind(number=record.frame.number, expected_version=seen, reason=self.asks.words(), **fields)
        return Fit(request, self._facilitators(record.frame.host_organisation_id), needs)

    def hide(self) -> Iterator[Callable[[], Fit]]:
        """Hide (row 5b)."""
        for number, record in self._numbered():
            if not record.hidden:
                request: Any = pb.HideRequest(number=number, reason=SECRET)
                yield lambda request=request: Fit(request, frozenset(_ANY_OF_THEM), ("reason", "number"))  # type: ignore[misc]

    def _numbered(self) -> Iterator[tuple[str, StatementRecord | ConsultationRecord]]:
        for said in self.world.statements.values():
            yield said.record.frame.number, said.record
        for each in self.world.consultations.values():
            yield each.record.number, each.record

    def show(self) -> Iterator[Callable[[], Fit]]:
        """Ask to show it again, or agree (row 5b)."""
        for number, record in self._numbered():
            if record.hidden:
                asked = record.show_asked_by
                who = {self.world.people[UUID(asked)]} if asked else set()
                request = pb.ShowRequest(number=number, reason=SECRET)
                may = frozenset(_ANY_OF_THEM) - who
                yield lambda request=request, may=may: Fit(request, may, ("reason", "number"))  # type: ignore[misc]

    def propose(self) -> Iterator[Callable[[], Fit]]:
        """Propose one more addressee, or the other way of being public or wording (rows 4, 29 and 31)."""
        for each in self._standing():
            if not self._waits(each.id):
                for change in self._changes(each):
                    yield lambda each=each, change=change: self._of_host(  # type: ignore[misc]
                        each, pb.ProposeChangeRequest, ("reason", next(iter(change))), **change
                    )
        yield from self._own_changes()

    def correct(self) -> Iterator[Callable[[], Fit]]:
        """Propose other texts of anything (row 31)."""
        for each in self._standing():
            if not self._waits(each.id):
                wording = pb.Wording(title=self.asks.words(), text=self.asks.words(self._named(each)))
                yield lambda each=each, wording=wording: self._of_host(  # type: ignore[misc]
                    each, pb.ProposeChangeRequest, ("reason", "correct"), correct=wording
                )
        yield from self._own_changes()

    def _named(self, record: StatementRecord) -> str:
        """Return words that name somebody who agreed to be named; a reviewer reads them first."""
        draft = self.world.drafts[record.frame.consultation_id]
        names = [each.details.name for each in draft.participants if each.details.name not in ("", SECRET)]
        return f"; ask {names[0]}" if names else ""

    def _own_changes(self) -> Iterator[Callable[[], Fit]]:
        """Propose other texts of a consultation or of its programme (row 31)."""
        for key, public in self.world.consultations.items():
            record = public.record
            if not record.hidden and not self._waits(key):
                yield lambda record=record: self._of_own(record, "correct_consultation", _OWN)  # type: ignore[misc]
            programme = record.content.programme_id
            if programme and not self._waits(programme) and not self._is_hidden(programme):
                yield lambda record=record: self._of_own(record, "correct_programme", ("title",))  # type: ignore[misc]

    def _is_hidden(self, programme_id: UUID) -> bool:
        return all(each.hidden for each in self.world.sessions(programme_id))

    def _of_own(self, record: ConsultationRecord, kind: str, fields: tuple[str, ...]) -> Fit:
        some, counts = self.chance.sample(fields, self.chance.randint(1, len(fields))), {}
        if kind == "correct_consultation" and record.content.figures and self.chance.random() < _OFTEN:
            now = record.content.figures[0].value
            counts = {"place": 0, "value": self.chance.choice([each for each in (38, 41, 60) if each != now])}
        particulars = None
        if kind == "correct_consultation" and self.chance.random() < _OFTEN:
            some, particulars = [], self._particulars(record)
        change: dict[str, Any] = {kind: self.asks.rewording(*some, **counts, particulars=particulars)}
        request = pb.ProposeChangeRequest(number=record.number, reason=self.asks.words(), **change)
        return Fit(request, self._facilitators(record.frame.host_organisation_id), ("reason", "number", kind))

    def _particulars(self, record: ConsultationRecord) -> events.Particulars:
        """Return some of them, each another one than it says."""
        content = record.content
        days = [each for each in ("2026-02-17", "2026-02-18") if each != str(content.starts_date)]
        # Its days have come, whichever they are.
        states = {
            ConsultationState.PLANNED: events.CONSULTATION_STATE_PLANNED,
            ConsultationState.HELD: events.CONSULTATION_STATE_HELD,
            ConsultationState.CANCELLED: events.CONSULTATION_STATE_CANCELLED,
        }
        states.pop(record.frame.state)
        asked = [
            events.Particulars(state=self.chance.choice([*states.values()])),
            events.Particulars(days=events.Days(starts_date=days[0])),
            events.Particulars(days=events.Days(starts_date=days[0], ends_date="2026-02-19")),
            events.Particulars(themes=events.Themes(themes=() if record.frame.themes else ("child_safety",))),
            events.Particulars(
                kind=events.CONSULTATION_KIND_WORKSHOP
                if record.frame.kind is ConsultationKind.ROUNDTABLE
                else events.CONSULTATION_KIND_ROUNDTABLE,
                online=not content.online,
                languages=events.Languages(languages=() if content.languages else ("ur",)),
            ),
        ]
        return self.chance.choice(asked)

    def _changes(self, record: StatementRecord) -> Iterator[dict[str, Any]]:
        for body in self.world.register.values():
            if addable(record, body.id) and body.illustrative is record.frame.illustrative:
                yield {"add_addressee": pb.AddAddressee(addressee_id=str(body.id))}
        yield {"correct": pb.Wording(text=self.asks.words(self._named(record)))}
        yield {"correct": pb.Wording(title=self.asks.words(), text=self.asks.words())}
        if record.publication is Publication.TRACKED:
            yield {"record_only": pb.RecordOnly()}
        elif to_be_tracked(self.world, record):
            yield {"track": self.asks.answers()}

    def decide(self) -> Iterator[Callable[[], Fit]]:
        """Agree to what waits, or refuse it."""
        for each in self.world.proposals.values():
            yield lambda each=each: self._decide(each)  # type: ignore[misc]

    def take_back(self) -> Iterator[Callable[[], Fit]]:
        """Take back what waits."""
        for each in self.world.proposals.values():
            request = pb.TakeBackProposalRequest(proposal_id=str(each.id))
            may = frozenset({self.world.people[each.proposed_by]})
            yield lambda request=request, may=may: Fit(request, may, ("proposal_id",))  # type: ignore[misc]

    def _decide(self, proposal: Proposal) -> Fit:
        if proposal.change.kind in OF_OWN_TEXTS:
            return self._decide_own(proposal)
        record = self.world.statements[proposal.subject_id].record
        # One waits at a time, and only a decision changes what it is about: what could be proposed can be agreed to.
        agree = record in self._standing() and self.chance.random() < 0.8
        request = pb.DecideProposalRequest(proposal_id=str(proposal.id), agree=agree)
        if agree and proposal.change.kind is ChangeKind.CORRECT:
            marked = self.world.drafts[record.frame.consultation_id].consultation.details.sensitive
            public = proposed.wording(record, self.world.texts)
            known = proposed.body_names(self.world.register)
            read = proposed.read_of(proposal.change, record, public, known, marked=marked)
            request = proposed.agreeing(proposal.id, read)
        return self._decided(proposal, request)

    def _decide_own(self, proposal: Proposal) -> Fit:
        own = proposed.own_of(proposed.records(self.world), proposal.change.kind, proposal.subject_id)
        request = pb.DecideProposalRequest(proposal_id=str(proposal.id))
        if not own.hidden and self.chance.random() < 0.8:
            sessions = [each.id for each in self.world.sessions(own.record.id)] or [own.record.id]
            marked = any(self.world.drafts[each].consultation.details.sensitive for each in sessions)
            known = proposed.body_names(self.world.register)
            request = proposed.agreeing(proposal.id, proposed.read_of_own(proposal.change, own, known, marked=marked))
        return self._decided(proposal, request)

    def _decided(self, proposal: Proposal, request: pb.DecideProposalRequest) -> Fit:
        """Return a decision by a reviewer who did not propose it, nor agreed first."""
        who = {self.world.people[proposal.proposed_by]}
        if request.final_text_digest and proposal.read_by:
            who.add(self.world.people[proposal.read_by])
        needs = ("proposal_id", "final_text_digest") if request.final_text_digest else ("proposal_id",)
        return Fit(request, self._reviewers(proposal.organisation_id) - who, needs)

    def join(self) -> Iterator[Callable[[], Fit]]:
        """Merge, or supersede (row 6)."""
        standing = self._standing()
        targets = {each.record.joined.target_id for each in self.world.statements.values() if each.record.joined}
        for one in standing:
            for other in standing:
                lost = one.publication is Publication.TRACKED and other.publication is not Publication.TRACKED
                if one.id not in targets and alike(one, other) and one.frame.type is other.frame.type and not lost:
                    kind = self.chance.choice((pb.MergeStatementRequest, pb.SupersedeStatementRequest))
                    yield lambda one=one, kind=kind, to=other.frame.number: self._of_host(  # type: ignore[misc]
                        one, kind, ("reason", "target_number"), target_number=to
                    )

    def unmerge(self) -> Iterator[Callable[[], Fit]]:
        """Let it stand on its own again (row 6)."""
        for each in self.world.statements.values():
            record = each.record
            if record.joined and not record.withdrawal and not self._hidden(record):
                yield lambda record=record: self._of_host(record, pb.UnmergeStatementRequest, ("reason",))  # type: ignore[misc]

    def link(self) -> Iterator[Callable[[], Fit]]:
        """Link two that are related."""
        standing = self._standing()
        for one in standing:
            for other in standing:
                if alike(one, other) and not one.link_with(other.id):
                    yield lambda one=one, to=other.frame.number: self._of_host(  # type: ignore[misc]
                        one, pb.LinkStatementsRequest, ("reason", "other_number"), other_number=to
                    )

    def unlink(self) -> Iterator[Callable[[], Fit]]:
        """Take a link back: either host may."""
        for each in self.world.statements.values():
            for made in each.record.links:
                other = self.world.statements[made.other_id].record
                if not self._hidden(each.record) and not self._hidden(other):
                    request = pb.UnlinkStatementsRequest(
                        number=each.record.frame.number, other_number=other.frame.number, reason=self.asks.words()
                    )
                    may = self._facilitators(each.record.frame.host_organisation_id)
                    may |= self._facilitators(other.frame.host_organisation_id)
                    yield lambda request=request, may=may: Fit(request, may, ("reason",))  # type: ignore[misc]

    def keep_apart(self) -> Iterator[Callable[[], Fit]]:
        """Keep two apart."""
        records = [each.record for each in self.world.statements.values()]
        for one in records:
            for other in records:
                if one.id != other.id:
                    request = pb.KeepApartRequest(number=one.frame.number, other_number=other.frame.number)
                    may = self._facilitators(one.frame.host_organisation_id)
                    yield lambda request=request, may=may: Fit(request, may, ("number", "other_number"))  # type: ignore[misc]
