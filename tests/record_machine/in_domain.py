"""The stage of records without a service: requests go through the wire's readers straight into the domain.

Facts go into their events and come back, so what the wire loses is lost here, too.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from services.chassis.errors import Aborted, InvalidArgument, Refusal
from services.chassis.ids import new_id
from services.chassis.server import STATUS
from services.chassis.texts import find
from services.consultations import wire
from services.consultations.domain import drafts, embargo
from services.consultations.domain.correcting import Wording
from services.consultations.domain.drafts import Draft, Programme
from services.consultations.domain.errors import NoSuchRow, RoleMissing
from services.consultations.domain.facts import (
    ConsultationFact,
    ProgrammeFact,
    StatementFact,
    evolve_consultation,
    evolve_programme,
    evolve_statement,
)
from services.consultations.domain.own_texts import Own
from services.consultations.domain.proposals import ChangeKind, Proposal
from services.consultations.domain.record import ConsultationRecord, Joining, ProgrammeRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.safeguarding.reasons import require_nobody_named
from services.consultations.domain.values import (
    NOTHING,
    Addressee,
    AddresseeKind,
    LocalizedText,
    Moment,
    Role,
    RoleGrant,
    Standing,
)
from tests.record_machine import proposed
from tests.record_machine.stage import Published, Refused, World, named
from tests.unit.consultations_builders import an_addressee

_BEGIN: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
_HOST, _ELSEWHERE, _NOWHERE = new_id(), new_id(), new_id()
ROLES: Final[dict[str, tuple[UUID, tuple[Role, ...]]]] = {
    "facilitator": (_HOST, (Role.FACILITATOR,)),
    "colleague": (_HOST, (Role.FACILITATOR,)),
    "both": (_HOST, (Role.FACILITATOR, Role.REVIEWER)),
    "reviewer": (_HOST, (Role.REVIEWER,)),
    "second_reviewer": (_HOST, (Role.REVIEWER,)),
    "other_host": (_ELSEWHERE, (Role.FACILITATOR,)),
    "other_reviewer": (_ELSEWHERE, (Role.REVIEWER,)),
    "registrar": (_NOWHERE, (Role.REGISTRAR,)),
    "verifier": (_HOST, (Role.VERIFIER,)),
    "nobody": (_HOST, ()),
}
_ROWS: Final = (
    *("drafts", "programmes", "records", "statements", "programme_records", "facts", "acts", "proposals", "apart"),
    *("approved", "texts", "told", "spoken", "drawn", "carried"),
)
Handler = Callable[["DomainStage", Any, Standing], None]


class DomainStage:
    """Two hosts, a register, and what they make.

    Args:
        handlers: What each command does.
        ends: What the clock does to a consultation whose embargo has ended.
    """

    def __init__(self, handlers: Mapping[str, Handler], ends: Callable[["DomainStage", UUID], None]) -> None:
        self.handlers, self._ends = handlers, ends
        self.moment = Moment(at=_BEGIN, zone=ZoneInfo("Asia/Karachi"))
        bodies = [an_addressee(), an_addressee(), an_addressee(AddresseeKind.GROUP), an_addressee(illustrative=True)]
        self.register: dict[UUID, Addressee] = {each.id: each for each in bodies}
        self.people = {
            name: Standing(person_id=new_id(), roles=frozenset(RoleGrant(role, where) for role in roles))
            for name, (where, roles) in ROLES.items()
        }
        self.drafts: dict[UUID, Draft] = {}
        self.programmes: dict[UUID, Programme] = {}
        self.records: dict[UUID, ConsultationRecord] = {}
        self.statements: dict[UUID, StatementRecord] = {}
        self.programme_records: dict[UUID, ProgrammeRecord] = {}
        self.facts: dict[UUID, tuple[Any, ...]] = {}
        self.acts: list[Act] = []
        self.proposals: dict[UUID, Proposal] = {}
        self.apart: set[frozenset[UUID]] = set()
        self.approved: dict[UUID, tuple[embargo.Approval, UUID]] = {}  # under embargo, and by whom
        self.texts: dict[UUID, LocalizedText] = {}
        self.told: list[str] = []
        self.carried: dict[UUID, tuple[UUID, ...]] = {}  # texts that events of an aggregate ever carried
        self.spoken: dict[UUID, str] = {}  # participant to how the public reads who it was
        self.drawn: Counter[str] = Counter()
        self._seen: World | None = None  # as it was when something was done last

    # What the machine asks for.

    def advance(self, days: int) -> None:
        """Let days pass, and end every embargo whose instant has come."""
        self.moment = replace(self.moment, at=self.moment.at + timedelta(days=days))
        for key, draft in list(self.drafts.items()):
            if draft.schedule and draft.schedule.waits and draft.schedule.publishes_at <= self.moment.at:
                self._ends(self, key)
        self._seen = None

    def send(self, who: str, request: Any) -> Refused | None:
        """Let somebody try it."""
        by = self.people[who]
        before = {name: copy(getattr(self, name)) for name in _ROWS}
        try:
            if not by.roles:
                raise RoleMissing("you hold no role that allows this")
            self.handlers[named(request)](self, request, by)
        except Refusal as refusal:
            for name, rows in before.items():  # as the transaction rolls back
                setattr(self, name, rows)
            return _refused(refusal)
        self._seen = None
        return None

    def see(self) -> World:
        """Look at everything."""
        self._seen = self._seen or self._see()
        return self._seen

    def _see(self) -> World:
        return World(
            today=self.moment.today,
            people={each.person_id: name for name, each in self.people.items()},
            hosts={_HOST: "facilitator", _ELSEWHERE: "other_host"},
            register=self.register,
            programmes=dict(self.programmes),
            published_programmes={
                key: Published(each, self.facts[key]) for key, each in self.programme_records.items()
            },
            drafts={key: self.draft(key) for key in self.drafts},
            consultations={key: Published(each, self.facts[key]) for key, each in self.records.items()},
            statements={key: Published(each, self.facts[key]) for key, each in self.statements.items()},
            proposals=dict(self.proposals),
            acts=tuple(self.acts),
            apart=frozenset(self.apart),
            texts=dict(self.texts),
            told="\n".join(self.told),
            public="\n".join(MessageToJson(each, indent=None, ensure_ascii=False) for each in self._public()),
        )

    def _public(self) -> list[Message]:
        printed = self.printed()
        answers: list[Message] = []
        for each in self.programme_records.values():
            sessions = [one for one in self.records.values() if one.content.programme_id == each.id]
            counts = wire.public_counts(each, sessions, printed)
            answers.append(wire.public_programme(each, [], printed, counts))
        for record in self.records.values():
            programme = self.programme_records.get(record.content.programme_id or record.id)
            own = [each for each in self.statements.values() if each.frame.consultation_id == record.id]
            answers.append(wire.public_consultation(record, printed, recorded=len(own), programme=programme))
            answers += [wire.public_statement(one, record, printed) for one in own]
        return answers

    # What handlers share.

    def printed(self) -> wire.Printed:
        """Return what the ids in records stand for."""
        merged: dict[UUID, list[tuple[StatementRecord, bool]]] = {}
        for each in self.statements.values():
            if each.joined and each.joined.kind is Joining.MERGED:
                hidden = each.hidden or self.records[each.frame.consultation_id].hidden
                merged.setdefault(each.joined.target_id, []).append((each, hidden))
        shown = {
            key
            for key, each in self.statements.items()
            if not each.hidden and not self.records[each.frame.consultation_id].hidden
        }
        texts = {key: _localized(each) for key, each in self.texts.items()}
        return wire.Printed(texts=texts, speakers=self.spoken, register=self.register, merged=merged, shown=shown)

    def draft(self, consultation_id: UUID) -> Draft:
        """Return a draft as it is read under lock."""
        record = self.records.get(consultation_id)
        return replace(
            self.drafts[consultation_id], published=record is not None, hidden=record is not None and record.hidden
        )

    def entered(self, value: str, by: Standing) -> Draft:
        """Return the draft that somebody means, as far as they may know of it."""
        consultation_id = wire.identifier(value, field="consultation_id")
        found = self.drafts.get(consultation_id)
        if found is None or found.consultation.organisation_id not in hosts(by):
            raise NoSuchRow("consultation")
        return self.draft(consultation_id)

    def numbered(self, number: str) -> StatementRecord:
        """Return the statement of a number."""
        for each in self.statements.values():
            if number in (each.frame.number, each.tracked_number):
                return each
        raise NoSuchRow("statement")

    def wording(self, record: StatementRecord) -> Wording:
        """Return how a statement reads."""
        return proposed.wording(record, self.texts)

    def own(self, kind: ChangeKind, subject_id: UUID) -> Own:
        """Return a published consultation or programme, as far as a correction asks."""
        return proposed.own_of(self.see_records(), kind, subject_id)

    def see_records(self) -> proposed.Records:
        """Return what is public, with its texts."""
        return proposed.Records(
            consultations=dict(self.records), programmes=dict(self.programme_records), texts=self.texts
        )

    def body_names(self) -> frozenset[str]:
        """Return the names of bodies, which anybody may write."""
        return proposed.body_names(self.register)

    def nobody_named(self, **given: object) -> None:
        """Refuse reasons that name somebody."""
        require_nobody_named(given, self.body_names())

    def seen_version(self, request: Any, record: StatementRecord, by: Standing) -> int | None:
        """Return the version of the record that a caller saw; None if only the public page was seen."""
        if not request.expected_version:
            return None
        host = record.frame.host_organisation_id
        row = self.drafts[record.frame.consultation_id].statement(record.id)
        assert row
        return wire.version(request.expected_version) - (row.version if host in hosts(by) else 0)

    def consultation_is(self, fact: ConsultationFact, texts: wire.Texts) -> None:
        """Let a consultation be as the event of a fact leaves it."""
        event = self._logged(wire.consultation_event(fact, texts), texts)
        again = wire.consultation_fact(event)
        self.facts[fact.id] = (*self.facts.get(fact.id, ()), again)
        self.records[fact.id] = evolve_consultation(self.records.get(fact.id), again)

    def statement_is(self, fact: StatementFact, texts: wire.Texts) -> None:
        """Let a statement be as the event of a fact leaves it."""
        again = wire.statement_fact(self._logged(wire.statement_event(fact, texts), texts))
        self.facts[fact.id] = (*self.facts.get(fact.id, ()), again)
        self.statements[fact.id] = evolve_statement(self.statements.get(fact.id), again)

    def programme_is(self, fact: ProgrammeFact, texts: wire.Texts) -> None:
        """Let a programme be as the event of a fact leaves it."""
        again = wire.programme_fact(self._logged(wire.programme_event(fact, texts), texts))
        self.facts[fact.id] = (*self.facts.get(fact.id, ()), again)
        self.programme_records[fact.id] = evolve_programme(self.programme_records.get(fact.id), again)

    def _erase(self, text_id: UUID) -> None:
        """Leave nothing of a text: its key is destroyed."""
        for _, body in self.texts[text_id].bodies:
            self.told = [each.replace(json.dumps(body, ensure_ascii=False), '""') for each in self.told]
        self.texts[text_id] = NOTHING

    def _logged(self, event: Any, texts: wire.Texts) -> Any:
        self.told.append(MessageToJson(event.message, indent=None, ensure_ascii=False))
        ids = (UUID(each.text_id) for each in find(event.message) if each.text_id)
        self.carried[event.aggregate_id] = (*self.carried.get(event.aggregate_id, ()), *ids)
        if isinstance(event.message, text_pb2.TextErased):
            self._erase(UUID(event.message.text_id))
        for key, each in texts.plain().items():
            self.texts[key] = LocalizedText(each.authoritative_language, tuple(sorted(each.bodies.items())))
        return SimpleNamespace(
            aggregate_id=event.aggregate_id,
            version=event.version,
            occurred_at=event.occurred_at,
            actor=event.actor,
            message=event.message,
        )


def hosts(by: Standing) -> frozenset[UUID]:
    """Return the organisations whose drafts somebody may know of."""
    return by.organisations(Role.FACILITATOR, Role.REVIEWER)


def facilitates(draft: Draft, by: Standing) -> None:
    """Refuse whoever is no facilitator of the host."""
    drafts.require(Role.FACILITATOR, draft.consultation.organisation_id, by)


def _localized(text: LocalizedText) -> text_pb2.LocalizedText:
    return text_pb2.LocalizedText(
        authoritative_language=text.authoritative_language, bodies=dict(text.bodies), erased=not text
    )


def _refused(refusal: Refusal) -> Refused:
    code = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    violations = refusal.violations if isinstance(refusal, InvalidArgument) else ()
    current = isinstance(refusal, Aborted) and refusal.current is not None
    fields = tuple(each.field for each in violations)
    return Refused(code.name, str(refusal), current, fields, type(refusal).__name__)
