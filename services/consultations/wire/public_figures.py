"""Which figures of what is published may be read today, and what they counted before a correction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from services.consultations.domain.counting import EVERYBODY, differences, publishable_figures, same_counts, things
from services.consultations.domain.counting_across import PublicCounts, programme_now
from services.consultations.domain.details import Figure
from services.consultations.domain.former_figures import figures_before, is_told, told_before, words_tell_together
from services.consultations.domain.record import ConsultationRecord, OwnCorrection, ProgrammeRecord, PublishedFigure
from services.consultations.domain.values import ConsultationKind
from services.consultations.wire.printed import Printed

Own: TypeAlias = ConsultationRecord | ProgrammeRecord


def public_counts(
    programme: ProgrammeRecord, sessions: Iterable[ConsultationRecord], printed: Printed, *, ever: bool = False
) -> PublicCounts:
    """Return what a programme and its sessions count in public.

    Args:
        programme: As published.
        sessions: As published.
        printed: What their ids stand for.
        ever: With words and values of figures that were corrected since, too: they can still be read.
    """
    found = list(sessions)
    counts = _public_counts(programme, found, printed, ever=ever)
    if not ever:
        return counts
    former = [_public_counts(*state, printed, ever=True) for state in _before_corrections(programme, found)]
    records: list[Own] = [programme, *found]
    corrected = [each for record in records for each in _differences(record, printed)]
    return replace(counts, former=tuple(former), differences=tuple(corrected))


def _public_counts(
    programme: ProgrammeRecord, sessions: Iterable[ConsultationRecord], printed: Printed, *, ever: bool
) -> PublicCounts:
    counted = [(each.frame.kind, _counted(each, shown_figures(each, printed), printed, ever=ever)) for each in sessions]
    return PublicCounts(
        programme=_counted(programme, _read_figures(programme, printed), printed, ever=ever),
        wholes=tuple(each for kind, each in counted if kind is ConsultationKind.SERIES),
        sessions=tuple(each for kind, each in counted if kind is not ConsultationKind.SERIES),
    )


def _before_corrections(
    programme: ProgrammeRecord, sessions: Sequence[ConsultationRecord]
) -> Iterable[tuple[ProgrammeRecord, Sequence[ConsultationRecord]]]:
    """Return the records with what one of them counted before each time that figures of it were corrected."""
    for content in _former_contents(programme):
        yield replace(programme, content=content), sessions
    for place, session in enumerate(sessions):
        for former in _former_contents(session):
            yield programme, [*sessions[:place], replace(session, content=former), *sessions[place + 1 :]]


def _differences(record: Own, printed: Printed) -> Iterable[tuple[Figure, ...]]:
    """Return by how many people a record was corrected, as far as what it counted before is told."""
    now = figures(record.content.figures, printed)
    for told, before in zip(told_before(record), figures_before(record), strict=True):
        if told and (more := differences(figures(before, printed), now)):
            yield more


def _former_contents(record: Own) -> Iterable[Any]:
    for done, before in zip(record.corrections, figures_before(record), strict=True):
        if done.figures:
            yield replace(record.content, figures=before)


def _counted(record: Own, shown: tuple[Figure, ...], printed: Printed, *, ever: bool) -> tuple[Figure, ...]:
    if not ever or len(shown) != len(record.content.figures):
        return shown
    former = [(each.field, printed.line(each.former)) for done in record.corrections for each in done.texts]
    return tuple(
        replace(each, as_printed="; ".join([each.as_printed, *_words_of(index, former)]))
        for index, each in enumerate(shown)
    )


def _words_of(index: int, former: Iterable[tuple[str, str]]) -> list[str]:
    """Return in which words a figure was printed before."""
    return [words for name, words in former if name == f"figures[{index}].as_printed" and words]


def consultation_told(record: ConsultationRecord, printed: Printed) -> bool:
    """Tell whether the public reads all figures of a consultation."""
    return len(shown_figures(record, printed)) == len(record.content.figures)


def programme_told(record: ProgrammeRecord, printed: Printed, counts: PublicCounts) -> bool:
    """Tell whether the public reads all figures of a programme, beside what its sessions count."""
    return same_counts(programme_now(counts.programme, counts), figures(record.content.figures, printed))


def shown_figures(record: ConsultationRecord, printed: Printed) -> tuple[Figure, ...]:
    """Return those that may be read: what became public under a former rule is looked at by today's."""
    return publishable_figures(_read_figures(record, printed))


def _read_figures(record: Own, printed: Printed) -> tuple[Figure, ...]:
    """Return the figures; as at a day before a correction only those of things if with later ones they would tell."""
    counted = figures(record.content.figures, printed)
    if not is_told(record):
        return things(counted)
    since = {
        f"figures[{place}].as_printed": (each, each.as_printed) for place, each in enumerate(counted) if each.as_printed
    }
    tells = _tell_later(record.corrected_later, since, counted, printed)
    return _unworded(counted) if tells else counted


def _tell_later(
    corrections: Sequence[OwnCorrection],
    words: Mapping[str, tuple[Figure, str]],
    counted: tuple[Figure, ...],
    printed: Printed,
) -> bool:
    """Tell whether words of figures, by field, tell of too few people with those that took their place later."""
    wholes = {each.value for each in counted if each.label == EVERYBODY and each.by is None}
    later = [each for done in corrections for each in done.texts if each.field in words]
    return any(words_tell_together(*words[each.field], printed.line(each.text), wholes) for each in later)


def former_told(record: Own, counted: tuple[Figure, ...], printed: Printed) -> list[bool]:
    """Tell of each correction whether what figures counted before, and their words, may be read.

    Neither may while a figure is kept back, nor what tells of a small group: former words beside the values of now,
    former values alone or beside those that were right later.
    """
    if len(counted) != len(record.content.figures) or not _former_words_told(record, counted, printed):
        return [False for _ in record.corrections]
    states = [_unworded(figures(each, printed)) for each in figures_before(record)]
    return [
        told and publishable_figures(state) == state for told, state in zip(told_before(record), states, strict=True)
    ]


def _unworded(counted: tuple[Figure, ...]) -> tuple[Figure, ...]:
    return tuple(replace(each, as_printed="") for each in counted)


def _former_words_told(record: Own, counted: tuple[Figure, ...], printed: Printed) -> bool:
    """Tell whether the words that figures had before a correction may be read: they may tell what today's do not."""
    for place, done in enumerate(record.corrections):
        said = {
            each.field: (counted[index], printed.line(each.former))
            for each in done.texts
            for index in range(len(counted))
            if each.field == f"figures[{index}].as_printed"
        }
        if _tell_later(record.corrections[place:], said, counted, printed):
            return False
    former = [(each.field, printed.line(each.former)) for done in record.corrections for each in done.texts]
    for index, each in enumerate(counted):
        for words in _words_of(index, former):
            tried = (*counted[:index], replace(each, as_printed=words), *counted[index + 1 :])
            if publishable_figures(tried) != tried:
                return False
    return True


def figures(published: Iterable[PublishedFigure], printed: Printed) -> tuple[Figure, ...]:
    """Return figures with the words that their ids stand for."""
    return tuple(
        Figure(
            label=each.label,
            value=each.value,
            as_printed=printed.line(each.as_printed),
            by=each.by,
            group=printed.line(each.group),
            part_of=each.part_of,
        )
        for each in published
    )
