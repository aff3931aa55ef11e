"""Particulars of a consultation, corrected (row 31): protobuf ↔ domain."""

from typing import Any

from roundtable.consultations.v1 import events_pb2, internal_pb2
from services.consultations.domain.facts import OwnTextsCorrected
from services.consultations.domain.particulars import Days, Particulars
from services.consultations.domain.values import ConsultationKind, ConsultationState
from services.consultations.wire.drafts import day as written_day
from services.consultations.wire.requests import day, keys, languages, number_of, word


def particulars(given: events_pb2.Particulars, *, field: str) -> Particulars:
    """Return those that are given.

    Raises:
        InvalidArgument: One is not as it should be; it is named.
    """
    days, online = given.days, given.online if given.HasField("online") else None
    starts = day(days.starts_date, field=f"{field}.days.starts_date")
    ends = day(days.ends_date, field=f"{field}.days.ends_date")
    said = keys(given.themes.themes, field=f"{field}.themes.themes")
    spoken = languages(given.languages.languages, field=f"{field}.languages.languages")
    return Particulars(
        kind=word(ConsultationKind, events_pb2.ConsultationKind, given.kind, field=f"{field}.kind"),
        state=word(ConsultationState, events_pb2.ConsultationState, given.state, field=f"{field}.state"),
        days=Days(starts_date=starts, ends_date=ends) if given.HasField("days") else None,
        themes=said if given.HasField("themes") else None,
        online=online,
        languages=spoken if given.HasField("languages") else None,
    )


def written_particulars(given: Particulars) -> events_pb2.Particulars | None:
    """Write those that there are; None if there is none."""
    if not given:
        return None
    days, themes, spoken = given.days, given.themes, given.languages
    return events_pb2.Particulars(
        kind=number_of(events_pb2.ConsultationKind, given.kind),
        state=number_of(events_pb2.ConsultationState, given.state),
        days=_days(days) if days else None,
        themes=None if themes is None else events_pb2.Themes(themes=themes),
        online=given.online,
        languages=None if spoken is None else events_pb2.Languages(languages=spoken),
    )


def _days(days: Days) -> events_pb2.Days:
    return events_pb2.Days(starts_date=written_day(days.starts_date), ends_date=written_day(days.ends_date))


def corrected_particulars(fact: OwnTextsCorrected) -> dict[str, Any]:
    """Return what an event about a corrected consultation holds of them."""
    return {
        "particulars": written_particulars(fact.particulars),
        "former_particulars": written_particulars(fact.former),
    }


def particulars_told(
    message: events_pb2.ConsultationCorrected | internal_pb2.ConsultationDetailsCorrected,
) -> dict[str, Any]:
    """Return them as the fact has them."""
    return {
        "particulars": particulars(message.particulars, field="particulars"),
        "former": particulars(message.former_particulars, field="former_particulars"),
    }
