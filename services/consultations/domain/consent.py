"""A participant withdraws consent: what then happens to what is public, and what it did, as a report without a name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from services.consultations.domain.details import ConsentReport, ParticipantDetails, StatementDetails
from services.consultations.domain.drafts import Draft, Participant, Statement
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    ConsultationFact,
    StatementFact,
    StatementWithdrawn,
    TextErased,
    evolve_consultation,
    evolve_statement,
)
from services.consultations.domain.mentions import mentions, parts_of
from services.consultations.domain.record import (
    ConsultationRecord,
    PublishedVerifiability,
    StatementRecord,
    Withdrawal,
)
from services.consultations.domain.values import Keep, LocalizedText, Moment, RecordState

# What the public reads on a tombstone; it tells nothing of the person.
_REASON: Final = LocalizedText("en", (("en", "Consent was withdrawn."), ("ur", "رضامندی واپس لے لی گئی۔")))
_ASKED_BY: Final = LocalizedText("en", (("en", "A participant"), ("ur", "ایک شریک")))


@dataclass(frozen=True, kw_only=True)
class Public:
    """What is public of a consultation."""

    consultation: ConsultationRecord | None  # None: nothing is
    statements: tuple[StatementRecord, ...] = ()
    bodies: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)  # of texts that were not erased, by id


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What happened to what is public, in order, and what becomes of what was entered."""

    consultation: tuple[ConsultationFact, ...]
    statements: tuple[StatementFact, ...]
    participant: Participant  # nothing is known of the person any more; the key is still the old one
    emptied: tuple[Statement, ...]  # published statements of which nothing entered is left; the keys are the old ones
    removed: tuple[Statement, ...]  # statements that were not public yet

    @property
    def report(self) -> ConsentReport:
        """What it did."""
        assert self.participant.details.consent_report
        return self.participant.details.consent_report


def withdraw_consent(
    draft: Draft, person: Participant, public: Public, *, statements: bool, by: str, keep: Keep, moment: Moment
) -> Withdrawn | None:
    """Return what happens when a participant withdraws consent; None if all of it happened before.

    Args:
        draft: The consultation with everything entered of it.
        person: The participant.
        public: What is public of it.
        statements: Whether what the person said is withdrawn, too.
        by: Who records it, as the event log names actors.
        keep: Takes the texts that become public: those of the tombstones.
        moment: Now.
    """
    before = person.details.consent_report
    if before and (before.statements or not statements):
        return None
    own = tuple(each for each in draft.statements if each.details.participant_id == person.id)
    act = _Act(person, public, by, moment)
    if before is None:
        act.unname({each.id for each in own})
    gone = own if statements else ()
    act.withdraw([each.id for each in gone], keep)
    report = _report(act, before, own, gone, statements=statements)
    return Withdrawn(
        consultation=tuple(act.consultation_facts),
        statements=tuple(act.statement_facts),
        participant=replace(person, details=ParticipantDetails(consent_report=report), version=person.version + 1),
        emptied=tuple(
            replace(each, details=StatementDetails(type=each.details.type), return_reason="", version=each.version + 1)
            for each in gone
            if each.state is RecordState.PUBLISHED
        ),
        removed=tuple(each for each in gone if each.state is not RecordState.PUBLISHED),
    )


class _Act:
    """Collects what happens, aggregate by aggregate.

    Args:
        person: The participant, as known until now.
        public: What is public until now.
        by: Who records it.
        moment: Now.
    """

    def __init__(self, person: Participant, public: Public, by: str, moment: Moment) -> None:
        self.person, self.by, self.moment = person, by, moment
        self.bodies = public.bodies
        self.consultation = public.consultation
        self.statements = {each.id: each for each in public.statements}
        self.consultation_facts: list[ConsultationFact] = []
        self.statement_facts: list[StatementFact] = []
        self.withdrawn: list[str] = []
        self.erased: list[str] = []

    @property
    def named(self) -> tuple[StatementRecord, ...]:
        """The statements on which the public reads, or read, who said them."""
        return tuple(each for each in self.statements.values() if each.content.participant_id == self.person.id)

    @property
    def listed(self) -> bool:
        """Whether the public sees the person in the list of those who took part."""
        return self.consultation is not None and self.person.id in self.consultation.speakers

    def unname(self, own: Collection[UUID]) -> None:
        """Take the person out of list and statements, and erase texts that name the person.

        Args:
            own: The statements that are the person's: what tells of them names no affiliation either.
        """
        name = self.person.details.name
        record = self.consultation
        if record and (self.named or self.listed):
            self._happened(
                ConsentWithdrawn(
                    id=record.id,
                    version=record.version + 1,
                    at=self.moment.at,
                    by=self.by,
                    participant_id=self.person.id,
                    withdrawn_date=self.moment.today,
                )
            )
        if record:
            self._erase(record, [each for each in _ids_of(record) if self._mentions(each, [name])])
        for each in tuple(self.statements.values()):
            words = [name, self.person.details.organisation] if each.id in own else [name]
            around = _around(each)
            found = [each_id for each_id in _said(each) if self._mentions(each_id, [name])]
            self._erase(each, [*found, *(each_id for each_id in around if self._mentions(each_id, words))])

    def withdraw(self, statement_ids: Iterable[UUID], keep: Keep) -> None:
        """Turn these statements into tombstones, and erase what was said."""
        for statement_id in statement_ids:
            record = self.statements.get(statement_id)
            if record is None:
                continue
            if record.withdrawal is None:
                tombstone = Withdrawal(reason=keep(_REASON), asked_by=keep(_ASKED_BY), withdrawn_date=self.moment.today)
                self._happened(
                    StatementWithdrawn(
                        id=record.id,
                        version=record.version + 1,
                        at=self.moment.at,
                        by=self.by,
                        withdrawal=tombstone,
                    )
                )
                self.withdrawn.append(record.frame.number)
            record = self.statements[statement_id]
            self._erase(record, [each for each in (*_said(record), *_around(record)) if each in self.bodies])

    def rereads(self, own: Collection[UUID]) -> tuple[str, ...]:
        """Return the numbers of what stays and may still tell of the person, so that somebody reads it again.

        A part of the name may be another person's, and the organisation is also others': nothing is erased for these.

        Args:
            own: The statements that are the person's.
        """
        parts = parts_of(self.person.details.name)
        organisation = self.person.details.organisation
        record = self.consultation
        found = [record.number] if record and self._left(_ids_of(record), parts) else []
        for each in self.statements.values():
            words = [*parts, organisation] if each.id in own else parts
            if each.withdrawal is None and self._left((*_said(each), *_around(each)), words):
                found.append(each.frame.number)
        return tuple(found)

    def _left(self, text_ids: Iterable[UUID], words: Sequence[str]) -> bool:
        erased = {
            fact.text_id for fact in (*self.consultation_facts, *self.statement_facts) if isinstance(fact, TextErased)
        }
        return any(self._mentions(each, words) for each in text_ids if each not in erased)

    def _mentions(self, text_id: UUID, words: Sequence[str]) -> bool:
        return any(mentions(body, word) for body in self.bodies.get(text_id, ()) for word in words if word)

    def _erase(self, record: ConsultationRecord | StatementRecord, text_ids: Iterable[UUID]) -> None:
        done = {fact.text_id for fact in self.statement_facts if isinstance(fact, TextErased)}
        for text_id in dict.fromkeys(text_ids):
            if text_id in done:
                continue
            current = self.consultation if isinstance(record, ConsultationRecord) else self.statements[record.id]
            assert current
            number = current.number if isinstance(current, ConsultationRecord) else current.frame.number
            self._happened(
                TextErased(
                    id=current.id,
                    version=current.version + 1,
                    at=self.moment.at,
                    by=self.by,
                    text_id=text_id,
                    reason="consent_withdrawn",
                ),
                of_statement=isinstance(record, StatementRecord),
            )
            if number not in self.erased:
                self.erased.append(number)

    def _happened(
        self, fact: ConsentWithdrawn | StatementWithdrawn | TextErased, *, of_statement: bool = False
    ) -> None:
        if isinstance(fact, StatementWithdrawn) or (of_statement and isinstance(fact, TextErased)):
            self.statements[fact.id] = evolve_statement(self.statements[fact.id], fact)
            self.statement_facts.append(fact)
        else:
            self.consultation = evolve_consultation(self.consultation, fact)
            self.consultation_facts.append(fact)


def _report(
    act: _Act, before: ConsentReport | None, own: Sequence[Statement], gone: Sequence[Statement], *, statements: bool
) -> ConsentReport:
    removed = sum(each.state is not RecordState.PUBLISHED for each in gone)
    if before:
        return replace(
            before,
            statements=True,
            shown_numbers=tuple(dict.fromkeys((*before.shown_numbers, *_shown(act)))),
            shown_from_date=before.shown_from_date or (_shown_from(act) if act.erased else None),
            withdrawn_numbers=tuple(act.withdrawn),
            erased_numbers=tuple(dict.fromkeys((*before.erased_numbers, *act.erased))),
            reread_numbers=(),
            removed=removed,
        )
    shown = _shown(act)
    return ConsentReport(
        withdrawn_date=act.moment.today,
        statements=statements,
        shown_numbers=shown,
        shown_from_date=_shown_from(act) if shown else None,
        withdrawn_numbers=tuple(act.withdrawn),
        erased_numbers=tuple(act.erased),
        reread_numbers=act.rereads({each.id for each in own}),
        removed=removed,
    )


def _shown(act: _Act) -> tuple[str, ...]:
    """Return the numbers of what showed the person until now: the facts of this act are in the records already."""
    record = act.consultation
    was_shown = any(isinstance(each, ConsentWithdrawn) for each in act.consultation_facts)
    if not record or not (was_shown or act.erased):
        return ()
    items = {each.frame.number: each.tracked_number for each in act.named} | {
        each.frame.number: each.tracked_number for each in act.statements.values() if each.frame.number in act.erased
    }
    numbers = [part for number, tracked in items.items() for part in (number, tracked) if part]
    return tuple(dict.fromkeys((record.number, *numbers)))


def _shown_from(act: _Act) -> date | None:
    """Return the first day on which something of the consultation was public in which people can be seen."""
    return min((each.frame.published_date for each in act.statements.values()), default=None)


def _said(record: StatementRecord) -> tuple[UUID, ...]:
    """Return the texts that are the statement itself."""
    frame = record.frame
    asked = (*_answers(frame.verifiability), *(_answers(record.retracking.verifiability) if record.retracking else ()))
    return tuple(filter(None, (frame.title, frame.text, *asked)))


def _around(record: StatementRecord) -> tuple[UUID, ...]:
    """Return the texts that tell of the statement: its source, its speaker, what is uncertain."""
    content = record.content
    return tuple(filter(None, (content.source_sentence, content.speaker_note, content.addressee_note, content.note)))


def _answers(asked: PublishedVerifiability | None) -> tuple[UUID | None, ...]:
    return (asked.who, asked.what, asked.by_when, asked.shown_how) if asked else ()


def _ids_of(record: ConsultationRecord) -> tuple[UUID, ...]:
    frame, content = record.frame, record.content
    return tuple(
        filter(
            None,
            (
                *(frame.title, frame.host_name, content.summary, content.organisers, content.place),
                *(content.date_note, content.figures_conflict, content.source_name, content.funder, content.partners),
                *content.attending_bodies,
                *content.foreseen_addressees,
                *(each.title for each in content.outputs),
                *(text_id for each in content.figures for text_id in (each.as_printed, each.group)),
                *(each.title for each in content.agenda),
                *(each.title for each in record.documents),
            ),
        )
    )
