"""Pseudonyms: whom they tell apart, and when nobody sees them."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consultations.domain.counting import FEWEST_PEOPLE
from services.consultations.domain.details import ConsentReport
from services.consultations.domain.pseudonyms import has_pseudonym, pseudonym_from, public_pseudonyms
from services.consultations.domain.values import Attribution, AttributionRule
from tests.unit.consultations_builders import a_participant


@pytest.mark.parametrize(
    ("rule", "choice", "told_apart"),
    [
        (AttributionRule.ON_RECORD, Attribution.NAMED, False),
        (AttributionRule.ON_RECORD, Attribution.ANONYMOUS, True),
        (AttributionRule.CHATHAM_HOUSE, Attribution.NAMED, True),
        (AttributionRule.ANONYMOUS, Attribution.NAMED, False),
        (AttributionRule.ANONYMOUS, Attribution.ANONYMOUS, False),
    ],
)
def test_who_is_not_named_is_told_apart_but_not_where_all_are_anonymous(
    rule: AttributionRule, choice: Attribution, told_apart: bool
) -> None:
    person = a_participant(attribution=choice)
    assert has_pseudonym(rule, person) is told_apart
    gone = replace(person.details, consent_report=ConsentReport(withdrawn_date=date(2026, 3, 2), statements=False))
    assert not has_pseudonym(rule, replace(person, details=gone))


@given(st.binary(min_size=32, max_size=32))
def test_a_pseudonym_is_six_digits(secret: bytes) -> None:
    assert len(pseudonym_from(secret)) == 6
    assert pseudonym_from(secret).isdecimal()


@pytest.mark.covers("SEC 2")
@given(st.lists(st.integers(0, 9), max_size=15))
def test_fewer_than_five_people_are_never_told_apart(speakers: list[int]) -> None:
    """However many statements they made."""
    known = {uuid4(): f"{each:06}" for each in speakers}
    shown = public_pseudonyms(known)
    assert shown == (known if len(set(speakers)) >= FEWEST_PEOPLE else {})
