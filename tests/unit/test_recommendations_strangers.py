"""Somebody to whom a line does not belong: of a public one they are told so, a hidden one is not there for them."""

from collections.abc import Callable

import pytest

from services.recommendations.domain import closures, errors, evidence, follow_ups, guards
from services.recommendations.domain.guards import Line
from tests.unit.recommendations_builders import a_line, a_scan, a_text, an_act, somebody

STRANGER = somebody()


def _reopen(line: Line) -> None:
    closures.reopen(line, closures.Grounds(reason=a_text()), an_act(STRANGER))


def _attach(line: Line) -> None:
    evidence.keep_for_a_finding(line, a_text(), an_act(STRANGER))


def _scan(line: Line) -> None:
    evidence.keep_scan(line, a_scan(), a_text(), an_act(STRANGER))


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda line: guards.is_liaison(line, STRANGER), id="answer for the body"),
        pytest.param(lambda line: guards.is_host(line, STRANGER), id="act for the host"),
        pytest.param(lambda line: follow_ups.may_read(line, STRANGER), id="read the host's notes"),
        pytest.param(_reopen, id="open it again"),
        pytest.param(_attach, id="attach a file"),
        pytest.param(_scan, id="attach a scan"),
    ],
)
def test_a_hidden_line_of_others_reads_like_a_missing_one(act: Callable[[Line], None]) -> None:
    with pytest.raises((errors.NotTheAddressee, errors.NotTheHost, errors.RoleMissing)):
        act(a_line())
    with pytest.raises(errors.NoSuchAssignment):
        act(a_line(hidden=True))
