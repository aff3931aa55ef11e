"""Domain ↔ protobuf. Bad input stops here, as `InvalidArgument` that names the field and what it should hold."""

from services.identity.wire.answers import instant, open_session, organisation, person, signing_keys
from services.identity.wire.events import (
    ENDINGS,
    announced,
    fact_of,
    known_addressee,
    known_name,
    organisation_registered,
)
from services.identity.wire.requests import (
    address,
    browser_id,
    foreign_token,
    identifier,
    identifiers,
    language,
    line,
    optional_day,
    page_after,
    page_size,
    page_token,
    place_after,
    role,
)

__all__ = [
    "ENDINGS",
    "address",
    "announced",
    "browser_id",
    "fact_of",
    "foreign_token",
    "identifier",
    "identifiers",
    "instant",
    "known_addressee",
    "known_name",
    "language",
    "line",
    "open_session",
    "optional_day",
    "organisation",
    "organisation_registered",
    "page_after",
    "page_size",
    "page_token",
    "person",
    "place_after",
    "role",
    "signing_keys",
]
