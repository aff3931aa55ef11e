"""Codes, sessions, and the enrolment code."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.identity.domain.sign_in import COUNTED_PERIOD, TRIES, Asked, Assurance, Code, Session
from services.identity.store import calendar_links

_KEPT: Final = timedelta(days=1)


async def count_asked(tx: Transaction, mailbox: bytes, browser: bytes, at: datetime) -> Asked:
    """Count the codes asked for in the last hour, and let nobody else count either until the transaction ends."""
    # Both locks in the order of their numbers: two requests that share one never wait for each other.
    locks = """
        SELECT pg_advisory_xact_lock(number)
          FROM (SELECT hashtextextended(encode(hmac, 'hex'), 0) AS number
                  FROM unnest(%(hmacs)s::bytea[]) AS given (hmac) ORDER BY number) AS numbers
    """
    await tx.execute(locks, {"hmacs": [mailbox, browser]})
    statement = """
        SELECT (SELECT count(*) FROM sign_in_codes WHERE mailbox_hmac = %(mailbox)s AND asked_at > %(since)s)
               AS for_mailbox,
               (SELECT count(*) FROM sign_in_codes WHERE browser_hmac = %(browser)s AND asked_at > %(since)s)
               AS in_browser
    """
    found = await tx.execute(statement, {"mailbox": mailbox, "browser": browser, "since": at - COUNTED_PERIOD})
    row = await found.fetchone()
    assert row is not None
    return Asked(**row)


async def add_code(tx: Transaction, code: Code, *, mailbox: bytes, browser: bytes, at: datetime) -> None:
    """Write a code that was asked for."""
    statement = """
        INSERT INTO sign_in_codes (id, mailbox_hmac, browser_hmac, code_hmac, asked_at, expires_at)
        VALUES (%(id)s, %(mailbox)s, %(browser)s, %(code_hmac)s, %(at)s, %(expires_at)s)
    """
    values = {
        "id": code.id,
        "mailbox": mailbox,
        "browser": browser,
        "code_hmac": code.code_hmac,
        "at": at,
        "expires_at": code.expires_at,
    }
    await tx.execute(statement, values)


async def lock_codes(tx: Transaction, mailbox: bytes, browser: bytes, at: datetime) -> list[Code]:
    """Return the codes for that mailbox in that browser that are not too old, locked until the transaction ends."""
    statement = """
        SELECT id, code_hmac, expires_at, tries, closed_at IS NOT NULL AS closed
          FROM sign_in_codes
         WHERE mailbox_hmac = %(mailbox)s AND browser_hmac = %(browser)s AND expires_at > %(at)s
         ORDER BY id
           FOR UPDATE
    """
    found = await tx.execute(statement, {"mailbox": mailbox, "browser": browser, "at": at})
    return [Code(**row) for row in await found.fetchall()]


async def count_try(tx: Transaction, codes: list[Code]) -> None:
    """Count a wrong code against every good one."""
    statement = """
        UPDATE sign_in_codes SET tries = tries + 1
         WHERE id = ANY(%(ids)s) AND closed_at IS NULL AND tries < %(tries)s
    """
    await tx.execute(statement, {"ids": [code.id for code in codes], "tries": TRIES})


async def close_codes(tx: Transaction, codes: list[Code], at: datetime) -> None:
    """Close codes: one was used, and the others of the browser are not needed any more."""
    statement = "UPDATE sign_in_codes SET closed_at = %(at)s WHERE id = ANY(%(ids)s) AND closed_at IS NULL"
    await tx.execute(statement, {"ids": [code.id for code in codes], "at": at})


async def address_of_code(tx: Transaction, code_id: UUID, at: datetime) -> UUID | None:
    """Return the person to whom the code is to be mailed: nobody if the mailbox is unknown or the code is not good."""
    statement = """
        SELECT contacts.person_id
          FROM sign_in_codes JOIN contacts USING (mailbox_hmac)
         WHERE sign_in_codes.id = %(id)s AND closed_at IS NULL AND expires_at > %(at)s AND contacts.signs_in
    """
    row = await (await tx.execute(statement, {"id": code_id, "at": at})).fetchone()
    return row["person_id"] if row else None


async def add_session(tx: Transaction, session: Session, secret_hmac: bytes) -> None:
    """Write a new session."""
    statement = """
        INSERT INTO sessions (id, person_id, assurance, secret_hmac, signed_in_at, used_at)
        VALUES (%(id)s, %(person_id)s, %(assurance)s, %(secret_hmac)s, %(signed_in_at)s, %(used_at)s)
    """
    values = {
        "id": session.id,
        "person_id": session.person_id,
        "assurance": session.assurance,
        "secret_hmac": secret_hmac,
        "signed_in_at": session.signed_in_at,
        "used_at": session.used_at,
    }
    await tx.execute(statement, values)


async def lock_session(tx: Transaction, secret_hmac: bytes) -> Session | None:
    """Return the session, unless it has been ended, locked until the transaction ends."""
    statement = """
        SELECT id, person_id, assurance, signed_in_at, used_at
          FROM sessions
         WHERE secret_hmac = %(secret_hmac)s AND ended_at IS NULL
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"secret_hmac": secret_hmac})).fetchone()
    return _session(row) if row else None


async def sessions_of(tx: Transaction, person_id: UUID) -> list[Session]:
    """Return the person's sessions that nobody ended, newest first; some may be idle for too long."""
    statement = """
        SELECT id, person_id, assurance, signed_in_at, used_at
          FROM sessions
         WHERE person_id = %(person_id)s AND ended_at IS NULL
         ORDER BY signed_in_at DESC, id DESC
    """
    return [_session(row) for row in await (await tx.execute(statement, {"person_id": person_id})).fetchall()]


def _session(row: Mapping[str, Any]) -> Session:
    return Session(**{**row, "assurance": Assurance(row["assurance"])})


async def session_with(tx: Transaction, secret_hmac: bytes) -> UUID | None:
    """Return the id of the session with that secret, if there is one."""
    found = await tx.execute("SELECT id FROM sessions WHERE secret_hmac = %(hmac)s", {"hmac": secret_hmac})
    row = await found.fetchone()
    return row["id"] if row else None


async def lock_own_sessions(tx: Transaction, person_id: UUID, session_ids: Sequence[UUID]) -> list[UUID]:
    """Return those of the sessions that are the person's, ended ones included, locked until the transaction ends."""
    statement = """
        SELECT id FROM sessions WHERE id = ANY(%(ids)s) AND person_id = %(person_id)s ORDER BY id FOR UPDATE
    """
    found = await tx.execute(statement, {"ids": list(session_ids), "person_id": person_id})
    return [row["id"] for row in await found.fetchall()]


async def use_session(tx: Transaction, session_id: UUID, at: datetime) -> None:
    """Remember that a session was used. The clocks of two copies may differ: it never goes back."""
    # Nothing is lost that matters if this is undone by a power cut, so nobody waits for the disk.
    await tx.execute("SET LOCAL synchronous_commit = off")
    statement = "UPDATE sessions SET used_at = greatest(used_at, %(at)s) WHERE id = %(id)s"
    await tx.execute(statement, {"id": session_id, "at": at})


async def end_session(tx: Transaction, session_id: UUID, at: datetime) -> None:
    """End one session; one that has ended keeps its end."""
    statement = "UPDATE sessions SET ended_at = %(at)s WHERE id = %(id)s AND ended_at IS NULL"
    await tx.execute(statement, {"id": session_id, "at": at})


async def take_back_codes(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """Take back every code of the person, mailed or waiting to be.

    Before the person is locked, and the sessions end after that: whoever signs in takes the code, the person and the
    former session in this order, too, so nobody waits for each other, and the new session is there to be ended.
    """
    statement = """
        UPDATE sign_in_codes SET closed_at = %(at)s
         WHERE id IN (SELECT sign_in_codes.id
                        FROM sign_in_codes JOIN contacts USING (mailbox_hmac)
                       WHERE contacts.person_id = %(person_id)s AND closed_at IS NULL AND expires_at > %(at)s
                       ORDER BY sign_in_codes.id
                         FOR UPDATE OF sign_in_codes)
    """
    await tx.execute(statement, {"person_id": person_id, "at": at})


async def end_access(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """End every session of the person, who is locked, and the calendar link.

    In the order of the ids of the sessions, as their owner ends several.
    """
    statement = """
        UPDATE sessions SET ended_at = %(at)s
         WHERE id IN (SELECT id FROM sessions
                       WHERE person_id = %(person_id)s AND ended_at IS NULL
                       ORDER BY id
                         FOR UPDATE)
    """
    await tx.execute(statement, {"person_id": person_id, "at": at})
    await calendar_links.drop(tx, person_id)


async def keep_enrolment_code(tx: Transaction, code_hmac: bytes, at: datetime) -> None:
    """Make this the one code with which the first registrar enrols."""
    statement = """
        INSERT INTO enrolment_codes (code_hmac, made_at) VALUES (%(code_hmac)s, %(at)s)
            ON CONFLICT (id) DO UPDATE SET code_hmac = excluded.code_hmac, made_at = excluded.made_at
    """
    await tx.execute(statement, {"code_hmac": code_hmac, "at": at})


async def lock_enrolment_code(tx: Transaction) -> bytes | None:
    """Return the fingerprint of the enrolment code that was not used yet, locked until the transaction ends."""
    row = await (await tx.execute("SELECT code_hmac FROM enrolment_codes FOR UPDATE")).fetchone()
    return row["code_hmac"] if row else None


async def drop_enrolment_code(tx: Transaction) -> None:
    """Forget the enrolment code: it was used, or a registrar came another way."""
    await tx.execute("DELETE FROM enrolment_codes")


async def sweep(tx: Transaction, at: datetime) -> None:
    """Delete codes and sessions that ended long ago."""
    await tx.execute("DELETE FROM sign_in_codes WHERE asked_at < %(before)s", {"before": at - _KEPT})
    await tx.execute("DELETE FROM sessions WHERE signed_in_at < %(before)s", {"before": at - 2 * _KEPT})
