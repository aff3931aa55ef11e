"""The first thing that runs on a bare machine says in one sentence what is missing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.names import REPOSITORY

BOOTSTRAP = REPOSITORY / "deploy" / "local" / "bootstrap.py"


def _run(code: str, home: Path, *, path: str = "/nowhere") -> subprocess.CompletedProcess[str]:
    script = f"import sys, runpy; sys.argv = ['bootstrap.py', 'dev', '-c', 'print(1)']\n{code}\n"
    script += f"runpy.run_path({str(BOOTSTRAP)!r}, run_name='__main__')"
    environment = {"RT_HOME": str(home), "PATH": path}
    command = [sys.executable, "-I", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_parses_on_the_oldest_python_there_may_be() -> None:
    source = BOOTSTRAP.read_text(encoding="ascii")
    ast.parse(source, feature_version=(3, 4))
    assert not any(isinstance(node, ast.JoinedStr | ast.AnnAssign) for node in ast.walk(ast.parse(source)))


def test_an_old_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    done = _run("sys.version_info = (3, 9, 2, 'final', 0)", tmp_path / "home")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed and this one is 3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    done = _run("sys.modules['ensurepip'] = None", tmp_path / "home")
    assert done.returncode == 1
    assert f"apt install python3.{sys.version_info.minor}-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_too_little_space_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    full = "import collections, shutil; shutil.disk_usage = lambda _: collections.namedtuple('Usage', 'free')(1024**3)"
    done = _run(full, tmp_path / "home")
    assert done.returncode == 1
    assert f"2 GB of disk space are needed in {tmp_path / 'home'}; make room, or name another folder" in done.stderr
    assert "Traceback" not in done.stderr


def _running_stack(home: Path) -> None:
    """A stack that this process would be the supervisor of, with packages that no lock names."""
    (home / "venv" / "bin").mkdir(parents=True)
    # Asked for what is installed (`-I -c`), it names nothing.
    python = f'#!/bin/sh\n[ "$1$2" = -I-c ] || exec {sys.executable} "$@"\n'
    (home / "venv" / "bin" / "python").write_text(python, encoding="utf-8")
    (home / "venv" / "bin" / "python").chmod(0o755)
    (home / "run").mkdir()
    (home / "run" / "supervisor.pid").write_text(f"{os.getpid()} 1\n", encoding="ascii")


@pytest.mark.parametrize("command", ["down", "status"])
def test_a_stack_whose_packages_have_changed_can_still_be_looked_at_and_ended(tmp_path: Path, command: str) -> None:
    _running_stack(tmp_path / "home")
    done = _run(f"sys.argv = ['bootstrap.py', 'local', '-c', 'print(1)', {command!r}]", tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_nothing_is_installed_under_a_running_stack(tmp_path: Path) -> None:
    _running_stack(tmp_path / "home")
    done = _run("sys.argv = ['bootstrap.py', 'local', '-c', 'print(1)', 'up']", tmp_path / "home")
    assert done.returncode == 1
    assert "what the stack needs has changed while it runs; run `make down` first" in done.stderr


def test_ctrl_c_while_installing_is_told_without_a_traceback(tmp_path: Path) -> None:
    pressed = "import venv\ndef create(*_, **__): raise KeyboardInterrupt\nvenv.create = create"
    done = _run(pressed, tmp_path / "home")
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "nothing was started" in done.stderr


@pytest.mark.parametrize("where", ["file/home", "/proc/home"], ids=["below a file", "where nobody may write"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    done = _run("", tmp_path / where)
    assert done.returncode == 1
    assert f"cannot write to the folder {tmp_path / where}" in done.stderr
    assert "name another one in RT_HOME" in done.stderr
    assert "Traceback" not in done.stderr
