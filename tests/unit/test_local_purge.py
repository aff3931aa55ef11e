"""Which older backups hold in clear what was erased since."""

from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner

from deploy.local.__main__ import app
from deploy.local.backup import archive
from deploy.local.names import SERVICES
from deploy.local.progress import Silent
from deploy.local.purge import in_clear, tell_of_backups

ONE, TWO, THREE = (UUID(int=each) for each in range(1, 4))
ERASED = {name: {ONE, TWO} for name in SERVICES}


class Said(Silent):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:  # noqa: D102
        self.lines.append(text)


def _backup(folder: Path, day: int, texts: dict[UUID, str]) -> Path:
    """Write a backup of data in which each service has these texts; none stands for a null."""
    file = folder / f"roundtable-data-2027-01-0{day}T00-00-00Z.zip"
    lines = "".join(f"en\t{text_id}\t{body or chr(92) + 'N'}\n" for text_id, body in texts.items())
    columns = {"columns": ["language", "text_id", "body"], "rows": len(texts)}
    with archive.written(file) as writer:
        for name in SERVICES:
            writer.add(f"databases/{name}/texts.copy", lines.encode())
        writer.close("data", {"databases": {name: {"tables": {"texts": columns}} for name in SERVICES}})
    return file


@pytest.mark.covers("loss purge")
def test_a_backup_is_named_by_the_texts_in_clear_that_are_erased_by_now(tmp_path: Path) -> None:
    older = _backup(tmp_path, 1, {ONE: "said\\tby somebody", TWO: "said", THREE: "stays"})
    newer = _backup(tmp_path, 2, {ONE: "", TWO: "", THREE: "stays"})
    assert (in_clear(older, ERASED), in_clear(newer, ERASED)) == (2, 0)
    assert in_clear(older, {name: {ONE} for name in SERVICES}) == 1
    said = Said()
    tell_of_backups(ERASED, tmp_path, said)
    assert said.lines == [
        f"{older} holds 2 texts in clear, erased by now",
        "Run `make backup`, then delete these, and every copy of them.",
    ]


def test_where_no_backup_holds_any_that_is_said_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    said = Said()
    tell_of_backups(ERASED, tmp_path, said)
    assert said.lines == [f"There is no backup in {tmp_path}; look wherever copies are kept."]
    _backup(tmp_path, 2, {THREE: "stays"})
    (tmp_path / "roundtable-data-2027-01-01T00-00-00Z.zip").write_bytes(b"half")
    said = Said()
    tell_of_backups(ERASED, tmp_path, said)
    assert "whether it holds what was erased by now is not known" in said.lines[0]
    assert said.lines[1:] == [f"No backup in {tmp_path} that can be read holds a text in clear that is erased by now."]


def test_without_a_running_stack_nothing_is_purged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RT_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["purge"])
    assert done.exit_code == 1
    assert "run `make up` first" in done.output
    assert not (tmp_path / "home").exists()
