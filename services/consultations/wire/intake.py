"""Notes intake: a pasted text in, candidates out."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.intake import Body, Candidate, Span
from services.consultations.domain.values import Addressee
from services.consultations.wire.drafts import localized as localized_text
from services.consultations.wire.requests import number_of

LONGEST_PASTED: Final = 40_000
_TITLE: Final = 120
# Soft hyphens, marks of byte order and what stands where a word may be broken: nobody sees them, and they part words.
_UNSEEN: Final = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


def pasted(text: str) -> str:
    """Return a pasted text, fit to read.

    Raises:
        InvalidArgument: It is empty, or too long.
    """
    cleaned = localized.clean(text.translate(_UNSEEN))
    if not cleaned or len(cleaned) > LONGEST_PASTED:
        raise InvalidArgument(f"1 to {LONGEST_PASTED} characters", field="text")
    return cleaned


def bodies(register: Iterable[Addressee]) -> list[Body]:
    """Return the register as a text may name it."""
    return [Body(each.id, dict(each.name.bodies)) for each in register]


def named(register: Iterable[Addressee], found: Iterable[Candidate]) -> list[pb.NamedAddressee]:
    """Write the entries of the register that candidates name."""
    meant = {each for candidate_ in found for each in candidate_.addressees}
    return [
        pb.NamedAddressee(addressee_id=str(each.id), name=localized_text(each.name))
        for each in register
        if each.id in meant
    ]


def candidate(found: Candidate, text: str, people: Mapping[str, UUID]) -> pb.Candidate:
    """Write a candidate.

    Args:
        found: As the rules found it.
        text: What they read.
        people: Participants by name.
    """
    written = pb.Candidate(
        sentence=_span(found.sentence),
        details=_details(found, text, people),
        garbled=number_of(pb.Garbled, found.garbled),
    )
    if found.speaker:
        written.speaker.CopyFrom(_span(found.speaker.span))
    if found.by_when:
        written.by_when.CopyFrom(_span(found.by_when))
    return written


def _details(found: Candidate, text: str, people: Mapping[str, UUID]) -> pb.StatementDetails:
    sentence = " ".join(found.sentence.of(text).split())
    details = pb.StatementDetails(
        type=number_of(events_pb2.StatementType, found.type),
        addressee_ids=[str(each) for each in found.addressees],
        garbled=found.garbled is not None,
        press_reported=found.press_reported,
    )
    if len(sentence) <= localized.LONGEST_TEXT:
        details.source_sentence.CopyFrom(_written(sentence, found.language))
    if found.garbled is None:
        details.title.CopyFrom(_written(_shortened(sentence), found.language))
        details.text.CopyFrom(_written(sentence, found.language))
    if found.addressees:
        details.addressee_basis = pb.ADDRESSEE_BASIS_EXPLICIT
    if found.speaker and found.speaker.name in people:
        details.participant_id = str(people[found.speaker.name])
    elif found.speaker:
        details.speaker_note.CopyFrom(_written(found.speaker.name, found.language))
    if found.by_when:
        details.verifiability.by_when.CopyFrom(_written(found.by_when.of(text), found.language))
    return details


def _shortened(sentence: str) -> str:
    if len(sentence) <= _TITLE:
        return sentence
    return sentence[: _TITLE - 1].rpartition(" ")[0] + "…"


def _written(words: str, language: str) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(authoritative_language=language, bodies={language: words})


def _span(span: Span) -> pb.Span:
    return pb.Span(start=span.start, end=span.end)
