"""Words that want to be more than words, and what pages may make of them: nothing.

One line for every free text, short enough for the shortest: it breaks out of an attribute, is an image, a link and a
script in HTML and in Markdown, a badge of Streamlit, a status of ours, and turns around what follows it.
"""

import html
from typing import Final

FOREIGN: Final = "x.example"
"""A host that no page may ask."""

_TURNED: Final = "\u202e"
_LINE: Final = (
    f"\"'><img src=//{FOREIGN}/i onerror=pwn=[]><b class=tag>Done</b>![i](https://{FOREIGN}/m)[l](//{FOREIGN})"
    f"<script>pwn=[]</script>**Done – checked**:green-badge[Done]{_TURNED}"
)


def dressed(token: str) -> str:
    """Return what is typed."""
    return _LINE + token


def kept(typed: str) -> str:
    """Return what is kept of it, and read on every page that has it: without the sign that turns lines around."""
    return typed.replace(_TURNED, "")


def escaped(typed: str) -> str:
    """Return it as a page has to write it."""
    return html.escape(kept(typed))
