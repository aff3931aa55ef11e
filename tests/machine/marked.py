"""What the marks of a test of a machine claim, held against what the machine reached."""

import pytest


def claimed(request: pytest.FixtureRequest) -> set[str]:
    """Return the rows that a test says it covers."""
    marks = request.node.iter_markers("covers")
    return {what for mark in marks for what in mark.args if what.startswith("row ")}
