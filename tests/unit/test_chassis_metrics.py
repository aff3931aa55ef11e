"""The one list of metrics is true: whatever it names is counted somewhere, and nothing is counted beside it."""

import re

import pytest
from prometheus_client.metrics import MetricWrapperBase

from deploy.local.names import REPOSITORY
from services.chassis import metrics

LISTED = [name for name, value in vars(metrics).items() if isinstance(value, MetricWrapperBase)]
SOURCES = {path: path.read_text(encoding="utf-8") for path in (REPOSITORY / "services").rglob("*.py")}


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_metric_is_counted_somewhere(name: str) -> None:
    """One that nobody counts says 0 for ever, and an operator believes it."""
    counted = re.compile(rf"\bmetrics\.{name}(\.labels\([^\n]*\))?\.(inc|set|observe)\(")
    assert any(counted.search(source) for source in SOURCES.values())


def test_metrics_are_made_in_the_list_only() -> None:
    makes = re.compile(r"prometheus_client import|\b(Counter|Gauge|Histogram|Summary)\(\s*\"")
    assert [path.name for path, source in SOURCES.items() if makes.search(source)] == ["metrics.py"]
