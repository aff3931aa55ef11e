"""Whatever anybody may send: right commands about the wrong things, and such with a field taken out or spoilt."""

from collections.abc import Callable
from random import Random
from typing import Any, Final
from uuid import UUID

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.ids import new_id
from services.consultations.domain.record import StatementRecord
from tests.record_machine.asks import Asks
from tests.record_machine.stage import NAME_IN_A_REASON, SECRET, World
from tests.record_machine.standing import rule_of

_KEPT: Final = frozenset({"idempotency_key", "attribution_rule", "name", "organisation", "final_text_digest"})

_PARTICULARS: Final = (
    events.Particulars(online=True),
    events.Particulars(state=events.CONSULTATION_STATE_HELD),
    events.Particulars(state=events.CONSULTATION_STATE_HELD, days=events.Days(starts_date="2999-01-01")),
    events.Particulars(kind=events.CONSULTATION_KIND_SERIES),
    events.Particulars(days=events.Days(starts_date="2999-01-01")),
    events.Particulars(days=events.Days(starts_date="2026-02-19", ends_date="2026-02-18")),
    events.Particulars(themes=events.Themes(themes=("No key",))),
)


def wild(world: World, asks: Asks) -> Any:
    """Return any command, about anything that there is, whether it is fit or not."""
    one = asks.chance.choice
    numbers = [
        *(each.record.frame.number for each in world.statements.values()),
        *(each.record.number for each in world.consultations.values()),
        "C-99",
    ]
    fields: dict[str, Any] = {"number": one(numbers), "reason": _reason(asks)}
    plain: dict[str, Any] = {"number": fields["number"], "reason": SECRET}
    commands: list[Callable[[], Any]] = [
        lambda: pb.WithdrawStatementRequest(**fields, asked_by=asks.words()),
        lambda: pb.MergeStatementRequest(**fields, target_number=one(numbers)),
        lambda: pb.SupersedeStatementRequest(**fields, target_number=one(numbers)),
        lambda: pb.UnmergeStatementRequest(**fields),
        lambda: pb.LinkStatementsRequest(**fields, other_number=one(numbers)),
        lambda: pb.UnlinkStatementsRequest(**fields, other_number=one(numbers)),
        lambda: pb.KeepApartRequest(number=one(numbers), other_number=one(numbers)),
        lambda: pb.HideRequest(**plain),
        lambda: pb.ShowRequest(**plain),
        lambda: pb.DecideProposalRequest(
            proposal_id=one(_ids(world.proposals)), agree=one((True, False)), final_text_digest=one(("", "0" * 64))
        ),
        lambda: pb.TakeBackProposalRequest(proposal_id=one(_ids(world.proposals))),
        lambda: _change(world, asks, fields),
        lambda: _of_draft(world, asks),
        lambda: _of_draft(world, asks),
        lambda: _of_draft(world, asks),
    ]
    return one(commands)()


def about(gone: StatementRecord, other: StatementRecord, asks: Asks) -> list[Any]:
    """Return what cannot be done any more to what is over, nor with it."""
    fields: dict[str, Any] = {"number": gone.frame.number, "reason": asks.words()}
    return [
        pb.MergeStatementRequest(**fields, target_number=other.frame.number),
        pb.LinkStatementsRequest(**fields, other_number=other.frame.number),
        pb.ProposeChangeRequest(**fields, record_only=pb.RecordOnly()),
        pb.ProposeChangeRequest(**fields, correct=pb.Wording(title=asks.words())),
        pb.UnmergeStatementRequest(**fields),
        pb.MergeStatementRequest(number=other.frame.number, reason=asks.words(), target_number=gone.frame.number),
        pb.LinkStatementsRequest(number=other.frame.number, reason=asks.words(), other_number=gone.frame.number),
    ]


def _reason(asks: Asks) -> LocalizedText:
    return asks.words(asks.chance.choice(("", "", f"; said by {NAME_IN_A_REASON}")))


def _ids(found: Any) -> list[str]:
    return [str(each) for each in found] or [str(new_id())]


def _change(world: World, asks: Asks, fields: dict[str, Any]) -> Message:
    body = str(asks.chance.choice(list(world.register)))
    changes: list[dict[str, Any]] = [
        {"add_addressee": pb.AddAddressee(addressee_id=body)},
        {"record_only": pb.RecordOnly()},
        {"correct": pb.Wording(title=_reason(asks), text=_reason(asks))},
        {"correct_consultation": asks.rewording(asks.chance.choice(("title", "summary", "place", "figures[0].label")))},
        {
            "correct_consultation": asks.rewording(
                place=asks.chance.choice((-1, 0, 1)), value=asks.chance.choice((3, 40, 41))
            )
        },
        {"correct_consultation": asks.rewording(particulars=asks.chance.choice(_PARTICULARS))},
        {"correct_programme": asks.rewording("title")},
        {"correct_programme": asks.rewording(particulars=_PARTICULARS[0])},
        {"correct_programme": asks.rewording(place=0, value=40)},
        {"track": asks.answers()},
    ]
    return pb.ProposeChangeRequest(**fields, **asks.chance.choice(changes))


def _of_draft(world: World, asks: Asks) -> Message:
    """Return a command on what is entered: whatever state it is in."""
    one = asks.chance.choice
    draft = one(list(world.drafts.values()))
    rows = {each.id: each for each in draft.statements}
    row = rows[one(list(rows))] if rows else None
    row_id, seen = (str(row.id), row.version) if row else (str(new_id()), 1)
    entered = draft.consultation
    common: dict[str, Any] = {"consultation_id": str(entered.id)}
    bodies: list[UUID] = list(world.register)
    details = asks.statement(rule_of(draft), bodies, [each.id for each in draft.participants])
    acts = [
        pb.SafeguardingAct(statement_id=row_id, expected_version=seen, read=pb.SecondReading()),
        pb.SafeguardingAct(statement_id=row_id, expected_version=seen, lower=pb.LowerRestriction(reason=SECRET)),
        pb.SafeguardingAct(statement_id=row_id, expected_version=seen, restrict=pb.RestrictStatement(reason=SECRET)),
        asks.span(UUID(row_id), seen, "clear"),
    ]
    versions = [pb.StatementVersion(statement_id=row_id, expected_version=seen)]
    commands: list[Message] = [
        pb.PutStatementRequest(**common, statement_id=row_id, expected_version=seen, details=details),
        pb.PutStatementRequest(**common, details=details),
        pb.RemoveStatementRequest(**common, statement_id=row_id, expected_version=seen),
        pb.SubmitConsultationRequest(**common, expected_version=entered.version, statement_ids=one(([], [row_id]))),
        pb.ReturnStatementsRequest(**common, statements=versions, reason=SECRET),
        pb.SafeguardConsultationRequest(**common, acts=[one(acts)]),
        asks.publication(
            entered.id,
            entered.version,
            *(
                asks.decision(each.id, each.version, tracked=one((True, False)), low=one((True, False)))
                for each in rows.values()
                if one((True, False))
            ),
        ),
    ]
    commands.append(pb.UnschedulePublicationRequest(**common, expected_version=entered.version))
    people = {each.id: each for each in draft.participants}
    if people:
        person = people[one(list(people))]
        common |= {"participant_id": str(person.id), "expected_version": person.version}
        commands.append(pb.RemoveParticipantRequest(**common))
        commands.append(pb.PutParticipantRequest(**common, details=asks.participant(rule_of(draft))))
    return one(commands)


def damaged(request: Message, chance: Random) -> None:
    """Take one field out of a request, at any depth, or spoil it."""
    inside: Any = request
    while True:
        fields = [(field, value) for field, value in inside.ListFields() if field.name not in _KEPT]
        if not fields:
            return
        field, value = chance.choice(fields)
        deeper = field.message_type and not field.is_repeated and chance.random() < 0.7
        if deeper:
            inside = value
            continue
        spoilt = {FieldDescriptor.TYPE_STRING: "\u202e", FieldDescriptor.TYPE_ENUM: 99, FieldDescriptor.TYPE_INT64: -1}
        if field.type in spoilt and not field.is_repeated and chance.random() < 0.4:
            setattr(inside, field.name, spoilt[field.type])
        else:
            inside.ClearField(field.name)
        return
