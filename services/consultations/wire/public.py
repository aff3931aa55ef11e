"""What the public sees: domain → protobuf. An explicit copy of cleared fields, numbers and days only, no id."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.counting_across import PublicCounts, programme_now
from services.consultations.domain.details import Figure
from services.consultations.domain.figures import conflicts
from services.consultations.domain.own_texts import Fields
from services.consultations.domain.record import (
    ConsultationContent,
    ConsultationRecord,
    Joined,
    Joining,
    Link,
    ProgrammeRecord,
    PublishedAgendaItem,
    PublishedDocument,
    PublishedOutput,
    PublishedVerifiability,
    StatementRecord,
)
from services.consultations.domain.values import Addressee
from services.consultations.domain.visibility import Seen, seen
from services.consultations.wire.drafts import day, figure, figure_conflict, localized
from services.consultations.wire.own_texts import former_texts, public_fields
from services.consultations.wire.printed import Printed
from services.consultations.wire.public_figures import consultation_told, former_told, programme_told, shown_figures
from services.consultations.wire.requests import number_of


def public_consultation(
    record: ConsultationRecord,
    printed: Printed,
    *,
    recorded: int = 0,
    tracked: int = 0,
    programme: ProgrammeRecord | None = None,
) -> pb.PublicConsultation:
    """Write a consultation as the public sees it."""
    frame, content = record.frame, record.content
    if record.hidden:
        return pb.PublicConsultation(number=record.number, illustrative=frame.illustrative, hidden=True)
    counted = shown_figures(record, printed)
    return pb.PublicConsultation(
        number=record.number,
        kind=number_of(events_pb2.ConsultationKind, frame.kind),
        state=number_of(events_pb2.ConsultationState, frame.state),
        title=printed.text(frame.title),
        summary=printed.text(content.summary),
        host_name=printed.text(frame.host_name),
        organisers=printed.text(content.organisers),
        attending_bodies=_lines(content.attending_bodies, printed),
        place=printed.text(content.place),
        online=content.online,
        starts_date=day(content.starts_date),
        ends_date=day(content.ends_date),
        date_note=printed.text(content.date_note),
        themes=frame.themes,
        attribution_rule=number_of(pb.AttributionRule, content.attribution_rule),
        outputs=[_output(each, printed) for each in content.outputs],
        figures=[figure(each) for each in counted],
        figures_conflict=_figures_conflict(content, counted, printed),
        figure_conflicts=[figure_conflict(each) for each in conflicts(counted)],
        source=_source(content, printed),
        funder=printed.text(content.funder),
        foreseen_addressees=_lines(content.foreseen_addressees, printed),
        illustrative=frame.illustrative,
        published_date=day(frame.published_date),
        programme_title=printed.text(programme.content.title) if programme else None,
        speakers=_speakers(record, printed),
        recorded=recorded,
        tracked=tracked,
        partners=printed.text(content.partners),
        starts_time=content.starts_time,
        ends_time=content.ends_time,
        time_zone=content.time_zone,
        languages=content.languages,
        agenda=[_agenda_item(each, printed) for each in content.agenda],
        documents=[_document(each, printed) for each in record.documents],
        former=former_texts(record, printed.texts, figures=former_told(record, counted, printed)),
    )


def _figures_conflict(
    content: ConsultationContent, counted: Sequence[Figure], printed: Printed
) -> text_pb2.LocalizedText | None:
    """Write what is said of figures that do not agree. Words about figures that are not shown would tell them."""
    return printed.text(content.figures_conflict) if len(counted) == len(content.figures) else None


def _speakers(record: ConsultationRecord, printed: Printed) -> Iterable[str]:
    """Name each once: of several people of one organisation who are not named, the public sees the organisation."""
    return dict.fromkeys(filter(None, (printed.speakers.get(each) for each in record.speakers)))


def _source(content: ConsultationContent, printed: Printed) -> pb.Source:
    return pb.Source(
        type=content.source_type,
        name=printed.line(content.source_name),
        url=content.source_url,
        retrieved_date=day(content.source_retrieved_date),
    )


def _agenda_item(each: PublishedAgendaItem, printed: Printed) -> pb.AgendaItem:
    return pb.AgendaItem(starts_time=each.starts_time, ends_time=each.ends_time, title=printed.text(each.title))


def _document(each: PublishedDocument, printed: Printed) -> pb.PublicDocument:
    """Write a document; of one that was taken away only what it was, and when."""
    gone = each.withdrawn_date is not None
    return pb.PublicDocument(
        kind=number_of(events_pb2.DocumentKind, each.kind),
        title=None if gone else printed.text(each.title),
        language=each.language,
        media_type=each.media_type,
        size_bytes=each.size_bytes,
        sha256=each.sha256,
        file_name=each.file_name,
        published_date=day(each.published_date),
        withdrawn_date=day(each.withdrawn_date),
    )


def public_statement(record: StatementRecord, consultation: ConsultationRecord, printed: Printed) -> pb.PublicStatement:
    """Write a statement as the public sees it: whole, as a tombstone, or only its number."""
    match seen(record, consultation):
        case Seen.NUMBER:
            return _number_of(record, hidden=True)
        case Seen.TOMBSTONE:
            return _tombstone(record, printed)
        case Seen.WHOLE:
            written = _whole(record, printed)
            written.consent_withdrawn_date = day(consultation.consent_withdrawn_date(record.content.participant_id))
            return written


def _number_of(record: StatementRecord, *, hidden: bool = False) -> pb.PublicStatement:
    frame = record.frame
    return pb.PublicStatement(
        number=frame.number, tracked_number=record.tracked_number, illustrative=frame.illustrative, hidden=hidden
    )


def _tombstone(record: StatementRecord, printed: Printed) -> pb.PublicStatement:
    assert record.withdrawal
    written = _number_of(record)
    written.MergeFrom(
        pb.PublicStatement(
            type=number_of(events_pb2.StatementType, record.frame.type),
            publication=number_of(events_pb2.Publication, record.publication),
            published_date=day(record.frame.published_date),
            withdrawn=True,
            withdrawn_reason=printed.text(record.withdrawal.reason),
            withdrawn_asked_by=printed.text(record.withdrawal.asked_by),
            withdrawn_date=day(record.withdrawal.withdrawn_date),
        )
    )
    return written


def _whole(record: StatementRecord, printed: Printed) -> pb.PublicStatement:
    frame, content = record.frame, record.content
    written = _number_of(record)
    merged = [each for each, hidden in printed.merged.get(record.id, ()) if not hidden]
    known = (printed.register.get(each.addressee_id) for each in record.addressees)
    written.MergeFrom(
        pb.PublicStatement(
            type=number_of(events_pb2.StatementType, frame.type),
            publication=number_of(events_pb2.Publication, record.publication),
            title=printed.text(frame.title),
            text=printed.text(frame.text),
            source_sentence=printed.text(content.source_sentence),
            source_row=content.source_row,
            speaker=printed.speakers.get(content.participant_id, "") if content.participant_id else "",
            speaker_pseudonym="" if record.withdrawn_later else printed.pseudonyms.get(record.id, ""),
            speaker_note=printed.text(content.speaker_note),
            addressee_basis=number_of(pb.AddresseeBasis, content.addressee_basis),
            addressee_slugs=[each.slug for each in known if each],
            addressee_note=printed.text(content.addressee_note),
            verifiable=number_of(pb.Verifiable, content.verifiable),
            uncertain=content.uncertain,
            note=printed.text(content.note),
            press_reported=frame.press_reported,
            themes=frame.themes,
            published_date=day(frame.published_date),
            verifiability=_verifiability(record.verifiability, printed) if record.verifiability else None,
            added_addressees=_added(record, printed),
            joined=_joined(record.joined, printed) if record.joined else None,
            merged=[_merged(each) for each in merged],
            consultations=len({frame.consultation_id, *(each.frame.consultation_id for each in merged)}),
            related=[_related(each, printed) for each in record.links if each.other_id in printed.shown],
            retracked_date=day(record.retracking.retracked_date) if record.retracking else "",
            retracked_reason=printed.text(record.retracking.reason) if record.retracking else None,
            withdrawn_later_date=day(record.withdrawn_later),
            former=_former(record, printed),
        )
    )
    return written


def _added(record: StatementRecord, printed: Printed) -> list[pb.AddedAddressee]:
    """Write the bodies that were added after publication, each with the reason."""
    return [
        pb.AddedAddressee(
            slug=printed.register[each.addressee_id].slug,
            reason=printed.text(each.reason),
            added_date=day(each.added_date),
        )
        for each in record.added
        if each.addressee_id in printed.register
    ]


def _former(record: StatementRecord, printed: Printed) -> list[pb.FormerWording]:
    """Write how it read before each correction."""
    return [
        pb.FormerWording(
            title=printed.text(each.title),
            text=printed.text(each.text),
            reason=printed.text(each.reason),
            corrected_date=day(each.corrected_date),
        )
        for each in record.corrections
    ]


def public_programme(
    record: ProgrammeRecord, numbers: Iterable[str], printed: Printed, counts: PublicCounts
) -> pb.PublicProgramme:
    """Write a programme as the public sees it, beside what is public of its sessions."""
    content = record.content
    counted = programme_now(counts.programme, counts)
    all_told = programme_told(record, printed, counts)
    source = pb.Source(
        type=content.source_type,
        name=printed.line(content.source_name),
        url=content.source_url,
        retrieved_date=day(content.source_retrieved_date),
    )
    details = pb.ProgrammeDetails(
        title=printed.text(content.title),
        summary=printed.text(content.summary),
        funder=printed.text(content.funder),
        from_date=content.from_date,
        to_date=content.to_date,
        figures=[figure(each) for each in counted],
        # Words about figures that are not shown would tell them.
        figures_conflict=printed.text(content.figures_conflict) if all_told else None,
        outputs=[_output(each, printed) for each in content.outputs],
        illustrative=content.illustrative,
        organisers=printed.text(content.organisers),
        partners=printed.text(content.partners),
        themes=content.themes,
        languages=content.languages,
        source=source if source.ByteSize() else None,
    )
    return pb.PublicProgramme(
        details=details,
        consultation_numbers=numbers,
        figure_conflicts=[figure_conflict(each) for each in conflicts(counted)],
        former=former_texts(record, printed.texts, figures=former_told(record, counted, printed)),
    )


def consultation_fields(record: ConsultationRecord, printed: Printed) -> Fields:
    """Return the ids of the texts that the public reads of a consultation, by field."""
    return public_fields(record, printed.texts, figures=consultation_told(record, printed))


def programme_fields(record: ProgrammeRecord, printed: Printed, counts: PublicCounts) -> Fields:
    """Return the ids of the texts that the public reads of a programme, by field, beside what its sessions count."""
    return public_fields(record, printed.texts, figures=programme_told(record, printed, counts))


def told(addressee: Addressee, *, liaisons: int, lines: int) -> pb.Told:
    """Write how many people and lines a publication tells of an addressee."""
    return pb.Told(addressee_slug=addressee.slug, name=localized(addressee.name), liaisons=liaisons, lines=lines)


def _joined(joined: Joined, printed: Printed) -> pb.Joined:
    named = joined.target_id in printed.shown
    return pb.Joined(
        merged=joined.kind is Joining.MERGED,
        number=joined.target_number if named else "",
        reason=printed.text(joined.reason) if named else None,
        joined_date=day(joined.joined_date),
    )


def _related(link: Link, printed: Printed) -> pb.RelatedStatement:
    return pb.RelatedStatement(
        number=link.other_number, reason=printed.text(link.reason), linked_date=day(link.linked_date)
    )


def _merged(record: StatementRecord) -> pb.MergedStatement:
    assert record.joined
    return pb.MergedStatement(
        number=record.frame.number,
        tracked_number=record.tracked_number,
        merged_date=day(record.joined.joined_date),
    )


def _verifiability(answers: PublishedVerifiability, printed: Printed) -> pb.VerifiabilityEntry:
    return pb.VerifiabilityEntry(
        who=printed.text(answers.who),
        what=printed.text(answers.what),
        by_when=printed.text(answers.by_when),
        shown_how=printed.text(answers.shown_how),
    )


def _lines(text_ids: Iterable[UUID], printed: Printed) -> list[str]:
    return [line for line in map(printed.line, text_ids) if line]


def _output(each: PublishedOutput, printed: Printed) -> pb.Output:
    return pb.Output(
        kind=number_of(pb.OutputKind, each.kind),
        count_printed=each.count_printed,
        title=printed.text(each.title),
        url=each.url,
        consented=bool(each.url),
    )
