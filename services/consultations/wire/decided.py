"""What is entered of statements, and what is decided about them: protobuf → domain."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.details import StatementDetails, Verifiability
from services.consultations.domain.review import Checklist, Decision
from services.consultations.domain.values import (
    AddresseeBasis,
    Answer,
    Publication,
    Risk,
    StatementType,
    Verifiable,
)
from services.consultations.wire.entered import short_enough
from services.consultations.wire.requests import (
    few_enough,
    identifier,
    identifiers,
    keys,
    line_text,
    optional_identifier,
    text,
    version,
    word,
)

_ROW: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
_MOST_ADDRESSEES: Final = 20
MOST_STATEMENTS: Final = 1000
_MOST_DECISIONS: Final = 200  # so many are published within a call's time


def statement_details(given: pb.StatementDetails) -> StatementDetails:
    """Return what is entered of a statement, fit to keep.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    short_enough(given)
    details = StatementDetails(
        type=word(StatementType, events_pb2.StatementType, given.type, field="details.type"),
        title=line_text(given.title, field="details.title"),
        text=text(given.text, field="details.text"),
        source_sentence=text(given.source_sentence, field="details.source_sentence"),
        source_sentence_public=given.source_sentence_public,
        source_row=_source_row(given.source_row),
        participant_id=optional_identifier(given.participant_id, field="details.participant_id"),
        speaker_note=line_text(given.speaker_note, field="details.speaker_note"),
        addressee_basis=word(AddresseeBasis, pb.AddresseeBasis, given.addressee_basis, field="details.addressee_basis"),
        addressee_ids=identifiers(given.addressee_ids, field="details.addressee_ids", most=_MOST_ADDRESSEES),
        lead_addressee_id=optional_identifier(given.lead_addressee_id, field="details.lead_addressee_id"),
        addressee_note=text(given.addressee_note, field="details.addressee_note"),
        verifiability=verifiability(given.verifiability, field="details.verifiability"),
        verifiable=word(Verifiable, pb.Verifiable, given.verifiable, field="details.verifiable"),
        uncertain=given.uncertain,
        note=text(given.note, field="details.note"),
        garbled=given.garbled,
        press_reported=given.press_reported,
        themes=keys(given.themes, field="details.themes"),
    )
    if details.lead_addressee_id and details.lead_addressee_id not in details.addressee_ids:
        raise InvalidArgument("one of `addressee_ids`", field="details.lead_addressee_id")
    if details.press_reported and details.type not in (None, StatementType.COMMITMENT):
        raise InvalidArgument("false: only a commitment is reported in the press", field="details.press_reported")
    return details


def _source_row(value: str) -> str:
    # A key, so that nothing a person says can become public by it: it stands in the log itself.
    if value and not _ROW.fullmatch(value):
        raise InvalidArgument("at most 40 letters, digits, . _ and -, such as C0-03", field="details.source_row")
    return value


def verifiability(given: pb.VerifiabilityEntry, *, field: str) -> Verifiability:
    """Return what would count as done.

    Raises:
        InvalidArgument: An answer is not as it should be; it is named.
    """
    return Verifiability(
        who=text(given.who, field=f"{field}.who"),
        what=text(given.what, field=f"{field}.what"),
        by_when=text(given.by_when, field=f"{field}.by_when"),
        shown_how=text(given.shown_how, field=f"{field}.shown_how"),
    )


def decisions(given: Sequence[pb.StatementDecision]) -> tuple[Decision, ...]:
    """Return what was decided about each statement.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
    """
    few_enough(given, field="decisions", most=_MOST_DECISIONS)
    return tuple(_decision(each, f"decisions[{index}]") for index, each in enumerate(given))


def _decision(given: pb.StatementDecision, field: str) -> Decision:
    return Decision(
        statement_id=identifier(given.statement_id, field=f"{field}.statement_id"),
        expected_version=version(given.expected_version, field=f"{field}.expected_version"),
        publication=word(Publication, events_pb2.Publication, given.publication, field=f"{field}.publication"),
        risk=word(Risk, pb.Risk, given.risk, field=f"{field}.risk"),
    )


def checklist(given: pb.ChecklistAnswers) -> Checklist:
    """Return the reviewer's answers.

    Raises:
        InvalidArgument: An answer is none that can be given; the question is named.
    """
    answers = {
        name: word(Answer, pb.Answer, getattr(given, name), field=f"checklist.{name}")
        for name in (
            "names_private_person",
            "alleges_crime",
            "could_harm_if_attendance_known",
            "identifies_child",
        )
    }
    return Checklist(
        **answers,
        consent_checked=given.consent_checked,
        final_text_read=given.final_text_read,
        translations_read=given.translations_read,
    )


def review_note(value: str) -> str:
    """Return the note of a review; may be empty.

    Raises:
        InvalidArgument: It is too long.
    """
    note = localized.clean(value)
    if len(note) > localized.LONGEST_TEXT:
        raise InvalidArgument(f"at most {localized.LONGEST_TEXT} characters", field="review_note")
    return note


def statement_versions(given: Sequence[pb.StatementVersion]) -> dict[UUID, int]:
    """Return the statements named with the versions that the caller saw.

    Raises:
        InvalidArgument: None is named, one twice, or one without a version.
    """
    if not given:
        raise InvalidArgument("at least one statement", field="statements")
    few_enough(given, field="statements", most=MOST_STATEMENTS)
    found: dict[UUID, int] = {}
    for index, each in enumerate(given):
        path = f"statements[{index}]"
        statement_id = identifier(each.statement_id, field=f"{path}.statement_id")
        if statement_id in found:
            raise InvalidArgument("each statement once", field=f"{path}.statement_id")
        found[statement_id] = version(each.expected_version, field=f"{path}.expected_version")
    return found
