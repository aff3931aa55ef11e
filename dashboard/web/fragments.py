"""Pieces of our own HTML for Streamlit pages: the same templates as the plain pages, so the same words and shapes."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboard import desk
from dashboard.web.render import render


@dataclass(frozen=True)
class _Reader:
    language: str


def fragment(template: str, language: str, **values: Any) -> Markup:
    """Render a template that needs no more of a visit than its language. Show it with `show.show_fragment`."""
    rendered = render(template, visit=_Reader(language), settings=desk.settings(), **values)
    return Markup(f'<div class="doc">{rendered}</div>')  # noqa: S704 - the template escaped it
