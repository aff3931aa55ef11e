"""What must be true when everything has come to rest. Knows plain evidence, and nothing of the product."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID


class Fact(NamedTuple):
    """A public event: its id, its place in its aggregate, what it says."""

    event_id: UUID
    public_version: int
    number: int


@dataclass
class Evidence:
    """What was seen from outside."""

    acknowledged: Sequence[UUID] = ()
    """Ids of events whose command was answered OK."""
    log: Mapping[UUID, Sequence[Fact]] = field(default_factory=dict)
    """The owner's log: aggregate to its public events in order."""
    state: Mapping[UUID, int] = field(default_factory=dict)
    """The owner's state: aggregate to the sum of its numbers."""
    outbox: int = 0
    """Events that the broker has not acknowledged."""
    topic: Mapping[UUID, Sequence[Fact]] | None = None
    """What the topic holds, in its order; None if the broker lost data on purpose."""
    applied: Mapping[UUID, Sequence[Fact]] = field(default_factory=dict)
    """What the consumer's handler did, in the order of its commits."""
    projection: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)
    """The consumer's state: aggregate to the last version applied and the sum of its numbers."""
    announced: Mapping[UUID, int] = field(default_factory=dict)
    """The consumer's own events: how many follow from each event of the owner."""


def violations(seen: Evidence) -> list[str]:
    """Return what is not as it must be; empty if all is well."""
    return [
        *_owner(seen),
        *_topic(seen),
        *_consumer(seen),
    ]


def _owner(seen: Evidence) -> Iterator[str]:
    recorded = {fact.event_id for facts in seen.log.values() for fact in facts}
    for event_id in set(seen.acknowledged) - recorded:
        yield f"lost: {event_id} was acknowledged and is not in the log"
    for aggregate, facts in seen.log.items():
        if [fact.public_version for fact in facts] != list(range(1, len(facts) + 1)):
            yield f"the log of {aggregate} has other versions than 1..n"
    sums = {aggregate: sum(fact.number for fact in facts) for aggregate, facts in seen.log.items()}
    if sums != dict(seen.state):
        yield "the owner's state is not the fold of its events"
    if seen.outbox:
        yield f"stuck: {seen.outbox} events wait for the broker for ever"


def _topic(seen: Evidence) -> Iterator[str]:
    if seen.topic is None:
        return
    for aggregate, facts in seen.topic.items():
        known = set(seen.log.get(aggregate, ()))
        for fact in set(facts) - known:
            yield f"published without being recorded: {fact}"
    for aggregate, facts in seen.log.items():
        missing = set(facts) - set(seen.topic.get(aggregate, ()))
        if missing:
            yield f"never published: {len(missing)} events of {aggregate}"
        first_seen = list(dict.fromkeys(seen.topic.get(aggregate, ())))
        if not missing and first_seen != list(facts):
            yield f"published out of order: {aggregate}"


def _consumer(seen: Evidence) -> Iterator[str]:
    for aggregate in seen.log.keys() | seen.applied.keys():
        expected, applied = list(seen.log.get(aggregate, ())), list(seen.applied.get(aggregate, ()))
        if applied == expected:
            continue
        doubled = [fact for fact, times in Counter(applied).items() if times > 1]
        lost = set(expected) - set(applied)
        if doubled:
            yield f"applied twice: {len(doubled)} events of {aggregate}"
        if lost:
            yield f"never applied: {len(lost)} events of {aggregate}"
        if not doubled and not lost:
            yield f"applied out of order or invented: {aggregate}"
    fold = {a: (len(facts), sum(fact.number for fact in facts)) for a, facts in seen.log.items() if facts}
    if fold != dict(seen.projection):
        yield "the consumer's state is not the fold of the owner's events"
    expected_news = {fact.event_id: 1 for facts in seen.log.values() for fact in facts}
    if expected_news != dict(seen.announced):
        yield "the consumer's own events are not one per event applied"
