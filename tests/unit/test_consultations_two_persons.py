"""Changes of what is public that take two persons: one more body (row 29), recorded and tracked (row 4)."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition
from services.consultations.domain.correcting import (
    NewText,
    Reading,
    Wording,
    reading,
    require_another_reader,
    require_read,
)
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
from services.consultations.domain.facts import AddresseeAdded, StatementCorrected, StatementRetracked, evolve_statement
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
from services.consultations.domain.safeguarding.parts import Sensitivity
from services.consultations.domain.values import (
    NOTHING,
    Addressee,
    AddresseeKind,
    LocalizedText,
    Publication,
    Role,
    StatementType,
)
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


def agreed(record: StatementRecord, change: Change, **more: Any) -> StatementRecord:
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
        **more,
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


CORRECTING = Change(kind=ChangeKind.CORRECT, reason=WHY, wording=(NewText(field="title", text=words("A hotline")),))
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
    for change in (adding(), CORRECTING):
        with pytest.raises(error):
            proposed(record, change, public={"title": words("A hotlin")}, **context)


@pytest.mark.parametrize("record", [TOMBSTONE, replace(a_record(), hidden=True)], ids=["withdrawn", "hidden"])
def test_what_stands_no_more_is_not_agreed_to(record: StatementRecord) -> None:
    for change in (adding(), CORRECTING):
        with pytest.raises(FailedPrecondition):
            agreed(record, change, public={"title": words("A hotlin")})


def test_who_proposed_does_not_decide_nor_does_somebody_who_is_no_reviewer() -> None:
    both = a_person(Role.FACILITATOR, Role.REVIEWER)
    proposal = Proposal(
        id=uuid4(),
        subject_id=uuid4(),
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


PUBLIC: Wording = {"title": words("A hotlin"), "text": words("Open one")}
NAMED = words("A hotline")
MARKED = LocalizedText("en", (("en", "Open one"), ("ur", "ایک کھولیں")), ("ur",))


def corrected(record: StatementRecord, wording: Wording, public: Wording = PUBLIC) -> StatementCorrected:
    texts = tuple(NewText(field=name, text=text) for name, text in wording.items())
    change = Change(kind=ChangeKind.CORRECT, reason=WHY, wording=texts)
    proposed(record, change, public=public)
    fact = agree(
        record,
        a_consultation_record(),
        change,
        REGISTER,
        publication_id=uuid4(),
        tracked_number="",
        by=uuid4(),
        keep=Kept(),
        moment=NOW,
        public=public,
    )
    assert isinstance(fact, StatementCorrected)
    return fact


@pytest.mark.covers("row 31", "invariant 5")
def test_a_corrected_wording_is_a_new_fact_and_the_former_one_is_kept() -> None:
    record = a_record()
    first = corrected(record, {"title": NAMED, "text": PUBLIC["text"]})
    assert (first.text, first.corrects_version) == (None, 1), "only what differs is corrected"
    after = evolve_statement(record, first)
    assert (after.frame.title, after.frame.text) == (first.title, record.frame.text)
    assert [(each.title, each.text) for each in after.corrections] == [(record.frame.title, None)]
    second = corrected(after, {"text": words("Open two")}, {**PUBLIC, "title": NAMED})
    assert second.corrects_version == first.version
    again = evolve_statement(after, second)
    assert (again.frame.title, again.frame.text) == (first.title, second.text)
    assert [(each.title, each.text) for each in again.corrections] == [
        (record.frame.title, None),
        (None, record.frame.text),
    ]
    assert again.addressees == record.addressees


def test_a_translation_that_a_person_reviewed_is_a_correction() -> None:
    fact = corrected(a_record(), {"text": MARKED.reviewed()}, {**PUBLIC, "text": MARKED})
    assert fact.text


@pytest.mark.parametrize(
    ("wording", "public", "field"),
    [
        pytest.param({}, PUBLIC, "correct", id="nothing"),
        pytest.param(PUBLIC, PUBLIC, "correct", id="the same"),
        pytest.param(
            {"title": LocalizedText("ur", (("ur", "لائن"),))},
            PUBLIC,
            "correct.title.authoritative_language",
            id="another language counts",
        ),
        pytest.param({"text": NAMED}, {**PUBLIC, "text": NOTHING}, "correct.text", id="erased"),
    ],
)
def test_what_cannot_be_corrected_so_is_named(wording: Wording, public: Wording, field: str) -> None:
    with pytest.raises(NotPublishable) as refused:
        corrected(a_record(), wording, public)
    assert fields(refused) == [field]


def read(wording: Wording, public: Wording = PUBLIC, **changed: Any) -> Reading:
    context: dict[str, Any] = {"themes": (), "marked_sensitive": False, "sensitivity": Sensitivity()}
    return reading(wording, public, frozenset(), **(context | changed))


CALL = words("Call Mr Ahmed Khan on 0300-1234567")


def test_what_could_lead_to_a_person_is_cleared_span_by_span_unless_it_is_public_already() -> None:
    found = read({"text": CALL})
    assert {each.mark.field for each in found.marked} == {"text.bodies[en]"}
    assert len(found.marked) == 2
    with pytest.raises(NotPublishable) as refused:
        require_read(found, digest=found.digest, cleared=[found.marked[0].mark])
    assert fields(refused) == ["correct.text.bodies[en]"]
    assert "Ahmed" not in str(refused.value.violations)
    require_read(found, digest=found.digest, cleared=[each.mark for each in found.marked])
    assert not read({"text": words("Please call Mr Ahmed Khan on 0300-1234567")}, {**PUBLIC, "text": CALL}).marked
    assert not read({"text": PUBLIC["text"]}, {**PUBLIC, "title": CALL}).texts, "what stays is read by nobody again"


def test_a_name_that_is_public_is_looked_at_anew_beside_a_child() -> None:
    """It was cleared as that of a speaker; in a sentence about one child it restricts, and takes two reviewers."""
    public, beside = {**PUBLIC, "text": CALL}, words("Call Mr Ahmed Khan, a boy of nine, on 0300-1234567")
    found = read({"text": beside}, public)
    assert [each.mark.words for each in found.marked if each.restricts] == ["Mr Ahmed Khan", "0300-1234567"]
    assert found.takes_two
    assert not read({"text": words("Please call Mr Ahmed Khan, a boy of nine")}, {"text": beside}).marked
    assert not read({"text": CALL}, {"text": beside}).marked, "what was cleared beside a child may stand elsewhere"


def test_the_topic_of_what_stays_counts_too() -> None:
    sensitive = {**PUBLIC, "text": words("A hotline for survivors of child abuse")}
    assert read({"title": words("A hotline")}, sensitive).topics == ("child_abuse",)
    assert read({"text": words("A hotline")}, sensitive).topics == ()


def test_what_was_read_is_what_becomes_public() -> None:
    found = read({"title": NAMED})
    require_read(found, digest=found.digest, cleared=[])
    for other in (read({"title": words("Another")}), read({"title": replace(NAMED, machine_assisted=("en",))})):
        with pytest.raises(Stale):
            require_read(found, digest=other.digest, cleared=[])


@pytest.mark.parametrize(
    ("found", "twice"),
    [
        pytest.param(read({"title": NAMED}), False, id="nothing delicate"),
        pytest.param(read({"title": words("A line for survivors of child abuse")}), True, id="a sensitive topic"),
        pytest.param(read({"title": NAMED}, themes=("child_abuse",)), True, id="a sensitive theme"),
        pytest.param(read({"title": NAMED}, marked_sensitive=True), True, id="marked by a person"),
        pytest.param(read({"text": CALL}), False, id="a name that two need not clear"),
    ],
)
def test_a_sensitive_correction_takes_two_reviewers(found: Reading, twice: bool) -> None:
    assert found.takes_two is twice


def test_the_second_reader_is_another_person() -> None:
    one = uuid4()
    require_another_reader(one, uuid4())
    with pytest.raises(SamePerson):
        require_another_reader(one, one)
