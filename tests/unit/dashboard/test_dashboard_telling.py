"""What a verifier is told of who hears of a finding."""

import pytest

from dashboard import labels
from dashboard.checking import telling
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.dashboard_kit.messages import a_line, an_addressee


@pytest.mark.parametrize(
    ("language", "may_reply", "nobody"),
    [
        ("en", "it may reply for ten working days", "is no more since 1 Nov 2026: nobody can reply"),
        ("ur", "دس ایامِ کار میں جواب دے سکے گا", "1 نومبر 2026 سے باقی نہیں: کوئی جواب نہیں دے سکتا"),
    ],
)
def test_of_a_body_that_is_no_more_nobody_is_said_to_reply(
    language: labels.Language, may_reply: str, nobody: str
) -> None:
    claim = pb.Assignment(line=a_line())
    assert may_reply in telling.who_may_reply(claim, language)
    claim.line.body_ended_date = "2026-11-01"
    told = telling.who_may_reply(claim, language)
    assert nobody in told
    assert may_reply not in told
    claim.line.transferred_to.CopyFrom(an_addressee("successor"))
    assert may_reply in telling.who_may_reply(claim, language), "whoever has the line now"
