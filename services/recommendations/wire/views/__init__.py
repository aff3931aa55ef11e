"""What replies show: bodies, headlines, lines, recommendations. What is hidden is left out here."""

from services.recommendations.wire.views.assignments import assignment, closure_proposal, outside_answer
from services.recommendations.wire.views.headlines import bar, bar_group, headline_value
from services.recommendations.wire.views.lines import DELIVERY, RESPONSE, View, line
from services.recommendations.wire.views.needed import body_ids, text_ids
from services.recommendations.wire.views.recommendations import recommendation, verifiability
from services.recommendations.wire.views.register import (
    addressee,
    names,
    organisation_changes,
    public_remits,
    remit,
    undone_names,
)

__all__ = [
    "DELIVERY",
    "RESPONSE",
    "View",
    "addressee",
    "assignment",
    "bar",
    "bar_group",
    "body_ids",
    "closure_proposal",
    "headline_value",
    "line",
    "names",
    "organisation_changes",
    "outside_answer",
    "public_remits",
    "recommendation",
    "remit",
    "text_ids",
    "undone_names",
    "verifiability",
]
