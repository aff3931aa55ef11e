"""A participant withdraws consent: what then happens to what is public, and what it did, as a report without a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.consultations.domain.details import ConsentReport, ParticipantDetails, StatementDetails
from services.consultations.domain.drafts import Draft, Participant, Programme, Statement
from services.consultations.domain.entered_texts import without_name
from services.consultations.domain.erasing import Erased, Erasing, Public, said_by_namesakes, shown_from, unname
from services.consultations.domain.facts import (
    ConsentWithdrawn,
)
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.values import Keep, Moment, RecordState


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Erased):
    """What happened in the person's own consultation."""

    participant: Participant  # nothing is known of the person any more; the key is still the old one
    emptied: tuple[Statement, ...]  # published statements of which nothing entered is left; the keys are the old ones
    removed: tuple[Statement, ...]  # statements that were not public yet

    @property
    def report(self) -> ConsentReport:
        """What it did."""
        assert self.participant.details.consent_report
        return self.participant.details.consent_report


def withdraw_consent(
    draft: Draft,
    person: Participant,
    public: Public,
    *,
    programme: Programme | None = None,
    acts: Sequence[Act] = (),
    notes: Sequence[str] = (),
    statements: bool,
    by: str,
    keep: Keep,
    moment: Moment,
    searched: bool = True,
) -> Withdrawn | None:
    """Return what happens when a participant withdraws consent; None if all of it happened before.

    Args:
        draft: The consultation with everything entered of it.
        person: The participant.
        public: What is public of it.
        programme: Its programme as entered.
        acts: What reviewers did in the gate.
        notes: What they noted when they published.
        statements: Whether what the person said is withdrawn, too.
        by: Who records it, as the event log names actors.
        keep: Takes the texts that become public: those of the tombstones.
        moment: Now.
        searched: Whether texts are searched for the name: not if it is nobody's. What has it is to be read again then.
    """
    before = person.details.consent_report
    if before and (before.statements or not statements):
        return None
    own = tuple(each for each in draft.statements if each.details.participant_id == person.id)
    name = person.details.name if searched else ""
    act, theirs = Erasing(person, public, by, moment, name=name), said_by_namesakes(draft, person)
    act.told_by_others = any(_tells_of(each, person) for each in draft.participants if each.id != person.id)
    if before is None:
        act.unname({each.id for each in own}, but=theirs)
    gone = own if statements else ()
    left = tuple(each for each in draft.statements if each not in gone)
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
        entered=unname(replace(draft, statements=left), name, programme, acts, notes, at=moment.at, but=theirs),
    )


def _tells_of(other: Participant, person: Participant) -> bool:
    """Tell whether what is entered of another participant, but for the name, has the person's name in it."""
    details = replace(other.details, name="")
    return without_name(details, person.details.name) != details


def _report(
    act: Erasing, before: ConsentReport | None, own: Sequence[Statement], gone: Sequence[Statement], *, statements: bool
) -> ConsentReport:
    removed = sum(each.state is not RecordState.PUBLISHED for each in gone)
    if before:
        return replace(
            before,
            statements=True,
            shown_numbers=tuple(dict.fromkeys((*before.shown_numbers, *_shown(act)))),
            shown_from_date=before.shown_from_date or (shown_from(act) if act.erased else None),
            withdrawn_numbers=tuple(act.withdrawn),
            erased_numbers=tuple(dict.fromkeys((*before.erased_numbers, *act.erased))),
            # What was said is erased by now; whatever else was to be read again still is.
            reread_numbers=tuple(each for each in before.reread_numbers if each not in act.withdrawn),
            removed=removed,
        )
    shown = _shown(act)
    since = [shown_from(act) if shown else None, act.programme_from if act.programme_facts else None]
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


def _shown(act: Erasing) -> tuple[str, ...]:
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
