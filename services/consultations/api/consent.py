"""A participant withdraws consent."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import grpc

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.api.base import hosts
from services.consultations.api.elsewhere import Elsewhere, ElsewhereRpcs
from services.consultations.domain.consent import Withdrawn, withdraw_consent
from services.consultations.domain.drafts import Draft, Participant, require, with_changed_people
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.no_names import is_nobodys
from services.consultations.domain.proposals import Proposal, names_in_change
from services.consultations.domain.values import Moment, Role

Context = grpc.aio.ServicerContext[Any, Any]


class ConsentRpcs(ElsewhereRpcs):
    """Withdraws consents."""

    async def WithdrawConsent(self, request: pb.WithdrawConsentRequest, context: Context) -> pb.WithdrawConsentResponse:
        """Withdraw the consent of a participant: name and affiliation are gone, on request what was said, too."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        participant_id = wire.identifier(request.participant_id, field="participant_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.WithdrawConsentResponse):
                return reply
            who = await self._acting(tx, caller, now)
            await store.withdraw_alone(tx)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            if (person := draft.participant(participant_id)) is None:
                raise NoSuchRow("participant")
            after = await self._withdraw(
                tx, draft, person, statements=request.statements, by=str(who.person_id), now=now
            )
            assert after.details.consent_report
            response = pb.WithdrawConsentResponse(report=wire.consent_report(after.details.consent_report))
            response = await replies.remember(tx, caller, request, response, key_id=after.key_id)
        await self._destroy_keys()
        await self._delete_files()
        return response

    async def _withdraw(
        self, tx: Transaction, draft: Draft, person: Participant, *, statements: bool, by: str, now: Moment
    ) -> Participant:
        """Carry out what happens when a participant withdraws consent; return what is left of the person."""
        made = wire.Texts()
        # What was entered as a name before anybody looked, or became a body's since, is searched for in no text.
        nobodys = is_nobodys(person.details.name, await self._called(tx, draft))
        named = replace(person, details=replace(person.details, name="")) if nobodys else person
        await self._lapse_elsewhere(tx, draft, named, now)
        waiting = await store.hold_proposals(tx, self._keys, draft.consultation.organisation_id)
        places = await self._places(tx, draft, person)
        draft = await self._lapsed(tx, draft)
        lapsed = await self._lapsed_proposals(tx, draft, by=by, now=now)
        public, acts = await self._public_of(tx, draft), await store.acts_in(tx, self._keys, draft.consultation)
        happened = withdraw_consent(
            draft,
            person,
            public,
            programme=await self._entered_programme(tx, draft),
            acts=acts,
            notes=await self._reviewers_notes(tx, draft.consultation),
            statements=statements,
            by=by,
            keep=made.keep,
            moment=now,
            searched=not nobodys,
        )
        # Not against the participant: beside the lines of the items it would tell for ever who said what.
        action, row_id = "withdraw_consent", draft.consultation.id
        await store.audit(tx, at=now.at, actor=by, action=action, table="consultations", row_id=row_id)
        lapsed += await self._lapse_naming(tx, waiting, named.details.name, by=by, now=now)
        if happened is None:
            await store.destroy_later(tx, lapsed, at=now.at)
            return person
        await self._publish_facts(tx, public, happened, made)
        taken = [await self._take_away(tx, each, by=by, now=now) for each in await self._naming(tx, draft, named)]
        # Before other consultations: of a programme that they share the one after sees what is left.
        consultation, gone = await self._unnamed(tx, draft, happened.entered, acts, named.details.name)
        elsewhere, emptied = await self._erase_elsewhere(tx, draft, named, places, by=by, now=now)
        left = await self._left(tx, happened, [each for each in taken if each], elsewhere)
        await store.forget_pseudonyms(tx, draft.said_by(person.id))
        emptied += [*lapsed, person.key_id, draft.consultation.replies_key_id, *await self._emptied(tx, happened)]
        emptied += [*gone, *await self._unsent_without(tx, consultation, named.details.name, now)]
        await store.renew_replies_key(tx, consultation, await self._keys.create())
        await store.destroy_later(tx, emptied, at=now.at)
        if changed := with_changed_people(replace(draft, consultation=consultation), at=now.at):
            await store.save_consultation(tx, self._keys, changed)
        await store.touch_consultation(tx, consultation, at=now.at)
        await self._noted_withdrawal(tx, happened, by=by, now=now)
        return left

    async def _lapse_naming(
        self, tx: Transaction, waiting: Sequence[Proposal], name: str, *, by: str, now: Moment
    ) -> list[UUID]:
        """Let what was proposed in the host's other consultations lapse, if it names the person; return its keys."""
        naming = [each for each in waiting if names_in_change(each.change, name)]
        lapsed = await store.lapse_each(tx, naming, at=now.at)
        await store.audit_all(tx, at=now.at, actor=by, action="lapse", table="proposals", row_ids=lapsed)
        return [each.key_id for each in naming]

    async def _left(
        self, tx: Transaction, happened: Withdrawn, files: Sequence[str], elsewhere: Elsewhere
    ) -> Participant:
        """Write and return what is left of the person: the report, with the public files that are gone."""
        left = replace(happened.participant, key_id=await self._keys.create())
        erased = tuple(dict.fromkeys((*happened.report.erased_numbers, *files)))
        report = elsewhere.told_in(replace(happened.report, erased_numbers=erased))
        left = replace(left, details=replace(left.details, consent_report=report))
        await store.reseal_participant(tx, self._keys, left)
        await store.forget_speaker(tx, left.id)
        return left

    async def _noted_withdrawal(self, tx: Transaction, happened: Withdrawn, *, by: str, now: Moment) -> None:
        withdrawn = [each.id for each in happened.emptied]
        await store.audit_all(tx, at=now.at, actor=by, action="withdraw", table="statements", row_ids=withdrawn)
        removed = [each.id for each in happened.removed]
        await store.audit_all(tx, at=now.at, actor=by, action="remove", table="statements", row_ids=removed)
