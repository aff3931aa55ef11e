"""Each field of a facilitator's form keeps room for what a service says of it."""

import ast
from pathlib import Path

import pytest

import dashboard

FOLDER = Path(dashboard.__file__).parent / "capture"
TYPED = {
    *("text_input", "text_area", "number_input", "date_input", "time_input", "selectbox", "multiselect"),
    *("typed.line", "typed.area", "typed.number", "typed.day", "typed.choice", "typed.several"),  # which are kept, too
}
# What is chosen there goes into no request by itself: whose line it is about, what kind of row to add, and which of
# many items are shown; and whose a translation is stands in the text's own room.
NOT_SENT = {"paper.py:panel", "rows.py:_rows", "items.py:_shown", "fields.py:_translated"}


def without_room(source: str, file: str) -> set[str]:
    """Return the functions that draw a field and say nowhere what belongs beside it."""
    found = set()
    for function in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)):
        called = {
            ast.unparse(each.func).rpartition(".")[2] for each in ast.walk(function) if isinstance(each, ast.Call)
        }
        attributes = [each for each in ast.walk(function) if isinstance(each, ast.Attribute)]
        named = {each.attr for each in attributes} | {ast.unparse(each) for each in attributes}
        if (called | named) & TYPED and not called & {"beside", "summary"}:
            found.add(f"{file}:{function.name}")
    return found


def test_every_field_has_room_for_a_refusal_beside_it() -> None:
    files = sorted(FOLDER.glob("*.py"))
    found = set().union(*(without_room(each.read_text(encoding="utf-8"), each.name) for each in files))
    assert found == NOT_SENT


@pytest.mark.parametrize(
    ("drawn", "found"),
    [("st.text_input(x)", True), ("st.text_input(x); beside(x)", False), ("field = typed.area if x else y", True)],
)
def test_a_field_without_room_is_found(drawn: str, *, found: bool) -> None:
    assert bool(without_room(f"def draw():\n    {drawn}", "x.py")) is found
