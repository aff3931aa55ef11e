"""Step 2: who took part, and how each wants to be named. Beside each, what the public will see."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import consent, fields, keeping, opening
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show, add and save participants."""
    language = here.language
    show.show_string(text("capture_people_what", language))
    _preview(draft, language)
    for participant in draft.participants:
        _person(here, draft, participant)
    if st.button(text("capture_add_person", language)):
        made = consultations.ParticipantDetails(
            name=text("capture_person_number", language, number=len(draft.participants) + 1),
            attribution=consultations.ATTRIBUTION_ANONYMOUS,
        )
        act = f"add-person-{draft.consultation_id}"
        request = consultations.PutParticipantRequest(
            idempotency_key=keeping.key_of(act, made), consultation_id=draft.consultation_id, details=made
        )
        with desk.told(language):
            here.person.consultations.PutParticipant(request)
            keeping.acted(act)
            st.rerun()


def _preview(draft: consultations.Draft, language: labels.Language) -> None:
    """Show who the public will see as it stands now."""
    st.markdown(f"#### {text('capture_public_sees', language)}")
    show.show_string(labels.value(consultations.AttributionRule, draft.details.attribution_rule, language))
    seen = [each.public_name for each in draft.participants]
    for each in dict.fromkeys(filter(None, seen)):
        show.show_string(f"– {each}")
    if unnamed := seen.count(""):
        show.show_string(text("capture_public_unnamed", language, number=unnamed))


def _person(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant) -> None:
    language = here.language
    if participant.HasField("consent_report"):
        day = labels.day(participant.consent_report.withdrawn_date, language)
        with st.expander(text("consent_withdrawn_on", language, day=day), key=f"open-{participant.participant_id}"):
            consent.report(here, draft, participant)
        return
    seen = participant.public_name or text("capture_seen_as_nobody", language)
    title = text("capture_person_seen", language, name=labels.isolated(participant.details.name), seen=seen)
    with opening.form(_scope(participant), f"open-{participant.participant_id}", title) as drawn:
        if drawn:
            _edit(here, draft, participant)


def _scope(participant: consultations.Participant) -> str:
    return f"person-{participant.participant_id}"


def _edit(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant) -> None:
    language = here.language
    scope = _scope(participant)
    if participant.hidden_by_card_date:
        st.warning(text("capture_hidden_by_card", language, day=labels.day(participant.hidden_by_card_date, language)))
    kept = keeping.open_form(scope, participant.details, participant.version)
    stored = participant

    def save(
        typed: consultations.ParticipantDetails, version: int, key: str
    ) -> tuple[consultations.ParticipantDetails, int]:
        nonlocal stored
        request = consultations.PutParticipantRequest(
            idempotency_key=key,
            consultation_id=draft.consultation_id,
            participant_id=participant.participant_id,
            expected_version=version,
            details=typed,
        )
        stored = here.person.consultations.PutParticipant(request).participant
        return typed, stored.version

    typed = consultations.ParticipantDetails()
    typed.CopyFrom(kept.saved)
    for name in ("name", "role_title", "organisation", "sector", "region"):
        setattr(typed, name, _line(scope, name, getattr(typed, name), language))
    genders = ["", "woman", "man", "other"]
    typed.gender = st.selectbox(
        text("capture_person_gender", language),
        genders,
        index=genders.index(typed.gender) if typed.gender in genders else 0,
        format_func=lambda gender: text(f"capture_gender_{gender or 'not_stated'}", language),
        key=f"{scope}|gender",
    )
    faults.beside(scope, "details.gender", text("capture_person_gender", language))
    typed.attribution = fields.choice(
        scope,
        "capture_attribution",
        consultations.Attribution,
        typed.attribution,
        language,
        path="details.attribution",
    )
    _consent(scope, typed, language)
    _recorded(here, participant)
    keeping.keep(scope, kept, typed, save, language)
    _acts(here, draft, participant, kept.version)
    if _shown(stored) != _shown(participant):
        st.rerun()  # what the public will see, said above, changes as it is typed


def _shown(participant: consultations.Participant) -> tuple[str, str, str]:
    return participant.public_name, participant.consent_recorded_by, participant.consent_recorded_date


def _acts(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant, version: int) -> None:
    """Show what is done with a participant beside typing."""
    language, scope = here.language, _scope(participant)
    if asking.whether_it_goes(scope, "remove_person_what", language):
        _remove(here, draft, participant, version)
    st.link_button(
        text("card_open", language),
        f"/capture/card?consultation={draft.consultation_id}&participant={participant.participant_id}",
    )
    consent.panel(here, draft, participant)


def _consent(scope: str, typed: consultations.ParticipantDetails, language: labels.Language) -> None:
    """Show how the person is reached, and to what the person consented, into what is typed."""
    typed.contact = fields.one_line(scope, "capture_person_contact", typed.contact, language, path="details.contact")
    stored = consultations.Consent()
    stored.CopyFrom(typed.consent)
    typed.ClearField("consent")
    how = fields.choice(
        scope, "capture_consent_how", consultations.ConsentHow, stored.how, language, path="details.consent.how"
    )
    if how:
        typed.consent.how = how
        typed.consent.given_date = fields.day(
            scope, "capture_consent_given", stored.given_date, language, path="details.consent.given_date"
        )
        for name in ("name", "organisation"):
            label = text(f"capture_consent_{name}", language)
            setattr(typed.consent, name, st.checkbox(label, getattr(stored, name), key=f"{scope}|consent-{name}"))
    typed.consent_basis = fields.one_line(
        scope, "capture_consent", typed.consent_basis, language, path="details.consent_basis"
    )


def _recorded(here: desk.Desk, participant: consultations.Participant) -> None:
    """Say who recorded the consent as it stands, and when."""
    if not participant.consent_recorded_date:
        return
    mine = here.me is not None and here.me.person_id == participant.consent_recorded_by
    who = "capture_consent_by_you" if mine else "capture_consent_by_colleague"
    st.caption(text(who, here.language, day=labels.day(participant.consent_recorded_date, here.language)))


def _line(scope: str, name: str, stored: str, language: labels.Language) -> str:
    return fields.one_line(scope, f"capture_person_{name}", stored, language, path=f"details.{name}")


def _remove(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant, version: int) -> None:
    request = consultations.RemoveParticipantRequest(
        consultation_id=draft.consultation_id, participant_id=participant.participant_id, expected_version=version
    )
    act = f"remove-{participant.participant_id}"
    request.idempotency_key = keeping.key_of(act, request)
    with desk.told(here.language):
        here.person.consultations.RemoveParticipant(request)
        keeping.acted(act)
        keeping.close_form(f"person-{participant.participant_id}")
        st.rerun()


def options(draft: consultations.Draft, language: labels.Language) -> dict[str, str]:
    """Return participants as options for a speaker: id to name, and nobody."""
    nobody = {"": text("capture_speaker_nobody", language)}
    known = [each for each in draft.participants if not each.HasField("consent_report")]
    return nobody | {each.participant_id: show.option(each.details.name) for each in known}
