"""The columns of lines as a table to download: what a line's page says of it, in the words of the page."""

from collections.abc import Callable, Mapping
from typing import Final

from dashboard import labels
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1.events_pb2 import StatementType
from roundtable.recommendations.v1 import events_pb2
from roundtable.recommendations.v1.service_pb2 import Clock, ClockState, Line, TimelineEntry

_ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))  # a cell stands alone

Cell = Callable[[Line, str], str]


def _said(localized: LocalizedText, language: str) -> str:
    """Return words of people as one line, in the language or another one; whether they were erased."""
    found = labels.said(localized, language)
    return labels.text("download_erased", language) if found.erased else " ".join(found.words.split())


def _title(line: Line, language: str) -> str:
    """Return the title if it has one in that very language, or none at all is left."""
    return _said(line.title, language) if line.title.bodies.get(language) or line.title.erased else ""


def _words(entry: TimelineEntry, language: str) -> str:
    """Return what was said in an entry: the text, which part, and why; of what is translated, which body counts."""
    return " · ".join(filter(None, (_noted(each, language) for each in (entry.text, entry.part, entry.reason))))


def _noted(localized: LocalizedText, language: str) -> str:
    words, state = _said(localized, language), labels.translated(localized, language)
    return f"{words} ({state})" if state else words


def _body(line: Line, language: str) -> str:
    return labels.name(line.addressee.name, language)


def _stands(line: Line, language: str) -> str:
    return labels.headline(line.headline, language, body=_body(line, language)).translate(_ISOLATES)


def _position(line: Line, language: str) -> str:
    said = line.says.position > events_pb2.POSITION_NONE
    return labels.value(events_pb2.Position, line.says.position, language) if said else ""


def _progress(line: Line, language: str) -> str:
    said = line.says.progress > events_pb2.PROGRESS_NONE_DECLARED
    return labels.value(events_pb2.Progress, line.says.progress, language) if said else ""


def _given(entry: TimelineEntry, language: str) -> str:
    """Return how the body's word was given: by itself, or outside the tracker and recorded by the host."""
    outside = entry.outside
    if not outside.channel:
        return labels.value(events_pb2.Assurance, entry.assurance, language) if entry.assurance else ""
    return labels.text(
        "answered_outside",
        language,
        channel=labels.value(events_pb2.Channel, outside.channel, language),
        day=outside.date,
        host=labels.name(outside.recorded_by, language) or labels.text("the_host", language),
    ).translate(_ISOLATES)


def _clock(clock: Clock, language: str) -> str:
    return labels.value(ClockState, clock.state, language) if clock.state else ""


def _closure(line: Line, language: str) -> str:
    is_closed = line.closure > events_pb2.CLOSURE_OPEN
    return labels.value(events_pb2.Closure, line.closure, language) if is_closed else ""


COLUMNS: Final[Mapping[str, Cell]] = {
    "example": lambda line, language: labels.text("example", language) if line.illustrative else "",
    "number": lambda line, _: line.tracked_number,
    "statement": lambda line, _: line.statement_number,
    "consultation": lambda line, _: line.consultation_number,
    "type": lambda line, language: labels.value(StatementType, line.type, language),
    "title_en": lambda line, _: _title(line, "en"),
    "title_ur": lambda line, _: _title(line, "ur"),
    "title_translation": lambda line, language: labels.translation(line.title, language),
    "themes": lambda line, language: "; ".join(labels.theme(each, language) for each in line.themes),
    "body": _body,
    "role": lambda line, language: labels.text("lead" if line.lead else "supporting", language),
    "stands": _stands,
    "position": _position,
    "position_given": lambda line, language: _given(line.says.position_entry, language),
    "position_date": lambda line, _: line.says.position_entry.occurred_date,
    "position_words": lambda line, language: _words(line.says.position_entry, language),
    "progress": _progress,
    "progress_given": lambda line, language: _given(line.says.progress_entry, language),
    "progress_date": lambda line, _: line.says.progress_entry.occurred_date,
    "progress_words": lambda line, language: _words(line.says.progress_entry, language),
    "last_word_date": lambda line, _: line.last_word_date,
    "checked": lambda line, language: labels.value(events_pb2.Verification, line.checked.verification, language),
    "checked_date": lambda line, _: line.checked.entry.occurred_date,
    "checked_by": lambda line, _: line.checked.entry.verifier_organisation_name,
    "checked_words": lambda line, language: _words(line.checked.entry, language),
    "checked_evidence": lambda line, _: " ".join(each.url for each in line.checked.entry.evidence if each.url),
    "rechecked_until": lambda line, _: line.checked.rechecked_until_date,
    "said_date": lambda line, _: line.milestones.said_date,
    "published_date": lambda line, _: line.milestones.published_date,
    "request": lambda line, language: labels.value(events_pb2.Request, line.request, language),
    "asked_date": lambda line, _: line.milestones.asked_date,
    "response_due": lambda line, _: line.response.due_date,
    "response": lambda line, language: _clock(line.response, language),
    "answered_date": lambda line, _: line.milestones.answered_date,
    "delivery_due": lambda line, _: line.delivery.due_date,
    "promised_date": lambda line, _: line.promised_date,
    "slips": lambda line, _: str(line.slips),
    "delivery": lambda line, language: _clock(line.delivery, language),
    "says_done_date": lambda line, _: line.milestones.says_done_date,
    "shown_done_date": lambda line, _: line.milestones.checked_date,
    "closure": _closure,
    "closure_date": lambda line, _: line.closure_entry.occurred_date,
    "body_ended_date": lambda line, _: line.body_ended_date,
    "passed_to": lambda line, language: labels.name(line.transferred_to.name, language),
    "joined": lambda line, _: line.joined_number,
    "raised": lambda line, _: str(line.consultations),
}
"""Name to what stands in it of a line; its heading is the text `download_column_…`."""


def sentence(line: Line) -> dict[str, str]:
    """Return the sentence of a line in both languages, with its body's slug."""
    told = {str(each): labels.headline(line.headline, each, body=_body(line, each)) for each in labels.LANGUAGES}
    return {"addressee": line.addressee.slug, **told}
