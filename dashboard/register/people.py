"""People: registering them, their roles, and for whom they answer."""

from typing import Any

import streamlit as st

from dashboard import asking, choosing, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register import appointment, contacts, organisations, recovery
from dashboard.register.acting import ask
from roundtable.identity.v1 import events_pb2 as events
from roundtable.identity.v1 import service_pb2 as identity

_PAGE = 200
_FORM = "register-person"
_ROLES = [number for number in events.Role.values() if number != events.ROLE_UNSPECIFIED]


def panel(here: desk.Desk, bodies: dict[str, str]) -> None:
    """Show people, and what can be changed of one.

    Args:
        here: The desk.
        bodies: Addressees that can answer: id to name.
    """
    language = here.language
    by_id = {each.person_id: each for each in everybody(here)}
    if by_id:
        chosen = choosing.one(
            "register_choose_person",
            list(by_id),
            named=lambda person_id: _called(by_id[person_id], language),
            scope="person",
            language=language,
        )
        _person(here, by_id[chosen], bodies)
    st.divider()
    _register(here, organisations.everything(here))


def everybody(here: desk.Desk) -> list[identity.Person]:
    """Return everybody whom identity knows, by name."""
    found = list[identity.Person]()
    request, more = identity.ListPeopleRequest(page_size=_PAGE), True
    while more:
        with desk.problems(here.language):
            page = here.person.identity.ListPeople(request)
        found += page.people
        request.page_token = page.next_page_token
        more = bool(page.next_page_token)
    return found


def who_answer(here: desk.Desk, addressee_id: str) -> None:
    """Say who answers for a body, since when."""
    language = here.language
    said = [
        text(
            "register_answers_since",
            language,
            person=labels.isolated(each.name),
            day=labels.day(mandate.from_date, language),
        )
        for each in everybody(here)
        for mandate in each.mandates
        if mandate.addressee_id == addressee_id and not mandate.to_date
    ]
    names = text("comma", language).join(said) or text("none", language)
    show.show_string(text("register_answers_now", language, people=names))


def called(here: desk.Desk) -> dict[str, str]:
    """Return everybody: id to how one is called in a list."""
    return {each.person_id: _called(each, here.language) for each in everybody(here)}


def _called(person: identity.Person, language: labels.Language) -> str:
    """Say who it is, and whether mail reaches them."""
    words = [person.name, person.email or text("register_removed_short", language)]
    if any(each.bounced_date for each in person.contacts):
        words.append(text("register_bounced_short", language))
    if person.HasField("recovery") or person.HasField("appointment"):
        words.append(text("register_waits_short", language))
    return show.option(" · ".join(words))


def _person(here: desk.Desk, person: identity.Person, bodies: dict[str, str]) -> None:
    language = here.language
    held = [labels.value(events.Role, each.role, language) for each in person.roles]
    show.show_string(text("register_roles", language, roles=", ".join(held) or text("none", language)))
    current = [each for each in person.mandates if not each.to_date]
    names = ", ".join(_held(each, bodies, language) for each in current)
    show.show_string(text("register_mandates", language, bodies=names or text("none", language)))
    if former := ", ".join(_held(each, bodies, language) for each in person.mandates if each.to_date):
        show.show_string(text("register_mandates_ended", language, bodies=former))
    if not person.email:
        show.show_string(text("register_removed", language))
        return
    contacts.panel(here, person)
    recovery.panel(here, person)
    appointment.panel(here, person)
    role = st.selectbox(
        text("register_role", language), _ROLES, format_func=lambda each: labels.value(events.Role, each, language)
    )
    _roles(here, person, role)
    body = st.selectbox(
        text("register_body", language), list(bodies), format_func=lambda each: show.option(bodies[each])
    )
    name = labels.isolated(bodies.get(body or "", ""))
    request = identity.GrantMandateRequest(person_id=person.person_id, addressee_id=body or "")
    ask(
        f"grant-mandate-{person.person_id}-{body}",
        "register_grant_mandate",
        lambda: [text("register_mandate_told", language, body=name)],
        lambda key: here.person.identity.GrantMandate(_keyed(request, key)),
        language,
    )
    for mandate in current:
        _end_mandate(here, mandate, labels.isolated(_body(mandate, bodies, language)))
    ask(
        f"remove-{person.person_id}",
        "register_remove",
        lambda: [text("register_remove_told", language, name=labels.isolated(person.name))],
        lambda key: here.person.identity.RemovePerson(
            identity.RemovePersonRequest(idempotency_key=key, person_id=person.person_id)
        ),
        language,
    )


def _held(mandate: identity.Mandate, bodies: dict[str, str], language: labels.Language) -> str:
    """Say for whom a mandate was given, and from which day until which."""
    body = labels.isolated(_body(mandate, bodies, language))
    words = "register_mandate_between" if mandate.to_date else "register_mandate_since"
    day, until = labels.day(mandate.from_date, language), labels.day(mandate.to_date, language)
    return text(words, language, body=body, day=day, until=until)


def _body(mandate: identity.Mandate, bodies: dict[str, str], language: labels.Language) -> str:
    """Return what a body is called: one that the register does not list any more as identity knows it."""
    return bodies.get(mandate.addressee_id) or labels.name(mandate.addressee, language)


def _roles(here: desk.Desk, person: identity.Person, role: Any) -> None:
    language, house = here.language, here.person.identity
    about = {
        "person_id": person.person_id,
        "organisation_id": person.organisation.organisation_id,
        "role": role,
    }
    named = f"role-{person.person_id}-{role}"
    left, right = st.columns(2)
    with left:
        if role == events.ROLE_REGISTRAR:
            appointment.propose(here, person)
        else:
            ask(
                f"grant-{named}",
                "register_grant_role",
                lambda: [text("register_role_told", language)],
                lambda key: house.GrantRole(identity.GrantRoleRequest(idempotency_key=key, **about)),
                language,
            )
    with right:
        ask(
            f"end-{named}",
            "register_end_role",
            lambda: [text("register_role_end_told", language)],
            lambda key: house.EndRole(identity.EndRoleRequest(idempotency_key=key, **about)),
            language,
        )


def _end_mandate(here: desk.Desk, mandate: identity.Mandate, body: str) -> None:
    language = here.language
    show.show_string(text("register_end_mandate", language, body=body))
    ask(
        f"end-mandate-{mandate.mandate_id}",
        "register_end_mandate_button",
        lambda: [text("register_mandate_end_told", language)],
        lambda key: here.person.identity.EndMandate(
            identity.EndMandateRequest(idempotency_key=key, mandate_id=mandate.mandate_id)
        ),
        language,
    )


def _keyed(request: identity.GrantMandateRequest, key: str) -> identity.GrantMandateRequest:
    request.idempotency_key = key
    return request


def _register(here: desk.Desk, known: dict[str, str]) -> None:
    language = here.language
    st.subheader(text("register_person", language))
    faults.begin(_FORM)
    form = asking.form(_FORM)
    name = fields.contact(form, "register_name", language, path="name")
    email = fields.contact(form, "register_email", language, path="email")
    spoken = st.radio(
        text("register_language", language),
        labels.LANGUAGES,
        format_func=lambda each: text(f"language_{each}", language),
        horizontal=True,
        key=f"{form}|language",
    )
    organisation = st.selectbox(
        text("register_organisation", language),
        list(known),
        format_func=lambda each: show.option(known[each]),
        key=f"{form}|organisation-chosen",
    )
    faults.beside(_FORM, "organisation_id", text("register_organisation", language))
    new = fields.one_line(form, "register_new_organisation", "", language, path="organisation")

    def register(key: str) -> None:
        organisation_id = organisation or ""
        if new:
            made = identity.RegisterOrganisationRequest(idempotency_key=f"{key}-organisation", name=new)
            organisation_id = here.person.identity.RegisterOrganisation(made).organisation.organisation_id
        here.person.identity.RegisterPerson(
            identity.RegisterPersonRequest(
                idempotency_key=key,
                name=name,
                email=email,
                language=spoken,
                organisation_id=organisation_id,
            )
        )

    ask(_FORM, "register_add", lambda: [text("register_person_told", language)], register, language)
