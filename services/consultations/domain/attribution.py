"""How the public may see a speaker: the stricter of the consultation's rule and the person's choice."""

from services.consultations.domain.details import ParticipantDetails
from services.consultations.domain.values import Attribution, AttributionRule


def attribution(rule: AttributionRule, details: ParticipantDetails) -> Attribution:
    """Return how the person may be named. Without a basis for consent nobody is named, nor the organisation."""
    if rule is not AttributionRule.ON_RECORD or not details.consent_basis:
        return Attribution.ANONYMOUS
    return details.attribution


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
