"""Resolve all dependencies anew: the hashed requirement files of pyproject.toml's extras, and the lists of jars."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from deploy.local import artifacts
from deploy.local.files import private_folder
from deploy.local.names import REPOSITORY, home

_UV = "uv==0.13.8"
# What is tested comes first: the others get no version that was not.
_TESTED, *_OTHERS = ("dev", "local", "services", "dashboard")
# For every platform at once; without addresses, so that the files hold on any index.
_OPTIONS = ("--universal", "--python-version=3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")


def main() -> None:
    """Write all locks; what is locked already stays at its version unless `--upgrade` is given."""
    uv = _uv(private_folder(home(), passable=True) / "venv-locks")
    for extra in (_TESTED, *_OTHERS):
        target = f"requirements/{extra}.txt"
        command = [
            str(uv),
            "pip",
            "compile",
            "pyproject.toml",
            f"--extra={extra}",
            *_OPTIONS,
            *([] if extra == _TESTED else [f"--constraint=requirements/{_TESTED}.txt"]),
            *sys.argv[1:],
            "-o",
            target,
        ]
        subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        sys.stdout.write(f"wrote {target}\n")
    artifacts.relist()
    sys.stdout.write(f"wrote {artifacts.KAFKA_LIST.name} and {artifacts.POSTGRES_LIST.name}\n")


def _uv(folder: Path) -> Path:
    """Return the resolver, in an environment of its own: nothing of the product needs it."""
    program = folder / "bin" / "uv"
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        command = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            _UV,
        ]
        subprocess.run(command, check=True)  # noqa: S603
    return program


if __name__ == "__main__":
    main()
