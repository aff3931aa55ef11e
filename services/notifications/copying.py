"""Events that are only kept: what mails print, who is told, and of what nothing is mailed from now on.

No mail is planned or called off here: `events` does that, and looks at what these keep.
"""

from datetime import date
from uuid import UUID

from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis.database import Transaction
from services.notifications.store import copies, findings
from services.notifications.wire import copies as wire


async def on_addressee_named(
    tx: Transaction,
    event: recommendations.AddresseeRegistered | recommendations.AddresseeRenamed | recommendations.RenamingUndone,
) -> None:
    """Keep the names that mails print, and where the body's pages are."""
    await copies.keep_addressee(
        tx,
        UUID(event.addressee_id),
        names=event.name.bodies,
        authoritative_language=event.name.authoritative_language,
        slug=event.slug,
    )


async def on_minimum_assurance_set(tx: Transaction, event: recommendations.MinimumAssuranceSet) -> None:
    """Tell liaisons from now on of no way to answer that the body does not take."""
    by_letter_only = event.minimum_assurance == recommendations.ASSURANCE_LETTER
    await copies.set_by_letter_only(tx, UUID(event.addressee_id), by_letter_only=by_letter_only)


async def on_succession_recorded(tx: Transaction, event: recommendations.SuccessionRecorded) -> None:
    """Tell nobody any more of lines that stay with a body which is no more; a mail that waits does not go out."""
    if event.kind in wire.ENDINGS:
        await copies.end_addressee(tx, UUID(event.addressee_id), by=UUID(event.succession_id))


async def on_calendar_corrected(tx: Transaction, event: recommendations.CalendarCorrected) -> None:
    """Print dates by the corrected calendar from now on."""
    holiday = event.kind == recommendations.CALENDAR_DAY_KIND_HOLIDAY
    await copies.correct_day(tx, date.fromisoformat(event.date), holiday=holiday)


async def on_finding_extended(tx: Transaction, event: recommendations.FindingExtended) -> None:
    """Know the last day for a reply: a mail that still waits tells it."""
    await findings.extend(tx, UUID(event.finding_id), reply_until=date.fromisoformat(event.reply_until_date))


async def on_consultation_published(tx: Transaction, event: consultations.ConsultationPublished) -> None:
    """Keep the number and the texts that mails print."""
    await copies.keep_consultation(
        tx,
        UUID(event.consultation_id),
        number=event.number,
        title_id=wire.text_id(event.title),
        host_name_id=wire.text_id(event.host_name),
    )


async def on_consultation_corrected(tx: Transaction, event: consultations.ConsultationCorrected) -> None:
    """Print the corrected title and host in mails from now on. Nobody is told: what a body answers stays as it is."""
    told = {each.field: wire.text_id(each.text) for each in event.texts}
    await copies.rename_consultation(
        tx, UUID(event.consultation_id), title_id=told.get("title"), host_name_id=told.get("host_name")
    )


async def on_consultation_hidden(tx: Transaction, event: consultations.ConsultationHidden) -> None:
    """Mail nothing of it from now on."""
    await copies.set_consultation_hidden(tx, UUID(event.consultation_id), hidden=True)


async def on_statement_hidden(tx: Transaction, event: consultations.StatementHidden) -> None:
    """Mail nothing of it from now on."""
    await copies.set_statement_hidden(tx, UUID(event.statement_id), hidden=True)


async def on_role_granted(tx: Transaction, event: identity.RoleGranted) -> None:
    """Keep who is a registrar, as a write checks it beside the token, and who is told what is answered to a host."""
    if event.role == identity.ROLE_FACILITATOR:
        await copies.keep_facilitator(
            tx,
            person_id=UUID(event.person_id),
            organisation_id=UUID(event.organisation_id),
            from_date=date.fromisoformat(event.from_date),
            ended=False,
        )
    if event.role == identity.ROLE_REGISTRAR:
        await copies.keep_registrar(
            tx,
            person_id=UUID(event.person_id),
            organisation_id=UUID(event.organisation_id),
            from_date=date.fromisoformat(event.from_date),
        )


async def on_role_ended(tx: Transaction, event: identity.RoleEnded) -> None:
    """Forget a registrar and tell a facilitator nothing more, at once."""
    if event.role == identity.ROLE_FACILITATOR:
        await copies.keep_facilitator(
            tx,
            person_id=UUID(event.person_id),
            organisation_id=UUID(event.organisation_id),
            from_date=date.fromisoformat(event.to_date),
            ended=True,
        )
    if event.role == identity.ROLE_REGISTRAR:
        await copies.drop_registrar(tx, person_id=UUID(event.person_id), organisation_id=UUID(event.organisation_id))
