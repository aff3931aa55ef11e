"""Topics without what stood on them.

To delete records moves the beginning of a partition; the file that is written at the time goes on holding them, on an
idle topic until its retention is over. So for the time of a purge records live five seconds: brokers then begin a new
file for each partition and delete those before it, and it shows where a partition begins that they did.

Whoever had not read them misses nothing: a consumer that finds a gap asks the owner's log, where what was erased is
empty.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ConfigSource,
    OffsetSpec,
    ResourceType,
)

from services.chassis.kafka.cluster import RETENTION_MS, Cluster
from services.chassis.purge.unfinished import Unfinished

Report: TypeAlias = Callable[[str], None]
Ends: TypeAlias = Mapping[tuple[str, int], int]

_LIVES_MS: Final = 5_001
"""Not a round number: what a killed purge has left is known by it, and put back by the next one."""
_FOR_A_MOMENT: Final = {
    "retention.ms": str(_LIVES_MS),
    "segment.ms": str(_LIVES_MS),
    "file.delete.delay.ms": "101",
}
_OURS: Final = {"retention.ms": str(RETENTION_MS)}
_EARLIEST: Final[OffsetSpec] = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
_LATEST: Final[OffsetSpec] = OffsetSpec.latest()  # type: ignore[no-untyped-call]
_SECONDS: Final = 15.0
_SECONDS_FOR_CONSUMERS: Final = 30.0
_SECONDS_TO_DELETE_FILES: Final = 2.0
_DENIED: Final = (
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
)


@dataclass(frozen=True)
class Emptying:
    """Topics whose records live for seconds at the moment."""

    _admin: AdminClient
    _ends: Ends

    def wait(self, report: Report, *, patience: float) -> None:
        """Wait until no broker has a file any more that was there when this began.

        Args:
            report: Gets a line now and then.
            patience: So many seconds; brokers look every five minutes by default (log.retention.check.interval.ms).

        Raises:
            Unfinished: A partition still begins before that.
        """
        began = told = time.monotonic()
        while left := _before(_offsets(self._admin, self._ends, _EARLIEST), self._ends):
            now = time.monotonic()
            if now - began > patience:
                topic, partition = min(left)
                raise Unfinished(f"{topic}/{partition} and {len(left) - 1} more partitions still hold what they held")
            if now - told > _SECONDS:
                told = now
                report(f"{len(left)} of {len(self._ends)} partitions still hold what they held")
            time.sleep(0.5)
        time.sleep(_SECONDS_TO_DELETE_FILES)


@contextmanager
def emptied(cluster: Cluster, topics: Collection[str], report: Report) -> Iterator[Emptying]:
    """Let the records of topics live for seconds, as long as the block is not left.

    Args:
        cluster: As an account that may alter these topics and look at their consumers' groups.
        topics: Those that are not there are left out.
        report: Told who has not read what goes.

    Raises:
        Unfinished: The account may not do it, or the brokers do not answer; the same call goes on.
    """
    admin = AdminClient(cluster.config())
    try:
        ends = _ends(admin, topics)
        _await_consumers(admin, ends, report)
        there = sorted({topic for topic, _ in ends})
        before = {topic: _settings(admin, topic) for topic in there}
        try:
            _alter(admin, dict.fromkeys(there, _FOR_A_MOMENT))
            yield Emptying(admin, ends)
        finally:
            _put_back(admin, before)
    except KafkaException as reason:
        raise Unfinished(_said(reason)) from reason


def _put_back(admin: AdminClient, before: Mapping[str, Mapping[str, str | None]]) -> None:
    try:
        _alter(admin, before)
    except KafkaException as reason:
        if reason.args[0].code() in _DENIED:  # then nothing was set, either
            raise
        raise Unfinished(
            f"the topics may keep records for seconds as long as nobody runs it again: {reason.args[0].str()}"
        ) from reason


def _ends(admin: AdminClient, topics: Collection[str]) -> Ends:
    """Return where each partition ends."""
    known = admin.list_topics(timeout=_SECONDS).topics
    partitions = [(name, number) for name in topics if name in known for number in known[name].partitions]
    return _offsets(admin, dict.fromkeys(partitions, 0), _LATEST)


def _offsets(admin: AdminClient, of: Ends, which: OffsetSpec) -> Ends:
    if not of:
        return {}
    asked = admin.list_offsets({TopicPartition(*each): which for each in of}, request_timeout=_SECONDS)
    return {(each.topic, each.partition): found.result().offset for each, found in asked.items()}


def _before(at: Ends, ends: Ends) -> set[tuple[str, int]]:
    return {each for each, offset in at.items() if offset < ends[each]}


def _await_consumers(admin: AdminClient, ends: Ends, report: Report) -> None:
    """Give whoever reads along the time to come to the end; nothing is lost for who does not."""
    until = time.monotonic() + _SECONDS_FOR_CONSUMERS
    while behind := _behind(admin, ends):
        if time.monotonic() > until:
            for group, records in sorted(behind.items()):
                counted = "1 record" if records == 1 else f"{records} records"
                report(f"{group} had not read {counted}: it asks the owner's log instead")
            return
        time.sleep(0.5)


def _behind(admin: AdminClient, ends: Ends) -> dict[str, int]:
    """Return how many records each consumer group has yet to read."""
    listed = admin.list_consumer_groups(request_timeout=_SECONDS).result()
    behind = dict[str, int]()
    for group in (each.group_id for each in listed.valid):
        asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)], request_timeout=_SECONDS)
        places = asked[group].result().topic_partitions
        read = {(each.topic, each.partition): each.offset for each in places if each.offset >= 0}
        if unread := sum(ends[each] - offset for each, offset in read.items() if offset < ends.get(each, 0)):
            behind[group] = unread
    return behind


def _settings(admin: AdminClient, topic: str) -> dict[str, str | None]:
    """Return what was set for the topic itself; None where nothing was."""
    asked = admin.describe_configs([_resource(topic)], request_timeout=_SECONDS)
    found: dict[str, ConfigEntry] = next(iter(asked.values())).result()
    return {name: _former(name, found[name], seconds) for name, seconds in _FOR_A_MOMENT.items()}


def _former(name: str, entry: ConfigEntry, for_a_moment: str) -> str | None:
    if ConfigSource(entry.source) is not ConfigSource.DYNAMIC_TOPIC_CONFIG:
        return None
    return _OURS.get(name) if entry.value == for_a_moment else entry.value


def _alter(admin: AdminClient, settings: Mapping[str, Mapping[str, str | None]]) -> None:
    resources = [_resource(topic, wanted) for topic, wanted in settings.items()]
    if resources:  # nothing is not a list that it takes
        for future in admin.incremental_alter_configs(resources, request_timeout=_SECONDS).values():
            future.result()


def _resource(topic: str, wanted: Mapping[str, str | None] | None = None) -> ConfigResource:
    changes: list[Any] = [
        ConfigEntry(
            name, value, incremental_operation=AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
        )
        for name, value in (wanted or {}).items()
    ]
    return ConfigResource(ResourceType.TOPIC, topic, incremental_configs=changes or None)


def _said(reason: KafkaException) -> str:
    error = reason.args[0]
    if error.code() in _DENIED:
        return (
            f"the topics stay: {error.str()} (the account needs DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS on them, "
            "and DESCRIBE on the groups that read them)"
        )
    return f"the topics stay: {error.str()}"
