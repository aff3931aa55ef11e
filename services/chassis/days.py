"""Days as requests hold them."""

from datetime import date


def read(value: str) -> date | None:
    """Return the day `YYYY-MM-DD`; None if it is none. ISO 8601 writes days in other ways, too: they are none here."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value else None
