"""The pages of the dashboard, plain and Streamlit, as navigation knows them.

A new Streamlit page is one file here and one line in `PAGES`. The file is a script that runs from top to bottom on
every interaction; it begins with `dashboard.desk`::

    from dashboard import desk, show
    from dashboard.labels import text

    here = desk.begin("facilitator")        # the path in PAGES; stops the script for whoever may not see it
    here.person.consultations.ListMyConsultations(…)

A plain page has no file: its routes are made elsewhere (`public`, `liaison`), and a line here puts it into "Your work".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """One page."""

    path: str
    """Its address without the slash: `explore`."""

    title: str
    """Key of its title in `labels`."""

    roles: frozenset[str] = frozenset()
    """Who may see it, any one suffices: facilitator, reviewer, verifier, registrar, liaison. Empty: everybody."""

    file: str = ""
    """Its file in this folder; empty for a plain HTML page."""

    what: str = ""
    """Key of a sentence in `labels` that says what is done here, for the list "Your work"."""

    @property
    def script(self) -> Path:
        """The file, for Streamlit."""
        return _FOLDER / self.file

    def is_for(self, roles: Iterable[str]) -> bool:
        """Tell whether somebody with these roles may see it."""
        return not self.roles or not self.roles.isdisjoint(roles)


PAGES: Final[tuple[Page, ...]] = (
    Page("explore", "nav_explore", file="explore.py"),
    Page("capture", "quick_title", frozenset({"facilitator"}), what="quick_what"),
    Page("facilitator", "capture_page", frozenset({"facilitator"}), "facilitator.py", "capture_what"),
    Page("reviewer", "review_title", frozenset({"reviewer"}), "reviewer.py", "review_what"),
    Page("verifier", "verify_queue", frozenset({"verifier"}), "verifier.py", "verify_what"),
    Page("registrar", "register_title", frozenset({"registrar"}), "registrar.py", "register_what"),
    Page("my-lines", "my_lines", frozenset({"liaison"}), what="my_lines_what"),
    Page("due", "due_title", frozenset({"liaison"}), what="due_page_what"),
)


def find(path: str) -> Page:
    """Return the page at a path.

    Raises:
        KeyError: There is none.
    """
    for page in PAGES:
        if page.path == path:
            return page
    raise KeyError(path)
