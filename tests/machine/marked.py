"""What the marks of a test of a machine claim, held against what the machine reached."""

import pytest


def claimed(request: pytest.FixtureRequest) -> set[str]:
    """Return the rows that a test says it covers."""
    return {each for each in _marked(request) if each.startswith("row ")}


def claimed_invariants(request: pytest.FixtureRequest) -> set[str]:
    """Return the invariants that a test says it covers."""
    return {each for each in _marked(request) if each.startswith("invariant ")}


def _marked(request: pytest.FixtureRequest) -> set[str]:
    return {what for mark in request.node.iter_markers("covers") for what in mark.args}
