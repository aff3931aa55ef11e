"""`/capture`: the outcome of a meeting from a phone: title, date, and a box with one item per line. Plain HTML.

The lines travel with the form. A script of ours keeps them in the browser, and saves them at the service as they are
typed, for the person alone (`unsent`), so that another device can go on; without it the form posts, and they are saved
then. Every line is shown before anything is entered. Sent again, with the same key, nothing is entered twice.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import backend, drafts
from dashboard.backend import errors
from dashboard.capture import unsent
from dashboard.capture.kept import LATER, scripted, values
from dashboard.capture.keys import once
from dashboard.capture.lines import bodies, reading
from dashboard.capture.lines.reading import MOST_LINES, Row
from dashboard.capture.mine import all_mine
from dashboard.desk import roles_of
from dashboard.spreadsheets import cells
from dashboard.spreadsheets.cells import language_of
from dashboard.web import Form, Site, Visit
from dashboard.web.forms import whole_number
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_HERE: Final = "/capture"
_TYPED: Final = ("key", "consultation", "title", "date", "text")
_FIELDS: Final = (*_TYPED, "version", "owner")
# Path of a refusal to the field of the form.
_PLACES: Final = {"details.title": "title", "details.starts_date": "date", "consultation_id": "consultation"}


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of quick capture."""
    return [
        site.get(_HERE, begin),
        site.post(_HERE, change),
        site.get("/capture/check", back),
        site.post("/capture/check", check),
        site.get("/capture/confirm", back),
        site.post("/capture/confirm", confirm),
    ]


@dataclass
class _Outcome:
    """What became of the lines."""

    consultation_id: str
    done: int = 0
    left: list[Row] = field(default_factory=list)
    """Lines that were not entered."""

    refused: list[tuple[Row, str]] = field(default_factory=list)
    """Of them those that the service did not take, with its sentence."""


def begin(visit: Visit) -> Response:
    """Show the box, with what the person typed and has not entered yet, on whichever device."""
    fields, version = dict[str, str](), ""  # empty: not known
    try:
        found = unsent.read(visit.person(), unsent.LINES)
        fields, version = dict(found.fields), str(found.version)
    except errors.Unavailable:
        pass
    if chosen := visit.query.get("consultation", ""):
        fields["consultation"] = chosen
    return _box(visit, Form(fields | {"version": version}), version=version)


def back(visit: Visit) -> Response:
    """Lead to the box; the language may have changed."""
    chosen = f"?lang={visit.language}" if visit.query.get("lang") == visit.language else ""
    return visit.redirect(f"{_HERE}{chosen}")


def change(visit: Visit, sent: Form) -> Response:
    """Show the box again with what was typed."""
    try:
        unsent.require_owner(visit.person(), sent["owner"])
        return _box(visit, sent)
    except LATER as problem:
        return kept(visit, sent, problem)


def check(visit: Visit, sent: Form) -> Response:
    """Show what each line would become. Nothing is entered."""
    try:
        unsent.require_owner(visit.person(), sent["owner"])
        if wrong := _wrong(visit, sent):
            return _box(visit, sent, wrong)
        sent = _saved(visit, sent)
        there = _draft(visit, sent["consultation"])
        register = bodies.Register(bodies.read(visit.person()))
        found = reading.rows(sent["text"], register, [each.details for each in there.statements])
        return scripted(
            visit,
            "quick_check.html",
            rows=found,
            draft=there,
            sent={name: sent[name] for name in _FIELDS},
            day_given=_day(sent["date"]),
            ready=sum(not (each.problem or each.entered) for each in found),
            problems=[each for each in found if each.problem],
            prefixes=sum(bool(part.prefix) for each in found for part in each.removed),
            numbers=sum(len(part.numbers) for each in found for part in each.removed),
            register=register,
            types=[each for each in events.StatementType.values() if each],
            usual=events.STATEMENT_TYPE_RECOMMENDATION,
        )
    except errors.BadRequest as refused:
        return _box(visit, sent, _beside(refused))
    except LATER as problem:
        return kept(visit, sent, problem)


def confirm(visit: Visit, sent: Form) -> Response:
    """Enter what is ticked, line after line. What is refused or left out is given back."""
    try:
        unsent.require_owner(visit.person(), sent["owner"])
        if wrong := _wrong(visit, sent):
            return _box(visit, sent, wrong)
        outcome = _enter(visit, sent)
        left = _left(visit, sent, outcome)
    except errors.BadRequest as refused:
        return _box(visit, sent, _beside(refused))
    except LATER as problem:
        return kept(visit, sent, problem)
    return scripted(
        visit,
        "quick_done.html",
        status=422 if outcome.refused else 200,
        outcome=outcome,
        back=f"/facilitator?consultation={quote(outcome.consultation_id)}&step=items",
        left=left,
    )


def _saved(visit: Visit, sent: Form) -> Form:
    """Save what is typed, as a browser without our script does not; and return it with its version then."""
    typed = {name: sent[name] for name in _TYPED}
    try:
        version = unsent.save(visit.person(), unsent.LINES, "", whole_number(sent["version"]), typed)
    except errors.Stale:
        return sent  # something else was typed on another device: it stays there, to be looked at
    return Form(typed | {"version": str(version), "owner": sent["owner"]})


def _left(visit: Visit, sent: Form, outcome: _Outcome) -> Form:
    """End what was typed, or save what is left of it as another text; return that."""
    lines = "\n".join(line for each in outcome.left for line in each.source)
    left = {"key": backend.new_key(), "consultation": outcome.consultation_id, "text": lines}
    version = whole_number(sent["version"])
    try:
        if lines:
            version = unsent.save(visit.person(), unsent.LINES, "", version, left)
        else:
            unsent.end(visit.person(), unsent.LINES, "", version)
    except (*LATER, errors.Stale, errors.BadRequest):
        pass  # the items are entered; what was typed is shown once more, and entering it again changes nothing
    return Form(left | {"version": str(version), "owner": sent["owner"]})


def _box(visit: Visit, sent: Form, wrong: dict[str, str] | None = None, *, version: str | None = None) -> Response:
    """Show the box.

    Args:
        visit: The request.
        sent: What is typed.
        wrong: What is wrong with it, by field.
        version: Of what the server has, if that is what is shown: empty if it cannot be read now.
    """
    chosen = sent["consultation"]
    mine = _mine(visit)
    if chosen and chosen not in {each.consultation_id for each in mine}:
        mine.append(consultations.DraftSummary(consultation_id=chosen))
    return scripted(
        visit,
        "quick.html",
        status=422 if wrong else 200,
        sent=sent,
        key=sent["key"] or backend.new_key(),
        mine=mine,
        wrong=wrong or {},
        most=MOST_LINES,
        version=version,
        owner=unsent.owner(visit.person()),
        offline=False,
    )


def _mine(visit: Visit) -> list[consultations.DraftSummary]:
    """Return the consultations to choose from; none while a service is away, for the box can be filled all the same.

    Raises:
        Denied: It is no facilitator.
    """
    try:
        if "facilitator" not in roles_of(visit.person().me()):
            raise errors.Denied("facilitators only")
        return [each for each in all_mine(visit.person()) if not each.erased]
    except errors.Unavailable:
        return []


def _wrong(visit: Visit, sent: Form) -> dict[str, str]:
    """Return what is wrong with the fields, by field, in the language of the page."""
    wrong = {}
    lines = sum(bool(each.strip()) for each in sent["text"].split("\n"))
    if not lines:
        wrong["text"] = visit.text("quick_text_wanted")
    elif lines > MOST_LINES:
        wrong["text"] = visit.text("quick_too_many", most=MOST_LINES, count=lines)
    if sent["date"] and not _day(sent["date"]):
        wrong["date"] = visit.text("sheet_expected_day")
    return wrong


def _beside(refused: errors.BadRequest) -> dict[str, str]:
    """Return the service's sentences by field; what belongs to none stands at the box."""
    return {_PLACES.get(each.field.partition("[")[0], "text"): each.expected for each in refused.violations} or {
        "text": str(refused)
    }


def _day(typed: str) -> str:
    """Return the day as `YYYY-MM-DD`; nothing if there is none."""
    try:
        return cells.day(typed) or ""
    except cells.NoDay:
        return ""


def _draft(visit: Visit, consultation_id: str) -> consultations.Draft:
    """Return the consultation that was chosen; an empty one if it is to be a new one."""
    if not consultation_id:
        return consultations.Draft()
    return drafts.whole(visit.person(), consultation_id)


def _enter(visit: Visit, sent: Form) -> _Outcome:
    register = bodies.Register(bodies.read(visit.person()))
    found = reading.rows(sent["text"], register)
    outcome = _Outcome(sent["consultation"] or _create(visit, sent))
    before: Counter[bytes] = Counter()
    for row in found:
        if row.problem or not sent[f"r{row.number}-enter"]:
            outcome.left.append(row)
            continue
        details = row.details(_type(sent, row), lambda place, row=row: _meant(sent, row, place, register))  # type: ignore[misc]
        said = details.SerializeToString(deterministic=True)
        request = consultations.PutStatementRequest(
            idempotency_key=once(sent["key"], details, before[said]),
            consultation_id=outcome.consultation_id,
            details=details,
        )
        before[said] += 1
        try:
            visit.person().consultations.PutStatement(request)
        except (errors.BadRequest, errors.NotNow) as refused:
            told = [violation.expected for violation in getattr(refused, "violations", ())]
            outcome.refused.append((row, "; ".join(told) or str(refused)))
            outcome.left.append(row)
        else:
            outcome.done += 1
    return outcome


def _create(visit: Visit, sent: Form) -> str:
    """Make the draft; the same title and date with the same key are the same one."""
    details = consultations.ConsultationDetails(starts_date=_day(sent["date"]))
    if sent["title"]:
        spoken = language_of(sent["title"])
        details.title.CopyFrom(LocalizedText(authoritative_language=spoken, bodies={spoken: sent["title"]}))
    me = visit.person().me()
    if me.organisation.name:
        details.host_name.CopyFrom(LocalizedText(authoritative_language="en", bodies={"en": me.organisation.name}))
    key = once(sent["key"], details)
    request = consultations.CreateConsultationRequest(idempotency_key=key, details=details)
    return visit.person().consultations.CreateConsultation(request).draft.consultation_id


def _type(sent: Form, row: Row) -> events.StatementType.ValueType:
    chosen = sent[f"r{row.number}-type"]
    known = {str(each): each for each in events.StatementType.values() if each}
    return known.get(chosen, events.STATEMENT_TYPE_RECOMMENDATION)


def _meant(sent: Form, row: Row, place: int, register: bodies.Register) -> str:
    chosen = sent[f"r{row.number}-name-{place}"]
    return chosen if chosen in register else ""


def kept(visit: Visit, sent: Form, problem: errors.BackendError) -> Response:
    """Keep what was typed in the page: the services cannot be reached, or the session has ended."""
    return scripted(visit, "quick_kept.html", **values(visit, sent, problem, visit.path))
