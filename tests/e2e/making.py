"""Targets of the Makefile, as an operator calls them."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from deploy.local import backup
from deploy.local.names import REPOSITORY, Ports
from deploy.local.stack import Stack


def made_by(target: str, stack: Stack, arguments: str) -> str:
    """Run a target for a stack, in the environment of these tests, so that nothing is installed; return its words."""
    ports = {Ports.variable(each.name): str(getattr(stack.ports, each.name)) for each in fields(stack.ports)}
    done = subprocess.run(
        ["make", target, f"LOCAL={sys.executable}", f"ARGS={arguments}"],
        cwd=REPOSITORY,
        env={**os.environ, **ports, "RT_HOME": str(stack.home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def backed_up(stack: Stack, folder: Path) -> backup.Sources:
    """Back up as an operator does."""
    made_by("backup", stack, f"--data {folder / 'data'} --keys {folder / 'keys'}")
    [data], [keys] = ((folder / kind).glob("*.zip") for kind in ("data", "keys"))
    return backup.Sources(data, keys)
