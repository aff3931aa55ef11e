"""A purge that is told to end puts topics back, however it is told, and however often."""

import importlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from confluent_kafka import KafkaError, KafkaException

from services.chassis.kafka.cluster import Cluster
from services.chassis.purge import Unfinished
from services.chassis.purge import topics as of_kafka

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
purge = importlib.import_module("services.chassis.purge.everything")


class _Topics:
    """Topics whose records live for seconds until they are put back."""

    def __init__(self) -> None:
        self.waited = self.put_back = False

    def wait(self, *_: object, **__: object) -> None:
        """Find that nothing is left on them."""
        self.waited = True

    @contextmanager
    def emptied(self, *_: object) -> Iterator["_Topics"]:
        try:
            yield self
        except KeyboardInterrupt:
            _end_with(signal.SIGINT)  # once more, while they are put back
            self.put_back = True
            raise


def _end_with(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture
def missed() -> Iterator[list[int]]:
    """Signals that the purge did not take for itself."""
    found: list[int] = []
    before = {each: signal.signal(each, lambda number, _: found.append(number)) for each in ENDINGS}
    yield found
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> _Topics:
    made = _Topics()
    monkeypatch.setattr(purge, "emptied", made.emptied)
    monkeypatch.setattr(purge, "renew", lambda *_: None)
    return made


def _run(monkeypatch: pytest.MonkeyPatch, ending: signal.Signals) -> None:
    monkeypatch.setattr(purge, "rewrite", lambda *_: _end_with(ending))
    purge.everything({"identity": "a database"}, "a server", Cluster(bootstrap="brokers"), lambda _: None)


@pytest.mark.covers("loss purge")
@pytest.mark.parametrize("ending", ENDINGS, ids=[each.name for each in ENDINGS])
def test_whoever_ends_a_purge_finds_topics_as_they_were(
    ending: signal.Signals, topics: _Topics, missed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        _run(monkeypatch, ending)
    assert (topics.waited, topics.put_back) == (False, True)
    assert missed == []


def test_what_is_to_outlive_its_terminal_goes_on(
    topics: _Topics, missed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _run(monkeypatch, signal.SIGHUP)
    assert topics.waited
    assert missed == []


def test_topics_that_could_not_be_put_back_are_said_to_wait_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def alter(_admin: object, settings: object) -> None:
        asked.append(settings)
        if len(asked) > 1:
            raise KafkaException(KafkaError(KafkaError._ALL_BROKERS_DOWN, "gone"))

    for name, found in {
        "AdminClient": None,
        "_ends": {("a topic", 0): 1},
        "_await_consumers": None,
        "_settings": {},
    }.items():
        monkeypatch.setattr(of_kafka, name, lambda *_, found=found: found)
    monkeypatch.setattr(of_kafka, "_alter", alter)
    wanted = "the topics may keep records for seconds as long as nobody runs it again: gone"
    with pytest.raises(Unfinished, match=wanted), of_kafka.emptied(Cluster(bootstrap="brokers"), ["a topic"], print):
        pass
