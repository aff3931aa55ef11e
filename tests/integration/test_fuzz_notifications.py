"""Whatever a request to notifications holds, the answer is one that a caller can do something with."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.mail_server import Reject
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from roundtable.notifications.v1 import service_pb2 as pb
from tests.chassis_kit import channel
from tests.fuzzing import event_log
from tests.fuzzing.event_log import EventLogSamples
from tests.fuzzing.named import every_example_is_refused
from tests.fuzzing.target import Caller, Target, methods_of, nothing_wrong, samples_of
from tests.fuzzing.verdict import State
from tests.integration.notifications_desk import Desk, serving
from tests.integration.notifications_office import Act, a_database, an_office

SERVICES = ("roundtable.notifications.v1.NotificationService", "roundtable.common.v1.EventLogService")
# What may hold what is refused elsewhere: what is no number finds nothing.
TAKES: frozenset[str] = frozenset({"ListDeliveries.consultation_number"})


class _Samples(EventLogSamples):
    """One method per RPC: a request that succeeds."""

    def __init__(self, desk: Desk, delivery_id: str) -> None:
        super().__init__(delivery_id)
        self._desk = desk

    async def ReportBounce(self) -> Message:
        """A mail that was accepted comes back."""
        _, address = await self._desk.sent()
        (mail,) = self._desk.office.mails(address)
        return pb.ReportBounceRequest(return_path=mail.sender, status_code="5.1.1")

    async def RetryDelivery(self) -> Message:
        """A mail that was refused is tried again."""
        act, address = await self._desk.office.ready()
        self._desk.office.sink.behave(address, Reject())
        await self._desk.office.tell(*act.lines)
        await self._desk.office.send()
        entry = (await self._desk.log(state=pb.DELIVERY_STATE_BOUNCED))[0]
        return pb.RetryDeliveryRequest(delivery_id=entry.delivery_id, expected_version=entry.version)


@pytest.fixture(scope="module")
async def target(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Target]:
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("notifications")
        databases = stack.enter_context(a_database(postgres))
        office = await stack.enter_async_context(an_office(databases, folder))
        desk = await stack.enter_async_context(serving(office, certificates, folder))
        state = await stack.enter_async_context(State(databases.admin_url))
        ways = {
            name: await stack.enter_async_context(channel(certificates, name, desk.address, "notifications"))
            for name in ("dashboard", "operator", "recommendations")
        }
        acts = [(await desk.sent())[0] for _ in range(3)]
        delivery_id = (await desk.log())[0].delivery_id
        yield Target(
            callers={
                options.CALLER_FACILITATOR: [_person(desk, ways, "facilitator", acts[0])],
                options.CALLER_REGISTRAR: [_person(desk, ways, "registrar", acts[0])],
                options.CALLER_SERVICE: [Caller("a service", ways["recommendations"])],
                options.CALLER_OPERATOR: [Caller("operator", ways["operator"])],
            },
            samples=samples_of(_Samples(desk, delivery_id)),
            state=state,
            known=[delivery_id, str(uuid4()), "C-7", acts[0].lines[0].tracked_number],
        )


def _person(desk: Desk, ways: dict[str, Any], name: str, act: Act) -> Caller:
    async def token() -> str:
        return desk.token(name, act.host_organisation_id)

    return Caller(name, ways["dashboard"], token)


@pytest.mark.parametrize("method", methods_of(*SERVICES), ids=lambda method: method.name)
async def test_no_request_is_answered_with_an_error_of_ours(
    target: Target, method: MethodDescriptor, record_property: Callable[[str, object], None]
) -> None:
    await nothing_wrong(target, method, record_property)


@pytest.mark.parametrize("method", methods_of(*SERVICES), ids=lambda method: method.name)
async def test_every_bad_example_is_refused_by_its_field(
    target: Target, method: MethodDescriptor, record_property: Callable[[str, object], None]
) -> None:
    await every_example_is_refused(target, method, record_property, takes=TAKES | event_log.TAKES)
