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
