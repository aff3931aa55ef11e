"""Checks that the documents' links to files of this repository lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def broken_links(root: Path) -> list[str]:
    """Return every link in a Markdown file to a file or a heading that is not there."""
    return [fault for document in _documents(root) for fault in _faults(document, root)]


def _documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("deploy/**/*.md")])


def _faults(document: Path, root: Path) -> Iterator[str]:
    for target in _LINK.findall(_prose(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = unquote(target).partition("#")
        file = (document.parent / path).resolve() if path else document
        name = document.relative_to(root)
        if not file.exists():
            yield f"{name}: {target} is not there"
        elif heading and file.suffix == ".md" and heading not in _headings(file):
            yield f"{name}: {target} names no heading of that file"


def _prose(document: Path) -> str:
    return _CODE.sub("", _FENCE.sub("", document.read_text(encoding="utf-8")))


def _headings(document: Path) -> set[str]:
    """Return the anchors that forges make of headings."""
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+\s+(.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower())) for title in titles}
