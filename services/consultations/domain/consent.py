"""A participant withdraws consent: what then happens to what is public, and what it did, as a report without a name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from services.consultations.domain.details import ConsentReport, ParticipantDetails, StatementDetails
from services.consultations.domain.drafts import Draft, Participant, Statement
from services.consultations.domain.entered_texts import without_name
from services.consultations.domain.facts import (
    ConsentWithdrawn,
    ConsultationFact,
    StatementFact,
    StatementWithdrawn,
    TextErased,
    evolve_consultation,
    evolve_programme,
    evolve_statement,
)
from services.consultations.domain.mentions import mentions, parts_of, without
from services.consultations.domain.record import (
    ConsultationRecord,
    ProgrammeRecord,
    StatementRecord,
    Withdrawal,
)
from services.consultations.domain.record_texts import around, reasons
from services.consultations.domain.values import Keep, LocalizedText, Moment, RecordState

# What the public reads on a tombstone; it tells nothing of the person.
_REASON: Final = LocalizedText("en", (("en", "Consent was withdrawn."), ("ur", "رضامندی واپس لے لی گئی۔")))
_ASKED_BY: Final = LocalizedText("en", (("en", "A participant"), ("ur", "ایک شریک")))


@dataclass(frozen=True, kw_only=True)
class Public:
    """What is public of a consultation, and of its programme."""

    consultation: ConsultationRecord | None  # None: nothing is
    statements: tuple[StatementRecord, ...] = ()
    programme: ProgrammeRecord | None = None  # it may be public before the consultation is
    programme_from_date: date | None = None  # first day on which it was public; None if it is not
    # Every text that an event of a record ever carried, by the record's id: past days show former states, too.
    texts: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    bodies: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)  # of texts that were not erased, by id


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What happened to what is public, in order, and what becomes of what was entered."""

    consultation: tuple[ConsultationFact, ...]
    statements: tuple[StatementFact, ...]
    programme: tuple[TextErased, ...]
    participant: Participant  # nothing is known of the person any more; the key is still the old one
    emptied: tuple[Statement, ...]  # published statements of which nothing entered is left; the keys are the old ones
    removed: tuple[Statement, ...]  # statements that were not public yet
    unnamed: tuple[Statement, ...]  # whoever's: what was entered of them named the person; the keys are the old ones

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
        programme=tuple(act.programme_facts),
        participant=replace(person, details=ParticipantDetails(consent_report=report), version=person.version + 1),
        emptied=tuple(
            replace(each, details=StatementDetails(type=each.details.type), return_reason="", version=each.version + 1)
            for each in gone
            if each.state is RecordState.PUBLISHED
        ),
        removed=tuple(each for each in gone if each.state is not RecordState.PUBLISHED),
        unnamed=_unnamed([each for each in draft.statements if each not in gone], person.details.name),
    )


def _unnamed(entered: Sequence[Statement], name: str) -> tuple[Statement, ...]:
    """Return those that named the person, with the name taken out: a host's desk and workbook are outputs, too."""
    cleaned = (
        replace(each, details=without_name(each.details, name), return_reason=without(each.return_reason, name))
        for each in entered
    )
    changed = ((before, after) for before, after in zip(entered, cleaned, strict=True) if before != after)
    return tuple(replace(after, version=before.version + 1) for before, after in changed)


_Record: TypeAlias = ConsultationRecord | StatementRecord | ProgrammeRecord


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
        self.texts, self.bodies = public.texts, public.bodies
        self.consultation = public.consultation
        self.statements = {each.id: each for each in public.statements}
        self.programme, self.programme_from = public.programme, public.programme_from_date
        self.programme_facts: list[TextErased] = []
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
        wholes: tuple[_Record | None, ...] = (record, self.programme)
        for whole in wholes:
            if whole:
                self._erase(whole, [each for each in self._texts_of(whole) if self._mentions(each, [name])])
        for each in tuple(self.statements.values()):
            words = [name, self.person.details.organisation] if each.id in own else [name]
            told = around(each)
            texts = self._texts_of(each)
            self._erase(each, [one for one in texts if self._mentions(one, words if one in told else [name])])

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
            whys = reasons(self.statements[statement_id])
            self._erase(record, [each for each in self._texts_of(record) if each in self.bodies and each not in whys])

    def rereads(self, own: Collection[UUID]) -> tuple[str, ...]:
        """Return the numbers of what stays and may still tell of the person, so that somebody reads it again.

        A part of the name may be another person's, and the organisation is also others': nothing is erased for these.

        Args:
            own: The statements that are the person's.
        """
        parts = parts_of(self.person.details.name)
        organisation = self.person.details.organisation
        record = self.consultation
        found = [record.number] if record and self._left(record, parts) else []
        for each in self.statements.values():
            words = [*parts, organisation] if each.id in own else parts
            if each.withdrawal is None and self._left(each, words):
                found.append(each.frame.number)
        return tuple(found)

    def rereads_programme(self) -> bool:
        """Tell whether the programme's texts may still tell of the person, so that somebody reads them again."""
        return self.programme is not None and self._left(self.programme, parts_of(self.person.details.name))

    def _left(self, record: _Record, words: Sequence[str]) -> bool:
        gone = self._gone
        return any(self._mentions(each, words) for each in self._texts_of(record) if each not in gone)

    def _texts_of(self, record: _Record) -> tuple[UUID, ...]:
        return self.texts.get(record.id, ())

    @property
    def _gone(self) -> set[UUID]:
        """The texts that are erased by now."""
        facts = (*self.programme_facts, *self.consultation_facts, *self.statement_facts)
        return {fact.text_id for fact in facts if isinstance(fact, TextErased)}

    def _mentions(self, text_id: UUID, words: Sequence[str]) -> bool:
        return any(mentions(body, word) for body in self.bodies.get(text_id, ()) for word in words if word)

    def _erase(self, record: _Record, text_ids: Iterable[UUID]) -> None:
        for text_id in dict.fromkeys(text_ids):
            if text_id in self._gone:
                continue
            fact = TextErased(
                id=record.id,
                version=self._version_of(record) + 1,
                at=self.moment.at,
                by=self.by,
                text_id=text_id,
                reason="consent_withdrawn",
            )
            if isinstance(record, ProgrammeRecord):
                self.programme = evolve_programme(self.programme, fact)
                self.programme_facts.append(fact)
                continue
            self._happened(fact, of_statement=isinstance(record, StatementRecord))
            number = record.frame.number if isinstance(record, StatementRecord) else record.number
            if number not in self.erased:
                self.erased.append(number)

    def _version_of(self, record: _Record) -> int:
        match record:
            case ConsultationRecord():
                current: _Record | None = self.consultation
            case StatementRecord():
                current = self.statements[record.id]
            case ProgrammeRecord():
                current = self.programme
        assert current
        return current.version

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
            # What was said is erased by now; whatever else was to be read again still is.
            reread_numbers=tuple(each for each in before.reread_numbers if each not in act.withdrawn),
            removed=removed,
        )
    shown = _shown(act)
    since = [_shown_from(act) if shown else None, act.programme_from if act.programme_facts else None]
    return ConsentReport(
        withdrawn_date=act.moment.today,
        statements=statements,
        shown_numbers=shown,
        shown_from_date=min(filter(None, since), default=None),
        programme_erased=bool(act.programme_facts),
        programme_reread=act.rereads_programme(),
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
