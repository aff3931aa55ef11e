"""The request mail as a body's liaisons would get it, written by the code that writes what is sent."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.values import Addressee, Publication, StatementType
from services.mails.request import RequestLine, RequestMail, render
from services.mails.script import Language, Shown, shown

_LANGUAGES: Final[tuple[Language, ...]] = ("en", "ur")


def previewed_mails(
    preview: pb.PreviewPublicationResponse,
    records: Sequence[StatementRecord],
    body: Addressee,
    *,
    answer_by: date,
    public_url: str,
    through_relay: bool,
    translations_read: bool,
) -> list[pb.PreviewedMail]:
    """Write the mail in each language; none if nothing is asked of the body.

    Args:
        preview: What would be public.
        records: The statements in it, in the same order.
        body: To whom the mail goes.
        answer_by: Last day on time if the mail is accepted today.
        public_url: Where readers find the public pages.
        through_relay: Whether mails go through a server whose acceptance proves nothing.
        translations_read: Whether the reviewer will say so of what a machine translated: then no mark of it is left.
    """
    if not body.can_answer:
        return []
    if translations_read:
        preview = _reviewed(preview)
    asked = [
        said
        for said, record in zip(preview.statements, records, strict=True)
        if record.publication is Publication.TRACKED
        and record.frame.type is StatementType.RECOMMENDATION
        and _put_to(record, body.id)
    ]
    return [
        _mail(
            preview.consultation,
            asked,
            body,
            language=language,
            answer_by=answer_by,
            site=public_url.rstrip("/"),
            through_relay=through_relay,
        )
        for language in _LANGUAGES
        if asked
    ]


def _reviewed(preview: pb.PreviewPublicationResponse) -> pb.PreviewPublicationResponse:
    """Return what the mail is written from, its texts as publishing will leave them."""
    read = pb.PreviewPublicationResponse()
    read.CopyFrom(preview)
    for text in (read.consultation.title, *(text for each in read.statements for text in (each.title, each.text))):
        text.ClearField("machine_assisted")
    return read


def _put_to(record: StatementRecord, addressee_id: UUID) -> bool:
    return any(each.addressee_id == addressee_id for each in record.addressees)


def _mail(
    consultation: pb.PublicConsultation,
    asked: Sequence[pb.PublicStatement],
    body: Addressee,
    *,
    language: Language,
    answer_by: date,
    site: str,
    through_relay: bool,
) -> pb.PreviewedMail:
    example = "EX-" if consultation.illustrative else ""
    number = f"{example}R-n"
    written = render(
        RequestMail(
            language=language,
            addressee=shown(dict(body.name.bodies), body.name.authoritative_language, language).body,
            host=_shown(consultation.host_name, language).body,
            consultation_title=_shown(consultation.title, language),
            consultation_number=consultation.number or f"{example}C-n",
            lines=tuple(
                RequestLine(
                    number=number,
                    title=_shown(each.title, language),
                    text=_shown(each.text, language),
                    answer_by=answer_by,
                    url=f"{site}/r/{number}",
                )
                for each in asked
            ),
            illustrative=consultation.illustrative,
            through_relay=through_relay,
            # Facilitators sign in by a code that is mailed to them: replies reach them.
            reply_reaches_facilitator=True,
            by_letter_only=body.by_letter_only,
        )
    )
    return pb.PreviewedMail(language=language, subject=written.subject, text=written.text)


def _shown(text: text_pb2.LocalizedText, language: Language) -> Shown:
    return shown(dict(text.bodies), text.authoritative_language, language, machine_assisted=text.machine_assisted)
