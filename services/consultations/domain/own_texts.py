"""What a published consultation or programme says of itself: its texts by field, and what corrects them (row 31)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.correcting import Wording, changed, not_correctable
from services.consultations.domain.counting import publishable_figures
from services.consultations.domain.counting_across import Figures, PublicCounts, programme_now, session_beside
from services.consultations.domain.errors import NotPublishable
from services.consultations.domain.facts import OwnTextsCorrected
from services.consultations.domain.proposals import Change, ChangeKind, refuse_waiting
from services.consultations.domain.record import ConsultationRecord, CorrectedText, ProgrammeRecord
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


def propose_own(own: Own, change: Change, *, who: Standing, waiting: bool) -> None:
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
    _require_correctable(own, change)


def require_own_possible(own: Own, change: Change) -> None:
    """Refuse a correction that cannot be any more.

    Raises:
        HiddenNow: It is hidden.
        NotPublishable: It cannot read so any more; what is wrong is named.
    """
    _refuse_hidden(own)
    _require_correctable(own, change)


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
    require_own_possible(own, change)
    texts = []
    for name, text in changed(change.texts, own.public).items():
        kept = keep(text)
        assert kept
        texts.append(CorrectedText(field=name, former=own.fields[name], text=kept))
    apart = NAMES if isinstance(own.record, ConsultationRecord) else frozenset()
    names, others = ([each for each in texts if (each.field in apart) is named] for named in (True, False))
    reason = keep(change.reason)
    return tuple(
        OwnTextsCorrected(
            id=own.record.id,
            version=own.record.version + index + 1,
            at=moment.at,
            by=str(by),
            texts=tuple(some),
            reason=None if index else reason,
            corrected_date=moment.today,
        )
        for index, some in enumerate(filter(None, (names, others)))
    )


def corrected_now(record: OwnRecord, told: Fields) -> tuple[str, ...]:
    """Return the fields of what was corrected since it was published, each once.

    Args:
        record: As published.
        told: Of what the public reads.
    """
    new = {each.text for correction in record.corrections for each in correction.texts}
    return tuple(name for name, text_id in told.items() if text_id in new)


def _refuse_hidden(own: Own) -> None:
    CORRECT.refuse({Visibility.HIDDEN if own.hidden else Visibility.SHOWN})


def _require_correctable(own: Own, change: Change) -> None:
    violations = not_correctable(change.texts, own.public, change.paths, own.kind)
    if violations := violations or _telling(own, change):
        raise NotPublishable(violations=violations)


def _telling(own: Own, change: Change) -> list[Violation]:
    """Return which words of figures nobody may read: with them somebody could work out fewer than five people.

    What other records count was public on days before, and cannot be taken back.
    """
    given = changed(change.texts, own.public)
    new = {name: given[name].authoritative for name in given if name.startswith("figures[")}
    if not new:
        return []
    figures = tuple(
        replace(each, as_printed=new.get(f"figures[{index}].as_printed", each.as_printed))
        for index, each in enumerate(own.figures)
    )
    if isinstance(own.record, ConsultationRecord):
        whole = own.record.frame.kind is ConsultationKind.SERIES
        told = publishable_figures(session_beside(figures, own.beside, whole=whole))
    else:
        told = programme_now(figures, own.beside)
    return [] if told == figures else [Violation(change.paths[name], _TELLS) for name in new]
