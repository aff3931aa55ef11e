"""The world of the domain's stage, in memory: bodies, records, lines and the clock, each changed by its facts alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.calendar import Holidays
from services.chassis.public_holidays import PublicHolidays
from services.recommendations.domain import addressee, calendar, closures, facts, findings, guards, steps, succession
from services.recommendations.domain import recommendation as recommendations
from services.recommendations.domain.addressee import Addressee, AddresseeFact, MovedLine, Succession
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.calendar import Calendar
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import PutTo, Recommendation
from services.recommendations.domain.values import (
    AddresseeKind,
    Jurisdiction,
    Moment,
    Publication,
    RecordState,
    StepRule,
)
from services.recommendations.wire.records import opened
from tests.machine.stage import Seen
from tests.unit.recommendations_builders import ADDRESSEE_ORGANISATION, TODAY, a_moment, a_text

_BASE = PublicHolidays()


def a_body(kind: AddresseeKind = AddresseeKind.AGENCY, **changed: Any) -> Addressee:
    """Return a body of the register with one remit."""
    body_id = uuid4()
    fact = addressee.AddresseeRegistered(
        version=1,
        occurred_at=a_moment().at,
        actor="operator",
        entry=addressee.NewAddressee(
            addressee_id=body_id,
            slug=f"body-{body_id.hex[:12]}",
            kind=kind,
            name=(("en", f"Commission {body_id.hex[:12]}"),),
            name_language="en",
            jurisdiction=Jurisdiction.FEDERAL,
            remit=(("en", "Child protection"),),
            remit_language="en",
            organisation_id=ADDRESSEE_ORGANISATION,
        ),
    )
    return replace(addressee.evolve(None, fact), **changed)


def _ended_date(body: Addressee) -> date | None:
    return body.ended_by.effective_date if body.ended_by else None


class DomainWorld:
    """What stands around the lines, and the lines."""

    def __init__(self, bodies: Sequence[Addressee]) -> None:
        self.today: date = TODAY
        self.bodies = {each.id: each for each in bodies}
        self.records: dict[UUID, Recommendation] = {}
        self.lines: dict[UUID, Line] = {}
        self.facts: dict[UUID, list[facts.AssignmentFact]] = {}
        self.calendar = Calendar()
        self.announced: dict[UUID, findings.Announced] = {}
        self._not_followed: list[calendar.Correction] = []
        self._done = TODAY - timedelta(days=1)

    @property
    def moment(self) -> Moment:
        """Now."""
        return a_moment(self.today)

    @property
    def holidays(self) -> Holidays:
        """The days on which offices are closed."""
        return self.calendar.holidays(_BASE)

    def seen(self) -> dict[UUID, Seen]:
        """Return all lines with what happened to them."""
        return {key: Seen(line, tuple(self.facts[key])) for key, line in self.lines.items()}

    # What happened.

    def put(self, record: Recommendation, *bodies: UUID) -> list[UUID]:
        """Publish a record, or put it to further bodies; return the new lines."""
        self.records[record.id] = record
        return [self._open(record, PutTo(addressee_id=each, lead=False, lines_in_publication=1)) for each in bodies]

    def _open(self, record: Recommendation, put_to: PutTo) -> UUID:
        fact = opened(
            record,
            put_to,
            {},
            assignment_id=uuid4(),
            publication_id=uuid4(),
            opened_date=self.today,
            occurred_at=self.moment.at,
            can_be_asked=self.bodies[put_to.addressee_id].can_be_asked,
        )
        self._opened(fact)
        self.follow(fact.assignment_id, actor="service:consultations")
        return fact.assignment_id

    def follow(self, assignment_id: UUID, *, actor: str) -> None:
        """Let a line follow by itself from a body that ended to its only successor, and on from there."""
        line = self.lines[assignment_id]
        if done := self.bodies[line.assignment.addressee_id].ended_by:
            moved = succession.late(line, done, self.standing(done.successor_ids))
            if moved is None:
                self.happened(assignment_id, succession.ended(line, done, actor=actor, moment=self.moment))
                return
            self.pass_on(moved, done, actor=actor)
            if not moved.joined:
                self.follow(moved.successor_assignment_id, actor=actor)

    def _opened(self, fact: facts.AssignmentOpened) -> None:
        record = self.records[fact.statement_id]
        body = self.bodies[fact.addressee_id]
        self.lines[fact.assignment_id] = Line(
            record=record,
            assignment=evolve(None, fact),
            hidden=record.hidden,
            addressee_organisation_id=body.organisation_id,
            body_ended_date=_ended_date(body),
            minimum_assurance=body.minimum_assurance,
        )
        self.facts[fact.assignment_id] = [fact]

    def happened(self, assignment_id: UUID, *happened: facts.AssignmentFact | None) -> None:
        """Let facts follow each other; a new position opens a closed line again, another progress a promise."""
        for given in happened:
            if given is None:
                continue
            before = self.lines[assignment_id].assignment
            fact = replace(given, version=before.version + 1)
            after = evolve(before, fact)
            self.lines[assignment_id] = replace(self.lines[assignment_id], assignment=after)
            self.facts[assignment_id].append(fact)
            if isinstance(fact, facts.PositionStated):
                self.happened(assignment_id, closures.reopened_by_position(before, after, fact))
            if isinstance(fact, facts.ProgressReported):
                self.happened(assignment_id, closures.reopened_by_progress(before, after, fact))

    def body_changed(self, fact: AddresseeFact) -> None:
        """Let a body be as the fact leaves it."""
        body_id = fact.entry.addressee_id if isinstance(fact, addressee.AddresseeRegistered) else fact.addressee_id
        self.bodies[body_id] = addressee.evolve(self.bodies.get(body_id), fact)
        body = self.bodies[body_id]
        for each in self.of_body(body_id):
            self.lines[each.assignment.id] = replace(
                each, body_ended_date=_ended_date(body), minimum_assurance=body.minimum_assurance
            )

    def corrected(self, fact: calendar.CalendarCorrected) -> None:
        """Let the calendar be as the fact leaves it; due dates follow when the clock runs."""
        self.calendar = calendar.evolve(self.calendar, fact)
        self._not_followed.append(calendar.correction_of(fact))

    # Lines that go to another body.

    def of_body(self, body_id: UUID) -> list[Line]:
        """Return the lines that a body has now, or had until they were closed."""
        return [each for each in self.lines.values() if each.assignment.addressee_id == body_id]

    def standing(self, bodies: Sequence[UUID]) -> dict[tuple[UUID, UUID], UUID]:
        """Return the lines that bodies have now: record and body to assignment."""
        return {
            (each.record.id, each.assignment.addressee_id): each.assignment.id
            for each in self.lines.values()
            if each.assignment.addressee_id in bodies and each.assignment.closure != "transferred"
        }

    def pass_on(self, moved: MovedLine, done: Succession, *, actor: str) -> None:
        """Close a line where it is and open it at the successor."""
        line = self.lines[moved.assignment_id]
        common: dict[str, Any] = {"actor": actor, "moment": self.moment}
        self.happened(moved.assignment_id, succession.transferred(line, moved, done, **common))
        if not moved.joined:
            self._opened(succession.opened(line, moved, done, together=1, title=None, text=None, **common))

    def left(self, stays: Sequence[UUID], done: Succession, *, actor: str) -> None:
        """Let lines that stay with a body which is no more know it, and take back what was announced since."""
        for key in stays:
            self.happened(key, succession.ended(self.lines[key], done, actor=actor, moment=self.moment))
            while fact := steps.retract(self.lines[key], self.moment, holidays=self.holidays):
                self.happened(key, fact)

    # What consultations announce.

    def record_news(self, record: Recommendation, news: str) -> None:
        """Let the record be as the news leave it, and its lines with it."""
        common: dict[str, Any] = {
            "version": record.version + 1,
            "occurred_at": self.moment.at,
            "statement_id": record.id,
        }
        fact: recommendations.RecordFact
        if news in {"hidden", "shown"}:
            fact = recommendations.RecordHidden(**common, hidden=news == "hidden")
        elif news == "withdrawn":
            fact = recommendations.RecordWithdrawn(
                **common, reason=a_text(), asked_by=a_text(), withdrawn_date=self.today
            )
        elif news in {"merged", "superseded", "unmerged"}:
            target = next(each for each in self.records.values() if each.id != record.id)
            fact = recommendations.RecordJoined(
                **common,
                state=RecordState.PUBLISHED if news == "unmerged" else RecordState(news),
                target_id=target.id,
                target_number=target.tracked_number,
                reason=a_text(),
                joined_date=self.today,
            )
        elif news == "corrected":
            fact = recommendations.RecordCorrected(
                **common, title=a_text(), text=None, reason=a_text(), corrected_date=self.today
            )
        elif news == "particulars":
            fact = recommendations.RecordParticularsCorrected(
                **common,
                said_date=record.published_date,
                former_said_date=record.said_date,
                themes=("media",),
                former_themes=record.themes,
                corrected_date=self.today,
            )
        elif news in {"linked", "unlinked"}:
            target = next(each for each in self.records.values() if each.id != record.id)
            fact = recommendations.RecordLinked(
                **common,
                other_id=target.id,
                other_number=target.tracked_number,
                linked=news == "linked",
                reason=a_text(),
                on_date=self.today,
            )
        else:
            fact = recommendations.RecordRetracked(
                **common,
                publication_id=uuid4(),
                publication=Publication(news),
                tracked_number=record.tracked_number,
                verifiability=recommendations.Verifiability(),
                put_to=(),
                reason=a_text(),
                retracked_date=self.today,
            )
        self._record_is(recommendations.evolve(record, fact))

    def _record_is(self, record: Recommendation) -> None:
        self.records[record.id] = record
        for key, line in self.lines.items():
            if line.record.id == record.id:
                self.lines[key] = replace(line, record=record, hidden=record.hidden)

    # The clock.

    def days_pass(self, days: int) -> None:
        """Let days pass, and do what the clock does, in the order of the service's timers."""
        self.today += timedelta(days=days)
        for key in list(self.lines):
            self._end_right_of_reply(key)
        for correction in self._not_followed:
            for key, line in self.lines.items():
                fact = calendar.rederive(line.assignment, correction, self.moment, holidays=self.holidays)
                self.happened(key, fact)
        self._not_followed = []
        for key in list(self.lines):
            self._announce(key)
        self._done = self.today - timedelta(days=1)

    def _end_right_of_reply(self, key: UUID) -> None:
        if announced := self.announced.get(key):
            announced = self.announced[key] = self._by_calendar(key, announced)
            fact = findings.end_right_of_reply(self.lines[key], announced, self.moment)
            self.happened(key, fact)
            if fact:
                del self.announced[key]

    def _by_calendar(self, key: UUID, announced: findings.Announced) -> findings.Announced:
        if not guards.is_standing(self.lines[key]) or self.lines[key].assignment.finding_id != announced.id:
            return announced
        fact = findings.extend(
            self.lines[key],
            announced.announced_date,
            self.moment,
            working_days=findings.REPLY_WORKING_DAYS,
            calendar=self.calendar,
            base=_BASE,
        )
        self.happened(key, fact)
        return replace(announced, ends_at=findings.end_of(fact.reply_until_date, self.moment)) if fact else announced

    def _announce(self, key: UUID) -> None:
        while fact := steps.retract(self.lines[key], self.moment, holidays=self.holidays):
            self.happened(key, fact)
        for rule in StepRule:
            if rule is not StepRule.RECHECK_DUE:
                reached = steps.announce(self.lines[key], rule, self.moment, done=self._done, holidays=self.holidays)
                self.happened(key, reached)
        self.happened(key, steps.announce_recheck(self.lines[key], self.moment))
        closed = closures.close_verified(
            self.lines[key], self.moment, working_days=findings.REPLY_WORKING_DAYS, holidays=self.holidays
        )
        self.happened(key, closed)
