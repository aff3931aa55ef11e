"""Fixtures: a dashboard's plain pages over stand-in services."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard import desk
from dashboard.app import our_routes
from dashboard.backend import Backend
from dashboard.backend.cache import PublicCache
from dashboard.backend.channels import Channels
from dashboard.settings import Settings
from dashboard.web import Site
from dashboard.web.guard import Guard
from deploy.local.certificates import Certificates
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity
from tests.dashboard_kit import canned, services
from tests.dashboard_kit.reading import FACILITATOR, MAILBOX, ORIGIN
from tests.dashboard_kit.world import World


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of the stand-ins and the dashboard."""
    return services.made_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def world() -> World:
    """The canned world with a facilitator in it."""
    made = canned.world()
    forum = identity.Organisation(organisation_id="1", name="Child Safety Forum (example)")
    granted = identity.GrantedRole(role=identity_events.ROLE_FACILITATOR, organisation=forum)
    made.people[FACILITATOR] = identity.Person(name="Facilitator of the Forum", email=FACILITATOR, roles=[granted])
    return made


@pytest.fixture
def settings(
    world: World, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a dashboard over stand-in services, on a local stack."""
    card = {"role": "facilitator", "name_en": "Be the facilitator", "name_ur": "سہولت کار بنیں", "email": FACILITATOR}
    card |= {"what_en": "Enter an outcome.", "what_ur": "نتیجہ درج کریں۔", "opens": "/facilitator"}
    (tmp_path / "start.json").write_text(json.dumps([card]), encoding="utf-8")
    with services.serving(world, certificates) as served:
        served |= {"RT_LISTEN": "127.0.0.1:8501", "RT_PUBLIC_URL": ORIGIN, "RT_MAILBOX_URL": MAILBOX}
        for name, value in served.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("RT_START_FILE", str(tmp_path / "start.json"))
        yield Settings.load()


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site whose public answers are asked for anew each time."""
    clock = iter(range(0, 10_000_000, 1000))
    house = Backend(Channels.from_settings(settings), PublicCache(lambda: float(next(clock))))
    desk.configure(settings)
    yield Site(settings, house)
    house.close()


@pytest.fixture
def reader(site: Site) -> TestClient:
    """A browser without JavaScript."""
    routes = our_routes(site)
    app = Starlette(routes=routes, middleware=[Middleware(Guard, site=site, routes=routes)])
    return TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
