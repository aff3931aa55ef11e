"""What may be done to what is entered: rows 1 to 3 and the gate."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.values import RecordState
from tests.record_machine.asks import CHATHAM_HOUSE, ON_RECORD
from tests.record_machine.fit_base import Fit, Fitting
from tests.record_machine.stage import FACILITATORS, NAME, SECRET
from tests.record_machine.standing import complete, framed, label, passed, rule_of, trackable

_MOST_CONSULTATIONS: Final = 4
_MOST_STATEMENTS: Final = 5
_MOST_PROGRAMMES: Final = 2
EMBARGO: Final = timedelta(days=30)


class FitEntered(Fitting):
    """What is fit before anything is public."""

    def _drafts(self) -> Iterator[Draft]:
        yield from self.world.drafts.values()

    def create(self) -> Iterator[Callable[[], Fit]]:
        """Make a consultation."""
        if len(self.world.drafts) < _MOST_CONSULTATIONS:
            may = frozenset({*FACILITATORS, "other_host"})
            rule = self.chance.choice((ON_RECORD, CHATHAM_HOUSE))
            yield lambda: Fit(pb.CreateConsultationRequest(details=self.asks.consultation(rule)), may)

    def programme(self) -> Iterator[Callable[[], Fit]]:
        """Make a programme, or change one."""
        may = frozenset({*FACILITATORS, "other_host"})
        if len(self.world.programmes) < _MOST_PROGRAMMES:
            details = pb.ProgrammeDetails(title=self.asks.words(), summary=self.asks.words())
            yield lambda: Fit(pb.CreateProgrammeRequest(details=details), may, ("details.title",))
        waiting = {each.consultation.details.programme_id for each in self._drafts() if _waits(each)}
        for each in self.world.programmes.values():
            if each.id not in {*self.world.published_programmes, *waiting}:
                request = pb.UpdateProgrammeRequest(
                    programme_id=str(each.id),
                    expected_version=each.version,
                    details=pb.ProgrammeDetails(title=self.asks.words()),
                )
                mine = self._facilitators(each.organisation_id)
                yield lambda request=request, mine=mine: Fit(request, mine, ("details.title",))  # type: ignore[misc]

    def update(self) -> Iterator[Callable[[], Fit]]:
        """Enter a consultation anew, before it is public."""
        for each in self._drafts():
            if not each.published and not _waits(each):
                yield lambda each=each: self._update(each)  # type: ignore[misc]

    def _update(self, draft: Draft) -> Fit:
        entered = draft.consultation
        mine = [each.id for each in self.world.programmes.values() if each.organisation_id == entered.organisation_id]
        details = self.asks.consultation(
            rule_of(draft),
            self.chance.choice([None, *mine]),
            sensitive=entered.details.sensitive,
            illustrative=entered.details.illustrative,
        )
        request = pb.UpdateConsultationRequest(
            consultation_id=str(entered.id), expected_version=entered.version, details=details
        )
        return Fit(request, self._facilitators(entered.organisation_id))

    def participant(self) -> Iterator[Callable[[], Fit]]:
        """Enter a participant, anew or not, or remove one of whom nothing is public."""
        for draft in self._drafts():
            if not _waits(draft):
                yield lambda draft=draft: self._participant(draft)  # type: ignore[misc]

    def _participant(self, draft: Draft) -> Fit:
        entered = draft.consultation
        common: dict[str, Any] = {"consultation_id": str(entered.id)}
        said = {each.details.participant_id for each in draft.statements if each.state is RecordState.PUBLISHED}
        public = self.world.consultations.get(entered.id)
        said |= set(public.record.speakers) if public else set()
        private = [each for each in draft.participants if each.id not in said and not each.details.consent_report]
        may = self._facilitators(entered.organisation_id)
        if private and self.chance.random() < 0.6:
            one = self.chance.choice(private)
            common |= {"participant_id": str(one.id), "expected_version": one.version}
            if self.chance.random() < 0.4:
                return Fit(pb.RemoveParticipantRequest(**common), may, ("participant_id",))
        return Fit(pb.PutParticipantRequest(**common, details=self.asks.participant(rule_of(draft))), may)

    def consent(self) -> Iterator[Callable[[], Fit]]:
        """Withdraw the consent of a participant; what was said stays."""
        for draft in self._drafts():
            for each in draft.participants:
                if not each.details.consent_report and not _waits(draft):
                    request = pb.WithdrawConsentRequest(
                        consultation_id=str(draft.consultation.id), participant_id=str(each.id)
                    )
                    may = self._facilitators(draft.consultation.organisation_id)
                    yield lambda request=request, may=may: Fit(request, may, ("participant_id",))  # type: ignore[misc]

    def statement(self) -> Iterator[Callable[[], Fit]]:
        """Enter a statement, anew or not, or remove a draft."""
        for draft in self._drafts():
            if len(draft.statements) < _MOST_STATEMENTS:
                yield lambda draft=draft: self._statement(draft, None)  # type: ignore[misc]
            for each in draft.statements:
                if each.state is RecordState.DRAFT:
                    yield lambda draft=draft, each=each: self._statement(draft, each)  # type: ignore[misc]

    def _statement(self, draft: Draft, before: Statement | None) -> Fit:
        entered = draft.consultation
        may = self._facilitators(entered.organisation_id)
        common: dict[str, Any] = {"consultation_id": str(entered.id)}
        if before:
            common |= {"statement_id": str(before.id), "expected_version": before.version}
            if self.chance.random() < 0.2:
                return Fit(pb.RemoveStatementRequest(**common), may, ("statement_id",))
        illustrative = entered.details.illustrative
        bodies = [each.id for each in self.world.register.values() if each.illustrative is illustrative]
        speakers = [each.id for each in draft.participants if not each.details.consent_report]
        details = self.asks.statement(rule_of(draft), bodies, speakers)
        return Fit(pb.PutStatementRequest(**common, details=details), may)

    # To the reviewer and back.

    def submit(self) -> Iterator[Callable[[], Fit]]:
        """Submit what is complete (row 1)."""
        for draft in self._drafts():
            ready = [each for each in draft.statements if each.state is RecordState.DRAFT and complete(each)]
            entered = draft.consultation
            if ready and framed(draft):
                request = pb.SubmitConsultationRequest(
                    consultation_id=str(entered.id),
                    expected_version=entered.version,
                    statement_ids=[str(each.id) for each in ready],
                )
                yield lambda request=request, entered=entered: Fit(  # type: ignore[misc]
                    request, self._facilitators(entered.organisation_id), ("expected_version",)
                )

    def give_back(self) -> Iterator[Callable[[], Fit]]:
        """Return what waits (row 3)."""
        for draft, each in self._waiting():
            versions = [pb.StatementVersion(statement_id=str(each.id), expected_version=each.version)]
            request = pb.ReturnStatementsRequest(
                consultation_id=str(draft.consultation.id), statements=versions, reason=SECRET
            )
            may = self._reviewers(draft.consultation.organisation_id)
            yield lambda request=request, may=may: Fit(request, may, ("reason", "statements"))  # type: ignore[misc]

    def _waiting(self) -> Iterator[tuple[Draft, Statement]]:
        for draft, each in self.world.entered():
            if each.state is RecordState.IN_REVIEW:
                yield draft, each

    # The gate.

    def safeguard(self) -> Iterator[Callable[[], Fit]]:
        """Clear, redact, read, restrict and lower."""
        for draft, each in self._waiting():
            yield lambda draft=draft, each=each: self._safeguard(draft, each)  # type: ignore[misc]

    def _safeguard(self, draft: Draft, row: Statement) -> Fit:
        may = self._reviewers(draft.consultation.organisation_id) - self._hand(row.id)
        seen: dict[str, Any] = {"statement_id": str(row.id), "expected_version": row.version}
        restricted, lowered = label(self.world, row)
        acts: list[tuple[Any, frozenset[str], str]] = [
            (pb.SafeguardingAct(**seen, read=pb.SecondReading()), may, ""),
        ]
        if NAME in row.details.text.authoritative:
            acts += [(self.asks.span(row.id, row.version, what), may, "") for what in ("clear", "redact")] * 4
        reason = "acts.0.{}.reason"
        if restricted and may - lowered:
            lower = pb.SafeguardingAct(**seen, lower=pb.LowerRestriction(reason=SECRET))
            acts += [(lower, may - lowered, reason.format("lower"))] * 3
        elif not restricted:
            restrict = pb.SafeguardingAct(**seen, restrict=pb.RestrictStatement(reason=SECRET))
            acts.append((restrict, may, reason.format("restrict")))
        act, who, needs = self.chance.choice(acts)
        request = pb.SafeguardConsultationRequest(consultation_id=str(draft.consultation.id), acts=[act])
        return Fit(request, who, ("acts", needs) if needs else ("acts",))

    def publish(self) -> Iterator[Callable[[], Fit]]:
        """Publish what has passed the gate (row 2), by somebody who had no hand in it."""
        for draft in self._drafts():
            if framed(draft) and not draft.hidden and not _waits(draft) and self._passed(draft):
                yield lambda draft=draft: self._publish(draft)  # type: ignore[misc]

    def schedule(self) -> Iterator[Callable[[], Fit]]:
        """Approve under an embargo of a month (row 2)."""
        for fit in self.publish():
            yield lambda fit=fit: self._under_embargo(fit())  # type: ignore[misc]

    def _under_embargo(self, fit: Fit) -> Fit:
        request = pb.PublishConsultationRequest()
        request.CopyFrom(fit.request)
        request.published_date = ""
        request.embargo_until = f"{self.world.today + EMBARGO}T09:00"
        return Fit(request, fit.may, fit.needs)

    def unschedule(self) -> Iterator[Callable[[], Fit]]:
        """Take back what was approved under embargo."""
        for draft in self._drafts():
            entered = draft.consultation
            if _waits(draft):
                request = pb.UnschedulePublicationRequest(
                    consultation_id=str(entered.id), expected_version=entered.version
                )
                may = self._facilitators(entered.organisation_id) | self._reviewers(entered.organisation_id)
                yield lambda request=request, may=may: Fit(request, may, ("expected_version",))  # type: ignore[misc]

    def _passed(self, draft: Draft) -> list[Statement]:
        """Return what may be published; nothing if nobody may."""
        found = [
            each
            for each in draft.statements
            if each.state is RecordState.IN_REVIEW and complete(each) and passed(self.world, draft, each)
        ]
        return found if found and self._publishers(draft, found) else []

    def _publishers(self, draft: Draft, rows: Sequence[Statement]) -> frozenset[str]:
        frame = () if draft.published else (draft.consultation.id,)
        return self._reviewers(draft.consultation.organisation_id) - self._hand(*frame, *(each.id for each in rows))

    def _publish(self, draft: Draft) -> Fit:
        rows, entered = self._passed(draft), draft.consultation
        rows = rows if self.asks.easy or self.chance.random() < 0.6 else rows[:1]
        may = self._publishers(draft, rows)
        named = any(NAME in each.details.text.authoritative for each in rows)
        low = not named and self.chance.random() < 0.5
        if low:
            frame = () if draft.published else (entered.id,)
            hand = self._hand(*frame, *(each.id for each in rows))
            may |= self._facilitators(entered.organisation_id) - hand
        decisions = [
            self.asks.decision(each.id, each.version, tracked=trackable(self.world, each), low=low) for each in rows
        ]
        request = self.asks.publication(entered.id, entered.version, *decisions)
        if entered.details.illustrative and not draft.published:
            request.published_date = "2026-02-21"
        needs = ("checklist", "checklist.consent_checked", "checklist.identifies_child", "decisions.0.risk")
        return Fit(request, may, (*needs, "decisions.0.publication", "checklist.final_text_read"))


def _waits(draft: Draft) -> bool:
    """Tell whether something of it is approved and waits for the end of its embargo."""
    return draft.schedule is not None and draft.schedule.waits
