"""The dashboard as a process of its own, over stand-in services."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_READY_SECONDS = 60


@dataclass
class Running:
    """A dashboard that serves."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def dashboard(settings: Mapping[str, str], folder: Path, **more: str) -> Iterator[Running]:
    """Run `python -m dashboard` from a folder that is not the repository; stop it afterwards."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'proto' / 'gen'}",
        "RT_LISTEN": f"127.0.0.1:{port}",
        "RT_PUBLIC_URL": url,
        **settings,
        **more,
    }
    log = folder / f"dashboard-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard"], cwd=folder, env=environment, stdout=output, stderr=output
        )
    try:
        _wait(url, process, log)
        yield Running(url, process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + _READY_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise AssertionError(f"the dashboard ended with {process.returncode}:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the dashboard does not answer:\n{log.read_text()}")
