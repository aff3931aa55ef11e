"""A finding that waits for the body's reply, as verifiers see it, and the form that takes it back."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations


def show_evidence(found: list[events.Evidence], language: labels.Language) -> None:
    """List what somebody points to, as text: a link is opened by whoever wants to, not by this page."""
    if not found:
        st.text(text("verify_no_evidence", language))
    for each in found:
        seen = text("verify_seen", language, date=labels.day(each.seen_date, language))
        # What is ours comes first: it tells the browser which way the line runs.
        told = each.url or each.reference or text("evidence_file" if each.file_id else "evidence_held", language)
        show.show_string(f"{seen}: {labels.isolated(told)}")


def show_copies(claim: recommendations.Assignment, language: labels.Language) -> None:
    """Offer the copies that are held of the pages that the body points to."""
    panel = claim.line.says
    pieces = [*panel.position_entry.evidence, *panel.progress_entry.evidence]
    for sha256, day in {each.archive_sha256: each.archived_date for each in pieces if each.archive_sha256}.items():
        words = text("verify_copy", language, day=labels.day(day, language), sum=sha256[:8])
        st.link_button(
            show.label(words),
            f"/evidence/{claim.line.tracked_number}/copy/{sha256}?body={claim.line.addressee.slug}",
        )


def show_announced(here: desk.Desk, claim: recommendations.Assignment) -> None:
    """Show the finding and the reply as it stands: until the end nothing else is recorded of the claim."""
    language, finding = here.language, claim.finding
    body = labels.isolated(labels.name(claim.line.addressee.name, language))
    until = labels.day(claim.line.checked.rechecked_until_date, language)
    st.info(text("verify_waits", language, date=until))
    st.caption(labels.value(events.Verification, finding.verification, language))
    show.show_text(finding.finding, language)
    show_evidence(list(finding.evidence), language)
    st.caption(show.label(text("finding_reply", language, body=body)))
    if finding.HasField("reply"):
        show.show_text(finding.reply, language)
    else:
        st.text(text("verify_no_reply", language))
    with st.expander(text("verify_take_back", language)):
        _take_back(here, claim)


def show_taken_back(claim: recommendations.Assignment, language: labels.Language) -> None:
    """Say that the last finding was taken back, and why."""
    taken = claim.taken_back
    st.caption(
        text(
            "finding_taken_back",
            language,
            announced=labels.day(taken.announced_date, language),
            day=labels.day(taken.taken_back_date, language),
        )
    )
    show.show_text(taken.reason, language)


def _take_back(here: desk.Desk, claim: recommendations.Assignment) -> None:
    # The form is the claim's own: what was written for one finding takes no other one back.
    language, scope = here.language, f"taking-back-{claim.assignment_id}"
    faults.begin(scope)
    request = recommendations.TakeFindingBackRequest(
        assignment_id=claim.assignment_id,
        expected_version=claim.version,
        reason=fields.both(asking.form(scope), "verify_take_back_why", LocalizedText(), language, path="reason"),
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.TakeFindingBack(request)

    asking.once(
        record,
        scope=scope,
        about=claim.assignment_id,
        public="verify_public_take_back",
        button="verify_take_back_now",
        done="verify_taken_back",
        language=language,
    )
