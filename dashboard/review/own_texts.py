"""What a published consultation or programme says of itself: chosen, corrected, shown against what is public."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import streamlit as st
from markupsafe import Markup

from dashboard import asking, desk, faults, labels, show, typed
from dashboard.capture import fields
from dashboard.labels import figures, text
from dashboard.labels.own_texts import own_text
from dashboard.review import difference, particulars, wordings
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_SCOPE: Final = "change"
_LOCALIZED: Final = (
    *("title", "host_name", "summary", "organisers", "partners", "place", "date_note", "funder", "figures_conflict"),
)
_LONG: Final = frozenset({"summary", "organisers", "partners", "figures_conflict"})
_COUNT: Final = re.compile(r"figures\[(\d+)\]\.value")
_LINES: Final = ("attending_bodies", "foreseen_addressees")
_ACTS: Final = ("change_correct_consultation", "change_correct_programme")

Own = consultations.PublicConsultation | consultations.ProgrammeDetails
Record = Callable[[str], None]


def panel(here: desk.Desk, number: str) -> None:
    """Let texts of a consultation or its programme be corrected."""
    language = here.language
    found: dict[str, Own] | None = desk.known(lambda: _found(here, number), language)
    if not found:
        return
    act = str(
        typed.choice(
            text("change_act", language),
            list(found),
            format_func=lambda each: text(each, language),
            key=f"{_SCOPE}|own",
        )
    )
    own, kind = found[act], act.removeprefix("change_")
    st.caption(show.label(number))
    show.show_text(own.title, language)
    asking.once(
        _form(here, number, kind, own),
        scope=_SCOPE,
        about=f"{number} {kind}",
        public="change_own_public",
        button="change_button",
        done="change_waits",
        language=language,
        of=[own],
    )


def _found(here: desk.Desk, number: str) -> dict[str, Own]:
    """Return what may be corrected by act; nothing while it is hidden."""
    service = here.person.consultations
    consultation = service.GetConsultation(
        consultations.GetConsultationRequest(number=number, page_size=1)
    ).consultation
    if consultation.hidden:
        return {}
    request = consultations.ListProgrammesRequest(consultation_number=number)
    programmes = service.ListProgrammes(request).programmes
    return dict(zip(_ACTS, (consultation, *(each.details for each in programmes)), strict=False))


def _form(here: desk.Desk, number: str, kind: str, own: Own) -> Record:
    language = here.language
    scope = f"{asking.form(_SCOPE)}|{number}|{kind}"
    known = texts(own) | counts(own) | particulars.public(own, language)
    chosen = typed.several(
        text("change_own_which", language),
        list(known),
        format_func=lambda each: _called(own, each, language),
        key=f"{scope}|which",
        placeholder=text("choose", language),
    )
    given = consultations.Rewording()
    # Each part has its own place: what grows above a field takes nothing from it that is being typed.
    with st.container():
        if not chosen:
            st.caption(text("change_own_none", language))
        for field in chosen:
            with st.container():
                if particulars.is_particular(field):
                    particulars.ask(f"{scope}|text", field, own, given.particulars, language)
                elif count := _COUNT.fullmatch(field):
                    path = f"{kind}.figures[{len(given.figures)}]"
                    value = _ask_count(f"{scope}|text", own, int(count[1]), language, path=path)
                    given.figures.add(place=int(count[1]), value=value)
                else:
                    path = f"{kind}.texts[{len(given.texts)}]"
                    said = _ask(f"{scope}|text", field, known[field], language, path=path)
                    given.texts.add(field=field, text=said)
    with st.container():
        show_difference(own, given, language)
        faults.beside(_SCOPE, kind, text(f"change_{kind}", language))
    reason = fields.both(asking.form(_SCOPE), "change_reason", LocalizedText(), language, path="reason")
    request = consultations.ProposeChangeRequest(number=number, reason=reason)
    getattr(request, kind).CopyFrom(given)

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.ProposeChange(request)

    return record


def _ask(scope: str, field: str, now: LocalizedText, language: labels.Language, *, path: str) -> LocalizedText:
    called = own_text(field, language)
    if not _is_printed(field):
        return fields.both(scope, field, now, language, path=path, long=field in _LONG, called=called)
    spoken = now.authoritative_language
    line = typed.line(called, now.bodies[spoken], key=f"{scope}|{field}").strip()
    faults.beside(scope, path, called)
    return LocalizedText(authoritative_language=spoken, bodies={spoken: line} if line else {})


def _ask_count(scope: str, own: Own, place: int, language: labels.Language, *, path: str) -> int:
    field = f"figures[{place}].value"
    called = own_text(field, language)
    show.show_string(figures.named(own.figures[place], language))
    value = typed.number(called, int(own.figures[place].value), key=f"{scope}|{field}")
    faults.beside(_SCOPE, path, called)
    return int(value or 0)


def _called(own: Own, field: str, language: labels.Language) -> str:
    """Return what the page calls a text, or a count by what it counts."""
    called, found = own_text(field, language), _COUNT.fullmatch(field)
    if found is None or int(found[1]) >= len(own.figures):
        return called
    return f"{called}: {figures.named(own.figures[int(found[1])], language)}"


def counts(own: Own) -> dict[str, LocalizedText]:
    """Return how many each figure counts, as words to be read beside texts, by field."""
    return written(consultations.FigureValue(place=at, value=each.value) for at, each in enumerate(own.figures))


def written(values: Iterable[consultations.FigureValue]) -> dict[str, LocalizedText]:
    """Return how many figures count, as words to be read beside texts, by field. Digits are of no language."""
    return {
        f"figures[{each.place}].value": LocalizedText(
            authoritative_language="en", bodies={"en": figures.number(each.value)}
        )
        for each in values
    }


def texts(own: Own) -> dict[str, LocalizedText]:
    """Return the texts that the public reads of a consultation or programme, by field; none that is erased."""
    return {field: said for field, said in _texts(own) if any(said.bodies.values())}


def _texts(own: Own) -> Iterator[tuple[str, LocalizedText]]:
    known = own.DESCRIPTOR.fields_by_name
    yield from ((name, getattr(own, name)) for name in _LOCALIZED if name in known)
    # What is printed as it stands in a source has the language of the title.
    spoken = own.title.authoritative_language or "en"
    printed = [(f"{name}[{index}]", each) for name in _LINES if name in known for index, each in _numbered(own, name)]
    printed.append(("source.name", own.source.name))
    printed.extend((f"figures[{index}].as_printed", each.as_printed) for index, each in enumerate(own.figures))
    yield from ((field, LocalizedText(authoritative_language=spoken, bodies={spoken: each})) for field, each in printed)
    for name in ("agenda", "outputs"):
        if name in known:
            yield from ((f"{name}[{index}].title", each.title) for index, each in enumerate(getattr(own, name)))


def _numbered(own: Own, name: str) -> Iterator[tuple[int, str]]:
    yield from enumerate(getattr(own, name))


def _is_printed(field: str) -> bool:
    return field == "source.name" or field.startswith((*_LINES, "figures["))


def show_difference(
    own: Own,
    given: consultations.Rewording,
    language: labels.Language,
    proposal: consultations.Proposal | None = None,
) -> None:
    """Show how each text would read against how it reads now; to a reviewer, how it was entered, too."""
    known, changed = texts(own) | counts(own) | particulars.public(own, language), False
    told = written(given.figures) | particulars.said(given.particulars, language)
    for field, after_text in told.items():
        was, spoken = known.get(field, LocalizedText()), after_text.authoritative_language
        changed = changed or was != after_text
        st.caption(own_text(field, language))
        marked = difference.marked(was.bodies[spoken], after_text.bodies[spoken], spoken)
        show.show_fragment(Markup('<div class="doc">{}</div>').format(marked))
    for each in given.texts:
        was = known.get(each.field, LocalizedText())
        for spoken in dict.fromkeys((*was.bodies, *each.text.bodies)):
            before, after = was.bodies.get(spoken, ""), each.text.bodies.get(spoken, "")
            if before != after and each.text.bodies:
                changed = True
                st.caption(f"{own_text(each.field, language)} · {text(f'language_{spoken}', language)}")
                marked = difference.marked(before, after, spoken)
                show.show_fragment(Markup('<div class="doc">{}</div>').format(marked))
        if list(was.machine_assisted) != list(each.text.machine_assisted) and each.text.bodies:
            changed = True
            st.caption(f"{own_text(each.field, language)} · {labels.translation(each.text, language)}")
    if (given.texts or told) and not changed:
        st.text(text("difference_wording_same", language))
    if proposal:
        then = {each.field: each.text for each in given.texts} | told
        now = {field: known.get(field, LocalizedText()) for field in then}
        entered = {each.field: each.text for each in proposal.entered} | written(proposal.entered_figures)
        wordings.show_sides(now, then, lambda field: _called(own, field, language), language, proposal, entered=entered)
