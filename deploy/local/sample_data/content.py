"""The TOML files as requests: tables become protobuf messages, days relative to the first start become dates."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message

Table = dict[str, Any]
M = TypeVar("M", bound=Message)

_LANGUAGES = frozenset({"en", "ur"})


@cache
def _file(name: str) -> Table:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def accounts() -> Table:
    """Return organisations and people, by role."""
    return _file("accounts.toml")


def sources() -> Table:
    """Return the five published articles."""
    return _file("sources.toml")


def example() -> Table:
    """Return the worked example."""
    return _file("example.toml")


@dataclass(frozen=True)
class Calendar:
    """Turns days counted from the first start into dates."""

    first_start: date

    def days_ago(self, days: int) -> str:
        """Return the day that many days before the first start, `YYYY-MM-DD`; a negative number is a day to come."""
        return (self.first_start - timedelta(days=days)).isoformat()

    def resolve(self, value: Any) -> Any:
        """Return a table with `X_days_ago` and `X_in_days` replaced by `X_date`, and language tables by texts."""
        if isinstance(value, list):
            return [self.resolve(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        if value and value.keys() <= _LANGUAGES:
            return {"authoritative_language": "en" if "en" in value else "ur", "bodies": dict(value)}
        resolved: Table = {}
        for name, inner in value.items():
            if name.endswith("_days_ago"):
                resolved[name.removesuffix("_days_ago") + "_date"] = self.days_ago(inner)
            elif name.endswith("_in_days"):
                resolved[_DATES_TO_COME[name]] = self.days_ago(-inner)
            else:
                resolved[name] = self.resolve(inner)
        return resolved

    def message(self, kind: type[M], table: Mapping[str, Any], **more: Any) -> M:
        """Return the table as a message; `more` sets further fields.

        Raises:
            google.protobuf.json_format.ParseError: The table has a key that the message does not.
        """
        return json_format.ParseDict({**self.resolve(table), **self.resolve(more)}, kind())


_DATES_TO_COME = {"delivery_in_days": "delivery_date", "decision_in_days": "decision_by_date"}
