"""`.env.example` names every setting there is."""

from deploy.local import env_example


def test_the_example_is_what_the_settings_classes_say() -> None:
    assert env_example.FILE.read_text(encoding="utf-8") == env_example.text()


def test_it_names_settings_of_the_stack_the_services_and_the_dashboard() -> None:
    written = env_example.text()
    for variable in ("RT_HOME", "RT_PORT_KAFKA", "RT_DATABASE_URL", "RT_SMTP_HOST", "RT_MAILBOX_URL"):
        assert f"# {variable}=" in written
