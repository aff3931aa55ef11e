"""`.env.example`: every setting of every process, collected from the settings classes themselves."""

import importlib
import importlib.util
from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from types import ModuleType

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from deploy.local.generated import stale
from deploy.local.names import REPOSITORY, SERVICES, Ports

FILE = REPOSITORY / ".env.example"
_CHASSIS = "services.chassis.settings"
_OWNERS = (*(f"services.{name}.settings" for name in SERVICES), "dashboard.settings")

_HEAD = """\
# Every setting there is. `make run` needs none of them: it makes its own. Written by
# `python -m deploy.local env-example`; a check fails when it is not what the settings classes say.
# A secret is never a setting: a setting names the file, of mode 0600, that holds it.
"""

_STACK = (
    ("RT_HOME", "", "folder of the local stack's data, secrets, logs and virtual environments; .roundtable if empty"),
    ("RT_SAMPLE_DATA", "all", "none starts the local stack empty"),
)


def text() -> str:
    """Return what the file should say."""
    sections = [_section("The local stack (make run)", _STACK), _ports()]
    common = _settings(importlib.import_module(_CHASSIS), "services.")
    shared = {variable: purpose for variable, _, purpose in common}
    sections.append(_section("Every service", common))
    for name in _OWNERS:
        if importlib.util.find_spec(name) is None:
            continue
        own = [each for each in _settings(importlib.import_module(name), name) if shared.get(each[0]) != each[2]]
        called = name.removeprefix("services.").removesuffix(".settings")
        sections.append(_section(f"The {called} besides" if called == "dashboard" else f"{called} besides", own))
    return "\n".join([_HEAD, *sections])


def write() -> int:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    return 0


def check() -> int:
    """Say how the file differs from what it should be; 1 if it does."""
    return stale(FILE, text(), written_from="settings")


def _section(title: str, settings: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"# --- {title}", ""]
    for variable, default, purpose in settings:
        lines += [f"# {purpose}", f"# {variable}={default}", ""]
    return "\n".join(lines)


def _ports() -> str:
    ports = [
        (Ports.variable(each.name), str(each.default), f"port of {each.name.replace('_', ' ')}")
        for each in fields(Ports)
    ]
    return _section("Where the local stack listens, on the loopback address", ports)


def _settings(module: ModuleType, owner: str) -> list[tuple[str, str, str]]:
    """Return variable, default and purpose of each setting of the classes that the module itself defines."""
    found: dict[str, tuple[str, str, str]] = {}
    for kind in vars(module).values():
        if not (isinstance(kind, type) and issubclass(kind, BaseSettings) and kind.__module__.startswith(owner)):
            continue
        for name, info in kind.model_fields.items():
            variable = info.validation_alias if isinstance(info.validation_alias, str) else f"RT_{name.upper()}"
            found.setdefault(variable, (variable, _default(info), _purpose(kind, name, info)))
    return list(found.values())


def _default(info: FieldInfo) -> str:
    if info.default in (PydanticUndefined, None, ()):
        return ""
    return str(info.default.value if isinstance(info.default, Enum) else info.default)


def _purpose(kind: type[BaseSettings], name: str, info: FieldInfo) -> str:
    if not info.description:
        raise ValueError(f"{kind.__module__}.{kind.__name__}.{name} has no description")
    return info.description
