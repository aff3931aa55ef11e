"""What figures counted before they were corrected: which of it is told on."""

from collections.abc import Collection

from services.consultations.domain.counting import FEWEST_PEOPLE, THINGS, tell_together
from services.consultations.domain.details import Figure
from services.consultations.domain.printed_numbers import numbers_in, people_in
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, PublishedFigure
from services.consultations.domain.record_texts import with_values


def figures_before(record: ConsultationRecord | ProgrammeRecord) -> list[tuple[PublishedFigure, ...]]:
    """Return what was counted before each of the corrections, in their order."""
    return _states(record)[: len(record.corrections)]


def told_before(record: ConsultationRecord | ProgrammeRecord) -> list[bool]:
    """Tell of each of the corrections whether what was counted before it may be read.

    It may not if with a later state somebody could work out fewer than five people, also beside other records: the
    later one is the right one.
    """
    return _told(record)[: len(record.corrections)]


def is_told(record: ConsultationRecord | ProgrammeRecord) -> bool:
    """Tell whether what it counts may be read: as at a day before a correction perhaps not; see `told_before`."""
    return _told(record)[len(record.corrections)]


def words_tell_together(figure: Figure, before: str, after: str, wholes: Collection[int]) -> bool:
    """Tell whether a number that only former words of a figure print differs from a later one by too few people.

    Args:
        figure: Whose words they are.
        before: Until a correction.
        after: Since then, or since a later one.
        wholes: How many people a share in them may be of.
    """
    read = people_in if figure.label in THINGS else numbers_in
    was, now = read(before, wholes), read(after, wholes)
    return any(0 < abs(one - other) < FEWEST_PEOPLE for one in was - now for other in now - was)


def _told(record: ConsultationRecord | ProgrammeRecord) -> list[bool]:
    states = [[_plain(each) for each in state] for state in _states(record)]
    withheld = [each.withheld for each in (*record.corrections, *record.corrected_later)]
    return [
        not any(withheld[place:]) and not any(tell_together(was, now) for now in states[place + 1 :])
        for place, was in enumerate(states)
    ]


def _states(record: ConsultationRecord | ProgrammeRecord) -> list[tuple[PublishedFigure, ...]]:
    """Return what was counted before the first correction, and after each: those of later days, too."""
    states = [record.content.figures]
    for done in reversed(record.corrections):
        states.insert(0, with_values(states[0], {each.place: each.former for each in done.figures}))
    for done in record.corrected_later:
        states.append(with_values(states[-1], {each.place: each.value for each in done.figures}))
    return states


def _plain(figure: PublishedFigure) -> Figure:
    """Return a figure without words: what they are is not asked here."""
    return Figure(label=figure.label, value=figure.value, by=figure.by, group="", part_of=figure.part_of)
