"""The processes that are flooded: four services and the dashboard over them, with small limits."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from tests.dashboard_kit import process
from tests.dashboard_kit.process import Running
from tests.integration.service_process import SERVING
from tests.integration.service_works import a_works
from tests.overload.sides import consultations, identity, notifications, recommendations
from tests.overload.sides.side import Making, Side

PAGES, SIGN_INS, SOCKETS = 40, 20, 6
"""Of one network: pages a minute, forms of signing in an hour, pages of the desk open at once."""


@dataclass
class Floor:
    """The processes."""

    certificates: Certificates
    dashboard: Running
    sides: Mapping[str, Side]

    @property
    def page(self) -> str:
        """A public page."""
        return f"/r/{self.sides['recommendations'].house.tracked.tracked_number}"

    async def well(self) -> bool:
        """Tell whether every service says that it is well."""
        told = await asyncio.gather(*(each.process.health() for each in self.sides.values()))
        return set(told) == {SERVING}

    def pids(self, *names: str) -> dict[str, int]:
        """Return the processes of these names."""
        known = {name: side.process.process.pid for name, side in self.sides.items()}
        known["dashboard"] = self.dashboard.process.pid
        return {name: known[name] for name in names}


@asynccontextmanager
async def a_floor(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[Floor]:
    """All of it, serving until the block ends."""
    async with AsyncExitStack() as stack:
        works = await stack.enter_async_context(a_works(postgres, certificates, folder))
        making = Making(stack, postgres, certificates, folder, works)
        made = await asyncio.gather(
            *(each.a_side(making) for each in (identity, consultations, recommendations, notifications))
        )
        known = {each.name: each for each in made}
        settings = {
            **certificates.settings("dashboard"),
            **{f"RT_{name.upper()}_ADDRESS": side.address for name, side in known.items() if name != "notifications"},
            "RT_REQUESTS_PER_NETWORK_MINUTE": str(PAGES),
            "RT_FORMS_PER_NETWORK_MINUTE": "100000",
            "RT_SIGN_INS_PER_NETWORK_HOUR": str(SIGN_INS),
            "RT_SOCKETS_PER_NETWORK": str(SOCKETS),
        }
        dashboard = await asyncio.to_thread(stack.enter_context, process.dashboard(settings, folder))
        yield Floor(certificates, dashboard, known)
