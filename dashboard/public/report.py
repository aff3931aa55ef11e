"""`/p/C-7/report`: what a programme did from a day to a day, to print or as a workbook. Each number counts a list.

It knows what the public knows, as at the end of its last day, and compares it with the end of its first one.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from starlette.responses import Response

from dashboard import numbers
from dashboard.filters import past_day
from dashboard.public import programme, report_book
from dashboard.public.reading import Reading
from dashboard.public.report_lists import Report, Row
from dashboard.web import Visit
from dashboard.web.site import lost
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1.service_pb2 import COUNT_ANSWERED, COUNT_ASKED, Line, LineFilter

_USUAL_DAYS: Final = 91
_MOST_LINES: Final = 200  # of a page
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page(visit: Visit) -> Response:
    """Show the report, or ask from when to when."""
    return _answer(visit)


def workbook(visit: Visit) -> Response:
    """Give the report as an XLSX workbook."""
    return _answer(visit, as_book=True)


def _answer(visit: Visit, *, as_book: bool = False) -> Response:
    typed = visit.request.path_params["number"]
    number = numbers.consultation(typed)
    if not number:
        return lost(visit, typed)
    now = Reading(visit)
    found = programme.found_by(now, number)
    if found is None:
        return lost(visit, number)
    first, last, fault = _days(visit)
    then, before = (Reading(visit, past_day(each.isoformat(), visit.today)) for each in (last, first))
    if not fault:  # as it read when the last day ended; before it was public there is nothing to report
        found = programme.found_by(then, number) or found
    made = None if fault else _made(then, before, found, first, last)
    if made and as_book:
        name = f"report-{made.first.isoformat()}-{made.last.isoformat()}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
        return Response(report_book.write(made, visit.language), media_type=XLSX, headers=headers)
    return visit.render(
        "report.html",
        status=400 if fault else 200,
        reading=then if made else now,
        number=number,
        p=found,
        first=first.isoformat(),
        last=last.isoformat(),
        latest=visit.today.isoformat(),
        fault=fault,
        report=made,
        as_at=past_day(last.isoformat(), visit.today),
    )


def _days(visit: Visit) -> tuple[date, date, str]:
    """Return the first and the last day that were asked for, and what is wrong with them as a key of `labels`."""
    usual = (visit.today - timedelta(days=_USUAL_DAYS), visit.today)
    given = [visit.query.get(name, "") for name in ("from", "to")]
    try:
        first, last = (date.fromisoformat(each) if each else day for each, day in zip(given, usual, strict=True))
    except ValueError:
        return *usual, "report_no_day"
    if last > visit.today:
        return first, last, "report_future"
    return first, last, "report_order" if first > last else ""


def _made(then: Reading, before: Reading, found: consultations.PublicProgramme, first: date, last: date) -> Report:
    known = programme.sessions(then, found)
    dated = [each for each in known if each.starts_date]
    rows = [row for session in known for row in _rows(then, before, session, found)]
    then.stale = then.stale or before.stale
    hidden = then.hidden_meanwhile([each.line for each in rows]) if then.stale else set()
    return Report(
        programme=found,
        first=first,
        last=last,
        sessions=[each for each in dated if _lies_between(each, first, last)],
        undated=[each for each in known if not each.starts_date],
        known=len(known),
        rows=[each for each in rows if each.line.statement_number not in hidden],
    )


def _lies_between(session: consultations.PublicConsultation, first: date, last: date) -> bool:
    starts, ends = session.starts_date, session.ends_date or session.starts_date
    return starts <= last.isoformat() and first.isoformat() <= ends


def _rows(
    then: Reading,
    before: Reading,
    session: consultations.PublicConsultation,
    found: consultations.PublicProgramme,
) -> Iterator[Row]:
    def lines(reading: Reading, **counted: Any) -> Iterator[Line]:
        illustrative = found.details.illustrative
        return _lines(reading, LineFilter(illustrative=illustrative, consultation_number=session.number, **counted))

    asked, answered = ({_key(each) for each in lines(then, count=count)} for count in (COUNT_ASKED, COUNT_ANSWERED))
    earlier = {_key(each): each for each in lines(before)}
    for each in lines(then):
        key = _key(each)
        yield Row(each, asked=key in asked, answered=key in answered, before=earlier.get(key))


def _lines(reading: Reading, chosen: LineFilter) -> Iterator[Line]:
    token, more = "", True
    while more:
        found = reading.take(reading.public.lines(chosen, page_token=token, page_size=_MOST_LINES))
        yield from found.lines
        token = found.next_page_token
        more = bool(token)


def _key(line: Line) -> tuple[str, str]:
    return line.tracked_number, line.addressee.slug
