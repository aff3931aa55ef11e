"""The liaison's pages: "my lines", and the three-question form. Plain HTML that works on an old phone.

A person's rights are decided by recommendations, which checks the mandate in the transaction that writes. `answer`
turns the form into a request and back; `pages` shows it.
"""

from dashboard.liaison.pages import routes

__all__ = ["routes"]
