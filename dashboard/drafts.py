"""A consultation as entered, with all its items, however many answers they take."""

from typing import Final

from dashboard.backend import Person, errors
from roundtable.consultations.v1 import service_pb2 as consultations

_TRIES: Final = 4


def whole(person: Person, consultation_id: str) -> consultations.Draft:
    """Return it as it was at one moment.

    Raises:
        errors.NotFound: There is none of this id of the person's organisation.
        errors.Stale: It changed each time before all of it was read.
    """
    for _ in range(_TRIES - 1):
        try:
            return _at_once(person, consultation_id)
        except errors.Stale:
            continue
    return _at_once(person, consultation_id)


def _at_once(person: Person, consultation_id: str) -> consultations.Draft:
    request = consultations.GetDraftRequest(consultation_id=consultation_id)
    draft = person.consultations.GetDraft(request).draft
    while draft.next_statements_token:
        request.statements_token = draft.next_statements_token
        piece = person.consultations.GetDraft(request).draft
        if piece.revision != draft.revision:
            raise errors.Stale("the consultation changed meanwhile; read it again", None)
        draft.statements.extend(piece.statements)
        draft.next_statements_token = piece.next_statements_token
    return draft
