"""Pieces of our own HTML for Streamlit pages: the same templates as the plain pages, so the same words and shapes."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from dashboard import desk
from dashboard.web.render import environment


@dataclass(frozen=True)
class _Reader:
    language: str


@cache
def _templates() -> Any:
    return environment(desk.settings())


def fragment(template: str, language: str, **values: Any) -> Markup:
    """Render a template that needs no more of a visit than its language. Show it with `show.show_fragment`."""
    rendered = _templates().get_template(template).render(visit=_Reader(language), **values)
    return Markup(f'<div class="doc">{rendered}</div>')  # noqa: S704 - the template escaped it
