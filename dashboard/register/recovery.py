"""A lost mailbox: one registrar proposes a new address for signing in, a second one agrees."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.identity.v1 import service_pb2 as identity


def panel(here: desk.Desk, person: identity.Person) -> None:
    """Show the proposal that waits, or ask for an address to propose."""
    language = here.language
    st.subheader(text("recovery_title", language))
    show.show_string(text("recovery_how", language))
    if person.HasField("recovery"):
        _waits(here, person)
    else:
        _propose(here, person)


def _propose(here: desk.Desk, person: identity.Person) -> None:
    language, scope = here.language, f"recovery-{person.person_id}"
    faults.begin(scope)
    email = fields.contact(asking.form(scope), "recovery_email", language, path="email")
    ask(
        scope,
        "recovery_propose",
        lambda: [text("recovery_propose_told", language)],
        lambda key: here.person.identity.ProposeRecovery(
            identity.ProposeRecoveryRequest(idempotency_key=key, person_id=person.person_id, email=email)
        ),
        language,
    )


def _waits(here: desk.Desk, person: identity.Person) -> None:
    language, waiting = here.language, person.recovery
    email, me = labels.isolated(waiting.email), here.me.person_id if here.me else ""
    day = labels.day(waiting.proposed_date, language)
    name = labels.isolated(waiting.proposed_by_name or text("audit_erased", language))
    show.show_string(text("recovery_waits", language, day=day, name=name, email=email))
    if me == waiting.proposed_by_id:
        show.show_string(text("recovery_yours", language))
    elif me == person.person_id:
        show.show_string(text("recovery_own", language))
    else:
        old = labels.isolated(person.email)
        ask(
            f"agree-{waiting.recovery_id}",
            "recovery_agree",
            lambda: [
                text("recovery_agree_told", language, email=email, old=old),
                text("recovery_agree_mailed", language),
            ],
            lambda key: here.person.identity.AgreeToRecovery(
                identity.AgreeToRecoveryRequest(idempotency_key=key, recovery_id=waiting.recovery_id)
            ),
            language,
        )
    ask(
        f"drop-{waiting.recovery_id}",
        "recovery_drop",
        lambda: [text("recovery_drop_told", language)],
        lambda key: here.person.identity.DropRecovery(
            identity.DropRecoveryRequest(idempotency_key=key, recovery_id=waiting.recovery_id)
        ),
        language,
    )
