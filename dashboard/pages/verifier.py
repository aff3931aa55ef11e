"""What waits for a check, the longest waiting first: the evidence beside the claim, and the verifier's decision."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import asking, backend, choosing, desk, faults, labels, show, typed
from dashboard.backend import errors
from dashboard.capture import closing
from dashboard.checking import announced, possible, suggestions, telling
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 100
_SHOWN = {
    "verify_partial": events.VERIFICATION_PARTIAL,
    "verify_complete": events.VERIFICATION_VERIFIED_COMPLETE,
    "verify_alternative": events.VERIFICATION_VERIFIED_ALTERNATIVE,
    "verify_contradicted": events.VERIFICATION_CONTRADICTED,
    "verify_lapsed": events.VERIFICATION_LAPSED,
}
_ANNOUNCED = ("verify_contradicted", "verify_lapsed")
# What will be public of a decision that shows nothing yet.
_PUBLIC = {"verify_ask": "verify_public_ask", "verify_words": "verify_public_words"}
# What is written in own words: its label, and its field in the request.
_WRITTEN = {"verify_ask": ("verify_question", "question"), "verify_words": ("verify_wording", "reason")}
_METHODS = [number for number in events.Method.values() if number != events.METHOD_UNSPECIFIED]

here = desk.begin("verifier")
language = here.language


def words(key: str, **values: object) -> str:
    """Return words in the page's language."""
    return text(key, language, **values)


def body_of(claim: recommendations.Assignment) -> str:
    """Return the addressee's name for use in a sentence."""
    return labels.isolated(labels.name(claim.line.addressee.name, language))


def headline_of(claim: recommendations.Assignment) -> str:
    """Return the line's sentence."""
    return labels.headline(claim.line.headline, language, body=labels.name(claim.line.addressee.name, language))


def show_claim(claim: recommendations.Assignment) -> None:
    """Show what was asked on one side, and what the body says with its evidence on the other."""
    asked, says = st.columns(2)
    with asked:
        st.subheader(words("verify_asked"))
        show.show_text(claim.line.title, language)
        show.show_text(claim.text, language)
        st.caption(words("answer_shown_how"))
        show.show_text(claim.verifiability.shown_how, language)
    with says:
        st.subheader(show.label(words("verify_claim", body=body_of(claim))))
        panel = claim.line.says
        telling.show_said("about_request", events.Position, panel.position, panel.position_entry, language)
        telling.show_said("about_work", events.Progress, panel.progress, panel.progress_entry, language)
        st.caption(words("verify_evidence"))
        announced.show_evidence(
            [*claim.line.says.position_entry.evidence, *claim.line.says.progress_entry.evidence], language
        )
        announced.show_copies(claim, language)
        for each in claim.files:
            st.link_button(show.label(labels.name(each.title, language)), f"/evidence/file/{each.file_id}")
        suggestions.beside(claim, suggested.suggestions, language)
    if claim.HasField("taken_back"):
        announced.show_taken_back(claim, language)
    if claim.line.checked.entry.occurred_date:
        found = labels.value(events.Verification, claim.line.checked.verification, language)
        st.caption(f"{found} · {words('checked_on', day=labels.day(claim.line.checked.entry.occurred_date, language))}")
        show.show_text(claim.line.checked.entry.text, language)
        show.show_text(claim.line.checked.entry.reason, language)
        telling.show_search(claim.line.checked.entry, language)
        if claim.line.checked.entry.reply_by_date:
            st.caption(f"{words('reply_by')}: {labels.day(claim.line.checked.entry.reply_by_date, language)}")


def localized(written: str, written_in: str) -> LocalizedText:
    """Return what was written as a text in its language."""
    return LocalizedText(authoritative_language=written_in, bodies={written_in: written} if written else {})


def decide(
    claim: recommendations.Assignment, decision: str, filled: dict[str, Any], key: str
) -> recommendations.Assignment:
    """Record the decision and return the line as it is then."""
    common: dict[str, Any] = {
        "idempotency_key": key,
        "assignment_id": claim.assignment_id,
        "expected_version": claim.version,
        "verifier_organisation_name": filled["organisation"],
    }
    written = localized(filled["finding"], filled["written_in"])
    stub = here.person.recommendations
    if decision == "verify_ask":
        ask = recommendations.RequestEvidenceRequest(
            question=written, reply_by_date=filled["day"].isoformat(), **common
        )
        return stub.RequestEvidence(ask).assignment
    if decision == "verify_nothing":
        places = [place.strip() for place in filled["places"].splitlines() if place.strip()]
        log = [events.SearchLogEntry(place=place, searched_date=filled["day"].isoformat()) for place in places]
        nothing = recommendations.RecordNoEvidenceFoundRequest(search_log=log, finding=written, **common)
        return stub.RecordNoEvidenceFound(nothing).assignment
    if decision == "verify_words":
        return stub.RecordNotVerifiable(recommendations.RecordNotVerifiableRequest(reason=written, **common)).assignment
    seen = filled["day"].isoformat()
    evidence = [events.Evidence(file_id=each, seen_date=seen) for each in filled["files"]]
    if filled["url"] or filled["reference"]:
        evidence.append(events.Evidence(url=filled["url"], reference=filled["reference"], seen_date=seen))
    shown = recommendations.RecordVerificationRequest(
        verification=_SHOWN[decision],
        method=filled["method"],
        finding=written,
        evidence=evidence,
        **common,
    )
    return stub.RecordVerification(shown).assignment


def attempt(
    claim: recommendations.Assignment, decision: str, filled: dict[str, Any], scope: str
) -> recommendations.Assignment:
    """Record the decision; after a refusal the next try is another act, so it gets a key of its own.

    A stale try goes on from the version that stands now: what was typed is kept, and the verifier looks again.
    """
    key = st.session_state.setdefault(f"{scope}-key", backend.new_key())
    try:
        return decide(claim, decision, filled, key)
    except (errors.BadRequest, errors.NotNow, errors.Stale):
        st.session_state.pop(f"{scope}-key")
        raise


def file_name(claim: recommendations.Assignment, file_id: str) -> str:
    """Return what an attached file is called."""
    return next((labels.name(each.title, language) for each in claim.files if each.file_id == file_id), "")


def fill_in(claim: recommendations.Assignment, decision: str, scope: str) -> dict[str, Any]:
    """Show the fields that the decision needs and return what is in them."""
    today = desk.today()
    filled: dict[str, Any] = {
        "method": events.METHOD_UNSPECIFIED,
        "url": "",
        "reference": "",
        "places": "",
        "files": [],
        "day": today,
    }
    if decision in _SHOWN:
        filled |= fill_in_shown(claim, scope, today)
    elif decision == "verify_nothing":
        filled["places"] = typed.area(words("verify_places"), key=f"{scope}|places")
        faults.beside(scope, "search_log", words("verify_places"))
        filled["day"] = typed.day(words("verify_searched_on"), today, max_value=today, key=f"{scope}|searched")
    elif decision == "verify_ask":
        filled["day"] = typed.day(
            words("verify_reply_by"), today + timedelta(days=14), min_value=today, key=f"{scope}|reply"
        )
        faults.beside(scope, "reply_by_date", words("verify_reply_by"))
    return filled | fill_in_written(decision, scope)


def fill_in_shown(claim: recommendations.Assignment, scope: str, today: date) -> dict[str, Any]:
    """Show the fields of a check that looked at something: how, and at what."""
    method = typed.choice(
        words("verify_method"),
        _METHODS,
        format_func=lambda number: labels.value(events.Method, number, language),
        key=f"{scope}|method",
        box=True,
    )
    faults.beside(scope, "method", words("verify_method"))
    url = typed.line(words("verify_url"), key=f"{scope}|url")
    faults.beside(scope, "evidence", words("verify_url"))
    reference = typed.line(words("verify_reference"), key=f"{scope}|reference")
    faults.beside(scope, "evidence[0].reference", words("verify_reference"))
    files: list[str] = []
    if claim.files:
        files = typed.several(
            words("verify_files"),
            [each.file_id for each in claim.files],
            format_func=lambda file_id: show.option(file_name(claim, file_id)),
            key=f"{scope}|files",
            placeholder=words("choose"),
        )
    else:
        st.caption(f"{words('verify_files')}: {words('none')}")
    where = f"/evidence/{claim.line.tracked_number}/attach?body={claim.line.addressee.slug}"
    st.link_button(words("attach_link"), where)
    day = typed.day(words("verify_seen_on"), today, max_value=today, key=f"{scope}|seen")
    faults.beside(scope, "evidence[0].seen_date", words("verify_seen_on"))
    return {"method": method, "url": url, "reference": reference, "files": files, "day": day}


def fill_in_written(decision: str, scope: str) -> dict[str, Any]:
    """Show the fields that every decision has: own words, their language, and for whom the verifier checks."""
    label, path = _WRITTEN.get(decision, ("verify_finding", "finding"))
    finding = typed.area(words(label), key=f"{scope}|finding")
    faults.beside(scope, path, words(label))
    written_in = typed.choice(
        words("verify_written_in"),
        labels.LANGUAGES,
        index=labels.LANGUAGES.index(language),
        format_func=lambda spoken: words(f"language_{spoken}"),
        horizontal=True,
        key=f"{scope}|language",
    )
    own = here.me.organisation.name if here.me else ""
    organisation = typed.line(words("verify_organisation"), own, key=f"{scope}|organisation")
    faults.beside(scope, "verifier_organisation_name", words("verify_organisation"))
    return {"finding": finding, "written_in": written_in, "organisation": organisation}


def record(claim: recommendations.Assignment) -> None:
    """Let the verifier decide. Fields keep what was typed until it is recorded; then the form is a new one."""
    scope = asking.form(claim.assignment_id)
    decision = typed.choice(
        words("verify_decision"), possible.decisions(claim), index=None, format_func=words, key=f"{scope}|decision"
    )
    if decision is None:
        return
    faults.begin(scope)
    filled = fill_in(claim, decision, scope)
    if decision in _ANNOUNCED:
        st.info(show.label(telling.who_may_reply(claim, language)))
    else:
        st.info(words(_PUBLIC.get(decision, "verify_public_shown")))
    sure = st.checkbox(words("ask_once"), key=f"{scope}-sure-{decision}-{claim.version}")
    if not st.button(words("verify_record"), type="primary", key=f"{scope}-record", disabled=not sure):
        return
    with desk.problems(language):
        try:
            answered = attempt(claim, decision, filled, scope)
        except (errors.BadRequest, errors.NotNow) as refused:
            faults.display(scope, refused, language)
            return
        except errors.Stale as stale:
            current = getattr(stale.current, "assignment", None)
            st.warning(show.label(words("verify_stale", headline=headline_of(current) if current else "")))
            return
    asking.renew(claim.assignment_id)
    st.session_state["verified-done"] = show.label(telling.recorded(answered, language))
    st.rerun()


with desk.problems(language):
    page = here.person.recommendations.ListClaims(recommendations.ListClaimsRequest(page_size=_PAGE))
suggested = suggestions.passed(here)
st.title(words("verify_queue"))
show.show_string(words("verify_what"))
desk.tell_done("verified-done")
with st.expander(words("closing_reopen")):
    closing.reopen_with_evidence(here)
with st.container():
    suggestions.panel(here, suggested)
claims = {claim.assignment_id: claim for claim in page.assignments}
chosen = ""
if claims:
    chosen = choosing.one(
        "verify_choose",
        list(claims),
        named=lambda assignment_id: show.option(telling.in_queue(claims[assignment_id], language)),
        scope="claim",
        language=language,
    )
else:
    st.info(words("verify_empty"))
if page.next_page_token:
    st.caption(words("verify_more"))
claim = choosing.line(here, "verify_another", scope="another") or claims.get(chosen)
if claim is None:
    st.stop()
show.show_string(headline_of(claim))
if claim.claim_reason:
    st.caption(show.label(telling.why_it_waits(claim, language)))
show_claim(claim)
if claim.conflict_of_interest:
    st.error(words(f"verify_conflict_{claim.conflict_reason or 'own_organisation'}"))
elif claim.line.checked.rechecked_until_date:
    announced.show_announced(here, claim)
else:
    record(claim)
