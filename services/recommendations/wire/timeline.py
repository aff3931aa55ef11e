"""Dated entries: what events tell, in the words of a page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from uuid import UUID

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import internal_pb2 as internal
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.event_log import Recorded
from services.recommendations.domain import facts
from services.recommendations.domain.assignment import Assignment, evolve
from services.recommendations.domain.recommendation import RecordCorrected, RecordJoined, RecordLinked, RecordPublished
from services.recommendations.domain.values import Publication, RecordState, Verification
from services.recommendations.wire import check_entries, clock_entries, records, said_entries, transfers, words
from services.recommendations.wire.addressees import Named
from services.recommendations.wire.facts import fact as fact_of
from services.recommendations.wire.striking import strike, strike_corrected

_JOINED: Final = {
    RecordState.MERGED: pb.TIMELINE_KIND_MERGED,
    RecordState.SUPERSEDED: pb.TIMELINE_KIND_SUPERSEDED,
    RecordState.PUBLISHED: pb.TIMELINE_KIND_UNMERGED,
}
_SAYS = (facts.PositionStated, facts.ProgressReported, facts.EvidenceAttached)


# Where an entry stands: its day, and among entries of one day its place in the event log.
Placed: TypeAlias = tuple[str, int, pb.TimelineEntry]


def newest_first(entries: Iterable[Placed]) -> list[pb.TimelineEntry]:
    """Return the entries in the order of a page. Late ones take their place in history."""
    return [entry for _, _, entry in sorted(entries, key=lambda each: each[:2], reverse=True)]


def of_assignment(recorded: Sequence[Recorded], *, zone: tzinfo, named: Named | None = None) -> list[Placed]:
    """Return the entries of one assignment, from all its events; `named` names its addressee by day."""
    entries: list[Placed] = []
    said: dict[int, pb.TimelineEntry] = {}
    state: Assignment | None = None
    for each in recorded:
        fact = fact_of(each)
        before, state = state, evolve(state, fact)
        entry = of_fact(fact, each.recorded_at, zone=zone, named=named)
        if entry is None:
            continue
        entries.append((entry.occurred_date, 2 * each.position, entry))
        said[fact.version] = entry
        if isinstance(fact, facts.PositionStated | facts.ProgressReported):
            strike_corrected(said, fact.corrects_version)
        if before is not None and ends_no_evidence(before, state, fact):
            entries.append((entry.occurred_date, 2 * each.position + 1, new_evidence(entry)))
    strike(entry for _, _, entry in entries)
    return entries


def of_records(
    recorded: Sequence[Recorded], *, zone: tzinfo, bodies: Mapping[UUID, Named], shown: Collection[UUID]
) -> list[Placed]:
    """Return the entries of the record's copy, from all its events; see `of_record`."""
    found = [(each, of_record(each, zone=zone, bodies=bodies, shown=shown)) for each in recorded]
    strike(entry for _, entry in found if entry)
    _tell_former(found)
    return [(entry.occurred_date, 2 * each.position, entry) for each, entry in found if entry]


def _tell_former(found: Sequence[tuple[Recorded, pb.TimelineEntry | None]]) -> None:
    """Say in the entry of each correction how the statement read until then; of a withdrawn one, nothing."""
    if any(isinstance(event.message, internal.RecordWithdrawn) for event, _ in found):
        return
    title = text = None
    for event, entry in found:
        if not isinstance(event.message, internal.RecordPublished | internal.RecordCorrected):
            continue
        fact = records.record_fact(event)
        assert isinstance(fact, RecordPublished | RecordCorrected)
        if isinstance(fact, RecordCorrected) and entry:
            if fact.title and (former := words.shown_text(title)):
                entry.former_title.CopyFrom(former)
            if fact.text and (former := words.shown_text(text)):
                entry.former_text.CopyFrom(former)
        title, text = fact.title or title, fact.text or text


def ends_no_evidence(before: Assignment, after: Assignment, fact: facts.AssignmentFact) -> bool:
    """Tell whether a word of the addressee brought evidence that has to be looked at."""
    return isinstance(fact, _SAYS) and before.verification is not after.verification


def new_evidence(entry: pb.TimelineEntry) -> pb.TimelineEntry:
    """Return the entry that says that new evidence ended "no evidence found"."""
    return pb.TimelineEntry(
        kind=pb.TIMELINE_KIND_NEW_EVIDENCE,
        occurred_date=entry.occurred_date,
        recorded_date=entry.recorded_date,
        addressee=entry.addressee if entry.HasField("addressee") else None,
        verification=words.to_enum(events.Verification, "VERIFICATION", Verification.UNASSESSED),
        evidence=entry.evidence,
    )


def others_of(recorded: Iterable[Recorded]) -> set[UUID]:
    """Return the other statements that entries of these events name."""
    named = [each for each in recorded if isinstance(each.message, internal.RecordJoined | internal.RecordLinked)]
    facts_of_others = [records.record_fact(each) for each in named]
    joined = {each.target_id for each in facts_of_others if isinstance(each, RecordJoined)}
    return joined | {each.other_id for each in facts_of_others if isinstance(each, RecordLinked)}


def of_record(
    recorded: Recorded,
    *,
    zone: tzinfo,
    bodies: Mapping[UUID, Named] = MappingProxyType({}),
    shown: Collection[UUID] = frozenset(),
) -> pb.TimelineEntry | None:
    """Return the entry of an event of the record's copy; None for one that is no entry.

    Args:
        recorded: The event.
        zone: The deployment's time zone.
        bodies: The record's addressees.
        shown: The other statements that are not hidden. Of another one an entry has neither number nor reason.
    """
    recorded_date = words.written(recorded.recorded_at.astimezone(zone).date())
    message = recorded.message
    if isinstance(message, internal.RecordPublished):
        return pb.TimelineEntry(
            kind=pb.TIMELINE_KIND_PUBLISHED,
            occurred_date=message.statement.published_date,
            recorded_date=recorded_date,
        )
    if isinstance(message, internal.RecordWithdrawn):
        fact = records.record_fact(recorded)
        reason, asked_by = getattr(fact, "reason", None), getattr(fact, "asked_by", None)
        return pb.TimelineEntry(
            kind=pb.TIMELINE_KIND_WITHDRAWN,
            occurred_date=message.statement.withdrawn_date,
            recorded_date=recorded_date,
            reason=words.shown_text(reason),
            asked_by=words.shown_text(asked_by),
        )
    return _later(recorded, recorded_date, bodies, shown)


def _later(
    recorded: Recorded, recorded_date: str, bodies: Mapping[UUID, Named], shown: Collection[UUID]
) -> pb.TimelineEntry | None:
    """Return the entry of what happened to a record after its publication and does not end it."""
    match recorded.message:
        case internal.RecordAddresseeAdded() as message:
            added = records.addressee_added(
                message.statement, version=recorded.version, occurred_at=recorded.occurred_at
            )
            body = bodies.get(added.put_to.addressee_id)
            return pb.TimelineEntry(
                kind=pb.TIMELINE_KIND_ADDRESSEE_ADDED,
                occurred_date=words.written(added.added_date),
                recorded_date=recorded_date,
                addressee=body.on(added.added_date) if body else None,
                reason=words.shown_text(added.reason),
            )
        case internal.RecordRetracked() as message:
            changed = records.record_retracked(
                message.statement, version=recorded.version, occurred_at=recorded.occurred_at
            )
            tracked = changed.publication is Publication.TRACKED
            return pb.TimelineEntry(
                kind=pb.TIMELINE_KIND_TRACKED if tracked else pb.TIMELINE_KIND_RECORDED_ONLY,
                occurred_date=words.written(changed.retracked_date),
                recorded_date=recorded_date,
                reason=words.shown_text(changed.reason),
            )
        case internal.RecordCorrected() as message:
            corrected = records.record_corrected(
                message.statement, version=recorded.version, occurred_at=recorded.occurred_at
            )
            return pb.TimelineEntry(
                kind=pb.TIMELINE_KIND_CORRECTED,
                occurred_date=words.written(corrected.corrected_date),
                recorded_date=recorded_date,
                reason=words.shown_text(corrected.reason),
            )
        case internal.RecordParticularsCorrected() as message:
            return _particulars(message.statement, recorded, recorded_date)
        case internal.RecordJoined() | internal.RecordLinked():
            return _between_two(recorded, recorded_date, shown)
        case _:
            return None


def _particulars(
    message: published.StatementParticularsCorrected, recorded: Recorded, recorded_date: str
) -> pb.TimelineEntry:
    """Return the entry of a corrected day or of corrected themes, with what they were."""
    fact = records.particulars_corrected(message, version=recorded.version, occurred_at=recorded.occurred_at)
    entry = pb.TimelineEntry(
        kind=pb.TIMELINE_KIND_PARTICULARS_CORRECTED,
        occurred_date=words.written(fact.corrected_date),
        recorded_date=recorded_date,
    )
    if fact.said_date != fact.former_said_date:
        entry.corrected_said_date.former_date = words.written(fact.former_said_date)
        entry.corrected_said_date.date = words.written(fact.said_date)
    if fact.themes != fact.former_themes:
        entry.corrected_themes.former.extend(fact.former_themes)
        entry.corrected_themes.themes.extend(fact.themes)
    return entry


def _between_two(recorded: Recorded, recorded_date: str, shown: Collection[UUID]) -> pb.TimelineEntry | None:
    """Return the entry of what happened between a record and another one."""
    match recorded.message:
        case internal.RecordJoined() as message:
            joined = records.record_joined(message, version=recorded.version, occurred_at=recorded.occurred_at)
            named = joined.target_id in shown
            return pb.TimelineEntry(
                kind=_JOINED[joined.state],
                occurred_date=words.written(joined.joined_date),
                recorded_date=recorded_date,
                reason=words.shown_text(joined.reason) if named else None,
                joined_number=joined.target_number if named else "",
            )
        case internal.RecordLinked() as message:
            linked = records.record_linked(message, version=recorded.version, occurred_at=recorded.occurred_at)
            named = linked.other_id in shown
            return pb.TimelineEntry(
                kind=pb.TIMELINE_KIND_LINKED if linked.linked else pb.TIMELINE_KIND_UNLINKED,
                occurred_date=words.written(linked.on_date),
                recorded_date=recorded_date,
                reason=words.shown_text(linked.reason) if named else None,
                joined_number=linked.other_number if named else "",
            )
        case _:
            return None


def of_fact(
    fact: facts.AssignmentFact,
    recorded_at: datetime,
    *,
    zone: tzinfo,
    named: Named | None = None,
) -> pb.TimelineEntry | None:
    """Return the entry of one fact; None for one that is no entry: the opening, and what waits for confirmation.

    Args:
        fact: What happened.
        recorded_at: When it was recorded.
        zone: The deployment's time zone.
        named: Names the line's bodies as they were called on a day; None to leave them out.
    """
    day = occurred_date(fact)
    common: dict[str, Any] = {
        "recorded_date": words.written(recorded_at.astimezone(zone).date()),
        "addressee": named.on(day) if named and day else None,
        "occurred_date": words.written(day),
    }
    match fact:
        case (
            facts.AssignmentOpened()
            | facts.AssignmentTransferred()
            | facts.TransferUndone()
            | facts.BodyEnded()
            | facts.BodyEndUndone()
        ):
            return _transfer(fact, common, day, named)
        case (
            facts.EvidenceRequested()
            | facts.VerificationRecorded()
            | facts.NoEvidenceFound()
            | facts.FindingAnnounced()
            | facts.FindingTakenBack()
            | facts.NotVerifiable()
        ):
            entry = check_entries.of_check(fact, common)
            if named:
                name_replier(entry, fact, named)
            return entry
        case facts.DueDateRederived() | facts.FindingExtended() | facts.StepAnnounced() | facts.StepRetracted():
            return clock_entries.of_clock(fact, common)
        case _:
            return said_entries.of_people(fact, common)


def name_replier(entry: pb.TimelineEntry, fact: facts.AssignmentFact, named: Named) -> None:
    """Say who replied to what was found, if it was not the line's own body: nobody's words are another's."""
    replied_by_id = fact.replied_by_id if isinstance(fact, facts.VerificationRecorded) else None
    if replier := named.other(replied_by_id, occurred_date(fact)):
        entry.replied_by.CopyFrom(replier)


def _transfer(
    fact: transfers.TransferFact, common: dict[str, Any], day: date | None, named: Named | None
) -> pb.TimelineEntry | None:
    other = named.other(transfers.other_of(fact), day) if named else None
    entry = transfers.entry(fact, common, other)
    remit_id = fact.remit_id if isinstance(fact, facts.AssignmentOpened | facts.AssignmentTransferred) else None
    if entry and named and (remit := named.remit(remit_id)):
        entry.transfer.remit.CopyFrom(remit)
    return entry


def occurred_date(fact: facts.AssignmentFact) -> date | None:
    """Return the day of a fact that is an entry; None for one that is none."""
    days = {
        facts.RequestRecorded: "outcome_date",
        facts.PositionStated: "stated_date",
        facts.ProgressReported: "reported_date",
        facts.DeliveryDateMoved: "moved_date",
        facts.EvidenceRequested: "requested_date",
        facts.VerificationRecorded: "verified_date",
        facts.NoEvidenceFound: "as_of_date",
        facts.FindingAnnounced: "announced_date",
        facts.FindingTakenBack: "taken_back_date",
        facts.EvidenceAttached: "attached_date",
        facts.NotVerifiable: "found_date",
        facts.DueDateRederived: "rederived_date",
        facts.FindingExtended: "extended_date",
        facts.Closed: "closed_date",
        facts.Reopened: "reopened_date",
        facts.FollowUpNoted: "contact_date",
        facts.AssignmentOpened: "opened_date",
        facts.AssignmentTransferred: "transferred_date",
        facts.TransferUndone: "undone_date",
        facts.BodyEnded: "ended_date",
        facts.BodyEndUndone: "undone_date",
        facts.StepAnnounced: "day",
        facts.StepRetracted: "retracted_date",
    }
    return getattr(fact, days[type(fact)]) if type(fact) in days else None
