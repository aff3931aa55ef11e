"""What a verifier can record of a claim as it is: what the services would refuse in any case is not offered."""

from typing import Final

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_SHOWN: Final = ("verify_partial", "verify_complete", "verify_alternative")
_AGAINST: Final = ("verify_contradicted", "verify_lapsed")
_NOT_LOOKED_AT: Final = frozenset({events.VERIFICATION_UNSPECIFIED, events.VERIFICATION_UNASSESSED})
_SHOWN_DONE: Final = frozenset({events.VERIFICATION_VERIFIED_COMPLETE, events.VERIFICATION_VERIFIED_ALTERNATIVE})


def decisions(claim: recommendations.Assignment) -> list[str]:
    """Return the keys of what can be recorded, in the order of the page."""
    found = claim.line.checked.verification
    again = found in _SHOWN_DONE and claim.claim_reason == recommendations.CLAIM_REASON_RECHECK_DUE
    asks = ["verify_ask"] if found in _NOT_LOOKED_AT or again else []
    judges = [] if found == events.VERIFICATION_NOT_VERIFIABLE else ["verify_words"]
    return [*_SHOWN, *_AGAINST, "verify_nothing", *asks, *judges]
