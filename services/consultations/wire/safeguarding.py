"""The safeguarding gate: protobuf ↔ domain. Words of a span go to a reviewer and to nobody else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.safeguarding import Kind
from services.consultations.domain.safeguarding.acts import Act, ActKind, Mark, Outcome, cleared_by
from services.consultations.domain.safeguarding.gate import Marked, Part
from services.consultations.domain.safeguarding.original import Original
from services.consultations.wire.requests import few_enough, number_of, optional_identifier, version, word

_MOST_ACTS: Final = 500
_MOST_SPANS: Final = 500
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_LONGEST_REASON: Final = 2000
_LONGEST_FIELD: Final = 200
_PROGRAMME: Final = "programme."


@dataclass(frozen=True, kw_only=True)
class GivenAct:
    """What a reviewer says was done, before it is known to which part of the draft."""

    statement_id: UUID | None
    document_id: UUID | None
    programme: bool
    expected_version: int
    path: str  # of it in the request
    kind: ActKind
    mark: Mark | None
    reason: str

    def by(self, person_id: UUID, owner_id: UUID, *, at: datetime) -> Act:
        """Return it as done by somebody, to something."""
        return Act(owner_id=owner_id, kind=self.kind, by=person_id, at=at, mark=self.mark, reason=self.reason)


def safeguarding_acts(given: Sequence[pb.SafeguardingAct]) -> tuple[GivenAct, ...]:
    """Return what a reviewer did.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    if not given:
        raise InvalidArgument("at least one act", field="acts")
    few_enough(given, field="acts", most=_MOST_ACTS)
    return tuple(_act(each, f"acts[{index}]") for index, each in enumerate(given))


def _act(given: pb.SafeguardingAct, path: str) -> GivenAct:
    name = given.WhichOneof("act")
    if name is None:
        raise InvalidArgument("clear, redact, read, restrict or lower", field=path)
    kind = ActKind(name)
    statement_id = optional_identifier(given.statement_id, field=f"{path}.statement_id")
    document_id = optional_identifier(given.document_id, field=f"{path}.document_id")
    if statement_id and document_id:
        raise InvalidArgument("a statement or a document, not both", field=f"{path}.document_id")
    mark, reason, programme = None, "", False
    match kind:
        case ActKind.CLEAR | ActKind.REDACT:
            marked: pb.SpanMark = getattr(given, name)
            programme = statement_id is None and document_id is None and marked.field.startswith(_PROGRAMME)
            mark = _mark(marked, f"{path}.{name}", programme=programme)
        case ActKind.RESTRICT | ActKind.LOWER:
            if statement_id is None and document_id is None:
                expected = "a statement or a document: only those are restricted"
                raise InvalidArgument(expected, field=f"{path}.statement_id")
            reason = localized.clean(getattr(given, name).reason)
            if not 1 <= len(reason) <= _LONGEST_REASON:
                raise InvalidArgument(f"why, in 1 to {_LONGEST_REASON} characters", field=f"{path}.{name}.reason")
        case ActKind.READ:
            pass
    return GivenAct(
        statement_id=statement_id,
        document_id=document_id,
        programme=programme,
        # A document never changes.
        expected_version=0 if document_id else version(given.expected_version, field=f"{path}.expected_version"),
        path=path,
        kind=kind,
        mark=mark,
        reason=reason,
    )


def _mark(given: pb.SpanMark, path: str, *, programme: bool) -> Mark:
    kind = word(Kind, pb.SpanKind, given.kind, field=f"{path}.kind")
    if kind is None:
        raise InvalidArgument("what the span looks like", field=f"{path}.kind")
    if not 1 <= len(given.field) <= _LONGEST_FIELD:
        raise InvalidArgument("the field of the text", field=f"{path}.field")
    if not 1 <= len(given.words) <= localized.LONGEST_TEXT:
        raise InvalidArgument("the words of the span, as they stand in the text", field=f"{path}.words")
    if given.occurrence < 1:
        raise InvalidArgument("1 or more", field=f"{path}.occurrence")
    field = given.field.removeprefix(_PROGRAMME) if programme else given.field
    return Mark(field=field, kind=kind, words=given.words, occurrence=given.occurrence)


def final_text_digest(value: str) -> str:
    """Return the digest of what the reviewer read.

    Raises:
        InvalidArgument: There is none.
    """
    if not value:
        raise InvalidArgument("what the preview that you read carries", field="final_text_digest")
    return value


def optional_digest(value: str) -> str:
    """Return the digest of a correction that the reviewer read; empty if there is none, as for any other change.

    Raises:
        InvalidArgument: It is no digest.
    """
    return final_text_digest(value if _DIGEST.fullmatch(value) else "") if value else ""


def cleared(given: Sequence[pb.SpanMark]) -> tuple[Mark, ...]:
    """Return the spans that a reviewer cleared in a correction.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    few_enough(given, field="cleared", most=_MOST_ACTS)
    return tuple(_mark(each, f"cleared[{index}]", programme=False) for index, each in enumerate(given))


def marked_spans(marked: Sequence[Marked]) -> list[pb.FoundSpan]:
    """Write the spans of a text that nobody decided on yet, at most as many as one answer holds."""
    return [
        pb.FoundSpan(
            mark=_written_mark(each.mark),
            start=each.start,
            end=each.end,
            outcome=pb.SPAN_OUTCOME_OPEN,
            restricts=each.restricts,
        )
        for each in marked[:_MOST_SPANS]
    ]


def original_spans(originals: Sequence[Original]) -> list[pb.FoundSpan]:
    """Write the spans of texts as they were entered, with what became of them, at most as many as one answer holds."""
    return [
        pb.FoundSpan(
            mark=_written_mark(each.mark),
            start=each.start,
            end=each.end,
            outcome=_OUTCOMES[each.outcome],
            restricts=each.restricts,
        )
        for original in originals
        for each in original.found
    ][:_MOST_SPANS]


def spans(parts: Sequence[Part], *, caller_id: UUID) -> list[pb.FoundSpan]:
    """Write the spans of the parts, at most as many as one answer holds: those that are not decided first."""
    every = [(part, each) for part in parts for each in part.found]
    every.sort(key=lambda found: found[1].passes)
    shown = {id(each) for _, each in every[:_MOST_SPANS]}
    return [
        pb.FoundSpan(
            statement_id=_statement_id(part),
            document_id=_document_id(part),
            mark=_written_mark(each.mark, _PROGRAMME if part.path == "programme" else ""),
            start=each.start,
            end=each.end,
            outcome=_OUTCOMES[each.outcome],
            restricts=each.restricts,
            cleared_by_caller=caller_id in cleared_by(each.mark, part.owner_id, part.acts),
            excerpt=each.excerpt,
            goes=each.goes,
        )
        for part in parts
        for each in part.found
        if id(each) in shown
    ]


def _written_mark(mark: Mark, prefix: str = "") -> pb.SpanMark:
    return pb.SpanMark(
        field=f"{prefix}{mark.field}",
        kind=number_of(pb.SpanKind, mark.kind),
        words=mark.words,
        occurrence=mark.occurrence,
    )


_OUTCOMES: Final = {
    Outcome.OPEN: pb.SPAN_OUTCOME_OPEN,
    Outcome.CLEARING: pb.SPAN_OUTCOME_CLEARING,
    Outcome.CLEARED: pb.SPAN_OUTCOME_CLEARED,
    Outcome.REDACTED: pb.SPAN_OUTCOME_REDACTED,
}


def part_readings(parts: Sequence[Part], *, caller_id: UUID) -> list[pb.PartReading]:
    """Write how far each part is."""
    return [
        pb.PartReading(
            statement_id=_statement_id(part),
            document_id=_document_id(part),
            programme=part.path == "programme",
            topics=part.topics,
            restricted=part.restricted,
            labelled=part.label.restricted,
            lowering=part.label.restricted and bool(part.label.lowered_by),
            read=bool(part.readers - part.entered_by),
            read_by_caller=caller_id in part.readers,
        )
        for part in parts
    ]


def _statement_id(part: Part) -> str:
    return "" if part.is_document or part.path in {"details", "programme"} else str(part.owner_id)


def _document_id(part: Part) -> str:
    return str(part.owner_id) if part.is_document else ""
