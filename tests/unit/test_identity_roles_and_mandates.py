"""Roles and mandates: who gets them, when they count, and that the history says it all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import InvalidArgument, Refusal
from services.identity.domain import facts
from services.identity.domain.errors import BodyEnded, HasItAlready, NobodyAnswersForAGroup, NoSuchMandate, NoSuchRole
from services.identity.domain.people import Addressee, Person, Role

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
HOST = UUID(int=1)


def a_person() -> Person:
    registered = facts.PersonRegistered(version=1, at=NOW, by="operator", person_id=uuid4(), organisation_id=HOST)
    return facts.evolve(None, registered)


def an_addressee(kind: str = "agency") -> Addressee:
    return Addressee(id=uuid4(), kind=kind, name="Commission (example)")


def granted(person: Person, role: Role = Role.FACILITATOR) -> Person:
    return facts.evolve(person, facts.grant_role(person, role, HOST, today=TODAY, at=NOW, by="operator"))


def ended(person: Person, role: Role = Role.FACILITATOR) -> Person:
    return facts.evolve(person, facts.end_role(person, role, HOST, today=TODAY, at=NOW, by="operator"))


def mandated(person: Person, addressee: Addressee, *, from_date: date = TODAY) -> Person:
    fact = facts.grant_mandate(
        person, addressee, mandate_id=uuid4(), from_date=from_date, today=TODAY, at=NOW, by="operator"
    )
    return facts.evolve(person, fact)


def test_a_role_counts_from_its_first_day() -> None:
    person = granted(a_person())
    assert [held.role for held in person.roles_on(TODAY)] == [Role.FACILITATOR]
    assert person.roles_on(TODAY - timedelta(days=1)) == []


def test_an_ended_role_counts_no_more_on_the_same_day_and_stays_in_the_history() -> None:
    person = ended(granted(a_person()))
    assert person.roles_on(TODAY) == []
    assert [held.to_date for held in person.roles] == [TODAY]


def test_a_role_that_ended_may_be_given_again() -> None:
    person = granted(ended(granted(a_person())))
    assert len(person.roles_on(TODAY)) == 1
    assert len(person.roles) == 2


def test_nobody_holds_a_role_twice() -> None:
    with pytest.raises(HasItAlready):
        granted(granted(a_person()))


def test_the_same_role_for_another_organisation_is_another_role() -> None:
    person = granted(a_person())
    fact = facts.grant_role(person, Role.FACILITATOR, UUID(int=2), today=TODAY, at=NOW, by="operator")
    assert len(facts.evolve(person, fact).roles_on(TODAY)) == 2


def test_only_a_role_that_is_held_ends() -> None:
    with pytest.raises(NoSuchRole):
        ended(granted(a_person(), Role.REVIEWER), Role.FACILITATOR)
    with pytest.raises(NoSuchRole):
        ended(ended(granted(a_person())))


def test_a_mandate_counts_from_its_first_day() -> None:
    addressee = an_addressee()
    person = mandated(a_person(), addressee, from_date=TODAY + timedelta(days=2))
    assert not person.may_answer_for(addressee.id, TODAY + timedelta(days=1))
    assert person.may_answer_for(addressee.id, TODAY + timedelta(days=2))


def test_a_mandate_does_not_begin_in_the_past() -> None:
    with pytest.raises(InvalidArgument) as refused:
        mandated(a_person(), an_addressee(), from_date=TODAY - timedelta(days=1))
    assert [violation.field for violation in refused.value.violations] == ["from_date"]


def test_nobody_answers_for_a_group() -> None:
    with pytest.raises(NobodyAnswersForAGroup):
        mandated(a_person(), an_addressee("group"))


def test_nobody_becomes_liaison_of_a_body_that_ended() -> None:
    with pytest.raises(BodyEnded) as refused:
        mandated(a_person(), replace(an_addressee(), ended_date=TODAY))
    assert refused.value.field == "addressee_id"


def test_nobody_is_liaison_of_one_addressee_twice() -> None:
    addressee = an_addressee()
    with pytest.raises(HasItAlready):
        mandated(mandated(a_person(), addressee), addressee)


def test_a_mandate_ends_at_once_and_only_once() -> None:
    addressee = an_addressee()
    person = mandated(a_person(), addressee)
    fact = facts.end_mandate(person, person.mandates[0].id, today=TODAY, at=NOW, by="operator")
    after = facts.evolve(person, fact)
    assert not after.may_answer_for(addressee.id, TODAY)
    with pytest.raises(NoSuchMandate):
        facts.end_mandate(after, person.mandates[0].id, today=TODAY, at=NOW, by="operator")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(Role)), max_size=30))
def test_whatever_happens_versions_have_no_gap_and_no_role_lasts_twice(steps: list[tuple[bool, Role]]) -> None:
    person = a_person()
    for grants, role in steps:
        before = person
        try:
            person = granted(person, role) if grants else ended(person, role)
        except Refusal:
            continue
        assert person.version == before.version + 1
        lasting = [held.role for held in person.roles if held.to_date is None]
        assert len(lasting) == len(set(lasting))
