"""Notifications: facilitators read the log, and the operator reports a mail that came back."""

from roundtable.notifications.v1 import service_pb2 as notifications_pb
from roundtable.notifications.v1 import service_pb2_grpc as notifications_grpc
from tests.integration import notifications_office
from tests.integration.recommendations_things import key
from tests.overload.asking import Told, by_grpc
from tests.overload.sides.side import OTHERS, WRITES, Making, Side


async def a_side(making: Making) -> Side:
    """Start it where a mail was handed over; the operator reports over and over that it came back."""
    databases = await making.databases("notifications")
    own = making.folder / "office"
    own.mkdir()
    office = await making.stack.enter_async_context(notifications_office.an_office(databases, own))
    act, address = await office.ready()
    await office.tell(*act.lines)
    await office.send()
    (mail,) = office.mails(address)
    given = {
        "RT_SMTP_HOST": "127.0.0.1",
        "RT_SMTP_PORT": str(office.sink.port),
        "RT_MAIL_FROM": notifications_office.SENDER,
        "RT_BOUNCE_DOMAIN": notifications_office.BOUNCES,
        "RT_CALLS_PER_WORKLOAD_MINUTE": str(WRITES),
    }
    running, environment = await making.started("notifications", databases, **given)
    signer, listen = making.signer, environment["RT_LISTEN"]
    stubs = [
        notifications_grpc.NotificationServiceStub(making.channel(each, listen)) for each in ("dashboard", "operator")
    ]
    claims = [
        signer.claims("notifications", roles=[_role("facilitator", act.host_organisation_id)])
        for _ in range(1 + OTHERS)
    ]

    async def read(person: int) -> Told:
        token = signer.token("notifications", sub=claims[person]["sub"], roles=claims[person]["roles"])
        wanted = notifications_pb.ListDeliveriesRequest()
        metadata = [("authorization", f"Bearer {token}")]
        return await by_grpc(stubs[0].ListDeliveries(wanted, metadata=metadata, timeout=10))

    async def report(_person: int, _number: int) -> Told:
        came_back = notifications_pb.ReportBounceRequest(
            idempotency_key=key(), return_path=mail.sender, status_code="5.1.1"
        )
        return await by_grpc(stubs[1].ReportBounce(came_back, timeout=10))

    return Side("notifications", running, listen, read, report, office)


def _role(role: str, organisation_id: object) -> dict[str, str]:
    return {"role": role, "organisation_id": str(organisation_id)}
