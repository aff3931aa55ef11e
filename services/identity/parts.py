"""What identity consists of, made from its settings and the chassis's runtime."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from roundtable.identity.v1 import service_pb2_grpc
from services.chassis.parts import Parts, Runtime
from services.identity import enrolment, store
from services.identity.api import IdentityServicer
from services.identity.api.desk import Desk
from services.identity.events import HANDLERS
from services.identity.mail import Mailer, NextHop, NoticeMailer
from services.identity.settings import IdentitySettings
from services.identity.tokens import SigningKeys
from services.identity.vault import Vault

_SECONDS_BETWEEN_SWEEPS: Final = 3600.0


async def build(runtime: Runtime) -> Parts:
    """Make the parts. The keys are ready when this returns; the enrolment code follows when the database answers."""
    settings: IdentitySettings = runtime.settings
    vault = Vault(runtime.keys)
    await vault.open()
    signing_keys = SigningKeys(settings.keys_dir / "identity" / "signing", runtime.clock)
    await asyncio.to_thread(signing_keys.refresh)
    next_hop = NextHop(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        sender=settings.mail_from,
        authority=settings.tls_ca,
    )
    mailer = Mailer(runtime.database, vault, next_hop, runtime.clock)
    notices = NoticeMailer(
        runtime.database,
        vault,
        next_hop,
        runtime.clock,
        zone=settings.time_zone,
        public_url=settings.public_url,
    )
    desk = Desk(
        database=runtime.database,
        vault=vault,
        signing_keys=signing_keys,
        clock=runtime.clock,
        zone=settings.time_zone,
        mail_code=mailer.hand_over,
        dead_calendar_links_per_network_hour=settings.dead_calendar_links_per_network_hour,
        reads_per_calendar_link_hour=settings.reads_per_calendar_link_hour,
        enrolment_file=settings.enrolment_file,
    )
    return Parts(
        servicers=[(service_pb2_grpc.add_IdentityServiceServicer_to_server, IdentityServicer(desk))],
        handlers=HANDLERS,
        tasks={
            "code mailer": mailer.run,
            "notice mailer": notices.run,
            "signing keys": signing_keys.keep_fresh,
            "housekeeping": _housekeeping(runtime, vault, settings),
        },
        signing_keys=signing_keys.public,
    )


def _housekeeping(runtime: Runtime, vault: Vault, settings: IdentitySettings) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        if settings.enrolment_file:
            await enrolment.prepare(runtime.database, vault, settings.enrolment_file, runtime.clock())
        while True:
            async with runtime.database.transaction() as tx:
                await store.sweep(tx, runtime.clock())
                await store.drop_old_recoveries(tx, runtime.clock())
                await store.drop_old_appointments(tx, runtime.clock())
            await asyncio.sleep(_SECONDS_BETWEEN_SWEEPS)

    return run
