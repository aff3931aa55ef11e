"""Checks that each service's migrations are one chain: two branches that add a revision at once make two heads."""

import ast
from collections import Counter
from pathlib import Path


def faults(root: Path) -> list[str]:
    """Return what is wrong with the chains of revisions below `services/`: ids given twice, forks, gaps."""
    found = []
    for folder in sorted((root / "services").glob("*/migrations")):
        name = folder.relative_to(root)
        before: dict[str | None, str | None] = {}
        for file in sorted(folder.rglob("*.py")):
            values = _assigned(file)
            if "revision" not in values:
                continue
            if (revision := values["revision"]) in before:
                found.append(f"{file.relative_to(root)}: {revision} is given twice, number it anew")
            before[revision] = values["down_revision"]
        follow = Counter(before.values())
        found += [f"{name}: {count} revisions follow {each}" for each, count in follow.items() if count > 1]
        found += [f"{name}: nothing is called {each}" for each in follow if each and each not in before]
    return found


def _assigned(file: Path) -> dict[str, str | None]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and (node.value.value is None or isinstance(node.value.value, str))
    }
