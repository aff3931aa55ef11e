"""The final public text beside what was entered, in every language, with what could lead to a person marked in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from google.protobuf.message import Message
from markupsafe import Markup

from dashboard import labels, show
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_STEP: Final = re.compile(r"\.?(\w+)(?:\[(\w+)\])?")
_DECIDED: Final = frozenset({consultations.SPAN_OUTCOME_CLEARED, consultations.SPAN_OUTCOME_REDACTED})
_LANGUAGES: Final = ("en", "ur")
_PLACE: Final = re.compile(r"\[\d+\]")
# What a text is called, where that does not show beside it.
_EVIDENT: Final = {"title": "import_heading", "text": "import_text", "summary": "capture_summary"}
# What a text is, where that does not show: titles stand first, and what was said stands beneath them.
_LABELS: Final = {
    "speaker_note": "import_speaker_note",
    "addressee_note": "import_addressee_note",
    "source_sentence": "import_source_sentence",
    "note": "import_note",
    **{f"verifiability.{each}": f"answer_{each}" for each in ("who", "what", "by_when", "shown_how")},
    "host_name": "host",
    "organisers": "organisers",
    "partners": "partners",
    "funder": "funder",
    "place": "where",
    "date_note": "when",
    "agenda.title": "agenda",
    "programme_title": "programme",
}


def texts(message: Message, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Return the texts in a message that people wrote in languages: path, language, body."""
    for field, value in message.ListFields():
        name = f"{path}.{field.name}".lstrip(".")
        if isinstance(value, LocalizedText):
            for language in _LANGUAGES:
                if body := value.bodies.get(language, ""):
                    yield f"{name}.bodies[{language}]", language, body
        elif field.message_type and not field.message_type.GetOptions().map_entry:
            for index, each in enumerate(value if field.is_repeated else [value]):
                yield from texts(each, f"{name}[{index}]" if field.is_repeated else name)


def body(details: Message, path: str) -> str:
    """Return the text at a path such as `outputs[0].title.bodies[ur]`; empty if there is none."""
    value: Any = details
    for step in _STEP.finditer(path):
        name, key = step[1], step[2]
        if name not in value.DESCRIPTOR.fields_by_name:
            return ""
        value = getattr(value, name)
        if key and key.isdecimal():
            value = value[int(key)] if int(key) < len(value) else ""
        elif key:
            value = value.get(key, "")
        if isinstance(value, str):
            return value
    return ""


def called(path: str, language: labels.Language) -> str:
    """Return what the text at a path is called on the page; empty for one that has no name of its own there."""
    field = _PLACE.sub("", path.removeprefix("programme.").partition(".bodies[")[0])
    key = (_EVIDENT | _LABELS).get(field, "")
    return text(key, language) if key else ""


def marked(words: str, language: str, spans: Sequence[consultations.FoundSpan]) -> Markup:
    """Return a text as HTML, escaped, with its spans marked: those that wait otherwise than those decided on."""
    html, at = Markup(""), 0
    for each in sorted(spans, key=lambda span: span.start):
        decided = Markup(' class="decided"') if each.outcome in _DECIDED else Markup("")
        piece = Markup("<mark{}>{}</mark>").format(decided, words[each.start : each.end])
        html += show.lines(words[at : each.start]) + piece
        at = each.end
    return show.passage(html + show.lines(words[at:]), language)


def original(details: Message, spans: Sequence[consultations.FoundSpan], language: labels.Language) -> Markup:
    """Return every text as it was entered; then those that are not in languages, if something is marked in them."""

    def at(path: str) -> list[consultations.FoundSpan]:
        return [each for each in spans if each.mark.field == path]

    found = [(path, marked(words, spoken, at(path))) for path, spoken, words in texts(details)]
    seen = {path for path, _ in found}
    others = dict.fromkeys(each.mark.field for each in spans if each.mark.field not in seen)
    return _labelled([*found, *((path, marked(body(details, path), "", at(path))) for path in others)], language)


def final(public: Message, language: labels.Language) -> Markup:
    """Return every text as the public will read it."""
    found = [(path, show.passage(show.lines(words), spoken)) for path, spoken, words in texts(public)]
    return _labelled(found, language)


def heading(
    position: int,
    public: consultations.PublicStatement,
    bodies: Sequence[str],
    publication: events.Publication.ValueType,
    language: labels.Language,
) -> Markup:
    """Return which item it is, and what is public of it beside its texts: its kind, and whom it is put to.

    Args:
        position: In the consultation, from 1.
        public: What the public will read.
        bodies: Names of its addressees.
        publication: Recorded or tracked, as it is decided now.
        language: Of the page.
    """
    facts = [
        labels.value(events.StatementType, public.type, language),
        labels.value(events.Publication, publication, language),
    ]
    if bodies:
        named = text("comma", language).join(labels.isolated(each) for each in bodies)
        facts.append(f"{text('import_addressees', language)}: {named}")
    if public.addressee_basis:
        facts.append(labels.value(consultations.AddresseeBasis, public.addressee_basis, language))
    if public.verifiable:
        facts.append(labels.value(consultations.Verifiable, public.verifiable, language))
    facts += [text(f"import_{each}", language) for each in ("press_reported", "uncertain") if getattr(public, each)]
    facts += [labels.theme(each, language) for each in public.themes]
    item = text("capture_item_number", language, number=position)
    return Markup('<p class="item"><strong>{}</strong> · {}</p>').format(item, " · ".join(facts))


def compared(
    public: Message, details: Message, spans: Sequence[consultations.FoundSpan], language: labels.Language
) -> Markup:
    """Return what the public will read beside what was entered, in every language.

    It is one piece of a page, not eight: a browser under load has to draw those of twenty items.
    """
    html = Markup("")
    for key, side in (
        ("review_public", final(public, language)),
        ("review_entered", original(details, spans, language)),
    ):
        html += Markup('<section><p class="side">{}</p>{}</section>').format(text(key, language), side)
    return Markup('<div class="beside">{}</div>').format(html)


def _labelled(found: Iterable[tuple[str, Markup]], language: labels.Language) -> Markup:
    html, last = Markup(""), ""
    for path, passage in found:
        field = _PLACE.sub("", path.partition(".bodies[")[0])
        key = _LABELS.get(field, "")
        if key and field != last:
            html += Markup('<p class="note">{}</p>').format(text(key, language))
        html += Markup('<div class="named">{}</div>').format(passage) if field == "title" else passage
        last = field
    return html
