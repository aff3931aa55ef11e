"""Suggestions of evidence by anybody: they come in sealed, are read by two people, and are erased. No line moves."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, networks, replies
from services.chassis.buckets import Buckets
from services.chassis.database import Transaction
from services.chassis.errors import ResourceExhausted
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.recommendations import wire
from services.recommendations.api.base import Base, Context, Tools
from services.recommendations.domain import suggestions
from services.recommendations.domain.errors import ConflictOfInterest
from services.recommendations.domain.guards import Line
from services.recommendations.domain.suggestions import Suggested, Suggestion
from services.recommendations.store import history, lines
from services.recommendations.store import suggestions as rows

_TABLE: Final = "suggestions"
_HOUR: Final = timedelta(hours=1)
_NOBODY: Final = "anyone"  # in the audit


class SuggestionRpcs(Base):
    """RPCs about what anybody suggests."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        settings, now = tools.settings, tools.clock
        self._of_network = Buckets(now, size=settings.suggestions_per_network_hour, period=_HOUR)
        self._of_line = Buckets(now, size=settings.suggestions_per_line_hour, period=_HOUR)

    async def SuggestEvidence(self, request: pb.SuggestEvidenceRequest, context: Context) -> pb.SuggestEvidenceResponse:
        """Keep what somebody suggests for a reviewer of the host."""
        caller = access.caller(context)
        number = wire.words.line(request.tracked_number, field="tracked_number")
        slug = wire.words.line(request.addressee_slug, field="addressee_slug")
        suggested, network = wire.suggestions.suggested(request), networks.network(request.network)
        asked = networks.the_same(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, asked, pb.SuggestEvidenceResponse):
                return reply
            _within(self._of_network, network, _too_many_of_network)
            line = await lines.find(tx, number, slug=slug, addressees=frozenset())
            state = suggestions.suggest(line, suggested)
            assert line is not None, "what is not there was refused"
            _within(self._of_line, str(line.assignment.id), _too_many_of_line)
            suggestion = Suggestion(id=new_id(), assignment_id=line.assignment.id, state=state)
            async with self._new_key() as key_id:
                at, sealed = self._clock(), self._sealed_suggestion(suggestion.id, key_id, suggested)
                await rows.add(tx, rows.Row(suggestion=suggestion, key_id=key_id, sealed=sealed, suggested_at=at))
                await history.audit(tx, at=at, actor=_NOBODY, action="evidence_suggested", row_id=suggestion.id)
                return await replies.remember(tx, caller, asked, pb.SuggestEvidenceResponse())

    async def ListSuggestions(self, request: pb.ListSuggestionsRequest, context: Context) -> pb.ListSuggestionsResponse:
        """List what waits for a reviewer, oldest first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, wire.filters.waited, values=2)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            found = await rows.waiting(tx, suggestions.screened_hosts(by), after=after, limit=size + 1)
            shown = await self._suggestions(tx, found[:size], lambda _line, _suggestion: "")
        return pb.ListSuggestionsResponse(
            suggestions=shown, next_page_token=wire.filters.next_token(found, size, rows.place_of)
        )

    async def ScreenSuggestion(
        self, request: pb.ScreenSuggestionRequest, context: Context
    ) -> pb.ScreenSuggestionResponse:
        """Pass a suggestion on, as it came in or with other words, or discard it."""
        caller = access.caller(context)
        suggestion_id = wire.words.uuid(request.suggestion_id, field="suggestion_id")
        screening = wire.suggestions.screening(request)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.ScreenSuggestionResponse):
                return reply
            by, at = await self._standing(tx, caller), self._clock()
            suggestions.screened_hosts(by)  # before it is known whether there is one
            row = await rows.lock(tx, suggestion_id)
            line = await lines.read(tx, row.suggestion.assignment_id)
            after = suggestions.screen(line, row.suggestion, screening, by)
            if screening.discard_reason:
                await rows.discard(tx, suggestion_id, screening.discard_reason, by=by.person_id, at=at)
            else:
                await self._let_verifiers_read(tx, row, screening.note, by=by.person_id, at=at)
            await history.audit(
                tx,
                at=at,
                actor=str(by.person_id),
                action=f"suggestion_{after}",
                row_id=suggestion_id,
                detail=screening.discard_reason or "",
            )
            response = await replies.remember(tx, caller, request, pb.ScreenSuggestionResponse())
        # What is not destroyed here, because this process dies, the timer destroys.
        await self.forget_suggestion_keys()
        return response

    async def _let_verifiers_read(
        self, tx: Transaction, row: rows.Row, note: str | None, *, by: UUID, at: datetime
    ) -> None:
        """Let verifiers read it. Other words get a key of their own, and that of what came in is destroyed."""
        kept = self._opened_suggestion(row)
        assert row.sealed is not None, "what waits is sealed"
        key_id, sealed = row.key_id, row.sealed
        if note is not None and note != kept.note:
            key_id = await self._keys.create()
            sealed = self._sealed_suggestion(row.suggestion.id, key_id, Suggested(url=kept.url, note=note))
        await rows.pass_on(tx, row, key_id=key_id, sealed=sealed, by=by, at=at)

    async def ListPassedSuggestions(
        self, request: pb.ListPassedSuggestionsRequest, context: Context
    ) -> pb.ListPassedSuggestionsResponse:
        """List what was passed on and waits for a verifier, oldest first."""
        caller = access.caller(context)
        size = wire.filters.page_size(request.page_size)
        after = wire.filters.place(request.page_token, wire.filters.waited, values=2)
        async with self._db.transaction(read_only=True) as tx:
            by = await self._standing(tx, caller, lock=False)
            suggestions.is_verifier(by)
            found = await rows.passed(tx, after=after, limit=size + 1)
            shown = await self._suggestions(
                tx, found[:size], lambda line, suggestion: suggestions.why_not_to_settle(line, suggestion, by)
            )
        return pb.ListPassedSuggestionsResponse(
            suggestions=shown, next_page_token=wire.filters.next_token(found, size, rows.place_of)
        )

    async def SettleSuggestion(
        self, request: pb.SettleSuggestionRequest, context: Context
    ) -> pb.SettleSuggestionResponse:
        """Note that a verifier takes it up or sets it aside."""
        caller = access.caller(context)
        suggestion_id = wire.words.uuid(request.suggestion_id, field="suggestion_id")
        settlement = wire.suggestions.settlement(request)
        about: list[UUID] = []
        try:
            async with self._db.transaction() as tx:
                if reply := await replies.claim(tx, caller, request, pb.SettleSuggestionResponse):
                    return reply
                by, at = await self._standing(tx, caller), self._clock()
                suggestions.is_verifier(by)  # before it is known whether there is one
                suggestion = (await rows.lock(tx, suggestion_id)).suggestion
                about.append(suggestion.assignment_id)
                line = await lines.read(tx, suggestion.assignment_id)
                after = suggestions.settle(line, suggestion, settlement, by)
                await rows.settle(tx, suggestion_id, after, by=by.person_id, at=at)
                await history.audit(
                    tx, at=at, actor=str(by.person_id), action=f"suggestion_{after}", row_id=suggestion_id
                )
                return await replies.remember(tx, caller, request, pb.SettleSuggestionResponse())
        except ConflictOfInterest as refusal:
            await self._refused(caller, refusal, about[0])
            raise

    async def forget_suggestion_keys(self) -> None:
        """Destroy the keys of what was discarded, changed, or settled long enough ago, then the rows.

        Begun again after a failure, it does the rest.
        """
        settled_before = self._clock() - timedelta(days=self._settings.suggestion_kept_days)
        async with self._db.transaction(read_only=True) as tx:
            changed = await rows.changed(tx)
            erased = await rows.to_erase(tx, settled_before=settled_before)
        for suggestion_id, key_id in changed:
            self._keys.destroy(key_id)
            async with self._db.transaction() as tx:
                await rows.former_key_destroyed(tx, suggestion_id)
        for suggestion_id, key_id in erased:
            self._keys.destroy(key_id)
            async with self._db.transaction() as tx:
                await rows.delete(tx, suggestion_id)

    async def _suggestions(
        self, tx: Transaction, found: Sequence[rows.Row], conflict_of: Callable[[Line, Suggestion], str]
    ) -> list[pb.Suggestion]:
        """Return suggestions beside their lines, without what they say where somebody may not decide on them."""
        known = await lines.read_all(tx, list({each.suggestion.assignment_id for each in found}))
        views = {view.line.assignment.id: view for view in await self._views(tx, known)}
        shown = []
        for row in found:
            view = views[row.suggestion.assignment_id]
            conflict = conflict_of(view.line, row.suggestion)
            try:
                kept = None if conflict else self._opened_suggestion(row)
            except KeyDestroyed:
                continue  # erased on purpose
            shown.append(
                wire.suggestions.shown(
                    row.suggestion, kept, view, suggested_at=row.suggested_at, zone=self._zone, conflict=conflict
                )
            )
        return shown

    def _sealed_suggestion(self, suggestion_id: UUID, key_id: UUID, suggested: Suggested) -> bytes:
        kept = pb.Suggestion(url=suggested.url, note=suggested.note)
        return self._keys.seal(key_id, kept.SerializeToString(), table=_TABLE, column="sealed", row_id=suggestion_id)

    def _opened_suggestion(self, row: rows.Row) -> pb.Suggestion:
        assert row.sealed is not None, "only what was discarded is empty, and no list holds that"
        opened = self._keys.open(row.key_id, row.sealed, table=_TABLE, column="sealed", row_id=row.suggestion.id)
        return pb.Suggestion.FromString(opened)


def _within(buckets: Buckets, name: str, too_many: Callable[[timedelta], ResourceExhausted]) -> None:
    if wait := buckets.take(name):
        raise too_many(timedelta(seconds=math.ceil(wait.total_seconds())))


def _too_many_of_network(wait: timedelta) -> ResourceExhausted:
    return ResourceExhausted("too many suggestions came from your network", retry_after=wait)


def _too_many_of_line(wait: timedelta) -> ResourceExhausted:
    return ResourceExhausted("too many suggestions came in for this line", retry_after=wait)
