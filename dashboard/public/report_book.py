"""The report of a programme as a workbook: one sheet per list, each number of the first sheet counts one of them.

Beneath the figures of those who came stands how they contradict each other: rows without a number, which none counts.
"""

from collections.abc import Sequence

from dashboard.labels import day, figures, headline, name, spoken, text, value
from dashboard.labels.particulars import written
from dashboard.public.report_lists import Recounted, Report, Row
from dashboard.spreadsheets.writing import Sheet, write_sheets
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))  # a cell stands alone


def write(report: Report, language: str) -> bytes:
    """Return the report as an XLSX workbook, in the language of the page."""
    sheets = [
        _numbers(report, language),
        _sessions(report, language),
        _attendance(report, language),
        _outputs(report, language),
        *(_lines(each, getattr(report, each), language) for each in ("asked", "answered", "checked", "changed")),
    ]
    return write_sheets(
        [Sheet(each.title, each.headings, [_plain(row) for row in each.rows]) for each in sheets],
        right_to_left=language == "ur",
    )


def _plain(row: Sequence[str]) -> list[str]:
    return [each.translate(_ISOLATES) for each in row]


def _numbers(report: Report, language: str) -> Sheet:
    rows = [
        [text("programme", language), name(report.programme.details.title, language)],
        [text("report_from", language), report.first.isoformat()],
        [text("report_to", language), report.last.isoformat()],
    ]
    lists = ("sessions", "attendance", "outputs", "asked", "answered", "checked", "changed")
    rows += [[text(f"report_{each}", language), str(len(getattr(report, each)))] for each in lists]
    return Sheet(text("report_title", language), [text("report_what", language), text("report_number", language)], rows)


def _sessions(report: Report, language: str) -> Sheet:
    headings = ("column_number", "report_session", "report_kind", "report_state", "when", "where", "meeting_languages")
    rows = [
        [
            each.number,
            name(each.title, language),
            value(events.ConsultationKind, each.kind, language),
            value(events.ConsultationState, each.state, language),
            " – ".join(filter(None, (each.starts_date, each.ends_date))),
            name(each.place, language) or text("not_given", language),
            ", ".join(spoken(code, language) for code in each.languages),
        ]
        for each in report.sessions
    ]
    rows += [_dated_before(session, former, language) for session, former in report.redated]
    return Sheet(text("report_sessions", language), [text(each, language) for each in headings], rows)


def _dated_before(
    session: consultations.PublicConsultation, former: consultations.FormerTexts, language: str
) -> list[str]:
    """Return on which days it was said to be until that was corrected, as words: in no column that is sorted by day."""
    until = text("wording_former", language, day=day(former.corrected_date, language))
    return [session.number, f"{until}: {written(former.particulars, language)['days']}", "", "", "", "", ""]


def _attendance(report: Report, language: str) -> Sheet:
    headings = ("column_number", "report_what", "report_number", "report_as_printed")
    rows = [
        [session.number, figures.named(each, language), str(each.value), each.as_printed]
        for session, each in report.attendance
    ]
    rows += [_before(each, language) for each in report.recounted]
    rows += [row for session in report.sessions for row in _contradictions(session, language)]
    return Sheet(text("report_attendance", language), [text(each, language) for each in headings], rows)


def _before(recounted: Recounted, language: str) -> list[str]:
    """Return what a figure counted until it was corrected, as words: in no column of numbers."""
    if recounted.figure is None:
        return [recounted.session.number, "", "", text("own_withheld", language)]
    until = text("wording_former", language, day=day(recounted.until, language))
    what = figures.named(recounted.figure, language)
    return [recounted.session.number, what, "", f"{until}: {figures.number(recounted.value)}"]


def _contradictions(session: consultations.PublicConsultation, language: str) -> list[list[str]]:
    """Return how its figures contradict each other, and what the host says of it: words, in no column of numbers."""
    told = [figures.conflict(each, language) for each in session.figure_conflicts]
    told += filter(None, [name(session.figures_conflict, language)])
    return [[session.number, text("figures_conflict", language), "", each] for each in told]


def _outputs(report: Report, language: str) -> Sheet:
    headings = ("column_number", "report_what", "report_title_of", "report_as_printed", "report_address")
    rows = [
        [
            session.number,
            value(consultations.OutputKind, each.kind, language),
            name(each.title, language),
            str(each.count_printed or ""),
            each.url,
        ]
        for session, each in report.outputs
    ]
    return Sheet(text("report_outputs", language), [text(each, language) for each in headings], rows)


def _lines(key: str, rows: list[Row], language: str) -> Sheet:
    headings = ("column_number", "report_session", "column_asked", "column_body", "column_stands", "report_before")
    found = [
        [
            each.line.tracked_number,
            each.line.consultation_number,
            name(each.line.title, language),
            name(each.line.addressee.name, language),
            _stands(each, language),
            _stood(each, language),
        ]
        for each in rows
    ]
    return Sheet(text(f"report_{key}", language), [text(each, language) for each in headings], found)


def _stands(row: Row, language: str) -> str:
    return headline(row.line.headline, language, body=name(row.line.addressee.name, language))


def _stood(row: Row, language: str) -> str:
    if row.before is None:
        return text("report_new", language)
    return headline(row.before.headline, language, body=name(row.before.addressee.name, language))
