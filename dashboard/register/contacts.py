"""Where mail reaches a person: the address for signing in, and others that get mail while it fails."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.identity.v1 import service_pb2 as identity


def panel(here: desk.Desk, person: identity.Person) -> None:
    """Show the addresses with what became of mail to them, and what can be changed of them."""
    language = here.language
    st.subheader(text("contacts_title", language))
    for each in person.contacts:
        kind = "contacts_signs_in" if each.signs_in else "contacts_mail_only"
        show.show_string(text(kind, language, email=labels.isolated(each.email)))
        if each.bounced_date:
            st.warning(text("contacts_bounced", language, day=labels.day(each.bounced_date, language)))
        if not each.signs_in:
            _remove(here, each)
    scope = f"contact-{person.person_id}"
    faults.begin(scope)
    email = fields.contact(asking.form(scope), "contacts_new", language, path="email")
    ask(
        scope,
        "contacts_add",
        lambda: [text("contacts_add_told", language)],
        lambda key: here.person.identity.AddContact(
            identity.AddContactRequest(idempotency_key=key, person_id=person.person_id, email=email)
        ),
        language,
    )


def _remove(here: desk.Desk, contact: identity.Contact) -> None:
    language = here.language
    ask(
        f"remove-contact-{contact.contact_id}",
        "contacts_remove",
        lambda: [text("contacts_remove_told", language, email=labels.isolated(contact.email))],
        lambda key: here.person.identity.RemoveContact(
            identity.RemoveContactRequest(idempotency_key=key, contact_id=contact.contact_id)
        ),
        language,
    )
