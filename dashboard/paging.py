"""Long lists on a desk: as many pages as somebody asked for, and a button for the next one."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st

from dashboard import labels
from dashboard.labels import text


class _Page(Protocol):
    @property
    def next_page_token(self) -> str: ...


Page = TypeVar("Page", bound=_Page)


def every(call: Callable[[str], Page]) -> list[Page]:
    """Return all pages of a list.

    Args:
        call: Asks for the page that a token names; the first one has none.
    """
    pages = [call("")]
    while token := pages[-1].next_page_token:
        pages.append(call(token))
    return pages


def shown(call: Callable[[str], Page], *, scope: str) -> list[Page]:
    """Return as many pages of a list as are to be shown: one, and one more for each time that `more` was pressed.

    Args:
        call: Asks for the page that a token names; the first one has none.
        scope: Name of the list, unique on the page.
    """
    pages = [call("")]
    while len(pages) < st.session_state.get(_key(scope), 1) and (token := pages[-1].next_page_token):
        pages.append(call(token))
    return pages


def more(pages: Sequence[_Page], language: labels.Language, *, scope: str) -> None:
    """Offer the next page, beneath the last one; nothing if there is none."""
    if pages[-1].next_page_token:
        st.button(text("list_more", language), key=f"more|{scope}", on_click=_show_more, args=(scope, len(pages)))


def _show_more(scope: str, pages: int) -> None:
    st.session_state[_key(scope)] = pages + 1


def _key(scope: str) -> str:
    return f"pages|{scope}"
