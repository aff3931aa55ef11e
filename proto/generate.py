"""Generate `proto/gen` from the protos, or check that it is what they generate.

`python proto/generate.py` writes; `python proto/generate.py --check` compares and exits 1 when something is stale.
"""

import filecmp
import os
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent
GENERATED = ROOT / "gen"


def generate(into: Path) -> None:
    """Compile every proto into the folder `into`.

    Raises:
        SystemExit: protoc refused one of them; it has said why on standard error.
    """
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "roundtable").rglob("*.proto"))
    arguments = [
        "protoc",
        f"--proto_path={ROOT}",
        f"--proto_path={files('grpc_tools') / '_proto'}",
        f"--python_out={into}",
        f"--grpc_python_out={into}",
        f"--mypy_out=quiet:{into}",
        f"--mypy_grpc_out=quiet:{into}",
        *sources,
    ]
    # protoc looks for its plugins on the path; they are installed beside this Python.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    if protoc.main(arguments) != 0:
        raise SystemExit(1)
    for path in into.rglob("*_grpc.*"):
        # Files without a service generate an empty stub: they would only be noise.
        if "Stub" not in path.read_text(encoding="utf-8"):
            path.unlink()


def stale(fresh: Path) -> list[str]:
    """Return the files that differ between `fresh` and the committed folder, in order."""
    names = {str(path.relative_to(fresh)) for path in fresh.rglob("*.py*") if path.suffix in {".py", ".pyi"}}
    kept = {str(path.relative_to(GENERATED)) for path in GENERATED.rglob("*.py*") if path.suffix in {".py", ".pyi"}}
    _, differing, missing = filecmp.cmpfiles(fresh, GENERATED, sorted(names | kept), shallow=False)
    return sorted([*differing, *missing])


def main() -> None:
    """Write the generated code, or check it when called with `--check`."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        generate(fresh)
        differing = stale(fresh)
        if "--check" not in sys.argv[1:]:
            # Only what changed is touched: a stack that runs from this checkout finds every module at any moment.
            for name in differing:
                replace(fresh / name, GENERATED / name)
        elif differing:
            sys.exit("generated code is stale; run `make proto`:\n  " + "\n  ".join(differing))


def replace(fresh: Path, kept: Path) -> None:
    """Put one generated file in the place of the one kept; take that away if there is no fresh one."""
    if not fresh.exists():
        kept.unlink()
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    beside = kept.with_name(f".{kept.name}.new")
    beside.write_bytes(fresh.read_bytes())
    beside.replace(kept)


if __name__ == "__main__":
    main()
