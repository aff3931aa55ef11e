"""What somebody has typed and not sent yet: bounded, and otherwise as it was typed."""

import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Final
from uuid import UUID

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations.domain.unsent import Place, UnsentPage, UnsentText
from services.consultations.wire import requests

_MOST_FIELDS: Final = 500
_MOST_BYTES: Final = 400_000
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


def place(
    request: pb.SaveUnsentTextRequest | pb.ReadUnsentTextRequest | pb.DiscardUnsentTextRequest, person_id: UUID
) -> Place:
    """Return where the person types.

    Raises:
        InvalidArgument: The page is not stated, or the consultation's id is none or not of this page, or the form.
    """
    page = requests.word(UnsentPage, pb.UnsentPage, request.page, field="page")
    if page is None:
        raise InvalidArgument("the page on which it is typed", field="page")
    consultation_id = requests.optional_identifier(request.consultation_id, field="consultation_id")
    if page.is_desk and consultation_id:
        raise InvalidArgument("nothing: a desk belongs to no consultation", field="consultation_id")
    form = "" if isinstance(request, pb.ReadUnsentTextRequest) else _form(request.form, page)
    return Place(person_id=person_id, page=page, consultation_id=consultation_id, form=form)


def _form(given: str, page: UnsentPage) -> str:
    if not page.is_desk and given:
        raise InvalidArgument("nothing: only a desk has several forms", field="form")
    if page.is_desk and not _NAME.fullmatch(given):
        raise InvalidArgument("a name of at most 40 lower-case letters, digits, _ and -", field="form")
    return given


def seen_version(value: int) -> int:
    """Return the version that the caller saw; 0 if there was none.

    Raises:
        InvalidArgument: It is none.
    """
    return requests.count(value, field="expected_version")


def unsent_fields(given: Mapping[str, str]) -> dict[str, str]:
    """Return what is typed. What is empty is left out.

    Raises:
        InvalidArgument: There is nothing, or too much, or a field's name is not as it should be.
    """
    if len(given) > _MOST_FIELDS or sum(len(each.encode()) for each in given.values()) > _MOST_BYTES:
        raise InvalidArgument(f"at most {_MOST_FIELDS} fields with {_MOST_BYTES} bytes in all", field="fields")
    if not all(map(_NAME.fullmatch, given)):
        raise InvalidArgument("names of at most 40 lower-case letters, digits, _ and -", field="fields")
    typed = {name: value for name, value in given.items() if value.strip()}
    if not typed:
        raise InvalidArgument("at least one field that is filled in", field="fields")
    return typed


def unsent_text(text: UnsentText, *, zone: tzinfo, complete: bool = True) -> pb.UnsentText:
    """Write what a person has typed, for that person; what it says if `complete`."""
    saved = text.saved_at.astimezone(zone).date().isoformat()
    fields = text.fields if complete else None
    return pb.UnsentText(form=text.place.form, fields=fields, version=text.version, saved_date=saved)
