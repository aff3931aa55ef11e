"""`make check`: everything that is checked without running the product. `ARGS="lint types"` runs some of them."""

import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.local import covered, env_example, sbom, transitions
from deploy.local.documents import broken_links
from deploy.local.files import unpack
from deploy.local.names import REPOSITORY
from deploy.local.revisions import faults

_BIN = Path(sys.executable).parent
_PROTO = REPOSITORY / "proto"


def _run(*command: str | Path, folder: Path = REPOSITORY) -> int:
    # The tools find each other (buf, protoc's plugins) beside our Python.
    environment = {**os.environ, "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


def _lint() -> int:
    return _run(_BIN / "ruff", "check", "--quiet", ".")


def _format() -> int:
    return _run(_BIN / "ruff", "format", "--quiet", "--check", "--diff", ".")


def _types() -> int:
    return _run(_BIN / "mypy", "--strict", "services", "dashboard", "deploy", "tests", "proto/generate.py")


def _imports() -> int:
    return _run(_BIN / "lint-imports", "--no-cache")


def _protos() -> int:
    return _run(_BIN / "buf", "lint", folder=_PROTO)


def _generated() -> int:
    return _run(sys.executable, _PROTO / "generate.py", "--check") or _run(
        sys.executable, _PROTO / "document.py", "--check"
    )


def _breaking() -> int:
    """Compare with what others may already rely on; the first commit has nothing to be compared with."""
    if (baseline := _baseline()) is None:
        sys.stdout.write("no earlier commit is here to compare the protos with\n")
        return 0
    command = ["git", "archive", baseline, "proto"]
    archive = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)  # noqa: S603
    if archive.returncode != 0:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        packed = Path(scratch) / "proto.tar"
        packed.write_bytes(archive.stdout)
        with tarfile.open(packed) as tar:
            unpack(tar, Path(scratch))
        if not any((Path(scratch) / "proto").rglob("*.proto")):
            return 0
        return _run(_BIN / "buf", "breaking", "--against", Path(scratch) / "proto", folder=_PROTO)


def _baseline() -> str | None:
    """Return the last release; without one the last commit, or the one before if nothing was changed since."""
    if tag := _git("describe", "--tags", "--abbrev=0"):
        return tag
    changed = _git("status", "--porcelain", "--", "proto")
    candidates = ["HEAD"] if changed else ["HEAD~1"]
    return next((each for each in candidates if _git("rev-parse", "--verify", "--quiet", f"{each}^{{commit}}")), None)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout.strip() if done.returncode == 0 else ""


def _documents() -> int:
    broken = broken_links(REPOSITORY)
    for each in broken:
        sys.stdout.write(f"{each}\n")
    return bool(broken)


def _revisions() -> int:
    found = faults(REPOSITORY)
    for each in found:
        sys.stdout.write(f"{each}\n")
    return bool(found)


CHECKS: dict[str, tuple[Callable[[], int], str]] = {
    "lint": (_lint, "mend what ruff names; `ruff check --fix` mends some of it"),
    "format": (_format, "run `ruff format`"),
    "types": (_types, "mend what mypy names"),
    "imports": (_imports, "a room or a service reached for what it must not know"),
    "protos": (_protos, "mend what buf names"),
    "breaking": (_breaking, "a client out there would break: add instead of changing or removing"),
    "generated": (_generated, "run `make proto` and commit what it wrote"),
    "settings": (env_example.check, "run `make settings` and commit .env.example"),
    "transitions": (transitions.check, "run `make proto` and commit docs/transitions.md"),
    "covered": (covered.check, "mark a test for what none covers, run `make proto` and commit docs/covered.md"),
    "sbom": (sbom.check, "run `make sbom` and commit sbom.cdx.json"),
    "revisions": (_revisions, "number the newer migration after the other one, file, revision and down_revision"),
    "documents": (_documents, "a link in a document leads nowhere"),
}


def main(wanted: Sequence[str]) -> int:
    """Run the wanted checks, or all, to the end; 1 if one failed."""
    if unknown := set(wanted) - set(CHECKS):
        sys.stderr.write(f"there is no check {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}\n")
        return 2
    failed = []
    for name, (check, remedy) in CHECKS.items():
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        ok = check() == 0
        sys.stdout.write(f"{'ok    ' if ok else 'FAILED'}  {name:<10} {time.monotonic() - began:5.1f} s\n")
        sys.stdout.flush()
        if not ok:
            failed.append(f"{name}: {remedy}")
    for each in failed:
        sys.stdout.write(f"  {each}\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
