"""The single-use code with which the first registrar enrols, shown to the operator in a file only they can read."""

import asyncio
import contextlib
import os
from datetime import datetime
from pathlib import Path

import structlog

from services.chassis.database import Database
from services.chassis.ids import new_id
from services.identity import store
from services.identity.vault import Vault, new_secret, same

log = structlog.get_logger(__name__)


async def prepare(database: Database, vault: Vault, file: Path, at: datetime) -> None:
    """Have a good code in the file as long as nobody is a registrar, and no file once somebody is.

    A code that was written before and not used stays as it is, so that a link which was already shown keeps working.

    Raises:
        psycopg.OperationalError: The database is away.
        OSError: The file cannot be written.
    """
    async with database.transaction() as tx:
        if await store.a_registrar_exists(tx):
            await store.drop_enrolment_code(tx)
            await asyncio.to_thread(forget, file)
            return
        written = await asyncio.to_thread(_read, file)
        kept = await store.lock_enrolment_code(tx)
        if written and kept and same(vault.enrolment(written), kept):
            return
        # The file first: a code in the file that nobody knows does no harm and is replaced at the next start.
        code = new_secret()
        await asyncio.to_thread(_write, file, code)
        await store.keep_enrolment_code(tx, vault.enrolment(code), at)
        log.info("enrolment_code_made")


def forget(file: Path) -> None:
    """Remove the file; one that is gone already is as good."""
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write(file: Path, code: str) -> None:
    aside = file.with_name(f".{file.name}.{new_id()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, f"{code}\n".encode())
    finally:
        os.close(descriptor)
    aside.replace(file)
