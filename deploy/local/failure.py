"""The one error a person at the terminal sees."""


class CannotStart(Exception):
    """Something on this machine prevents the stack from starting; the text says what, and what to do."""
