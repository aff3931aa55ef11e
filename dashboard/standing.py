"""Whether anything of a line is still waited for, which decides whether a day of it counts down."""

from typing import Final

from roundtable.recommendations.v1 import service_pb2 as recommendations

_OVER: Final = frozenset(
    {
        recommendations.HEADLINE_WITHDRAWN,
        recommendations.HEADLINE_NO_LONGER_APPLIES,
        recommendations.HEADLINE_NO_LONGER_FOLLOWED_UP,
        recommendations.HEADLINE_TRANSFERRED,
        recommendations.HEADLINE_SUPERSEDED,
        recommendations.HEADLINE_MERGED,
        recommendations.HEADLINE_BODY_ENDED,
    }
)
_HOLDS_TO_NOTHING: Final = frozenset(
    {
        recommendations.HEADLINE_DROPPED,
        recommendations.HEADLINE_DECLINED,
        recommendations.HEADLINE_SAYS_NOT_RESPONSIBLE,
    }
)


def over(line: recommendations.Line) -> bool:
    """Tell whether nobody waits for anything of it any more: no day is so many days away."""
    stopped = recommendations.CLOCK_STATE_STOPPED in (line.response.state, line.delivery.state)
    return stopped or line.headline.headline in _OVER


def promised(line: recommendations.Line) -> bool:
    """Tell whether the body gave a date and holds to it: not one that has declined since, or dropped the work."""
    return bool(line.delivery.due_date) and line.headline.headline not in _HOLDS_TO_NOTHING and not over(line)
