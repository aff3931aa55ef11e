"""What the texts of a published statement are for."""

from uuid import UUID

from services.consultations.domain.record import StatementRecord


def around(record: StatementRecord) -> frozenset[UUID]:
    """Return the texts that tell of the statement: its source, its speaker, what is uncertain."""
    content = record.content
    return _given(content.source_sentence, content.speaker_note, content.addressee_note, content.note)


def reasons(record: StatementRecord) -> frozenset[UUID]:
    """Return the texts that say why something was done with the statement: they are not the speaker's words."""
    withdrawn = (record.withdrawal.reason, record.withdrawal.asked_by) if record.withdrawal else ()
    return _given(
        *withdrawn,
        *(each.reason for each in record.added),
        record.retracking.reason if record.retracking else None,
        record.joined.reason if record.joined else None,
        *(each.reason for each in record.links),
        *(each.reason for each in record.corrections),
    )


def _given(*text_ids: UUID | None) -> frozenset[UUID]:
    return frozenset(filter(None, text_ids))
