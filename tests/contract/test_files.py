"""Every test is run: pytest imports files by their base name and leaves out the second one of a name."""

from collections import Counter

from deploy.local.names import REPOSITORY


def test_no_two_test_files_share_a_name() -> None:
    folders = [each.parent for each in (REPOSITORY / "tests").rglob("__init__.py")]
    files = [each for each in (REPOSITORY / "tests").rglob("test_*.py") if each.parent not in folders]
    assert files
    assert [name for name, count in Counter(each.name for each in files).items() if count > 1] == []
