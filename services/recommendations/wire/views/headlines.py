"""Headlines, and the bars that count them."""

from collections.abc import Mapping
from typing import Any, Final

from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.addressee import NamedBody
from services.recommendations.domain.headline import BarGroup, Headline, HeadlineValue
from services.recommendations.wire import words
from services.recommendations.wire.addressees import public_body


def headline_value(value: HeadlineValue) -> pb.HeadlineValue:
    """Return a headline as the wire has it."""
    unset = value.headline is Headline.NO_HEADLINE
    return pb.HeadlineValue(
        headline=pb.HEADLINE_UNSPECIFIED if unset else words.to_enum(pb.Headline, "HEADLINE", value.headline),
        date=words.written(value.of_date),
        days=value.days,
        bar_group=bar_group(value.bar_group),
    )


def bar_group(group: BarGroup) -> Any:
    """Return a bar's part as the wire has it."""
    return words.to_enum(pb.BarGroup, "BAR_GROUP", group)


_PARTS: Final = {group.value: bar_group(group) for group in BarGroup}


def bar(body: NamedBody, counts: Mapping[str, int]) -> pb.Bar:
    """Return one addressee's bar, its parts in order, empty ones left out."""
    return pb.Bar(
        addressee=public_body(body),
        parts=[
            pb.BarPart(bar_group=number, lines=counts[group]) for group, number in _PARTS.items() if counts.get(group)
        ],
    )
