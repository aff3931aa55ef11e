"""What notifications consists of, made from its settings and the chassis's runtime."""

from datetime import timedelta
from functools import partial

from roundtable.notifications.v1 import service_pb2_grpc
from services.chassis.parts import Parts, Runtime
from services.chassis.public_holidays import PublicHolidays
from services.notifications import timers
from services.notifications.api import NotificationServicer
from services.notifications.events import Events
from services.notifications.sender.attempt import Post
from services.notifications.sender.contacts import IdentityContacts
from services.notifications.sender.loop import PER_DOMAIN, Sender
from services.notifications.sender.slots import Slots
from services.notifications.sender.smtp import SmtpServer
from services.notifications.settings import NotificationsSettings


def build(runtime: Runtime) -> Parts:
    """Make the parts."""
    settings: NotificationsSettings = runtime.settings
    events = Events(runtime.clock, settings.time_zone)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        greeting=settings.mail_from.rpartition("@")[2],
        tls=settings.smtp_tls,
        authority=settings.tls_ca,
    )
    post = Post(
        database=runtime.database,
        contacts=IdentityContacts(runtime.channel("identity")),
        server=server,
        mode=settings.smtp_mode,
        clock=runtime.clock,
        zone=settings.time_zone,
        holidays=PublicHolidays(),
        public_url=settings.public_url,
        mail_from=settings.mail_from,
        bounce_domain=settings.bounce_domain,
        first_wait=timedelta(seconds=settings.mail_retry_seconds),
        slots=Slots(PER_DOMAIN),
    )
    servicer = NotificationServicer(runtime.database, runtime.clock, settings.time_zone)
    return Parts(
        servicers=[(service_pb2_grpc.add_NotificationServiceServicer_to_server, servicer)],
        handlers=events.handlers(),
        withholding=events.withholding(),
        tasks={
            "sender": Sender(post).run,
            "mandates": partial(timers.plan_mandates, runtime.database, events),
            "delivery counts": partial(timers.count_deliveries, runtime.database),
        },
    )
