"""Changes of what is public that take two persons: one more body (row 29), recorded and tracked (row 4)."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition
from services.consultations.domain.details import StatementDetails, Verifiability
from services.consultations.domain.errors import (
    AlreadyWithdrawn,
    HiddenNow,
    NotPublishable,
    NotTheHost,
    ProposedAlready,
    SamePerson,
    Stale,
)
from services.consultations.domain.facts import AddresseeAdded, StatementRetracked, evolve_statement
from services.consultations.domain.proposals import (
    Change,
    ChangeKind,
    Proposal,
    agree,
    newly_asked,
    propose,
    require_second_person,
)
from services.consultations.domain.record import StatementRecord, Withdrawal
from services.consultations.domain.values import NOTHING, Addressee, AddresseeKind, Publication, Role, StatementType
from tests.unit.consultations_builders import (
    HOST,
    NOW,
    Kept,
    a_consultation_record,
    a_draft,
    a_person,
    a_statement,
    an_addressee,
    details_of_statement,
    published,
    trackable,
    words,
)

BODY, OTHER, GROUP = an_addressee(), an_addressee(), an_addressee(AddresseeKind.GROUP)
REGISTER = {each.id: each for each in (BODY, OTHER, GROUP)}
ANSWERS = Verifiability(who=words("a"), what=words("b"), by_when=words("c"), shown_how=words("d"))
WHY = words("it says another body is responsible")
FACILITATOR = a_person(Role.FACILITATOR)


def a_record(details: StatementDetails | None = None, *, tracked: bool = True) -> StatementRecord:
    draft = a_draft(a_statement(details or trackable(BODY)))
    way = Publication.TRACKED if tracked else Publication.RECORDED
    [(first, second)] = published(draft, way).statements
    return evolve_statement(evolve_statement(None, first), second)


def adding(body: Addressee = OTHER) -> Change:
    return Change(kind=ChangeKind.ADD_ADDRESSEE, reason=WHY, addressee_id=body.id)


def tracking(**changed: Any) -> Change:
    return Change(kind=ChangeKind.TRACK, reason=WHY, verifiability=replace(ANSWERS, **changed))


RECORDING = Change(kind=ChangeKind.RECORD_ONLY, reason=WHY)


def proposed(record: StatementRecord, change: Change, **changed: Any) -> None:
    context: dict[str, Any] = {"who": FACILITATOR, "seen_version": None, "waiting": False}
    propose(record, a_consultation_record(), change, REGISTER, **(context | changed))


def agreed(record: StatementRecord, change: Change) -> StatementRecord:
    fact = agree(
        record,
        a_consultation_record(),
        change,
        REGISTER,
        publication_id=uuid4(),
        tracked_number=record.tracked_number or "R-9",
        by=uuid4(),
        keep=Kept(),
        moment=NOW,
    )
    return evolve_statement(record, fact)


def fields(refused: pytest.ExceptionInfo[NotPublishable]) -> list[str]:
    return [each.field for each in refused.value.violations]


@pytest.mark.covers("row 29")
def test_one_more_body_joins_and_the_first_stays() -> None:
    record = a_record()
    after = agreed(record, adding())
    assert [(each.addressee_id, each.lead) for each in after.addressees] == [(BODY.id, True), (OTHER.id, False)]
    assert after.frame == record.frame
    assert after.added[0].added_date == NOW.today


@pytest.mark.parametrize(
    ("record", "body"),
    [
        pytest.param(a_record(), BODY, id="addressed already"),
        pytest.param(a_record(), an_addressee(), id="not in the register"),
        pytest.param(a_record(trackable(BODY, type=StatementType.COMMITMENT)), OTHER, id="a promise has one maker"),
        pytest.param(a_record(details_of_statement(type=StatementType.INSIGHT), tracked=False), OTHER, id="an insight"),
    ],
)
def test_no_body_joins_where_none_can(record: StatementRecord, body: Addressee) -> None:
    with pytest.raises(NotPublishable) as refused:
        proposed(record, adding(body))
    assert fields(refused) == ["add_addressee.addressee_id"]


def test_real_bodies_are_not_asked_what_is_invented_nor_stand_ins_what_is_real() -> None:
    stand_in = an_addressee(illustrative=True)
    real = a_record()
    invented = replace(real, frame=replace(real.frame, illustrative=True))
    for record, body in ((real, stand_in), (invented, OTHER)):
        with pytest.raises(NotPublishable):
            propose(
                record,
                a_consultation_record(),
                adding(body),
                {body.id: body},
                who=FACILITATOR,
                seen_version=None,
                waiting=False,
            )


@pytest.mark.covers("row 4")
def test_what_is_recorded_becomes_tracked_and_recorded_again_with_its_number() -> None:
    record = a_record(details_of_statement(addressee_ids=(GROUP.id, BODY.id)), tracked=False)
    tracked = agreed(record, tracking())
    assert (tracked.publication, tracked.tracked_number) == (Publication.TRACKED, "R-9")
    assert tracked.verifiability
    again = agreed(tracked, RECORDING)
    assert (again.publication, again.tracked_number) == (Publication.RECORDED, "R-9")
    once_more = agreed(again, tracking())
    assert (once_more.publication, once_more.tracked_number) == (Publication.TRACKED, "R-9")


def test_exactly_one_body_leads_what_becomes_tracked() -> None:
    record = a_record(details_of_statement(addressee_ids=(BODY.id, OTHER.id)), tracked=False)
    fact = agree(
        record,
        a_consultation_record(),
        tracking(),
        REGISTER,
        publication_id=uuid4(),
        tracked_number="R-9",
        by=uuid4(),
        keep=Kept(),
        moment=NOW,
    )
    assert isinstance(fact, StatementRetracked)
    assert [each.lead for each in fact.addressees] == [True, False]


@pytest.mark.parametrize(
    ("record", "change", "expected"),
    [
        pytest.param(a_record(), tracking(), ["track"], id="tracked already"),
        pytest.param(a_record(trackable(GROUP), tracked=False), tracking(), ["track"], id="only a group"),
        pytest.param(a_record(details_of_statement(), tracked=False), tracking(), ["track"], id="nobody named"),
        pytest.param(
            a_record(details_of_statement(type=StatementType.APPEAL, addressee_ids=(BODY.id,)), tracked=False),
            tracking(),
            ["track"],
            id="an appeal",
        ),
        pytest.param(
            a_record(trackable(GROUP, type=StatementType.COMMITMENT, press_reported=True), tracked=False),
            tracking(),
            ["track"],
            id="known from the press, of a group",
        ),
        pytest.param(
            a_record(details_of_statement(addressee_ids=(BODY.id,)), tracked=False),
            tracking(by_when=NOTHING),
            ["track.by_when"],
            id="what would count as done is not said",
        ),
        pytest.param(a_record(tracked=False), RECORDING, ["record_only"], id="only recorded already"),
    ],
)
def test_what_cannot_be_is_named(record: StatementRecord, change: Change, expected: list[str]) -> None:
    with pytest.raises(NotPublishable) as refused:
        proposed(record, change)
    assert fields(refused) == expected
    with pytest.raises(NotPublishable):
        agreed(record, change)


TOMBSTONE = replace(
    a_record(), withdrawal=Withdrawal(reason=uuid4(), asked_by=uuid4(), withdrawn_date=NOW.today), version=3
)


@pytest.mark.parametrize(
    ("record", "context", "error"),
    [
        pytest.param(a_record(), {"who": a_person(Role.REVIEWER)}, NotTheHost, id="a reviewer"),
        pytest.param(a_record(), {"seen_version": 1}, Stale, id="changed since"),
        pytest.param(a_record(), {"waiting": True}, ProposedAlready, id="one waits"),
        pytest.param(TOMBSTONE, {}, AlreadyWithdrawn, id="withdrawn"),
        pytest.param(replace(a_record(), hidden=True), {}, HiddenNow, id="hidden"),
    ],
)
def test_who_may_not_propose_and_when(record: StatementRecord, context: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        proposed(record, adding(), **context)


@pytest.mark.parametrize("record", [TOMBSTONE, replace(a_record(), hidden=True)], ids=["withdrawn", "hidden"])
def test_what_stands_no_more_is_not_agreed_to(record: StatementRecord) -> None:
    with pytest.raises(FailedPrecondition):
        agreed(record, adding())


def test_who_proposed_does_not_decide_nor_does_somebody_who_is_no_reviewer() -> None:
    both = a_person(Role.FACILITATOR, Role.REVIEWER)
    proposal = Proposal(
        id=uuid4(),
        statement_id=uuid4(),
        organisation_id=HOST,
        key_id=uuid4(),
        change=adding(),
        proposed_by=both.person_id,
        proposed_at=NOW.at,
    )
    with pytest.raises(SamePerson):
        require_second_person(proposal, who=both)
    with pytest.raises(NotTheHost):
        require_second_person(proposal, who=a_person(Role.FACILITATOR))
    require_second_person(proposal, who=a_person(Role.REVIEWER))


def test_only_bodies_that_get_a_line_and_can_answer_are_told() -> None:
    recorded = a_record(details_of_statement(addressee_ids=(GROUP.id, BODY.id)), tracked=False)
    assert newly_asked(a_record(), adding(), REGISTER) == (OTHER.id,)
    assert newly_asked(a_record(), adding(GROUP), REGISTER) == ()
    assert newly_asked(recorded, adding(), REGISTER) == ()
    assert newly_asked(recorded, tracking(), REGISTER) == (BODY.id,)
    assert newly_asked(a_record(), RECORDING, REGISTER) == ()
    promise = a_record(trackable(BODY, type=StatementType.COMMITMENT), tracked=False)
    assert newly_asked(promise, tracking(), REGISTER) == ()


def test_an_added_body_opens_a_mail_of_its_own() -> None:
    fact = agree(
        a_record(),
        a_consultation_record(),
        adding(),
        REGISTER,
        publication_id=(act := uuid4()),
        tracked_number="R-1",
        by=uuid4(),
        keep=Kept(),
        moment=NOW,
    )
    assert isinstance(fact, AddresseeAdded)
    assert fact.publication_id == act
