"""`python -m dashboard` as a process: what it needs, how it stops."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.dashboard_kit import canned, process, services

_ASK = """
import streamlit as st
from pathlib import Path
import dashboard
st.App(Path(dashboard.__file__).parent / "stage" / "script.py")
from streamlit import config
for name in ("browser.gatherUsageStats", "client.showErrorDetails", "client.toolbarMode", "server.maxUploadSize",
             "server.fileWatcherType", "runner.postScriptGC", "server.enableAgentApi"):
    print(config.get_option(name))
"""


def run(environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it until it ends."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    path = f"{process.REPOSITORY}:{process.REPOSITORY / 'proto' / 'gen'}"
    return subprocess.run(
        [sys.executable, "-m", "dashboard"],
        cwd=folder,
        env={**kept, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_settings_it_names_all_that_are_missing_and_ends(tmp_path: Path) -> None:
    ended = run({}, tmp_path)
    assert ended.returncode == 2
    for name in ("RT_LISTEN", "RT_TLS_CERTIFICATE", "RT_TLS_KEY", "RT_TLS_CA", "RT_IDENTITY_ADDRESS"):
        assert f"{name} is missing" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_opens_no_door_of_streamlit_and_stops_on_sigterm_without_a_log_of_readers(tmp_path: Path) -> None:
    certificates = services.made_certificates(tmp_path / "certificates")
    with (
        services.serving(canned.world(), certificates) as settings,
        process.dashboard(settings, tmp_path) as running,
    ):
        with urllib.request.urlopen(f"{running.url}/r/EX-R-2", timeout=10) as answer:
            assert answer.status == 200
        for door in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/static/index.html", "/auth/login"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{running.url}{door}", timeout=10)
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(15) == 0
        assert time.monotonic() - began < 10
        log = running.log.read_text()
    assert "EX-R-2" not in log
    assert "127.0.0.1:" not in log.replace(running.url, "")
    assert "Traceback" not in log


def test_it_serves_from_any_folder_with_telemetry_off(tmp_path: Path) -> None:
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            _ASK,
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{process.REPOSITORY}:{process.REPOSITORY / 'proto' / 'gen'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == ["False", "none", "minimal", "2", "none", "False", "False"]


def test_the_listening_address_of_others_is_refused(tmp_path: Path) -> None:
    certificates = services.made_certificates(tmp_path / "certificates")
    addresses = {f"RT_{name}_ADDRESS": "127.0.0.1:1" for name in ("IDENTITY", "CONSULTATIONS", "RECOMMENDATIONS")}
    ended = run({**certificates.settings("dashboard"), **addresses, "RT_LISTEN": "0.0.0.0:8501"}, tmp_path)
    assert ended.returncode == 2
    assert "without TLS" in ended.stderr


@pytest.mark.parametrize("signal_number", [signal.SIGINT])
def test_ctrl_c_is_an_orderly_end_too(tmp_path: Path, signal_number: int) -> None:
    certificates = services.made_certificates(tmp_path / "certificates")
    with (
        services.serving(canned.world(), certificates) as settings,
        process.dashboard(settings, tmp_path) as running,
    ):
        running.process.send_signal(signal_number)
        assert running.process.wait(15) == 0
