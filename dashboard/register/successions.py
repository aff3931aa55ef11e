"""What became of a body: recording it, with what goes where; and undoing what was recorded wrongly."""

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, show, typed
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register import assurance
from dashboard.register.acting import ask
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations


def record(
    here: desk.Desk, found: recommendations.GetRegisterEntryResponse, register: list[recommendations.Addressee]
) -> None:
    """Let what became of a body be recorded."""
    language, entry = here.language, found.addressee
    scope = f"succession-{entry.addressee_id}"
    faults.begin(scope)
    form = asking.form(scope)
    kind = fields.choice(form, "register_kind_of_succession", events.SuccessionKind, 0, language, path="kind")
    day = fields.day(form, "register_effective", "", language, path="effective_date")
    source = fields.one_line(form, "register_source", "", language, path="source_url")
    names = {
        each.addressee_id: labels.name(each.public.name, language)
        for each in register
        if each.addressee_id != entry.addressee_id
        and each.public.kind != events.ADDRESSEE_KIND_GROUP
        and each.public.illustrative == entry.public.illustrative
        and not each.ended_date
    }
    chosen = typed.several(
        text("register_successors", language),
        list(names),
        format_func=lambda each: show.option(names[each]),
        key=f"{form}|successors",
        placeholder=text("choose", language),
    )
    faults.beside(form, "moves", text("register_successors", language))
    whole = len(chosen) == 1 and kind != events.SUCCESSION_KIND_MOVED_REMIT
    if whole:
        st.caption(text("register_everything_goes", language))
    moves = [
        recommendations.Move(successor_id=each) if whole else _move(here, f"{form}|{place}", (each, names[each]), found)
        for place, each in enumerate(chosen)
    ]
    request = recommendations.RecordSuccessionRequest(
        addressee_id=entry.addressee_id,
        expected_version=entry.version,
        kind=kind,
        effective_date=day,
        source_url=source,
        moves=moves,
    )
    ask(
        scope,
        "register_succession",
        lambda: told(here, request),
        lambda key: here.person.recommendations.RecordSuccession(_keyed(request, key)),
        language,
    )


def _move(
    here: desk.Desk, form: str, successor: tuple[str, str], found: recommendations.GetRegisterEntryResponse
) -> recommendations.Move:
    """Let remits and lines be chosen that go to one successor. Lines known to belong to a remit are chosen with it.

    Args:
        here: The desk.
        form: Name of the form, with the successor's place behind a `|`.
        successor: Id and name.
        found: The body that is succeeded.
    """
    language, place = here.language, form.rpartition("|")[2]
    successor_id, name = successor
    remits = {each.remit_id: labels.name(each.words, language) for each in found.addressee.remits}
    going: list[str] = []
    if remits:
        going = typed.several(
            text("register_remits_to", language, body=show.label(labels.isolated(name))),
            list(remits),
            format_func=lambda each: show.option(remits[each]),
            key=f"{form}|remits",
            placeholder=text("choose", language),
        )
        faults.beside(form, f"moves[{place}].remit_ids", text("register_remits", language))
    lines = {
        # A long choice is cut at its end: in Urdu that would be the number, were an English title no piece of its own.
        each.assignment_id: f"{each.tracked_number} · {labels.isolated(labels.name(each.title, language))}"
        for each in found.lines
        if not each.remit_id or each.remit_id in going
    }
    known = [each.assignment_id for each in found.lines if each.remit_id and each.remit_id in going]
    only = len(remits) == 1 and len(going) == 1
    assignments = st.multiselect(
        text("register_lines_to", language, body=show.label(labels.isolated(name))),
        list(lines),
        default=list(lines) if only else known,
        format_func=lambda each: show.option(lines[each]),
        key=f"{form}|lines|{'-'.join(going)}",
        placeholder=text("choose", language),
    )
    faults.beside(form, f"moves[{place}].assignment_ids", text("register_lines_to", language, body=""))
    return recommendations.Move(successor_id=successor_id, remit_ids=going, assignment_ids=assignments)


def told(here: desk.Desk, request: recommendations.RecordSuccessionRequest) -> list[str]:
    """Return what the service says would follow."""
    language = here.language
    asked = recommendations.RecordSuccessionRequest()
    asked.CopyFrom(request)
    asked.preview = True
    asked.idempotency_key = backend.new_key()  # asked for of every command, and not kept of a preview
    would = here.person.recommendations.RecordSuccession(asked)
    cut = would.succession.cut
    numbers = text("comma", language).join(cut.tracked_numbers) or text("none", language)
    said = []
    if request.moves:
        said.append(text("register_succession_public", language, count=cut.lines, numbers=numbers))
    for each in would.told:
        body = labels.isolated(labels.name(each.successor.name, language))
        said.append(
            text(
                "register_succession_told",
                language,
                body=body,
                count=each.asked_anew,
                joined=each.joined,
                liaisons=each.liaisons if each.asked_anew else 0,  # of what it has already nobody is mailed
            )
        )
        said += assurance.of_successor(would.addressee.public, each.successor, language)
    former = would.addressee
    if former.ended_date:
        body, day = labels.isolated(labels.name(former.public.name, language)), labels.day(former.ended_date, language)
        said.insert(0, text("register_succession_ends", language, body=body, day=day))
    if cut.lines and former.liaisons and not former.ended_date:
        body = labels.isolated(labels.name(former.public.name, language))
        said.append(text("register_succession_former", language, body=body, liaisons=former.liaisons))
    return [*said, text("register_clock_rule" if request.moves else "register_succession_stay", language)]


def _keyed(request: recommendations.RecordSuccessionRequest, key: str) -> recommendations.RecordSuccessionRequest:
    request.idempotency_key = key
    return request


def undo(here: desk.Desk, found: recommendations.GetRegisterEntryResponse) -> None:
    """List what became of a body, and let what was recorded wrongly be undone."""
    language, entry = here.language, found.addressee
    if not found.successions:
        st.text(text("register_nothing_became", language))
    for each in found.successions:
        cut = each.cut
        kind = labels.value(events.SuccessionKind, cut.kind, language)
        others = text("comma", language).join(labels.isolated(labels.name(one.name, language)) for one in cut.others)
        show.show_string(" · ".join(filter(None, (labels.day(cut.effective_date, language), kind, others))))
        show.show_string(text("cut_lines", language, count=cut.lines))
        if cut.undone_date:
            undone = text("cut_undone", language, day=labels.day(cut.undone_date, language))
            show.show_string(f"{undone} {labels.isolated(labels.name(cut.undone_reason, language))}")
            continue
        form = f"undo-{each.succession_id}"
        faults.begin(form)
        reason = fields.both(form, "register_undo_reason", LocalizedText(), language, path="reason")
        request = recommendations.UndoSuccessionRequest(
            addressee_id=entry.addressee_id,
            expected_version=entry.version,
            succession_id=each.succession_id,
            reason=reason,
        )
        ask(
            form,
            "register_undo",
            lambda cut=cut: _undo_told(found.addressee, cut, language),  # type: ignore[misc]
            lambda key, request=request: _undo(here, request, key),  # type: ignore[misc]
            language,
        )


def _undo_told(body: recommendations.Addressee, cut: recommendations.Cut, language: labels.Language) -> list[str]:
    """Return what follows when it is undone: of a body that ended without a successor, only that it goes on."""
    if not cut.others:
        name = labels.isolated(labels.name(body.public.name, language))
        public = text("register_undo_ended_public", language, body=name)
        return [public, text("register_told_nobody", language)]
    return [text("register_undo_public", language, count=cut.lines), text("register_undo_told", language)]


def _undo(here: desk.Desk, request: recommendations.UndoSuccessionRequest, key: str) -> object:
    request.idempotency_key = key
    return here.person.recommendations.UndoSuccession(request)
