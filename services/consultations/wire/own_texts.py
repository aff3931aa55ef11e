"""Texts and figures that a consultation or programme says of itself, corrected (row 31): protobuf ↔ domain."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import Recorded
from services.consultations.domain.correcting import NewFigure, NewText, Wording
from services.consultations.domain.facts import OwnTextsCorrected
from services.consultations.domain.own_texts import Fields, corrected_now, own_fields
from services.consultations.domain.proposals import Change
from services.consultations.domain.record import ConsultationRecord, CorrectedFigure, CorrectedText, ProgrammeRecord
from services.consultations.domain.values import NOTHING, LocalizedText
from services.consultations.wire.drafts import day, localized
from services.consultations.wire.particulars import particulars_told, written_particulars
from services.consultations.wire.recorded import common_of, text_id
from services.consultations.wire.requests import count, few_enough, line_text, text
from services.consultations.wire.texts import Texts

_MOST_TEXTS: Final = 200
_MOST_FIGURES: Final = 100
_FIELD: Final = re.compile(r"[a-z_]{1,40}(\[[0-9]{1,3}\])?(\.[a-z_]{1,40})?", re.ASCII)
_LONG: Final = frozenset({"summary", "organisers", "partners", "figures_conflict"})
# What is printed as it stands in a source has no translation.
_PRINTED: Final = re.compile(r"(attending_bodies|foreseen_addressees)\[.*|source\.name|figures\[.*", re.ASCII)

Corrected: TypeAlias = (
    events_pb2.ConsultationCorrected | internal_pb2.ConsultationDetailsCorrected | internal_pb2.ProgrammeCorrected
)


def rewording(given: pb.Rewording, *, field: str) -> tuple[NewText, ...]:
    """Return how texts are to read.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    few_enough(given.texts, field=f"{field}.texts", most=_MOST_TEXTS)
    found: dict[str, NewText] = {}
    for index, each in enumerate(given.texts):
        path = f"{field}.texts[{index}]"
        if each.field in found or not _FIELD.fullmatch(each.field):
            raise InvalidArgument("a field such as `summary` or `agenda[2].title`, each once", field=f"{path}.field")
        read = text if each.field in _LONG else line_text
        words = read(each.text, field=f"{path}.text")
        if _PRINTED.fullmatch(each.field) and len(words.bodies) > 1:
            raise InvalidArgument("one language: it is printed as it stands in its source", field=f"{path}.text")
        found[each.field] = NewText(field=each.field, text=words, path=f"{path}.text")
    return tuple(found.values())


def recounting(given: pb.Rewording, *, field: str) -> tuple[NewFigure, ...]:
    """Return how many figures are to count.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    few_enough(given.figures, field=f"{field}.figures", most=_MOST_FIGURES)
    found: dict[int, NewFigure] = {}
    for index, each in enumerate(given.figures):
        path = f"{field}.figures[{index}]"
        if each.place in found or each.place < 0:
            raise InvalidArgument("the place of a figure from 0, each once", field=f"{path}.place")
        found[each.place] = NewFigure(place=each.place, value=count(each.value, field=f"{path}.value"), path=path)
    return tuple(found.values())


def written_rewording(change: Change) -> pb.Rewording:
    """Write how texts, figures and particulars are to be; what stays is left out."""
    return pb.Rewording(
        texts=[pb.OwnText(field=each.field, text=localized(each.text)) for each in change.wording if each.text],
        figures=[pb.FigureValue(place=each.place, value=each.value) for each in change.figures],
        particulars=written_particulars(change.particulars),
    )


def known_text(text_id: UUID | None, texts: Mapping[UUID, text_pb2.LocalizedText]) -> LocalizedText:
    """Return a public text as the domain has it; what was erased is empty."""
    found = texts.get(text_id) if text_id else None
    if found is None or found.erased:
        return NOTHING
    return LocalizedText(
        found.authoritative_language, tuple(sorted(found.bodies.items())), tuple(found.machine_assisted)
    )


def public_fields(
    record: ConsultationRecord | ProgrammeRecord, texts: Mapping[UUID, text_pb2.LocalizedText], *, figures: bool
) -> Fields:
    """Return the ids of the texts that the public reads, by field; see `own_fields`."""
    gone = {text_id for text_id, each in texts.items() if each.erased}
    return own_fields(record, gone, figures=figures)


def own_wording(fields: Fields, texts: Mapping[UUID, text_pb2.LocalizedText]) -> Wording:
    """Return how they read now; what was erased is empty."""
    return {name: known_text(text_id, texts) for name, text_id in fields.items()}


def corrected_texts(
    record: ConsultationRecord | ProgrammeRecord, texts: Mapping[UUID, text_pb2.LocalizedText]
) -> list[pb.OwnText]:
    """Write how what was corrected since it was published reads now, for the host that entered it."""
    told = public_fields(record, texts, figures=True)
    return [pb.OwnText(field=name, text=texts.get(told[name])) for name in corrected_now(record, told)]


def former_texts(
    record: ConsultationRecord | ProgrammeRecord,
    texts: Mapping[UUID, text_pb2.LocalizedText],
    *,
    figures: Sequence[bool],
) -> list[pb.FormerTexts]:
    """Write what was said until it was corrected.

    Args:
        record: As published.
        texts: Those that ids stand for.
        figures: Of each correction, whether figures of before are told. Words about others would tell them.
    """
    written = []
    for each, counted in zip(record.corrections, figures, strict=True):
        told = [one for one in each.texts if counted or not one.field.startswith("figures")]
        if told or each.figures or each.particulars:
            written.append(
                pb.FormerTexts(
                    texts=[pb.OwnText(field=one.field, text=texts.get(one.former)) for one in told],
                    figures=[pb.FigureValue(place=one.place, value=one.former) for one in each.figures if counted],
                    figures_withheld=bool(each.figures) and not counted,
                    reason=texts.get(each.reason) if each.reason else None,
                    corrected_date=day(each.corrected_date),
                    particulars=written_particulars(each.particulars),
                )
            )
    return written


def corrected_event(fact: OwnTextsCorrected, texts: Texts) -> dict[str, Any]:
    """Return what each of these events holds beside the id of their aggregate."""
    return {
        "texts": [
            events_pb2.CorrectedText(field=each.field, former_text_id=str(each.former), text=texts.of(each.text))
            for each in fact.texts
        ],
        "reason": texts.of(fact.reason),
        "corrected_date": day(fact.corrected_date),
    }


def corrected_details(fact: OwnTextsCorrected, texts: Texts) -> dict[str, Any]:
    """Return what such an event holds that no other service reads: figures, too."""
    figures = [
        internal_pb2.CorrectedFigure(place=each.place, former_value=each.former, value=each.value)
        for each in fact.figures
    ]
    return {**corrected_event(fact, texts), "figures": figures, "figures_withheld": fact.withheld}


def corrected_fact(event: Recorded, message: Corrected) -> OwnTextsCorrected:
    """Turn one of these events back into the fact."""
    return OwnTextsCorrected(
        **common_of(event),
        texts=tuple(
            CorrectedText(field=each.field, former=UUID(each.former_text_id), text=UUID(each.text.text_id))
            for each in message.texts
        ),
        **({} if isinstance(message, events_pb2.ConsultationCorrected) else _recounted(message)),
        **({} if isinstance(message, internal_pb2.ProgrammeCorrected) else particulars_told(message)),
        reason=text_id(message.reason),
        corrected_date=date.fromisoformat(message.corrected_date),
    )


def _recounted(message: internal_pb2.ConsultationDetailsCorrected | internal_pb2.ProgrammeCorrected) -> dict[str, Any]:
    figures = tuple(
        CorrectedFigure(place=each.place, former=each.former_value, value=each.value) for each in message.figures
    )
    return {"figures": figures, "withheld": message.figures_withheld}
