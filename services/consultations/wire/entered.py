"""What is entered of consultations and programmes: protobuf → domain. Every field is named here; others are ignored."""

import re
from collections.abc import Sequence
from typing import Final

from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.counting import THINGS
from services.consultations.domain.details import (
    DEFAULT_RESPONSE_PERIOD_DAYS,
    LONGEST_RESPONSE_PERIOD_DAYS,
    SHORTEST_RESPONSE_PERIOD_DAYS,
    AgendaItem,
    Consent,
    ConsultationDetails,
    Figure,
    Output,
    ParticipantDetails,
    ProgrammeDetails,
    Source,
)
from services.consultations.domain.figures import GENDERS
from services.consultations.domain.values import (
    Attribution,
    AttributionRule,
    ConsentHow,
    ConsultationKind,
    ConsultationState,
    FigureBy,
    OutputKind,
)
from services.consultations.wire.requests import (
    count,
    day,
    few_enough,
    key,
    keys,
    languages,
    line_text,
    lines,
    optional_identifier,
    text,
    time_of_day,
    url,
    word,
    zone,
)

# The details of one thing fit into an answer together with others.
_LONGEST_DETAILS_BYTES: Final = 150_000
_MOST_FIGURES: Final = 50
_MOST_OUTPUTS: Final = 50
_WITH_BEGINNING: Final = "only with the time at which it begins"
_MOST_AGENDA_ITEMS: Final = 100
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_SOURCES: Final = ("", "own_notes", "published_article")
_GENDERS: Final = ("", "woman", "man", "other")
_LONGEST_BASIS: Final = 500


def consultation_details(given: pb.ConsultationDetails) -> ConsultationDetails:
    """Return what is entered of a consultation, fit to keep.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    short_enough(given)
    details = ConsultationDetails(
        kind=word(ConsultationKind, events_pb2.ConsultationKind, given.kind, field="details.kind"),
        state=word(ConsultationState, events_pb2.ConsultationState, given.state, field="details.state"),
        title=line_text(given.title, field="details.title"),
        summary=text(given.summary, field="details.summary"),
        host_name=line_text(given.host_name, field="details.host_name"),
        organisers=text(given.organisers, field="details.organisers"),
        attending_bodies=lines(given.attending_bodies, field="details.attending_bodies"),
        place=line_text(given.place, field="details.place"),
        online=given.online,
        starts_date=day(given.starts_date, field="details.starts_date"),
        ends_date=day(given.ends_date, field="details.ends_date"),
        date_note=line_text(given.date_note, field="details.date_note"),
        themes=keys(given.themes, field="details.themes"),
        attribution_rule=word(
            AttributionRule, pb.AttributionRule, given.attribution_rule, field="details.attribution_rule"
        )
        or AttributionRule.CHATHAM_HOUSE,
        outputs=_outputs(given.outputs),
        figures=_figures(given.figures),
        figures_conflict=text(given.figures_conflict, field="details.figures_conflict"),
        source=_source(given.source),
        funder=line_text(given.funder, field="details.funder"),
        foreseen_addressees=lines(given.foreseen_addressees, field="details.foreseen_addressees"),
        illustrative=given.illustrative,
        response_period_days=_response_period(given.response_period_days),
        programme_id=optional_identifier(given.programme_id, field="details.programme_id"),
        sensitive=given.sensitive,
        partners=text(given.partners, field="details.partners"),
        starts_time=time_of_day(given.starts_time, field="details.starts_time"),
        ends_time=time_of_day(given.ends_time, field="details.ends_time"),
        time_zone=zone(given.time_zone, field="details.time_zone"),
        languages=languages(given.languages, field="details.languages"),
        agenda=_agenda(given.agenda),
    )
    if details.ends_date and (details.starts_date is None or details.ends_date < details.starts_date):
        raise InvalidArgument("not before `starts_date`, which has to be given too", field="details.ends_date")
    if details.ends_time and not details.starts_time:
        raise InvalidArgument(_WITH_BEGINNING, field="details.ends_time")
    one_day = details.ends_date in (None, details.starts_date)
    if one_day and details.ends_time and details.ends_time < details.starts_time:
        raise InvalidArgument("not before it begins", field="details.ends_time")
    return details


def programme_details(given: pb.ProgrammeDetails) -> ProgrammeDetails:
    """Return what is entered of a programme, fit to keep.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    short_enough(given)
    title = line_text(given.title, field="details.title")
    if not title:
        raise InvalidArgument("its name, in at least one language", field="details.title")
    from_date = _day_or_year(given.from_date, field="details.from_date")
    to_date = _day_or_year(given.to_date, field="details.to_date")
    # A year ends with its last day: compared as far as both say it, 2025 is not before 2025-06-01.
    known = min(len(from_date), len(to_date))
    if to_date[:known] < from_date[:known]:
        raise InvalidArgument("not before `from_date`", field="details.to_date")
    return ProgrammeDetails(
        title=title,
        summary=text(given.summary, field="details.summary"),
        funder=line_text(given.funder, field="details.funder"),
        from_date=from_date,
        to_date=to_date,
        figures=_figures(given.figures),
        figures_conflict=text(given.figures_conflict, field="details.figures_conflict"),
        outputs=_outputs(given.outputs),
        illustrative=given.illustrative,
        organisers=text(given.organisers, field="details.organisers"),
        partners=text(given.partners, field="details.partners"),
        themes=keys(given.themes, field="details.themes"),
        languages=languages(given.languages, field="details.languages"),
        source=_source(given.source),
    )


def participant_details(given: pb.ParticipantDetails) -> ParticipantDetails:
    """Return what is entered of a participant, fit to keep.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    if given.gender not in _GENDERS:
        raise InvalidArgument("`woman`, `man`, `other`, or nothing for not stated", field="details.gender")
    attribution = word(Attribution, pb.Attribution, given.attribution, field="details.attribution")
    return ParticipantDetails(
        name=localized.line(given.name, field="details.name", required=True),
        role_title=localized.line(given.role_title, field="details.role_title"),
        organisation=localized.line(given.organisation, field="details.organisation"),
        sector=localized.line(given.sector, field="details.sector"),
        gender=given.gender,
        region=localized.line(given.region, field="details.region"),
        attribution=attribution or Attribution.ANONYMOUS,
        consent_basis=localized.line(given.consent_basis, field="details.consent_basis", longest=_LONGEST_BASIS),
        contact=localized.line(given.contact, field="details.contact"),
        consent=_consent(given.consent),
    )


def _consent(given: pb.Consent) -> Consent:
    consent = Consent(
        how=word(ConsentHow, pb.ConsentHow, given.how, field="details.consent.how"),
        given_date=day(given.given_date, field="details.consent.given_date"),
        name=given.name,
        organisation=given.organisation,
    )
    if consent.how is None and consent != Consent():
        raise InvalidArgument("how consent was given", field="details.consent.how")
    return consent


def short_enough(given: pb.ConsultationDetails | pb.ProgrammeDetails | pb.StatementDetails) -> None:
    """Refuse details that would not fit into an answer.

    Raises:
        InvalidArgument: They are too long.
    """
    if given.ByteSize() > _LONGEST_DETAILS_BYTES:
        raise InvalidArgument(f"at most {_LONGEST_DETAILS_BYTES} bytes together", field="details")


def _response_period(days: int) -> int:
    if days == 0:
        return DEFAULT_RESPONSE_PERIOD_DAYS
    if not SHORTEST_RESPONSE_PERIOD_DAYS <= days <= LONGEST_RESPONSE_PERIOD_DAYS:
        expected = f"{SHORTEST_RESPONSE_PERIOD_DAYS} to {LONGEST_RESPONSE_PERIOD_DAYS}, or 0 for the usual period"
        raise InvalidArgument(expected, field="details.response_period_days")
    return days


def _outputs(given: Sequence[pb.Output]) -> tuple[Output, ...]:
    few_enough(given, field="details.outputs", most=_MOST_OUTPUTS)
    return tuple(_output(each, f"details.outputs[{index}]") for index, each in enumerate(given))


def _output(given: pb.Output, field: str) -> Output:
    kind = word(OutputKind, pb.OutputKind, given.kind, field=f"{field}.kind")
    if kind is None:
        raise InvalidArgument("what it is", field=f"{field}.kind")
    return Output(
        kind=kind,
        count_printed=count(given.count_printed, field=f"{field}.count_printed"),
        title=line_text(given.title, field=f"{field}.title"),
        url=url(given.url, field=f"{field}.url"),
        consented=given.consented,
    )


def _figures(given: Sequence[pb.Figure]) -> tuple[Figure, ...]:
    few_enough(given, field="details.figures", most=_MOST_FIGURES)
    return tuple(_figure(each, f"details.figures[{index}]") for index, each in enumerate(given))


def _figure(given: pb.Figure, field: str) -> Figure:
    figure = Figure(
        label=key(given.label, field=f"{field}.label"),
        value=count(given.value, field=f"{field}.value"),
        as_printed=localized.line(given.as_printed, field=f"{field}.as_printed"),
        by=word(FigureBy, pb.FigureBy, given.by, field=f"{field}.by"),
        group=localized.line(given.group, field=f"{field}.group"),
        part_of=key(given.part_of, field=f"{field}.part_of") if given.part_of else "",
    )
    if figure.by and figure.label in THINGS:
        raise InvalidArgument("nothing: only people are broken down, not things", field=f"{field}.by")
    if figure.by is None and figure.group:
        raise InvalidArgument("by what the group is one of them: sector, gender or region", field=f"{field}.by")
    if figure.by and not figure.group:
        raise InvalidArgument("which group it counts, or `not_stated`", field=f"{field}.group")
    if figure.by is FigureBy.GENDER and figure.group not in GENDERS:
        raise InvalidArgument("`women`, `men`, `other` or `not_stated`", field=f"{field}.group")
    if figure.part_of and (figure.by or figure.part_of == figure.label):
        raise InvalidArgument("another label, or nothing; a group is a part of its own label", field=f"{field}.part_of")
    return figure


def _agenda(given: Sequence[pb.AgendaItem]) -> tuple[AgendaItem, ...]:
    few_enough(given, field="details.agenda", most=_MOST_AGENDA_ITEMS)
    return tuple(_agenda_item(each, f"details.agenda[{index}]") for index, each in enumerate(given))


def _agenda_item(given: pb.AgendaItem, field: str) -> AgendaItem:
    item = AgendaItem(
        starts_time=time_of_day(given.starts_time, field=f"{field}.starts_time"),
        ends_time=time_of_day(given.ends_time, field=f"{field}.ends_time"),
        title=line_text(given.title, field=f"{field}.title"),
    )
    if not item.title:
        raise InvalidArgument("what this line of the agenda is", field=f"{field}.title")
    if item.ends_time and not item.starts_time:
        raise InvalidArgument(_WITH_BEGINNING, field=f"{field}.ends_time")
    if item.ends_time and item.ends_time < item.starts_time:
        raise InvalidArgument("not before it begins", field=f"{field}.ends_time")
    return item


def _source(given: pb.Source) -> Source:
    if given.type not in _SOURCES:
        raise InvalidArgument("`own_notes`, `published_article`, or nothing", field="details.source.type")
    return Source(
        type=given.type,
        name=localized.line(given.name, field="details.source.name"),
        url=url(given.url, field="details.source.url"),
        retrieved_date=day(given.retrieved_date, field="details.source.retrieved_date"),
    )


def _day_or_year(value: str, *, field: str) -> str:
    if _YEAR.fullmatch(value):
        return value
    try:
        day(value, field=field)
    except InvalidArgument:
        raise InvalidArgument("a day as YYYY-MM-DD, a year as YYYY, or nothing", field=field) from None
    return value
