"""What a published consultation or programme says of itself, texts by field and figures, and what corrects them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.correcting import Wording, changed, not_correctable
from services.consultations.domain.correcting_particulars import (
    TOLD,
    former,
    not_correctable_so,
    read_particulars,
)
from services.consultations.domain.counting import differences, publishable_figures, same_counts, tell_together
from services.consultations.domain.counting_across import Figures, PublicCounts, programme_now, session_beside
from services.consultations.domain.errors import NotPublishable
from services.consultations.domain.facts import OwnTextsCorrected
from services.consultations.domain.figures import FigureConflict, conflicts
from services.consultations.domain.former_figures import figures_before
from services.consultations.domain.particulars import NO_PARTICULARS, Particulars
from services.consultations.domain.proposals import Change, ChangeKind, refuse_waiting
from services.consultations.domain.record import ConsultationRecord, CorrectedFigure, CorrectedText, ProgrammeRecord
from services.consultations.domain.transitions import Visibility
from services.consultations.domain.transitions.public import CORRECT
from services.consultations.domain.values import ConsultationKind, Keep, Moment, Standing

OwnRecord: TypeAlias = ConsultationRecord | ProgrammeRecord
Fields: TypeAlias = Mapping[str, UUID]
"""Ids of texts by their field, such as `title` or `agenda[2].title`, as the public answer has them."""

NAMES: Final = frozenset({"title", "host_name"})
"""What other services name a consultation by."""

_PLAIN: Final = ("title", "summary", "organisers", "partners", "place", "date_note", "funder", "figures_conflict")
_LISTS: Final = ("attending_bodies", "foreseen_addressees")
_TITLED: Final = ("agenda", "outputs")
_ALONE: Final = PublicCounts()
_TELLS: Final = "words that tell, also beside other figures of the programme, of no group of fewer than five people"
_COUNTS: Final = "a number that tells, also beside all other figures and words, of no group of fewer than five people"
_AGREES: Final = "a number that contradicts no other one: nothing public explains why it would"


@dataclass(frozen=True, kw_only=True)
class Own:
    """A published consultation or programme, as far as a correction asks."""

    record: OwnRecord
    kind: ChangeKind  # by which it is corrected
    host_organisation_id: UUID
    hidden: bool  # of a programme: with all of its consultations
    fields: Fields  # of what the public reads
    public: Wording  # how these read now; what was erased is empty
    themes: tuple[str, ...]
    figures: Figures = ()  # as published, with the words in which they are printed now
    figures_told: bool = True  # none of them is kept back today
    beside: PublicCounts = _ALONE  # what its programme, and its other sessions, count in public


def own_fields(record: OwnRecord, gone: Collection[UUID], *, figures: bool) -> dict[str, UUID]:
    """Return the texts that the public reads of a consultation or programme, by field.

    Args:
        record: As published.
        gone: The texts that were erased: a list is told without them, so they have no place in it.
        figures: Whether all of its figures are told. Words about figures that are not would tell them.
    """
    return {name: text_id for name, text_id in _own(record, gone, figures=figures) if text_id}


def entered_fields(own: Own) -> dict[str, str]:
    """Return where each text that the public reads stood when it was entered: lists had what is erased, too."""
    entered = {text_id: name for name, text_id in own_fields(own.record, (), figures=True).items()}
    return {name: entered[text_id] for name, text_id in own.fields.items()}


def _own(record: OwnRecord, gone: Collection[UUID], *, figures: bool) -> Iterator[tuple[str, UUID | None]]:
    content = record.content
    if isinstance(record, ConsultationRecord):
        yield "title", record.frame.title
        yield "host_name", record.frame.host_name
    for name in _PLAIN:
        if figures or name != "figures_conflict":
            yield name, getattr(content, name, None)
    yield "source.name", content.source_name
    for name in _LISTS:
        told = [each for each in getattr(content, name, ()) if each not in gone]
        yield from ((f"{name}[{index}]", each) for index, each in enumerate(told))
    for name in _TITLED:
        yield from ((f"{name}[{index}].title", each.title) for index, each in enumerate(getattr(content, name, ())))
    for index, each in enumerate(content.figures if figures else ()):
        yield f"figures[{index}].as_printed", each.as_printed


def propose_own(own: Own, change: Change, *, who: Standing, waiting: bool, today: date) -> None:
    """Refuse what cannot be proposed of a consultation or programme.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it.
        HiddenNow: It is hidden.
        ProposedAlready: A proposal waits already.
        NotPublishable: It cannot read so; what is wrong is named.
    """
    CORRECT.allow(who, own.host_organisation_id)
    _refuse_hidden(own)
    refuse_waiting(waiting=waiting)
    _require_correctable(own, change, today)


def require_own_possible(own: Own, change: Change, *, today: date) -> None:
    """Refuse a correction that cannot be any more.

    Raises:
        HiddenNow: It is hidden.
        NotPublishable: It cannot read so any more; what is wrong is named.
    """
    _refuse_hidden(own)
    _require_correctable(own, change, today)


def agree_own(own: Own, change: Change, *, by: UUID, keep: Keep, moment: Moment) -> tuple[OwnTextsCorrected, ...]:
    """Return what happens when a second person agrees. The state may have changed since it was proposed.

    Of a consultation, what other services are told of is a fact of its own; the other one then carries no reason.

    Args:
        own: The consultation or programme.
        change: What was proposed.
        by: Who agrees.
        keep: Takes the texts that become public.
        moment: Now.

    Raises:
        HiddenNow: It is hidden.
        NotPublishable: It cannot read so any more; what is wrong is named.
    """
    require_own_possible(own, change, today=moment.today)
    figures = tuple(
        CorrectedFigure(place=each.place, former=own.figures[each.place].value, value=each.value)
        for each in change.figures
    )
    texts = []
    for name, text in changed(change.texts, own.public).items():
        kept = keep(text)
        assert kept
        texts.append(CorrectedText(field=name, former=own.fields[name], text=kept))
    apart = NAMES if isinstance(own.record, ConsultationRecord) else frozenset()
    names, others = (tuple(each for each in texts if (each.field in apart) is named) for named in (True, False))
    reason, new = keep(change.reason), change.particulars
    parts = [(names, (), new.only(*TOLD)), (others, figures, new.without(*TOLD))]
    return tuple(
        OwnTextsCorrected(
            id=own.record.id,
            version=own.record.version + index + 1,
            at=moment.at,
            by=str(by),
            texts=said,
            figures=counted,
            particulars=told,
            former=_former(own, told),
            withheld=bool(counted) and _differs_by_others(own, change),
            reason=None if index else reason,
            corrected_date=moment.today,
        )
        for index, (said, counted, told) in enumerate(filter(any, parts))
    )


def _former(own: Own, told: Particulars) -> Particulars:
    return former(told, own.record) if isinstance(own.record, ConsultationRecord) else NO_PARTICULARS


def corrected_now(record: OwnRecord, told: Fields) -> tuple[str, ...]:
    """Return the fields of what was corrected since it was published, each once.

    Args:
        record: As published.
        told: Of what the public reads.
    """
    new = {each.text for correction in record.corrections for each in correction.texts}
    return tuple(name for name, text_id in told.items() if text_id in new)


def figures_read(own: Own, change: Change) -> tuple[tuple[int, int, int], ...]:
    """Return place, value now and value then of each figure that a reviewer reads of a correction."""
    return tuple(
        (each.place, own.figures[each.place].value, each.value)
        for each in change.figures
        if each.place < len(own.figures)
    )


def themes_read(own: Own, change: Change) -> frozenset[str]:
    """Return the themes by which its topic is found: those that it has, and those that it would have."""
    return frozenset(own.themes) | frozenset(change.particulars.themes or ())


def particulars_read(own: Own, change: Change) -> tuple[tuple[str, str, str], ...]:
    """Return name, value now and value then of each particular that a reviewer reads of a correction."""
    return read_particulars(change.particulars, own.record) if isinstance(own.record, ConsultationRecord) else ()


def figures_entered(own: Own, change: Change) -> tuple[tuple[int, int], ...]:
    """Return place and value of the figures that a correction changes as they were entered: published first."""
    first, *_ = [*figures_before(own.record), own.record.content.figures]
    return tuple((each.place, first[each.place].value) for each in change.figures if each.place < len(first))


def _refuse_hidden(own: Own) -> None:
    CORRECT.refuse({Visibility.HIDDEN if own.hidden else Visibility.SHOWN})


def _require_correctable(own: Own, change: Change, today: date) -> None:
    more = bool(change.figures or change.particulars)
    violations = not_correctable(change.texts, own.public, change.paths, own.kind, more=more)
    violations += _not_counted_so(own, change)
    if isinstance(own.record, ConsultationRecord):
        violations += not_correctable_so(change.particulars, own.record, f"{own.kind}.particulars", today=today)
    if violations := violations or _telling(own, change) or _contradicting(own, change):
        raise NotPublishable(violations=violations)


def _not_counted_so(own: Own, change: Change) -> list[Violation]:
    """Return which figures are not public, or count so already. While one is kept back, places tell of none."""
    violations = []
    for each in change.figures:
        if not own.figures_told or each.place >= len(own.figures):
            violations.append(Violation(f"{each.path}.place", "the place of a figure that is public, all being public"))
        elif each.value == own.figures[each.place].value:
            violations.append(Violation(f"{each.path}.value", "a number that is not the public one already"))
    return violations


def _corrected(own: Own, change: Change) -> Figures:
    """Return the figures as they would be, with the words in which they would be printed."""
    given = changed(change.texts, own.public)
    values = {each.place: each.value for each in change.figures}
    return tuple(
        replace(
            each,
            value=values.get(place, each.value),
            as_printed=given[name].authoritative if (name := _words(place)) in given else each.as_printed,
        )
        for place, each in enumerate(own.figures)
    )


def _words(place: int) -> str:
    return f"figures[{place}].as_printed"


def _told(own: Own, figures: Figures) -> Figures:
    """Return what of its figures may be public beside all that other records count, or ever did."""
    if isinstance(own.record, ConsultationRecord):
        whole = own.record.frame.kind is ConsultationKind.SERIES
        return publishable_figures(session_beside(figures, own.beside, whole=whole))
    return programme_now(figures, own.beside)


def _differs_by_others(own: Own, change: Change) -> bool:
    """Tell whether what figures count, or ever did, differs from what they will by people of other records."""
    after = _corrected(own, change)
    # What tells by itself is withheld anyway, and only that.
    return any(own.beside.are_told_of(differences(each, after)) for each in _told_apart(own, after))


def _told_apart(own: Own, after: Figures) -> Iterator[Figures]:
    """Return the figures in the words that they will have, once with each former number that is told on beside them."""
    for state in [*figures_before(own.record), own.record.content.figures]:
        before = tuple(replace(now, value=was.value) for was, now in zip(state, after, strict=True))
        if not tell_together(before, after):
            yield before


def _telling(own: Own, change: Change) -> list[Violation]:
    """Return which figures or words of them nobody may read: with them somebody could work out fewer than five people.

    What other records count was public on days before, and cannot be taken back.
    """
    words = [name for name in changed(change.texts, own.public) if name.startswith("figures[")]
    figures = _corrected(own, change)
    told = _told(own, figures) == figures and not (words and _tell_of_former(own, figures))
    if told or not (words or change.figures):
        return []
    numbers = [Violation(f"{each.path}.value", _COUNTS) for each in change.figures]
    return [*numbers, *(Violation(change.paths[name], _TELLS) for name in words)]


def _tell_of_former(own: Own, after: Figures) -> bool:
    """Tell whether only the words say how few people a number that is told on differs by from those in them."""
    return any(
        same_counts(publishable_figures(each), each) and publishable_figures(each) != each
        for each in _told_apart(own, after)
    )


def _contradicting(own: Own, change: Change) -> list[Violation]:
    """Return which numbers contradict others as none did before, while no text says why: none can be added."""
    if not change.figures or own.public.get("figures_conflict"):
        return []
    known = {_contradiction(each) for each in conflicts(own.figures)}
    if {_contradiction(each) for each in conflicts(_corrected(own, change))} <= known:
        return []
    return [Violation(f"{each.path}.value", _AGREES) for each in change.figures]


def _contradiction(found: FigureConflict) -> tuple[object, ...]:
    return found.kind, found.label, found.by, found.group
