"""What becomes public with a frame. An explicit copy: every field is named here, and nothing else becomes public."""

from uuid import UUID

from services.consultations.domain.attribution import may_note_speaker, public_name
from services.consultations.domain.counting import publishable_figures, same_counts
from services.consultations.domain.details import (
    AgendaItem,
    ConsultationDetails,
    Figure,
    Output,
    ProgrammeDetails,
    StatementDetails,
    Verifiability,
)
from services.consultations.domain.drafts import Draft
from services.consultations.domain.record import (
    ConsultationContent,
    ProgrammeContent,
    PublishedAgendaItem,
    PublishedFigure,
    PublishedOutput,
    PublishedVerifiability,
    StatementContent,
)
from services.consultations.domain.values import (
    AddresseeBasis,
    Keep,
    LocalizedText,
)


def consultation_content(details: ConsultationDetails, keep: Keep) -> ConsultationContent:
    """Return what a consultation tells of itself."""
    # What is printed as it stands in a source has the language of the record.
    language = details.title.authoritative_language
    return ConsultationContent(
        summary=keep(details.summary),
        organisers=keep(details.organisers),
        attending_bodies=_printed(details.attending_bodies, language, keep),
        place=keep(details.place),
        online=details.online,
        starts_date=details.starts_date,
        ends_date=details.ends_date,
        date_note=keep(details.date_note),
        attribution_rule=details.attribution_rule,
        outputs=_outputs(details.outputs, keep),
        figures=_figures(details.figures, language, keep),
        figures_conflict=_figures_conflict(details, keep),
        source_type=details.source.type,
        source_name=keep(_as_printed(details.source.name, language)),
        source_url=details.source.url,
        source_retrieved_date=details.source.retrieved_date,
        funder=keep(details.funder),
        foreseen_addressees=_printed(details.foreseen_addressees, language, keep),
        programme_id=details.programme_id,
        partners=keep(details.partners),
        starts_time=details.starts_time,
        ends_time=details.ends_time,
        time_zone=details.time_zone,
        languages=details.languages,
        agenda=_agenda(details.agenda, keep),
    )


def _agenda(agenda: tuple[AgendaItem, ...], keep: Keep) -> tuple[PublishedAgendaItem, ...]:
    return tuple(
        PublishedAgendaItem(starts_time=each.starts_time, ends_time=each.ends_time, title=keep(each.title))
        for each in agenda
    )


def programme_content(details: ProgrammeDetails, keep: Keep) -> ProgrammeContent:
    """Return what a programme tells of itself."""
    language = details.title.authoritative_language
    return ProgrammeContent(
        title=keep(details.title),
        summary=keep(details.summary),
        funder=keep(details.funder),
        from_date=details.from_date,
        to_date=details.to_date,
        figures=_figures(details.figures, language, keep),
        figures_conflict=_figures_conflict(details, keep),
        outputs=_outputs(details.outputs, keep),
        illustrative=details.illustrative,
        organisers=keep(details.organisers),
        partners=keep(details.partners),
        themes=details.themes,
        languages=details.languages,
        source_type=details.source.type,
        source_name=keep(_as_printed(details.source.name, language)),
        source_url=details.source.url,
        source_retrieved_date=details.source.retrieved_date,
    )


def statement_content(draft: Draft, details: StatementDetails, keep: Keep) -> StatementContent:
    """Return what is told around a statement; of its speaker only what the attribution rule and consent allow."""
    rule = draft.consultation.details.attribution_rule
    speaker = draft.participant(details.participant_id)
    return StatementContent(
        source_sentence=keep(details.source_sentence) if details.source_sentence_public else None,
        source_row=details.source_row,
        participant_id=speaker.id if speaker and public_name(rule, speaker.details) else None,
        speaker_note=keep(details.speaker_note) if may_note_speaker(rule) else None,
        addressee_basis=details.addressee_basis or AddresseeBasis.NONE,
        addressee_note=keep(details.addressee_note),
        verifiable=details.verifiable,
        uncertain=details.uncertain,
        note=keep(details.note),
    )


def verifiability(answers: Verifiability, keep: Keep) -> PublishedVerifiability:
    """Return what would count as done."""
    return PublishedVerifiability(
        who=keep(answers.who),
        what=keep(answers.what),
        by_when=keep(answers.by_when),
        shown_how=keep(answers.shown_how),
    )


def _figures(figures: tuple[Figure, ...], language: str, keep: Keep) -> tuple[PublishedFigure, ...]:
    return tuple(
        PublishedFigure(
            label=each.label,
            value=each.value,
            as_printed=keep(_as_printed(each.as_printed, language)),
            by=each.by,
            group=keep(_as_printed(each.group, language)),
            part_of=each.part_of,
        )
        for each in publishable_figures(figures)
    )


def _figures_conflict(details: ConsultationDetails | ProgrammeDetails, keep: Keep) -> UUID | None:
    # Words about figures that are not public would tell them.
    kept = same_counts(publishable_figures(details.figures), details.figures)
    return keep(details.figures_conflict) if kept else None


def _outputs(outputs: tuple[Output, ...], keep: Keep) -> tuple[PublishedOutput, ...]:
    """Return outputs as the public sees them: without consent, nobody is led to where people can be seen or heard."""
    return tuple(
        PublishedOutput(
            kind=each.kind,
            count_printed=each.count_printed,
            title=keep(each.title),
            url=each.url if each.consented else "",
        )
        for each in outputs
    )


def _printed(values: tuple[str, ...], language: str, keep: Keep) -> tuple[UUID, ...]:
    kept = (keep(_as_printed(each, language)) for each in values)
    return tuple(each for each in kept if each)


def _as_printed(value: str, language: str) -> LocalizedText:
    return LocalizedText(language, ((language, value),)) if value else LocalizedText()
