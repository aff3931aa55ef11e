"""Two installations that differ in anything are told apart, and a lock that is not in the largest one is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import twice
from deploy.local.names import REPOSITORY


def a_tree(root: Path) -> Path:
    (root / "bin").mkdir(parents=True)
    (root / "bin" / "tool").write_text("#!/somewhere/python\n")
    (root / "bin" / "tool").chmod(0o755)
    (root / "link").symlink_to("bin")
    (root / "lib" / "__pycache__").mkdir(parents=True)
    (root / "lib" / "a.py").write_text("a = 1\n")
    (root / "lib" / "__pycache__" / "a.pyc").write_text(str(root))
    return root


def a_link(to: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        (root / "link").unlink()
        (root / "link").symlink_to(to)

    return change


@pytest.mark.covers("SEC 20", "loss locks")
@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(Path.exists, [], id="nothing but what Python compiled"),
        pytest.param(lambda root: (root / "lib" / "a.py").write_text("a = 2\n"), ["lib/a.py is not"], id="one byte"),
        pytest.param(lambda root: (root / "bin" / "tool").chmod(0o700), ["bin/tool is not"], id="who may run it"),
        pytest.param(a_link("lib"), ["link is not"], id="where a link leads"),
        pytest.param(lambda root: (root / "more").write_text(""), ["more is there once"], id="a file more"),
        pytest.param(lambda root: (root / "empty").mkdir(), ["empty is there once"], id="a folder more"),
        pytest.param(lambda root: (root / "lib" / "a.py").unlink(), ["lib/a.py is there once"], id="a file less"),
    ],
)
def test_trees_are_told_apart(tmp_path: Path, change: Callable[[Path], object], found: list[str]) -> None:
    first, second = a_tree(tmp_path / "first"), a_tree(tmp_path / "second")
    change(second)
    said = twice.differences(first, second)
    assert len(said) == len(found)
    assert all(each.startswith(start) for each, start in zip(said, found, strict=True))
    assert len(twice.differences(second, first)) == len(found)


def test_the_largest_lock_holds_all_the_others() -> None:
    assert twice.not_in("dev") == []
    assert any("pytest==" in each for each in twice.not_in("local"))
    found = twice.pins(REPOSITORY / "requirements" / "dev.txt")
    assert len(found) > 100
    assert all(found.values()), "each has hashes"


@pytest.mark.parametrize(
    ("works", "said"),
    [
        ([False], "the first installation failed"),
        ([True, False], "the second installation failed"),
        ([True, True], "2 files and folders, the same twice"),
    ],
)
def test_an_installation_that_fails_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], works: list[bool], said: str
) -> None:
    answers = iter(works)

    def installed(home: Path) -> bool:
        home.mkdir()
        (home / "lib").mkdir()
        (home / "lib" / "a.py").write_text("")
        return next(answers)

    monkeypatch.setattr(twice, "installed", installed)
    assert twice.main() == int(not all(works))
    assert said in capsys.readouterr().out


def test_the_install_is_that_of_ci_and_nothing_of_it_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A registry that does not answer: pip fails, and so does the check. It is never left out."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    assert not twice.installed(tmp_path / "home")
