"""How the public may see a speaker: the stricter of the consultation's rule and the person's choice."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.consultations.domain.details import Consent, ParticipantDetails
from services.consultations.domain.errors import NotAsDated
from services.consultations.domain.values import Attribution, AttributionRule


def attribution(rule: AttributionRule, details: ParticipantDetails) -> Attribution:
    """Return how the person may be named: the strictest of the rule, the person's choice and the consent.

    Where the consent is stated in fields, it covers what it says; otherwise what is noted of it covers the choice.
    Without any nobody is named, nor the organisation, nor who hid by a card.
    """
    consent = details.consent
    if details.hidden_by_card or rule is not AttributionRule.ON_RECORD or not (consent.how or details.consent_basis):
        return Attribution.ANONYMOUS
    if consent.how is None or details.attribution is Attribution.ANONYMOUS:
        return details.attribution
    if consent.name:
        return details.attribution
    return Attribution.ORGANISATION_ONLY if consent.organisation else Attribution.ANONYMOUS


def recorded(
    details: ParticipantDetails, before: ParticipantDetails | None, *, by: UUID, on: date
) -> ParticipantDetails:
    """Return the details with who recorded the consent, and when: anew if it changed, as before if it did not.

    Raises:
        NotAsDated: The consent is said to be given later than today.
    """
    consent = details.consent
    if consent.given_date and consent.given_date > on:
        raise NotAsDated("today or earlier", field="details.consent.given_date")
    if consent == Consent():
        return details
    known = before.consent if before else Consent()
    if replace(known, recorded_by=None, recorded_date=None) == consent:
        return replace(details, consent=known)
    return replace(details, consent=replace(consent, recorded_by=by, recorded_date=on))


def public_name(rule: AttributionRule, details: ParticipantDetails) -> str:
    """Return how the public sees the person: name, role and organisation, or the organisation; empty if not at all.

    A role that was printed with its organisation in it ("Director GNMI") is not followed by the same word again.
    """
    match attribution(rule, details):
        case Attribution.NAMED if details.name:
            organisation = "" if details.organisation in details.role_title else details.organisation
            return ", ".join(filter(None, (details.name, details.role_title, organisation)))
        case Attribution.NAMED | Attribution.ORGANISATION_ONLY:
            return details.organisation
        case Attribution.ANONYMOUS:
            return ""


def may_note_speaker(rule: AttributionRule) -> bool:
    """Tell whether a speaker who is no participant may be named."""
    return rule is AttributionRule.ON_RECORD
