"""The verifiers' queue: what waits, why, and since when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.recommendations.domain.assignment import Step
from services.recommendations.domain.claims import Claim, ClaimReason, claim
from services.recommendations.domain.values import Closure, Position, Progress, StepRule, Verification
from tests.unit.recommendations_builders import TODAY, a_line

EARLIER, LATER = TODAY - timedelta(days=9), TODAY + timedelta(days=9)
DONE: dict[str, Any] = {"progress": Progress.REPORTED_COMPLETE, "progress_date": EARLIER}
SHOWN: dict[str, Any] = DONE | {"verification": Verification.VERIFIED_COMPLETE, "verification_date": EARLIER}
RECHECK = Step(rule=StepRule.RECHECK_DUE, day=TODAY, response_due_date=None)
LATE = Step(rule=StepRule.PAST_DATE, day=TODAY, response_due_date=EARLIER)


@pytest.mark.parametrize(
    ("given", "reason", "day"),
    [
        pytest.param({}, None, None, id="nothing said"),
        pytest.param(DONE, ClaimReason.SAID_DONE, EARLIER, id="said to be done"),
        pytest.param(SHOWN, None, None, id="shown to be done"),
        pytest.param(SHOWN | {"steps": (LATE,)}, None, None, id="shown, and another step stands"),
        pytest.param(SHOWN | {"steps": (RECHECK,)}, ClaimReason.RECHECK_DUE, TODAY, id="shown twelve months ago"),
        pytest.param(
            SHOWN | {"steps": (RECHECK,), "closure": Closure.CLOSED_VERIFIED, "closed_date": TODAY},
            ClaimReason.RECHECK_DUE,
            TODAY,
            id="shown twelve months ago, and closed since",
        ),
        pytest.param({"verification_date": TODAY}, ClaimReason.NEW_EVIDENCE, TODAY, id="new evidence, not said done"),
        pytest.param(DONE | {"verification_date": TODAY}, ClaimReason.NEW_EVIDENCE, TODAY, id="new evidence"),
        pytest.param(
            DONE | {"verification": Verification.NO_EVIDENCE_FOUND, "verification_date": TODAY},
            ClaimReason.SAID_DONE,
            EARLIER,
            id="searched without result",
        ),
        pytest.param(
            SHOWN | {"finding_id": uuid4(), "finding_until_date": LATER},
            ClaimReason.FINDING_ANNOUNCED,
            LATER,
            id="a finding waits",
        ),
        pytest.param(
            DONE | {"verification": Verification.CONTRADICTED, "verification_date": EARLIER},
            None,
            None,
            id="contradicted, nothing said since",
        ),
        pytest.param(
            DONE
            | {
                "verification": Verification.LAPSED,
                "verification_date": EARLIER,
                "position": Position.CLAIMS_ALREADY_DONE,
                "position_date": TODAY,
            },
            ClaimReason.SAID_DONE,
            EARLIER,
            id="lapsed, and something said since",
        ),
        pytest.param(DONE | {"closure": Closure.CLOSED_NOT_APPLICABLE, "closed_date": TODAY}, None, None, id="moot"),
    ],
)
def test_a_line_waits_for_a_verifier_for_one_reason(given: Any, reason: Any, day: Any) -> None:
    assert claim(a_line(**given).assignment) == (Claim(reason=reason, day=day) if reason else None)
