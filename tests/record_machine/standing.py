"""What stands, what waits, what is complete: the rules of consultations in the fewest words, beside the domain."""

from typing import Final
from uuid import UUID

from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.safeguarding.acts import ActKind
from services.consultations.domain.values import AddresseeBasis, AttributionRule, RecordState, StatementType
from tests.record_machine.asks import CHATHAM_HOUSE, ON_RECORD
from tests.record_machine.stage import NAME, World

_TWO: Final = 2
_OPEN_TO_OTHERS: Final = (StatementType.RECOMMENDATION, StatementType.APPEAL)
_TRACKABLE: Final = (StatementType.RECOMMENDATION, StatementType.COMMITMENT)


def rule_of(draft: Draft) -> int:
    """Return the attribution rule, which no life changes."""
    on_record = draft.consultation.details.attribution_rule is AttributionRule.ON_RECORD
    return ON_RECORD if on_record else CHATHAM_HOUSE


def framed(draft: Draft) -> bool:
    """Tell whether the consultation carries what it has to."""
    details = draft.consultation.details
    return all((details.kind, details.state, details.title, details.host_name))


def complete(row: Statement) -> bool:
    """Tell whether a statement carries what it has to (row 1)."""
    details = row.details
    named = bool(details.addressee_ids or details.addressee_note)
    basis = details.addressee_basis
    addressed = basis is not None and named is (basis is not AddresseeBasis.NONE)
    return bool(details.type and details.title and details.text) and addressed


def label(world: World, row: Statement) -> tuple[bool, frozenset[str]]:
    """Return whether a statement is restricted, and who wants that lowered: one raises, two lower."""
    restricted, lowered = False, frozenset[str]()
    for act in world.acts:
        if act.owner_id != row.id:
            continue
        if act.kind is ActKind.RESTRICT:
            restricted, lowered = True, frozenset()
        elif act.kind is ActKind.LOWER and restricted:
            lowered |= {world.people[act.by]}
            restricted = len(lowered) < _TWO
    return restricted, lowered


def cleared(world: World, row: Statement) -> bool:
    """Tell whether the name in a statement was decided about."""
    if NAME not in row.details.text.authoritative:
        return True
    return any(
        act.owner_id == row.id and act.kind in (ActKind.CLEAR, ActKind.REDACT) and act.mark for act in world.acts
    )


def passed(world: World, draft: Draft, row: Statement) -> bool:
    """Tell whether a statement has passed the gate; where the topic is sensitive nothing is fit without more."""
    titled = NAME not in row.details.title.authoritative
    return titled and cleared(world, row) and not label(world, row)[0] and not draft.consultation.details.sensitive


def trackable(world: World, row: Statement) -> bool:
    """Tell whether a statement can be put to somebody who can answer."""
    details = row.details
    asked = details.verifiability
    answered = all((asked.who, asked.what, asked.by_when, asked.shown_how))
    can = any(world.register[each].can_answer for each in details.addressee_ids)
    one_maker = details.type is not StatementType.COMMITMENT or len(details.addressee_ids) == 1
    return details.type in _TRACKABLE and answered and can and one_maker and details.lead in details.addressee_ids


def addable(record: StatementRecord, body_id: UUID) -> bool:
    """Tell whether a statement can be put to one more body."""
    return record.frame.type in _OPEN_TO_OTHERS and body_id not in {each.addressee_id for each in record.addressees}


def to_be_tracked(world: World, record: StatementRecord) -> bool:
    """Tell whether what is recorded can become tracked."""
    can = any(world.register[each.addressee_id].can_answer for each in record.addressees)
    one_maker = record.frame.type is not StatementType.COMMITMENT or len(record.addressees) == 1
    return record.frame.type in _TRACKABLE and can and one_maker


def alike(one: StatementRecord, other: StatementRecord) -> bool:
    """Tell whether two can be joined or linked at all."""
    return one.id != other.id and one.frame.illustrative is other.frame.illustrative


def over(world: World) -> list[StatementRecord]:
    """Return what is withdrawn, or hidden."""
    found = [each.record for each in world.statements.values()]
    return [each for each in found if each.withdrawal or each.hidden or world.of(each).hidden]


def unsubmitted(world: World) -> list[tuple[Draft, Statement]]:
    """Return drafts with which nothing is wrong but that nobody submitted them."""
    return [
        (draft, each)
        for draft, each in world.entered()
        if each.state is RecordState.DRAFT
        and complete(each)
        and passed(world, draft, each)
        and world.hosts[draft.consultation.organisation_id] == "facilitator"
    ]


def sensitive(world: World) -> list[tuple[Draft, Statement]]:
    """Return what waits and is of a sensitive topic, with nothing else in its way."""
    return [
        (draft, each)
        for draft, each in world.entered()
        if each.state is RecordState.IN_REVIEW
        and draft.consultation.details.sensitive
        and world.hosts[draft.consultation.organisation_id] == "facilitator"
        and NAME not in each.details.text.authoritative
    ]
