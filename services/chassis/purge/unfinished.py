"""Why erased bytes may still lie somewhere."""


class Unfinished(Exception):
    """A part was not done; `str()` of it says which, why, and what to do. The next run does it."""
