"""Sentences that may be items as `/capture/notes` shows them, and what is entered when one is accepted."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import Message

from dashboard.web import Form
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_AROUND: Final = 240
_TITLE: Final = 120
_SPACE: Final = re.compile(r"\s+")
_PARAGRAPH: Final = "\n\n"


@dataclass(frozen=True)
class Card:
    """One sentence on the page."""

    candidate: consultations.Candidate
    language: str
    parts: list[tuple[str, str]]
    """The sentence amid its neighbours: words, and what they are: empty, `sentence`, `speaker` or `by_when`.

    With `apart` where it stands outside of the sentence.
    """

    form: Form
    """What its fields hold, by the end of their names."""

    speaker: str
    faults: Sequence[str]

    @property
    def name(self) -> str:
        """What the names of its fields begin with."""
        return name_of(self.candidate)

    @property
    def open(self) -> bool:
        """Whether its fields are shown at once: something has to be seen to."""
        return bool(self.candidate.garbled or self.faults or not self.candidate.details.type)


def card(
    candidate: consultations.Candidate, text: str, sent: Form, people: dict[str, str], faults: Sequence[str]
) -> Card:
    """Return how a sentence is shown.

    Args:
        candidate: What the service found.
        text: Where it was found.
        sent: What was typed; of a sentence that was not on the page before, nothing.
        people: Participants' names by id.
        faults: Why it was refused, in the service's words.
    """
    prefix = f"{name_of(candidate)}-"
    typed = {key.removeprefix(prefix): value for key, value in sent.items() if key.startswith(prefix)}
    form = typed or _as_found(candidate)
    speaker = people.get(form.get("speaker", ""), "") or form.get("speaker_note", "")
    return Card(candidate, _language(candidate), _parts(candidate, text), Form(form), speaker, faults)


def _as_found(candidate: consultations.Candidate) -> dict[str, str]:
    details, spoken = candidate.details, _language(candidate)
    return {
        "type": str(details.type),
        "text": details.text.bodies.get(spoken, ""),
        "speaker": details.participant_id,
        "speaker_note": details.speaker_note.bodies.get(spoken, ""),
        "by_when": details.verifiability.by_when.bodies.get(spoken, ""),
        "garbled": "yes" if details.garbled else "",
        **{f"to-{each}": "yes" for each in details.addressee_ids},
    }


def details_of(candidate: consultations.Candidate, sent: Form, *, press: bool) -> consultations.StatementDetails:
    """Return what is entered: what the sentence says, with what was typed over it.

    Args:
        candidate: What the service found.
        sent: The form.
        press: Whether the text was published: a promise in it is then known from the press only.
    """
    details = consultations.StatementDetails()
    details.CopyFrom(candidate.details)
    name, spoken = name_of(candidate), _language(candidate)
    number = sent[f"{name}-type"]
    types = {str(each): each for each in events.StatementType.values()}
    details.type = types.get(number, events.STATEMENT_TYPE_UNSPECIFIED)
    words = sent[f"{name}-text"]
    for typed, value in (
        ("text", words),
        ("title", _shortened(words)),
        ("speaker_note", sent[f"{name}-speaker_note"]),
        ("addressee_note", sent[f"{name}-addressee_note"]),
    ):
        _write(details, typed, value, spoken)
    details.ClearField("verifiability")
    if when := sent[f"{name}-by_when"]:
        _write(details.verifiability, "by_when", when, spoken)
    details.participant_id = sent[f"{name}-speaker"]
    details.addressee_ids[:] = [each for each in candidate.details.addressee_ids if sent[f"{name}-to-{each}"]]
    named = bool(details.addressee_ids or details.addressee_note.bodies)
    details.addressee_basis = consultations.ADDRESSEE_BASIS_EXPLICIT if named else consultations.ADDRESSEE_BASIS_NONE
    details.garbled = bool(sent[f"{name}-garbled"])
    details.press_reported = press and details.type == events.STATEMENT_TYPE_COMMITMENT
    return details


def _write(into: Message, name: str, words: str, language: str) -> None:
    into.ClearField(name)
    if words:
        getattr(into, name).CopyFrom(LocalizedText(authoritative_language=language, bodies={language: words}))


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rpartition(" ")[0] + "…"


def _parts(candidate: consultations.Candidate, text: str) -> list[tuple[str, str]]:
    """Return the sentence with what stands around it, and what in it says who and by when."""
    start, end = candidate.sentence.start, candidate.sentence.end
    paragraph = text.rfind(_PARAGRAPH, 0, start)
    opens = paragraph + len(_PARAGRAPH) if paragraph >= 0 else 0
    closes = text.find(_PARAGRAPH, end)
    closes = len(text) if closes < 0 else closes
    first, last = max(opens, start - _AROUND), min(closes, end + _AROUND)
    if first > opens:  # no word of what stands around is cut
        first = next((each.end() for each in _SPACE.finditer(text, first, start)), start)
    if last < closes:
        last = max((each.start() for each in _SPACE.finditer(text, end, last)), default=end)
    marked = [("speaker", candidate.speaker), ("by_when", candidate.by_when)]
    cuts = {first, start, end, last}
    for _, span in marked:
        cuts |= {each for each in (span.start, span.end) if first <= each <= last}
    parts = [("… ", "")] if first > opens else []
    ordered = sorted(cuts)
    for at, until in itertools.pairwise(ordered):
        inside = [kind for kind, span in marked if span.end and span.start <= at and until <= span.end]
        is_said = start <= at and until <= end
        kind = (inside[0] if is_said else f"{inside[0]} apart") if inside else "sentence" if is_said else ""
        parts.append((text[at:until], kind))
    return [*parts, (" …", "")] if last < closes else parts


def _language(candidate: consultations.Candidate) -> str:
    return candidate.details.source_sentence.authoritative_language or "en"


def name_of(candidate: consultations.Candidate) -> str:
    """Return what the names of a sentence's fields begin with."""
    return f"c{candidate.sentence.start}"
