"""What a reviewer compares a correction with: what is public now, and what was entered once (row 31)."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations import store
from services.consultations.api.own_texts import OwnTextRpcs
from services.consultations.domain.own_texts import Own, entered_fields
from services.consultations.domain.proposals import Change, ChangeKind
from services.consultations.domain.record import ConsultationRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.safeguarding.hosts import bodies_of
from services.consultations.domain.safeguarding.original import Entered, Original, originals

_SAID = {"title": "title", "text": "text"}


class ComparingRpcs(OwnTextRpcs):
    """Finds what was entered. Only reviewers of the host read it: what was redacted stands in it."""

    async def _said_originally(
        self, tx: Transaction, change: Change, record: StatementRecord, organisation_id: UUID
    ) -> tuple[Original, ...]:
        """Return title and text of a statement as they were entered; nothing for a change that is no correction."""
        if change.kind is not ChangeKind.CORRECT:
            return ()
        consultation = await store.read_consultation(tx, self._keys, record.frame.consultation_id, [organisation_id])
        entered = await store.entered_statement(tx, self._keys, record.id, consultation)
        return await asyncio.to_thread(
            originals,
            entered.details,
            _SAID,
            owner_id=record.id,
            acts=await store.acts_in(tx, self._keys, consultation),
            known=await store.body_names(tx),
        )

    async def _own_originally(self, tx: Transaction, own: Own, change: Change) -> tuple[Original, ...]:
        """Return the texts of a consultation or programme that a correction changes, as they were entered."""
        fields, hosts = entered_fields(own), [own.host_organisation_id]
        known, acts = await store.body_names(tx), list[Act]()
        sessions: Sequence[UUID] = [own.record.id]
        if not isinstance(own.record, ConsultationRecord):
            sessions = [each.id for each in await store.sessions_of(tx, own.record.id)]
        for each in sessions:
            entered = await store.read_consultation(tx, self._keys, each, hosts)
            acts += await store.acts_in(tx, self._keys, entered)
            known |= bodies_of(entered.details.host_name)
        details: Entered = entered.details
        if not isinstance(own.record, ConsultationRecord):
            details = (await store.entered_programme(tx, self._keys, own.record.id, hosts)).details
        places = {each.field: fields[each.field] for each in change.wording if each.field in fields}
        return await asyncio.to_thread(originals, details, places, owner_id=own.record.id, acts=acts, known=known)
