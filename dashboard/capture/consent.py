"""A participant withdraws consent: one act, asked about once, and the report of what it did."""

import streamlit as st

from dashboard import asking, desk, labels, show
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations


def panel(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant) -> None:
    """Show the act by which somebody's consent is withdrawn; where it is already, that by which what was said goes."""
    language = here.language
    scope = f"consent-{participant.participant_id}"
    act = "consent_said" if participant.HasField("consent_report") else "consent"
    st.markdown(f"**{text(f'{act}_title', language)}**")
    later = act == "consent_said"
    statements = later or st.checkbox(text("consent_statements", language), key=f"{scope}|statements")

    def record(key: str) -> None:
        request = consultations.WithdrawConsentRequest(
            idempotency_key=key,
            consultation_id=draft.consultation_id,
            participant_id=participant.participant_id,
            statements=statements,
        )
        here.person.consultations.WithdrawConsent(request)

    public = f"{act}_public" if later or not statements else "consent_public_all"
    asking.once(
        record,
        scope=scope,
        about=participant.participant_id,
        public=public,
        button=f"{act}_button",
        done="consent_done",
        language=language,
    )


def report(here: desk.Desk, draft: consultations.Draft, participant: consultations.Participant) -> None:
    """Show what a withdrawal did; what the person said can still be withdrawn, too."""
    language, done = here.language, participant.consent_report
    for line in lines_of(done, language):
        show.show_string(line)
    if not done.statements:
        panel(here, draft, participant)


def lines_of(done: consultations.ConsentReport, language: labels.Language) -> list[str]:
    """Return the report, a sentence a line: what was touched, and what nobody can recall."""
    lines = []
    if done.shown_numbers:
        lines.append(text("consent_shown", language, numbers=", ".join(done.shown_numbers)))
    elif not done.programme_erased:
        lines.append(text("consent_never_shown", language))
    if done.shown_from_date:
        from_day, to_day = (labels.day(each, language) for each in (done.shown_from_date, done.withdrawn_date))
        lines.append(text("consent_downloads", language, from_day=from_day, to_day=to_day))
    kinds = ("withdrawn", "erased", "reread", "others")
    numbered = {name: ", ".join(getattr(done, f"{name}_numbers")) for name in kinds}
    lines += [text(f"consent_{name}", language, numbers=numbers) for name, numbers in numbered.items() if numbers]
    if done.programme_erased:
        lines.append(text("consent_programme_erased", language))
    if done.programme_reread:
        lines.append(text("consent_programme_reread", language))
    if done.removed:
        lines.append(text("consent_removed", language, number=done.removed))
    return [*lines, text("consent_elsewhere", language)]
