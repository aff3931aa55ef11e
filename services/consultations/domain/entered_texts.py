"""What is entered, text by text."""

from dataclasses import replace
from typing import TypeVar

from services.consultations.domain.details import (
    ConsultationDetails,
    ParticipantDetails,
    ProgrammeDetails,
    StatementDetails,
)
from services.consultations.domain.mentions import mentions, without
from services.consultations.domain.safeguarding.texts import rewrite

_Details = TypeVar("_Details", bound=ConsultationDetails | ParticipantDetails | ProgrammeDetails | StatementDetails)


def without_name(details: _Details, name: str) -> _Details:
    """Return the details with somebody's name taken out of each text: consent was withdrawn.

    An address that has it goes as a whole: a part of one leads nowhere.
    """

    def change(field: str, body: str) -> str:
        if field.endswith("url"):
            return "" if mentions(body, name) else body
        return without(body, name)

    after = rewrite(details, change)
    if not isinstance(after, StatementDetails):
        return after
    # A key of the host's own for the gate, which may be a name all the same.
    return replace(after, source_row=without(after.source_row, name))
