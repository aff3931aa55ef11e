"""Ids: new ones in order of time, and ones that follow from another."""

from uuid import UUID, uuid5

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a fresh uuid7: ids made later sort later."""
    return uuid7()


def derived_id(source: UUID, name: str) -> UUID:
    """Return the id of the thing called `name` that follows from `source`, such as an event: always the same one.

    What a consumer creates gets its id this way, so that a second delivery of the event creates nothing new.
    """
    return uuid5(source, name)
