"""From draft to publication: what has to be there, who may, and in which way. Rows 1 to 3."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import InvalidArgument
from services.consultations.domain.details import Source
from services.consultations.domain.drafts import change_statement, may_publish, require_past
from services.consultations.domain.errors import (
    AlreadyPublic,
    HiddenNow,
    Missing,
    NoSuchRow,
    NotADraft,
    NotAsDated,
    NothingToSubmit,
    NotInReview,
    NotPublishable,
    OwnWork,
    RoleMissing,
    Stale,
    TooLong,
)
from services.consultations.domain.review import Review, choose, day_of_publication, require_reviewer
from services.consultations.domain.room import (
    LONGEST_AT_ONCE_BYTES,
    MOST_STATEMENTS_BYTES,
    require_room_for_decisions,
    require_room_for_people,
    require_room_for_statements,
)
from services.consultations.domain.submission import give_back, submit
from services.consultations.domain.values import (
    NOTHING,
    Addressee,
    AddresseeBasis,
    AddresseeKind,
    Answer,
    ConsultationState,
    Publication,
    RecordState,
    Risk,
    Role,
    StatementType,
)
from tests.unit.consultations_builders import (
    ALL_CLEAR,
    AUTHOR,
    NOW,
    a_consultation,
    a_consultation_record,
    a_decision,
    a_draft,
    a_person,
    a_statement,
    an_addressee,
    details_of_statement,
    published,
    trackable,
    words,
)

DRAFT, WAITING = RecordState.DRAFT, RecordState.IN_REVIEW
NOTHING_CHOSEN = Review(checklist=ALL_CLEAR, decisions=(), note="")
ENTERING = a_person(Role.FACILITATOR, person_id=AUTHOR)
TRACKED, RECORDED = Publication.TRACKED, Publication.RECORDED


def fields(refused: pytest.ExceptionInfo[InvalidArgument]) -> set[str]:
    return {each.field for each in refused.value.violations}


def submitted(*statements: Any, register: tuple[Addressee, ...] = (), **changed: Any) -> Any:
    draft = a_draft(*statements, **changed)
    known = {each.id: each for each in register}
    return submit(draft, (), expected_version=1, who=ENTERING, at=NOW.at, register=known)


@pytest.mark.covers("row 1")
def test_submitting_puts_every_draft_into_review() -> None:
    first, second = a_statement(state=DRAFT), a_statement(state=WAITING, position=2)
    [changed] = submitted(first, second)
    assert (changed.id, changed.state, changed.submitted_by, changed.version) == (first.id, WAITING, AUTHOR, 3)


@pytest.mark.covers("row 1")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"type": None}, "type"),
        ({"title": NOTHING}, "title"),
        ({"text": NOTHING}, "text"),
        ({"addressee_basis": None}, "addressee_basis"),
        ({"addressee_basis": AddresseeBasis.EXPLICIT}, "addressee_ids"),
        ({"addressee_note": words("content makers")}, "addressee_basis"),
        ({"addressee_basis": AddresseeBasis.EXPLICIT, "addressee_ids": (uuid4(),)}, "addressee_ids[0]"),
    ],
)
def test_a_statement_is_not_submitted_without(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Missing) as refused:
        submitted(a_statement(details_of_statement(**changed), state=DRAFT))
    assert fields(refused) == {f"statements[0].details.{field}"}


@pytest.mark.covers("row 1")
@pytest.mark.parametrize(
    ("changed", "field"), [({"kind": None}, "kind"), ({"state": None}, "state"), ({"title": NOTHING}, "title")]
)
def test_a_consultation_is_not_submitted_without(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Missing) as refused:
        submitted(a_statement(state=DRAFT), **changed)
    assert fields(refused) == {f"details.{field}"}


def test_an_insight_needs_no_word_on_addressees() -> None:
    assert submitted(a_statement(details_of_statement(type=StatementType.INSIGHT, addressee_basis=None), state=DRAFT))


def test_an_addressee_as_printed_suffices() -> None:
    details = details_of_statement(addressee_basis=AddresseeBasis.IMPLIED, addressee_note=words("content makers"))
    assert submitted(a_statement(details, state=DRAFT))


def test_nothing_but_drafts_is_submitted() -> None:
    with pytest.raises(NothingToSubmit):
        submitted(a_statement())
    waiting = a_statement()
    with pytest.raises(NotADraft):
        submit(
            a_draft(waiting),
            (waiting.id,),
            expected_version=1,
            who=ENTERING,
            at=NOW.at,
            register={},
        )
    with pytest.raises(NoSuchRow):
        submit(
            a_draft(),
            (uuid4(),),
            expected_version=1,
            who=ENTERING,
            at=NOW.at,
            register={},
        )
    with pytest.raises(Stale):
        submit(a_draft(), (), expected_version=2, who=ENTERING, at=NOW.at, register={})


def test_what_is_in_review_is_not_changed() -> None:
    with pytest.raises(NotADraft):
        change_statement(a_statement(), details_of_statement(), by=AUTHOR, expected_version=2)
    with pytest.raises(Stale):
        change_statement(a_statement(state=DRAFT), details_of_statement(), by=AUTHOR, expected_version=1)


@pytest.mark.covers("row 3")
def test_returning_takes_only_what_waits() -> None:
    waiting, draft = a_statement(), a_statement(state=DRAFT)
    [returned] = give_back(a_draft(waiting), {waiting.id: 2}, reason="say who asks", who=a_person(Role.REVIEWER))
    assert (returned.state, returned.return_reason, returned.submitted_by) == (DRAFT, "say who asks", None)
    with pytest.raises(NotInReview):
        give_back(a_draft(draft), {draft.id: 2}, reason="no", who=a_person(Role.REVIEWER))
    with pytest.raises(Stale):
        give_back(a_draft(waiting), {waiting.id: 1}, reason="no", who=a_person(Role.REVIEWER))
    with pytest.raises(NoSuchRow):
        give_back(a_draft(), {waiting.id: 2}, reason="no", who=a_person(Role.REVIEWER))


def chosen(details: Any, *register: Addressee, way: Publication = TRACKED, **changed: Any) -> Any:
    statement = a_statement(details)
    return choose(
        a_draft(statement, **changed), [a_decision(statement, publication=way)], {each.id: each for each in register}
    )


def test_a_recommendation_to_a_body_that_can_answer_may_be_tracked() -> None:
    body, group = an_addressee(), an_addressee(AddresseeKind.GROUP)
    [one] = chosen(trackable(body, group), body, group)
    assert one.tracked


BODY, OTHER, GROUP, STAND_IN = (
    an_addressee(),
    an_addressee(AddresseeKind.PLATFORM),
    an_addressee(AddresseeKind.GROUP),
    an_addressee(illustrative=True),
)


@pytest.mark.covers("row 2")
def test_a_promise_from_the_press_is_tracked_if_its_maker_can_answer() -> None:
    [one] = chosen(trackable(BODY, type=StatementType.COMMITMENT, press_reported=True), BODY)
    assert one.tracked


@pytest.mark.parametrize(
    ("details", "field"),
    [
        pytest.param(trackable(BODY, type=StatementType.INSIGHT), "publication", id="an insight"),
        pytest.param(trackable(BODY, type=StatementType.APPEAL), "publication", id="an appeal"),
        pytest.param(
            trackable(GROUP, type=StatementType.COMMITMENT, press_reported=True),
            "addressee_ids",
            id="from the press, of a group",
        ),
        pytest.param(
            replace(trackable(BODY, type=StatementType.COMMITMENT, press_reported=True), addressee_ids=()),
            "addressee_ids",
            id="from the press, maker not known",
        ),
        pytest.param(trackable(GROUP), "addressee_ids", id="a group only"),
        pytest.param(trackable(BODY, OTHER, lead_addressee_id=None), "lead_addressee_id", id="no lead among several"),
        pytest.param(
            trackable(BODY, OTHER, type=StatementType.COMMITMENT), "addressee_ids", id="a commitment of two makers"
        ),
        pytest.param(trackable(an_addressee()), "addressee_ids[0]", id="not in the register"),
        pytest.param(replace(trackable(BODY), garbled=True), "garbled", id="garbled"),
    ],
)
def test_it_is_not_tracked(details: Any, field: str) -> None:
    with pytest.raises(NotPublishable) as refused:
        chosen(details, BODY, OTHER, GROUP)
    assert f"decisions[0].{field}" in fields(refused)


@pytest.mark.covers("row 2")
@pytest.mark.parametrize("question", ["who", "what", "by_when", "shown_how"])
def test_tracked_needs_every_answer_to_what_would_count_as_done(question: str) -> None:
    details = trackable(BODY)
    silent = replace(details, verifiability=replace(details.verifiability, **{question: NOTHING}))
    with pytest.raises(NotPublishable) as refused:
        chosen(silent, BODY)
    assert fields(refused) == {f"decisions[0].verifiability.{question}"}
    assert chosen(silent, BODY, way=RECORDED)


def test_an_invented_request_goes_to_stand_ins_only() -> None:
    with pytest.raises(NotPublishable) as refused:
        chosen(trackable(BODY), BODY, illustrative=True)
    assert fields(refused) == {"decisions[0].addressee_ids[0]"}
    assert chosen(trackable(STAND_IN), STAND_IN, illustrative=True)


def test_a_garbled_statement_is_not_even_recorded() -> None:
    with pytest.raises(NotPublishable) as refused:
        chosen(details_of_statement(garbled=True), way=RECORDED)
    assert fields(refused) == {"decisions[0].garbled"}


def test_what_is_chosen_comes_in_the_order_of_the_list() -> None:
    first, second = a_statement(position=1), a_statement(position=2)
    picked = choose(a_draft(first, second), [a_decision(second), a_decision(first)], {})
    assert [each.statement.id for each in picked] == [first.id, second.id]


def test_only_what_waits_and_was_seen_is_published() -> None:
    waiting, draft = a_statement(), a_statement(state=DRAFT)
    with pytest.raises(NotInReview):
        choose(a_draft(draft), [a_decision(draft)], {})
    with pytest.raises(Stale):
        choose(a_draft(waiting), [a_decision(waiting, expected_version=1)], {})
    with pytest.raises(Stale):
        choose(a_draft(waiting), [a_decision(waiting)], {}, expected_version=9)
    with pytest.raises(NoSuchRow):
        choose(a_draft(), [a_decision(waiting)], {})
    with pytest.raises(HiddenNow):
        choose(a_draft(waiting, published=True, hidden=True), [a_decision(waiting)], {})
    with pytest.raises(AlreadyPublic):
        choose(a_draft(waiting, published=True), [], {})
    with pytest.raises(NotPublishable):
        choose(a_draft(waiting), [a_decision(waiting), a_decision(waiting)], {})
    assert choose(a_draft(waiting), [], {}) == ()


def review(
    who: Any, *, risk: Risk | None = Risk.HIGH, checklist: Any = ALL_CLEAR, note: str = "", **changed: Any
) -> None:
    statement = a_statement()
    draft = a_draft(statement, **changed)
    decisions = [a_decision(statement, risk=risk)]
    require_reviewer(
        draft, choose(draft, decisions, {}), Review(checklist=checklist, decisions=tuple(decisions), note=note), who=who
    )


def test_a_reviewer_publishes_what_somebody_else_entered() -> None:
    review(a_person(Role.REVIEWER))


@pytest.mark.covers("row 2", "loss two people")
@pytest.mark.parametrize("roles", [(Role.REVIEWER,), (Role.FACILITATOR,), (Role.REVIEWER, Role.FACILITATOR)])
def test_nobody_publishes_the_own_work(roles: tuple[Role, ...]) -> None:
    with pytest.raises(OwnWork):
        review(a_person(*roles, person_id=AUTHOR), risk=Risk.LOW)


@pytest.mark.covers("loss two people")
def test_whoever_changed_it_last_is_an_author_too() -> None:
    editor = a_person(Role.REVIEWER)
    statement = replace(a_statement(), editors=frozenset({AUTHOR, editor.person_id}))
    decisions = [a_decision(statement)]
    draft = a_draft(statement)
    with pytest.raises(OwnWork):
        require_reviewer(
            draft,
            choose(draft, decisions, {}),
            Review(checklist=ALL_CLEAR, decisions=tuple(decisions), note=""),
            who=editor,
        )


def test_whoever_submitted_it_may_not_publish_it() -> None:
    sender = a_person(Role.REVIEWER)
    statement = replace(a_statement(), submitted_by=sender.person_id)
    decisions = [a_decision(statement)]
    draft = a_draft(statement)
    with pytest.raises(OwnWork):
        require_reviewer(
            draft,
            choose(draft, decisions, {}),
            Review(checklist=ALL_CLEAR, decisions=tuple(decisions), note=""),
            who=sender,
        )


@pytest.mark.covers("row 2")
def test_another_facilitator_publishes_at_low_risk_only() -> None:
    colleague = a_person(Role.FACILITATOR)
    review(colleague, risk=Risk.LOW)
    with pytest.raises(RoleMissing):
        review(colleague, risk=Risk.HIGH)


def test_a_sensitive_topic_is_never_of_low_risk() -> None:
    with pytest.raises(Missing) as refused:
        review(a_person(Role.FACILITATOR), risk=Risk.LOW, sensitive=True)
    assert fields(refused) == {"decisions[0].risk"}
    review(a_person(Role.REVIEWER), sensitive=True)


def test_what_had_to_be_looked_at_is_never_of_low_risk() -> None:
    looked = replace(ALL_CLEAR, alleges_crime=Answer.CLEARED)
    with pytest.raises(Missing):
        review(a_person(Role.REVIEWER), risk=Risk.LOW, checklist=looked, note="a court said so")
    with pytest.raises(RoleMissing):
        review(a_person(Role.FACILITATOR), checklist=looked, note="a court said so")
    review(a_person(Role.REVIEWER), checklist=looked, note="a court said so")


def test_a_sensitive_consultation_alone_needs_a_reviewer() -> None:
    draft = a_draft(sensitive=True)
    with pytest.raises(RoleMissing):
        require_reviewer(draft, (), NOTHING_CHOSEN, who=a_person(Role.FACILITATOR))
    require_reviewer(draft, (), NOTHING_CHOSEN, who=a_person(Role.REVIEWER))
    require_reviewer(a_draft(), (), NOTHING_CHOSEN, who=a_person(Role.FACILITATOR))


@pytest.mark.covers("row 2")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"names_private_person": None}, "checklist.names_private_person"),
        ({"alleges_crime": None}, "checklist.alleges_crime"),
        ({"could_harm_if_attendance_known": Answer.YES}, "checklist.could_harm_if_attendance_known"),
        ({"identifies_child": Answer.YES}, "checklist.identifies_child"),
        ({"identifies_child": Answer.CLEARED}, "review_note"),
        ({"consent_checked": False}, "checklist.consent_checked"),
        ({"final_text_read": False}, "checklist.final_text_read"),
    ],
)
def test_every_question_is_answered_and_no_danger_is_left(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Missing) as refused:
        review(a_person(Role.REVIEWER), checklist=replace(ALL_CLEAR, **changed))
    assert fields(refused) == {field}


def test_a_risk_has_to_be_said() -> None:
    with pytest.raises(Missing) as refused:
        review(a_person(Role.REVIEWER), risk=None)
    assert fields(refused) == {"decisions[0].risk"}


TODAY, YESTERDAY, TOMORROW = NOW.today, NOW.today - timedelta(days=1), NOW.today + timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "illustrative", "day"),
    [(None, False, TODAY), (TODAY, False, TODAY), (YESTERDAY, True, YESTERDAY), (None, True, TODAY)],
)
def test_the_day_of_publication(given: date | None, illustrative: bool, day: date) -> None:
    assert day_of_publication(given, a_draft(illustrative=illustrative), None, NOW) == day


@pytest.mark.parametrize(("given", "illustrative"), [(TOMORROW, True), (TOMORROW, False), (YESTERDAY, False)])
def test_only_what_is_invented_is_dated_back_and_nothing_ahead(given: date, illustrative: bool) -> None:
    with pytest.raises(NotAsDated):
        day_of_publication(given, a_draft(illustrative=illustrative), None, NOW)


def test_a_statement_is_not_public_before_its_consultation() -> None:
    with pytest.raises(NotAsDated):
        day_of_publication(YESTERDAY, a_draft(illustrative=True), a_consultation_record(), NOW)


def test_nothing_is_public_before_the_consultation_took_place() -> None:
    draft = a_draft(illustrative=True, starts_date=YESTERDAY)
    assert day_of_publication(YESTERDAY, draft, None, NOW) == YESTERDAY
    with pytest.raises(NotAsDated):
        day_of_publication(YESTERDAY - timedelta(days=1), draft, None, NOW)


@pytest.mark.parametrize(("state", "is_dated"), [(ConsultationState.HELD, False), (ConsultationState.PLANNED, True)])
def test_what_the_public_reads_says_whether_it_took_place(state: ConsultationState, is_dated: bool) -> None:
    record = a_consultation_record()
    frame = replace(record.frame, state=state, published_date=YESTERDAY)
    record = replace(record, frame=frame, content=replace(record.content, starts_date=NOW.today))
    draft = a_draft(illustrative=True, state=ConsultationState.PLANNED)
    if is_dated:
        assert day_of_publication(YESTERDAY, draft, record, NOW) == YESTERDAY
        return
    with pytest.raises(NotAsDated):
        day_of_publication(YESTERDAY, draft, record, NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"starts_date": TOMORROW}, "details.starts_date", id="held tomorrow"),
        pytest.param({"starts_date": TODAY, "ends_date": TOMORROW}, "details.ends_date", id="held until tomorrow"),
        pytest.param({"source": Source(retrieved_date=TOMORROW)}, "details.source.retrieved_date", id="read tomorrow"),
    ],
)
def test_what_has_been_was_not_tomorrow(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(NotAsDated) as refused:
        require_past(a_consultation(**changed).details, today=TODAY)
    assert fields(refused) == {field}


def test_what_is_planned_may_be_tomorrow_and_what_is_held_today() -> None:
    require_past(a_consultation(state=ConsultationState.PLANNED, starts_date=TOMORROW).details, today=TODAY)
    require_past(a_consultation(starts_date=TODAY, source=Source(retrieved_date=TODAY)).details, today=TODAY)


def test_lines_are_counted_per_addressee_over_the_tracked_statements() -> None:
    first, second = a_statement(trackable(BODY, OTHER)), a_statement(trackable(BODY), position=2)
    third = a_statement(trackable(BODY), position=3)
    facts = published(a_draft(first, second, third), TRACKED, TRACKED, RECORDED)
    assert [fact.lines for fact, _ in facts.statements] == [(2, 1), (2,), (0,)]
    assert [[each.lead for each in fact.frame.addressees] for fact, _ in facts.statements] == [
        [True, False],
        [True],
        [True],
    ]
    assert [fact.frame.tracked_number for fact, _ in facts.statements] == ["R-1", "R-2", ""]


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        pytest.param(None, None, None, id="not given"),
        pytest.param(TODAY, None, TODAY, id="one day"),
        pytest.param(YESTERDAY, TODAY, None, id="several days"),
    ],
)
def test_the_day_on_which_it_was_said_is_never_guessed(
    starts: date | None, ends: date | None, said: date | None
) -> None:
    facts = published(a_draft(a_statement(), starts_date=starts, ends_date=ends))
    assert facts.statements[0][0].frame.said_date == said


def test_a_reviewer_sees_whether_there_is_something_to_publish() -> None:
    reviewer = a_person(Role.REVIEWER)
    assert may_publish(a_draft(a_statement()), reviewer)
    assert may_publish(a_draft(), reviewer)
    assert not may_publish(a_draft(published=True), reviewer)
    assert not may_publish(a_draft(a_statement(), published=True, hidden=True), reviewer)
    assert not may_publish(a_draft(a_statement()), a_person(Role.REVIEWER, person_id=AUTHOR))
    assert not may_publish(a_draft(a_statement(), sensitive=True), a_person(Role.FACILITATOR))
    assert not may_publish(a_draft(a_statement()), a_person(Role.VERIFIER))


def test_a_consultation_stays_short_enough_to_be_read_in_one_answer() -> None:
    for require in (require_room_for_people, require_room_for_decisions):
        require(LONGEST_AT_ONCE_BYTES)
        with pytest.raises(TooLong):
            require(LONGEST_AT_ONCE_BYTES + 1)
    require_room_for_statements(MOST_STATEMENTS_BYTES)
    with pytest.raises(TooLong):
        require_room_for_statements(MOST_STATEMENTS_BYTES + 1)
