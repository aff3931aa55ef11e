"""`/start`, on a local stack only: be one of the sample people, and follow one item through its life.

It answers where RT_MAILBOX_URL is set. RT_START_FILE names a JSON list of the accounts it offers::

    [{"role": "liaison", "name_en": "Be the …", "name_ur": "…", "email": "liaison@….example",
      "what_en": "Open the mail, …", "what_ur": "…", "opens": "/my-lines"}]

`role` is facilitator, reviewer, verifier, registrar or liaison; `opens` is the path shown after signing in.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from pydantic import BaseModel, TypeAdapter
from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard.web import Site, Visit
from dashboard.web.site import lost

TOUR_STEPS: Final = 7


class Account(BaseModel):
    """One account of the sample data."""

    role: str
    name_en: str
    name_ur: str
    email: str
    what_en: str
    what_ur: str
    opens: str

    def name(self, language: str) -> str:
        """Return what its card says first."""
        return self.name_ur if language == "ur" else self.name_en

    def what(self, language: str) -> str:
        """Return what there is to do for it."""
        return self.what_ur if language == "ur" else self.what_en

    @property
    def sign_in_url(self) -> str:
        """Sign-in with the address filled in."""
        return "/sign-in?" + urlencode({"email": self.email, "next": self.opens})


def read_accounts(file: Path | None) -> Sequence[Account]:
    """Read the accounts; none if there is no file or it cannot be read as such a list."""
    if file is None:
        return ()
    try:
        return TypeAdapter(list[Account]).validate_python(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ()


def routes(site: Site) -> list[BaseRoute]:
    """Return the route of this page."""
    return [site.get("/start", start)]


def start(visit: Visit) -> Response:
    """Show the cards and the tour."""
    settings = visit.site.settings
    if not settings.mailbox_url:
        return lost(visit)
    return visit.render("start.html", accounts=read_accounts(settings.start_file), steps=range(1, TOUR_STEPS + 1))
