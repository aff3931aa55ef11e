"""Whatever a service says when it refuses is known in Urdu, too: every sentence of their source is looked up."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.labels import refusals
from services.recommendations.domain import transitions
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import Position, Progress

SERVICES = Path(__file__).parents[2] / "services"
BASES = {
    "Aborted",
    "AlreadyExists",
    "FailedPrecondition",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SERVICES.rglob("*.py"))}
# Said to nobody who calls: fragments, and what only makes a preview roll back.
NOT_SAID = {"previewed"}


def refusing() -> tuple[set[str], set[str]]:
    """Return the names of the kinds of refusal, and of those that make their sentence themselves."""
    classes = [node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known, grown = set(BASES), True
    while grown:
        new = {each.name for each in classes for base in each.bases if isinstance(base, ast.Name) and base.id in known}
        grown = not new <= known
        known |= new
    own = {
        each.name
        for each in classes
        if each.name in known - BASES
        and any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in each.body)
    }
    return known, own


KINDS, SPEAKING_FOR_THEMSELVES = refusing()


def literal(node: ast.expr | None) -> str | None:
    """Return the text of a string in the source, with `{}` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"{\w+}", "{}", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None


def sentences() -> Iterator[tuple[str, str]]:
    """Return every sentence with which a service refuses, and the file that it stands in."""
    for path, tree in TREES.items():
        yield from _named(tree, path)
        for owner in ast.walk(tree):
            inside = isinstance(owner, ast.ClassDef) and owner.name in SPEAKING_FOR_THEMSELVES
            for node in ast.walk(owner) if inside else ():
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "__init__" and node.args:
                    yield from _said(node.args[0], path)
                if isinstance(node, ast.Dict):  # one of several sentences
                    yield from (said for each in node.values for said in _said(each, path))
            if isinstance(owner, ast.Call):
                yield from _of_call(owner, path)


def _named(tree: ast.Module, path: Path) -> Iterator[tuple[str, str]]:
    """Return sentences that a function names before it refuses with them."""
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)):
        named = {
            target.id: each.value
            for each in ast.walk(function)
            if isinstance(each, ast.Assign)
            for target in each.targets
            if isinstance(target, ast.Name)
        }
        for call in (each for each in ast.walk(function) if isinstance(each, ast.Call)):
            kind = call.func.id if isinstance(call.func, ast.Name) else ""
            if kind in KINDS and call.args and isinstance(call.args[0], ast.Name):
                yield from _said(named.get(call.args[0].id), path)


def _of_call(call: ast.Call, path: Path) -> Iterator[tuple[str, str]]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given: dict[str | None, Any] = {each.arg: each.value for each in call.keywords}
    if name == "Violation":
        yield from _said(call.args[1] if len(call.args) > 1 else given.get("expected"), path)
    elif name in KINDS - SPEAKING_FOR_THEMSELVES:
        yield from _said(call.args[0] if call.args else given.get("message"), path)
    elif name == "Denial":
        yield from _said(call.args[1], path)
    elif name == "not_before":
        yield from _said(given.get("what"), path)
    elif name in {"Need", "Transition"}:
        yield from _said(given.get("expected"), path)
        yield from _said(given.get("refusal"), path)


def _said(node: ast.expr | None, path: Path) -> Iterator[tuple[str, str]]:
    for each in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
        if (text := literal(each)) and text not in NOT_SAID and re.search(r"[a-z]{2}", text.replace("{}", "")):
            yield text, str(path.relative_to(SERVICES))


def test_every_sentence_of_every_service_is_known_in_urdu() -> None:
    found = dict(sentences())
    assert len(found) > 350, "the services are read"
    missing = {text: path for text, path in found.items() if text not in refusals.WORDS}
    assert not missing, "add them in dashboard/labels/refusals"


def test_both_languages_are_filled_in_with_the_same() -> None:
    for english, urdu in refusals.WORDS.items():
        count = english.count("{}")
        assert {int(each) for each in re.findall(r"{(\d+)}", urdu)} == set(range(count)), english
        assert re.search("[\u0600-\u06ff]", urdu), english
        filled = english.replace("{}", "R-42")
        said = refusals.said(filled, "ur")
        assert said, english
        assert said.count("R-42") >= min(count, 1), english
        plain = refusals.said(filled, "en")
        assert plain
        assert plain.count("R-42") == filled.count("R-42")
        assert "`" not in said + plain, "no name of a field as programs write it"


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        (Field.POSITION, Position.DECLINED, Position.ACKNOWLEDGED),
        (Field.PROGRESS, Progress.NONE_DECLARED, Progress.ON_HOLD),
    ],
)
def test_why_no_row_leads_there_is_said_in_words_of_the_language(field: Field, before: Any, after: Any) -> None:
    for by in Actor:
        said = refusals.said(transitions.why_not(field, before, after, by=by), "ur")
        assert said
        assert not re.search(r"[a-z]{3}", said), "no English is left"
        plain = refusals.said(transitions.why_not(field, before, after, by=by), "en")
        assert plain
        assert "_" not in plain, "nor, in English, a word of programs"


@pytest.mark.parametrize(
    ("sentence", "english", "urdu"),
    [
        pytest.param(
            "a text in at least one of the languages en, ur",
            "a text in at least one of the languages English, Urdu",
            "ان میں سے کم از کم ایک زبان میں متن: انگریزی، اردو",
            id="languages",
        ),
        pytest.param(
            "the day of delivery, or in `reason` why there is none",
            "the day of delivery, or in “reason” why there is none",
            "کام کی تاریخ، یا وجہ میں یہ کہ تاریخ کیوں نہیں",
            id="a field",
        ),
        pytest.param(
            "at most 200 characters in ur",
            "at most 200 characters in Urdu",
            "اردو میں زیادہ سے زیادہ \u2068200\u2069 حروف",
            id="the language that is too long",
        ),
        pytest.param("`en` or `ur`", "“English” or “Urdu”", "انگریزی یا اردو", id="a language as a choice"),
    ],
)
def test_fields_and_languages_are_named_in_words(sentence: str, english: str, urdu: str) -> None:
    assert (refusals.said(sentence, "en"), refusals.said(sentence, "ur")) == (english, urdu)


def test_what_is_not_ours_stays_as_it_is() -> None:
    assert refusals.said("something nobody has written yet", "ur") is None
    assert refusals.said("the record has been withdrawn", "ur") == "یہ نکتہ واپس لیا گیا"
    told = refusals.said("why it is refused; what was done", "ur")
    assert told == "رد کیوں کیا گیا؛ کیا ہوا"
