"""What is installed is what the locks name, to the byte, and the SBOM tells just that."""

import base64
import csv
import hashlib
import json
import os
import re
import sysconfig
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.markers import Marker

from deploy.local import artifacts, sbom
from deploy.local.names import REPOSITORY

LOCK = REPOSITORY / "requirements" / "dev.txt"
# What an environment is made with, before anything of ours is installed.
MADE_WITH = {"pip", "setuptools"} - {name for name, _, _ in sbom.packages(LOCK)}
SOME_THOUSAND = 5000
# What is larger (a Java runtime, a browser's driver) is compared by its size only, for the sake of everybody's time.
LARGE = 2**20
OF_THESE = ("pip", "setuptools", "_distutils_hack", "pkg_resources")
# Written by Python and by the bootstrap, not by a package.
OF_NO_PACKAGE = {"roundtable.pth", "distutils-precedence.pth", "_virtualenv.py", "_virtualenv.pth"}


def _name(distribution: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"]).lower()


def _installed() -> dict[str, Distribution]:
    return {name: each for each in distributions() if (name := _name(each)) not in MADE_WITH}


def test_the_sbom_names_each_locked_package_and_jar_once_and_no_other() -> None:
    parts = json.loads(sbom.FILE.read_text(encoding="utf-8"))["components"]
    locked = re.findall(r"^([\w.-]+)==([^ \\;]+)", (REPOSITORY / "requirements/local.txt").read_text(), re.MULTILINE)
    jars = [*artifacts.kafka_jars(), *artifacts.pinned(artifacts.POSTGRES_LIST)]
    assert sorted(part["purl"] for part in parts) == sorted(
        [f"pkg:pypi/{name.lower().replace('_', '-').replace('.', '-')}@{version}" for name, version in locked]
        + ["pkg:maven/{}/{}@{}".format(*jar.coordinate.split(":")) for jar in jars]
    )
    assert {part["hashes"][0]["content"] for part in parts if "hashes" in part} == {jar.sha256 for jar in jars}


@pytest.mark.covers("SEC 20", "loss locks")
def test_the_installation_is_the_lock_and_the_sbom_is_in_it() -> None:
    locked = {
        (name, version) for name, version, marker in sbom.packages(LOCK) if not marker or Marker(marker).evaluate()
    }
    installed = {(name, each.version) for name, each in _installed().items()}
    assert installed == locked
    running = {
        (part["name"], part["version"])
        for part in json.loads(sbom.FILE.read_text(encoding="utf-8"))["components"]
        if part["purl"].startswith("pkg:pypi/")
        and all(Marker(found["value"]).evaluate() for found in part.get("properties", ()))
    }
    assert running <= installed


@pytest.mark.covers("SEC 20", "loss locks")
def test_each_installed_file_is_the_one_its_wheel_names_and_no_other_is_there() -> None:
    """The locks pin wheels by their hashes and wheels pin their files: so any two installations of a lock are alike."""
    changed, recorded = [], set[str]()
    for name, each in _installed().items():
        record = each.read_text("RECORD")
        assert record, f"{name} tells not which files are its own"
        root = Path(str(each.locate_file("")))
        for path, digest, size in csv.reader(record.splitlines()):
            file = os.path.normpath(root / path)
            recorded.add(file)
            # There is no digest of RECORD itself, nor of what Python compiles.
            if digest and not _is(Path(file), digest, int(size)):
                changed.append(f"{name}: {path}")
    assert len(recorded) > SOME_THOUSAND
    assert not changed
    assert not _strangers(recorded)


def _is(file: Path, digest: str, size: int) -> bool:
    if file.stat().st_size != size:
        return False
    if size > LARGE:
        return True
    kind, _, wanted = digest.partition("=")
    found = hashlib.new(kind, file.read_bytes()).digest()
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode() == wanted


def _strangers(recorded: set[str]) -> list[Path]:
    """Return what lies among the packages and none of them brought."""
    packages = Path(sysconfig.get_path("purelib"))
    return [
        file
        for file in packages.rglob("*")
        if file.is_file()
        and str(file) not in recorded
        and "__pycache__" not in file.parts
        and file.name not in OF_NO_PACKAGE
        and not file.relative_to(packages).parts[0].startswith(OF_THESE)
    ]
