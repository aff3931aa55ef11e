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


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = _run("", tmp_path / "file" / "home")
    assert done.returncode == 1
    assert "name another one in RT_HOME" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "cannot write to the folder" in _run("", tmp_path / "closed" / "home").stderr
