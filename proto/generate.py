"""Generate `proto/gen` from the protos, or check that it is what they generate.

`python proto/generate.py` writes; `python proto/generate.py --check` compares and exits 1 when something is stale.
"""

import filecmp
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
        f"--mypy_out={into}",
        f"--mypy_grpc_out={into}",
        *sources,
    ]
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
    if "--check" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder))
            if differing := stale(Path(folder)):
                sys.exit("generated code is stale; run `make proto`:\n  " + "\n  ".join(differing))
        return
    GENERATED.mkdir(exist_ok=True)
    for path in [path for path in GENERATED.rglob("*.py*") if path.suffix in {".py", ".pyi"}]:
        path.unlink()
    generate(GENERATED)


if __name__ == "__main__":
    main()
