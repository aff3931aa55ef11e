"""What names a person who withdrew consent is erased: public texts, and what was entered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from services.consultations.domain.drafts import Consultation, Draft, Participant, Programme, Statement
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
from services.consultations.domain.mentions import mentions, parts_of, same, without
from services.consultations.domain.record import (
    ConsultationRecord,
    ProgrammeRecord,
    StatementRecord,
    Withdrawal,
)
from services.consultations.domain.record_texts import around, reasons
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.values import Keep, LocalizedText, Moment

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
class Unnamed:
    """What was entered and named the person, and now does not; the keys are the old ones."""

    statements: tuple[Statement, ...] = ()  # whoever's
    consultation: Consultation | None = None  # None: its own texts did not
    programme: Programme | None = None


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What happened to what is public, in order, and what becomes of what was entered."""

    consultation: tuple[ConsultationFact, ...]
    statements: tuple[StatementFact, ...]
    programme: tuple[TextErased, ...]
    entered: Unnamed


@dataclass(frozen=True, kw_only=True)
class ErasedElsewhere(Erased):
    """What happened in another consultation of the host, of which a text named the person."""

    numbers: tuple[str, ...]  # of what lost public texts
    shown_from_date: date | None


def has_namesake(draft: Draft, person: Participant) -> bool:
    """Tell whether somebody of the person's name takes part in another consultation.

    It may be the same person: consent to be named there was given apart from the one that is withdrawn.
    """
    return bool(namesakes(draft, person))


def namesakes(draft: Draft, person: Participant) -> frozenset[UUID]:
    """Return the other participants of a consultation who have the person's name."""
    return frozenset(
        each.id for each in draft.participants if each.id != person.id and same(each.details.name, person.details.name)
    )


def said_by_namesakes(draft: Draft, person: Participant) -> frozenset[UUID]:
    """Return the statements of those who have the person's name: it is theirs there, and they agreed to it."""
    others = namesakes(draft, person)
    return frozenset(each.id for each in draft.statements if each.details.participant_id in others)


def erase_elsewhere(
    draft: Draft,
    person: Participant,
    public: Public,
    *,
    programme: Programme | None,
    acts: Sequence[Act],
    notes: Sequence[str],
    by: str,
    moment: Moment,
) -> ErasedElsewhere:
    """Return what happens to another consultation of the host, in which nobody of that name takes part.

    Args:
        draft: The other consultation with everything entered of it.
        person: The participant, as known until now.
        public: What is public of it.
        programme: Its programme as entered.
        acts: What reviewers did in the gate.
        notes: What they noted when they published.
        by: Who records it, as the event log names actors.
        moment: Now.
    """
    act = Erasing(person, public, by, moment, name=person.details.name)
    act.unname(())
    since = [shown_from(act) if act.erased else None, act.programme_from if act.programme_facts else None]
    return ErasedElsewhere(
        consultation=tuple(act.consultation_facts),
        statements=tuple(act.statement_facts),
        programme=tuple(act.programme_facts),
        entered=unname(draft, person.details.name, programme, acts, notes, at=moment.at),
        numbers=tuple(act.erased),
        shown_from_date=min(filter(None, since), default=None),
    )


def unname(
    draft: Draft,
    name: str,
    programme: Programme | None,
    acts: Sequence[Act],
    notes: Sequence[str],
    *,
    at: datetime,
    but: Collection[UUID] = (),
) -> Unnamed:
    """Return what was entered and named the person, with the name taken out.

    A host's desk and its workbook are outputs, too. Rows of other participants stay: what is entered of them is theirs,
    and a pseudonym and what the public sees of them hang on their keys.

    Args:
        draft: The consultation with everything entered of it that stays.
        name: The name that is searched for; empty: none is.
        programme: Its programme as entered.
        acts: What reviewers did in the gate: the words of a span lie under the key of what it stands in.
        notes: What they noted when they published: it lies under the consultation's key.
        at: Now.
        but: Statements of namesakes.
    """
    marked = {each.owner_id for each in acts if names_in_act(each, name)}
    statements = [
        each
        if each.id in but
        else replace(each, details=without_name(each.details, name), return_reason=without(each.return_reason, name))
        for each in draft.statements
    ]
    changed = [
        replace(after, version=before.version + 1)
        for before, after in zip(draft.statements, statements, strict=True)
        if before != after or (before.id in marked and before.id not in but)
    ]
    # What was done about the programme's texts lies under the consultation's key, too.
    own = draft.consultation.id in marked or (programme is not None and programme.id in marked)
    own = own or any(mentions(each, name) for each in notes)
    return Unnamed(
        statements=tuple(changed),
        consultation=_unnamed(draft.consultation, name, at, always=own),
        programme=_unnamed(programme, name, at) if programme else None,
    )


def names_in_draft(draft: Draft, name: str) -> bool:
    """Tell whether what is entered of a consultation or its items has somebody's name in it."""
    details = draft.consultation.details
    return without_name(details, name) != details or any(
        without_name(each.details, name) != each.details for each in draft.statements
    )


def names_in_act(act: Act, name: str) -> bool:
    """Tell whether the words of a span, or the reason of a label, have somebody's name in them."""
    return carried(act, name) != act


def carried(act: Act, name: str) -> Act | None:
    """Return what a reviewer did, without the name; None if it was done to a span that has it: the words are gone."""
    if act.mark and mentions(act.mark.words, name):
        return None
    return replace(act, reason=without(act.reason, name))


_Whole = TypeVar("_Whole", Consultation, Programme)


def _unnamed(before: _Whole, name: str, at: datetime, *, always: bool = False) -> _Whole | None:
    details = without_name(before.details, name)
    if details == before.details and not always:
        return None
    return replace(before, details=details, version=before.version + 1, changed_at=at)


_Record: TypeAlias = ConsultationRecord | StatementRecord | ProgrammeRecord


class Erasing:
    """Collects what happens, aggregate by aggregate.

    Args:
        person: The participant, as known until now.
        public: What is public until now.
        by: Who records it.
        moment: Now.
        name: The name that is searched for in texts; empty: none is, since it is nobody's.
    """

    def __init__(self, person: Participant, public: Public, by: str, moment: Moment, *, name: str) -> None:
        self.person, self.by, self.moment, self.name = person, by, moment, name
        self.texts, self.bodies = public.texts, public.bodies
        self.consultation = public.consultation
        self.statements = {each.id: each for each in public.statements}
        self.programme, self.programme_from = public.programme, public.programme_from_date
        self.programme_facts: list[TextErased] = []
        self.consultation_facts: list[ConsultationFact] = []
        self.statement_facts: list[StatementFact] = []
        self.withdrawn: list[str] = []
        self.erased: list[str] = []
        self.told_by_others = False

    @property
    def named(self) -> tuple[StatementRecord, ...]:
        """The statements on which the public reads, or read, who said them."""
        return tuple(each for each in self.statements.values() if each.content.participant_id == self.person.id)

    @property
    def listed(self) -> bool:
        """Whether the public sees the person in the list of those who took part."""
        return self.consultation is not None and self.person.id in self.consultation.speakers

    def unname(self, own: Collection[UUID], but: Collection[UUID] = ()) -> None:
        """Take the person out of list and statements, and erase texts that name the person.

        Args:
            own: The statements that are the person's: what tells of them names no affiliation either.
            but: Statements of namesakes: they are to be read again.
        """
        name = self.name
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
            if each.id in but:
                continue
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
        found = [record.number] if record and (self.told_by_others or self._left(record, parts)) else []
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


def shown_from(act: Erasing) -> date | None:
    """Return the first day on which something of the consultation was public in which people can be seen."""
    return min((each.frame.published_date for each in act.statements.values()), default=None)
