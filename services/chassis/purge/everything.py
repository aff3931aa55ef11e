"""The whole purge, part by part."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TypeAlias

from services.chassis.kafka.cluster import Cluster, topic_of
from services.chassis.purge.tables import rewrite
from services.chassis.purge.topics import emptied
from services.chassis.purge.wal import renew

Report: TypeAlias = Callable[[str], None]

_SECONDS_FOR_BROKERS: Final = 420.0
"""They look for what is to be deleted every five minutes, if nobody told them otherwise."""

_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def everything(urls: Mapping[str, str], server: str, cluster: Cluster, report: Report) -> None:
    """Make the bytes of what was erased until now leave databases, write-ahead log and topics.

    Args:
        urls: libpq URL of each service's database, as its owner.
        server: libpq URL as a role that may renew the write-ahead log; all databases lie on this server.
        cluster: As an account that may alter the services' topics.
        report: Gets a line for each part.

    Raises:
        Unfinished: A part was not done, or not the whole of it. The same call goes on.
        psycopg.OperationalError: The server is away.
        KeyboardInterrupt: Ctrl-C, SIGTERM, or the terminal is gone. Topics are as they were before.
    """
    for each in _ENDINGS:
        if signal.getsignal(each) is not signal.SIG_IGN:  # as under nohup
            signal.signal(each, _end)
    with emptied(cluster, [topic_of(service) for service in urls], report) as topics:
        for service, url in urls.items():
            with _timed(f"{service}: tables written anew", report):
                rewrite(url, report)
        with _timed("topics: nothing left that stood on them", report):
            topics.wait(report, patience=_SECONDS_FOR_BROKERS)
    with _timed("write-ahead log: nothing left that stood in it", report):
        renew(server, report)


def _end(*_: object) -> None:
    """End, however often that is asked for: topics are put back as they were first."""
    for each in _ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def _timed(what: str, report: Report) -> Iterator[None]:
    began = time.monotonic()
    yield
    report(f"{what} ({time.monotonic() - began:.1f} s)")
