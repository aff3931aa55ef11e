"""Pseudonyms: what tells speakers apart who are not named. Each is random in each consultation."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from services.consultations.domain.attribution import public_name
from services.consultations.domain.counting import FEWEST_PEOPLE
from services.consultations.domain.drafts import Participant
from services.consultations.domain.values import AttributionRule

_DIGITS: Final = 6  # of 20 speakers two get the same once in five thousand consultations


def has_pseudonym(rule: AttributionRule, person: Participant) -> bool:
    """Tell whether the person is told apart from others: who is neither named nor anonymous by the rule."""
    left = person.details.consent_report or person.details.hidden_by_card
    return rule is not AttributionRule.ANONYMOUS and not left and not public_name(rule, person.details)


def pseudonym_from(secret: bytes) -> str:
    """Return the pseudonym that 8 or more bytes stand for: those of one participant of one consultation."""
    return f"{int.from_bytes(secret[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def public_pseudonyms(known: Mapping[UUID, str]) -> Mapping[UUID, str]:
    """Return the pseudonyms that may be public, of one consultation: none if they would count fewer than five people.

    Args:
        known: Statement that the public sees to the pseudonym of its speaker.
    """
    return known if len(set(known.values())) >= FEWEST_PEOPLE else {}
