"""`docs/covered.md`: which tests watch each transition, each invariant and each threat, as the tests themselves say it.

A test says so in `@pytest.mark.covers("row 8b", "invariant 3", "SEC 16")`. What no test covers fails the check.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.local.generated import stale
from deploy.local.names import REPOSITORY
from services.consultations.domain import transitions as of_record
from services.recommendations.domain.transitions import TABLE

FILE = REPOSITORY / "docs" / "covered.md"
_SECURITY: Final = REPOSITORY / "SECURITY.md"
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
SECURITY: Final = {
    "1": "what is restricted leaks",
    "2": "a participant is found out from public data",
    "3": "one organisation reads or writes what is another's",
    "4": "a caller fills in what is the service's to say",
    "5": "a scanner, or whoever got the mail forwarded, acts for the liaison",
    "6": "who is no liaison any more keeps access",
    "7": "a mailbox or gateway reads codes",
    "8": "a session is stolen, or another site acts in it",
    "9": "a token is forged or taken for another",
    "10": "a dashboard that was taken over makes identities",
    "11": "words of people become markup, call elsewhere, or look like a status",
    "12": "a hostile file is uploaded",
    "13": "a cell of an export becomes a formula",
    "14": "a name or text looks like another, or turns around what stands beside it",
    "15": "a mail gets headers or readers that are not meant",
    "16": "an address that somebody typed leads inside",
    "17": "an operator rewrites or leaves out history",
    "18": "what was withdrawn stays in events or backups",
    "19": "somebody floods us",
    "20": "a library or a secret is not what, or where, it should be",
}
LOSSES: Final = {
    "access matrix": "who may call what is called by everybody, for everything",
    "accounts": "each account of Kafka tries what is another's",
    "audit": "each change is in the audit, and the service cannot change it there",
    "calendar link": "it tells for which bodies somebody answers, opens nothing else, and dies with the right to it",
    "canary sweep": "what is kept is in no file, table, topic or mail where it does not belong",
    "erasure": "what was erased is read nowhere, older backups included",
    "known faults": "what is known to be bad is named, and who could not learn of it says so",
    "letters": "a body that wants letters takes nothing from a mailbox",
    "links": "whatever is done with a mail, nothing follows but a code that is asked for",
    "locks": "what is installed is what was locked and tested",
    "notices": "of each answer everybody around it is told, whoever gave it too",
    "purge": "an erased public text leaves databases, log and topics, and backups that hold it are named",
    "registrars": "what a registrar changes is seen by those around it, and what takes two is not done by one",
    "repeated events": "what comes twice, late or out of order changes nothing, and what is missing is asked for",
    "restore without keys": "a backup without its keys shows nothing restricted",
    "roles": "each role of PostgreSQL tries what is another's",
    "signing key": "the key that signs tokens is in one memory",
    "sweep of secrets": "each secret is where it is kept, and nowhere else",
    "tokens": "no token is believed that is not for this service, now",
    "two people": "nobody publishes the own work",
}
"""What the table of losses in `SECURITY.md` names behind its `T:`."""
MISSING: Final = {
    "7": "a passkey, which would be surer than a code, and still no letter",
    "17": "the public log and its checkpoints: that two copies of history differ is not shown to anybody yet",
}
"""Of rows of `SECURITY`, what no test shows yet."""
_MARK: Final = "covers"
_LOSSES_BEGIN: Final = "\n## What is lost when a part is taken over\n"
_TESTS: Final = re.compile(r"\(T: ([^)]*)\)")
_MARK_OF_A_CLAUSE: Final = re.compile(r" \((?:A|T: [^)]*)\)")
_HEAD = """# What the tests cover

Written from the `covers` marks in `tests/` by `make proto`; `make check` fails when it is stale, or when nothing covers
a row, an invariant, a threat or a loss and nothing says what is missing. The rows are those of
[transitions.md](transitions.md); the threats are those that [SECURITY.md](../SECURITY.md) answers, and the losses what
its table of parts that are taken over names. The tests of the machines walk along all rows of their table, in the
domain and over gRPC, and fail when what they reached is not what their marks say; each check of an invariant says its
number when it is made, and the marks are held against that, too.
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
    named = {"row": ROWS, "invariant": INVARIANTS, "SEC": SECURITY, "loss": LOSSES}
    wanted = {f"{kind} {each}" for kind, all_of_it in named.items() for each in all_of_it}
    excused = {f"SEC {each}" for each in MISSING}
    tabled = {row.row for row in TABLE} | {row.row for row in of_record.TABLE}
    unknown, untabled = tabled - set(ROWS), set(ROWS) - tabled
    return [
        *(f"no test covers {each}: mark one with @pytest.mark.covers" for each in sorted(wanted - found - excused)),
        *(f"{each} is covered, and there is no such thing" for each in sorted(found - wanted)),
        *(f"row {each} stands in the table of transitions and not in covered.py" for each in sorted(unknown)),
        *(f"row {each} stands in covered.py and in no table of transitions" for each in sorted(untabled)),
    ]


def surrendered(security: str) -> list[str]:
    """Return what is wrong with the table of losses: a clause with neither test nor assumption, a name that is none."""
    found = clauses(security)
    names = [name for each in found for said in _TESTS.findall(each) for name in said.split(", ")]
    loose = [each for each in found if not _is_marked(each)]
    return [
        *(f"SECURITY.md: neither test nor assumption is named behind “{each}”" for each in loose),
        *(f"SECURITY.md names the tests “{each}”, and there are none" for each in sorted(set(names) - set(LOSSES))),
        *(f"SECURITY.md does not name the tests “{each}”" for each in sorted(set(LOSSES) - set(names))),
        *([] if found else ["SECURITY.md has no table of losses"]),
    ]


def clauses(security: str) -> list[str]:
    """Return the clauses of the table of losses: what semicolons part in its cells. A dash says nothing."""
    rows = [line for line in security.partition(_LOSSES_BEGIN)[2].partition("\n## ")[0].splitlines() if line[:1] == "|"]
    cells = [cell for row in rows[2:] for cell in row.strip("|").split("|")[1:]]
    said = [clause.strip() for cell in cells for clause in cell.split(";")]
    return [each for each in said if each not in {"", "–"}]


def _is_marked(clause: str) -> bool:
    """Tell whether one mark ends a clause: what goes on behind a mark is a clause without one."""
    before, *after = _MARK_OF_A_CLAUSE.split(clause)
    return bool(before) and after == [""]


def text(tests: Path, security: str = "") -> str:
    """Return what the file should say, given where the tests lie and what `SECURITY.md` says."""
    by: dict[str, list[str]] = {}
    for covered, test in marks(tests):
        by.setdefault(covered, []).append(test)
    parts = [_HEAD]
    for title, kind, named in (
        ("Transitions", "row", ROWS),
        ("Invariants", "invariant", INVARIANTS),
        ("Threats", "SEC", SECURITY),
        ("Losses", "loss", LOSSES),
    ):
        counted = f"{_counted(security)}\n\n" if kind == "loss" else ""
        parts.append(f"\n## {title}\n\n{counted}| {kind[0].upper()}{kind[1:]} | What | Tests |\n|---|---|---|\n")
        for number, what in named.items():
            lines = [f"`{each}`" for each in by.get(f"{kind} {number}", [])]
            if kind == "SEC" and number in MISSING:
                lines.append(f"**Not shown:** {MISSING[number]}")
            parts.append(f"| {number} | {what} | {'<br>'.join(lines)} |\n")
    return "".join(parts)


def _counted(security: str) -> str:
    found = clauses(security)
    shown = sum(bool(_TESTS.search(each)) for each in found)
    return f"Of the {len(found)} clauses of the table {shown} name their tests, and {len(found) - shown} are assumed."


def write() -> int:
    """Write the file."""
    FILE.write_text(text(REPOSITORY / "tests", _SECURITY.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def check() -> int:
    """Say what is covered by nothing, and how the file differs from what it should be; 1 if there is anything."""
    tests, security = REPOSITORY / "tests", _SECURITY.read_text(encoding="utf-8")
    uncovered = faults(tests) + surrendered(security)
    sys.stdout.writelines(f"{each}\n" for each in uncovered)
    return stale(FILE, text(tests, security), written_from="the marks in the tests") or int(bool(uncovered))
