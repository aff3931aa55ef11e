"""Rows 16 to 20: what somebody else can show."""

from enum import StrEnum
from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    SHOWN_DONE,
    FindingState,
    Verification,
)

_ANY_VERIFICATION: Final = frozenset[StrEnum](Verification)

_ORGANISATION: Final = Need(
    field="verifier_organisation_name", expected="the name of your organisation, as the public will read it"
)
_FINDING: Final = (
    Need(field="method", expected="how you looked"),
    Need(field="finding", expected="what was found"),
    _ORGANISATION,
    Need(field="evidence", expected="at least one piece that is not the addressee's own report"),
)
_NEW_EVIDENCE: Final = (Need(field="evidence", expected="evidence that was not known before"),)
_ONLY_NEW: Final = "only new evidence of the addressee makes a claim unassessed again"

_QUESTION: Final = (
    Need(field="question", expected="what is asked"),
    Need(field="reply_by_date", expected="the day by which a reply is asked"),
    _ORGANISATION,
)

ROWS: Final = (
    Transition(
        row="16",
        field=Field.VERIFICATION,
        before=frozenset({Verification.UNASSESSED}),
        after=frozenset({Verification.EVIDENCE_REQUESTED}),
        who=(Actor.VERIFIER,),
        rpcs=("RequestEvidence",),
        carries=_QUESTION,
        refusal="evidence is asked for before anything was found",
    ),
    Transition(
        row="21",
        field=Field.VERIFICATION,
        before=frozenset(SHOWN_DONE),
        after=frozenset({Verification.EVIDENCE_REQUESTED}),
        who=(Actor.VERIFIER,),
        rpcs=("RequestEvidence",),
        carries=_QUESTION,
        refusal="of what was shown to be done, evidence is asked for again after twelve months",
    ),
    Transition(
        row="17",
        field=Field.VERIFICATION,
        before=_ANY_VERIFICATION,
        after=frozenset(SHOWN_DONE | {Verification.PARTIAL}),
        who=(Actor.VERIFIER,),
        rpcs=("RecordVerification",),
        carries=_FINDING,
        refusal="only a verifier records what can be shown",
    ),
    Transition(
        row="18",
        field=Field.VERIFICATION,
        before=_ANY_VERIFICATION,
        after=frozenset({Verification.NO_EVIDENCE_FOUND}),
        who=(Actor.VERIFIER,),
        rpcs=("RecordNoEvidenceFound",),
        carries=(
            Need(field="search_log", expected="where and when you searched: at least one place"),
            Need(field="finding", expected="what was looked for, and what that says"),
            _ORGANISATION,
        ),
        refusal="only a verifier records that nothing was found",
    ),
    Transition(
        row="18",
        field=Field.VERIFICATION,
        before=frozenset({Verification.NO_EVIDENCE_FOUND}),
        after=frozenset({Verification.UNASSESSED}),
        who=(Actor.LIAISON,),
        rpcs=("StatePosition", "ReportProgress", "SubmitAnswer"),
        carries=_NEW_EVIDENCE,
        refusal=_ONLY_NEW,
    ),
    Transition(
        row="18",
        field=Field.VERIFICATION,
        before=frozenset({Verification.NO_EVIDENCE_FOUND}),
        after=frozenset({Verification.UNASSESSED}),
        who=(Actor.FACILITATOR, Actor.REGISTRAR),
        confirmed_by=Actor.REVIEWER,
        rpcs=("RecordOutsideAnswer",),
        confirming="DecideOutsideAnswer",
        carries=_NEW_EVIDENCE,
        refusal=_ONLY_NEW,
    ),
    Transition(
        row="19",
        field=Field.VERIFICATION,
        before=_ANY_VERIFICATION,
        after=frozenset({Verification.CONTRADICTED, Verification.LAPSED}),
        who=(Actor.VERIFIER,),
        public_after="the addressee's right of reply",
        rpcs=("RecordVerification",),
        carries=_FINDING,
        refusal="only a verifier records what contradicts a claim",
    ),
    Transition(
        row="20",
        field=Field.VERIFICATION,
        before=_ANY_VERIFICATION - {Verification.NOT_VERIFIABLE},
        after=frozenset({Verification.NOT_VERIFIABLE}),
        who=(Actor.VERIFIER, Actor.REVIEWER),
        rpcs=("RecordNotVerifiable",),
        carries=(Need(field="reason", expected="why it cannot be checked as it is worded"), _ORGANISATION),
        refusal="the host has been asked for other words already",
    ),
    # The way of a finding of row 19 until it is public. What announcing carries stands with the verification.
    Transition(
        row="19",
        field=Field.FINDING,
        before=frozenset({FindingState.NONE}),
        after=frozenset({FindingState.ANNOUNCED}),
        who=(Actor.VERIFIER,),
        rpcs=("RecordVerification",),
        refusal="one finding waits at a time",
    ),
    Transition(
        row="19",
        field=Field.FINDING,
        before=frozenset({FindingState.ANNOUNCED}),
        after=frozenset({FindingState.ANNOUNCED}),
        who=(Actor.LIAISON,),
        rpcs=("AnswerFinding",),
        carries=(Need(field="reply", expected="what the addressee replies"),),
        refusal="no finding waits for a reply",
    ),
    Transition(
        row="19",
        field=Field.FINDING,
        before=frozenset({FindingState.ANNOUNCED}),
        after=frozenset({FindingState.NONE}),
        who=(Actor.VERIFIER,),
        rpcs=("TakeFindingBack",),
        carries=(Need(field="reason", expected="why the finding is taken back"),),
        refusal="no finding waits to become public",
    ),
    Transition(
        row="19",
        field=Field.FINDING,
        before=frozenset({FindingState.ANNOUNCED}),
        after=frozenset({FindingState.NONE}),
        who=(Actor.CLOCK,),
        refusal="a finding becomes public when the right of reply ends",
    ),
)
