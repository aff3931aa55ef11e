"""What publishing and safeguarding share: the draft under lock, and the gate before it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts
from services.consultations.api.review import addressees_in
from services.consultations.domain.counting_across import PublicCounts
from services.consultations.domain.drafts import Draft, Programme
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord
from services.consultations.domain.safeguarding.parts import Gate, Sensitivity
from services.consultations.domain.values import Addressee, Standing


@dataclass(frozen=True, kw_only=True)
class Before:
    """What is published into."""

    draft: Draft
    record: ConsultationRecord | None
    programme: Programme | None  # that becomes public, too
    public_counts: PublicCounts  # of its programme, if that is public already
    register: Mapping[UUID, Addressee]
    gate: Gate


class GatedRpcs(Rpcs):
    """RPCs before a publication.

    Args:
        given: What all RPCs need.
        sensitivity: What asks for a second reading.
        named: The same.
    """

    def __init__(self, *given: Any, sensitivity: Sensitivity, **named: Any) -> None:
        super().__init__(*given, **named)
        self._sensitivity = sensitivity

    async def _before(self, tx: Transaction, consultation_id: UUID, who: Standing) -> Before:
        draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
        record = await store.lock_consultation_record(tx, consultation_id)
        programme_id = draft.consultation.details.programme_id
        programme, public_counts = None, PublicCounts()
        if record is None and programme_id:
            # Locked even if it is public: of two of its sessions, the second sees what the first counts.
            programme = await store.lock_programme(tx, self._keys, programme_id, hosts(who))
            if public_programme := await store.published_programme(tx, programme_id):
                programme, public_counts = None, await self._public_counts(tx, public_programme)
        # Read again under the lock: it may have been hidden since.
        draft = replace(draft, published=record is not None, hidden=record is not None and record.hidden)
        public = {each.id for each in (record.documents if record else ())}
        readings = {
            each.id: await store.reading_of(tx, self._keys, each)
            for each in draft.documents
            if each.may_be_public and each.id not in public
        }
        return Before(
            draft=draft,
            record=record,
            programme=programme,
            public_counts=public_counts,
            register=await store.register(tx, addressees_in(draft)),
            gate=Gate(
                draft=draft,
                programme=programme,
                known=await store.body_names(tx),
                acts=await store.acts_in(tx, self._keys, draft.consultation),
                sensitivity=self._sensitivity,
                readings=readings,
            ),
        )

    async def _public_counts(self, tx: Transaction, programme: ProgrammeRecord) -> PublicCounts:
        sessions = await store.sessions_of(tx, programme.id)
        return wire.public_counts(programme, sessions, await self._printed(tx, programme, *sessions), ever=True)
