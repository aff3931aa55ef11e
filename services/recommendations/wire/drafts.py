"""Answers that are not sent yet: what was filled in, bounded and otherwise as it was typed."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.drafts import AnswerDraft
from services.recommendations.wire import words

_MOST_FIELDS: Final = 60
_LONGEST_NAME: Final = 40
_LONGEST: Final = 100_000


def fields(given: Mapping[str, str]) -> pb.AnswerDraft:
    """Return what was filled in, ready to be sealed. What is empty is left out.

    Raises:
        InvalidArgument: There is nothing, or too much, or a field's name is not as it should be.
    """
    if len(given) > _MOST_FIELDS or sum(map(len, given.values())) > _LONGEST:
        raise InvalidArgument(f"at most {_MOST_FIELDS} fields with {_LONGEST} characters in all", field="fields")
    kept = {}
    for name, value in given.items():
        if not (name.isascii() and name.isidentifier() and len(name) <= _LONGEST_NAME):
            raise InvalidArgument(
                f"names of letters, digits and _, at most {_LONGEST_NAME} characters each", field="fields"
            )
        if typed := localized.clean(value):
            kept[name] = typed
    if not kept:
        raise InvalidArgument("at least one field that is filled in", field="fields")
    return pb.AnswerDraft(fields=kept)


def shown(draft: AnswerDraft, filled: pb.AnswerDraft, *, mine: bool, zone: tzinfo) -> pb.AnswerDraft:
    """Return a draft for those who may read it."""
    return pb.AnswerDraft(
        draft_id=str(draft.id),
        fields=filled.fields,
        version=draft.version,
        assignment_version=draft.assignment_version,
        saved_date=words.written(draft.saved_at.astimezone(zone).date()),
        saved_by_caller=mine,
    )
