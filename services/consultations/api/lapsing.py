"""Proposals that nobody can decide on any more: they lapse."""

from typing import Final
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations import store
from services.consultations.api.comparing import ComparingRpcs
from services.consultations.domain.values import Moment

_OURSELVES: Final = "service:consultations"


class LapsingRpcs(ComparingRpcs):
    """Looks for what waits and is erased, when somebody proposes and now and then."""

    async def lapse_erased(self) -> None:
        """Let proposals lapse that nobody can decide on any more, as after restoring a backup of before an erasure.

        Where nothing at all can be opened none lapses: rather is the folder of keys not there.
        """
        async with self._db.transaction() as tx:
            await store.act_for_all(tx)
            if await store.any_opens(tx, self._keys):
                await self._lapse_erased(tx, self._now())

    async def _waits(self, tx: Transaction, subject_id: UUID, organisation_id: UUID, now: Moment) -> bool:
        """Tell whether a proposal waits already. One that is erased does not: it lapses."""
        await self._lapse_erased(tx, now, subject_id)
        return await store.has_waiting_proposal(tx, subject_id, organisation_id)

    async def _lapse_erased(self, tx: Transaction, now: Moment, subject_id: UUID | None = None) -> None:
        lapsed = await store.lapse_erased(tx, self._keys, subject_id, at=now.at)
        await store.audit_all(tx, at=now.at, actor=_OURSELVES, action="lapse", table="proposals", row_ids=lapsed)
