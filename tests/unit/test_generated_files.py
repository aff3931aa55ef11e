"""A written file that is not what it is written from is told, with what differs."""

from pathlib import Path

import pytest

from deploy.local.generated import stale


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        pytest.param("one\ntwo\n", 0, [], id="as it should be"),
        pytest.param("one\nthree\n", 1, ["-three", "+two"], id="another line"),
        pytest.param("one\n", 1, ["+two"], id="a line is missing"),
        pytest.param("one\ntwo", 1, [], id="the last line does not end"),
        pytest.param(None, 1, ["+one", "+two"], id="no file"),
    ],
)
def test_a_stale_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], found: str | None, status: int, said: list[str]
) -> None:
    file = tmp_path / "written.md"
    if found is not None:
        file.write_text(found, encoding="utf-8")
    assert stale(file, "one\ntwo\n", written_from="the words") == status
    told = capsys.readouterr().out.splitlines()
    assert [each for each in told if each[0] in "+-" and each[:3] not in ("+++", "---")] == said
    assert not said or told[:2] == ["--- written.md", "+++ the words"]
