"""Links of documents lead somewhere."""

from pathlib import Path

import pytest

from deploy.local.documents import broken_links


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        pytest.param("[there](docs/there.md)", [], id="a file that is there"),
        pytest.param("[there](docs/there.md#two-words)", [], id="a heading that is there"),
        pytest.param("[web](https://somewhere.example/x)", [], id="the web is not looked at"),
        pytest.param("`[code](nowhere.md)`", [], id="code is no link"),
        pytest.param("[gone](docs/gone.md)", ["README.md: docs/gone.md is not there"], id="a file that is not there"),
        pytest.param(
            "[gone](docs/there.md#gone)",
            ["README.md: docs/there.md#gone names no heading of that file"],
            id="a heading that is not there",
        ),
    ],
)
def test_links(tmp_path: Path, text: str, broken: list[str]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "there.md").write_text("# Two words\n")
    (tmp_path / "README.md").write_text(text)
    assert broken_links(tmp_path) == broken
