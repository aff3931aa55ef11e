"""Ten times as much as is allowed, on sign-in, reads and writes: the rest is refused, and nobody else waits.

On real processes: the dashboard, identity and recommendations. The limits are small, so that ten times as much takes
seconds; the table that is printed is that of `docs/operations.md`.
"""

import asyncio
import secrets
import urllib.request
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from dashboard.web import forms
from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import migrate
from tests.chassis_kit import variables
from tests.dashboard_kit import process
from tests.dashboard_kit.process import Running
from tests.integration.flooding import Flood, Told, by_grpc, by_http, flood
from tests.integration.recommendations_house import Person
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import key, words
from tests.integration.service_process import SERVING, ServiceProcess, a_channel, a_process
from tests.integration.service_works import Works, a_works

PAGES, SIGN_INS, READS, WRITES = 40, 20, 40, 20
MANY, AT_ONCE = 24, 8
FLOODING, ELSEWHERE = "127.0.2.7", "127.0.3.7"
COLUMNS = (
    *("Ten times as much", "Allowed", "Offered", "Answered", "Refused", "Told to wait", "Memory"),
    *("Health answered", "Others answered", "Others wait", "Normal again after"),
)


@dataclass
class Floor:
    """The processes."""

    works: Works
    identity: ServiceProcess
    dashboard: Running


@pytest.fixture(scope="module")
async def floor(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Floor]:
    folder = tmp_path_factory.mktemp("floor")
    async with AsyncExitStack() as stack:
        works = await stack.enter_async_context(a_works(postgres, certificates, folder))
        works.environment |= {
            "RT_READS_PER_PERSON_MINUTE": str(READS),
            "RT_WRITES_PER_PERSON_MINUTE": str(WRITES),
            "RT_CALLS_PER_PERSON_AT_ONCE": str(AT_ONCE),
        }
        databases = stack.enter_context(postgres.throwaway("identity"))
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="identity")
        mail = {"RT_SMTP_HOST": "127.0.0.1", "RT_SMTP_PORT": "1", "RT_MAIL_FROM": "roundtable@tracker.example"}
        own = folder / "identity"
        own.mkdir()
        environment = variables(certificates, own, "identity", RT_DATABASE_URL=databases.url, **mail)
        channel = a_channel(certificates, "operator", environment["RT_LISTEN"])
        stack.push_async_callback(channel.close)
        identity = stack.enter_context(
            a_process("identity", ["services.identity"], environment, channel, folder / "identity.said")
        )
        settings = {
            **certificates.settings("dashboard"),
            "RT_IDENTITY_ADDRESS": environment["RT_LISTEN"],
            "RT_CONSULTATIONS_ADDRESS": environment["RT_CONSULTATIONS_ADDRESS"],
            "RT_RECOMMENDATIONS_ADDRESS": works.environment["RT_LISTEN"],
            "RT_REQUESTS_PER_NETWORK_MINUTE": str(PAGES),
            "RT_FORMS_PER_NETWORK_MINUTE": "100000",
            "RT_SIGN_INS_PER_NETWORK_HOUR": str(SIGN_INS),
        }
        starting = asyncio.create_task(works.start())
        dashboard = await asyncio.to_thread(stack.enter_context, process.dashboard(settings, folder))
        await starting
        await identity.until(SERVING)
        yield Floor(works, identity, dashboard)


async def a_sign_in(floor: Floor, source: str, number: int) -> Told:
    browser = secrets.token_urlsafe(32)
    form = {
        "email": f"focal.point.{number}@agency.example",
        "form_token": forms.token(browser),
        "key": key(),
        "next": "",
    }
    cookie = f"__Host-browser={browser}"
    return await by_http(floor.dashboard.url, "/sign-in", source=source, cookie=cookie, form=form)


def own_network(number: int) -> str:
    """Return an address of another network each time: many readers, each of whom asks once."""
    return f"127.1.{number // 250 % 250}.7" if number < 1000 else f"127.{2 + number % 200}.{number // 200 % 250}.7"


@pytest.mark.covers("SEC 19")
async def test_ten_times_as_much_as_is_allowed_keeps_nobody_else_from_being_served(floor: Floor) -> None:
    works, url = floor.works, floor.dashboard.url
    mine, theirs = await a_scene(works.house), await a_scene(works.house)
    host = theirs.tracked.host_id
    others = [await works.house.person("facilitator", organisation_id=host) for _ in range(10)]
    page, today = f"/r/{mine.tracked.tracked_number}", works.house.clock.today.isoformat()

    async def page_is_well() -> bool:
        def ask() -> int:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
                return int(answer.status)

        return await asyncio.to_thread(ask) == 200

    async def service_is_well() -> bool:
        return await works.process.health() == SERVING

    async def read(scene: Scene, who: Person) -> Told:
        wanted = pb.GetAssignmentRequest(assignment_id=scene.assignment)
        return await by_grpc(works.house.call(who, "GetAssignment", wanted))

    async def write(scene: Scene, who: Person) -> Told:
        noted = pb.NoteFollowUpRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            follow_up=pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, contact_date=today, text=words("They call back")),
        )
        return await by_grpc(works.house.call(who, "NoteFollowUp", noted))

    floods = [
        await flood(
            "forms of signing in, from one network",
            lambda number: a_sign_in(floor, FLOODING, number),
            limit=SIGN_INS,
            at_once=MANY,
            others=lambda number: a_sign_in(floor, own_network(number), number + 10_000),
            healthy=page_is_well,
            pids={"dashboard": floor.dashboard.process.pid, "identity": floor.identity.process.pid},
        ),
        await flood(
            "public pages, from one network",
            lambda _: by_http(url, page, source=ELSEWHERE),
            limit=PAGES,
            at_once=MANY,
            others=lambda number: by_http(url, page, source=own_network(number)),
            healthy=page_is_well,
            pids={"dashboard": floor.dashboard.process.pid},
        ),
        await flood(
            "reads, of one person",
            lambda _: read(mine, mine.facilitator),
            limit=READS,
            at_once=AT_ONCE,
            others=lambda number: read(theirs, others[number % len(others)]),
            healthy=service_is_well,
            pids={"recommendations": works.process.process.pid},
        ),
        await flood(
            "writes, of one person",
            lambda _: write(mine, mine.facilitator),
            limit=WRITES,
            at_once=AT_ONCE,
            others=lambda number: write(theirs, others[number % len(others)]),
            healthy=service_is_well,
            pids={"recommendations": works.process.process.pid},
        ),
    ]
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", *(each.row() for each in floods), sep="\n")  # noqa: T201
    assert [fault for each in floods for fault in faults(each)] == []


def faults(found: Flood) -> list[str]:
    """Say what is not as it should be."""
    period = 3600 if "signing in" in found.what else 60
    most = found.limit * (1 + found.seconds / period) + 1
    wrong = []
    if not 0.9 * found.limit <= found.told[True] <= most:
        wrong.append(f"{found.told[True]} were answered of {found.limit} that are allowed")
    for name, (before, after) in found.memory.items():
        if after - before > 8_000:
            wrong.append(f"memory of {name} grew from {before} to {after} kB")
    if max(found.others) > 5:
        wrong.append(f"somebody else waited for {max(found.others):.1f} s")
    return [f"{found.what}: {each}" for each in wrong]
