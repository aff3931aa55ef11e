"""The final public text beside what was entered, in every language, with what could lead to a person marked in it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from google.protobuf.message import Message
from markupsafe import Markup

from dashboard import show
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_STEP: Final = re.compile(r"\.?(\w+)(?:\[(\w+)\])?")
_DECIDED: Final = frozenset({consultations.SPAN_OUTCOME_CLEARED, consultations.SPAN_OUTCOME_REDACTED})
_LANGUAGES: Final = ("en", "ur")


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


def marked(words: str, language: str, spans: Sequence[consultations.FoundSpan]) -> Markup:
    """Return a text as HTML, escaped, with its spans marked: those that wait otherwise than those decided on."""
    html, at = Markup(""), 0
    for each in sorted(spans, key=lambda span: span.start):
        decided = Markup(' class="decided"') if each.outcome in _DECIDED else Markup("")
        piece = Markup("<mark{}>{}</mark>").format(decided, words[each.start : each.end])
        html += show.lines(words[at : each.start]) + piece
        at = each.end
    return show.passage(html + show.lines(words[at:]), language)


def original(details: Message, spans: Sequence[consultations.FoundSpan]) -> Markup:
    """Return every text as it was entered; then those that are not in languages, if something is marked in them."""
    html = Markup("")
    seen = set()
    for path, language, words in texts(details):
        seen.add(path)
        html += marked(words, language, [each for each in spans if each.mark.field == path])
    for path in dict.fromkeys(each.mark.field for each in spans if each.mark.field not in seen):
        html += marked(body(details, path), "", [each for each in spans if each.mark.field == path])
    return html


def final(public: Message) -> Markup:
    """Return every text as the public will read it."""
    html = Markup("")
    for _, language, words in texts(public):
        html += show.passage(show.lines(words), language)
    return html
