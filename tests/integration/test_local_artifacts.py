"""No jar is used that is not the one its list pins."""

import hashlib
import shutil
from pathlib import Path, PurePosixPath

import pytest

from deploy.local import artifacts
from deploy.local.artifacts import Pinned, fetch
from deploy.local.failure import CannotStart
from tests.conftest import CACHE

SMALL = "jopt-simple"


@pytest.fixture
def jar() -> Pinned:
    (found,) = (each for each in artifacts.kafka_jars() if SMALL in str(each.path))
    return found


def test_the_lists_pin_every_jar_once() -> None:
    for jars in (artifacts.kafka_jars(), artifacts.pinned(artifacts.POSTGRES_LIST)):
        assert len({jar.path for jar in jars}) == len(jars)
        assert all(len(jar.sha256) == 64 for jar in jars)
    versions = {jar.coordinate.rpartition(":")[2] for jar in artifacts.kafka_jars() if "apache/kafka" in str(jar.path)}
    assert versions == {artifacts.KAFKA_VERSION}


def test_a_jar_is_downloaded_once_and_nobody_else_reads_it(jar: Pinned, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    (file,) = fetch([jar], tmp_path / "cache", lambda *count: told.append(count))
    assert hashlib.sha256(file.read_bytes()).hexdigest() == jar.sha256
    assert [path for path in (tmp_path / "cache" / "jars").rglob("*") if path.stat().st_mode & 0o077] == []
    fetch([jar], tmp_path / "cache", lambda *count: told.append(count))
    assert told == [(1, 1)]


def test_a_jar_that_was_exchanged_at_its_source_is_refused(jar: Pinned, tmp_path: Path) -> None:
    other = Pinned(sha256="0" * 64, path=jar.path)
    with pytest.raises(CannotStart, match="is not the file that is pinned"):
        fetch([other], tmp_path / "cache")
    assert not (tmp_path / "cache" / "jars" / jar.path).exists()


def test_a_jar_that_was_exchanged_in_the_cache_is_fetched_anew(jar: Pinned, tmp_path: Path) -> None:
    (file,) = fetch([jar], CACHE)
    planted = tmp_path / "cache" / "jars" / jar.path
    planted.parent.mkdir(parents=True)
    shutil.copy(file, planted)
    planted.write_bytes(b"not a jar")
    (again,) = fetch([jar], tmp_path / "cache")
    assert again == planted
    assert hashlib.sha256(again.read_bytes()).hexdigest() == jar.sha256


def test_a_jar_that_cannot_be_had_is_one_sentence(tmp_path: Path) -> None:
    nowhere = Pinned("0" * 64, PurePosixPath("org/example/nowhere/1/nowhere-1.jar"))
    with pytest.raises(CannotStart, match=r"could not download org\.example:nowhere:1 from Maven Central"):
        fetch([nowhere], tmp_path / "cache")
