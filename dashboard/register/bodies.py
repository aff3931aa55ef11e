"""Bodies: the register of addressees."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register import assurance, organisations
from dashboard.register.acting import ask
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 200
_FORM = "register-body"
_BY_LETTER = events.ASSURANCE_LETTER


def everything(here: desk.Desk) -> list[recommendations.Addressee]:
    """Return the whole register."""
    found: list[recommendations.Addressee] = []
    token, more = "", True
    while more:
        request = recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token)
        with desk.problems(here.language):
            page = here.person.recommendations.ListRegister(request)
        found += page.addressees
        token = page.next_page_token
        more = bool(token)
    return found


def described(body: recommendations.PublicAddressee, language: labels.Language) -> str:
    """Return kind and jurisdiction of a body; a group has none."""
    kind = labels.value(events.AddresseeKind, body.kind, language)
    where = labels.value(events.Jurisdiction, body.jurisdiction, language) if body.jurisdiction else ""
    return " · ".join(filter(None, (kind, where)))


def panel(here: desk.Desk, register: list[recommendations.Addressee]) -> None:
    """List the register and let a body be entered."""
    language = here.language
    for each in register:
        kind = described(each.public, language)
        liaisons = text("register_liaisons", language, count=each.liaisons)
        waiting = f" · {text('register_to_place', language, count=each.lines_to_place)}" if each.lines_to_place else ""
        answers = f" · {assurance.said(each.public, language)}" if each.public.minimum_assurance == _BY_LETTER else ""
        called = labels.isolated(labels.name(each.public.name, language))
        show.show_string(f"{called} · {kind} · {liaisons}{answers}{waiting}")
    st.subheader(text("register_new_body", language))
    faults.begin(_FORM)
    form = asking.form(_FORM)
    name = fields.both(form, "register_body_name", LocalizedText(), language, path="name", marks=False)
    slug = fields.one_line(form, "register_slug", "", language, path="slug")
    kind = fields.choice(form, "register_kind", events.AddresseeKind, 0, language, path="kind")
    jurisdiction = fields.choice(form, "register_jurisdiction", events.Jurisdiction, 0, language, path="jurisdiction")
    remit = fields.both(form, "register_remit", LocalizedText(), language, path="remit")
    known = organisations.everything(here)
    organisation_id = organisations.choice(form, known, "", language)
    invented = st.checkbox(text("register_illustrative", language), key=f"{form}|illustrative")
    faults.beside(_FORM, "illustrative", text("register_illustrative", language))
    ask(
        _FORM,
        "register_add",
        lambda: [text("register_body_public", language)],
        lambda key: here.person.recommendations.RegisterAddressee(
            recommendations.RegisterAddresseeRequest(
                idempotency_key=key,
                slug=slug,
                kind=kind,
                name=name,
                jurisdiction=jurisdiction,
                remit=remit,
                illustrative=invented,
                organisation_id=organisation_id,
            )
        ),
        language,
    )
