"""All SQL of identity. Every function takes the caller's transaction; what is private is sealed on the way in."""

from services.identity.store.appointments import decide as decide_appointment
from services.identity.store.appointments import drop_of as drop_appointment_of
from services.identity.store.appointments import drop_old as drop_old_appointments
from services.identity.store.appointments import person_of as person_of_appointment
from services.identity.store.appointments import propose as propose_appointment
from services.identity.store.appointments import proposed as proposed_registrars
from services.identity.store.asking import keep_line, set_line_over, set_unasked
from services.identity.store.audit import Search, audit, search_audit
from services.identity.store.calendar_links import bodies as bodies_of_calendar_link
from services.identity.store.calendar_links import drop as drop_calendar_link
from services.identity.store.calendar_links import keep as keep_calendar_link
from services.identity.store.calendar_links import made_at as calendar_link_made_at
from services.identity.store.contacts import add as add_contact
from services.identity.store.contacts import (
    contact_to_sign_in,
    erase_contacts,
    holder_of_contact,
    let_sign_in,
    mark_bounced,
    mark_reached,
    person_at,
    require_present,
)
from services.identity.store.notices import (
    address_of_notice,
    drop_notice,
    drop_notices_to,
    keep_addresses_of_removed,
    keep_lost_address,
    language_of,
    put_off_notice,
    take_due_notice,
    tell_others,
    tell_person,
    tell_registrars,
)
from services.identity.store.people import (
    a_registrar_exists,
    add_person,
    holder_of,
    lock,
    people,
    people_locked,
    registrar_since,
    require_another_registrar,
    require_registrar,
    save,
)
from services.identity.store.profiles import names, names_of, profile, profiles
from services.identity.store.recoveries import decide as decide_recovery
from services.identity.store.recoveries import drop_of as drop_recovery_of
from services.identity.store.recoveries import drop_old as drop_old_recoveries
from services.identity.store.recoveries import person_of as person_of_recovery
from services.identity.store.recoveries import propose as propose_recovery
from services.identity.store.recoveries import proposed as proposed_addresses
from services.identity.store.register import (
    add_organisation,
    addressee,
    addressee_goes_on,
    end_addressee,
    keep_addressee,
    organisation_named,
    organisation_names,
    organisations_after,
    rename_addressee,
    require_organisation,
)
from services.identity.store.sign_in import (
    add_code,
    add_session,
    address_of_code,
    close_codes,
    count_asked,
    count_try,
    drop_enrolment_code,
    end_access,
    end_session,
    keep_enrolment_code,
    lock_codes,
    lock_enrolment_code,
    lock_own_sessions,
    lock_session,
    session_with,
    sessions_of,
    sweep,
    take_back_codes,
    use_session,
)

__all__ = [
    "Search",
    "a_registrar_exists",
    "add_code",
    "add_contact",
    "add_organisation",
    "add_person",
    "add_session",
    "address_of_code",
    "address_of_notice",
    "addressee",
    "addressee_goes_on",
    "audit",
    "bodies_of_calendar_link",
    "calendar_link_made_at",
    "close_codes",
    "contact_to_sign_in",
    "count_asked",
    "count_try",
    "decide_appointment",
    "decide_recovery",
    "drop_appointment_of",
    "drop_calendar_link",
    "drop_enrolment_code",
    "drop_notice",
    "drop_notices_to",
    "drop_old_appointments",
    "drop_old_recoveries",
    "drop_recovery_of",
    "end_access",
    "end_addressee",
    "end_session",
    "erase_contacts",
    "holder_of",
    "holder_of_contact",
    "keep_addressee",
    "keep_addresses_of_removed",
    "keep_calendar_link",
    "keep_enrolment_code",
    "keep_line",
    "keep_lost_address",
    "language_of",
    "let_sign_in",
    "lock",
    "lock_codes",
    "lock_enrolment_code",
    "lock_own_sessions",
    "lock_session",
    "mark_bounced",
    "mark_reached",
    "names",
    "names_of",
    "organisation_named",
    "organisation_names",
    "organisations_after",
    "people",
    "people_locked",
    "person_at",
    "person_of_appointment",
    "person_of_recovery",
    "profile",
    "profiles",
    "propose_appointment",
    "propose_recovery",
    "proposed_addresses",
    "proposed_registrars",
    "put_off_notice",
    "registrar_since",
    "rename_addressee",
    "require_another_registrar",
    "require_organisation",
    "require_present",
    "require_registrar",
    "save",
    "search_audit",
    "session_with",
    "sessions_of",
    "set_line_over",
    "set_unasked",
    "sweep",
    "take_back_codes",
    "take_due_notice",
    "tell_others",
    "tell_person",
    "tell_registrars",
    "use_session",
]
