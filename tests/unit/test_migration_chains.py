"""Migrations of a service form one chain: whoever adds the next one beside another is told here, not at start."""

import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
FOLDERS = sorted(each for each in SERVICES.glob("*/migrations") if any(each.glob("0*.py")))


def _named(path: Path, name: str) -> str | None:
    found = re.search(rf'^{name} = (?:"(\w+)"|None)$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, path
    return found[1]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.parent.name)
def test_each_revision_follows_the_one_before(folder: Path) -> None:
    files = sorted(folder.glob("0*.py"))
    revisions = [_named(each, "revision") for each in files]
    assert [int(each.name[:4]) for each in files] == list(range(1, len(files) + 1))
    assert [_named(each, "down_revision") for each in files] == [None, *revisions[:-1]]


def _files() -> list[tuple[str, Path]]:
    found = [(folder.parent.name, file) for folder in FOLDERS for file in folder.glob("0*.py")]
    return found + [("chassis", file) for file in (SERVICES / "chassis" / "migrations" / "versions").glob("*.py")]


@pytest.mark.parametrize(("service", "file"), _files(), ids=lambda each: each if isinstance(each, str) else each.stem)
def test_a_files_name_holds_the_number_of_its_revision(service: str, file: Path) -> None:
    """`services.chassis.schema` tells from the names what a database has to have."""
    number = file.stem.removeprefix("chassis_").partition("_")[0]
    assert _named(file, "revision") == f"{service}_{number}"
