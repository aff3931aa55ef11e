"""What everybody is answered, as people have read and agreed to it: one file per service, one line per identity."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from tests.access.kinds import IDENTITIES, OBJECTS

FOLDER: Final = Path(__file__).parent / "golden"
ONLY: Final = "any"
"""The one column of an RPC that names no thing."""

Answers: TypeAlias = dict[str, dict[str, str]]
"""By identity and object."""

EXTEND: Final = (
    "run `make access`, which asks the running services and writes what they answer to tests/access/golden and "
    "docs/access.md; then read every new line against docs/access.md: the file is the oracle, so what is written there "
    "has to be what ought to be, not what is"
)
_WIDE: Final = 28


def path_of(service: str) -> Path:
    """Return a service's file."""
    return FOLDER / f"{service}.txt"


@cache
def read(service: str) -> dict[str, tuple[str, Answers]]:
    """Return by RPC the field that names its thing, and the answers."""
    found: dict[str, tuple[str, Answers]] = {}
    objects: list[str] = []
    answers: Answers = {}
    for line in path_of(service).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if not line.startswith(" "):
            rpc, _, by = line.partition(" by ")
            objects, answers = [], {}
            found[rpc] = (by, answers)
        elif not objects:
            objects = line.split()
        else:
            name, cells = line[2:_WIDE].rstrip(), line[_WIDE:].split("  ")
            answers[name] = dict(zip(objects, [each.strip() for each in cells if each.strip()], strict=True))
    return found


def put(service: str, rpc: str, found: tuple[str, Answers]) -> None:
    """Write the answers of one RPC into a service's file, in the place of what was there."""
    lines = [f"# {line}".rstrip() for line in preface_of(service).splitlines()]
    for name, (by, answers) in sorted((read(service) | {rpc: found}).items()):
        lines += ["", *_section(name, by, answers)]
    path_of(service).write_text("\n".join(lines) + "\n", encoding="utf-8")
    read.cache_clear()


def preface_of(service: str) -> str:
    """Return what stands at the top of a service's file."""
    lines = path_of(service).read_text(encoding="utf-8").splitlines()
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines if line.startswith("#"))


def _section(rpc: str, by: str, answers: Answers) -> Iterator[str]:
    names = [name for name in IDENTITIES if name in answers]
    objects = [each for each in (ONLY, *OBJECTS) if each in answers[names[0]]]
    wide = {each: max(len(each), *(len(cells[each]) for cells in answers.values())) for each in objects}
    yield f"{rpc} by {by}" if by else rpc
    yield " " * _WIDE + "  ".join(f"{each:{wide[each]}}" for each in objects).rstrip()
    for name in names:
        yield f"  {name:{_WIDE - 2}}" + "  ".join(f"{answers[name][each]:{wide[each]}}" for each in objects).rstrip()
