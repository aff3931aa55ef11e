"""Links of documents lead somewhere, and what no test covers is named."""

from pathlib import Path

import pytest

from deploy.local import covered
from deploy.local.backup.rows import LEFT_OUT
from deploy.local.documents import broken_links
from deploy.local.names import REPOSITORY


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


def test_who_restores_a_database_alone_is_told_to_end_whatever_our_own_restoration_leaves_out() -> None:
    """A session or calendar link that ended since the backup would come to life again."""
    told = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [table for table in LEFT_OUT["identity"] if f"DELETE FROM {table}" not in told] == []


def test_what_no_test_covers_is_named_and_so_is_what_there_is_not(tmp_path: Path) -> None:
    everything = [f"row {each}" for each in covered.ROWS] + [f"invariant {each}" for each in covered.INVARIANTS]
    everything += [f"SEC {each}" for each in covered.SECURITY if each not in covered.MISSING]
    everything += [f"loss {each}" for each in covered.LOSSES]
    missing = [each for each in everything if each != "row 8b"]
    marked = "\n".join(f'@pytest.mark.covers("{each}")' for each in missing)
    (tmp_path / "test_one.py").write_text(f"{marked}\ndef test_one() -> None: ...\n", encoding="utf-8")
    assert covered.faults(tmp_path) == ["no test covers row 8b: mark one with @pytest.mark.covers"]
    (tmp_path / "test_two.py").write_text(
        '@pytest.mark.covers("row 8b", "row 99")\nasync def test_two() -> None: ...\n', encoding="utf-8"
    )
    assert covered.faults(tmp_path) == ["row 99 is covered, and there is no such thing"]
    assert "| 8b | an answer given outside the tracker | `test_two.py::test_two` |" in covered.text(tmp_path)


_LOSSES = "# S\n\n## What is lost when a part is taken over\n\n| Part | Read |\n|---|---|\n{}\n\n## Next\n\n| a | b |\n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param("| x | all of it (A); nothing more (T: roles) | – |", [], id="all have"),
        pytest.param("| x | all of it (A); nothing more | – |", ["named behind “nothing more”"], id="the last"),
        pytest.param("| x | all of it | – |", ["named behind “all of it”"], id="one cell"),
        pytest.param("| x | some; the rest (A) | – |", ["named behind “some”"], id="the first"),
        pytest.param(
            "| x | some (A) and the rest | – |", ["named behind “some (A) and the rest”"], id="on behind a mark"
        ),
        pytest.param("| x | some (A) (T: roles) | – |", ["named behind “some (A) (T: roles)”"], id="two marks"),
        pytest.param("| x | all of it (T) | – |", ["named behind “all of it (T)”"], id="tests without a name"),
        pytest.param("| x | nothing (T: roles, hopes) | – |", ["names the tests “hopes”"], id="a name that is none"),
    ],
)
def test_a_loss_without_test_or_assumption_is_named(row: str, says: list[str]) -> None:
    every = ", ".join(covered.LOSSES)
    found = covered.surrendered(_LOSSES.format(f"{row}\n| y | – | nothing (T: {every}) |"))
    assert [each for each in found if not any(said in each for said in says)] == []
    assert len(found) == len(says)


def test_tests_of_losses_that_the_table_names_no_more_are_named() -> None:
    every = [each for each in covered.LOSSES if each != "erasure"]
    assert covered.surrendered(_LOSSES.format(f"| y | – | nothing (T: {', '.join(every)}) |")) == [
        "SECURITY.md does not name the tests “erasure”"
    ]
    assert covered.surrendered("# S\n")[-1] == "SECURITY.md has no table of losses"


def test_clauses_are_counted_by_what_shows_them() -> None:
    row = "| x | some (A); more (T: roles) | – ; the rest (T: roles, audit) |"
    assert "Of the 3 clauses of the table 2 name their tests, and 1 are assumed." in covered.text(
        Path(__file__).parent / "articles", _LOSSES.format(row)
    )
