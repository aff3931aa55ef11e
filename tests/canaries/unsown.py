"""Private fields in which no token was sown that a service kept, each with the reason."""

from collections.abc import Mapping
from typing import Final

_WORD_OF_A_LIST = "one word of a closed list: anything else is refused, and the refusals hold a token there"
_SERVICES_OWN = "filled in by the service; what a request holds there is not read (SEC-4)"
_SECRET = "a secret that the service drew: any other is refused, and the refusals hold a token there"
_FORM = "has a form, such as a day, a path of a text or a number"
_NETWORK = "a digest that the dashboard makes, kept in memory only"
_EVIDENCE = ("sha256", "media_type", "archive_sha256")

UNSOWN: Final[Mapping[str, str]] = {
    "RequestCode.language": _WORD_OF_A_LIST,
    "ExchangeSession.audience": _WORD_OF_A_LIST,
    "RegisterPerson.language": _WORD_OF_A_LIST,
    "HandOverMandate.language": _WORD_OF_A_LIST,
    "PutParticipant.details.gender": _WORD_OF_A_LIST,
    "AddDocument.language": _WORD_OF_A_LIST,
    **{
        f"{rpc}.details.{name}": _WORD_OF_A_LIST
        for rpc in ("CreateProgramme", "UpdateProgramme", "CreateConsultation", "UpdateConsultation")
        for name in ("languages", "source.type", "time_zone")
        if name != "time_zone" or rpc.endswith("Consultation")
    },
    **{f"SubmitCode.{name}": _SECRET for name in ("email", "code", "former_session")},
    **{
        f"EnrolRegistrar.{name}": _SECRET
        for name in ("enrolment_code", "name", "email", "organisation_name", "language", "former_session")
    },
    "ExchangeSession.session": _SECRET,
    "ResolveCalendarLink.secret": _SECRET,
    **{f"{rpc}.code": _SECRET for rpc in ("ReadMyWords", "HideMyWords", "WithdrawMyConsent")},
    **{f"{rpc}.network": _NETWORK for rpc in ("ReadMyWords", "HideMyWords", "WithdrawMyConsent", "SuggestEvidence")},
    "ResolveCalendarLink.network": _NETWORK,
    "PublishConsultation.embargo_until": _FORM,
    "SafeguardConsultation.acts.clear.field": _FORM,
    "SafeguardConsultation.acts.redact.field": _FORM,
    "DecideProposal.cleared.field": _FORM,
    "DecideProposal.cleared.words": "words of the correction: SafeguardConsultation sows such marks",
    "SaveUnsentText.form": _FORM,
    "DiscardUnsentText.form": _FORM,
    "GetAssignment.tracked_number": _FORM,
    "GetAssignment.addressee_slug": _FORM,
    "ListDeliveries.consultation_number": _FORM,
    "ReportBounce.return_path": _FORM,
    "ReportBounce.status_code": _FORM,
    "RecordOutsideAnswer.source.date": _FORM,
    "RecordOutsideAnswer.moved.reason": "needs a promise that moves; its text is one of `position` and `progress`",
    "ProposeChange.add_addressee.name": _SERVICES_OWN,
    "ProposeChange.correct_consultation.texts.field": _FORM,
    "ProposeChange.correct_programme.texts.field": _FORM,
    **{
        f"ProposeChange.{each}.particulars.{name}": reason
        for each in ("correct_consultation", "correct_programme")
        for name, reason in (
            ("languages.languages", _WORD_OF_A_LIST),
            ("themes.themes", "keys of the glossary: CreateConsultation sows such ones"),
        )
    },
    "ProposeChange.correct_programme.texts.text": "as `correct_consultation`; this programme is not public",
    **{f"RecordOutsideAnswer.position.evidence.{name}": _SERVICES_OWN for name in _EVIDENCE},
    **{f"RecordOutsideAnswer.progress.evidence.{name}": _SERVICES_OWN for name in _EVIDENCE},
    **{f"RecordOutsideAnswer.source.scan.{name}": _SERVICES_OWN for name in ("url", "reference", *_EVIDENCE)},
    **{f"ProposeNotApplicable.evidence.{name}": _SERVICES_OWN for name in _EVIDENCE},
}
