"""Settings of the dashboard."""

import os
from pathlib import Path

import pytest

from dashboard.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings with which the dashboard starts, in an environment without others."""
    for name in [each for each in os.environ if each.startswith("RT_")]:
        monkeypatch.delenv(name)
    files = {}
    for name in ("TLS_CERTIFICATE", "TLS_KEY", "TLS_CA", "HTTPS_CERTIFICATE", "HTTPS_KEY"):
        file = tmp_path / name
        file.write_text("pem")
        file.chmod(0o600)
        files[f"RT_{name}"] = str(file)
    https = {name: files.pop(name) for name in ("RT_HTTPS_CERTIFICATE", "RT_HTTPS_KEY")}
    values = {
        **files,
        "RT_LISTEN": "127.0.0.1:8501",
        "RT_IDENTITY_ADDRESS": "127.0.0.1:50051",
        "RT_CONSULTATIONS_ADDRESS": "127.0.0.1:50052",
        "RT_RECOMMENDATIONS_ADDRESS": "127.0.0.1:50053",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return https


def test_complete_settings_are_taken() -> None:
    settings = Settings.load()
    assert settings.listen.port == 8501
    assert settings.time_zone.key == "Asia/Karachi"
    assert settings.plain_loopback
    assert "notifications" not in settings.addresses()


def test_every_missing_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RT_LISTEN", "RT_TLS_CA", "RT_IDENTITY_ADDRESS"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("RT_PUBLIC_URL", "nowhere")
    with pytest.raises(SettingsError) as wrong:
        Settings.load()
    said = str(wrong.value).splitlines()
    assert [line.split()[0] for line in said] == [
        "RT_LISTEN",
        "RT_TLS_CA",
        "RT_IDENTITY_ADDRESS",
        "RT_PUBLIC_URL",
    ], "those that are missing first"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        pytest.param("RT_LISTEN", "8501", "host:port", id="no host"),
        pytest.param("RT_LISTEN", "127.0.0.1:99999", "host:port", id="no port there is"),
        pytest.param("RT_PUBLIC_URL", "https://tracker.example/pages", "whole site", id="a path"),
        pytest.param("RT_PUBLIC_URL", "tracker.example", "must be an address", id="no scheme"),
        pytest.param("RT_TIME_ZONE", "Karachi", "IANA", id="no zone"),
        pytest.param("RT_TLS_CA", "/nowhere", "names no file", id="no file"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} .*{says}"):
        Settings.load()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "TLS_KEY").chmod(0o644)
    with pytest.raises(SettingsError, match=r"RT_TLS_KEY .*0600"):
        Settings.load()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "dashboard.example", "[::]"])
def test_an_address_others_can_reach_is_refused_without_tls(
    complete: dict[str, str], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("RT_LISTEN", f"{host}:8501")
    with pytest.raises(SettingsError, match="without TLS"):
        Settings.load()
    for name, value in complete.items():
        monkeypatch.setenv(name, value)
    assert Settings.load().https_key


def test_a_certificate_without_its_key_is_refused(complete: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RT_HTTPS_CERTIFICATE", complete["RT_HTTPS_CERTIFICATE"])
    with pytest.raises(SettingsError, match="go together"):
        Settings.load()


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://127.0.0.1:8501", True),
        ("http://localhost:8501", True),
        ("https://127.0.0.1:8501", False),
        ("http://tracker.example", False),
        ("https://tracker.example", False),
    ],
)
def test_only_plain_http_on_this_machine_is_plain_loopback(
    monkeypatch: pytest.MonkeyPatch, url: str, plain: bool
) -> None:
    monkeypatch.setenv("RT_PUBLIC_URL", url)
    assert Settings.load().plain_loopback is plain
