"""Serves the dashboard: `python -m dashboard`."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from dashboard import logs
from dashboard.app import create
from dashboard.settings import Settings, SettingsError
from dashboard.web import connections, sockets

_GRACE_SECONDS: Final = 5


class _Server(uvicorn.Server):
    """uvicorn, but a process that was told to stop and did so ends with 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.should_exit = True

        before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return how the app is served."""
    return uvicorn.Config(
        app,
        host=settings.listen.host,
        port=settings.listen.port,
        ssl_certfile=settings.https_certificate,
        ssl_keyfile=str(settings.https_key) if settings.https_key else None,
        log_config=None,
        access_log=False,  # addresses of readers are kept nowhere
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ws=sockets.kind(settings),
        ws_max_size=sockets.MESSAGE_BYTES,
        http=connections.kind(settings),
        h11_max_incomplete_event_size=connections.HEAD_BYTES,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=[str(each) for each in settings.proxies],
    )


def main() -> int:
    """Serve until told to stop. Returns the exit status."""
    try:
        settings = Settings.load()
    except SettingsError as wrong:
        sys.stderr.write(f"the dashboard cannot start:\n{wrong}\n")
        return 2
    app = create(settings)
    logs.configure(settings.log_level)  # after Streamlit has set up its own
    server = _Server(configured(app, settings))
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
