"""Choosing one of a list that changes while somebody works: the choice stays with what was chosen.

Streamlit knows a list by its options. When one of them changes – another claim came, the chosen one waits for another
reason – a plain select box begins anew with the first of them, and whoever was about to press a button would act on it.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import labels
from dashboard.labels import text


def one(
    label: str, options: Sequence[str], *, named: Callable[[str], str], scope: str, language: labels.Language
) -> str:
    """Show a select box and return what is chosen: what was chosen before, as long as it is offered, else the first.

    Args:
        label: Key of what is chosen.
        options: Ids; at least one.
        named: Returns how one is called in the list.
        scope: Name of the list, unique on the page.
        language: Of the page.
    """
    words = [named(each) for each in options]
    shown = st.session_state.setdefault(f"{scope}|shown", {"words": words, "index": 0, "chosen": options[0]})
    if shown["words"] != words:
        index = options.index(shown["chosen"]) if shown["chosen"] in options else 0
        shown |= {"words": words, "index": index}
    called = dict(zip(options, words, strict=True))
    chosen: str = st.selectbox(
        text(label, language), options, index=shown["index"], format_func=lambda each: called[each]
    )
    shown["chosen"] = chosen
    return chosen
