"""Invariant 10: no sentence of ours, in either language, says that anybody is bound in law by what was said."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine.public import BINDING

ROOT = Path(__file__).parents[2]
# Whose words people read: pages, mails, and refusals.
SAID = (
    *(ROOT / "dashboard").rglob("*.py"),
    *(ROOT / "services" / "notifications" / "mail").rglob("*.py"),
    *(each for room in ("domain", "wire", "api") for each in (ROOT / "services").glob(f"*/{room}/**/*.py")),
)
TEMPLATES = (*(ROOT / "dashboard").rglob("*.html"), *(ROOT / "services").rglob("mail/templates/*"))
# These look for such words in what others wrote.
READERS = ("intake", "safeguarding")
# Nobody is bound: that has to be said in these words.
NOBODY = "قانوناً کسی کو پابند نہیں کرتیں"
# A setting that is refused when a process starts is read by whoever runs it.
RUNNING = ("settings.py",)


def sentences(file: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _has_doc(node.body)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _has_doc(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


def binding(words: str) -> str | None:
    found = BINDING.search(words.replace(NOBODY, ""))
    return found.group() if found else None


@pytest.mark.covers("invariant 10")
def test_no_sentence_says_that_anybody_is_bound() -> None:
    files = [each for each in SAID if not set(READERS) & set(each.parts) and each.name not in RUNNING]
    said = [(file, words) for file in files for words in sentences(file)]
    said += [(file, file.read_text(encoding="utf-8")) for file in TEMPLATES if file.is_file()]
    assert len(said) > 1000, "nothing was looked at"
    assert [(file.name, word) for file, words in said if (word := binding(words))] == []


@pytest.mark.covers("invariant 10")
@pytest.mark.parametrize(
    "words",
    [
        *("You must answer", "obliged to answer", "an obligation", "late by law", "legally binding"),
        *("آپ پر لازم ہے", "قانوناً واجب", "جواب دینے کے پابند"),
    ],
)
def test_such_words_would_be_found(words: str) -> None:
    assert binding(words)


def test_that_nobody_is_bound_may_be_said() -> None:
    assert binding(f"یہ سفارشات {NOBODY}۔") is None
