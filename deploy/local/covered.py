"""`docs/covered.md`: which tests watch each transition and each invariant, as the tests themselves say it.

A test says so in `@pytest.mark.covers("row 8b", "invariant 3")`. What no test covers fails the check.
"""

import ast
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.local.names import REPOSITORY
from services.consultations.domain import transitions as of_record
from services.recommendations.domain.transitions import TABLE

FILE = REPOSITORY / "docs" / "covered.md"
ROWS: Final = {
    "1": "a draft goes into review",
    "2": "what was reviewed is published, numbered, and put to its addressees",
    "3": "what was reviewed goes back to its author",
    "4": "recorded becomes tracked, tracked recorded",
    "5": "withdrawn",
    "5b": "hidden by one person at once, shown again by two",
    "6": "merged, superseded, and on its own again",
    "7": "what became of a request mail",
    "7b": "a request is handed over",
    "8": "acknowledged, under consideration",
    "8b": "an answer given outside the tracker",
    "9": "accepted, as a whole or in part",
    "10": "declined, not responsible",
    "11": "claims that it is done already",
    "12": "a change of mind",
    "13": "work is planned, under way, paused, dropped, taken up again",
    "14": "reported complete",
    "15": "the delivery date is moved",
    "16": "evidence is asked for",
    "17": "shown to be done, in part or as a whole",
    "18": "no evidence found, until there is new evidence",
    "19": "contradicted or undone since, after a right of reply",
    "20": "cannot be checked as it is worded",
    "21": "looked at again after twelve months",
    "22": "closed as shown to be done",
    "23": "closed as declined",
    "24": "closed as no longer applicable",
    "25": "opened again",
    "26": "gone to another body, and back",
    "27": "steps of the clock",
    "28": "anybody suggests evidence, which two people read and nothing follows from by itself",
    "29": "one more addressee",
    "30": "a follow-up note",
    "31": "how something public reads, corrected by two persons",
}
INVARIANTS: Final = {
    "1": "each field is written by its own people only",
    "2": "nothing that was public is deleted silently",
    "3": "once only; stale is refused with the current state",
    "4": "late events take their place in history",
    "5": "text, date and addressee as published are never overwritten",
    "6": "“no evidence” shows a date; fewer than five people are never counted",
    "7": "declined is not dead",
    "8": "an addressee's own report alone never yields “Done – checked”",
    "9": "nothing restricted enters an event, a log or a public answer",
    "10": "no sentence of ours says that anybody is bound in law",
    "11": "public answers carry public numbers and days",
}
_MARK: Final = "covers"
_HEAD = """# What the tests cover

Written from the `covers` marks in `tests/` by `make proto`; `make check` fails when it is stale, or when nothing covers
a row or an invariant. The rows are those of [transitions.md](transitions.md). The tests of the machines walk along all
rows of their table, in the domain and over gRPC, and fail when what they reached is not what their marks say; each
check of an invariant says its number when it is made, and the marks are held against that, too.
"""


def marks(tests: Path) -> Iterator[tuple[str, str]]:
    """Yield what each test says that it covers, and which test it is: `row 8b`, `unit/test_x.py::test_y`."""
    for file in sorted(tests.rglob("test_*.py")):
        words = file.read_text(encoding="utf-8")
        if f"mark.{_MARK}" not in words:
            continue
        for node in ast.parse(words).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{file.relative_to(tests).as_posix()}::{node.name}"
                yield from ((covered, name) for covered in _covered(node))


def _covered(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    found = []
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == _MARK:
            found += [str(word.value) for word in each.args if isinstance(word, ast.Constant)]
    return found


def faults(tests: Path) -> list[str]:
    """Return what is covered by nothing, and what is covered that there is not."""
    found = {covered for covered, _ in marks(tests)}
    wanted = {f"row {each}" for each in ROWS} | {f"invariant {each}" for each in INVARIANTS}
    tabled = {row.row for row in TABLE} | {row.row for row in of_record.TABLE}
    unknown, untabled = tabled - set(ROWS), set(ROWS) - tabled
    return [
        *(f"no test covers {each}: mark one with @pytest.mark.covers" for each in sorted(wanted - found)),
        *(f"{each} is covered, and there is no such thing" for each in sorted(found - wanted)),
        *(f"row {each} stands in the table of transitions and not in covered.py" for each in sorted(unknown)),
        *(f"row {each} stands in covered.py and in no table of transitions" for each in sorted(untabled)),
    ]


def text(tests: Path) -> str:
    """Return what the file should say."""
    by: dict[str, list[str]] = {}
    for covered, test in marks(tests):
        by.setdefault(covered, []).append(test)
    parts = [_HEAD]
    for title, kind, named in (("Transitions", "row", ROWS), ("Invariants", "invariant", INVARIANTS)):
        parts.append(f"\n## {title}\n\n| {kind.capitalize()} | What | Tests |\n|---|---|---|\n")
        for number, what in named.items():
            tests_of = "<br>".join(f"`{each}`" for each in by.get(f"{kind} {number}", []))
            parts.append(f"| {number} | {what} | {tests_of} |\n")
    return "".join(parts)


def write() -> int:
    """Write the file."""
    FILE.write_text(text(REPOSITORY / "tests"), encoding="utf-8")
    return 0


def check() -> int:
    """Say what is covered by nothing, and how the file differs from what it should be; 1 if there is anything."""
    tests = REPOSITORY / "tests"
    found = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    lines = difflib.unified_diff(
        found.splitlines(), text(tests).splitlines(), FILE.name, "the marks in the tests", lineterm="", n=0
    )
    problems = [*faults(tests), *lines]
    sys.stdout.writelines(f"{each}\n" for each in problems)
    return bool(problems)
