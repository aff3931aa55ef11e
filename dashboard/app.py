"""The ASGI app: Streamlit with our own routes in front of it, behind one guard.

`create(settings)` makes it. Our routes come first: the plain pages, and the HTML in which each Streamlit page starts
(`web.shell`). Streamlit keeps its socket and its files. `web.guard` is the outermost layer around both.

In a process there can be one: Streamlit keeps its configuration, and `backend` and `desk` what pages use, per process.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from dashboard import backend, desk, due, liaison, public, sessions, sign_in, start
from dashboard.backend import Backend
from dashboard.capture import card, documents, grid, importing, intake, offline, quick, unsent
from dashboard.pages import PAGES, Page
from dashboard.settings import Settings
from dashboard.web import Site, Visit, assets, held
from dashboard.web.guard import Guard
from dashboard.web.shell import Shell

_SCRIPT: Final = Path(__file__).parent / "stage" / "script.py"


def create(settings: Settings, *, services: Backend | None = None) -> st.App:
    """Return the app.

    Args:
        settings: The settings.
        services: The backend; one made from the settings if left out.
    """
    site = Site(settings, services or Backend.from_settings(settings))
    backend.install(site.backend)
    desk.configure(settings)
    routes = our_routes(site)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        yield
        site.backend.close()

    app = st.App(
        _SCRIPT,
        lifespan=lifespan,
        routes=routes,
        middleware=[Middleware(Guard, site=site, routes=routes)],
    )
    # Signs Streamlit's own form cookie; nothing of ours. A new one at each start costs an open page one reload.
    config.set_option("server.cookieSecret", secrets.token_hex(32))
    config.set_option("server.port", settings.listen.port)
    config.set_option("global.disableWidgetStateDuplicationWarning", True)  # see `typed`
    return app


def our_routes(site: Site) -> list[BaseRoute]:
    """Return every route that is not Streamlit's."""
    shell = Shell(site.settings.public_url)
    return [
        Route("/healthz", _healthz, methods=["GET"]),
        assets.route(),
        *public.routes(site),
        *sign_in.routes(site),
        *sessions.routes(site),
        *start.routes(site),
        *liaison.routes(site),
        *due.routes(site),
        *quick.routes(site),
        *unsent.routes(site),
        *offline.routes(site),
        *intake.routes(site),
        *importing.routes(site),
        *grid.routes(site),
        *documents.routes(site),
        *card.routes(site),
        *held.routes(site),
        *(_streamlit_page(site, shell, page) for page in PAGES if page.file),
    ]


def _streamlit_page(site: Site, shell: Shell, page: Page) -> Route:
    def show(visit: Visit) -> Response:
        return shell.page(visit, page.title)

    return site.get(f"/{page.path}", show)


async def _healthz(_request: Request) -> Response:
    """Say that the process serves. Services that are down make pages say so; they do not make this process sick."""
    return PlainTextResponse("ok\n")
