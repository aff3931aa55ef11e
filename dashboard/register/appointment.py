"""One more registrar: one proposes somebody, a second one agrees."""

from dashboard import desk, labels, show
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.identity.v1 import service_pb2 as identity


def propose(here: desk.Desk, person: identity.Person) -> None:
    """Let somebody be proposed as a registrar of their organisation, unless they are."""
    if person.HasField("appointment"):
        return
    about = {"person_id": person.person_id, "organisation_id": person.organisation.organisation_id}
    ask(
        f"appointment-{person.person_id}",
        "appointment_propose",
        lambda: [text("appointment_propose_told", here.language)],
        lambda key: here.person.identity.ProposeAppointment(
            identity.ProposeAppointmentRequest(idempotency_key=key, **about)
        ),
        here.language,
    )


def panel(here: desk.Desk, person: identity.Person) -> None:
    """Show the proposal that waits, if one does, and let whoever is a second person agree to it."""
    if not person.HasField("appointment"):
        return
    language, waiting = here.language, person.appointment
    me = here.me.person_id if here.me else ""
    day = labels.day(waiting.proposed_date, language)
    name = labels.isolated(waiting.proposed_by_name or text("audit_erased", language))
    show.show_string(text("appointment_waits", language, day=day, name=name))
    if me == waiting.proposed_by_id:
        show.show_string(text("recovery_yours", language))
    elif me == person.person_id:
        show.show_string(text("appointment_own", language))
    else:
        ask(
            f"appoint-{waiting.appointment_id}",
            "appointment_agree",
            lambda: [text("appointment_agree_told", language, email=labels.isolated(person.email))],
            lambda key: here.person.identity.AgreeToAppointment(
                identity.AgreeToAppointmentRequest(idempotency_key=key, appointment_id=waiting.appointment_id)
            ),
            language,
        )
    ask(
        f"unproposed-{waiting.appointment_id}",
        "appointment_drop",
        lambda: [text("appointment_drop_told", language)],
        lambda key: here.person.identity.DropAppointment(
            identity.DropAppointmentRequest(idempotency_key=key, appointment_id=waiting.appointment_id)
        ),
        language,
    )
