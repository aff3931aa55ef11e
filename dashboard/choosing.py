"""Choosing one of a list that changes while somebody works: the choice stays with what was chosen.

Streamlit knows a list by its options. When one of them changes – another claim came, the chosen one waits for another
reason – a plain select box begins anew with the first of them, and whoever was about to press a button would act on it.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import desk, faults, labels, numbers, show
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.recommendations.v1 import service_pb2 as recommendations


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


def line(here: desk.Desk, label: str, *, scope: str) -> recommendations.Assignment | None:
    """Ask for a number, and for the body if several have the line; return the line, or None without a number.

    Args:
        here: Where the page stands.
        label: Key of what the number is asked for.
        scope: Name of the form, unique on the page.
    """
    language, stub = here.language, here.person.recommendations
    faults.begin(scope)
    number = numbers.plain(fields.one_line(scope, label, "", language, path="tracked_number", light=True))
    if not number:
        return None
    asked = recommendations.GetRecommendationRequest(tracked_number=number)
    found = desk.known(lambda: stub.GetRecommendation(asked), language)
    if found is None:
        return None
    show.show_text(found.title, language)
    names = {each.addressee.slug: labels.name(each.addressee.name, language) for each in found.lines}
    slug = st.selectbox(
        text("paper_body", language),
        list(names),
        format_func=lambda each: show.option(names[each]),
        key=f"{scope}|body",
    )
    with desk.problems(language):
        wanted = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=slug or "")
        return stub.GetAssignment(wanted).assignment
