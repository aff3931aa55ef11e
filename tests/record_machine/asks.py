"""Requests of the machine of records, as the wire has them."""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import ALL_CLEAR
from tests.record_machine.stage import NAME, SECRET

ON_RECORD, CHATHAM_HOUSE = pb.ATTRIBUTION_RULE_ON_RECORD, pb.ATTRIBUTION_RULE_CHATHAM_HOUSE
_LETTERS = "bcdfghjklmnprstvwz"


def codes() -> Iterator[str]:
    """Yield words that stand nowhere else: what must not be public is found by them."""
    for letters in product(_LETTERS, repeat=4):
        yield "xq" + "".join(letters)


class Asks:
    """Makes requests. Chance decides where nothing is said.

    Args:
        codes: Words that stand nowhere else.
        chance: Decides.
        easy: Nothing is in the way of what is asked.
    """

    def __init__(self, codes: Iterator[str], chance: Random, *, easy: bool = False) -> None:
        self._codes = codes
        self.chance = chance
        self.easy = easy

    def words(self, more: str = "") -> LocalizedText:
        """Return a text that there was not before."""
        body = f"The hotline stays open {next(self._codes)}{more}"
        return LocalizedText(authoritative_language="en", bodies={"en": body})

    def rewording(self, *fields: str, particulars: events.Particulars | None = None, **counts: int) -> pb.Rewording:
        """Return how own texts are to read, how many a figure is to count: its place and value; and particulars."""
        texts = [pb.OwnText(field=each, text=self.words()) for each in fields]
        figures = [pb.FigureValue(**counts)] if counts else []
        return pb.Rewording(texts=texts, figures=figures, particulars=particulars)

    def consultation(self, rule: int, programme_id: UUID | None = None, **changed: Any) -> pb.ConsultationDetails:
        """Return what is entered of a consultation; three women and an address without consent are never public."""
        fields: dict[str, Any] = {
            "kind": events.CONSULTATION_KIND_ROUNDTABLE,
            "state": events.CONSULTATION_STATE_HELD,
            "title": self.words(),
            "summary": self.words(),
            "host_name": self.words(),
            "starts_date": "2026-02-20",
            "attribution_rule": rule,
            "figures": [pb.Figure(label="participants", value=40), pb.Figure(label="women", value=3)],
            "outputs": [pb.Output(kind=pb.OUTPUT_KIND_VIDEO, url=f"https://host.example/{SECRET}")],
            "programme_id": str(programme_id) if programme_id else "",
        }
        return pb.ConsultationDetails(**(fields | changed))

    def participant(self, rule: int) -> pb.ParticipantDetails:
        """Return what is entered of a participant; only who agreed, on the record, is ever named."""
        named = rule == ON_RECORD and self.chance.random() < 0.5
        consented = not named and rule != ON_RECORD
        return pb.ParticipantDetails(
            name=f"Zarlakht {next(self._codes)}" if named else SECRET,
            organisation="" if named else SECRET,
            gender="woman",
            attribution=pb.ATTRIBUTION_NAMED if named or consented else self.chance.choice((0, 1, 3)),  # type: ignore[arg-type]
            consent_basis=SECRET if named or consented else "",
            contact=SECRET,
        )

    def statement(self, rule: int, bodies: list[UUID], speakers: list[UUID]) -> pb.StatementDetails:
        """Return what is entered of a statement."""
        one = self.chance.choice
        likely = (events.STATEMENT_TYPE_RECOMMENDATION,) * 3
        others = (events.STATEMENT_TYPE_APPEAL, events.STATEMENT_TYPE_COMMITMENT, events.STATEMENT_TYPE_INSIGHT)
        kind = one(likely if self.easy else likely + others)
        addressed = bodies[: 1 if kind == events.STATEMENT_TYPE_COMMITMENT else one((0, 1, 2))]
        return pb.StatementDetails(
            type=kind,
            title=self.words(),
            text=self.words("" if self.easy else one(("", f"; ask {NAME}"))),
            source_sentence=LocalizedText(authoritative_language="en", bodies={"en": SECRET}),
            speaker_note=(
                LocalizedText(authoritative_language="en", bodies={"en": SECRET}) if rule != ON_RECORD else None
            ),
            participant_id=str(one(speakers)) if speakers else "",
            addressee_basis=pb.ADDRESSEE_BASIS_EXPLICIT if addressed else pb.ADDRESSEE_BASIS_NONE,
            addressee_ids=[str(each) for each in addressed],
            lead_addressee_id=str(addressed[0]) if addressed else "",
            verifiability=self.answers(),
        )

    def answers(self) -> pb.VerifiabilityEntry:
        """Return what would count as done."""
        return pb.VerifiabilityEntry(who=self.words(), what=self.words(), by_when=self.words(), shown_how=self.words())

    def decision(self, statement_id: UUID, version: int, *, tracked: bool, low: bool) -> pb.StatementDecision:
        """Return what a reviewer decides about a statement."""
        return pb.StatementDecision(
            statement_id=str(statement_id),
            expected_version=version,
            publication=events.PUBLICATION_TRACKED if tracked else events.PUBLICATION_RECORDED,
            risk=pb.RISK_LOW if low else pb.RISK_HIGH,
        )

    def publication(self, consultation_id: UUID, version: int, *decisions: pb.StatementDecision) -> Any:
        """Return what publishes."""
        return pb.PublishConsultationRequest(
            consultation_id=str(consultation_id),
            expected_version=version,
            decisions=decisions,
            checklist=ALL_CLEAR,
            review_note=SECRET,
        )

    def span(self, statement_id: UUID, version: int, what: str, field: str = "text.bodies[en]") -> Any:
        """Return what clears or redacts the name in a statement."""
        mark = pb.SpanMark(field=field, kind=pb.SPAN_KIND_NAME, words=NAME, occurrence=1)
        decided: dict[str, Any] = {what: mark}
        return pb.SafeguardingAct(statement_id=str(statement_id), expected_version=version, **decided)


def moved(request: Message, by: int) -> bool:
    """Change every version that a request says was seen; tell whether there was one."""
    found = False
    for field, value in request.ListFields():
        if field.name == "expected_version":
            setattr(request, field.name, value + by)
            found = True
        elif field.message_type and field.is_repeated and not field.message_type.GetOptions().map_entry:
            for each in value:
                found = moved(each, by) or found
        elif field.message_type and not field.is_repeated:
            found = moved(value, by) or found
    return found


def without(request: Message, path: str) -> None:
    """Take a field out of a request: `decisions.0.risk`."""
    *above, last = path.split(".")
    inside: Any = request
    for step in above:
        inside = inside[int(step)] if step.isdigit() else getattr(inside, step)
    inside.ClearField(last)
