"""What a programme did from a day to a day, as lists: the page and the workbook show them, each number counts one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1.service_pb2 import Line

_UNCHECKED: Final = frozenset(
    {
        events.VERIFICATION_UNSPECIFIED,
        events.VERIFICATION_UNASSESSED,
        events.VERIFICATION_EVIDENCE_REQUESTED,
    }
)


@dataclass(frozen=True)
class Row:
    """A line of the programme's."""

    line: Line
    asked: bool
    answered: bool
    before: Line | None
    """As it was when the first day ended; None if it was not there yet."""

    @property
    def checked(self) -> bool:
        """Whether somebody checked it and found something, or nothing."""
        return self.line.checked.verification not in _UNCHECKED

    @property
    def changed(self) -> bool:
        """Whether it is new, or its sentence is another one. Days that go by change nothing."""
        return self.before is None or _sentence(self.before) != _sentence(self.line)


@dataclass(frozen=True)
class Recounted:
    """What a figure of a session counted until a day."""

    session: consultations.PublicConsultation
    until: str
    figure: consultations.Figure | None
    """As of now; None if what was corrected is not told."""
    value: int


@dataclass(frozen=True)
class Report:
    """A programme from a day to a day."""

    programme: consultations.PublicProgramme
    first: date
    last: date
    sessions: list[consultations.PublicConsultation]
    """Those of which a day lies between them."""

    undated: list[consultations.PublicConsultation]
    known: int
    """How many sessions were public when the last day ended, whatever their days."""
    rows: list[Row] = field(default_factory=list)

    @property
    def attendance(self) -> list[tuple[consultations.PublicConsultation, consultations.Figure]]:
        """Each figure of a session, as printed."""
        return [(session, each) for session in self.sessions for each in session.figures]

    @property
    def recounted(self) -> list[Recounted]:
        """Each figure of a session that was corrected, and each correction of which nothing is told."""
        return [each for session in self.sessions for former in session.former for each in _recounted(session, former)]

    @property
    def redated(self) -> list[tuple[consultations.PublicConsultation, consultations.FormerTexts]]:
        """Each session whose days were corrected, with what was said until then: a report of before had those."""
        return [
            (session, former)
            for session in (*self.sessions, *self.undated)
            for former in session.former
            if former.particulars.HasField("days")
        ]

    @property
    def outputs(self) -> list[tuple[consultations.PublicConsultation, consultations.Output]]:
        """Each output of a session."""
        return [(session, each) for session in self.sessions for each in session.outputs]

    @property
    def asked(self) -> list[Row]:
        """Lines that reached their bodies."""
        return [each for each in self.rows if each.asked]

    @property
    def answered(self) -> list[Row]:
        """Lines of these that were answered."""
        return [each for each in self.rows if each.answered]

    @property
    def checked(self) -> list[Row]:
        """Lines of which a check said something."""
        return [each for each in self.rows if each.checked]

    @property
    def changed(self) -> list[Row]:
        """Lines that are new, or stand otherwise than when the first day ended."""
        return [each for each in self.rows if each.changed]


def _recounted(session: consultations.PublicConsultation, former: consultations.FormerTexts) -> list[Recounted]:
    if former.figures_withheld:
        return [Recounted(session, former.corrected_date, None, 0)]
    return [
        Recounted(session, former.corrected_date, session.figures[each.place], each.value) for each in former.figures
    ]


def _sentence(line: Line) -> tuple[int, str, str]:
    """Return what the sentence of a line says, without the days that are counted anew every day."""
    return line.headline.headline, line.headline.date, line.closure_entry.occurred_date
