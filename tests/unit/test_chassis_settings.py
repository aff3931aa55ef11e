"""Settings come from the environment, are named all at once when wrong, and never show a secret."""

from pathlib import Path

import pytest
from pydantic import Field, SecretStr

from deploy.local.certificates import Certificates
from services.chassis.settings import Address, MigrationSettings, ServiceSettings, SettingsError
from tests.chassis_kit import variables


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, certificates: Certificates, tmp_path: Path) -> pytest.MonkeyPatch:
    for name, value in variables(certificates, tmp_path).items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def complaint(kind: type[ServiceSettings] | type[MigrationSettings] = ServiceSettings) -> str:
    with pytest.raises(SettingsError) as refused:
        kind.load()
    return str(refused.value)


@pytest.mark.usefixtures("environment")
def test_a_complete_environment_is_accepted() -> None:
    settings = ServiceSettings.load()
    assert settings.time_zone.key == "Asia/Karachi"
    assert settings.address("consultations") == settings.consultations_address


def test_all_missing_settings_are_named_at_once() -> None:
    said = complaint()
    assert [line.split()[0] for line in said.splitlines()] == [
        "RT_DATABASE_URL",
        "RT_KAFKA_BOOTSTRAP",
        "RT_KAFKA_PROPERTIES_FILE",
        "RT_TLS_CERTIFICATE",
        "RT_TLS_KEY",
        "RT_TLS_CA",
        "RT_LISTEN",
        "RT_METRICS_LISTEN",
        "RT_IDENTITY_ADDRESS",
        "RT_CONSULTATIONS_ADDRESS",
        "RT_RECOMMENDATIONS_ADDRESS",
        "RT_NOTIFICATIONS_ADDRESS",
        "RT_KEYS_DIR",
    ]
    assert all(" is missing (" in line for line in said.splitlines())


def test_an_empty_setting_counts_as_missing(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RT_DATABASE_URL", "")
    assert complaint().startswith("RT_DATABASE_URL is missing")


def test_an_address_beyond_this_machine_without_tls_is_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RT_LISTEN", "0.0.0.0:50051")
    for name in ("RT_TLS_CERTIFICATE", "RT_TLS_KEY", "RT_TLS_CA"):
        environment.delenv(name)
    assert len(complaint().splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("RT_LISTEN", "50051", "host:port"),
        ("RT_LISTEN", "127.0.0.1:99999", "host:port"),
        ("RT_LISTEN", "127.0.0.1:\u0665\u0660", "host:port"),
        ("RT_TIME_ZONE", "Mars/Olympus", "iana"),
        ("RT_KAFKA_PARTITIONS", "0", "greater than or equal to 1"),
        ("RT_KAFKA_BROKERS", "many", "valid integer"),
        ("RT_LOG_LEVEL", "loud", "'debug'"),
        ("RT_TLS_CA", "/nowhere/ca.pem", "no file"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(
    environment: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    environment.setenv(name, value)
    said = complaint()
    assert said.startswith(name)
    assert says in said


def test_a_wrong_value_is_not_repeated(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("RT_LISTEN", "canary")
    assert "canary" not in complaint()


def test_a_key_that_everybody_may_read_is_refused(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("secret", encoding="utf-8")
    key.chmod(0o644)
    environment.setenv("RT_TLS_KEY", str(key))
    assert "0600" in complaint()


def test_secrets_are_masked(environment: pytest.MonkeyPatch) -> None:
    class Settings(ServiceSettings):
        word: SecretStr = Field(description="a secret")

    environment.setenv("RT_DATABASE_URL", "postgresql://identity:canary@127.0.0.1/identity?password=canary&sslmode=x")
    environment.setenv("RT_WORD", "canary")
    shown = Settings.load().masked()
    assert "canary" not in str(shown)
    assert shown["RT_DATABASE_URL"] == "postgresql://identity:***@127.0.0.1/identity?password=***&sslmode=x"
    assert shown["RT_WORD"] == "***"
    assert shown["OTEL_EXPORTER_OTLP_ENDPOINT"] == ""
    assert shown["RT_LISTEN"].startswith("127.0.0.1:")


def test_migrate_needs_nothing_but_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaint(MigrationSettings).startswith("RT_MIGRATION_DATABASE_URL is missing")
    monkeypatch.setenv("RT_MIGRATION_DATABASE_URL", "postgresql://127.0.0.1/identity")
    assert MigrationSettings.load().migration_database_url == "postgresql://127.0.0.1/identity"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)],
)
def test_loopback_is_told_apart(host: str, loopback: bool) -> None:
    assert Address(host, 1).is_loopback is loopback
