"""Other services' events, as notifications keeps them.

What is malformed here was malformed by its owner: a ValueError parks the aggregate until a person looks at it.
"""

import re
from datetime import date
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.notifications.domain.assignment import Assignment, Mandate
from services.notifications.domain.content import Particulars

ENDINGS: Final = frozenset(
    {
        recommendations.SUCCESSION_KIND_MERGER,
        recommendations.SUCCESSION_KIND_SPLIT,
        recommendations.SUCCESSION_KIND_DISSOLUTION,
    }
)
"""After these a body is no more."""


def assignment(event: recommendations.AssignmentOpened) -> Assignment:
    """Read an opened assignment."""
    return Assignment(
        id=UUID(event.assignment_id),
        statement_id=UUID(event.statement_id),
        consultation_id=UUID(event.consultation_id),
        publication_id=UUID(event.publication_id),
        # An act of no lines cannot be: the line at hand is one.
        lines_in_publication=max(event.lines_in_publication, 1),
        addressee_id=UUID(event.addressee_id),
        host_organisation_id=UUID(event.host_organisation_id),
        facilitator_id=UUID(event.facilitator_id),
        can_be_asked=event.can_be_asked,
        is_commitment=event.type == consultations.STATEMENT_TYPE_COMMITMENT,
        press_reported=event.press_reported,
    )


def particulars(event: recommendations.AssignmentOpened) -> Particulars:
    """Read what a mail prints of an opened assignment."""
    digits = re.search(r"\d+\Z", event.tracked_number)
    return Particulars(
        tracked_number=event.tracked_number,
        number_order=int(digits[0]) if digits else 0,
        title_id=text_id(event.title),
        text_id=text_id(event.text),
        response_period_days=event.response_period_days,
        illustrative=event.illustrative,
    )


def mandate(event: identity.MandateGranted) -> Mandate:
    """Read a granted mandate."""
    return Mandate(
        id=UUID(event.mandate_id),
        person_id=UUID(event.person_id),
        addressee_id=UUID(event.addressee_id),
        from_date=date.fromisoformat(event.from_date),
    )


def text_id(text: text_pb2.Text) -> UUID | None:
    """Return the id of a text; None if nothing was given."""
    return UUID(text.text_id) if text.text_id else None


def bodies(text: text_pb2.Text | None) -> dict[str, str]:
    """Return what still exists of a text, by language."""
    return {} if text is None else {each.language: each.body for each in text.localized if not each.erased}
