"""What a withdrawn consent erases in other consultations of the host, and what of other hosts it only tells of."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.api.erasing import ErasingRpcs
from services.consultations.domain.details import ConsentReport
from services.consultations.domain.documents import names
from services.consultations.domain.drafts import Draft, Participant
from services.consultations.domain.erasing import erase_elsewhere, has_namesake, names_in_draft
from services.consultations.domain.mentions import is_full, mentions
from services.consultations.domain.values import Moment


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What was found outside the person's own consultation."""

    erased: tuple[str, ...] = ()
    reread: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    programme_erased: bool = False
    shown_from_date: date | None = None

    def told_in(self, report: ConsentReport) -> ConsentReport:
        """Return the report with it."""
        since = filter(None, (report.shown_from_date, self.shown_from_date))
        return replace(
            report,
            shown_numbers=_once(report.shown_numbers, self.erased),
            shown_from_date=min(since, default=None),
            erased_numbers=_once(report.erased_numbers, self.erased),
            reread_numbers=_once(report.reread_numbers, self.reread),
            others_numbers=_once(report.others_numbers, self.others),
            programme_erased=report.programme_erased or self.programme_erased,
        )


class ElsewhereRpcs(ErasingRpcs):
    """Finds the name in other consultations."""

    async def _places(self, tx: Transaction, draft: Draft, person: Participant) -> list[store.Place]:
        """Return where else a public text has the person's name. Of the host, drafts and records are locked then."""
        bodies = await store.public_bodies(tx)
        found = await asyncio.to_thread(_naming, bodies, person.details.name)
        own = draft.consultation
        places = [
            each
            for each in await store.places_of(tx, found, host=draft.consultation.organisation_id)
            if each.consultation_id != own.id
        ]
        locked = [each.consultation_id for each in places if self._may_erase(each, draft, person)]
        for each in locked:
            with contextlib.suppress(KeyDestroyed):  # it is locked all the same
                await store.lock_consultation(tx, self._keys, each, [own.organisation_id])
        await store.hold_programmes(tx, [own.id, *locked], entered=own.details.programme_id)
        await store.lock_places(tx, [own.id, *locked])
        return places

    async def _lapse_elsewhere(self, tx: Transaction, draft: Draft, person: Participant, now: Moment) -> None:
        """Let what waits for its instant in the host's other consultations wait for a reviewer if it names the person.

        Somebody read it before; nobody would again before it is public. Records are not locked yet.
        """
        own, name = draft.consultation, person.details.name
        for each in await store.scheduled_of(tx, own.organisation_id, but=own.id):
            try:
                other = await store.lock_draft(tx, self._keys, each, [own.organisation_id])
            except KeyDestroyed:  # nothing of it can become public any more
                continue
            if has_namesake(other, person):
                continue
            if names_in_draft(other, name) or await self._naming(tx, other, person):
                await self._lapsed(tx, other)
                await store.touch_consultation(tx, other.consultation, at=now.at)

    async def _erase_elsewhere(
        self, tx: Transaction, draft: Draft, person: Participant, places: Sequence[store.Place], *, by: str, now: Moment
    ) -> tuple[Elsewhere, list[UUID]]:
        """Erase the name in the host's other consultations; return what it did, and the keys that have to go."""
        done, gone = [Elsewhere(reread=await self._files_elsewhere(tx, draft, person))], list[UUID]()
        for place in places:
            if place.host_organisation_id != draft.consultation.organisation_id:
                done.append(Elsewhere(others=place.numbers))
            elif not self._may_erase(place, draft, person):
                done.append(Elsewhere(reread=place.numbers))
            else:
                one, keys = await self._erase_at(tx, place, person, by=by, now=now)
                done.append(one)
                gone += keys
        return _together(done), gone

    @staticmethod
    def _may_erase(place: store.Place, draft: Draft, person: Participant) -> bool:
        """Tell whether what has the name is the host's, and the name such that hardly anybody else is meant."""
        return place.host_organisation_id == draft.consultation.organisation_id and is_full(person.details.name)

    async def _erase_at(
        self, tx: Transaction, place: store.Place, person: Participant, *, by: str, now: Moment
    ) -> tuple[Elsewhere, list[UUID]]:
        host, made = [place.host_organisation_id], wire.Texts()
        try:
            other = await store.lock_draft(tx, self._keys, place.consultation_id, host)
        except KeyDestroyed:  # nobody can tell who is meant there
            return Elsewhere(reread=place.numbers), []
        if has_namesake(other, person):
            return Elsewhere(reread=place.numbers), []
        other = await self._lapsed(tx, other)
        public, acts = await self._public_of(tx, other), await store.acts_in(tx, self._keys, other.consultation)
        programme = await self._entered_programme(tx, other)
        notes = await self._reviewers_notes(tx, other.consultation)
        happened = erase_elsewhere(
            other, person, public, programme=programme, acts=acts, notes=notes, by=by, moment=now
        )
        await self._publish_facts(tx, public, happened, made)
        consultation, gone = await self._unnamed(tx, other, happened.entered, acts, person.details.name)
        gone += await self._lapsed_proposals(tx, other, by=by, now=now)
        gone += await self._unsent_without(tx, consultation, person.details.name, now)
        gone.append(consultation.replies_key_id)
        await store.renew_replies_key(tx, consultation, await self._keys.create())
        await store.touch_consultation(tx, consultation, at=now.at)
        await store.audit(tx, at=now.at, actor=by, action="erase", table="consultations", row_id=consultation.id)
        return (
            Elsewhere(
                erased=happened.numbers,
                programme_erased=bool(happened.programme),
                shown_from_date=happened.shown_from_date,
            ),
            gone,
        )

    async def _files_elsewhere(self, tx: Transaction, draft: Draft, person: Participant) -> tuple[str, ...]:
        """Return what the public calls files of the host's other consultations that have the name in them."""
        own, name, found = draft.consultation, person.details.name, list[str]()
        for each, called in await store.documents_elsewhere(tx, self._keys, own.organisation_id, but=own.id):
            reading = await store.reading_of(tx, self._keys, each)
            if await asyncio.to_thread(names, name, each.details, reading):
                found.append(called)
        return tuple(found)


def _naming(bodies: Sequence[tuple[UUID, str]], name: str) -> list[UUID]:
    return [text_id for text_id, body in bodies if mentions(body, name)]


def _once(*numbers: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*numbers)))


def _together(parts: Sequence[Elsewhere]) -> Elsewhere:
    return Elsewhere(
        erased=_once(*(each.erased for each in parts)),
        reread=_once(*(each.reread for each in parts)),
        others=_once(*(each.others for each in parts)),
        programme_erased=any(each.programme_erased for each in parts),
        shown_from_date=min((each.shown_from_date for each in parts if each.shown_from_date), default=None),
    )
