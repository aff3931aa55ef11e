"""What `make purge` does: the product's own purge on the whole running stack, and a look at older backups."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg

from deploy.local import background
from deploy.local.backup import archive, rows
from deploy.local.backup.commands import DATA
from deploy.local.failure import CannotStart
from deploy.local.names import SERVICES
from deploy.local.postgres import ADMIN
from deploy.local.progress import Progress
from deploy.local.stack import READY_FILE, Stack
from services.chassis import purge as chassis
from services.chassis.kafka.cluster import Cluster

_BACKUPS: Final = "roundtable-data-*.zip"
_ERASED: Final = "SELECT text_id FROM texts WHERE erased_at IS NOT NULL UNION SELECT text_id FROM erased_texts"


def purge(stack: Stack, backups: Path, progress: Progress) -> None:
    """Make the bytes of what was erased leave the running stack's disks, and tell which backups hold them.

    Args:
        stack: What runs in its home.
        backups: The folder of backups of data; it may be missing.
        progress: Told of each part.

    Raises:
        CannotStart: The stack does not run, or a part was not done.
    """
    if background.supervisor(stack.home) is None or not (stack.home / "run" / READY_FILE).exists():
        raise CannotStart("the stack is not ready: Kafka gives nothing away while it is stopped; run `make up` first")
    urls = {name: stack.postgres.url(name, ADMIN) for name in SERVICES}
    account = Cluster.at(stack.kafka.bootstrap, stack.kafka.properties_file("operator"))
    try:
        chassis.everything(urls, urls[SERVICES[0]], account, progress.say)
    except chassis.Unfinished as reason:
        raise CannotStart(f"not all of it is gone: {reason}") from reason
    except psycopg.Error as reason:
        raise CannotStart(f"not all of it is gone: PostgreSQL says {str(reason).splitlines()[0]}; run it again") from (
            reason
        )
    except KeyboardInterrupt:
        raise CannotStart("interrupted, and the topics are as they were; run it again") from None
    progress.say("What was erased until now is in no file of the databases, of their write-ahead log or of the topics.")
    progress.say("Mails that were sent keep what they said, in the local mailboxes, too.")
    tell_of_backups({name: _erased(url) for name, url in urls.items()}, backups, progress)


def tell_of_backups(erased: Mapping[str, Collection[UUID]], folder: Path, progress: Progress) -> None:
    """Name the backups of data in a folder that hold texts in clear that are erased, by service, and say what to do."""
    found = sorted(folder.glob(_BACKUPS))
    if not found:
        progress.say(f"There is no backup in {folder}; look wherever copies are kept.")
        return
    holding = 0
    for file in found:
        try:
            count = in_clear(file, erased)
        except CannotStart as reason:
            progress.say(f"{reason}; whether it holds what was erased by now is not known")
            continue
        if count:
            holding += 1
            progress.say(f"{file} holds {count} {'text' if count == 1 else 'texts'} in clear, erased by now")
    if holding:
        progress.say("Run `make backup`, then delete these, and every copy of them.")
    else:
        progress.say(f"No backup in {folder} that can be read holds a text in clear that is erased by now.")


def _erased(url: str) -> set[UUID]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        return {row[0] for row in connection.execute(_ERASED)}


def in_clear(file: Path, erased: Mapping[str, Collection[UUID]]) -> int:
    """Count the texts that a backup of data holds in clear and that were erased since.

    Raises:
        CannotStart: It is damaged, or no backup of data.
    """
    held = set[UUID]()
    with archive.opened(file, DATA) as reader:
        for service in SERVICES:
            for row in rows.told(reader, service, "texts"):
                if "body" in row and (text_id := UUID(row["text_id"].decode())) in erased[service]:
                    held.add(text_id)
    return len(held)
