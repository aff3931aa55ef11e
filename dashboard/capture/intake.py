"""`/capture/notes`: a pasted text, its sentences that may be items, and what becomes of each. Plain HTML.

The text travels with the form and is kept nowhere. Accepting a sentence enters a draft with it as source sentence;
sending the same form again enters nothing twice.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import drafts, labels
from dashboard.backend import errors
from dashboard.capture.candidates import card, details_of, name_of
from dashboard.web import Form, Site, Visit
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

SOURCES: Final = ("own_notes", "published_article")
AT_ONCE: Final = 20
# What cannot be answered now, while what was typed has to stay.
_LATER: Final = (errors.Unavailable, errors.SignedOut, errors.TooMany)


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of notes intake."""
    return [
        site.get("/capture/notes", begin),
        site.post("/capture/notes/find", find),
        site.post("/capture/notes/decide", decide),
    ]


@dataclass
class Outcome:
    """What became of sentences in one go."""

    added: list[LocalizedText] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    """By the name of the card."""


def begin(visit: Visit) -> Response:
    """Ask for a text."""
    return _ask(visit, visit.query.get("consultation", ""), Form({}))


def find(visit: Visit, sent: Form) -> Response:
    """Show what in the text may be an item. Nothing is saved."""
    try:
        return _show(visit, sent, Outcome())
    except errors.BadRequest:
        return _ask(visit, sent["consultation"], sent, wrong=True)
    except _LATER as problem:
        return _kept(visit, sent, problem)


def decide(visit: Visit, sent: Form) -> Response:
    """Enter what was accepted, and show what is left."""
    try:
        return _show(visit, sent, _enter(visit, sent))
    except errors.BadRequest:
        return _ask(visit, sent["consultation"], sent, wrong=True)
    except _LATER as problem:
        return _kept(visit, sent, problem)


def _ask(visit: Visit, consultation_id: str, sent: Form, *, wrong: bool = False) -> Response:
    draft = _draft(visit, consultation_id)
    source = sent["source"] or (draft.details.source.type if draft.details.source.type in SOURCES else SOURCES[0])
    return visit.render(
        "intake_text.html",
        status=422 if wrong else 200,
        draft=draft,
        back=_back(draft),
        sources=SOURCES,
        source=source,
        text=sent["text"],
        wrong=wrong,
    )


def _enter(visit: Visit, sent: Form) -> Outcome:
    """Enter each sentence that was accepted; what is refused is left with its reason."""
    outcome = Outcome()
    answer = _found(visit, sent)
    there = {_words(each.details) for each in _draft(visit, sent["consultation"]).statements}
    for each in answer.candidates:
        if sent[f"{name_of(each)}-decide"] != "accept":
            continue
        details = details_of(each, sent, press=_is_press(sent))
        if _words(details) in there:  # from another window, or a sentence that the text has twice
            continue
        request = consultations.PutStatementRequest(
            idempotency_key=_key(sent, each, details), consultation_id=sent["consultation"], details=details
        )
        try:
            visit.person().consultations.PutStatement(request)
        except (errors.BadRequest, errors.NotNow) as refused:
            expected = [violation.expected for violation in getattr(refused, "violations", ())]
            outcome.faults[name_of(each)] = expected or [str(refused)]
        else:
            there.add(_words(details))
            outcome.added.append(details.title if details.title.bodies else details.source_sentence)
    return outcome


def _show(visit: Visit, sent: Form, outcome: Outcome) -> Response:
    """Show sentences that are not decided yet, the first ones of them."""
    draft, answer = _draft(visit, sent["consultation"]), _found(visit, sent)
    people = {each.participant_id: each.details.name for each in draft.participants}
    entered = {body for each in draft.statements for body in each.details.source_sentence.bodies.values()}
    skipped = set(filter(None, sent["skipped"].split(",")))
    skipped |= {name_of(each) for each in answer.candidates if sent[f"{name_of(each)}-decide"] == "skip"}
    there = [each for each in answer.candidates if not entered.isdisjoint(each.details.source_sentence.bodies.values())]
    known = {name_of(each) for each in there}
    left = [each for each in answer.candidates if name_of(each) not in skipped | known]
    return visit.render(
        "intake_found.html",
        status=422 if outcome.faults else 200,
        draft=draft,
        back=_back(draft),
        text=answer.text,
        source=sent["source"],
        begun=sent["begun"] or secrets.token_hex(8),
        found=len(answer.candidates),
        left=len(left),
        known=len(known) - len(outcome.added),
        added=outcome.added,
        skipped=sorted(skipped),
        cards=[card(each, answer.text, sent, people, outcome.faults.get(name_of(each), ())) for each in left[:AT_ONCE]],
        addressees={each.addressee_id: each.name for each in answer.addressees},
        people=people,
        types=[each for each in events.StatementType.values() if each],
        commitment=events.STATEMENT_TYPE_COMMITMENT,
    )


def _kept(visit: Visit, sent: Form, problem: errors.BackendError) -> Response:
    """Keep what was typed in the page: the services cannot be reached, or the session has ended."""
    signed_out = isinstance(problem, errors.SignedOut)
    return visit.render(
        "intake_kept.html",
        status=401 if signed_out else 503,
        problem=labels.problem(problem, visit.language),
        signed_out=signed_out,
        kept={name: value for name, value in sent.items() if name != "form_token"},
        action=visit.path,
    )


def _draft(visit: Visit, consultation_id: str) -> consultations.Draft:
    try:
        return drafts.whole(visit.person(), consultation_id)
    except errors.BadRequest:
        raise errors.NotFound(consultation_id) from None


def _found(visit: Visit, sent: Form) -> consultations.FindCandidatesResponse:
    request = consultations.FindCandidatesRequest(
        consultation_id=sent["consultation"], text=sent["text"], published_article=_is_press(sent)
    )
    return visit.person().consultations.FindCandidates(request)


def _key(sent: Form, candidate: consultations.Candidate, details: consultations.StatementDetails) -> str:
    """Return the idempotency key: the same form sent again is the same act; the text pasted anew is another.

    Whoever removed an item and accepts its sentence again would otherwise be told that it was added, and it were not.
    """
    begun = "|".join((sent["consultation"], sent["begun"], name_of(candidate)))
    return hashlib.sha256(begun.encode() + details.SerializeToString(deterministic=True)).hexdigest()


def _words(details: consultations.StatementDetails) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Return what an item and its source sentence say: where both are the same, it is the same item."""
    return details.type, tuple(details.source_sentence.bodies.values()), tuple(details.text.bodies.values())


def _is_press(sent: Form) -> bool:
    return sent["source"] == SOURCES[1]


def _back(draft: consultations.Draft) -> str:
    return f"/facilitator?consultation={quote(draft.consultation_id)}"
