"""Changes of one body: its name, what it is responsible for, and what became of it."""

import streamlit as st

from dashboard import asking, choosing, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register import assurance, bodies, organisations, people, placing, renaming, successions
from dashboard.register.acting import ask
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PARTS = (
    *("register_rename", "register_remits", "register_succession", "register_undo", "register_place"),
    *("register_set_organisation", "register_set_assurance"),
)


def panel(here: desk.Desk, register: list[recommendations.Addressee]) -> None:
    """Let a body be chosen, and show what can be changed of it."""
    language = here.language
    names = {each.addressee_id: labels.name(each.public.name, language) for each in register}
    if not names:
        return
    chosen = choosing.one(
        "register_body",
        list(names),
        named=lambda each: show.option(names[each]),
        scope="body",
        language=language,
    )
    with desk.problems(language):
        request = recommendations.GetRegisterEntryRequest(addressee_id=chosen)
        found = here.person.recommendations.GetRegisterEntry(request)
    known = organisations.everything(here)
    _history(here, found)
    organisations.history(found, known, language)
    if not found.addressee.ended_date:  # nobody answers for one that is no more
        people.who_answer(here, chosen)
    part = st.segmented_control(
        text("register_change", language),
        _PARTS,
        default=_PARTS[0],
        required=True,
        format_func=lambda name: text(name, language),
    )
    if part == "register_rename":
        _rename(here, found.addressee)
    elif part == "register_remits":
        _remits(here, found.addressee)
    elif part == "register_succession":
        successions.record(here, found, register)
    elif part == "register_place":
        placing.panel(here, found, names)
    elif part == "register_set_organisation":
        organisations.panel(here, found.addressee, known)
    elif part == "register_set_assurance":
        assurance.panel(here, found.addressee)
    else:
        renaming.undo(here, found.addressee)
        successions.undo(here, found)


def _history(here: desk.Desk, found: recommendations.GetRegisterEntryResponse) -> None:
    language, entry = here.language, found.addressee
    if entry.ended_date:
        st.warning(text("body_ended", language, day=labels.day(entry.ended_date, language)))
    if entry.lines_to_place:
        st.warning(show.label(text("register_to_place", language, count=entry.lines_to_place)))
    show.show_string(
        " · ".join(filter(None, (bodies.described(entry.public, language), assurance.said(entry.public, language))))
    )
    spoken = sorted(labels.LANGUAGES, key=lambda each: each != language)
    for place, name in enumerate(entry.names):
        called = " · ".join(labels.isolated(name.name.bodies[each]) for each in spoken if each in name.name.bodies)
        since = text("since_day", language, day=labels.day(name.from_date, language)) if name.from_date else ""
        former = f"({text('register_former', language)})" if place else ""
        show.show_string(" ".join(filter(None, (called, since, former))))
    for undone in found.undone_names:
        wrong, reason = (labels.isolated(labels.name(each, language)) for each in (undone.name, undone.undone_reason))
        said = text("body_name_undone", language, day=labels.day(undone.undone_date, language))
        show.show_string(f"{wrong} · {said} {reason}")
    for remit in entry.remits:
        words = labels.isolated(labels.name(remit.words, language))
        state = labels.translation(remit.words, language)
        show.show_string(f"{text('moved_remit', language)}: {words} ({state})")


def _rename(here: desk.Desk, entry: recommendations.Addressee) -> None:
    language, scope = here.language, f"rename-{entry.addressee_id}"
    faults.begin(scope)
    form = asking.form(scope)
    name = fields.both(form, "register_body_name", entry.public.name, language, path="name", marks=False)
    slug = fields.one_line(form, "register_slug", entry.public.slug, language, path="slug")
    day = fields.day(form, "register_effective", "", language, path="effective_date")
    source = fields.one_line(form, "register_source", "", language, path="source_url")

    def told() -> list[str]:
        old, new = labels.name(entry.public.name, language), labels.name(name, language)
        said = [text("register_rename_public", language, old=labels.isolated(old), new=labels.isolated(new))]
        if slug != entry.public.slug:
            said.append(text("register_slug_public", language, old=entry.public.slug, new=slug))
        return [*said, text("register_told_nobody", language)]

    ask(
        scope,
        "register_rename",
        told,
        lambda key: here.person.recommendations.RenameAddressee(
            recommendations.RenameAddresseeRequest(
                idempotency_key=key,
                addressee_id=entry.addressee_id,
                expected_version=entry.version,
                name=name,
                slug=slug,
                effective_date=day,
                source_url=source,
            )
        ),
        language,
    )


def _remits(here: desk.Desk, entry: recommendations.Addressee) -> None:
    language, scope = here.language, f"remits-{entry.addressee_id}"
    faults.begin(scope)
    form = asking.form(scope)
    typed = []
    known = [recommendations.RemitEntry(remit_id=each.remit_id, words=each.words) for each in entry.remits]
    for place, each in enumerate([*known, recommendations.RemitEntry()]):
        words = fields.both(f"{form}|{place}", "register_remit", each.words, language, path=f"remits[{place}].words")
        if words.bodies:
            typed.append(recommendations.RemitEntry(remit_id=each.remit_id, words=words))
    st.caption(text("register_remits_note", language))
    day = fields.day(form, "register_effective", "", language, path="effective_date")
    source = fields.one_line(form, "register_source", "", language, path="source_url")

    def told() -> list[str]:
        words = " · ".join(labels.isolated(labels.name(each.words, language)) for each in typed)
        public = text("register_remits_public", language, remits=words or text("none", language))
        return [public, text("register_told_nobody", language)]

    ask(
        scope,
        "register_remits",
        told,
        lambda key: here.person.recommendations.ChangeRemits(
            recommendations.ChangeRemitsRequest(
                idempotency_key=key,
                addressee_id=entry.addressee_id,
                expected_version=entry.version,
                remits=typed,
                effective_date=day,
                source_url=source,
            )
        ),
        language,
    )
