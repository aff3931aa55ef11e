"""consultations: capture, consent, safeguarding, publication."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Final

from roundtable.consultations.v1 import service_pb2_grpc
from services.chassis import clocks
from services.chassis.app import Parts, Runtime, Service, main
from services.chassis.database import Transaction
from services.chassis.public_holidays import PublicHolidays
from services.consultations import store
from services.consultations.api import ConsultationServicer
from services.consultations.api.publication import MailSettings
from services.consultations.events import HANDLERS
from services.consultations.settings import ConsultationsSettings

_EMBARGO_SECONDS: Final = 5.0  # of the 60 within which what is due becomes public

_UNSENT_SECONDS: Final = 3600.0  # of the days for which what nobody enters is kept

_ERASED_SECONDS: Final = 60.0  # what was erased before it was restored, most of all

_FILES_SECONDS: Final = 60.0  # what could not be taken out of the store of files at once


def build(
    runtime: Runtime, *, database_clock: Callable[[Transaction], Awaitable[datetime]] = clocks.of_database
) -> Parts:
    """Put the service together."""
    servicer = ConsultationServicer(
        runtime.database,
        runtime.keys,
        clock=runtime.clock,
        zone=runtime.settings.time_zone,
        sensitivity=runtime.settings.sensitivity,
        wrong_codes=runtime.settings.wrong_codes_per_network_hour,
        mails=MailSettings(
            public_url=runtime.settings.public_url,
            through_relay=runtime.settings.smtp_mode == "relay",
            holidays=PublicHolidays(),
        ),
        files=runtime.settings.files("documents"),
        database_clock=database_clock,
    )
    return Parts(
        servicers=[(service_pb2_grpc.add_ConsultationServiceServicer_to_server, servicer)],
        handlers=HANDLERS,
        tasks={
            "destroy_keys": partial(store.destroy_keys_forever, runtime.database, runtime.keys),
            "delete_files": lambda: _every(_FILES_SECONDS, servicer.delete_files),
            "lapse_erased": lambda: _every(_ERASED_SECONDS, servicer.lapse_erased),
            "end_unsent": lambda: _every(_UNSENT_SECONDS, servicer.end_old_unsent),
            "embargoes": lambda: _every(_EMBARGO_SECONDS, servicer.publish_due),
        },
    )


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await work()
        await asyncio.sleep(seconds)


SERVICE = Service(name="consultations", settings=ConsultationsSettings, build=build)

if __name__ == "__main__":
    main(SERVICE)
